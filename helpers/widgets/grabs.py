"""What a reader drags on a picture: the start of a run, or what a slider moves."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from helpers.plotting import Trace
from helpers.widgets.codec import to_pixels
from helpers.widgets.figure_layout import box_from_top_left

__all__ = ["Grab", "grab_geometry"]


class Grab(NamedTuple):
    """What can be dragged on one axes, anywhere on it.

    Attributes
    ----------
    axes : Axes
        The axes.
    dots : sequence of Trace
        The lines whose points are seen to be dragged: a finger must begin near one of them.
    x, y : (str, array_like) or None
        The slider that follows what is dragged along an axis, and the coordinate of each of its
        positions there. Without any it is the start of a run that is dragged.
    """

    axes: Axes
    dots: Sequence[Trace]
    x: tuple[str, Any] | None = None
    y: tuple[str, Any] | None = None


def grab_geometry(grab: Grab, traces: Sequence[Trace], height: float) -> dict[str, Any]:
    """Return what the browser must know of it: Grab in browser/types.d.ts.

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
        Lengths in pixels from the top left.
    """
    lines = [trace.line for trace in traces]
    line = grab.dots[0].line
    scales: list[dict[str, Any] | None] = []
    for axis, scale in enumerate((grab.x, grab.y)):
        if scale is None:
            scales.append(None)
            continue
        slider, values = scale
        pixels = to_pixels(line, np.asarray(values, dtype=float), axis)
        pixels = height - pixels if axis == 1 else pixels
        scales.append({"slider": slider, "pixels": np.nan_to_num(pixels, posinf=1e6).tolist()})
    return {
        "box": box_from_top_left(grab.axes.bbox, height),
        "dots": [lines.index(dot.line) for dot in grab.dots],
        "x": scales[0],
        "y": scales[1],
    }
