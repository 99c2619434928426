"""The race of the five rules, and the picture of what each does at every learning rate."""

import ipywidgets
import numpy as np
import pytest
from matplotlib import pyplot as plt
from support.dataset import DIAMONDS, TRAIN

from helpers.descent import descend
from helpers.plotting.robustness import robustness
from helpers.problems import DiamondPrices, ravine
from helpers.rules import adam, gradient_descent
from helpers.widgets.race import AXES, race
from helpers.widgets.race_runs import (
    RACE_RULES,
    RATES,
    SIZES,
    best_learning_rate,
    mean_over_last_tenth,
    run_learning_rates,
)

STEPS, SEEDS = 40, 3
OWN = 0  # the first place on the slider of learning rates


@pytest.fixture(scope="module")
def shared():
    return race(DIAMONDS, steps=STEPS, seeds=SEEDS)


@pytest.fixture
def board(shared):
    yield shared
    shared.reset()


def caption(board):
    return board.live.caption(*board.current_frame())


def heats_of(name, rate, size):
    """Return rows read and heights of all shuffles, each run alone."""
    size = DIAMONDS.rows if name == "gradient descent" else size
    settings = {"steps": STEPS, "learning_rate": rate, "batch_size": size}
    runs = [descend(RACE_RULES[name], DIAMONDS, **settings, seed=seed) for seed in range(SEEDS)]
    return runs[0].rows_seen, np.array([run.excess for run in runs])


