"""Manual descent: every move is counted once, and captions say what the formulas give."""

import base64
from functools import lru_cache
from io import BytesIO
from itertools import product

import ipywidgets
import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image
from support.dataset import DIAMONDS, TRAIN
from support.examples import PROBLEMS
from support.expected_captions import facts
from support.front_end import rest
from support.payload_decoder import PayloadDecoder, rounded

from helpers.plotting.style import RING_MARKER
from helpers.problems import DiamondPrices, parabola, ravine
from helpers.widgets.manual_descent import MOVES, manual_descent

PROBLEMS = {name: p for name, p in PROBLEMS.items() if len(p.parameter_names) == 2}
PROBLEMS |= {"dollars": DiamondPrices(TRAIN, price_unit="dollar")}
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
pytestmark = pytest.mark.usefixtures("nothing_is_drawn")
untouched = lru_cache(manual_descent)  # a board for the tests that only look at it
GRID = [[0.0, 4.0, 8.0], [-4.0, -2.0, 0.0]]  # few values for m and b


def put(board, *positions):
    """Let the sliders rest at these positions."""
    rest(board, dict(zip(board.sliders, positions, strict=True)))


def shown(board):
    """Return the facts of the caption that is saved."""
    return facts(board.live.caption(*board.current_frame()), board.sliders)


# ---- captions ---------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.usefixtures("pictures")
@every_problem
def test_the_caption_says_loss_and_slopes_at_every_position(problem):
    board = untouched(problem)
    payload, here = PayloadDecoder(board.live), board.moves[-1]
    loss, slope, _ = board.live.decimals
    first, second = problem.parameter_names
    assert set(payload.slider_frames) == {first, second}
    for axis, (name, control) in enumerate(board.sliders.items()):
        for position, (label, value) in enumerate(control.options):
            there = here.copy()
            there[axis] = value
            found = facts(payload.caption(name, position, 0), board.sliders)
            m, b = map(rounded, problem.gradient(there), (slope, slope))
            height, lowest = (rounded(problem.loss(params), loss) for params in (there, here))
            assert found[2 * axis : 2 * axis + 2] == [name, label]
            assert found[4:] == [height, m, first, b, second, "0", lowest]


@every_problem
def test_numbers_have_three_digits_or_more_and_fit(problem):
    digits = untouched(problem).live.decimals
    at_start = [problem.loss(problem.start), *[np.abs(problem.gradient(problem.start)).max()] * 2]
    for count, value in zip(digits, at_start, strict=True):
        assert 100 <= abs(value) * 10.0**count < 2**31 / 100


def test_a_caption_in_full():
    board = manual_descent(ravine(), values=[[-2.0, 0.0, 1.0], [0.0, 0.25]])
    put(board, 1, 1)
    put(board, 2, 0)
    assert board.live.caption(*board.current_frame()) == (
        "x = 1, y = 0: loss 0.500. The slope here is 1.00 along x and 0.00 along y. "
        "Moves so far: 2; the lowest loss among them: 0.500."
    )
    put(board, 0, 0)
    assert shown(board)[-2:] == ["3", "0.500"]


# ---- moves ------------------------------------------------------------------------------------


def test_the_start_is_the_nearest_value_on_the_sliders():
    board = manual_descent(ravine())  # begins at (-2.5, 0.2828)
    assert board.moves.tolist() == [[-2.5, pytest.approx(0.28)]]
    assert manual_descent(ravine(), values=[[-9, -2, 5], [0, 0.25]]).moves.tolist() == [[-2, 0.25]]


def test_a_move_counts_only_where_it_leads_elsewhere():
    board = manual_descent(DIAMONDS, values=GRID)
    for positions in [(0, 2), (1, 2), (1, 2), (1, 0), (1, 2), (1, 2)]:
        put(board, *positions)
    assert board.moves.tolist() == [[0, 0], [4, 0], [4, -4], [4, 0]]
    assert shown(board)[-2] == "3"


def test_start_again_forgets_all_moves():
    board = manual_descent(DIAMONDS, values=GRID)
    first = board.live.caption(*board.current_frame())
    put(board, 1, 0)
    put(board, 2, 1)
    (button,) = [w for w in board.children[-1].children if isinstance(w, ipywidgets.Button)]
    button.click()
    assert board.moves.tolist() == [[0, 0]] and board.positions() == {"m": 0, "b": 2}
    assert board.live.caption(*board.current_frame()) == first
    assert PayloadDecoder(board.live).at == board.positions()


# ---- lines ------------------------------------------------------------------------------------


