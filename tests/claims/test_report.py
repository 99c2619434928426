"""What the command line lists, and what a lesson is held to."""

import pytest
from lesson_prose import prose

from claims import report
from claims.made_up import code, notebook

LESSON = "01_one_run"
MADE = notebook("A stone falls in 21 steps, or 34.\n\nIt is 0.2 gram.", code("f()"))


@pytest.fixture(autouse=True)
def made_up_lesson(monkeypatch):
    """Let report.py see MADE in place of a lesson of the course."""
    given = {LESSON: {"0.2 gram": "by definition", "the 7 seas": "of old"}}
    monkeypatch.setattr(report, "read_lesson", lambda name: MADE)
    monkeypatch.setattr(report, "lesson_passages", lambda name: tuple(prose(MADE)))
    monkeypatch.setattr(
        report, "quoted_words", lambda: ((LESSON, "or 34"), ("02_other", "21 steps"))
    )
    monkeypatch.setattr(report, "given_words", lambda name: given.get(name, {}))
    monkeypatch.setattr(report, "exercise_texts", lambda name: {"x": ["For each stone."]})
    report.numbers_without_proof.cache_clear()
    yield
    report.numbers_without_proof.cache_clear()


def test_a_number_without_a_proof_is_listed_with_its_sentence():
    expected = "cell 1: 21 in “A stone falls in 21 steps, or 34.”"
    assert report.unproved_sentences(LESSON) == [expected]


def test_given_words_must_still_stand_in_the_lesson():
    assert report.given_but_gone(LESSON) == [
        f"given/{LESSON}.toml: the lesson does not say “the 7 seas”"
    ]


def test_private_words_are_listed():
    assert [line[:24] for line in report.private_words_in(LESSON)] == ["cell 1: “stone”, say exa"]


def test_the_report_counts_and_lists_all(monkeypatch):
    monkeypatch.setattr(report, "budget_exceeded", lambda lesson: ["words: 9, at most 5"])
    monkeypatch.setattr(report, "files_of_no_lesson", lambda: ["hints"])
    head, exceeded, gone, word, number, *rest = report.report([LESSON]).splitlines()
    assert head == f"{LESSON}: 1 private words, 1 unproved numbers"
    assert exceeded == "  words: 9, at most 5"
    assert "the 7 seas" in gone and "“stone”" in word and "21 in" in number
    assert rest == [
        "",
        "hints.toml: 1 private words",
        f"  {report.private_words_in_exercises('hints')[0]}",
    ]


def test_sentences_of_no_lesson_are_held_to_private_words():
    (line,) = report.private_words_in_exercises("hints")
    assert line == "hints.toml, x: “stone”, say example, in “For each stone.”"
