"""The notebooks as files. nbval compares their outputs; lessons/ runs them in JupyterLab."""

import ast
import re
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from notebook_files import name_of, notebook_paths
from refresh import clean

ROOT = Path(__file__).resolve().parent.parent
PATHS = notebook_paths()
LESSONS = [path for path in PATHS if path.parent.name == "notebooks"]
NBVAL = re.findall(r"--nbval\S*", (ROOT / "Makefile").read_text())
# A reader's rule that raises stops its own cell, not all that come after it; nbval still compares.
TAGS = {"nbval-ignore-output", "raises-exception"}
UNSTABLE = r"\b0x[0-9a-f]{6,}|np\.float64\(|[\"'(](/|[A-Z]:\\)\w"  # addresses, reprs, paths
BANNED = {
    "the import path": r"\bsys\.path\b",
    "silenced warnings": r"\bfilterwarnings\b|\bsimplefilter\b",
    "magic commands": r"(?m)^\s*[%!]",
    "an absolute path": r"[\"'](/|~/|[A-Za-z]:\\)\w",
    "something from the network": r"https?://",
    "a comment to nbval: use a tag": r"#\s*(NBVAL|PYTEST_VALIDATE)_",
}


@pytest.fixture(scope="module", params=PATHS, ids=name_of)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_nbval(folder, *flags):
    quick = ["-p", "no:cacheprovider", "--assert=plain"]  # it asserts nothing that is rewritten
    command = [sys.executable, "-m", "pytest", "-q", *quick, *NBVAL, *flags, folder]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_lessons_are_numbered_from_00_on():
    assert LESSONS, "There is no notebook"
    assert [path.stem[:3] for path in LESSONS] == [f"{n:02}_" for n in range(len(LESSONS))]
    made = {"build", "node_modules"}
    folders = [f for f in ROOT.iterdir() if f.is_dir() and f.name[0] != "." and f.name not in made]
    found = {path for folder in folders for path in folder.rglob("*.ipynb")}
    assert {path for path in found if path.parent.name != ".ipynb_checkpoints"} == {*PATHS}


def test_nbval_leaves_no_notebook_and_no_cell_out():
    listed = run_nbval("notebooks", "--collect-only").stdout
    found = Counter(re.findall(r"notebooks/(\S+\.ipynb)::", listed))
    cells = {f"{name_of(path)}.ipynb": nbformat.read(path, as_version=4).cells for path in PATHS}
    assert found == {name: sum(c.cell_type == "code" for c in cells[name]) for name in cells}


def test_nbval_compares_strictly(tmp_path):
    v4 = nbformat.v4
    outputs = [v4.new_output("stream", text="2\n")]
    cell = v4.new_code_cell("print(1 + 1)", execution_count=1, outputs=outputs)
    nbformat.write(v4.new_notebook(cells=[cell]), tmp_path / "right.ipynb")
    cell.outputs[0].text = "3\n"
    nbformat.write(v4.new_notebook(cells=[cell]), tmp_path / "wrong.ipynb")
    report = run_nbval(tmp_path, "--rootdir", tmp_path).stdout
    assert "1 failed, 1 passed" in report and "mismatch 'stdout'" in report, report


def test_is_executed_from_top_to_bottom(code_cells):
    assert [cell.execution_count for cell in code_cells] == list(range(1, len(code_cells) + 1))


def test_outputs_are_stored_where_a_cell_shows_something(code_cells):
    for cell in code_cells:
        body = ast.parse(cell.source).body
        calls = [node.value for node in body if isinstance(node, ast.Expr)]
        prints = any(ast.unparse(call).startswith(("print(", "plt.show(")) for call in calls)
        if prints or (body and isinstance(body[-1], ast.Expr)):
            assert cell.outputs, f"No output is stored below:\n{cell.source}"


def test_outputs_are_neither_errors_nor_warnings_nor_addresses(code_cells):
    for output in (output for cell in code_cells for output in cell.outputs):
        assert output.output_type != "error" and output.get("name") != "stderr", output
        texts = {k: v for k, v in output.get("data", output).items() if not k.startswith("image/")}
        assert not re.search(UNSTABLE, str(texts)), texts


def test_is_as_refresh_leaves_it(notebook):
    assert clean(deepcopy(notebook)) == notebook, "Run: make refresh"


def test_cells_have_ids_that_stay(notebook):
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", i)], "random ids"


def test_a_folded_cell_shows_something_and_defines_nothing(code_cells):
    for cell in code_cells:
        if folding := cell.metadata.get("jupyter"):
            assert folding == {"source_hidden": True} and cell.outputs, cell.source
            kinds = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
            assert not any(isinstance(part, kinds) for part in ast.parse(cell.source).body)


def test_cells_are_few_and_short(notebook, code_cells):
    lone = [c for c in code_cells if c.source.startswith("predict(")]  # so nothing is given away
    assert len(notebook.cells) - len(lone) < 45
    for cell in code_cells:
        lines = [line for line in cell.source.splitlines() if line.strip(" \t)]}")]
        most = 30 if cell.id == "script-code" else 15  # lesson 6: a whole training loop
        assert 0 < len([line for line in lines if not line.lstrip().startswith("#")]) <= most, lines


def test_code_is_plain_python_that_runs_anywhere(code_cells):
    for cell in code_cells:
        found = [what for what, pattern in BANNED.items() if re.search(pattern, cell.source)]
        assert not found, f"{found} in:\n{cell.source}"
        assert not cell.source.rstrip().endswith(";")


def test_tags_hide_nothing(notebook):
    for cell in notebook.cells:
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.metadata


@pytest.mark.parametrize("lesson", LESSONS, ids=name_of)
def test_a_lesson_ends_with_its_record(lesson):
    last = nbformat.read(lesson, as_version=4).cells[-1]
    assert last.source.endswith(f"\n\nrecord({int(lesson.stem[:2])})"), last.source


def test_files_of_the_course_that_are_named_are_there(notebook):
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = {name for text in texts for name in re.findall(r"`((?:helpers|data)/[\w./]+)`", text)}
    assert not [name for name in named if not (ROOT / name).exists()]
