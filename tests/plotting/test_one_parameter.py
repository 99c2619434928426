"""The view of a loss of one parameter: the curve, and the run on it."""

import numpy as np
import pytest
from support.runs import drawn, empty_axes

from helpers.descent import descend
from helpers.plotting import VIEWS
from helpers.problems import parabola
from helpers.rules import gradient_descent


@pytest.mark.parametrize("curvature", [0.5, 4.0])
def test_the_points_of_a_run_lie_on_the_curve_and_the_ring_at_its_lowest_point(curvature):
    run = descend(gradient_descent, parabola(curvature), steps=9, learning_rate=1.5 / curvature)
    path, start, current, ring = drawn("curve", run)
    theta = (-0.5) ** np.arange(10.0)
    expected = np.stack([theta, curvature * theta**2 / 2], axis=-1)
    np.testing.assert_allclose(path, expected, atol=1e-12)
    assert np.array_equal(start, path[:1]) and np.array_equal(current, path[-1:])
    assert ring.tolist() == [[0, 0]]


def test_the_curve_is_the_loss_from_side_to_side():
    axes, problem = empty_axes(), parabola(3.0)
    VIEWS["curve"].background(axes, problem, 10)
    (line,) = axes.lines
    theta, height = line.get_data()
    assert axes.get_xlim() == (theta[0], theta[-1]) == (-2, 2)
    np.testing.assert_allclose(height, 1.5 * theta**2)
    assert axes.get_ylim()[0] < 0 and axes.get_ylim()[1] == height.max() == 6
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("θ", "loss")


def test_unseen_there_is_no_curve():
    axes = empty_axes()
    VIEWS["curve"].background(axes, parabola(), 10, show_contours=False)
    assert not axes.lines
