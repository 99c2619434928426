"""How figures look: colours, font sizes, line looks, figure sizes, and independence of rcParams.

Every size of text is a multiple of FONT_SIZE: changing that one number changes all figures.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from helpers.registry import REGISTRY, RegistryView

# ---- colours ------------------------------------------------------------------------------------

# One colour for each algorithm, all through the course.
COLOURS = RegistryView(lambda: {name: entry.colour for name, entry in REGISTRY.items()})
RULES_IN_WORDS = tuple(name.replace("_", " ") for name in COLOURS)
OWN_RULE = "#000000"
FREE_COLOURS = ("#552233", "#001133")  # for new rules: tested beside all others
PARAMETERS = ("#4634c9", "#946600")  # of the first and of the second parameter
BLUE = COLOURS["gradient_descent"]
GREY = "#5f6b73"
PALE_GREY = "#7f8b92"
HIGHEST_GREY = "0.65"  # where the loss is higher than the contours go
CONTOUR = "#525a60"  # darker: it lies on grey areas
MINIMUM = "#f0e442"
DIVERGENCE = "#d55e00"
DIVERGENCE_AREA = "#f3c9ad"
EXAMPLES = ("#0072b2", "#c65d00", "#007a5a", "#a3437f")  # of single examples among all of them


def colour_of(name: str) -> str:
    """Return the colour that a rule has in every figure.

    Parameters
    ----------
    name : str
        Begins with the name of a rule, as `rule_in` reads it.

    Returns
    -------
    str
        A colour as ``#rrggbb``; black for a rule that is not part of the course.

    Examples
    --------

    >>> colour_of("gradient descent"), colour_of("gradient descent, clipped"), colour_of("my rule")
    ('#0072b2', '#0072b2', '#000000')
    """
    return COLOURS.get(rule_in(name), OWN_RULE)


def rule_in(label: object) -> str:
    """Return the name of the rule with which a label begins.

    Parameters
    ----------
    label : object
        A name with spaces or underscores; then perhaps how the rule is used: a comma and words, or
        a space and a number. Other words make it the name of another rule.

    Returns
    -------
    str
        As in the registry; empty if the label begins with no rule of the course.

    Examples
    --------

    >>> rule_in("gradient descent, clipped"), rule_in("rmsprop 0.9"), rule_in("adam with penalty")
    ('gradient_descent', 'rmsprop', '')
    """
    begin = re.match(r"(.+?)(?=,| [\d.]|$)", f"{label}")
    name = begin[0].replace(" ", "_") if begin else ""
    return name if name in COLOURS else ""


# ---- text, in points ----------------------------------------------------------------------------

FONT_FAMILY = ["sans-serif"]
FONT_SIZE = 10.0
LARGE = 1.2 * FONT_SIZE  # title of a wide figure
MEDIUM = FONT_SIZE  # title of a panel; tick labels and legend of a wide figure
AXIS_LABEL = 0.9 * FONT_SIZE
SMALL = 0.8 * FONT_SIZE  # tick labels, legend and annotations of a panel
TINY = 0.7 * FONT_SIZE  # labels of contours, and a legend with little room

# ---- figures, in inches -------------------------------------------------------------------------

PANEL = (3.2, 3.3)  # one view among several
WIDE = (9.6, 4.2)
WIDE_LOW = (9.6, 3.8)
SOLID = (6.4, 4.8)  # three dimensions
SOLID_PAD = 8.0  # between tick labels and the labels of its axes, in points

# ---- lines and points: keyword arguments of Axes.plot -------------------------------------------

Look = dict[str, Any]
_DOT: Look = {"ls": "none", "marker": "o"}

# The minimum is marked by a ring with an edge on both sides: a walker inside it stays visible.
_CIRCLE = Path.unit_circle()
_CORNERS = np.asarray(_CIRCLE.vertices)
_HOLE = 0.62 * np.vstack([_CORNERS[-2::-1], _CORNERS[:1]])  # the other way round
RING_MARKER = Path.make_compound_path(_CIRCLE, Path(_HOLE, _CIRCLE.codes))
_RING: Look = {"color": MINIMUM, "ls": "none", "marker": RING_MARKER, "mec": "black", "mew": 0.8}

CONTOUR_WIDTH = 0.5
ZERO: Look = {"color": GREY, "lw": 0.8}
GRID: Look = {"color": PALE_GREY, "alpha": 0.3, "lw": 0.8}
BAR_END: Look = {"marker": ">", "clip_on": False, "mew": 0}
BAR: Look = {"lw": 0}
TOLERANCE: Look = {"color": "black", "lw": 0.8, "ls": ":"}
EPOCH: Look = {"color": GREY, "lw": 1.0, "ls": ":"}
THEORY: Look = {"color": "black", "lw": 1.4}
LIMIT: Look = {"color": DIVERGENCE, "lw": 1.4, "ls": "--"}
SAMPLED: Look = {"color": "black", "ls": "none", "marker": "o", "ms": 4, "mew": 0}
RESIDUALS: Look = {"color": "#b5305a", "lw": 1.4}
DOWNHILL: Look = {"color": BLUE, "lw": 2.4}
DOWNHILL_EDGE: Look = {"color": "white", "lw": 4.5}
TARGET: Look = {"color": GREY, "lw": 1.4, "ls": "--"}
TARGET_MET: Look = {"color": "#1a7a3c", "lw": 2.2}
SURFACE: Look = {"rcount": 100, "ccount": 100, "alpha": 0.8, "lw": 0}
SURFACE_CONTOURS: Look = {"colors": CONTOUR, "linewidths": 0.7, "linestyles": "-"}
FLOOR_CONTOURS: Look = {**SURFACE_CONTOURS, "colors": GREY}
PLUMB_LINE: Look = {"color": "black", "lw": 0.8, "ls": ":"}
LABEL_BOX: Look = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": "none"}
FLAT_AXIS: Look = {"color": "black", "lw": 1.4}
STEEP_AXIS: Look = {"color": "#8c1515", "lw": 1.4}
DISTANCES: Look = {"ls": "none", "marker": "o", "ms": 4}
LOSS_CURVE: Look = {"color": GREY, "lw": 1.8}
CRITICAL: Look = {"color": "black", "lw": 1.2, "ls": ":"}
BEST_LINE: Look = {"color": "black", "lw": 1.2, "ls": "--"}
DATA: Look = {"color": GREY, "ls": "none", "marker": ".", "alpha": 0.5, "ms": 5, "mew": 0}
FEW_DATA: Look = {**DATA, "alpha": 0.8, "ms": 8}
MINIMUM_RING: Look = {**_RING, "ms": 17}
SMALL_RING: Look = {**_RING, "ms": 15}

EXAMPLE: Look = {**_DOT, "mec": "white", "mew": 1.2, "ms": 11}
ZERO_LOSS: Look = {"lw": 2.2}
TROUGH: Look = {"alpha": 0.16, "lw": 0}
MEAN_CONTOURS: Look = {"colors": "black", "linewidths": 0.9}
MINIMUM_OF_MEAN: Look = {**_DOT, "color": "black", "mec": "white", "mew": 1.2, "ms": 9}

FITTED_LINE: Look = {"lw": 2.2}
CURVE: Look = {"lw": 1.6}
WIDE_CURVE: Look = {"lw": 1.8}
MARKED_CURVE: Look = {"lw": 1.8, "marker": "o", "ms": 4}
FAINT_CURVE: Look = {"lw": 1.2, "alpha": 0.6}
BAND: Look = {"lw": 2.5, "alpha": 0.25, "solid_joinstyle": "round"}
PATH: Look = {"lw": 1.3, "marker": ".", "ms": 4}
PATH_ON_CURVE: Look = {"lw": 1.3, "marker": "o", "ms": 5}
PATH_EDGE: Look = {"color": "white", "lw": 3}  # around a path, which crosses grey areas
FULL_BATCH: Look = {"color": BLUE, "lw": 3.5, "alpha": 0.75}
UNCORRECTED: Look = {"lw": 1.4, "ls": ":"}
AS_USED: Look = {"lw": 2.0}
FLOOR_EDGE: Look = {"color": "white", "lw": 3.4, "alpha": 0.85}  # it lies on a noisy curve
FLOOR: Look = {"lw": 1.4, "ls": (0, (5, 3))}
EXIT_MARK: Look = {**_DOT, "marker": "X", "color": DIVERGENCE, "mec": "white", "mew": 1.0, "ms": 10,
                   "clip_on": False}  # fmt: skip
OF_GRADIENT_DESCENT: Look = {"color": BLUE, "lw": 1.8, "marker": "s", "ms": 8}
CURVES_OF_SGD = (  # in two ways
    {"color": COLOURS["sgd"], "lw": 1.4, "marker": "o", "ms": 5, "ls": "--", "alpha": 0.6},
    {"color": COLOURS["sgd"], "lw": 1.8, "marker": "o", "ms": 8},
)
BETWEEN: Look = {"color": GREY, "lw": 1.0, "zorder": 1}
EACH_STEP: Look = {"lw": 0.8, "alpha": 0.35}
GRADIENTS: Look = {"color": PALE_GREY, "ls": "none", "marker": ".", "ms": 5}

CURRENT_STEP: Look = {**_DOT, "mec": "white", "mew": 1.0, "ms": 7}
CURRENT_PARAMETERS: Look = {**_DOT, "mec": "white", "mew": 1.2, "ms": 9}
CURRENT_RATE: Look = {"lw": 1.0, "marker": "o", "mec": "white", "ms": 8}
START: Look = {**_DOT, "color": "white", "mew": 1.5, "ms": 7}
START_IN_SPACE: Look = {**START, "mec": "black", "ms": 9}

# Of several rules in one figure, so that they can be told apart without their colours. The dots at
# the current step have shapes that matplotlib does not move to whole pixels: a browser does not.
SHAPES: tuple[Any, ...] = (
    "o",
    Path.unit_regular_polygon(3),
    Path([(0, 1.2), (0.8, 0), (0, -1.2), (-0.8, 0), (0, 1.2)], closed=True),
    Path(-np.asarray(Path.unit_regular_polygon(3).vertices), closed=True),
    Path.unit_regular_star(5, 0.5),
    Path.unit_regular_polygon(5),
)
DASHES = (
    "-",
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (8, 2, 2, 2)),
    (0, (4, 1, 1, 1, 1, 1)),
)  # where no dots are

# ---- rcParams -----------------------------------------------------------------------------------

_SESSION = {"backend", "backend_fallback", "interactive", "figure.max_open_warning"}
RC_PARAMS: dict[Any, Any] = {
    name: value for name, value in matplotlib.rcParamsDefault.items() if name not in _SESSION
} | {"font.family": FONT_FAMILY, "font.size": FONT_SIZE}
_LOCK = threading.RLock()


@contextmanager
def course_style() -> Iterator[None]:
    """Make or draw a figure with RC_PARAMS, whatever a reader has set in rcParams.

    rcParams are shared by all threads. They are left alone if they equal RC_PARAMS already.

    Yields
    ------
    None
        For a `with` block, or as a decorator.

    Examples
    --------

    >>> with matplotlib.style.context("dark_background"), course_style():
    ...     matplotlib.rcParams["text.color"]
    'black'
    """
    with _LOCK:
        if all(matplotlib.rcParams[name] == value for name, value in RC_PARAMS.items()):
            yield
        else:
            with matplotlib.rc_context(RC_PARAMS):
                yield


class CourseFigure(Figure):
    """A Figure that is drawn in the course's style, whatever rcParams are when it is drawn.

    matplotlib creates ticks and looks up fonts only then, not when the figure is made.
    """

    def __repr__(self) -> str:
        """Return what stands for the picture in a notebook, as of any Figure."""
        return super().__repr__().replace(type(self).__name__, Figure.__name__, 1)

    def draw(self, renderer: RendererBase) -> None:
        """Draw as Figure does.

        Parameters
        ----------
        renderer : RendererBase
            As matplotlib passes it.
        """
        with course_style():
            super().draw(renderer)

    def get_tightbbox(self, *args: Any, **kwargs: Any) -> Bbox:
        """Return the box around everything, as Figure does.

        Parameters
        ----------
        *args, **kwargs : object
            As of Figure.

        Returns
        -------
        Bbox
            In inches.
        """
        with course_style():
            return super().get_tightbbox(*args, **kwargs)

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """Save as Figure does.

        Parameters
        ----------
        *args, **kwargs : object
            As of Figure.
        """
        with course_style():
            super().savefig(*args, **kwargs)
