"""The noise floor that theory predicts for runs on shuffled batches, with momentum or without.

Along a direction of the Hessian the distance d to the minimum and the velocity v obey
v ← beta · v + curvature · d + noise and d ← d - rate · v: a linear map of (d, v), so that their
covariance obeys a linear equation. Two things are added to the formula of `predicted_noise_floor`:
the batches of an epoch share no example, so that their noises sum to 0; and each batch has its own
Hessian, so that the noise grows with the distance.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import (
    checked_attributes,
    checked_finite,
    checked_ints,
    runs_shape,
)
from helpers.protocols import WITH_DATA, DataProblem
from helpers.theory.stability import momentum_limit

SLOW = 1e-9  # NaN for noise that settles by a smaller fraction per update
UNEVEN = 1.1  # the most by which a smaller last batch may raise the noise of an epoch


class GradientNoise(NamedTuple):
    """How the gradients of single examples vary, along the eigenvectors of the Hessian.

    Attributes
    ----------
    curvatures : ndarray, shape (2,)
        Eigenvalues of the Hessian.
    at_minimum : ndarray, shape (2, 2)
        Covariance of the gradients at the minimum.
    of_hessians : ndarray, shape (2, 2, 2, 2)
        Covariance of the entries of the Hessians.
    """

    curvatures: np.ndarray
    at_minimum: np.ndarray
    of_hessians: np.ndarray


def gradient_noise(problem: DataProblem) -> GradientNoise:
    """Return how the gradients of single examples vary.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.

    Returns
    -------
    GradientNoise
        At the minimum and around it, along the principal axes.

    Raises
    ------
    TypeError
        For a problem without data.
    """
    checked_attributes("problem", problem, "x rows predict", WITH_DATA)
    curvatures, directions = np.linalg.eigh(problem.hessian)
    inputs = np.stack([problem.x, np.ones(problem.rows)], axis=-1) @ directions
    gradients = 2 * (problem.predict(problem.minimum, problem.x) - problem.y)[:, None] * inputs
    products = (inputs[:, :, None] * inputs[:, None, :]).reshape(-1, 4)
    squares = 4 * (products.T @ products / problem.rows).reshape(2, 2, 2, 2)
    mean = np.diag(curvatures)
    return GradientNoise(
        curvatures,
        gradients.T @ gradients / problem.rows,
        squares - mean[:, :, None, None] * mean,
    )


def shuffled_noise_floor(
    problem: DataProblem, learning_rate: ArrayLike, batch_size: ArrayLike, beta: ArrayLike = 0.0
) -> np.ndarray:
    """Return the mean excess loss at which runs on shuffled batches settle.

    Parameters
    ----------
    problem : DataProblem
        A problem with data.
    learning_rate, batch_size, beta : array_like
        Numbers or arrays that broadcast; a beta of 0 is gradient descent.

    Returns
    -------
    ndarray
        In the unit of the loss. NaN where there is no floor, since all examples are in each batch
        or the runs diverge, and where none is known, since the last batch of an epoch is much
        smaller than the others.

    Raises
    ------
    TypeError, ValueError
        For a problem without data, what is not finite, or batches of more than all examples.

    References
    ----------
    Mandt, Hoffman & Blei (2017), Stochastic gradient descent as approximate Bayesian inference, for
    the equation of the covariance. Tests compare the result with the mean of many runs.

    Examples
    --------

    >>> from helpers.data import load_diamonds, split_diamonds
    >>> from helpers.problems import DiamondPrices
    >>> prices = DiamondPrices(split_diamonds(load_diamonds()).train)
    >>> shuffled_noise_floor(prices, [0.1, 0.6], 32).round(3)
    array([0.025,   nan])
    """
    noise = gradient_noise(problem)
    arrays = {
        "learning_rate": checked_finite("learning_rate", learning_rate),
        "batch_size": checked_ints("batch_size", batch_size, low=1, high=problem.rows),
        "beta": checked_finite("beta", beta),
    }
    shape = runs_shape(**{name: array.shape for name, array in arrays.items()})
    rate, size, decay = (np.broadcast_to(a, shape).ravel() for a in arrays.values())
    floors = np.full(rate.shape, np.nan)
    with np.errstate(over="ignore"):
        stable = (decay >= 0) & (1 - decay > SLOW) & (rate * noise.curvatures[0] > SLOW)
    stable &= rate < momentum_limit(decay, noise.curvatures[-1])
    for examples in np.unique(size[stable]).tolist():
        full_batches, in_last = divmod(problem.rows, examples)
        batches = full_batches + bool(in_last)
        noisiness = (full_batches + (examples / in_last if in_last else 0)) / batches
        if examples < problem.rows and noisiness <= UNEVEN:
            has_size = stable & (size == examples)
            settings = rate[has_size], decay[has_size]
            batch_noise = noise._replace(
                at_minimum=noise.at_minimum / examples, of_hessians=noise.of_hessians / examples
            )
            # Of rows drawn without replacement the mean varies less.
            factor = noisiness * (problem.rows - examples) / (problem.rows - 1)
            floor = factor * _epoch_floor(batch_noise, *settings, batches)
            floors[has_size] = floor * _growth_with_distance(batch_noise, *settings)
    return floors.reshape(shape)


def additive_floor(noise: GradientNoise, rate: ArrayLike, beta: ArrayLike) -> np.ndarray:
    """Return the noise floor of independent batches that all have the same Hessian.

    Parameters
    ----------
    noise : GradientNoise
        That of a batch: of one example divided by the examples in a batch.
    rate, beta : array_like
        Learning rate and beta, numbers or arrays that broadcast.

    Returns
    -------
    ndarray
        Mean excess loss.
    """
    rate, beta = np.asarray(rate, float)[..., None], np.asarray(beta, float)[..., None]
    with np.errstate(all="ignore"):  # at the stability limit it is infinite
        steadiness = 2 * (1 - beta) * (2 * (1 + beta) - rate * noise.curvatures)
        return (rate * np.diag(noise.at_minimum) * (1 + beta) / steadiness).sum(axis=-1)


def _epoch_floor(
    noise: GradientNoise, rate: np.ndarray, beta: np.ndarray, batches: int
) -> np.ndarray:
    """Return the noise floor, the mean over the n updates of an epoch, whose noises sum to 0.

    Any two of these noises have the correlation c = -1 / (n - 1). For z = (d, v) an update is
    z ← A z + B · noise. With K = A ⊗ A the covariance of z after t updates, as a vector, is

        C[t] = Kᵗ C[0] + (1 - c) Q[t] + c g[t] ⊗ g[t]

    where Q[t] is the sum of Kᵏ (B ⊗ B) over k < t, and g[t] that of Aᵏ B. Since the rows are
    shuffled again, the noises of the next epoch are independent of these, and C[n] = C[0]:
    (1 - Kⁿ) C[0] = (1 - c) Q[n] + c g[n] ⊗ g[n]. The mean of Kᵗ C[0] over t = 1 … n is
    K (1 - K)⁻¹ (1 - Kⁿ) C[0] / n.
    """
    rate, beta, curvature = np.broadcast_arrays(rate[:, None], beta[:, None], noise.curvatures)
    step = _matrices((1 - rate * curvature, -rate * beta), (curvature, beta))  # A
    impulse = np.stack([-rate, np.ones_like(rate)], axis=-1)[..., None]  # B
    step_kron = _kron(step, step)  # K
    squares = _sum_of_powers(step_kron, _kron(impulse, impulse), batches)  # Q[n]
    total = _sum_of_powers(step, impulse, batches)  # g[n]
    mean_squares, mean_products = _means_over_epoch(step, impulse, squares, total, batches)
    correlation = -1 / (batches - 1)
    added = (1 - correlation) * squares + correlation * _kron(total, total)
    from_earlier = step_kron @ np.linalg.solve(np.eye(4) - step_kron, added) / batches
    covariance = from_earlier + (1 - correlation) * mean_squares + correlation * mean_products
    variance = covariance[..., 0, 0]
    return (noise.curvatures * np.diag(noise.at_minimum) * variance).sum(axis=-1) / 2


def _sum_of_powers(matrix: np.ndarray, vector: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of matrixᵏ · vector over k from 0 to count - 1."""
    rest = np.linalg.matrix_power(matrix, count) @ vector
    return np.linalg.solve(np.eye(matrix.shape[-1]) - matrix, vector - rest)


