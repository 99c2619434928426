"""inventory: the concepts of the course as twelve questions, in two forms; and their score.

Form A is for before the course and form B for after it: they ask for the same concepts with other
numbers, so that the gain can be measured. A score does not say which option is right.
"""

from collections.abc import Iterator
from typing import NamedTuple

from helpers.core.validation import short_repr
from helpers.exercises.static_text import LETTERS, bullets, folded, lettered
from helpers.exercises.texts import read

__all__ = ["Form", "Item", "Score", "inventory", "score"]

FORM_NAMES = ("A", "B")
UNANSWERED, UNKNOWN = "-", "?"


class Item(NamedTuple):
    """A question of the inventory.

    Parameters
    ----------
    concept, lesson : str
        What it asks for, and the lesson that teaches it: "01_gradient_descent".
    question, because : str
        The question, and why the answer is right; all texts are plain text.
    options, reasons : list of str
        The options, and what is behind each of them; "" for the right one.
    answer : str
        The letter of the right option.
    """

    concept: str
    lesson: str
    question: str
    because: str
    options: list[str]
    reasons: list[str]
    answer: str


class Form:
    """What `inventory` returns: the questions of a form, as text and as HTML in a notebook.

    Attributes
    ----------
    name : str
        "A" or "B".
    words : str
        What the terms mean that a beginner meets in it.
    items : list of Item
        Its questions.
    """

    def __init__(self, name: str):
        texts = read("inventory")
        self.name = name
        self.words = _on_one_line(texts["words"])
        self.items = [_item(entry, name) for entry in texts["questions"].values()]

    def __repr__(self) -> str:
        asked = (
            "\n".join([f"{number}. {item.question}", *lettered(item.options)])
            for number, item in enumerate(self.items, start=1)
        )
        return "\n\n".join([self.words, *asked])

    def _repr_html_(self) -> str:
        parts = (f"<p>{item.question}</p>{bullets(lettered(item.options))}" for item in self.items)
        html = f"<p>{self.words}</p><ol>{''.join(f'<li>{part}</li>' for part in parts)}</ol>"
        return html if self.name == "A" else folded("Open form B after the last lesson", html)


class Score:
    """What `score` returns: how many answers are right, and which lessons the others are about.

    Attributes
    ----------
    right : int or None
        The number of right answers; None as long as some are missing.
    wrong : list of int
        The numbers of the questions with another answer, from 1.
    """

    def __init__(self, form: Form, letters: str):
        self.form, self.letters = form, letters
        pairs = enumerate(zip(form.items, letters, strict=True), start=1)
        self.wrong = [number for number, (item, letter) in pairs if letter != item.answer]
        missing = letters.count(UNANSWERED)
        self.right = None if missing else len(letters) - len(self.wrong)
        self._head = (
            f"{missing} of {len(letters)} answers are missing. Write a letter for each, and "
            f"{UNKNOWN} where you do not know."
            if missing
            else f"{self.right} of {len(letters)} are right."
        )
        if missing:
            self.wrong = []

    def __repr__(self) -> str:
        return "\n".join([self._head, *(f"{line} Lesson {n}." for line, n, _ in self._lines())])

    def _repr_html_(self) -> str:
        found = [
            f'{line} <a href="../{lesson}.ipynb">Lesson {number}</a>.'
            for line, number, lesson in self._lines()
        ]
        return f"<p><strong>{self._head}</strong></p>{bullets(found) if found else ''}"

    def _lines(self) -> Iterator[tuple[str, int, str]]:
        """Yield for each wrong answer a line, and the number and the name of its lesson.

        After the course, in form B, the line says what is behind the answer.
        """
        for number in self.wrong:
            item, letter = self.form.items[number - 1], self.letters[number - 1]
            line = f"{number}: {item.concept}."
            if self.form.name == "B" and letter != UNKNOWN:
                line += f" ({letter}) {item.reasons[LETTERS.index(letter)]}"
            yield line, int(item.lesson[:2]), item.lesson


def inventory(form: str) -> Form:
    """Return the questions of a form of the concept inventory.

    Parameters
    ----------
    form : str
        "A", for before the course, or "B", for after it.

    Returns
    -------
    Form
        A page that asks them.

    Raises
    ------
    ValueError
        If there is no such form.

    Examples
    --------

    >>> len(inventory("A").items)
    12
    """
    if form not in FORM_NAMES:
        raise ValueError(f'form must be "A" or "B", not {short_repr(form)}.')
    return Form(form)


def score(form: str, answers: str) -> Score:
    """Return how many answers are right, and which lessons to go back to.

    Parameters
    ----------
    form : str
        "A" or "B".
    answers : str
        A letter for each question, in their order; "?" for an answer that is not known, "-" for one
        that is still missing. Spaces and capitals make no difference.

    Returns
    -------
    Score
        A page. As long as answers are missing it says only that.

    Raises
    ------
    TypeError, ValueError
        If the answers are no text, too few, too many, or letters of no option.

    Examples
    --------

    >>> score("A", "????????????").right
    0
    """
    asked = inventory(form)
    count = len(asked.items)
    if not isinstance(answers, str):
        raise TypeError(f"answers must be a text of {count} letters, not {short_repr(answers)}.")
    letters = "".join(answers.lower().split())
    if len(letters) != count:
        raise ValueError(
            f"answers must be {count} letters, one for each question, not {len(letters)}: "
            f"{UNANSWERED} for an answer that is missing, {UNKNOWN} for one that you do not know."
        )
    for number, (item, letter) in enumerate(zip(asked.items, letters, strict=True), start=1):
        options = LETTERS[: len(item.options)]
        if letter not in options + UNANSWERED + UNKNOWN:
            raise ValueError(
                f"Question {number} has the options {', '.join(options)}, and answers has "
                f"{letter!r} for it."
            )
    return Score(asked, letters)


def _item(entry: dict, form: str) -> Item:
    """Return the question of an entry of texts/inventory.toml."""
    asked = entry[form]
    return Item(
        concept=entry["concept"],
        lesson=entry["lesson"],
        question=_on_one_line(asked["question"]),
        because=_on_one_line(asked["because"]),
        options=asked["options"],
        reasons=asked["reasons"],
        answer=asked["answer"],
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
