"""The true shape of a valley: ellipses at one scale, and a small picture where one is stretched."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.dataset import DIAMONDS
from support.examples import PROBLEMS
from support.runs import empty_axes

from helpers.plotting import VIEWS
from helpers.plotting.true_shape import add_true_shape, draw_true_shape
from helpers.problems import ravine

BOWLS = {"carats": DIAMONDS, "points": PROBLEMS["points"], "ravine": ravine()}


@pytest.mark.parametrize("problem", BOWLS.values(), ids=BOWLS)
def test_each_contour_is_a_line_of_one_height_and_both_parameters_have_one_scale(problem):
    axes = empty_axes()
    draw_true_shape(axes, problem)
    heights = [problem.excess(patch.get_xy()) for patch in axes.patches]
    for height in heights:
        assert np.ptp(height) <= 1e-6 * height.max()
    tops = [height.max() for height in heights]
    assert len(tops) == 12 and tops == sorted(tops, reverse=True)  # the lowest is drawn last
    assert tops[0] == pytest.approx(3 * problem.excess(problem.start))
    greys = [patch.get_facecolor()[0] for patch in axes.patches]
    assert greys == sorted(greys) and len(set(greys)) == 12
    FigureCanvasAgg(axes.figure).draw()
    unit = axes.transData.transform([(0, 0), (1, 0), (0, 1)])
    assert unit[1, 0] - unit[0, 0] == pytest.approx(unit[2, 1] - unit[0, 1])
    limits = np.array([axes.get_xlim(), axes.get_ylim()])
    assert (limits[:, 0] <= problem.domain[:, 0] + 1e-9).all()
    assert (limits[:, 1] >= problem.domain[:, 1] - 1e-9).all()


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_small_picture_stands_where_one_parameter_is_stretched_four_times_or_more(name):
    problem = PROBLEMS[name]
    if len(problem.parameter_names) == 1:
        return
    axes = empty_axes()
    VIEWS["contours"].background(axes, problem, 10)
    stretched = name in ("points", "cents", "ravine", "steep")
    width, height = np.ptp(problem.domain, axis=1)
    assert stretched == (max(width / height, height / width) >= 4)
    assert len(axes.child_axes) == stretched
    if stretched:
        FigureCanvasAgg(axes.figure).draw()
        box = axes.child_axes[0].get_window_extent()
        for point in (problem.start, problem.minimum):
            assert not box.contains(*axes.transData.transform(point))
        assert [text.get_text() for text in axes.child_axes[0].texts] == ["true shape"]


def test_the_small_picture_stands_in_the_corner_furthest_from_start_and_minimum():
    axes = empty_axes()
    add_true_shape(axes, ravine())  # starts at the upper left
    FigureCanvasAgg(axes.figure).draw()
    box = axes.child_axes[0].get_position()
    whole = axes.get_position()
    assert box.x0 > whole.x0 + whole.width / 2 and box.y1 < whole.y0 + whole.height / 2
