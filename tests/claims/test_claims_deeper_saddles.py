"""What deeper/saddles says, computed anew."""

import numpy as np
import pytest

from claims import claim
from helpers.descent import descend
from helpers.problems import saddle
from helpers.rules import momentum

LESSON = "deeper/saddles"


def half_way(rate, beta):
    """Return the first update after which the run is half-way from the ridge to the minimum."""
    run = descend(momentum, saddle(), steps=300, learning_rate=rate, beta=beta)
    return np.argmax(run.path[:, 1] > 0.5)


@claim(LESSON, "At beta 0 it is half-way to the minimum after 67 updates only. Set beta to 0.9: "
               "now it is half-way after 25. Every slope points away from the ridge, each a little "
               "larger than the last")  # fmt: skip
def test_what_the_figure_shows():
    run = descend(momentum, saddle(), steps=25, learning_rate=0.1, beta=0.9)
    away = -run.gradients[:20, 1]
    assert (away > 0).all() and (np.diff(away) > 0).all()
    return half_way(0.1, 0), 0.9, half_way(0.1, 0.9)


@claim(LESSON, "without memory, at a learning rate of 0.5, it is 16")
def test_longer_steps_leave_the_ridge_sooner():
    return 0.5, half_way(0.5, 0)


@claim(LESSON, "From a thousandth to a half that is a factor of 500")
def test_the_factor_from_the_start_to_half_way():
    start = saddle().start[1]
    assert start == pytest.approx(0.001)
    return 0.5 / start


@claim(LESSON, "With 0.1 that makes 65")
def test_what_the_formula_says():
    return 0.1, np.log(500) / np.log(1.1)


@claim(LESSON, "Further out the ground flattens, so it takes a little more than 65")
def test_it_takes_a_little_longer_than_the_formula_says():
    formula = np.log(500) / np.log(1.1)
    assert formula < half_way(0.1, 0) < 1.05 * formula
    slopes = [saddle().gradient((0.0, y))[1] / y for y in (0.001, 0.1, 0.3, 0.5)]
    assert (np.diff(np.abs(slopes)) < 0).all()  # less steep for its distance, the further out
    return formula


@claim(LESSON, "Across the ridge the loss is nearly $-\\tfrac12 y^2$, a parabola upside down, with "
               "the curvature $\\lambda = -1$")  # fmt: skip
def test_the_curvature_across_the_ridge():
    step = 1e-3
    losses = [saddle().loss((0.0, y)) for y in (-step, 0.0, step)]
    assert (losses[0] - 2 * losses[1] + losses[2]) / step**2 == pytest.approx(-1, abs=1e-3)


@claim(LESSON, "at the same effective learning rate, 0.1 alone and 0.01 with beta 0.9, the ball is "
               "later")  # fmt: skip
def test_at_the_same_effective_learning_rate_the_ball_is_later():
    assert half_way(0.01, 0.9) > half_way(0.1, 0)
    return 0.1, 0.01, 0.9


def ends_at(rate):
    """Return where gradient descent from (−5, 5) ends on the four valleys, by the formula."""
    x, y = -5.0, 5.0
    for _ in range(100):
        one, two = x**2 + y - 11, x + y**2 - 7
        x, y = x - rate * (4 * x * one + 2 * two), y - rate * (2 * one + 4 * y * two)
    assert x**2 + y - 11 == pytest.approx(0, abs=1e-3) == x + y**2 - 7  # the loss is 0
    return x, y


@claim(LESSON, "At a learning rate of 0.008 the walker ends in the valley nearest to its start. "
               "Set 0.015: its first steps carry it across the ridge, and it ends at the upper "
               "right. Set 0.018: now at the lower right")  # fmt: skip
def test_the_learning_rate_decides_in_which_valley_it_ends():
    (x, y), another, third = ends_at(0.008), ends_at(0.015), ends_at(0.018)
    assert x < 0 < y and min(another) > 0 and third[0] > 0 > third[1]
    return 0.008, 0.015, 0.018
