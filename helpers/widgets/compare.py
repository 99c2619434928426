"""Runs that have been made already, side by side: a slider of learning rates over all of them."""

from itertools import cycle
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator

from helpers.core.validation import checked_positive
from helpers.plotting import Trace, colour_of, set_log_axis, style
from helpers.plotting.axes import WIDE_TEXT, label_axes, legend_below
from helpers.plotting.bands import band_points
from helpers.plotting.style import course_style
from helpers.plotting.view import Points, empty_line
from helpers.widgets import controls
from helpers.widgets.board import Board, Positions, reset_button
from helpers.widgets.captions import without_braces
from helpers.widgets.codec import SliderFrames
from helpers.widgets.compared_losses import (
    best_rates,
    checked_best,
    checked_decimals,
    checked_losses,
    checked_x,
    have_diverged,
)
from helpers.widgets.grabs import Grab
from helpers.widgets.live_figure import LiveFigure

__all__ = ["Comparison", "best_rates", "compare"]

BAND_POINTS = 300


def compare(
    rates: Any,
    losses: Any,
    x: Any,
    *,
    best: dict[str, float] | None = None,
    label: str = "loss",
    x_label: str = "examples read",
    decimals: int = 3,
) -> "Comparison":
    """Return curves of runs that have been made already, with a slider of learning rates.

    For each name, the mean over the seeds is drawn, and a band from the lowest to the highest.
    A second panel shows the last mean against the rate, with a dot at the rate of the slider. At
    its left end the slider shows each name at its own best rate.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates, from low to high.
    losses : dict
        {name: array_like, shape (n, seeds, points)}.
    x : array_like, shape (points,)
        Where on the x-axis the points are.
    best : dict, optional
        {name: its own best rate}; by default ``best_rates(rates, losses)``.
    label, x_label : str
        What the axes show, with units.
    decimals : int
        Digits after the point in the caption.

    Returns
    -------
    Comparison
        A board, shown where a cell ends with it.

    Raises
    ------
    TypeError, ValueError
        If rates or x do not rise, losses are not of one shape or have too many digits for a
        caption, or best names no rate on the slider.

    Examples
    --------

    >>> losses = {"sgd": [[[5.0, 4.0], [5.0, 4.2]], [[5.0, 2.0], [5.0, 2.2]]]}
    >>> compare([0.01, 0.1], losses, [0, 640]).best
    {'sgd': 0.1}
    """
    return Comparison(rates, losses, x, best, label, x_label, decimals)


