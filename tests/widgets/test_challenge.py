"""challenge: what is said of it, when it is ticked off, and that each can be met."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.expected_captions import significant
from support.front_end import closed_afterwards, draw_nothing
from support.jupyterlab_page import HEADLESS
from support.lesson_boards import TICKED, boards_of, settings_that_meet

from helpers.descent import descend
from helpers.exercises import challenge
from helpers.problems import ravine, saddle
from helpers.rules import gradient_descent, momentum
from helpers.widgets.manual_descent import ManualDescent, manual_descent
from helpers.widgets.playground import Playground, Slider, playground

OPEN = "☐ Challenge: "


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    draw_nothing(monkeypatch)
    with closed_afterwards():
        yield


@pytest.fixture
def prices():
    return DIAMONDS


def line(board, **places):
    """Return the last line of the caption with the sliders at these values."""
    for name, value in places.items():
        board.sliders[name].value = value
    return board.live.caption(*board.current_frame()).splitlines()[-1]


@pytest.mark.parametrize("given, text", [
    ({"within": 0.01, "updates": 25, "batch_size": 32},
     "come within 1 % of the lowest loss after 25 updates, with batch size 32"),
    ({"below": 0.1, "rows": 2000},
     "come within 0.1 of the lowest loss after reading at most 2,000 examples"),
    ({"loss": 3, "moves": 8}, "get the loss below 3 in at most 8 moves"),
    ({"below": 1e-6, "learning_rate": 1e-6, "epsilon": 1e-8, "bias_correction": False},
     "come within 0.000001 of the lowest loss, with learning rate 0.000001 and epsilon 0.00000001 "
     "and bias correction off"),
    ({"loss": 1e-6, "bias_correction": np.True_, "batch_size": np.int64(8000)},
     "get the loss below 0.000001, with bias correction on and batch size 8,000"),
    ({"loss": 12345700.0, "seed": np.array(3)}, "get the loss below 12,345,700, with seed 3"),
    ({"within": 1e-7}, "come within 0.00001 % of the lowest loss"),
])  # fmt: skip
def test_it_says_what_is_to_be_done(given, text):
    assert str(challenge(**given)) == text


def test_it_is_ticked_off_when_met_whatever_step_is_shown(prices):
    rates = Slider((0.1, 0.5), 0.1)
    goal = challenge(within=0.01, updates=25)
    board = playground(
        gradient_descent, prices, batch_size=None, learning_rate=rates, challenge=goal
    )
    height = descend(gradient_descent, prices, steps=25, learning_rate=0.1).excess[-1]
    share = 100 * height / prices.lowest
    assert line(board) == f"{OPEN}{goal} (yours: {share:.3g} %)."
    assert line(board, learning_rate=0.5).startswith(TICKED)
    for step in (0, 10, 100):
        board.stepper.value = step
        assert line(board).startswith(TICKED)


@pytest.mark.parametrize("kind, limit", [("below", 0.5), ("loss", 2.8), ("within", 0.22)])
def test_the_loss_at_the_end_of_the_budget_counts(prices, kind, limit):
    rates = tuple(np.round(np.linspace(0.01, 0.5, 50), 4).tolist())
    goal = challenge(**{kind: limit}, updates=30)
    board = playground(gradient_descent, prices, batch_size=None, steps=60, challenge=goal,
                       learning_rate=Slider(rates, 0.01))  # fmt: skip
    run = descend(gradient_descent, prices, steps=30, learning_rate=np.array(rates)[:, None])
    value = {"below": run.excess, "loss": run.loss, "within": run.excess / prices.lowest}[kind][-1]
    ticks = [line(board, learning_rate=rate).startswith(TICKED) for rate in rates]
    assert ticks == (value < limit).tolist() and 0 < sum(ticks) < 50


def test_rows_read_are_the_budget(prices):
    goal = challenge(below=0.1, rows=2000)
    board = playground(gradient_descent, prices, steps=500, learning_rate=[0.1], seed=[0],
                       batch_size=Slider((16, 500, 8000), 500), challenge=goal)  # fmt: skip
    run = descend(gradient_descent, prices, steps=125, learning_rate=0.1, batch_size=16)
    assert run.rows_seen[-1] == 2000
    assert line(board, batch_size=16).startswith(TICKED) == (run.excess[-1] < 0.1)
    few = descend(gradient_descent, prices, steps=4, learning_rate=0.1, batch_size=500)
    assert line(board, batch_size=500) == f"{OPEN}{goal} (yours: {few.excess[-1]:.3g})."
    assert f"(yours: {prices.excess((0, 0)):.3g})" in line(board, batch_size=8000)  # not one update


def test_settings_that_it_wants(prices):
    goal = challenge(below=1000, updates=10, batch_size=32)
    board = playground(gradient_descent, prices, learning_rate=[0.01], seed=[0],
                       batch_size=Slider((32, 500), 500), challenge=goal)  # fmt: skip
    assert line(board) == f"{OPEN}{goal} (yours: other settings)."
    assert line(board, batch_size=32).startswith(TICKED)


def test_what_is_reached_has_three_digits_however_small_or_large(prices):
    share = {"below": 1, "within": prices.lowest / 100}
    for kind, rate, updates in (("below", 0.6, 40), ("below", 0.5, 90), ("within", 0.5, 90)):
        goal = challenge(**{kind: 0.1}, updates=updates)
        board = playground(gradient_descent, prices, batch_size=None, learning_rate=[rate],
                           challenge=goal)  # fmt: skip
        run = descend(gradient_descent, prices, steps=updates, learning_rate=rate)
        yours = significant(run.excess[-1] / share[kind], 3)
        assert "10⁻" in yours or "," in yours
        assert f"(yours: {yours}" in line(board)


def test_a_run_that_diverges_does_not_meet_it_and_still_says_so(prices):
    goal = challenge(below=0.01, updates=100)
    rates = Slider((0.5, 5.0), 5.0)
    board = playground(
        gradient_descent, prices, batch_size=None, learning_rate=rates, challenge=goal
    )
    assert "diverged" in board.live.caption(*board.current_frame())
    assert line(board) == f"{OPEN}{goal} (yours: far off)."


def test_the_caption_says_it_at_every_position(prices):
    goal = challenge(below=0.01, updates=25)
    rates = (0.1, 0.5, 0.9)
    board = playground(gradient_descent, prices, batch_size=None, learning_rate=Slider(rates, 0.1),
                       challenge=goal)  # fmt: skip
    frames = board.slider_frames(["learning_rate"], board.positions())["learning_rate"]
    said = [board.live.caption(frames, place, 100).splitlines()[-1] for place in range(3)]
    assert [text.startswith(TICKED) for text in said] == [False, True, False]


def test_a_small_loss_has_three_digits_that_count():
    assert "(yours: 0.0005)" in challenge(loss=1e-6, moves=3).of_moves([3.0, 5e-4])
    assert "(yours: 4.57 × 10⁻¹⁰)" in challenge(loss=1e-12, moves=3).of_moves([4.567e-10])


def test_a_loss_below_0_has_a_minus_sign_as_in_the_rest_of_the_caption():
    assert "(yours: −0.250)" in challenge(loss=1, moves=2).of_moves([3.0, -0.25])
    run = descend(gradient_descent, saddle(), steps=20, start=(0.0, -1.0), learning_rate=[[0.1]])
    height = run.loss[-1, 0]
    assert height < 0
    (text,) = challenge(loss=1, updates=20).of_runs(run, [{}])
    assert f"(yours: −{significant(-height, 3)})" in text


def test_moves_of_a_reader_are_counted(prices):
    board = manual_descent(prices, challenge=challenge(loss=3, moves=2))
    assert "(yours: 31.799)" in line(board)
    for m in (1, 2):
        go(board, m, 0)
    assert line(board).endswith("; all 2 moves are made: start again).")
    board.reset()

    go(board, 6, 0)
    assert line(board).startswith(OPEN)
    go(board, 6, -1)
    go(board, 8, -2.4)  # good, but it is the third move
    assert line(board).startswith(OPEN)
    board.reset()
    go(board, 6, 0)
    go(board, 8, -2.4)
    assert line(board).startswith(TICKED)
    go(board, 0, 0)  # once met it stays met
    assert line(board).startswith(TICKED)


def go(board, *place):
    """Move a reader's sliders, at once, to values that stand on them."""
    for slider, value in zip(board.sliders.values(), place, strict=True):
        (slider.index,) = (i for i, (_, v) in enumerate(slider.options) if np.isclose(v, value))
    board.refresh(board.positions())


