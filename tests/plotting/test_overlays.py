"""What is drawn over a view: the noise floor is tested with the boards, here is the exit mark."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.runs import empty_axes, run_of

from helpers import rules
from helpers.descent import descend
from helpers.plotting import VIEWS, gallery, style
from helpers.plotting.overlays import exit_points
from helpers.problems import parabola, ravine
from helpers.sweep import sweep

PATHS = {name: view.path for name, view in VIEWS.items() if view.path is not None}


def test_the_views_of_the_course_that_show_the_run_itself_say_so():
    views = {"contours", "axes", "shape", "turned", "curve", "loss", "paths", "rows"}
    assert PATHS.keys() >= views


def left(view, run):
    """Return the axes of a view, the curve of a run on it, and where that leaves the picture."""
    axes = empty_axes()
    VIEWS[view].background(axes, run.problem, run.steps)
    path = VIEWS[view].points(run)[PATHS[view]]
    return axes, np.broadcast_arrays(*path), exit_points(axes, run, path)


@pytest.mark.parametrize("view", PATHS)
def test_a_run_that_diverges_is_marked_on_the_edge_between_its_last_step_inside_and_the_next(view):
    problem = parabola() if view == "curve" else DIAMONDS
    steep = np.linalg.eigvalsh(problem.hessian)[-1]
    run = descend(rules.gradient_descent, problem, steps=60, learning_rate=2.3 / steep)
    assert run.ended_diverged
    axes, path, mark = left(view, run)
    at = int(np.isnan(mark[0]).sum())  # the first step with a mark
    assert 0 < at <= 60 and np.isnan(mark[0][0, 0, :at]).all()
    to_square = (axes.transData + axes.transAxes.inverted()).transform
    before, after, edge = (
        to_square([axis[0, 0, k] for axis in pair])
        for pair, k in ((path, at - 1), (path, at), (mark, 60))
    )
    assert ((before >= 0) & (before <= 1)).all() and not ((after >= 0) & (after <= 1)).all()
    assert np.abs(edge - 0.5).max() == pytest.approx(0.5, abs=1e-6)
    share = np.linalg.norm(edge - before) / np.linalg.norm(after - before)
    assert edge == pytest.approx(before + share * (after - before), abs=1e-6)
    for axis in mark:
        assert (axis[0, 0, at:] == axis[0, 0, -1]).all()


@pytest.mark.parametrize("view", ["contours", "loss"])
def test_a_run_that_arrives_or_comes_back_is_not_marked(view):
    calm = run_of(ravine(), steps=30)
    back = descend(rules.sgd, DIAMONDS, steps=500, learning_rate=0.6, batch_size=4, seed=3)
    assert back.diverged_at is not None and not back.ended_diverged
    for run in (calm, back):
        *_, (x, y) = left(view, run)
        assert np.isnan(x).all() and np.isnan(y).all()


def test_the_marks_of_a_sweep_are_those_of_each_run():
    rows = [{"learning_rate": rate} for rate in (0.01, 0.05, 0.2, 1e3, 1e200)]
    many = sweep(rules.gradient_descent, ravine(), rows, steps=20, start=ravine().start)
    *_, marks = left("contours", many)
    for i, row in enumerate(rows):
        *_, (x, y) = left("contours", descend(rules.gradient_descent, ravine(), steps=20, **row))
        for ours, theirs in zip(marks, (x, y), strict=True):
            assert np.allclose(ours[i], np.broadcast_to(theirs[0], ours[i].shape), equal_nan=True)
    assert np.isnan(marks[0][0]).all() and np.isfinite(marks[0][1:, 0, -1]).all()


def test_a_still_figure_has_the_mark_too():
    def crosses(rate):
        figure = gallery(descend(rules.gradient_descent, ravine(), steps=20, learning_rate=rate))
        marker = style.EXIT_MARK["marker"]
        return [line for axes in figure.axes for line in axes.lines if line.get_marker() == marker]

    assert len(crosses(0.06)) == 2 and not crosses(0.01)
