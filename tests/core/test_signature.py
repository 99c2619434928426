"""What a rule is: its hyperparameters, its first state, and what is no rule at all."""

from functools import partial

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.core.signature import (
    checked_hyperparameters,
    fixed_hyperparameters,
    hyperparameter_defaults,
    initial_state,
    learning_rate_name,
    rule_name,
)
from helpers.descent import descend


def with_all_sorts(params, gradient, state=0.5, *, learning_rate=None, power, beta=0.9, on=True,
                   clip=None, betas=(0.9, 0.999), kind="mean", longest=np.inf,
                   epsilon=None):  # fmt: skip
    """Hyperparameters of all sorts."""


def test_names_and_defaults():
    assert hyperparameter_defaults(rules.gradient_descent) == {"learning_rate": None}
    assert hyperparameter_defaults(rules.adam) == {
        "learning_rate": None, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8,
        "bias_correction": True,
    }  # fmt: skip
    assert hyperparameter_defaults(partial(rules.momentum, beta=0.5))["beta"] == 0.5


def test_which_need_a_value_and_which_stay_as_they_are():
    for rule in (rules.adam, with_all_sorts):
        with pytest.raises(TypeError, match="needs a value for learning_rate: pass learning_rate="):
            checked_hyperparameters(rule, {})
    assert checked_hyperparameters(rules.adam, {"learning_rate": 1})["beta1"] == 0.9
    with pytest.raises(TypeError, match="with_all_sorts needs a value for power: pass power="):
        checked_hyperparameters(with_all_sorts, {"learning_rate": 1})
    assert fixed_hyperparameters(rules.adam) == {}
    assert fixed_hyperparameters(with_all_sorts) == {
        "clip": None, "betas": (0.9, 0.999), "kind": "mean", "longest": np.inf, "epsilon": None,
    }  # fmt: skip


def test_the_values_a_rule_is_called_with():
    given = checked_hyperparameters(with_all_sorts, {"learning_rate": 1, "power": 2, "clip": 3})
    assert given == {"learning_rate": 1, "power": 2, "beta": 0.9, "on": True, "clip": 3}
    assert all(v is True or isinstance(v, np.ndarray) for v in given.values())


def test_the_meaning_of_a_name_depends_on_the_whole_signature():
    def rule(params, gradient, state=0, *, lr, alpha=0.99):
        """As torch calls them."""

    with pytest.raises(ValueError, match="alpha must be at least 0 and below 1"):
        checked_hyperparameters(rule, {"lr": 0.1, "alpha": 1.5})


def test_the_name_of_the_learning_rate():
    def rule(params, gradient, state=0, *, step_size, lr, alpha=0.99):
        """Three that might be."""

    assert learning_rate_name(rules.adam) == "learning_rate"
    assert learning_rate_name(rule) == "lr"
    assert learning_rate_name(lambda params, gradient, state=0, *, power=1: None) is None


def test_the_first_state():
    assert initial_state(with_all_sorts) == 0.5
    assert initial_state(rules.adam) is rules.adam.__defaults__[0]


def test_name_of_a_function_and_of_what_has_no_name():
    assert rule_name(rules.adam) == "adam"
    assert rule_name(partial(rules.adam, beta1=0.5)) == "partial"


NOT_RULES = [
    (None, "A rule is a function, not None: write it as def my_rule"),
    ("adam", "A rule is a function, not 'adam'"),
    (lambda params, gradient: params, "must take params, gradient and state"),
    (lambda params, gradient, *, learning_rate: params, "must take params, gradient and state"),
    (lambda params, gradient, state: params, "must give its state a first value"),
    (lambda params, gradient, state=0, **settings: params, r"without \* or \*\*"),
    (lambda params, *rest: params, r"without \* or \*\*"),
    (max, "max does not say what it takes: write it as def my_rule"),
]


@pytest.mark.parametrize(("rule", "message"), NOT_RULES)
def test_not_a_rule(rule, message):
    with pytest.raises(TypeError, match=message):
        hyperparameter_defaults(rule)
    with pytest.raises(TypeError, match=message):
        descend(rule, DIAMONDS, steps=3, learning_rate=0.1)
