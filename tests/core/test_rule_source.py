"""The code of a rule as a lesson prints it."""

import pytest
from support.examples import RULES

from helpers import rules
from helpers.core.rule_source import rule_source
from helpers.core.signature import hyperparameter_defaults, rule_name


def test_the_source_of_a_rule_without_types_and_docstring():
    assert rule_source(rules.gradient_descent) == (
        "def gradient_descent(params, gradient, state=(), *, learning_rate):\n"
        "    return params - learning_rate * gradient, state\n"
    )


def without_docstring(params, gradient, state=(), *, learning_rate: float) -> tuple:
    step = """learning_rate""" and learning_rate * gradient
    return params - step, state


def with_two_texts(params, gradient, state=(), *, learning_rate):
    '''A rule. In it stands """.'''
    # a comment
    return params - learning_rate * gradient, """state"""


def in_one_line(params, gradient, state=()): return params - gradient, state  # fmt: skip


# fmt: off
def begun_in_the_def_line(params, gradient, state=(), *, η=0.1): return (
    params - η * gradient, state)
# fmt: on


def with_a_docstring_alone(params, gradient, state=()):
    """Take no step."""


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (without_docstring, "(params, gradient, state=(), *, learning_rate):\n"
         '    step = """learning_rate""" and learning_rate * gradient\n'
         "    return params - step, state\n"),
        (with_two_texts, "(params, gradient, state=(), *, learning_rate):\n    # a comment\n"
         '    return params - learning_rate * gradient, """state"""\n'),
        (in_one_line, "(params, gradient, state=()):\n    return params - gradient, state"
         "  # fmt: skip\n"),
        (begun_in_the_def_line, "(params, gradient, state=(), *, η=0.1):\n    return (\n"
         "    params - η * gradient, state)\n"),
        (with_a_docstring_alone, "(params, gradient, state=()):\n    pass\n"),
    ],
    ids=rule_name,
)  # fmt: skip
def test_the_source_of_any_function(rule, source):
    assert rule_source(rule) == f"def {rule_name(rule)}{source}"


def test_a_lambda_has_no_source_that_a_lesson_prints():
    with pytest.raises(TypeError, match="must be a function made with def"):
        rule_source(lambda params, gradient, state=(): (params - gradient, state))


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_the_source_without_types_is_the_same_rule(rule):
    names = dict(vars(rules))
    exec(rule_source(rule), names)
    assert hyperparameter_defaults(names[rule_name(rule)]) == hyperparameter_defaults(rule)
