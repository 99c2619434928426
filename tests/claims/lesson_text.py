"""The text of a lesson as claims see it: its prose, its exercises, and words quoted from them."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lesson_budget import read_lesson
from lesson_prose import (
    CODE,
    FORMULA,
    HEADINGS,
    LESSON,
    Passage,
    exercise_texts,
    passages_of,
    prose,
)
from nbformat import NotebookNode

from claims.written_numbers import PLAIN, WrittenNumber, numbers_in

FEWEST_WORDS = 2  # in a quotation: a lone "21" would cover every 21 of the lesson
REFERENCES = re.compile(
    r"\b[Ll]essons?\s\d+(?:(?:,\s|\s(?:and|or|to)\s|–)\d+)*"
    r"|\b[Cc]ells?\s\d+|\bAbout\s\d+\sminutes\b"
    r"|\((?:[^()]*[\s,])?(?:1[5-9]|20)\d\d\)"  # the year of a publication
)
HEADING_NUMBER = re.compile(r"\d+(?=\s·\s)")


class Quotation(NamedTuple):
    """Words that stand in a passage, from `start` to `stop` of its text."""

    passage: Passage
    start: int
    stop: int

    @property
    def sentence(self) -> str:
        """The sentence in which the words begin."""
        return self.passage.sentence_at(self.start)

    def covers(self, passage: Passage, number: WrittenNumber) -> bool:
        """Return True if a number of a passage lies in these words."""
        return passage is self.passage and self.start <= number.start and number.stop <= self.stop

    def numbers(self) -> list[WrittenNumber]:
        """Return the numbers in the words that need a proof."""
        return [n for n in numbers_to_prove(self.passage) if self.covers(self.passage, n)]


@cache
def lesson_passages(lesson: str) -> tuple[Passage, ...]:
    """Return the passages of a lesson and of its exercises, by its name."""
    notebook = read_lesson(lesson)
    number = lesson[:2] if lesson[:2].isdigit() else ""
    exercises = exercise_texts(number) if number else {}
    return (*prose(notebook), *exercise_passages(f"{number}.toml", exercises, notebook))


def exercise_passages(
    file: str, exercises: dict[str, list[str]], notebook: NotebookNode | None = None
) -> list[Passage]:
    """Return the passages of exercises, each with the cell of the notebook that names it.

    Parameters
    ----------
    file
        What a message calls the file.
    exercises
        {name: sentences}, as `exercise_texts` returns them.
    notebook
        The lesson, whose cells say `questions["name"]`. None: they belong to no lesson.

    Returns
    -------
    list of Passage
    """
    cells = [cell.source for cell in notebook.cells] if notebook else []
    passages = []
    for name, sentences in exercises.items():
        uses = (number for number, source in enumerate(cells, start=1) if f'"{name}"' in source)
        cell, where = next(uses, None), f"{file}, {name}"
        passages += [p for text in sentences for p in passages_of(text, cell, where)]
    return passages


def find_words(words: str, passages: Iterable[Passage]) -> list[Quotation]:
    """Return every place where words stand in a text, whatever their marks of Markdown.

    Parameters
    ----------
    words
        As in the source or as a reader sees them.
    passages
        Where to look.

    Returns
    -------
    list of Quotation
        Empty if the words are nowhere.

    Raises
    ------
    AssertionError
        If there are fewer than two words.
    """
    text = " ".join(passage.text for passage in passages_of(words)).strip()
    text = re.sub(r"^\| | \|$", "", text)
    assert len(text.split()) >= FEWEST_WORDS, f"Quote at least {FEWEST_WORDS} words: “{words}”"
    whole = re.compile(rf"(?<![\w.,−]){re.escape(text)}(?!\w|[.,]\d)")
    return [
        Quotation(passage, match.start(), match.end())
        for passage in passages
        for match in whole.finditer(passage.text)
    ]


def numbers_to_prove(passage: Passage) -> list[WrittenNumber]:
    """Return the numbers of a passage that say something which could be wrong.

    Left out are 0 and 1, code, whole numbers in formulas (they belong to the formula), numbers of
    lessons, cells and headings, years of publications, and the minutes of the lesson, which are
    measured.
    """
    references = [match.span() for match in REFERENCES.finditer(passage.text)]
    heading = HEADING_NUMBER.match(passage.text) if passage.block in HEADINGS else None
    references += [heading.span()] if heading else []
    return [
        number
        for number in numbers_in(passage.text)
        if _needs_proof(number, passage.kind_at(number.start))
        and not any(start <= number.start < stop for start, stop in references)
    ]


def _needs_proof(number: WrittenNumber, kind: str) -> bool:
    """Return False for 0, 1 and what belongs to the formula, code or link in which it stands."""
    if number.kind == PLAIN and number.text in ("0", "1"):
        return False
    return kind not in (CODE, LESSON) and (kind != FORMULA or "." in number.text)
