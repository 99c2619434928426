"""The contours of a bowl at the same scale for both parameters."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.plotting import style
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import Problem
from helpers.theory import curvatures, principal_axes

HIGHEST_CONTOUR = 3.0  # contour, in heights of the start
STRETCHED = 4.0  # a picture that stretches one parameter so many times more has a small one beside
FEW_CONTOURS = 4  # contours in it
FLAT_REACH = 100.0  # of a contour in a direction without curvature, in sizes of the domain
TURNED_MAP_ROOM = (
    1.1  # around the start and the minimum of a turned map, as a fraction of their distance
)
INSET_SIDE, INSET_MARGIN = 0.4, 0.02  # of the small picture, as a fraction of the axes
CORNERS = ("SE", "SW", "NE", "NW")  # where it may be; of two that are as good the first


def draw_true_shape(
    axes: Axes, problem: Problem, *, contours: int = 12, turned: bool = False
) -> None:
    """Draw the contours of a bowl at the same scale for both parameters.

    They are drawn as exact ellipses: on a grid a narrow valley would be missed.

    Parameters
    ----------
    axes : Axes
        Empty axes.
    problem : Problem
        A problem with two parameters whose Hessian is the same everywhere.
    contours : int
        How many.
    turned : bool
        True for the same picture in the coordinates of `along_axes`: the minimum is at (0, 0), and
        the axes of the valley are those of the picture.
    """
    middle, half_width = problem.domain.mean(axis=1), np.ptp(problem.domain, axis=1).max() / 2
    if turned:
        middle, *shown = along_axes(problem, [middle, problem.start, problem.minimum])
        half_width = max(half_width, TURNED_MAP_ROOM * np.abs(shown - middle).max())
    axes.set_facecolor(style.HIGHEST_GREY)
    for level in np.linspace(1, 0, contours, endpoint=False):  # the innermost on top
        height = HIGHEST_CONTOUR * height_of_start(problem) * level**2.5
        contour = contour_of_bowl(problem, height)
        x, y = along_axes(problem, contour.T).T if turned else contour
        grey = str(1 - 0.35 * (level - 1 / contours))
        axes.fill(x, y, facecolor=grey, edgecolor=style.CONTOUR, lw=style.CONTOUR_WIDTH)
    sides = [-half_width, half_width]
    axes.set(xlim=middle[0] + sides, ylim=middle[1] + sides, aspect="equal")


def along_axes(problem: Problem, params: ArrayLike) -> np.ndarray:
    """Return the coordinates of points along the axes of a bowl, from its minimum.

    Parameters
    ----------
    problem : Problem
        A problem with two parameters whose Hessian is the same everywhere.
    params : array_like
        Shape (..., 2).

    Returns
    -------
    ndarray
        Shape (..., 2), with signs: along the flat axis, and along the steep one.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> along_axes(ravine(), [2.0, -1.0]).tolist()
    [2.0, -1.0]
    """
    _, directions = principal_axes(problem)
    if np.linalg.det(directions) < 0:
        directions = directions * [1, -1]  # else the map would be mirrored
    with np.errstate(all="ignore"):
        return (np.asarray(params) - problem.minimum) @ directions


def contour_of_bowl(problem: Problem, height: float, points: int = 361) -> np.ndarray:
    """Return the ellipse along which the excess loss of a bowl is `height`.

    Where the loss is flat in a direction, it is so long there that its sides are straight.

    Parameters
    ----------
    problem : Problem
        A problem with two parameters whose Hessian is the same everywhere.
    height : float
        In units of the loss, above 0.
    points : int
        How many; the last is the first again.

    Returns
    -------
    ndarray, shape (2, points)
        In units of the parameters.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> contour_of_bowl(ravine(4), 2.0, points=5).round(6).max(axis=1).tolist()
    [2.0, 1.0]
    """
    _, directions = principal_axes(problem)
    angle = np.linspace(0, 2 * np.pi, points)
    reach = contour_reach(problem, height, flat=FLAT_REACH * np.ptp(problem.domain))[:, None]
    circle = np.stack([np.cos(angle), np.sin(angle)])
    return problem.minimum[:, None] + directions @ (reach * circle)


def contour_reach(problem: Problem, height: float, *, flat: float) -> np.ndarray:
    """Return how far from the minimum, along each axis, the excess loss of a bowl is `height`.

    Parameters
    ----------
    problem : Problem
        A problem whose Hessian is the same everywhere.
    height : float
        In units of the loss, above 0.
    flat : float
        What to return along an axis without curvature, where it is `height` nowhere.

    Returns
    -------
    ndarray
        Shape (n,), along the axes as `principal_axes` returns them.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> contour_reach(ravine(4), 2.0, flat=10.0).round(6).tolist()
    [2.0, 1.0]
    """
    eigenvalues = curvatures(problem)
    with np.errstate(all="ignore"):
        return np.where(eigenvalues > 0, np.sqrt(2 * height / eigenvalues), flat)


def add_true_shape(axes: Axes, problem: Problem) -> None:
    """Add a small picture of the true shape, if the axes stretch one parameter far more.

    It is in the corner that is furthest from the start and from the minimum.

    Parameters
    ----------
    axes : Axes
        Axes that show the domain of the problem.
    problem : Problem
        A problem with two parameters.
    """
    width, height = np.ptp(problem.domain, axis=1)
    if problem.hessian is None or max(width / height, height / width) < STRETCHED:
        return
    corner = max(CORNERS, key=lambda name: round(_distance(name, problem), 3))
    low = [INSET_MARGIN, 1 - INSET_MARGIN - INSET_SIDE]
    small = axes.inset_axes(
        (low["E" in corner], low["N" in corner], INSET_SIDE, INSET_SIDE), anchor=corner
    )
    draw_true_shape(small, problem, contours=FEW_CONTOURS)
    small.set(xticks=[], yticks=[])
    small.annotate("true shape", (0.5, 0.04), xycoords="axes fraction", ha="center",
                   fontsize=style.TINY, bbox=style.LABEL_BOX)  # fmt: skip


def _distance(corner: str, problem: Problem) -> float:
    """Return how far a corner of a picture is from start and minimum, in units of its sides."""
    low, high = problem.domain.T
    place = np.array(["E" in corner, "N" in corner], dtype=float)
    points = (np.array([problem.start, problem.minimum]) - low) / (high - low)
    return float(np.linalg.norm(points - place, axis=1).min())
