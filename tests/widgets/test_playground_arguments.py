"""The arguments of a playground: rules by name, and which challenges suit."""

from functools import partial

import pytest

from helpers import rules
from helpers.exercises import challenge
from helpers.problems import ravine
from helpers.widgets.playground_arguments import checked_challenge, named_rules
from helpers.widgets.slider_choices import Slider


@pytest.mark.parametrize(
    ("given", "named"),
    [(rules.gradient_descent, {"gradient descent": rules.gradient_descent}),
     ([rules.momentum, rules.adam], {"momentum": rules.momentum, "adam": rules.adam}),
     ((rules.rmsprop,), {"rmsprop": rules.rmsprop}),
     ({"mine": rules.sgd, 2: rules.adam}, {"mine": rules.sgd, "2": rules.adam})],
)  # fmt: skip
def test_rules_have_names(given, named):
    assert named_rules(given) == named


def test_a_partial_is_a_rule_without_a_name_of_its_own():
    assert list(named_rules(partial(rules.momentum, beta=0.5))) == ["partial"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [(3, TypeError, "A rule is a function, not 3"),
     ([], ValueError, "playground needs a rule"),
     ({}, ValueError, "playground needs a rule"),
     ([rules.adam, rules.adam], ValueError, r"the same name: pass \{name: rule\}"),
     ({1: rules.sgd, "1": rules.adam}, ValueError, r"the same name: pass \{name: rule\}"),
     ({"mine": "adam"}, TypeError, "A rule is a function, not 'adam'")],
)  # fmt: skip
def test_wrong_rules_are_refused(given, error, message):
    with pytest.raises(error, match=message):
        named_rules(given)


def check(given, names=("adam",), steps=100):
    choices = {"learning_rate": Slider((0.1, 0.2), 0.1)}
    return checked_challenge(given, rules=names, problem=ravine(), steps=steps, choices=choices)


def test_a_challenge_that_suits_is_returned():
    assert check(None) is None
    for given in (challenge(below=0.1), challenge(loss=1, updates=100, learning_rate=0.2)):
        assert check(given) is given


@pytest.mark.parametrize(
    ("given", "others", "message"),
    [({"below": 0.1}, {"names": ("adam", "sgd")}, "about one rule: pass a single one"),
     ({"loss": 3, "moves": 8}, {}, "Moves are counted by manual_descent"),
     ({"below": 0.1, "updates": 101}, {}, "101 updates and there are 100 here: pass steps=101"),
     ({"within": 0.1}, {}, r"needs one above 0: pass challenge\(below=0.1\)"),
     ({"below": 0.1, "learning_rate": 0.3}, {}, "wants learning_rate=0.3, which no slider"),
     ({"below": 0.1, "beta": 0.9}, {}, "wants beta=0.9, which no slider")],
)  # fmt: skip
def test_a_challenge_that_does_not_suit_is_refused(given, others, message):
    with pytest.raises(ValueError, match=message):
        check(challenge(**given), **others)


def test_anything_but_a_challenge_is_refused():
    with pytest.raises(TypeError, match="challenge must be what challenge"):
        check(0.1)
