"""The figures of the lessons: what is on them, in which colours, and that all views agree."""

from itertools import product

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from support.dataset import DIAMONDS, TRAIN

from helpers import rules
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.plotting import COLOURS, OWN_RULE, VIEWS, Trace, colour_of, view
from helpers.plotting.gallery import checked_views, draw, gallery, set_line_data, title_of
from helpers.problems import DiamondPrices, ravine, saddle, two_valleys
from helpers.sweep import sweep

PROBLEMS = {
    "carats": DIAMONDS,
    "points": DiamondPrices(TRAIN, carat_unit="point"),
    "standardised": DiamondPrices(TRAIN, carat_unit="standardised", price_unit="dollar"),
    "cents": DiamondPrices(TRAIN, carat_unit="milligram", price_unit="cent"),
    "ravine": ravine(),
    "saddle": saddle(),
    "two valleys": two_valleys(),
}
NEED_ROWS, NEED_A_BOWL = {"data", "paths", "rows"}, {"speeds", "rates"}


def suits(name, view):
    problem = PROBLEMS[name]
    return bool(problem.rows or view not in NEED_ROWS) and (
        problem.hessian is not None or view not in NEED_A_BOWL
    )


PAIRS = list(product(PROBLEMS, VIEWS))
SUITED = [pair for pair in PAIRS if suits(*pair)]


@pytest.fixture(autouse=True)
def no_figure_stays():
    yield
    plt.close("all")


def run_of(problem, rule=rules.momentum, steps=20, rate=None, **settings):
    if rate is None:
        rate = 0.1 if problem.hessian is None else 0.1 / np.linalg.eigvalsh(problem.hessian)[-1]
    return descend(rule, problem, steps=steps, learning_rate=rate, **settings)


def empty_axes():
    return matplotlib.figure.Figure().subplots()


# ---- every view -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "view"), PAIRS)
def test_a_view_is_refused_where_it_does_not_suit(name, view):
    if suits(name, view):
        assert checked_views(PROBLEMS[name], view) == (view,)
    else:
        with pytest.raises(ValueError, match="views must be one of 'hillside', 'loss'"):
            checked_views(PROBLEMS[name], [view])


@pytest.mark.parametrize(("name", "view"), SUITED)
def test_every_view_of_every_problem_is_drawn_and_labelled(name, view):
    run, axes = run_of(PROBLEMS[name]), empty_axes()
    VIEWS[view].background(axes, run.problem, run.steps)
    lines = draw(axes, view, run)
    FigureCanvasAgg(axes.figure).draw()
    assert axes.get_title() and axes.get_xlabel() and axes.get_ylabel()
    inside = axes.viewLim.padded(1e-9 * max(axes.viewLim.size))
    for line in lines:
        assert any(inside.contains(*point) for point in line.get_xydata())


@pytest.mark.parametrize(("name", "view"), SUITED)
def test_the_points_of_a_sweep_are_those_of_each_run_alone(name, view):
    problem = PROBLEMS[name]
    rate = run_of(problem).hyperparameters["learning_rate"]
    rows = [{"learning_rate": rate * k, "beta": b, "batch_size": None, "seed": 0}
            for k in (0.1, 1, 30, 1e4) for b in (0.0, 0.9)]  # fmt: skip
    many = sweep(rules.momentum, problem, rows, steps=15, start=problem.start)
    strips = [np.broadcast_arrays(*xy) for xy in VIEWS[view].points(many)]
    for i, row in enumerate(rows):
        one = run_of(problem, steps=15, rate=row["learning_rate"], beta=row["beta"])
        for strip, xy in zip(strips, VIEWS[view].points(one), strict=True):
            for ours, theirs in zip(strip, np.broadcast_arrays(*xy), strict=True):
                whole = ours[min(i, len(ours) - 1)]
                assert whole.ndim == 2 and np.array_equal(whole, theirs[0], equal_nan=True)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_points_for_each_of_its_traces(view):
    traces = VIEWS[view].traces(empty_axes(), "#123456")
    assert len(traces) == len(VIEWS[view].points(run_of(DIAMONDS)))
    assert all(isinstance(t, Trace) and len(t.line.get_xdata()) == 0 for t in traces)
    assert "#123456" in {trace.line.get_color() for trace in traces}


@pytest.mark.parametrize("view", ["data", "hillside"])
def test_what_is_not_known_yet_is_not_shown(view):
    def marks(**known):
        axes = empty_axes()
        VIEWS[view].background(axes, DIAMONDS, 10, **known)
        return len(axes.get_children())

    assert marks(known=False) < marks()
    assert view == "data" or marks(seen=False) < marks()


# ---- what the views show ----------------------------------------------------------------------