def _means_over_epoch(
    step: np.ndarray, impulse: np.ndarray, squares: np.ndarray, total: np.ndarray, batches: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the means of Q[t] and of g[t] ⊗ g[t] over t = 1 … n, in the letters of `_epoch_floor`.

    Q[t] = (1 - K)⁻¹ (B ⊗ B - Kᵗ (B ⊗ B)) and g[t] = (1 - A)⁻¹ (B - Aᵗ B). In these the mean of
    Kᵗ (B ⊗ B) is K Q[n] / n, and that of Aᵗ B is A g[n] / n.
    """
    step_kron, impulse_kron = _kron(step, step), _kron(impulse, impulse)
    mean_power = step_kron @ squares / batches  # of Kᵗ (B ⊗ B)
    mean_squares = np.linalg.solve(np.eye(4) - step_kron, impulse_kron - mean_power)
    inverse = np.linalg.inv(np.eye(2) - step)
    settled = np.linalg.solve(np.eye(2) - step, impulse)
    fading = np.linalg.solve(np.eye(2) - step, step @ total / batches)
    mean_products = _kron(settled, settled) - _kron(settled, fading) - _kron(fading, settled)
    return mean_squares, mean_products + _kron(inverse, inverse) @ mean_power


def _growth_with_distance(noise: GradientNoise, rate: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Return by which factor the floor is higher since each batch has a Hessian of its own.

    NaN where it grows without bounds: there the covariance that solves the equation is none.
    """
    identity, mean = np.eye(2), np.diag(noise.curvatures)
    rate, beta = rate[:, None, None], beta[:, None, None]
    step = np.concatenate(
        [np.concatenate([identity - rate * mean, -rate * beta * identity], axis=-1),
         np.concatenate([0 * rate + mean, beta * identity], axis=-1)], axis=-2)  # fmt: skip
    impulse = np.concatenate([-rate * identity, 0 * rate + identity], axis=-2)
    impulse_kron = _kron(impulse, impulse)
    step_kron = _kron(step, step).reshape(-1, 16, 4, 4)
    spread = noise.of_hessians.transpose(0, 2, 1, 3).reshape(4, 4)  # of d dᵀ to its noise
    step_kron[..., :2, :2] += (impulse_kron @ spread).reshape(-1, 16, 2, 2)
    sources = impulse_kron @ noise.at_minimum.reshape(4, 1)
    covariance = np.linalg.solve(np.eye(16) - step_kron.reshape(-1, 16, 16), sources)
    covariance = covariance.reshape(-1, 4, 4)
    values = np.linalg.eigvalsh((covariance + covariance.swapaxes(1, 2)) / 2)
    floor = np.einsum("i,rii->r", noise.curvatures, covariance[:, :2, :2]) / 2
    bounded = values[:, 0] >= -1e-9 * values[:, -1]
    additive = additive_floor(noise, rate[:, 0, 0], beta[:, 0, 0])
    with np.errstate(all="ignore"):  # without noise it is 0 / 0
        growth = floor / additive
    return np.where(bounded, growth, np.nan)


def _matrices(*rows: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return matrices on the last two axes, of their entries."""
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _kron(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the Kronecker products of the matrices on the last two axes."""
    product = left[..., :, None, :, None] * right[..., None, :, None, :]
    height, width = left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1]
    return product.reshape(*product.shape[:-4], height, width)
