"""Two mistakes at once, in random styles: never a false name.

`HYPOTHESIS_PROFILE=long` tries more of them. What may be named besides the two that were made is
listed: other words for the same function.
"""

import os
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.reader_styles import STYLES

from helpers.exercises.checker import check
from helpers.exercises.checker.specs import all_exercises
from helpers.exercises.texts import read

EXERCISES = {exercise.true.__name__: exercise for exercise in all_exercises()}
PAIRS = [(style, pair) for style in STYLES for pair in combinations(style.changes, 2)]
COUNT = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 60
# What two mistakes are called that together are the same function as these, whatever the numbers.
SAME_AS = {
    ("uphill", "no params"): {"step returned"},
    ("m uphill", "b uphill"): {"epoch uphill"},
    ("no x", "x in both"): {"slopes exchanged"},
    ("slopes exchanged", "only b moves"): {"only b moves", "x in both"},
    ("slopes exchanged", "only m moves"): {"only m moves", "no x"},
    ("divided by all", "slopes at the start"): {"all at once"},
    ("only mean corrected", "only square corrected"): {"not corrected"},
    ("corrected mean stored", "corrected square stored"): {"corrected stored"},
    ("beta exchanged in the mean", "beta exchanged in the square"): {"betas exchanged"},
    ("t missing at the mean", "t missing at the square"): {"beta without t"},
    ("beta1 in the square", "beta1 in the square's correction"): {"beta1 for both"},
    ("beta2 in the mean", "beta2 in the mean's correction"): {"beta2 for both"},
    ("rate for beta", "beta for rate"): {"rate and beta exchanged"},
    ("rate twice", "beta for rate"): {"step times beta"},
    ("old square not read", "square summed"): {"old square overwritten"},
    ("old mean not read", "mean summed"): {"old mean overwritten"},
    ("old average not read", "sum of squares"): {"old average overwritten"},
    ("mean added onto itself", "old mean not read"): {"mean forgets nothing"},
    ("square added onto itself", "old square not read"): {"square forgets nothing"},
    ("added onto itself", "old velocity subtracted"): {"1 - beta kept"},
    ("1 - beta kept", "step times beta"): {"mixed the other way"},
    ("t stays 1", "t twice"): {"beta squared"},
    ("t from 2", "t from 0"): {"t stays 1"},
    ("beta without t", "t from 0"): {"t stays 1"},
    ("t from 0", "power of the bracket"): {"not corrected", "t stays 1"},
    ("sum of squares", "no beta"): {"AdaGrad"},
}


def may_be_named(style, made):
    """Return the names that are true of a function with these two mistakes."""
    names = {
        *made,
        *(name for pair, same in SAME_AS.items() if set(pair) == set(made) for name in same),
    }
    twins = read("twins").get(style.exercise, {})
    return names | {name for name, entry in twins.items() if names & set(entry["of"])}


def is_true(name, allowed):
    """Return whether a name, or one of several that are named together, is allowed."""
    fact = name.endswith(" not used") and name.split()[0] in FACTS
    return (
        fact
        or name in allowed
        or any(set(one.split(" and ")) <= allowed for one in name.split(" or "))
    )


FACTS = ("beta", "beta1", "beta2", "learning_rate", "epsilon")  # "beta not used" is measured


@settings(max_examples=COUNT, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.sampled_from(PAIRS), st.booleans())
def test_two_mistakes_get_no_false_name(case, the_other_way):
    style, made = case
    try:
        mine = style.written(*(made[::-1] if the_other_way else made))
    except SyntaxError:
        mine = None
    assume(mine is not None)
    page = check(mine, like=EXERCISES[style.exercise].true)
    allowed = may_be_named(style, made)
    assert all(is_true(name, allowed) for name in page.names if not page.right), (page.names, page)


@pytest.mark.parametrize("exercise, made", [
    ("adam", ("uphill", "epsilon inside")), ("adam", ("betas swapped", "not corrected")),
    ("adam", ("no root", "t from 2")), ("momentum", ("averaged", "uphill")),
    ("momentum", ("no beta", "rate twice")), ("rmsprop", ("sum of squares", "epsilon on params")),
    ("epoch", ("not shuffled", "last batch left out")), ("squared_error", ("sum", "b left out")),
])  # fmt: skip
def test_two_mistakes_at_once_are_both_named(exercise, made):
    style = next(style for style in STYLES if style.exercise == exercise)
    page = check(style.written(*made), like=EXERCISES[exercise].true)
    assert page.right is False and set(page.names) == set(made), page
