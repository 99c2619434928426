"""What deeper/five_claims says, computed anew."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import claim
from helpers import rules
from helpers.comparisons import updates_to_settle
from helpers.descent import descend
from helpers.problems import DiamondPrices, ravine, saddle
from helpers.rules import adam

LESSON = "deeper/five_claims"
POINTS = DiamondPrices(TRAIN, carat_unit="point")


def settles(problem, rates, target, **settings):
    """Return after how many updates the best of many learning rates settles."""
    run = descend(adam, problem, steps=1000, learning_rate=rates[:, None], **settings)
    return updates_to_settle(run.excess, target).min()


def own_learning_rates(problem):
    """Return learning rate over corrected RMS after 100 updates, from the gradients alone."""
    square = 0.0
    for gradient in descend(adam, problem, steps=100, learning_rate=0.01).gradients:
        square = 0.999 * square + 0.001 * gradient**2
    return 0.01 / np.sqrt(square / (1 - 0.999**100))


@claim(LESSON, "It does, where there is something to adapt to")
def test_the_own_learning_rates_differ_in_points_only():
    m, b = own_learning_rates(POINTS)
    assert b / m > 50
    m, b = own_learning_rates(DIAMONDS)
    assert 1 < b / m < 1.5


def in_the_ravine(start, beta1):
    bowl = ravine(50)
    target = 1e-3 * bowl.excess(np.array(start))
    return settles(bowl, np.geomspace(0.002, 1, 300), target, start=start, beta1=beta1)


@claim(LESSON, "With it, the count is nearly the same from everywhere")
def test_the_start_decides_only_without_the_first_average():
    """From those of the cell, and from others."""
    starts = (-2.5, 0.6), (-2.5, 0.283), (-1, 1), (-2, 0.1), (-2, 0.5), (-1.5, 0.3)
    counts = np.array([[in_the_ravine(start, beta1) for beta1 in (0.9, 0)] for start in starts])
    assert np.ptp(counts[:, 0]) < 10
    assert counts[:, 1].max() > 5 * counts[:, 1].min()


@claim(LESSON, "hardly more than the sign of each slope, times the learning rate: quick if both "
               "ways are about equally long, and slow if not")  # fmt: skip
def test_without_the_first_average_equal_ways_are_quick():
    counts = [in_the_ravine(start, 0) for start in ((-1, 1), (-1, 0.5), (-1, 0.2), (-1, 0.05))]
    assert counts == sorted(counts) and counts[-1] > 5 * counts[0]
    path = descend(adam, ravine(50), steps=10, learning_rate=0.1, start=(-1, 1), beta1=0).path
    np.testing.assert_allclose(np.abs(np.diff(path[:4], axis=0)), 0.1, rtol=0.2)


@claim(LESSON, "On the saddle Adam leaves the ridge a little sooner with the first average than "
               "without, at the same learning rate")  # fmt: skip
def test_who_leaves_the_saddle_first():
    for rate in (0.01, 0.02, 0.05, 0.1):
        with_it, without = (
            np.argmax(
                descend(adam, saddle(), steps=300, learning_rate=rate, beta1=beta1).excess < 0.1
            )
            for beta1 in (0.9, 0)
        )
        assert 0.8 * without < with_it < without


@claim(LESSON, "But it comes to rest later: after 51 updates, against 31")
def test_momentum_costs_time_at_the_end():
    target, rates = 1e-3 * saddle().excess(saddle().start), np.geomspace(0.002, 1, 300)
    return [settles(saddle(), rates, target, beta1=beta1) for beta1 in (0.9, 0)]


@claim(LESSON, "The first step is 1 learning rate long, not 3.16")
def test_the_first_step_with_and_without_correction():
    steps = [abs(adam(0.0, -2.0, learning_rate=1.0, bias_correction=on)[0]) for on in (True, False)]
    assert steps[0] == pytest.approx(1)
    return steps[1]


@claim(LESSON, "In points, each at its best learning rate, Adam needs 99 updates with the "
               "correction and 78 without")  # fmt: skip
def test_what_the_correction_does_in_points():
    rates, target = np.geomspace(0.01, 1, 500), 0.01 * POINTS.lowest
    return [settles(POINTS, rates, target, bias_correction=on) for on in (True, False)]


class Counting(np.ndarray):
    """An array that counts the operations on it."""

    done = 0

    def __array_ufunc__(self, operation, method, *inputs, **options):
        Counting.done += 1
        numbers = [np.asarray(number) for number in inputs]
        return getattr(operation, method)(*numbers, **options).view(Counting)


def operations(rule):
    """Return the operations for each parameter in an update, and the numbers that are kept."""
    params = gradient = np.ones(2).view(Counting)
    params, state = rule(params, gradient, learning_rate=0.1)
    Counting.done = 0
    params, state = rule(params, gradient, state, learning_rate=0.1)
    return Counting.done, sum(np.size(part) == 2 for part in state)


@claim(LESSON, "14 operations per parameter and update; gradient descent takes 2")
def test_the_operations_of_an_update():
    return operations(adam)[0], operations(rules.gradient_descent)[0]


@claim(LESSON, "But it keeps two more numbers per parameter. For a billion parameters of four "
               "bytes that is eight gigabytes")  # fmt: skip
def test_the_memory_of_adam():
    kept = operations(adam)[1] - operations(rules.gradient_descent)[1]
    assert (kept, kept * 4) == (2, 8)
