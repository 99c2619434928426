"""Sliders, pictures and a caption, made from a rule's own signature."""

import threading

import ipywidgets
import numpy as np

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.core.validation import checked_attributes, checked_int, checked_point, short_repr
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import checked_start
from helpers.plotting import VIEWS, colour_of
from helpers.plotting.gallery import checked_views, label
from helpers.problems import DiamondPrices
from helpers.sweep import run_single, sweep
from helpers.widgets import captions
from helpers.widgets import controls as slides
from helpers.widgets.board import Board, panels, reset_button
from helpers.widgets.controls import Slider
from helpers.widgets.error_messages import readers_error
from helpers.widgets.live_figure import LiveFigure, SliderFrames

__all__ = ["Slider", "playground"]


def playground(
    rules,
    problem=None,
    *,
    steps=100,
    start=None,
    views=None,
    theory=True,
    challenge=None,
    **settings,
):
    """Return sliders that move the pictures of one rule, or of several on the same hillside.

    `rules`: a function like those in helpers.rules, a list of them, or {name: rule}. `problem`: by
    default the diamonds. `steps`: how many updates. `start`: where the walker begins. `views`:
    names from views.VIEWS. `theory`: whether the caption ends with what theory says of the bowl.
    `challenge`: a target from exercises.challenge, which the caption ticks off. `settings`:
    batch_size, seed and the hyperparameters of the rules; a number is where the slider starts, a
    list gives its values (a list of one: no slider), and Slider(values, start) both;
    batch_size=None means all rows. Raises TypeError or ValueError.
    """
    return Playground(rules, problem, steps, start, views, theory, challenge, settings)


