"""The figure of the examples that are read for each target."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from helpers.plotting import colour_of, times_fewer

TARGETS = [0.1, 0.01, 0.0001]
READ = {"all": [800, 900, 990], "constant": [8, 100, 900], "falling": [6, 20, 330]}


@pytest.fixture
def axes():
    figure = times_fewer(TARGETS, READ)
    yield figure.axes[0]
    plt.close(figure)


def test_each_point_is_at_its_target_and_its_number_of_examples(axes):
    curves = {line.get_label(): line for line in axes.lines}
    for label, counts in READ.items():
        assert curves[label].get_xdata().tolist() == counts
        assert curves[label].get_ydata().tolist() == TARGETS
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["10", "1", "0.01"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(READ)


def test_the_gap_is_between_the_first_and_the_last_and_says_how_many_times_fewer(axes):
    gaps = [line for line in axes.lines if line.get_label() not in READ and len(line.get_xdata())]
    pairs = zip(READ["falling"], READ["all"], strict=True)
    assert [tuple(gap.get_xdata()) for gap in gaps] == list(pairs)
    assert [gap.get_ydata().tolist() for gap in gaps] == [[share, share] for share in TARGETS]
    assert [text.get_text() for text in axes.texts] == [
        "133 times fewer",
        "45 times fewer",
        "3 times fewer",
    ]
    for text, few, many in zip(axes.texts, READ["falling"], READ["all"], strict=True):
        assert few < text.xy[0] < many


def test_gradient_descent_and_sgd_have_their_colours_and_only_the_last_way_is_a_full_line(axes):
    gradient_descent, constant, falling = axes.lines[:3]
    assert gradient_descent.get_color() == colour_of("gradient_descent")
    assert constant.get_color() == falling.get_color() == colour_of("sgd")
    assert (constant.get_linestyle(), falling.get_linestyle()) == ("--", "-")
    figure = times_fewer(TARGETS, {name: READ[name] for name in ("all", "constant")})
    assert figure.axes[0].lines[1].get_linestyle() == "-"
    plt.close(figure)


def test_where_the_last_way_reads_more_the_gap_says_so():
    read = {"all": [100, 100, 100], "batches": [200, 1_500, 100]}
    (axes,) = times_fewer(TARGETS, read).axes
    assert [text.get_text() for text in axes.texts] == ["2 times more", "15 times more", "as many"]
    plt.close(axes.figure)


def test_a_target_that_is_not_reached_has_no_point_and_no_gap():
    few = np.array([8.0, 100.0, np.inf])
    figure = times_fewer(TARGETS, {"all": np.array(READ["all"]), "batches": few})
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.texts] == ["100 times fewer", "9 times fewer"]
    assert np.isnan(axes.lines[1].get_xdata()[2]) and len(axes.lines[0].get_xdata()) == 3
    figure.canvas.draw()
    plt.close(figure)


@pytest.mark.parametrize(
    ("targets", "read", "message"),
    [
        (0.1, READ, "targets must be a flat list of numbers"),
        (TARGETS, [1, 2, 3], "read must be {label: numbers of examples}"),
        (TARGETS, {"all": [1, 2, 3]}, "read must be {label: numbers of examples}"),
        (TARGETS, READ | {"more": [1, 2, 3]}, "read must be {label: numbers of examples}"),
        (TARGETS, {"all": [1, 2, 3], "some": [1, 2]}, "read of some must be 3 numbers"),
        (TARGETS, {"all": [1, 2, 3], "some": [1, 2, np.inf]}, "read of some"),
    ],
)
def test_what_cannot_be_drawn_is_refused(targets, read, message):
    with pytest.raises((TypeError, ValueError), match=message):
        times_fewer(targets, read)