def drawn(view, run):
    axes = empty_axes()
    VIEWS[view].background(axes, run.problem, run.steps)
    return [line.get_xydata() for line in draw(axes, view, run)]


def test_hillside_shows_start_path_and_walker():
    run = run_of(DIAMONDS)
    edge, start, path, walker = drawn("hillside", run)
    assert np.array_equal(path, run.path) and np.array_equal(edge, run.path)
    assert start.tolist() == [run.path[0].tolist()] and walker.tolist() == [run.path[-1].tolist()]


def test_loss_shows_the_excess_at_each_update():
    run = run_of(DIAMONDS)
    curve, now = drawn("loss", run)
    assert np.array_equal(curve[:, 0], np.arange(21)) and np.array_equal(curve[:, 1], run.excess)
    assert now.tolist() == [[20, run.excess[-1]]]


def test_data_shows_the_line_of_the_last_parameters_from_side_to_side():
    run, axes = run_of(DIAMONDS), empty_axes()
    VIEWS["data"].background(axes, DIAMONDS, 20)
    (line,) = draw(axes, "data", run)
    x, y = line.get_data()
    assert x == pytest.approx(axes.get_xlim())
    assert y == pytest.approx(DIAMONDS.predict(run.path[-1], x))


@pytest.mark.parametrize("part", [0.5, 0.99, 1.01])
def test_speeds_shows_what_an_update_keeps_of_the_distance(part):
    flat, steep = np.linalg.eigvalsh(DIAMONDS.hessian)
    rate = part * 2 / steep
    run = run_of(DIAMONDS, rules.gradient_descent, rate=rate, steps=400)
    ((gentle, steepest),) = drawn("speeds", run)
    assert gentle.tolist() == pytest.approx([rate, abs(1 - rate * flat)])
    assert steepest.tolist() == pytest.approx([rate, abs(1 - rate * steep)])
    assert (steepest[1] > 1) == (part > 1)
    if part < 1:
        slowest = max(gentle[1], steepest[1])
        assert (run.excess[100] / run.excess[99]) ** 0.5 == pytest.approx(slowest, rel=1e-3)


def test_speeds_uses_the_learning_rate_that_a_rule_starts_with():
    def calm(params, gradient, state=0, *, learning_rate=0.01):
        return params - learning_rate * gradient, state

    ((gentle, _),) = drawn("speeds", descend(calm, ravine(), steps=3))
    assert gentle.tolist() == [0.01, 0.99]
    with pytest.raises(ValueError, match="speeds is about the learning_rate: pass a rule that has"):
        gallery(descend(lambda p, g, s=0: (p, s), ravine(), steps=3), views="speeds")


@pytest.mark.parametrize(
    ("name", "weight", "price"),
    [("carats", "carats", "thousand dollars"), ("points", "points", "thousand dollars"),
     ("standardised", "standardised", "dollars"), ("cents", "milligrams", "cents")],
)  # fmt: skip
def test_labels_say_the_units(name, weight, price):
    data, hillside, loss = gallery(run_of(PROBLEMS[name])).axes
    assert data.get_xlabel() == f"weight ({weight})" and data.get_ylabel() == f"price ({price})"
    assert (hillside.get_xlabel(), hillside.get_ylabel()) == ("m", "b")
    assert loss.get_xlabel() == "updates" and loss.get_ylabel() == f"{price}² (log scale)"


# ---- gallery ----------------------------------------------------------------------------------


def test_gallery_has_a_panel_for_each_view_in_the_order_asked_for():
    views = ("loss", "hillside", "speeds")
    figure = gallery(run_of(DIAMONDS), views=views)
    assert isinstance(figure, matplotlib.figure.Figure) and plt.get_fignums() == [figure.number]
    labels = [axes.get_xlabel() for axes in figure.axes]
    assert labels == ["updates", "m", "learning rate"]
    assert figure.axes[2].get_legend() and not figure.axes[0].get_legend()


@pytest.mark.parametrize(
    ("name", "views"),
    [("carats", ("data", "hillside", "loss")), ("ravine", ("hillside", "loss")),
     ("saddle", ("hillside", "loss"))],
)  # fmt: skip
def test_views_that_are_shown_unless_others_are_asked_for(name, views):
    assert checked_views(PROBLEMS[name], None) == views
    assert len(gallery(run_of(PROBLEMS[name])).axes) == len(views)


