"""Budgets: what exceeds them, and the table of the command line."""

import lesson_budget
import pytest
from lesson_budget import Budget, budget_of, lesson_names, main, table
from lesson_measures import Measures

KEPT = Measures(1_300, 70, 2, 4, 1, 30, 30, 35, 350, 3)
BUDGET = Budget(
    Measures(words=1_300, minutes=30, cells=35, words_before_first_slider=350, asserts=3)
)
FILE = """
[every_lesson]
cells = 35
asserts = 3
[lessons]
01_one_run = {words = 1300}
02_long = {words = 1300, cells = 40}
[deeper]
words = 900
"""


@pytest.fixture
def budgets(tmp_path):
    path = tmp_path / "budgets.toml"
    path.write_text(FILE)
    return path


def test_a_budget_may_be_used_up():
    assert BUDGET.exceeded_by(KEPT) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"words": 1_301}, "words: 1,301, at most 1,300"),
        ({"minutes": 35, "stated_minutes": 35}, "minutes: 35, at most 30"),
        ({"cells": 36}, "cells: 36, at most 35"),
        ({"words_before_first_slider": 351}, "words before first slider: 351, at most 350"),
        ({"asserts": 4}, "asserts: 4, at most 3"),
        (
            {"words_before_first_slider": None},
            "words before first slider: there is no interactive figure",
        ),
        ({"stated_minutes": 20}, 'minutes: say "About 30 minutes" on top; it says 20'),
        ({"stated_minutes": None}, 'minutes: say "About 30 minutes" on top; it says nothing'),
    ],
)
def test_what_exceeds_is_said(changed, complaint):
    assert BUDGET.exceeded_by(KEPT._replace(**changed)) == [complaint]


def test_budgets_are_read(budgets):
    assert budget_of("01_one_run", budgets).at_most == Measures(words=1_300, cells=35, asserts=3)
    assert budget_of("02_long", budgets).at_most.cells == 40
    assert budget_of("deeper/units", budgets).at_most == Measures(words=900)


def test_a_lesson_without_a_budget_is_an_error(budgets):
    with pytest.raises(KeyError, match="03_new has no budget"):
        budget_of("03_new", budgets)


def test_a_misspelt_budget_is_an_error(budgets):
    budgets.write_text(FILE.replace("{words = 1300}", "{wrods = 1300}"))
    with pytest.raises(TypeError, match="wrods"):
        budget_of("01_one_run", budgets)


def test_lessons_of_all_folders_are_listed(tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / ".ipynb_checkpoints").mkdir()
    names = ["02_b", "01_a", "deeper/units", ".ipynb_checkpoints/01_a"]
    for name in names:
        (tmp_path / f"{name}.ipynb").touch()
    assert lesson_names(tmp_path) == ["01_a", "02_b", "deeper/units"]


def test_table_shows_measures_and_limits():
    rows = {"01_one_run": (KEPT, BUDGET.at_most), "deeper/units": (Measures(5), Measures(900))}
    head, first, second = table(rows).splitlines()
    assert head.split()[:3] == ["lesson", "words", "lines"]
    assert "1,300/1,300" in first and " 70 " in first and first.endswith("3/3")
    assert second.split()[1:3] == ["5/900", "–"]
    assert len(head) == len(first) == len(second)


def test_command_line_prints_the_table_and_what_a_lesson_would_fail_by(capsys):
    main(["00_start_here"])
    plain = capsys.readouterr().out
    assert plain.splitlines()[1].startswith("00_start_here ") and len(plain.splitlines()) == 2
    main(["--claims", "00_start_here"])
    listed = capsys.readouterr().out
    assert listed.startswith(plain) and "00_start_here: " in listed and "unproved" in listed


def test_every_lesson_that_there_is_has_a_budget():
    assert all(budget_of(lesson).at_most.words for lesson in lesson_budget.lesson_names())
