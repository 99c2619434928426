"""How a Run is drawn, in still figures and in interactive ones.

A View says what does not move on an axes, which lines move, and where a Run puts them.
"""

from helpers.plotting.alternative_text import show
from helpers.plotting.axes import logarithmic, many_decades
from helpers.plotting.batches import full_batch
from helpers.plotting.gallery import gallery
from helpers.plotting.internals import moments
from helpers.plotting.robustness import robustness
from helpers.plotting.style import COLOURS, OWN_RULE, colour_of
from helpers.plotting.surface import surface
from helpers.plotting.view import Trace, View
from helpers.plotting.views import VIEWS

__all__ = ["COLOURS", "OWN_RULE", "VIEWS", "Trace", "View", "colour_of", "full_batch",
           "gallery", "logarithmic", "many_decades", "moments", "robustness",
           "show", "surface"]  # fmt: skip
