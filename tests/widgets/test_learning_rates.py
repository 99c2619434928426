"""Learning rates on the sliders: for a reader's own data those that suit its units."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import OWN_DATA

from helpers import rules
from helpers.core.hyperparameters import HYPERPARAMETERS
from helpers.problems import LeastSquares, parabola, saddle
from helpers.theory import stability_limit
from helpers.widgets import learning_rates, playground
from helpers.widgets.learning_rates import learning_rate_limit, suitable_learning_rates
from helpers.widgets.slider_choices import choices

RATES = HYPERPARAMETERS["learning_rate"].slider_values

every_data_set = pytest.mark.parametrize("problem", OWN_DATA.values(), ids=OWN_DATA)


def test_the_usual_learning_rates_are_what_suits_the_diamonds():
    same = LeastSquares(DIAMONDS.x, DIAMONDS.y)
    assert suitable_learning_rates([rules.gradient_descent], same) == (RATES, 0.1)
    for problem in (same, DIAMONDS):
        slider = choices([rules.gradient_descent], problem, {})["learning_rate"]
        assert slider.values == RATES and slider.start == 0.1


@every_data_set
def test_gradient_descent_can_be_stable_and_unstable_on_its_slider(problem):
    slider = choices([rules.gradient_descent], problem, {})["learning_rate"]
    limit = stability_limit(problem)
    assert learning_rate_limit(rules.gradient_descent, problem) == pytest.approx(limit, rel=1e-6)
    assert slider.values[0] < limit / 100 < slider.start < limit / 4.9 < limit < slider.values[-1]
    assert all(
        low < high <= 2.6 * low for low, high in zip(slider.values, slider.values[1:], strict=False)
    )


@pytest.mark.parametrize("limit", [1.0, 0.01, 0.5773])
def test_the_slider_does_not_hang_on_the_last_bit_of_the_limit(limit, monkeypatch):
    sliders = set()
    for ulps in range(-4, 5):
        near = limit * (1 + ulps * np.finfo(float).eps)
        monkeypatch.setattr(learning_rates, "learning_rate_limit", lambda *_, near=near: near)
        sliders.add(suitable_learning_rates([rules.sgd], OWN_DATA["engines"]))
    assert len(sliders) == 1


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e3])
def test_adams_rates_go_with_the_units_of_y_and_those_of_gradient_descent_do_not(factor):
    scaled = LeastSquares(OWN_DATA["engines"].x, factor * OWN_DATA["engines"].y)
    for rule, power in ((rules.gradient_descent, 0), (rules.momentum, 0), (rules.rmsprop, 1),
                        (rules.adam, 1)):  # fmt: skip
        limits = [learning_rate_limit(rule, problem) for problem in (scaled, OWN_DATA["engines"])]
        assert limits[0] / limits[1] == pytest.approx(factor**power, rel=1e-3)


def test_a_slider_for_several_rules_reaches_from_the_lowest_to_the_highest():
    problem = OWN_DATA["euros"]
    both, start = suitable_learning_rates([rules.sgd, rules.adam], problem)
    alone = [suitable_learning_rates([rule], problem) for rule in (rules.sgd, rules.adam)]
    assert (both[0], both[-1], start) == (alone[0][0][0], alone[1][0][-1], alone[0][1])


class ScaledTerrain:
    """A terrain that asks for learning rates that suit it, as any problem may."""

    scales_learning_rates = True

    def __init__(self, terrain):
        self.terrain = terrain

    def __getattr__(self, name):
        return getattr(self.terrain, name)


@pytest.mark.parametrize("curvature", [0.02, 2.0, 200.0])
def test_learning_rates_that_suit_a_problem_of_one_parameter(curvature):
    problem = ScaledTerrain(parabola(curvature))
    for rule in (rules.gradient_descent, rules.adam):
        assert playground(rule, problem, steps=5).live.caption
    slider = choices([rules.gradient_descent], problem, {})["learning_rate"]
    limit = 2 / curvature
    assert learning_rate_limit(rules.gradient_descent, problem) == pytest.approx(limit, rel=1e-6)
    assert slider.values[0] < limit / 100 < slider.start < limit / 4.9 < limit < slider.values[-1]


def test_a_problem_without_a_hessian_has_the_usual_learning_rates():
    problem = ScaledTerrain(saddle())
    assert playground(rules.gradient_descent, problem, steps=5).live.caption
    assert choices([rules.gradient_descent], problem, {})["learning_rate"].values == RATES


def by_hand(params, gradient, state=0, *, learning_rate):
    """A reader's own rule, which cannot take many runs at once."""
    x, y = gradient
    return params - learning_rate * np.array([float(x), y if y > 0 else 0.5 * y]), state + 1


def failing(params, gradient, state=0, *, learning_rate):
    raise ZeroDivisionError


def test_a_readers_own_rule_has_rates_that_suit_and_one_that_fails_has_some():
    problem = OWN_DATA["engines"]
    limit = stability_limit(problem)
    assert 0.4 * limit < learning_rate_limit(by_hand, problem) < 2.1 * limit
    assert learning_rate_limit(failing, problem) == limit
    run = playground(by_hand, problem, steps=20, batch_size=None).run
    assert run.excess[-1] < run.excess[0]


def test_learning_rates_that_are_given_stay():
    assert choices([rules.sgd], OWN_DATA["euros"], {"learning_rate": [3.0]})[
        "learning_rate"
    ].values == (3.0,)
    assert (
        choices([rules.sgd], OWN_DATA["euros"], {"learning_rate": 3.0})["learning_rate"].start
        == 3.0
    )
