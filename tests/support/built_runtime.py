"""The browser's Python, built once for all tests, as `make site` builds it."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from build_lab import build_lab
from build_runtime import build_runtime

from support.jupyter_server import until

if os.name == "nt":
    from msvcrt import LK_LOCK, locking
else:
    from fcntl import LOCK_EX, flock

BUILT = Path(__file__).resolve().parents[2] / "build" / "tests"
NO_RUNTIME = (
    "NO PYODIDE FOUND: nothing was tested in the Python of the published course. "
    "`make site` fetches it, where the registries of npm and PyPI are reached."
)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let the other processes of the tests wait."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with (BUILT / f"{name}.lock").open("w") as file:
        if os.name == "nt":  # it tries for ten seconds
            until(lambda: not _fails(lambda: locking(file.fileno(), LK_LOCK, 1)), 300)
        else:
            flock(file, LOCK_EX)
        yield


def _fails(action: Callable[[], object]) -> bool:
    try:
        action()
    except OSError:
        return True
    return False


def built_runtime() -> Path:
    """Return the folder of the runtime; where it cannot be had, skip, or fail under CI=true."""
    folder = BUILT / "runtime"
    try:
        with alone("runtime"):
            build_runtime(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        skip = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        skip(f"{NO_RUNTIME} ({error})")
    return folder


def built_lab() -> Path:
    """Return the folder with the lab and its runtime."""
    built_runtime()
    with alone("lab"):
        if not (BUILT / "lab").exists():
            build_lab(BUILT / "lab")
    return BUILT
