"""What a trial shows of a function, and whether two functions show the same."""

import numpy as np
import pytest

from helpers.exercises.checker.comparison import agrees, first_difference, observe, same
from helpers.exercises.checker.trials import RESTART_DISTANCE, rule_trial

GRADIENTS = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 3.0]])
TRIAL = rule_trial(np.array([1.0, -1.0]), GRADIENTS, {"rate": 0.5})
RATE = {"rate": 0.5}


def plain(params, gradient, state=(), *, rate):
    return params - rate * gradient, state


def nearly(params, gradient, state=(), *, rate):
    return params - rate * gradient * (1 + 1e-8), state


def other(params, gradient, state=0, *, rate):
    """Goes another way from its third step on."""
    return params - rate * gradient * (1 if state < 2 else 2), state + 1


def failing(params, gradient, state=0, *, rate):
    if state == 2:
        raise ValueError("No third step.")
    return params - rate * gradient, state + 1


def nowhere(params, gradient, state=(), *, rate):
    return params * np.nan, state


def in_place(params, gradient, state=(), *, rate):
    params -= rate * gradient
    return params, state


def test_what_is_observed():
    result = observe(plain, TRIAL, RATE)
    assert result.complete and result.error is None and result.shape == (2,)
    assert result.rows.tolist() == [[1.0, -1.0], [0.5, -2.0], [0.25, -1.5], [-0.75, -3.0]]
    assert result.values == result.rows.tolist()
    assert result.side_effects.changed == set()
    assert observe(in_place, TRIAL, RATE).side_effects.changed == {"params"}


def test_an_error_ends_a_trial_and_is_kept():
    result = observe(failing, TRIAL, RATE)
    assert not result.complete and str(result.error) == "No third step."
    assert result.rows.tolist() == [[1.0, -1.0], [0.5, -2.0], [0.25, -1.5]]


def test_a_division_by_zero_ends_a_trial_too():
    trial = rule_trial(1.0, [1.0, 2.0], RATE)
    result = observe(lambda p, g, s=(), *, rate: (p / 0, s), trial, RATE)
    assert not result.complete and result.error is None
    assert isinstance(result.side_effects.divided_by_zero, ZeroDivisionError)


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        (plain, plain, True),
        (plain, nearly, True),  # equal to rounding
        (plain, other, False),
        (nowhere, nowhere, True),  # nan is nan
        (plain, nowhere, False),
        (plain, failing, False),
        (failing, failing, False),  # an error agrees with nothing
    ],
)
def test_same_and_agrees(one, two, alike):
    result = observe(one, TRIAL, RATE)
    assert same(result, observe(two, TRIAL, RATE)) is alike
    assert agrees(result, two, TRIAL, RATE) is alike


def test_another_shape_is_not_the_same():
    def joined(params, gradient, state=(), *, rate):
        return np.sum(params - rate * gradient), state

    assert not agrees(observe(plain, TRIAL, RATE), joined, TRIAL, RATE)


def test_the_first_difference():
    true = observe(plain, TRIAL, RATE).rows
    assert first_difference(observe(other, TRIAL, RATE), true) == 3
    assert first_difference(observe(nowhere, TRIAL, RATE), true) == 1
    assert first_difference(observe(nearly, TRIAL, RATE), true) == 3  # none: the last row


def test_a_step_to_nowhere_does_not_widen_what_counts_as_equal():
    def leap(params, gradient, state=0, *, rate):
        far = 10 * RESTART_DISTANCE if state == 0 else 0.0
        return params - rate * gradient + far, state + 1

    def leap_and_err(params, gradient, state=0, *, rate):
        moved, count = leap(params, gradient, state, rate=rate)
        return moved + (1e-3 if state == 1 else 0.0), count

    result = observe(leap, TRIAL, RATE)
    assert result.rows[1].min() > RESTART_DISTANCE and np.abs(result.rows[2:]).max() < 10
    assert not agrees(result, leap_and_err, TRIAL, RATE)
