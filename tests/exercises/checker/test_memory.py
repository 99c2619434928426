"""What a function keeps: read out of any state, and compared step by step."""

from collections import deque
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from helpers.exercises.checker.memory import Memory, kept_numbers
from helpers.exercises.checker.state_traces import contradicts, state_traces, support
from helpers.rules import Moments


class Slotted:
    __slots__ = ("v",)

    def __init__(self, v):
        self.v = v


@dataclass
class Ball:
    velocity: object
    name: str = "ball"


@pytest.mark.parametrize("state", [
    2.5, np.float32(2.5), np.array(2.5), (2.5,), [2.5, None], {"v": 2.5, "first": True}, Ball(2.5),
    Slotted(2.5), SimpleNamespace(v=2.5), deque([2.5]), {"a": {"b": [[2.5]]}}, Memory(v=2.5, _t=1),
])  # fmt: skip
def test_a_number_is_found_wherever_it_stands(state):
    assert list(kept_numbers(state).values()) == [2.5]


@pytest.mark.parametrize(
    "state", [None, (), "text", True, print, np, pd.DataFrame({"a": [1]}), object(), np.array("a")]
)
def test_what_holds_no_numbers_of_a_rule(state):
    assert kept_numbers(state) == {}


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


def kept(**rows):
    """Return what is kept step by step, with the values of each number given in a row."""
    steps = zip(*rows.values(), strict=True)
    return state_traces(
        [{f"state.{name}": v for name, v in zip(rows, step, strict=True)} for step in steps]
    )


def test_histories_hold_what_is_kept_throughout():
    first = {"state.v": 1.0, "constant": 5.0, "self.n": 1.0}
    found = state_traces([first, {**first, "self.n": 2.0, "state.late": 1.0}])
    assert {name: row.tolist() for name, row in found.items()} == {
        "state.v": [1.0, 1.0],
        "self.n": [1.0, 2.0],
    }
    assert state_traces([]) == {}


VELOCITY = (1.0, 2.5, 2.0, 4.0)


@pytest.mark.parametrize("mine, known, level", [
    ({"x": VELOCITY}, {"v": VELOCITY}, 2),
    ({"x": (9, 9, 9, 9), "y": VELOCITY}, {"v": VELOCITY}, 2),
    ({"x": (-0.1, -0.25, -0.2, -0.4)}, {"v": VELOCITY}, 1),  # with the rate in it
    ({"x": (1.0, 2.5, 2.0, 4.1)}, {"v": VELOCITY}, 0),
    ({"x": VELOCITY, "t": (0, 1, 2, 3)}, {"v": VELOCITY, "t": (1, 2, 3, 4)}, 2),
    ({"x": VELOCITY, "t": (1, 1, 1, 1)}, {"v": VELOCITY, "t": (0, 0, 0, 0)}, 2),
    ({"x": VELOCITY, "rate": (0.1,) * 4}, {"v": VELOCITY, "t": (0, 0, 0, 0)}, 0),
    ({"x": VELOCITY}, {"v": (0, 0, 0, 0)}, 0),
    ({"x": (0, 0, 0, 0)}, {"v": (0, 0, 0, 0)}, 2),
    ({}, {"v": VELOCITY}, 0),
])  # fmt: skip
def test_how_well_a_mistake_agrees_with_what_is_kept(mine, known, level):
    assert support(kept(**mine), kept(**known), kept(v=VELOCITY))[0] == level


def test_a_mistake_without_a_count_is_not_found_where_there_is_one():
    true, without = kept(v=VELOCITY, t=(1, 2, 3, 4)), kept(v=VELOCITY)
    assert support(without, without, true) == (2, 1)
    assert support(kept(v=VELOCITY, t=(2, 4, 6, 8)), without, true) == (0, 0)


def test_who_keeps_what_is_right_does_not_make_a_mistake_about_it():
    true, known = kept(v=VELOCITY), kept(v=(1.0, 1.5, 1.0, 2.0))
    assert contradicts(true, known, true)
    assert not contradicts(known, known, true)
    assert contradicts(kept(v=(7.0, 8.0, 7.0, 7.5)), known, true)  # it keeps something else
    assert not contradicts(kept(v=(7.0, 8.0, 7.0, 7.5)), true, true)  # it is not about what is kept
    assert not contradicts({}, known, true) and not contradicts(kept(v=(5, 5, 5, 5)), known, true)
