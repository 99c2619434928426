"""What functions keep, compared step by step."""

import pytest

from helpers.exercises.checker.state_traces import contradicts, state_traces, support


def kept(**rows):
    """Return what is kept step by step, with the values of each number given in a row."""
    steps = zip(*rows.values(), strict=True)
    return state_traces(
        [{f"state.{name}": v for name, v in zip(rows, step, strict=True)} for step in steps]
    )


def test_traces_hold_what_is_kept_throughout():
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
