"""Columns of numbers that a reader passes, checked: each error says what to pass instead."""

from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np

from helpers.core.validation import short_repr

MISSING = {"NoneType", "NAType", "NaTType"}  # types of None and of the missing values of pandas
COLUMN_EXAMPLES = {
    "labels": '("engine size", "price")',
    "units": '("litres", "thousand euros"), or empty ones',
}


def checked_columns(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return two columns as arrays of finite floats of one length.

    Parameters
    ----------
    x, y : array_like
        Numbers in a list, tuple, array or pandas Series, shape (n,).

    Returns
    -------
    tuple of ndarray
        Copies of both as floats, shape (n,) each.

    Raises
    ------
    TypeError
        If one of them is not a flat list, or holds text, dates, or True and False.
    ValueError
        If they differ in length, have fewer than two numbers, or have gaps.
    """
    columns = {name: _as_column(name, values) for name, values in (("x", x), ("y", y))}
    if len(columns["x"]) != len(columns["y"]):
        lengths = " and ".join(f"{len(column):,}" for column in columns.values())
        raise ValueError(f"x and y must have the same length, not {lengths} numbers.")
    if len(columns["x"]) < 2:
        raise ValueError(f"x and y must have at least two numbers each, not {len(columns['x'])}.")
    for name, column in columns.items():
        gaps, infinite = int(np.isnan(column).sum()), int(np.isinf(column).sum())
        if gaps:
            raise ValueError(
                f"{name} must have no gaps, and has {gaps:,} among {len(column):,} numbers: leave "
                "those rows out, as table.dropna() does."
            )
        if infinite:
            raise ValueError(
                f"{name} must hold finite numbers only, and has {infinite:,} infinite among "
                f"{len(column):,}: leave those rows out."
            )
    return columns["x"], columns["y"]


def _as_column(name: str, values: Any) -> np.ndarray:
    """Return a column as new floats, NaN where a value is missing. Raises TypeError."""
    requirement = f"{name} must be a flat list of numbers, such as [1.0, 2.5, 4.0]"
    if isinstance(values, (str, bytes, dict, set)) or not isinstance(values, Iterable):
        raise TypeError(f"{requirement}, not {short_repr(values)}.")
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):  # lists of different lengths
        raise TypeError(f"{requirement}, not {short_repr(values)}.") from None
    if array.ndim != 1:
        raise TypeError(
            f"{requirement}, not an array of shape {array.shape}: pass a single column."
        )
    kind = array.dtype.kind
    if kind in "iuf":
        with np.errstate(over="ignore"):  # a long double may be infinite as a float
            return array.astype(float)
    if kind in "Mm":
        raise TypeError(
            f"{name} must hold numbers, not dates or times: pass years or days since the first."
        )
    return np.array([_as_number(name, value) for value in array.tolist()])


def _as_number(name: str, value: Any) -> float:
    """Return one value of a column as a float, NaN if it is missing. Raises TypeError."""
    if type(value).__name__ in MISSING:
        return np.nan
    if isinstance(value, Real) and not isinstance(value, (bool, np.bool_)):
        try:
            return float(value)
        except OverflowError:  # a whole number of over 308 digits
            return np.inf
    advice = ""
    if isinstance(value, (bool, np.bool_)):
        advice = ": pass 1 for True and 0 for False"
    elif isinstance(value, str):
        advice = ": pandas.to_numeric turns text into numbers where it can"
    raise TypeError(f"{name} must hold numbers only, not {short_repr(value)}{advice}.")


def checked_label(name: str, value: Any) -> str:
    """Return a text for a picture, in one line.

    Parameters
    ----------
    name : str
        What the argument is called.
    value : object
        A text that is not empty.

    Returns
    -------
    str
        The text without line breaks and without space around it.

    Raises
    ------
    TypeError
        If `value` is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"{name} must be a text, not {short_repr(value)}.")
    return " ".join(value.split())


def checked_pair_of_texts(name: str, value: Any, *, empty: bool = False) -> tuple[str, str]:
    """Return two texts for a picture, for x and for y, each in one line.

    Parameters
    ----------
    name : str
        What the argument is called.
    value : object
        A list or tuple of two texts.
    empty : bool
        Whether a text may be empty.

    Returns
    -------
    tuple of str
        The texts without line breaks and without space around them.

    Raises
    ------
    TypeError
        If `value` is something else.
    """
    listed = isinstance(value, (list, tuple)) and len(value) == 2
    if not listed or not all(isinstance(text, str) and (empty or text.strip()) for text in value):
        raise TypeError(f"{name} must be two texts, such as {COLUMN_EXAMPLES[name]}, not "
                        f"{short_repr(value)}.")  # fmt: skip
    x, y = (" ".join(text.split()) for text in value)
    return x, y
