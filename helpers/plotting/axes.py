"""Titles and labels of axes, and logarithmic axes that are quick to draw."""

from collections.abc import Iterable
from textwrap import fill
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.ticker import LogFormatterSciNotation, NullLocator

from helpers.core.number_text import power_of_ten
from helpers.plotting import style

AxisName = Literal["x", "y"]


class TextSizes(NamedTuple):
    """Font sizes of axes.

    Attributes
    ----------
    title, label, ticks : float
        In points.
    """

    title: float
    label: float
    ticks: float


PANEL_TEXT = TextSizes(style.MEDIUM, style.AXIS_LABEL, style.SMALL)
WIDE_TEXT = TextSizes(style.LARGE, style.AXIS_LABEL, style.MEDIUM)


def label_axes(
    axes: Axes, title: str, x_label: str, y_label: str, *, sizes: TextSizes = PANEL_TEXT
) -> None:
    """Write title and labels, and remove the frame at the top and on the right.

    Parameters
    ----------
    axes : Axes
        The axes.
    title, x_label, y_label : str
        The texts, labels with their units.
    sizes : TextSizes
        PANEL_TEXT or WIDE_TEXT.
    """
    axes.set_title(title, fontsize=sizes.title, y=1)  # y=None would search for free room: slow
    axes.set_xlabel(x_label, fontsize=sizes.label)
    axes.set_ylabel(y_label, fontsize=sizes.label)
    axes.tick_params(labelsize=sizes.ticks)
    axes.spines[["top", "right"]].set_visible(False)


def as_plain_text(text: str) -> str:
    """Return a reader's own text for a title or an axis: no formulas, and lines that fit.

    Parameters
    ----------
    text : str
        As the reader wrote it.

    Returns
    -------
    str
        With $ escaped and lines of at most 36 characters.
    """
    return fill(text.replace("$", r"\$"), 36)


def legend_below(place: Figure | Axes, handles: Iterable[Artist]) -> Legend:
    """Add a legend below all axes of a wide figure, or below one, in as few rows as fit its width.

    Parameters
    ----------
    place : Figure or Axes
        The figure, in constrained layout; or axes with a label of the x-axis, for a figure whose
        panels the browser may stack.
    handles : iterable of Artist
        Lines that have labels.

    Returns
    -------
    Legend
        The one that was added.
    """
    handles = list(handles)
    figure = place.get_figure(root=True)
    assert figure is not None
    renderer = RendererAgg(1, 1, figure.dpi)  # only to measure texts
    where: dict[str, Any] = {"loc": "outside lower center"}
    if isinstance(place, Axes):
        where = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.15)}
    columns = max(len(handles), 1)
    while True:
        legend = place.legend(
            handles=handles, ncols=columns, fontsize=style.MEDIUM, handlelength=3, **where
        )
        if columns == 1 or legend.get_window_extent(renderer).width <= place.bbox.width:
            return legend
        legend.remove()
        rows = -(-len(handles) // columns)
        columns = -(-len(handles) // (rows + 1))


def set_log_axis(axes: Axes, axis_name: AxisName) -> None:
    """Make the x or the y axis logarithmic, with labels as in 10⁻³ or 2×10⁻³.

    Parameters
    ----------
    axes : Axes
        The axes.
    axis_name : str
        "x" or "y".
    """
    axes.set(**{f"{axis_name}scale": "log"})
    axis = getattr(axes, f"{axis_name}axis")
    axis.set_major_formatter(PlainTextPowers())
    axis.set_minor_formatter(PlainTextPowers())


def set_wide_log_axis(axes: Axes, axis_name: AxisName) -> None:
    """Make an axis logarithmic whose limits are too far apart to label its minor ticks.

    All minor ticks are one artist, which saves a fifth of the time that a board takes to draw.

    Parameters
    ----------
    axes : Axes
        The axes.
    axis_name : str
        "x" or "y".
    """
    set_log_axis(axes, axis_name)
    axes.add_artist(MinorTicks(axes, axis_name))


class MinorTicks(Line2D):
    """The minor ticks of a logarithmic axis as one line of markers.

    matplotlib itself makes five artists for each tick.
    """

    def __init__(self, axes: Axes, axis_name: AxisName) -> None:
        self._axis, self._horizontal = getattr(axes, f"{axis_name}axis"), axis_name == "x"
        self._tick_values = self._axis.get_minor_locator()
        self._axis.set_minor_locator(NullLocator())
        names = ("minor.size", "minor.width", "color")
        size, width, colour = (style.RC_PARAMS[f"{axis_name}tick.{name}"] for name in names)
        marker: Any = TICKDOWN if self._horizontal else TICKLEFT
        super().__init__([], [], ls="none", marker=marker, ms=size, mew=width, color=colour)
        transform = axes.get_xaxis_transform if self._horizontal else axes.get_yaxis_transform
        self.set(transform=transform("tick1"), zorder=self._axis.get_zorder())
        self.set(clip_on=False, in_layout=False)  # outside the axes, beside longer major ticks

    def draw(self, renderer: RendererBase) -> None:
        """Draw a marker at each minor tick within the current limits.

        Parameters
        ----------
        renderer : RendererBase
            As matplotlib passes it.
        """
        if self._axis.get_scale() == "log":
            low, high = sorted(self._axis.get_view_interval())
            ticks = [value for value in self._tick_values() if low <= value <= high]
            zeros = np.zeros(len(ticks))
            self.set_data((ticks, zeros) if self._horizontal else (zeros, ticks))
            super().draw(renderer)


class PlainTextPowers(LogFormatterSciNotation):
    """matplotlib's labels of logarithmic ticks, as plain text instead of formulas.

    Laying out the formulas takes a tenth of a second for each board.
    """

    def __call__(self, value: float, position: Any = None) -> str:
        """Return the label of one tick, or "" where matplotlib gives it none."""
        if not super().__call__(value, position):
            return ""
        exponent = int(np.floor(np.log10(value) + 1e-9))
        factor = round(value / 10.0**exponent, 9)
        power = power_of_ten(exponent)
        return power if factor == 1 else f"{factor:g}×{power}"
