"""Many runs of one rule, each with settings of its own, in one pass where the rule allows it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.hyperparameters import is_adjustable
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.core.timeout import run_with_timeout
from helpers.core.validation import MAX_STEPS, check_size, checked_int
from helpers.core.weak_sets import WeakIdentitySet
from helpers.descent import Run, descend
from helpers.protocols import Problem, Rule
from helpers.registry import entry_of
from helpers.schedules import Schedule
from helpers.swept_schedules import look_up_schedules

# A value for each hyperparameter, and for batch_size and seed; perhaps a schedule.
Configuration = Mapping[str, Any]

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
    vectorise: bool = True,
    current_index: int = 0,
) -> Run:
    """Return one Run that holds a run for each configuration, on the second axis of its arrays.

    A reader's own rule may not work on many runs at once: an `if` on a value, math.sqrt, a norm
    over everything. That is found out by running some configurations alone, and then all are run
    alone; ONE_BY_ONE remembers such rules.

    Where a reader's rule raises, the run is NaN and the error stands in `failures`.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    problem : Problem
        What is minimised.
    configurations : sequence of {name: value}
        A value for each hyperparameter of the rule, and for batch_size and seed; an entry schedule
        counts in place of the argument, and other entries are passed over.
    steps : int
        The number of updates.
    start : array_like, shape (parameters,) or (configurations, parameters)
        The parameters to begin with: those of all runs, or of each.
    schedule : str or callable, optional
        What multiplies the learning rate of all runs, as for `descend`.
    vectorise : bool
        Whether all configurations are tried in one pass; False runs each of them alone, with which
        tests compare the one pass.
    current_index : int
        Index of the configuration on screen: an error of the rule there is raised.

    Returns
    -------
    Run

    Raises
    ------
    Exception
        What the rule raises at `current_index`.
    TypeError, ValueError
        For a schedule that makes no sense, or more runs and steps than fit into the memory.
    TimeLimitError
        For a reader's rule or schedule that is too slow or never ends.
    """
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    check_size(steps, len(configurations))
    scheduled = look_up_schedules([{"schedule": schedule, **c} for c in configurations], steps)
    batched = _sweep(
        rule, problem, scheduled.configurations, steps, start, vectorise, current_index
    )
    return replace(batched, schedule=scheduled.schedule, factors=scheduled.factors)


def _sweep(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    vectorise: bool,
    current_index: int,
) -> Run:
    """Sweep one of our rules as it is, and a reader's within a time limit."""
    entry = entry_of(rule)
    if entry is not None and entry.elementwise:
        run = _in_one_pass if vectorise else _one_by_one
        return run(rule, problem, configurations, steps, start)
    if rule not in KNOWN_TO_END:
        trial_update = partial(
            run_single,
            rule,
            problem,
            configurations[current_index],
            steps=1,
            start=_start_of(start, current_index),
        )
        what, advice = f"One update of {rule_name(rule)}", "Is there a loop in it that never ends?"
        run_with_timeout(ONE_UPDATE_TIMEOUT, trial_update, what=what, advice=advice)
        KNOWN_TO_END.add(rule)
    positions = f"{len(configurations):,} positions of the sliders"
    what = f"{steps:,} updates of {rule_name(rule)} at {positions}"
    advice = "Take fewer steps, as in steps=20, or fewer positions, as in seed=[0]."
    arguments = rule, problem, configurations, steps, start, vectorise, current_index
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
    """
    return rule in ONE_BY_ONE


def run_single(
    rule: Rule, problem: Problem, configuration: Configuration, *, steps: int, start: ArrayLike
) -> Run:
    """Return the Run of one configuration; entries that the rule does not take are passed over.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    problem : Problem
        What is minimised.
    configuration : {name: value}
        Hyperparameters, batch_size, seed and schedule.
    steps : int
        The number of updates.
    start : pair of floats
        The parameters to begin with.

    Returns
    -------
    Run

    Raises
    ------
    TypeError, ValueError
        As `descend` does.
    """
    names = {*hyperparameter_defaults(rule), "schedule"}
    names |= {"batch_size", "seed"} if problem.rows else set()
    settings = {name: value for name, value in configuration.items() if name in names}
    return descend(rule, problem, steps=steps, start=start, **settings)


# ---- readers' rules -----------------------------------------------------------------------------


def _sweep_readers_rule(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    vectorise: bool,
    current_index: int,
) -> Run:
    """Sweep a rule that may or may not support batched runs."""
    vectorise = vectorise and rule not in ONE_BY_ONE
    if vectorise:
        try:
            batched = _in_one_pass(rule, problem, configurations, steps, start)
            if _agrees_with_single_runs(batched, configurations, start):
                return batched
        except Exception:  # if it is the rule's fault, one of the single runs will show it
            pass
    run = _one_by_one(rule, problem, configurations, steps, start, current_index)
    if vectorise and not run.failures:
        ONE_BY_ONE.add(rule)
    return run


def _one_by_one(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    current_index: int | None = None,
) -> Run:
    """Run each configuration alone; with `current_index` an error elsewhere is a failed run."""
    runs, failures = [], {}
    for i, configuration in enumerate(configurations):
        try:
            run_start = _start_of(start, i)
            runs.append(run_single(rule, problem, configuration, steps=steps, start=run_start))
        except Exception as error:
            if current_index is None or i == current_index:
                raise
            failures[i] = error
            runs.append(_failed(problem, configuration, steps, _start_of(start, i)))
    joined = _join_runs(rule, runs, configurations, np.arange(len(runs)))
    return replace(joined, failures=failures)


def _failed(problem: Problem, configuration: Configuration, steps: int, start: ArrayLike) -> Run:
    """Return a placeholder for a failed run: NaN, but with the same rows seen."""
    unscheduled = {**configuration, "schedule": None}
    run = run_single(_stand_still, problem, unscheduled, steps=steps, start=start)
    arrays = {name: getattr(run, name) for name in ("path", "loss", "gradients")}
    return replace(run, **{name: np.full_like(a, np.nan) for name, a in arrays.items()})


def _stand_still(params: Any, gradient: Any, state: Any = ()) -> Any:
    return params, state


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
        single_start = _start_of(start, i)
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


# ---- all at once --------------------------------------------------------------------------------


def _in_one_pass(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
) -> Run:
    """Run all at once, but for a switch (True or False) and the schedule: each of their values has
    its own pass."""
    names = hyperparameter_defaults(rule)
    switches = [name for name in names if isinstance(configurations[0][name], bool)]
    pass_keys = [(id(c["schedule"]), *(c[name] for name in switches)) for c in configurations]
    runs, order = [], []
    for key in dict.fromkeys(pass_keys):
        members = [i for i, pass_key in enumerate(pass_keys) if pass_key == key]
        columns = {
            name: _column([configurations[i][name] for i in members], name in names)
            for name in configurations[0]
        }
        columns.update(zip(switches, key[1:], strict=True))
        all_starts = np.atleast_2d(start)  # one for all, or one for each
        member_starts = all_starts[members] if len(all_starts) > 1 else all_starts
        starts = np.broadcast_to(member_starts, (len(members), all_starts.shape[-1]))
        runs.append(run_single(rule, problem, columns, steps=steps, start=starts))
        order += members
    return _join_runs(rule, runs, configurations, np.argsort(order))


def _column(values: list[Any], of_the_rule: bool) -> Any:
    """Return one value where all are the same, else an array with one entry a run."""
    if all(value is values[0] or value == values[0] for value in values):
        return values[0]
    return np.array(values)[:, None] if of_the_rule else np.array(values)


def _start_of(start: ArrayLike, i: int) -> ArrayLike:
    """Return the parameters that the run with this number begins with."""
    return np.asarray(start)[i] if np.ndim(start) == 2 else start


def _join_runs(
    rule: Rule, runs: list[Run], configurations: Sequence[Configuration], order: np.ndarray
) -> Run:
    """Make one Run of several; `order` says where each of their runs belongs."""

    def join(name: str) -> np.ndarray:
        axes = 3 if name in ("path", "gradients") else 2
        arrays = [getattr(run, name) for run in runs]
        return np.concatenate([a if a.ndim == axes else a[:, None] for a in arrays], axis=1)

    names = [n for n in hyperparameter_defaults(rule) if is_adjustable(configurations[0][n])]
    arrays = {name: join(name)[:, order] for name in ("path", "loss", "gradients", "rows_seen")}
    settings = {
        name: np.array([configuration[name] for configuration in configurations])[:, None]
        for name in names
    }
    states = runs[0].states if len(runs) == 1 else []
    return replace(runs[0], rule=rule, hyperparameters=settings, states=states, **arrays)
