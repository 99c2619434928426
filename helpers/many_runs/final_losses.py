"""The final losses of thousands of runs, computed without storing their paths."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.fresh_copies import fresh_copy
from helpers.core.signature import checked_hyperparameters, initial_state
from helpers.core.validation import MAX_STEPS, checked_int, checked_ints, checked_rates
from helpers.one_run.schedule_factors import factors_by_name
from helpers.protocols import DataProblem, Rule
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
        numbers from 1 on, a batch of more examples than there are, and hyperparameters that the
        rule does not have.

    Examples
    --------

    >>> from helpers.problems import LeastSquares
    >>> from helpers.rules import sgd
    >>> line = LeastSquares([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    >>> final_excess(sgd, line, [0.01, 0.1], steps=50, batch_size=2, shuffles=4).shape
    (2, 4)
    """
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    seeds = np.arange(checked_int("shuffles", shuffles, low=1))
    size = int(checked_ints("batch_size", batch_size, low=1, high=problem.rows))
    rates = checked_rates("learning_rates", learning_rates)[:, None, None]
    settings = checked_hyperparameters(rule, {"learning_rate": rates, **hyperparameters})
    factors = factors_by_name(rule, settings, schedule, steps).get("learning_rate", np.ones(steps))
    means = problem.batch_means(size, steps, seeds)
    params = np.tile(problem.start, (len(rates), len(seeds), 1))
    rule = fresh_copy(rule)  # it may remember another call outside its state
    state = initial_state(rule)
    with np.errstate(all="ignore"):
        for step, factor in enumerate(factors):
            gradient = problem.gradient(params, means[step])
            current = settings | {"learning_rate": rates * factor}
            params, state = rule(params, gradient, state, **current)
        return np.nan_to_num(problem.excess(params), nan=np.inf, posinf=np.inf, neginf=np.inf)