def in_data(axes, pixels, position):
    """Return the points that a line shows, in data coordinates."""
    x, y = (np.ravel(axis[position][:, 0]) for axis in pixels)
    points = np.stack([x, axes.figure.bbox.height - y], axis=-1)
    return axes.transData.inverted().transform(points)


def close(points, expected, axes):
    low, high = axes.viewLim.min, axes.viewLim.max
    return np.shape(points) == np.shape(expected) and np.allclose(
        (points - low) / (high - low), (expected - low) / (high - low), atol=2e-4
    )


def test_the_lines_are_the_moves_and_the_next_one():
    board = manual_descent(DIAMONDS, values=GRID)
    for positions in [(1, 2), (1, 1), (2, 1)]:
        put(board, *positions)
    payload, (data, surface, loss) = PayloadDecoder(board.live), board.live.figure.axes
    for position, m in enumerate(GRID[0]):
        path = np.array([[0, 0], [4, 0], [4, -2], [m, -2]])
        losses = np.stack([np.arange(4), DIAMONDS.loss(path)], axis=-1)
        ends = np.array(data.get_xlim())
        line = np.stack([ends, m * ends - 2], axis=-1)
        shown = [(data, line), (surface, path), (surface, path[:1]), (surface, path),
                 (surface, path[-1:]), (loss, losses), (loss, losses[-1:])]  # fmt: skip
        for trace, (axes, expected) in zip((1, 2, 3, 4, 5, 9, 10), shown, strict=True):
            points = in_data(axes, payload.pixels("m", trace), position)
            if axes is loss:
                assert np.allclose(points, expected, rtol=0.02, atol=0.05)
            else:
                assert close(points, expected, axes)


def test_the_last_forty_moves_are_shown_and_all_are_counted():
    board = manual_descent(ravine(), values=[np.linspace(-2.5, 2.5, 51), [0.0, 0.25]])
    for position in range(1, 51):
        put(board, position, 1)
    payload, (surface, loss) = PayloadDecoder(board.live), board.live.figure.axes
    assert len(board.moves) == 51 and shown(board)[-2] == "50"
    path = in_data(surface, payload.pixels("x", 2), 50)
    assert close(path, board.moves[-MOVES - 1 :], surface)
    assert close(in_data(surface, payload.pixels("x", 1), 50), board.moves[:1], surface)
    count = in_data(loss, payload.pixels("x", 7), 50)[:, 0]
    assert np.allclose(count, np.arange(10, 51), atol=0.1) and loss.get_xlim()[1] > 50


def artists(board):
    return [len(axes.get_children()) for axes in board.live.figure.axes]


@pytest.mark.parametrize("name", ["carats", "ravine", "saddle"])
def test_blindfolded_there_are_neither_contours_nor_data(name):
    seeing, blind = untouched(PROBLEMS[name]), manual_descent(PROBLEMS[name], blindfold=True)
    surface, loss = np.subtract(artists(seeing)[-2:], artists(blind))  # and no axes for the data
    hidden = 3 if name == "ravine" else 2  # the greys, the lines, and the small true shape
    assert (surface, loss) == (hidden, 0)
    assert blind.live.figure.axes[0].get_title() == "Where you have been"
    assert blind.live.caption(*blind.current_frame()) == seeing.live.caption(
        *seeing.current_frame()
    )


@every_problem
def test_the_minimum_is_not_drawn(problem):
    board = untouched(problem)
    rings = [i for i, trace in enumerate(board.live.traces)
             if trace.line.get_marker() is RING_MARKER]  # fmt: skip
    payload = PayloadDecoder(board.live)
    for name, ring in product(payload.slider_frames, rings):
        assert all(np.isnan(axis).all() for axis in payload.pixels(name, ring))
    for axes in board.live.figure.axes:
        still = [line for line in axes.lines if line not in [t.line for t in board.live.traces]]
        assert all(line.get_marker() is not RING_MARKER for line in still)
        legend = axes.get_legend()
        texts = [] if legend is None else [text.get_text() for text in legend.get_texts()]
        assert texts == (["downhill"] if axes is board._axes["contours"] else [])


# ---- the sliders, and what is saved -----------------------------------------------------------


