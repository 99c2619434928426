"""How many examples gradient descent reads until the loss is near the lowest."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import checked_int, checked_positive
from helpers.descent import descend
from helpers.one_run.schedule_factors import schedule_factors
from helpers.protocols import DataProblem
from helpers.rules import gradient_descent
from helpers.schedules import Schedule


def examples_read(
    problem: DataProblem,
    targets: ArrayLike,
    plans: Iterable[tuple[float, int]],
    *,
    batch_size: int,
    schedule: Schedule | None = None,
    shuffles: int = 200,
) -> np.ndarray:
    """Return how many examples are read for each target, with a plan for each.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.
    targets : array_like, shape (n,)
        Excess losses, as shares of the lowest loss.
    plans : iterable of (float, int)
        For each target a learning rate, and how many updates there are.
    batch_size : int
        Examples in a batch.
    schedule : str or callable, optional
        What multiplies the learning rate, as for `descend`.
    shuffles : int
        The loss is a mean over so many of them.

    Returns
    -------
    ndarray, shape (n,)
        At a constant learning rate, the examples read until the loss is first within the target.
        With a schedule, those of the whole run, at whose end it has to be.
        Infinite where it is not.

    Raises
    ------
    TypeError, ValueError
        For targets that are no flat list of numbers above 0, for shuffles that are no whole number
        from 1 on, or if there are not as many plans as targets; and as `descend` raises them.

    Examples
    --------

    >>> from helpers.problems import LeastSquares
    >>> problem = LeastSquares([0.0, 1.0, 2.0, 3.0], [1.0, 3.0, 4.0, 8.0])
    >>> examples_read(problem, [0.1, 0.001], [(0.1, 200), (0.1, 200)], batch_size=4).tolist()
    [8.0, 136.0]
    """
    seeds = range(checked_int("shuffles", shuffles, low=1))
    read = []
    for target, (rate, updates) in zip(checked_positive("targets", targets), plans, strict=True):
        at = {"steps": updates, "batch_size": batch_size, "learning_rate": rate}
        run = descend(gradient_descent, problem, seed=seeds, schedule=schedule, **at)
        within = run.excess.mean(axis=1) <= target * problem.lowest
        falls = schedule_factors(schedule, updates) is not None
        first = updates if falls else within.argmax()
        read.append(run.rows_seen[first, 0] if within[first] else np.inf)
    return np.array(read, float)
