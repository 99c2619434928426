"""The ways to look at a Run. One description serves the still figures and the live ones.

A View says what stands still on an axes, which lines move, and where a Run puts them.
"""

from helpers.views import batches, insides, theory, walk
from helpers.views.base import (
    COLOURS,
    OWN_RULE,
    Trace,
    View,
    colour_of,
    logarithmic,
    many_decades,
)
from helpers.views.batches import full_batch
from helpers.views.insides import moments
from helpers.views.theory import kept_by_momentum

__all__ = ["COLOURS", "OWN_RULE", "VIEWS", "Trace", "View", "colour_of", "full_batch",
           "kept_by_momentum", "logarithmic", "many_decades", "moments"]  # fmt: skip

VIEWS = walk.VIEWS | theory.VIEWS | batches.VIEWS | insides.VIEWS
