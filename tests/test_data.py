"""The diamonds: complete, found from any folder, and a clear error where they are not."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from helpers.data import (
    CSV,
    GRADES,
    SHA256,
    SIDES,
    as_numbers,
    impossible_sides,
    load_diamonds,
    split_diamonds,
    usual_sides,
)

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
    assert list(DIAMONDS[column].cat.categories) == GRADES[column]
    assert (DIAMONDS[column].min(), DIAMONDS[column].max()) == (worst, best)


def test_numbers_in_the_readme_of_the_data():
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
    (
        {"train_rows": 53_000},
        ValueError,
        "Requested 55,000 rows but only 53,940 exist: ask for fewer",
    ),
    ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
    ({"seed": None}, TypeError, "seed must be a whole number"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), WRONG_SPLITS)
def test_wrong_split(wrong, error, message):
    with pytest.raises(error, match=message):
        split_diamonds(**({"diamonds": DIAMONDS} | wrong))


# ---- grades and impossible sides as numbers ---------------------------------------------------

TRAIN = split_diamonds(DIAMONDS).train
USUAL = {"x": 6.0, "y": 7.0, "z": 4.0}


def test_impossible_sides_are_the_zeros_and_three_that_are_too_long():
    wrong = impossible_sides(DIAMONDS)
    zero, too_long = DIAMONDS[SIDES] == 0, DIAMONDS[SIDES] > 20
    assert wrong.equals(zero | too_long) and too_long.sum().tolist() == [0, 2, 1]
    assert wrong.sum().tolist() == [8, 9, 21] and wrong.any(axis=1).sum() == 23
    assert DIAMONDS[SIDES][~wrong].max().tolist() == [10.74, 10.54, 8.06]


def test_a_missing_side_is_impossible():
    assert impossible_sides(TRAIN.assign(y=np.nan))["y"].all()


def test_usual_sides_are_medians_at_one_carat():
    usual = usual_sides(TRAIN)
    possible = TRAIN[(TRAIN[SIDES] > 0).all(axis=1)]
    medians = {s: np.median(possible[s] / np.cbrt(possible.carat)) for s in SIDES}
    assert usual == pytest.approx(medians, rel=1e-14)  # a power and cbrt round differently
    at_one = TRAIN[TRAIN.carat.between(0.99, 1.01)][SIDES].median()
    assert all(abs(usual[side] / at_one[side] - 1) < 0.02 for side in SIDES)


def test_stones_with_an_impossible_side_do_not_count_for_the_usual_ones():
    altered = TRAIN.copy()
    altered.iloc[:100, altered.columns.get_indexer(SIDES)] = [[0, 5, 5], [5, 99, 5]] * 50
    assert usual_sides(altered) == pytest.approx(usual_sides(TRAIN[100:]), rel=1e-14)


def test_grades_are_numbered_from_0_and_other_columns_unchanged():
    got = as_numbers(TRAIN, usual_sides(TRAIN))
    assert list(got) == [name for name in DIAMONDS if name != "price"]
    assert got.index.equals(TRAIN.index) and set(got.dtypes) == {np.dtype(float)}
    for grade, order in GRADES.items():
        assert [order[int(code)] for code in got[grade]] == TRAIN[grade].tolist()
    others = ["carat", "depth", "table"]
    assert got[others].equals(TRAIN[others])
    right = ~impossible_sides(TRAIN)
    assert (got[SIDES][right].isna() | (got[SIDES] == TRAIN[SIDES])).all(axis=None)


def test_a_missing_grade_is_no_number():
    table = TRAIN.head(3).copy()
    table.loc[table.index[1], "cut"] = np.nan
    got = as_numbers(table, USUAL)
    assert got["cut"].isna().tolist() == [False, True, False]
    assert got.drop(columns="cut").notna().all(axis=None)


def test_an_impossible_side_becomes_the_usual_one_for_the_weight():
    wrong = DIAMONDS[impossible_sides(DIAMONDS).all(axis=1)]
    got = as_numbers(wrong, USUAL)
    assert len(wrong) == 7
    for side, usual in USUAL.items():
        assert np.allclose(got[side], usual * np.cbrt(wrong.carat), rtol=1e-14)


def test_the_table_passed_in_is_not_changed():
    before = DIAMONDS.copy()
    as_numbers(DIAMONDS, usual_sides(DIAMONDS))
    assert DIAMONDS.equals(before)


@pytest.mark.parametrize("table", [None, CSV, TRAIN["x"], TRAIN.drop(columns="z")])
def test_not_a_table_of_diamonds(table):
    for function in (impossible_sides, usual_sides, lambda table: as_numbers(table, USUAL)):
        with pytest.raises(TypeError, match=r"needs a table of diamonds: pass rows of load_dia"):
            function(table)


@pytest.mark.parametrize(
    "table",
    [pd.read_csv(CSV, nrows=9), TRAIN.astype({"cut": pd.CategoricalDtype(sorted(GRADES["cut"]))})],
    ids=["words", "sorted by letters"],
)
def test_grades_without_an_order_have_no_numbers(table):
    with pytest.raises(TypeError, match=r"needs grades in order: pass rows of load_diamonds\(\)"):
        as_numbers(table, USUAL)


@pytest.mark.parametrize(
    "usual",
    [None, 6.4, {}, {"x": 6.0}, USUAL | {"y": 0}, USUAL | {"y": np.nan}, USUAL | {"y": 20},
     USUAL | {"y": "7"}, USUAL | {"y": [7.0]}, USUAL | {"w": 1.0}],
)  # fmt: skip
def test_wrong_usual_sides(usual):
    with pytest.raises(ValueError, match=r"a length in mm: pass usual_sides\(diamonds\)"):
        as_numbers(TRAIN, usual)


def test_no_stone_with_three_possible_sides():
    for table in (TRAIN[:0], TRAIN.assign(z=0.0)):
        with pytest.raises(ValueError, match="three possible sides: pass more rows"):
            usual_sides(table)


# ---- the file ---------------------------------------------------------------------------------


def test_found_from_another_folder(tmp_path):
    code = "from helpers.data import load_diamonds; print(len(load_diamonds()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("53940", "")


def test_a_copy_elsewhere_can_be_loaded(tmp_path):
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
ALTERED = {
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


@pytest.mark.parametrize(("content", "message"), ALTERED.values(), ids=ALTERED)
def test_a_file_that_is_not_the_one_shipped(tmp_path, content, message):
    altered = tmp_path / "diamonds.csv"
    altered.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        load_diamonds(altered)
    assert str(altered) in str(caught.value)
    assert "git checkout -- data/diamonds.csv" in str(caught.value)


@pytest.mark.parametrize("path", [None, 3])
def test_not_a_path(path):
    with pytest.raises(TypeError, match="path must be the name of a file"):
        load_diamonds(path)
