"""The ways to look at a Run: the map of momentum's rates."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.descent import descend
from helpers.pictures import checked_views
from helpers.problems import ravine, saddle
from helpers.rules import adam, gradient_descent, momentum, rmsprop
from helpers.views import VIEWS, kept_by_momentum


def test_kept_by_momentum_is_the_larger_eigenvalue_of_one_update():
    for rate, beta, curvature in np.random.default_rng(0).uniform(0, [3, 1, 4], (50, 3)):
        table = [[1 + beta - rate * curvature, -beta], [1, 0]]
        largest = np.abs(np.linalg.eigvals(table)).max()
        assert kept_by_momentum(rate, beta, curvature) == pytest.approx(largest, abs=1e-6)


@pytest.mark.parametrize("settings", [(0.01, 0.0), (0.01, 0.5), (0.01, 0.9), (0.05, 0.95)])
def test_kept_by_momentum_is_what_a_run_keeps(settings):
    rate, beta = settings
    run = descend(momentum, ravine(50), steps=1000, learning_rate=rate, beta=beta)
    height = np.linalg.norm(run.path, axis=1)
    kept = (height[1000] / height[100]) ** (1 / 900)
    assert kept == pytest.approx(kept_by_momentum(rate, beta, np.array([1, 50])).max(), abs=0.005)


def test_kept_by_momentum_is_one_at_the_limit_and_least_at_polyaks_settings():
    betas = np.array([0.0, 0.5, 0.9])
    assert kept_by_momentum(2 * (1 + betas) / 50, betas, 50) == pytest.approx(1)
    rates, betas = np.geomspace(1e-3, 0.1, 300)[:, None, None], np.linspace(0, 0.99, 300)[:, None]
    least = kept_by_momentum(rates, betas, np.array([1, 50])).max(axis=-1).min()
    root = 50**0.5
    assert (root - 1) / (root + 1) <= least <= 1.01 * (root - 1) / (root + 1)


@pytest.mark.parametrize("kappa", [1.0, 50.0, 1e6])
def test_the_map_of_rates_is_drawn_and_its_dot_is_at_the_settings(kappa):
    axes = Figure().subplots()
    VIEWS["rates"].still(axes, ravine(kappa), 10)
    run = descend(momentum, ravine(kappa), steps=10, learning_rate=0.01, beta=0.75)
    [(rate, forgets)] = VIEWS["rates"].points(run)
    assert (rate.item(), forgets.item()) == (0.01, 0.25)
    [(_, forgets)] = VIEWS["rates"].points(
        descend(gradient_descent, ravine(kappa), steps=10, learning_rate=0.01)
    )
    assert forgets.item() == 1


@pytest.mark.parametrize("rule", [rmsprop, adam])
def test_the_map_of_rates_is_not_for_other_rules_nor_for_terrains_without_a_hessian(rule):
    with pytest.raises(ValueError, match="momentum"):
        VIEWS["rates"].points(descend(rule, ravine(), steps=3, learning_rate=0.01))
    with pytest.raises(ValueError, match="rates"):
        checked_views(saddle(), "rates")
