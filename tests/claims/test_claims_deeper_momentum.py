"""What deeper/momentum_and_nesterov says, computed anew."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from claims import claim
from helpers.descent import descend
from helpers.rules import Velocity, momentum

LESSON = "deeper/momentum_and_nesterov"
FLAT, STEEP = np.linalg.eigvalsh(DIAMONDS.hessian)


def nesterov(params, gradient, velocity=0.0, *, learning_rate, beta):
    """Take a step of Nesterov momentum; the parameters are the point that is looked ahead to."""
    velocity = beta * velocity + gradient
    return params - learning_rate * (gradient + beta * velocity), velocity


@claim(LESSON, "The last two lines have different learning rates. Both keep $\\sqrt{0.9}$")
def test_where_it_oscillates_only_beta_counts():
    for rate in (0.01, 0.03):
        for curvature in (1, 50):
            roots = np.roots([1, -(1 + 0.9 - rate * curvature), 0.9])
            np.testing.assert_allclose(np.abs(roots), 0.9**0.5)
    return 0.9


@claim(LESSON, "Where it oscillates, it keeps only $\\sqrt{\\beta\\,(1-\\eta\\lambda)}$: its "
               "oscillations die out sooner")  # fmt: skip
def test_what_an_oscillation_of_nesterov_momentum_keeps():
    rate, beta, curvature = 0.1, 0.8, STEEP
    left = 1 - rate * curvature
    roots = np.roots([1, -left * (1 + beta), left * beta])
    assert abs(roots.imag).min() > 0
    np.testing.assert_allclose(np.abs(roots), (beta * left) ** 0.5)


@claim(LESSON, "lower even than that of gradient descent")
def test_the_stability_limit_of_nesterov_momentum():
    for beta in (0.3, 0.8):
        limit = 2 * (1 + beta) / ((1 + 2 * beta) * STEEP)
        assert limit < 2 / STEEP
        below, above = (
            descend(nesterov, DIAMONDS, steps=3000, learning_rate=part * limit, beta=beta)
            for part in (0.99, 1.01)
        )
        assert below.excess[-1] < 1e-9 and not above.excess[-1] < 1e9


@claim(LESSON, "it keeps 0.570 of the distance at a step, Nesterov momentum "
               "$1 - 2/\\sqrt{3\\kappa+1} = 0.687$")  # fmt: skip
def test_what_each_keeps_at_its_best():
    kappa = STEEP / FLAT
    ball = (kappa**0.5 - 1) / (kappa**0.5 + 1)
    formula = 1 - 2 / (3 * kappa + 1) ** 0.5
    rate, root = 4 / (3 * STEEP + FLAT), (3 * kappa + 1) ** 0.5
    beta = (root - 2) / (root + 2)
    keeps = max(
        np.abs(np.roots([1, -left * (1 + beta), left * beta])).max()
        for left in (1 - rate * FLAT, 1 - rate * STEEP)
    )
    assert keeps == pytest.approx(formula, abs=1e-6)
    return ball, formula


@claim(LESSON, "Its curvature is 25, except for a stretch where it is 1")
def test_the_valley_in_which_the_ball_never_arrives():
    def slope(x):
        return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

    for edge in (1, 2):  # the slope has no jump, and rises
        assert slope(edge - 1e-9) == pytest.approx(slope(edge))
    assert slope(1.75) - slope(1.25) == pytest.approx(0.5)
    return slope(0.5) - slope(-0.5)


@claim(LESSON, "The ball visits the same three points for ever")
def test_three_points_for_ever():
    x, state, path = 3.3, Velocity(), []
    for _ in range(600):
        slope = 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24
        x, state = momentum(x, slope, state, learning_rate=1 / 9, beta=4 / 9)
        path.append(x)
    np.testing.assert_allclose(path[-3:], path[-6:-3], atol=1e-9)
    assert np.ptp(path[-3:]) > 1


@claim(LESSON, "The mean excess loss along the axis is $\\tfrac12\\lambda V$. Far below the "
               "stability limit it is that of lesson 3")  # fmt: skip
def test_the_noise_floor_along_an_axis():
    rate, beta, curvature, variance = 0.3, 0.7, 2.0, 1.5  # variance: of a batch's gradient
    s = 1 + beta - rate * curvature
    step, kick = np.array([[s, -beta], [1, 0]]), np.diag([rate**2 * variance, 0])
    covariance = np.zeros((2, 2))  # of two distances, one after the other
    for _ in range(2000):
        covariance = step @ covariance @ step.T + kick
    formula = rate * variance * (1 + beta)
    formula /= 2 * (1 - beta) * (2 * (1 + beta) - rate * curvature)
    assert curvature * covariance[0, 0] / 2 == pytest.approx(formula)
    far_below = rate * variance * (1 + beta) / (2 * (1 - beta) * 2 * (1 + beta))
    assert far_below == pytest.approx(rate / (1 - beta) * variance / 4)  # as in lesson 3
