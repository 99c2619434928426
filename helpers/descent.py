"""From a rule and a problem to a Run.

Without its checks and what it records, `descend` is this loop:

    params, state = problem.start, ()
    for step in range(steps):
        gradient = problem.gradient(params)
        params, *state = rule(params, gradient, *state, learning_rate=0.1)

A schedule multiplies the learning rate of each update by a factor of its own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.hyperparameters import canonical_values
from helpers.core.lazy_states import LazyStates, evaluate_in_chunks
from helpers.core.signature import (
    Rule,
    checked_hyperparameters,
    hyperparameter_defaults,
    reject_reserved_names,
)
from helpers.core.validation import (
    MAX_SEED,
    MAX_STEPS,
    Ints,
    check_size,
    checked_attributes,
    checked_int,
    checked_ints,
    checked_point,
    runs_shape,
    short_repr,
)
from helpers.one_run.loops import (
    Batches,
    array_loop,
    float_loop,
    float_loop_is_exact,
    isolated_loop,
)
from helpers.one_run.schedule_factors import scheduled_rate
from helpers.protocols import DataProblem, Problem
from helpers.registry import entry_of
from helpers.schedules import Schedule

DIVERGENCE_FACTOR = 1_000.0  # a run has diverged where its loss is this many times the first one
# The arguments of `descend`, after which no hyperparameter may be named.
RESERVED_NAMES = ("rule", "problem", "steps", "batch_size", "start", "seed", "schedule")


@dataclass(frozen=True, eq=False)
class Run:
    """The path of a rule, with its losses, gradients and states.

    For many runs at once each array has an axis for them in second place, here "...".

    Parameters
    ----------
    rule : callable
        The update rule that was run.
    problem : Problem
        What it minimised.
    hyperparameters : {name: value}
        Those passed to `descend`; the others are at the rule's defaults. Of a sweep: all that are
        numbers or switches, as columns of shape (runs, 1).
    path : array of shape (steps + 1, ..., n)
        The n parameters, the start first.
    loss : array of shape (steps + 1, ...)
        The loss along the path, over all rows.
    gradients : array of shape (steps, ..., n)
        Those passed to the rule.
    states : sequence of length steps + 1
        The state at the start and after each update, as it was then. Recomputed on access for
        batched runs and in-place rules; results differ if the rule draws its own random numbers.
        Empty for a sweep that took several passes.
    rows_seen : array of shape (steps + 1, ...)
        Cumulative cost: rows read for gradients so far.
    failures : {number of a run: error}
        Of a sweep: the runs in which the rule raised. Their path, loss and gradients are NaN.
    schedule : str, callable or None
        That passed to `descend`; of a sweep with several a list, with one entry for each run.
    factors : array of shape (steps,), optional
        What the schedule multiplied the learning rate by in each update; None if it was constant.
        Of a sweep with several schedules an array of shape (steps, runs).
    """

    rule: Rule
    problem: Problem
    hyperparameters: dict[str, Any]
    path: np.ndarray
    loss: np.ndarray
    gradients: np.ndarray
    states: Sequence[Any]
    rows_seen: np.ndarray
    failures: Mapping[int, Exception] = field(default_factory=dict)
    schedule: Schedule | list[Schedule] = None
    factors: np.ndarray | None = None

    @property
    def steps(self) -> int:
        """The number of updates."""
        return len(self.path) - 1

    @property
    def epochs(self) -> np.ndarray:
        """How often each row has been seen, step by step, shape (steps + 1, ...)."""
        return self.rows_seen / (self.problem.rows or 1)

    @property
    def canonical_settings(self) -> dict[str, Any]:
        """The hyperparameters, or the rule's defaults, by their names in HYPERPARAMETERS."""
        return canonical_values({**hyperparameter_defaults(self.rule), **self.hyperparameters})

    @property
    def excess(self) -> np.ndarray:
        """Excess loss: the loss minus the lowest possible one, shape (steps + 1, ...)."""
        with np.errstate(all="ignore"):
            return evaluate_in_chunks(self.problem.excess, self.path)

    @property
    def diverged_at(self) -> Any:
        """The first step whose loss exceeds `divergence_threshold` or is NaN, or None.

        For many runs at once: an array with -1 where a run did not diverge.
        """
        diverged = self._is_diverged
        at = np.where(diverged.any(axis=0), diverged.argmax(axis=0), -1)
        return at if at.ndim else (int(at) if at >= 0 else None)

    @property
    def ended_diverged(self) -> np.ndarray:
        """Whether the loss at the end exceeds `divergence_threshold` or is NaN, shape (...).

        A noisy run that diverged may have come back.
        """
        return self._is_diverged[-1]

    @property
    def divergence_threshold(self) -> np.ndarray:
        """The loss above which a run counts as diverged, shape (...): 1,000 times the first one, or
        1,000 times that at the problem's own start where it is higher.

        From beside the minimum even a good run goes up to many times the first loss.
        """
        usual = abs(float(self.problem.loss(self.problem.start)))
        with np.errstate(over="ignore"):
            return DIVERGENCE_FACTOR * np.maximum(np.abs(self.loss[0]), usual)

    @property
    def _is_diverged(self) -> np.ndarray:
        return ~(np.abs(self.loss) <= self.divergence_threshold) | np.isinf(self.loss)


