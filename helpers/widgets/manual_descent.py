"""The reader is the optimiser: one slider for each parameter, and a record of every move."""

from collections.abc import Sequence
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.core.number_text import format_short
from helpers.core.validation import checked_switch
from helpers.descent import check_problem, checked_start
from helpers.plotting import OWN_RULE, VIEWS, Trace
from helpers.plotting.gallery import checked_views
from helpers.plotting.style import MEDIUM, course_style
from helpers.plotting.trajectory import loss_points, path_points
from helpers.plotting.view import Points
from helpers.protocols import Problem
from helpers.widgets import controls
from helpers.widgets.board import Board, Positions, button
from helpers.widgets.captions import add_challenge, decimals, without_braces
from helpers.widgets.challenge import Challenge
from helpers.widgets.codec import SliderFrames, format_number
from helpers.widgets.grabs import Grab
from helpers.widgets.live_figure import Candidate, LiveFigure
from helpers.widgets.manual_descent_arguments import checked_slider_values, moves_challenge
from helpers.widgets.manual_descent_lines import (
    arrow_points,
    arrow_traces,
    residual_points,
    residual_trace,
    show_moves,
    target_points,
    target_traces,
)
from helpers.widgets.panels import panel_figure

MOVES = 40  # how many of the reader's moves are shown
FIRST_MOVES = 8  # how many there is room for at first, without a challenge


def manual_descent(
    problem: Problem,
    *,
    blindfold: bool = False,
    values: Sequence[ArrayLike] | None = None,
    challenge: Challenge | None = None,
) -> "ManualDescent":
    """Return one slider for each parameter: the reader is the optimiser.

    Beside the views of a run, sticks show the errors of some examples, and an arrow points
    downhill, against the gradient. The loss after each move is drawn on a logarithmic scale; where
    a problem's lowest loss is below 0, the loss above that.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    blindfold : bool
        True to hide the loss surface, and the data with the line.
    values : pair of array_like, optional
        For each parameter the values on its slider; by default round ones across the figure.
    challenge : Challenge, optional
        A target from ``challenge(loss=...)``, ticked off below the figure.

    Returns
    -------
    ManualDescent
        A board, shown where a cell ends with it.

    Raises
    ------
    TypeError, ValueError
        For what is no problem, values that are no list of numbers for each parameter, and a
        challenge that is not about the loss after some moves.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> board = manual_descent(ravine(), values=[[-2.0, 0.0, 2.0], [0.0, 0.3]])
    >>> board.moves.tolist()
    [[-2.0, 0.3]]
    """
    return ManualDescent(problem, blindfold, values, challenge)


