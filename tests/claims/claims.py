"""claim: words of a lesson, quoted, and a test that computes their numbers anew.

The claims of a lesson stand in tests/claims/test_claims_NN.py. Each quotes the lesson and returns
the numbers of the quotation in their order, settings too, as they are used or computed:

    from claims import AtLeast, claim
    from support.dataset import DIAMONDS

    LESSON = "01_gradient_descent"

    @claim(LESSON, "a learning rate of 0.5 takes 21 steps and 0.537 takes 24")
    def test_the_best_rate_in_the_long_run_is_not_the_quickest():
        half, best = 0.5, 2 / np.linalg.eigvalsh(DIAMONDS.hessian).sum()
        return half, steps(half), best, steps(best)

    @claim(LESSON, "stops over a hundred times as high")
    def test_the_slow_run_stops_higher():
        return AtLeast(height(0.001) / height(0.1))

The numbers are written down in the quotation alone, so text and test cannot drift apart. The test
fails if the lesson does not say the words, or if a value, rounded to the digits that are written,
is another number. A share is returned as a share: 0.93 for 93 %. `AtLeast`, `AtMost` and `About`
are for words like "over", "under" and "about". A claim without a number ("Adam is first") asserts
and returns nothing. A quotation lies within one paragraph, list item or row of a table
("10 % | 120×"); marks of Markdown and line breaks do not matter.

A number that no claim quotes must be printed by a cell as it is written, be a setting in the code,
or stand in given/NN_name.toml, where a line is "words" = "reason": see proofs.py.
python tools/lesson_budget.py --claims NN_name lists the numbers that have no proof yet.
"""

import functools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from lesson_prose import Passage

from claims.lesson_text import Quotation, find_words, lesson_passages
from claims.written_numbers import WrittenNumber

__all__ = ["About", "AtLeast", "AtMost", "claim", "hold"]


class AtLeast(NamedTuple):
    """A value for words like "over 100": it is the number or more."""

    value: float

    def fits(self, number: WrittenNumber) -> bool:
        return float(self.value) >= float(number.value) or number.agrees_with(self.value)


class AtMost(NamedTuple):
    """A value for words like "under 100": it is the number or less."""

    value: float

    def fits(self, number: WrittenNumber) -> bool:
        return float(self.value) <= float(number.value) or number.agrees_with(self.value)


class About(NamedTuple):
    """A value for words like "about 5,000": it is within a share of the number, 5 % by default."""

    value: float
    within: float = 0.05

    def fits(self, number: WrittenNumber) -> bool:
        return abs(self.value - float(number.value)) <= self.within * abs(float(number.value))


def claim(lesson: str, words: str) -> Callable[[Callable], Callable]:
    """Make a test of what a lesson says; see the top of this file.

    Parameters
    ----------
    lesson
        As "01_gradient_descent" or "deeper/units".
    words
        Words of its prose or of its exercises, at least two. Both arguments must be plain
        strings, or names of such in the same file: they are read without running the test.

    Returns
    -------
    decorator
        The decorated test returns one value for each number in the words, or nothing if the words
        hold no number.

    Raises
    ------
    AssertionError
        By the test: if the words are not there, or a number is another.
    """

    def decorate(compute: Callable) -> Callable:
        @functools.wraps(compute)
        def test(*arguments, **fixtures) -> None:
            __tracebackhide__ = True
            hold(lesson, lesson_passages(lesson), words, compute(*arguments, **fixtures))

        return test

    return decorate


def hold(lesson: str, passages: Iterable[Passage], words: str, result: object) -> None:
    """Compare the words of a claim with a lesson and with what was computed.

    Parameters
    ----------
    lesson
        What a message calls the lesson.
    passages
        Its prose.
    words, result
        The words of the claim, and what its test returned.

    Raises
    ------
    AssertionError
        With the sentence and the number that is wrong.
    """
    __tracebackhide__ = True
    found = find_words(words, passages)
    assert found, f"{lesson} does not say “{words}”"
    numbers = found[0].numbers()
    values = _values(result)
    listed = ", ".join(number.text for number in numbers) or "none"
    assert len(values) == len(numbers), (
        f"“{words}” has {len(numbers)} numbers ({listed}), the test returns {len(values)}"
    )
    wrong = [
        f"  it says {_written(found[0], number)}, computed {_shown(value)}"
        for number, value in zip(numbers, values, strict=True)
        if not _fits(value, number)
    ]
    assert not wrong, "\n".join([f"{lesson}: “{found[0].sentence}”", *wrong])


def _values(result: object) -> tuple:
    """Return the values that a test returned: a number, several, or none."""
    if result is None:
        return ()
    several = isinstance(result, Iterable) and not isinstance(result, (AtLeast, AtMost, About))
    return tuple(result) if several else (result,)  # type: ignore[arg-type]


def _fits(value: object, number: WrittenNumber) -> bool:
    """Return True if a value that a test returned is the number that is written."""
    if isinstance(value, (AtLeast, AtMost, About)):
        return value.fits(number)
    return number.agrees_with(float(value))  # type: ignore[arg-type]


def _written(quotation: Quotation, number: WrittenNumber) -> str:
    """Return a number with the two words around it that tell it from the others."""
    text = quotation.passage.text
    before = " ".join(text[: number.start].split()[-2:])
    after = " ".join(text[number.stop :].split(" ")[:2])
    return f"{number.text!r} (… {before} {number.text}{after and ' ' + after.strip()} …)"


def _shown(value: object) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, (AtLeast, AtMost, About)):
        return repr(value)
    return f"{float(value):.6g}"  # type: ignore[arg-type]
