"""Sliders, pictures and a caption, made from a rule's own signature.

`playground(rule)` lets a rule run; `steer(problem)` makes the reader the optimiser.
"""

import base64
import threading

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers import sliders as slides
from helpers.checks import point, whole_number
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend, name_of, settings_of
from helpers.live import LiveFigure, Strip
from helpers.pictures import COLOURS, OWN_RULE, PANEL, VIEWS, Trace, checked_views, label
from helpers.problems import DiamondPrices
from helpers.sliders import Slider
from helpers.sweep import sweep

__all__ = ["Slider", "playground", "steer"]

MOVES = 40  # how many of the reader's own moves `steer` shows


def playground(rules, problem=None, *, steps=100, start=None, views=None, **settings):
    """Return sliders that move the pictures of one rule, or of several on the same hillside.

    `rules`: a function like those in helpers.rules, a list of them, or {name: rule}. `problem`: by
    default the diamonds. `steps`: how many updates. `start`: where the walker begins. `views`:
    names from pictures.VIEWS. `settings`: batch_size, seed and the hyperparameters of the rules; a
    number is where the slider starts, a list gives its values (a list of one: no slider), and
    Slider(values, start) both. Raises TypeError or ValueError.
    """
    return Playground(rules, problem, steps, start, views, settings)


def steer(problem, *, blindfold=False, values=None):
    """Return one slider for each parameter: the reader is the optimiser.

    `blindfold`: show the ground walked on, not the hillside. `values`: for each parameter the
    values on its slider. Raises TypeError or ValueError.
    """
    return Steer(problem, blindfold, values)


class Board(ipywidgets.VBox):
    """Controls above a LiveFigure; saved with a picture and a line of text for readers who have
    no kernel. `now()` returns the frame on screen as (strip, position, step)."""

    def __init__(self, sliders, others, live):
        self.sliders, self.live = sliders, live
        columns = "repeat(auto-fit, minmax(min(100%, 380px), 1fr))"
        grid = ipywidgets.Layout(
            grid_template_columns=columns, max_width="960px", grid_gap="0 16px"
        )
        controls = ipywidgets.GridBox([*sliders.values(), *others], layout=grid)
        super().__init__([controls, live])

    def positions(self):
        """Return {slider: number of the value it stands on}."""
        return {name: slides.position(slider) for name, slider in self.sliders.items()}

    def _repr_mimebundle_(self, **kwargs):
        data = dict(super()._repr_mimebundle_(**kwargs))
        frame = self.now()
        data["text/plain"] = self.live.caption(*frame)
        data["image/png"] = base64.b64encode(self.live.png(*frame)).decode()
        width = round(self.live.figure.bbox.width)
        return data, {"image/png": {"width": width, "alt": data["text/plain"]}}


