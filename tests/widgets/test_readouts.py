"""What the browser is told of axes and curves, to say the numbers of a point."""

import pytest
from matplotlib.figure import Figure

from helpers.plotting import Trace
from helpers.problems import ravine
from helpers.rules import adam, gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.readouts import axis_scales, curve_names

pytestmark = pytest.mark.usefixtures("nothing_is_drawn")


def test_each_trace_has_the_scales_of_its_axes():
    left, right = (figure := Figure()).subplots(1, 2)
    left.set(
        xlabel="updates", ylabel="loss\n(log scale)", xlim=(-1, 11), yscale="log", ylim=(1, 99)
    )
    right.set(xlabel=r"price in \$", title="curvature", xlim=(3, 2), ylim=(0, 1))
    traces = [Trace(axes.plot([], [])[0]) for axes in (right, left)]
    assert axis_scales(figure, traces) == [
        {"x": {"name": "price in $", "log": False, "limits": [3, 2]},
         "y": {"name": "curvature", "log": False, "limits": [0, 1]}},
        {"x": {"name": "updates", "log": False, "limits": [-1, 11]},
         "y": {"name": "loss", "log": True, "limits": [1, 99]}},
    ]  # fmt: skip


def test_curves_of_several_rules_have_their_names_and_those_of_one_have_none():
    axes = Figure().subplots()
    lines = [axes.plot([], [], label=label)[0] for label in ("sgd", "_edge", None)]
    assert curve_names(list(map(Trace, lines))) == ["sgd", "", ""]
    alone, both = (playground(rules, ravine(), steps=3, views="loss").live.geometry["names"]
                   for rules in (adam, [gradient_descent, adam]))  # fmt: skip
    assert set(alone) == {""} and set(both) == {"gradient descent", "adam"}
