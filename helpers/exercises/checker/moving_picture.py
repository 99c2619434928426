"""An animation of the reader's rule beside the true one.

It is an SVG in an <img>: what does not move as a PNG, and over it the paths, which are drawn step
by step by CSS. A reader who has asked for less motion gets it as it is at the end.
"""

import base64
from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import quote

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from helpers.plotting import OWN_RULE, VIEWS, colour_of
from helpers.plotting.gallery import add_legend
from helpers.plotting.style import MEDIUM, MINIMUM_RING, PANEL, CourseFigure, course_style
from helpers.problems import DiamondPrices
from helpers.widgets.images import encode_png, reduce_colours

ANIMATION_SECONDS = 4
PAD = 0.1  # inches around each panel: the picture is a card
LINE_WIDTHS = (4.5, 1.6)  # of the true path, and of the reader's over it, in pixels
LESS_MOTION = "(prefers-reduced-motion: reduce)"
SAFE = "/:;,=+()'!*@"  # what may stay as it is in the URL of a picture


@course_style()
def moving_picture(
    problem: DiamondPrices,
    paths: Sequence[np.ndarray],
    labels: Sequence[str],
    counted: str = "updates",
) -> str:
    """Return an <img> of two paths side by side on the loss surface, and of their losses.

    Parameters
    ----------
    problem : DiamondPrices
        What is minimised.
    paths : sequence of two ndarrays
        Each of shape (steps + 1, 2): the right one, and the reader's.
    labels : sequence of two str
        The names of the two.
    counted : str
        What a step is called on the axis.

    Returns
    -------
    str
        HTML, with the picture inside it.
    """
    steps = len(paths[0]) - 1
    figure, maps, loss = _background(problem, labels, steps, counted)
    png = _png(figure)
    colours = colour_of(labels[0]), OWN_RULE
    lines = [(_pixels(axes, path), colour, LINE_WIDTHS[1])
             for axes, path, colour in zip(maps, paths, colours, strict=True)]  # fmt: skip
    for path, colour, width in zip(paths, colours, LINE_WIDTHS, strict=True):
        curve = np.stack([np.arange(steps + 1.0), problem.excess(path)], axis=-1)
        lines.append((_pixels(loss, curve), colour, width))
    width, height = (round(side) for side in figure.bbox.size)
    moving, at_the_end = (_svg(png, lines, width, height, moves=moves) for moves in (True, False))
    paths_on_one_map, curves = (
        [_pixels(maps[0], path) for path in paths],
        [lines[2][0], lines[3][0]],
    )
    same = _looks_the_same(*paths_on_one_map) and _looks_the_same(*curves)
    shown = "the same path and the same losses" if same else "two paths that differ"
    alt = f"{labels[1]} beside {labels[0]} on the diamonds, {steps} {counted} each: {shown}."
    source = f'<source media="{LESS_MOTION}" srcset="{at_the_end}">'
    attributes = f'width="{width}" style="max-width:100%;border-radius:8px"'
    return f'<picture>{source}<img {attributes} alt="{escape(alt)}" src="{moving}"></picture>'


def _background(
    problem: DiamondPrices, labels: Sequence[str], steps: int, counted: str
) -> tuple[CourseFigure, list[Axes], Axes]:
    """Return the figure without paths, the axes of the two maps, and those of the losses."""
    layout = ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD)
    figure = CourseFigure(figsize=(3 * PANEL[0], PANEL[1]), layout=layout)
    FigureCanvasAgg(figure)
    *maps, loss = figure.subplots(1, 3)
    for axes, label in zip(maps, labels, strict=True):
        VIEWS["contours"].background(axes, problem, steps)
        axes.plot(*problem.minimum, **MINIMUM_RING)
        axes.set_title(label, fontsize=MEDIUM)
    VIEWS["loss"].background(loss, problem, steps)
    loss.set_xlabel(counted)
    add_legend(loss, (colour_of(labels[0]), OWN_RULE), labels)
    return figure, maps, loss


def _png(figure: CourseFigure) -> bytes:
    """Return a figure as a PNG in few colours."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi=1.5 * figure.dpi)
    return encode_png(reduce_colours(Image.open(file).convert("RGB")))


def _svg(background: bytes, lines: Sequence[Any], width: int, height: int, *, moves: bool) -> str:
    """Return the URL of an SVG with lines, (points in pixels, colour, width), over a PNG."""
    style = "path{fill:none;stroke-linejoin:round;stroke-dasharray:1}"
    if moves:
        style += "".join(_animation(k, points) for k, (points, *_) in enumerate(lines))
    paths = "".join(
        f"<path id='l{k}' pathLength='1' stroke='{colour}' stroke-width='{thick}' "
        f"d='M{'L'.join(f'{x:.1f},{y:.1f}' for x, y in points)}'/>"
        for k, (points, colour, thick) in enumerate(lines)
    )
    data = base64.b64encode(background).decode()
    size = f"width='{width}' height='{height}'"
    image = f"<image {size} href='data:image/png;base64,{data}'/>"
    box = f"xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'"
    svg = f"<svg {size} {box}><style>{style}</style>{image}{paths}</svg>"
    return f"data:image/svg+xml,{quote(svg, safe=SAFE)}"


def _animation(number: int, points: np.ndarray) -> str:
    """Return the CSS that draws a line from one point to the next in equal times."""
    length = np.concatenate([[0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])
    hidden = 1 - length / (length[-1] or 1)
    times = np.linspace(0, 100, len(points))
    frames = zip(times, hidden, strict=True)
    moves = "".join(f"{time:.1f}%{{stroke-dashoffset:{share:.3f}}}" for time, share in frames)
    animation = f"animation:k{number} {ANIMATION_SECONDS}s linear"
    return f"#l{number}{{{animation}}}@keyframes k{number}{{{moves}}}"


def _looks_the_same(first: np.ndarray, second: np.ndarray) -> bool:
    """Return whether two lines, in pixels, are nowhere a whole pixel apart."""
    return first.shape == second.shape and bool((np.abs(first - second) < 1).all())


def _pixels(axes: Axes, points: np.ndarray) -> np.ndarray:
    """Return the finite ones of some points, in pixels from the top left of the figure."""
    assert axes.figure is not None
    pixels = axes.transData.transform(points[np.isfinite(points).all(axis=1)])
    return np.stack([pixels[:, 0], axes.figure.bbox.height - pixels[:, 1]], axis=-1)