@pytest.mark.parametrize(("rate", "size"), [(0.01, 8), (0.1, 32), (0.05, 1000)])
def test_the_numbers_after_all_updates_are_those_of_runs_alone(board, rate, size):
    places = {"learning_rate": 1 + RATES.index(rate), "batch_size": SIZES.index(size)}
    for moving in places:
        strip = board.strip(moving, places)
        for i, name in enumerate(RACE_RULES):
            _, heights = heats_of(name, rate, size)
            expected = heights[:, -STEPS // 10 :].mean()
            assert strip.numbers[places[moving], i, 0] == pytest.approx(expected)


@pytest.mark.parametrize("size", SIZES)
def test_counted_in_rows_all_have_read_no_more_than_the_batches(board, size):
    board.switch.value = "rows read"
    board.sliders["batch_size"].value = size
    board.sliders["learning_rate"].value = 0.1
    strip, place, _ = board.current_frame()
    for i, name in enumerate(RACE_RULES):
        read, heights = heats_of(name, 0.1, size)
        most = heats_of("sgd", 0.1, size)[0][-1]
        last = [k for k in range(STEPS + 1) if read[k] <= most and read[k] > 0.9 * most]
        last = last or [int((read <= most).sum()) - 1]  # gradient descent: its last, if any
        assert strip.numbers[place, i, 0] == pytest.approx(heights[:, last].mean())
    assert f"{most:,} rows read, {most / DIAMONDS.rows:.2g} epochs" in caption(board)


def test_curves_run_through_their_runs_and_bands_around_them(board):
    board.sliders["learning_rate"].value = 0.1
    strip, place, _ = board.current_frame()
    grid = np.linspace(0, STEPS, strip.points[1][0].shape[1])
    for i, name in enumerate(RACE_RULES):
        _, heights = heats_of(name, 0.1, 32)
        (_, ends), (x, mean) = strip.points[2 * i : 2 * i + 2]
        at = np.arange(STEPS + 1)
        assert np.allclose(x[0, :, 0], grid)
        assert np.allclose(mean[place, :, 0], np.interp(grid, at, heights.mean(axis=0)))
        assert np.allclose(ends[place, ::2, 0], np.interp(grid, at, heights.min(axis=0)))
        assert np.allclose(ends[place, 1::2, 0], np.interp(grid, at, heights.max(axis=0)))
        assert name != "gradient descent" or (ends[place, ::2] == ends[place, 1::2]).all()


def test_each_has_its_own_best_rate_among_those_on_the_slider():
    for name in RACE_RULES:
        best = best_learning_rate(run_learning_rates(DIAMONDS, name, 32, STEPS, range(SEEDS)))
        means = [heats_of(name, rate, 32)[1][:, -4:].mean() for rate in RATES]
        assert best == RATES[int(np.nanargmin(np.where(np.isfinite(means), means, np.nan)))]


def test_own_best_is_said_and_used(board):
    assert board.sliders["learning_rate"].label == "own best" and board.positions() == {
        "learning_rate": OWN, "batch_size": SIZES.index(32)}  # fmt: skip
    text = caption(board)
    for name in RACE_RULES:
        assert f"{name} (at {board.best[32][name]:g}) " in text
    board.sliders["learning_rate"].value = board.best[32]["adam"]
    assert f"adam {text.split('adam')[1].split()[-1]}" in caption(board)


@pytest.mark.parametrize("axis", AXES)
def test_the_x_axis_is_drawn_anew_and_reset_puts_it_back(board, axis):
    before = board.live.background
    board.switch.value = axis
    (axes,) = board.live.figure.axes
    assert axes.get_xlabel().startswith(axis)
    assert (board.live.background == before) == (axis == "updates")
    strip = board.current_frame()[0]
    low, high = axes.get_xlim()
    for x, y in strip.points:
        assert np.nanmin(x) >= low * 0.999 and np.nanmax(x) <= high * 1.001 and y.shape[1] > 100
    board.reset()
    assert board.switch.value == "updates" and board.live.background == before


def test_epochs_are_rows_in_other_units(board):
    board.switch.value = "rows read"
    rows = board.current_frame()[0]
    board.switch.value = "epochs"
    epochs = board.current_frame()[0]
    assert np.allclose(epochs.points[3][0] * DIAMONDS.rows, rows.points[3][0])
    assert np.allclose(epochs.points[3][1], rows.points[3][1], equal_nan=True)
    assert (epochs.numbers == rows.numbers).all()


def test_a_run_that_is_lost_is_drawn_and_told(board):
    board.sliders["learning_rate"].value = 5.0
    strip, place, _ = board.current_frame()
    assert np.isfinite(strip.numbers).all() and strip.numbers[place, 1, 0] > 1e9
    assert all(np.isfinite(y[place][~np.isnan(y[place])]).all() for _, y in strip.points)


def test_it_is_saved_as_a_picture_with_its_caption(board):
    data, looks = board._repr_mimebundle_()
    assert data["text/plain"] == caption(board) == looks["image/png"]["alt"] and data["image/png"]
    assert isinstance(board, ipywidgets.VBox)


def test_settled_counts_the_last_tenth_or_else_the_last_that_is_paid():
    heights = 2 * np.arange(11.0)[None, :]
    every = np.arange(11)[None, :]
    assert mean_over_last_tenth(heights, every, np.array([10])) == pytest.approx(20)
    assert mean_over_last_tenth(heights, every * 10, np.array([100])) == pytest.approx(20)
    assert mean_over_last_tenth(heights, every * 7, np.array([30])) == pytest.approx(8)
    assert mean_over_last_tenth(heights, every * 100, np.array([30])) == 0


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
        assert f"batch size {size:,}:" in caption(board) and "{" not in caption(board)


@pytest.mark.parametrize("wrong", [{"steps": 1}, {"seeds": 0}, {"steps": 2.5}])
def test_a_race_needs_sound_numbers(wrong):
    with pytest.raises((TypeError, ValueError), match=next(iter(wrong))):
        race(DIAMONDS, **wrong)


def test_robustness_draws_each_curve_in_its_panel_and_leaves_out_what_is_lost():
    rates = np.geomspace(1e-6, 1e3, 10)
    losses = {"carats": {"sgd": rates, "adam": rates / 2}, "points": {"sgd": [np.nan] * 9 + [1e9]}}
    figure = robustness(rates, losses)
    left, right = figure.axes
    assert [axes.get_title() for axes in (left, right)] == ["carats", "points"]
    drawn = {line.get_label(): line.get_ydata() for line in left.lines if len(line.get_xdata()) > 2}
    assert np.allclose(drawn["sgd"], rates) and np.allclose(drawn["adam"], rates / 2)
    assert np.isnan(right.lines[0].get_ydata()).all()
    assert left.get_xlabel() and left.get_ylabel()
    plt.close(figure)


def test_nine_decades_of_rates_are_one_run_of_many():
    rates = np.geomspace(1e-6, 1e3, 73)
    many = descend(adam, DIAMONDS, steps=30, batch_size=32, learning_rate=rates[:, None])
    for i in (0, 36, 72):
        alone = descend(adam, DIAMONDS, steps=30, batch_size=32, learning_rate=rates[i])
        assert (many.path[:, i] == alone.path).all()


@pytest.mark.parametrize(
    ("rates", "losses"),
    [
        ([-1.0], {"a": {"sgd": [1.0]}}),
        ([[0.1, 0.2]], {"a": {"sgd": [1.0]}}),
        ([0.1], "no dict"),
        ([0.1], {"a": {"mine": [1.0]}}),
        ([0.1], {"a": {"sgd": [1.0, 2.0]}}),
    ],
)
def test_robustness_says_what_to_pass(rates, losses):
    with pytest.raises((TypeError, ValueError), match="must"):
        robustness(rates, losses)


def test_a_rest_asks_for_no_new_runs(board, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a run was made again")

    monkeypatch.setattr("helpers.widgets.race_runs.sweep", refuse)
    for place in range(len(RATES) + 1):
        board.refresh({"learning_rate": place, "batch_size": place % len(SIZES)})
