"""The diamonds: loaded, checked to be complete, split, and turned into numbers."""

import hashlib
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers.core.validation import as_floats, checked_int, short_repr

CSV = Path(__file__).resolve().parent.parent / "data" / "diamonds.csv"
SHA256 = "9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4"
ROWS = 53_940
GRADES = {  # from worst to best
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": list("JIHGFED"),
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}
GRADE_TYPES = {name: pd.CategoricalDtype(grades, ordered=True) for name, grades in GRADES.items()}
SIDES = ["x", "y", "z"]  # length, width and height, in mm
MAX_SIDE = 20  # mm; the longest side that can be true is 10.74
INPUTS = ["carat", *GRADES, "depth", "table", *SIDES]  # all columns but the price


class Split(NamedTuple):
    """Rows to learn from, and rows kept aside to test what was learnt.

    Attributes
    ----------
    train, test : DataFrame
        Rows of the table, none in both.
    """

    train: pd.DataFrame
    test: pd.DataFrame


def load_diamonds(path: str | PathLike = CSV) -> pd.DataFrame:
    """Return the table of diamonds, checked to be the one shipped.

    Parameters
    ----------
    path : str or PathLike
        The file, data/diamonds.csv or a copy of it.

    Returns
    -------
    pandas.DataFrame
        53,940 rows with the columns that data/README.md explains; grades are ordered categories.

    Raises
    ------
    TypeError
        If `path` is not the name of a file.
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not byte for byte the one shipped.

    References
    ----------
    Wickham, ggplot2 (2016), MIT licence.
    """
    if not isinstance(path, (str, PathLike)):
        raise TypeError(
            f"path must be the name of a file, a str or a pathlib.Path, not {short_repr(path)}."
        )
    path = Path(path)
    restore = "Fetch data/diamonds.csv again: `git checkout -- data/diamonds.csv`."
    if not path.is_file():
        raise FileNotFoundError(f"The diamonds are missing: there is no file {path}. {restore}")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        rows = max(content.count(b"\n") - 1, 0)
        size = f"has {rows:,} rows instead of {ROWS:,}" if rows != ROWS else "was altered"
        raise ValueError(f"{path} is not the file of this course: it {size}. {restore}")
    return pd.read_csv(BytesIO(content)).astype(GRADE_TYPES)


def split_diamonds(
    diamonds: pd.DataFrame, *, train_rows: int = 8_000, test_rows: int = 2_000, seed: int = 42
) -> Split:
    """Draw rows without replacement, to learn from and to test on.

    Parameters
    ----------
    diamonds : DataFrame
        The table to draw from.
    train_rows, test_rows : int
        How many rows of each.
    seed : int
        The same seed draws the same rows.

    Returns
    -------
    Split
        (train, test), no row in both.

    Raises
    ------
    TypeError
        If `diamonds` is not a table, or a number is not whole.
    ValueError
        If more rows are requested than there are.

    Examples
    --------

    >>> train, test = split_diamonds(load_diamonds())
    >>> len(train), len(test)
    (8000, 2000)
    """
    if not isinstance(diamonds, pd.DataFrame):
        raise TypeError("split_diamonds needs a table of diamonds: pass load_diamonds().")
    available = max(len(diamonds), 1)
    train_rows = checked_int("train_rows", train_rows, low=1, high=available)
    test_rows = checked_int("test_rows", test_rows, low=0, high=available)
    total, rows = train_rows + test_rows, len(diamonds)
    if total > rows:
        raise ValueError(f"Requested {total:,} rows but only {rows:,} exist: ask for fewer.")
    order = np.random.default_rng(checked_int("seed", seed, low=0)).permutation(len(diamonds))
    return Split(diamonds.iloc[order[:train_rows]], diamonds.iloc[order[train_rows:total]])


