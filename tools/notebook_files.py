"""Which notebooks there are: the lessons in their order, then those of deeper/."""

from pathlib import Path

__all__ = ["NOTEBOOKS", "name_of", "notebook_paths"]

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def notebook_paths(folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the files of all notebooks in `folder` and in its subfolder deeper/."""
    return [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob("deeper/*.ipynb"))]


def name_of(path: Path, folder: Path = NOTEBOOKS) -> str:
    """Return the name of a notebook: "01_gradient_descent", "deeper/units"."""
    return path.relative_to(folder).with_suffix("").as_posix()
