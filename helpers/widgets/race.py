"""The race of all rules, at every learning rate and batch size."""

from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets
import numpy as np

from helpers.core.validation import check_size, checked_int, short_repr
from helpers.one_run.schedule_factors import schedule_factors
from helpers.plotting.style import course_style
from helpers.plotting.view import Points
from helpers.protocols import DataProblem
from helpers.schedules import Schedule, schedule_in_words
from helpers.widgets import controls
from helpers.widgets.board import Board, Positions, reset_button
from helpers.widgets.captions import decimals, without_braces
from helpers.widgets.codec import SliderFrames
from helpers.widgets.live_figure import LiveFigure
from helpers.widgets.race_figure import X_AXES, RaceFigure
from helpers.widgets.race_runs import (
    FULL_BATCH_RULE,
    RACE_RULES,
    all_race_runs,
    batch_sizes,
    learning_rates,
    mean_over_last_tenth,
    winning_learning_rate,
)
from helpers.widgets.slider_choices import Slider

CLOCK = 40  # how many times it ticks, where there are so many updates


def race(
    problem: DataProblem, *, steps: int = 500, seeds: int = 10, schedule: Schedule = None
) -> "Race":
    """Return a race of all rules, from the same start and on the same batches.

    Two sliders set the learning rate and the batch size of all rules; buttons change what the
    x-axis counts. A third slider moves a clock along it; a map shows the paths up to that time.

    Parameters
    ----------
    problem : Problem
        What is minimised: LeastSquares or DiamondPrices.
    steps : int
        Updates of each rule.
    seeds : int
        Number of shuffles of the rows; drawn are their mean and, as a band, the lowest and the
        highest.
    schedule : str or callable, optional
        What multiplies all learning rates, update by update, as for `descend`.

    Returns
    -------
    Race
        A board, shown where a cell ends with it.

    Raises
    ------
    TypeError, ValueError
        If the problem has no examples, steps are no whole number from 2 to 10,000 or seeds none
        from 1 to 100, or for an unknown schedule.

    Examples
    --------

    >>> from helpers.data import load_diamonds, split_diamonds
    >>> from helpers.problems import DiamondPrices
    >>> board = race(DiamondPrices(split_diamonds(load_diamonds()).train), steps=20, seeds=2)
    >>> board.best[32]["sgd"]
    0.2
    """
    if not getattr(problem, "rows", None):
        raise TypeError(
            "A race is run on data: pass LeastSquares(x, y) or DiamondPrices(train), "
            f"not {short_repr(problem)}."
        )
    steps = checked_int("steps", steps, low=2, high=10_000)
    seeds = checked_int("seeds", seeds, low=1, high=100)
    check_size(steps, seeds * len(learning_rates(problem)))
    schedule_factors(schedule, steps)  # raises before the runs are made
    return Race(problem, steps, range(seeds), schedule)


