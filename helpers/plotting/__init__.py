"""How a Run is drawn, in still figures and in interactive ones.

A View says what does not move on an axes, which lines move, and where a Run puts them.

    gallery.py           still figures: views of runs side by side
    surface.py           the loss surface from the side
    good_rates.py        the learning rates at which several rules end low enough, as bars
    robustness.py        last loss against learning rate, of several rules
    times_fewer.py       how many examples are read for each target
    show.py              a still figure, with words for those who cannot see it
    view.py              what a View is
    views.py             all views by name
    trajectory.py        views: data and line, contours and path, loss
    one_parameter.py     views of a loss of one parameter
    valley.py            views along the axes of a valley
    true_shape.py        contours at the same scale for both parameters
    internals.py         views: steps and moments
    theory.py            views: what theory predicts
    batches.py           views of runs on mini-batches
    example_surfaces.py  the loss surfaces of single examples, and of their mean
    rate_regions.py      words on momentum's map of learning rate and beta
    overlays.py          the predicted noise floor, and where a run leaves the picture
    style.py             colours, fonts, sizes
    axes.py              labels, logarithmic axes
    bands.py             bands from the lowest to the highest run
"""

from helpers.plotting.axes import set_log_axis, set_wide_log_axis
from helpers.plotting.batches import full_batch
from helpers.plotting.example_surfaces import example_surfaces
from helpers.plotting.gallery import gallery
from helpers.plotting.good_rates import good_rates
from helpers.plotting.internals import moments
from helpers.plotting.robustness import robustness
from helpers.plotting.show import show
from helpers.plotting.style import COLOURS, OWN_RULE, colour_of
from helpers.plotting.surface import surface
from helpers.plotting.times_fewer import times_fewer
from helpers.plotting.view import Trace, View
from helpers.plotting.views import VIEWS

__all__ = ["COLOURS", "OWN_RULE", "VIEWS", "Trace", "View", "colour_of", "example_surfaces",
           "full_batch", "gallery", "good_rates", "moments", "robustness", "set_log_axis",
           "set_wide_log_axis", "show", "surface", "times_fewer"]  # fmt: skip
