"""Check a reader's function against the true one, and name the mistake."""

import ast
import inspect
import textwrap
import warnings
from typing import NamedTuple

import numpy as np

from helpers.checks import hyperparameter
from helpers.descent import name_of, settings_of
from helpers.exercises.sentences import read
from helpers.exercises.tasks import TASKS, same
from helpers.exercises.trials import SECONDS, TimeUpError, fresh, where, within

MISTAKES = read("mistakes")
SAID, REMARKS = MISTAKES["call"], MISTAKES["remark"]


class Finding(NamedTuple):
    """What was found. `right`: True, False, or None where nothing is written yet. `names`: what was
    recognised, by the names in texts/mistakes.toml."""

    right: bool | None
    says: str
    names: tuple = ()


class Seen(NamedTuple):
    """What one trial showed: the numbers or the error, and the notes taken."""

    path: np.ndarray | None
    error: Exception | None
    notes: frozenset


class Case(NamedTuple):
    """A reader's function, the exercise, and the settings of each trial: those of the reader's
    function, `own`, and all that the true one takes, `full`."""

    mine: object
    task: object
    own: dict
    full: dict


def judge(mine, like, fixed):
    """Return the Finding about `mine`, which should do what `like` does. See `check`."""
    task = TASKS.get(like) if callable(like) else None
    if task is None:
        known = ", ".join(true.__name__ for true in TASKS)
        raise ValueError(f"like must be one of {known}, not {like!r}.")
    for name, value in fixed.items():
        if name not in task.defaults:
            raise TypeError(f"{task.name} has no setting {name}: leave it out.")
        hyperparameter(name, value)
    try:
        case = _case(mine, task, fixed)
        seen = within(SECONDS, _try_all, mine, task, case.own)
        main = [name for name in seen if name not in ("whole numbers", "one number")]
        twice = within(SECONDS, _twice, mine, task, main[0], case.own[main[0]])
    except (TypeError, TimeUpError) as error:
        return Finding(False, str(error))
    truths = [_try_all(true, task, case.full) for true in task.truths()]
    if all(_still(seen[name].path) for name in main):
        does = (
            "returns what it was given"
            if "losses" not in seen
            else ("gives the same number whatever m and b are")
        )
        return Finding(None, f"{name_of(mine)} {does}.")
    for truth in truths:
        if all(_agree(seen[name], truth[name]) for name in main):
            return _right(case, seen, twice, truth)
    if "one number" in seen and _agree(seen["one number"], truths[0]["one number"]):
        error = _told(seen[main[0]].error, mine) if seen[main[0]].error else None
        if error:
            return _remarked(["one number"], error)
    return _wrong(case, seen, twice, truths[0], main)


def _case(mine, task, fixed):
    """Return the Case. Raises TypeError, with a sentence, where the function takes other things."""
    if not callable(mine):
        raise TypeError(
            "Pass the function itself, without brackets: check(my_rule, like=momentum)."
        )
    if "state" in inspect.signature(task.true).parameters:
        takes = settings_of(mine)
    else:
        takes = {p.name: p.default for p in inspect.signature(mine).parameters.values()}
        takes = {name: None for name in takes if name in task.defaults}
    for name, default in takes.items():
        if default is None and name not in task.defaults:
            raise TypeError(f"{name_of(mine)} asks for {name}, which {task.name} does not have.")
    lacks = {**task.defaults, "epsilon": 0.0} | fixed
    for name in task.defaults:
        if name not in takes and lacks[name] is None:
            raise TypeError(
                f"{name_of(mine)} does not take {name}: add it after the * in the def line."
            )
    full, own = {}, {}
    for trial, (_, settings) in task.trials.items():
        full[trial] = {n: v if n in takes else lacks[n] for n, v in settings.items()}
        own[trial] = {n: v for n, v in settings.items() if n in takes}
    return Case(mine, task, own, full)


def _first_state(function):
    parameters = list(inspect.signature(function).parameters.values())
    return repr(parameters[2].default) if len(parameters) > 2 else None


def _try_all(function, task, settings):
    """Return {trial: what is Seen of a function that is as good as new in each}."""
    return {trial: _try(fresh(function), task, trial, settings[trial]) for trial in task.trials}


def _twice(function, task, trial, settings):
    """Run a trial twice, one after the other. Return whether the runs are alike, and whether the
    first value of state is still what it was."""
    twin = fresh(function)
    state = _first_state(twin)
    first, second = (_try(twin, task, trial, settings) for _ in range(2))
    return _agree(first, second), state == _first_state(twin)


