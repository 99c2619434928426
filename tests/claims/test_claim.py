"""claim: words that are not there, numbers that are wrong, and what counts as the same."""

import numpy as np
import pytest

from claims.claims import About, AtLeast, AtMost, claim, hold
from claims.made_up import passages

TEXT = passages(
    "# 1 · One run\n\nA rate of **0.5** takes\n21 steps and *0.537* takes 24. "
    "It is 93 % of $2/\\lambda = 0.577$.",
    "It stops over a hundred times as high, at about 5,000. Adam is first, `adam` in code.",
    "| target | batch 32 |\n|---|---|\n| 10 % | 120× |\n| 1 % | 38× |",
)


def outcome(words, result=None):
    """Return what `hold` says of a claim: an empty string if it holds."""
    try:
        hold("01_one_run", TEXT, words, result)
    except AssertionError as error:
        return str(error)
    return ""


def test_numbers_of_the_words_are_compared_in_order():
    words = "A rate of 0.5 takes 21 steps and 0.537 takes 24"
    assert not outcome(words, (0.5, 21, 0.53689, np.int64(24)))
    wrong = outcome(words, (0.5, 22, 0.53689, 24))
    assert "A rate of 0.5 takes 21 steps and 0.537 takes 24." in wrong
    assert "it says '21' (… 0.5 takes 21 steps …), computed 22" in wrong and "24'" not in wrong


def test_values_come_as_a_tuple_a_list_or_an_array():
    words = "21 steps and 0.537"
    assert not any(outcome(words, values((21, 0.537))) for values in (tuple, list, np.array))


def test_words_that_are_not_in_the_lesson_fail():
    assert outcome("takes 20 steps", 20) == "01_one_run does not say “takes 20 steps”"
    assert "does not say" in outcome("takes 21 step", 21), "whole words"
    assert "does not say" in outcome("93 % of $2/\\lambda = 0.57", (0.93, 0.57)), "whole numbers"
    assert "does not say" in outcome("takes 24. It stops over", 24), "two paragraphs"


def test_one_word_is_too_few():
    assert "at least 2 words" in outcome("21", 21)


def test_marks_and_line_breaks_do_not_matter():
    plain = "takes 21 steps and 0.537"
    for words in (plain, "takes 21 steps and *0.537*", "takes\n21   steps and 0.537"):
        assert not outcome(words, (21, 0.537)), words


def test_code_and_formulas_can_be_quoted():
    assert not outcome("Adam is first, adam in code")
    assert not outcome("Adam is first, `adam` in code")
    assert not outcome("It is 93 % of $2/\\lambda = 0.577$", (0.9304, 0.5773))


def test_a_row_of_a_table_can_be_quoted():
    assert not outcome("10 % | 120×", (0.1, 119.7))
    assert "computed 119.4" in outcome("| 10 % | 120× |", (0.1, 119.4))


@pytest.mark.parametrize(("value", "holds"), [(0.5365, True), (0.53749, True), (0.5376, False)])
def test_a_value_is_rounded_to_the_digits_that_are_written(value, holds):
    assert (not outcome("0.537 takes 24", (value, 24))) == holds


@pytest.mark.parametrize("value", [np.nan, np.inf, 93, -0.93])
def test_a_share_is_not_a_percentage_and_nan_is_nothing(value):
    assert "it says '93'" in outcome("It is 93 % of", value)


def test_every_number_of_the_words_needs_a_value():
    assert "2 numbers (21, 0.537), the test returns 1" in outcome("21 steps and 0.537", 21)
    assert "1 numbers (93), the test returns 0" in outcome("It is 93 % of")
    assert "0 numbers (none), the test returns 1" in outcome("Adam is first", True)


@pytest.mark.parametrize(
    ("words", "holds", "fails"),
    [
        ("over a hundred times as high", AtLeast(107), AtLeast(99.4)),
        ("takes 21 steps", AtMost(np.float64(20)), AtMost(np.nan)),
        ("takes 21 steps", AtMost(21.4), AtMost(22)),
        ("at about 5,000", About(4_800), About(4_700)),
        ("at about 5,000", About(4_700, within=0.1), About(4_400, within=0.1)),
    ],
)
def test_over_under_and_about(words, holds, fails):
    assert not outcome(words, holds)
    assert repr(fails) in outcome(words, fails)


@pytest.fixture
def twenty_one():
    return 21


def test_claim_makes_a_test_that_takes_fixtures(monkeypatch, twenty_one):
    monkeypatch.setattr("claims.claims.lesson_passages", lambda lesson: TEXT)

    @claim("01_one_run", "takes 21 steps")
    def test_steps(twenty_one):
        """The steps."""
        return twenty_one

    assert test_steps(twenty_one=twenty_one) is None
    assert (test_steps.__name__, test_steps.__doc__) == ("test_steps", "The steps.")
    with pytest.raises(AssertionError, match="it says '21'"):
        test_steps(twenty_one=22)


def test_claim_reads_a_lesson_of_the_course():
    with pytest.raises(AssertionError, match="00_start_here does not say"):
        claim("00_start_here", "words that no lesson says")(lambda: None)()
