"""The noise floor of mini-batches, measured and predicted, and the limit of single examples."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.hyperparameters import checked_hyperparameter, checked_number
from helpers.core.validation import (
    MAX_SEED,
    MAX_STEPS,
    check_size,
    checked_attributes,
    checked_finite,
    checked_int,
    checked_switch,
    short_repr,
)
from helpers.descent import descend
from helpers.one_run.schedule_factors import schedule_factors
from helpers.protocols import WITH_DATA, DataProblem
from helpers.rules import gradient_descent
from helpers.schedules import Schedule
from helpers.theory.shuffled_noise import additive_floor, gradient_noise
from helpers.theory.stability import curvatures, momentum_limit


def noise_floor(
    problem: DataProblem,
    learning_rates: ArrayLike,
    batch_size: int,
    *,
    steps: int,
    runs: int = 10,
    with_replacement: bool = False,
    seed: int = 0,
    schedule: Schedule = None,
) -> np.ndarray:
    """Measure the mean excess loss at which stochastic gradient descent settles.

    For each learning rate `runs` runs start at the minimum, and the first third of each is
    discarded. With a schedule no run settles, so only the loss after the last update counts.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.
    learning_rates : array_like
        Shape (rates,), or one number.
    batch_size : int
        Examples in each batch.
    steps : int
        Updates of each run, at least 3.
    runs : int
        How many runs for each learning rate, with seeds from `seed` on.
    with_replacement : bool
        Whether each example of a batch is drawn from all rows, instead of shuffling the rows once
        per epoch and dealing them out.
    seed : int
        The first seed.
    schedule : str or callable, optional
        What multiplies the learning rates, as for `descend`.

    Returns
    -------
    ndarray
        Mean over the runs, shape (rates,), in the unit of the loss.

    Raises
    ------
    TypeError, ValueError
        For a problem without data, or other arguments that make no sense.
    """
    checked_attributes("problem", problem, "minimum batch_means", WITH_DATA)
    batch_size = checked_int("batch_size", batch_size, low=1, high=problem.rows)
    steps = checked_int("steps", steps, low=3, high=MAX_STEPS)
    runs = checked_int("runs", runs, low=1, high=10_000)
    seed = checked_int("seed", seed, low=0, high=MAX_SEED - runs + 1)
    column = np.reshape(checked_finite("learning_rates", learning_rates), (-1, 1))
    rate = np.repeat(checked_hyperparameter("learning_rate", column), runs, axis=0)
    check_size(steps, len(rate))
    factors = schedule_factors(schedule, steps)
    if checked_switch("with_replacement", with_replacement):
        excess = _excess_with_replacement(problem, rate, batch_size, steps, seed, factors)
    else:
        run = descend(
            gradient_descent,
            problem,
            steps=steps,
            batch_size=batch_size,
            start=problem.minimum,
            learning_rate=rate,
            seed=seed + np.arange(len(rate), dtype=np.int64) % runs,
            schedule=schedule,
        )
        excess = run.excess[1:]
    with np.errstate(all="ignore"):  # a run may diverge
        counted = excess[steps // 3 :] if factors is None else excess[-1:]
        return counted.mean(axis=0).reshape(-1, runs).mean(axis=1)


def _excess_with_replacement(
    problem: DataProblem,
    rate: np.ndarray,
    batch_size: int,
    steps: int,
    seed: int,
    factors: np.ndarray | None,
) -> np.ndarray:
    """Return the excess loss after each update, shape (steps, runs)."""
    rng = np.random.default_rng(seed)
    params, excess = np.tile(problem.minimum, (len(rate), 1)), []
    for factor in np.ones(steps) if factors is None else factors:
        examples = rng.integers(problem.rows, size=(len(rate), batch_size))
        with np.errstate(all="ignore"):
            params = params - factor * rate * problem.gradient_of_rows(params, examples)
        excess.append(problem.excess(params))
    return np.array(excess)


def predicted_noise_floor(
    problem: DataProblem, learning_rate: float, batch_size: int, *, beta: float = 0.0
) -> float:
    """Return the noise floor that theory predicts for batches drawn with replacement.

    It is ½ trace(H S), where the covariance S of the distance to the minimum obeys
    S = (1 - rate H) S (1 - rate H) + rate² C / batch_size, with the Hessian H and the covariance C
    of the gradients of single examples at the minimum. Along the directions of the curvatures h
    this is the sum of rate · C / (2 · batch_size · (2 - rate · h)); with momentum, of
    rate · C (1 + beta) / (2 · batch_size · (1 - beta) (2 (1 + beta) - rate · h)). The change of C
    with the distance is left out, so that the prediction is too low near the limit of single
    examples; `shuffled_noise_floor` includes it, and sampling without replacement.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.
    learning_rate : float
        Below the stability limit.
    batch_size : int
        Examples in each batch, at most all.
    beta : float
        Of momentum; 0 is gradient descent.

    Returns
    -------
    float
        Mean excess loss, in the unit of the loss.

    Raises
    ------
    TypeError, ValueError
        For a problem without data, or a learning rate at or above the stability limit.

    References
    ----------
    Mandt, Hoffman & Blei (2017), Stochastic gradient descent as approximate Bayesian inference.
    """
    checked_attributes("problem", problem, "x rows predict", WITH_DATA)
    rate = checked_hyperparameter("learning_rate", learning_rate)
    size = checked_int("batch_size", batch_size, low=1, high=problem.rows)
    decay = checked_number("beta", beta)
    highest = float(momentum_limit(decay, curvatures(problem)[-1]))
    if rate.ndim or rate >= highest:
        limit = f"one number below the stability limit, {highest:.3g}"
        raise ValueError(f"learning_rate must be {limit}, not {short_repr(learning_rate)}.")
    return float(additive_floor(gradient_noise(problem), rate, decay)) / size


def single_example_limit(problem: DataProblem) -> float:
    """Return the learning rate above which runs on single examples drawn at random diverge.

    Above it the mean square of the distance to the minimum grows without bounds. An example with
    Hessian h takes a distance d to (1 - rate · h) d, and d dᵀ to (1 - rate · h) d dᵀ
    (1 - rate · h). The mean of the latter over all examples is a linear map of the four products in
    d dᵀ; its largest eigenvalue passes 1 at the limit, found here by halving.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.

    Returns
    -------
    float
        A learning rate, at most the stability limit.

    Raises
    ------
    TypeError
        For a problem without data.
    """
    checked_attributes("problem", problem, "x rows", WITH_DATA)
    inputs = np.stack([problem.x, np.ones(problem.rows)], axis=-1)
    h = 2 * inputs[:, :, None] * inputs[:, None, :]
    mean, identity = h.mean(axis=0), np.eye(2)
    once = np.kron(mean, identity) + np.kron(identity, mean)
    twice = np.einsum("nij,nkl->ikjl", h, h).reshape(4, 4) / problem.rows
    rate, low, high = 0.0, 0.0, 2 / np.linalg.eigvalsh(mean)[-1]
    for _ in range(50):
        rate = (low + high) / 2
        growth = np.abs(np.linalg.eigvals(np.eye(4) - rate * once + rate**2 * twice)).max()
        low, high = (low, rate) if growth > 1 else (rate, high)
    return float(rate)
