"""All views: each is drawn of every problem that it suits, and moves with every run."""

from itertools import product

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.dataset import DIAMONDS
from support.examples import PROBLEMS
from support.runs import empty_axes, rule_for, run_of

from helpers import rules
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.plotting import VIEWS, Trace
from helpers.plotting.gallery import checked_views, draw_run
from helpers.plotting.views import FAMILIES
from helpers.sweep import sweep

NEEDS = {"data": "rows", "paths": "rows", "rows": "rows", "speeds": "hessian", "rates": "hessian",
         "axes": "hessian", "turned": "hessian", "cuts": "hessian", "shape": "hessian"}  # fmt: skip
PARAMETERS = {"curve": 1, "axes": 2, "turned": 2, "cuts": 2, "shape": 2, "contours": 2, "paths": 2,
              "steps": 2,
              "loss": None}  # fmt: skip


def suits(name, view):
    """Whether a problem has what a view needs."""
    problem, need = PROBLEMS[name], VIEWS[view].needs
    has = need is None or getattr(problem, need) is not None
    return has and VIEWS[view].parameters in (None, len(problem.parameter_names))


PAIRS = list(product(PROBLEMS, VIEWS))
SUITED = [pair for pair in PAIRS if suits(*pair)]


def test_the_views_of_the_course_need_what_they_read():
    assert {name: VIEWS[name].needs for name in NEEDS} == NEEDS
    assert {name: VIEWS[name].parameters for name in PARAMETERS} == PARAMETERS


def test_no_two_views_share_a_name():
    assert list(VIEWS) == [name for family in FAMILIES for name in family.VIEWS]


@pytest.mark.parametrize(("name", "view"), PAIRS)
def test_a_view_is_refused_where_it_does_not_suit(name, view):
    if suits(name, view):
        assert checked_views(PROBLEMS[name], view)[0] == view
    else:
        suitable = ", ".join(repr(other) for other in VIEWS if suits(name, other))
        with pytest.raises(ValueError, match=f"views must be one of {suitable}, not '{view}'"):
            checked_views(PROBLEMS[name], [view])


@pytest.mark.parametrize(("problem", "view", "counts"), [
    (PROBLEMS["parabola"], "contours", ("two parameters", "one parameter")),
    (PROBLEMS["ravine"], "curve", ("one parameter", "two parameters")),
])  # fmt: skip
def test_a_view_for_another_number_of_parameters_is_refused_with_the_reason(problem, view, counts):
    about, has = counts
    with pytest.raises(ValueError, match=f"^The view {view} is about {about}, and this .* {has}: "):
        checked_views(problem, view)


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "view"), SUITED)
def test_every_view_of_every_problem_is_drawn_and_labelled(name, view):
    run, axes = run_of(PROBLEMS[name], rule_for(view)), empty_axes()
    VIEWS[view].background(axes, run.problem, run.steps)
    lines = draw_run(axes, view, run)
    FigureCanvasAgg(axes.figure).draw()
    assert axes.get_title() and axes.get_xlabel() and axes.get_ylabel()
    inside = axes.viewLim.padded(1e-9 * max(axes.viewLim.size))
    for line in lines:
        assert any(inside.contains(*point) for point in line.get_xydata())


@pytest.mark.parametrize(("name", "view"), SUITED)
def test_the_points_of_a_sweep_are_those_of_each_run_alone(name, view):
    problem, rule = PROBLEMS[name], rule_for(view)
    usual = hyperparameter_defaults(rule)
    beta = "beta1" if "beta1" in usual else "beta"
    rate = run_of(problem).hyperparameters["learning_rate"]
    rows = [{**usual, "learning_rate": rate * k, beta: b} for k in (0.1, 1, 30, 1e4)
            for b in (0.0, 0.9)]  # fmt: skip
    runs = sweep(rule, problem, rows, steps=15, start=problem.start)
    many = [np.broadcast_arrays(*xy) for xy in VIEWS[view].points(runs)]
    for i, row in enumerate(rows):
        one = descend(rule, problem, steps=15, **row)
        for ours_of_all, xy in zip(many, VIEWS[view].points(one), strict=True):
            for ours, theirs in zip(ours_of_all, np.broadcast_arrays(*xy), strict=True):
                whole = ours[min(i, len(ours) - 1)]
                assert whole.ndim == 2 and np.array_equal(whole, theirs[0], equal_nan=True)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_points_for_each_of_its_traces(view):
    traces = VIEWS[view].traces(empty_axes(), "#123456")
    problem = PROBLEMS["parabola"] if VIEWS[view].parameters == 1 else DIAMONDS
    assert len(traces) == len(VIEWS[view].points(run_of(problem, rule_for(view))))
    assert all(isinstance(t, Trace) and len(t.line.get_xdata()) == 0 for t in traces)
    assert "#123456" in {trace.line.get_color() for trace in traces}


@pytest.mark.parametrize("name", [n for n, view in VIEWS.items() if view.start is not None])
def test_the_start_and_the_path_of_a_view_are_where_it_says(name):
    view = VIEWS[name]
    problem = PROBLEMS["parabola"] if view.parameters == 1 else DIAMONDS
    run, axes = run_of(problem), empty_axes()
    traces, points = view.traces(axes, "#123456"), view.points(run)
    assert traces[view.path].trail and not traces[view.start].trail
    for axis, (path, start) in enumerate(zip(points[view.path], points[view.start], strict=True)):
        assert np.ravel(start).tolist() == [path[0, 0, 0]]
        if axis < view.parameters:
            assert np.array_equal(path[0, 0], run.path[:, axis])


@pytest.mark.parametrize("name", [n for n, view in VIEWS.items() if view.drags])
def test_what_is_dragged_stands_at_its_settings(name):
    settings = {"learning_rate": 0.01, "beta": 0.75}
    run = descend(rules.momentum, DIAMONDS, steps=3, **settings)
    x, y = VIEWS[name].points(run)[VIEWS[name].handle]
    assert np.ravel(x) == settings[VIEWS[name].drags[0]]
    if "beta" in VIEWS[name].drags:
        assert np.ravel(y) == 1 - settings["beta"]


@pytest.mark.parametrize("name", [n for n, view in VIEWS.items() if view.has_floor])
def test_where_a_floor_is_drawn_the_height_is_the_excess_loss(name):
    run = run_of(DIAMONDS)
    _, y = VIEWS[name].points(run)[VIEWS[name].path]
    assert np.array_equal(y[0, 0], run.excess)


@pytest.mark.parametrize("view", ["data", "contours"])
def test_what_is_not_known_yet_is_not_shown(view):
    def marks(**known):
        axes = empty_axes()
        VIEWS[view].background(axes, DIAMONDS, 10, **known)
        return len(axes.get_children())

    assert (marks(show_minimum=False) if view == "data" else marks(show_contours=False)) < marks()
