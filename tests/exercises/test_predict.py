"""exercises.predict: the question, what is saved of it, and the questions of the lessons."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from helpers.exercises import load_questions, predict
from helpers.exercises.texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in TEXTS.glob("[0-9]*.toml"))
QUESTIONS = [(lesson, name) for lesson in LESSONS for name in load_questions(int(lesson))]
SOME = {
    "question": "Is <em>x</em> &lt; 1?",
    "options": ["Yes.", "No,\nnever."],
    "answer": "b",
    "because": "It is $x^2$.",
}


def saved(**changes):
    """Return (html, text) that a notebook keeps of a question."""
    data, _ = predict(**SOME | changes)._repr_mimebundle_()
    return data["text/html"], data["text/plain"]


def test_what_is_saved_reads_without_a_kernel():
    html, text = saved()
    assert text == "Predict. Is x < 1? (a) Yes. (b) No, never."
    before, folded = html.split("<details>")
    listed = [f"({letter}) {option}" for letter, option in zip("ab", SOME["options"], strict=True)]
    assert SOME["question"] in before and all(option in before for option in listed)
    assert SOME["because"] in folded and "(b)" in folded and folded.endswith("</details>")
    assert "It is" not in text  # the answer is not given away


def test_what_is_saved_is_the_same_on_every_run_and_after_a_guess():
    question = predict(**SOME)
    first, _ = question._repr_mimebundle_()
    question.guess = "a"
    assert question._repr_mimebundle_()[0]["text/html"] == first["text/html"] == saved()[0]


def test_the_widget_is_shown_where_there_is_a_kernel():
    data, _ = predict(**SOME)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("change, error, says", [
    ({"question": ""}, TypeError, "question must be a text"),
    ({"because": None}, TypeError, "because must be a text"),
    ({"options": ["one"]}, ValueError, "options must be a list of 2 to 8 texts"),
    ({"options": "ab"}, ValueError, "options must be a list"),
    ({"answer": "c"}, ValueError, "answer must be one of the letters a, b"),
    ({"answer": 1}, ValueError, "answer must be one of the letters a, b"),
    ({"answer": "ab"}, ValueError, "answer must be one of the letters a, b"),
])  # fmt: skip
def test_a_question_that_makes_no_sense(change, error, says):
    with pytest.raises(error, match=says):
        predict(**SOME | change)


@pytest.mark.parametrize("lesson", [-1, 1.5, None, "one", 50])
def test_a_lesson_is_named_by_its_number(lesson):
    with pytest.raises((TypeError, ValueError), match="lesson must be a whole number"):
        load_questions(lesson)


# ---- the questions of the lessons ---------------------------------------------------------------


class Balanced(HTMLParser):
    """Raises where a tag is not closed, or not known."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in {"em", "strong", "code", "sub", "sup"}, tag
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("lesson, name", QUESTIONS)
def test_every_question_makes_sense(lesson, name):
    entry = load_questions(int(lesson))[name]
    predict(**entry)
    for text in (entry["question"], entry["because"], *entry["options"]):
        parser = Balanced()
        parser.feed(text)
        assert not parser.open and text.count("$") % 2 == 0, text
        assert not re.search(r"\\(alpha|eta)\b(?!.*\$)", text), "a formula outside of $…$"
    assert entry["question"].strip().endswith("?")
    assert len(set(entry["options"])) == len(entry["options"])


def lesson_cells(lesson):
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    return nbformat.read(path, as_version=4).cells


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_asked_once_and_there_are_at_least_two(lesson):
    code = "\n".join(cell.source for cell in lesson_cells(lesson) if cell.cell_type == "code")
    asked = re.findall(r'predict\(\*\*questions\["([^"]+)"\]\)', code)
    assert asked == list(load_questions(int(lesson))) and len(asked) >= 2
    assert f"questions = load_questions({int(lesson)})" in code


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_question_is_a_cell_of_its_own_with_its_answer_after_it(lesson):
    """Whoever runs cell by cell sees the question alone, and then what it is about."""
    cells = lesson_cells(lesson)
    for cell, after in pairwise(cells):
        if cell.cell_type == "code" and "predict(**" in cell.source:
            assert re.fullmatch(r'predict\(\*\*questions\["[^"]+"\]\)', cell.source)
            assert after.cell_type == "code"


def test_right_answers_stand_at_every_place():
    """Nobody can guess by the letter: neither always the same, nor never the first."""
    letters = [load_questions(int(lesson))[name]["answer"] for lesson, name in QUESTIONS]
    assert max(letters.count(letter) for letter in "abc") <= len(letters) / 2
    assert min(letters.count(letter) for letter in "abc") >= 2
