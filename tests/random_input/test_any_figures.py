"""Any input at all: still figures."""

from hypothesis import given as any_of
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from support.any_input import (
    FEW,
    PROBLEMS,
    REFUSED,
    answer,
    covers,
    diamonds,
    is_whole,
    junk,
    own_data,
    pairs,
    real,
    same,
    settings_for,
    terrains,
)
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers import descent, plotting
from helpers.plotting import gallery
from helpers.plotting.gallery import checked_views, title_of
from helpers.widgets.race import race


@covers(
    "plotting.gallery.gallery",
    "plotting.gallery.checked_views",
    "plotting.style.colour_of",
    "plotting.gallery.title_of",
)
@FEW
@any_of(PROBLEMS, st.sampled_from(RULES), pairs | st.tuples(real, real), junk, st.data())
def test_a_gallery_of_any_run(problem, rule, start, value, data):
    run = descent.descend(rule, problem, steps=4, start=start, **data.draw(settings_for(rule)))
    figure = answer(gallery, run)
    figure.canvas.draw()
    cross = plotting.style.EXIT_MARK["marker"]  # of a run that leaves the picture
    lines = [line for line in figure.axes[-1].lines if line.get_marker() != cross]
    (*_, curve, now) = [line.get_ydata() for line in lines]
    assert same(curve, run.excess) and same(now, run.excess[-1:])
    plt.close("all")
    for given in ({"views": value}, {"labels": value}):
        answer(gallery, run, run, **given)
        plt.close("all")
    answer(checked_views, problem, value)
    assert answer(gallery, value) is REFUSED
    assert plotting.colour_of(title_of(run))[0] == "#"


@covers("plotting.surface.surface")
@FEW
@any_of(diamonds() | own_data() | terrains | junk)
def test_a_surface_of_any_problem(problem):
    figure = answer(plotting.surface, problem)
    assert (figure is REFUSED) == (not hasattr(problem, "hessian"))
    if figure is not REFUSED:
        low, high = figure.axes[0].get_zlim()
        assert low < problem.lowest < high
        plt.close(figure)


@covers("plotting.example_surfaces.example_surfaces")
@FEW
@any_of(diamonds() | own_data(), st.randoms(use_true_random=False), junk)
def test_the_surfaces_of_any_examples(problem, random, value):
    examples = random.sample(range(problem.rows), min(3, problem.rows))
    figure = answer(plotting.example_surfaces, problem, examples)
    alike = len({problem.x[row] for row in examples}) < 2
    assert figure is REFUSED or not alike
    if figure is not REFUSED:  # other columns may determine no line
        figure.canvas.draw()
        right = figure.axes[1]
        for row, line in zip(examples, right.lines, strict=False):
            m, b = line.get_data()
            assert same(b, problem.y[row] - m * problem.x[row])
        assert same(right.lines[-1].get_xydata()[0], problem.minimum)
        plt.close(figure)
    assert answer(plotting.example_surfaces, value, examples) is REFUSED
    answer(plotting.example_surfaces, problem, value)
    plt.close("all")


@covers("plotting.robustness.robustness")
@FEW
@any_of(junk | st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=3), junk,
       st.sampled_from(["sgd", "adam", "mine"]))  # fmt: skip
def test_a_picture_of_robustness(rates, losses, name):
    for given in (losses, {"a": losses}, {"a": {name: losses}}, {"a": {name: rates}}):
        figure = answer(plotting.robustness, rates, given)
        if figure is not REFUSED:
            plt.close(figure)
            figure.canvas.draw()


@covers("plotting.good_rates.good_rates")
@FEW
@any_of(junk | st.lists(st.floats(1e-9, 1e9), min_size=2, max_size=3, unique=True).map(sorted),
       junk, st.sampled_from(["sgd", "adam", "mine"]), junk | real)  # fmt: skip
def test_a_picture_of_good_rates(rates, losses, name, limit):
    shuffles = [[each, 1.0] for each in rates] if isinstance(rates, list) else losses
    for given in (losses, {"a": losses}, {"a": {name: losses}}, {"a": {name: {"b": rates}}},
                  {"a": {name: {"b": losses}}}, {"a": {name: {"b": shuffles}}}):  # fmt: skip
        figure = answer(plotting.good_rates, rates, given, limit)
        if figure is not REFUSED:
            plt.close(figure)
            figure.canvas.draw()


@covers("plotting.times_fewer.times_fewer")
@FEW
@any_of(junk | st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=3), junk)
def test_a_picture_of_how_many_times_fewer(targets, read):
    for given in (read, {"a": read}, {"a": targets, "b": read}, {"a": targets, "b": targets}):
        figure = answer(plotting.times_fewer, targets, given)
        if figure is not REFUSED:
            plt.close(figure)
            figure.canvas.draw()


@covers("widgets.race.race")
@any_of(junk, junk)
def test_a_race_refuses_what_makes_no_sense(value, other):
    for given in [{"problem": value}, {"steps": 10_000, "seeds": 100}]:
        assert answer(race, **{"problem": DIAMONDS} | given) is REFUSED
    for name, number in (("steps", value), ("seeds", other)):
        if not (is_whole(number) and 1 <= number <= 10_000):
            assert answer(race, DIAMONDS, **{name: number}) is REFUSED
