"""Every lesson keeps its budget, and proves every number that it says.

The budgets stand in budgets.toml. python tools/lesson_budget.py --claims lists what a lesson would
fail by.
"""

import pytest
from lesson_budget import lesson_names
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


def none(complaints):
    """Fail with the complaints, a line each."""
    __tracebackhide__ = True
    if complaints:
        pytest.fail("\n".join(["", *complaints]), pytrace=False)


def test_claims_are_about_lessons_that_are_there():
    assert {lesson for lesson, _ in quoted_words()} <= set(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS)
def test_budget_is_kept(lesson):
    none(budget_exceeded(lesson))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_terms_of_the_field_are_said(lesson):
    none(private_words_in(lesson))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_number_is_proved(lesson):
    none(unproved_sentences(lesson))


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_given_is_said(lesson):
    none(given_but_gone(lesson))


@pytest.mark.parametrize("name", files_of_no_lesson())
def test_sentences_of_no_lesson_say_the_terms_of_the_field(name):
    none(private_words_in_exercises(name))
