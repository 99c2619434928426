"""The race of the five rules, and what becomes of each of them at every learning rate."""

import threading

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from helpers.core.validation import check_size, checked_int, short_repr
from helpers.plotting import Trace, colour_of, logarithmic, many_decades
from helpers.plotting.view import height_of_start
from helpers.widgets import controls as slides
from helpers.widgets.board import Board, reset_button
from helpers.widgets.captions import decimals
from helpers.widgets.controls import Slider
from helpers.widgets.live_figure import LiveFigure, SliderFrames
from helpers.widgets.race_runs import (
    RACE_RULES,
    batch_sizes,
    best_learning_rate,
    learning_rates,
    mean_over_last_tenth,
    run_learning_rates,
)

AXES = ("updates", "rows read", "epochs")
DRAWN = 200  # points of a curve


def race(problem, *, steps=500, seeds=10):
    """Return a Board on which the five rules race, from the same start and on the same batches.

    `problem`: LeastSquares or DiamondPrices. `steps`: the updates of each. `seeds`: how many
    shuffles; drawn are their mean and, as a band, the lowest and the highest. Two sliders set the
    learning rate and the batch size of all; buttons change what the x-axis counts. Raises TypeError
    or ValueError.
    """
    if not getattr(problem, "rows", None):
        raise TypeError(
            "A race is run on data: pass LeastSquares(x, y) or DiamondPrices(train), "
            f"not {short_repr(problem)}."
        )
    steps = checked_int("steps", steps, low=2, high=10_000)
    seeds = checked_int("seeds", seeds, low=1, high=100)
    check_size(steps, seeds * len(learning_rates(problem)))
    return Race(problem, steps, range(seeds))


class Race(Board):
    """What `race` returns. `best` is {batch size: {name: the learning rate on the slider at which
    that rule is lowest over the last tenth of its updates}}."""

    def __init__(self, problem, steps, seeds):
        self.problem, self.steps, self.seeds = problem, steps, seeds
        self.sizes, self.rates = batch_sizes(problem), learning_rates(problem)
        self._heats = _heats(problem, self.sizes, self.rates, steps, seeds)  # all: none comes later
        self.best = {
            size: {name: best_learning_rate(heat) for name, heat in heats.items()}
            for size, heats in self._heats.items()
        }
        self._lock = threading.RLock()
        controls = _sliders(problem, self.sizes, self.rates)
        self.switch = ipywidgets.ToggleButtons(
            options=AXES,
            description="x-axis",
            **slides.in_a_row(),
        )
        self._axes, traces = _track(problem)
        self._scale()
        digits = decimals(problem, 2)[:1] * len(RACE_RULES)
        live = LiveFigure(
            self._axes.figure, traces, sliders=controls, decimals=digits, on_idle=self.refresh
        )
        home = reset_button(self.reset)
        super().__init__(controls, live, others=[self.switch], home=home)
        self._first = self.positions()
        self.refresh(self._first)
        self.switch.observe(lambda _: self.turn(), "value")

    def reset(self):
        """Put both sliders and the x-axis back where they were at first."""
        with self._lock:
            for name, place in self._first.items():
                slides.move(self.sliders[name], place)
            self.switch.value = AXES[0]
            self.refresh(self._first)

    def turn(self):
        """Draw the x-axis that the buttons say, and the race on it."""
        with self._lock, self.live.hold_sync():
            self._scale()
            self.live.redraw()
            self.refresh(self.positions())

    def refresh(self, positions):
        """Compute every position of both sliders around `positions`, and send them."""
        with self._lock:
            self.live.show({name: self.strip(name, positions) for name in self.sliders}, positions)

    def current_frame(self):
        """Return (strip, position, step): the frame that the controls stand for."""
        positions = self.positions()
        return self.strip("batch_size", positions), positions["batch_size"], 0

    def strip(self, moving, positions):
        """Return the Strip of one slider: the race at each of its positions."""
        options = [value for _, value in self.sliders[moving].options]
        now = {name: slider.options[positions[name]][1] for name, slider in self.sliders.items()}
        places = [{**now, moving: value} for value in options]
        spent = np.array([self.steps if self.switch.value == "updates"
                          else self._heats[p["batch_size"]]["sgd"].rows_seen[-1]
                          for p in places])  # fmt: skip
        points, ends, grid = [], [], self._grid()
        for name in RACE_RULES:
            cost, low, mean, high = self._lines(name, places)
            points += _spots(grid, cost / self._unit(), low, mean, high)
            ends.append(mean_over_last_tenth(mean, cost, spent))
        texts = [self._said(place, cost) for place, cost in zip(places, spent, strict=True)]
        return SliderFrames(points, texts, np.stack(ends, axis=1)[:, :, None], [None] * len(places))

    def _lines(self, name, places):
        """Return what one rule's runs cost, updates or rows, and their lowest, mean and highest
        height: four arrays of shape (places, steps + 1)."""
        lines = []
        for place in places:
            size = place["batch_size"]
            rate = self.rates.index(place["learning_rate"] or self.best[size][name])
            heat = self._heats[size][name]
            read = np.arange(self.steps + 1) if self.switch.value == "updates" else heat.rows_seen
            lines.append((read, heat.low[rate], heat.mean[rate], heat.high[rate]))
        return map(np.stack, zip(*lines, strict=True))

    def _unit(self):
        return self.problem.rows if self.switch.value == "epochs" else 1

    def _grid(self):
        """Return the places on the x-axis at which the curves are drawn."""
        if self.switch.value == "updates":
            return np.linspace(0, self.steps, DRAWN)
        ends = self.sizes[0] / self._unit(), self.steps * self.problem.rows / self._unit()
        return np.geomspace(*ends, DRAWN)

    def _scale(self):
        """Say on the x-axis what it counts, and from where to where."""
        axis, grid = self.switch.value, self._grid()
        if axis == "updates":
            self._axes.set_xscale("linear")
        else:
            logarithmic(self._axes, "x")
        self._axes.xaxis.set_major_formatter("{x:,.12g}")
        self._axes.set_xlim(grid[0], grid[-1])
        self._axes.set_xlabel(axis if axis == "updates" else f"{axis} (log scale)", fontsize=9)

    def _said(self, place, spent):
        rate, size = place["learning_rate"], place["batch_size"]
        cost = f"{spent:,} updates"
        if self.switch.value != "updates":
            cost = f"{spent:,} rows read, {spent / self.problem.rows:.2g} epochs"
        at = {name: "" if rate else f" (at {self.best[size][name]:g})" for name in RACE_RULES}
        ends = ", ".join(f"{name}{at[name]} {{{i}}}" for i, name in enumerate(RACE_RULES))
        return (
            f"learning rate {f'{rate:g}' if rate else 'own best'} · batch size {size:,}: "
            f"loss above the lowest over the last tenth of {cost}, "
            f"mean of {len(self.seeds)} shuffles: {ends}."
        )


