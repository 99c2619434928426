"""What the notebooks of deeper/ on lesson 7 say, computed anew."""

import functools

import numpy as np
import pytest
from support.dataset import DIAMONDS

from claims import claim
from helpers import rules
from helpers.descent import descend

AVERAGING = "deeper/averaging"
RATES = {rules.sgd: np.geomspace(0.03, 0.25, 9), rules.adam: np.geomspace(0.08, 0.6, 9)}


@functools.cache
def path(rule, rate, steps, schedule):
    at = {"steps": steps, "batch_size": 32, "seed": range(200), "schedule": schedule}
    return descend(rule, DIAMONDS, learning_rate=rate, **at).path


def end(rule, rate, steps, schedule, last):
    """Return the mean excess loss at the mean of the last parameters, over 200 shuffles."""
    return DIAMONDS.excess(path(rule, rate, steps, schedule)[-last:].mean(axis=0)).mean()


def lowest(*run):
    rule, *others = run
    return min(end(rule, rate, *others) for rate in RATES[rule])


@claim(AVERAGING, "The mean of the last half ends lower than a falling learning rate, for SGD and "
                  "for Adam. The same came out for 200, 400 and 700 updates")  # fmt: skip
@pytest.mark.parametrize("rule", RATES)
def test_the_mean_of_the_last_half_ends_lower(rule):
    for steps in (200, 300, 400, 700):
        averaged = lowest(rule, steps, "constant", steps // 2)
        assert averaged < 0.75 * lowest(rule, steps, "cosine", 1)
        assert averaged < 0.2 * lowest(rule, steps, "constant", 1)
    return 200, 400, 700


@claim(AVERAGING, "With a learning rate of 0.005 SGD has not arrived after 300 updates, and then "
                  "the mean of the last half is worse than the last point")  # fmt: skip
def test_the_mean_lags_behind_on_the_way():
    slow = 0.005, 300, "constant"
    assert end(rules.sgd, *slow, 150) > 1.2 * end(rules.sgd, *slow, 1)
    return 0.005, 300


@claim(AVERAGING, "Each way takes the best of 10 learning rates, and is run with 100 shuffles")
def test_the_settings_of_the_table():
    return 10, 100
