"""The diamonds: all there, found from anywhere, and a clear word when they are not."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from helpers.data import CSV, ORDER, SHA256, load_diamonds, split_diamonds

DIAMONDS = load_diamonds()


def test_all_diamonds_are_there():
    assert DIAMONDS.shape == (53_940, 10)
    assert not DIAMONDS.isna().any(axis=None)
    assert DIAMONDS["carat"].between(0.2, 5.01).all()
    assert DIAMONDS["price"].between(326, 18_823).all() and DIAMONDS["price"].dtype.kind == "i"


@pytest.mark.parametrize(
    ("column", "worst", "best"),
    [("cut", "Fair", "Ideal"), ("color", "J", "D"), ("clarity", "I1", "IF")],
)
def test_grades_are_ordered_from_worst_to_best(column, worst, best):
    assert list(DIAMONDS[column].cat.categories) == ORDER[column]
    assert (DIAMONDS[column].min(), DIAMONDS[column].max()) == (worst, best)


def test_the_readme_tells_the_truth():
    readme = (CSV.parent / "README.md").read_text(encoding="utf-8")
    sides = DIAMONDS[["x", "y", "z"]]
    assert all(f"| `{column}` |" in readme for column in DIAMONDS.columns)
    assert SHA256 in readme
    assert (sides == 0).sum().tolist() == [8, 7, 20] and (sides == 0).any(axis=1).sum() == 20
    assert "8, 7 and 20 zeros" in readme and "20 stones" in readme
    assert DIAMONDS["y"].nlargest(3).tolist() == [58.9, 31.8, 10.54]
    assert DIAMONDS["z"].nlargest(2).tolist() == [31.8, 8.06]
    assert "58.9 and 31.8 mm" in readme and "31.8 mm in `z`" in readme
    assert DIAMONDS.duplicated().sum() == 146 and "146 rows" in readme


# ---- the split --------------------------------------------------------------------------------


def test_split_is_8000_and_2000_rows_and_none_twice():
    train, test = split_diamonds(DIAMONDS)
    assert (len(train), len(test)) == (8_000, 2_000)
    assert pd.concat([train, test]).index.is_unique
    assert train.equals(DIAMONDS.loc[train.index])


def test_split_is_that_of_seed_42():
    train, test = split_diamonds(DIAMONDS)
    order = np.random.default_rng(42).permutation(53_940)
    assert train.index.tolist() == order[:8_000].tolist()
    assert test.index.tolist() == order[8_000:10_000].tolist()


def test_another_seed_draws_other_rows():
    assert split_diamonds(DIAMONDS, seed=7).train.equals(split_diamonds(DIAMONDS, seed=7).train)
    assert not split_diamonds(DIAMONDS, seed=7).train.equals(split_diamonds(DIAMONDS).train)


def test_every_row_can_be_used():
    train, test = split_diamonds(DIAMONDS, train_rows=53_940, test_rows=0)
    assert len(test) == 0 and set(train.index) == set(DIAMONDS.index)


WRONG_SPLITS = [
    ({"diamonds": None}, TypeError, r"pass load_diamonds\(\)"),
    ({"diamonds": CSV}, TypeError, r"pass load_diamonds\(\)"),
    ({"train_rows": 0}, ValueError, "train_rows must be a whole number of at least 1"),
    ({"train_rows": 0.8}, TypeError, "train_rows must be a whole number of at least 1"),
    ({"test_rows": -1}, ValueError, "test_rows must be a whole number of at least 0"),
    ({"train_rows": 53_000}, ValueError, "55,000 rows asked for and 53,940 there: ask for fewer"),
    ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
    ({"seed": None}, TypeError, "seed must be a whole number"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), WRONG_SPLITS)
def test_wrong_split(wrong, error, message):
    with pytest.raises(error, match=message):
        split_diamonds(**({"diamonds": DIAMONDS} | wrong))


# ---- the file ---------------------------------------------------------------------------------


def test_works_from_another_folder(tmp_path):
    code = "from helpers.data import load_diamonds; print(len(load_diamonds()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("53940", "")


def test_a_copy_elsewhere_is_as_good(tmp_path):
    copy = tmp_path / "copy.csv"
    copy.write_bytes(CSV.read_bytes())
    assert load_diamonds(str(copy)).equals(DIAMONDS)


@pytest.mark.parametrize("name", ["nothing_here.csv", "."])
def test_missing_file(tmp_path, name):
    with pytest.raises(FileNotFoundError, match="there is no file") as caught:
        load_diamonds(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "git checkout -- data/diamonds.csv" in str(caught.value)


LINES = CSV.read_bytes().splitlines(keepends=True)
SPOILT = {
    "empty": (b"", "has 0 rows instead of 53,940"),
    "only the names": (LINES[0], "has 0 rows instead of 53,940"),
    "cut in half": (b"".join(LINES[: 1 + 26_970]), "has 26,970 rows instead of 53,940"),
    "cut within a row": (b"".join(LINES)[:-20], "has 53,939 rows instead of 53,940"),
    "one price changed": (b"".join([LINES[0], LINES[1].replace(b",326,", b",327,"), *LINES[2:]]),
                          "was altered"),
    "two rows swapped": (b"".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]), "was altered"),
    "line endings changed": (b"".join(LINES).replace(b"\n", b"\r\n"), "was altered"),
    "another file": (b"not a table", "has 0 rows instead of 53,940"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), SPOILT.values(), ids=SPOILT)
def test_a_file_that_is_not_the_one_shipped(tmp_path, content, message):
    spoilt = tmp_path / "diamonds.csv"
    spoilt.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        load_diamonds(spoilt)
    assert str(spoilt) in str(caught.value)
    assert "git checkout -- data/diamonds.csv" in str(caught.value)


@pytest.mark.parametrize("path", [None, 3])
def test_not_a_path(path):
    with pytest.raises(TypeError, match="path must be the name of a file"):
        load_diamonds(path)
