"""What the notebook of deeper/ on epsilon and AdaGrad says, computed anew."""

import numpy as np
from support.dataset import TRAIN

from claims import About, claim
from helpers.descent import descend
from helpers.problems import DiamondPrices
from helpers.rules import adam, gradient_descent, rmsprop

LESSON = "deeper/epsilon_and_adagrad"
CARATS, POINTS = DiamondPrices(TRAIN), DiamondPrices(TRAIN, carat_unit="point")
STEEP_THEN_GENTLE = np.r_[np.full(100, 100.0), np.full(400, 1.0)]


def adagrad(params, gradient, state=0.0, *, learning_rate):
    total = state + gradient**2
    return params - learning_rate * gradient / (total**0.5 + 1e-8), total


def steps_of(rule, slopes):
    """Return the steps of a rule on these slopes, in learning rates."""
    params, state, path = 0.0, (), [0.0]
    for slope in slopes:
        params, *state = rule(params, slope, *state, learning_rate=1.0)
        path.append(params)
    return -np.diff(path)


@claim(LESSON, "which is gradient descent with the learning rate $\\eta/\\varepsilon$")
def test_a_huge_epsilon_is_gradient_descent():
    large = descend(rmsprop, CARATS, steps=100, learning_rate=1e5, epsilon=1e6)
    plain = descend(gradient_descent, CARATS, steps=100, learning_rate=1e5 / 1e6)
    np.testing.assert_allclose(large.path, plain.path, atol=1e-3)


@claim(LESSON, "If it is far smaller, it does nothing")
def test_a_tiny_epsilon_does_nothing():
    paths = [
        descend(rmsprop, POINTS, steps=50, learning_rate=0.01, epsilon=epsilon).path
        for epsilon in (0.0, 1e-8)
    ]
    np.testing.assert_allclose(*paths, atol=1e-6)


@claim(LESSON, "A slope far below $\\varepsilon$ gets hardly a step")
def test_a_slope_far_below_epsilon():
    slopes = np.full(300, 1e-4)
    first, *_, last = steps_of(lambda *given, **rate: rmsprop(*given, epsilon=0.01, **rate), slopes)
    assert first < 0.01 and last < 0.011
    assert steps_of(rmsprop, slopes)[-1] > 0.99


@claim(LESSON, "$10^{-8}$ inside is about $10^{-4}$ beside it")
def test_epsilon_inside_the_root():
    slopes = np.logspace(-12, -7, 6)  # far below both
    inside, beside = slopes / np.sqrt(slopes**2 + 1e-8), slopes / (slopes + 1e-4)
    np.testing.assert_allclose(inside, beside, rtol=2e-3)


@claim(LESSON, "with $\\beta_2 = 0.999$ it is 31.6 times as large at the first update")
def test_epsilon_before_the_correction():
    slope, beta1, beta2, epsilon = 1e-6, 0.9, 0.999, 1e-8
    mean, mean_square = (1 - beta1) * slope, (1 - beta2) * slope**2
    rate = (1 - beta2) ** 0.5 / (1 - beta1)  # of the shorter form, at the first update
    times = 1 / (1 - beta2) ** 0.5
    ours, _ = adam(0.0, slope, learning_rate=1.0, epsilon=times * epsilon)
    np.testing.assert_allclose(-ours, rate * mean / (mean_square**0.5 + epsilon))
    return beta2, times


@claim(LESSON, "the slope is 100 for the first 100 updates and 1 afterwards")
def test_the_steep_ground_and_the_gentle_one():
    assert STEEP_THEN_GENTLE[-1] == 1
    return STEEP_THEN_GENTLE[0], np.sum(STEEP_THEN_GENTLE == 100)


@claim(
    LESSON,
    "On the steep ground the sum of AdaGrad is $t\\,g^2$ after $t$ updates, so its step is "
    "$\\eta/\\sqrt{t}$",
)
def test_the_steps_of_adagrad_on_a_steady_slope():
    steps = steps_of(adagrad, STEEP_THEN_GENTLE)
    np.testing.assert_allclose(steps[:100], np.arange(1, 101) ** -0.5, rtol=1e-6)


@claim(
    LESSON,
    "RMSProp forgets the steep part and is back at full steps. AdaGrad never forgets: its steps "
    "stay a thousandth of the learning rate",
)
def test_the_steps_on_the_gentle_ground():
    usual, summed = steps_of(rmsprop, STEEP_THEN_GENTLE), steps_of(adagrad, STEEP_THEN_GENTLE)
    assert usual[250:].min() > 0.99
    np.testing.assert_allclose(summed[100:], 0.001, rtol=1e-3)


@claim(LESSON, "with a learning rate that is too small, it slows down before it has got anywhere")
def test_adagrad_slows_down_too_soon():
    run = descend(adagrad, CARATS, steps=3000, learning_rate=0.01)
    assert run.excess[-1] > 15
    moved = np.abs(np.diff(run.path, axis=0)).max(axis=1)
    assert moved[-1] < 0.03 * moved[0]


@claim(LESSON, "at 4 it comes within 1 % of the lowest loss in about thirty updates")
def test_adagrad_arrives_at_four():
    run = descend(adagrad, CARATS, steps=300, learning_rate=4.0)
    late = np.flatnonzero(run.excess > 0.01 * CARATS.lowest)
    return 4, 0.01, About(late[-1] + 1, within=0.1)


@claim(LESSON, "So AdaGrad with the learning rate $\\eta$ is RMSProp with $\\eta\\sqrt{1-\\beta}$")
def test_rmsprop_that_never_forgets_is_adagrad():
    beta = 1 - 1e-8
    summed = descend(adagrad, POINTS, steps=600, learning_rate=0.22)
    rate = 0.22 * (1 - beta) ** 0.5
    averaged = descend(rmsprop, POINTS, steps=600, learning_rate=rate, beta=beta, epsilon=0.0)
    np.testing.assert_allclose(averaged.path, summed.path, atol=1e-4)
