"""The reader is the optimiser: one slider for each parameter, and a record of every move."""

import threading

import ipywidgets
import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.validation import as_floats, checked_attributes, short_repr
from helpers.descent import checked_start
from helpers.plotting import OWN_RULE, VIEWS, Trace
from helpers.plotting.gallery import checked_views
from helpers.widgets import controls as slides
from helpers.widgets.board import Board, panels
from helpers.widgets.captions import decimals, with_goals
from helpers.widgets.live_figure import LiveFigure, SliderFrames

MOVES = 40  # how many of the reader's moves are shown


def manual_descent(problem, *, blindfold=False, values=None, challenge=None):
    """Return one slider for each parameter: the reader is the optimiser.

    The loss after each move is drawn on a logarithmic scale; where a problem's lowest loss is below
    0, the loss above that.
    `blindfold`: show the ground walked on, not the hillside. `values`: for each parameter the
    values on its slider. `challenge`: a target from exercises.challenge, ticked off below the
    picture. Raises TypeError or ValueError.
    """
    return ManualDescent(problem, blindfold, values, challenge)


class ManualDescent(Board):
    """What `manual_descent` returns. `moves` are the points where the reader has been, shape (moves, 2)."""

    def __init__(self, problem, blindfold, values, challenge):
        checked_start(problem, None)
        if challenge is not None:
            checked_attributes("challenge", challenge, "of_moves", "what challenge(...) returned")
            of_runs = challenge.updates or challenge.rows or challenge.settings
            if challenge.kind != "loss" or of_runs:
                raise ValueError("A challenge for manual_descent is about the loss after some moves: pass "
                                 "challenge(loss=3, moves=8).")  # fmt: skip
        self.challenge = challenge
        blindfold = checked_hyperparameter("blindfold", blindfold, False)
        self.problem = problem
        self._values = _values(problem, values)
        controls = {
            name: _control(name, numbers, begin)
            for name, numbers, begin in zip(
                problem.parameter_names, self._values, problem.start, strict=True
            )
        }
        self._lock = threading.RLock()
        views = checked_views(problem, None)
        figure, axes = panels(problem, views, MOVES, seen=not blindfold, known=False)
        axes["loss"].set_xlabel("your moves")
        self._floor = min(problem.lowest, 0.0)  # a logarithmic scale has no place for less than 0
        if self._floor < 0:
            axes["loss"].set_title("Your loss above the lowest", fontsize=10)
        else:
            height = float(problem.loss(problem.start)) or 1.0
            axes["loss"].set_title("Your loss", fontsize=10)
            axes["loss"].set_ylim(height / 30, height * 30)
        colour = OWN_RULE
        traces = [Trace(t.line) for v in views for t in VIEWS[v].traces(axes[v], colour)]
        self._decimals = _decimals(problem)
        live = LiveFigure(
            figure, traces, sliders=controls, decimals=self._decimals, on_idle=self.refresh
        )
        restart = ipywidgets.Button(description="Start again")
        restart.on_click(lambda _: self.restart())
        super().__init__(controls, live, home=restart)
        self._first = self.positions()
        self.moves = np.empty((0, 2))
        self.refresh(self._first)

    def refresh(self, positions):
        """Count the place where the sliders rest as a move, and compute every place next to it."""
        with self._lock:
            here = self._params(positions)
            if len(self.moves) == 0 or (here != self.moves[-1]).any():
                self.moves = np.vstack([self.moves, here])
            self.live.show({name: self.strip(name, positions) for name in self.sliders}, positions)

    def restart(self):
        """Forget all moves and go back to the start."""
        with self._lock:
            self.moves = np.empty((0, 2))
            for name, place in self._first.items():
                slides.move(self.sliders[name], place)
            self.refresh(self._first)

    def current_frame(self):
        """Return (strip, position, step): the frame that the sliders stand for."""
        positions = self.positions()
        name = next(iter(positions))
        return self.strip(name, positions), positions[name], 0

    def strip(self, name, positions):
        """Return the Strip of one slider: the last moves, and one more to each of its values."""
        axis = list(self.sliders).index(name)
        places = np.tile(self._params(positions), (len(self._values[axis]), 1))
        places[:, axis] = self._values[axis]
        past = self.moves[:-1][-MOVES:]
        walk = np.concatenate([np.tile(past, (len(places), 1, 1)), places[:, None]], axis=1)
        x, y = walk[..., 0, None], walk[..., 1, None]
        loss, count = self.problem.loss(walk)[..., None], np.arange(walk.shape[1])[None, :, None]
        drawn = loss - self._floor
        points = [
            (x, y),
            (x[:, :1], y[:, :1]),
            (x, y),
            (x[:, -1:], y[:, -1:]),
            (count, drawn),
            (count[:, -1:], drawn[:, -1:]),
        ]
        if self.problem.rows:
            ends = np.array(self.live.figure.axes[0].get_xlim())
            points.insert(0, (ends[None, :, None], self.problem.predict(places, ends)[..., None]))
        slope = self.problem.gradient(places)
        numbers = np.stack([loss[:, -1], slope[:, :1], slope[:, 1:]], axis=1)
        first, second = self.problem.parameter_names
        digits = self._decimals[0]
        lowest = f"{round(self.problem.loss(self.moves).min(), digits):.{max(digits, 0)}f}"
        record = f"Moves so far: {len(self.moves) - 1}; the lowest loss among them: {lowest}."
        slopes = f"The slope here is {{1}} along {first} and {{2}} along {second}."
        captions = [
            f"{first} = {_said(m)}, {second} = {_said(b)}: loss {{0}}. {slopes} {record}"
            for m, b in places
        ]
        if self.challenge is not None:
            done, here = self.problem.loss(self.moves), (places == self.moves[-1]).all(axis=1)
            ends = [[] if at else [end] for at, end in zip(here, loss[:, -1, 0], strict=True)]
            goals = [self.challenge.of_moves([*done, *end]) for end in ends]
            captions, _ = with_goals(captions, [None] * len(places), goals)
        return SliderFrames(points, captions, numbers, [None] * len(places))

    def _params(self, positions):
        pairs = zip(self.sliders, self._values, strict=True)
        return np.array([values[positions[name]] for name, values in pairs])


