"""Which cells a page's worker runs before a reader's cell: all that it needs, and no more."""

import nbformat
import pytest
from lesson_cells import lesson_cells, names_of
from notebook_files import name_of, notebook_paths


def needs(*sources):
    """{number of a cell: the numbers of those that it needs} of a notebook with these cells."""
    cells = [nbformat.v4.new_code_cell(source, id=str(k)) for k, source in enumerate(sources)]
    found = lesson_cells(nbformat.v4.new_notebook(cells=cells))
    assert found["cells"] == [{"id": cell.id, "source": cell.source} for cell in cells]
    return {int(cell): [int(one) for one in wanted] for cell, wanted in found["needs"].items()}


def test_a_cell_needs_those_that_made_its_names_and_what_they_need():
    assert needs("a = 1", "b = a", "c = 2", "b + c") == {1: [0], 3: [0, 1, 2]}


def test_the_last_one_that_made_a_name_counts():
    assert needs("a = 1", "a = 2", "a") == {2: [1]}


@pytest.mark.parametrize("change", ["a += 1", "a[0] = 1", "a.b = 1", "a[0].b += 1", "del a[0]"])
def test_one_that_changed_it_counts_too(change):
    assert needs("a = f()", change, "a") == {1: [0], 2: [0, 1]}


def test_names_of_a_function_are_its_own():
    assert needs("x = 1", "def f(x):\n    y = x\n    return y", "y = 2", "f(0)") == {3: [1]}


def test_a_function_needs_what_it_reads_when_it_is_called():
    assert needs("def g():\n    return 1", "def f():\n    return g()", "f()") == {1: [0], 2: [0, 1]}


def test_what_a_cell_makes_itself_it_needs_from_no_other():
    assert needs("x = 1", "x = 2\nprint(x)", "for x in y:\n    print(x)") == {}
    assert needs("x = 1", "print(x)\nx = 2") == {1: [0]}
    assert needs("x = 1", "print([x for x in range(3)])") == {}


def test_classes_lambdas_and_imports():
    assert needs("import numpy as np", "class A:\n    x = np.pi", "f = lambda: A()", "f") == {
        1: [0],
        2: [0, 1],
        3: [0, 1, 2],
    }
    assert names_of("from a import b, c as d").made == {"b", "d"}


@pytest.mark.parametrize("path", notebook_paths(), ids=name_of)
def test_a_lesson_needs_only_cells_before(path):
    notebook = nbformat.read(path, as_version=4)
    found = lesson_cells(notebook)
    order = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell["id"] for cell in found["cells"]] == order
    for cell, wanted in found["needs"].items():
        places = [order.index(one) for one in wanted]
        assert places == sorted(set(places)) and places[-1] < order.index(cell)


def test_an_interactive_figure_of_lesson_1_needs_the_imports_alone():
    (path,) = [path for path in notebook_paths() if name_of(path).startswith("01")]
    found = lesson_cells(nbformat.read(path, as_version=4))["needs"]
    for cell in ("parabola", "speeds", "units-figure", "valleys", "your-rule"):
        assert found[cell] == ["imports"], cell
