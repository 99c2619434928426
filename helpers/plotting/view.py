"""What all views are made of."""

from collections.abc import Callable
from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.ticker import LogFormatterSciNotation, NullLocator

# One colour for each algorithm. They are Okabe & Ito's, which the colour-blind can tell apart, but
# with a darker orange and vermilion, so that thin lines too stand out from white.
COLOURS = {
    "gradient_descent": "#0072b2",
    "sgd": "#e57300",
    "momentum": "#009e73",
    "rmsprop": "#cc79a7",
    "adam": "#b33c00",
}
OWN_RULE = "#000000"
BLUE = COLOURS["gradient_descent"]
GREY = "#5f6b73"
CONTOUR = "#525a60"  # darker: it lies on grey ground
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Trace(NamedTuple):
    """A line that moves. A trail shows its first k + 1 points at step k; else the step's own."""

    line: Line2D
    trail: bool = False


class View(NamedTuple):
    """One way to look at a Run: three functions, used by `gallery` and by the playground.

    `seen`: whether the ground is drawn; `known`: whether the best place on it is.
    """

    background: Callable  # (axes, problem, steps, seen, known): draws what does not move
    traces: Callable  # (axes, colour) -> [Trace]
    points: Callable  # (run) -> [(x, y)], one for each trace, shapes that broadcast to
    #                   (runs, points, steps + 1)
    needs: str | None = None  # what a problem must have for it: "rows" or "hessian"


def colour_of(name):
    """Return the colour that a rule of this name has all through the course."""
    return COLOURS.get(name.replace(" ", "_"), OWN_RULE)


def per_run(values):
    """From (steps + 1, ...) to (runs, 1, steps + 1)."""
    return values.reshape(len(values), -1).T[:, None, :]


def tidy(axes, title, x_label, y_label):
    axes.set_title(title, fontsize=10, y=1)  # not "where there is room", which takes long to find
    axes.set_xlabel(x_label, fontsize=9)
    axes.set_ylabel(y_label, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def as_plain_text(text):
    """Return a reader's own text for a title or an axis: no formulas, and lines that fit."""
    return fill(text.replace("$", r"\$"), 36)


def height_of_start(problem):
    """Return the loss above the lowest at the start, or a height of that order if it is 0."""
    return float(problem.excess(problem.start)) or abs(float(problem.lowest)) or 1.0


def logarithmic(axes, which):
    """Make the "x" or "y" axis logarithmic."""
    axes.set(**{f"{which}scale": "log"})
    axis = getattr(axes, f"{which}axis")
    axis.set_major_formatter(Powers())
    axis.set_minor_formatter(Powers())


def many_decades(axes, which):
    """Make the "x" or "y" axis logarithmic, where it spans so much that its minor ticks need no
    labels: one artist then draws them all, which saves a fifth of the time that a board takes."""
    logarithmic(axes, which)
    axes.add_artist(MinorTicks(axes, which))


class MinorTicks(Line2D):
    """The minor ticks of a log axis, as one line of marks. It takes them from the axis, which would
    make five artists for each."""

    def __init__(self, axes, which):
        self._axis, self._across = getattr(axes, f"{which}axis"), which == "x"
        self._places = self._axis.get_minor_locator()
        self._axis.set_minor_locator(NullLocator())
        looks = ("minor.size", "minor.width", "color")
        size, width, colour = (rcParams[f"{which}tick.{look}"] for look in looks)
        marker = TICKDOWN if self._across else TICKLEFT
        super().__init__([], [], ls="none", marker=marker, ms=size, mew=width, color=colour)
        edge = axes.get_xaxis_transform if self._across else axes.get_yaxis_transform
        self.set(transform=edge("tick1"), zorder=self._axis.get_zorder())
        self.set(clip_on=False, in_layout=False)  # they stand outside, beside longer ones

    def draw(self, renderer):
        """Draw a mark at each place between the limits that the axis has now."""
        if self._axis.get_scale() == "log":
            low, high = sorted(self._axis.get_view_interval())
            places = [place for place in self._places() if low <= place <= high]
            edge = np.zeros(len(places))
            self.set_data((places, edge) if self._across else (edge, places))
            super().draw(renderer)


class Powers(LogFormatterSciNotation):
    """Labels the same ticks as matplotlib, but in plain text, as in 10⁻³ or 2×10⁻³: to set them as
    formulas takes a tenth of a second for each board."""

    def __call__(self, value, place=None):
        if not super().__call__(value, place):
            return ""
        exponent = int(np.floor(np.log10(value) + 1e-9))
        factor = round(value / 10.0**exponent, 9)
        power = "10" + str(exponent).translate(RAISED)
        return power if factor == 1 else f"{factor:g}×{power}"
