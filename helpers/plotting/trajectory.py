"""Where a run went: its line through the data, its path on the loss surface, its loss."""

from typing import cast

import numpy as np
from matplotlib.axes import Axes

from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.axes import as_plain_text, label_axes, set_wide_log_axis
from helpers.plotting.true_shape import add_true_shape
from helpers.plotting.view import Points, Trace, View, empty_line, per_run
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import DataProblem, Problem

# ---- the data and the line ----------------------------------------------------------------------


def _data_background(
    axes: Axes, problem: DataProblem, steps: int, *, show_minimum: bool = True, **unused: bool
) -> None:
    rows, span = problem.sample(1_000), problem.x_span
    look = style.DATA if problem.rows > 300 else style.FEW_DATA
    axes.plot(problem.x[rows], problem.y[rows], **look)
    if show_minimum:
        best = problem.predict(problem.minimum, span)
        axes.plot(span, best, label="best line", **style.BEST_LINE)
        rise = problem.minimum[0] * np.ptp(span)
        falls = rise < -1e-9 * np.abs(problem.y).max()  # then examples lie below on the right
        axes.legend(loc="lower left" if falls else "lower right", fontsize=style.SMALL)
    low, high = min(0.0, problem.y.min()), max(0.0, problem.y.max())  # a run starts at the line 0
    height = (high - low) or 1.0
    axes.set_xlim(*_data_limits(problem))
    axes.set_ylim(low - 0.25 * height, low + 1.15 * height)
    label_axes(
        axes, *map(as_plain_text, (problem.title, *map(_with_unit, problem.labels, problem.units)))
    )


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def _data_traces(axes: Axes, colour: str) -> list[Trace]:
    return [Trace(empty_line(axes, color=colour, **style.FITTED_LINE))]


def _data_points(run: Run) -> list[Points]:
    ends = np.array(_data_limits(cast(DataProblem, run.problem)))[None, :, None]
    m, b = per_run(run.path[..., 0]), per_run(run.path[..., 1])
    with np.errstate(all="ignore"):
        return [(ends, m * ends + b)]


def _data_limits(problem: DataProblem) -> tuple[float, float]:
    low, high = problem.x_span
    return low - 0.03 * (high - low), high + 0.03 * (high - low)


# ---- the loss surface and the path --------------------------------------------------------------


def contours_background(
    axes: Axes,
    problem: Problem,
    steps: int,
    *,
    show_contours: bool = True,
    show_minimum: bool = True,
) -> None:
    """Draw the contours of the loss, and if they are stretched, an inset of their true shape.

    Parameters
    ----------
    axes : Axes
        Empty axes.
    problem : Problem
        What is minimised.
    steps : int
        Number of updates that the axes must have room for.
    show_contours : bool
        False to leave out the contours.
    show_minimum : bool
        Not used: the minimum is a line of its own, drawn above the walker.
    """
    (left, right), (bottom, top) = problem.domain
    x, y = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    height = problem.excess(np.stack([x, y], axis=-1))
    levels = 1.001 * height.max() * np.linspace(0, 1, 13) ** 2.5  # closer together near the bottom
    greys = [str(1 - 0.35 * i / 12) for i in range(12)]
    if show_contours:
        axes.contourf(x, y, height, levels, colors=greys)
        axes.contour(x, y, height, levels[1:], colors=style.CONTOUR, linewidths=style.CONTOUR_WIDTH)
        add_true_shape(axes, problem)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    label_axes(axes, "The loss surface from above", *problem.parameter_names)


def contours_traces(axes: Axes, colour: str) -> list[Trace]:
    """Add the lines of a path: its edge, its start, itself, its current parameters, the minimum.

    Parameters
    ----------
    axes : Axes
        The axes.
    colour : str
        The colour of the rule.

    Returns
    -------
    list of Trace
        In this order.
    """
    start = empty_line(axes, mec=colour, **style.START)
    edge = empty_line(axes, **style.PATH_EDGE)
    path = empty_line(axes, color=colour, **style.PATH)
    current = empty_line(axes, color=colour, **style.CURRENT_PARAMETERS)
    ring = empty_line(axes, **style.MINIMUM_RING)
    moving = [Trace(edge, trail=True), Trace(start), Trace(path, trail=True), Trace(current)]
    return [*moving, Trace(ring)]


def contours_points(run: Run) -> list[Points]:
    """Return where a run puts the lines of `contours_traces`.

    Parameters
    ----------
    run : Run
        A run, or many at once.

    Returns
    -------
    list of (x, y)
        In units of the parameters: see View.
    """
    x, y = per_run(run.path[..., 0]), per_run(run.path[..., 1])
    lowest_x, lowest_y = np.reshape(run.problem.minimum, (2, 1, 1, 1))
    return path_points(
        path=(x, y), start=(x[..., :1], y[..., :1]), current=(x, y), minimum=(lowest_x, lowest_y)
    )


def path_points(*, path: Points, start: Points, current: Points, minimum: Points) -> list[Points]:
    """Return the points of a path in the order of `contours_traces`.

    Parameters
    ----------
    path, start, current, minimum : pair of ndarray
        (x, y) in units of the parameters: see View.

    Returns
    -------
    list of (x, y)
        One pair for each trace, in data coordinates.
    """
    return [path, start, path, current, minimum]


# ---- the loss, step by step ---------------------------------------------------------------------


def loss_background(
    axes: Axes,
    problem: Problem,
    steps: int,
    *,
    show_contours: bool = True,
    show_minimum: bool = True,
) -> None:
    """Set up axes for the excess loss, logarithmic, against the updates.

    Parameters
    ----------
    axes : Axes
        Empty axes.
    problem : Problem
        What is minimised.
    steps : int
        Number of updates that the axes must have room for.
    show_contours, show_minimum : bool
        Not used: there are no contours here, and no minimum.
    """
    height = height_of_start(problem)
    set_wide_log_axis(axes, "y")
    axes.set_ylim(height * 1e-6, height * 30)
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    label_axes(axes, "Excess loss", "updates", loss_axis_label(problem))


def loss_axis_label(problem: Problem) -> str:
    """Return the y-label of the excess loss.

    Parameters
    ----------
    problem : Problem
        What is minimised.

    Returns
    -------
    str
        The unit of the loss, and that the scale is logarithmic.
    """
    return as_plain_text(f"{problem.loss_unit} (log scale)")


def _loss_traces(axes: Axes, colour: str) -> list[Trace]:
    curve = empty_line(axes, color=colour, **style.CURVE)
    current = empty_line(axes, color=colour, **style.CURRENT_STEP)
    return [Trace(curve, trail=True), Trace(current)]


def _loss_points(run: Run) -> list[Points]:
    step, height = np.arange(run.steps + 1.0)[None, None, :], per_run(run.excess)
    return loss_points(curve=(step, height), current=(step, height))


def loss_points(*, curve: Points, current: Points) -> list[Points]:
    """Return the points of a loss in the order of the traces of the view "loss".

    Parameters
    ----------
    curve, current : pair of ndarray
        (x, y): steps, and excess loss. See View.

    Returns
    -------
    list of (x, y)
        The curve, then the current step.
    """
    return [curve, current]


VIEWS = {
    "data": View(_data_background, _data_traces, _data_points, needs="rows"),
    "contours": View(
        contours_background,
        contours_traces,
        contours_points,
        parameters=2,
        path=2,
        start=1,
        handle=3,
    ),
    "loss": View(loss_background, _loss_traces, _loss_points, path=0, has_floor=True),
}
