"""Where a run went on the loss of a single parameter: a curve."""

import numpy as np
from matplotlib.axes import Axes

from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.axes import as_plain_text, label_axes
from helpers.plotting.view import Points, Trace, View, empty_line, per_run
from helpers.protocols import Problem


def _curve_background(
    axes: Axes, problem: Problem, steps: int, *, show_contours: bool = True, **unused: bool
) -> None:
    (left, right) = problem.domain[0]
    params = np.linspace(left, right, 301)
    height = problem.loss(params[:, None])
    if show_contours:
        axes.plot(params, height, **style.LOSS_CURVE)
    low, high = float(height.min()), float(height.max())
    axes.set_xlim(left, right)
    axes.set_ylim(low - 0.08 * (high - low), high)  # with room for the ring at the minimum
    name = problem.parameter_names[0]
    label_axes(axes, f"The loss at each {name}", name, as_plain_text(problem.loss_unit))


def _curve_traces(axes: Axes, colour: str) -> list[Trace]:
    start = empty_line(axes, mec=colour, **style.START)
    path = empty_line(axes, color=colour, **style.PATH_ON_CURVE)
    current = empty_line(axes, color=colour, **style.CURRENT_PARAMETERS)
    ring = empty_line(axes, **style.MINIMUM_RING)
    return [Trace(path, trail=True), Trace(start), Trace(current), Trace(ring)]


def _curve_points(run: Run) -> list[Points]:
    x, y = per_run(run.path[..., 0]), per_run(run.loss)
    lowest = np.reshape(run.problem.minimum, (1, 1, 1)), np.reshape(run.problem.lowest, (1, 1, 1))
    return [(x, y), (x[..., :1], y[..., :1]), (x, y), lowest]


VIEWS = {"curve": View(_curve_background, _curve_traces, _curve_points,
                       parameters=1, path=0, start=1)}  # fmt: skip
