"""exercises.record: what a lesson's last cell writes, keeps, and says."""

import json
import tomllib
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from support.front_end import closed_afterwards, draw_nothing

from helpers.core.results import RESULTS
from helpers.exercises import (
    answer,
    challenge,
    check,
    load_questions,
    order,
    predict,
    record,
    remember,
    squared_error,
)
from helpers.exercises.record_file import read_record
from helpers.problems import ravine
from helpers.rules import gradient_descent
from helpers.widgets import manual_descent, playground

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
MODULE = import_module("helpers.exercises.record")  # its function hides it
NOTHING = "Nothing has been answered since these cells were run, so nothing is written"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """An empty folder, and a reader who has done nothing yet."""
    draw_nothing(monkeypatch)
    monkeypatch.chdir(tmp_path)
    RESULTS.clear()
    with closed_afterwards():
        yield
    RESULTS.clear()


def guess(name="one-parameter", choice="b"):
    question = predict(**load_questions(1)[name])
    question.guess = choice


def tried(question, given, right):
    """What the browser sends when a reader presses Check."""
    with question.hold_trait_notifications():
        question.tries, question.right = [*question.tries, given], right


def files(tmp_path):
    return sorted(path.name for path in tmp_path.iterdir())


# ---- what is kept -----------------------------------------------------------------------------


def test_cells_that_have_run_are_no_answers(tmp_path, capsys):
    """As after Run All: what is shown, and checks of what is not written yet, is no result."""
    predict(**load_questions(1)["one-parameter"])
    answer(**load_questions(1)["spring"])
    order(**load_questions(1)["gradient-descent-loop"])
    remember(1)
    check(lambda m, b, x, y: 0.0 * (m * x).mean(), like=squared_error)
    playground(gradient_descent, ravine(), steps=5, challenge=challenge(below=1e-9, updates=3))
    record(1)
    said = capsys.readouterr().out
    assert said.startswith(NOTHING) and not said.endswith("\n\n") and not files(tmp_path)
    record(1)
    assert capsys.readouterr().out == said


def test_what_the_reader_does_is_written(tmp_path, capsys):
    guess(choice="a")
    number = answer(**load_questions(1)["spring"])
    tried(number, "3", False)
    tried(number, "2/3", True)
    lines = order(**load_questions(1)["gradient-descent-loop"])
    tried(lines, [2, 0, 1], False)
    lines.opened = True
    check(lambda m, b, x, y: 0.5 * squared_error(m, b, x, y), like=squared_error)
    check(squared_error, like=squared_error)
    record(1)
    found = read_record(tmp_path / "record-01.json")
    assert (found.lesson, found.name) == ("01", "")
    untimed = {
        kind: {
            name: {key: part for key, part in entry.items() if key not in ("first", "last")}
            for name, entry in known.items()
        }
        for kind, known in found.entries.items()
    }
    given = {"given": ["3", "2/3"], "right": True, "solution_shown": False}
    shown = {"given": ["3 1 2"], "right": False, "solution_shown": True}
    assert untimed == {
        "guesses": {"one-parameter": {"choice": "a", "right": False}},
        "answers": {"spring": given, "gradient-descent-loop": shown},
        "checks": {"squared_error": {"passed": True, "mistakes": ["half"]}},
        "challenges": {},
    }
    day = found.entries["guesses"]["one-parameter"]["first"][:10]
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 88
    assert " ".join(said.split()) == (
        f"record-01.json, begun on {day}, holds 1 guess (0 right), 2 answers (1 right), 1 check "
        "(1 passed); there is no account and no tracking, and nothing was sent."
    )


def test_new_numbers_do_not_count_after_the_first_are_answered():
    question, _ = remember(1).questions
    assert question.name == "mean_squared_error"
    tried(question, "7", True)
    with question.hold_trait_notifications():  # as the browser draws them
        question.variant, question.tries, question.right, question.opened = 4, [], False, False
    tried(question, "8", False)
    assert RESULTS.entries["answers"]["mean_squared_error"]["given"] == ["7"]


@pytest.mark.parametrize("make", [
    lambda goal: playground(gradient_descent, ravine(), steps=5, challenge=goal),
    lambda goal: manual_descent(ravine(), challenge=goal),
])  # fmt: skip
def test_a_figure_reports_moves_and_whether_the_challenge_is_met(make):
    goal = challenge(loss=1e-9)
    live = make(goal).live
    assert live.goal == str(goal)
    live.progress = {"moves": 2, "met": False}
    live.progress = {"moves": 3, "met": True}
    (entry,) = RESULTS.entries["challenges"].values()
    assert (entry["moves"], entry["met"]) == (3, True)


