"""The excess loss at the end of thousands of runs, computed without storing their paths."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.signature import (
    Rule,
    checked_hyperparameters,
    learning_rate_name,
    reject_second_rate,
)
from helpers.core.validation import (
    MAX_SEED,
    MAX_STEPS,
    check_size,
    checked_attributes,
    checked_int,
    checked_positive,
    short_repr,
)
from helpers.one_run.loops import end_of_loop
from helpers.one_run.schedule_factors import scheduled_rate
from helpers.protocols import WITH_DATA, DataProblem
from helpers.schedules import Schedule


def final_excess(
    rule: Rule,
    problem: DataProblem,
    learning_rates: ArrayLike,
    *,
    steps: int,
    batch_size: int,
    shuffles: int,
    schedule: Schedule = None,
    **hyperparameters: Any,
) -> np.ndarray:
    """Return the excess loss after the last update, at each learning rate and for each shuffle.

    The runs are those of ``descend(..., seed=shuffle)``, all in one pass. Only the
    last parameters are kept, so that thousands of runs take little memory.

    Parameters
    ----------
    rule : callable
        A function like those in helpers.rules that takes many runs at once.
    problem : DataProblem
        What is minimised; it has examples.
    learning_rates : array_like, shape (rates,)
        Of each run.
    steps : int
        The number of updates.
    batch_size : int
        Examples for each gradient.
    shuffles : int
        The examples are shuffled with the seeds from 0 to shuffles - 1.
    schedule : str or callable, optional
        What multiplies the learning rate, as for `descend`.
    **hyperparameters : object
        Numbers for the other hyperparameters of the rule.

    Returns
    -------
    ndarray, shape (rates, shuffles)
        In units of the loss; infinite where a run overflows.

    Raises
    ------
    TypeError, ValueError
        For learning rates that are no flat list of numbers above 0, counts that are no whole
        numbers from 1 on, or more than fit into the memory, a batch of more examples than there
        are, a problem without data, a second learning rate, hyperparameters that the rule does not
        have or that are not one number, and a rule that does not return (params, state).

    Examples
    --------

    >>> from helpers.problems import LeastSquares
    >>> from helpers.rules import sgd
    >>> line = LeastSquares([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    >>> final_excess(sgd, line, [0.01, 0.1], steps=50, batch_size=2, shuffles=4).shape
    (2, 4)
    """
    checked_attributes("problem", problem, "rows batch_means start excess", WITH_DATA)
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    shuffles = checked_int("shuffles", shuffles, low=1, high=MAX_SEED)
    size = checked_int("batch_size", batch_size, low=1, high=problem.rows)
    rates = checked_positive("learning_rates", learning_rates)
    check_size(steps, shuffles)  # the means of all batches are made before the runs
    check_size(1, len(rates) * shuffles)
    rate_name = learning_rate_name(rule) or "learning_rate"
    reject_second_rate(rate_name, hyperparameters)
    given = {rate_name: rates[:, None, None], **hyperparameters}
    settings = checked_hyperparameters(rule, given)
    for name, value in settings.items():
        if name != rate_name and np.ndim(value):
            raise ValueError(f"{name} must be one number, not {short_repr(given[name])}.")
    scheduled = scheduled_rate(rule, settings, schedule, steps)
    means = problem.batch_means(size, steps, np.arange(shuffles))
    starts = np.tile(problem.start, (len(rates), shuffles, 1))
    with np.errstate(all="ignore"):
        params = end_of_loop(
            rule, lambda t, params: problem.gradient(params, means[t]), starts, steps, settings,
            scheduled,
        )  # fmt: skip
        return np.nan_to_num(problem.excess(params), nan=np.inf, posinf=np.inf, neginf=np.inf)
