"""What manual descent draws besides the usual views, at every position of its sliders."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import PROBLEMS
from support.front_end import rest
from support.payload_decoder import PayloadDecoder

from helpers.exercises import challenge
from helpers.plotting import style
from helpers.problems import LeastSquares, ravine
from helpers.widgets.manual_descent import MOVES, manual_descent
from helpers.widgets.manual_descent_lines import arrow_points, residual_points

GRID = [[0.0, 2.0, 4.0, 6.0, 7.5, 8.0], [-4.0, -2.0, 0.0]]
UNITS = ("carats", "points", "cents", "ravine", "two valleys")


def put(board, *positions):
    """Let the sliders rest at these positions."""
    rest(board, dict(zip(board.sliders, positions, strict=True)))


def looking(board, look):
    """Return the numbers of the lines that look like this."""
    return [i for i, trace in enumerate(board.live.traces)
            if trace.line.get_color() == look["color"]]  # fmt: skip


# ---- the sticks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", [DIAMONDS, LeastSquares([1, 2, 4], [3, 1, 5])])
def test_each_stick_goes_from_an_example_to_the_line_above_or_below_it(problem):
    params = np.array([[0.0, 0.0], [3.0, -1.0]])
    x, y = residual_points(problem, params)
    count = min(40, problem.rows)
    assert x.shape == (1, 3 * count, 1) and y.shape == (2, 3 * count, 1)
    examples = set(zip(problem.x.tolist(), problem.y.tolist(), strict=True))
    for (m, b), heights in zip(params, y[..., 0], strict=True):
        sticks = np.column_stack([x[0, :, 0], heights]).reshape(count, 3, 2)
        for example, on_line, gap in sticks.tolist():
            assert tuple(example) in examples and on_line[0] == example[0]
            assert on_line[1] == pytest.approx(m * example[0] + b) and np.isnan(gap[1])


def test_the_examples_with_sticks_are_marked():
    board = manual_descent(DIAMONDS, values=GRID)
    (marked,) = [line for line in board.live.figure.axes[0].lines
                 if line.get_marker() == style.SAMPLED["marker"]]  # fmt: skip
    assert np.array_equal(marked.get_xdata(), DIAMONDS.x[DIAMONDS.sample(40)])
    (sticks,) = looking(board, style.RESIDUALS)
    x, _ = PayloadDecoder(board.live).pixels("m", sticks)
    left = board.live.figure.axes[0].transData.transform([(marked.get_xdata()[0], 0)])[0, 0]
    assert x[0, 0, 0] == pytest.approx(left, abs=1 / 32)


# ---- the arrow ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNITS)
def test_the_arrow_is_as_long_everywhere_and_goes_against_the_gradient(name):
    problem = PROBLEMS[name]
    axes = manual_descent(problem).live.figure.axes[-2]
    low, high = problem.domain.T
    params = low + np.random.default_rng(0).uniform(0, 1, (50, 2)) * (high - low)
    gradients = problem.gradient(params)
    x, y = arrow_points(axes, params, gradients)
    points = np.stack([x, y], axis=-1)[:, :, 0]
    way = points[:, 1] - points[:, 0]
    along = way / np.ptp(problem.domain, axis=1), -gradients / np.ptp(problem.domain, axis=1)
    cosines = [(a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
               for a, b in [along]]  # fmt: skip
    np.testing.assert_allclose(cosines, 1, rtol=1e-6)
    pixels = axes.transData.transform(points.reshape(-1, 2)).reshape(points.shape)
    lengths = np.linalg.norm(pixels[:, 1] - pixels[:, 0], axis=1)
    np.testing.assert_allclose(lengths, 0.2 * min(axes.bbox.size), rtol=1e-6)
    behind = np.linalg.norm(pixels[:, [2, 4]] - pixels[:, 1:2], axis=2)  # the barbs of its head
    np.testing.assert_allclose(behind / lengths[:, None], 0.3, rtol=1e-6)
    starts = axes.transData.transform(params)
    assert (np.linalg.norm(pixels[:, 0] - starts, axis=1) < 0.1 * min(axes.bbox.size)).all()


def test_where_the_gradient_is_0_there_is_no_arrow():
    axes = manual_descent(ravine()).live.figure.axes[0]
    x, y = arrow_points(axes, np.zeros((1, 2)), np.zeros((1, 2)))
    assert np.isnan(x).all() and np.isnan(y).all()


@pytest.mark.parametrize("blindfold", [True, False])
def test_the_arrow_shows_blindfolded_too_at_each_position(blindfold):
    board = manual_descent(DIAMONDS, values=GRID, blindfold=blindfold)
    put(board, 1, 2)
    axes, payload = board.live.figure.axes[-2], PayloadDecoder(board.live)
    _, arrow = looking(board, style.DOWNHILL)[-1], looking(board, style.DOWNHILL)[0]
    x, y = payload.pixels("m", arrow)
    for position, m in enumerate(GRID[0]):
        params = np.array([[m, 0.0]])
        expected = np.stack(arrow_points(axes, params, DIAMONDS.gradient(params)), axis=-1)[0, :, 0]
        pixels = axes.transData.transform(expected)
        np.testing.assert_allclose(x[position, :, 0], pixels[:, 0], atol=1 / 31)
        height = axes.figure.bbox.height
        np.testing.assert_allclose(height - y[position, :, 0], pixels[:, 1], atol=1 / 31)


# ---- the target, and the axis of moves ----------------------------------------------------------


def shown_targets(board, position):
    """Return whether the line of a target not met, and that of one met, are to be seen."""
    payload = PayloadDecoder(board.live)
    axes = board.live.figure.axes[-1]
    goal = axes.figure.bbox.height - axes.transData.transform((0, 3.0))[1]
    found = []
    for line in [i for i, trace in enumerate(board.live.traces) if trace.line.axes is axes][:2]:
        x, y = (axis[position, :, 0] for axis in payload.pixels("m", line))
        found.append(bool(np.isfinite(y).all()))
        assert np.isnan(y).all() or y == pytest.approx([goal] * 2, abs=1 / 31)
        assert x == pytest.approx(axes.bbox.intervalx, abs=1 / 31)
    return found


def test_the_target_is_a_line_at_its_loss_that_turns_when_it_is_met():
    board = manual_descent(DIAMONDS, values=GRID, challenge=challenge(loss=3, moves=8))
    put(board, 3, 1)  # loss 5.6
    for position, m in enumerate(GRID[0]):
        met = DIAMONDS.loss([m, -2.0]) < 3
        assert shown_targets(board, position) == [not met, met]
    assert [text.get_text() for text in board.live.figure.axes[-1].texts] == ["target 3"]
    put(board, 4, 1)
    assert all(shown_targets(board, position) == [False, True] for position in range(6))
    board.reset()
    assert shown_targets(board, 0) == [True, False]


def test_too_late_the_target_is_not_met():
    board = manual_descent(DIAMONDS, values=GRID, challenge=challenge(loss=3, moves=1))
    put(board, 3, 1)
    assert shown_targets(board, 4) == [True, False]


def test_without_a_challenge_or_where_it_cannot_be_drawn_there_is_no_target():
    assert not manual_descent(DIAMONDS, values=GRID).live.figure.axes[-1].texts
    for limit in (1e-9, 1e9):  # far outside of the usual axis
        far = manual_descent(DIAMONDS, values=GRID, challenge=challenge(loss=limit))
        low, high = far.live.figure.axes[-1].get_ylim()
        assert low < limit < high
    lowest = PROBLEMS["two valleys"].lowest
    assert lowest < -0.1
    shifted = manual_descent(PROBLEMS["two valleys"], challenge=challenge(loss=0.5))
    label = shifted.live.figure.axes[-1].texts[0]
    assert label.xy[1] == pytest.approx(0.5 - lowest) and label.get_text() == "target 0.905"


@pytest.mark.thorough
@pytest.mark.parametrize(("goal", "first"), [(None, 8), (challenge(loss=3, moves=5), 5),
                                             (challenge(loss=3), 8)])  # fmt: skip
def test_the_axis_is_as_long_as_the_moves_and_grows_with_them(goal, first):
    board = manual_descent(DIAMONDS, values=GRID, challenge=goal)
    axes, lengths = board.live.figure.axes[-1], []
    before = board.live.background
    for move in range(1, MOVES + 4):
        assert axes.get_xlim()[1] >= move  # room for the move that may come next
        lengths.append(round(axes.get_xlim()[1] / 1.02))
        put(board, move % 2, 2)
    assert lengths[:first] == [first] * first and lengths[first] > first
    assert lengths == sorted(lengths) and lengths[-1] > MOVES
    assert (axes.xaxis.get_majorticklocs() % 1 == 0).all()
    assert board.live.background != before
    board.reset()
    assert round(axes.get_xlim()[1] / 1.02) == first and board.live.background == before


def test_a_longer_axis_is_sent_together_with_the_lines_on_it(monkeypatch):
    board = manual_descent(DIAMONDS, values=GRID)
    for move in range(1, 8):
        put(board, move % 2, 2)
    sent = []
    monkeypatch.setattr(board.live, "send_state", lambda key=None: sent.append(set(key or ())))
    put(board, 0, 1)
    together = [keys for keys in sent if "background" in keys]
    assert len(together) == 1 and "payload" in together[0]
    size = len(board.live.background) + len(board.live.payload["block"])
    assert size < 150_000
