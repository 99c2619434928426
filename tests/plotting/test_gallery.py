"""The gallery: its panels, its legend and what it refuses."""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.markers import MarkerStyle
from support.dataset import DIAMONDS, TRAIN
from support.examples import PROBLEMS
from support.runs import empty_axes, run_of

from helpers import rules
from helpers.core.signature import hyperparameter_defaults
from helpers.plotting import COLOURS, OWN_RULE, Trace, colour_of
from helpers.plotting.gallery import checked_views, draw_run, gallery, set_line_data, title_of
from helpers.plotting.style import SHAPES
from helpers.problems import DiamondPrices, ravine, saddle
from helpers.widgets.line_style import canvas_style


def test_gallery_has_a_panel_for_each_view_in_the_order_asked_for():
    views = ("loss", "contours", "speeds")
    figure = gallery(run_of(DIAMONDS), views=views)
    assert isinstance(figure, matplotlib.figure.Figure) and plt.get_fignums() == [figure.number]
    labels = [axes.get_xlabel() for axes in figure.axes]
    assert labels == ["updates", "m", "learning rate"]
    assert figure.axes[2].get_legend() and not figure.axes[0].get_legend()


@pytest.mark.parametrize(
    ("name", "views"),
    [("carats", ("data", "contours", "loss")), ("ravine", ("contours", "loss")),
     ("saddle", ("contours", "loss")), ("parabola", ("curve", "loss"))],
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


def test_runs_differ_by_more_than_their_colour():
    """In grey, too: by the shapes of dots, or in a view without them by dashes."""
    some = [rules.gradient_descent, rules.momentum, rules.adam]
    figure = gallery(*(run_of(DIAMONDS, rule) for rule in some), views=["data", "contours", "loss"])
    data, contours, loss = figure.axes
    for axes in (contours, loss):
        dots = [line for line in axes.lines if line.get_markeredgecolor() == "white"]
        shapes = [dot.get_marker() for dot in dots if dot.get_marker() in SHAPES]
        assert [*dict.fromkeys(shapes)] == [*SHAPES[:3]], "and those of the legend"
    handles = loss.get_legend().legend_handles
    outlines = {MarkerStyle(one.get_marker()).get_path().vertices.tobytes() for one in handles}
    assert len(outlines) == 3
    colours = [colour_of(rule.__name__) for rule in some]
    lines = [line for line in data.lines if line.get_color() in colours]
    assert len(lines) == len({str(canvas_style(Trace(line), 1)["dashes"]) for line in lines}) == 3


def test_labels_may_be_given():
    figure = gallery(run_of(DIAMONDS), run_of(DIAMONDS), labels=["one", "two"], views="loss")
    assert [t.get_text() for t in figure.axes[0].get_legend().get_texts()] == ["one", "two"]


@pytest.mark.parametrize("make", [ravine, saddle, lambda: DiamondPrices(TRAIN)])
def test_runs_of_the_same_problem_made_twice_have_one_loss_surface(make):
    figure = gallery(run_of(make()), run_of(make(), rules.adam), views="loss")
    assert len(figure.axes[0].get_legend().get_texts()) == 2


WRONG = [
    ((), {}, TypeError, r"gallery draws single runs: pass what descend\(...\) returned"),
    (("run",), {}, TypeError, "gallery draws single runs"),
    ((run_of(ravine(), seed=[0, 1]),), {}, TypeError, "gallery draws single runs"),
    (([run_of(ravine())],), {}, TypeError, "gallery draws single runs"),
    ((run_of(ravine()),), {"views": "data"}, ValueError, "views must be one of 'contours',"),
    ((run_of(saddle()),), {"views": ["speeds"]}, ValueError, "one of 'contours',"),
    ((run_of(ravine()),), {"views": []}, ValueError, "views needs at least one of contours,"),
    ((run_of(ravine()),), {"views": 3}, ValueError, "views must be one of .*, not 3"),
    ((run_of(ravine()),) * 2, {"labels": ["a"]}, ValueError, "labels must be 2 names, one"),
    (
        (run_of(ravine()), run_of(saddle())),
        {},
        ValueError,
        "on one loss surface: pass runs of the sa",
    ),
    ((run_of(ravine(20)), run_of(ravine(50))), {}, ValueError, "gallery draws all runs on one"),
    ((run_of(DIAMONDS), run_of(PROBLEMS["points"])), {}, ValueError, "pass runs of the same prob"),
]


@pytest.mark.parametrize(("runs", "settings", "error", "message"), WRONG)
def test_a_wrong_argument_is_refused(runs, settings, error, message):
    with pytest.raises(error, match=message):
        gallery(*runs, **settings)
    assert plt.get_fignums() == []


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
    assert colour_of(title) in {line.get_color() for line in draw_run(empty_axes(), "loss", run)}


def test_a_readers_own_rule_has_a_colour_of_its_own():
    def my_rule(params, gradient, state=0, *, learning_rate):
        return params - learning_rate * gradient, state

    run = run_of(ravine(), my_rule)
    assert title_of(run) == "my rule" and colour_of("my rule") == OWN_RULE
    assert hyperparameter_defaults(my_rule) == {"learning_rate": None}


@pytest.mark.parametrize(
    ("trail", "shape", "expected"),
    [(True, (1, 5), [0, 1, 2]), (False, (1, 5), [2]), (False, (2, 5), [2, 7]),
     (False, (2, 1), [0, 1])],
)  # fmt: skip
def test_a_line_is_moved_to_where_it_is_at_a_step(trail, shape, expected):
    (line,) = empty_axes().plot([], [])
    x = np.arange(10)[: np.prod(shape)].reshape(shape)
    set_line_data(Trace(line, trail), x, -x, 2)
    assert line.get_xdata().tolist() == expected
    assert line.get_ydata().tolist() == [-e for e in expected]
