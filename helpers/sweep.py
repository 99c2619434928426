"""Many runs of one rule, each with settings of its own, in one pass where the rule allows it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.signature import Rule, hyperparameter_defaults, rule_name
from helpers.core.timeout import run_with_timeout
from helpers.core.validation import MAX_STEPS, check_size, checked_int
from helpers.core.weak_sets import WeakIdentitySet
from helpers.descent import Run, check_problem, checked_start
from helpers.many_runs.batched_runs import (
    Configuration,
    run_in_one_pass,
    run_one_by_one,
    run_single,
    start_of,
)
from helpers.many_runs.swept_schedules import look_up_schedules
from helpers.protocols import Problem
from helpers.registry import entry_of
from helpers.schedules import Schedule

ONE_UPDATE_TIMEOUT = 5.0  # seconds; a reader's rule that takes longer may never end
SWEEP_TIMEOUT = 60.0  # seconds; beyond this, readers assume it has hung
ONE_BY_ONE = WeakIdentitySet()  # readers' rules that cannot take many runs at once
KNOWN_TO_END = WeakIdentitySet()  # readers' rules that have returned once


def sweep(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    *,
    steps: int,
    start: ArrayLike,
    schedule: Schedule = None,
    current_index: int = 0,
) -> Run:
    """Return one Run that holds a run for each configuration, on the second axis of its arrays.

    A reader's own rule may not work on many runs at once: an `if` on a value, math.sqrt, a norm
    over everything. To detect this, some configurations are also run alone; if the results differ,
    all are run alone, and the rule is entered in ONE_BY_ONE.

    Where a reader's rule raises, the run is NaN and the error is in `failures`.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    problem : Problem
        What is minimised.
    configurations : sequence of {name: value}
        A value for each hyperparameter of the rule, and for batch_size and seed; an entry schedule
        counts in place of the argument, and other entries are ignored.
    steps : int
        The number of updates.
    start : array_like, shape (parameters,) or (configurations, parameters)
        The parameters to begin with: those of all runs, or of each.
    schedule : str or callable, optional
        What multiplies the learning rate of all runs, as for `descend`.
    current_index : int
        Index of the configuration on screen: an error of the rule there is raised.

    Returns
    -------
    Run
        In the order of the configurations; its arrays have the shapes that `Run` names.

    Raises
    ------
    Exception
        What the rule raises at `current_index`.
    TypeError, ValueError
        For no configuration or one without a hyperparameter of the rule, starts of another number,
        an index of none of them, an unknown schedule or one that returns no number of 0 or more,
        and more runs and steps than fit into the memory.
    TimeLimitError
        For a reader's rule or schedule that is too slow or never ends.
    """
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    if not len(configurations):
        raise ValueError("configurations must be one {name: value} or more, and there is none.")
    check_size(steps, len(configurations))
    last = len(configurations) - 1
    current_index = checked_int("current_index", current_index, low=0, high=last)
    check_problem(problem)
    start = checked_start(problem, start)
    if start.ndim > 1 and start.shape[:-1] != (len(configurations),):
        raise ValueError(f"start must be one for all runs, or one for each of the "
                         f"{len(configurations):,} configurations, not an array of shape "
                         f"{start.shape}.")  # fmt: skip
    _check_settings(rule, configurations)
    scheduled = look_up_schedules([{"schedule": schedule, **c} for c in configurations], steps)
    batched = _sweep(rule, problem, scheduled.configurations, steps, start, current_index)
    return replace(batched, schedule=scheduled.schedule, factors=scheduled.factors)


def _check_settings(rule: Rule, configurations: Sequence[Configuration]) -> None:
    """Raise a ValueError for a configuration that lacks a hyperparameter of the rule."""
    names = hyperparameter_defaults(rule)
    for i, configuration in enumerate(configurations):
        if missing := [name for name in names if name not in configuration]:
            raise ValueError(f"configurations must each have a value for {', '.join(names)}, and "
                             f"number {i} has none for {' and '.join(missing)}.")  # fmt: skip


def _sweep(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    current_index: int,
) -> Run:
    """Sweep one of our rules as it is, and a reader's within a time limit."""
    entry = entry_of(rule)
    if entry is not None and entry.elementwise:
        return run_in_one_pass(rule, problem, configurations, steps, start)
    if rule not in KNOWN_TO_END:
        trial_update = partial(
            run_single,
            rule,
            problem,
            configurations[current_index],
            steps=1,
            start=start_of(start, current_index),
        )
        what, advice = f"One update of {rule_name(rule)}", "Is there a loop in it that never ends?"
        run_with_timeout(ONE_UPDATE_TIMEOUT, trial_update, what=what, advice=advice)
        KNOWN_TO_END.add(rule)
    positions = f"{len(configurations):,} positions of the sliders"
    what = f"{steps:,} updates of {rule_name(rule)} at {positions}"
    advice = "Take fewer steps, as in steps=20, or fewer positions, as in seed=[0]."
    arguments = rule, problem, configurations, steps, start, current_index
    return run_with_timeout(
        SWEEP_TIMEOUT, _sweep_readers_rule, *arguments, what=what, advice=advice
    )


def is_run_alone(rule: Rule) -> bool:
    """Return whether a reader's rule has been found unable to take many runs at once.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.

    Returns
    -------
    bool
        True once a sweep of the rule has shown it.
    """
    return rule in ONE_BY_ONE


# ---- readers' rules -----------------------------------------------------------------------------


def _sweep_readers_rule(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    current_index: int,
) -> Run:
    """Sweep a rule that may or may not support batched runs."""
    if rule not in ONE_BY_ONE:
        try:
            batched = run_in_one_pass(rule, problem, configurations, steps, start)
            if _agrees_with_single_runs(batched, configurations, start):
                return batched
        except Exception:  # if it is the rule's fault, one of the single runs will show it
            pass
    run = run_one_by_one(rule, problem, configurations, steps, start, current_index)
    if not run.failures:
        ONE_BY_ONE.add(rule)
    return run


def _agrees_with_single_runs(
    batched: Run, configurations: Sequence[Configuration], start: ArrayLike
) -> bool:
    """Return whether some of the batched runs equal single runs.

    They are the first, a middle and the last one, and those with the smallest and the largest
    gradient, where an `if` that stops or clips would show.
    """
    size = np.nan_to_num(np.abs(batched.gradients).max(axis=-1), nan=np.inf, posinf=np.inf)
    extremes = int(size.min(axis=0).argmin()), int(size.max(axis=0).argmax())
    for i in {0, len(configurations) // 2, len(configurations) - 1, *extremes}:
        single_start = start_of(start, i)
        single = run_single(
            batched.rule,
            batched.problem,
            configurations[i],
            steps=batched.steps,
            start=single_start,
        )
        if not np.allclose(single.path, batched.path[:, i], rtol=1e-9, atol=1e-12, equal_nan=True):
            return False
    return True
