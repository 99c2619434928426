"""final_excess: the ends of many runs are those of descend."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from helpers.comparisons import final_excess
from helpers.descent import descend
from helpers.problems import DiamondPrices, ravine
from helpers.rules import adam, gradient_descent, momentum, rmsprop, sgd

RATES = [1e-3, 0.02, 0.2]


@pytest.mark.parametrize("schedule", [None, "cosine", lambda step, steps: 1 / (1 + step)])
@pytest.mark.parametrize(
    ("rule", "settings"),
    [(sgd, {}), (momentum, {"beta": 0.5}), (rmsprop, {}), (adam, {"beta2": 0.99})],
)
def test_each_end_is_that_of_a_run_of_its_own(rule, settings, schedule):
    at = {"steps": 300, "batch_size": 32, "schedule": schedule, **settings}
    ends = final_excess(rule, DIAMONDS, RATES, shuffles=3, **at)
    for row, rate in enumerate(RATES):
        for seed in range(3):
            run = descend(rule, DIAMONDS, learning_rate=rate, seed=seed, **at)
            np.testing.assert_allclose(ends[row, seed], run.excess[-1], rtol=1e-6)


def test_what_overflows_is_infinite():
    ends = final_excess(sgd, DIAMONDS, [0.1, 1e3], steps=300, batch_size=32, shuffles=2)
    assert np.isfinite(ends[0]).all() and np.isposinf(ends[1]).all()


def test_what_overflows_is_infinite_on_the_way_to_minus_infinity_too():
    """On a narrow valley the sum of squares and products can overflow downwards."""
    points = DiamondPrices(TRAIN, carat_unit="point")
    at = {"steps": 1000, "batch_size": 32, "shuffles": 40, "schedule": "linear"}
    ends = final_excess(sgd, points, [0.0002, 0.00025, 0.0003], **at)
    assert (ends > -1e-9).all() and np.isinf(ends).any()


def in_place(params, gradient, state=(), *, learning_rate):
    params -= learning_rate * gradient
    return params, state


def test_a_rule_may_change_its_parameters_in_place():
    given = {"steps": 5, "batch_size": 32, "shuffles": 2}
    expected = final_excess(gradient_descent, DIAMONDS, [0.1, 0.01], **given)
    np.testing.assert_allclose(final_excess(in_place, DIAMONDS, [0.1, 0.01], **given), expected)


def test_a_rule_that_remembers_outside_its_state_starts_without_it():
    velocities = [0.0]

    def remembers(params, gradient, state=(), *, learning_rate):
        velocities[0] = 0.9 * velocities[0] + gradient
        return params - learning_rate * velocities[0], state

    given = {"steps": 5, "batch_size": 32, "shuffles": 2}
    ends = [final_excess(remembers, DIAMONDS, [0.1, 0.01], **given) for _ in range(2)]
    np.testing.assert_array_equal(*ends)
    np.testing.assert_allclose(
        ends[0], final_excess(momentum, DIAMONDS, [0.1, 0.01], beta=0.9, **given)
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"steps": 0}, "steps must be a whole number of at least 1"),
        ({"shuffles": 0}, "shuffles must be a whole number of at least 1"),
        ({"batch_size": 8_001}, "batch_size must be a whole number .* at most 8,000"),
        ({"learning_rates": [0.1, np.nan]}, "learning_rates must be one finite number or more"),
        ({"learning_rates": [[0.1, 0.2]]}, "learning_rates must be a flat list of numbers"),
        ({"schedule": "sine"}, "schedule must be one of"),
        ({"beta": 1.5}, "beta must be at least 0 and below 1"),
        ({"gamma": 0.9}, "momentum has no setting gamma"),
        ({"learning_rate": 5.0}, "learning_rate must be left out: learning_rates gives it"),
        ({"problem": ravine()}, "problem must be .* which have rows to draw batches from, not"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, message):
    usual = {"problem": DIAMONDS, "learning_rates": [0.1], "steps": 5, "batch_size": 32}
    problem, rates, *others = ({**usual, "shuffles": 2} | wrong).items()
    with pytest.raises((TypeError, ValueError), match=message):
        final_excess(momentum, problem[1], rates[1], **dict(others))


@pytest.mark.parametrize("size", [[32], [32, 16], np.array([32])])
def test_one_batch_size_is_for_all_runs(size):
    with pytest.raises(TypeError, match="batch_size must be a whole number of at least 1"):
        final_excess(sgd, DIAMONDS, [0.01], steps=5, batch_size=size, shuffles=2)


@pytest.mark.parametrize("beta", [[[0.5], [0.9]], [[0.5]], [0.5]])
def test_one_value_of_a_hyperparameter_is_for_all_runs(beta):
    with pytest.raises(ValueError, match=r"beta must be one number, not \[\[?0.5\]"):
        final_excess(momentum, DIAMONDS, [0.01, 0.1], steps=5, batch_size=32, shuffles=2, beta=beta)


@pytest.mark.parametrize("shuffles", [10**7, 2**32 - 1, 10**13])
def test_more_shuffles_than_fit_into_the_memory_are_refused(shuffles):
    with pytest.raises(ValueError, match=r"ask for fewer runs|at most 4,294,967,295"):
        final_excess(sgd, DIAMONDS, [0.01], steps=5, batch_size=32, shuffles=shuffles)


def test_the_rate_may_be_called_by_another_name():
    def mine(params, gradient, state=(), *, lr):
        return params - lr * gradient, state

    given = {"steps": 5, "batch_size": 32, "shuffles": 2, "schedule": "cosine"}
    ends = [final_excess(rule, DIAMONDS, [0.01, 0.1], **given) for rule in (mine, sgd)]
    np.testing.assert_array_equal(*ends)


def test_what_a_rule_returns_is_checked():
    def unfinished(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * gradient

    with pytest.raises(TypeError, match="end it with return params, state"):
        final_excess(unfinished, DIAMONDS, [0.01], steps=5, batch_size=32, shuffles=2)
