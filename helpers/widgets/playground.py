"""Sliders, figures and a caption, made from a rule's own signature."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.signature import Rule
from helpers.core.validation import checked_int, checked_point, checked_switch, short_repr
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import Run, check_problem, checked_start
from helpers.many_runs.batched_runs import run_single
from helpers.plotting.gallery import checked_views
from helpers.plotting.style import course_style
from helpers.plotting.view import Points
from helpers.problems import DiamondPrices
from helpers.protocols import Problem
from helpers.sweep import is_run_alone, sweep
from helpers.widgets import captions, controls
from helpers.widgets.board import Board, Positions, reset_button
from helpers.widgets.challenge import Challenge
from helpers.widgets.codec import SliderFrames
from helpers.widgets.error_messages import readers_error
from helpers.widgets.live_figure import Candidate, LiveFigure
from helpers.widgets.playground_arguments import checked_challenge, named_rules
from helpers.widgets.playground_figure import PlaygroundFigure
from helpers.widgets.predictions import stability_marks, theory_sentences
from helpers.widgets.schedule_buttons import (
    Schedules,
    constant_rate_suffix,
    has_constant,
    schedule_buttons,
    schedule_choice,
)
from helpers.widgets.slider_choices import Slider, choices

__all__ = ["Playground", "Slider", "playground"]

NO_SLIDER = "no slider"  # the name of the frames where nothing but the step can be moved


def playground(
    rules: Rule | Sequence[Rule] | dict[str, Rule],
    problem: Problem | None = None,
    *,
    steps: int = 100,
    start: ArrayLike | None = None,
    views: Iterable[str] | str | None = None,
    theory: bool = True,
    challenge: Challenge | None = None,
    schedule: Schedules = None,
    **settings: Any,
) -> "Playground":
    """Return sliders that move the figures of one rule, or of several on the same problem.

    Parameters
    ----------
    rules : callable, list of callable, or dict
        Functions like those in helpers.rules; {name: rule} to give them names.
    problem : Problem, optional
        What is minimised; by default the prices of diamonds.
    steps : int
        Number of updates, at most 10,000.
    start : array_like, shape (parameters,), optional
        The first parameters; by default the problem's own.
    views : str or iterable of str, optional
        What is drawn, of the names below; by default what suits the problem.
    theory : bool
        True to show what theory says: at the end of the caption of a quadratic loss, as a mark on
        the slider at the stability limit, and as a line at the predicted noise floor.
    challenge : Challenge, optional
        A target from ``challenge(...)``, which the caption ticks off.
    schedule : str, callable, or sequence of them, optional
        What multiplies the learning rate, as for `descend`. Several, as in ("constant", "cosine"),
        are buttons between which a reader chooses; the first is pressed at the start.
    **settings : object
        batch_size, seed and the hyperparameters of the rules. A number is where the slider starts,
        a list gives its values (a list of one: no slider), and ``Slider(values, start)`` both.
        ``batch_size=None`` means all rows.

    Returns
    -------
    Playground
        A board, shown where a cell ends with it.

    Raises
    ------
    TypeError, ValueError
        For what is no rule, no problem or no challenge, a setting that no rule has, a value of
        another type or outside its range, and a view that the problem cannot have or that is not
        about the rule. What the rule itself raises where the sliders start is raised too.

    Notes
    -----
    The views:

        data      the examples and the line; needs data
        contours  the loss surface from above, and the path; two parameters
        loss      the excess loss after each update
        curve     the loss as a curve, and the path on it; one parameter
        shape     the contours at the same scale for both parameters; two, and a Hessian
        axes      the same with the axes of the valley, and cuts beside it
        turned    the same turned, so that one axis lies level, and cuts beside it
        cuts      the excess loss along each axis of the valley
        speeds    how much of the distance an update keeps, of gradient descent or momentum
        rates     how many updates momentum needs at any learning rate and beta
        paths     the path beside that with all rows in each batch; needs data
        rows      the excess loss against the examples that were read; needs data
        steps     the size of each parameter's step; two parameters
        moments   the mean of the gradients and the root of that of their squares, as in Adam

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> from helpers.rules import momentum
    >>> board = playground(momentum, ravine(), steps=20, learning_rate=0.01, views="loss")
    >>> list(board.sliders), board.run.steps
    (['learning_rate', 'beta'], 20)
    """
    return Playground(rules, problem, steps, start, views, theory, challenge, schedule, settings)


class Playground(Board):
    """What `playground` returns.

    Attributes
    ----------
    rules : dict
        {name: rule}.
    problem : Problem
        What is minimised.
    steps : int
        Number of updates.
    start : ndarray, shape (parameters,)
        The first parameters, as a click on the figure sets them.
    challenge : Challenge or None
        As passed.
    stepper : IntSlider
        The slider of steps.
    """

    def __init__(
        self,
        rules: Rule | Sequence[Rule] | dict[str, Rule],
        problem: Problem | None,
        steps: int,
        start: ArrayLike | None,
        views: Iterable[str] | str | None,
        theory: bool,
        challenge: Challenge | None,
        schedule: Schedules,
        settings: dict[str, Any],
    ) -> None:
        if problem is None:
            problem = DiamondPrices(split_diamonds(load_diamonds()).train)
        self.problem = problem
        self.rules = named_rules(rules)
        self.steps = checked_int("steps", steps, low=1, high=10_000)
        check_problem(problem)
        self.start = self._first_start = checked_start(problem, start)
        if self.start.ndim > 1:
            raise ValueError(
                f"start must be one place, such as (0.0, 0.0), not {short_repr(start)}."
            )
        self._choices = {
            **choices(self.rules.values(), problem, settings),
            **schedule_choice(schedule, self.steps),
        }
        self._views = checked_views(problem, views)
        self._theory = checked_switch("theory", theory)
        self.challenge = checked_challenge(
            challenge, rules=self.rules, problem=problem, steps=self.steps, choices=self._choices
        )
        sliders = {
            name: _control(name, choice, problem)
            for name, choice in self._choices.items()
            if len(choice.values) > 1
        }
        self.stepper = controls.step_slider(self.steps)
        live, reset = self._live_figure(sliders), reset_button(self.reset)
        super().__init__(sliders, live, stepper=self.stepper, reset_button=reset)
        try:
            self.refresh(self.first_positions)
        except Exception as error:  # if it arose in the reader's rule, without our own frames
            raise readers_error(error) from None

    @property
    def settings(self) -> dict[str, Any]:
        """What the controls say: {name: value}, with the start and the step; a hyperparameter that
        is called step replaces the latter."""
        start, settings = tuple(map(float, self.start)), self.settings_at(self.positions())
        return {**settings, "start": start, "step": settings.get("step", self.stepper.value)}

    @property
    def run(self) -> Run | dict[str, Run]:
        """The Run that is on screen; of several rules {name: Run}."""
        settings = self.settings_at(self.positions())
        runs = {
            name: run_single(rule, self.problem, settings, steps=self.steps, start=self.start)
            for name, rule in self.rules.items()
        }
        return runs if len(runs) > 1 else next(iter(runs.values()))

    def settings_at(self, positions: Positions) -> dict[str, Any]:
        """Return all settings when the sliders are at `positions`.

        Parameters
        ----------
        positions : dict
            {slider: position}; other sliders are where they start.

        Returns
        -------
        dict
            {name: value}.
        """
        first = {n: choice.values.index(choice.start) for n, choice in self._choices.items()}
        return {n: choice.values[positions.get(n, first[n])] for n, choice in self._choices.items()}

    def reset(self) -> None:
        """Put every control and the start back to where they were at first."""
        with self._lock:
            self.start = self._first_start
            super().reset()

    def set_start(self, x: float, y: float) -> None:
        """Start at the parameters (x, y), or the nearest within the figure.

        Parameters
        ----------
        x, y : float
            In units of the parameters; of a problem with one parameter `x` alone counts.

        Raises
        ------
        TypeError, ValueError
            If they are not finite numbers.
        """
        with self._lock:
            self.start = self._within_figure(x, y)
            self.refresh(self.positions())

    def _within_figure(self, x: float, y: float) -> np.ndarray:
        params = checked_point("start", (x, y), 2)[: len(self.problem.domain)]
        return np.clip(params, *np.transpose(self.problem.domain))

    def _prefetch(self, candidates: Sequence[Candidate]) -> SliderFrames:
        """Return a frame for each of some settings and starts during a drag.

        A rule that takes one run at a time makes only the first: the others may not be needed.
        """
        with self._lock:
            if any(map(is_run_alone, self.rules.values())):
                candidates = candidates[:1]
            settings = [self.settings_at(positions) for positions, _ in candidates]
            starts = [
                self.start if start is None else self._within_figure(*start)
                for _, start in candidates
            ]
            return self._frames(settings, np.stack(starts))

    def shift_start(self, right: int, up: int) -> None:
        """Move the start by fortieths of the figure's width and height.

        Parameters
        ----------
        right, up : int
            How many of them; of a problem with one parameter `right` alone counts.
        """
        fortieth = np.ptp(self.problem.domain, axis=1) / 40
        moved = self.start + fortieth * (right, up)[: len(fortieth)]
        self.set_start(moved[0], moved[-1])

    def current_frame(self) -> tuple[SliderFrames, int, int]:
        """Return the frame that the controls stand for.

        Returns
        -------
        frames : SliderFrames
            Of one position: all sliders where they are.
        position : int
            Which of its positions.
        step : int
            The step that is shown.
        """
        frames = self.slider_frames((), self.positions())
        return frames[NO_SLIDER], 0, self.stepper.value

    def slider_frames(self, names: Iterable[str], positions: Positions) -> dict[str, SliderFrames]:
        """Return what every position of some sliders shows, all runs of a rule made in one sweep.

        Parameters
        ----------
        names : iterable of str
            The sliders that move, one at a time.
        positions : dict
            {slider: position} of all sliders.

        Returns
        -------
        dict
            {name: SliderFrames}; without names {NO_SLIDER: SliderFrames}, of one position.
        """
        moves = [(name, p) for name in names for p in range(len(self._choices[name].values))]
        moves = moves or [(NO_SLIDER, 0)]
        settings = [self.settings_at({**positions, name: p}) for name, p in moves]
        on_screen = (i for i, (name, p) in enumerate(moves) if positions.get(name) == p)
        every = self._frames(settings, self.start, next(on_screen, 0))
        moving = [name for name, _ in moves]
        frames = {}
        for name in dict.fromkeys(moving):
            part = slice(moving.index(name), moving.index(name) + moving.count(name))
            points, texts, numbers, endings = every
            frames[name] = SliderFrames(
                _points_of(points, part), texts[part], numbers[part], endings[part]
            )
        return frames

    def _frames(
        self, settings: list[dict[str, Any]], starts: np.ndarray, shown: int = 0
    ) -> SliderFrames:
        """Return a frame for each of some settings: all runs of a rule are made in one sweep.

        `starts`: one for all, or one for each. An error of a rule is raised where it arises at the
        settings numbered `shown`; elsewhere it is said in the caption there.
        """
        runs = [
            sweep(
                rule,
                self.problem,
                settings,
                steps=self.steps,
                start=starts,
                current_index=shown,
            )
            for rule in self.rules.values()
        ]
        points = self._drawing.points(runs)
        numbers = captions.numbers(runs)
        theory = theory_sentences(runs, list(self.rules)) if self._theory else ""
        texts, endings = captions.captions(runs, self.rules, settings, self.sliders, theory)
        if self.challenge is not None:
            lines = self.challenge.of_runs(runs[0], settings)
            texts, endings = captions.add_challenge(texts, endings, lines)
        return SliderFrames(points, texts, numbers, endings)

    def _floor_label(self) -> str:
        """Return the legend's words for the predicted noise floor, "" where there is none."""
        sizes = self._choices["batch_size"].values if self.problem.rows else ()
        is_noisy = any(size < self.problem.rows for size in sizes)
        if not (self._theory and is_noisy and has_constant(self._choices)):
            return ""
        suffix = constant_rate_suffix(self._choices).replace(" at", "\nat")
        return f"predicted noise floor{suffix}"

    @course_style()
    def _live_figure(self, sliders: dict[str, Any]) -> LiveFigure:
        """Return the figure: what does not move, and the lines that the sliders move."""
        self._drawing = PlaygroundFigure(
            self.problem, self._views, self.rules, self.steps, self._floor_label()
        )
        marks = {}
        if self._theory:
            marks = stability_marks([*self.rules.values()], self.problem, self._choices)
        return LiveFigure(
            self._drawing.figure,
            self._drawing.traces,
            sliders=sliders,
            step=self.stepper,
            decimals=captions.decimals(self.problem, len(self.rules)),
            marks=marks,
            grabs=self._drawing.grabs(sliders),
            on_idle=self.refresh,
            prefetch=self._prefetch,
            set_start=self.set_start,
            shift_start=self.shift_start,
            goal=str(self.challenge or ""),
        )


def _control(name: str, choice: Slider, problem: Problem) -> Any:
    """Return the control of a setting: buttons for a schedule, else a slider or a tick box."""
    if name == "schedule":
        return schedule_buttons(choice)
    return controls.widget(name, choice, problem)


def _points_of(points: Sequence[Points], part: slice) -> list[Points]:
    """Return the points of some runs; an array that is in several places still is one object."""
    parts = {id(a): a[part] if len(a) > 1 else a for xy in points for a in xy}
    return [(parts[id(x)], parts[id(y)]) for x, y in points]
