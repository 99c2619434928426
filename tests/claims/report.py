"""What a lesson exceeds or leaves unproved, in sentences: for tests and for the command line."""

from collections.abc import Iterable
from functools import cache

from lesson_budget import budget_of, read_lesson
from lesson_measures import measured
from lesson_prose import exercise_texts, files_of_no_lesson

from claims.lesson_text import exercise_passages, find_words, lesson_passages
from claims.private_words import find_private_words
from claims.proofs import Unproved, evidence_of, given_words, quoted_words, unproved


def budget_exceeded(lesson: str) -> list[str]:
    """Return a sentence for each measure of a lesson above its budget."""
    return budget_of(lesson).exceeded_by(measured(read_lesson(lesson)))


def private_words_in(lesson: str) -> list[str]:
    """Return a sentence for each private word in a lesson and in its exercises."""
    return [found.sentence for found in find_private_words(lesson, lesson_passages(lesson))]


def private_words_in_exercises(name: str) -> list[str]:
    """Return a sentence for each private word in a file of exercises that belongs to no lesson."""
    passages = exercise_passages(f"{name}.toml", exercise_texts(name))
    return [found.sentence for found in find_private_words(name, passages)]


@cache
def numbers_without_proof(lesson: str) -> list[Unproved]:
    """Return the numbers of a lesson and of its exercises that nothing proves."""
    quoted = [words for name, words in quoted_words() if name == lesson]
    given = [*given_words("every_lesson"), *given_words(lesson)]
    evidence = evidence_of(read_lesson(lesson))
    return unproved(lesson_passages(lesson), evidence, [*quoted, *given])


def unproved_sentences(lesson: str) -> list[str]:
    """Return, for each sentence with numbers that nothing proves, the numbers and the sentence."""
    sentences: dict[tuple[str, str], list[str]] = {}
    for found in numbers_without_proof(lesson):
        key = found.passage.where, found.sentence
        sentences.setdefault(key, []).append(found.number.text)
    return [
        f"{where}: {', '.join(numbers)} in “{sentence}”"
        for (where, sentence), numbers in sentences.items()
    ]


def given_but_gone(lesson: str) -> list[str]:
    """Return a sentence for each entry of given/ whose words the lesson no longer says."""
    gone = [
        words for words in given_words(lesson) if not find_words(words, lesson_passages(lesson))
    ]
    return [f"given/{lesson}.toml: the lesson does not say “{words}”" for words in gone]


def report(lessons: Iterable[str]) -> str:
    """Return all that lessons exceed or leave unproved, as text for the command line."""
    blocks = []
    for lesson in lessons:
        words, sentences = private_words_in(lesson), unproved_sentences(lesson)
        count = len(numbers_without_proof(lesson))
        lines = [f"{lesson}: {len(words)} private words, {count} unproved numbers"]
        lines += [*budget_exceeded(lesson), *given_but_gone(lesson), *words, *sentences]
        blocks.append("\n  ".join(lines))
    for name in files_of_no_lesson():
        words = private_words_in_exercises(name)
        blocks.append("\n  ".join([f"{name}.toml: {len(words)} private words", *words]))
    return "\n\n".join(blocks)
