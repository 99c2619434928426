"""The race: its numbers and curves are those of single runs."""

import ipywidgets
import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.expected_captions import facts
from support.single_runs import single_runs

from helpers.descent import descend
from helpers.problems import DiamondPrices, ravine
from helpers.rules import gradient_descent
from helpers.widgets.race import race
from helpers.widgets.race_figure import X_AXES
from helpers.widgets.race_runs import BATCH_SIZES, RACE_RULES, RATES

STEPS, SEEDS = 40, 3
OWN_BEST = 0  # the first position of the slider of learning rates


@pytest.fixture(scope="module")
def shared():
    return race(DIAMONDS, steps=STEPS, seeds=SEEDS)


@pytest.fixture
def board(shared):
    yield shared
    shared.reset()


def caption(board):
    return board.live.caption(*board.current_frame())


def shown(board):
    """Return the facts of the caption, but for those of the clock."""
    results, _, clock = caption(board).partition(" On the map, ")
    assert clock
    return facts(results, ["learning rate", "batch size", *RACE_RULES])


def runs_of(name, rate, size):
    """Return examples read and excess of all shuffles, each made in a run of its own."""
    return single_runs(DIAMONDS, name, rate, size, STEPS, range(SEEDS))


@pytest.mark.parametrize(("rate", "size"), [(0.01, 8), (0.1, 32), (0.05, 1000)])
def test_the_numbers_after_all_updates_are_those_of_runs_alone(board, rate, size):
    positions = {"learning_rate": 1 + RATES.index(rate), "batch_size": BATCH_SIZES.index(size)}
    for moving, frames in board.slider_frames(positions, positions).items():
        for i, name in enumerate(RACE_RULES):
            _, excess = runs_of(name, rate, size)
            expected = excess[:, -STEPS // 10 :].mean()
            assert frames.numbers[positions[moving], i, 0] == pytest.approx(expected)


@pytest.mark.parametrize("size", BATCH_SIZES)
def test_counted_in_rows_all_have_read_no_more_than_the_batches(board, size):
    board.axis_buttons.value = "examples read"
    board.sliders["batch_size"].value = size
    board.sliders["learning_rate"].value = 0.1
    frames, position, _ = board.current_frame()
    budget = runs_of("sgd", 0.1, size)[0][-1]
    for i, name in enumerate(RACE_RULES):
        read, excess = runs_of(name, 0.1, size)
        last = [k for k in range(STEPS + 1) if read[k] <= budget and read[k] > 0.9 * budget]
        last = last or [int((read <= budget).sum()) - 1]  # gradient descent: its last, if any
        assert frames.numbers[position, i, 0] == pytest.approx(excess[:, last].mean())
    assert shown(board)[4:7] == [f"{budget:,}", f"{budget / DIAMONDS.rows:.2g}", str(SEEDS)]


def test_curves_run_through_their_runs_and_bands_around_them(board):
    board.sliders["learning_rate"].value = 0.1
    frames, position, _ = board.current_frame()
    grid = np.linspace(0, STEPS, frames.points[1][0].shape[1])
    for i, name in enumerate(RACE_RULES):
        _, excess = runs_of(name, 0.1, 32)
        (_, ends), (x, mean) = frames.points[2 * i : 2 * i + 2]
        at = np.arange(STEPS + 1)
        assert np.allclose(x[0, :, 0], grid)
        assert np.allclose(mean[position, :, 0], np.interp(grid, at, excess.mean(axis=0)))
        assert np.allclose(ends[position, ::2, 0], np.interp(grid, at, excess.min(axis=0)))
        assert np.allclose(ends[position, 1::2, 0], np.interp(grid, at, excess.max(axis=0)))
        assert name != "gradient descent" or (ends[position, ::2] == ends[position, 1::2]).all()


def test_a_caption_in_full(board):
    ends = [single_runs(DIAMONDS, name, 0.1, 32, STEPS, range(SEEDS))[1][:, -4:].mean()
            for name in RACE_RULES]  # fmt: skip
    board.sliders["learning_rate"].value = 0.1
    results = ", ".join(f"{name} {end:.4f}" for name, end in zip(RACE_RULES, ends, strict=True))
    assert caption(board) == (
        "learning rate 0.1 · batch size 32: excess loss over the last tenth of 40 "
        f"updates, mean of 3 shuffles: {results}. On the map, one shuffle, clock 40 of 40: 40 "
        "updates each, 1280 examples read in mini-batches."
    )
    board.axis_buttons.value, board.stepper.value = "epochs", 20
    assert caption(board).endswith(
        " On the map, one shuffle, clock 20 of 40: 640 examples read each: 20 updates on "
        "mini-batches, 0 on all rows."
    )


@pytest.mark.parametrize("axis", X_AXES)
def test_on_the_map_all_are_where_they_are_when_the_clock_says_so(board, axis):
    board.axis_buttons.value = axis
    board.sliders["batch_size"].value = 1000
    board.sliders["learning_rate"].value = 0.1
    frames, position, last = board.current_frame()
    clock = frames.numbers[position, len(RACE_RULES) :]
    assert last == STEPS and (clock[0] == np.arange(STEPS + 1)).all()
    paths = frames.points[2 * len(RACE_RULES) + 1 : -1 : 2]
    for name, (x, y) in zip(RACE_RULES, paths, strict=True):
        run = descend(RACE_RULES[name], DIAMONDS, steps=STEPS, learning_rate=0.1, seed=0,
                      batch_size=None if name == "gradient descent" else 1000)  # fmt: skip
        same = axis == "updates" or name != "gradient descent"
        there = [k if same else sum(run.rows_seen <= rows) - 1 for k, rows in enumerate(clock[1])]
        path = np.stack([x[position, 0], y[position, 0]], axis=-1)
        assert path == pytest.approx(run.path[there], rel=1e-6)
        assert axis == "updates" or name != "gradient descent" or there[-1] == 5


@pytest.mark.parametrize("axis", X_AXES)
def test_a_line_runs_along_the_x_axis_with_the_clock(board, axis):
    board.axis_buttons.value = axis
    frames, position, _ = board.current_frame()
    x, _ = frames.points[2 * len(RACE_RULES)]
    read = (
        np.arange(STEPS + 1)
        * {"updates": 1, "examples read": 32, "epochs": 32 / DIAMONDS.rows}[axis]
    )
    assert x[position, 0] == pytest.approx(read)


def test_each_rule_is_at_its_own_best_rate(board):
    assert board.sliders["learning_rate"].label == "own best" and board.positions() == {
        "learning_rate": OWN_BEST, "batch_size": BATCH_SIZES.index(32)}  # fmt: skip
    head, results = shown(board)[:6], shown(board)[6:]
    assert head == ["learning rate", "own best", "batch size", "32", str(STEPS), str(SEEDS)]
    assert results[::3] == list(RACE_RULES)
    assert results[1::3] == [f"{board.best[32][name]:g}" for name in RACE_RULES]
    board.sliders["learning_rate"].value = board.best[32]["adam"]
    assert shown(board)[-2:] == ["adam", results[-1]]


@pytest.mark.parametrize("axis", X_AXES)
def test_the_x_axis_is_drawn_anew_and_reset_puts_it_back(board, axis):
    before = board.live.background
    board.axis_buttons.value = axis
    axes, _ = board.live.figure.axes
    assert axes.get_xlabel().startswith(axis)
    assert (board.live.background == before) == (axis == "updates")
    frames = board.current_frame()[0]
    low, high = axes.get_xlim()
    for x, y in frames.points[: 2 * len(RACE_RULES)]:
        assert np.nanmin(x) >= low * 0.999 and np.nanmax(x) <= high * 1.001 and y.shape[1] > 100
    board.reset()
    assert board.axis_buttons.value == "updates" and board.live.background == before


def test_epochs_are_rows_in_other_units(board):
    board.axis_buttons.value = "examples read"
    rows = board.current_frame()[0]
    board.axis_buttons.value = "epochs"
    epochs = board.current_frame()[0]
    assert np.allclose(epochs.points[3][0] * DIAMONDS.rows, rows.points[3][0])
    assert np.allclose(epochs.points[3][1], rows.points[3][1], equal_nan=True)
    assert (epochs.numbers == rows.numbers).all()


def test_a_run_that_diverged_is_drawn_and_has_a_number(board):
    board.sliders["learning_rate"].value = 5.0
    frames, position, _ = board.current_frame()
    assert np.isfinite(frames.numbers).all() and frames.numbers[position, 1, 0] > 1e9
    curves = frames.points[: 2 * len(RACE_RULES)]
    assert all(np.isfinite(y[position][~np.isnan(y[position])]).all() for _, y in curves)


def test_it_is_saved_as_a_picture_with_its_caption(board):
    data, metadata = board._repr_mimebundle_()
    assert (
        data["text/plain"] == caption(board) == metadata["image/png"]["alt"] and data["image/png"]
    )
    assert isinstance(board, ipywidgets.VBox)


@pytest.mark.parametrize("problem", [ravine(), None, gradient_descent])
def test_a_race_needs_data(problem):
    with pytest.raises(TypeError, match=r"LeastSquares\(x, y\) or DiamondPrices\(train\)"):
        race(problem)


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [(2, [1, 2]), (12, [1, 2, 8]), (999, [8, 32, 128, 512]), (1000, [8, 32, 128, 1000])],
)
def test_a_race_draws_batches_that_the_table_has(rows, sizes):
    board = race(DiamondPrices(TRAIN[:rows]), steps=3, seeds=2)
    assert [value for _, value in board.sliders["batch_size"].options] == sizes
    assert sorted(board.best) == sizes
    for size in sizes:
        board.sliders["batch_size"].value = size
        assert shown(board)[2:4] == ["batch size", f"{size:,}"] and "{" not in caption(board)


def test_a_race_on_a_schedule_says_so_and_is_run_on_it():
    board = race(DIAMONDS, steps=20, seeds=1, schedule="cosine")
    board.sliders["learning_rate"].value = 0.1
    assert board.schedule == "cosine"
    assert caption(board).startswith(
        "learning rate 0.1, falling to 0 along a cosine · batch size 32: excess loss"
    )
    run = descend(RACE_RULES["adam"], DIAMONDS, steps=20, batch_size=32, learning_rate=0.1,
                  schedule="cosine")  # fmt: skip
    assert f"adam {run.excess[-2:].mean():.4f}." in caption(board)


@pytest.mark.parametrize(
    "wrong", [{"steps": 1}, {"seeds": 0}, {"steps": 2.5}, {"schedule": "cosines"}]
)
def test_a_race_needs_sound_numbers(wrong):
    with pytest.raises((TypeError, ValueError), match=next(iter(wrong))):
        race(DIAMONDS, **wrong)


def test_a_rest_asks_for_no_new_runs(board, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a run was made again")

    monkeypatch.setattr("helpers.widgets.race_runs.sweep", refuse)
    for position in range(len(RATES) + 1):
        board.refresh({"learning_rate": position, "batch_size": position % len(BATCH_SIZES)})
