"""The lines that only manual descent draws: errors, the direction downhill, and the target."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.plotting import Trace, style
from helpers.plotting.view import Points, empty_line
from helpers.protocols import DataProblem

__all__ = ["arrow_points", "arrow_traces", "residual_points", "residual_trace", "show_moves",
           "target_points", "target_traces"]  # fmt: skip

MAX_RESIDUALS = 40  # how many examples have a stick to the line
ARROW = 0.2  # length of the arrow, as a fraction of the shorter side of its axes
BARB, BARB_ANGLE = 0.3, np.radians(28)  # of its head: part of the arrow's length, and to its line
ARROW_GAP = 0.22  # between the walker and the arrow, as a fraction of the arrow

# ---- the errors of some examples, as sticks from them to the line -------------------------------


def residual_trace(axes: Axes, problem: DataProblem) -> Trace:
    """Mark some examples, and add the line of the sticks that join them to the fitted line.

    Parameters
    ----------
    axes : Axes
        With the view "data".
    problem : DataProblem
        What is minimised: the problem whose examples are drawn.

    Returns
    -------
    Trace
        One line for all sticks.
    """
    rows = problem.sample(MAX_RESIDUALS)
    axes.plot(problem.x[rows], problem.y[rows], **style.SAMPLED)
    # Where many upright lines are close together, whole pixels would push them aside.
    return Trace(empty_line(axes, snap=False, **style.RESIDUALS))


def residual_points(problem: DataProblem, params: np.ndarray) -> Points:
    """Return the ends of the sticks, with a gap after each.

    Parameters
    ----------
    problem : DataProblem
        What is minimised: the problem whose examples are drawn.
    params : ndarray, shape (positions, 2)
        The parameters of the line at each position of a slider.

    Returns
    -------
    x, y : ndarray, shapes (1, points, 1) and (positions, points, 1)
        In data coordinates; a gap is NaN.
    """
    rows = problem.sample(MAX_RESIDUALS)
    x, y, line = problem.x[rows], problem.y[rows], problem.predict(params, problem.x[rows])
    nothing = np.full_like(line, np.nan)
    sticks = np.stack([np.broadcast_to(y, line.shape), line, nothing], axis=-1)
    return np.repeat(x, 3)[None, :, None], sticks.reshape(len(params), -1, 1)


# ---- the way downhill, as an arrow at the walker ------------------------------------------------


def arrow_traces(axes: Axes) -> list[Trace]:
    """Add the lines of the arrow downhill, its edge and itself, and a legend.

    Parameters
    ----------
    axes : Axes
        With the parameters as its axes.

    Returns
    -------
    list of Trace
        The edge, then the arrow.
    """
    edge = empty_line(axes, **style.DOWNHILL_EDGE)
    arrow = empty_line(axes, label="downhill", **style.DOWNHILL)
    axes.legend(handles=[arrow], loc="upper right", fontsize=style.SMALL)
    return [Trace(edge), Trace(arrow)]


def arrow_points(axes: Axes, params: np.ndarray, gradients: np.ndarray) -> Points:
    """Return the corners of an arrow at the walker, in the direction of the negative gradient.

    It has the same length everywhere, and there is none where the gradient is 0.

    Parameters
    ----------
    axes : Axes
        With the parameters as its axes; they must not move afterwards.
    params, gradients : ndarray, shape (positions, 2)
        Where the walker is, and the gradient there.

    Returns
    -------
    x, y : ndarray, shape (positions, 5, 1)
        In data coordinates; NaN where the gradient is 0.
    """
    corner, opposite = axes.viewLim.get_points()
    scale = axes.bbox.size / (opposite - corner)  # pixels for one unit of each parameter
    with np.errstate(all="ignore"):
        direction = -gradients * scale
        direction = direction / np.linalg.norm(direction, axis=1, keepdims=True)
    length = ARROW * min(axes.bbox.size)
    tip = (1 + ARROW_GAP) * length * direction
    barbs = [
        tip - BARB * length * direction @ _rotation(angle) for angle in (BARB_ANGLE, -BARB_ANGLE)
    ]
    pixels = np.stack([ARROW_GAP * length * direction, tip, barbs[0], tip, barbs[1]], axis=1)
    x, y = np.moveaxis(params[:, None] + pixels / scale, -1, 0)[..., None]
    return x, y


def _rotation(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


# ---- the loss of each move, and the target of a challenge ---------------------------------------


def show_moves(axes: Axes, moves: int) -> None:
    """Set the limits of the loss view's x-axis, in moves.

    Parameters
    ----------
    axes : Axes
        With the view "loss".
    moves : int
        How many.
    """
    axes.set_xlim(-0.02 * moves, 1.02 * moves)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=2))


def target_traces(axes: Axes, target: float) -> list[Trace]:
    """Label the target of a challenge, and add its line: one until it is met, another from then on.

    Parameters
    ----------
    axes : Axes
        With the view "loss".
    target : float
        What the loss must come below.

    Returns
    -------
    list of Trace
        Two, of which one has points at a time.
    """
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, target / 3), max(high, target * 3))
    axes.annotate(f"target {target:.3g}", (0.98, target), xycoords=axes.get_yaxis_transform(),
                  xytext=(0, 2), textcoords="offset points", ha="right", va="bottom",
                  fontsize=style.SMALL)  # fmt: skip
    return [Trace(empty_line(axes, **look)) for look in (style.TARGET, style.TARGET_MET)]


def target_points(axes: Axes, target: float, met: np.ndarray) -> list[Points]:
    """Return the points of both lines of a target.

    Parameters
    ----------
    axes : Axes
        With the view "loss".
    target : float
        What the loss must come below.
    met : ndarray of bool, shape (positions,)
        Whether the challenge is met, at each position of a slider.

    Returns
    -------
    list of (x, y)
        NaN on the line that is not shown.
    """
    ends = np.array(axes.get_xlim())[None, :, None]
    lines = (np.where(shown, target, np.nan)[:, None, None] for shown in (~met, met))
    return [(ends, np.broadcast_to(line, (len(met), 2, 1))) for line in lines]
