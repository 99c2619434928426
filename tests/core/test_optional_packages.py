"""What a lesson says where something it needs is not installed."""

import subprocess
import sys
from unittest.mock import Mock

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from helpers.core import optional_packages
from helpers.core.optional_packages import MissingPackageError, check_installed, require_package


def test_says_so_where_it_is_installed(monkeypatch, capsys):
    monkeypatch.setattr(optional_packages, "find_spec", lambda name: object())
    require_package("torch")
    assert capsys.readouterr().out == "PyTorch is there.\n"


def test_a_check_alone_says_and_changes_nothing_where_it_is_installed(monkeypatch, capsys):
    monkeypatch.setattr(optional_packages, "find_spec", lambda name: object())
    monkeypatch.setattr(optional_packages, "keep_freed_memory", Mock(side_effect=AssertionError))
    check_installed("torch")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("function", [check_installed, require_package])
def test_one_line_says_what_to_install_and_how(monkeypatch, function):
    monkeypatch.setattr(optional_packages, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError) as caught:
        function("torch")
    (line,) = caught.value._render_traceback_()
    assert line == str(caught.value) and "\n" not in line
    assert "PyTorch" in line and "%pip install -r ../requirements-pytorch.txt" in line


def test_in_a_browser_the_line_says_where_it_runs(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(
        MissingPackageError, match=r"does not run in a browser\..* on Binder"
    ) as caught:
        require_package("torch")
    assert "%pip" not in str(caught.value) and caught.value._render_traceback_() == [
        str(caught.value)
    ]


def test_a_notebook_shows_that_line_alone_stops_and_keeps_the_rest():
    v4 = nbformat.v4
    missing = "from helpers.core import optional_packages\n"
    missing += "optional_packages.find_spec = lambda name: None\n"
    saved = v4.new_output("stream", text="saved\n")
    cells = [
        v4.new_code_cell(f"{missing}optional_packages.require_package('torch')"),
        v4.new_code_cell("print('new')"),
    ]
    cells[1].outputs = [saved]
    notebook = v4.new_notebook(cells=cells)
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (shown,) = notebook.cells[0].outputs
    assert shown.traceback == [shown.evalue] and shown.ename == "MissingPackageError"
    assert "requirements-pytorch.txt" in shown.evalue and notebook.cells[1].outputs == [saved]


def test_nothing_in_helpers_but_what_needs_it_imports_torch():
    code = "import sys, pkgutil, importlib, helpers\n"
    code += "for module in pkgutil.walk_packages(helpers.__path__, 'helpers.'):\n"
    code += "    needs_it = ('helpers.lessons.networks', 'helpers.exercises.training.')\n"
    code += "    if not module.name.startswith(needs_it):\n"
    code += "        importlib.import_module(module.name)\n"
    code += "print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
