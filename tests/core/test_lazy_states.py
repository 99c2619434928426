"""What a run can compute again is not kept, and is the same when it is computed again."""

from collections import deque
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.core.lazy_states import LazyStates, evaluate_in_chunks, share_parts
from helpers.descent import descend
from helpers.problems import saddle
from helpers.rules import adam, gradient_descent, momentum

RATES = np.geomspace(1e-3, 10, 150)[:, None]


def test_states_of_many_runs_are_those_of_each():
    many = descend(adam, DIAMONDS, steps=20, batch_size=32, learning_rate=RATES)
    assert len(many.states) == 21 and isinstance(many.states, LazyStates)
    for i in (0, 70, 149):
        alone = descend(adam, DIAMONDS, steps=20, batch_size=32, learning_rate=RATES[i])
        for mine, its in zip(many.states[1:], alone.states[1:], strict=True):
            assert (mine.mean[i] == its.mean).all() and mine.t == its.t
            assert (mine.mean_square[i] == its.mean_square).all()


def test_states_of_a_single_run_are_not_computed_again():
    called = Mock()  # copies of the rule share it

    def counted(params, gradient, state=0, *, learning_rate):
        called()
        return params - learning_rate * gradient, state + 1

    run = descend(counted, DIAMONDS, steps=5, learning_rate=0.1)
    assert list(run.states) == [0, 1, 2, 3, 4, 5] and called.call_count == 5


def test_states_that_are_computed_again_are_those_of_a_fresh_copy():
    def counting():
        count = 0

        def rule(params, gradient, state=None, *, learning_rate):
            nonlocal count
            count += 1
            return params - learning_rate * gradient, count

        return rule

    many = descend(counting(), DIAMONDS, steps=5, learning_rate=RATES)
    assert list(many.states) == list(many.states) == [None, 1, 2, 3, 4, 5]


ARRAY, LIST = np.zeros(2), [0.0]


@dataclass
class Velocity:
    v: Any


@dataclass(slots=True)
class SlottedVelocity:
    v: Any


class OneSlot:
    __slots__ = "v"

    def __init__(self, v):
        self.v = v


class InheritedSlot(OneSlot):
    __slots__ = ()


class HiddenSlot:
    __slots__ = ("__v",)

    def __init__(self, v):
        self.__v = v

    @property
    def v(self):
        return self.__v


@pytest.mark.parametrize(
    "kind", [SimpleNamespace, Velocity, SlottedVelocity, OneSlot, InheritedSlot, HiddenSlot]
)
def test_states_are_recorded_where_an_array_in_an_object_changes_in_place(kind):
    def in_place(params, gradient, state=None, *, learning_rate):
        velocity = np.zeros_like(params) if state is None else state.v
        velocity *= 0.9
        velocity += gradient
        return params - learning_rate * velocity, kind(v=velocity)

    mine = descend(in_place, DIAMONDS, steps=5, learning_rate=0.01).states[1:]
    its = descend(momentum, DIAMONDS, steps=5, learning_rate=0.01, beta=0.9).states[1:]
    for state, expected in zip(mine, its, strict=True):
        np.testing.assert_allclose(state.v, expected.velocity)


def test_states_that_contain_themselves_count_as_shared():
    first, second = Velocity(None), Velocity(None)
    first.v, second.v = first, second
    assert share_parts(first, second)


@pytest.mark.parametrize(
    ("state", "other", "shared"),
    [
        ((), (), False),
        (1.5, 1.5, False),
        ("a", "a", False),
        (None, None, False),
        (np, np, False),
        ((1.0, (2, "b")), (1.0, (2, "b")), False),
        (ARRAY, ARRAY.copy(), False),
        (ARRAY, ARRAY, True),
        ((ARRAY, 1), (ARRAY, 2), True),
        ((1, (2, ARRAY)), (3, (4, ARRAY)), True),
        ([ARRAY], [ARRAY], True),
        (LIST, LIST, True),
        (LIST, [0.0], False),
        ({"v": ARRAY}, {"v": ARRAY}, True),
        ({"v": 1.0}, {"v": 1.0}, False),
        (ARRAY, (ARRAY,), False),
        (Velocity(ARRAY), Velocity(ARRAY), True),
        (Velocity(ARRAY), Velocity(ARRAY.copy()), False),
        (SlottedVelocity(ARRAY), SlottedVelocity(ARRAY), True),
        (SlottedVelocity(1.0), SlottedVelocity(1.0), False),
        (deque([ARRAY]), deque([ARRAY]), True),
    ],
)
def test_parts_that_two_states_share(state, other, shared):
    assert share_parts(state, other) == shared


@pytest.mark.parametrize("problem", [DIAMONDS, saddle()], ids=["diamonds", "saddle"])
def test_losses_in_chunks_are_those_of_the_whole_to_the_last_bit(problem):
    run = descend(gradient_descent, problem, steps=900, learning_rate=RATES)
    assert run.path.nbytes > 2**21
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(run.loss, problem.loss(run.path))
        np.testing.assert_array_equal(run.excess, problem.excess(run.path))


def test_a_few_long_steps_are_chunks_too():
    path = np.ones((2, 2**17, 2))
    assert evaluate_in_chunks(lambda p: p.sum(axis=-1), path).shape == (2, 2**17)
