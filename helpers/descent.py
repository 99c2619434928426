"""The one loop that turns a rule and a problem into a Run."""

import copy
import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks import (
    OneLine,
    floats,
    hyperparameter,
    not_too_many,
    point,
    shape_of_runs,
    shown,
    whole_number,
    whole_numbers,
)
from helpers.memory import Replayed, in_parts
from helpers.quick import suits, walk

TOO_HIGH = 1_000.0  # a loss this many times the first one counts as lost for good
TAKEN = ("rule", "problem", "steps", "batch_size", "start", "seed")  # what `descend` takes itself


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
            return in_parts(self.problem.excess, self.path)

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
    refuse_names(rule, TAKEN, "descend")
    settings = _checked_settings(rule, hyperparameters)
    steps = whole_number("steps", steps, low=1, high=1_000_000)
    start = checked_start(problem, start)
    seed = whole_numbers("seed", seed, low=0, high=2**32 - 1)
    sizes = _batch_sizes(problem, batch_size)
    runs = shape_of_runs(
        start=start.shape[:-1],
        batch_size=sizes.shape,
        seed=seed.shape,
        **{name: np.shape(value)[:-1] for name, value in settings.items()},
    )
    not_too_many(steps, math.prod(runs))  # before anything as long as that is made
    batch = _batches(problem, None if batch_size is None else sizes, steps, seed)

    path = np.empty((steps + 1, *runs, start.shape[-1]))
    gradients = np.empty_like(path[1:])
    path[0] = start
    state = copied(_parameters(rule)[2].default)
    quick = suits(rule, problem, runs, settings)
    kept = runs == () and not quick
    states = [state] if kept else Replayed(rule, settings, path, gradients, state)
    with np.errstate(all="ignore"):
        if quick:
            (schedule,) = batch(slice(None)) or [problem.schedule(problem.rows, steps, 0)]
            walk(rule, path, gradients, schedule, state, settings)
        else:
            for t in range(steps):
                gradients[t] = problem.gradient(path[t], *batch(t))
                result = rule(path[t].copy(), gradients[t].copy(), state, **settings)
                path[t + 1], state = checked_result(rule, result, path[t].shape)
                if kept:
                    states.append(state)
        loss = in_parts(problem.loss, path)
    rows_seen = np.broadcast_to(_rows_seen(problem, sizes, steps, len(runs)), (steps + 1, *runs))
    return Run(rule, problem, hyperparameters, path, loss, gradients, states, rows_seen)


def settings_of(rule):
    """Return {name: default} of a rule's hyperparameters; the default is None where it has none.

    They are the parameters after params, gradient and state. Raises TypeError for anything that
    cannot be called as rule(params, gradient, state, *, ...).
    """
    empty = inspect.Parameter.empty
    return {p.name: None if p.default is empty else p.default for p in _parameters(rule)[3:]}


def refuse_names(rule, taken, function):
    """Raise TypeError where a setting of the rule has a name that `function` takes itself."""
    for name in settings_of(rule):
        if name in taken:
            other = "total_steps" if name == "steps" else f"my_{name}"
            raise TypeError(f"{name_of(rule)} calls a setting {name}, a word that {function} takes "
                            f"itself: give it another name, such as {other}.")  # fmt: skip


def copied(value):
    """Return a copy of a first state or the like, which a rule may change in place."""
    try:
        return copy.deepcopy(value)
    except Exception:  # a module, a file: what cannot be copied is shared
        return value


def _parameters(rule):
    how = "write it as def my_rule(params, gradient, state=0.0, *, learning_rate): ..."
    if not callable(rule):
        raise TypeError(f"A rule is a function, not {shown(rule)}: {how}")
    try:
        parameters = list(inspect.signature(rule).parameters.values())
    except ValueError:  # some of Python's own functions do not tell what they take
        raise TypeError(f"{name_of(rule)} does not say what it takes: {how}") from None
    kinds = {p.kind for p in parameters}
    if kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
        raise TypeError(f"{name_of(rule)} must name its parameters, without * or **: {how}")
    if len(parameters) < 3 or parameters[2].kind is inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{name_of(rule)} must take params, gradient and state: {how}")
    if parameters[2].default is inspect.Parameter.empty:
        raise TypeError(f"{name_of(rule)} must give its state a first value: {how}")
    return parameters


def name_of(rule):
    """Return the name a reader knows the rule by."""
    return getattr(rule, "__name__", type(rule).__name__)


def _checked_settings(rule, given):
    defaults = settings_of(rule)
    for name in given:
        if name not in defaults:
            takes = ", ".join(defaults) or "no settings"
            raise TypeError(f"{name_of(rule)} has no setting {name}; it takes {takes}.")
    missing = [n for n, default in defaults.items() if default is None and given.get(n) is None]
    if missing:
        raise TypeError(f"{name_of(rule)} needs a value for {missing[0]}: pass {missing[0]}=...")
    values = defaults | given
    return {name: hyperparameter(name, values[name], defaults[name]) for name in defaults}


class ResultError(OneLine, TypeError, ValueError):
    """Raised for what a rule returned."""


def checked_result(rule, result, shape):
    """Return what a rule returned if it is (params, state), params of that shape. Raises
    ResultError, which says what it must return."""
    if result is None:
        raise ResultError(f"{name_of(rule)} returns nothing: end it with return params, state")
    if not isinstance(result, tuple) or len(result) != 2:
        raise ResultError(
            f"{name_of(rule)} must return two things, not {type(result).__name__}: "
            "end it with return params, state"
        )
    params = floats(result[0])
    if params is None:
        raise ResultError(f"{name_of(rule)} must return params as numbers, not {shown(result[0])}.")
    if params.shape != shape:
        raise ResultError(
            f"{name_of(rule)} must return params of shape {shape}, as it was given, "
            f"not of shape {params.shape}."
        )
    return result


def checked_start(problem, start):
    """Return where to begin, the problem's own start for None. Raises TypeError or ValueError."""
    if isinstance(problem, type) or not hasattr(problem, "gradient"):
        raise TypeError(f"problem must be DiamondPrices(train) or ravine(), not {shown(problem)}.")
    return point("start", problem.start if start is None else start, len(problem.parameter_names))


def _batch_sizes(problem, batch_size):
    """Return the sizes of the batches, those of all rows for None, as an array; 0 for terrains."""
    if batch_size is None:
        return np.asarray(problem.rows or 0)
    if problem.rows is None:
        raise ValueError("This terrain has no rows to draw batches from: leave batch_size out.")
    return whole_numbers("batch_size", batch_size, low=1, high=problem.rows)


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
