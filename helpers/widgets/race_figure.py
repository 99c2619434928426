"""The figure of a race: excess loss against what was spent, and a map on which all rules run."""

from itertools import cycle

import numpy as np
from matplotlib.axes import Axes

from helpers.plotting import Trace, colour_of, set_log_axis, set_wide_log_axis, style
from helpers.plotting.axes import WIDE_TEXT, label_axes, legend_below
from helpers.plotting.bands import band_points
from helpers.plotting.style import course_style
from helpers.plotting.trajectory import contours_background
from helpers.plotting.view import Points, empty_line
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import DataProblem
from helpers.widgets.race_runs import RACE_RULES

__all__ = ["X_AXES", "RaceFigure"]

X_AXES = ("updates", "examples read", "epochs")
CURVE_POINTS = 200


class RaceFigure:
    """The curves of all rules with a clock that runs along them, and their paths on a map.

    Parameters
    ----------
    problem : DataProblem
        What is minimised.
    steps : int
        Updates of each rule.
    smallest_batch : int
        The fewest examples that one update reads.

    Attributes
    ----------
    figure : Figure
        Not one of pyplot.
    traces : list of Trace
        The lines that move: for each rule its band and its curve, the clock, for each rule its
        path and the end of it, and the minimum.
    x_axis : str
        What the x-axis counts, one of X_AXES.
    """

    def __init__(self, problem: DataProblem, steps: int, smallest_batch: int) -> None:
        self._rows, self._steps, self._smallest_batch = problem.rows, steps, smallest_batch
        self.figure = style.CourseFigure(figsize=style.WIDE, layout="constrained")
        self._axes, plane = self.figure.subplots(1, 2, width_ratios=(2, 1))
        curves = _draw_axes(self._axes, problem)
        self.set_x_axis(X_AXES[0])
        contours_background(plane, problem, steps)
        legend_below(self._axes, [trace.line for trace in curves[1::2]])
        clock = Trace(empty_line(self._axes, **style.ZERO))
        self.traces = [*curves, clock, *_draw_paths(plane)]

    @property
    def rows_per_unit(self) -> int:
        """How many of the updates or of the examples are 1 on the x-axis."""
        return self._rows if self.x_axis == "epochs" else 1

    @course_style()
    def set_x_axis(self, x_axis: str) -> None:
        """Set scale, limits and label of the x-axis.

        Parameters
        ----------
        x_axis : str
            What it counts, one of X_AXES.
        """
        self.x_axis = x_axis
        if x_axis == "updates":
            self._axes.set_xscale("linear")
        else:
            set_log_axis(self._axes, "x")
        self._axes.xaxis.set_major_formatter("{x:,.12g}")
        grid = self._grid()
        self._axes.set_xlim(grid[0], grid[-1])
        label = x_axis if x_axis == "updates" else f"{x_axis} (log scale)"
        self._axes.set_xlabel(label, fontsize=style.AXIS_LABEL)

    def _grid(self) -> np.ndarray:
        """Return where on the x-axis the curves are drawn."""
        if self.x_axis == "updates":
            return np.linspace(0, self._steps, CURVE_POINTS)
        unit = self.rows_per_unit
        return np.geomspace(
            self._smallest_batch / unit, self._steps * self._rows / unit, CURVE_POINTS
        )

    def curve_points(
        self, cost: np.ndarray, low: np.ndarray, mean: np.ndarray, high: np.ndarray
    ) -> list[Points]:
        """Return the points of a rule's band and of its curve.

        Parameters
        ----------
        cost : ndarray, shape (positions, steps + 1)
            What has been spent at each step: updates or examples read, as the x-axis counts.
        low, mean, high : ndarray, shape (positions, steps + 1)
            The lowest, the mean and the highest excess loss.

        Returns
        -------
        list of (x, y)
            Of the band and of the curve: see View.
        """
        grid, x = self._grid(), cost / self.rows_per_unit
        low, mean, high = (
            np.array(
                [np.interp(grid, *xy, left=np.nan, right=np.nan) for xy in zip(x, y, strict=True)]
            )
            for y in (low, mean, high)
        )
        return [band_points(grid, low, high), (grid[None, :, None], mean[:, :, None])]

    def clock_points(self, cost: np.ndarray) -> Points:
        """Return the points of the clock, an upright line.

        Parameters
        ----------
        cost : ndarray, shape (positions, ticks + 1)
            What has been spent at each tick.

        Returns
        -------
        (x, y)
            See View.
        """
        time = cost / self.rows_per_unit
        return time[:, None, :], np.array(self._axes.get_ylim())[None, :, None]


def _draw_axes(axes: Axes, problem: DataProblem) -> list[Trace]:
    """Draw what does not move; return for each rule the traces of its band and curve."""
    height = height_of_start(problem)
    set_wide_log_axis(axes, "y")
    axes.set_ylim(height * 1e-6, height * 30)
    label_axes(axes, "The race", "", "excess loss (log scale)", sizes=WIDE_TEXT)
    traces = []
    for name, dashes in zip(RACE_RULES, cycle(style.DASHES)):
        band = empty_line(axes, color=colour_of(name), **style.BAND)
        curve = empty_line(
            axes, color=colour_of(name), label=name, **style.WIDE_CURVE | {"ls": dashes}
        )
        traces += [Trace(band), Trace(curve)]
    return traces


def _draw_paths(axes: Axes) -> list[Trace]:
    """Return for each rule the traces of its path and of its end; and that of the minimum."""
    traces = []
    for name, shape in zip(RACE_RULES, cycle(style.SHAPES)):
        path = empty_line(axes, color=colour_of(name), label=name, **style.CURVE)
        end = empty_line(
            axes, color=colour_of(name), **style.CURRENT_PARAMETERS | {"marker": shape}
        )
        traces += [Trace(path, trail=True), Trace(end)]
    return [*traces, Trace(empty_line(axes, **style.MINIMUM_RING))]
