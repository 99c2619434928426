"""The loop of `descend` in three ways: on arrays, isolated for readers' rules, and on plain floats.
A fourth, `end_of_loop`, stores no path.

Each of the three fills `path`, shape (steps + 1, ..., n), from its first entry on, and
`gradients`, shape (steps, ..., n). All give the same numbers, to the last bit.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.core.fresh_copies import OutsideMemoryError, keep_random_numbers, make_fresh
from helpers.core.settings_by_step import ScheduledRate, settings_by_step
from helpers.core.signature import Rule, checked_result, copy_state, initial_state, rule_name
from helpers.problems import LeastSquares
from helpers.protocols import Problem
from helpers.registry import entry_of

VERIFIED_STEPS = 10  # a second run this long shows whether a rule remembers the first one

Batches = Callable[[int], tuple[np.ndarray, ...]]  # from a step to what `gradient` is told of it


def array_loop(
    rule: Rule,
    problem: Problem,
    path: np.ndarray,
    gradients: np.ndarray,
    batches: Batches,
    settings: dict[str, Any],
    scheduled: ScheduledRate | None = None,
) -> list[Any] | None:
    """Run a rule on arrays of parameters.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    problem : Problem
        What is minimised.
    path : ndarray, shape (steps + 1, ..., n)
        Filled in place; the first entry is the start.
    gradients : ndarray, shape (steps, ..., n)
        Filled in place.
    batches : callable
        Returns the further arguments of `problem.gradient` at a step: () or (batch means,).
    settings : {name: value}
        The hyperparameters.
    scheduled : ScheduledRate, optional
        The one that a schedule changes.

    Returns
    -------
    list or None
        The steps + 1 states of a single run; None for many runs.

    Raises
    ------
    TypeError, ValueError
        For a rule that does not return (params, state).
    """
    state = copy_state(initial_state(rule))
    states = [state] if path.ndim == 2 else None
    by_step = settings_by_step(settings, scheduled)
    for t, current in zip(range(len(gradients)), by_step, strict=False):
        gradients[t] = problem.gradient(path[t], *batches(t))
        result = rule(path[t].copy(), gradients[t].copy(), state, **current)
        path[t + 1], state = checked_result(rule, result, path[t].shape)
        if states is not None:
            states.append(state)
    return states


def end_of_loop(
    rule: Rule,
    gradient: Callable[[int, np.ndarray], np.ndarray],
    start: np.ndarray,
    steps: int,
    settings: dict[str, Any],
    scheduled: ScheduledRate | None = None,
) -> np.ndarray:
    """Run a fresh copy of a rule, and keep nothing of it but where it ends.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules.
    gradient : callable
        Returns the gradient at a step, from 0 on, and at the parameters there.
    start : ndarray
        The parameters to begin with, of one run or of many; a rule may change them in place.
    steps : int
        The number of updates.
    settings, scheduled : as in `array_loop`
        The hyperparameters, and the one that a schedule changes.

    Returns
    -------
    ndarray
        The parameters after the last update, of the shape of `start`.

    Raises
    ------
    TypeError, ValueError
        For a rule that does not return (params, state).
    """
    rule = make_fresh(rule)[0]  # it may remember another call outside its state
    params, state = start, copy_state(initial_state(rule))
    for t, current in zip(range(steps), settings_by_step(settings, scheduled), strict=False):
        result = rule(params, gradient(t, params), state, **current)
        params, state = checked_result(rule, result, start.shape)
    return params


# ---- readers' rules -----------------------------------------------------------------------------


def isolated_loop(
    rule: Rule,
    problem: Problem,
    path: np.ndarray,
    gradients: np.ndarray,
    batches: Batches,
    settings: dict[str, Any],
    scheduled: ScheduledRate | None = None,
) -> list[Any] | None:
    """Run a fresh copy of a reader's rule, so that no run depends on an earlier one.

    Parameters
    ----------
    rule, problem, path, gradients, batches, settings, scheduled : as in `array_loop`

    Returns
    -------
    list or None
        As `array_loop` does.

    Raises
    ------
    OutsideMemoryError
        For a rule that still remembers another run, in something that cannot be copied.
    TypeError, ValueError
        As `array_loop` does.
    """
    copied, shared = make_fresh(rule)
    restore_start = keep_random_numbers() if shared else None
    states = array_loop(copied, problem, path, gradients, batches, settings, scheduled)
    if restore_start is not None:
        restore_end = keep_random_numbers()
        restore_start()
        if not _is_repeatable(
            rule, problem, path[: VERIFIED_STEPS + 1], batches, settings, scheduled
        ):
            raise OutsideMemoryError(
                f"{rule_name(rule)} remembers one run in the next, in {' or '.join(shared)}, which "
                "cannot be copied: what it remembers must be kept in state."
            )
        restore_end()
    return states


def _is_repeatable(
    rule: Rule,
    problem: Problem,
    path: np.ndarray,
    batches: Batches,
    settings: dict[str, Any],
    scheduled: ScheduledRate | None,
) -> bool:
    """True if another fresh copy of the rule takes the same path."""
    second_path, copied = path.copy(), make_fresh(rule)[0]
    slopes = np.empty_like(path[1:])
    try:
        array_loop(copied, problem, second_path, slopes, batches, settings, scheduled)
    except Exception:  # such as an exhausted generator
        return False
    return np.array_equal(second_path, path, equal_nan=True)


# ---- fast path: scalar floats, bit-identical to the array loop ----------------------------------


def float_loop_is_exact(
    rule: Rule, problem: Problem, runs: tuple[int, ...], settings: dict[str, Any]
) -> bool:
    """Return whether `float_loop` gives the numbers of `array_loop`, to the last bit.

    Parameters
    ----------
    rule : callable
        An update rule, of the course or a reader's own.
    problem : Problem
        What is minimised.
    runs : tuple of int
        Shape of the runs, () for a single one.
    settings : {name: value}
        The hyperparameters.

    Returns
    -------
    bool
        True for a single run, of a rule that only adds, subtracts and multiplies, on least squares.
    """
    entry = entry_of(rule)
    exact = entry is not None and entry.exact_in_floats
    exact = exact and getattr(type(problem), "gradient", None) is LeastSquares.gradient
    return exact and runs == () and all(np.ndim(value) == 0 for value in settings.values())


def float_loop(
    rule: Rule,
    path: np.ndarray,
    gradients: np.ndarray,
    batch_means: np.ndarray,
    settings: dict[str, Any],
    scheduled: ScheduledRate | None = None,
) -> None:
    """Run a rule on each parameter alone, as a float.

    Parameters
    ----------
    rule : callable
        An update rule for which `float_loop_is_exact`.
    path, gradients : ndarray
        As in `array_loop`; filled in place.
    batch_means : ndarray, shape (steps, 3, 2)
        Those of `LeastSquares.batch_means`.
    settings : {name: value}
        The hyperparameters.
    scheduled : ScheduledRate, optional
        As in `array_loop`.
    """
    settings = {name: float(value) for name, value in settings.items()}
    if scheduled is not None:
        scheduled = scheduled._replace(factors=scheduled.factors.astype(object))  # Python floats
    by_step = settings_by_step(settings, scheduled)
    m, b = path[0].tolist()
    m_state = b_state = initial_state(rule)
    points, slopes = [], []
    columns = np.reshape(batch_means, (-1, 6)).T.tolist()
    for mm, mb, bm, bb, my, by, current in zip(*columns, by_step, strict=False):
        m_slope, b_slope = m * mm + b * bm - my, m * mb + b * bb - by  # as in problem.gradient
        m, m_state = rule(m, m_slope, m_state, **current)
        b, b_state = rule(b, b_slope, b_state, **current)
        points.append((m, b))
        slopes.append((m_slope, b_slope))
    path[1:], gradients[:] = points, slopes
