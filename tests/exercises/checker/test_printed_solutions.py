"""The solution that `check` prints, pasted into the reader's cell of each lesson, is right."""

import ast
import textwrap

import pytest
from lesson_budget import lesson_names, read_lesson
from support.reader_styles import defined

from helpers import rules
from helpers.exercises import check
from helpers.exercises.checker.exercises import all_exercises
from helpers.exercises.checker.report import hints

LIKE = {e.reference.__name__: e.reference for e in all_exercises()}


def reader_cells():
    """Return the cells of all lessons in which a reader writes a function, as (lesson, source)."""
    return [
        (lesson, cell.source)
        for lesson in lesson_names()
        for cell in read_lesson(lesson).cells
        if cell.cell_type == "code" and "\ncheck(" in cell.source
    ]


def exercise_of(source):
    """Return the name of what the function of a reader's cell is to do, as its `check` says."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    (like,) = [given.value for call in calls for given in call.keywords if given.arg == "like"]
    return ast.unparse(like).rpartition(".")[2]


def pasted(source, solution):
    """Return the function of a reader's cell, with a solution in place of the lines marked `#`."""
    function = ast.parse(source).body[0]
    above, lines = function.body[0].lineno - 1, source.splitlines()
    written = [line for line in lines[above:] if "#" not in line and not line.startswith("check(")]
    marked = [n for n, line in enumerate(lines) if n >= above and "#" in line]
    written.insert(marked[0] - above, textwrap.indent(solution, "    "))
    return defined("\n".join(lines[:above] + written) + "\n", function.name)


def test_each_exercise_has_its_cell():
    assert {exercise_of(source) for _, source in reader_cells()} == set(LIKE)


@pytest.mark.parametrize("lesson, source", reader_cells(), ids=lambda given: given.split("\n")[0])
def test_the_solution_pasted_into_the_readers_cell_is_right(lesson, source):
    like = LIKE[exercise_of(source)]
    some, solution = hints(like.__name__)
    assert 2 <= len(some) <= 4
    page = check(pasted(source, solution), like=like)
    assert page.right is True, f"{lesson}: {page}"


def test_a_solution_in_other_names_than_the_cells_is_found():
    adams = [source for _, source in reader_cells() if exercise_of(source) == "adam"]
    _, solution = hints("adam")
    other = solution.replace("a = beta1 * a", "mean = beta1 * mean")
    assert not any(check(pasted(source, other), like=rules.adam).right for source in adams)
