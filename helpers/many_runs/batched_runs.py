"""Many runs of one rule as one Run: made in one pass, or one by one and joined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.hyperparameters import is_adjustable
from helpers.core.signature import Rule, hyperparameter_defaults
from helpers.descent import Run, descend
from helpers.protocols import Problem

__all__ = ["Configuration", "run_in_one_pass", "run_one_by_one", "run_single", "start_of"]

# A value for each hyperparameter, and for batch_size and seed; perhaps a schedule.
Configuration = Mapping[str, Any]
DEFAULTS_OF_DATA = {"batch_size": None, "seed": 0}  # as `descend` has them


def run_single(
    rule: Rule, problem: Problem, configuration: Configuration, *, steps: int, start: ArrayLike
) -> Run:
    """Return the Run of one configuration; entries that the rule does not take are ignored.

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
    start : array_like, shape (parameters,) or (runs, parameters)
        The parameters to begin with; the latter where an entry holds a value for each of several.

    Returns
    -------
    Run
        Without an axis for runs, unless an entry holds a value for each of several.

    Raises
    ------
    TypeError, ValueError
        As `descend` does.
    """
    settings = _settings_taken(rule, problem, configuration)
    return descend(rule, problem, steps=steps, start=start, **settings)


def _settings_taken(rule: Rule, problem: Problem, configuration: Configuration) -> dict[str, Any]:
    """Return what `descend` takes of a configuration: batch_size and seed for data only."""
    of_data = DEFAULTS_OF_DATA if problem.rows else {}
    names = {*hyperparameter_defaults(rule), "schedule", *of_data}
    return of_data | {name: value for name, value in configuration.items() if name in names}


def run_in_one_pass(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
) -> Run:
    """Return one Run that holds a run for each configuration, made in as few passes as possible.

    A switch (True or False) and the schedule are the same in a pass: each of their values has its
    own.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules that takes many runs at once.
    problem : Problem
        What is minimised.
    configurations : sequence of {name: value}
        A value for each hyperparameter, and for batch_size, seed and schedule.
    steps : int
        The number of updates.
    start : array_like, shape (parameters,) or (configurations, parameters)
        The parameters to begin with: those of all runs, or of each.

    Returns
    -------
    Run
        In the order of the configurations.

    Raises
    ------
    Exception
        What the rule raises.
    """
    names = hyperparameter_defaults(rule)
    settings = [_settings_taken(rule, problem, c) for c in configurations]
    switches = [name for name in names if isinstance(configurations[0][name], (bool, np.bool_))]
    pass_keys = [(id(c["schedule"]), *(c[name] for name in switches)) for c in configurations]
    runs, order = [], []
    for key in dict.fromkeys(pass_keys):
        members = [i for i, pass_key in enumerate(pass_keys) if pass_key == key]
        columns = {
            name: _column([settings[i][name] for i in members], name in names, problem.rows)
            for name in settings[0]
        }
        columns.update(zip(switches, key[1:], strict=True))
        all_starts = np.atleast_2d(start)  # one for all, or one for each
        member_starts = all_starts[members] if len(all_starts) > 1 else all_starts
        starts = np.broadcast_to(member_starts, (len(members), all_starts.shape[-1]))
        runs.append(run_single(rule, problem, columns, steps=steps, start=starts))
        order += members
    return _join_runs(rule, runs, configurations, np.argsort(order))


def _column(values: list[Any], of_the_rule: bool, rows: int | None) -> Any:
    """Return one value where all are the same, else an array with one entry a run; a batch size of
    None, beside others, is all `rows`."""
    if all(value is values[0] or value == values[0] for value in values):
        return values[0]
    if of_the_rule:
        return np.array(values)[:, None]
    return np.array([rows if value is None else value for value in values])


def start_of(start: ArrayLike, i: int) -> ArrayLike:
    """Return the parameters that one of the runs begins with.

    Parameters
    ----------
    start : array_like, shape (parameters,) or (runs, parameters)
        Those of all runs, or of each.
    i : int
        The number of the run.

    Returns
    -------
    array_like, shape (parameters,)
        A row of `start`, or `start` itself where it is that of all.
    """
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


def run_one_by_one(
    rule: Rule,
    problem: Problem,
    configurations: Sequence[Configuration],
    steps: int,
    start: ArrayLike,
    current_index: int | None = None,
) -> Run:
    """Return one Run that holds a run for each configuration, each made by itself.

    Parameters
    ----------
    rule, problem, configurations, steps, start : as in `run_in_one_pass`
        The rule need not take many runs at once.
    current_index : int, optional
        Index of the configuration on screen. An error of the rule elsewhere is stored in
        `failures`, and that run is NaN; by default all errors are raised.

    Returns
    -------
    Run
        In the order of the configurations, and of the same shape as in one pass.

    Raises
    ------
    Exception
        What the rule raises at `current_index`.
    """
    runs, failures = [], {}
    for i, configuration in enumerate(configurations):
        try:
            run_start = start_of(start, i)
            runs.append(run_single(rule, problem, configuration, steps=steps, start=run_start))
        except Exception as error:
            if current_index is None or i == current_index:
                raise
            failures[i] = error
            runs.append(_placeholder(problem, configuration, steps, start_of(start, i)))
    joined = _join_runs(rule, runs, configurations, np.arange(len(runs)))
    return replace(joined, failures=failures)


def _placeholder(
    problem: Problem, configuration: Configuration, steps: int, start: ArrayLike
) -> Run:
    """Return a placeholder for a failed run: NaN, but with the same rows seen."""
    unscheduled = {**configuration, "schedule": None}
    run = run_single(_stand_still, problem, unscheduled, steps=steps, start=start)
    arrays = {name: getattr(run, name) for name in ("path", "loss", "gradients")}
    return replace(run, **{name: np.full_like(a, np.nan) for name, a in arrays.items()})


def _stand_still(params: Any, gradient: Any, state: Any = ()) -> Any:
    return params, state
