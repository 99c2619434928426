"""The figure of the last losses at every learning rate."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from support.dataset import DIAMONDS

from helpers.descent import descend
from helpers.plotting import colour_of, robustness
from helpers.rules import adam


def test_robustness_draws_each_curve_in_its_panel_and_leaves_out_what_is_lost():
    rates = np.geomspace(1e-6, 1e3, 10)
    losses = {"carats": {"sgd": rates, "adam": rates / 2}, "points": {"sgd": [np.nan] * 9 + [1e9]}}
    figure = robustness(rates, losses)
    left, right = figure.axes
    assert [axes.get_title() for axes in (left, right)] == ["carats", "points"]
    drawn = {line.get_label(): line.get_ydata() for line in left.lines if len(line.get_xdata()) > 2}
    assert np.allclose(drawn["sgd"], rates) and np.allclose(drawn["adam"], rates / 2)
    assert np.isnan(right.lines[0].get_ydata()).all()
    assert left.get_xlabel() and left.get_ylabel()
    plt.close(figure)


def test_a_rule_that_comes_again_is_dashed_in_the_same_colour():
    rates = np.array([0.1, 1.0, 10.0])
    losses = {"rmsprop 0.999": rates, "adam": rates, "rmsprop 0.9": rates, "rmsprop": rates}
    figure = robustness(rates, {"carats": losses})
    lines = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert [line.get_label() for line in lines] == [*losses]
    assert [line.get_linestyle() for line in lines] == ["-", "-", "--", ":"]
    assert len({line.get_color() for line in lines if "rmsprop" in line.get_label()}) == 1
    plt.close(figure)


def test_rules_differ_by_the_shape_of_their_marks_and_a_rule_keeps_its_own():
    rates = np.array([0.1, 1.0, 10.0])
    figure = robustness(rates, {"c": dict.fromkeys(("sgd", "rmsprop 0.9", "rmsprop 0.999"), rates)})
    sgd, first, second = (line.get_marker() for line in figure.axes[0].lines[:3])
    assert first is second and first is not sgd
    plt.close(figure)


def test_a_label_is_read_as_in_all_figures():
    figure = robustness([0.1], {"carats": {"gradient descent, clipped": [1.0]}})
    assert figure.axes[0].lines[0].get_color() == colour_of("gradient descent, clipped")
    plt.close(figure)


@pytest.mark.parametrize(
    ("rates", "losses"),
    [
        ([-1.0], {"a": {"sgd": [1.0]}}),
        ([[0.1, 0.2]], {"a": {"sgd": [1.0]}}),
        ([0.1], "no dict"),
        ([0.1], {"a": {"mine": [1.0]}}),
        ([0.1], {"a": {"adamant": [1.0]}}),
        ([0.1], {"a": {3: [1.0]}}),
        ([0.1], {"a": {"sgd": [1.0, 2.0]}}),
    ],
)
def test_robustness_says_what_to_pass(rates, losses):
    with pytest.raises((TypeError, ValueError), match="must"):
        robustness(rates, losses)


def test_nine_decades_of_rates_are_one_run_of_many():
    rates = np.geomspace(1e-6, 1e3, 73)
    many = descend(adam, DIAMONDS, steps=30, batch_size=32, learning_rate=rates[:, None])
    for i in (0, 36, 72):
        single = descend(adam, DIAMONDS, steps=30, batch_size=32, learning_rate=rates[i])
        assert (many.path[:, i] == single.path).all()
