"""What a comparison counts: when runs settle, and which learning rates are good enough."""

import numpy as np
import pytest

from helpers.comparisons import good_range, updates_to_settle


def test_a_run_settles_when_it_comes_for_the_last_time():
    assert updates_to_settle([5.0, 1.0, 3.0, 1.0, 0.5], 1.0) == 3
    assert updates_to_settle([1.0, 1.0], 1.0) == 0
    assert updates_to_settle([5.0, 4.0, 1.0], 1.0) == 2


@pytest.mark.parametrize("target", [1.0, np.array(1, dtype=object)])
@pytest.mark.parametrize("end", [1.1, np.nan, np.inf])
def test_a_run_that_ends_above_the_target_has_not_settled(end, target):
    assert updates_to_settle([5.0, 0.5, end], target) == np.inf


def test_many_runs_settle_one_by_one():
    excess = np.array([[9.0, 9.0, 0.0], [0.0, 9.0, np.nan], [0.0, 9.0, 0.0]])
    assert updates_to_settle(excess, 1.0).tolist() == [1, np.inf, 2]


def test_without_numbers_there_is_nothing_to_count():
    with pytest.raises(ValueError, match="excess must be numbers"):
        updates_to_settle([], 1.0)


FOUR = [0.001, 0.01, 0.1, 1.0]


def test_the_good_range_is_that_of_the_mean():
    losses = np.array([[0.0] * 4 + [20.0], [1.0] * 5, [0.0] * 4 + [np.inf], [1.0] * 5])
    good = good_range(FOUR, losses, 2.0)
    assert (good.lowest, good.highest) == (0.01, 1.0)
    assert good.decades == pytest.approx(2)


def test_the_spread_is_that_of_the_groups():
    losses = np.ones((4, 10))
    losses[0, [0, 5]] = 9.0  # both of the first group
    counts = [3, 4, 4, 4, 4]
    assert good_range(FOUR, losses, 2.0).spread == pytest.approx(np.std(counts))
    assert good_range(np.power(FOUR, 0.5), losses, 2.0).spread == pytest.approx(np.std(counts) / 2)


def test_without_a_good_learning_rate_there_is_no_range():
    good = good_range(FOUR, np.full((4, 5), np.inf), 2.0)
    assert np.isnan([good.lowest, good.highest]).all() and good.decades == good.spread == 0


@pytest.mark.parametrize(
    ("rates", "losses"),
    [
        (FOUR, np.ones((3, 5))),
        (FOUR, np.ones((4, 4))),
        ([0.1], np.ones((1, 5))),
        (FOUR, FOUR),
        ([0.001, 0.1, 0.01, 1.0], np.ones((4, 5))),
    ],
)
def test_a_good_range_needs_rates_and_shuffles(rates, losses):
    with pytest.raises(ValueError, match="must be"):
        good_range(rates, losses, 1.0)
