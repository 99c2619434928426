"""Checks of arguments: right ones pass, wrong ones are answered with what to pass."""

import numpy as np
import pytest

from helpers.core.validation import (
    checked_attributes,
    checked_choice,
    checked_finite,
    checked_int,
    checked_ints,
    checked_point,
    checked_positive,
    checked_switch,
    runs_shape,
)


@pytest.mark.parametrize("value", [1, 8, np.int64(3), np.uint8(5)])
def test_whole_number(value):
    number = checked_int("size", value, low=1, high=8)
    assert number == value and type(number) is int


@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (9, ValueError), (True, ValueError), (np.True_, (TypeError, ValueError)),
     (2.0, TypeError), ("2", TypeError), (None, TypeError), ([2], TypeError)],
)  # fmt: skip
def test_whole_number_wrong(value, error):
    with pytest.raises(error, match="size must be a whole number of at least 1 and at most 8, not"):
        checked_int("size", value, low=1, high=8)


@pytest.mark.parametrize("value", [True, False, np.True_, np.False_])
def test_switch(value):
    assert checked_switch("theory", value) is bool(value)


@pytest.mark.parametrize("value", ["no", 0, 1.0, None, [True]])
def test_switch_wrong(value):
    with pytest.raises(TypeError, match=r"^theory must be True or False, not .*\.$"):
        checked_switch("theory", value)


def test_whole_number_without_a_highest():
    assert checked_int("size", 10**12, low=1) == 10**12
    with pytest.raises(ValueError, match=r"size must be a whole number of at least 1, not 0\."):
        checked_int("size", 0, low=1)


@pytest.mark.parametrize(
    "values", [3, [3], [1, 2, 3], range(4), np.array([1, 2]), np.array(3), [np.array(3), 4]]
)
def test_whole_numbers(values):
    numbers = checked_ints("sizes", values, low=0)
    assert numbers.dtype == np.int64 and np.array_equal(numbers, np.asarray(values))


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [([], ValueError, "sizes must be a whole number or a flat list"),
     ([[1], [2]], ValueError, "sizes must be a whole number or a flat list"),
     ([1, -1], ValueError, "sizes must be a whole number of at least 0, not -1"),
     ([1, 2.5], TypeError, "sizes must be a whole number of at least 0, not 2.5"),
     ([[1], [2, 3]], ValueError, "sizes must be a whole number or a flat list"),
     (range(10**12), ValueError, "1,000,000,000,000 runs .* too much at once"),
     (range(2**70, 0, -2), ValueError, f"{2**69:,} runs .* too much at once"),
     ("12", TypeError, "sizes must be a whole number")],
)  # fmt: skip
def test_whole_numbers_wrong(values, error, message):
    with pytest.raises(error, match=message):
        checked_ints("sizes", values, low=0)


def test_shape_of_runs():
    assert runs_shape(start=(), rate=()) == ()
    assert runs_shape(start=(3,), rate=(), seed=(1,)) == (3,)
    assert runs_shape(start=(2, 1), rate=(3,)) == (2, 3)
    with pytest.raises(ValueError, match="the same number of runs, not start for 3, rate for 2"):
        runs_shape(start=(3,), seed=(), rate=(2,))


def test_choice():
    assert checked_choice("unit", "carat", ("carat", "point")) == "carat"


@pytest.mark.parametrize("value", ["gram", "car", "", None, 1, ["carat"]])
def test_choice_wrong(value):
    with pytest.raises(ValueError, match="unit must be one of 'carat', 'point', not"):
        checked_choice("unit", value, ("carat", "point"))


@pytest.mark.parametrize("value", [(1, 2), [1.5, -2.0], np.zeros((3, 2)), np.float32([1, 2])])
def test_point(value):
    array = checked_point("start", value)
    assert array.dtype == float and np.array_equal(array, value)


def test_point_that_need_not_be_finite():
    assert np.isnan(checked_point("params", [1.0, np.nan], finite=False)[1])
    assert checked_point("params", [1.0, 2.0, 3.0], 3).shape == (3,)


@pytest.mark.parametrize(
    "value", [1.0, [1.0], [1.0, 2.0, 3.0], [1.0, np.inf], [np.nan, 1.0], None, "ab", [[1, 2], [3]]]
)
def test_point_wrong(value):
    message = r"start must be 2 finite numbers, such as \(0.0, 0.0\)"
    with pytest.raises((TypeError, ValueError), match=message):
        checked_point("start", value)


@pytest.mark.parametrize("value", [1, 2.5, [0, 1], np.ones((2, 3))])
def test_finite(value):
    assert np.array_equal(checked_finite("rates", value), np.asarray(value, dtype=float))


@pytest.mark.parametrize(
    ("value", "error"),
    [("x", TypeError), (None, TypeError), ([[1], [2, 3]], TypeError), ([], ValueError),
     (np.inf, ValueError), ([1, np.nan], ValueError)],
)  # fmt: skip
def test_finite_wrong(value, error):
    with pytest.raises(error, match="rates must be"):
        checked_finite("rates", value)


@pytest.mark.parametrize("wrong", [0.1, [[0.1, 0.2]], [0.1, 0.0], [-0.1]])
def test_positive_wrong(wrong):
    with pytest.raises(ValueError, match="rates must be a flat list of numbers above 0, such as"):
        checked_positive("rates", wrong)


@pytest.mark.parametrize("wrong", [[0.1], [0.1, 0.1], [0.001, 0.1, 0.01, 1.0]])
def test_positive_numbers_that_do_not_rise(wrong):
    with pytest.raises(ValueError, match="at least 2 numbers above 0, from low to high, such as"):
        checked_positive("rates", wrong, at_least=2, rising=True)


def test_attributes():
    assert checked_attributes("word", "abc", "upper lower", "a text") == "abc"
    with pytest.raises(TypeError, match="word must be a text, not 3"):
        checked_attributes("word", 3, "upper lower", "a text")
