"""What all views have in common: a View's three functions, and the lines that move."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.descent import Run

Points = tuple[np.ndarray, np.ndarray]


class Trace(NamedTuple):
    """A line that moves.

    Attributes
    ----------
    line : Line2D
        The line, on its axes.
    trail : bool
        True if at step k it shows its points 0 to k, one for each step; False if at step k it
        shows all points of that step.
    """

    line: Line2D
    trail: bool = False


class Background(Protocol):
    """The first function of a View."""

    def __call__(
        self,
        axes: Axes,
        problem: Any,
        steps: int,
        *,
        show_contours: bool = True,
        show_minimum: bool = True,
    ) -> None:
        """Draw what does not move: labels, limits, contours, theory.

        Parameters
        ----------
        axes : Axes
            Empty axes.
        problem : Problem
            What is minimised.
        steps : int
            Number of updates that the axes must have room for.
        show_contours : bool
            False to leave out the contours of the loss.
        show_minimum : bool
            False to leave out the minimum.
        """
        ...


class View(NamedTuple):
    """One way to look at a Run, used by still figures and by interactive ones.

    Attributes
    ----------
    background : Background
        Draws what does not move.
    traces : callable
        ``traces(axes, colour)`` adds the lines that move, without points, and returns a Trace for
        each.
    points : callable
        ``points(run)`` returns (x, y) for each trace, in data coordinates: arrays that broadcast
        to (runs, points, steps + 1). A run alone is one of 1 run.
    needs : str, optional
        What a problem must have for it: "rows" or "hessian".
    parameters : int, optional
        How many parameters a problem must have for it; None for any number.
    beside : str, optional
        The name of a view that is always to the right of it; of several, to the right of the
        last.
    path : int, optional
        Which of the traces is the run itself, a point for each step: where it leaves the picture, a
        run that diverges is marked.
    start : int, optional
        Which of the traces is the start of the run, which a click on these axes sets: the x-axis is
        the first parameter, and the y-axis the second where there are two.
    handle : int
        Which of the traces is dragged to move sliders: those in `drags`, and in `manual_descent`
        those of the parameters.
    drags : tuple of str
        The settings that `handle` shows: along x, and along y where there are two.
    has_floor : bool
        True if the y-axis is the excess loss, which has room for a predicted noise floor.
    """

    background: Background
    traces: Callable[[Axes, str], list[Trace]]
    points: Callable[[Run], list[Points]]
    needs: str | None = None
    parameters: int | None = None
    beside: str | None = None
    path: int | None = None
    start: int | None = None
    handle: int = 0
    drags: tuple[str, ...] = ()
    has_floor: bool = False


def empty_line(axes: Axes, **look: Any) -> Line2D:
    """Return a new line without points.

    Parameters
    ----------
    axes : Axes
        The axes that it is added to.
    **look : object
        As of Axes.plot.

    Returns
    -------
    Line2D
        It is on the axes already.
    """
    return axes.plot([], [], **look)[0]


def per_run(values: np.ndarray) -> np.ndarray:
    """Return an array of a Run with its runs first.

    Parameters
    ----------
    values : ndarray, shape (steps + 1, ...)
        One number for each step and run.

    Returns
    -------
    ndarray, shape (runs, 1, steps + 1)
        The same numbers in another order.

    Examples
    --------

    >>> per_run(np.zeros((11, 3))).shape
    (3, 1, 11)
    """
    return values.reshape(len(values), -1).T[:, None, :]
