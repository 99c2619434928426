"""What is drawn over a view: the predicted noise floor, and where a run that diverges leaves it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.view import Points, Trace, empty_line
from helpers.plotting.views import VIEWS
from helpers.problems import LeastSquares
from helpers.registry import entry_of
from helpers.theory import shuffled_noise_floor

__all__ = ["Overlay", "exit_points", "extend_legend", "floor_is_known", "overlays",
           "predicted_floors"]  # fmt: skip

NOWHERE = np.full((1, 1, 1), np.nan)
MAX_WIDTHS = 1e6  # widths of the axes: to where a line to infinity is drawn


class Overlay(NamedTuple):
    """What moves over the lines of a view.

    Attributes
    ----------
    traces : list of Trace
        One line, or several that lie on each other.
    points : callable
        ``points(run, points)`` returns their (x, y), as View.points does, from a run and what the
        view's own function returned for it.
    """

    traces: list[Trace]
    points: Callable[[Run, list[Points]], Points]


def overlays(axes: Axes, view: str, colour: str, *, floor: bool) -> list[Overlay]:
    """Add the lines that lie over a view.

    Parameters
    ----------
    axes : Axes
        With the background of the view.
    view : str
        A name from ``VIEWS``.
    colour : str
        Of the noise floor.
    floor : bool
        Whether it is drawn, where the view has room for it.

    Returns
    -------
    list of Overlay
        The noise floor, and the mark where a run leaves the picture; those that the view has.
    """
    added = []
    if floor and VIEWS[view].has_floor:
        full_width = axes.get_yaxis_transform()
        looks = style.FLOOR_EDGE, {"color": colour, **style.FLOOR}
        lines = [empty_line(axes, transform=full_width, in_layout=False, **look) for look in looks]
        added.append(Overlay([Trace(line) for line in lines], _floor_points))
    path = VIEWS[view].path
    if path is not None:
        mark = Trace(empty_line(axes, in_layout=False, **style.EXIT_MARK))
        added.append(Overlay([mark], lambda run, points: exit_points(axes, run, points[path])))
    return added


# ---- the noise floor ----------------------------------------------------------------------------


def floor_is_known(rule: Any, problem: Any) -> bool:
    """Return whether theory predicts the noise floor of a rule.

    It does for momentum and for gradient descent, on least squares.

    Parameters
    ----------
    rule : callable
        Any rule.
    problem : Problem
        What is minimised.

    Returns
    -------
    bool
        True for gradient descent and momentum on least squares.
    """
    entry = entry_of(rule)
    return entry is not None and entry.heavy_ball and isinstance(problem, LeastSquares)


def predicted_floors(run: Run) -> np.ndarray:
    """Return the noise floor that theory predicts for each run of a sweep.

    A schedule is ignored: the floor is that of the unscheduled learning rate.

    Parameters
    ----------
    run : Run
        A run, or many at once, with at least one update.

    Returns
    -------
    ndarray, shape (runs,)
        In units of the loss; NaN where none is known. A run alone is one of 1 run.
    """
    runs = run.rows_seen[0].size
    problem = run.problem
    if not (floor_is_known(run.rule, problem) and isinstance(problem, LeastSquares)):
        return np.full(runs, np.nan)
    settings = run.canonical_settings
    rate, beta = (np.ravel(settings.get(name, 0.0)) for name in ("learning_rate", "beta"))
    sizes = np.ravel(run.rows_seen[1])  # read for the first update
    return np.broadcast_to(shuffled_noise_floor(problem, rate, sizes, beta), runs)


def _floor_points(run: Run, points: list[Points]) -> Points:
    return np.array([0.0, 1.0])[None, :, None], predicted_floors(run)[:, None, None]


# ---- where a run leaves the picture -------------------------------------------------------------


def exit_points(axes: Axes, run: Run, path: Points) -> Points:
    """Return where runs that diverge leave the axes and do not come back.

    Parameters
    ----------
    axes : Axes
        The axes, with their limits.
    run : Run
        A run, or many at once.
    path : (x, y)
        Where it is at each step, in data coordinates, shapes (runs, 1, steps + 1).

    Returns
    -------
    x, y : ndarray, shape (runs, 1, steps + 1)
        In data coordinates; NaN up to the last step inside, and where a run does not diverge. Where
        none does, one NaN each.
    """
    x, y = (axis[:, 0] for axis in np.broadcast_arrays(*path))
    with np.errstate(all="ignore"):
        pixels = axes.transData.transform(np.stack([x, y], axis=-1).reshape(-1, 2))
        places = axes.transAxes.inverted().transform(pixels).reshape(*x.shape, 2)
        inside = np.all((places >= 0) & (places <= 1), axis=-1)
    steps = x.shape[1] - 1
    last = steps - inside[:, ::-1].argmax(axis=1)
    leaves = np.ravel(run.ended_diverged) & inside.any(axis=1) & (last < steps)
    if not leaves.any():
        return NOWHERE, NOWHERE
    order = np.arange(len(x))
    inside_point, outside_point = places[order, last], places[order, np.minimum(last + 1, steps)]
    outside_point = np.where(np.isnan(outside_point), inside_point, outside_point).clip(
        -MAX_WIDTHS, MAX_WIDTHS
    )
    crossing = axes.transAxes.transform(_edge_crossing(inside_point, outside_point))
    exits = axes.transData.inverted().transform(crossing)
    after = leaves[:, None] & (np.arange(steps + 1) > last[:, None])
    out_x, out_y = (np.where(after, exit_[:, None], np.nan)[:, None] for exit_ in exits.T)
    return out_x, out_y


def _edge_crossing(inside_point: np.ndarray, outside_point: np.ndarray) -> np.ndarray:
    """Return where the way from one point to the other leaves the unit square."""
    direction = outside_point - inside_point
    with np.errstate(all="ignore"):
        fractions = np.where(direction == 0, 1.0, ((direction > 0) - inside_point) / direction)
    return inside_point + np.clip(fractions.min(axis=-1, keepdims=True), 0, 1) * direction


def extend_legend(axes: Axes, colour: str, name: str, **look: Any) -> None:
    """Add an entry to the legend of the axes, which is at the upper right, or make one.

    Parameters
    ----------
    axes : Axes
        The axes.
    colour, name : str
        Of the line in the legend.
    **look : object
        How it is drawn, as of Axes.plot.
    """
    legend = axes.get_legend()
    shown = zip(legend.legend_handles, legend.get_texts(), strict=True) if legend else ()
    entries = {text.get_text(): handle for handle, text in shown if handle is not None}
    entries[name] = empty_line(axes, color=colour, **look)
    axes.legend([*entries.values()], [*entries], loc="upper right", fontsize=style.SMALL)
