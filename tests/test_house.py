"""The repository itself: one list of dependencies, true documents, tests in their place."""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest
import yaml
from notebook_files import notebook_paths

from helpers.core.optional_packages import PACKAGES

ROOT = Path(__file__).resolve().parent.parent
NEED_TORCH = ("helpers/lessons/networks.py", "helpers/exercises/training/")  # what imports torch
OPTIONAL = {"torch"}  # large: the one lesson that uses it says how to get it
OTHER_INDEX = {  # has builds without CUDA
    "requirements-pytorch.txt": "--extra-index-url https://download.pytorch.org/whl/cpu"
}
FOLDERS = ("tests", "tools", "benchmarks", "site")
SITE = ("site/pages", "site/worker", "site/runtime", "site/lab")
HOMES = (*FOLDERS, *SITE)  # of modules that are imported by their bare names
LOCAL = {
    "helpers",
    "browser_kernel",
    *(path.stem for folder in HOMES for path in (ROOT / folder).iterdir()),
}
DOCUMENTS = [
    "README.md",
    "ACCESSIBILITY.md",
    "CLASSROOM.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    "benchmarks/README.md",
]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ---- dependencies -----------------------------------------------------------------------------


def imported(code: str) -> Iterator[str]:
    """Yield the names before the first dot of all modules that `code` imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"Name the module in full: {ast.unparse(node)}"
            yield str(node.module).partition(".")[0]


def pins(name: str) -> dict[str, str]:
    """{package: version} of a requirements file and of those it names."""
    pinned = {}
    for line in read(name).splitlines():
        if line.startswith("-r "):
            pinned |= pins(line.removeprefix("-r ").strip())
        elif line and not line.startswith(("#", "-e ")) and line != OTHER_INDEX.get(name):
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)", line)
            assert match, f"{name} must give an exact version, as in numpy==2.4.6: {line}"
            pinned[match[1].lower()] = match[2]
    return pinned


def packages(code: str) -> set[str]:
    """The third-party packages that `code` needs, by the names they are installed by."""
    foreign = set(imported(code)) - LOCAL - OPTIONAL - set(sys.stdlib_module_names)
    return {owners().get(module, [module])[0].lower() for module in foreign}


owners = cache(packages_distributions)  # reads the metadata of every package: half a second


def test_requirements_are_exact_and_end_with_the_project():
    assert {"jupyterlab", "ipywidgets", "nbval"} <= set(pins("requirements.txt"))
    assert {"pytest", "ruff", "playwright"} <= set(pins("requirements-test.txt"))
    assert {"jupyterlite-core", "pytest"} <= set(pins("requirements-site.txt"))
    assert {"optax", "numba", "plotly"} <= set(pins("benchmarks/requirements.txt"))
    assert read("requirements.txt").splitlines()[-1] == "-e ."


def test_what_is_optional_has_its_own_list():
    assert not OPTIONAL & {*pins("requirements.txt"), *pins("requirements-test.txt")}
    assert set(PACKAGES) == OPTIONAL
    for module, (_, name, lesson) in PACKAGES.items():
        assert set(pins(name)) == {module}
        assert f'require_package(\\"{module}\\")' in read(f"notebooks/{lesson}")
        assert OTHER_INDEX[name] in read(name).splitlines()


@pytest.mark.parametrize("path", python_files("helpers"), ids=relative)
def test_imports_of_helpers_are_required(path):
    code = path.read_text(encoding="utf-8")
    assert packages(code) <= set(pins("requirements.txt"))
    if not relative(path).startswith(NEED_TORCH):
        assert not set(imported(code)) & OPTIONAL


def test_no_helper_needs_torch_before_it_is_called():
    """What needs torch is imported inside of functions alone, but for what needs torch itself."""
    needed = {name.removesuffix(".py").rstrip("/").replace("/", ".") for name in NEED_TORCH}
    files = [p for p in python_files("helpers") if not relative(p).startswith(NEED_TORCH)]
    for path in files:
        found = {name for node in ast.parse(read(relative(path))).body for name in named(node)}
        assert not {name for name in found if name.startswith(tuple(needed))}, relative(path)
    assert files and all((ROOT / name).exists() for name in NEED_TORCH)


def named(node: ast.stmt) -> Iterator[str]:
    """Yield the modules that a statement may import, in full."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt) and not isinstance(node, ast.FunctionDef):
            yield from named(inner)


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=relative)
def test_imports_of_tests_are_required(path):
    with_nbval = {"nbformat", "nbclient"}
    with_jupyterlab = {"jupyter_server", "tornado", "ipython", "comm"}
    known = set(pins("requirements-test.txt")) | with_nbval | with_jupyterlab
    peers = set(pins("benchmarks/requirements.txt")) if path.parent.name == "benchmarks" else set()
    assert packages(path.read_text(encoding="utf-8")) <= known | peers


