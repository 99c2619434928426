"""Wheels of what is in this repository: helpers with the data, and the worker's kernel."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from pyodide_files import ROOT

__all__ = ["browser_kernel_wheel", "course_wheel", "no_jedi_wheel", "write_wheel"]

VERSION = re.search(r'(?m)^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TIME = (2020, 1, 1, 0, 0, 0)  # the same files make the same wheel


def course_wheel(folder: Path) -> Path:
    """Write the wheel of helpers/, with data/ beside it as in the repository.

    Parameters
    ----------
    folder : Path
        Where it goes.

    Returns
    -------
    Path
        The file.
    """
    paths = [path for path in (ROOT / "helpers").rglob("*") if path.is_file()]
    paths = [path for path in paths if "__pycache__" not in path.parts]
    files = {path.relative_to(ROOT).as_posix(): path for path in paths}
    files["data/diamonds.csv"] = ROOT / "data" / "diamonds.csv"
    return write_wheel(folder, "optimiser_lessons", files)


def browser_kernel_wheel(folder: Path) -> Path:
    """Write the wheel of what runs cells in a page's worker.

    Parameters
    ----------
    folder : Path
        Where it goes.

    Returns
    -------
    Path
        The file.
    """
    source = ROOT / "site" / "worker" / "python"
    files = {path.relative_to(source).as_posix(): path for path in source.rglob("*.py")}
    return write_wheel(folder, "browser_kernel", files)


def no_jedi_wheel(folder: Path) -> Path:
    """Write a wheel with nothing in it by the name of jedi, which the lab's kernel asks for.

    IPython works without it: it completes from what is there when the cells have run. jedi would be
    five megabytes more, and does not know the functions that a reader has just written.

    Parameters
    ----------
    folder : Path
        Where it goes.

    Returns
    -------
    Path
        The file.
    """
    return write_wheel(folder, "jedi", {})


def write_wheel(folder: Path, name: str, files: dict[str, Path]) -> Path:
    """Write a wheel of Python files and data.

    Parameters
    ----------
    folder : Path
        Where it goes.
    name : str
        The package's name, with underscores.
    files : dict
        {path in the wheel: file}

    Returns
    -------
    Path
        The file.
    """
    version = VERSION[1] if VERSION else "0"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    texts = {f"{about}/METADATA": metadata.encode(), f"{about}/WHEEL": tags.encode()}
    contents = [(inside, path.read_bytes()) for inside, path in files.items()]
    write_zip(wheel, [*contents, *texts.items()])
    return wheel


def write_zip(path: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive that depends on nothing but its contents.

    Parameters
    ----------
    path : Path
        The file.
    contents : iterable of (str, bytes)
        Names in the archive, and what is in them.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, TIME), content, zipfile.ZIP_DEFLATED)
