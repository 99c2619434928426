"""What a function keeps, read out of any state."""

from collections import deque
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.exercises.checker.memory import Memory, kept_numbers
from helpers.rules import Moments


class Slotted:
    __slots__ = ("v",)

    def __init__(self, v):
        self.v = v


class Inherited(Slotted):
    __slots__ = "unused"


@dataclass
class Ball:
    velocity: object
    name: str = "ball"


@pytest.mark.parametrize("state", [
    2.5, np.float32(2.5), np.array(2.5), (2.5,), [2.5, None], {"v": 2.5, "first": True}, Ball(2.5),
    Slotted(2.5), Inherited(2.5), SimpleNamespace(v=2.5), deque([2.5]), {"a": {"b": [[2.5]]}},
    Memory(v=2.5, _t=1),
])  # fmt: skip
def test_a_number_is_found_wherever_it_stands(state):
    assert list(kept_numbers(state).values()) == [2.5]


@pytest.mark.parametrize(
    "state", [None, (), "text", True, print, np, pd.DataFrame({"a": [1]}), object(), np.array("a")]
)
def test_what_holds_no_numbers_of_a_rule(state):
    assert kept_numbers(state) == {}


def test_a_memory_can_be_copied():
    memory = Memory(v=2.5, list=[1.0])
    copy = deepcopy(memory)
    assert vars(copy) == vars(memory) and copy.list is not memory.list
    assert memory.not_yet_there == 0 and not hasattr(memory, "__deepcopy__")


def test_arrays_and_named_tuples_are_read_entry_by_entry():
    kept = kept_numbers(Moments(np.array([1.0, 2.0]), [3.0, 4.0], 5))
    assert list(kept.values()) == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_state_that_holds_itself_or_very_much_comes_to_an_end():
    state = [1.0]
    state.append(state)
    assert len(kept_numbers(state)) <= 10
    assert len(kept_numbers([[list(range(100))] * 100] * 100)) <= 1_000


def test_what_a_function_keeps_outside_of_its_state():
    def make():
        velocity = np.array([1.0, 2.0])

        def rule():
            return velocity

        rule.count = 7
        return rule

    class Callable:
        def __init__(self):
            self.velocity = 3.0

        def __call__(self):
            return self.velocity

    assert set(kept_numbers((), make()).values()) == {1.0, 2.0, 7.0}
    assert list(kept_numbers((), Callable()).values()) == [3.0]
    assert list(kept_numbers((), Callable().__call__).values()) == [3.0]
