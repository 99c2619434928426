"""The exercises that are not rules: the loss of lesson 0, and the epoch of lesson 2."""

import numpy as np


def squared_error(m: float, b: float, x: np.ndarray, y: np.ndarray) -> float | np.floating:
    """Return the mean squared error of the line y = m · x + b.

    Parameters
    ----------
    m, b : float
        Slope and intercept of the line.
    x, y : ndarray
        Weights and prices of the diamonds, shape (n,).

    Returns
    -------
    float
        The mean of (m · x + b - y)² over all examples, in squared units of y.
    """
    return np.mean((m * x + b - y) ** 2)


def epoch(
    params: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    rng: np.random.Generator,
    *,
    learning_rate: float,
    batch_size: int,
) -> tuple[float, float]:
    """Return the parameters after an epoch of stochastic gradient descent on the squared error.

    Parameters
    ----------
    params : ndarray
        (m, b), shape (2,), where the epoch begins.
    x, y : ndarray
        Weights and prices of the diamonds, shape (n,).
    rng : numpy.random.Generator
        From which the order of the examples comes.
    learning_rate : float
        Length of a step for a gradient of 1.
    batch_size : int
        Examples in each batch; the last batch may be a smaller one.

    Returns
    -------
    tuple of float
        (m, b) after one update for each batch.

    References
    ----------
    Robbins & Monro (1951).
    """
    m, b = params
    order = rng.permutation(len(x))
    for first in range(0, len(x), batch_size):
        rows = order[first : first + batch_size]
        error = m * x[rows] + b - y[rows]
        m_slope, b_slope = np.mean(2 * error * x[rows]), np.mean(2 * error)
        m, b = m - learning_rate * m_slope, b - learning_rate * b_slope
    return m, b