def _try(function, task, trial, settings):
    notes = set()
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an empty mean: what comes of it is told instead
            path = task.trials[trial].run(function, settings, notes)
        return Seen(path, None, frozenset(notes))
    except Exception as error:  # the reader's own: it is told, with their line
        return Seen(None, error, frozenset(notes))


def _still(path):
    return path is not None and bool((path == path[0]).all())


def _agree(seen, truth):
    return seen.path is not None and truth.path is not None and same(seen.path, truth.path)


def _right(case, seen, twice, truth):
    """Return the Finding about a function whose numbers are right."""
    alike, state_kept = twice
    if any("in place" in one.notes for one in seen.values()):
        return Finding(False, SAID["in place"], ("in place",))
    if not state_kept:
        return Finding(False, SAID["one state"], ("one state",))
    whole, remarks, error = seen.get("whole numbers"), [], ""
    if whole is not None and whole.error is not None:
        remarks, error = ["whole numbers"], _told(whole.error, case.mine)
    elif whole is not None and not _agree(whole, truth["whole numbers"]):
        return Finding(False, SAID["whole numbers"], ("whole numbers",))
    first = next(iter(seen))
    if not alike:
        remarks.append("own memory")
    if "epsilon" in case.task.defaults and "epsilon" not in case.own[first]:
        remarks.append("epsilon")
    return _remarked(remarks, error)


def _remarked(remarks, error):
    says = " ".join(REMARKS[name].format(error=error) for name in remarks)
    return Finding(True, says, tuple(remarks))


def _wrong(case, seen, twice, truth, main):
    """Return the Finding about a function whose numbers are wrong, or that fails."""
    task, mine = case.task, case.mine
    failed = [seen[name] for name in main if seen[name].error is not None]
    if failed:
        if "no state" in failed[0].notes:
            return Finding(False, SAID["no state"], ("no state",))
        return Finding(False, _told(failed[0].error, mine))
    stuck = "same state" in seen[main[0]].notes
    for some, guess in task.guesses():
        if "old state returned" in task.slips and stuck != ("old state returned" in some):
            continue  # two mistakes with the same steps: only one of them returns the old state
        if all(_agree(seen[name], _try(guess, task, name, case.full[name])) for name in main):
            return Finding(False, " ".join(task.said[s] for s in some) + _unused(mine, some), some)
    if not twice[0]:
        name = "own chance" if "rng" in inspect.signature(mine).parameters else "own memory"
        return Finding(False, SAID[name], (name,))
    path = seen[main[0]].path
    if not np.isfinite(path).all():
        k = int(np.argmin(np.isfinite(path).reshape(len(path), -1).all(axis=1)))
        return Finding(False, f"It gives nan or infinity, not a number, {task.spot(k)}.")
    for name in _not_used(case, main[-1], seen[main[-1]].path):
        says = f"It goes the same way whatever {name} is. Where should {name} stand?"
        return Finding(False, says, (f"{name} not used",))
    return Finding(False, _parting(task, seen[main[0]].path, truth[main[0]].path))


def _not_used(case, trial, path):
    """Yield the settings, not the whole numbers among them, that make no difference to a path."""
    for name, value in case.own[trial].items():
        other = case.own[trial] | {name: 0.9 * value}
        if not isinstance(value, int):
            seen = _try(fresh(case.mine), case.task, trial, other)
            if seen.path is not None and same(seen.path, path):
                yield name


def _told(error, function):
    """Return what went wrong: in a reader's own code with the kind of error and their line, else
    just the sentence of what called it."""
    text, place = " ".join(str(error).split()), where(error, function)
    return f"{type(error).__name__}: {text}{place}" if place else text


def _unused(function, slips):
    """Say which names a function makes and never reads, where that may be the mistake."""
    if not any("corrected" in slip or "not used" in slip for slip in slips):
        return ""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # typed where Python keeps no text
        return ""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    made = [node.id for node in names if isinstance(node.ctx, ast.Store) and node.id not in read]
    if not made:
        return ""
    return f" You compute {' and '.join(dict.fromkeys(made))}, but never use it."


def _parting(task, mine, true):
    """Say where two paths part for the first time, with both values."""
    k = next(k for k in range(len(true)) if not same(mine[: k + 1], true[: k + 1]))
    return (
        f"Not the same, and not a mistake that is known here. The two part {task.spot(k)}: "
        f"yours gives {_numbers(mine[k])}, {task.name} gives {_numbers(true[k])}."
    )


def _numbers(value):
    numbers = ", ".join(f"{number:.4g}" for number in np.ravel(value))
    return f"({numbers})" if np.size(value) > 1 else numbers
