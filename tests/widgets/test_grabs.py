"""What can be dragged on a picture: where it is, and which slider follows it."""

import numpy as np
import pytest
from support.small_figures import LIMITS, in_pixels, panel

from helpers.plotting import Trace
from helpers.widgets.grabs import Grab
from helpers.widgets.live_figure import LiveFigure

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")


def test_what_is_dragged_is_in_the_box_of_its_axes_from_the_top_left():
    axes, line = panel()
    traces = [Trace(axes.plot([], [])[0]), Trace(line)]
    live = LiveFigure(axes.figure, traces, sliders={}, grabs=[Grab(axes, [traces[1]])])
    (left, right), (bottom, top) = in_pixels(axes, np.array([-2, 5.0]), np.array([-2, 5.0]))
    (grab,) = live.geometry["grabs"]
    assert grab.pop("box") == pytest.approx([left, top, right - left, bottom - top])
    assert grab == {"dots": [1], "x": None, "y": None} and live.ground is axes


@pytest.mark.parametrize("scale", LIMITS)
def test_a_slider_that_is_dragged_stands_where_matplotlib_draws_its_values(scale):
    axes, line = panel(scale, scale)
    x, y = np.linspace(0.1, 4, 7), np.geomspace(0.2, 5, 4)
    grab = Grab(axes, [Trace(line)], x=("rate", x), y=("beta", [0, *y]))
    live = LiveFigure(axes.figure, [Trace(line)], sliders={}, grabs=[grab])
    (sent,) = live.geometry["grabs"]
    across, down = in_pixels(axes, x, y[0])[0], in_pixels(axes, x[0], y)[1]
    assert sent["x"] == {"slider": "rate", "pixels": pytest.approx(across)}
    assert sent["y"]["slider"] == "beta" and sent["y"]["pixels"][1:] == pytest.approx(down)
    assert np.isfinite(sent["y"]["pixels"]).all() and live.ground is None
