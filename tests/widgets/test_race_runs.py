"""The runs of a race: the best learning rate of each rule, and the mean over the last tenth."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.single_runs import single_runs

from helpers.descent import descend
from helpers.widgets.race_runs import (
    RACE_RULES,
    RATES,
    RaceRuns,
    mean_over_last_tenth,
    race_runs,
    winning_learning_rate,
)

STEPS, SEEDS = 40, range(3)


def test_each_has_its_own_best_rate_among_those_on_the_slider():
    for name in RACE_RULES:
        best = winning_learning_rate(race_runs(DIAMONDS, name, 32, RATES, STEPS, SEEDS))
        runs = [single_runs(DIAMONDS, name, rate, 32, STEPS, SEEDS) for rate in RATES]
        means = [excess[:, -4:].mean() for _, excess in runs]
        assert best == RATES[int(np.nanargmin(np.where(np.isfinite(means), means, np.nan)))]


@pytest.mark.parametrize(("updates", "last"), [(90, 9), (99, 9), (100, 10), (9, 1)])
def test_the_best_rate_is_that_of_the_last_tenth_alone(updates, last):
    mean = np.ones((2, updates + 1))
    mean[0, -last:] = 0.9  # the first is better in the last tenth, and far worse just before it
    mean[0, -last - 1] = 100
    runs = RaceRuns((0.1, 0.2), np.arange(updates + 1), mean, mean, mean, np.zeros((2, 1)))
    assert winning_learning_rate(runs) == 0.1


def test_the_mean_is_over_the_last_tenth_or_else_the_last_step_within_the_budget():
    excess = 2 * np.arange(11.0)[None, :]
    every = np.arange(11)[None, :]
    assert mean_over_last_tenth(excess, every, np.array([10])) == pytest.approx(20)
    assert mean_over_last_tenth(excess, every * 10, np.array([100])) == pytest.approx(20)
    assert mean_over_last_tenth(excess, every * 7, np.array([30])) == pytest.approx(8)
    assert mean_over_last_tenth(excess, every * 100, np.array([30])) == 0


@pytest.mark.parametrize("name", RACE_RULES)
def test_runs_on_a_schedule_are_those_of_descend(name):
    runs = race_runs(DIAMONDS, name, 32, (0.01, 0.1), STEPS, SEEDS, "cosine")
    size, seeds = (DIAMONDS.rows, SEEDS[:1]) if name == "gradient descent" else (32, SEEDS)
    for i, rate in enumerate((0.01, 0.1)):
        alone = [
            descend(RACE_RULES[name], DIAMONDS, steps=STEPS, batch_size=size, seed=seed,
                    learning_rate=rate, schedule="cosine").excess
            for seed in seeds
        ]  # fmt: skip
        assert np.array_equal(runs.mean[i], np.mean(alone, axis=0))
