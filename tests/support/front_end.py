"""What the browser does to a board, for tests without a browser; and boards that draw nothing."""

from contextlib import contextmanager

import ipywidgets
from ipywidgets.widgets.widget import _instances
from matplotlib.figure import Figure

from helpers.widgets import figure_drawing


def draw_nothing(monkeypatch):
    """Make boards without their pictures: that takes a fifth of the time."""
    monkeypatch.setattr(figure_drawing.FigureDrawing, "_draw_background", lambda self: b"")
    monkeypatch.setattr(figure_drawing, "panel_extents", lambda figure: [(0.0, 1.0)])
    monkeypatch.setattr(Figure, "get_layout_engine", lambda figure: None)


@contextmanager
def closed_afterwards():
    """Close all widgets that are made in the meantime.

    Otherwise they and their figures live on, and each garbage collection searches them all.
    """
    before = set(_instances)
    yield
    for widget in [widget for name, widget in _instances.items() if name not in before]:
        widget.close()


def count_positions(control):
    """Return the number of values of a slider or a tick-box."""
    return 2 if isinstance(control, ipywidgets.Checkbox) else len(control.options)


def settings_at(board, positions):
    """Return the settings of a board with its sliders at `positions`, read from their options."""
    values = {name: v for name, v in board.settings.items() if name not in ("start", "step")}
    for name, position in positions.items():
        control = board.sliders[name]
        tick = isinstance(control, ipywidgets.Checkbox)
        values[name] = bool(position) if tick else control.options[position][1]
    return values


def drag(board, positions):
    """Move sliders as the browser does while one is dragged."""
    for name, position in positions.items():
        control = board.sliders[name]
        tick = isinstance(control, ipywidgets.Checkbox)
        set_state(control, **({"value": bool(position)} if tick else {"index": position}))


def rest(board, positions):
    """Move sliders as the browser does, which then reports that they rest."""
    drag(board, positions)
    send(board, kind="idle", positions=positions)


def set_state(control, **state):
    """Change the state of a widget as the browser does."""
    message = {"method": "update", "state": state, "buffer_paths": []}
    control.comm.handle_msg({"content": {"data": message}, "buffers": []})


def send(board, **content):
    """Send a message to the LiveFigure of a board, which must have no error to report."""
    message = {"method": "custom", "content": content}
    board.live.comm.handle_msg({"content": {"data": message}, "buffers": []})
    assert board.live.error_message == ""


def answer_to(board, **content):
    """Send a message to the LiveFigure of a board; return its answer and the buffers with it."""
    live, answers = board.live, []
    live.send = lambda content, buffers=None: answers.append((content, buffers))
    try:
        send(board, **content)
    finally:
        del live.send
    (answer,) = answers
    return answer
