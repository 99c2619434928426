"""Run the notebooks and store what they show, without anything that differs from run to run.

python tests/refresh.py                              all of notebooks/, as `make refresh`
python tests/refresh.py notebooks/05_adam.ipynb      only these
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOK_METADATA = {
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
LEFT_BY_EDITORS = {"collapsed", "editable", "execution", "scrolled", "trusted", "vscode"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # names a widget of a kernel long gone


def clean(notebook):
    """Return `notebook` changed in place: no state of widgets, times or versions, no empty tags."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in notebook.cells:
        for key in LEFT_BY_EDITORS & set(cell.metadata):
            del cell.metadata[key]
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        for output in cell.get("outputs", []):
            if len(output.get("data", {})) > 1:
                output.data.pop(WIDGET_VIEW, None)
    return notebook


def refresh(path):
    """Run the notebook at `path` in a new kernel and write it back. Raises CellExecutionError."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": path.parent}},
    ).execute()
    nbformat.write(clean(notebook), path)


def main(paths):
    """Refresh all `paths`; say which one failed, and leave that file as it was."""
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
    sys.exit(main([Path(name) for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb"))))
