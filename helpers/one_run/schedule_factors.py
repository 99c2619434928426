"""From a schedule, named or a reader's own, to its factors, checked."""

import inspect
from typing import Any

import numpy as np

from helpers.core.settings_by_step import ScheduledRate
from helpers.core.signature import Rule, learning_rate_name, rule_name
from helpers.core.validation import as_floats, short_repr
from helpers.schedules import SCHEDULES, Factor, Schedule, constant

SCHEDULE_EXAMPLE = "a function of (step, steps), such as lambda step, steps: 1 - step / steps"


def schedule_factors(schedule: Schedule, steps: int) -> np.ndarray | None:
    """Return what multiplies the learning rate in each update.

    Parameters
    ----------
    schedule : str, callable or None
        A name in SCHEDULES, or a function from (step, steps) to the factor.
    steps : int
        The number of updates.

    Returns
    -------
    ndarray, shape (steps,), or None
        None for a learning rate that stays as it is.

    Raises
    ------
    TypeError, ValueError
        For another schedule, or a function that raises or does not return one number of 0 or more.

    Examples
    --------

    >>> schedule_factors("linear", 4).tolist()
    [1.0, 0.75, 0.5, 0.25]
    """
    factor = _function_of(schedule)
    if factor is constant:
        return None
    if isinstance(schedule, str):
        return np.array([factor(step, steps) for step in range(steps)])
    return np.array([_checked_factor(factor, step, steps) for step in range(steps)])


def scheduled_rate(
    rule: Rule, settings: dict[str, Any], schedule: Schedule, steps: int
) -> ScheduledRate | None:
    """Return the factors of a schedule, with the name that the rule has for its learning rate.

    Parameters
    ----------
    rule : callable
        The update rule whose learning rate is scheduled.
    settings : {name: value}
        Its hyperparameters.
    schedule : str, callable or None
        See `schedule_factors`.
    steps : int
        The number of updates.

    Returns
    -------
    ScheduledRate or None
        None for a learning rate that stays as it is.

    Raises
    ------
    TypeError, ValueError
        As `schedule_factors` does, and for a rule without a learning rate.
    """
    factors = schedule_factors(schedule, steps)
    if factors is None:
        return None
    name = learning_rate_name(rule)
    if name is None or name not in settings:
        raise TypeError(
            f"{rule_name(rule)} has no learning rate that a schedule could multiply: "
            "leave schedule out, or give the rule a setting learning_rate that is a number."
        )
    return ScheduledRate(name, factors)


def _function_of(schedule: Schedule) -> Factor:
    """Return the function of a schedule."""
    if schedule is None:
        return constant
    if isinstance(schedule, str) and schedule in SCHEDULES:
        return SCHEDULES[schedule].factor
    if isinstance(schedule, str) or not callable(schedule):
        error = ValueError if isinstance(schedule, str) else TypeError
        known = ", ".join(map(repr, SCHEDULES))
        raise error(f"schedule must be one of {known}, or {SCHEDULE_EXAMPLE}, "
                    f"not {short_repr(schedule)}.")  # fmt: skip
    try:
        inspect.signature(schedule).bind(0, 1)
    except TypeError:
        raise TypeError(
            f"schedule must be {SCHEDULE_EXAMPLE}: {rule_name(schedule)} does not take these two."
        ) from None
    except ValueError:  # some built-in functions have no signature
        pass
    return schedule


def _checked_factor(factor: Factor, step: int, steps: int) -> float:
    """Return what a reader's function returns for a step."""
    name = "The schedule" if rule_name(factor) == "<lambda>" else rule_name(factor)
    try:
        value = factor(step, steps)
    except Exception as error:
        raise ValueError(
            f"{name} must return a factor for each step, but at step {step:,} of {steps:,} "
            f"it raises {short_repr(error)}."
        ) from error
    array = as_floats(value)
    if array is None or array.ndim or not (np.isfinite(array) and array >= 0):
        raise ValueError(
            f"{name} must return one finite number of 0 or more for each step, "
            f"but at step {step:,} of {steps:,} it returns {short_repr(value)}."
        )
    return float(array)
