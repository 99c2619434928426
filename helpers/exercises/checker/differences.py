"""Report where a reader's function first differs from the true one."""

import warnings
from typing import Any

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.signature import rule_name
from helpers.exercises.checker.comparison import first_difference, observe
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.reader_errors import place_of
from helpers.exercises.checker.trials import SideEffects
from helpers.exercises.texts import read


def describe_difference(attempt: Attempt) -> str:
    """Return where a reader's numbers first differ, with both values and advice.

    Parameters
    ----------
    attempt : Attempt
        One that differs from the true function in at least one of its main trials.

    Returns
    -------
    str
        One or more sentences for the reader.
    """
    exercise = attempt.exercise
    name = next(
        name
        for name in attempt.main_trials
        if not attempt.agrees(exercise.reference, name, attempt.missing[0])
    )
    trial, result = exercise.trials[name], attempt.results[name]
    true = observe(exercise.reference, trial, attempt.all_settings(name, attempt.missing[0]))
    k = first_difference(result, true.rows)
    where = exercise.row_label(k)
    if not np.isfinite(result.rows[k]).all():
        return f"It gives nan or infinity, not a number, {where}{_cause(attempt, name)}."
    yours, its = _told_apart(result.rows[k], true.rows[k])
    message = (
        f"Not the same, and not a mistake that is known here. The two part {where}: "
        f"yours gives {yours}, {exercise.name} gives {its}."
    )
    return f"{message} {_advice(attempt, name, k)}".strip()


def _advice(attempt: Attempt, name: str, k: int) -> str:
    """Return what to look at next."""
    advice = read("mistakes")["advice"]
    if not attempt.exercise.is_rule:
        return ""
    if name != attempt.main_trials[0] and k == 1:
        return advice["other trial"] + " " + _call(attempt, name)
    if k == 1:
        return _call(attempt, name)
    keeps = attempt.kept_by(attempt.exercise.reference, attempt.missing[0])
    return advice["later"] if keeps else advice["later without state"]


def _cause(attempt: Attempt, name: str) -> str:
    """Return which operation gives the first nan or infinity, and in which line, or ""."""
    trial = attempt.trial(name)
    settings = attempt.arguments.settings(trial.settings)
    try:
        with np.errstate(divide="raise", invalid="raise"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in trial.rows(fresh_copy(attempt.mine), settings, SideEffects(None)):
                pass
    except FloatingPointError as error:
        place = place_of(error, attempt.mine)
        return f": {error}{place}" if place else ""
    except Exception:  # the function takes another branch where numpy raises
        pass
    return ""


def _call(attempt: Attempt, name: str) -> str:
    """Return the call that gives the first step, so that a reader can repeat it."""
    trial = attempt.exercise.trials[name]
    arguments = [f"np.array({np.asarray(value).tolist()})" for value in trial.inputs]
    settings = attempt.arguments.settings(trial.settings)
    arguments += [f"{setting}={value!r}" for setting, value in settings.items()]
    call = f"{rule_name(attempt.mine)}({', '.join(arguments)})"
    return read("mistakes")["advice"]["call"].format(call=call)


def _told_apart(mine: Any, true: Any) -> tuple[str, str]:
    """Return two rows as text: with four digits, or with as many more as make the texts differ."""
    pairs = [(_numbers(mine, digits), _numbers(true, digits)) for digits in range(4, 18)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def _numbers(value: Any, digits: int) -> str:
    numbers = ", ".join(f"{number:.{digits}g}" for number in np.ravel(value))
    return f"({numbers})" if np.size(value) > 1 else numbers