class Playground(Board):
    """What `playground` returns. `settings` and `run` are what the sliders say, as data."""

    def __init__(self, rules, problem, steps, start, views, theory, challenge, settings):
        if problem is None:
            problem = DiamondPrices(split_diamonds(load_diamonds()).train)
        self.problem = problem
        self.rules = _named(rules)
        self.steps = checked_int("steps", steps, low=1, high=10_000)
        self.start = self._home = checked_start(problem, start)
        if self.start.ndim > 1:
            raise ValueError(
                f"start must be one place, such as (0.0, 0.0), not {short_repr(start)}."
            )
        self._choices = slides.choices(self.rules.values(), problem, settings)
        self._views = checked_views(problem, views)
        self._theory = (
            captions.bowl(problem) if checked_hyperparameter("theory", theory, True) else ""
        )
        self.challenge = self._checked_challenge(challenge)
        self._lock = threading.RLock()

        controls = {
            name: slides.widget(name, choice, problem)
            for name, choice in self._choices.items()
            if len(choice.values) > 1
        }
        self.stepper = ipywidgets.IntSlider(
            self.steps, 0, self.steps, description="step", **slides.wide()
        )
        live, home = self._drawn(controls), reset_button(self.reset)
        super().__init__(controls, live, others=[self.stepper], home=home)
        self._first = self.positions()
        try:
            self.refresh(self._first)
        except Exception as error:  # perhaps a slip in the reader's own rule: then only that
            raise readers_error(error) from None

    @property
    def settings(self):
        """What the controls say: {name: value}, with the start and the step."""
        where = {"start": tuple(map(float, self.start)), "step": self.stepper.value}
        return {**self._values(self.positions()), **where}

    @property
    def run(self):
        """The Run that is on screen; of several rules {name: Run}."""
        values = self._values(self.positions())
        runs = {
            name: run_single(rule, self.problem, values, steps=self.steps, start=self.start)
            for name, rule in self.rules.items()
        }
        return runs if len(runs) > 1 else next(iter(runs.values()))

    def reset(self):
        """Put every control and the walker back where they were at first."""
        with self._lock:
            self.start = self._home
            self.stepper.value = self.steps
            for name, place in self._first.items():
                slides.move(self.sliders[name], place)
            self.refresh(self._first)

    def set_start(self, x, y):
        """Let the walker begin at (x, y)."""
        with self._lock:
            self.start = np.clip(
                checked_point("start", (x, y), 2), *np.transpose(self.problem.domain)
            )
            self.refresh(self.positions())

    def shift_start(self, right, up):
        """Move the walker's start by a fortieth of the picture."""
        self.set_start(*(self.start + np.ptp(self.problem.domain, axis=1) / 40 * (right, up)))

    def refresh(self, positions):
        """Compute every position of every slider around `positions`, and send them."""
        with self._lock:
            self.live.show(self.strips(positions, self.sliders), positions)

    def current_frame(self):
        """Return (strip, position, step): the frame that the controls stand for."""
        return self.strips(self.positions(), ())["now"], 0, self.stepper.value

    def strips(self, positions, names):
        """Return {name: Strip}: every position of each named slider, the others at `positions`."""
        stops = [(name, p) for name in names for p in range(len(self._choices[name].values))]
        stops = stops or [("now", 0)]
        places = [self._values({**positions, name: p}) for name, p in stops]
        runs = [
            sweep(rule, self.problem, places, steps=self.steps, start=self.start)
            for rule in self.rules.values()
        ]
        points = [xy for view in self._views for run in runs for xy in VIEWS[view].points(run)]
        numbers = captions.numbers(runs)
        texts, endings = captions.captions(runs, self.rules, places, self.sliders, self._theory)
        if self.challenge is not None:
            goals = self.challenge.of_runs(runs[0], places)
            texts, endings = captions.with_goals(texts, endings, goals)
        strips = {}
        for name in dict(stops):
            part = [i for i, stop in enumerate(stops) if stop[0] == name]
            part = slice(part[0], part[-1] + 1)
            strips[name] = SliderFrames(
                _cut(points, part), texts[part], numbers[part], endings[part]
            )
        return strips

    def _drawn(self, controls):
        """Return the LiveFigure: what stands still, and the lines that the controls move."""
        figure, axes = panels(self.problem, self._views, self.steps)
        colours = [colour_of(name) for name in self.rules]
        traces = [
            trace
            for view in self._views
            for colour in colours
            for trace in VIEWS[view].traces(axes[view], colour)
        ]
        if len(self.rules) > 1:
            label(axes[self._views[-1]], colours, self.rules)
        return LiveFigure(
            figure,
            traces,
            sliders=controls,
            step=self.stepper,
            decimals=captions.decimals(self.problem, len(self.rules)),
            ground=axes.get("hillside", axes.get("paths")),
            on_idle=self.refresh,
            set_start=self.set_start,
            shift_start=self.shift_start,
        )

    def _checked_challenge(self, challenge):
        if challenge is None:
            return None
        checked_attributes(
            "challenge", challenge, "of_runs settings", "what challenge(...) returned"
        )
        if len(self.rules) > 1:
            raise ValueError("A challenge is about one rule: pass a single one.")
        if challenge.moves is not None:
            raise ValueError(
                "Moves are counted by manual_descent: give a challenge here updates or rows."
            )
        if challenge.updates is not None and challenge.updates > self.steps:
            raise ValueError(f"The challenge counts {challenge.updates:,} updates and there are "
                             f"{self.steps:,} here: pass steps={challenge.updates}.")  # fmt: skip
        if challenge.kind == "within" and not self.problem.lowest > 0:
            raise ValueError("A challenge within a part of the lowest loss needs one above 0: pass "
                             "challenge(below=0.1).")  # fmt: skip
        for name, value in challenge.settings.items():
            values = self._choices[name].values if name in self._choices else ()
            if value not in values:
                wanted = f"{name}={short_repr(value)}"
                raise ValueError(f"The challenge wants {wanted}, which no slider here has.")
        return challenge

    def _values(self, positions):
        first = {n: choice.values.index(choice.start) for n, choice in self._choices.items()}
        return {n: choice.values[positions.get(n, first[n])] for n, choice in self._choices.items()}


def _named(rules):
    """Return {name: rule} for one rule, a list of them, or what is such a dict already."""
    if isinstance(rules, dict):
        named = dict(rules)
    else:
        rules = list(rules) if isinstance(rules, (list, tuple)) else [rules]
        named = {rule_name(rule).replace("_", " "): rule for rule in rules}
        if len(named) < len(rules):
            raise ValueError("Two rules have the same name: pass {name: rule} with two names.")
    if not named:
        raise ValueError("playground needs a rule: pass one, such as gradient_descent.")
    for rule in named.values():
        hyperparameter_defaults(rule)
    return {str(name): rule for name, rule in named.items()}


def _cut(points, part):
    """Take the runs `part` of each array; one that stood in two places still does."""
    cut = {id(a): a[part] if len(a) > 1 else a for xy in points for a in xy}
    return [(cut[id(x)], cut[id(y)]) for x, y in points]
