"""Bowls in a matrix: their gradients, what a turn changes, and where rules end."""

import numpy as np
import pytest

from helpers import rules
from helpers.lessons.matrix_bowls import best_ends, matrix_bowls
from helpers.lessons.muon import muon

STRAIGHT, TURNED = (matrix_bowls(turned, size=4, seeds=3) for turned in (False, True))


@pytest.mark.parametrize("bowls", [STRAIGHT, TURNED], ids=["straight", "turned"])
def test_the_gradient_is_that_of_the_loss(bowls):
    params, step = np.random.default_rng(0).normal(size=(3, 4, 4)), 1e-6
    gradient = bowls.gradient(params)
    for row, column in np.ndindex(4, 4):
        move = np.zeros((4, 4))
        move[row, column] = step
        slope = (bowls.loss(params + move) - bowls.loss(params - move)) / (2 * step)
        np.testing.assert_allclose(gradient[:, row, column], slope, rtol=1e-5, atol=1e-7)
    assert np.array_equal(bowls.loss(bowls.target), np.zeros(3))


def test_the_curvatures_are_the_same_and_only_the_straight_ones_lie_along_the_columns():
    for hessian in (*STRAIGHT.hessian, *TURNED.hessian):
        np.testing.assert_allclose(np.linalg.eigvalsh(hessian)[[0, -1]], [0.001, 1], rtol=1e-9)
    aside = 1 - np.eye(4)
    assert not (STRAIGHT.hessian * aside).any() and (abs(TURNED.hessian * aside) > 1e-3).any()


@pytest.mark.parametrize(
    ("rule", "alike"),
    [(rules.gradient_descent, True), (rules.momentum, True), (muon, True),
     (rules.adam, False), (rules.lion, False)],
)  # fmt: skip
def test_only_rules_that_look_at_each_number_alone_mind_a_turn(rule, alike):
    ends = [best_ends(rule, bowls, [0.1, 0.3], steps=40)[0] for bowls in (STRAIGHT, TURNED)]
    assert (ends[0] == pytest.approx(ends[1], rel=1e-6)) == alike


def test_the_best_end_is_that_of_a_plain_loop():
    ends = {}
    for rate in (0.5, 1.0, 3.0):
        params = np.zeros((3, 4, 4))
        for step in range(20):
            now = rate * (1 - step / 20)
            params = params - now * STRAIGHT.gradient(params)
        shares = STRAIGHT.loss(params) / STRAIGHT.loss(np.zeros((3, 4, 4)))
        ends[rate] = np.prod(shares) ** (1 / 3)
    lowest = min(ends, key=ends.get)
    settings = {"steps": 20, "schedule": "linear"}
    end, rate = best_ends(rules.gradient_descent, STRAIGHT, list(ends), **settings)
    assert rate == lowest and end == pytest.approx(ends[lowest])


def test_a_learning_rate_at_which_a_run_blows_up_is_not_the_best():
    _, rate = best_ends(rules.gradient_descent, STRAIGHT, [0.1, 1e200], steps=10, schedule=None)
    assert rate == 0.1


@pytest.mark.parametrize(
    ("rates", "given", "message"),
    [
        ([-1.0], {}, "learning_rates must be a flat list of numbers above 0"),
        (0.5, {}, "learning_rates must be a flat list of numbers"),
        ([], {}, "learning_rates must be one finite number or more"),
        ([0.5], {"steps": 0}, "steps must be a whole number of at least 1"),
        ([0.5], {"beta": 0.9}, "gradient_descent has no setting beta"),
        ([0.5], {"learning_rate": 5.0}, "learning_rate must be left out: learning_rates gives it"),
    ],
)
def test_best_ends_say_what_to_pass(rates, given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        best_ends(rules.gradient_descent, matrix_bowls(False, seeds=1), rates, **given)


def test_a_rule_that_remembers_outside_its_state_starts_without_it():
    velocities = [0.0]

    def remembers(params, gradient, state=(), *, learning_rate):
        velocities[0] = 0.9 * velocities[0] + gradient
        return params - learning_rate * velocities[0], state

    ends = [best_ends(remembers, STRAIGHT, [0.1, 0.2], steps=20) for _ in range(2)]
    assert ends[0] == ends[1]


def test_where_every_learning_rate_is_too_high_the_best_end_is_infinite():
    bowls = matrix_bowls(False, seeds=1)
    assert best_ends(rules.gradient_descent, bowls, [1e9], schedule=None) == (np.inf, 1e9)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"size": -1}, "size must be a whole number of at least 1"),
        ({"seeds": 0}, "seeds must be a whole number of at least 1"),
        ({"condition_number": 0.5}, "condition_number must be one number of 1 or more"),
        ({"condition_number": "high"}, "condition_number must be a number"),
    ],
)
def test_matrix_bowls_say_what_to_pass(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        matrix_bowls(False, **given)


@pytest.mark.parametrize("turned", ["no", 1, None])
def test_bowls_are_turned_or_not(turned):
    with pytest.raises(TypeError, match="turned must be True or False, not"):
        matrix_bowls(turned)


def test_what_a_rule_returns_is_checked():
    def unfinished(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * gradient

    with pytest.raises(TypeError, match="end it with return params, state"):
        best_ends(unfinished, STRAIGHT, [0.1], steps=2)
