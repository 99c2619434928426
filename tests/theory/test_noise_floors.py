"""The noise of mini-batches: the measured floor beside its prediction, and the limit it sets."""

import numpy as np
import pandas as pd
import pytest
from support.dataset import DIAMONDS

from helpers.descent import descend
from helpers.problems import DiamondPrices, LeastSquares, ravine
from helpers.rules import sgd
from helpers.schedules import cosine
from helpers.theory import noise_floor, predicted_noise_floor, single_example_limit, stability_limit


def excess_after(problem, rates, size):
    """Iterate S = (1 - rate H) S (1 - rate H) + rate² C / size, C summed example by example."""
    noise = np.zeros((2, 2))
    m, b = problem.minimum
    for x, y in zip(problem.x.tolist(), problem.y.tolist(), strict=True):
        gradient = 2 * (m * x + b - y) * np.array([x, 1.0])
        noise += np.outer(gradient, gradient) / problem.rows
    spread = np.zeros((2, 2))
    for rate in rates:
        keep = np.eye(2) - rate * problem.hessian
        spread = keep @ spread @ keep + rate**2 * noise / size
    return np.sum(problem.hessian * spread) / 2


@pytest.mark.parametrize(("rate", "size"), [(0.05, 8), (0.3, 125)])
def test_predicted_noise_floor_is_where_the_recursion_ends(rate, size):
    expected = excess_after(DIAMONDS, [rate] * 5_000, size)
    assert predicted_noise_floor(DIAMONDS, rate, size) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("rate", "size"), [(0.05, 8), (0.1, 32), (0.3, 125)])
def test_fresh_batches_settle_on_the_predicted_floor(rate, size):
    measured = noise_floor(DIAMONDS, [rate], size, steps=1500, runs=20, with_replacement=True)
    assert measured == pytest.approx(predicted_noise_floor(DIAMONDS, rate, size), rel=0.15)


def test_on_a_schedule_the_noise_after_the_last_update_counts():
    settings = {"steps": 300, "runs": 300, "with_replacement": True}
    measured = noise_floor(DIAMONDS, [0.1, 0.2], 32, schedule="cosine", **settings)
    expected = [
        excess_after(DIAMONDS, [rate * cosine(step, 300) for step in range(300)], 32)
        for rate in (0.1, 0.2)
    ]
    assert measured == pytest.approx(expected, rel=0.25)
    assert (measured < 0.2 * noise_floor(DIAMONDS, [0.1, 0.2], 32, **settings)).all()


def test_the_noise_on_a_schedule_is_that_of_single_runs():
    falls = lambda step, steps: 1 - step / steps  # noqa: E731
    measured = noise_floor(DIAMONDS, 0.1, 32, steps=50, runs=4, seed=2, schedule=falls)
    given = {"steps": 50, "batch_size": 32, "start": DIAMONDS.minimum, "learning_rate": 0.1}
    runs = [descend(sgd, DIAMONDS, seed=seed, schedule=falls, **given) for seed in range(2, 6)]
    assert measured == pytest.approx(np.mean([run.excess[-1] for run in runs]), rel=1e-12)
    with pytest.raises(ValueError, match="schedule must be one of"):
        noise_floor(DIAMONDS, 0.1, 32, steps=50, schedule="cosines")


def test_the_prediction_holds_for_own_data_too():
    rng = np.random.default_rng(3)
    x = rng.uniform(1, 5, 500)
    problem = LeastSquares(x, 8 * x - 3 + rng.normal(0, 4, 500))
    rate = 0.1 * stability_limit(problem)
    measured = noise_floor(problem, [rate], 8, steps=2000, runs=20, with_replacement=True)
    assert measured == pytest.approx(predicted_noise_floor(problem, rate, 8), rel=0.15)


def test_points_on_one_line_have_no_noise_at_the_minimum():
    problem = LeastSquares([0.0, 1.0, 2.0, 3.0], [1.0, 3.0, 5.0, 7.0])
    assert predicted_noise_floor(problem, 0.05, 2) == pytest.approx(0, abs=1e-25)
    assert noise_floor(problem, 0.05, 2, steps=30) == pytest.approx([0], abs=1e-25)


@pytest.mark.parametrize("rate", [1.0, 0.58, [0.1, 0.2]])
def test_no_floor_is_predicted_above_the_stability_limit(rate):
    with pytest.raises(ValueError, match=r"one number below the stability limit, 0\.577"):
        predicted_noise_floor(DIAMONDS, np.reshape(rate, (-1, 1)) if np.ndim(rate) else rate, 8)


def test_shuffled_batches_settle_lower_where_an_epoch_is_short_and_at_0_with_all_rows():
    large = noise_floor(DIAMONDS, [0.1], 2000, steps=300)
    assert large < 0.6 * predicted_noise_floor(DIAMONDS, 0.1, 2000)
    assert noise_floor(DIAMONDS, [0.1, 0.2], 8000, steps=30) == pytest.approx([0, 0], abs=1e-12)


def test_the_limit_of_single_examples():
    assert single_example_limit(DIAMONDS) == pytest.approx(0.379, abs=0.001)
    twins = pd.DataFrame({"carat": [-2.0, 2.0], "price": [0.0, 0.0]})
    # x² + 1 = 5 for each example: above 1/5 both overshoot
    assert single_example_limit(DiamondPrices(twins)) == pytest.approx(1 / 5)


def test_the_last_seed_is_the_highest_that_there_is():
    settings = {"steps": 3, "runs": 4}
    assert noise_floor(DIAMONDS, [0.1], 32, seed=2**32 - 4, **settings).shape == (1,)
    with pytest.raises(ValueError, match=r"seed must be .* at most 4,294,967,292, not"):
        noise_floor(DIAMONDS, [0.1], 32, seed=2**32 - 3, **settings)


@pytest.mark.parametrize("size", [[1, 9], [9], np.array([1, 9])])
@pytest.mark.parametrize("with_replacement", [True, False])
def test_one_batch_size_is_for_all_runs(size, with_replacement):
    given = {"steps": 3, "runs": 2, "with_replacement": with_replacement}
    with pytest.raises(TypeError, match="batch_size must be a whole number of at least 1"):
        noise_floor(DIAMONDS, [0.1], size, **given)


@pytest.mark.parametrize("with_replacement", ["no", 0, None])
def test_batches_are_drawn_with_replacement_or_without(with_replacement):
    with pytest.raises(TypeError, match="with_replacement must be True or False, not"):
        noise_floor(DIAMONDS, [0.1], 32, steps=3, with_replacement=with_replacement)


@pytest.mark.parametrize("problem", [ravine(), None, LeastSquares])
def test_a_problem_without_data_has_no_noise(problem):
    for measure in (
        lambda: noise_floor(problem, [0.1], 8, steps=3),
        lambda: predicted_noise_floor(problem, 0.1, 8),
        lambda: single_example_limit(problem),
    ):
        with pytest.raises(TypeError, match=r"must be LeastSquares\(x, y\) or DiamondPrices\(tra"):
            measure()
