"""Edits of a function's source, one by one and two at a time."""

from typing import NamedTuple

import numpy as np
import pytest

from helpers.exercises.checker import editing
from helpers.exercises.checker.editing import edited_functions, in_turn
from helpers.exercises.checker.mistakes import Mistake, Variant

HERE = Variant("as here")


def line(x, *, slope=2.0, height=1.0):
    """y = slope · x + height: a docstring is not edited."""
    y = slope * x + height
    return y, slope


def mistake(*edits, **more):
    return Mistake(str(edits), (edits,), "So.", **more)


def results(*mistakes, variant=HERE, known=None):
    functions = edited_functions(line, variant, mistakes, known or {})
    return [function(10.0) for function in functions]


def test_one_edit():
    assert results(mistake(("+ height", "- height"))) == [(19.0, 2.0)]


def test_what_does_not_stand_there_gives_nothing():
    assert results(mistake(("+ width", "- width"))) == []
    assert results(mistake(("a docstring", "no docstring"))) == []


def test_each_way_of_making_a_mistake():
    two = Mistake("either", ((("+ height", ""),), (("slope * x", "x"),)), "So.")
    assert results(two) == [(20.0, 2.0), (11.0, 2.0)]


def test_a_variant_is_edited_first():
    variant = Variant("twice", (("slope * x", "2 * slope * x"),))
    assert results(variant=variant) == [(41.0, 2.0)]
    assert results(mistake(("2 * slope", "3 * slope")), variant=variant) == [(61.0, 2.0)]


def test_constants_are_tried_one_after_the_other_and_those_of_the_reader_first():
    added = mistake(("+ height", "+ extra"), constants=(("extra", (5.0, 7.0)),))
    assert results(added) == [(25.0, 2.0), (27.0, 2.0)]
    assert results(added, known={"extra": 9.0, "other": 1.0}) == [(29.0, 2.0)]


@pytest.mark.parametrize("one, two, result", [
    (("+ height", "- height"), ("y, slope", "y, height"), (19.0, 1.0)),  # apart
    (("slope * x + height", "(slope * x + height) / 3"), ("+ height", "- height"), (19 / 3, 2.0)),
    (("slope * x + height", "x"), ("+ height", "- height"), None),  # one takes the other away
    (("slope * x", "x"), ("x + height", "x"), None),  # they cross
    (("+ height", "- height"), ("+ height", "* height"), None),  # the same piece
    (("slope * x", "slope + x"), ("y = slope + x", "y = x"), None),  # of what the first one makes
    (("slope", "height"), ("+ height", "- height"), (9.0, 1.0)),  # a name comes last
])  # fmt: skip
def test_two_edits(one, two, result):
    for pair in ((one, two), (two, one)):
        assert results(*map(mistake, pair)) == ([] if result is None else [result])


def test_spaces_around_two_pieces_may_be_shared():
    assert results(mistake(("slope * ", "")), mistake((" x + height", " x"))) == [(10.0, 2.0)]


@pytest.mark.parametrize("first, second, swapped", [("height", "slope", True)])
def test_names_can_be_exchanged(first, second, swapped):
    exchange = mistake((first, "OTHER"), (second, first), ("OTHER", second))
    assert results(exchange) == [(12.0, 1.0)]


def test_a_memory_that_is_updated_for_each_parameter_in_turn():
    got = in_turn(0.5, 0.0, np.array([1.0, 4.0]))
    assert got.tolist() == [1.0, 4.5]
    assert in_turn(0.5, got[-1:], np.array([1.0, 4.0])).tolist() == [3.25, 5.625]
    assert in_turn(0.5, 2.0, 3.0).tolist() == [4.0]


def test_a_function_is_made_once():
    once, again = (next(iter(edited_functions(line, HERE, [mistake(("+", "-"))]))) for _ in "ab")
    assert once is again and editing.compiled(line, "    return x\n")(3.0) == 3.0


class Trace(NamedTuple):
    last: float = 0.0


def follow(params, gradient, state=Trace(), *, learning_rate):  # noqa: B008
    last = state.last + gradient
    return params - learning_rate * last, Trace(last)


def test_a_state_of_any_rule_takes_further_fields():
    edits = ("Trace(last)", "Trace(last, before=state.last)")
    (function,) = edited_functions(follow, HERE, [mistake(edits)])
    _, state = function(1.0, 2.0, learning_rate=0.5)
    params, state = function(1.0, 3.0, state, learning_rate=0.5)
    assert (params, state.last, state.before) == (-1.5, 5.0, 2.0)
