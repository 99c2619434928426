"""The one loop that turns a rule and a problem into a Run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.core.lazy_states import LazyStates, evaluate_in_chunks
from helpers.core.signature import (
    checked_hyperparameters,
    checked_result,
    copy_state,
    initial_state,
    reject_reserved_names,
)
from helpers.core.validation import (
    check_size,
    checked_int,
    checked_ints,
    checked_point,
    runs_shape,
    short_repr,
)
from helpers.problems import LeastSquares
from helpers.rules import gradient_descent, momentum

TOO_HIGH = 1_000.0  # a loss this many times the first one counts as lost for good
RESERVED_NAMES = (
    "rule",
    "problem",
    "steps",
    "batch_size",
    "start",
    "seed",
)  # what `descend` takes itself


@dataclass(frozen=True, eq=False)
class Run:
    """Where a rule went. For many runs at once each array has an axis for them in second place.

    `path` (steps + 1, ..., 2); `loss` along it, over all rows (steps + 1, ...); `gradients` as
    the rule saw them (steps, ..., 2); `states`, steps + 1 of them; `rows_seen` (steps + 1, ...),
    the cost: how many rows have been read for the gradients so far.

    A rule that changes its state in place makes `states` useless; a sweep that took several passes,
    such as one for each of its places, has none: [].
    """

    rule: Any
    problem: Any
    hyperparameters: dict
    path: np.ndarray
    loss: np.ndarray
    gradients: np.ndarray
    states: Sequence
    rows_seen: np.ndarray

    @property
    def steps(self):
        """The number of updates."""
        return len(self.path) - 1

    @property
    def epochs(self):
        """How often each row has been seen, step by step, shape (steps + 1, ...)."""
        return self.rows_seen / (self.problem.rows or 1)

    @property
    def excess(self):
        """The loss above the lowest there is, shape (steps + 1, ...)."""
        with np.errstate(all="ignore"):
            return evaluate_in_chunks(self.problem.excess, self.path)

    @property
    def diverged_at(self):
        """The first step whose loss is over `lost_above`, or no number; else None.

        For many runs at once: an array with -1 where a run did not diverge.
        """
        lost = self._lost
        at = np.where(lost.any(axis=0), lost.argmax(axis=0), -1)
        return at if at.ndim else (int(at) if at >= 0 else None)

    @property
    def ends_lost(self):
        """Whether the loss at the end is over `lost_above`, or no number: a noisy run that diverged
        may have come back. For many runs at once an array."""
        return self._lost[-1]

    @property
    def lost_above(self):
        """The loss above which a run counts as lost, shape (...): 1,000 times the first one, or
        1,000 times that at the problem's own start where it is the higher. (From beside the lowest
        place even a sound walk goes up to many times the first.)"""
        usual = abs(float(self.problem.loss(self.problem.start)))
        with np.errstate(over="ignore"):
            return TOO_HIGH * np.maximum(np.abs(self.loss[0]), usual)

    @property
    def _lost(self):
        return ~(np.abs(self.loss) <= self.lost_above) | np.isinf(self.loss)


def descend(rule, problem, *, steps, batch_size=None, start=None, seed=0, **hyperparameters):
    """Apply `rule` to `problem` for `steps` updates and return the Run.

    `batch_size`: rows drawn for each gradient; None means all of them. `start`: where the walker
    begins, shape (2,), else the problem's own start. `seed`: which shuffles. For many runs at once
    pass a `start` of shape (runs, 2), a sequence for `batch_size` or `seed`, or hyperparameters of
    shape (runs, 1); each row is then, bit for bit, the run that its settings give alone.

    A run that diverges (see `Run.lost_above`) is a result, not an error. Raises TypeError or
    ValueError for an argument that makes no sense.
    """
    reject_reserved_names(rule, RESERVED_NAMES, "descend")
    settings = checked_hyperparameters(rule, hyperparameters)
    steps = checked_int("steps", steps, low=1, high=1_000_000)
    start = checked_start(problem, start)
    seed = checked_ints("seed", seed, low=0, high=2**32 - 1)
    sizes = _batch_sizes(problem, batch_size)
    runs = runs_shape(
        start=start.shape[:-1],
        batch_size=sizes.shape,
        seed=seed.shape,
        **{name: np.shape(value)[:-1] for name, value in settings.items()},
    )
    check_size(steps, math.prod(runs))  # before anything as long as that is made
    batch = _batches(problem, None if batch_size is None else sizes, steps, seed)

    path = np.empty((steps + 1, *runs, start.shape[-1]))
    gradients = np.empty_like(path[1:])
    path[0] = start
    state = copy_state(initial_state(rule))
    quick = _float_loop_is_exact(rule, problem, runs, settings)
    kept = runs == () and not quick
    states = [state] if kept else LazyStates(rule, settings, path, gradients, state)
    with np.errstate(all="ignore"):
        if quick:
            (schedule,) = batch(slice(None)) or [problem.schedule(problem.rows, steps, 0)]
            _float_loop(rule, path, gradients, schedule, state, settings)
        else:
            for t in range(steps):
                gradients[t] = problem.gradient(path[t], *batch(t))
                result = rule(path[t].copy(), gradients[t].copy(), state, **settings)
                path[t + 1], state = checked_result(rule, result, path[t].shape)
                if kept:
                    states.append(state)
        loss = evaluate_in_chunks(problem.loss, path)
    rows_seen = np.broadcast_to(_rows_seen(problem, sizes, steps, len(runs)), (steps + 1, *runs))
    return Run(rule, problem, hyperparameters, path, loss, gradients, states, rows_seen)


def checked_start(problem, start):
    """Return where to begin, the problem's own start for None. Raises TypeError or ValueError."""
    if isinstance(problem, type) or not hasattr(problem, "gradient"):
        raise TypeError(
            "problem must be LeastSquares(x, y), DiamondPrices(train) or ravine(), "
            f"not {short_repr(problem)}."
        )
    return checked_point(
        "start", problem.start if start is None else start, len(problem.parameter_names)
    )