@pytest.mark.parametrize("given, says", [
    ({}, "one of within, below and loss"),
    ({"within": 0.1, "loss": 3}, "one of within, below and loss"),
    ({"within": -0.1}, "within must be one number above 0"),
    ({"below": [1, 2]}, "below must be one number above 0"),
    ({"below": float("nan")}, "below must be one finite number"),
    ({"below": 1, "updates": 0}, "updates must be a whole number"),
    ({"below": 1, "rows": 1.5}, "rows must be a whole number"),
    ({"below": 1, "batch_size": "32"}, "batch_size must be a number"),
    ({"below": 1, "beta": [[0.5]]}, "beta must be one number"),
])  # fmt: skip
def test_a_challenge_that_makes_no_sense(given, says):
    with pytest.raises((TypeError, ValueError), match=says):
        challenge(**given)


def test_a_playground_takes_only_a_challenge_for_its_one_rule_and_its_sliders(prices):
    goal = challenge(below=0.1)
    with pytest.raises(TypeError, match=r"challenge must be what challenge\(...\) returned"):
        playground(gradient_descent, prices, challenge=0.1)
    with pytest.raises(ValueError, match="about one rule"):
        playground([gradient_descent, momentum], prices, challenge=goal)
    with pytest.raises(ValueError, match="batch_size=33, which no slider"):
        playground(gradient_descent, prices, challenge=challenge(below=0.1, batch_size=33))
    with pytest.raises(ValueError, match=r"beta=0\.9, which no slider"):
        playground(gradient_descent, ravine(), challenge=challenge(below=0.1, beta=0.9))
    with pytest.raises(ValueError, match="needs one above 0"):
        playground(gradient_descent, ravine(), challenge=challenge(within=0.1))
    with pytest.raises(ValueError, match="counts examples needs a problem with data"):
        playground(gradient_descent, ravine(), challenge=challenge(below=1.0, rows=10))
    with pytest.raises(ValueError, match="counts 31 updates and there are 30 here: pass steps=31"):
        playground(gradient_descent, prices, steps=30, challenge=challenge(loss=3, updates=31))
    with pytest.raises(ValueError, match="Moves are counted by manual_descent"):
        playground(gradient_descent, prices, challenge=challenge(loss=3, moves=8))
    with pytest.raises(TypeError, match="challenge must be"):
        manual_descent(prices, challenge="loss < 3")
    for wrong in ({"within": 0.1}, {"loss": 3, "updates": 5}, {"loss": 3, "beta": 0.9}):
        with pytest.raises(ValueError, match="about the loss after some moves"):
            manual_descent(prices, challenge=challenge(**wrong))


# ---- the challenges of the lessons --------------------------------------------------------------

LESSONS = ("00_start_here", "01_gradient_descent", "02_stochastic_gradient_descent",
           "03_momentum", "04_rmsprop", "05_adam")  # fmt: skip


@pytest.mark.skipif(
    HEADLESS is not None, reason="pages/test_lessons.py does it, on the page itself"
)
@pytest.mark.parametrize("lesson", LESSONS)
def test_each_challenge_of_a_lesson_is_open_at_first_and_can_be_met_with_the_sliders(lesson):
    boards = [b for _, _, b in boards_of(lesson) if getattr(b, "challenge", None) is not None]
    assert boards
    for board in boards:
        assert line(board).startswith(OPEN)
        if isinstance(board, ManualDescent):
            for place in [(5.5, 0), (5.5, -0.4), (6, -0.4), (6, -0.8), (6.5, -0.8)]:
                go(board, *place)  # as the lesson has it
            assert line(board).startswith(TICKED)
        else:
            assert isinstance(board, Playground)
            met = settings_that_meet(board)
            assert met
            assert line(board, **met).startswith(TICKED)
