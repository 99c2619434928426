"""The layout of a matplotlib figure: its legends, and the panels that can be shown separately."""

from itertools import pairwise

from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.transforms import BboxBase

__all__ = ["box_from_top_left", "legends_of", "panel_extents"]


def legends_of(figure: Figure) -> list[Legend]:
    """Return the legends of all axes.

    Parameters
    ----------
    figure : Figure
        A figure; legends of its own, outside its axes, do not count.

    Returns
    -------
    list of Legend
        Each legend once, in the order of the axes.
    """
    artists = dict.fromkeys(child for axes in figure.axes for child in axes.get_children())
    return [artist for artist in artists if isinstance(artist, Legend)]


def box_from_top_left(box: BboxBase, height: float) -> list[float]:
    """Return a box as [x, y, width, height] in pixels, y measured down from the top.

    Parameters
    ----------
    box : BboxBase
        A box in pixels, as matplotlib measures it from the bottom.
    height : float
        Height of the figure in pixels.

    Returns
    -------
    list of float
        [x, y, width, height] in pixels; (x, y) is the top left corner.
    """
    return [box.x0, height - box.y1, box.width, box.height]


def panel_extents(figure: Figure) -> list[tuple[float, float]]:
    """Return the panels of a figure that can be shown separately, from left to right.

    The browser puts them below each other where there is little room.

    Parameters
    ----------
    figure : Figure
        A figure whose layout is done.

    Returns
    -------
    list of (left, width)
        In fractions of the figure's width; a single (0, 1) where the axes share something.
    """
    undivided = [(0.0, 1.0)]
    if figure.legends or len(figure.axes) == 1:
        return undivided
    boxes = [axes.get_tightbbox(bbox_extra_artists=[]) for axes in figure.axes]  # with its labels
    boxes = sorted((box for box in boxes if box is not None), key=lambda box: box.x0)
    if any(a.x1 > b.x0 for a, b in pairwise(boxes)):
        return undivided
    edges = [float(a.x1 + b.x0) / 2 / figure.bbox.width for a, b in pairwise(boxes)]
    return [(left, right - left) for left, right in pairwise([0.0, *edges, 1.0])]
