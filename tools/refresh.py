"""Run the notebooks and store what they show, without anything that differs from run to run.

python tools/refresh.py                              all of notebooks/, as `make refresh`
python tools/refresh.py notebooks/05_adam.ipynb      only these
"""

import sys
from pathlib import Path

import environment
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from notebook_files import notebook_paths

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
KEPT = ("tags", "jupyter")  # of a cell's metadata; "jupyter" says what is folded away
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # of a kernel that has ended


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return `notebook`, in place without widget state, times, versions and editors' metadata."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in KEPT if cell.metadata.get(key)}
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            if len(output.get("data", {})) > 1:
                output.data.pop(WIDGET_VIEW, None)
    return notebook


def refresh(path: Path) -> None:
    """Run the notebook at `path` in a new kernel and write it back.

    Raises
    ------
    CellExecutionError
        If a cell fails; the file is then left as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", coalesce_streams=True,
        config=environment.ENCRYPTED,
    )  # fmt: skip
    client.execute(cwd=str(path.parent))
    nbformat.write(clean(notebook), path)


def main(paths: list[Path]) -> str | None:
    """Refresh all `paths` and return which of them failed, if any did."""
    environment.fix()
    failed = []
    for path in paths:
        try:
            refresh(path)
            print(f"{path.name}: refreshed")
        except CellExecutionError as error:
            failed.append(path.name)
            print(f"{path.name}: left as it was, because a cell failed\n\n{error}", file=sys.stderr)
    return f"Not refreshed: {', '.join(failed)}" if failed else None


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or notebook_paths()))
