"""The loss surface of the same data in smaller and smaller units, always in its true shape."""

from collections.abc import Iterable
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes

from helpers.core.number_text import format_plain
from helpers.core.validation import checked_attributes, checked_finite, checked_int, short_repr
from helpers.descent import Run, descend
from helpers.plotting import VIEWS, Trace, colour_of, style
from helpers.plotting.axes import label_axes
from helpers.plotting.trajectory import contours_traces, loss_points, path_points
from helpers.plotting.true_shape import contour_of_bowl
from helpers.plotting.view import Points, empty_line
from helpers.problems import LeastSquares
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import DataProblem, Problem
from helpers.rules import gradient_descent
from helpers.theory import condition_number, stability_limit
from helpers.widgets import controls
from helpers.widgets.board import Board, Positions, reset_button
from helpers.widgets.captions import without_braces
from helpers.widgets.codec import SliderFrames
from helpers.widgets.live_figure import LiveFigure

__all__ = ["ChangeOfUnit", "change_of_unit"]

SHARE = 0.9  # the learning rate, as a fraction of the stability limit
HEIGHTS = (0.01, 0.06, 0.2, 0.5, 1.0, 1.8)  # of the contours; the start is at 1
ELLIPSE = 145  # points of a contour
MAP_ASPECT, DOMAIN_MARGIN = 1.6, 0.15  # width to height of the picture, and room around the domain
FIGURE_SIZE, PANEL_WIDTHS = (9.6, 3.6), (3, 2)  # of the figure in inches, and of its two pictures
DECIMALS = (4, 3, 4)  # of m, b and the excess loss in the caption


def change_of_unit(
    problem: DataProblem, units: Iterable[float], *, name: str = "units", steps: int = 600
) -> "ChangeOfUnit":
    """Return a slider that measures x in smaller units, and shows what becomes of the bowl.

    Both parameters have the same scale, whatever the unit. Gradient descent runs in each unit at
    90 % of its stability limit.

    Parameters
    ----------
    problem : DataProblem
        A line through data, such as DiamondPrices(train).
    units : iterable of float
        How many of the new units make one of the problem's: 1 leaves it as it is.
    name : str
        What the slider is called.
    steps : int
        Number of updates, at most 10,000.

    Returns
    -------
    ChangeOfUnit
        A board, shown where a cell ends with it.

    Raises
    ------
    TypeError, ValueError
        If the problem is no line through data, units are no numbers above 0 or so large or small
        that rounding decides the result, or steps no whole number from 1 to 10,000.

    Examples
    --------

    >>> import numpy as np
    >>> x = np.arange(1.0, 6.0)
    >>> board = change_of_unit(LeastSquares(x, 2 * x + 1), [1, 10], steps=50)
    >>> [round(float(condition_number(run.problem))) for run in board.runs]
    [70, 6059]
    """
    return ChangeOfUnit(problem, units, name, steps)


