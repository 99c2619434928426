"""What must stand below the picture of a board, worked out apart from the helpers that write it:
each number comes from a fresh run of one rule at one place of the sliders."""

from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache

import ipywidgets
import numpy as np
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure

from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.widgets import figure_drawing
from support.strip_decoder import rounded


def draw_nothing(monkeypatch):
    """Make boards without their pictures: that takes a fifth of the time."""
    monkeypatch.setattr(figure_drawing.FigureDrawing, "_draw_background", lambda self: b"")
    monkeypatch.setattr(figure_drawing, "panel_extents", lambda figure: [(0.0, 1.0)])
    monkeypatch.setattr(Figure, "get_layout_engine", lambda figure: None)


@contextmanager
def closed_afterwards():
    """Close all widgets that are made in the meantime: else they and their figures live on, and
    Python looks through them all whenever it collects garbage."""
    before = set(_instances)
    yield
    for widget in [widget for name, widget in _instances.items() if name not in before]:
        widget.close()


def settings_at(board, positions):
    """Return what the sliders say when they stand at `positions`, from what is on them."""
    values = {name: v for name, v in board.settings.items() if name not in ("start", "step")}
    for name, place in positions.items():
        control = board.sliders[name]
        tick = isinstance(control, ipywidgets.Checkbox)
        values[name] = bool(place) if tick else control.options[place][1]
    return values


def places(control):
    return 2 if isinstance(control, ipywidgets.Checkbox) else len(control.options)


# ---- what the browser sends ---------------------------------------------------------------------


def move(board, positions):
    """Move the sliders as the browser does while one is dragged."""
    for name, place in positions.items():
        control = board.sliders[name]
        tick = isinstance(control, ipywidgets.Checkbox)
        set_to(control, **({"value": bool(place)} if tick else {"index": place}))


def put(board, positions):
    """Move the sliders as the browser does, which then reports that they rest."""
    move(board, positions)
    say(board, kind="idle", positions=positions)


def set_to(control, **state):
    message = {"method": "update", "state": state, "buffer_paths": []}
    control.comm.handle_msg({"content": {"data": message}, "buffers": []})


def say(board, **content):
    message = {"method": "custom", "content": content}
    board.live.comm.handle_msg({"content": {"data": message}, "buffers": []})
    assert board.live.error_message == ""


# ---- a playground -------------------------------------------------------------------------------


def run_at(board, rule, settings, start):
    """Return a fresh Run of one rule of the board."""
    names = {
        *hyperparameter_defaults(rule),
        *(("batch_size", "seed") if board.problem.rows else ()),
    }
    chosen = tuple(sorted((name, settings[name]) for name in names))
    return _run(rule, board.problem, board.steps, tuple(map(float, start)), chosen)


@lru_cache(maxsize=2_000)
def _run(rule, problem, steps, start, chosen):
    return descend(rule, problem, steps=steps, start=start, **dict(chosen))


def sentence(board, settings, step, start=None):
    """Return the caption for these settings, from a fresh `descend` for each rule."""
    start = board.start if start is None else start
    runs = {name: run_at(board, rule, settings, start) for name, rule in board.rules.items()}
    parts = [
        f"{name.replace('_', ' ')} {aloud(name, settings[name], board.problem)}"
        for name in board.sliders
    ]
    head = " · ".join([*parts, f"step {step} of {board.steps}"])
    digits = board.live.decimals
    run = next(iter(runs.values()))
    if len(runs) > 1:
        said = [f"{name} {rounded(run.excess[step], p)}"
                + (f" (diverges at step {run.diverged_at})" if run.diverged_at is not None else "")
                for (name, run), p in zip(runs.items(), digits, strict=True)]  # fmt: skip
        body = f"loss above the lowest: {', '.join(said)}."
    else:
        values = *run.path[step], run.loss[step], run.excess[step]
        x, y, loss, excess = map(rounded, values, digits)
        first, second = board.problem.parameter_names
        body = f"{first} = {x}, {second} = {y}; loss {loss}, which is {excess} above the lowest."
        if run.diverged_at is not None and step >= run.diverged_at:
            first, usual = abs(run.loss[0]), abs(board.problem.loss(board.problem.start))
            passed = plain(1000 * usual, 3) if first < usual else "1,000 times the first"
            passed = f"at step {run.diverged_at} the loss passed {passed}"
            back = abs(run.loss[-1]) <= 1000 * max(first, usual)
            body = f"thrown: {passed}; now {body}" if back else f"diverged: {passed}."
    text = f"{head}: {body} {theory(board.problem) if board._theory else ''}".strip()
    return text if board.challenge is None else f"{text}\n{goal_line(board, run, settings)}"


def aloud(name, value, problem):
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in ("batch_size", "seed"):
        return f"all {value:,}" if (name, value) == ("batch_size", problem.rows) else f"{value:,}"
    return f"{value:.4g}"


def theory(problem):
    """Return what is said of a bowl, from the two eigenvalues of its table of curvatures."""
    if problem.hessian is None:
        return ""
    (mm, mb), (_, bb) = problem.hessian
    middle, apart = (mm + bb) / 2, np.hypot((mm - bb) / 2, mb)
    steep, flat = middle + apart, (mm * bb - mb * mb) / (middle + apart)
    return (
        f"Curvature {plain(flat, 3)} to {plain(steep, 3)}, "
        f"condition number {plain(steep / flat, 4)}, "
        f"learning-rate limit of gradient descent {plain(2 / steep, 3)}."
    )


def plain(value, digits):
    """Return a number to so many digits that count, without an exponent."""
    return f"{Decimal(f'{value:.{digits}g}'):,f}"


def goal_line(board, run, settings):
    """Return how the challenge stands at the end of its budget, whatever step is shown."""
    goal, step = board.challenge, run.steps
    if goal.updates is not None:
        step = min(step, goal.updates)
    while goal.rows is not None and run.rows_seen[step] > goal.rows:
        step -= 1
    height, lowest = float(run.excess[step]), board.problem.lowest
    value = height + lowest if goal.kind == "loss" else height
    value = height / lowest if goal.kind == "within" else value
    if any(settings[name] != wanted for name, wanted in goal.settings.items()):
        return f"☐ Challenge: {goal} (yours: other settings)."
    percent = goal.kind == "within"
    yours = f"{plain(100 * value, 3)} %" if percent else plain(value, 3)
    yours = yours if value <= 1e6 else "far off"
    return f"{'☑ Challenge met' if value < goal.limit else '☐ Challenge'}: {goal} (yours: {yours})."