def descend(
    rule: Rule,
    problem: Problem,
    *,
    steps: int,
    batch_size: Ints | None = None,
    start: ArrayLike | None = None,
    seed: Ints = 0,
    schedule: Schedule = None,
    **hyperparameters: Any,
) -> Run:
    """Apply `rule` to `problem` for `steps` updates and return the Run.

    For many runs at once pass a `start` of shape (runs, n), a sequence for `batch_size` or `seed`,
    or hyperparameters of shape (runs, 1). Each row is then the run that its settings give alone:
    to rounding, and on one machine bit for bit if the rule computes from settings only sums,
    products, quotients and roots, and takes powers of settings themselves, as beta1**t is.

    A run that diverges is a result, not an error: see `Run.divergence_threshold`. A rule that keeps
    state elsewhere gets a fresh copy for each run: what the copy records is discarded.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    problem : Problem
        What is minimised, such as DiamondPrices(train) or ravine().
    steps : int
        The number of updates.
    batch_size : int, optional
        Rows drawn for each gradient; None means all rows, a sequence gives one size per run.
    start : pair of floats, optional
        The parameters to begin with; None means the problem's own start.
    seed : int
        Seed of the mini-batch shuffles; a sequence gives one per run.
    schedule : str or callable, optional
        What multiplies the learning rate, update by update: a name in `SCHEDULES`, such as
        "cosine", from 1 to 0, or a function of (step, steps), with steps from 0 on. None means
        a constant learning rate, as "constant" does.
    **hyperparameters : object
        Those of the rule, such as learning_rate=0.1.

    Returns
    -------
    Run
        For many runs at once, one Run that holds them all.

    Raises
    ------
    TypeError, ValueError
        For what is no rule or no problem, a hyperparameter that the rule does not have or that
        is missing, values of another type, outside their range or for different numbers of runs,
        and more steps than fit into the memory.
    OutsideMemoryError
        For a rule that keeps state between runs in something that cannot be copied.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> from helpers.rules import gradient_descent
    >>> run = descend(gradient_descent, ravine(), steps=4, learning_rate=0.02, schedule="linear")
    >>> run.factors.tolist()
    [1.0, 0.75, 0.5, 0.25]
    """
    reject_reserved_names(rule, RESERVED_NAMES, "descend")
    settings = checked_hyperparameters(rule, hyperparameters)
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    check_problem(problem)
    start = checked_start(problem, start)
    seed = checked_ints("seed", seed, low=0, high=MAX_SEED)
    sizes = _batch_sizes(problem, batch_size)
    runs = runs_shape(
        start=start.shape[:-1],
        batch_size=sizes.shape,
        seed=seed.shape,
        **{name: np.shape(value)[:-1] for name, value in settings.items()},
    )
    check_size(steps, math.prod(runs))  # before anything of that length is made
    scheduled = scheduled_rate(rule, settings, schedule, steps)
    path = np.empty((steps + 1, *runs, start.shape[-1]))
    gradients = np.empty_like(path[1:])
    path[0] = start
    with np.errstate(all="ignore"):
        if float_loop_is_exact(rule, problem, runs, settings):
            means = cast(DataProblem, problem).batch_means(sizes, steps, seed)
            float_loop(rule, path, gradients, means, settings, scheduled)
            states = None
        else:
            batches = _batches(problem, None if batch_size is None else sizes, steps, seed)
            loop = isolated_loop if entry_of(rule) is None else array_loop
            states = loop(rule, problem, path, gradients, batches, settings, scheduled)
        loss = evaluate_in_chunks(problem.loss, path)
    states = LazyStates(rule, settings, path, gradients, states, scheduled)
    rows_seen = np.broadcast_to(_rows_seen(problem, sizes, steps, len(runs)), (steps + 1, *runs))
    return Run(
        rule, problem, hyperparameters, path, loss, gradients, states, rows_seen,
        schedule=schedule, factors=None if scheduled is None else scheduled.factors,
    )  # fmt: skip


