"""The known mistakes as data: each has a sentence, changes the numbers, and differs from others."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from helpers import rules
from helpers.exercises.checker import mistakes as module
from helpers.exercises.checker.comparison import agrees, observe
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.exercises import all_exercises
from helpers.exercises.checker.mistakes import Variant, load_mistakes, load_variants
from helpers.exercises.checker.state_traces import state_traces, support
from helpers.exercises.texts import TEXTS, read

EXERCISES = all_exercises()
ABOUT_RULES = [exercise for exercise in EXERCISES if exercise.is_rule]
FILES = sorted(path.stem for path in TEXTS.glob("mistakes_of_*.toml"))


def name_of(exercise):
    return exercise.reference.__name__


@pytest.fixture(scope="module", params=EXERCISES, ids=name_of)
def made(request):
    """An exercise, and {(mistake, way): (edited function, what its trials show)}."""
    exercise, functions = request.param, {}
    for mistake in exercise.mistakes:
        for way, edits in enumerate(mistake.edits):
            one = mistake._replace(edits=(edits,))
            for function in list(edited_functions(exercise.reference, exercise.variants[0], [one]))[
                :1
            ]:
                seen = [observe(function, t, t.settings, False) for t in exercise.trials.values()]
                functions[mistake.name, way] = function, seen
    return exercise, functions


def equal(exercise, seen, function):
    trials = exercise.trials.values()
    return all(agrees(s, function, t, t.settings) for s, t in zip(seen, trials, strict=True))


def test_every_file_belongs_to_an_exercise_or_to_many_of_them():
    groups = {file.removeprefix("mistakes_of_") for file in FILES}
    assert {"any_rule", "adaptive_rules"} <= groups
    assert groups - {"any_rule", "adaptive_rules"} <= set(map(name_of, EXERCISES))


@pytest.mark.parametrize("file", FILES)
def test_every_entry_has_edits_and_a_sentence_that_ends(file):
    group = file.removeprefix("mistakes_of_")
    shared = {mistake.name for mistake in load_mistakes("any_rule", "adaptive_rules")}
    for mistake in load_mistakes(group):
        adds_ways = (
            group in map(name_of, ABOUT_RULES) and mistake.name in shared and not mistake.sentence
        )
        assert mistake.edits and all(old != new for way in mistake.edits for old, new in way)
        assert adds_ways or mistake.sentence.endswith((".", "?")), mistake.name
        assert "  " not in mistake.sentence, mistake.name


@pytest.mark.parametrize("exercise", EXERCISES, ids=name_of)
def test_a_topic_is_one_of_several_mistakes(exercise):
    """With a word misspelt two mistakes that exclude each other would be named together."""
    topics = Counter(mistake.topic for mistake in exercise.mistakes if mistake.topic)
    assert min(topics.values(), default=2) >= 2, topics


def test_a_mistake_without_its_sentence_is_no_error_for_a_reader(monkeypatch):
    monkeypatch.setattr(module, "read", lambda name: {"new": {"edits": {"a": "b"}}, "old": {}})
    new, old = load_mistakes.__wrapped__("any_rule")
    assert new.sentence == "" and new.edits == ((("a", "b"),),) and old.edits == ()


def test_an_entry_without_a_sentence_adds_ways_to_the_one_before(monkeypatch):
    files = {"mistakes_of_a": {"x": {"edits": {"1": "2"}, "sentence": "So."}},
             "mistakes_of_b": {"x": {"edits": [{"3": "4"}, {"5": "6"}]}}}  # fmt: skip
    monkeypatch.setattr(module, "read", files.get)
    monkeypatch.setattr(module, "exists", files.__contains__)
    (mistake,) = load_mistakes.__wrapped__("a", "b")
    assert mistake.edits == ((("1", "2"),), (("3", "4"),), (("5", "6"),))
    assert mistake.sentence == "So."


def test_every_edit_is_of_something_that_stands_in_the_source(made):
    exercise, functions = made
    own = load_mistakes(name_of(exercise))
    for mistake in own:
        assert len([key for key in functions if key[0] == mistake.name]) >= len(mistake.edits)


@pytest.mark.parametrize("group", ["any_rule", "adaptive_rules"])
def test_every_shared_mistake_can_be_made_in_several_rules(group):
    wanted = len(ABOUT_RULES) if group == "any_rule" else 2
    for mistake in load_mistakes(group):
        made = [
            e for e in ABOUT_RULES if list(edited_functions(e.reference, e.variants[0], [mistake]))
        ]
        assert len(made) >= wanted, mistake.name


def test_every_mistake_makes_a_difference(made):
    exercise, functions = made
    for key, (_, seen) in functions.items():
        assert all(one.error is None for one in seen), key
        assert not equal(exercise, seen, exercise.reference), key


def test_mistakes_with_the_same_numbers_are_told_apart_by_what_is_kept_or_named_together(made):
    """Add a sentence to texts/twins.toml, or let the edits keep something else."""
    exercise, functions = made
    true = state_traces(kept(exercise, exercise.reference))
    for (one, (_, seen)), (two, (function, _)) in combinations(functions.items(), 2):
        if one[0] == two[0] or not equal(exercise, seen, function):
            continue
        twins = read("twins").get(name_of(exercise), {})
        assert any({one[0], two[0]} <= set(entry["of"]) for entry in twins.values()), (one, two)
        first, second = (state_traces(kept(exercise, functions[key][0])) for key in (one, two))
        assert support(first, first, true) > support(first, second, true), (one, two)
        assert support(second, second, true) > support(second, first, true), (one, two)


def kept(exercise, function):
    trial = next(iter(exercise.trials.values()))
    return observe(function, trial, trial.settings, False).side_effects.kept


def test_twins_are_known_mistakes():
    for exercise, entries in read("twins").items():
        known = {e.reference.__name__: {m.name for m in e.mistakes} for e in EXERCISES}[exercise]
        for name, entry in entries.items():
            assert set(entry["of"]) <= known and name not in known and entry["sentence"]


@pytest.mark.parametrize("exercise", EXERCISES, ids=name_of)
def test_every_variant_is_another_way_that_is_right(exercise):
    first, *others = load_variants(name_of(exercise))
    assert first == Variant("as here")
    for variant in others:
        (function,) = edited_functions(exercise.reference, variant, ())
        assert variant.edits and not variant.remark.startswith(" ")
        trial = list(exercise.trials.values())[1]
        seen = observe(function, trial, trial.settings, False)
        assert seen.error is None and np.isfinite(seen.rows).all()
        assert not agrees(
            seen, exercise.reference, trial, trial.settings
        )  # else it need not be listed


def test_what_is_edited_is_the_function_that_a_reader_is_shown():
    (same,) = edited_functions(rules.adam, Variant("as here"), ())
    state, other = rules.Moments(), None
    params = np.array([0.5, -1.5])
    for gradient in np.array([[3.0, 0.7], [-2.0, 0.3]]):
        true, state = rules.adam(params, gradient, state, learning_rate=0.1)
        given = (params, gradient) if other is None else (params, gradient, other)
        params, other = same(*given, learning_rate=0.1)
        assert (params == true).all()