class ChangeOfUnit(Board):
    """What `change_of_unit` returns.

    Attributes
    ----------
    runs : list of Run
        One for each unit.
    stepper : IntSlider
        The slider of steps.
    """

    def __init__(self, problem: DataProblem, units: Any, name: str, steps: int) -> None:
        checked_attributes("problem", problem, "x y labels units hessian",
                           "a line through data, such as DiamondPrices(train)")  # fmt: skip
        counts, steps = _checked_units(units), checked_int("steps", steps, low=1, high=10_000)
        self.runs = [_run(problem, count, steps) for count in counts]
        self._name = str(name)
        options = [(f"{count:g}", count) for count in counts]
        slider = ipywidgets.SelectionSlider(
            options=options, description=self._name, **controls.slider_style()
        )
        self.stepper = controls.step_slider(steps)
        self._frames = self._all_frames(counts)
        live, reset = self._live_figure({"units": slider}), reset_button(self.reset)
        super().__init__({"units": slider}, live, stepper=self.stepper, reset_button=reset)
        self.refresh(self.first_positions)

    def _frames_of(self, name: str, positions: Positions) -> SliderFrames:
        """Return what every unit shows; there is one slider, and nothing else changes."""
        return self._frames

    def _all_frames(self, counts: list[float]) -> SliderFrames:
        path = np.stack([run.path for run in self.runs])  # (units, steps + 1, 2)
        excess = np.stack([run.excess for run in self.runs])
        x, y = path[:, None, :, 0], path[:, None, :, 1]
        step, height = np.arange(path.shape[1])[None, None, :], excess[:, None]
        lowest_x, lowest_y = np.stack([run.problem.minimum for run in self.runs], axis=1)
        surface = path_points(
            path=(x, y),
            start=(x[..., :1], y[..., :1]),
            current=(x, y),
            minimum=(lowest_x[:, None, None], lowest_y[:, None, None]),
        )
        loss = loss_points(curve=(step, height), current=(step, height))
        numbers = np.stack([path[..., 0], path[..., 1], excess], axis=1)
        texts = [self._caption(*pair) for pair in zip(self.runs, counts, strict=True)]
        return SliderFrames([*self._contour_points(), *surface, *loss], texts, numbers,
                            [None] * len(counts))  # fmt: skip

    def _contour_points(self) -> list[Points]:
        """Return the points of the contours, one trace for each height."""
        first = height_of_start(self.runs[0].problem)
        pairs = []
        for share in HEIGHTS:
            bowls = [contour_of_bowl(run.problem, share * first, ELLIPSE) for run in self.runs]
            x, y = np.moveaxis(np.stack(bowls), 1, 0)[..., None]
            pairs.append((x, y))
        return pairs

    def _caption(self, run: Run, count: float) -> str:
        m, b = run.problem.parameter_names
        kappa, rate = condition_number(run.problem), run.hyperparameters["learning_rate"]
        return (
            f"{without_braces(self._name)} {count:g} · step {{step}} of {run.steps}: "
            f"{m} = {{0}}, {b} = {{1}}; excess loss {{2}}. "
            f"Condition number {format_plain(kappa, 4)}, learning rate {format_plain(rate)} "
            f"({SHARE:.0%} of the stability limit)."
        )

    @style.course_style()
    def _live_figure(self, sliders: dict[str, Any]) -> LiveFigure:
        """Return the figure: what does not move, and the lines that the slider moves."""
        figure = style.CourseFigure(figsize=FIGURE_SIZE, layout="constrained")
        surface, loss = figure.subplots(1, 2, width_ratios=PANEL_WIDTHS)
        first, colour = self.runs[0], colour_of("gradient_descent")
        _scale_surface(surface, first.problem)
        VIEWS["loss"].background(loss, first.problem, first.steps)
        look = {"color": style.CONTOUR, "lw": style.CONTOUR_WIDTH}
        contours = [Trace(empty_line(surface, **look)) for _ in HEIGHTS]
        lines = contours_traces(surface, colour), VIEWS["loss"].traces(loss, colour)
        return LiveFigure(
            figure,
            [*contours, *lines[0], *lines[1]],
            sliders=sliders,
            step=self.stepper,
            decimals=DECIMALS,
            on_idle=self.refresh,
        )


def _run(problem: DataProblem, count: float, steps: int) -> Run:
    """Return the run of gradient descent with x in units of which `count` make one of now."""
    try:
        rescaled = LeastSquares(count * problem.x, problem.y, labels=problem.labels,
                                units=("", problem.units[1]))  # fmt: skip
    except ValueError:
        raise ValueError(
            "units must leave a valley that is wide enough to be computed: pass a number nearer to "
            f"1 than {count:g}."
        ) from None
    rate = SHARE * stability_limit(rescaled)
    return descend(gradient_descent, rescaled, steps=steps, learning_rate=rate)


def _scale_surface(axes: Axes, problem: Problem) -> None:
    """Give both parameters the same scale, with the start and the minimum in the picture."""
    axes.set_facecolor("white")
    middle, (width, height) = problem.domain.mean(axis=1), np.ptp(problem.domain, axis=1)
    half = (1 + DOMAIN_MARGIN) / 2 * max(height, width / MAP_ASPECT)
    half_width = MAP_ASPECT * half
    axes.set(xlim=middle[0] + [-half_width, half_width], ylim=middle[1] + [-half, half],
             aspect="equal")  # fmt: skip
    axes.axvline(0, **style.ZERO)
    label_axes(axes, "The loss surface in its true shape", *problem.parameter_names)


def _checked_units(units: Any) -> list[float]:
    """Return numbers above 0 as a list of floats. Raises TypeError or ValueError."""
    counts = np.atleast_1d(checked_finite("units", units))
    if counts.ndim > 1 or not (counts > 0).all() or len(np.unique(counts)) < len(counts):
        expected = "different numbers above 0, such as [1, 10, 100]"
        raise ValueError(f"units must be {expected}, not {short_repr(units)}.")
    return counts.tolist()
