"""The loss of a line through the diamonds with one column more, which is 0 in every example."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.problems import Terrain
from helpers.protocols import DataProblem


def useless_column(problem: DataProblem) -> Terrain:
    """Return the loss of y = m · x + w · 0 + b, with b at its best, in m and w.

    The second column carries no information: the loss is the same for every w. Such is the one-hot
    column of a category without examples.

    Parameters
    ----------
    problem : DataProblem
        The line without that column.

    Returns
    -------
    Terrain
        In (m, w), from the start of `problem` and w = 1; of its minima the one with w = 1.

    Examples
    --------

    >>> from helpers.problems import LeastSquares
    >>> trough = useless_column(LeastSquares([0.0, 1.0, 2.0], [1.0, 3.0, 5.0]))
    >>> (trough.gradient([2.5, 1.0]).round(6) + 0.0).tolist()
    [0.666667, 0.0]
    """
    m = problem.minimum[0]
    (along, mixed), (_, across) = problem.hessian
    curvature = float(along - mixed**2 / across)  # of m, with b at its best for each m

    def loss(params: ArrayLike) -> np.ndarray:
        return problem.lowest + curvature / 2 * (np.asarray(params)[..., 0] - m) ** 2

    def gradient(params: ArrayLike) -> np.ndarray:
        slope = curvature * (np.asarray(params)[..., 0] - m)
        return np.stack([slope, np.zeros_like(slope)], axis=-1)

    start = np.array([problem.start[0], 1.0])
    return Terrain(
        name="a useless column",
        loss=loss,
        gradient=gradient,
        start=start,
        domain=np.array([[min(start[0], m) - 0.5, max(start[0], m) + 0.8], [-0.25, 1.5]]),
        minimum=np.array([m, 1.0]),
        lowest=float(problem.lowest),
        hessian=np.diag([curvature, 0.0]),
        parameter_names=("m", "w"),
        loss_unit=problem.loss_unit,
    )