def _values(problem, values):
    """Return, for each parameter, the numbers on its slider."""
    if values is None:
        scale = MaxNLocator(nbins=70, steps=[1, 2, 5, 10])
        ticks = [scale.tick_values(low, high) for low, high in problem.domain]
        inside = zip(ticks, problem.domain, strict=True)  # of the picture: there one can see it
        return [numbers[(numbers >= low) & (numbers <= high)] for numbers, (low, high) in inside]
    names = problem.parameter_names
    some = isinstance(values, (list, tuple, np.ndarray)) and np.iterable(values)
    lists = [as_floats(v) for v in values] if some else []
    sound = [v is not None and v.size and np.isfinite(v).all() for v in lists]
    if len(lists) != len(names) or not all(sound):
        wanted = f"two lists of finite numbers, for {' and for '.join(names)}"
        raise ValueError(f"values must be {wanted}, not {short_repr(values)}.")
    return [np.unique(v) for v in lists]


def _control(name, numbers, begin):
    numbers = numbers.tolist()
    said = slides.labels([_said(v) for v in numbers], numbers)
    nearest = int(np.abs(np.subtract(numbers, begin)).argmin())
    return ipywidgets.SelectionSlider(
        options=list(zip(said, numbers, strict=True)),
        description=name,
        index=nearest,
        **slides.wide(),
    )


def _said(value):
    return f"{value:.4g}".replace("-", "−")


def _decimals(problem):
    """Return how many digits after the point the loss and the two slopes have."""
    steepest = np.abs(problem.gradient(problem.start)).max()
    slopes = min(2, int(5 - np.floor(np.log10(steepest or 1.0))))
    return min(3, decimals(problem, 2)[0]), slopes, slopes
