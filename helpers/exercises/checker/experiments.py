"""Further trials of a reader's function, where no known mistake gives its numbers."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FunctionType
from typing import Any

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.exercises.checker.arguments import read_arguments
from helpers.exercises.checker.comparison import agrees, observe, same
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.exercises import Exercise, all_exercises
from helpers.exercises.checker.source import global_names, written_numbers
from helpers.rules import gradient_descent

MAX_STEPS_PER_CALL = 1_000  # in one call of a rule


def count_of_steps(attempt: Attempt) -> int | None:
    """Return how many steps of the true rule one call takes, or None if not several.

    Only numbers written into the function are tried.

    Parameters
    ----------
    attempt : Attempt
        The reader's rule and the results of its trials.

    Returns
    -------
    int or None
        From 2 to MAX_STEPS_PER_CALL.
    """
    counts = [
        int(n) for n in written_numbers(attempt.mine) if 1 < n <= MAX_STEPS_PER_CALL and n == int(n)
    ]
    for count in counts:
        if attempt.agrees_throughout(
            repeated(attempt.exercise.reference, count), attempt.missing[0]
        ):
            return count
    return None


def other_exercise(attempt: Attempt) -> Exercise | None:
    """Return the exercise about another rule that this function solves, if there is one.

    Gradient descent is left out: naming what is missing helps the reader more.

    Parameters
    ----------
    attempt : Attempt
        The reader's function and the results of its trials.

    Returns
    -------
    Exercise or None
        The first one, in the order of the registry.
    """
    for other in all_exercises():
        if (
            other.is_rule
            and other is not attempt.exercise
            and other.reference is not gradient_descent
        ):
            with suppress(TypeError):
                if _solves(attempt.mine, other):
                    return other
    return None


def _solves(mine: Callable, exercise: Exercise) -> bool:
    """Return whether a function does what an exercise asks for. Raises TypeError."""
    arguments = read_arguments(mine, exercise, {})
    for trial in exercise.trials.values():
        missing = {n: v for n, v in exercise.defaults.items() if n not in arguments.taken}
        missing |= {"epsilon": 0.0} if "epsilon" in missing else {}
        result = observe(fresh_copy(mine), trial, arguments.settings(trial.settings))
        if not agrees(result, exercise.reference, trial, {**trial.settings, **missing}):
            return False
    return True


def repeated(rule: Callable, count: int) -> Callable:
    """Return a rule that takes `count` steps with the same gradient.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    count : int
        How many steps one call takes, at least 1.

    Returns
    -------
    callable
        It is called as `rule` is, and returns (params, state) after the last of the steps.
    """

    def steps(params: Any, gradient: Any, *state: Any, **settings: Any) -> tuple[Any, Any]:
        for _ in range(count):
            params, after = rule(params, gradient, *state, **settings)
            state = (after,)
        return params, *state

    return steps


def settings_without_effect(attempt: Attempt) -> Iterator[str]:
    """Yield the settings that make no difference to the last trial, whole numbers left out.

    Parameters
    ----------
    attempt : Attempt
        The reader's function and the results of its trials.

    Yields
    ------
    str
        The name of a setting, as the true function has it. There are none where the trial has
        numbers that are not finite.
    """
    name = attempt.main_trials[-1]
    trial, result = attempt.exercise.trials[name], attempt.results[name]
    if not np.isfinite(result.rows).all():
        return
    for setting in attempt.arguments.names:
        value = trial.settings[setting]
        if not isinstance(value, int):
            changed = attempt.run(fresh_copy(attempt.mine), trial, **{setting: 0.9 * value})
            if same(changed, result):
                yield setting


def globals_that_matter(attempt: Attempt) -> list[tuple[str, str]]:
    """Return (name, value) of the variables of other cells that the function's numbers depend on.

    Names in capitals are left out: they are meant as constants.

    Parameters
    ----------
    attempt : Attempt
        The reader's function and the results of its trials.

    Returns
    -------
    list of (str, str)
        The value as text, of an array only its size. Empty where two runs of one copy differ, or
        the function is not made with def or lambda.
    """
    if not isinstance(attempt.mine, FunctionType) or not attempt.second_run_matches:
        return []
    name = attempt.main_trials[0]
    trial, result, influential = attempt.exercise.trials[name], attempt.results[name], []
    for variable in global_names(attempt.mine):
        value = attempt.mine.__globals__.get(variable)
        if variable.isupper() or not _is_data(value):
            continue
        changed_copy = fresh_copy(attempt.mine)
        changed = np.asarray(value) * 1.5 + 0.25
        changed_copy.__globals__[variable] = (
            changed.tolist() if isinstance(value, list) else changed
        )
        if not same(attempt.run(changed_copy, trial), result):
            influential.append((variable, _short(value)))
    return influential


def reads_state(attempt: Attempt) -> bool:
    """Return whether the second step depends on the state that the first one returned.

    Parameters
    ----------
    attempt : Attempt
        The reader's rule and the results of its trials.

    Returns
    -------
    bool
        True if the second step of the first main trial is another one without the state.
    """
    trial = attempt.exercise.trials[attempt.main_trials[0]]
    start, gradient = trial.inputs
    settings = attempt.arguments.settings(trial.settings)
    rule, second_copy = fresh_copy(attempt.mine), fresh_copy(attempt.mine)
    params, state = rule(start.copy(), gradient.copy(), **settings)
    with_state, without_state = (
        rule(params, 0.7 * gradient, state, **settings),
        second_copy(params, 0.7 * gradient, **settings),
    )
    return not np.allclose(with_state[0], without_state[0], equal_nan=True)


def _is_data(value: Any) -> bool:
    """Return whether a variable holds numbers."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(part, (int, float)) for part in value)
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iuf"
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _short(value: Any) -> str:
    return f"{value:.4g}" if np.ndim(value) == 0 else f"an array of {np.size(value)} numbers"
