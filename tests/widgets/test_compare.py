"""The slider of learning rates over runs that have been made already."""

import ipywidgets
import numpy as np
import pytest
from support.expected_captions import facts
from support.made_up_losses import LOSSES, RATES, X
from support.payload_decoder import PayloadDecoder

from helpers.plotting import COLOURS, OWN_RULE
from helpers.plotting.style import SHAPES
from helpers.widgets.compare import compare
from helpers.widgets.compared_losses import DIVERGENCE_FACTOR

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")


@pytest.fixture
def board():
    return compare(RATES, LOSSES, X, label="error in %", decimals=1)


def caption(board):
    return board.live.caption(*board.current_frame())


def shown(board):
    """Return the facts of the caption."""
    return facts(caption(board), ["learning rate", *board.losses])


def test_a_caption_in_full(board):
    sgd, adam = LOSSES["sgd"][1, :, -1].mean(), LOSSES["adam"][0, :, -1].mean()
    assert caption(board) == (
        "learning rate own best: error in % after 320 examples read, mean of 4 seeds: "
        f"sgd (at 0.1) {sgd:.1f}, adam (at 0.01) {adam:.1f}."
    )


def test_rules_differ_by_the_shape_of_their_marks(board):
    curves, dots = ([trace.line for trace in board.live.traces[first::3]] for first in (1, 2))
    for lines in (curves, dots):
        assert [line.get_marker() for line in lines] == [*SHAPES[: len(board.losses)]]


def test_names_and_labels_may_have_braces():
    """In a caption they stand for numbers."""
    losses = dict(zip(("a{1}", "b"), LOSSES.values(), strict=False))
    text = caption(compare(RATES, losses, X, label="e{0}", x_label="{step}", decimals=1))
    assert ": e(0) after 320 (step), mean of 4 seeds: a(1) (at " in text


def test_the_caption_says_what_numpy_finds_at_every_rate(board):
    slider = board.sliders["learning_rate"]
    assert slider.label == "own best"
    for rate in RATES:
        slider.value = rate
        end = LOSSES["sgd"][RATES.index(rate), :, -1].mean()
        assert shown(board)[:6] == ["learning rate", f"{rate:g}", "320", "4", "sgd", f"{end:.1f}"]
    assert shown(board)[6:] == ["adam", "lost"]


def test_each_name_is_at_its_own_best_rate(board):
    sgd, adam = LOSSES["sgd"][1, :, -1].mean(), LOSSES["adam"][0, :, -1].mean()
    own_best = ["sgd", "0.1", f"{sgd:.1f}", "adam", "0.01", f"{adam:.1f}"]
    assert shown(board) == ["learning rate", "own best", "320", "4", *own_best]
    other = compare(RATES, LOSSES, X, best={"adam": 0.1, "sgd": 0.01}, decimals=1)
    assert shown(other)[4:7] == ["sgd", "0.01", f"{LOSSES['sgd'][0, :, -1].mean():.1f}"]


def test_the_curve_is_the_mean_and_the_band_touches_every_extreme(board):
    frames = board.slider_frames(board.sliders, board.positions())["learning_rate"]
    for i, name in enumerate(LOSSES):
        (grid, ends), (x, mean), (rate, end) = frames.points[3 * i : 3 * i + 3]
        assert np.allclose(x[0, :, 0], X)
        assert np.allclose(rate[:, 0, 0], [board.best[name], *RATES])
        assert np.allclose(end[:, 0, 0], mean[:, -1, 0])
        kept = LOSSES[name][:2]
        assert np.allclose(mean[1:3, :, 0], kept.mean(axis=1))
        for k, x_value in enumerate(X):
            at = np.abs(grid[0, ::2, 0] - x_value).argmin()
            assert grid[0, 2 * at, 0] == pytest.approx(x_value, abs=X[-1] / 299)
            assert ends[1:3, 2 * at, 0] == pytest.approx(kept[:, :, k].min(axis=1), rel=0.02)
            assert ends[1:3, 2 * at + 1, 0] == pytest.approx(kept[:, :, k].max(axis=1), rel=0.02)


def test_what_goes_to_the_browser_is_what_is_saved(board):
    payload = PayloadDecoder(board.live)
    slider = board.sliders["learning_rate"]
    for position in range(len(RATES) + 1):
        slider.index = position
        assert payload.caption("learning_rate", position, 0) == caption(board)


@pytest.mark.usefixtures("pictures")
def test_every_rate_gives_another_picture_and_reset_the_first(board):
    slider = board.sliders["learning_rate"]
    pictures = set()
    for position in range(len(RATES) + 1):
        slider.index = position
        pictures.add(board.live.png(*board.current_frame()))
    assert len(pictures) == len(RATES) + 1
    board.reset()
    assert slider.label == "own best" and board.live.png(*board.current_frame()) in pictures


@pytest.mark.usefixtures("pictures")
def test_it_is_saved_as_a_picture_with_its_caption(board):
    data, metadata = board._repr_mimebundle_()
    assert (
        data["text/plain"] == caption(board) == metadata["image/png"]["alt"] and data["image/png"]
    )
    assert isinstance(board, ipywidgets.VBox)


