"""A thousand random moves on the boards of all lessons: each caption says what a fresh run gives.

Sliders, tick-boxes and buttons, the start and the dots on the map: support/random_moves.py moves
them. `MOVES=10000 pytest tests/widgets/test_random_moves.py` makes more moves. Each board is made
by its lesson's own cells. Nothing is drawn: what is read is the caption that the browser shows
while something is dragged.
"""

import ast
import os

import numpy as np
import pytest
from support.front_end import closed_afterwards, draw_nothing
from support.lesson_boards import boards_of, notebooks_with_boards
from support.lessons_with_torch import skip_without_torch
from support.made_boards import made_boards
from support.random_moves import check_moves
from support.sample_notebook import CELLS

from helpers.widgets.race import Race

MOVES = int(os.environ.get("MOVES", 1_000))
BOARDS = 28  # in all notebooks
LESSONS = notebooks_with_boards()

pytestmark = pytest.mark.thorough


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch):
    """Draw nothing: that takes as long as thousands of runs."""
    draw_nothing(monkeypatch)
    with closed_afterwards():
        yield


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_painted_is_what_a_fresh_run_gives(lesson):
    for k, (_, _, board) in enumerate(boards_of(lesson)):
        rng = np.random.default_rng([LESSONS.index(lesson), k])
        made = check_moves(board, MOVES // (BOARDS - 1), rng)
        assert made == MOVES // (BOARDS - 1) or isinstance(board, Race)


@pytest.mark.parametrize("kind", ["compare", "race", "tabs"])
def test_figures_of_readers_too(kind):
    """Of a comparison, which no lesson shows; of another race, and of rules side by side."""
    cells = [*CELLS["imports"].strip().splitlines(), *ast.parse(CELLS[kind]).body]
    sources = [one if isinstance(one, str) else ast.unparse(one) for one in cells]
    for k, (_, _, board) in enumerate(made_boards(enumerate(sources))):
        assert check_moves(board, MOVES // BOARDS, np.random.default_rng(k))


def test_there_are_as_many_boards_as_it_says():
    skip_without_torch(*LESSONS)
    assert sum(len(boards_of(lesson)) for lesson in LESSONS) == BOARDS
