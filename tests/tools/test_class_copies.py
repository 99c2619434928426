"""tools/class_copies.py: a copy of the course without solutions, and the key to it."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from html import escape
from importlib.util import find_spec
from pathlib import Path

import class_copies
import nbformat
import pytest
from class_copies import (
    LAST_HINT,
    PUPILS,
    copy_course,
    key_notebook,
    without_solutions,
    write_pupils,
)
from lesson_budget import lesson_names, read_lesson
from nbformat import v4
from notebook_files import name_of, notebook_paths

from helpers.exercises import load_questions
from helpers.exercises.questions import LAST_LESSON
from helpers.exercises.recall_questions import ASKED_IN_LESSON, GENERATORS
from helpers.exercises.remember import generated_question
from helpers.exercises.texts import read

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
RENDER = """
import json, sys
import nbformat
cells = [c.source for c in nbformat.read(sys.argv[1], 4).cells if c.cell_type == "code"]
scope, shown = {}, {}
exec("from helpers.exercises import answer, check, load_questions, order, remember", scope)
exec("from helpers.rules import gradient_descent; questions = load_questions(1)", scope)
for number, source in enumerate(cells):
    if source.startswith(("remember(", "answer(", "order(", "def my_rule")):
        *lines, last = source.rstrip().splitlines()
        exec("\\n".join(lines), scope)
        widget = eval(last, scope)
        bundle = widget._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle  # with metadata or without
        shown[number] = data["text/html"] if "text/html" in data else widget._repr_html_()
print(json.dumps(shown))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course as pupils get it, before its solutions are taken away."""
    folder = tmp_path_factory.mktemp("class") / "course"
    copy_course(folder, PUPILS)
    return folder


@pytest.fixture(scope="module")
def made(course):
    """(the pupils' copy, the answers of each notebook)"""
    return course.parent / "pupils", write_pupils(course, course.parent / "pupils", SEED, "\n\nHi.")


@pytest.fixture(scope="module")
def pupils(made):
    return made[0]


def words(text):
    return " ".join(text.split())


def below(cell):
    """Return all that is stored below a cell, as one text."""
    return words(" ".join(str(text) for output in cell.get("outputs", [])
                          for text in [output.get("text", ""), *output.get("data", {}).values()]
                          ))  # fmt: skip


def said_in_answers():
    """Yield each text that only an answer says: explanations, reasons, right orders."""
    for lesson in range(LAST_LESSON + 1):
        for asked in load_questions(lesson).values():
            yield from (asked["because"], *asked.get("reasons", []))
            yield "\n".join(line for line in asked.get("lines", []) if isinstance(line, str))
    for question in GENERATORS:
        yield generated_question(question, SEED).because


@pytest.mark.parametrize("name", lesson_names())
def test_nothing_below_a_cell_says_a_solution(pupils, name):
    notebook = nbformat.read(pupils / "notebooks" / f"{name}.ipynb", 4)
    stored = " ".join(below(cell) for cell in notebook.cells)
    assert not [text for text in map(words, said_in_answers()) if text and text in stored]
    checks = " ".join(below(cell) for cell in notebook.cells if "\ncheck" in cell.source)
    for entry in (entry for entry in read("hints").values() if "solution" in entry):
        last_hint = words(entry["hints"][-1].split("`")[0])
        assert not last_hint or last_hint not in checks
        assert words(entry["solution"]) not in checks
    assert "The solution" not in stored and "The answer" not in stored
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", lesson_names())
def test_all_else_in_a_notebook_is_as_it_was(pupils, name):
    copy = nbformat.read(pupils / "notebooks" / f"{name}.ipynb", 4)
    nbformat.validate(copy)
    for new, old in zip(copy.cells, read_lesson(name).cells, strict=True):
        is_first = old == read_lesson(name).cells[0]
        assert new.source == old.source + ("\n\nHi." if is_first else "")
        if "<details>" not in below(old):
            assert below(new) == below(old)


def test_what_is_stored_is_what_the_pupils_helpers_show(pupils):
    (path,) = (pupils / "notebooks").glob("01_*.ipynb")
    shown = subprocess.run(
        [sys.executable, "-c", RENDER, path], cwd=path.parent, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(pupils), "PYTHONDONTWRITEBYTECODE": "1"}, check=True,
    )  # fmt: skip
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    found = json.loads(shown.stdout)
    assert len(found) == 5
    assert found == {number: cells[int(number)].outputs[0].data["text/html"] for number in found}


