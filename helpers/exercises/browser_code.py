"""The browser's part of the exercises: browser/*.js and browser/exercise.css."""

import re
from pathlib import Path

__all__ = ["STYLE", "browser_module"]

FOLDER = Path(__file__).with_name("browser")
IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
STYLE = (FOLDER / "exercise.css").read_text(encoding="utf-8")


def browser_module(*names: str) -> str:
    """Return these files of browser/ as the one ES module that anywidget takes.

    Parameters
    ----------
    names
        The files without `.js`, those that are imported first. The last has an `export default`.
    """
    sources = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names]
    return "".join(EXPORT.sub("", IMPORT.sub("", source)) for source in sources)
