"""Try a reader's function and the true one on the same trials."""

import inspect
import warnings
from typing import NamedTuple

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.core.timeout import run_with_timeout
from helpers.exercises.checker.specs import same

SECONDS = 5.0  # a right answer takes a hundredth of one
ASIDE = ("whole numbers", "one number")  # trials that a function need not pass


class Seen(NamedTuple):
    """What one trial showed: the numbers or the error, and the notes taken."""

    path: np.ndarray | None
    error: Exception | None
    notes: frozenset


class Attempt(NamedTuple):
    """All that was seen of a reader's function, `mine`, on a task.

    `own`, `full`: for each trial the settings of the reader's function, and all that the true one
    takes. `seen`: {trial: Seen}. `alike`: whether a second run went like the first; `kept`:
    whether the first value of state outlived them. `truths`: the same trials of what is right.
    """

    mine: object
    task: object
    own: dict
    full: dict
    seen: dict
    alike: bool
    kept: bool
    truths: list

    @property
    def main(self):
        """The names of the trials that decide."""
        return [trial for trial in self.seen if trial not in ASIDE]


def attempt(mine, task, fixed):
    """Return the Attempt. Raises TypeError, with a sentence, where the function takes other things
    than it should, and TimeUpError where it does not come to an end."""
    own, full = _settings(task, _takes(mine, task), fixed, rule_name(mine))
    seen = run_with_timeout(SECONDS, try_all, mine, task, own)
    first = next(iter(seen))
    alike, kept = run_with_timeout(SECONDS, _twice, mine, task, first, own[first])
    truths = [try_all(true, task, full) for true in task.truths()]
    return Attempt(mine, task, own, full, seen, alike, kept, truths)


def agree(seen, truth):
    """Whether two trials showed the same numbers."""
    return seen.path is not None and truth.path is not None and same(seen.path, truth.path)


def _takes(mine, task):
    """Return {name: default} of the settings that a function takes."""
    if not callable(mine):
        raise TypeError(
            "Pass the function itself, without brackets: check(my_rule, like=momentum)."
        )
    if "state" in inspect.signature(task.true).parameters:
        return hyperparameter_defaults(mine)
    try:
        parameters = inspect.signature(mine).parameters
    except ValueError:  # some of Python's own functions do not tell
        raise TypeError(
            f"{rule_name(mine)} does not say what it takes: write it with def."
        ) from None
    return {name: None for name in parameters if name in task.defaults}


def _settings(task, takes, fixed, name):
    """Return the settings of each trial: those that the function takes, and all there are."""
    lacks = {**task.defaults, "epsilon": 0.0} | fixed
    for setting, default in takes.items():
        if default is None and setting not in task.defaults:
            raise TypeError(f"{name} asks for {setting}, which {task.name} does not have.")
    for setting in task.defaults:
        if setting not in takes and lacks[setting] is None:
            raise TypeError(f"{name} does not take {setting}: add it after the * in its def line.")
    own, full = {}, {}
    for trial, (_, settings) in task.trials.items():
        own[trial] = {n: v for n, v in settings.items() if n in takes}
        full[trial] = {n: v if n in takes else lacks[n] for n, v in settings.items()}
    return own, full


def try_all(function, task, settings):
    """Return {trial: Seen} of a function that is as good as new in each."""
    return {
        trial: try_one(fresh_copy(function), task, trial, settings[trial]) for trial in task.trials
    }


def try_one(function, task, trial, settings):
    """Return what one trial showed."""
    notes = set()
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an empty mean: what comes of it is told instead
            path = task.trials[trial].run(function, settings, notes)
        return Seen(path, None, frozenset(notes))
    except Exception as error:  # the reader's own: it is told, with their line
        return Seen(None, error, frozenset(notes))


def _twice(function, task, trial, settings):
    """Run a trial twice, one after the other. Return whether the runs are alike, and whether the
    first value of state is still what it was."""
    twin = fresh_copy(function)
    state = _first_state(twin)
    first, second = (try_one(twin, task, trial, settings) for _ in range(2))
    return agree(first, second), state == _first_state(twin)


def _first_state(function):
    parameters = list(inspect.signature(function).parameters.values())
    return repr(parameters[2].default) if len(parameters) > 2 else None
