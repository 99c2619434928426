"""The ways to look at a Run. One description serves the still figures and the live ones.

A View says what stands still on an axes, which lines move, and where a Run puts them.
"""

from helpers.plotting.batches import full_batch
from helpers.plotting.gallery import gallery
from helpers.plotting.internals import moments
from helpers.plotting.robustness import robustness
from helpers.plotting.view import (
    COLOURS,
    OWN_RULE,
    Trace,
    View,
    colour_of,
    logarithmic,
    many_decades,
)
from helpers.plotting.views import VIEWS

__all__ = ["COLOURS", "OWN_RULE", "VIEWS", "Trace", "View", "colour_of", "full_batch",
           "gallery", "logarithmic", "many_decades", "moments", "robustness"]  # fmt: skip
