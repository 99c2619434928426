"""How a line looks in matplotlib and in the browser."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from support.small_figures import in_pixels, panel

from helpers.plotting import Trace
from helpers.widgets.line_style import canvas_style


def style_of(trail=False, dpi=100, **looks):
    """Return the style that is sent for a line with these properties of matplotlib's."""
    axes, line = panel(**looks)
    axes.figure.set_dpi(dpi)
    return canvas_style(Trace(line, trail), axes.figure.bbox.height)


def rgba(colour):
    """Read a colour as a browser does: only #rrggbb or #rrggbbaa here."""
    assert re.fullmatch("#([0-9a-f]{2}){3,4}", colour)
    return to_rgba(colour)


@pytest.mark.parametrize("colour", ["#0072b2", "C1", "tab:red", "0.6", (1, 0, 0), (1, 0, 0, 0.2)])
def test_colours_are_those_of_the_line_as_css_writes_them(colour):
    style = style_of(color=colour, marker="o", mfc="white", mec=colour)
    assert rgba(style["line"]) == pytest.approx(to_rgba(colour))
    assert rgba(style["edge"]) == pytest.approx(to_rgba(colour))
    assert rgba(style["fill"]) == (1, 1, 1, 1)


def test_a_marker_without_a_face_is_empty():
    assert rgba(style_of(marker="o", mfc="none")["fill"])[3] == 0
    assert rgba(style_of(marker="o", color="#0072b2")["fill"]) == to_rgba("#0072b2")


@pytest.mark.parametrize("dpi", [72, 100, 144])
def test_widths_are_in_pixels(dpi):
    style = style_of(dpi=dpi, lw=3, marker="o", mew=1.5)
    assert style["width"] == pytest.approx(3 * dpi / 72)
    assert style["edge_width"] == pytest.approx(1.5 * dpi / 72)


@pytest.mark.parametrize(
    ("linestyle", "dashes"),
    [("-", []), ("--", [3.7, 1.6]), (":", [1, 1.65]), ((0, (5, 2)), [5, 2])],
)
def test_dashes_are_in_pixels_and_grow_with_the_line(linestyle, dashes):
    style = style_of(ls=linestyle, lw=2)
    assert style["dashes"] == pytest.approx([2 * d * 100 / 72 for d in dashes])
    assert style["line"] is not None


@pytest.mark.parametrize("nothing", ["None", "", " "])
def test_a_line_or_a_marker_that_is_not_there(nothing):
    assert style_of(ls=nothing, marker="o")["line"] is None
    assert style_of(marker=nothing)["marker"] is None
    assert style_of()["marker"] is None


@pytest.mark.parametrize("marker", [".", "o", "s", "^", "v", "D", "*", "x", "+", "1"])
def test_a_marker_has_matplotlibs_outline_with_y_downwards(marker):
    path = style_of(marker=marker, ms=9)["marker"]
    numbers = np.array(re.findall(r"-?\d+\.\d+", path), dtype=float).reshape(-1, 2)
    outline = MarkerStyle(marker)
    box = outline.get_path().transformed(outline.get_transform()).get_extents()
    pixels = 9 * 100 / 72
    top_left, bottom_right = numbers.min(axis=0), numbers.max(axis=0)
    assert top_left == pytest.approx((box.x0 * pixels, -box.y1 * pixels), abs=1e-3)
    assert bottom_right == pytest.approx((box.x1 * pixels, -box.y0 * pixels), abs=1e-3)
    assert re.fullmatch(r"(M|L|Q|C|Z|-?\d+\.\d+| )+", path) and path[0] == "M"
    assert ("C" in path) == (marker in ".o") and ("Z" in path) == (marker not in "x+1")


def test_a_triangle_points_up():
    points = re.findall(r"(-?\d+\.\d+) (-?\d+\.\d+)", style_of(marker="^", ms=72)["marker"])
    assert min(points, key=lambda p: float(p[1])) == ("0.0000", "-50.0000")


def test_alpha_clip_and_trail():
    assert style_of()["alpha"] == 1 and style_of(alpha=0.3)["alpha"] == 0.3
    assert style_of(trail=True)["trail"] is True and style_of()["trail"] is False
    assert style_of(clip_on=False)["clip"] is None


def test_clip_is_the_axes_from_the_top_left():
    axes, _ = panel()
    (left, right), (bottom, top) = in_pixels(axes, np.array([-2, 5.0]), np.array([-2, 5.0]))
    assert style_of()["clip"] == pytest.approx([left, top, right - left, bottom - top])
