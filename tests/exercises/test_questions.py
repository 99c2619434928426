"""exercises.questions and texts/: the questions of the lessons, and what is said in them."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest
from formulas import mathml
from support.dataset import DIAMONDS, TRAIN

from helpers.descent import descend
from helpers.exercises import answer, load_questions, order, predict
from helpers.exercises.questions import kind_of
from helpers.exercises.texts import TEXTS, read
from helpers.problems import DiamondPrices, two_valleys
from helpers.rules import gradient_descent

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(path.stem for path in TEXTS.glob("[0-9][0-9].toml"))
FILES = sorted(path.stem for path in TEXTS.glob("[0-9]*.toml"))
QUESTIONS = [(file, name) for file in FILES for name in read(file)]
ASK = {"predict": predict, "answer": answer, "order": order}


@pytest.mark.parametrize("lesson", [-1, 1.5, None, "one", 50])
def test_a_lesson_is_named_by_its_number(lesson):
    with pytest.raises((TypeError, ValueError), match="lesson must be a whole number"):
        load_questions(lesson)


def test_the_arguments_say_which_function_takes_them():
    entries = read("01_new")
    kinds = {name: kind_of(entry) for name, entry in entries.items()}
    assert kinds["points"] == "predict" and kinds["milligrams"] == "answer"
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


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith("_new")])
def test_in_the_second_edition_every_wrong_option_has_its_sentence(file):
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
    """Whoever runs cell by cell sees the question alone, and then what it is about."""
    for cell, after in pairwise(lesson_cells(lesson)):
        if cell.cell_type == "code" and "predict(**" in "".join(cell.source.split()):
            assert re.match(r'predict\(\s*\*\*questions\["[^"]+"\]', cell.source)
            assert "figure=" in cell.source or after.cell_type == "code"


@pytest.mark.parametrize("files", [LESSONS, [file for file in FILES if file.endswith("_new")]])
def test_right_answers_stand_at_every_place(files):
    """Nobody can guess by the letter: neither always the same, nor never the first."""
    entries = [entry for file in files for entry in read(file).values()]
    letters = [entry["answer"] for entry in entries if kind_of(entry) == "predict"]
    assert max(letters.count(letter) for letter in "abc") <= len(letters) / 2
    assert min(letters.count(letter) for letter in "abc") >= 1


# ---- numbers in the texts ---------------------------------------------------------------------


def test_three_diamonds():
    entry = read("00_new")["three-diamonds"]
    x, y = np.array([0.5, 1, 2]), np.array([1, 6, 9])
    error = 6 * x - 1 - y
    assert entry["value"] == np.mean(error**2)
    right = [np.sum(error**2), np.mean(error**2) ** 0.5, np.mean(abs(error)), np.mean(error)]
    assert [value for value, _ in entry["wrong"]] == pytest.approx(right, rel=1e-4)
    assert "0.5, 1 and 2 carats and cost 1, 6 and 9 thousand" in entry["question"]
    assert (6 * x - 1).tolist() == [2, 5, 11] and "says 2, 5 and 11 thousand" in entry["because"]


def test_the_best_m():
    see = read("00_new")["best-m"]["see"]
    before, after = DIAMONDS.gradient([(5.5, 0.0), (5.5, -1.0)])
    assert f"{before[0]:.2f}".replace("-", "−") in see["do"] and see["answer"] == "b"
    assert see["set"] == {"m": 5.5, "b": -1.0} and after[0] < 5 * before[0] < 0


def test_milligrams():
    entry = read("01_new")["milligrams"]
    flat, steep = np.linalg.eigvalsh(DiamondPrices(TRAIN, carat_unit="milligram").hessian)
    limit = {
        unit: 2 / np.linalg.eigvalsh(DiamondPrices(TRAIN, carat_unit=unit).hessian)[1]
        for unit in ("carat", "point", "milligram")
    }
    assert entry["value"] == pytest.approx(limit["milligram"], rel=0.005)
    by_chance = limit["carat"] / 200**2
    right = [1 / steep, limit["carat"] / 200, 4 / steep, limit["point"], limit["carat"], 2 / flat]
    assert [value for value, _ in entry["wrong"]] == pytest.approx(right, rel=0.005)
    assert by_chance == pytest.approx(1 / steep, rel=0.005)
    assert 68_500 < steep < 69_500 and "about 69,000" in entry["because"]
    assert limit["carat"] / limit["milligram"] == pytest.approx(20_000, rel=0.005)


def test_points():
    entry = read("01_new")["points"]
    hessians = [DiamondPrices(TRAIN, carat_unit=unit).hessian for unit in ("carat", "point")]
    (flat, steep), (flat_points, steep_points) = map(np.linalg.eigvalsh, hessians)
    assert round(2 / steep, 3) == 0.577 and round(2 / steep_points, 6) == 0.000116
    assert steep_points / steep == pytest.approx(5000, rel=0.01) and 1 < flat_points / flat < 2.1
    rate = entry["see"]["set"]["learning_rate"]
    assert abs(1 - rate * steep_points) > 1 > abs(1 - 0.000115 * steep_points)


def test_five_times_the_rate():
    entry = read("01_new")["five-times-the-rate"]
    flat, steep = np.linalg.eigvalsh(DIAMONDS.hessian)
    assert f"{1 - 0.5 * steep:.2f}" == "-0.73" and "= -0.73$" in entry["because"]
    assert round(100 * 0.5 * flat) == 13 and round(100 * 0.1 * flat, 1) == 2.6
    assert round(2 / steep, 3) == 0.577 and f"2/{steep:.3f} = 0.577" in entry["reasons"][2]


def test_one_parameter():
    """At a learning rate of 1.5 on ½θ² each step leads to the other side, half as far away."""
    entry = read("01_new")["one-parameter"]
    assert entry["see"]["set"] == {"learning_rate": 1.5} and 1 - 1.5 * 1 == -0.5
    assert entry["answer"] == entry["see"]["answer"] == "b" and "half as far" in entry["because"]


def test_two_valleys():
    """The walk ends in the valley in which it starts; only the one on the left is the deepest."""
    entry, problem = read("01_new")["two-valleys"], two_valleys()
    ends = [
        descend(gradient_descent, problem, steps=200, learning_rate=0.1, start=start).path[-1]
        for start in (None, (-1.0, 1.0))
    ]
    assert problem.start[0] > 0 and ends[0][0] > 0.8 and problem.excess(ends[0]) > 0.2
    np.testing.assert_allclose(ends[1], problem.minimum, atol=1e-3)
    assert entry["answer"] == entry["see"]["answer"] == "a" and "set" not in entry["see"]
