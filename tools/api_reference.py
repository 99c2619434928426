"""Write the API reference: a page for each module of helpers/, with all that is public in it.

python tools/api_reference.py [folder]   into build/docs, or another folder
"""

import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import pdoc
from pdoc import render

ROOT = Path(__file__).resolve().parent.parent


def module_names() -> list[str]:
    """Return the dotted names of all modules and packages of helpers/.

    pdoc itself goes into those alone that the `__all__` of their package names.

    Returns
    -------
    list of str
    """
    paths = sorted((ROOT / "helpers").rglob("*.py"))
    parts = [path.relative_to(ROOT).with_suffix("").parts for path in paths]
    return [".".join(part for part in p if part != "__init__") for p in parts]


def main(folder: Path) -> None:
    """Write the pages into a folder.

    Parameters
    ----------
    folder : Path
        Made where there is none.
    """
    if find_spec("torch") is None:
        sys.exit("Some modules of helpers/ need PyTorch to be imported: make pytorch")
    render.configure(docformat="numpy", search=False)
    with warnings.catch_warnings():  # some modules are found twice: by their name and their package
        warnings.filterwarnings("ignore", "The module specification .* has already been added")
        pdoc.pdoc(*module_names(), output_directory=folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build/docs")
