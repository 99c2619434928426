"""order: lines of code to be put in order, with lines among them that do not belong.

This is a Parsons problem (D. Parsons and P. Haden, 2006). The widgets marimo-learn and wigglystuff
have lists to be sorted, but theirs cannot be moved by touch or by keyboard, know one right order,
have no lines to be left out, and save nothing for readers without a kernel.
"""

import hashlib
from collections.abc import Sequence
from html import escape
from itertools import chain
from typing import Any

import traitlets

from helpers.core.results import RESULTS
from helpers.core.validation import short_repr
from helpers.exercises.browser_code import STYLE, browser_module
from helpers.exercises.static_text import (
    checked_text,
    folded,
    one_line,
    question_name,
    with_static_forms,
)
from helpers.widgets.shared_code import SharedCodeWidget

__all__ = ["Order", "order"]


class Order(SharedCodeWidget):
    """What `order` returns: lines to be moved, checked by the browser without the kernel.

    Attributes
    ----------
    name : str
        What a record calls the exercise.
    question, because : str
        The question and the explanation, as HTML.
    lines : list of str
        All lines, out of order.
    groups : list of list of str
        The right lines in order; those of one group may follow each other in any order.
    explanations : list of dict
        {"lines": a pattern of one or two lines, "sentence": what is said of it}.
    program : list of int
        The numbers of the lines that the reader has taken, in order.
    tries : list of list of int
        The programs that the reader has checked.
    right : bool
        Whether the last of them is right: the browser knows.
    opened : bool
        Whether the reader has asked for the solution.
    """

    _script = browser_module("common", "drag", "order")
    _style = STYLE
    name = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    lines = traitlets.List(traitlets.Unicode()).tag(sync=True)
    groups = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    explanations = traitlets.List(traitlets.Dict()).tag(sync=True)
    because = traitlets.Unicode().tag(sync=True)
    program = traitlets.List(traitlets.Int()).tag(sync=True)
    tries = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    right = traitlets.Bool().tag(sync=True)
    opened = traitlets.Bool().tag(sync=True)

    @traitlets.observe("tries", "opened")
    def _keep_answer(self, change: Any) -> None:
        if not change["new"]:
            return
        tried = self.tries[-1:] if change["name"] == "tries" else []
        given = [" ".join(str(line + 1) for line in program) for program in tried]
        RESULTS.add_answer(self.name, given, right=self.right, shown=self.opened)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Save, beside the widget, the lines out of order and a folded solution."""
        return with_static_forms(super()._repr_mimebundle_(**kwargs), self._html(), self._line())

    def _html(self) -> str:
        solution = f"{_code_block(list(chain(*self.groups)))}<p>{self.because}</p>"
        return (
            f"<p><strong>Put in order.</strong> {self.question}</p>{_code_block(self.lines)}"
            + folded("One right order, when you have one of your own", solution)
        )

    def _line(self) -> str:
        lines = " | ".join(line.strip() for line in self.lines)
        return f"{one_line('Put in order.', self.question)} {lines}"


def order(
    lines: Sequence[str | Sequence[str]],
    distractors: Sequence[str] = (),
    *,
    question: str,
    because: str,
    explain: Sequence[tuple[str | Sequence[str], str]] = (),
    name: str = "",
) -> Order:
    """Return lines of code to be put in order, by mouse, by touch or by keyboard.

    They are shown out of order, and the same way on every run.

    Parameters
    ----------
    lines : sequence of str
        The lines in order, with their indentation. A list of lines in place of one line stands for
        lines that may follow each other in any order.
    distractors : sequence of str
        Lines that do not belong.
    question, because : str
        The question, and the explanation that opens when the order is right. HTML, with $…$ for
        mathematics.
    explain : sequence
        Pairs of a pattern and the sentence that is shown for a wrong order with that pattern; the
        first that fits counts. A pattern is a line that is used, or two lines of which the first
        is above the second. Indentation need not be repeated.
    name : str
        What `record` calls the exercise; by default the beginning of the question.

    Returns
    -------
    Order
        A widget: the lines, and a place for them.

    Raises
    ------
    TypeError, ValueError
        For arguments of the wrong kind, and where a right order has one of the patterns.

    Examples
    --------

    >>> order(["x = 1", ["y = 2", "z = 3"], "print(x, y, z)"], ["x == 1"], question="Print them.",
    ...       because="Values first.", explain=[("x == 1", "That compares.")]).groups
    [['x = 1'], ['y = 2', 'z = 3'], ['print(x, y, z)']]
    """
    groups = _checked_groups(lines)
    needed, extra = list(chain(*groups)), _checked_lines("distractors", distractors)
    if set(needed) & set(extra):
        raise ValueError("A distractor must not be one of the lines: change lines or distractors.")
    explanations = _checked_explanations(explain, [*needed, *extra])
    for pattern, _ in explanations:
        if _is_possible(pattern, groups):
            raise ValueError(
                f"explain must not name what a right order can have: {short_repr(pattern)}."
            )
    return Order(
        name=question_name(name, checked_text("question", question)),
        question=checked_text("question", question),
        lines=_out_of_order(groups, extra),
        groups=groups,
        explanations=[
            {"lines": pattern, "sentence": sentence} for pattern, sentence in explanations
        ],
        because=checked_text("because", because),
    )


def _out_of_order(groups: list[list[str]], extra: list[str]) -> list[str]:
    """Return all lines in an order that follows from their text alone, and is no right one."""
    lines = [*chain(*groups), *extra]
    shown = sorted(lines, key=lambda line: hashlib.sha256(line.encode()).digest())
    place = {line: number for number, group in enumerate(groups) for line in group}
    places = [place[line] for line in shown if line in place]
    return shown if places != sorted(places) else shown[::-1]


def _is_possible(pattern: list[str], groups: list[list[str]]) -> bool:
    """Return whether a right order can have this pattern."""
    place = {line: number for number, group in enumerate(groups) for line in group}
    if not set(pattern) <= set(place):
        return False
    return len(pattern) == 1 or place[pattern[0]] <= place[pattern[1]]


def _checked_groups(lines: object) -> list[list[str]]:
    given = list(lines) if isinstance(lines, (list, tuple)) else []
    groups = [
        _checked_lines("lines", [group] if isinstance(group, str) else group) for group in given
    ]
    flat = list(chain(*groups))
    if len(flat) < 2 or not all(groups):
        raise ValueError(f"lines must be a list of two lines or more, not {short_repr(lines)}.")
    if len(set(flat)) < len(flat):
        raise ValueError("lines must differ: two that are the same cannot be told apart.")
    return groups


def _checked_lines(name: str, lines: Any) -> list[str]:
    """Return lines of code without white space at their ends. Raises TypeError."""
    given = list(lines) if isinstance(lines, (list, tuple)) else [lines]
    if not all(isinstance(line, str) and line.strip() for line in given):
        raise TypeError(f"{name} must be a list of lines of code, not {short_repr(lines)}.")
    return [line.rstrip() for line in given]


def _checked_explanations(explain: Any, lines: list[str]) -> list[tuple[list[str], str]]:
    """Return (pattern, sentence) pairs, each pattern a list of one or two of the lines."""
    pairs = list(explain) if isinstance(explain, (list, tuple)) else [explain]
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise TypeError(
            f"explain must be a list of pairs, (pattern, sentence), not {short_repr(explain)}."
        )
    checked = []
    for pattern, sentence in pairs:
        pattern_lines = [_line_named(line, lines) for line in _checked_lines("a pattern", pattern)]
        if not all(pattern_lines) or len(pattern_lines) not in (1, 2):
            raise ValueError(
                f"A pattern must be one or two of the lines, not {short_repr(pattern)}."
            )
        checked.append((pattern_lines, checked_text("a sentence", sentence)))
    return checked


def _line_named(named: str, lines: list[str]) -> str:
    """Return the line that is named with or without its indentation, or an empty text."""
    matches = [line for line in lines if line == named]
    matches = matches or [line for line in lines if line.strip() == named.strip()]
    return matches[0] if len(matches) == 1 else ""


def _code_block(lines: Sequence[str]) -> str:
    return f"<pre>{escape(chr(10).join(lines), quote=False)}</pre>"
