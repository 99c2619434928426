"""The browser's part of a widget, as the one ES module that anywidget takes."""

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["join_modules"]

IMPORT = re.compile(r'^import \{[^}]*\} from "\.[./\w]+\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
# Of no text: there is none of several lines.
INDENTATION = re.compile(r"^ +", re.MULTILINE)
# On lines of its own.
COMMENT = re.compile(r"^\s*(//.*|/\*\*(?:(?!\*/)[\s\S])*\*/)\n", re.MULTILINE)


def join_modules(paths: Iterable[Path]) -> str:
    """Return ES modules as a single one.

    There is no build step: the files follow each other, without the lines by which they import
    from each other, without the word `export`, and without comments and indentation, which are a
    third of the bytes that each widget sends. So a name may be in one file only, and no file may
    use another's names before all are loaded; tests/widgets/test_browser_code.py checks both.

    Parameters
    ----------
    paths : iterable of Path
        The files, in any order. One of them has an `export default`.

    Returns
    -------
    str
        The source of the module.
    """
    sources = [path.read_text(encoding="utf-8") for path in sorted(paths)]
    text = "".join(EXPORT.sub("", IMPORT.sub("", source)) for source in sources)
    return INDENTATION.sub("", COMMENT.sub("", text))