def test_the_browsers_python_takes_the_same_versions():
    """Of what comes from the Python Package Index; Pyodide has its own numpy, pandas and so on."""
    lines = read("site/runtime/wheels.txt").splitlines()
    given = dict(line.split()[0].split("==") for line in lines if not line.startswith("#"))
    ours = pins("requirements.txt")
    assert {name: ours[name] for name in given if name in ours} == {
        name: version for name, version in given.items() if name in ours
    }
    assert {"ipywidgets", "anywidget", "traitlets", "ipython"} <= set(given) & set(ours)


def test_imports_of_notebooks_are_required():
    for path in notebook_paths():
        cells = nbformat.read(path, as_version=4).cells
        code = [cell.source for cell in cells if cell.cell_type == "code"]
        assert packages("\n".join(code)) <= set(pins("requirements.txt")), path.name
        for name in set(imported("\n".join(code))) & OPTIONAL:  # asked for in the first cell
            assert f'require_package("{name}")' in code[0] and name not in imported(code[0]), (
                path.name
            )


def test_rules_need_nothing_but_typing():
    assert set(imported(read("helpers/rules.py"))) <= {"typing"}


def test_conda_takes_the_same_list():
    lines = read("environment.yml").splitlines()
    given = [line.strip(" -") for line in lines if line.startswith("  ")]
    assert given[0] == "conda-forge" and given[2:] == ["pip", "pip:", "r requirements.txt"]
    assert re.fullmatch(r"python=3\.\d+(\.\d+)?", given[1]), "Binder needs an exact Python"


def test_all_name_the_same_pythons():
    assert PYPROJECT["project"]["requires-python"] == ">=3.11,<3.15"
    assert PYPROJECT["tool"]["basedpyright"]["pythonVersion"] == "3.11"
    assert "(3, 11) <= sys.version_info < (3, 15)" in read("Makefile")
    for name in ("README.md", "Makefile", ".ci/run"):
        assert "3.11 to 3.14" in read(name) and "3.11 or newer" not in read(name), name


# ---- files ------------------------------------------------------------------------------------


def test_all_that_helpers_need_is_packed_with_them():
    setuptools = PYPROJECT["tool"]["setuptools"]
    assert setuptools["packages"]["find"]["include"] == ["helpers*", "data"]
    needed = {path.suffix for path in (ROOT / "helpers").rglob("*.*") if path.is_file()} | {".csv"}
    packed = {Path(pattern).suffix for pattern in setuptools["package-data"]["*"]}
    assert needed - {".py", ".pyc"} <= packed


@pytest.mark.parametrize("path", sorted((ROOT / "helpers").rglob("*.js")), ids=relative)
def test_the_browser_part_works_offline(path):
    code = path.read_text(encoding="utf-8")
    if path.name == "load_shared_code.js":  # which imports what stands in another widget
        code = code.replace("await import(url)", "")
    assert not re.search(r"https?:|\bfetch\(|\brequire\(|\bimport\(", code)
    assert all(name.startswith(".") for name in re.findall(r"\bfrom\s+[\"']([^\"']+)", code))


