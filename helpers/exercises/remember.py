"""remember: two questions on earlier lessons, with new numbers for each reader.

The browser has the questions of twenty seeds and asks for one of them, drawn when it is first
shown. What a notebook saves is seed 0, on every run.
"""

import re
from typing import Any

import ipywidgets

from helpers.core.number_text import format_short
from helpers.core.validation import checked_int
from helpers.exercises.answer import Answer
from helpers.exercises.drawn_numbers import Draw
from helpers.exercises.number_question import NumberQuestion, number_question
from helpers.exercises.recall_questions import ASKED_IN_LESSON, GENERATORS, Drawn, are_apart
from helpers.exercises.texts import read

__all__ = ["Remember", "generated_question", "remember"]

VARIANT_SEEDS = range(1, 21)  # of which the browser draws one
ANSWER_TOLERANCE = 0.01
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


class Remember(ipywidgets.VBox):
    """What `remember` returns: questions below each other.

    Attributes
    ----------
    questions : list of Answer
        The questions.
    """

    def __init__(self, questions: list[Answer]):
        self.questions = questions
        super().__init__(questions)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Save, beside the widget, the questions and their folded solutions."""
        data: dict[str, Any] = {**(super()._repr_mimebundle_(**kwargs) or {})}
        data["text/html"] = "".join(question.html() for question in self.questions)
        data["text/plain"] = "\n".join(question.line() for question in self.questions)
        return data


def remember(lesson: int, *, seed: int | None = None) -> Remember:
    """Return the questions on earlier lessons with which a lesson begins.

    Parameters
    ----------
    lesson : int
        The number of the lesson that begins.
    seed : int, optional
        Fixes the numbers. By default each reader gets others, and new ones on demand.

    Returns
    -------
    Remember
        A widget with all of them.

    Raises
    ------
    TypeError, ValueError
        For a lesson without such questions, and for a seed that is no whole number.

    Examples
    --------

    >>> first, second = remember(2, seed=0).questions
    >>> first.line()[:34]
    'Remember? Along the two axes of a '
    """
    number = checked_int("lesson", lesson, low=0)
    if number not in ASKED_IN_LESSON:
        known = ", ".join(map(str, ASKED_IN_LESSON))
        raise ValueError(f"lesson must be one with such questions, {known}, not {number}.")
    if seed is not None:
        seed = checked_int("seed", seed, low=0)
    return Remember([_question_widget(name, seed) for name in ASKED_IN_LESSON[number]])


def generated_question(name: str, seed: int) -> NumberQuestion:
    """Return a question with the numbers of a seed.

    Parameters
    ----------
    name : str
        One of GENERATORS, which is asked again until all answers can be told apart.
    seed : int
        The seed, a whole number.

    Returns
    -------
    NumberQuestion
        The question with its numbers, what is right and what is wrong.
    """
    draw = Draw(name, seed)
    drawn = None
    while drawn is None or not are_apart(drawn, ANSWER_TOLERANCE):
        drawn = GENERATORS[name](draw)
    return number_question(
        **_with_numbers(read("remember")[name], drawn), tolerance=ANSWER_TOLERANCE
    )


def _question_widget(name: str, seed: int | None) -> Answer:
    seeds = VARIANT_SEEDS if seed is None else [seed]
    return Answer(
        [generated_question(name, number) for number in seeds],
        saved=generated_question(name, 0 if seed is None else seed),
        heading="Remember?",
        name=name,
    )


def _with_numbers(texts: dict[str, Any], drawn: Drawn) -> dict[str, Any]:
    """Return the arguments of `answer`: the words of a question with these numbers in them."""
    numbers = {"right": drawn.right, **drawn.wrong, **drawn.mentions}

    def fill_in(text: str) -> str:
        return PLACEHOLDER.sub(lambda placeholder: _number_text(numbers[placeholder[1]]), text)

    return {
        "question": fill_in(texts["question"]),
        "value": drawn.right,
        "unit": texts.get("unit", ""),
        "because": fill_in(texts["because"]),
        "wrong": [(value, fill_in(texts["wrong"][name])) for name, value in drawn.wrong.items()],
    }


def _number_text(value: str | float) -> str:
    """Return a number with up to four digits that count; what is a text already stays."""
    return value if isinstance(value, str) else format_short(value)
