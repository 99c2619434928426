"""The views of theory: what an update keeps of the distance, and momentum's map of rates."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from support.dataset import DIAMONDS
from support.runs import drawn, run_of

from helpers import rules
from helpers.descent import descend
from helpers.plotting import VIEWS, gallery
from helpers.plotting.gallery import checked_views
from helpers.problems import ravine, saddle
from helpers.rules import adam, gradient_descent, momentum, rmsprop
from helpers.theory import best_momentum, momentum_contraction
from helpers.widgets import playground


@pytest.mark.parametrize("part", [0.5, 0.99, 1.01])
def test_speeds_shows_what_an_update_keeps_of_the_distance(part):
    flat, steep = np.linalg.eigvalsh(DIAMONDS.hessian)
    rate = part * 2 / steep
    run = run_of(DIAMONDS, rules.gradient_descent, rate=rate, steps=400)
    ((gentle, steepest),) = drawn("speeds", run)
    assert gentle.tolist() == pytest.approx([rate, abs(1 - rate * flat)])
    assert steepest.tolist() == pytest.approx([rate, abs(1 - rate * steep)])
    assert (steepest[1] > 1) == (part > 1)
    if part < 1:
        slowest = max(gentle[1], steepest[1])
        assert (run.excess[100] / run.excess[99]) ** 0.5 == pytest.approx(slowest, rel=1e-3)


def test_speeds_uses_the_learning_rate_that_a_rule_starts_with():
    def calm(params, gradient, state=0, *, learning_rate=0.01):
        return params - learning_rate * gradient, state

    ((gentle, _),) = drawn("speeds", descend(calm, ravine(), steps=3))
    assert gentle.tolist() == [0.01, 0.99]
    with pytest.raises(ValueError, match="speeds is about gradient descent and momentum"):
        gallery(descend(lambda p, g, s=0: (p, s), ravine(), steps=3), views="speeds")


def test_speeds_of_momentum_are_its_own():
    ravine_run = descend(momentum, ravine(50), steps=1000, learning_rate=0.01, beta=0.9)
    (points,) = drawn("speeds", ravine_run)
    height = np.linalg.norm(ravine_run.path, axis=1)
    slowest = (height[1000] / height[100]) ** (1 / 900)
    assert max(factor for _, factor in points) == pytest.approx(slowest, abs=0.005)


@pytest.mark.parametrize("rule", [rmsprop, adam])
def test_speeds_is_not_for_other_rules(rule):
    """What they keep of the distance is no function of the learning rate."""
    with pytest.raises(ValueError, match="speeds is about gradient descent and momentum"):
        playground(rule, ravine(), views="speeds", steps=3)


def test_the_map_of_rates_is_not_for_a_rule_with_two_kinds_of_beta():
    def rmsprop_of_torch(params, gradient, state=(0.0, 0.0), *, lr=0.01, alpha=0.99, momentum=0.0):
        square = alpha * state[0] + (1 - alpha) * gradient**2
        velocity = momentum * state[1] + gradient / (square**0.5 + 1e-8)
        return params - lr * velocity, (square, velocity)

    with pytest.raises(ValueError, match="rates is about gradient descent and momentum"):
        playground(rmsprop_of_torch, ravine(), views="rates", steps=3)


def test_kept_by_momentum_is_the_larger_eigenvalue_of_one_update():
    for rate, beta, curvature in np.random.default_rng(0).uniform(0, [3, 1, 4], (50, 3)):
        table = [[1 + beta - rate * curvature, -beta], [1, 0]]
        largest = np.abs(np.linalg.eigvals(table)).max()
        assert momentum_contraction(rate, beta, curvature) == pytest.approx(largest, abs=1e-6)


@pytest.mark.parametrize("settings", [(0.01, 0.0), (0.01, 0.5), (0.01, 0.9), (0.05, 0.95)])
def test_kept_by_momentum_is_what_a_run_keeps(settings):
    rate, beta = settings
    run = descend(momentum, ravine(50), steps=1000, learning_rate=rate, beta=beta)
    height = np.linalg.norm(run.path, axis=1)
    kept = (height[1000] / height[100]) ** (1 / 900)
    assert kept == pytest.approx(
        momentum_contraction(rate, beta, np.array([1, 50])).max(), abs=0.005
    )


def test_kept_by_momentum_is_one_at_the_limit_and_least_at_polyaks_settings():
    betas = np.array([0.0, 0.5, 0.9])
    assert momentum_contraction(2 * (1 + betas) / 50, betas, 50) == pytest.approx(1)
    rates, betas = np.geomspace(1e-3, 0.1, 300)[:, None, None], np.linspace(0, 0.99, 300)[:, None]
    least = momentum_contraction(rates, betas, np.array([1, 50])).max(axis=-1).min()
    root = 50**0.5
    assert (root - 1) / (root + 1) <= least <= 1.01 * (root - 1) / (root + 1)


@pytest.mark.parametrize("kappa", [1.0, 50.0, 1e6])
def test_the_map_of_rates_is_drawn_and_its_dot_is_at_the_settings(kappa):
    axes = Figure().subplots()
    VIEWS["rates"].background(axes, ravine(kappa), 10)
    run = descend(momentum, ravine(kappa), steps=10, learning_rate=0.01, beta=0.75)
    [(rate, forgets), best] = VIEWS["rates"].points(run)
    assert (rate.item(), forgets.item()) == (0.01, 0.25)
    assert (best[0].item(), 1 - best[1].item()) == pytest.approx(best_momentum(ravine(kappa)))
    [(_, forgets), _] = VIEWS["rates"].points(
        descend(gradient_descent, ravine(kappa), steps=10, learning_rate=0.01)
    )
    assert forgets.item() == 1


@pytest.mark.parametrize("rule", [rmsprop, adam])
def test_the_map_of_rates_is_not_for_other_rules_nor_for_terrains_without_a_hessian(rule):
    with pytest.raises(ValueError, match="momentum"):
        VIEWS["rates"].points(descend(rule, ravine(), steps=3, learning_rate=0.01))
    with pytest.raises(ValueError, match="rates"):
        checked_views(saddle(), "rates")
