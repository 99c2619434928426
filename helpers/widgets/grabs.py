"""What can be dragged on a figure: the start of a run, or lines that sliders move."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from helpers.plotting import Trace
from helpers.widgets.figure_layout import box_from_top_left

__all__ = ["Grab", "grab_geometry"]


class Grab(NamedTuple):
    """What can be dragged on one axes, anywhere on it.

    Attributes
    ----------
    axes : Axes
        The axes.
    dots : Trace
        The line whose points are seen to be dragged: a finger must begin near one of them.
    sliders : sequence of str
        The sliders that follow it, one that moves it along x, or two; the browser knows from their
        frames where each position leads. Without any it is the start of a run that is dragged.
    """

    axes: Axes
    dots: Trace
    sliders: Sequence[str] = ()


def grab_geometry(grab: Grab, traces: Sequence[Trace], height: float) -> dict[str, Any]:
    """Return a grab as the browser takes it: Grab in browser/types.d.ts.

    Parameters
    ----------
    grab : Grab
        What can be dragged.
    traces : sequence of Trace
        All lines of the figure that move.
    height : float
        Height of the figure in pixels.

    Returns
    -------
    dict
        The box in pixels from the top left, the number of the line, and the sliders.
    """
    lines = [trace.line for trace in traces]
    box = box_from_top_left(grab.axes.bbox, height)
    return {"box": box, "dots": lines.index(grab.dots.line), "sliders": list(grab.sliders)}