class ManualDescent(Board):
    """What `manual_descent` returns.

    Attributes
    ----------
    problem : Problem
        What is minimised.
    challenge : Challenge or None
        As passed.
    moves : ndarray, shape (moves + 1, 2)
        The parameters where the sliders have rested, the start first.
    """

    def __init__(
        self,
        problem: Problem,
        blindfold: bool,
        values: Sequence[ArrayLike] | None,
        challenge: Challenge | None,
    ) -> None:
        check_problem(problem)
        checked_start(problem, None)
        if len(problem.parameter_names) != 2:
            raise ValueError(
                "manual_descent needs a problem with two parameters, such as DiamondPrices(train) "
                "or ravine()."
            )
        self.problem: Any = problem  # with rows a DataProblem
        self.challenge = moves_challenge(challenge)
        blindfold = checked_switch("blindfold", blindfold)
        self._values = checked_slider_values(problem, values)
        triples = zip(problem.parameter_names, self._values, problem.start, strict=True)
        sliders = {name: _slider(name, numbers, start) for name, numbers, start in triples}
        self._decimals = _decimals(problem)
        self._zero_of_plot = min(problem.lowest, 0.0)  # below 0 a logarithmic scale has nothing
        self.moves = np.empty((0, 2))
        self._length = 0  # of the axis of moves
        live = self._live_figure(sliders, blindfold)
        super().__init__(sliders, live, reset_button=button("Start again", self.reset))
        self.refresh(self.first_positions)

    @course_style()
    def _live_figure(self, sliders: dict[str, Any], blindfold: bool) -> LiveFigure:
        """Return the figure: what does not move, and the lines that the sliders move."""
        views = checked_views(self.problem, None)
        if blindfold:
            views = tuple(view for view in views if view != "data")
        figure, axes = panel_figure(
            self.problem, views, MOVES, show_contours=not blindfold, show_minimum=False
        )
        if blindfold:
            axes["contours"].set_title("Where you have been", fontsize=MEDIUM)
        self._axes, self._target = axes, self._drawn_target()
        self._length = self._axis_length()
        self._label_loss(axes["loss"])
        lines = {v: [Trace(t.line) for t in VIEWS[v].traces(axes[v], OWN_RULE)] for v in views}
        # The line is dragged by its ends, and the parameters on the map.
        dots = [(v, lines[v][VIEWS[v].handle]) for v in ("data", "contours") if v in lines]
        if "data" in lines:
            lines["data"].insert(0, residual_trace(axes["data"], self.problem))
        lines["contours"] += arrow_traces(axes["contours"])
        if self._target is not None:
            lines["loss"] = [*target_traces(axes["loss"], self._target), *lines["loss"]]
        return LiveFigure(
            figure,
            [trace for v in views for trace in lines[v]],  # none is a trail: there are no steps
            sliders=sliders,
            decimals=self._decimals,
            grabs=[Grab(axes[v], trace, list(sliders)) for v, trace in dots],
            on_idle=self.refresh,
            prefetch=self._prefetch,
            goal=str(self.challenge or ""),
        )

    def _label_loss(self, axes: Axes) -> None:
        """Label the loss of the moves, and set the limits of its axes."""
        axes.set_xlabel("your moves")
        if self._zero_of_plot < 0:
            axes.set_title("Your excess loss", fontsize=MEDIUM)
        else:
            height = float(self.problem.loss(self.problem.start)) or 1.0
            axes.set_title("Your loss", fontsize=MEDIUM)
            axes.set_ylim(height / 30, height * 30)
        show_moves(axes, self._length)

    def refresh(self, positions: Positions) -> None:
        """Count the sliders' positions as a move, and send the frames of every next move.

        Parameters
        ----------
        positions : dict
            {slider: position}: where the sliders rest.
        """
        with self._lock:
            params = self._params(positions)
            if len(self.moves) == 0 or (params != self.moves[-1]).any():
                self.moves = np.vstack([self.moves, params])
            with self.live.hold_sync():
                if self._length != self._axis_length():
                    self._length = self._axis_length()
                    show_moves(self._axes["loss"], self._length)
                    self.live.redraw()
                super().refresh(positions)

    def _axis_length(self) -> int:
        """Return for how many moves there is room: for the next one too."""
        budget = self.challenge.moves if self.challenge is not None else None
        length = budget or FIRST_MOVES
        while length < len(self.moves):
            length += (length + 1) // 2
        return length

    def _drawn_target(self) -> float | None:
        """Return where the loss that a challenge asks for is drawn, or None."""
        if self.challenge is None or self.challenge.limit <= self._zero_of_plot:
            return None
        return self.challenge.limit - self._zero_of_plot

    def reset(self) -> None:
        """Discard all moves and go back to the start."""
        with self._lock:
            self.moves = np.empty((0, 2))
            super().reset()

    def _prefetch(self, candidates: Sequence[Candidate]) -> SliderFrames:
        """Return a frame for each of some positions of the sliders, which are no moves yet."""
        with self._lock:
            params = [self._params(positions) for positions, _ in candidates]
            return self._frames_for(np.stack(params))

    def _frames_of(self, name: str, positions: Positions) -> SliderFrames:
        """Return the moves so far, and one more to each position of a slider."""
        axis = list(self.sliders).index(name)
        params = np.tile(self._params(positions), (len(self._values[axis]), 1))
        params[:, axis] = self._values[axis]
        return self._frames_for(params)

    def _frames_for(self, params: np.ndarray) -> SliderFrames:
        """Return the moves so far, and one more to each of `params`, of shape (positions, 2)."""
        past = self.moves[:-1][-MOVES:]
        paths = np.concatenate([np.tile(past, (len(params), 1, 1)), params[:, None]], axis=1)
        loss, gradient = self.problem.loss(paths)[..., None], self.problem.gradient(params)
        numbers = np.stack([loss[:, -1], gradient[:, :1], gradient[:, 1:]], axis=1)
        no_endings = [None] * len(params)
        texts, met = self._captions(params), np.zeros(len(params), dtype=bool)
        if self.challenge is not None:
            records = self._records(params, loss[:, -1, 0])
            texts, _ = add_challenge(texts, no_endings, list(map(self.challenge.of_moves, records)))
            met = np.array(list(map(self.challenge.is_met, records)))
        points = self._points(paths, loss, gradient, met)
        return SliderFrames(points, texts, numbers, no_endings)

    def _points(
        self, paths: np.ndarray, loss: np.ndarray, gradient: np.ndarray, met: np.ndarray
    ) -> list[Points]:
        """Return the points of all traces, in the order of the views data, contours and loss.

        `paths` (positions, moves, 2) and `loss` (positions, moves, 1) end with the move that may
        come next, where the slopes are `gradient` (positions, 2).
        """
        x, y = paths[..., 0, None], paths[..., 1, None]
        count = np.arange(paths.shape[1])[None, :, None] + max(len(self.moves) - 1 - MOVES, 0)
        drawn = loss - self._zero_of_plot
        start = np.tile(self.moves[0], (len(paths), 1)) if paths.shape[1] > 1 else paths[:, 0]
        params, data, target = paths[:, -1], [], []
        if "data" in self._axes:
            ends = np.array(self._axes["data"].get_xlim())
            line = ends[None, :, None], self.problem.predict(params, ends)[..., None]
            data = [residual_points(self.problem, params), line]
        nowhere = np.full((1, 1, 1), np.nan)  # the minimum is for the reader to find
        surface = path_points(
            path=(x, y),
            start=(start[:, :1, None], start[:, 1:, None]),
            current=(x[:, -1:], y[:, -1:]),
            minimum=(nowhere, nowhere),
        )
        arrow = arrow_points(self._axes["contours"], params, gradient)
        if self._target is not None:
            target = target_points(self._axes["loss"], self._target, met)
        curve = loss_points(curve=(count, drawn), current=(count[:, -1:], drawn[:, -1:]))
        return [*data, *surface, arrow, arrow, *target, *curve]

    def _captions(self, params: np.ndarray) -> list[str]:
        first, second = map(without_braces, self.problem.parameter_names)
        digits = self._decimals[0]
        lowest = format_number(self.problem.loss(self.moves).min(), digits)
        record = f"Moves so far: {len(self.moves) - 1}; the lowest loss among them: {lowest}."
        slopes = f"The slope here is {{1}} along {first} and {{2}} along {second}."
        return [
            f"{first} = {m}, {second} = {b}: loss {{0}}. {slopes} {record}"
            for m, b in (map(format_short, pair) for pair in params)
        ]

    def _records(self, params: np.ndarray, losses: np.ndarray) -> list[list[float]]:
        """Return the losses of all moves if the sliders rest at each of `params`."""
        past, moves_on = list(self.problem.loss(self.moves)), (params != self.moves[-1]).any(axis=1)
        pairs = zip(losses.tolist(), moves_on, strict=True)
        return [[*past, loss] if is_move else past for loss, is_move in pairs]

    def _params(self, positions: Positions) -> np.ndarray:
        pairs = zip(self.sliders, self._values, strict=True)
        return np.array([values[positions[name]] for name, values in pairs])


def _slider(name: str, numbers: np.ndarray, start: float) -> ipywidgets.SelectionSlider:
    """Return a slider that starts at the number nearest to `start`."""
    values = numbers.tolist()
    labels = controls.distinct_labels([format_short(value) for value in values], values)
    return ipywidgets.SelectionSlider(
        options=list(zip(labels, values, strict=True)),
        description=name,
        index=int(np.abs(np.subtract(values, start)).argmin()),
        **controls.slider_style(),
    )


def _decimals(problem: Problem) -> tuple[int, int, int]:
    """Return how many digits after the point the loss and both slopes have."""
    steepest = np.abs(problem.gradient(problem.start)).max()
    slopes = min(2, int(5 - np.floor(np.log10(steepest or 1.0))))
    return min(3, decimals(problem, 2)[0]), slopes, slopes
