"""CLASSROOM.md: its minutes add up, and every setting in it shows the number that it names."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from classroom import vote_rows
from links import with_links
from support.lesson_boards import shared_boards

from helpers.exercises import load_questions
from helpers.exercises.questions import kind_of
from helpers.exercises.static_text import LETTERS
from helpers.widgets import controls
from helpers.widgets.manual_descent import ManualDescent
from helpers.widgets.playground import Playground

ROOT = Path(__file__).resolve().parents[2]
CLASSROOM = (ROOT / "CLASSROOM.md").read_text(encoding="utf-8")
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SECTIONS = {int(part[0]): part for part in CLASSROOM.split("\n## ") if re.match(r"\d · ", part)}


def rows(lesson, columns):
    """Yield the cells of each row of the tables with so many columns in a lesson's section."""
    for line in SECTIONS[int(lesson[:2])].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == columns and not re.fullmatch("[-:|]+", line):
            yield cells


def settings():
    """Yield (lesson, cell, board of a switch, what is set, step, what the table quotes)."""
    for lesson in LESSONS:
        for where, moves, step, quoted, _ in list(rows(lesson, 5))[1:]:
            cell, label = re.fullmatch(r"\[(\d+)\] ?(.*)", where).groups()
            yield lesson, int(cell), label, moves, step, quoted


SETTINGS = list(settings())


@cache
def cells(lesson):
    found = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells
    return {cell.execution_count: cell for cell in found if cell.cell_type == "code"}


@cache
def boards(lesson):
    return {(cell, label or ""): board for cell, label, board in shared_boards(lesson)}


def words(text):
    return " ".join(text.split())


def printed(cell):
    """Return what is stored below a cell as text."""
    return words(" ".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    ))  # fmt: skip


def put(board, move):
    """Put a slider, a tick-box or the buttons of a race where `move` says, as in "beta 0.9"."""
    names = {name.replace("_", " "): name for name in [*board.sliders, "x-axis"]}
    name = next((name for name in names if move.startswith(f"{name} ")), None)
    assert name, f"no slider for: {move}"
    value = move.removeprefix(name).strip()
    if name == "x-axis":
        board.axis_buttons.value = value
        return
    control = board.sliders[names[name]]
    labels = [label for label, _ in getattr(control, "options", [("off", 0), ("on", 1)])]
    assert value in labels, f"{name} has no {value}, only {', '.join(labels)}"
    controls.move(control, labels.index(value))


def caption(board, moves, step):
    """Return what stands below the picture after these moves from the start."""
    board.reset()
    for move in [] if moves == "as it comes" else moves.split(" · "):
        put(board, move)
        if isinstance(board, ManualDescent):
            board.refresh(board.positions())  # a move of its own
    frames, position, end = board.current_frame()
    assert (step != "–") == isinstance(board, Playground), "a step where a run has steps"
    return board.live.caption(frames, position, end if step == "–" else int(step))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_its_section(lesson):
    title = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells[0]
    assert title.source.startswith(f"# {SECTIONS[int(lesson[:2])].splitlines()[0]}\n")


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("column, minutes", [(0, 50), (1, 90)])
def test_the_minutes_follow_one_another_and_add_up(lesson, column, minutes):
    header, *plan = rows(lesson, 3)
    assert header[column] == str(minutes)
    spans = [row[column].split("–") for row in plan if row[column] != "–"]
    times = [(int(begin), int(end)) for begin, end in spans]
    assert all(begin < end for begin, end in times)
    assert [begin for begin, _ in times] == [0, *(end for _, end in times)][:-1]
    assert times[-1][1] == minutes


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_guess_is_a_vote_with_all_its_wrong_answers(lesson):
    questions, votes = load_questions(int(lesson[:2])), {}
    guesses = {name: asked for name, asked in questions.items() if kind_of(asked) == "predict"}
    for where, wrong in list(rows(lesson, 2))[1:]:
        number, name = re.fullmatch(r"\[(\d+)\] `([\w-]+)`", where).groups()
        assert f'questions["{name}"]' in cells(lesson)[int(number)].source
        votes[name] = sorted(re.findall(r"\(([a-h])\)", wrong))
    options = {name: LETTERS[: len(guess["options"])] for name, guess in guesses.items()}
    assert votes == {name: sorted({*options[name]} - {guesses[name]["answer"]}) for name in guesses}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_vote_says_of_wrong_answers_what_a_reader_is_told(lesson):
    """Where a row is missing: python tools/classroom.py 1 prints those of lesson 1."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4)
    told = [*vote_rows(notebook, load_questions(int(lesson[:2])))]
    assert told and not set(told) - set(SECTIONS[int(lesson[:2])].splitlines())


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_cells_that_are_named_are_there(lesson):
    named = {int(number) for number in re.findall(r"\[(\d+)\]", SECTIONS[int(lesson[:2])])}
    assert named <= set(cells(lesson))
    planned = " ".join(row[2] for row in rows(lesson, 3))
    shown = [where for where, *_ in [*list(rows(lesson, 5))[1:], *list(rows(lesson, 2))[1:]]]
    assert all(re.match(r"\[\d+\]", where)[0] in planned for where in shown), "shown, not planned"


@pytest.mark.thorough
@pytest.mark.parametrize(
    "lesson, cell, label, moves, step, quoted",
    SETTINGS,
    ids=["-".join(map(str, s)) for s in SETTINGS],
)
def test_a_setting_shows_what_it_is_said_to_show(lesson, cell, label, moves, step, quoted):
    assert re.search(r"\d|Challenge met", quoted), "a number, or a challenge that is met"
    if moves == "printed":
        assert step == "–" and words(quoted) in printed(cells(lesson)[cell])
    else:
        assert quoted in caption(boards(lesson)[cell, label], moves, step)


def test_the_link_for_a_hub_is_the_one_that_make_links_writes():
    readme = with_links((ROOT / "README.md").read_text(encoding="utf-8"), "OWNER/REPO")
    link = re.search(r"`HUB/hub/\S+`", readme)
    assert link and link[0].replace("00_start_here", "01_gradient_descent") in CLASSROOM


def test_the_load_of_a_class_has_its_place():
    assert CLASSROOM.count("<!-- load -->") == CLASSROOM.count("<!-- /load -->") == 1
