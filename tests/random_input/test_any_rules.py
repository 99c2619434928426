"""Any input at all: the update rules on numbers of any size."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from support.any_input import any_float, covers, near, same, settings_for
from support.examples import RULES
from support.runs import assert_same_numbers

from helpers import rules

ONE = np.float64(1)


def gradient_steps(slopes):
    return slopes


def momentum_steps(slopes, beta):
    velocity = np.float64(0)
    for slope in slopes:
        velocity = beta * velocity + slope
        yield velocity


def rmsprop_steps(slopes, beta, epsilon):
    square = np.float64(0)
    for slope in slopes:
        square = beta * square + (ONE - beta) * slope * slope
        yield slope / (np.sqrt(square) + epsilon)


def adam_steps(slopes, beta1, beta2, epsilon, bias_correction=True):
    mean = square = np.float64(0)
    for t, slope in enumerate(slopes, start=1):
        mean = beta1 * mean + (ONE - beta1) * slope
        square = beta2 * square + (ONE - beta2) * slope * slope
        first = mean / (ONE - beta1**t) if bias_correction else mean
        second = square / (ONE - beta2**t) if bias_correction else square
        yield first / (np.sqrt(second) + epsilon)


def lion_steps(slopes, beta1, beta2):
    mean = np.float64(0)
    for slope in slopes:
        yield np.sign(beta1 * mean + (ONE - beta1) * slope)
        mean = beta2 * mean + (ONE - beta2) * slope


STEPS = {  # of each rule, at a learning rate of 1 and without weight decay
    "gradient_descent": gradient_steps,
    "momentum": momentum_steps,
    "rmsprop": rmsprop_steps,
    "adam": adam_steps,
    "adamw": adam_steps,
    "lion": lion_steps,
}
STATES = [name for name, record in vars(rules).items() if hasattr(record, "_fields")]


def plainly(name, params, slopes, learning_rate, weight_decay=0, **settings):
    """Return the parameters after each slope, in numpy's single floats: the formulas once more."""
    path = []
    for step in STEPS[name](map(np.float64, slopes), **settings):
        params = params * (ONE - learning_rate * weight_decay) - learning_rate * step
        path.append(params)
    return path


@covers("rules.sgd", *(f"rules.{rule.__name__}" for rule in RULES),
        *(f"rules.{state}" for state in STATES))  # fmt: skip
@pytest.mark.parametrize("rule", RULES)
@any_of(data=st.data())
def test_rules_on_arrays_of_any_numbers(rule, data):
    """The formula; each row of a batch to the last bit; nothing changed; and never an exception."""
    runs, steps = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    params, *slopes = data.draw(arrays_of.arrays(float, (steps + 1, runs, 2), elements=any_float))
    rows = [data.draw(settings_for(rule)) for _ in range(runs)]
    switch = {n: v for n, v in rows[0].items() if isinstance(v, bool)}
    columns = {n: np.array([[row[n]] for row in rows]) for n in rows[0]} | switch
    copies = params.copy(), np.copy(slopes), {n: np.copy(v) for n, v in columns.items()}
    with np.errstate(all="ignore"):
        path, together = [params], ()
        singles = [[params[i], ()] for i in range(runs)]
        for slope in slopes:
            moved, *together = rule(path[-1], slope, *together, **columns)
            path.append(moved)
            for i, (here, memory) in enumerate(singles):
                own = {n: np.asarray(v) for n, v in rows[i].items()} | switch
                singles[i] = rule(here, slope[i], *([memory] if memory != () else []), **own)
                assert_same_numbers(moved[i], singles[i][0], rule)
        for i, k in product(range(runs), range(2)):
            plain = plainly(rule.__name__, params[i, k], np.array(slopes)[:, i, k],
                            **rows[i] | switch)  # fmt: skip
            given = [*rows[i].values(), params[i, k], *np.array(slopes)[:, i, k]]
            if all(v == 0 or 1e-60 < abs(v) < 1e60 for v in given):
                reach = max(1e-100, *np.abs(plain), abs(params[i, k]))
                assert near([p[i, k] for p in path[1:]], plain, rel=1e-6, scale=reach)
    assert same(params, copies[0]) and same(slopes, copies[1])
    assert all(same(columns[n], copies[2][n]) for n in columns)


def test_every_rule_has_its_formula_once_more():
    assert list(STEPS) == [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES)
@any_of(data=st.data())
def test_rules_on_floats_are_those_on_arrays(rule, data):
    """Python itself refuses a power that leaves the range, and a division by 0: that may pass."""
    params, gradient = data.draw(any_float), data.draw(any_float)
    given = data.draw(settings_for(rule))
    try:
        moved, _ = rule(params, gradient, **given)
    except (OverflowError, ZeroDivisionError):
        return
    with np.errstate(all="ignore"):
        array, _ = rule(np.array([params]), np.array([gradient]), **given)
    assert type(moved) is float and near(array, moved, rel=1e-13, scale=abs(params))
