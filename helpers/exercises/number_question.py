"""A question whose answer is a number: its checks, its data for the browser, its saved form."""

import math
from collections.abc import Sequence
from itertools import combinations
from numbers import Real
from typing import Any, NamedTuple

from helpers.core.number_text import format_answer
from helpers.core.validation import short_repr
from helpers.exercises.static_text import checked_text, folded, one_line

__all__ = ["NumberQuestion", "WrongAnswer", "number_question"]


class WrongAnswer(NamedTuple):
    """A wrong number whose cause is known.

    Attributes
    ----------
    value : float
        The wrong number.
    margin : float
        How far a reader's number may be off, in units of the answer.
    sentence : str
        Names the cause.
    """

    value: float
    margin: float
    sentence: str


class NumberQuestion(NamedTuple):
    """One question of an `Answer`, checked.

    Attributes
    ----------
    question, because : str
        The question and the explanation, as HTML.
    value : float
        The right number.
    margin : float
        How far a reader's number may be off, in units of the answer.
    unit : str
        The unit of the answer; "" for none.
    wrong : tuple of WrongAnswer
        Wrong numbers with known causes.
    """

    question: str
    value: float
    margin: float
    unit: str
    wrong: tuple[WrongAnswer, ...]
    because: str

    @property
    def solution(self) -> str:
        """The right number and its unit, as HTML."""
        return " ".join(filter(None, [format_answer(self.value), self.unit]))

    def state(self) -> dict[str, Any]:
        """Return the question as data for the browser.

        Returns
        -------
        dict
            Plain data: the fields of this question, and its `solution`.
        """
        wrong = [mistake._asdict() for mistake in self.wrong]
        return {**self._asdict(), "wrong": wrong, "solution": self.solution}

    def html(self, heading: str) -> str:
        """Return the question and its folded solution, for readers without a kernel.

        Parameters
        ----------
        heading : str
            What is shown before the question.

        Returns
        -------
        str
            HTML, with $…$ for mathematics.
        """
        question = f"<p><strong>{heading}</strong> {self.question}{self._in_units()}</p>"
        solution = f"<p><strong>{self.solution}.</strong> {self.because}</p>"
        return question + folded("The solution, when you have a number of your own", solution)

    def text(self, heading: str) -> str:
        """Return the question as one line of plain text.

        Parameters
        ----------
        heading : str
            What is shown before the question.

        Returns
        -------
        str
            The line, with $…$ for mathematics.
        """
        return one_line(heading, self.question, self._in_units())

    def _in_units(self) -> str:
        return f" (Answer in {self.unit}.)" if self.unit else ""


def number_question(
    question: str,
    value: float,
    *,
    because: str,
    unit: str = "",
    tolerance: float = 0.01,
    absolute: float | None = None,
    wrong: Sequence[tuple[float, str]] = (),
) -> NumberQuestion:
    """Return the arguments of `answer`, checked.

    Parameters
    ----------
    question, value, because, unit, tolerance, absolute, wrong : as in `answer`

    Returns
    -------
    NumberQuestion
        What an `Answer` asks.

    Raises
    ------
    TypeError, ValueError
        As in `answer`.
    """
    right = _checked_number("value", value)
    if not isinstance(unit, str):
        raise TypeError(f"unit must be a text, not {short_repr(unit)}.")
    share, fixed = _checked_margin(right, tolerance, absolute)
    mistakes = tuple(
        WrongAnswer(number, max(share * abs(number), fixed), sentence)
        for number, sentence in _checked_wrong(wrong)
    )
    result = NumberQuestion(
        question=checked_text("question", question),
        value=right,
        margin=max(share * abs(right), fixed),
        unit=unit.strip(),
        wrong=mistakes,
        because=checked_text("because", because),
    )
    for first, second in combinations([result, *mistakes], 2):
        if abs(first.value - second.value) <= first.margin + second.margin:
            raise ValueError(
                f"{first.value:g} and {second.value:g} are within the tolerance of each other: "
                "choose other numbers, or a smaller tolerance."
            )
    return result


def _checked_number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise TypeError(f"{name} must be one finite number, not {short_repr(value)}.")
    return float(value)


def _checked_margin(right: float, tolerance: object, absolute: object) -> tuple[float, float]:
    """Return the tolerance as a share of a number, and in units of the answer; one of them is 0."""
    name, value = ("tolerance", tolerance) if absolute is None else ("absolute", absolute)
    margin = _checked_number(name, value)
    if not margin > 0:
        raise ValueError(f"{name} must be one number above 0, not {short_repr(value)}.")
    if absolute is None and right == 0:
        raise ValueError("A share of 0 is 0: where the answer is 0, pass absolute=0.01, say.")
    return (margin, 0.0) if absolute is None else (0.0, margin)


def _checked_wrong(wrong: Any) -> list[tuple[float, str]]:
    pairs = list(wrong) if isinstance(wrong, (list, tuple)) else [wrong]
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise TypeError(
            f"wrong must be a list of pairs, (number, sentence), not {short_repr(wrong)}."
        )
    return [
        (_checked_number("a wrong number", number), checked_text("the sentence about it", sentence))
        for number, sentence in pairs
    ]
