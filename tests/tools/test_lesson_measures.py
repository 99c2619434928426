"""Each measure of a lesson on small notebooks: what counts, and what does not."""

import lesson_measures as measures
import pytest
from nbformat import NotebookNode, v4

PLAY = "playground(rule)"


def notebook(*cells):
    """Return a notebook of Markdown cells, and of code cells where a source begins with >."""
    made = [
        v4.new_code_cell(cell[1:]) if cell.startswith(">") else v4.new_markdown_cell(cell)
        for cell in cells
    ]
    return NotebookNode(cells=made)


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        ("# 1 · One run", 3),
        ("It *falls* by $\\eta x$ – as `rule` says, 8,000 times.", 7),
        ("<details><summary>One way</summary>\n\nGo <b>on</b>.\n\n</details>", 4),
        ("| a | b |\n|---|---|\n| 1 % | two words |", 5),
        ("$$x$$\n\n```python\nf(x)\n```", 0),
    ],
)
def test_words(markdown, count):
    assert measures.words(notebook(markdown, ">print('some words')")) == count


def test_lines():
    book = notebook(">x = f(\n    1,\n)\n\n# why\ny = 2", "Text.\n\n```python\na\n\nb\n```")
    assert measures.lines(book) == 6
    book.cells[0].metadata["jupyter"] = {"source_hidden": True}
    assert measures.lines(book) == 2
    assert measures.lines(notebook(">from helpers.exercises import record\n\nrecord(1)")) == 0


def test_interactive_figures():
    tabs = ">tabs({'a': playground(rule), 'b': playground(rule)})"
    cells = ["Text", f">{PLAY}", ">gallery(run)", tabs, ">widgets.race(rules)", ">playgrounds = 1"]
    assert measures.interactive_figures(notebook(*cells)) == 3


def test_questions():
    folded = "Think.\n\n<details><summary>An answer</summary>\n\nYes.\n\n</details>"
    cells = [folded, ">predict(**q)", ">answer(3)\norder(lines)", ">remember(2)", ">check(f)"]
    assert measures.questions(notebook(*cells)) == 6


def test_exercises():
    written = ">def my_rule(x):\n    return x\n\n\ncheck(my_rule, like=rule)"
    assert measures.exercises(notebook(written)) == 1
    cells = [
        written,
        ">playground(my_rule)",
        ">def my_lines(x): ...",
        ">check(other)",
        ">def f(): 1",
    ]
    assert measures.exercises(notebook(*cells)) == 3


@pytest.mark.parametrize(
    ("words", "lines", "others", "expected"),
    [
        (1_500, 0, (), 10),
        (0, 80, (), 10),
        (1_500, 80, (), 20),
        (1_100, 0, (), 5),
        (1_125, 0, (), 10),
        (0, 0, [f">{PLAY}", ">race(r)", ">predict(q)", ">def my_rule(): ..."], 20),
        (0, 0, [">predict(q)", ">answer(q)"], 5),
        (0, 0, ['>inventory("A")', '>score("A", "-")', '>inventory("B")'], 30),
    ],
)
def test_minutes(words, lines, others, expected):
    code = [">" + "x = 1\n" * lines] if lines else []
    assert measures.minutes(notebook("word " * words, *code, *others)) == expected


def test_stated_minutes():
    assert measures.stated_minutes(notebook("# A\n\n*About 30\nminutes. You need 1.*")) == 30
    assert measures.stated_minutes(notebook("# A", "*About 30 minutes.*")) is None


def test_words_before_first_slider():
    book = notebook("One two", ">predict(q)", "three", f">{PLAY}", "four five", f">{PLAY}")
    assert measures.words_before_first_slider(book) == 3
    assert measures.words_before_first_slider(notebook("One two", ">f()")) is None


def test_cells_and_asserts():
    book = notebook("Assert.", ">assert a\nfor x in y:\n    assert x", ">b = 'assert'")
    assert (measures.cells(book), measures.asserts(book)) == (3, 2)


def test_all_are_measured():
    found = measures.measured(notebook("# A\n\nAbout 5 minutes.", f">{PLAY}"))
    assert found == measures.Measures(4, 1, 1, 0, 0, 5, 5, 2, 4, 0)


def test_what_asks_is_told_from_what_shows():
    sources = [">predict(q)", ">check(f)", ">exercises.answer(1)", '>inventory("A")', f">{PLAY}"]
    asking = [measures.asks(cell) for cell in notebook(*sources).cells]
    assert asking == [True, True, True, True, False]
