"""Any input at all: exercises."""

import math
from itertools import islice

import numpy as np
from hypothesis import given as any_of
from hypothesis import strategies as st
from support.any_input import REFUSED, answer, covers, diamonds, is_whole, junk, near, real

from helpers import exercises as tasks
from helpers.exercises.questions import LAST_LESSON


@any_of(st.sampled_from(["within", "below", "loss", "updates", "rows", "moves", "beta"]), junk)
def test_a_challenge(name, value):
    given = {"loss": 3.0} if name not in ("within", "below", "loss") else {}
    got = answer(tasks.challenge, **given | {name: value})
    assert got is REFUSED or str(got)


@covers("exercises.questions.load_questions", "exercises.predict.predict",
        "exercises.figure_controls.targets_on")  # fmt: skip
@any_of(junk, st.sampled_from(["question", "options", "answer", "because", "reasons", "see",
                               "figure", "name"]))  # fmt: skip
def test_guesses(value, name):
    sound = {"question": "Why?", "options": ["a", "b"], "answer": "a", "because": "So."}
    got = answer(tasks.predict, **sound | {name: value})
    assert got is REFUSED or got._repr_mimebundle_()
    lesson = answer(tasks.load_questions, value)
    assert (lesson is not REFUSED) == (is_whole(value) and 0 <= value <= LAST_LESSON)
    see = {"do": "Look.", "ask": "What?", "options": ["a", "b"], "answer": "b"}
    for part in (*see, "set"):
        got = answer(tasks.predict, **sound, see=see | {part: value})
        assert got is REFUSED or got._repr_mimebundle_()


@covers("exercises.answer.answer", "exercises.number_question.number_question")
@any_of(junk | real, st.sampled_from(["question", "value", "unit", "tolerance", "absolute", "wrong",
                                      "because", "name"]))  # fmt: skip
def test_numbers_to_be_worked_out(value, name):
    sound = {"question": "How many?", "value": 3, "because": "So.", "wrong": [(4, "Not so.")]}
    for change in ({name: value}, {"wrong": [value]}, {"wrong": [(value, "Not so.")]}):
        got = answer(tasks.answer, **sound | change)
        if got is not REFUSED:
            (asked,) = got.variants
            assert got._repr_mimebundle_() and 0 < asked["margin"] < math.inf
            for wrong in asked["wrong"]:
                apart = abs(wrong["value"] - asked["value"])
                assert apart > asked["margin"] + wrong["margin"]


@covers("exercises.order.order")
@any_of(junk, st.sampled_from(["lines", "distractors", "question", "because", "explain", "name"]))
def test_lines_to_be_put_in_order(value, name):
    sound = {"lines": ["a = 1", "b = 2"], "question": "How?", "because": "So."}
    changes = [{name: value}, {"lines": ["a = 1", value]}, {"distractors": [value]}]
    changes += [{"explain": [value]}, {"explain": [(value, "Not so.")]}]
    for change in changes:
        got = answer(tasks.order, **sound | change)
        assert got is REFUSED or got._repr_mimebundle_()
        if got is not REFUSED:
            assert sorted(got.lines) == sorted(set(got.lines))


@covers("exercises.remember.remember")
@any_of(junk, st.sampled_from(["lesson", "seed"]))
def test_what_is_remembered(value, name):
    got = answer(tasks.remember, **{"lesson": 1, name: value})
    sound = is_whole(value) and (value in (1, 2) if name == "lesson" else value >= 0)
    assert (got is not REFUSED) == (sound or (name == "seed" and value is None))


@covers(
    "exercises.checker.reference_exercises.squared_error",
    "exercises.checker.reference_exercises.epoch",
)
@any_of(diamonds(), st.tuples(real, real), st.floats(1e-6, 1), st.data())
def test_the_exercises_that_are_not_rules(problem, params, rate, data):
    m, b = params
    x, y = problem.x, problem.y
    loss = math.fsum((m * p + b - q) ** 2 for p, q in zip(x, y, strict=True)) / len(x)
    assert near(tasks.squared_error(m, b, x, y), loss, scale=1e-6 * (y @ y))
    size = data.draw(st.integers(1, problem.rows))
    for rows in islice(
        problem.iter_batches(size, np.random.default_rng(3)), -(-problem.rows // size)
    ):
        params = params - rate * problem.gradient_of_rows(params, rows)
    rng = np.random.default_rng(3)
    with np.errstate(all="ignore"):
        got = tasks.epoch((m, b), x, y, rng, learning_rate=rate, batch_size=size)
    assert near(got, params, rel=1e-6, scale=np.abs(params).max())