def test_hints_keep_all_but_the_last_and_no_solution(pupils):
    hints = tomllib.loads((pupils / "helpers/exercises/texts/hints.toml").read_text("utf-8"))
    assert hints == {
        name: {"hints": entry["hints"][:-1], "solution": ""}
        for name, entry in read("hints").items()
    }
    assert all(entry["hints"] for entry in hints.values())


def test_no_number_of_tries_opens_a_solution(pupils):
    code = (pupils / "helpers/exercises/browser/common.js").read_text("utf-8")
    assert "export const TRIES_BEFORE_SOLUTION = Infinity;" in code
    for name in ("answer", "order"):
        code = (pupils / f"helpers/exercises/browser/{name}.js").read_text("utf-8")
        shown = [line for line in code.splitlines() if "#open.hidden =" in line]
        assert len(shown) == 1 and ".length < TRIES_BEFORE_SOLUTION;" in shown[0]


def test_remember_asks_all_pupils_of_a_class_the_same(pupils):
    cell = nbformat.read(next(pupils.glob("notebooks/01_*.ipynb")), 4).cells[2]
    asked = [generated_question(name, SEED).text("Remember?") for name in ASKED_IN_LESSON[1]]
    assert cell.source == "remember(1)" and cell.outputs[0].data["text/plain"] == "\n".join(asked)


def test_the_key_has_the_answer_to_every_question(made):
    key = words(" ".join(cell.source for cell in key_notebook(made[1], SEED).cells))
    for lesson in range(LAST_LESSON + 1):
        for name, asked in load_questions(lesson).items():
            assert words(asked["because"]) in key, name
    for name, entry in read("hints").items():
        assert words(escape(entry.get("solution", ""))) in key, name
    for question in GENERATORS:
        assert words(generated_question(question, SEED).because) in key
    assert "<details>" not in key


def test_what_pupils_get_is_what_the_course_needs_and_no_more(pupils):
    assert {path.name for path in pupils.iterdir()} == {*PUPILS, "README.md"}
    found = {name_of(path, pupils / "notebooks") for path in notebook_paths(pupils / "notebooks")}
    assert found == {*lesson_names()}
    readme = (pupils / "README.md").read_text("utf-8")
    assert all(f"(notebooks/{name}.ipynb)" in readme for name in lesson_names() if "/" not in name)


