"""Private words in a lesson: words for which the field has a standard term."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lesson_prose import CODE, FORMULA, Passage

from claims.lesson_text import find_words

TABLE = Path(__file__).with_suffix(".toml")


class PrivateWord(NamedTuple):
    """A private word, as an entry of private_words.toml; the file says what the fields mean."""

    word: str
    say: str
    pattern: re.Pattern
    plain: re.Pattern | None
    unless: re.Pattern | None
    allowed: tuple[dict, ...]


class Found(NamedTuple):
    """A private word in a passage."""

    word: PrivateWord
    passage: Passage
    start: int
    text: str

    @property
    def sentence(self) -> str:
        """What a message says of it."""
        where, sentence = self.passage.where, self.passage.sentence_at(self.start)
        return f"{where}: “{self.text}”, say {self.word.say}, in “{sentence}”"


@cache
def private_words(path: Path = TABLE) -> tuple[PrivateWord, ...]:
    """Return the table of private words.

    Raises
    ------
    KeyError
        If an entry lacks its word, the term to say, its pattern, or the reason why it is allowed.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    for allowed in (allowed for entry in entries for allowed in entry.get("allowed", [])):
        if {*allowed} - {"words"} != {"lesson", "reason"}:
            raise KeyError(f"allowed takes lesson, reason and words, not {allowed}")
    return tuple(
        PrivateWord(
            entry["word"],
            entry["say"],
            _whole_words(entry["pattern"]),
            _whole_words(*entry["plain"]) if "plain" in entry else None,
            _whole_words(entry["unless"]) if "unless" in entry else None,
            tuple(entry.get("allowed", ())),
        )
        for entry in entries
    )


def find_private_words(
    lesson: str, passages: Iterable[Passage], words: Iterable[PrivateWord] | None = None
) -> list[Found]:
    """Return the private words in a text, where they are not allowed.

    Parameters
    ----------
    lesson
        Whose text it is, by name: a word may be allowed there.
    passages
        The text. Formulas and code are left out.
    words
        The table, by default that of private_words.toml.

    Returns
    -------
    list of Found
        Passage by passage.
    """
    words = private_words() if words is None else tuple(words)
    return [
        found
        for passage in passages
        for word in words
        for found in _in_passage(word, passage)
        if not _is_allowed(found, lesson)
    ]


def _in_passage(word: PrivateWord, passage: Passage) -> Iterator[Found]:
    """Yield each use of a word in its private sense."""
    text = passage.text
    if word.unless and word.unless.search(text):
        return
    plain = [match.span() for match in word.plain.finditer(text)] if word.plain else []
    for match in word.pattern.finditer(text):
        inside = any(start <= match.start() and match.end() <= stop for start, stop in plain)
        if not inside and passage.kind_at(match.start()) not in (CODE, FORMULA):
            yield Found(word, passage, match.start(), match[0])


def _is_allowed(found: Found, lesson: str) -> bool:
    """Return True if a word is allowed in a lesson, or in the words in which it stands there."""
    for allowed in found.word.allowed:
        if allowed["lesson"] == lesson:
            if "words" not in allowed:
                return True
            quoted = find_words(allowed["words"], [found.passage])
            if any(place.start <= found.start < place.stop for place in quoted):
                return True
    return False


def _whole_words(*patterns: str) -> re.Pattern:
    """Return one expression for whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