class Race(Board):
    """What `race` returns.

    Attributes
    ----------
    problem : Problem
        What is minimised.
    steps : int
        Updates of each rule.
    seeds : sequence of int
        The shuffles.
    schedule : str, callable or None
        As passed.
    rates, sizes : tuple
        The learning rates and the batch sizes on the sliders.
    best : dict
        {batch size: {rule: the learning rate on the slider at which its excess over the last tenth
        of its updates is lowest}}.
    axis_buttons : ToggleButtons
        What the x-axis counts.
    stepper : IntSlider
        The clock.
    """

    def __init__(
        self, problem: DataProblem, steps: int, seeds: Sequence[int], schedule: Schedule
    ) -> None:
        self.problem, self.steps, self.seeds = problem, steps, seeds
        self.schedule = schedule
        self.rates, self.sizes = learning_rates(problem), batch_sizes(problem)
        # All runs are made here, so that no slider asks for new ones.
        self._runs = all_race_runs(problem, self.sizes, self.rates, steps, seeds, schedule)
        self.best = {
            size: {name: winning_learning_rate(runs) for name, runs in by_rule.items()}
            for size, by_rule in self._runs.items()
        }
        self.axis_buttons = ipywidgets.ToggleButtons(
            options=X_AXES, description="x-axis", **controls.toggle_style()
        )
        sliders = _sliders(problem, self.rates, self.sizes)
        ticks = min(CLOCK, steps)
        self._ticks = np.linspace(0, steps, ticks + 1).round().astype(int)  # updates
        clock = controls.step_slider(ticks)
        clock.description = "clock"
        live, reset = self._live_figure(sliders, clock), reset_button(self.reset)
        super().__init__(
            sliders, live, others=[self.axis_buttons], stepper=clock, reset_button=reset
        )
        self.refresh(self.first_positions)
        self.axis_buttons.observe(lambda _: self.redraw_axis(), "value")

    @course_style()
    def _live_figure(self, sliders: dict[str, Any], clock: ipywidgets.IntSlider) -> LiveFigure:
        """Return the figure: what does not move, and the lines that the sliders move."""
        self._drawing = RaceFigure(self.problem, self.steps, self.sizes[0])
        return LiveFigure(
            self._drawing.figure,
            self._drawing.traces,
            sliders=sliders,
            step=clock,
            decimals=[*decimals(self.problem, 2)[:1] * len(RACE_RULES), 0, 0, 0],
            on_idle=self.refresh,
        )

    def reset(self) -> None:
        """Put both sliders and the x-axis back to where they were at first."""
        with self._lock:
            self.axis_buttons.value = X_AXES[0]
            super().reset()

    def redraw_axis(self) -> None:
        """Draw the x-axis that the buttons say, and the race on it."""
        with self._lock, self.live.hold_sync():
            self._drawing.set_x_axis(str(self.axis_buttons.value))
            self.live.redraw()
            self.refresh(self.positions())

    def _frames_of(self, name: str, positions: Positions) -> SliderFrames:
        """Return the race at each position of a slider."""
        options = {key: slider.options for key, slider in self.sliders.items()}
        current_values = {
            slider: options[slider][position][1] for slider, position in positions.items()
        }
        settings = [{**current_values, name: value} for _, value in options[name]]
        budgets = np.array([self._budget(values["batch_size"]) for values in settings])
        curves, means, paths = [], [], []
        for rule in RACE_RULES:
            cost, low, mean, high = self._curves(rule, settings)
            curves += self._drawing.curve_points(cost, low, mean, high)
            means.append(mean_over_last_tenth(mean, cost, budgets))
            paths += self._paths(rule, settings)
        clock = np.stack([self._clock(values["batch_size"]) for values in settings])
        time = self._drawing.clock_points(clock[:, 0 if self._counts_updates else 1])
        texts = [self._caption(*pair) for pair in zip(settings, budgets, strict=True)]
        results = np.broadcast_to(
            np.stack(means, axis=1)[:, :, None], (*clock.shape[:1], len(means), clock.shape[2])
        )
        numbers = np.concatenate([results, clock], axis=1)
        minimum = tuple(np.reshape(self.problem.minimum, (2, 1, 1, 1)))
        points = [*curves, time, *paths, minimum]
        return SliderFrames(points, texts, numbers, [None] * len(settings))

    @property
    def _counts_updates(self) -> bool:
        """Whether the x-axis counts updates; if not, what the updates read."""
        return self._drawing.x_axis == "updates"

    def _clock(self, batch_size: int) -> np.ndarray:
        """Return at each tick the updates of the mini-batches, the examples they have read, and the
        updates of gradient descent: as many, or what as many examples allow. (3, ticks + 1)."""
        runs = self._runs[batch_size]
        rows = runs["sgd"].rows_seen[self._ticks]
        full_batch = self._ticks
        if not self._counts_updates:
            full_batch = np.searchsorted(runs[FULL_BATCH_RULE].rows_seen, rows, side="right") - 1
        return np.stack([self._ticks, rows, full_batch])

    def _paths(self, name: str, settings: Sequence[dict[str, Any]]) -> list[Points]:
        """Return the points of a rule's path on the map, and of its end, at each tick."""
        paths = []
        for values in settings:
            size = values["batch_size"]
            updates = self._clock(size)[2 if name == FULL_BATCH_RULE else 0]
            paths.append(self._runs[size][name].path[self._rate(name, values), updates])
        x, y = np.stack(paths).transpose(2, 0, 1)[:, :, None, :]
        return [(x, y), (x, y)]

    def _rate(self, name: str, values: dict[str, Any]) -> int:
        """Return the number of a rule's learning rate."""
        return self.rates.index(values["learning_rate"] or self.best[values["batch_size"]][name])

    def _budget(self, batch_size: int) -> int:
        """Return what all may spend: their updates, or the rows that the mini-batches read."""
        if self._counts_updates:
            return self.steps
        return self._runs[batch_size]["sgd"].rows_seen[-1]

    def _curves(self, name: str, settings: Sequence[dict[str, Any]]) -> Iterable[np.ndarray]:
        """Return cost, lowest, mean and highest excess of one rule, (len(settings), steps + 1)."""
        curves = []
        for values in settings:
            rate, runs = self._rate(name, values), self._runs[values["batch_size"]][name]
            updates = np.arange(self.steps + 1)
            cost = updates if self._counts_updates else runs.rows_seen
            curves.append((cost, runs.low[rate], runs.mean[rate], runs.high[rate]))
        return map(np.stack, zip(*curves, strict=True))

    def _caption(self, settings: dict[str, Any], budget: int) -> str:
        rate, size = settings["learning_rate"], settings["batch_size"]
        schedule = without_braces(schedule_in_words(self.schedule, self.steps))
        rates = f"{f'{rate:g}' if rate else 'own best'}{f', {schedule}' if schedule else ''}"
        cost = f"{budget:,} updates"
        if not self._counts_updates:
            cost = f"{budget:,} examples read, {budget / self.problem.rows:.2g} epochs"
        count = len(RACE_RULES)  # the numbers after them are those of the clock
        time = f"{{{count}}} updates each, {{{count + 1}}} examples read in mini-batches"
        if not self._counts_updates:
            time = (f"{{{count + 1}}} examples read each: {{{count}}} updates on mini-batches, "
                    f"{{{count + 2}}} on all rows")  # fmt: skip
        at = {name: "" if rate else f" (at {self.best[size][name]:g})" for name in RACE_RULES}
        results = ", ".join(f"{name}{at[name]} {{{i}}}" for i, name in enumerate(RACE_RULES))
        return (
            f"learning rate {rates} · batch size {size:,}: "
            f"excess loss over the last tenth of {cost}, "
            f"mean of {len(self.seeds)} shuffles: {results}. "
            f"On the map, one shuffle, clock {{step}} of {len(self._ticks) - 1}: {time}."
        )


def _sliders(problem: DataProblem, rates: Sequence[float], sizes: Sequence[int]) -> dict[str, Any]:
    """Return the sliders of learning rate and batch size; a rate of 0 stands for the own best."""
    options = [("own best", 0.0), *((f"{rate:g}", rate) for rate in rates)]
    rate = ipywidgets.SelectionSlider(
        options=options, description="learning rate", **controls.slider_style()
    )
    first = 32 if 32 in sizes else sizes[len(sizes) // 2]
    size = controls.widget("batch_size", Slider(tuple(sizes), first), problem)
    return {"learning_rate": rate, "batch_size": size}