def test_each_rule_has_its_colour_and_the_axes_say_what_they_show():
    board = compare(RATES, {**LOSSES, "mine": LOSSES["sgd"]}, X, label="error", x_label="epochs")
    lines = [trace.line for trace in board.live.traces]
    assert [line.get_color() for line in lines[1::3]] == [
        COLOURS["sgd"], COLOURS["adam"], OWN_RULE]  # fmt: skip
    axes, beside = board.live.figure.axes
    assert axes.get_xlabel() == "epochs" and axes.get_ylabel() == "error (log scale)"
    assert np.allclose(beside.lines[0].get_data(), (RATES, LOSSES["sgd"][..., -1].mean(axis=1)))
    low, high = axes.get_ylim()
    assert low < LOSSES["sgd"].min() and high > LOSSES["sgd"].max() and high < DIVERGENCE_FACTOR


def test_a_loss_of_zero_breaks_nothing():
    perfect = {"sgd": np.array([[[1.0, 0.0]]])}
    board = compare([0.1], perfect, [0, 1], decimals=1)
    assert shown(board)[-3:] == ["sgd", "0.1", "0.0"]


@pytest.mark.parametrize(("loss", "decimals"), [(2.1, 9), (2.2, 8), (2.1e9, 0), (1e-9, 9)])
def test_as_many_decimals_as_fit_are_shown(loss, decimals):
    losses = {"sgd": np.array([[[1.1, 1.0], [1.0, 1.0]], [[1.0, np.inf], [1.0, 1.0]]]) * loss}
    board = compare([0.1, 0.2], losses, [0, 1], decimals=decimals)
    assert shown(board)[-1].replace(",", "") == f"{loss:.{decimals}f}"
    board.sliders["learning_rate"].value = 0.2
    assert shown(board)[-2:] == ["sgd", "lost"]
    if decimals < 9:
        with pytest.raises(ValueError, match=f"decimals must be at most {decimals} where a loss"):
            compare([0.1, 0.2], losses, [0, 1], decimals=decimals + 1)


def test_nothing_that_is_passed_in_is_changed():
    copies = {name: array.copy() for name, array in LOSSES.items()}
    compare(RATES, LOSSES, X)
    assert all(np.array_equal(LOSSES[name], copies[name], equal_nan=True) for name in copies)


def test_names_may_be_numbers():
    board = compare(RATES, dict(zip((1, 2), LOSSES.values(), strict=True)), X, best={1: 0.1, 2: 1})
    assert list(board.losses) == ["1", "2"] and board.best == {"1": 0.1, "2": 1}


GOOD = {"rates": RATES, "losses": LOSSES, "x": X}
WRONG = [
    ({"rates": (0.1, 0.01, 1)}, "rates must be a flat list of numbers above 0, from low to high"),
    ({"rates": (0, 0.1, 1)}, "rates must be a flat list of numbers above 0, from low to high"),
    ({"rates": "fast"}, "rates must be a number"),
    ({"rates": (0.1, 1.0)}, "losses must be .*2 rates, seeds, points.*sgd has the shape"),
    ({"losses": [1, 2]}, "losses must be"),
    ({"losses": {}}, "losses must be"),
    ({"losses": {"sgd": "low"}}, "losses must be .* of numbers"),
    ({"losses": {"sgd": np.ones((3, 4))}}, "sgd has the shape"),
    ({"losses": {"sgd": -np.ones((3, 4, 6))}}, "losses must be 0 or more"),
    ({"losses": {"sgd": np.full((3, 4, 6), np.nan)}}, "finite numbers above 0 at their first"),
    ({"losses": {"sgd": np.zeros((3, 4, 6))}}, "finite numbers above 0 at their first"),
    ({"losses": {"a": np.ones((3, 4, 6)), "b": np.ones((3, 5, 6))}}, "one shape for all names"),
    ({"x": X[:-1]}, "x must be 6 numbers that rise"),
    ({"x": X[::-1]}, "x must be 6 numbers that rise"),
    ({"x": ["a"] * 6}, "x must be a number"),
    ({"best": {"sgd": 0.1}}, "best must be .* for sgd, adam"),
    ({"best": {"sgd": 0.1, "adam": 0.2}}, "best must name rates on the slider, not 0.2 for adam"),
    ({"losses": {"1": np.ones((3, 4, 6))}, "best": {1: 0.1, "1": 1}}, "best must be .* for 1"),
    ({"losses": {1: np.ones((3, 4, 6)), "1": np.ones((3, 4, 6))}}, "no two names may be the same"),
    ({"decimals": -1}, "decimals must be a whole number"),
    ({"decimals": 8}, r"decimals must be at most 7 where a loss is 81, not 8\."),
    ({"losses": {"sgd": np.full((3, 4, 6), 3e9)}}, r"losses must be below 2,147,.*, not 3e\+09:"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG)
def test_a_wrong_argument_is_answered_with_a_sentence(wrong, message):
    with pytest.raises((TypeError, ValueError), match=message) as caught:
        compare(**{**GOOD, **wrong})
    assert "\n" not in str(caught.value).split("array(")[0]