def test_no_path_of_one_machine_is_written_down():
    folders = [".ci", ".github", "helpers", "tests", "tools", "notebooks", "benchmarks", "data"]
    paths = [*ROOT.glob("*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    for path in paths:
        if path.is_file() and path.suffix not in (".csv", ".pyc"):
            found = re.findall(rb"/(?:home|root|Users)/\w+", path.read_bytes())
            assert not found, f"{relative(path)}: {found}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_only_what_is_there(name):
    text = read(name)
    linked = re.findall(r"\]\(([\w./-]+)\)", text)
    named = re.findall(r"`((?:helpers|notebooks|tests|tools|data)/[\w./-]+)`", text)
    places = [(ROOT / name).parent / path for path in linked] + [ROOT / path for path in named]
    missing = [str(place) for place in places if not place.exists() and "NN_" not in place.name]
    assert not missing, missing
    for target in re.findall(r"(?m)(?:`|^)make ([a-z-]+)", text):
        assert f"\n{target}:" in read("Makefile"), target


def test_all_that_names_a_version_names_the_same():
    version = PYPROJECT["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert re.findall(r"^## (\S+)$", read("CHANGELOG.md"), re.MULTILINE)[0] == version


def test_the_map_in_readme_is_the_tree():
    """All folders of the repository, and of helpers/ and notebooks/, each in its place."""
    block = re.search(r"```\n(notebooks/ .*?)```", read("README.md"), re.DOTALL)
    assert block, "README.md has no map"
    mapped, parents = set(), [""]
    for indent, name in re.findall(r"(?m)^( *)([\w-]+/)", block[1]):
        depth = len(indent) // 4
        parents = [*parents[: depth + 1], parents[depth] + name]
        mapped.add(parents[-1])
    made = {line.rstrip("/") for line in read(".gitignore").splitlines()}
    above = {path for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    above = {path for path in above if path.name not in made and path.suffix != ".egg-info"}
    below = {
        file.parent for name in ("helpers", "notebooks") for file in (ROOT / name).rglob("*.*")
    }
    below = {path for path in below if not re.search(r"__pycache__|\.ipynb_checkpoints", str(path))}
    assert mapped == {f"{relative(path)}/" for path in above | below}


@pytest.mark.parametrize("package", sorted((ROOT / "helpers").rglob("__init__.py")), ids=relative)
def test_the_docstring_of_a_package_lists_its_modules(package):
    docstring = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8")), clean=False) or ""
    listed = re.findall(r"(?m)^ *(\w+\.py) ", docstring)
    modules = {path.name for path in package.parent.glob("*.py")} - {"__init__.py"}
    assert set(listed) == modules and len(listed) == len(modules)


def test_what_the_docstring_of_helpers_lists_imports_only_from_those_below_it():
    docstring = ast.get_docstring(ast.parse(read("helpers/__init__.py"))) or ""
    listed = re.findall(r"(?m)^ *(\w+)(\.py|/) ", docstring)
    order = [name for name, _ in listed]
    folders = {path.parent.name for path in (ROOT / "helpers").glob("*/__init__.py")}
    assert {name for name, ending in listed if ending == "/"} == folders
    for place, (name, ending) in enumerate(listed):
        files = python_files(f"helpers/{name}") if ending == "/" else [ROOT / f"helpers/{name}.py"]
        code = "\n".join(path.read_text(encoding="utf-8") for path in files)
        needed = re.findall(r"(?m)^ *from helpers\.(\w+)[\w.]* import", code)
        needed += re.findall(r"(?m)^ *from helpers import (\w+)", code)
        assert needed or name in ("core", "data", "rules"), name
        assert set(needed) <= {*order[place + 1 :], name}, name


def test_every_package_has_layers_that_name_all_of_its_modules():
    """`make lint` then fails for a module in no layer, and for an import upwards."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layered = [name for contract in contracts for name in contract["containers"]]
    packages = {p.parent for p in (ROOT / "helpers").rglob("__init__.py")}
    packages = {p for p in packages if len([*p.glob("*.py")]) > 1}
    assert sorted(layered) == sorted(relative(p).replace("/", ".") for p in packages)
    assert all(c["type"] == "layers" and c["exhaustive"] is True for c in contracts)


# ---- names ------------------------------------------------------------------------------------

OF_EVERY_FAMILY = {"VIEWS"}  # each family of views has its own, and all of them together


def constants(code: str) -> Iterator[str]:
    """Yield the names in capitals to which a module assigns a value."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in (name for target in targets for name in ast.walk(target)):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    yield from [name.id] * name.id.isupper()


def test_a_constant_has_one_meaning_in_all_of_helpers():
    defined: dict[str, list[str]] = {}
    for path in python_files("helpers"):
        for name in constants(path.read_text(encoding="utf-8")):
            defined.setdefault(name, []).append(relative(path))
    assert len(defined) > 100
    twice = {name: paths for name, paths in defined.items() if len(paths) > 1}
    assert set(twice) == OF_EVERY_FAMILY, twice


def test_a_class_has_one_meaning_in_all_of_helpers():
    names = [
        node.name
        for path in python_files("helpers")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    assert sorted(names) == sorted(set(names))


SHOWN_BESIDE_THE_RULE = {"adam"}  # a notebook prints the whole optimiser of that name


def test_a_public_function_has_one_meaning_in_all_of_helpers():
    names = Counter(
        node.name
        for path in python_files("helpers")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )
    assert names.total() > 200
    assert {name for name, times in names.items() if times > 1} == SHOWN_BESIDE_THE_RULE


def bound(tree: ast.Module) -> set[str]:
    """Return the names of the classes and the aliases that a module defines."""
    targets = [t for node in tree.body if isinstance(node, ast.Assign) for t in node.targets]
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    return classes | {target.id for target in targets if isinstance(target, ast.Name)}


def test_a_class_is_imported_from_its_own_module_or_from_the_package_around_that():
    trees = {
        relative(path).removesuffix(".py").replace("/", "."): ast.parse(path.read_text("utf-8"))
        for path in python_files("helpers")
    }
    homes = [(name, module) for module, tree in trees.items() for name in bound(tree)]
    classes = {n.name for tree in trees.values() for n in tree.body if isinstance(n, ast.ClassDef)}
    seen = 0
    for module, tree in trees.items():
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)):
            for name in {alias.name for alias in node.names} & classes:
                if str(node.module).startswith("helpers"):
                    seen += 1
                    near = [
                        h for n, h in homes if n == name and f"{h}.".startswith(f"{node.module}.")
                    ]
                    assert near, f"{module} takes {name} from {node.module}"
    assert seen > 100


def test_constants_are_found():
    code = "A, B = 1, 2\nC: int = 3\nd = 4\nD: int\nE = F = 5\nA['g'] = 6\ndef f():\n    G = 7\n"
    assert list(constants(code)) == ["A", "B", "C", "E", "F"]


# ---- tests mirror helpers/ --------------------------------------------------------------------

BY_CHECK = (  # parts of `check`, tested through it by many functions as readers write them
    "count_probe diagnosis differences epsilon_probe evaluation experiments "
    "explanation naming reader_errors reference_exercises remarks report "
    "exercises mistake_search trials"
)
BY_TRAINING = "errors facts judge known_mistakes leaks right_loop runs table"  # by whole trainings
TESTED_ELSEWHERE = {  # a module without a file of its own in tests/: who tests it
    **{f"exercises/checker/{m}.py": "exercises/checker/test_check.py" for m in BY_CHECK.split()},
    **{
        f"exercises/training/{m}.py": "exercises/test_check_training.py"
        for m in BY_TRAINING.split()
    },
    "exercises/browser_code.py": "widgets/test_browser_code.py",
    "exercises/drawn_numbers.py": "exercises/test_remember.py",
    "exercises/figure_controls.py": "exercises/test_predict.py",
    "exercises/finding.py": "exercises/checker/test_check.py",
    "exercises/number_question.py": "exercises/test_answer.py",
    "exercises/recall_questions.py": "exercises/test_remember.py",
    "exercises/static_text.py": "exercises/test_predict.py",
    "plotting/view.py": "plotting/test_views.py",
    "widgets/board.py": "widgets/test_playground.py",
}
OF_SEVERAL_MODULES = {  # a file of tests that belongs to no one module
    "exercises/checker/test_named_mistakes.py",
    "exercises/checker/test_random_mistakes.py",
    "exercises/checker/test_rules_in_the_wild.py",
    "test_docstrings.py",
    "test_faults.py",
    "exercises/checker/test_printed_solutions.py",
    "test_house.py",
    "test_notebooks.py",
    "test_plain_english.py",
    "test_scheduled_runs.py",
    "widgets/test_browser_code.py",
    "widgets/test_own_data.py",
    "widgets/test_figure_memory.py",
    "widgets/test_random_moves.py",
    "widgets/test_readers_rules.py",
    "widgets/test_saved_state.py",
}
MIRRORED = {path.parent.name for path in (ROOT / "helpers").glob("*/__init__.py")}


def own_tests(module: str) -> str:
    """The file in tests/ that belongs to a module: core/timeout.py has core/test_timeout.py."""
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}".lstrip("/")


def modules() -> set[str]:
    paths = {path.relative_to(ROOT / "helpers").as_posix() for path in python_files("helpers")}
    return {path for path in paths if not path.endswith("__init__.py")}


def test_every_module_has_its_tests_in_the_same_place():
    without = {m for m in modules() if not (ROOT / "tests" / own_tests(m)).exists()}
    assert without == set(TESTED_ELSEWHERE)
    assert all((ROOT / "tests" / path).exists() for path in TESTED_ELSEWHERE.values())


def test_every_file_of_tests_belongs_to_a_module():
    files = [*(ROOT / "tests").glob("*.py")]
    files += [path for folder in MIRRORED for path in (ROOT / "tests" / folder).rglob("*.py")]
    names = {path.relative_to(ROOT / "tests").as_posix() for path in files}
    tests = {name for name in names if "test_" in name}
    assert tests - {own_tests(module) for module in modules()} == OF_SEVERAL_MODULES


def test_no_two_files_of_tests_share_a_name():
    """pytest imports a file by its name alone where its folder is no package."""
    loose = [p for p in python_files("tests") if not (p.parent / "__init__.py").exists()]
    names = [p.name for p in loose if p.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_rules_and_terrains_that_all_tests_try_are_listed_once():
    listed = re.compile(r"(?m)^(RULES|TERRAINS) *= *[\[({]")
    files = [relative(path) for path in python_files("tests")]
    assert [f for f in files if listed.search(read(f))] == ["tests/support/examples.py"]
