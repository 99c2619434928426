"""Whole optimisers in plain numpy, as lessons 2 and 5 write them: no rule, no problem, no Run."""

import numpy as np


def stochastic_gradient_descent(
    x: np.ndarray,
    y: np.ndarray,
    epochs: int = 100,
    learning_rate: float = 0.01,
    batch_size: int = 32,
    stopping_threshold: float = 1e-6,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the line through examples that stochastic gradient descent finds: lesson 2.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        The examples.
    epochs : int
        How often each is used at most.
    learning_rate : float
        The length of a step for a gradient of 1.
    batch_size : int
        Examples for each gradient.
    stopping_threshold : float
        By how much an epoch must lower the loss, or it is the last; minus infinity for all epochs.
    seed : int
        Of the first parameters and of the shuffles.

    Returns
    -------
    m, b : float
        Slope and intercept.

    References
    ----------
    Robbins & Monro (1951), A stochastic approximation method.

    Examples
    --------

    >>> x = np.linspace(-1, 1, 100)
    >>> m, b = stochastic_gradient_descent(x, 2 * x + 1, learning_rate=0.1)
    >>> round(float(m), 2), round(float(b), 2)
    (2.0, 1.0)
    """
    rng = np.random.default_rng(seed)
    m, b = rng.standard_normal(2)
    previous_loss = np.inf
    for _ in range(epochs):
        shuffled = rng.permutation(len(x))
        for first in range(0, len(x), batch_size):
            batch = shuffled[first : first + batch_size]
            error = m * x[batch] + b - y[batch]
            slopes = np.mean(2 * error * x[batch]), np.mean(2 * error)
            g = np.array(slopes)
            step = g
            m, b = (m, b) - learning_rate * step
        loss = np.mean((m * x + b - y) ** 2)
        if previous_loss - loss < stopping_threshold:
            break
        previous_loss = loss
    return m, b


def adam(
    x: np.ndarray,
    y: np.ndarray,
    epochs: int = 100,
    learning_rate: float = 0.01,
    batch_size: int = 32,
    stopping_threshold: float = 1e-6,
    seed: int = 0,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[float, float]:
    """Return the line through examples that Adam finds: lesson 5.

    Parameters
    ----------
    x, y, epochs, learning_rate, batch_size, stopping_threshold, seed : ndarray or number
        As for `stochastic_gradient_descent`.
    beta1, beta2 : float
        How much of the first and of the second moment is kept.
    epsilon : float
        Avoids division by zero.

    Returns
    -------
    m, b : float
        Slope and intercept.

    References
    ----------
    Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1.

    Examples
    --------

    >>> x = np.linspace(-1, 1, 100)
    >>> m, b = adam(x, 2 * x + 1, stopping_threshold=-np.inf, epochs=300)
    >>> round(float(m), 2), round(float(b), 2)
    (2.0, 1.0)
    """
    rng = np.random.default_rng(seed)
    m, b = rng.standard_normal(2)
    a, s, t = np.zeros(2), np.zeros(2), 0
    previous_loss = np.inf
    for _ in range(epochs):
        shuffled = rng.permutation(len(x))
        for first in range(0, len(x), batch_size):
            batch = shuffled[first : first + batch_size]
            error = m * x[batch] + b - y[batch]
            slopes = np.mean(2 * error * x[batch]), np.mean(2 * error)
            g = np.array(slopes)
            t = t + 1
            a = beta1 * a + (1 - beta1) * g
            s = beta2 * s + (1 - beta2) * g**2
            a_hat = a / (1 - beta1**t)
            s_hat = s / (1 - beta2**t)
            step = a_hat / (s_hat**0.5 + epsilon)
            m, b = (m, b) - learning_rate * step
        loss = np.mean((m * x + b - y) ** 2)
        if previous_loss - loss < stopping_threshold:
            break
        previous_loss = loss
    return m, b
