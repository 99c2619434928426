"""What one lesson needs on top of requirements.txt. Without it the lesson says so, in one line."""

from importlib.util import find_spec

from helpers.core.malloc import keep_freed_memory
from helpers.core.validation import OneLineTraceback

PACKAGES = {"torch": ("PyTorch", "requirements-pytorch.txt", "06_pytorch.ipynb")}


class MissingPackageError(OneLineTraceback, ModuleNotFoundError):
    """Raised where a package is not installed."""


def require(module: str) -> None:
    """Print that a package is installed.

    Parameters
    ----------
    module : str
        The name it is imported by, one of PACKAGES.

    Raises
    ------
    MissingPackageError
        With a sentence that says how to install it, if it is not.
    """
    name, file, lesson = PACKAGES[module]
    if find_spec(module) is None:
        raise MissingPackageError(
            f"This lesson needs {name}. To get it, run %pip install -r ../{file} in a new cell, "
            "then the lesson again. To read on without it: File, Reload Notebook from Disk, before "
            "JupyterLab saves the page; later, in the folder of the course, git checkout -- "
            f"notebooks/{lesson} brings back the page as it came."
        )
    keep_freed_memory()  # what needs so large a package uses memory by the megabyte
    print(f"{name} is there.")