def check_problem(problem: Problem) -> None:
    """Raise an error for what is no problem.

    Parameters
    ----------
    problem : Problem
        What a reader passed.

    Raises
    ------
    TypeError
    """
    expected = "LeastSquares(x, y), DiamondPrices(train) or ravine()"
    if isinstance(problem, type):  # it has the same attributes
        raise TypeError(f"problem must be {expected}, not {short_repr(problem)}.")
    checked_attributes("problem", problem, "gradient loss start parameter_names rows", expected)


def checked_start(problem: Problem, start: ArrayLike | None) -> np.ndarray:
    """Return the parameters to begin with: the problem's own start for None.

    Parameters
    ----------
    problem : Problem
        What is minimised, checked by `check_problem`.
    start : pair of floats or array of them, optional
        The parameters that a caller asks for.

    Returns
    -------
    ndarray, shape (..., parameters)
        A copy as floats, finite.

    Raises
    ------
    TypeError, ValueError
    """
    given = problem.start if start is None else start
    return checked_point("start", given, len(problem.parameter_names)).copy()


# ---- batches ------------------------------------------------------------------------------------


def _batch_sizes(problem: Problem, batch_size: Any) -> np.ndarray:
    """Return the sizes of the batches, those of all rows for None; 0 for a problem without rows."""
    if batch_size is None:
        return np.asarray(problem.rows or 0)
    if problem.rows is None:
        raise ValueError("This terrain has no rows to draw batches from: leave batch_size out.")
    return checked_ints("batch_size", batch_size, low=1, high=problem.rows)


def _batches(problem: Problem, sizes: np.ndarray | None, steps: int, seed: np.ndarray) -> Batches:
    """Return a function from the step to what `problem.gradient` is told of its batch."""
    if sizes is None:
        return lambda t: ()
    means, index = cast(DataProblem, problem).unique_batch_means(sizes, steps, seed)
    return lambda t: (means[t] if index is None else means[t, index],)


def _rows_seen(problem: Problem, sizes: np.ndarray, steps: int, axes: int) -> np.ndarray:
    """Count the rows read before each step; the last batch of an epoch may be a smaller one."""
    sizes = sizes.reshape((1,) * (axes - sizes.ndim) + sizes.shape)
    t = np.arange(steps + 1, dtype=np.int64).reshape(-1, *[1] * axes)
    if problem.rows is None:
        return np.zeros_like(t)
    epochs, batches = np.divmod(t, -(-problem.rows // sizes))
    return epochs * problem.rows + batches * sizes