def test_gallery_of_several_runs_has_a_legend_in_their_colours():
    some = [rules.gradient_descent, rules.momentum, rules.adam]
    figure = gallery(*(run_of(DIAMONDS, rule) for rule in some), run_of(DIAMONDS, steps=90))
    legend = figure.axes[-1].get_legend()
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["gradient descent", "momentum", "adam", "momentum"]
    colours = [handle.get_color() for handle in legend.legend_handles]
    assert colours == [COLOURS[name.replace(" ", "_")] for name in names]
    assert figure.axes[-1].get_xlim()[1] > 90
    curves = [line.get_color() for line in figure.axes[-1].lines if len(line.get_xdata()) > 2]
    assert curves == colours


def test_labels_may_be_given():
    figure = gallery(run_of(DIAMONDS), run_of(DIAMONDS), labels=["one", "two"], views="loss")
    assert [t.get_text() for t in figure.axes[0].get_legend().get_texts()] == ["one", "two"]


@pytest.mark.parametrize("make", [ravine, saddle, lambda: DiamondPrices(TRAIN)])
def test_runs_of_the_same_problem_made_twice_are_on_one_hillside(make):
    figure = gallery(run_of(make()), run_of(make(), rules.adam), views="loss")
    assert len(figure.axes[0].get_legend().get_texts()) == 2


WRONG = [
    ((), {}, TypeError, r"gallery draws single runs: pass what descend\(...\) returned"),
    (("run",), {}, TypeError, "gallery draws single runs"),
    ((run_of(ravine(), seed=[0, 1]),), {}, TypeError, "gallery draws single runs"),
    (([run_of(ravine())],), {}, TypeError, "gallery draws single runs"),
    ((run_of(ravine()),), {"views": "data"}, ValueError, "views must be one of 'hillside', 'loss'"),
    ((run_of(saddle()),), {"views": ["speeds"]}, ValueError, "one of 'hillside', 'loss',"),
    ((run_of(ravine()),), {"views": []}, ValueError, "views needs at least one of hillside, loss"),
    ((run_of(ravine()),), {"views": 3}, ValueError, "views must be one of .*, not 3"),
    ((run_of(ravine()),) * 2, {"labels": ["a"]}, ValueError, "labels must be 2 names, one"),
    ((run_of(ravine()), run_of(saddle())), {}, ValueError, "on one hillside: pass runs of the sa"),
    ((run_of(ravine(20)), run_of(ravine(50))), {}, ValueError, "gallery draws all runs on one"),
    ((run_of(DIAMONDS), run_of(PROBLEMS["points"])), {}, ValueError, "pass runs of the same prob"),
]


@pytest.mark.parametrize(("runs", "settings", "error", "message"), WRONG)
def test_gallery_wrong(runs, settings, error, message):
    with pytest.raises(error, match=message):
        gallery(*runs, **settings)
    assert plt.get_fignums() == []


# ---- colours ----------------------------------------------------------------------------------


def test_one_colour_for_each_algorithm():
    rooms = {name for name in vars(rules) if name in COLOURS}
    assert rooms == set(COLOURS)
    assert colour_of("gradient descent") == colour_of("gradient_descent") == view.BLUE


@pytest.mark.parametrize(
    ("rule", "settings", "title"),
    [(rules.gradient_descent, {}, "gradient descent"),
     (rules.gradient_descent, {"batch_size": 8_000}, "gradient descent"),
     (rules.gradient_descent, {"batch_size": 32}, "sgd"),
     (rules.sgd, {"batch_size": 32}, "sgd"),
     (rules.momentum, {"batch_size": 32}, "momentum"),
     (rules.rmsprop, {}, "rmsprop"),
     (rules.adam, {}, "adam")],
)  # fmt: skip
def test_title_and_colour_of_a_run(rule, settings, title):
    run = run_of(DIAMONDS, rule, **settings)
    assert title_of(run) == title
    assert colour_of(title) == COLOURS[title.replace(" ", "_")]
    assert colour_of(title) in {line.get_color() for line in draw(empty_axes(), "loss", run)}


def test_a_readers_own_rule_has_a_colour_of_its_own():
    def my_rule(params, gradient, state=0, *, learning_rate):
        return params - learning_rate * gradient, state

    run = run_of(ravine(), my_rule)
    assert title_of(run) == "my rule" and colour_of("my rule") == OWN_RULE
    assert hyperparameter_defaults(my_rule) == {"learning_rate": None}


# ---- one step of a run ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trail", "shape", "expected"),
    [(True, (1, 5), [0, 1, 2]), (False, (1, 5), [2]), (False, (2, 5), [2, 7]),
     (False, (2, 1), [0, 1])],
)  # fmt: skip
def test_place_at_a_step(trail, shape, expected):
    (line,) = empty_axes().plot([], [])
    x = np.arange(10)[: np.prod(shape)].reshape(shape)
    set_line_data(Trace(line, trail), x, -x, 2)
    assert line.get_xdata().tolist() == expected
    assert line.get_ydata().tolist() == [-e for e in expected]
