"""Muon: a rule for a matrix of parameters, such as the weights of a linear layer.

It is called as those in helpers/rules.py are, but a step of one number depends on all the others of
its matrix.
"""

from typing import Any, NamedTuple

import numpy as np

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the polynomial that Jordan et al. found by search
ROUNDS = 5
SMALLEST_NORM = 1e-7  # of a matrix that is divided by its norm


class MeanMatrix(NamedTuple):
    """The state of muon: the mean of the gradients, of the shape of the parameters."""

    mean: Any = 0.0


def muon(
    params: np.ndarray,
    gradient: np.ndarray,
    state: MeanMatrix = MeanMatrix(),
    *,
    learning_rate: Any,
    beta: float = 0.95,
    weight_decay: float = 0.0,
) -> tuple[np.ndarray, MeanMatrix]:
    """Shrink the parameters a little, then step along the mean gradient with all directions alike.

    mean ← beta · mean + (1 - beta) · gradient
    ahead ← beta · mean + (1 - beta) · gradient, which is Nesterov's look ahead
    params ← params · (1 - learning_rate · weight_decay) - learning_rate · orthogonalise(ahead)

    Where a matrix has more rows than columns, the step is √(rows / columns) times as long.

    In torch: Muon(lr, momentum=beta, weight_decay), which computes in bfloat16.

    Parameters
    ----------
    params, gradient : ndarray, shape (..., rows, columns)
        Current parameters, and the gradient of the loss at them.
    state : MeanMatrix
        The mean of the gradients, 0 at first.
    learning_rate : float
        How far a step goes in each direction; of many runs an array of shape (..., 1, 1).
    beta : float
        How much of the mean is kept from one step to the next.
    weight_decay : float
        Fraction of each parameter removed per step, per unit of learning rate.

    Returns
    -------
    params, state
        The new parameters, and the state for the next step.

    References
    ----------
    Jordan et al. (2024), Muon: an optimizer for hidden layers in neural networks.

    Examples
    --------

    >>> step, _ = muon(np.zeros((2, 2)), np.diag([-100.0, 1.0]), learning_rate=1.0)
    >>> np.sign(step).tolist()
    [[1.0, 0.0], [0.0, -1.0]]
    """
    mean = beta * state.mean + (1 - beta) * gradient
    rows, columns = gradient.shape[-2:]
    step = max(1, rows / columns) ** 0.5 * orthogonalise(beta * mean + (1 - beta) * gradient)
    return params * (1 - learning_rate * weight_decay) - learning_rate * step, MeanMatrix(mean)


def orthogonalise(matrix: np.ndarray, rounds: int = ROUNDS) -> np.ndarray:
    """Return a matrix with the same directions, each about as long as any other.

    With the singular value decomposition U S Vᵀ that would be U Vᵀ, where all singular values are
    1. Here they come to between about 0.7 and 1.2, by a few products of matrices.

    Parameters
    ----------
    matrix : ndarray, shape (..., rows, columns)
        Any matrix. Singular values below about a thousandth of its norm stay smaller.
    rounds : int
        How often the polynomial is applied.

    Returns
    -------
    ndarray, shape (..., rows, columns)
        Its singular values are near 1, but for those that were near 0.

    References
    ----------
    Jordan et al. (2024): a Newton–Schulz iteration of fifth order.

    Examples
    --------

    >>> sizes = np.linalg.svd(orthogonalise(np.diag([100.0, 10.0, 1.0])))[1]
    >>> bool(sizes.min() > 0.6 and sizes.max() < 1.3)
    True
    """
    a, b, c = COEFFICIENTS
    tall = matrix.shape[-2] > matrix.shape[-1]
    x = np.swapaxes(matrix, -1, -2) if tall else matrix
    x = x / np.maximum(np.linalg.norm(x, axis=(-2, -1), keepdims=True), SMALLEST_NORM)
    for _ in range(rounds):
        gram = x @ np.swapaxes(x, -1, -2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return np.swapaxes(x, -1, -2) if tall else x
