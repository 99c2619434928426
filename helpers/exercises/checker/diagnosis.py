"""Judge a reader's function by what was seen of it, and name the mistake."""

import ast
import inspect
import textwrap
from typing import NamedTuple

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.signature import rule_name
from helpers.core.timeout import TimeUpError
from helpers.core.validation import short_repr
from helpers.exercises.checker.epsilon_probe import written_in
from helpers.exercises.checker.evaluation import agree, attempt, try_one
from helpers.exercises.checker.reader_errors import told
from helpers.exercises.checker.specs import TASKS, same
from helpers.exercises.texts import read

# These two slips take the same steps. The t in the states tells them apart: beside each slip stands
# the note that rules it out.
RULED_OUT = {"t stays 1": "t moves", "beta without t": "t stays"}


class Finding(NamedTuple):
    """What was found. `right`: True, False, or None where nothing is written yet. `names`: what was
    recognised, by the names in texts/mistakes.toml."""

    right: bool | None
    says: str
    names: tuple = ()


def judge(mine, like, fixed):
    """Return the Finding about `mine`, which should do what `like` does. See `check`."""
    task = TASKS.get(like) if callable(like) else None
    if task is None:
        known = ", ".join(true.__name__ for true in TASKS)
        raise ValueError(f"like must be one of {known}, not {short_repr(like)}.")
    for name, value in fixed.items():
        if name not in task.defaults:
            raise TypeError(f"{task.name} has no setting {name}: leave it out.")
        checked_hyperparameter(name, value)
    try:
        tried = attempt(mine, task, fixed)
    except (TypeError, TimeUpError) as error:
        return Finding(False, str(error))
    if all(_still(tried.seen[trial].path) for trial in tried.main):
        return Finding(None, _does_nothing(tried))
    for truth in tried.truths:
        if all(agree(tried.seen[trial], truth[trial]) for trial in tried.main):
            return _right(tried, truth)
    return _right_for_one_number(tried) or _wrong(tried)


# ---- right ------------------------------------------------------------------------------------


def _right(tried, truth):
    """Return the Finding about a function whose numbers are right."""
    if any("in place" in seen.notes for seen in tried.seen.values()):
        return _mistake("in place")
    if not tried.kept:
        return _mistake("one state")
    whole, remarks, error = tried.seen.get("whole numbers"), [], ""
    if whole is not None and whole.error is not None:
        remarks, error = ["whole numbers"], told(whole.error, tried.mine)
    elif whole is not None and not agree(whole, truth["whole numbers"]):
        return _mistake("whole numbers")
    if not tried.alike:
        remarks.append("own memory")
    if "epsilon" in tried.task.defaults and "epsilon" not in tried.own[tried.main[0]]:
        if slip := written_in(tried):
            return Finding(False, tried.task.said[slip], (slip,))
        remarks.append("epsilon")
    return _remarked(remarks, error)


def _right_for_one_number(tried):
    """Return the Finding about a function that is right for floats and fails on arrays, or None."""
    error = tried.seen[tried.main[0]].error
    one, true = (trials.get("one number") for trials in (tried.seen, tried.truths[0]))
    if error is None or one is None or not agree(one, true):
        return None
    return _remarked(["one number"], told(error, tried.mine))


def _remarked(remarks, error):
    says = read("mistakes")["remark"]
    return Finding(True, " ".join(says[r].format(error=error) for r in remarks), tuple(remarks))


# ---- wrong ------------------------------------------------------------------------------------


def _wrong(tried):
    """Return the Finding about a function that fails, or whose numbers are wrong."""
    failed = [tried.seen[trial] for trial in tried.main if tried.seen[trial].error is not None]
    if failed and "no state" in failed[0].notes:
        return _mistake("no state")
    if failed:
        return Finding(False, told(failed[0].error, tried.mine))
    if known := _known_slips(tried):
        says = " ".join(tried.task.said[slip] for slip in known)
        return Finding(False, says + _unused(tried.mine, known), known)
    if not tried.alike:
        from_rng = "rng" in inspect.signature(tried.mine).parameters
        return _mistake("own chance" if from_rng else "own memory")
    for name in _not_used(tried, tried.main[-1]):
        says = f"It goes the same way whatever {name} is. Where should {name} stand?"
        return Finding(False, says, (f"{name} not used",))
    return Finding(False, _parting(tried))


def _mistake(name):
    return Finding(False, read("mistakes")["call"][name], (name,))


def _known_slips(tried):
    """Return the slips with which one goes where the reader's function goes, or None."""
    notes = tried.seen[tried.main[0]].notes
    stuck = "same state" in notes
    for slips, guess in tried.task.guesses():
        if "old state returned" in tried.task.slips and stuck != ("old state returned" in slips):
            continue  # two mistakes with the same steps: only one of them returns the old state
        if any(note in notes for slip, note in RULED_OUT.items() if slip in slips):
            continue  # two more of the kind
        if all(agree(tried.seen[trial], try_one(guess, tried.task, trial, tried.full[trial]))
               for trial in tried.main):  # fmt: skip
            return slips
    return None


def _not_used(tried, trial):
    """Yield the settings, not the whole numbers among them, that make no difference to a path."""
    path = tried.seen[trial].path
    for name, value in tried.own[trial].items():
        if np.isfinite(path).all() and not isinstance(value, int):
            other = tried.own[trial] | {name: 0.9 * value}
            if agree(try_one(fresh_copy(tried.mine), tried.task, trial, other), tried.seen[trial]):
                yield name


def _parting(tried):
    """Say where two paths part for the first time, with both values."""
    task, truth = tried.task, tried.truths[0]
    trial = next(trial for trial in tried.main if not agree(tried.seen[trial], truth[trial]))
    mine, true = tried.seen[trial].path, truth[trial].path
    k = next(k for k in range(len(true)) if not same(mine[: k + 1], true[: k + 1]))
    if not np.isfinite(mine[k]).all():
        return f"It gives nan or infinity, not a number, {task.spot(k)}."
    return (
        f"Not the same, and not a mistake that is known here. The two part {task.spot(k)}: "
        f"yours gives {_numbers(mine[k])}, {task.name} gives {_numbers(true[k])}."
    )


# ---- words ------------------------------------------------------------------------------------


def _still(path):
    return path is not None and bool((path == path[0]).all())


def _does_nothing(tried):
    does = "leaves the parameters as they were"
    if "losses" in tried.seen:
        does = "gives the same number whatever m and b are"
    return f"{rule_name(tried.mine)} {does}."


def _unused(function, slips):
    """Say which names a function makes and never reads, where that may be the mistake."""
    if not any("corrected" in slip or "not used" in slip for slip in slips):
        return ""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # typed where Python keeps no text
        return ""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read_names = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    made = [n.id for n in names if isinstance(n.ctx, ast.Store) and n.id not in read_names]
    return f" You compute {' and '.join(dict.fromkeys(made))}, but never use it." if made else ""


def _numbers(value):
    numbers = ", ".join(f"{number:.4g}" for number in np.ravel(value))
    return f"({numbers})" if np.size(value) > 1 else numbers
