"""side_by_side: two versions of a function next to each other, with the changed lines marked."""

import inspect
from collections.abc import Callable
from difflib import SequenceMatcher
from html import escape
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from helpers.core.rule_source import rule_source
from helpers.core.validation import short_repr

__all__ = ["SideBySide", "side_by_side"]

WIDTH = 60  # of the lines with the parameters
COLUMN = (
    "flex: 1 1 27em; min-width: 0; overflow-x: auto; margin: 0; padding: 0.3em 0; "
    "font-size: 12px; line-height: 1.45; white-space: pre; background: none"
)
LINE_CSS = "display: block; padding: 0 0.6em; border-left: 4px solid {}; background: {}"
LINE_STYLES = {  # of a line that is in both columns, only in the left one, only in the right one
    " ": LINE_CSS.format("transparent", "none"),
    "-": LINE_CSS.format("#e57300", "rgba(229, 115, 0, 0.13)"),
    "+": LINE_CSS.format("#0072b2", "rgba(0, 114, 178, 0.16)"),
}


class SideBySide:
    """What `side_by_side` returns; a notebook displays it.

    Attributes
    ----------
    before, after : list of str
        The lines of both versions.
    """

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before.splitlines(), after.splitlines()

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return the lines of both versions as they are shown next to each other.

        Returns
        -------
        list of (mark, line, mark, line)
            A line that only one version has is marked with "-" on the left, "+" on the right.
        """
        rows = []
        for marks, old, new in self._blocks():
            for left, right in zip_longest(old, new):
                rows.append(_marked(marks[0], left) + _marked(marks[1], right))
        return rows

    def _blocks(self) -> list[tuple[str, list[str], list[str]]]:
        """Return (both marks, old lines, new lines) of each block, equal or changed."""
        matcher = SequenceMatcher(None, self.before, self.after, autojunk=False)
        return [
            ("  " if tag == "equal" else "-+", self.before[i:j], self.after[k:n])
            for tag, i, j, k, n in matcher.get_opcodes()
        ]

    def _plain(self) -> list[str]:
        """Return the lines with a plus or minus in front, for a terminal."""
        lines = []
        for (minus, plus), old, new in self._blocks():
            lines += ["-" + line for line in old] if minus == "-" else []
            lines += [plus + line for line in new]
        return lines

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Both columns for a page; for a terminal the lines with a plus or minus in front."""
        rows = self.rows()
        lines_of_columns = (
            [_html_line(*row[:2]) for row in rows],
            [_html_line(*row[2:]) for row in rows],
        )
        columns = "".join(
            f'<pre style="{COLUMN}">{"".join(column_lines)}</pre>'
            for column_lines in lines_of_columns
        )
        style = "display: flex; flex-wrap: wrap; gap: 0 1em"
        return {
            "text/html": f'<div style="{style}">{columns}</div>',
            "text/plain": "\n".join(self._plain()),
        }


def side_by_side(before: Callable | str, after: Callable | str) -> SideBySide:
    """Return two versions of a function next to each other, with the changed lines marked.

    Parameters
    ----------
    before, after : callable or str
        Functions, or the code itself.

    Returns
    -------
    SideBySide
        What a cell shows, as text too.

    Raises
    ------
    TypeError
        For something without code.

    Examples
    --------

    >>> pair = side_by_side("a = 1\\nb = 2", "a = 1\\nb = 3")
    >>> [mark + line for _, _, mark, line in pair.rows()]
    [' a = 1', '+b = 3']
    """
    return SideBySide(_code("before", before), _code("after", after))


def _code(name: str, version: object) -> str:
    if isinstance(version, str):
        return version
    try:
        source = inspect.getsource(version)  # type: ignore[arg-type]
        return (_source_without_types(version) if '"""' in source else source).rstrip()
    except (TypeError, OSError):
        requirement = f"{name} must be a function or its code"
        raise TypeError(f"{requirement}, not {short_repr(version)}.") from None


def _source_without_types(function: Any) -> str:
    """Return the code of a function without types and docstring, its parameters in short lines."""
    first, body = rule_source(function).split("\n", 1)
    if len(first) <= WIDTH:
        return f"{first}\n{body}"
    name, parameters = first.removesuffix("):").split("(", 1)
    lines = wrap(parameters, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join([f"{name}(", *lines[:-1], lines[-1] + ",", "):", body])


def _marked(mark: str, line: str | None) -> tuple[str, str]:
    """Return a mark and a line; where the other version has more lines, there is none."""
    return (" ", "") if line is None else (mark, line)


def _html_line(mark: str, line: str) -> str:
    """Return a line with its mark, which can be read without colours."""
    return f'<span style="{LINE_STYLES[mark]}">{mark} {escape(line)}</span>'
