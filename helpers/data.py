"""The diamonds: load them, check that they are all there, split them."""

import hashlib
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.checks import shown, whole_number

CSV = Path(__file__).resolve().parent.parent / "data" / "diamonds.csv"
SHA256 = "9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4"
ORDER = {  # from worst to best, as a jeweller sorts them
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": list("JIHGFED"),
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}


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
            f"path must be the name of a file, a str or a pathlib.Path, not {shown(path)}."
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
    grades = {name: pd.CategoricalDtype(order, ordered=True) for name, order in ORDER.items()}
    return diamonds.astype(grades)


def split_diamonds(diamonds, *, train_rows=8_000, test_rows=2_000, seed=42):
    """Draw rows without replacement and return Split(train, test); the same seed, the same rows.

    Raises ValueError where fewer rows are there than asked for.
    """
    if not isinstance(diamonds, pd.DataFrame):
        raise TypeError("split_diamonds needs a table of diamonds: pass load_diamonds().")
    most = max(len(diamonds), 1)
    train_rows = whole_number("train_rows", train_rows, low=1, high=most)
    test_rows = whole_number("test_rows", test_rows, low=0, high=most)
    wanted = train_rows + test_rows
    if wanted > len(diamonds):
        raise ValueError(f"{wanted:,} rows asked for and {len(diamonds):,} there: ask for fewer.")
    order = np.random.default_rng(whole_number("seed", seed, low=0)).permutation(len(diamonds))
    return Split(diamonds.iloc[order[:train_rows]], diamonds.iloc[order[train_rows:wanted]])
