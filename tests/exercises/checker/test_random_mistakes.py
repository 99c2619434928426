"""Two mistakes at once, in random styles: never a false name.

What is named is either what was made, or it is the same function: the right one with the mistakes
that are named gives the reader's numbers with gradients and settings that `check` never tried.
`HYPOTHESIS_PROFILE=long` tries more of them.
"""

import os
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.reader_styles import STYLES

from helpers.core.fresh_copies import fresh_copy
from helpers.exercises.checker import check
from helpers.exercises.checker.arguments import read_arguments
from helpers.exercises.checker.comparison import agrees, observe
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.exercises import all_exercises
from helpers.exercises.checker.trials import Trial, epochs, rule_trial
from helpers.exercises.texts import read

EXERCISES = {exercise.reference.__name__: exercise for exercise in all_exercises()}
PAIRS = [(style, pair) for style in STYLES for pair in combinations(style.changes, 2)]
COUNT = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 60
MEASURED = {"learning_rate", "beta", "beta1", "beta2", "epsilon"}  # "beta not used" is a fact


def readings(exercise, names):
    """Yield the sets of mistakes that are meant by what was named, one of which was made."""
    twins = read("twins").get(exercise, {})
    choices = [
        [(one,) for one in twins[name]["of"]]
        if name in twins
        else [parts(one, exercise) for one in name.split(" or ")]
        for name in names
    ]
    for some in product(*choices):
        yield {name for part in some for name in part}


def parts(name, exercise):
    """Return one name, or the two of "uphill and no rate"."""
    known, words = {mistake.name for mistake in EXERCISES[exercise].mistakes}, name.split(" and ")
    cuts = [(" and ".join(words[:i]), " and ".join(words[i:])) for i in range(1, len(words))]
    return next((cut for cut in cuts if set(cut) <= known), (name,))


def unseen(exercise, seed):
    """Return a trial with gradients, points and settings that `check` does not know."""
    rng = np.random.default_rng(seed)
    if exercise.reference.__name__ == "squared_error":
        places, (x, y) = rng.normal(scale=5, size=(4, 2)), rng.normal(size=(2, 6))
        return Trial(
            lambda f, _, side_effects=None: (np.asarray(f(m, b, x, y)) for m, b in places), {}
        )
    if not exercise.is_rule:
        return Trial(epochs, {"learning_rate": 0.011, "batch_size": int(rng.integers(2, 6))})
    settings = {"learning_rate": rng.uniform(0.01, 0.4), "epsilon": rng.uniform(0, 0.1)}
    settings |= {name: rng.uniform(0.3, 0.98) for name in ("beta", "beta1", "beta2")}
    settings["weight_decay"] = rng.uniform(0.05, 0.9)
    gradients = rng.normal(size=(7, 2)) * rng.choice([0.1, 1, 10], size=(7, 1))
    return rule_trial(rng.normal(size=2), gradients, {n: settings[n] for n in exercise.defaults})


def same_function(mine, exercise, names, seed):
    """Return whether the right function with these mistakes is the reader's."""
    mistakes = [mistake for mistake in exercise.mistakes if mistake.name in names]
    assert len(mistakes) == len(names), names
    trial, arguments = unseen(exercise, seed), read_arguments(mine, exercise, {})
    own = trial.settings if not exercise.is_rule else arguments.settings(trial.settings)
    seen = observe(fresh_copy(mine), trial, own)
    extra = {name: value for name, value in arguments.others.items() if name == "weight_decay"}
    return any(
        agrees(seen, function, trial, trial.settings)
        for variant in exercise.variants
        for function in edited_functions(exercise.reference, variant, mistakes, extra)
    )


@settings(max_examples=COUNT, deadline=None, derandomize=True, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.sampled_from(PAIRS), st.booleans(), st.integers(0, 99))
def test_two_mistakes_get_no_false_name(case, the_other_way, seed):
    style, made = case
    exercise = EXERCISES[style.exercise]
    try:
        mine = style.written(*(made[::-1] if the_other_way else made))
    except SyntaxError:
        mine = None
    assume(mine is not None)
    page = check(mine, like=exercise.reference)
    facts = {"other rule", "not repeatable", *(f"{name} not used" for name in MEASURED)}
    if page.right or not page.names or page.names[0] in facts:
        return
    meant = list(readings(style.exercise, page.names))
    if not any(names <= set(made) for names in meant):
        assert any(same_function(mine, exercise, names, seed) for names in meant), page


@pytest.mark.parametrize("exercise, made", [
    ("adam", ("uphill", "epsilon inside")), ("adam", ("betas swapped", "not corrected")),
    ("adam", ("no root", "t from 2")), ("momentum", ("averaged", "uphill")),
    ("momentum", ("no beta", "rate twice")), ("rmsprop", ("sum of squares", "epsilon on params")),
    ("epoch", ("not shuffled", "last batch left out")), ("squared_error", ("sum", "b left out")),
])  # fmt: skip
def test_two_mistakes_at_once_are_both_named(exercise, made):
    style = next(style for style in STYLES if style.exercise == exercise)
    page = check(style.written(*made), like=EXERCISES[exercise].reference)
    assert page.right is False and set(page.names) == set(made), page
