"""What is read in the code of a reader's function: numbers, unused names, globals."""

import ast
from functools import partial

import pytest

from helpers.exercises.checker.source import (
    code_of,
    global_names,
    syntax_tree,
    unused_names,
    written_numbers,
)

BETA, NAMED = 0.75, "text"


def rule(params, gradient, state=0.5, *, learning_rate=0.1):
    velocity = BETA * state + 3 * gradient
    unused, _ = velocity**2, NAMED  # noqa: F841
    return params - learning_rate * velocity, velocity


def within(decay):
    def inner(params):
        return sum(decay * part + 0.125 for part in params)

    return inner


class Rule:
    def __init__(self):
        self.beta = 0.875
        self.on = True

    def __call__(self, params):
        return params - 0.25

    def step(self, params):
        return params - 0.25


@pytest.mark.parametrize(
    ("function", "numbers"),
    [
        (rule, {3.0, 2.0, BETA, 0.5, 0.1}),
        (within(0.375), {0.375, 0.125}),
        (Rule(), {0.25, 0.875}),
        (Rule().step, {0.25, 0.875}),
        (max, set()),
    ],
)
def test_numbers_stand_in_the_code_the_closure_globals_defaults_and_objects(function, numbers):
    found = written_numbers(function)
    assert set(found) - {0.0, 1.0} == numbers  # 0 and 1 depend on the version of Python
    assert len(found) == len(set(found))


def test_a_name_that_is_made_and_never_read():
    assert unused_names(rule) == ["unused"]
    assert unused_names(within) == [] and unused_names(max) == []


def test_a_name_counts_once_and_where_an_inner_function_reads_it():
    def function(x):
        twice = read_within = x
        twice = 2 * x  # noqa: F841
        return [read_within for _ in range(3)]

    assert unused_names(function) == ["twice"]


def test_globals_that_are_read():
    assert global_names(rule) == ["BETA", "NAMED"]
    assert global_names(within(1.0)) == ["sum"]


def test_a_global_that_the_function_sets_itself_is_its_own():
    world = {"count": 0, "beta": 0.9}
    exec("def counted(x):\n    global count\n    count += 1\n    return beta * count * x", world)
    assert global_names(world["counted"]) == ["beta"]


def test_the_tree_of_a_function_and_of_what_has_no_text():
    tree = syntax_tree(rule)
    assert isinstance(tree, ast.Module) and tree.body[0].name == "rule"
    world = {}
    exec(compile("def made(x):\n    return x", "<no file>", "exec"), world)
    assert syntax_tree(world["made"]) is None and syntax_tree(max) is None


def test_the_code_of_functions_methods_and_objects():
    assert code_of(rule) is rule.__code__
    assert code_of(Rule().step) is Rule.step.__code__
    assert code_of(Rule()) is Rule.__call__.__code__
    assert code_of(max) is None and code_of(partial(rule, 1.0)) is None
