"""The noise floor of shuffled batches that theory predicts is the mean of many runs."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import OWN_DATA, UNITS

from helpers.descent import descend
from helpers.problems import ravine
from helpers.rules import momentum
from helpers.theory import predicted_noise_floor, shuffled_noise_floor, stability_limit
from helpers.theory.shuffled_noise import additive_floor, gradient_noise

SEEDS = 60


def measured(problem, rate, size, beta, steps):
    """Return the mean of many runs from the minimum, and its standard error.

    Their first third is left out, and the last epoch where it is not whole.
    """
    epoch = -(-problem.rows // size)
    epoch = epoch if 3 * epoch < steps else 1
    first, last = steps // 3 // epoch * epoch, steps // epoch * epoch
    settings = {"learning_rate": rate, "beta": beta, "batch_size": size, "seed": range(SEEDS)}
    run = descend(momentum, problem, steps=last, start=problem.minimum, **settings)
    ends = run.excess[first + 1 :].mean(axis=0)
    return ends.mean(), ends.std() / SEEDS**0.5


# From far below the limit to near that of runs with single examples; epochs long and short.
SETTINGS = [
    (0.0, 1, 0.1), (0.0, 1, 0.2), (0.0, 8, 0.02), (0.0, 8, 0.4), (0.0, 32, 0.01), (0.0, 32, 0.1),
    (0.0, 32, 0.5), (0.0, 500, 0.05), (0.0, 2000, 0.1), (0.0, 4000, 0.5), (0.5, 8, 0.1),
    (0.5, 32, 0.05), (0.9, 8, 0.005), (0.9, 8, 0.2), (0.9, 32, 0.02), (0.9, 32, 0.3),
    (0.9, 125, 0.1), (0.9, 500, 0.01), (0.9, 2000, 0.3), (0.98, 32, 0.02), (0.98, 125, 0.3),
]  # fmt: skip


def steps_for(beta, size, rate):
    """Return how many updates are enough for a mean."""
    slow = 2 * (1 - beta) / (rate * 0.26)  # updates in which the noise forgets along the valley
    return int(np.clip(60 * slow, 1500, 6000)) + 2 * 8000 // max(size, 4)


# Of one size one after the other, and with as many updates: their batches are then summed once.
@pytest.mark.thorough
@pytest.mark.parametrize(("beta", "size", "rate"), sorted(SETTINGS, key=lambda each: each[1]))
def test_it_is_the_mean_of_many_runs(beta, size, rate):
    steps = max(steps_for(*each) for each in SETTINGS if each[1] == size)
    mean, error = measured(DIAMONDS, rate, size, beta, steps)
    predicted = float(shuffled_noise_floor(DIAMONDS, rate, size, beta))
    assert abs(predicted - mean) < 3.5 * error + 0.05 * mean, (predicted, mean, error)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("problem", "size", "share"),
    [(UNITS["standardised"], 125, 0.3), (UNITS["cents"], 500, 0.5),
     (OWN_DATA["engines"], 4, 0.5), (OWN_DATA["engines"], 7, 0.3), (OWN_DATA["falling"], 4, 0.1),
     (OWN_DATA["astronomers"], 6, 0.5)],
)  # fmt: skip
@pytest.mark.parametrize("beta", [0.0, 0.8])
def test_it_is_so_with_other_data_and_units(problem, size, share, beta):
    rate = share * stability_limit(problem) * (1 - beta)
    predicted = float(shuffled_noise_floor(problem, rate, size, beta))
    mean, error = measured(problem, rate, size, beta, 4000)
    assert abs(predicted - mean) < 3.5 * error + 0.07 * mean, (predicted, mean, error)


def test_of_long_epochs_and_small_rates_it_is_the_formula():
    for beta in (0.0, 0.5, 0.9):
        rate, size = 0.02 * (1 - beta), 2
        formula = predicted_noise_floor(DIAMONDS, rate, size, beta=beta)
        assert shuffled_noise_floor(DIAMONDS, rate, size, beta) == pytest.approx(formula, rel=0.03)


def test_many_settings_at_once_are_what_each_is_alone():
    rng = np.random.default_rng(0)
    rates, betas = rng.uniform(0.01, 0.5, 12), rng.choice([0, 0.5, 0.9], 12)
    sizes = rng.choice([1, 32, 500, 8000], 12)
    many = shuffled_noise_floor(DIAMONDS, rates, sizes, betas)
    for k in range(12):
        one = shuffled_noise_floor(DIAMONDS, rates[k], sizes[k], betas[k])
        assert one.shape == () and np.allclose(one, many[k], rtol=1e-9, equal_nan=True)
    assert shuffled_noise_floor(DIAMONDS, rates[:, None], [32, 500]).shape == (12, 2)


def test_nothing_is_predicted_where_there_is_no_floor():
    limit = stability_limit(DIAMONDS)
    assert np.isnan(shuffled_noise_floor(DIAMONDS, 0.1, 8000))  # no noise
    assert np.isnan(shuffled_noise_floor(DIAMONDS, [1.01 * limit, 5 * limit], 32)).all()
    assert shuffled_noise_floor(DIAMONDS, 1.2 * limit, 2000, 0.9) > 0  # momentum's limit is higher
    assert np.isnan(shuffled_noise_floor(DIAMONDS, 0.4, 1))  # above the limit of single examples
    assert np.isnan(shuffled_noise_floor(DIAMONDS, 0.1, 7999))  # the second batch is one example
    assert np.isnan(shuffled_noise_floor(DIAMONDS, 0.1, 1500))  # the last of six is a third of one
    assert shuffled_noise_floor(DIAMONDS, 0.1, 1200) > 0  # the last of seven is two thirds
    assert np.isnan(shuffled_noise_floor(OWN_DATA["all 0"], 0.1, 2))  # every gradient is 0 there


@pytest.mark.parametrize(
    ("rate", "beta"), [(-1e308, 0.0), (1e308, 0.0), (0.1, 1e160), (0.1, -1e160), (-(2**63) - 1, 1)]
)
def test_numbers_of_any_size_are_answered_without_a_warning(rate, beta):
    problem = OWN_DATA["years"]
    assert np.isnan(shuffled_noise_floor(problem, rate, 2, beta))
    assert additive_floor(gradient_noise(problem), rate, beta).shape == ()


def test_at_the_stability_limit_the_additive_floor_is_infinite():
    noise = gradient_noise(DIAMONDS)._replace(curvatures=np.array([0.5, 2.0]))
    assert additive_floor(noise, 1.0, 0.0) == np.inf


def test_without_data_it_says_what_to_pass():
    with pytest.raises(TypeError, match="problem must be LeastSquares"):
        shuffled_noise_floor(ravine(), 0.1, 8)
    with pytest.raises(ValueError, match="learning_rate must be"):
        shuffled_noise_floor(DIAMONDS, np.nan, 8)
