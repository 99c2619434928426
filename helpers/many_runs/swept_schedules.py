"""The schedules of a sweep: each function of a reader is called once, not once for each run."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from helpers.core.signature import rule_name
from helpers.core.timeout import run_with_timeout
from helpers.one_run.schedule_factors import schedule_factors
from helpers.schedules import Schedule

ONE_SCHEDULE_TIMEOUT = 5.0  # seconds; a reader's function that takes longer may never end


class SweptSchedules(NamedTuple):
    """What a sweep knows of its schedules.

    Attributes
    ----------
    configurations : sequence of {name: value}
        Those of the sweep, with a table of factors in place of a reader's function.
    schedule : str, callable, list of them, or None
        The one of all runs, or a list with one entry for each run.
    factors : ndarray, shape (steps,) or (steps, runs), or None
        Of the one of all runs, or of each run; None if all are constant.
    """

    configurations: Sequence[Mapping[str, Any]]
    schedule: Schedule | list[Schedule]
    factors: np.ndarray | None


def look_up_schedules(configurations: Sequence[Mapping[str, Any]], steps: int) -> SweptSchedules:
    """Return the schedules of a sweep, each function of a reader replaced by its factors.

    Parameters
    ----------
    configurations : sequence of {name: value}
        Their entry schedule, if there is one, is what `descend` takes.
    steps : int
        The number of updates.

    Returns
    -------
    SweptSchedules
        With the configurations in which they are looked up.

    Raises
    ------
    TypeError, ValueError
        As `schedule_factors` does.
    TimeLimitError
        For a function that is too slow or never ends.
    """
    schedules = [configuration.get("schedule") for configuration in configurations]
    distinct = {id(schedule): schedule for schedule in schedules}
    factors = {key: _factors(schedule, steps) for key, schedule in distinct.items()}
    if any(callable(schedule) for schedule in distinct.values()):
        tables = {
            key: partial(_look_up, factors[key]) if callable(schedule) else schedule
            for key, schedule in distinct.items()
        }
        configurations = [{**c, "schedule": tables[id(c.get("schedule"))]} for c in configurations]
    if len(distinct) == 1:
        return SweptSchedules(configurations, schedules[0], factors[id(schedules[0])])
    if all(table is None for table in factors.values()):
        return SweptSchedules(configurations, schedules, None)
    columns = {key: np.ones(steps) if f is None else f for key, f in factors.items()}
    factors_of_runs = np.stack([columns[id(schedule)] for schedule in schedules], axis=1)
    return SweptSchedules(configurations, schedules, factors_of_runs)


def _factors(schedule: Schedule, steps: int) -> np.ndarray | None:
    """Return the factors of a schedule, within a time limit for a reader's function."""
    if schedule is None or isinstance(schedule, str):
        return schedule_factors(schedule, steps)
    what = f"The schedule {rule_name(schedule)}"
    advice = "Is there a loop in it that never ends?"
    return run_with_timeout(
        ONE_SCHEDULE_TIMEOUT, schedule_factors, schedule, steps, what=what, advice=advice
    )


def _look_up(factors: np.ndarray | None, step: int, steps: int) -> float:
    """Return the factor of a step from a table; a trial run may have fewer steps than it."""
    return 1.0 if factors is None else float(factors[step])