class Comparison(Board):
    """What `compare` returns.

    Attributes
    ----------
    rates : ndarray, shape (n,)
        Learning rates.
    losses : dict
        {name: ndarray, shape (n, seeds, points)}, with a large number for diverged runs.
    x : ndarray, shape (points,)
        Where on the x-axis the points are.
    best : dict
        {name: its own best rate}.
    label, x_label : str
        As passed.
    """

    def __init__(
        self, rates: Any, losses: Any, x: Any, best: Any, label: str, x_label: str, decimals: int
    ) -> None:
        self.rates = checked_positive("rates", rates, rising=True)
        self.losses = checked_losses(self.rates, losses)
        self.x = checked_x(x, self.losses)
        best = best_rates(rates, losses) if best is None else best
        self.best = checked_best(best, self.rates, self.losses)
        self.label, self.x_label = str(label), str(x_label)
        decimals = checked_decimals(decimals, self.losses)
        options = [("own best", 0.0), *((f"{rate:g}", float(rate)) for rate in self.rates)]
        slider = ipywidgets.SelectionSlider(
            options=options, description="learning rate", **controls.slider_style()
        )
        sliders = {"learning_rate": slider}
        live = self._live_figure(sliders, decimals)
        super().__init__(sliders, live, reset_button=reset_button(self.reset))
        self.refresh(self.first_positions)

    def _frames_of(self, name: str, positions: Positions) -> SliderFrames:
        """Return what every rate shows; there is one slider."""
        all_rates, diverged_at = self.rates.tolist(), have_diverged(self.losses)
        points, last_means, diverged = [], [], []
        for rule, array in self.losses.items():
            rates = [self.best[rule], *all_rates]
            rows = [all_rates.index(rate) for rate in rates]
            shown = array[rows]
            last_means.append(shown[..., -1].mean(axis=1))
            diverged.append(diverged_at[rule][rows])
            dot = np.reshape(rates, (-1, 1, 1)), last_means[-1][:, None, None]
            points += [*self._curve_points(shown), dot]
        last_means = np.stack(last_means, axis=1)
        texts = [self._caption(*row) for row in enumerate(np.stack(diverged, axis=1))]
        return SliderFrames(points, texts, last_means[:, :, None], [None] * len(last_means))

    def _curve_points(self, losses: np.ndarray) -> list[Points]:
        """Return the points of the band and of the mean for losses (positions, seeds, points).

        Between two points a line is straight on the logarithmic axis, and so must be the band.
        """
        grid = np.linspace(self.x[0], self.x[-1], BAND_POINTS)
        with np.errstate(divide="ignore"):
            low, high = np.log(losses.min(axis=1)), np.log(losses.max(axis=1))
        low, high = (
            np.exp([np.interp(grid, self.x, line) for line in edge]) for edge in (low, high)
        )
        mean = losses.mean(axis=1)[:, :, None]
        return [band_points(grid, low, high), (self.x[None, :, None], mean)]

    def _caption(self, position: int, diverged: np.ndarray) -> str:
        """Return the caption at a position of the slider; `diverged` says which rules have."""
        own_best = position == 0
        rate = "own best" if own_best else f"{self.rates[position - 1]:g}"
        at = {name: f" (at {rate:g})" if own_best else "" for name, rate in self.best.items()}
        seeds = next(iter(self.losses.values())).shape[1]
        results = [f"{without_braces(name)}{at[name]} {'lost' if diverged[i] else f'{{{i}}}'}"
                   for i, name in enumerate(self.losses)]  # fmt: skip
        end = without_braces(f"{self.label} after {self.x[-1]:,g} {self.x_label}")
        return f"learning rate {rate}: {end}, mean of {seeds} seeds: {', '.join(results)}."

    @course_style()
    def _live_figure(self, sliders: dict[str, Any], decimals: int) -> LiveFigure:
        """Return the figure: what does not move, and the lines that the slider moves."""
        figure = style.CourseFigure(figsize=style.WIDE, layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
        self._scale_axes(left, right)
        traces = []
        for (name, array), shape in zip(self.losses.items(), cycle(style.SHAPES)):
            colour = colour_of(name)
            last_means = array[..., -1].mean(axis=1)
            right.plot(self.rates, last_means, color=colour, **style.FAINT_CURVE)
            band = empty_line(left, color=colour, **style.BAND)
            curve = empty_line(
                left, color=colour, label=name, **style.MARKED_CURVE | {"marker": shape}
            )
            dot = empty_line(right, color=colour, **style.CURRENT_STEP | {"marker": shape})
            traces += [Trace(band), Trace(curve), Trace(dot)]
        legend_below(figure, [trace.line for trace in traces[1::3]])
        return LiveFigure(
            figure,
            traces,
            sliders=sliders,
            decimals=[decimals] * len(self.losses),
            grabs=[Grab(right, traces[2], ["learning_rate"])],
            on_idle=self.refresh,
        )

    def _scale_axes(self, left: Axes, right: Axes) -> None:
        """Set the scales, limits and labels."""
        everything = np.concatenate([array.ravel() for array in self.losses.values()])
        first = min(array[:, :, 0].max(axis=0).min() for array in self.losses.values())
        set_log_axis(left, "y")
        left.set_ylim(0.9 * everything[everything > 0].min(), 1.5 * first)
        left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        left.yaxis.set_minor_locator(NullLocator())
        for axis in (left.xaxis, left.yaxis):
            axis.set_major_formatter("{x:,.12g}")
        left.set_xlim(self.x[0], self.x[-1])
        set_log_axis(right, "x")
        right.set_xlim(*self.rates[[0, -1]] * [0.7, 1.4])
        label_axes(left, "On the way", self.x_label, f"{self.label} (log scale)", sizes=WIDE_TEXT)
        label_axes(right, "At the end", "learning rate (log scale)", "", sizes=WIDE_TEXT)
