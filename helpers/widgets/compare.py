"""Runs that have been made already, side by side: a slider of learning rates over all of them."""

import threading

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from helpers.core.validation import as_floats, checked_finite, checked_int, short_repr
from helpers.plotting import Trace, colour_of, logarithmic
from helpers.widgets import controls as slides
from helpers.widgets.board import Board, reset_button
from helpers.widgets.codec import INT32_MAX
from helpers.widgets.live_figure import LiveFigure, SliderFrames

__all__ = ["best_rates", "compare"]

DRAWN = 300  # places at which a band is drawn
LOST = 1_000.0  # a loss this many times the highest first one counts as lost


def best_rates(rates, losses):
    """Return {name: the rate with the lowest last loss, in the mean over the seeds}.

    `rates` (n,); `losses` {name: array (n rates, seeds, points)}. What is not a number counts as
    the worst. Raises TypeError or ValueError.
    """
    rates, losses = _checked_rates(rates), _checked(rates, losses)
    ends = {name: array[..., -1].mean(axis=1) for name, array in losses.items()}
    return {name: float(rates[end.argmin()]) for name, end in ends.items()}


def compare(rates, losses, x, *, best=None, label="loss", x_label="rows read", decimals=3):
    """Return a Board: for each name the mean over the seeds, and a band from lowest to highest.
    Beside it stands the last mean against the rate, with a dot at the rate that is shown.

    `rates` (n,), from low to high; `losses` {name: array (n rates, seeds, points)}; `x` (points,).
    A slider goes over the rates; at its left end each name has its own rate from `best`, {name:
    rate}, by default `best_rates(rates, losses)`. `label`, `x_label`: what the axes show.
    `decimals`: digits after the point in the caption. Raises TypeError or ValueError.
    """
    return Comparison(rates, losses, x, best, label, x_label, decimals)


class Comparison(Board):
    """What `compare` returns. `best` is {name: the rate it has at "own best"}."""

    def __init__(self, rates, losses, x, best, label, x_label, decimals):
        self.rates, self.losses = _checked_rates(rates), _checked(rates, losses)
        self.x = np.atleast_1d(checked_finite("x", x))
        points = next(iter(self.losses.values())).shape[2]
        if points < 2:
            raise ValueError("losses must have two points or more: the first and the last.")
        if self.x.shape != (points,) or not (np.diff(self.x) > 0).all():
            raise ValueError(f"x must be {points} numbers that rise, one for each point of the "
                             "losses.")  # fmt: skip
        self.best = _checked_best(
            best_rates(rates, losses) if best is None else best, self.rates, self.losses
        )
        self.label, self.x_label = str(label), str(x_label)
        decimals = _checked_decimals(decimals, self.losses)
        self._lock = threading.RLock()
        options = [("own best", 0.0), *((f"{rate:g}", float(rate)) for rate in self.rates)]
        slider = ipywidgets.SelectionSlider(
            options=options, description="learning rate", **slides.wide()
        )
        sliders = {"learning_rate": slider}
        figure, traces = self._track()
        live = LiveFigure(
            figure,
            traces,
            sliders=sliders,
            decimals=[decimals] * len(self.losses),
            on_idle=self.refresh,
        )
        super().__init__(sliders, live, home=reset_button(self.reset))
        self.refresh(self.positions())

    def reset(self):
        """Put the slider back to "own best"."""
        with self._lock:
            self.sliders["learning_rate"].index = 0
            self.refresh(self.positions())

    def refresh(self, positions):
        """Send the picture and the caption of every position of the slider."""
        with self._lock:
            self.live.show({"learning_rate": self.strip()}, positions)

    def current_frame(self):
        """Return (strip, position, step): the frame that the slider stands for."""
        return self.strip(), self.positions()["learning_rate"], 0

    def strip(self):
        """Return the Strip of the slider: what is drawn and said at each rate."""
        chosen = {name: [rate, *self.rates] for name, rate in self.best.items()}
        points, ends = [], []
        for name, array in self.losses.items():
            shown = array[[self.rates.tolist().index(rate) for rate in chosen[name]]]
            ends.append(shown[..., -1].mean(axis=1))
            dot = np.reshape(chosen[name], (-1, 1, 1)), ends[-1][:, None, None]
            points += [*self._spots(shown), dot]
        ends = np.stack(ends, axis=1)
        texts = [self._said(place, row) for place, row in enumerate(ends)]
        return SliderFrames(points, texts, ends[:, :, None], [None] * len(ends))

    def _spots(self, array):
        """Return (x, y) of the band, which goes up and down between lowest and highest, and of the
        mean, for each position. Between two points a line is straight on the logarithmic scale."""
        grid = np.linspace(self.x[0], self.x[-1], DRAWN)
        with np.errstate(divide="ignore"):
            low, high = np.log(array.min(axis=1)), np.log(array.max(axis=1))
        ends = [[np.interp(grid, self.x, line) for line in edge] for edge in (low, high)]
        band = np.exp(np.stack(ends, axis=-1)).reshape(len(array), -1, 1)
        mean = array.mean(axis=1)[:, :, None]
        return [(np.repeat(grid, 2)[None, :, None], band), (self.x[None, :, None], mean)]

    def _said(self, place, ends):
        rate = "own best" if place == 0 else f"{self.rates[place - 1]:g}"
        at = {name: f" (at {rate:g})" if place == 0 else "" for name, rate in self.best.items()}
        seeds = next(iter(self.losses.values())).shape[1]
        lost = _lost(ends, self.losses)
        said = [f"{name}{at[name]} {'lost' if lost[i] else f'{{{i}}}'}"
                for i, name in enumerate(self.losses)]  # fmt: skip
        return (
            f"learning rate {rate}: {self.label} after {self.x[-1]:,g} {self.x_label}, "
            f"mean of {seeds} seeds: {', '.join(said)}."
        )

    def _track(self):
        """Return a private figure, and for each name the traces of its band and its curve."""
        figure = Figure(figsize=(9.6, 4.2), dpi=100, layout="constrained")
        axes, beside = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
        everything = np.concatenate([array.ravel() for array in self.losses.values()])
        first = min(array[:, :, 0].max(axis=0).min() for array in self.losses.values())
        logarithmic(axes, "y")
        axes.set(ylim=(0.9 * everything[everything > 0].min(), 1.5 * first))
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_minor_locator(NullLocator())
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:,.12g}")
        axes.set(title="On the way", xlim=(self.x[0], self.x[-1]))
        logarithmic(beside, "x")
        beside.set(title="At the end", xlim=self.rates[[0, -1]] * [0.7, 1.4])
        axes.set_xlabel(self.x_label, fontsize=9)
        axes.set_ylabel(f"{self.label} (log scale)", fontsize=9)
        beside.set_xlabel("learning rate (log scale)", fontsize=9)
        traces = []
        for name, array in self.losses.items():
            look = {"color": colour_of(name)}
            beside.plot(self.rates, array[..., -1].mean(axis=1), lw=1.2, alpha=0.6, **look)
            band = axes.plot([], [], lw=2.5, alpha=0.25, solid_joinstyle="round", **look)[0]
            curve = axes.plot([], [], lw=1.8, marker="o", ms=3, label=name, **look)[0]
            dot = beside.plot([], [], "o", ms=7, mec="white", **look)[0]
            traces += [Trace(band), Trace(curve), Trace(dot)]
        for panel in (axes, beside):
            panel.spines[["top", "right"]].set_visible(False)
        handles = [trace.line for trace in traces[1::3]]
        figure.legend(handles=handles, loc="outside lower center", ncols=5)
        return figure, traces