def test_a_question_without_a_name_is_called_by_its_words():
    question = predict("Is <em>it</em> so?", ["Yes.", "No."], "a", "So.")
    question.guess = "a"
    assert list(RESULTS.entries["guesses"]) == ["Is it so?"]
    with pytest.raises(TypeError, match="name must be a text"):
        predict("Is it so?", ["Yes.", "No."], "a", "So.", name=3)


def test_a_page_reads_what_check_found_in_the_metadata():
    assert check(squared_error, like=squared_error)._repr_mimebundle_() == (
        {},
        {"check": {"name": "squared_error", "passed": True, "mistakes": []}},
    )
    unwritten = check(lambda m, b, x, y: 0.0 * (m * x).mean(), like=squared_error)
    assert unwritten._repr_mimebundle_() == ({}, {})  # so lessons as shipped say nothing


# ---- the file ---------------------------------------------------------------------------------


def test_a_name_and_a_folder_are_the_readers_choice(tmp_path):
    (tmp_path / "mine").mkdir()
    guess()
    record(1, name=" Ada Łovelace/.. ", folder="mine")
    assert files(tmp_path / "mine") == ["record-01-Ada-Łovelace.json"]
    assert read_record(tmp_path / "mine" / "record-01-Ada-Łovelace.json").name == "Ada Łovelace/.."
    record("my lab")
    assert files(tmp_path) == ["mine", "record-my-lab.json"]


def test_a_record_of_another_day_is_continued(tmp_path):
    guess(choice="a")
    record(1)
    RESULTS.clear()  # the kernel was started again
    record(1)
    assert read_record(tmp_path / "record-01.json").entries["guesses"]
    guess(choice="b")
    guess("points", "b")
    record(1)
    record(1)
    kept = read_record(tmp_path / "record-01.json").entries["guesses"]
    assert {name: entry["choice"] for name, entry in kept.items()} == {
        "one-parameter": "a",
        "points": "b",
    }
    assert files(tmp_path) == ["record-01.json"]


def test_tries_are_not_counted_twice_by_a_second_record(tmp_path):
    question = answer(**load_questions(1)["spring"])
    tried(question, "3", False)
    record(1)
    RESULTS.clear()
    question = answer(**load_questions(1)["spring"])
    for given in ("4", "5"):
        tried(question, given, False)
        record(1)
    kept = read_record(tmp_path / "record-01.json").entries["answers"]
    assert kept["spring"]["given"] == ["3", "4", "5"]


@pytest.mark.parametrize("text", ["", "{", '{"mine": 1}'])
def test_a_file_that_is_no_record_stays_as_it_is(tmp_path, text):
    (tmp_path / "record-01.json").write_text(text)
    guess()
    record(1)
    record(1)
    assert files(tmp_path) == ["record-01-2.json", "record-01.json"]
    assert (tmp_path / "record-01.json").read_text() == text


def test_a_record_that_was_changed_is_not_continued(tmp_path):
    guess(choice="a")
    record(1)
    path = tmp_path / "record-01.json"
    path.write_text(path.read_text().replace('"right": false', '"right": true'))
    RESULTS.clear()
    guess(choice="c")
    record(1)
    found = read_record(tmp_path / "record-01-2.json")
    assert found.entries["guesses"]["one-parameter"]["choice"] == "c"


def test_the_version_of_the_course_stands_in_it(tmp_path, monkeypatch):
    guess()
    record(1)
    written = json.loads((tmp_path / "record-01.json").read_text())["version"]
    assert written == tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    monkeypatch.setattr(MODULE, "PYPROJECT", tmp_path / "none")
    monkeypatch.setattr(MODULE, "version", lambda package: "7.8")
    assert MODULE.course_version() == "7.8"

    def missing(package):
        raise PackageNotFoundError(package)

    monkeypatch.setattr(MODULE, "version", missing)
    assert MODULE.course_version() == ""


@pytest.mark.parametrize("arguments, error, says", [
    ({"lesson": -1}, ValueError, "lesson must be a whole number"),
    ({"lesson": "//"}, TypeError, "lesson must be a whole number"),
    ({"lesson": 1, "name": 3}, TypeError, "name must be a text, not 3"),
    ({"lesson": 1, "folder": "nowhere"}, FileNotFoundError, "There is no folder nowhere: make it"),
    ({"lesson": 1, "folder": 3}, TypeError, "folder must be the name of a folder"),
])  # fmt: skip
def test_wrong_arguments_are_named(arguments, error, says):
    with pytest.raises(error, match=says):
        record(**arguments)


def test_a_folder_that_takes_nothing_is_named(monkeypatch, tmp_path):
    guess()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(MODULE, "write_record", refuse)
    with pytest.raises(OSError, match=r"record-01.json \(Permission denied\): name another"):
        record(1)
