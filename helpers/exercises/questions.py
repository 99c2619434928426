"""The questions of the lessons, which are written in texts/*.toml."""

from collections.abc import Mapping
from typing import Any

from helpers.core.validation import checked_int
from helpers.exercises.texts import TEXTS, read

__all__ = ["kind_of", "load_questions"]

LAST_LESSON = max(int(path.stem) for path in TEXTS.glob("[0-9][0-9].toml"))


def load_questions(lesson: int) -> dict[str, dict[str, Any]]:
    """Return the questions of a lesson.

    Parameters
    ----------
    lesson : int
        Its number.

    Returns
    -------
    dict
        {short name: arguments of `predict`, of `answer` or of `order`}, as in texts/01.toml, the
        name among them.

    Raises
    ------
    TypeError, ValueError
        If there is no lesson of that number.
    """
    number = checked_int("lesson", lesson, low=0, high=LAST_LESSON)
    questions = read(f"{number:02}")
    return {name: {**arguments, "name": name} for name, arguments in questions.items()}


def kind_of(arguments: Mapping[str, Any]) -> str:
    """Return the name of the function that takes the arguments of a question.

    Parameters
    ----------
    arguments : dict
        One of the values that `load_questions` returns.

    Returns
    -------
    str
        "predict", "answer" or "order".
    """
    kinds = {"options": "predict", "value": "answer", "lines": "order"}
    return next(kind for key, kind in kinds.items() if key in arguments)
