"""Every lesson of the second edition keeps its budget, and proves every number that it says.

budgets.toml says which lessons these are. python tools/lesson_budget.py --claims lists the same of
all lessons.
"""

import pytest
from lesson_budget import budget_of, lesson_names
from lesson_prose import files_of_no_lesson

from claims.proofs import quoted_words
from claims.report import (
    budget_exceeded,
    given_but_gone,
    private_words_in,
    private_words_in_exercises,
    unproved_sentences,
)

LESSONS = lesson_names()
HELD = [lesson for lesson in LESSONS if budget_of(lesson).edition == 2]


def none(complaints):
    """Fail with the complaints, a line each."""
    __tracebackhide__ = True
    if complaints:
        pytest.fail("\n".join(["", *complaints]), pytrace=False)


def test_every_lesson_has_a_budget():
    assert all(budget_of(lesson).edition in (1, 2) for lesson in LESSONS)


def test_claims_are_about_lessons_that_are_there():
    assert {lesson for lesson, _ in quoted_words()} <= set(LESSONS)


@pytest.mark.parametrize("lesson", HELD)
def test_budget_is_kept(lesson):
    none(budget_exceeded(lesson))


@pytest.mark.parametrize("lesson", HELD)
def test_the_terms_of_the_field_are_said(lesson):
    none(private_words_in(lesson))


@pytest.mark.parametrize("lesson", HELD)
def test_every_number_is_proved(lesson):
    none(unproved_sentences(lesson))


@pytest.mark.parametrize("lesson", HELD)
def test_what_is_given_is_said(lesson):
    none(given_but_gone(lesson))


@pytest.mark.parametrize("name", files_of_no_lesson())
def test_sentences_of_no_lesson_say_the_terms_of_the_field(name):
    none(private_words_in_exercises(name))
