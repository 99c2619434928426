"""The figure of a playground: a line for each point that is computed, and what is dragged."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.descent import descend
from helpers.plotting import VIEWS
from helpers.plotting.style import SHAPES
from helpers.problems import ravine
from helpers.rules import gradient_descent, momentum
from helpers.widgets.playground_figure import PlaygroundFigure

ONE = {"momentum": momentum}
TWO = {"gradient descent": gradient_descent, "momentum": momentum}


def run_of(rule, problem=DIAMONDS):
    return descend(rule, problem, steps=20, learning_rate=[[0.01], [0.05]], batch_size=32)


@pytest.mark.parametrize("rules", [ONE, TWO])
@pytest.mark.parametrize("label", ["", "predicted noise floor"])
def test_runs_have_points_for_every_trace_and_the_floor_where_it_has_a_label(rules, label):
    drawn = PlaygroundFigure(DIAMONDS, ("data", "contours", "loss"), rules, 20, label)
    points = drawn.points([run_of(rule) for rule in rules.values()])
    assert len(points) == len(drawn.traces)
    for x, y in points:
        positions, _, steps = np.broadcast_shapes(x.shape, y.shape)
        assert positions in (1, 2) and steps in (1, 21)
    legend = drawn.axes["loss"].get_legend()
    words = [text.get_text() for text in legend.get_texts()] if legend else []
    assert (label in words) == bool(label)
    flat = [y for x, y in points if x.shape == (1, 2, 1) and np.array_equal(x.ravel(), [0, 1])]
    assert len(flat) == (2 * len(rules) if label else 0), "its edge, and itself"


def test_only_of_several_rules_a_line_has_a_name():
    for rules in (ONE, TWO):
        drawn = PlaygroundFigure(ravine(), ("contours", "loss"), rules, 20)
        labels = {str(trace.line.get_label()) for trace in drawn.traces}
        if rules is ONE:
            assert all(label.startswith("_") for label in labels)
        else:
            assert labels == set(TWO)


def test_rules_differ_by_the_shape_of_their_dots():
    drawn = PlaygroundFigure(ravine(), ("contours", "loss"), TWO, 20)
    for axes in drawn.axes.values():
        dots = [line for line in axes.lines if line.get_markeredgecolor() == "white"]
        shapes = [dot.get_marker() for dot in dots if dot.get_marker() in SHAPES]
        assert [*dict.fromkeys(shapes)] == [*SHAPES[:2]], "and those of the legend"


def test_the_start_is_dragged_on_one_view_and_settings_where_they_have_sliders():
    drawn = PlaygroundFigure(ravine(), ("speeds", "contours", "shape"), ONE, 20)
    (start,) = drawn.grabs([])
    assert start.axes is drawn.axes["contours"] and start.sliders == ()
    assert start.dots.line.axes is start.axes
    both = drawn.grabs(["learning_rate", "beta"])
    assert [grab.axes for grab in both] == [drawn.axes["contours"], drawn.axes["speeds"]]
    assert both[1].sliders == [name for name in VIEWS["speeds"].drags] == ["learning_rate"]
