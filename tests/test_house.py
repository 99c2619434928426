"""The repository itself: one list of dependencies, and rooms that know only the rooms below."""

import ast
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest

from helpers.core.optional_packages import PACKAGES

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [  # lowest first: a room imports from the floors below its own
    "core",
    "data rules",
    "problems",
    "descent",
    "sweep analysis",
    "plotting",
    "widgets",
    "exercises",
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms.split()}
OPTIONAL = {"torch"}  # large: the one lesson that uses it says how to get it
OTHER_INDEX = {  # has builds without CUDA
    "requirements-pytorch.txt": "--extra-index-url https://download.pytorch.org/whl/cpu"
}
ROOMS = ("tests", "tools", "benchmarks")
LOCAL = {"helpers", *(path.stem for room in ROOMS for path in (ROOT / room).iterdir())}


def python_files(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def modules(code):
    """Yield each module that `code` imports: from helpers import rules yields helpers.rules."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"Name the module in full: {ast.unparse(node)}"
            names = [alias.name for alias in node.names] if node.module == "helpers" else [""]
            yield from (f"{node.module}.{name}".rstrip(".") for name in names)


def pins(name):
    """Return {package: version} of a requirements file and of those it names."""
    pinned = {}
    for line in (ROOT / name).read_text().splitlines():
        if line.startswith("-r "):
            pinned |= pins(line.removeprefix("-r ").strip())
        elif line and not line.startswith(("#", "-e ")) and line != OTHER_INDEX.get(name):
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)", line)
            assert match, f"{name} must give an exact version, as in numpy==2.4.6: {line}"
            pinned[match[1].lower()] = match[2]
    return pinned


def packages(code):
    """Return the third-party packages that `code` needs, by the names they are installed by."""
    foreign = tops(code) - LOCAL - OPTIONAL - set(sys.stdlib_module_names)
    return {owners().get(top, [top])[0].lower() for top in foreign}


owners = cache(packages_distributions)  # it reads what is said of every package: half a second


def tops(code):
    """Return the names before the first dot of all that `code` imports."""
    return {module.partition(".")[0] for module in modules(code)}


def test_requirements_are_exact_and_end_with_the_project():
    assert {"jupyterlab", "ipywidgets", "nbval"} <= set(pins("requirements.txt"))
    assert {"pytest", "ruff", "playwright"} <= set(pins("requirements-test.txt"))
    assert {"optax", "numba", "plotly"} <= set(pins("benchmarks/requirements.txt"))
    assert (ROOT / "requirements.txt").read_text().splitlines()[-1] == "-e ."


def test_what_is_optional_has_its_own_list():
    assert not OPTIONAL & {*pins("requirements.txt"), *pins("requirements-test.txt")}
    assert set(PACKAGES) == OPTIONAL
    for module, (_, name, lesson) in PACKAGES.items():
        assert set(pins(name)) == {module}
        assert f'require(\\"{module}\\")' in (ROOT / "notebooks" / lesson).read_text("utf-8")
        assert OTHER_INDEX[name] in (ROOT / name).read_text().splitlines()


@pytest.mark.parametrize("path", python_files("helpers"), ids=lambda path: path.name)
def test_imports_of_helpers_are_required(path):
    assert packages(path.read_text()) <= set(pins("requirements.txt"))
    assert not tops(path.read_text()) & OPTIONAL


@pytest.mark.parametrize(
    "path", python_files("tests", "tools", "benchmarks"), ids=lambda path: path.name
)
def test_imports_of_tests_are_required(path):
    with_nbval = {"nbformat", "nbclient"}
    with_jupyterlab = {"jupyter_server", "tornado", "ipython"}
    known = set(pins("requirements-test.txt")) | with_nbval | with_jupyterlab
    peers = set(pins("benchmarks/requirements.txt")) if path.parent.name == "benchmarks" else set()
    assert packages(path.read_text()) <= known | peers


def test_imports_of_notebooks_are_required():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        assert packages(code) <= set(pins("requirements.txt")), path.name
        for name in tops(code) & OPTIONAL:  # asked for in the first cell, before it is imported
            first = next(cell.source for cell in cells if cell.cell_type == "code")
            assert f'require("{name}")' in first and name not in tops(first), path.name


def test_conda_takes_the_same_list():
    lines = (ROOT / "environment.yml").read_text().splitlines()
    given = [line.strip(" -") for line in lines if line.startswith("  ")]
    assert given[0] == "conda-forge" and given[2:] == ["pip", "pip:", "r requirements.txt"]
    assert re.fullmatch(r"python=3\.\d+(\.\d+)?", given[1]), "Binder needs an exact Python"


def test_all_name_the_same_oldest_python():
    pyproject, makefile = (ROOT / "pyproject.toml").read_text(), (ROOT / "Makefile").read_text()
    assert 'requires-python = ">=3.11"' in pyproject and "sys.version_info < (3, 11)" in makefile


@pytest.mark.parametrize("path", python_files("helpers"), ids=lambda path: path.stem)
def test_a_room_knows_only_the_rooms_below(path):
    used = {name.split(".")[1] for name in modules(path.read_text()) if name.startswith("helpers.")}
    room = path.relative_to(ROOT / "helpers").parts[0].removesuffix(".py")
    if room == "__init__":
        assert not used
        return
    assert room in FLOOR, f"Say in FLOORS where {room} stands"
    assert all(FLOOR[below] < FLOOR[room] for below in used - {room}), used


def test_the_rules_fit_on_two_pages_and_need_nothing():
    code = (ROOT / "helpers" / "rules.py").read_text()
    assert len(code.splitlines()) < 100
    assert set(modules(code)) <= {"typing"}


def test_the_browser_part_works_offline():
    code = (ROOT / "helpers" / "widgets" / "live_figure.js").read_text()
    imports = r"\bimport\b\s*[\w({*\"']|\bfrom\s+[\"']|\brequire\(|\bfetch\("
    assert not re.search(imports + "|https?:", code)


def test_no_path_of_one_machine_is_written_down():
    folders = ["", "helpers", "tests", "tools", "notebooks", "benchmarks", "data", ".ci"]
    for path in (path for folder in folders for path in (ROOT / folder).glob("*")):
        if path.is_file() and path.suffix != ".csv":
            found = re.findall(rb"/(?:home|root|Users)/\w+", path.read_bytes())
            assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize("name", ["README.md", "CLASSROOM.md", "CONTRIBUTING.md", "data/README.md"])
def test_documents_name_only_what_is_there(name):
    text = (ROOT / name).read_text()
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    named = re.findall(r"`((?:helpers|notebooks|tests|tools|data)/[\w./-]+)`", text)
    places = [(ROOT / name).parent / path for path in linked] + [ROOT / path for path in named]
    missing = [str(place) for place in places if not place.exists() and "NN_" not in place.name]
    assert not missing, missing
    for target in re.findall(r"(?m)(?:`|^)make ([a-z]+)", text):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text(), target
