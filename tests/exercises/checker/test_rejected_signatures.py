"""Answers to what is no update rule: each says what to write instead."""

import pytest

from helpers.exercises import squared_error
from helpers.exercises.checker.exercises import exercise_of
from helpers.exercises.checker.rejected_signatures import (
    about_a_setting,
    refuse_objects,
    refuse_other_forms,
)
from helpers.rules import adam, momentum

MOMENTUM, LOSS = exercise_of(momentum), exercise_of(squared_error)


class Optimizer:
    def step(self, params, gradient):
        return params - gradient


def function(head):
    world = {}
    exec(f"def my_rule({head}):\n    pass", world)
    return world["my_rule"]


@pytest.mark.parametrize(
    ("mine", "exercise", "message"),
    [
        (Optimizer, MOMENTUM, "Optimizer is a class. Write one step as a function"),
        (Optimizer(), MOMENTUM, "Its lines are those of Optimizer.step"),
        (Optimizer, LOSS, "Write a function, as in def my_squared_error(…)"),
        ((1.0, 2.0), MOMENTUM, "Pass the function itself, without brackets"),
        (3.0, MOMENTUM, "Pass the function itself, without brackets"),
    ],
)
def test_what_is_no_function(mine, exercise, message):
    with pytest.raises(TypeError) as caught:
        refuse_objects(mine, exercise)
    assert message in str(caught.value)


def test_what_can_be_called_is_no_object():
    refuse_objects(momentum, MOMENTUM)
    refuse_objects(lambda params, gradient: params, MOMENTUM)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("w, dw, m, v, t", "begin with def my_rule(w, dw, state=(0.0, 0.0, 0), *, learning_rate"),
        ("w, dw, m, v, t", "and m, v, t = state, and end with return params, (m, v, t)"),
        ("w, dw, config", "my_rule takes its settings out of config"),
    ],
)
def test_forms_of_other_courses(head, message):
    with pytest.raises(TypeError) as caught:
        refuse_other_forms(function(head))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "head",
    ["params, gradient, state=0.0, *, lr", "w, dw, v", "w, dw, state, lr, beta", "w, dw, v=0, t=0"],
)
def test_forms_that_can_be_called(head):
    refuse_other_forms(function(head))


def test_what_does_not_tell_its_arguments_is_answered_elsewhere():
    refuse_other_forms(max)


def test_a_setting_that_nobody_passes():
    said = about_a_setting(function("w"), "iteration", exercise_of(adam))
    assert said.startswith(
        "my_rule asks for iteration, but nobody passes it: a rule counts its own"
    )
    said = about_a_setting(function("w"), "width", exercise_of(adam))
    assert said == "my_rule asks for width, which adam does not have."
