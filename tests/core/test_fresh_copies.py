"""Fresh copies of functions that keep something outside their arguments."""

import functools
import random

import numpy as np
import pytest
from support.outside_memory import COPIED, UNCOPIED

from helpers import rules
from helpers.core.fresh_copies import fresh_copy, keep_random_numbers, make_fresh
from helpers.core.signature import rule_name

SETTINGS = {"learning_rate": 0.1, "beta": 0.5}


def three_steps(rule):
    path, state = [np.array([1.0, 2.0])], ()
    for _ in range(3):
        params, state = rule(path[-1], np.array([1.0, -1.0]), state, **SETTINGS)
        path.append(params)
    return np.array(path)


RIGHT = three_steps(lambda p, g, v, **s: rules.momentum(p, g, *([v] if v else []), **s))


@pytest.mark.parametrize("rule", COPIED, ids=rule_name)
def test_each_copy_begins_anew_and_the_original_stays_as_it_was(rule):
    for _ in range(2):
        np.testing.assert_array_equal(three_steps(fresh_copy(rule)), RIGHT)
    np.testing.assert_array_equal(three_steps(fresh_copy(fresh_copy(rule))), RIGHT)


@pytest.mark.parametrize("rule", COPIED, ids=rule_name)
def test_a_copy_goes_on_where_it_stopped(rule):
    copied = fresh_copy(rule)
    three_steps(copied)
    assert not np.array_equal(three_steps(copied), RIGHT)


@pytest.mark.parametrize(("described", "rule"), UNCOPIED.items(), ids=UNCOPIED)
def test_what_may_be_shared_is_told(described, rule):
    assert described in make_fresh(rule)[1]


def test_a_copy_is_called_as_the_original_is_and_named_like_it():
    def rule(params: float, gradient, state=(), *, learning_rate=0.1):
        """Doc."""

    copied = fresh_copy(rule)
    assert copied is not rule and copied.__defaults__ == ((),)
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__kwdefaults__"):
        assert getattr(copied, name) == getattr(rule, name), name


def test_two_functions_with_one_variable_still_share_it_in_the_copy():
    def pair():
        count = 0

        def add():
            nonlocal count
            count += 1

        def rule():
            add()
            return count

        return rule

    rule = pair()
    copied = fresh_copy(rule)
    assert [copied(), copied(), rule(), fresh_copy(rule)()] == [1, 2, 1, 2]


def test_functions_that_call_each_other_are_copied_once():
    def even(n):
        return n == 0 or odd(n - 1)

    def odd(n):
        return n != 0 and even(n - 1)

    copied, shared = make_fresh(even)
    assert copied(10) and not copied(7) and shared == ()


@functools.cache
def of_a_library(x):
    return x


CONSTANTS = (1.5, [1, 2], {"a": (np.pi, "b")}, {3}, np.arange(3), np.random.default_rng(0))


def with_all_sorts(x, y=CONSTANTS):
    return [of_a_library(x), np.sqrt(x), np.linalg.norm(y[1]), CONSTANTS, rules.adam, sorted([]),
            rules.Velocity(np.zeros(2)), functools.reduce]  # fmt: skip


def test_numbers_arrays_containers_and_libraries_are_no_shared_memory():
    copied, shared = make_fresh(with_all_sorts)
    assert shared == () and len(copied(2)) == 8


def test_a_list_that_contains_itself_is_copied_too():
    knot = []
    knot.append(knot)

    def rule():
        knot.append(0)
        return len(knot)

    assert [fresh_copy(rule)() for _ in range(2)] == [2, 2]


def test_a_variable_without_a_value_stays_without():
    def outer():
        def rule():
            return later

        copied = fresh_copy(rule)
        later = 3
        return copied, rule, later

    copied, rule, later = outer()
    assert rule() == later
    with pytest.raises(NameError):
        copied()


def test_what_is_no_function_is_returned_as_it_is_or_copied():
    assert fresh_copy(len) is len and fresh_copy(None) is None
    assert fresh_copy(np.sqrt) is np.sqrt


def test_what_exec_has_made_is_no_library():
    names = {}
    source = (
        "class Counter:\n count = 0\n def __call__(self):\n  self.count += 1\n  return self.count"
    )
    exec(f"{source}\ncounter = Counter()\ndef rule():\n return counter()", names)
    assert [fresh_copy(names["rule"])(), fresh_copy(names["rule"])()] == [1, 1]
    assert [fresh_copy(names["counter"])(), fresh_copy(names["counter"])()] == [1, 1]


def test_random_numbers_can_be_set_back():
    set_back = keep_random_numbers()
    first = np.random.random(), random.random()
    set_back()
    assert (np.random.random(), random.random()) == first
