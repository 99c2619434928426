"""exercises.questions and texts/: the questions of the lessons, and what is said in them."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from formulas import mathml

from helpers.exercises import answer, load_questions, order, predict
from helpers.exercises.questions import kind_of
from helpers.exercises.texts import TEXTS, read

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in TEXTS.glob("[0-9][0-9].toml"))
QUESTIONS = [(file, name) for file in LESSONS for name in read(file)]
ASK = {"predict": predict, "answer": answer, "order": order}


@pytest.mark.parametrize("lesson", [-1, 1.5, None, "one", 50])
def test_a_lesson_is_named_by_its_number(lesson):
    with pytest.raises((TypeError, ValueError), match="lesson must be a whole number"):
        load_questions(lesson)


def test_who_changes_a_question_changes_it_for_nobody_else():
    question = load_questions(1)["points"]
    question["options"].append("another")
    question.pop("reasons")
    assert load_questions(1)["points"] == read("01")["points"] | {"name": "points"} != question


def test_the_arguments_say_which_function_takes_them():
    entries = read("01")
    kinds = {name: kind_of(entry) for name, entry in entries.items()}
    assert kinds["points"] == "predict" and kinds["spring"] == "answer"
    assert kinds["gradient-descent-loop"] == "order"


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


def texts_of(entry):
    """Yield the texts of a question, but not its lines of code."""
    for key, part in entry.items():
        if key in ("options", "reasons"):
            yield from part
        elif key in ("wrong", "explain"):
            yield from (sentence for _, sentence in part)
        elif key == "see":
            yield from texts_of(part)
        elif isinstance(part, str) and key not in ("answer", "unit"):
            yield part


@pytest.mark.parametrize("file, name", QUESTIONS)
def test_every_question_makes_sense(file, name):
    entry = read(file)[name]
    ASK[kind_of(entry)](**entry)
    for text in texts_of(entry):
        parser = Balanced()
        parser.feed(text)
        assert not parser.open and text.count("$") % 2 == 0, text
        outside = "".join(text.split("$")[::2])
        assert "\\" not in outside, f"a formula outside of $…$: {outside}"
        for formula in text.split("$")[1::2]:
            assert "\n" not in formula and mathml(formula, displaystyle=False)
        assert text == "" or text.rstrip()[-1] in ".?!)", text
    for asked in (entry, entry.get("see", {})):
        assert len(set(asked.get("options", []))) == len(asked.get("options", []))
        assert asked.get("question", asked.get("ask", "?.")).strip()[-1] in "?."


@pytest.mark.parametrize("file", LESSONS)
def test_every_wrong_option_has_its_sentence(file):
    asked = [entry for entry in read(file).values() if kind_of(entry) == "predict"]
    assert asked and all("reasons" in entry for entry in asked)


def lesson_cells(lesson):
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    return nbformat.read(path, as_version=4).cells


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_asked_once_and_there_are_at_least_two(lesson):
    code = "\n".join(cell.source for cell in lesson_cells(lesson) if cell.cell_type == "code")
    asked = re.findall(r'(\w+)\(\s*\*\*questions\["([^"]+)"\]', code)
    questions = load_questions(int(lesson))
    assert asked == [(kind_of(entry), name) for name, entry in questions.items()]
    assert len(asked) >= 2 and f"questions = load_questions({int(lesson)})" in code


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_question_is_a_cell_of_its_own_and_without_a_figure_its_answer_comes_after_it(lesson):
    """A reader who runs cell by cell sees the question alone, and then what it is about."""
    for cell, after in pairwise(lesson_cells(lesson)):
        if cell.cell_type == "code" and "predict(**" in "".join(cell.source.split()):
            assert re.match(r'predict\(\s*\*\*questions\["[^"]+"\]', cell.source)
            assert "figure=" in cell.source or after.cell_type == "code"


def test_every_guess_has_something_to_see():
    asked = [(name, read(file)[name]) for file, name in QUESTIONS]
    guesses = [(name, entry) for name, entry in asked if kind_of(entry) == "predict"]
    assert guesses and not [name for name, entry in guesses if "see" not in entry]


@pytest.mark.parametrize("lesson", LESSONS)
def test_without_a_figure_the_reader_is_told_to_run_the_next_cell(lesson):
    code = [cell.source for cell in lesson_cells(lesson) if cell.cell_type == "code"]
    for name, entry in load_questions(int(lesson)).items():
        if "see" in entry:
            (asking,) = [source for source in code if f'questions["{name}"]' in source]
            runs = entry["see"]["do"].startswith("Run the next cell")
            assert runs == ("figure=" not in asking), name


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_to_be_set_is_set_on_a_figure_of_the_same_cell(lesson):
    """Without one nothing would ever be ticked off, or be wrong where a slider has another name."""
    code = [cell.source for cell in lesson_cells(lesson) if cell.cell_type == "code"]
    for name, entry in load_questions(int(lesson)).items():
        if entry.get("see", {}).get("set"):
            (asking,) = [source for source in code if f'questions["{name}"]' in source]
            assert "figure=" in asking, name


def test_right_answers_stand_at_every_place():
    """Nobody can guess by the letter: neither always the same, nor never the first."""
    entries = [entry for file in LESSONS for entry in read(file).values()]
    letters = [entry["answer"] for entry in entries if kind_of(entry) == "predict"]
    assert max(letters.count(letter) for letter in "abc") <= len(letters) / 2
    assert min(letters.count(letter) for letter in "abc") >= 1
