"""from_scratch: the whole functions take the steps of the rules, and stop when they should."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.lessons import from_scratch
from helpers.rules import Moments


def by_rule(rule, state, *, seed, epochs, learning_rate, batch_size=32):
    """Return the parameters after some epochs, by a rule and the plain gradients of its batches."""
    rng = np.random.default_rng(seed)
    params = rng.standard_normal(2)
    for _ in range(epochs):
        order = rng.permutation(DIAMONDS.rows)
        for first in range(0, len(order), batch_size):
            gradient = DIAMONDS.gradient_of_rows(params, order[first : first + batch_size])
            params, state = rule(params, gradient, state, learning_rate=learning_rate)
    return params


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize(
    ("whole", "rule", "state"),
    [
        (from_scratch.stochastic_gradient_descent, rules.sgd, ()),
        (from_scratch.adam, rules.adam, Moments()),
    ],
)
def test_it_takes_the_steps_of_the_rule(whole, rule, state, seed):
    at = {"epochs": 2, "learning_rate": 0.02, "seed": seed}
    ours = whole(DIAMONDS.x, DIAMONDS.y, stopping_threshold=-np.inf, **at)
    np.testing.assert_allclose(ours, by_rule(rule, state, **at), rtol=1e-9)


@pytest.mark.parametrize("whole", [from_scratch.stochastic_gradient_descent, from_scratch.adam])
def test_it_stops_after_an_epoch_that_gains_less_than_the_threshold(whole):
    at = {"epochs": 5, "learning_rate": 0.01}
    never = whole(DIAMONDS.x, DIAMONDS.y, stopping_threshold=-np.inf, **at)
    soon = whole(DIAMONDS.x, DIAMONDS.y, stopping_threshold=1e6, **at)
    second = whole(DIAMONDS.x, DIAMONDS.y, epochs=2, learning_rate=0.01, stopping_threshold=-np.inf)
    assert soon == second != never  # the first epoch gains infinitely much


@pytest.mark.parametrize("whole", [from_scratch.stochastic_gradient_descent, from_scratch.adam])
def test_it_returns_the_best_line_of_examples_on_a_line(whole):
    x = np.linspace(-1, 2, 50)
    found = whole(x, 3 * x - 1, epochs=2000, learning_rate=0.02, stopping_threshold=-np.inf)
    np.testing.assert_allclose(found, (3, -1), atol=1e-3)
