"""Texts of exercises: their checks, and static forms for readers without a kernel."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from helpers.core.validation import short_repr

__all__ = [
    "LETTERS",
    "bullets",
    "checked_answer",
    "checked_options",
    "checked_text",
    "folded",
    "lettered",
    "one_line",
    "question_name",
    "with_static_forms",
]

LETTERS = "abcdefgh"


def checked_text(name: str, value: object) -> str:
    """Return a text without white space around it.

    Parameters
    ----------
    name : str
        What the argument is called, for the message.
    value : object
        What was passed.

    Returns
    -------
    str
        The text.

    Raises
    ------
    TypeError
        If it is no text, or an empty one.
    """
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{name} must be a text, not {short_repr(value)}.")
    return value.strip()


def checked_options(name: str, value: object) -> list[str]:
    """Return the options of a question.

    Parameters
    ----------
    name : str
        What the argument is called, for the message.
    value : object
        What was passed.

    Returns
    -------
    list of str
        Two to eight texts, without white space around them.

    Raises
    ------
    TypeError
        If one of them is no text, or an empty one.
    ValueError
        If there are fewer or more, or no list.
    """
    if not isinstance(value, (list, tuple)) or not 2 <= len(value) <= len(LETTERS):
        raise ValueError(
            f"{name} must be a list of 2 to {len(LETTERS)} texts, not {short_repr(value)}."
        )
    return [
        checked_text(f"option {letter}", option)
        for letter, option in zip(LETTERS, value, strict=False)
    ]


def checked_answer(name: str, value: object, options: Sequence[str]) -> str:
    """Return the letter of an option.

    Parameters
    ----------
    name : str
        What the argument is called, for the message.
    value : object
        What was passed.
    options : sequence of str
        The options of the question.

    Returns
    -------
    str
        The letter.

    Raises
    ------
    ValueError
        If no option has that letter.
    """
    letters = LETTERS[: len(options)]
    if not isinstance(value, str) or len(value) != 1 or value not in letters:
        raise ValueError(
            f"{name} must be one of the letters {', '.join(letters)}, not {short_repr(value)}."
        )
    return value


def lettered(options: Sequence[str]) -> list[str]:
    """Return options with their letters as text.

    JupyterLab and GitHub show <ol type="a"> as 1, 2, 3.

    Parameters
    ----------
    options : sequence of str
        Up to eight texts.

    Returns
    -------
    list of str
        For example ["(a) Yes.", "(b) No."].
    """
    return [f"({letter}) {option}" for letter, option in zip(LETTERS, options, strict=False)]


def bullets(items: Sequence[str]) -> str:
    """Return a list in HTML.

    Parameters
    ----------
    items : sequence of str
        Its items, in HTML.

    Returns
    -------
    str
        The list.
    """
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def folded(summary: str, html: str) -> str:
    """Return HTML that opens when its summary is clicked.

    Parameters
    ----------
    summary : str
        What is seen at first.
    html : str
        What is seen when it is open.

    Returns
    -------
    str
        Both, in HTML.
    """
    return f"<details><summary>{summary}</summary>{html}</details>"


def one_line(*texts: str) -> str:
    """Return texts in HTML as one line of plain text.

    Parameters
    ----------
    texts : str
        The texts, which follow each other.

    Returns
    -------
    str
        The line.
    """
    text = unescape(re.sub(r"<[^>]+>", "", " ".join(texts)))
    return " ".join(text.split())


def question_name(name: object, question: str) -> str:
    """Return what a record calls a question.

    Parameters
    ----------
    name : object
        What was passed as its name.
    question : str
        The question, as HTML.

    Returns
    -------
    str
        The name; where it is "", the beginning of the question.

    Raises
    ------
    TypeError
        If the name is no text.
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be a text, not {short_repr(name)}.")
    return name.strip() or one_line(question)[:60]


def with_static_forms(bundle: Any, html: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a widget's MIME bundle with its static forms.

    Parameters
    ----------
    bundle : object
        What the widget's own `_repr_mimebundle_` returned.
    html, text : str
        The two forms that are saved.

    Returns
    -------
    data, metadata
        The bundle as Jupyter takes it.
    """
    data, metadata = bundle or ({}, {})
    return {**data, "text/html": html, "text/plain": text}, metadata