def _sliders(problem, sizes, rates):
    """Return the sliders of learning rate and batch size; a rate of 0 stands for the own best."""
    rates = [("own best", 0.0), *((f"{rate:g}", rate) for rate in rates)]
    rate = ipywidgets.SelectionSlider(options=rates, description="learning rate", **slides.wide())
    first = 32 if 32 in sizes else sizes[len(sizes) // 2]
    size = slides.widget("batch_size", Slider(sizes, first), problem)
    return {"learning_rate": rate, "batch_size": size}


def _track(problem):
    """Return the axes of a private figure, and for each rule the traces of its band and curve."""
    figure = Figure(figsize=(9.6, 4.2), dpi=100, layout="constrained")
    axes = figure.subplots()
    height = height_of_start(problem)
    many_decades(axes, "y")
    axes.set(ylim=(height * 1e-6, height * 30), title="The race")
    axes.set_ylabel("loss above the lowest (log scale)", fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    traces = []
    for name in RACE_RULES:
        look = {"color": colour_of(name)}
        band = axes.plot([], [], lw=2.5, alpha=0.25, solid_joinstyle="round", **look)[0]
        curve = axes.plot([], [], lw=1.8, label=name, **look)[0]
        traces += [Trace(band), Trace(curve)]
    figure.legend(
        handles=[trace.line for trace in traces[1::2]], loc="outside lower center", ncols=5
    )
    return axes, traces


def _heats(problem, sizes, rates, steps, seeds):
    """Return {batch size: {name: Heat}}: every run that the sliders can ask for."""
    of_all_rows = run_learning_rates(problem, "gradient descent", None, steps, seeds, rates)
    return {
        size: {name: of_all_rows if name == "gradient descent"
               else run_learning_rates(problem, name, size, steps, seeds, rates)
               for name in RACE_RULES}
        for size in sizes
    }  # fmt: skip


def _spots(grid, x, low, mean, high):
    """Return (x, y) of the band, which goes up and down between the lowest and the highest, and of
    the mean, at the places of `grid` on the x-axis: shapes (places or 1, points, 1)."""
    low, mean, high = (
        np.array([np.interp(grid, *xy, left=np.nan, right=np.nan) for xy in zip(x, y, strict=True)])
        for y in (low, mean, high)
    )
    ends = np.stack([low, high], axis=-1).reshape(len(x), -1, 1)
    return [(np.repeat(grid, 2)[None, :, None], ends), (grid[None, :, None], mean[:, :, None])]
