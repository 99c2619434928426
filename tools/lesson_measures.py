"""Measures of a lesson's length, one function each: words, lines of code, minutes, cells.

Minutes are computed: 150 words of prose a minute, 8 lines of code a minute, 3 minutes an
interactive figure, 3 a question, 8 a coding exercise, rounded to 5. A question is a guess, what is
seen, and an explanation to think about: readers judged 1 minute to be far too little for it. The
twelve questions of a form of the concept inventory are without all that: 15 minutes together.
"""

import ast
import re
from collections import Counter
from typing import NamedTuple

from lesson_prose import CODE, FORMULA, blocks_of_code, prose
from nbformat import NotebookNode

WORDS_A_MINUTE, LINES_A_MINUTE, ROUNDED_TO = 150, 8, 5
MINUTES_A_FIGURE, MINUTES_A_QUESTION, MINUTES_AN_EXERCISE, MINUTES_A_FORM = 3, 3, 8, 15
INTERACTIVE_FIGURES = {
    "playground", "manual_descent", "race", "compare", "tabs", "change_of_unit"
}  # fmt: skip
QUESTIONS = {"predict": 1, "answer": 1, "order": 1, "remember": 2}  # how many one call asks
FOLDED_ANSWER = re.compile(r"<details\b", re.IGNORECASE)
WRITES_RECORD = re.compile(r"^record\(", re.MULTILINE)
STATED_MINUTES = re.compile(r"\bAbout (\d+) minutes\b")


class Measures(NamedTuple):
    """What a lesson measures, or may measure at most. None: not there, or without a limit."""

    words: int | None = None
    lines: int | None = None
    interactive_figures: int | None = None
    questions: int | None = None
    exercises: int | None = None
    minutes: int | None = None
    stated_minutes: int | None = None
    cells: int | None = None
    words_before_first_slider: int | None = None
    asserts: int | None = None


def words(notebook: NotebookNode) -> int:
    """Return the number of words of prose in a notebook.

    Headings, lists, tables and folded answers count. Formulas, code and HTML tags do not, nor does
    what has no letter and no digit in it, such as a dash.
    """
    texts = (passage.without(FORMULA, CODE) for passage in prose(notebook))
    return sum(bool(re.search(r"\w", word)) for text in texts for word in text.split())


def lines(notebook: NotebookNode) -> int:
    """Return the number of lines of code that a reader sees.

    Comments and blocks of code in the text count. Blank lines, lines of closing brackets, cells
    that are shown folded (`source_hidden`) and the last one, which writes the record and is the
    same in all lessons, do not.
    """
    shown = (cell for cell in code_cells(notebook) if not is_folded(cell))
    sources = [cell.source for cell in shown if not WRITES_RECORD.search(cell.source)]
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sources += [block for text in texts for block in blocks_of_code(text)]
    return sum(bool(line.strip(" \t)]},")) for code in sources for line in code.splitlines())


def interactive_figures(notebook: NotebookNode) -> int:
    """Return the number of cells with an interactive figure; several behind tabs are one."""
    return sum(shows_interactive_figure(cell) for cell in code_cells(notebook))


def questions(notebook: NotebookNode) -> int:
    """Return the number of questions: those that cells ask, and answers folded in the text."""
    called = sum((calls(cell) for cell in code_cells(notebook)), Counter())
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    folded = sum(len(FOLDED_ANSWER.findall(text)) for text in texts)
    return folded + sum(number * called[name] for name, number in QUESTIONS.items())


def exercises(notebook: NotebookNode) -> int:
    """Return the number of functions that a reader writes: named `my_…`, or given to `check`."""
    written = set()
    for node in (
        node for cell in code_cells(notebook) for node in ast.walk(ast.parse(cell.source))
    ):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("my_"):
            written.add(node.name)
        elif isinstance(node, ast.Call) and called_name(node) == "check" and node.args:
            written.add(ast.unparse(node.args[0]))
    return len(written)


def minutes(notebook: NotebookNode) -> int:
    """Return how many minutes a lesson takes, computed and rounded to 5."""
    exact = (
        words(notebook) / WORDS_A_MINUTE
        + lines(notebook) / LINES_A_MINUTE
        + MINUTES_A_FIGURE * interactive_figures(notebook)
        + MINUTES_A_QUESTION * questions(notebook)
        + MINUTES_AN_EXERCISE * exercises(notebook)
        + MINUTES_A_FORM * sum(calls(cell)["inventory"] for cell in code_cells(notebook))
    )
    return ROUNDED_TO * int(exact / ROUNDED_TO + 0.5)


def stated_minutes(notebook: NotebookNode) -> int | None:
    """Return the minutes that the first cell says, as in "About 30 minutes", or None."""
    texts = [passage.text for passage in prose(notebook) if passage.where == "cell 1"]
    found = STATED_MINUTES.search(" ".join(texts))
    return int(found[1]) if found else None


def cells(notebook: NotebookNode) -> int:
    """Return the number of cells of every type."""
    return len(notebook.cells)


def words_before_first_slider(notebook: NotebookNode) -> int | None:
    """Return the words of prose above the first interactive figure, or None without a figure."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and shows_interactive_figure(cell):
            return words(NotebookNode(cells=notebook.cells[:number]))
    return None


def asserts(notebook: NotebookNode) -> int:
    """Return the number of `assert` statements."""
    trees = (ast.parse(cell.source) for cell in code_cells(notebook))
    return sum(isinstance(node, ast.Assert) for tree in trees for node in ast.walk(tree))


def measured(notebook: NotebookNode) -> Measures:
    """Return all measures of a notebook."""
    return Measures(
        words=words(notebook),
        lines=lines(notebook),
        interactive_figures=interactive_figures(notebook),
        questions=questions(notebook),
        exercises=exercises(notebook),
        minutes=minutes(notebook),
        stated_minutes=stated_minutes(notebook),
        cells=cells(notebook),
        words_before_first_slider=words_before_first_slider(notebook),
        asserts=asserts(notebook),
    )


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells of a notebook."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_folded(cell: NotebookNode) -> bool:
    """Return True if the source of a cell is shown folded."""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def shows_interactive_figure(cell: NotebookNode) -> bool:
    """Return True if a code cell calls a function that makes an interactive figure."""
    return bool(INTERACTIVE_FIGURES & calls(cell).keys())


def asks(cell: NotebookNode) -> bool:
    """Return True if a code cell asks a question or checks an exercise."""
    return bool((QUESTIONS.keys() | {"check", "inventory", "score"}) & calls(cell).keys())


def calls(cell: NotebookNode) -> Counter[str]:
    """Return how often a code cell calls each function, by the function's own name."""
    nodes = ast.walk(ast.parse(cell.source))
    return Counter(called_name(node) for node in nodes if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    """Return `predict` for the calls predict() and exercises.predict()."""
    return ast.unparse(call.func).rpartition(".")[2]
