"""The notebooks as they are when all their cells have run, with the state of their widgets."""

import hashlib
import os
import sys
from pathlib import Path

import nbformat
from environment import ENCRYPTED
from nbclient import NotebookClient
from nbformat import NotebookNode

__all__ = ["executed"]

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "executed"
PARTS = ("*.py", "*.js", "*.css", "*.toml")  # of helpers/, of which an execution makes use


def executed(path: Path, cache: Path = CACHE) -> NotebookNode:
    """Return the notebook at `path`, executed, with the state of its widgets.

    What was executed before is read again, as long as neither it nor the helpers have changed.

    Parameters
    ----------
    path
        A notebook.
    cache
        The folder where executed notebooks are kept.

    Raises
    ------
    CellExecutionError
        If a cell fails.
    """
    kept = cache / f"{path.stem}-{_fingerprint(path)}.ipynb"
    if kept.exists():
        return nbformat.read(kept, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", coalesce_streams=True,
        store_widget_state=True, config=ENCRYPTED,
    )  # fmt: skip
    here = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client.execute(cwd=str(path.parent), env={**os.environ, "PYTHONPATH": here})
    cache.mkdir(parents=True, exist_ok=True)
    for older in cache.glob(f"{path.stem}-*.ipynb"):
        older.unlink()
    nbformat.write(notebook, kept)
    return notebook


def _fingerprint(path: Path) -> str:
    """Return what differs as soon as an execution might."""
    files = [file for part in PARTS for file in (ROOT / "helpers").rglob(part)]
    files += [ROOT / "requirements.txt", ROOT / "data" / "diamonds.csv", path]
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)]
    return hashlib.sha256("".join([sys.version, *sums]).encode()).hexdigest()[:16]