def _batch_sizes(problem, batch_size):
    """Return the sizes of the batches, those of all rows for None, as an array; 0 for terrains."""
    if batch_size is None:
        return np.asarray(problem.rows or 0)
    if problem.rows is None:
        raise ValueError("This terrain has no rows to draw batches from: leave batch_size out.")
    return checked_ints("batch_size", batch_size, low=1, high=problem.rows)


def _batches(problem, sizes, steps, seed):
    """Return a function from the step to what `problem.gradient` is told of its batch."""
    if sizes is None:
        return lambda t: ()
    schedules, which = problem.schedules(sizes, steps, seed)
    return lambda t: (schedules[t] if which is None else schedules[t, which],)


def _rows_seen(problem, sizes, steps, axes):
    """Count the rows read before each step; the last batch of an epoch may be a smaller one."""
    sizes = sizes.reshape((1,) * (axes - sizes.ndim) + sizes.shape)
    t = np.arange(steps + 1).reshape(-1, *[1] * axes)
    if problem.rows is None:
        return np.zeros_like(t)
    epochs, batches = np.divmod(t, -(-problem.rows // sizes))
    return epochs * problem.rows + batches * sizes


# ---- a single least-squares run in plain floats: the same numbers as in arrays, sooner

# These only add, subtract and multiply, which floats and arrays do alike, to the last bit. Roots
# and powers they do not.
SAME_IN_FLOATS = (gradient_descent, momentum)


def _float_loop_is_exact(rule, problem, runs, settings):
    """Say whether `_float_loop` can take the place of the loop in `descend`."""
    known = any(rule is other for other in SAME_IN_FLOATS)
    known = known and getattr(type(problem), "gradient", None) is LeastSquares.gradient
    return known and runs == () and all(np.ndim(value) == 0 for value in settings.values())


def _float_loop(rule, path, gradients, schedule, state, settings):
    """Fill `path` and `gradients` from path[0] on, with the batches of a `schedule`."""
    settings = {name: float(value) for name, value in settings.items()}
    m, b = path[0].tolist()
    m_state = b_state = state
    places, slopes = [], []
    columns = np.reshape(schedule, (-1, 6)).T.tolist()
    for mm, mb, bm, bb, my, by in zip(*columns, strict=True):
        m_slope, b_slope = m * mm + b * bm - my, m * mb + b * bb - by  # as in problem.gradient
        m, m_state = rule(m, m_slope, m_state, **settings)
        b, b_state = rule(b, b_slope, b_state, **settings)
        places.append((m, b))
        slopes.append((m_slope, b_slope))
    path[1:], gradients[:] = places, slopes