def test_writing_again_keeps_the_repository_and_leaves_nothing_else(course, pupils, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").touch()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "old.ipynb").touch()
    write_pupils(course, tmp_path, SEED, "\n\nHi.")
    names = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    before = {path.relative_to(pupils) for path in pupils.rglob("*") if path.is_file()}
    assert names == {*before, Path(".git/HEAD")}
    assert all((tmp_path / name).read_bytes() == (pupils / name).read_bytes() for name in before)


def test_a_solved_exercise_is_not_given_away():
    output = v4.new_output("execute_result", {"text/plain": "✓ Right."})
    notebook = v4.new_notebook(cells=[v4.new_code_cell("check(mine)", outputs=[output])])
    with pytest.raises(ValueError, match=r"^An exercise in notebooks/05_adam\.ipynb is solved\. "):
        without_solutions(notebook, "05_adam")


@pytest.mark.parametrize("hint", ["A hint", "One more hint"])
def test_the_last_hint_goes_with_the_solution_and_the_others_stay(hint):
    def fold(summary, inside):
        return f"<details><summary>{summary}</summary>{inside}</details>"

    last = fold("One more hint", f"<p>Third.</p>{fold('The solution', '<pre>x</pre>')}")
    page = fold(hint, f"<p>Second.</p>{last}")
    assert LAST_HINT.sub("", f"<div>{page}</div>") == f"<div>{fold(hint, '<p>Second.</p>')}</div>"


def test_without_git_it_says_how_to_get_the_course(tmp_path, monkeypatch):
    monkeypatch.setattr(class_copies, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ValueError, match=r"get the course by git clone\.$"):
        copy_course(tmp_path / "to")


# ---- a pull by nbgitpuller --------------------------------------------------------------------


def git(folder, *arguments):
    command = ["git", "-c", "user.name=x", "-c", "user.email=x", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def change(path, old, new):
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


PULL = "from nbgitpuller.pull import main; main()"  # the command gitpuller
NO_PULLER = "NO NBGITPULLER FOUND: what a pull keeps was not tested. pip install nbgitpuller"
if_it_is_there = pytest.mark.skipif(not find_spec("nbgitpuller"), reason=NO_PULLER)
on_a_hub = pytest.mark.skipif(sys.platform == "win32", reason="no hub runs on Windows")


class Class:
    """A teacher's repository with one lesson, and a pupil's copy of it."""

    def __init__(self, folder, lesson):
        teacher, pupil = folder / "teacher", folder / "pupil"
        self.pull_command = [sys.executable, "-c", PULL, teacher, "main", pupil]
        (teacher / "notebooks").mkdir(parents=True)
        self.teachers = teacher / "notebooks" / "lesson.ipynb"
        self.pupils = pupil / "notebooks" / "lesson.ipynb"
        shutil.copy(lesson, self.teachers)
        git(teacher, "init", "-q", "-b", "main")
        git(teacher, "add", "-A")
        git(teacher, "commit", "-q", "-m", "First")
        self.pull()

    def pull(self):
        subprocess.run(self.pull_command, check=True, capture_output=True)

    def publish(self, old, new):
        change(self.teachers, old, new)
        git(self.teachers.parent, "commit", "-q", "-a", "-m", "Mend")
        self.pull()


@pytest.fixture
def lesson(pupils, tmp_path):
    return Class(tmp_path, next(pupils.glob("notebooks/01_*.ipynb")))


STUB = "    params = params  # change this line"
WRITTEN = "    params = params - learning_rate * gradient"


@on_a_hub
@if_it_is_there
def test_a_pull_keeps_what_a_pupil_wrote_and_brings_what_a_teacher_mended(lesson):
    change(lesson.pupils, STUB, WRITTEN)
    lesson.publish("## One parameter", "## One knob")
    nbformat.validate(nbformat.read(lesson.pupils, 4))
    assert WRITTEN in (text := lesson.pupils.read_text("utf-8")) and "## One knob" in text


@on_a_hub
@if_it_is_there
def test_in_a_cell_that_both_changed_the_pupil_is_right(lesson):
    change(lesson.pupils, STUB, WRITTEN)
    lesson.publish(STUB, "    params = params  # mend this line")
    nbformat.validate(nbformat.read(lesson.pupils, 4))
    assert WRITTEN in (text := lesson.pupils.read_text("utf-8")) and "mend this" not in text


@on_a_hub
@if_it_is_there
def test_a_lesson_under_a_name_of_ones_own_stays_and_the_mended_one_comes_too(lesson):
    change(lesson.pupils, STUB, WRITTEN)
    own = lesson.pupils.rename(lesson.pupils.with_name("lesson_mine.ipynb"))
    lesson.publish(STUB, "    params = params  # mend this line")
    assert WRITTEN in own.read_text("utf-8") and "mend this" in lesson.pupils.read_text("utf-8")
