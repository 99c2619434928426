"""Still figures: views of runs side by side."""

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.core.signature import rule_name
from helpers.core.validation import checked_choice, short_repr
from helpers.descent import Run
from helpers.plotting.overlays import overlays
from helpers.plotting.style import (
    DASHES,
    PANEL,
    SHAPES,
    SMALL,
    CourseFigure,
    colour_of,
    course_style,
)
from helpers.plotting.view import Trace, View, empty_line
from helpers.plotting.views import VIEWS
from helpers.protocols import Problem

__all__ = [
    "add_legend",
    "checked_views",
    "draw_run",
    "gallery",
    "set_line_data",
    "tell_apart",
    "title_of",
]

NUMBERS = {1: "one parameter", 2: "two parameters"}


@course_style()
def gallery(
    *runs: Run, views: Iterable[str] | str | None = None, labels: Sequence[str] | None = None
) -> Figure:
    """Draw each view of the runs side by side.

    Parameters
    ----------
    *runs : Run
        Single runs of the same problem: what ``descend(...)`` returned.
    views : str or iterable of str, optional
        Names from ``VIEWS``, which the docstring of `playground` lists; by default the data, if
        there are any, the loss surface, or with a single parameter the curve of the loss, and the
        loss step by step.
    labels : list of str, optional
        A name for each run in the legend; by default the names of their rules.

    Returns
    -------
    Figure
        A figure of pyplot, with a panel for each view.

    Raises
    ------
    TypeError
        If an argument is not a single run.
    ValueError
        If the runs are of different problems, a view does not exist or does not suit the problem,
        or there are not as many labels as runs.

    Examples
    --------

    >>> from helpers.descent import descend
    >>> from helpers.problems import ravine
    >>> from helpers.rules import momentum
    >>> figure = gallery(descend(momentum, ravine(), steps=50, learning_rate=0.01))
    >>> [axes.get_xlabel() for axes in figure.axes]
    ['x', 'updates']
    >>> plt.close(figure)
    """
    if not runs or not all(isinstance(run, Run) and run.path.ndim == 2 for run in runs):
        raise TypeError("gallery draws single runs: pass what descend(...) returned.")
    if not all(_same_problem(run.problem, runs[0].problem) for run in runs):
        raise ValueError(
            "gallery draws all runs on one loss surface: pass runs of the same problem."
        )
    views = checked_views(runs[0].problem, views)
    names = [title_of(run) for run in runs]
    labels = names if labels is None else labels
    if not isinstance(labels, (list, tuple)) or len(labels) != len(runs):
        expected = f"{len(runs)} names, one for each run"
        raise ValueError(f"labels must be {expected}, not {short_repr(labels)}.")
    width, height = PANEL
    figure, grid = plt.subplots(
        1,
        len(views),
        figsize=(width * len(views), height),
        layout="constrained",
        squeeze=False,
        FigureClass=CourseFigure,
    )
    steps = max(run.steps for run in runs)
    for axes, view in zip(grid[0], views, strict=True):
        VIEWS[view].background(axes, runs[0].problem, steps)
        for position, run in enumerate(runs):
            tell_apart(draw_run(axes, view, run), position)
    if len(runs) > 1:
        add_legend(grid[0, -1], map(colour_of, names), labels, SHAPES)
    return figure


def _same_problem(problem: Problem, other: Problem) -> bool:
    """True if two problems, perhaps made one after the other, have the same loss surface."""
    if problem is other:
        return True
    corners = np.transpose(problem.domain)
    pairs = [
        (problem.domain, other.domain),
        (problem.minimum, other.minimum),
        (problem.excess(corners), other.excess(corners)),
    ]
    return all(np.array_equal(*pair) for pair in pairs)


def draw_run(axes: Axes, view: str, run: Run) -> list[Line2D]:
    """Draw the moving lines of a view as they are at the end of a run.

    Where a run that diverges leaves the picture it is marked, by one line more.

    Parameters
    ----------
    axes : Axes
        With the background of the view.
    view : str
        A name from ``VIEWS``.
    run : Run
        A single run.

    Returns
    -------
    list of Line2D
        One for each trace of the view.
    """
    points, colour = VIEWS[view].points(run), colour_of(title_of(run))
    lines = list(zip(VIEWS[view].traces(axes, colour), points, strict=True))
    marks = overlays(axes, view, colour, floor=False) if run.ended_diverged else []
    drawn_over = [(trace, mark.points(run, points)) for mark in marks for trace in mark.traces]
    for trace, xy in [*lines, *drawn_over]:
        x, y = np.broadcast_arrays(*xy)
        set_line_data(trace, x[0], y[0], run.steps)
    return [trace.line for trace, _ in lines]


