"""What can be dragged on a picture: where it is."""

import numpy as np
import pytest
from support.small_figures import in_pixels, panel

from helpers.plotting import Trace
from helpers.widgets.grabs import Grab
from helpers.widgets.live_figure import LiveFigure

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")


def test_what_is_dragged_is_in_the_box_of_its_axes_from_the_top_left():
    axes, line = panel()
    traces = [Trace(axes.plot([], [])[0]), Trace(line)]
    grabs = [Grab(axes, traces[0], ["rate", "beta"]), Grab(axes, traces[1])]
    live = LiveFigure(axes.figure, traces, sliders={}, grabs=grabs)
    (left, right), (bottom, top) = in_pixels(axes, np.array([-2, 5.0]), np.array([-2, 5.0]))
    settings, start = live.geometry["grabs"]
    for grab in (settings, start):
        assert grab.pop("box") == pytest.approx([left, top, right - left, bottom - top])
    assert settings == {"dots": 0, "sliders": ["rate", "beta"]}
    assert start == {"dots": 1, "sliders": []} and live.start_axes is axes


def test_without_a_start_there_is_no_ground():
    axes, line = panel()
    grabs = [Grab(axes, Trace(line), ["rate"])]
    assert LiveFigure(axes.figure, [Trace(line)], sliders={}, grabs=grabs).start_axes is None
