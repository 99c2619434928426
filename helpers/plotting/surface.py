"""The loss surface from the side, in three dimensions."""

from typing import Any, cast

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D

from helpers.core.validation import checked_attributes
from helpers.plotting import style
from helpers.plotting.axes import as_plain_text
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import Problem
from helpers.theory import curvatures, principal_axes

RIM = 1.3  # where a bowl ends, in heights of the start
FLOOR_DEPTH = 0.45  # how far the floor is below the minimum, as a fraction of the height drawn
RADII, ANGLES, DOMAIN_POINTS = 25, 73, 61  # points of the grid
CONTOURS = 12
AXES_BOX = (0.03, 0.06, 0.94, 0.92)  # as a fraction of the figure: the labels are around it
GREYS = LinearSegmentedColormap.from_list("greys", ["1.0", "0.65"])


@style.course_style()
def surface(problem: Problem) -> Figure:
    """Draw the loss surface from the side, with its contours on the floor.

    The start and the minimum are marked on the surface and on the floor.

    Parameters
    ----------
    problem : Problem
        A problem with two parameters.

    Returns
    -------
    Figure
        A figure of pyplot; its only axes are an Axes3D.

    Raises
    ------
    TypeError
        If `problem` is not a problem.
    ValueError
        If it does not have two parameters.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> figure = surface(ravine())
    >>> figure.axes[0].get_zlabel()
    'height'
    >>> plt.close(figure)
    """
    expected = "a problem, such as DiamondPrices(train) or ravine()"
    checked_attributes("problem", problem, "excess domain minimum parameter_names", expected)
    if len(problem.parameter_names) != 2:
        raise ValueError("A surface needs a problem with two parameters, such as ravine().")
    figure = plt.figure(figsize=style.SOLID, FigureClass=style.CourseFigure)
    axes = cast(Axes3D, figure.add_axes(AXES_BOX, projection="3d", computed_zorder=False))
    x, y = _grid(problem)
    loss = problem.loss(np.stack([x, y], axis=-1))
    low, high = problem.lowest, float(loss.max())
    floor = low - FLOOR_DEPTH * (high - low)
    levels = low + (high - low) * np.linspace(0, 1, CONTOURS + 2)[1:-1] ** 2  # none on the rim
    axes.contour(x, y, loss, levels, zdir="z", offset=floor, zorder=1, **style.FLOOR_CONTOURS)
    axes.plot_surface(x, y, loss, cmap=GREYS, zorder=2, **style.SURFACE)
    axes.contour(x, y, loss, levels, zorder=3, **style.SURFACE_CONTOURS)
    _mark(axes, problem, floor)
    _label(axes, problem, (floor, low, high))
    return figure


def _grid(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters of a grid: of a bowl as far as its rim, else of the whole domain,
    as where the loss is flat in a direction."""
    if problem.hessian is None or curvatures(problem)[0] <= 0:
        (left, right), (bottom, top) = problem.domain
        x, y = np.meshgrid(
            np.linspace(left, right, DOMAIN_POINTS), np.linspace(bottom, top, DOMAIN_POINTS)
        )
        return x, y
    eigenvalues, directions = principal_axes(problem)
    reach = np.sqrt(2 * RIM * height_of_start(problem) / eigenvalues)[:, None]
    radius, angle = np.meshgrid(np.linspace(0, 1, RADII), np.linspace(0, 2 * np.pi, ANGLES))
    circles = np.stack([radius * np.cos(angle), radius * np.sin(angle)]).reshape(2, -1)
    x, y = problem.minimum[:, None] + directions @ (reach * circles)
    return x.reshape(radius.shape), y.reshape(radius.shape)


def _mark(axes: Axes3D, problem: Problem, floor: float) -> None:
    """Mark the start and the minimum, and the points below them on the floor."""
    for params, name, look in ((problem.start, "start", style.START_IN_SPACE),
                               (problem.minimum, "minimum", style.MINIMUM_RING)):  # fmt: skip
        x, y = params
        z = float(problem.loss(params))
        axes.plot([x, x], [y, y], [floor, z], zorder=4, **style.PLUMB_LINE)
        axes.plot([x], [y], [z], zorder=5, label=name, **look)
    axes.legend(loc="upper left", fontsize=style.MEDIUM)


def _label(axes: Axes3D, problem: Any, heights: tuple[float, float, float]) -> None:
    """Label the axes with their units; the z-axis has no ticks below the minimum."""
    floor, low, high = heights
    axes.set_zlim(floor, high)
    first, second = _parameter_labels(problem)
    axes.set_xlabel(first, fontsize=style.MEDIUM, labelpad=style.SOLID_PAD)
    axes.set_ylabel(second, fontsize=style.MEDIUM, labelpad=style.SOLID_PAD)
    unit = as_plain_text(problem.loss_unit)
    text = unit if problem.rows is None else f"loss ({unit})"
    axes.set_zlabel(text, fontsize=style.MEDIUM, labelpad=style.SOLID_PAD)
    axes.zaxis.set_ticks(
        [tick for tick in axes.zaxis.get_ticklocs() if min(low, 0) <= tick <= high]
    )
    axes.locator_params("x", nbins=6)
    axes.locator_params("y", nbins=6)
    axes.view_init(elev=28, azim=-105)
    axes.set_box_aspect((1, 1, 0.75))


def _parameter_labels(problem: Any) -> list[str]:
    """Return the names of the parameters with their units, where they have any."""
    units = getattr(problem, "parameter_units", ("", ""))
    pairs = zip(problem.parameter_names, units, strict=True)
    return [as_plain_text(f"{name} ({unit})" if unit else name) for name, unit in pairs]
