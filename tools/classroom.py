"""Print the table of votes of a lesson for CLASSROOM.md: what is behind each wrong answer.

python tools/classroom.py 1   the rows of lesson 1

The sentences are the reasons that readers see (helpers/exercises/texts/), so both have one source.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import nbformat
from notebook_files import NOTEBOOKS

from helpers.exercises import load_questions
from helpers.exercises.questions import kind_of
from helpers.exercises.static_text import LETTERS


def vote_rows(
    notebook: nbformat.NotebookNode, questions: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Yield a row of the table for each guess that a notebook asks for and that has reasons.

    Parameters
    ----------
    notebook
        A lesson; its cells are numbered as they will be when all have run.
    questions
        What `load_questions` returns.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, start=1):
        for name in asked_in(cell.source):
            if kind_of(questions[name]) == "predict" and "reasons" in questions[name]:
                yield f"| [{number}] `{name}` | {wrong_answers(questions[name])} |"


def asked_in(source: str) -> list[str]:
    """Return the names of the questions that a cell asks."""
    names = [
        node.slice.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        and isinstance(node.value, ast.Name) and node.value.id == "questions"
    ]  # fmt: skip
    return [name for name in names if isinstance(name, str)]


def wrong_answers(question: Mapping[str, Any]) -> str:
    """Return the reasons of the wrong options with their letters, in one line of Markdown."""
    pairs = zip(LETTERS, question["reasons"], strict=False)
    wrong = [f"({letter}) {reason}" for letter, reason in pairs if letter != question["answer"]]
    line = re.sub(r"</?em>", "*", " ".join(" ".join(wrong).split()))
    line = re.sub(r"</?code>", "`", line)
    return re.sub(r"</?strong>", "**", line).replace("|", r"\|")


def main(lessons: list[str]) -> None:
    """Print the rows of these lessons."""
    for lesson in lessons:
        (path,) = NOTEBOOKS.glob(f"{int(lesson):02}_*.ipynb")
        notebook = nbformat.read(path, as_version=4)
        print(*vote_rows(notebook, load_questions(int(lesson))), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