class Playground(Board):
    """What `playground` returns. `settings` and `run` are what the sliders say, as data."""

    def __init__(self, rules, problem, steps, start, views, settings):
        if problem is None:
            problem = DiamondPrices(split_diamonds(load_diamonds()).train)
        self.problem = problem
        self.rules = _named(rules)
        self.steps = whole_number("steps", steps, low=1, high=10_000)
        self.start = self._home = point("start", problem.start if start is None else start, 2)
        self._choices = slides.choices(self.rules.values(), problem, settings)
        self._views = checked_views(problem, views)
        self._lock = threading.RLock()

        controls = {name: slides.widget(name, choice, problem)
                    for name, choice in self._choices.items() if len(choice.values) > 1}  # fmt: skip
        self.stepper = ipywidgets.IntSlider(
            self.steps, 0, self.steps, description="step", **slides.wide()
        )
        reset = ipywidgets.Button(description="Reset", layout=ipywidgets.Layout(width="6.5em"))
        reset.on_click(lambda _: self.reset())
        figure, axes = _panels(problem, self._views, self.steps)
        traces = [trace for view in self._views for colour in self._colours()
                  for trace in VIEWS[view].traces(axes[view], colour)]  # fmt: skip
        if len(self.rules) > 1:
            label(axes[self._views[-1]], self._colours(), self.rules)
        live = LiveFigure(
            figure, traces, sliders=controls, step=self.stepper, decimals=self._decimals(),
            ground=axes.get("hillside"), rest=self.refresh, drop=self.drop, nudge=self.nudge,
        )  # fmt: skip
        super().__init__(controls, [self.stepper, reset], live)
        self._first = self.positions()
        self.refresh(self._first)

    @property
    def settings(self):
        """What the controls say: {name: value}, with the start and the step."""
        where = {"start": tuple(map(float, self.start)), "step": self.stepper.value}
        return {**self._values(self.positions()), **where}

    @property
    def run(self):
        """The Run that is on screen; of several rules {name: Run}."""
        values = self._values(self.positions())
        rows = {n: values[n] for n in ("batch_size", "seed") if self.problem.rows}
        runs = {
            name: descend(rule, self.problem, steps=self.steps, start=self.start, **rows,
                          **{n: values[n] for n in settings_of(rule)})
            for name, rule in self.rules.items()
        }  # fmt: skip
        return runs if len(runs) > 1 else next(iter(runs.values()))

    def reset(self):
        """Put every control and the walker back where they were at first."""
        with self._lock:
            self.start = self._home
            self.stepper.value = self.steps
            for name, place in self._first.items():
                slides.move(self.sliders[name], place)
            self.refresh(self._first)

    def drop(self, x, y):
        """Let the walker begin at (x, y)."""
        with self._lock:
            self.start = np.clip(point("start", (x, y), 2), *np.transpose(self.problem.domain))
            self.refresh(self.positions())

    def nudge(self, right, up):
        """Move the walker's start by a fortieth of the picture."""
        self.drop(*(self.start + np.ptp(self.problem.domain, axis=1) / 40 * (right, up)))

    def refresh(self, positions):
        """Compute every position of every slider around `positions`, and send them."""
        with self._lock:
            self.live.show(self.strips(positions, self.sliders), positions)

    def now(self):
        """Return (strip, position, step): the frame that the controls stand for."""
        return self.strips(self.positions(), ())["now"], 0, self.stepper.value

    def strips(self, positions, names):
        """Return {name: Strip}: every position of each named slider, the others at `positions`."""
        places = [(name, p) for name in names for p in range(len(self._choices[name].values))]
        places = places or [("now", 0)]
        rows = [self._values({**positions, name: p}) for name, p in places]
        runs = [sweep(rule, self.problem, rows, steps=self.steps, start=self.start)
                for rule in self.rules.values()]  # fmt: skip
        points = [xy for view in self._views for run in runs for xy in VIEWS[view].points(run)]
        numbers, captions, endings = self._numbers(runs), *self._captions(rows, runs)
        strips = {}
        for name in dict(places):
            part = [i for i, place in enumerate(places) if place[0] == name]
            part = slice(part[0], part[-1] + 1)
            strips[name] = Strip(_cut(points, part), captions[part], numbers[part], endings[part])
        return strips

    def _values(self, positions):
        first = {n: choice.values.index(choice.start) for n, choice in self._choices.items()}
        return {n: choice.values[positions.get(n, first[n])] for n, choice in self._choices.items()}

    def _colours(self):
        return [COLOURS.get(name.replace(" ", "_"), OWN_RULE) for name in self.rules]

    # ---- what the caption says

    def _decimals(self):
        height = max(abs(self.problem.lowest), float(self.problem.excess(self.problem.start)) / 10)
        loss = 4 - int(np.floor(np.log10(height)))
        if len(self.rules) > 1:
            return [loss] * len(self.rules)
        width = np.ptp(self.problem.domain, axis=1) / 2
        return [*(3 - np.floor(np.log10(width)).astype(int)).tolist(), loss, loss]

    def _numbers(self, runs):
        columns = [run.excess for run in runs]
        if len(runs) == 1:
            columns = [runs[0].path[..., 0], runs[0].path[..., 1], runs[0].loss, *columns]
        return np.stack(columns).transpose(2, 0, 1)

    def _captions(self, rows, runs):
        """Return for each row of settings its text, and its text from where it has diverged."""
        theory = _theory(self.problem)
        lost = [run.diverged_at for run in runs]
        captions, endings = [], []
        for i, row in enumerate(rows):
            said = [f"{slides.spoken(n)} {slides.aloud(n, row[n], self.problem)}"
                    for n in self.sliders]  # fmt: skip
            head = " · ".join([*said, f"step {{step}} of {self.steps}: "])
            if len(runs) > 1:
                ends = [f" (diverges at step {at[i]})" if at[i] >= 0 else "" for at in lost]
                said = [f"{name} {{{k}}}{end}"
                        for k, (name, end) in enumerate(zip(self.rules, ends, strict=True))]  # fmt: skip
                captions.append(f"{head}loss above the lowest: {', '.join(said)}. {theory}")
                endings.append(None)
                continue
            m, b = self.problem.parameter_names
            captions.append(f"{head}{m} = {{0}}, {b} = {{1}}; loss {{2}}, that is {{3}} above the "
                            f"lowest. {theory}")  # fmt: skip
            end = (
                f"{head}diverged: the loss is over 1,000 times the first since step {lost[0][i]}. "
            )
            endings.append((int(lost[0][i]), end + theory) if lost[0][i] >= 0 else None)
        return captions, endings


