"""Tests and `make refresh` do not obey the settings of the user who starts them."""

import os
import subprocess
import sys
from pathlib import Path

import environment
import nbformat
import pytest
from nbformat import v4

ROOT = Path(__file__).resolve().parents[2]
CELLS = [
    "1\n2",
    "import matplotlib.pyplot as plt\n_, axes = plt.subplots(figsize=(1, 1))\nplt.show()",
    "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)",
]
IPYTHON = """
c.InteractiveShell.ast_node_interactivity = "all"
c.InlineBackend.figure_formats = {"svg"}
"""
EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.fixture
def users(tmp_path):
    """An environment full of a user's own settings, each of which changes what is shown."""
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text(IPYTHON)
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 31\nsavefig.dpi: 31")
    (tmp_path / "startup.py").write_text("print('hello')")
    return os.environ | {
        "FORCE_COLOR": "1",
        "PY_COLORS": "1",
        "PYTEST_ADDOPTS": "--color=yes",
        "http_proxy": "http://127.0.0.1:9",
        "no_proxy": "",
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYTHONSTARTUP": str(tmp_path / "startup.py"),
    }


@pytest.fixture
def notebook(tmp_path):
    """A function that writes a notebook of that name, not run."""

    def write(name):
        path = tmp_path / f"{name}.ipynb"
        cells = [v4.new_code_cell(code, id=f"cell-{k}") for k, code in enumerate(CELLS)]
        nbformat.write(v4.new_notebook(cells=cells), path)
        return path

    return write


@pytest.mark.thorough
def test_refresh_stores_the_same_whatever_the_users_settings_are(users, notebook):
    runs = {
        "refreshed": (["tools/refresh.py"], os.environ),
        "hostile": (["tools/refresh.py"], users),
        "unfixed": (["-c", EXECUTE], users),
    }
    paths = {name: notebook(name) for name in runs}
    started = [
        subprocess.Popen([sys.executable, *command, paths[name]], cwd=ROOT, env=environ)
        for name, (command, environ) in runs.items()
    ]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    outputs = {
        name: [cell.outputs for cell in nbformat.read(path, as_version=4).cells]
        for name, path in paths.items()
    }
    assert outputs["refreshed"] == outputs["hostile"]
    assert outputs["unfixed"][0] != outputs["refreshed"][0], "both lines of a cell are shown"
    assert "image/svg+xml" in outputs["unfixed"][1][0].data, "the settings above do nothing"
    assert len(outputs["refreshed"][2]) == 2, "one stream each, in whatever order they are written"


def test_tests_do_not_obey_them_either(users):
    """One test that reads what pytest prints, and that this machine is reached without a proxy."""
    asked = "tests/test_notebooks.py::test_nbval_compares_strictly"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", asked],
        cwd=ROOT, env=users, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_proxy_stays_for_what_is_elsewhere():
    fixed = {"http_proxy": "http://proxy:3128", "no_proxy": "intranet", "FORCE_COLOR": "1"}
    environment.fix(fixed)
    assert fixed["http_proxy"] == "http://proxy:3128" and "FORCE_COLOR" not in fixed
    assert fixed["no_proxy"] == "intranet,127.0.0.1,localhost,::1"


def test_this_process_is_in_the_same_environment():
    assert not set(environment.USER_SETTINGS) & set(os.environ)
    assert {"MATPLOTLIBRC", "IPYTHONDIR"} <= set(os.environ)
