"""The figure of a race: curves in any unit of the x-axis, and a clock."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.widgets.line_style import canvas_style
from helpers.widgets.race_figure import X_AXES, RaceFigure
from helpers.widgets.race_runs import RACE_RULES

STEPS, SMALLEST = 40, 8
ROWS = DIAMONDS.rows


@pytest.fixture
def drawn():
    return RaceFigure(DIAMONDS, STEPS, SMALLEST)


def test_the_lines_are_a_band_and_a_curve_of_each_rule_a_clock_and_its_path(drawn):
    curves, plane = drawn.figure.axes
    axes = [trace.line.axes for trace in drawn.traces]
    count = 2 * len(RACE_RULES)
    assert axes == [curves] * (count + 1) + [plane] * (count + 1)
    assert [trace.trail for trace in drawn.traces[count + 1 :: 2]] == [True] * len(RACE_RULES) + [
        False
    ]


def test_rules_differ_by_dashes_and_by_the_shape_at_the_end_of_their_path(drawn):
    of_rules = drawn.traces[1 : 2 * len(RACE_RULES) : 2]
    assert len({str(canvas_style(one, 1)["dashes"]) for one in of_rules}) == len(RACE_RULES)
    ends = drawn.traces[2 * len(RACE_RULES) + 2 :: 2]
    assert len({one.line.get_marker() for one in ends}) == len(ends) == len(RACE_RULES)


@pytest.mark.parametrize(
    "x_axis, limits, scale",
    [
        ("updates", (0, STEPS), "linear"),
        ("examples read", (SMALLEST, STEPS * ROWS), "log"),
        ("epochs", (SMALLEST / ROWS, STEPS), "log"),
    ],
)
def test_the_x_axis_reaches_from_the_smallest_batch_to_all_rows(drawn, x_axis, limits, scale):
    drawn.set_x_axis(X_AXES[-1])
    drawn.set_x_axis(x_axis)
    axes = drawn.figure.axes[0]
    assert axes.get_xlim() == pytest.approx(limits) and axes.get_xscale() == scale
    assert axes.get_xlabel().startswith(x_axis)


def test_curves_are_interpolated_within_what_was_spent_and_nowhere_else(drawn):
    cost = np.arange(STEPS + 1.0)[None] / 2
    loss = 100.0 - cost
    (band_x, band), (x, curve) = drawn.curve_points(cost, loss - 1, loss, loss + 1)
    spent = x[0, :, 0] <= STEPS / 2
    assert curve[0, spent, 0] == pytest.approx(100 - x[0, spent, 0])
    assert np.isnan(curve[0, ~spent, 0]).all() and spent.any() and not spent.all()
    low, high = band[0, ::2, 0], band[0, 1::2, 0]
    assert high[spent] - low[spent] == pytest.approx(2) and len(band_x[0]) == len(band[0])


@pytest.mark.parametrize("x_axis, unit", [("updates", 1), ("examples read", 1), ("epochs", ROWS)])
def test_the_clock_is_an_upright_line_at_what_was_spent(drawn, x_axis, unit):
    drawn.set_x_axis(x_axis)
    x, y = drawn.clock_points(np.array([[0, 5 * ROWS]]))
    assert x.tolist() == [[[0, 5 * ROWS / unit]]]
    assert tuple(y.ravel()) == drawn.figure.axes[0].get_ylim()