def _checked_rates(rates):
    rates = np.atleast_1d(checked_finite("rates", rates))
    if rates.ndim > 1 or not (rates > 0).all() or not (np.diff(rates) > 0).all():
        wanted = "above 0 and rise, such as [0.01, 0.1]"
        raise ValueError(f"rates must be {wanted}, not {short_repr(rates)}.")
    return rates


def _checked(rates, losses):
    """Return {name: array} with a large number for what is lost. Raises TypeError or ValueError."""
    wanted = f"losses must be {{name: array ({np.size(rates)} rates, seeds, points)}}"
    if not isinstance(losses, dict) or not losses:
        raise TypeError(f"{wanted}, not {short_repr(losses)}.")
    arrays = {str(name): as_floats(array) for name, array in losses.items()}
    if any(array is None for array in arrays.values()):
        raise TypeError(f"{wanted} of numbers.")
    shape = next(iter(arrays.values())).shape
    for name, array in arrays.items():
        if array.ndim != 3 or len(array) != np.size(rates) or not array.size:
            raise ValueError(f"{wanted}, but {name} has the shape {array.shape}.")
        if array.shape != shape:
            raise ValueError(f"{wanted} of one shape for all names, not {shape} and {array.shape}.")
        if (array < 0).any() or not np.isfinite(array[:, :, 0]).all() or not array[:, :, 0].all():
            raise ValueError(f"losses must be 0 or more, and finite numbers above 0 at their first "
                             f"points; those of {name} are not.")  # fmt: skip
    most = _most(arrays)
    return {
        name: np.nan_to_num(array, nan=most, posinf=most).clip(max=most)
        for name, array in arrays.items()
    }


def _most(losses):
    return LOST * max(array[:, :, 0].max() for array in losses.values())


def _lost(ends, losses):
    """Say of means over the seeds whether at least one seed is lost."""
    seeds = next(iter(losses.values())).shape[1]
    return ends >= _most(losses) / seeds


def _checked_decimals(decimals, losses):
    """Return `decimals` if the caption has room for so many digits of all that is said in it."""
    decimals = checked_int("decimals", decimals, low=0, high=9)
    ends = np.concatenate([array[..., -1].mean(axis=1) for array in losses.values()])
    highest = float(ends[~_lost(ends, losses)].max(initial=0.0))
    fits = [places for places in range(10) if highest * 10.0**places < INT32_MAX - 1]
    if not fits:
        raise ValueError(f"losses must be below {INT32_MAX:,} to be said in a caption, not "
                         f"{highest:.3g}: give them in a larger unit.")  # fmt: skip
    if decimals > fits[-1]:
        raise ValueError(f"decimals must be at most {fits[-1]} where a loss is "
                         f"{slides.format_plain(highest)}, not {decimals}.")  # fmt: skip
    return decimals


def _checked_best(best, rates, losses):
    if not isinstance(best, dict) or set(best) != set(losses):
        raise TypeError(
            f"best must be {{name: rate}} for {', '.join(losses)}, not {short_repr(best)}."
        )
    for name, rate in best.items():
        if rate not in rates.tolist():
            raise ValueError(
                f"best must name rates on the slider, not {short_repr(rate)} for {name}."
            )
    return {name: best[name] for name in losses}
