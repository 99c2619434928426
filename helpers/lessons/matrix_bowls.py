"""Bowls in the numbers of a matrix, straight and turned: a rule for matrices can gain there."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.signature import checked_hyperparameters, reject_second_rate
from helpers.core.validation import (
    MAX_STEPS,
    checked_finite,
    checked_int,
    checked_positive,
    checked_switch,
    short_repr,
)
from helpers.one_run.loops import end_of_loop
from helpers.one_run.schedule_factors import scheduled_rate
from helpers.schedules import Schedule


class MatrixBowls(NamedTuple):
    """Losses ½ · trace((W - target) · hessian · (W - target)ᵀ), one for each seed.

    Attributes
    ----------
    target : ndarray, shape (seeds, size, size)
        The minimum, where the loss is 0.
    hessian : ndarray, shape (seeds, size, size)
        The curvatures: the same for each row of W.
    """

    target: np.ndarray
    hessian: np.ndarray

    def loss(self, params: np.ndarray) -> np.ndarray:
        """Return the losses.

        Parameters
        ----------
        params : ndarray, shape (..., seeds, size, size)
            Matrices, one for each seed.

        Returns
        -------
        ndarray, shape (..., seeds)
            Of each matrix, 0 at its target.
        """
        away = params - self.target
        return 0.5 * np.sum((away @ self.hessian) * away, axis=(-2, -1))

    def gradient(self, params: np.ndarray) -> np.ndarray:
        """Return the gradients.

        Parameters
        ----------
        params : ndarray, shape (..., seeds, size, size)
            Matrices, one for each seed.

        Returns
        -------
        ndarray, shape (..., seeds, size, size)
            Of the loss of each matrix.
        """
        return (params - self.target) @ self.hessian


def matrix_bowls(
    turned: bool, *, size: int = 8, condition_number: float = 1000.0, seeds: int = 20
) -> MatrixBowls:
    """Return bowls with random minima; those that are turned are the others, turned at random.

    Parameters
    ----------
    turned : bool
        False where the axes of the bowl are the columns of the matrix.
    size : int
        Rows and columns of the matrix.
    condition_number : float
        Largest curvature over smallest; the largest is 1.
    seeds : int
        How many bowls.

    Returns
    -------
    MatrixBowls
        The bowls with seeds from 0 on, and their minima.

    Raises
    ------
    TypeError, ValueError
        For a size or seeds that are no whole number from 1 on, a condition number below 1, or a
        `turned` that is neither True nor False.

    Examples
    --------

    >>> straight, askew = (matrix_bowls(turned, seeds=2) for turned in (False, True))
    >>> zero = np.zeros((2, 8, 8))
    >>> bool(np.allclose(straight.loss(zero), askew.loss(zero)))
    True
    """
    size, seeds = checked_int("size", size, low=1), checked_int("seeds", seeds, low=1)
    kappa = checked_finite("condition_number", condition_number)
    if kappa.ndim or kappa < 1:
        expected = "one number of 1 or more"
        raise ValueError(
            f"condition_number must be {expected}, not {short_repr(condition_number)}."
        )
    turned = checked_switch("turned", turned)
    curvatures = np.geomspace(1, 1 / kappa, size)
    targets, hessians = [], []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        target, turn = rng.normal(size=(size, size)), np.eye(size)
        if turned:
            turn, _ = np.linalg.qr(rng.normal(size=(size, size)))
        targets.append(target @ turn.T)
        hessians.append(turn * curvatures @ turn.T)
    return MatrixBowls(np.array(targets), np.array(hessians))


def best_ends(
    rule: Callable,
    bowls: MatrixBowls,
    learning_rates: ArrayLike,
    *,
    steps: int = 100,
    schedule: Schedule = "cosine",
    **settings: Any,
) -> tuple[float, float]:
    """Return the lowest loss that a rule ends at with one of some learning rates, and that rate.

    The bowls of all seeds share the learning rate: the one whose losses have the lowest mean.

    Parameters
    ----------
    rule : callable
        A rule like those in helpers.rules, or muon.
    bowls : MatrixBowls
        What is minimised, from 0.
    learning_rates : array_like, shape (rates,)
        Those that are tried.
    steps : int
        The number of updates.
    schedule : str or callable, optional
        What multiplies the learning rate, as for `descend`.
    **settings : object
        Numbers for the other hyperparameters of the rule.

    Returns
    -------
    float, float
        The geometric mean over the seeds of the loss at the end, as a fraction of that at the
        start; and the learning rate. Infinite where no rate keeps the loss finite.

    Raises
    ------
    TypeError, ValueError
        For steps that are no whole number from 1 on, learning rates that are no flat list of
        numbers above 0, a second learning rate, settings that the rule does not take, and a rule
        that does not return (params, state).

    Examples
    --------

    >>> from helpers.rules import gradient_descent
    >>> best_ends(gradient_descent, matrix_bowls(False, seeds=2), [0.5, 1.0, 4.0])[1]
    1.0
    """
    steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
    rates = checked_positive("learning_rates", learning_rates)
    reject_second_rate("learning_rate", settings)
    checked_hyperparameters(rule, {"learning_rate": rates[:, None], **settings})
    settings["learning_rate"] = rates[:, None, None, None]
    scheduled = scheduled_rate(rule, settings, schedule, steps)
    start = np.zeros((len(rates), *bowls.target.shape))
    with np.errstate(all="ignore"):
        params = end_of_loop(
            rule, lambda _, params: bowls.gradient(params), start, steps, settings, scheduled
        )
        left = bowls.loss(params) / bowls.loss(np.zeros_like(bowls.target))
        ends = np.exp(np.log(np.where(np.isfinite(left), left, np.inf)).mean(axis=1))
    best = int(ends.argmin())
    return float(ends[best]), float(rates[best])
