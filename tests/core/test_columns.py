"""Columns of numbers that are taken, and those that are refused with a sentence."""

import numpy as np
import pandas as pd
import pytest

from helpers.core.columns import checked_columns

X, Y = [1.0, 2.0, 3.0, 5.0], [2.0, 3.0, 7.0, 8.0]
SAME_LENGTH = "x and y must have the same length, not 4 and 3 numbers"
REFUSED = [
    ((X, Y[:3]), ValueError, SAME_LENGTH),
    (([1], [2]), ValueError, "at least two numbers each, not 1"),
    (([], []), ValueError, "at least two numbers each, not 0"),
    (([1, np.nan, 3], [1, 2, 3]), ValueError, r"has 1 among 3 numbers: leave .* table\.dropna\(\)"),
    (([1, 2, 3], [1, None, None]), ValueError, "y must have no gaps, and has 2 among 3 numbers"),
    ((pd.Series([1, pd.NA], dtype="Int64"), [1, 2]), ValueError, "x must have no gaps"),
    (([1, 2], [1, np.inf]), ValueError, "y must hold finite numbers only, and has 1 infinite"),
    ((["1", "2"], [1, 2]), TypeError, "x must hold numbers only, not '1': pandas.to_numeric"),
    ((pd.Series(["a", "b"]), [1, 2]), TypeError, "x must hold numbers only, not 'a'"),
    (([True, False], [1, 2]), TypeError, "not True: pass 1 for True and 0 for False"),
    ((pd.to_datetime(["2020-01-01", "2021-01-01"]), [1, 2]), TypeError, "not dates or times"),
    (([1 + 1j, 2], [1, 2]), TypeError, "x must hold numbers only"),
    (("ab", [1, 2]), TypeError, "x must be a flat list of numbers, .* not 'ab'"),
    ((5.0, [1, 2]), TypeError, "x must be a flat list of numbers"),
    ((None, [1, 2]), TypeError, "x must be a flat list of numbers"),
    (([[1, 2]], [1, 2]), TypeError, r"not an array of shape \(1, 2\): pass a single column"),
    (([[1], [1, 2]], [1, 2]), TypeError, "x must be a flat list of numbers"),
    ((pd.DataFrame({"a": [1, 2]}), [1, 2]), TypeError, "pass a single column"),
    (([1, 2], {"a": 1}), TypeError, "y must be a flat list of numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "error", "message"), REFUSED)
def test_columns_that_are_refused(columns, error, message):
    with pytest.raises(error, match=message):
        checked_columns(*columns)


@pytest.mark.parametrize(
    "column",
    [X, tuple(X), np.array(X), pd.Series(X, index=[7, 7, 1, 0]), [1, 2, 3, 5], range(1, 5),
     pd.Series([1, 2, 3, 5], dtype="Int64"), np.array(X, np.float32), np.array(X, object)],
    ids=lambda column: type(column).__name__,
)  # fmt: skip
def test_columns_become_new_floats(column):
    x, y = checked_columns(column, Y)
    assert x.dtype == y.dtype == float and y.tolist() == Y
    assert x.tolist() == [float(value) for value in column]
    assert x is not column and not np.shares_memory(x, np.asarray(column))
