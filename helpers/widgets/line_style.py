"""The style of a matplotlib line, as a canvas in the browser takes it."""

from typing import Any

from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from helpers.plotting import Trace
from helpers.widgets.figure_layout import box_from_top_left

__all__ = ["canvas_style"]

INVISIBLE = ("None", None, "", " ")  # what matplotlib takes for no line, or no marker
SVG_COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}


def canvas_style(trace: Trace, height: float) -> dict[str, Any]:
    """Return the style of a trace's line; the keys are those of LineStyle in browser/types.d.ts.

    Parameters
    ----------
    trace : Trace
        The line, and whether it is drawn as a trail.
    height : float
        Height of the figure in pixels.

    Returns
    -------
    dict
        Lengths in pixels, colours as #rrggbbaa, the marker as an SVG path around (0, 0).
    """
    line, axes, figure = trace.line, trace.line.axes, trace.line.get_figure(root=True)
    assert axes is not None and figure is not None, "a trace's line is on an axes"
    pixel = figure.dpi / 72  # matplotlib gives lengths in points
    alpha, linestyle = line.get_alpha(), line.get_linestyle()
    _, dashes = line._dash_pattern  # pyright: ignore[reportAttributeAccessIssue]: no other way
    return {
        "trail": trace.trail,
        "line": None if linestyle in INVISIBLE else _css_colour(line.get_color()),
        "width": _rounded(line.get_linewidth() * pixel),
        "dashes": [] if linestyle == "-" or not dashes else [_rounded(d * pixel) for d in dashes],
        "alpha": 1 if alpha is None else alpha,
        "marker": _marker_path(line.get_marker(), line.get_markersize() * pixel),
        "fill": _css_colour(line.get_markerfacecolor()),
        "edge": _css_colour(line.get_markeredgecolor()),
        "edge_width": _rounded(line.get_markeredgewidth() * pixel),
        "clip": list(map(_rounded, box_from_top_left(axes.bbox, height)))
        if line.get_clip_on()
        else None,
    }


def _rounded(length: float) -> float:
    """Return a length in pixels without the digits that only take room where it is saved."""
    return round(float(length), 6)


def _css_colour(colour: Any) -> str:
    return to_hex(colour, keep_alpha=True)  # a browser knows no "C0" and no "none"


def _marker_path(marker: Any, size: float) -> str | None:
    """Return a marker's outline as an SVG path, `size` pixels large and with y pointing down."""
    if marker in INVISIBLE:
        return None
    style = MarkerStyle(marker)
    to_canvas = Affine2D(style.get_transform().get_matrix()).scale(size, -size)
    return _svg_path(style.get_path().transformed(to_canvas))


def _svg_path(path: Path) -> str:
    commands = []
    for points, code in path.iter_segments():
        numbers = " ".join(f"{p:.4f}" for p in points)
        commands.append("Z" if code == Path.CLOSEPOLY else SVG_COMMANDS[code] + numbers)
    return " ".join(commands)