class Steer(Board):
    """What `steer` returns. `moves` are the points where the reader has been, shape (moves, 2)."""

    def __init__(self, problem, blindfold, values):
        self.problem = problem
        scale = MaxNLocator(nbins=70, steps=[1, 2, 5, 10])
        self._values = [scale.tick_values(low, high) for low, high in problem.domain]
        if values is not None:
            self._values = [point("values", v, len(v)) for v in values]
        names = problem.parameter_names
        controls = {
            name: ipywidgets.SelectionSlider(
                options=[(f"{v:.4g}", v) for v in numbers.tolist()], description=name,
                index=int(np.abs(numbers - begin).argmin()), **slides.wide(),
            )
            for name, numbers, begin in zip(names, self._values, problem.start, strict=True)
        }  # fmt: skip
        self._lock = threading.RLock()
        views = checked_views(problem, None)
        figure, axes = _panels(problem, views, MOVES, seen=not blindfold, known=False)
        height = float(problem.loss(problem.start))
        axes["loss"].set(title="Your loss", xlabel="your moves", ylim=(height / 30, height * 30))
        colour = OWN_RULE
        traces = [Trace(t.line) for v in views for t in VIEWS[v].traces(axes[v], colour)]
        live = LiveFigure(figure, traces, sliders=controls, decimals=(3, 2, 2), rest=self.refresh)
        restart = ipywidgets.Button(description="Start again")
        restart.on_click(lambda _: self.restart())
        super().__init__(controls, [restart], live)
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

    def now(self):
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
        points = [(x[:, :1], y[:, :1]), (x, y), (x[:, -1:], y[:, -1:]),
                  (count, loss), (count[:, -1:], loss[:, -1:])]  # fmt: skip
        if self.problem.rows:
            ends = np.array(self.live.figure.axes[0].get_xlim())
            points.insert(0, (ends[None, :, None], self.problem.predict(places, ends)[..., None]))
        slope = self.problem.gradient(places)
        numbers = np.stack([loss[:, -1], slope[:, :1], slope[:, 1:]], axis=1)
        lowest = self.problem.loss(self.moves).min()
        names = self.problem.parameter_names
        captions = [
            f"{names[0]} = {m:.4g}, {names[1]} = {b:.4g}: loss {{0}}. The slope here is {{1}} along "
            f"{names[0]} and {{2}} along {names[1]}. Your moves so far: {len(self.moves) - 1}; the "
            f"lowest loss among them: {lowest:.3f}."
            for m, b in places
        ]
        return Strip(points, captions, numbers, [None] * len(places))

    def _params(self, positions):
        return np.array([values[positions[name]]
                         for name, values in zip(self.sliders, self._values, strict=True)])  # fmt: skip


def _panels(problem, views, steps, *, seen=True, known=True):
    """Return a private figure (never pyplot: callbacks run in another thread) and its axes."""
    width, height = PANEL
    figure = Figure(figsize=(width * max(len(views), 2), height), dpi=100, layout="constrained")
    axes = dict(zip(views, np.ravel(figure.subplots(1, len(views))), strict=True))
    for view in views:
        VIEWS[view].still(axes[view], problem, steps, seen=seen, known=known)
    return figure, axes


def _named(rules):
    """Return {name: rule} for one rule, a list of them, or what is such a dict already."""
    if isinstance(rules, dict):
        named = dict(rules)
    else:
        rules = list(rules) if isinstance(rules, (list, tuple)) else [rules]
        named = {name_of(rule).replace("_", " "): rule for rule in rules}
        if len(named) < len(rules):
            raise ValueError("Two rules have the same name: pass {name: rule} with two names.")
    if not named:
        raise ValueError("playground needs a rule: pass one, such as gradient_descent.")
    for rule in named.values():
        settings_of(rule)
    return named


def _theory(problem):
    """Return what the theory says about a bowl: curvature, condition number, limit."""
    if problem.hessian is None:
        return ""
    flat, steep = np.linalg.eigvalsh(problem.hessian)
    return (f"Curvature {flat:.3g} to {steep:.3g}, condition number {steep / flat:,.3g}, "
            f"learning-rate limit of gradient descent {2 / steep:.3g}.")  # fmt: skip


def _cut(points, part):
    """Take the rows `part` of each array; one that stood in two places still does."""
    cut = {id(a): a[part] if len(a) > 1 else a for xy in points for a in xy}
    return [(cut[id(x)], cut[id(y)]) for x, y in points]
