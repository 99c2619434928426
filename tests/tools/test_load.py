"""`make load` notices an answer whose numbers are wrong. (Measuring itself is not for a test.)"""

import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

if sys.platform != "linux":
    pytest.skip("the memory of a process is read from /proc", allow_module_level=True)

import load

from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets import playground
from helpers.widgets.live_figure import LiveFigure


@pytest.fixture
def board():
    return playground(momentum, ravine(), steps=5, views="loss", learning_rate=[0.01, 0.02])


def answer(board, **positions):
    """What a kernel would send when the sliders of `board` rest at `positions`."""
    board.refresh(board.positions() | positions)
    sent = load.Sent(board.live.payload, board.live.geometry)
    return load.Answer(0, board.positions() | positions, sent, 0.1, 1, 1, "")


def test_a_right_answer_is_taken_as_right(board):
    assert load.wrong(answer(board, learning_rate=1), board, random.Random(0)) == ""


def test_an_answer_for_other_positions_is_noticed(board):
    late = answer(board, learning_rate=0)._replace(positions=board.positions() | {"beta": 0})
    assert load.wrong(late, board, random.Random(0)).startswith("got ")


def test_lines_of_the_table_are_written(board):
    class Asked:
        kernels, lesson = 1, "05_adam"

    use = {"fresh": [load.memory("self")], "moved": [load.memory("self")], "lesson": 1.0,
           "server": load.memory("self"), "cpu": 1.0, "own": 1.0, "others": 0.0,
           "seconds": 60.0}  # fmt: skip
    answers = [answer(board, learning_rate=1), answer(board)._replace(sent=None)]
    lines = list(load.table(Asked, [(1, None, board)], answers, use, random.Random(0)))
    assert any(line.startswith("| cell 1: momentum, 5 steps") for line in lines)
    assert "| answers: asked for, lost, refused | 2, 1, 0 | none lost |" in lines


def test_the_traits_that_are_read_from_messages_are_sent():
    sent = set(LiveFigure.class_trait_names(sync=True))
    assert {"geometry", "payload", "sliders", "error_message"} <= sent