def impossible_sides(diamonds: pd.DataFrame) -> pd.DataFrame:
    """Return where x, y or z cannot be true: 0, which stands for a missing value, or 20 mm or more.

    Parameters
    ----------
    diamonds : DataFrame
        Rows of the table, shape (n, columns).

    Returns
    -------
    pandas.DataFrame
        Booleans, shape (n, 3). Of all diamonds, 38 sides of 23 are impossible.

    Raises
    ------
    TypeError
        If `diamonds` is not a table of diamonds.
    """
    sides = _checked_diamonds("impossible_sides", diamonds)[SIDES]
    return ~((sides > 0) & (sides < MAX_SIDE))


def usual_sides(diamonds: pd.DataFrame) -> dict[str, float]:
    """Return how long x, y and z usually are at one carat.

    Each is the median of side / ∛carat, since the weight grows with the cube of the size. Rows
    with an impossible side are left out.

    Parameters
    ----------
    diamonds : DataFrame
        Rows of the table, shape (n, columns).

    Returns
    -------
    dict
        {side: length in mm} for x, y and z.

    Raises
    ------
    TypeError
        If `diamonds` is not a table of diamonds.
    ValueError
        If no row has three possible sides.
    """
    table = _checked_diamonds("usual_sides", diamonds)
    possible = table[~impossible_sides(table).any(axis=1)]
    if possible.empty:
        raise ValueError("usual_sides needs diamonds with three possible sides: pass more rows.")
    return {side: float((possible[side] / _cube_root(possible)).median()) for side in SIDES}


def as_numbers(diamonds: pd.DataFrame, usual: dict[str, float]) -> pd.DataFrame:
    """Return all columns but the price as numbers.

    Grades are numbered from 0, the worst. An impossible side is replaced by the usual one for
    the weight, usual · ∛carat.

    Parameters
    ----------
    diamonds : DataFrame
        Rows of the table, shape (n, columns).
    usual : dict
        {side: length in mm at one carat}: `usual_sides` of the rows to learn from.

    Returns
    -------
    pandas.DataFrame
        Floats, shape (n, 9), each in the unit of its column; NaN where a grade is missing.

    Raises
    ------
    TypeError
        If `diamonds` is not a table of diamonds, or its grades are plain words without an order.
    ValueError
        If `usual` is something else.
    """
    table = _checked_diamonds("as_numbers", diamonds)[INPUTS].copy()
    if any(table[grade].dtype != dtype for grade, dtype in GRADE_TYPES.items()):
        raise TypeError("as_numbers needs grades in order: pass rows of load_diamonds().")
    lengths = _checked_lengths(usual)
    wrong = impossible_sides(diamonds)
    for side, length in zip(SIDES, lengths, strict=True):
        table[side] = table[side].mask(wrong[side], length * _cube_root(table))
    for grade in GRADES:
        table[grade] = table[grade].cat.codes.where(table[grade].notna())
    return table.astype(float)


def _cube_root(diamonds: Any) -> Any:
    """Return ∛carat of each row."""
    return diamonds["carat"] ** (1 / 3)


def _checked_lengths(usual: Any) -> np.ndarray:
    """Return the usual lengths of x, y and z in mm. Raises ValueError."""
    has_all_sides = isinstance(usual, dict) and set(usual) == set(SIDES)
    lengths = as_floats([usual[side] for side in SIDES]) if has_all_sides else None
    if lengths is None or lengths.shape != (3,) or not ((lengths > 0) & (lengths < MAX_SIDE)).all():
        raise ValueError("usual must give x, y and z a length in mm: pass usual_sides(diamonds).")
    return lengths


def _checked_diamonds(function: str, diamonds: Any) -> Any:  # the types of pandas say too little
    """Return `diamonds` if it is a table with the columns of the diamonds. Raises TypeError."""
    if not isinstance(diamonds, pd.DataFrame) or not set(diamonds.columns) >= set(INPUTS):
        raise TypeError(f"{function} needs a table of diamonds: pass rows of load_diamonds().")
    return diamonds