def set_line_data(trace: Trace, x: np.ndarray, y: np.ndarray, step: int) -> None:
    """Move a line to where it is at a step.

    Parameters
    ----------
    trace : Trace
        The line.
    x, y : ndarray, shape (points, steps + 1)
        Its points in data coordinates; of a line that never moves there may be one step only.
    step : int
        The step to be shown.
    """
    if trace.trail:
        trace.line.set_data(x[0, : step + 1], y[0, : step + 1])
    else:
        k = min(step, x.shape[-1] - 1)
        trace.line.set_data(x[:, k], y[:, k])


def checked_views(problem: Problem, views: Iterable[str] | str | None) -> tuple[str, ...]:
    """Return the names of views as a tuple, each once.

    Parameters
    ----------
    problem : Problem
        What they will be drawn of.
    views : str or iterable of str, optional
        Names from ``VIEWS``; None for the default of `gallery`.

    Returns
    -------
    tuple of str
        With the views that always come beside others.

    Raises
    ------
    ValueError
        If a view does not exist or does not suit the problem, or there is none.
    """
    suitable = [name for name, view in VIEWS.items() if _suits(problem, view)]
    if views is None:
        return tuple(name for name in ("data", "curve", "contours", "loss") if name in suitable)
    views = [views] if isinstance(views, str) or not np.iterable(views) else views
    names = [_checked_view(problem, name, suitable) for name in views]
    if not names:
        raise ValueError(f"views needs at least one of {', '.join(suitable)}.")
    left_neighbour = {VIEWS[name].beside: name for name in names}  # {view: what is left of it}
    ordered = []
    for name in (name for name in names if name not in left_neighbour):
        beside = VIEWS[name].beside
        ordered += [name, beside] if beside and left_neighbour[beside] == name else [name]
    return tuple(dict.fromkeys(ordered))


def _suits(problem: Problem, view: View) -> bool:
    """True if a problem has what a view needs."""
    has_needs = not view.needs or getattr(problem, view.needs) is not None
    return has_needs and view.parameters in (None, len(problem.parameter_names))


def _checked_view(problem: Problem, name: Any, suitable: Sequence[str]) -> str:
    """Return the name of a view. Raises ValueError."""
    needed = VIEWS[name].parameters if isinstance(name, str) and name in VIEWS else None
    count = len(problem.parameter_names)
    if needed not in (None, count):
        known = ", ".join(map(repr, suitable))
        raise ValueError(
            f"The view {name} is about {NUMBERS[needed]}, and this problem has {NUMBERS[count]}: "
            f"views must be one of {known}, not {name!r}."
        )
    return checked_choice("views", name, suitable)


def title_of(run: Run) -> str:
    """Return the name of a run's rule for a reader; "sgd" for gradient descent on mini-batches.

    Parameters
    ----------
    run : Run
        A run, or many at once.

    Returns
    -------
    str
        With spaces, such as "gradient descent".
    """
    name = rule_name(run.rule)
    if name == "gradient_descent" and np.any(
        run.rows_seen[-1] < run.steps * (run.problem.rows or 0)
    ):
        name = "sgd"
    return name.replace("_", " ")


def tell_apart(lines: Iterable[Line2D], position: int) -> None:
    """Let the lines of a rule differ from those of others by more than their colour.

    Its dots at the current step get a shape. A view without them gets dashes.

    Parameters
    ----------
    lines : iterable of Line2D
        What a view draws of the rule. Dots have a white edge; a start, which has not, stays.
    position : int
        The rule is the first (0), second (1) … of the figure.
    """
    lines = list(lines)
    dots = [
        one for one in lines if one.get_marker() == "o" and one.get_markeredgecolor() == "white"
    ]
    for dot in dots:
        dot.set_marker(SHAPES[position % len(SHAPES)])
    for line in lines if not dots else ():
        if line.get_linestyle() == "-":
            line.set_linestyle(DASHES[position % len(DASHES)])


def add_legend(
    axes: Axes, colours: Iterable[str], names: Iterable[Any], shapes: Sequence[Any] = ("",)
) -> None:
    """Add a legend that names each colour.

    Parameters
    ----------
    axes : Axes
        The axes.
    colours, names : iterable
        Of the same length.
    shapes : sequence of markers
        Of their dots at the current step, one after the other and then from the first again.
    """
    named = zip(zip(colours, names, strict=True), cycle(shapes))
    handles = [empty_line(axes, color=colour, label=str(name), marker=shape, mec="white")
               for (colour, name), shape in named]  # fmt: skip
    axes.legend(handles=handles, loc="upper right", fontsize=SMALL)
