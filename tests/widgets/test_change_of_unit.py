"""The slider that measures the data in smaller and smaller units."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.dataset import DIAMONDS, TRAIN
from support.payload_decoder import PayloadDecoder

from helpers.descent import descend
from helpers.problems import DiamondPrices, LeastSquares, ravine
from helpers.rules import gradient_descent
from helpers.theory import stability_limit
from helpers.widgets.change_of_unit import HEIGHTS, change_of_unit

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")

UNITS = (1, 10, 100)


@pytest.fixture
def board():
    return change_of_unit(DIAMONDS, UNITS, name="units per carat", steps=40)


def caption(board):
    return board.live.caption(*board.current_frame())


def test_a_hundred_units_are_the_lesson_in_points(board):
    points = DiamondPrices(TRAIN, carat_unit="point")
    rate = 0.9 * stability_limit(points)
    run = descend(gradient_descent, points, steps=40, learning_rate=rate)
    np.testing.assert_allclose(board.runs[-1].path, run.path, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(board.runs[-1].excess, run.excess, rtol=1e-8)


def test_the_caption_says_where_the_run_is_at_every_unit_and_step(board):
    for unit, run in zip(UNITS, board.runs, strict=True):
        board.sliders["units"].value = float(unit)
        for step in (0, 7, 40):
            board.stepper.value = step
            m, b = run.path[step]
            says = f"step {step} of 40: m = {m:.4f}, b = {b:.3f}; "
            says += f"excess loss {run.excess[step]:.4f}."
            says = says.replace("= -0.000;", "= 0.000;").replace("-", "−")
            assert caption(board).startswith(f"units per carat {unit} · {says}")
    assert "Condition number 32,990, learning rate 0.000104 (90% of" in caption(board)


def test_contours_are_lines_of_the_same_heights_in_every_unit(board):
    frames = board.slider_frames(board.sliders, board.positions())["units"]
    start = DIAMONDS.excess(DIAMONDS.start)
    for share, (x, y) in zip(HEIGHTS, frames.points, strict=False):
        for i, run in enumerate(board.runs):
            heights = run.problem.excess(np.stack([x[i, :, 0], y[i, :, 0]], axis=-1))
            np.testing.assert_allclose(heights, share * start, rtol=1e-6)


def test_the_path_ends_in_the_minimum_and_is_drawn_from_the_start(board):
    frames = board.slider_frames(board.sliders, board.positions())["units"]
    surface = frames.points[len(HEIGHTS) : len(HEIGHTS) + 5]
    (edge, _), (start, _), (path, b), _, (ring, below) = surface
    for i, run in enumerate(board.runs):
        np.testing.assert_array_equal(edge[i, 0], run.path[:, 0])
        np.testing.assert_array_equal((path[i, 0], b[i, 0]), run.path.T)
        assert start[i, 0, 0] == 0
        np.testing.assert_allclose((ring[i, 0, 0], below[i, 0, 0]), run.problem.minimum)


def test_both_parameters_have_one_scale_and_start_and_minimum_are_seen(board):
    surface = board.live.figure.axes[0]
    FigureCanvasAgg(board.live.figure).draw()
    unit = surface.transData.transform([(0, 0), (1, 0), (0, 1)])
    assert unit[1, 0] - unit[0, 0] == pytest.approx(unit[2, 1] - unit[0, 1])
    for run in board.runs:
        for place in (run.problem.start, run.problem.minimum):
            assert surface.viewLim.contains(*place)


def test_what_goes_to_the_browser_is_what_is_saved(board):
    payload = PayloadDecoder(board.live)
    for position, unit in enumerate(UNITS):
        board.sliders["units"].value = float(unit)
        for step in (0, 40):
            board.stepper.value = step
            assert payload.caption("units", position, step) == caption(board)


@pytest.mark.usefixtures("pictures")
def test_every_unit_gives_another_picture_and_reset_the_first(board):
    pictures = set()
    for unit in UNITS:
        board.sliders["units"].value = float(unit)
        pictures.add(board.live.png(*board.current_frame()))
    assert len(pictures) == len(UNITS)
    board.reset()
    assert board.sliders["units"].label == "1"
    assert board.live.png(*board.current_frame()) in pictures


def test_it_takes_anybodys_data():
    x = np.arange(1.0, 6.0)
    board = change_of_unit(LeastSquares(x, 3 * x + 1), [1, 2], steps=5)
    assert caption(board).startswith("units 1 · step 5 of 5: m = ")


@pytest.mark.parametrize(
    "given, says",
    [
        ({"units": []}, "units must be one finite number or more"),
        ({"units": [1, 1]}, "units must be different numbers above 0"),
        ({"units": [0, 1]}, "units must be different numbers above 0"),
        ({"units": [1, 1e9]}, r"pass a number nearer to 1 than 1e\+09\."),
        ({"units": [1], "steps": 0}, "steps must be a whole number"),
        ({"problem": ravine(), "units": [1]}, "a line through data"),
    ],
)
def test_what_makes_no_sense(given, says):
    with pytest.raises((TypeError, ValueError), match=says):
        change_of_unit(**{"problem": DIAMONDS, **given})
