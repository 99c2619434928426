"""From a schedule to its factors, and what is said of a schedule that makes no sense."""

import math

import numpy as np
import pytest

from helpers import rules
from helpers.one_run.schedule_factors import schedule_factors, scheduled_rate
from helpers.schedules import SCHEDULES, cosine


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "constant"])
def test_a_name_stands_for_its_function(name):
    function = SCHEDULES[name].factor
    named, own = schedule_factors(name, 30), schedule_factors(lambda t, n: function(t, n), 30)
    assert named.shape == (30,) and np.array_equal(named, own)
    assert np.array_equal(schedule_factors(function, 30), named)


@pytest.mark.parametrize("schedule", [None, "constant", SCHEDULES["constant"].factor])
def test_a_constant_learning_rate_has_no_factors(schedule):
    assert schedule_factors(schedule, 30) is None
    assert scheduled_rate(rules.adam, {"learning_rate": 0.1}, schedule, 30) is None


def test_a_function_is_told_each_step_and_how_many_there_are():
    told = []

    def steps_down(step, steps):
        told.append((step, steps))
        return 1 if step < 2 else np.float32(0.5)

    assert schedule_factors(steps_down, 4).tolist() == [1.0, 1.0, 0.5, 0.5]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]


@pytest.mark.parametrize("schedule", [max, lambda t, n, floor=0.1: max(floor, 1 - t / n)])
def test_functions_that_tell_little_or_take_more_are_called_too(schedule):
    assert schedule_factors(schedule, 3).shape == (3,)


def test_the_learning_rate_is_found_under_any_of_its_names():
    def mine(params, gradient, state=0.0, *, lr, alpha=0.9):
        return params, state

    name, factors = scheduled_rate(mine, {"lr": 1, "alpha": 0.9}, cosine, 4)
    assert name == "lr" and factors.shape == (4,) and factors[0] == 1


def without_a_rate(params, gradient, state=(), *, beta=0.9):
    return params - gradient, state


def with_rates_in_a_tuple(params, gradient, state=(), *, learning_rate=(0.1, 0.2)):
    return params - learning_rate[0] * gradient, state


@pytest.mark.parametrize("rule", [without_a_rate, with_rates_in_a_tuple])
def test_a_rule_without_a_number_as_its_learning_rate_is_refused_with_what_to_do(rule):
    said = (
        f"{rule.__name__} has no learning rate that a schedule could multiply: "
        "leave schedule out, or give the rule a setting learning_rate that is a number."
    )
    with pytest.raises(TypeError) as caught:
        scheduled_rate(rule, {"beta": 0.9}, "cosine", 4)
    assert str(caught.value) == said
    assert scheduled_rate(rule, {"beta": 0.9}, None, 4) is None


def falls_below(step, steps):
    return 0.05 - step / steps


def breaks(step, steps):
    return 1 / (2 - step)


NUMBER = "must return one finite number of 0 or more for each step, but at step"
FUNCTION = r"a function of \(step, steps\), such as lambda step, steps: 1 - step / steps"
NAMES = ", ".join(map(repr, SCHEDULES))
WRONG = [
    ("Cosine", ValueError, f"schedule must be one of {NAMES}, or {FUNCTION}, not 'Cosine'\\."),
    ("", ValueError, f"schedule must be one of {NAMES}"),
    (0.5, TypeError, f"schedule must be one of {NAMES}, or {FUNCTION}, not 0.5"),
    ([1.0, 0.5], TypeError, f"schedule must be one of {NAMES}"),
    (lambda step: 1.0, TypeError, f"schedule must be {FUNCTION}: <lambda> does not take these"),
    (lambda: 1.0, TypeError, f"schedule must be {FUNCTION}"),
    (lambda step, *, steps: 1.0, TypeError, f"schedule must be {FUNCTION}"),
    (lambda t, n: math.nan, ValueError, f"The schedule {NUMBER} 0 of 10 it returns nan"),
    (lambda t, n: math.inf, ValueError, f"The schedule {NUMBER} 0 of 10 it returns inf"),
    (falls_below, ValueError, f"falls_below {NUMBER} 1 of 10 it returns -0.05"),
    (lambda t, n: np.ones(2), ValueError, f"The schedule {NUMBER} 0 of 10 it returns array"),
    (lambda t, n: [1.0], ValueError, f"The schedule {NUMBER} 0 of 10"),
    (lambda t, n: None, ValueError, f"The schedule {NUMBER} 0 of 10 it returns None"),
    (lambda t, n: t < 5, ValueError, f"The schedule {NUMBER} 0 of 10 it returns True"),
    (lambda t, n: 1j, ValueError, f"The schedule {NUMBER} 0 of 10"),
    (breaks, ValueError, r"breaks must return a factor for each step, but at step 2 of 10 it "
                         r"raises ZeroDivisionError\('division by zero'\)\."),
]  # fmt: skip


@pytest.mark.parametrize(("schedule", "error", "message"), WRONG)
def test_a_schedule_that_makes_no_sense_is_refused_in_one_sentence(schedule, error, message):
    with pytest.raises(error, match=message) as caught:
        schedule_factors(schedule, 10)
    assert "\n" not in str(caught.value)
