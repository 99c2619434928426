"""The diamonds: load them, check that they are all there, split them, turn words into numbers."""

import hashlib
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.core.validation import as_floats, checked_int, short_repr

CSV = Path(__file__).resolve().parent.parent / "data" / "diamonds.csv"
SHA256 = "9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4"
ORDER = {  # from worst to best, as a jeweller sorts them
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": list("JIHGFED"),
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}
GRADES = {name: pd.CategoricalDtype(order, ordered=True) for name, order in ORDER.items()}
SIDES = ["x", "y", "z"]  # length, width and height, in mm
TOO_LONG = 20  # mm: the longest side that can be true is 10.74
NINE = ["carat", *ORDER, "depth", "table", *SIDES]  # all columns but the price


class Split(NamedTuple):
    """Rows to learn from, and rows kept aside to test what was learnt."""

    train: pd.DataFrame
    test: pd.DataFrame


def load_diamonds(path=CSV):
    """Return all 53,940 diamonds, one a row, with the columns that data/README.md explains.

    Raises FileNotFoundError where there is no file, ValueError where it is not the one shipped.
    Source: Wickham, ggplot2 (2016), MIT licence.
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
        size = f"has {rows:,} rows instead of 53,940" if rows != 53_940 else "was altered"
        raise ValueError(f"{path} is not the file of this course: it {size}. {restore}")
    diamonds = pd.read_csv(BytesIO(content))
    return diamonds.astype(GRADES)


def split_diamonds(diamonds, *, train_rows=8_000, test_rows=2_000, seed=42):
    """Draw rows without replacement and return Split(train, test); the same seed, the same rows.

    Raises TypeError for what is no table, ValueError where fewer rows are there than asked for.
    """
    if not isinstance(diamonds, pd.DataFrame):
        raise TypeError("split_diamonds needs a table of diamonds: pass load_diamonds().")
    most = max(len(diamonds), 1)
    train_rows = checked_int("train_rows", train_rows, low=1, high=most)
    test_rows = checked_int("test_rows", test_rows, low=0, high=most)
    wanted = train_rows + test_rows
    if wanted > len(diamonds):
        raise ValueError(f"{wanted:,} rows asked for and {len(diamonds):,} there: ask for fewer.")
    order = np.random.default_rng(checked_int("seed", seed, low=0)).permutation(len(diamonds))
    return Split(diamonds.iloc[order[:train_rows]], diamonds.iloc[order[train_rows:wanted]])


def impossible_sides(diamonds):
    """Return a table of booleans, (n stones, 3): where x, y or z, in mm, cannot be true.

    A 0 stands for what nobody measured; three entries of 20 mm or more are slips. Raises TypeError
    where `diamonds` is no table of diamonds. Source: data/README.md, which counts both.
    """
    sides = _stones("impossible_sides", diamonds)[SIDES]
    return ~((sides > 0) & (sides < TOO_LONG))


def usual_sides(diamonds):
    """Return {side: mm}: how long x, y and z usually are where a stone weighs one carat.

    The median of side / ∛carat, because the weight grows with the cube of the size; stones with an
    impossible side are left out. Raises TypeError where `diamonds` is no table of diamonds,
    ValueError where no stone of it has three possible sides.
    """
    sound = diamonds[~impossible_sides(diamonds).any(axis=1)]
    if sound.empty:
        raise ValueError("usual_sides needs stones with three possible sides: pass more rows.")
    return {side: float((sound[side] / sound.carat ** (1 / 3)).median()) for side in SIDES}


def as_numbers(diamonds, usual):
    """Return the nine columns but the price as floats, (n stones, 9), each in its own unit.

    The grades are numbered from 0, the worst. In place of an impossible side stands the usual one
    for the weight, usual · ∛carat. `usual`: {side: mm at one carat}, `usual_sides` of the stones to
    learn from. Raises TypeError where `diamonds` is no table of diamonds, or one whose grades are
    mere words, and ValueError where `usual` is something else.
    """
    table = _stones("as_numbers", diamonds)[NINE].copy()
    if any(table[grade].dtype != dtype for grade, dtype in GRADES.items()):
        raise TypeError("as_numbers needs grades in order: pass rows of load_diamonds().")
    named = isinstance(usual, dict) and set(usual) == set(SIDES)
    lengths = as_floats([usual[side] for side in SIDES]) if named else None
    if lengths is None or lengths.shape != (3,) or not ((lengths > 0) & (lengths < TOO_LONG)).all():
        raise ValueError("usual must give x, y and z a length in mm: pass usual_sides(stones).")
    wrong = impossible_sides(diamonds)
    for side, length in zip(SIDES, lengths, strict=True):
        table[side] = table[side].mask(wrong[side], length * table.carat ** (1 / 3))
    for grade in ORDER:
        table[grade] = table[grade].cat.codes
    return table.astype(float)


def _stones(function, diamonds):
    """Return `diamonds` if it is a table with the columns of the diamonds. Raises TypeError."""
    if not isinstance(diamonds, pd.DataFrame) or not set(diamonds.columns) >= set(NINE):
        raise TypeError(f"{function} needs a table of diamonds: pass rows of load_diamonds().")
    return diamonds