@every_problem
def test_the_sliders_cover_the_picture_in_round_steps(problem):
    for control, (low, high) in zip(
        untouched(problem).sliders.values(), problem.domain, strict=True
    ):
        labels, values = zip(*control.options, strict=True)
        steps = np.diff(values)
        assert low <= values[0] < low + steps[0] and high - steps[0] < values[-1] <= high
        assert 20 < len(values) <= 75
        assert len(set(labels)) == len(labels) and np.allclose(steps, steps[0])
        assert f"{steps[0]:.1e}"[0] in "125" and f"{steps[0]:.1e}"[2] == "0"
        assert np.allclose(
            [float(label.replace("−", "-")) for label in labels], values, atol=1e-9 * steps[0]
        )


def test_values_may_be_given_in_any_order():
    board = manual_descent(DIAMONDS, values=[[8, 0, 4, 4], (0.0, -2.0)])
    assert [[v for _, v in c.options] for c in board.sliders.values()] == [[0, 4, 8], [-2, 0]]
    fine = manual_descent(DIAMONDS, values=[[7.841, 7.8411, 7.8412], [0, 1]]).sliders["m"]
    assert [label for label, _ in fine.options] == ["7.841", "7.8411", "7.8412"]


@pytest.mark.parametrize(("name", "lowest"), [("two valleys", (-1.06, 0)), ("saddle", (0, 0.98))])
def test_where_losses_are_below_0_the_loss_above_the_lowest_is_drawn(name, lowest):
    problem = PROBLEMS[name]
    values = [sorted(pair) for pair in zip(problem.start.tolist(), lowest, strict=True)]
    board = manual_descent(problem, values=values)
    put(board, *(pair.index(value) for pair, value in zip(values, lowest, strict=True)))
    params = board.moves[-1]
    assert params.tolist() == list(lowest) and problem.loss(params) < 0
    axes = board.live.figure.axes[-1]
    assert axes.get_title() == "Your excess loss"
    payload, at = PayloadDecoder(board.live), board.positions()["x"]
    dot = in_data(axes, payload.pixels("x", 8), at)
    assert dot == pytest.approx(np.array([[1, problem.excess(params)]]), rel=0.02)
    low, high = axes.get_ylim()
    assert low < problem.excess(params) < high
    assert shown(board)[4] == rounded(problem.loss(params), 3)


@pytest.mark.parametrize("name", ["carats", "ravine"])
def test_elsewhere_the_loss_itself_is_drawn(name):
    axes = untouched(PROBLEMS[name]).live.figure.axes[-1]
    height = PROBLEMS[name].loss(PROBLEMS[name].start)
    assert axes.get_title() == "Your loss" and axes.get_xlabel() == "your moves"
    assert axes.get_ylim() == pytest.approx((height / 30, height * 30))


@pytest.mark.usefixtures("pictures")
def test_the_bundle_has_the_picture_and_a_line():
    before = plt.get_fignums()
    board, again = (manual_descent(DIAMONDS, values=GRID) for _ in range(2))
    (data, metadata), (same, _) = (b._repr_mimebundle_() for b in (board, again))
    assert (
        data["text/plain"]
        == board.live.caption(*board.current_frame())
        == metadata["image/png"]["alt"]
    )
    assert "\n" not in data["text/plain"]
    assert Image.open(BytesIO(base64.b64decode(data["image/png"]))).size == (1920, 660)
    assert (same["text/plain"], same["image/png"]) == (data["text/plain"], data["image/png"])
    put(board, 1, 1)
    moved, _ = board._repr_mimebundle_()
    assert moved["image/png"] != data["image/png"]
    assert facts(moved["text/plain"], board.sliders)[-2] == "1"
    assert plt.get_fignums() == before


NOT_A_PROBLEM = r"problem must be LeastSquares\(x, y\), DiamondPrices\(train\) or ravine\(\), not"
WRONG = [
    ({"problem": "ravine"}, TypeError, NOT_A_PROBLEM),
    ({"problem": ravine}, TypeError, NOT_A_PROBLEM),
    ({"problem": parabola()}, ValueError, "manual_descent needs a problem with two parameters"),
    (
        {"values": [[1, 2]]},
        ValueError,
        "values must be two lists of finite numbers, for m and for b",
    ),
    ({"values": [[1], [2], [3]]}, ValueError, "values must be two lists"),
    ({"values": 3}, ValueError, "values must be two lists"),
    ({"values": [[], []]}, ValueError, "values must be two lists"),
    ({"values": [["a"], [1]]}, ValueError, "values must be two lists"),
    ({"values": [[1, np.nan], [1, 2]]}, ValueError, "values must be two lists"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), WRONG)
def test_a_wrong_argument_is_told_what_to_pass(wrong, error, message):
    with pytest.raises(error, match=message):
        manual_descent(**{"problem": DIAMONDS, **wrong})
