"""What the curvatures of a bowl allow: the stability limit, and how fast a distance shrinks.

A bowl is a problem whose Hessian is the same everywhere. A learning rate is in units of one over a
curvature; a curvature is an eigenvalue of the Hessian.
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import checked_finite, runs_shape, short_repr
from helpers.protocols import Problem

ROUND = 1e-9  # a bowl whose curvatures differ by this part or less counts as round

# ---- the curvatures of a bowl, and what they allow -----------------------------------------------


def curvatures(problem: Problem) -> np.ndarray:
    """Return the curvatures of a bowl, the lowest one first.

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    ndarray
        Eigenvalues of the Hessian, shape (n,): one for each parameter.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> curvatures(ravine(50.0)).round(9).tolist()
    [1.0, 50.0]
    """
    return np.linalg.eigvalsh(_checked_hessian(problem))


def principal_axes(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Return the curvatures of a bowl, and the directions in which it has them.

    Along these directions, at right angles to each other, gradient descent goes each way by itself.
    A round bowl has the same curvature in all directions: then those of the parameters are taken.

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    curvatures : ndarray
        Eigenvalues of the Hessian, shape (n,), the lowest one first.
    directions : ndarray
        Eigenvectors of length 1, shape (n, n): column k has curvature k. The largest entry of each
        is above 0.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> found, directions = principal_axes(ravine(50.0))
    >>> found.round(9).tolist(), directions.round(9).tolist()
    ([1.0, 50.0], [[1.0, 0.0], [0.0, 1.0]])
    """
    eigenvalues = curvatures(problem)
    if eigenvalues[-1] <= (1 + ROUND) * eigenvalues[0]:  # rounding would decide the directions
        return eigenvalues, np.eye(len(eigenvalues))
    _, directions = np.linalg.eigh(_checked_hessian(problem))
    largest = np.abs(directions).argmax(axis=0)
    return eigenvalues, directions * np.sign(directions[largest, range(len(eigenvalues))])


def condition_number(problem: Problem) -> float:
    """Return the ratio of a bowl's curvatures, the higher to the lower.

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    float
        1 for a round bowl or a single parameter, more for a valley; infinite where the loss is flat
        in a direction.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> round(condition_number(ravine(50.0)), 9)
    50.0
    """
    low, high = curvatures(problem)[[0, -1]]
    return float(high / low) if low > 0 else np.inf


def stability_limit(problem: Problem) -> float:
    """Return the learning rate above which gradient descent diverges, 2 / (highest curvature).

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    float
        A learning rate.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> round(stability_limit(ravine(50.0)), 9)
    0.04
    """
    return float(2 / curvatures(problem)[-1])


def best_learning_rate(problem: Problem) -> float:
    """Return the learning rate at which gradient descent shrinks the distance fastest.

    It is 2 / (lowest + highest curvature): both directions then shrink by the same factor, one of
    them with oscillations. With a single parameter it is 1 / curvature, which lands on the minimum
    in one step.

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    float
        A learning rate.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> round(best_learning_rate(ravine(50.0)), 4)
    0.0392
    """
    return float(2 / curvatures(problem)[[0, -1]].sum())


def contraction(learning_rate: ArrayLike, curvature: ArrayLike) -> np.ndarray:
    """Return the factor by which gradient descent shrinks a distance per update.

    It is |1 - learning_rate · curvature|, for the distance to the minimum along a direction of that
    curvature.

    Parameters
    ----------
    learning_rate, curvature : array_like
        Numbers or arrays that broadcast.

    Returns
    -------
    ndarray
        Below 1 where the distance shrinks, above 1 where it grows.

    Raises
    ------
    TypeError, ValueError
        If they are not finite numbers of shapes that broadcast.

    Examples
    --------

    >>> contraction(0.25, [1.0, 8.0]).tolist()
    [0.75, 1.0]
    """
    rate, curve = _broadcast(learning_rate=learning_rate, curvature=curvature)
    with np.errstate(all="ignore"):
        return np.abs(1 - rate * curve)


# ---- momentum -----------------------------------------------------------------------------------


def momentum_contraction(
    learning_rate: ArrayLike, beta: ArrayLike, curvature: ArrayLike
) -> np.ndarray:
    """Return the factor by which momentum shrinks a distance per update, in the long run.

    In a direction of that curvature d[t + 1] = (1 + beta - rate · curvature) d[t] - beta d[t - 1].
    The factor is the larger root of r² = (1 + beta - rate · curvature) r - beta, without its sign.

    Parameters
    ----------
    learning_rate, beta, curvature : array_like
        Numbers or arrays that broadcast.

    Returns
    -------
    ndarray
        Below 1 where the distance shrinks, above 1 where it grows.

    Raises
    ------
    TypeError, ValueError
        If they are not finite numbers of shapes that broadcast.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.

    Examples
    --------

    >>> float(momentum_contraction(1.0, 0.25, 1.0).round(9))
    0.5
    """
    rate, decay, curve = _broadcast(learning_rate=learning_rate, beta=beta, curvature=curvature)
    with np.errstate(all="ignore"):
        middle = (1 + decay - rate * curve) / 2
        root = np.sqrt(middle**2 - decay + 0j)
        return np.maximum(np.abs(middle + root), np.abs(middle - root))


def momentum_limit(beta: ArrayLike, curvature: ArrayLike) -> np.ndarray:
    """Return the learning rate above which momentum diverges, 2 (1 + beta) / curvature.

    Parameters
    ----------
    beta, curvature : array_like
        Numbers or arrays that broadcast; beta from 0 to below 1, the curvature above 0.

    Returns
    -------
    ndarray
        Learning rates.

    Raises
    ------
    TypeError, ValueError
        If they are not finite numbers of shapes that broadcast.

    Examples
    --------

    >>> float(momentum_limit(0.5, 50.0).round(9))
    0.06
    """
    decay, curve = _broadcast(beta=beta, curvature=curvature)
    with np.errstate(all="ignore"):
        return 2 * (1 + decay) / curve


def best_momentum(problem: Problem) -> tuple[float, float]:
    """Return the learning rate and beta at which momentum shrinks the distance fastest.

    With a and c the roots of the lower and the higher curvature they are (2 / (a + c))² and
    ((c - a) / (c + a))².

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.

    Returns
    -------
    learning_rate, beta : float
        One number each; with a single parameter beta is 0.

    Raises
    ------
    TypeError
        If the problem has no such Hessian.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> [round(value, 4) for value in best_momentum(ravine(49.0))]
    [0.0625, 0.5625]
    """
    low, high = curvatures(problem)[[0, -1]] ** 0.5
    return float((2 / (low + high)) ** 2), float(((high - low) / (high + low)) ** 2)


def _checked_hessian(problem: Problem) -> np.ndarray:
    """Return the Hessian of a bowl. Raises TypeError for a problem without."""
    hessian = getattr(problem, "hessian", None)
    if isinstance(problem, type) or not isinstance(hessian, np.ndarray):
        raise TypeError(
            "problem must be a bowl, such as LeastSquares(x, y), DiamondPrices(train) or ravine(), "
            f"not {short_repr(problem)}."
        )
    return hessian


def _broadcast(**arguments: ArrayLike) -> list[np.ndarray]:
    """Return arguments, given by name, as floats of shapes that broadcast."""
    arrays = {name: checked_finite(name, value) for name, value in arguments.items()}
    runs_shape(**{name: array.shape for name, array in arrays.items()})
    return list(arrays.values())
