"""What the browser is told of axes and curves, to say the numbers of a point."""

import pytest
from matplotlib.figure import Figure

from helpers.plotting import Trace
from helpers.problems import ravine
from helpers.rules import adam, gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.readouts import axis_scales, curve_names

pytestmark = pytest.mark.usefixtures("nothing_is_drawn")


def test_each_axes_has_its_scales():
    left, right = (figure := Figure()).subplots(1, 2)
    left.set(
        xlabel="updates", ylabel="loss\n(log scale)", xlim=(-1, 11), yscale="log", ylim=(1, 99)
    )
    right.set(xlabel=r"price in \$", title="curvature", xlim=(3, 2), ylim=(0, 1))
    assert axis_scales(figure) == [
        {"x": {"name": "updates", "log": False, "limits": [-1, 11]},
         "y": {"name": "loss", "log": True, "limits": [1, 99]}},
        {"x": {"name": "price in $", "log": False, "limits": [3, 2]},
         "y": {"name": "curvature", "log": False, "limits": [0, 1]}},
    ]  # fmt: skip


def test_curves_have_their_axes_and_those_of_several_rules_their_names():
    left, right = (figure := Figure()).subplots(1, 2)
    pairs = [(left, "sgd"), (right, "_edge"), (right, None)]
    lines = [Trace(axes.plot([], [], label=label)[0]) for axes, label in pairs]
    assert curve_names(figure, lines) == [(0, "sgd"), (1, ""), (1, "")]
    alone, both = (playground(rules, ravine(), steps=3, views="loss").live.geometry["names"]
                   for rules in (adam, [gradient_descent, adam]))  # fmt: skip
    assert {name for _, name in alone} == {""}
    assert {name for _, name in both} == {"gradient descent", "adam"}
