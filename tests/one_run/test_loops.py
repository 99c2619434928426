"""The loop in three ways: all take the same path, that of the plain loop."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.core.fresh_copies import OutsideMemoryError
from helpers.descent import descend
from helpers.one_run.loops import array_loop, float_loop, float_loop_is_exact, isolated_loop
from helpers.problems import ravine

STEPS = 25
SETTINGS = {"learning_rate": 0.05, "beta": 0.8}


def empty(*runs):
    path = np.empty((STEPS + 1, *runs, 2))
    path[0] = 1.0, 2.0
    return path, np.empty((STEPS, *runs, 2))


def means(t):
    return (DIAMONDS.batch_means(32, STEPS, 3)[t],)


def plain_loop():
    """The loop in the docstring of helpers.descent, on batches."""
    params, state, path = np.array([1.0, 2.0]), (), [np.array([1.0, 2.0])]
    for step in range(STEPS):
        gradient = DIAMONDS.gradient(params, *means(step))
        params, *state = rules.momentum(params, gradient, *state, **SETTINGS)
        path.append(params)
    return np.array(path)


def test_descend_is_the_plain_loop():
    given = {"steps": STEPS, "batch_size": 32, "seed": 3, "start": [1.0, 2.0]}
    assert np.array_equal(descend(rules.momentum, DIAMONDS, **given, **SETTINGS).path, plain_loop())


@pytest.mark.parametrize("loop", [array_loop, isolated_loop])
def test_loops_on_arrays_are_the_plain_loop(loop):
    path, gradients = empty()
    states = loop(rules.momentum, DIAMONDS, path, gradients, means, SETTINGS)
    assert np.array_equal(path, plain_loop())
    assert len(states) == STEPS + 1
    np.testing.assert_allclose(-0.05 * states[-1].velocity, path[-1] - path[-2], rtol=1e-12)
    for t in (0, 7, STEPS - 1):
        assert np.array_equal(gradients[t], DIAMONDS.gradient(path[t], *means(t)))


def test_the_float_loop_is_the_plain_loop():
    path, gradients = empty()
    float_loop(rules.momentum, path, gradients, DIAMONDS.batch_means(32, STEPS, 3), SETTINGS)
    assert np.array_equal(path, plain_loop())
    assert np.array_equal(gradients[7], DIAMONDS.gradient(path[7], *means(7)))


def test_many_runs_have_no_recorded_states_and_each_is_the_plain_loop():
    path, gradients = empty(4)
    assert array_loop(rules.momentum, DIAMONDS, path, gradients, means, SETTINGS) is None
    assert all(np.array_equal(path[:, run], plain_loop()) for run in range(4))


@pytest.mark.parametrize(
    ("rule", "problem", "runs", "settings", "exact"),
    [
        (rules.momentum, DIAMONDS, (), SETTINGS, True),
        (rules.momentum, DIAMONDS, (4,), SETTINGS, False),
        (rules.momentum, DIAMONDS, (), SETTINGS | {"beta": np.full((4, 1), 0.9)}, False),
        (rules.momentum, ravine(), (), SETTINGS, False),
        (rules.adam, DIAMONDS, (), {"learning_rate": 0.05}, False),  # it takes roots
        (lambda params, gradient, *, learning_rate: (params, ()), DIAMONDS, (), SETTINGS, False),
    ],
)
def test_where_the_float_loop_serves(rule, problem, runs, settings, exact):
    assert float_loop_is_exact(rule, problem, runs, settings) is exact


def test_a_rule_that_counts_outside_of_itself_begins_anew_in_the_isolated_loop():
    counted = []

    def slower(params, gradient, state=(), *, learning_rate):
        counted.append(1)
        return params - learning_rate * gradient / len(counted), state

    (one, slopes), (other, _) = empty(), empty()
    for path in (one, other):
        isolated_loop(slower, DIAMONDS, path, slopes, means, {"learning_rate": 0.05})
    assert np.array_equal(one, other) and counted == []


def test_a_rule_of_which_no_copy_is_fresh_is_refused():
    def numbers():
        yield from range(10**6)

    stream = numbers()

    def streamed(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * next(stream), state

    with pytest.raises(OutsideMemoryError, match="streamed remembers one run in the next"):
        isolated_loop(streamed, DIAMONDS, *empty(), means, {"learning_rate": 0.05})
