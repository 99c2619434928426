"""Packages that one lesson needs in addition to requirements.txt."""

import sys
from importlib.util import find_spec

from helpers.core.malloc import keep_freed_memory
from helpers.core.validation import OneLineTraceback

PACKAGES = {"torch": ("PyTorch", "requirements-pytorch.txt", "06_pytorch.ipynb")}


class MissingPackageError(OneLineTraceback, ModuleNotFoundError):
    """Raised where a package is not installed."""


def require_package(module: str) -> None:
    """Print that a package is installed, and call `keep_freed_memory`, which makes torch faster.

    Parameters
    ----------
    module : str
        Import name, one of PACKAGES.

    Raises
    ------
    MissingPackageError
        As `check_installed` does.
    """
    check_installed(module)
    keep_freed_memory()
    print(f"{PACKAGES[module][0]} is there.")


def check_installed(module: str) -> None:
    """Raise an error of one line unless a package is installed.

    Parameters
    ----------
    module : str
        Import name, one of PACKAGES.

    Raises
    ------
    MissingPackageError
        If it is not installed. The message says how to install it, or where, in a browser.
    """
    name, file, lesson = PACKAGES[module]
    if sys.platform == "emscripten":
        raise MissingPackageError(
            f"{name} does not run in a browser. Read this lesson here: all its outputs are stored. "
            "To run it, open it on Binder or install the course: the course's front page says "
            "how. In the other lessons every cell runs here."
        )
    if find_spec(module) is None:
        raise MissingPackageError(
            f"This lesson needs {name}. To get it, run %pip install -r ../{file} in a new cell, "
            "then the lesson again. To read on without it: File, Reload Notebook from Disk, before "
            "JupyterLab saves the page; later, in the folder of the course, git checkout -- "
            f"notebooks/{lesson} brings back the page as it came."
        )
