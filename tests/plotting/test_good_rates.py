"""The figure of the learning rates at which rules end low enough."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from helpers.plotting import colour_of, good_rates

RATES = np.array([0.01, 0.1, 1.0, 10.0])
ENDS = {
    "carats": {
        "sgd": {"constant": [9, 0.1, np.nan, 0.1], "falling": [9, 0.1, 0.2, 9]},
        "adam 0.9, 0.999": {"constant": [9, 9, 9, 9], "falling": [0, 0, 0, 0]},
    },
}


@pytest.fixture
def axes():
    figure = good_rates(RATES, ENDS, 0.2)
    yield figure.axes[0]
    plt.close(figure)


def spans(bars):
    """Return where the bars of a collection begin and end."""
    return [tuple(path.get_extents().intervalx) for path in bars.get_paths()]


def test_a_bar_covers_each_learning_rate_that_is_good_and_no_other(axes):
    sgd_constant, sgd_falling, adam_constant, adam_falling = axes.collections
    half = 10**0.5  # of a decade: a bar goes half-way to its neighbours
    expected = [(0.1 / half, 0.1 * half), (10 / half, 10)]  # two bars: NaN between is not good
    np.testing.assert_allclose(spans(sgd_constant), expected)
    np.testing.assert_allclose(spans(sgd_falling), [(0.1 / half, 1 * half)])
    assert spans(adam_constant) == []
    np.testing.assert_allclose(spans(adam_falling), [(0.01, 10)])


def test_a_bar_up_to_the_highest_rate_ends_in_an_arrow_and_none_is_called_nowhere(axes):
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert len(arrows) == 2  # of sgd, constant, and of adam, falling
    assert all(line.get_xdata()[0] == 10 for line in arrows)
    (word,) = [text for text in axes.texts if text.get_text() == "nowhere"]
    adam, sgd = axes.get_yticks()
    assert abs(word.get_position()[1] - adam) < 0.5 < abs(word.get_position()[1] - sgd)


def test_rules_keep_their_colour_and_stand_from_top_to_bottom(axes):
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["adam 0.9, 0.999", "sgd"]  # from the bottom up
    colours = [to_hex(bars.get_facecolor()[0][:3]) for bars in axes.collections if spans(bars)]
    assert colours == [colour_of("sgd")] * 2 + [colour_of("adam")]
    (legend,) = axes.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["constant", "falling"]


# ---- several shuffles ---------------------------------------------------------------------------

FEW = [0.1] + [9.0] * 9  # one in ten is low enough, the mean is not
FEWER = [0.1] + [9.0] * 10
LUCKY = {
    "points": {
        "sgd": {"constant": [FEW] * 4, "falling": [FEW, [0.1] * 10, FEW, [9.0] * 10]},
        "adam": {"constant": [[9.0] * 10, FEW, [9.0] * 10, FEW], "falling": [[9.0] * 10] * 4},
    },
}


def drawn(losses, limit=0.2):
    """Return the axes of a figure that is closed already."""
    figure = good_rates(RATES, losses, limit)
    plt.close(figure)
    return figure.axes[0]


def heights(bars):
    """Return how high the bars of a collection are."""
    return {round(float(np.ptp(path.get_extents().intervaly)), 6) for path in bars.get_paths()}


def test_a_bar_is_where_the_mean_over_the_shuffles_is_low_enough():
    shuffles = np.array([[0.0, 0.5, 0.0, 0.1], [0.3, 0.0, np.inf, 0.2], [0.0, 0.0, 0.0, np.nan]]).T
    with_shuffles = drawn({"a": {"sgd": {"constant": shuffles}}}).collections[0]
    of_means = drawn({"a": {"sgd": {"constant": shuffles.mean(axis=1)}}}).collections[0]
    assert spans(with_shuffles) == spans(of_means) != []


def test_a_line_through_the_bar_is_where_at_least_one_shuffle_in_ten_is_low_enough():
    _, sgd_line, sgd_bar, falling_line, *_ = drawn(LUCKY).collections
    half = 10**0.5
    np.testing.assert_allclose(spans(sgd_line), [(0.01, 10)])
    np.testing.assert_allclose(spans(sgd_bar), [(0.1 / half, 0.1 * half)])
    np.testing.assert_allclose(spans(falling_line), [(0.01, 1 * half)])  # beyond it on both sides
    (thin,), (high,) = heights(falling_line), heights(sgd_bar)
    assert thin < high / 4
    (line,), (bar,) = falling_line.get_paths(), sgd_bar.get_paths()
    assert np.mean(line.get_extents().intervaly) == pytest.approx(
        np.mean(bar.get_extents().intervaly)
    )
    for part in (sgd_line, falling_line):
        assert to_hex(part.get_facecolor()[0], keep_alpha=True) == colour_of("sgd") + "ff"


def test_less_than_one_shuffle_in_ten_makes_no_line():
    axes = drawn({"a": {"sgd": {"constant": [FEWER] * 4}}})
    assert [spans(bars) for bars in axes.collections] == [[]]
    assert [text.get_text() for text in axes.texts] == ["nowhere"]


def test_where_there_is_a_line_nowhere_is_not_written():
    axes = drawn(LUCKY)
    (word,) = axes.texts  # of adam, falling; adam, constant, has a line without a bar
    assert word.get_position()[1] == pytest.approx(-0.12)


def test_a_line_up_to_the_highest_rate_ends_in_an_arrow_where_no_bar_does():
    arrows = [line for line in drawn(LUCKY).lines if line.get_marker() == ">"]
    assert len(arrows) == 2  # of sgd and of adam, constant
    both = drawn({"a": {"sgd": {"constant": [[0.1, 0.1]] * 4}}})
    (large,) = [line for line in both.lines if line.get_marker() == ">"]
    assert all(arrow.get_markersize() < large.get_markersize() for arrow in arrows)


def test_the_legend_names_the_line_where_there_are_shuffles():
    (legend,) = drawn(LUCKY).figure.legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["constant", "falling", "at least one shuffle in ten"]


def test_some_losses_may_have_shuffles_and_others_none():
    axes = drawn({"a": {"sgd": {"constant": [0.1] * 4, "falling": [FEW] * 4}}})
    assert [len(spans(bars)) for bars in axes.collections] == [1, 0, 1]


# ---- what it refuses ----------------------------------------------------------------------------


ONE = {"sgd": {"constant": [1.0, 2.0]}}
LOW, HIGH = [0.1, 0.1], [9.0, 9.0]


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        ({"P": {"sgd": {"constant": LOW}, "adam": {"constant": HIGH}},
          "Q": {"adam": {"constant": HIGH}, "sgd": {"constant": LOW}}},
         "rules of Q must be sgd, adam, in this order, as those of P, not adam, sgd"),
        ({"P": {"sgd": {"constant": LOW}},
          "Q": {"sgd": {"constant": LOW}, "adam": {"constant": LOW}}},
         "rules of Q must be sgd, in this order, as those of P, not sgd, adam"),
        ({"P": {"sgd": {"constant": LOW}, "adam": {"falling": HIGH, "constant": LOW}}},
         "schedules of adam in P must be constant, in this order, as those of sgd in P, not f"),
        ({"P": {"sgd": {"constant": LOW}}, "Q": {"sgd": {"falling": LOW}}},
         "schedules of sgd in Q must be constant, in this order"),
    ],
)  # fmt: skip
def test_all_panels_have_the_same_rules_and_all_rules_the_same_schedules(losses, message):
    """They share their labels, the legend and the opacity of a bar."""
    with pytest.raises(ValueError, match=message):
        good_rates([0.1, 1.0], losses, 0.2)


@pytest.mark.parametrize(
    ("rates", "losses", "limit"),
    [
        ([1.0], {"a": {"sgd": {"constant": [1.0]}}}, 1),
        ([1.0, 0.5], {"a": ONE}, 1),
        ([-1.0, 0.5], {"a": ONE}, 1),
        ([0.1, 0.2], "no dict", 1),
        ([0.1, 0.2], {"a": {"mine": {"constant": [1.0, 2.0]}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": [1.0, 2.0]}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {"constant": [1.0]}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {"constant": [[1.0, 2.0]]}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {"constant": [[], []]}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {"constant": [[[1.0]], [[2.0]]]}}}, 1),
        ([0.1, 0.2], {"a": {"sgd": {"constant": 1.0}}}, 1),
        ([0.1, 0.2], {"a": ONE}, [1, 2]),
        ([0.1, 0.2], {"a": ONE}, "low"),
    ],
)
def test_good_rates_say_what_to_pass(rates, losses, limit):
    with pytest.raises((TypeError, ValueError), match="must"):
        good_rates(rates, losses, limit)
