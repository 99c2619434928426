"""The views of a valley's axes: where the axes lie, and the parabolas along them."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import PROBLEMS
from support.runs import drawn, empty_axes

from helpers.descent import descend
from helpers.lessons.useless_column import useless_column
from helpers.plotting import VIEWS, gallery
from helpers.plotting.gallery import checked_views
from helpers.plotting.true_shape import contour_of_bowl
from helpers.problems import ravine
from helpers.rules import gradient_descent

BOWLS = {name: PROBLEMS[name] for name in ("carats", "points", "standardised", "ravine", "engines")}
every_bowl = pytest.mark.parametrize("problem", BOWLS.values(), ids=BOWLS)


def run_on(problem, part=0.8):
    """Return a run at a part of the largest learning rate that converges."""
    rate = part * 2 / np.linalg.eigvalsh(problem.hessian)[-1]
    return descend(gradient_descent, problem, steps=12, learning_rate=rate)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("view", ["contours", "shape", "axes", "turned", "cuts"])
def test_a_loss_that_is_flat_in_a_direction_is_drawn(view):
    trough = useless_column(DIAMONDS)
    run = descend(gradient_descent, trough, steps=3, learning_rate=0.1)
    assert gallery(run, views=[view]).axes
    sides = contour_of_bowl(trough, 1.0)
    assert np.isfinite(sides).all() and np.ptp(sides[1]) > 10 * np.ptp(trough.domain[1])
    near = sides[:, np.abs(sides[1] - trough.domain[1].mean()) < np.ptp(trough.domain[1])]
    np.testing.assert_allclose(trough.excess(near.T), 1.0, rtol=1e-2)


def test_the_cuts_stand_beside_the_axes():
    assert checked_views(DIAMONDS, "axes") == ("axes", "cuts")
    assert checked_views(DIAMONDS, ["axes", "loss", "cuts"]) == ("axes", "cuts", "loss")
    titles = [axes.get_title() for axes in gallery(run_on(DIAMONDS), views=["axes"]).axes]
    assert titles == ["The axes of the valley", "Excess loss along each axis"]


@pytest.mark.parametrize("views", [("axes", "turned"), ("axes", "turned", "cuts"),
                                   ("axes", "cuts", "turned")])  # fmt: skip
def test_of_two_maps_the_cuts_stand_beside_the_last(views):
    assert checked_views(DIAMONDS, views) == ("axes", "turned", "cuts")


@every_bowl
def test_a_turned_map_keeps_all_lengths_and_angles_and_mirrors_nothing(problem):
    run = run_on(problem)
    edge, start, path, current, ring = drawn("turned", run)
    ways = path[:, 0] + 1j * path[:, 1]
    original = (run.path - problem.minimum) @ [1, 1j]
    turn = ways / original
    np.testing.assert_allclose(turn, turn[0], rtol=1e-6)  # all points by one angle
    assert abs(turn[0]) == pytest.approx(1)
    assert np.array_equal(start, path[:1]) and np.array_equal(current, path[-1:])
    assert np.array_equal(edge, path) and ring.tolist() == [[0, 0]]


@every_bowl
def test_on_a_turned_map_the_contours_lie_straight_and_have_the_same_heights(problem):
    axes, askew = empty_axes(), empty_axes()
    VIEWS["turned"].background(axes, problem, 12)
    VIEWS["axes"].background(askew, problem, 12)
    low, high = np.linalg.eigvalsh(problem.hessian)
    for contour, other in zip(axes.patches, askew.patches, strict=True):
        u, v = contour.get_xy().T
        height = problem.excess(other.get_xy()).max()
        np.testing.assert_allclose(low * u**2 / 2 + high * v**2 / 2, height, rtol=1e-6)
        assert contour.get_facecolor() == other.get_facecolor()
    across, along = (line.get_xydata() for line in axes.lines)
    assert np.ptp(across[:, 1]) == 0 == np.ptp(along[:, 0])
    assert [line.get_color() for line in axes.lines] == [line.get_color() for line in askew.lines]


@every_bowl
def test_a_turned_map_has_one_scale_and_room_for_start_and_minimum(problem):
    axes = empty_axes()
    VIEWS["turned"].background(axes, problem, 12)
    width, height = axes.viewLim.size
    assert axes.get_aspect() == 1 and width == pytest.approx(height)
    _, start, *_, ring = drawn("turned", run_on(problem))
    for point in (*start, *ring):
        assert axes.viewLim.contains(*point)


@every_bowl
def test_both_axes_go_through_the_minimum_and_are_labelled_with_the_curvature_along_them(problem):
    axes = empty_axes()
    VIEWS["axes"].background(axes, problem, 12)
    flat, steep = (np.subtract(line.get_xy2(), line.get_xy1()) for line in axes.lines)
    assert flat @ steep == pytest.approx(0, abs=1e-9)
    for line, label, way in zip(axes.lines, axes.texts, (flat, steep), strict=True):
        assert np.array_equal(line.get_xy1(), problem.minimum)
        slopes = problem.gradient(problem.minimum + way) - problem.gradient(problem.minimum)
        curvature = slopes @ way / (way @ way)
        np.testing.assert_allclose(slopes, curvature * way, atol=1e-6 * np.abs(slopes).max())
        word, number = label.get_text().split()
        assert word == "curvature"
        assert float(number.replace(",", "")) == pytest.approx(curvature, rel=5e-3)
        assert axes.viewLim.contains(*label.xy)
        across = np.subtract(label.xy, problem.minimum) @ [-way[1], way[0]]
        assert across == pytest.approx(0, abs=1e-6 * np.ptp(axes.get_xlim()))


@every_bowl
def test_the_dots_are_the_distances_along_each_axis_and_their_heights_add_up(problem):
    run = run_on(problem)
    flat, steep, current, ring = drawn("cuts", run)
    low, high = np.linalg.eigvalsh(problem.hessian)
    for dots, curvature in ((flat, low), (steep, high)):
        np.testing.assert_allclose(dots[:, 1], curvature * dots[:, 0] ** 2 / 2, rtol=1e-6)
        factors = (1 - run.hyperparameters["learning_rate"] * curvature) ** np.arange(13.0)
        np.testing.assert_allclose(
            dots[:, 0], factors * dots[0, 0], atol=1e-6 * abs(dots[:, 0]).max()
        )
    np.testing.assert_allclose(flat[:, 1] + steep[:, 1], run.excess, rtol=1e-6, atol=1e-9)
    lengths = np.linalg.norm(run.path - problem.minimum, axis=1)
    np.testing.assert_allclose(np.hypot(flat[:, 0], steep[:, 0]), lengths, rtol=1e-6)
    assert np.array_equal(current, [flat[-1], steep[-1]]) and ring.tolist() == [[0, 0]]


@every_bowl
def test_the_parabolas_are_the_loss_along_the_axes(problem):
    axes, drawing = empty_axes(), empty_axes()
    VIEWS["cuts"].background(axes, problem, 12)
    VIEWS["axes"].background(drawing, problem, 12)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "along the valley", "across it"]  # fmt: skip
    for parabola, line in zip(axes.lines, drawing.lines, strict=True):
        distance, height = parabola.get_data()
        way = np.subtract(line.get_xy2(), line.get_xy1())
        params = problem.minimum + np.outer(distance, way / np.linalg.norm(way))
        np.testing.assert_allclose(height, problem.excess(params), atol=1e-6 * height.max())
        assert parabola.get_color() == line.get_color()


@every_bowl
def test_the_true_shape_is_that_of_the_axes_without_them(problem):
    shape, with_axes = empty_axes(), empty_axes()
    VIEWS["shape"].background(shape, problem, 12)
    VIEWS["axes"].background(with_axes, problem, 12)
    assert not shape.lines and not shape.texts
    assert shape.get_xlim() == with_axes.get_xlim() and shape.get_ylim() == with_axes.get_ylim()
    for contour, other in zip(shape.patches, with_axes.patches, strict=True):
        assert np.array_equal(contour.get_xy(), other.get_xy())
    run = run_on(problem)
    for points, others in zip(drawn("shape", run), drawn("axes", run), strict=True):
        assert np.array_equal(points, others)


def test_unseen_there_are_neither_contours_nor_parabolas():
    for view, left in (("axes", 2), ("turned", 2), ("cuts", 0), ("shape", 0)):
        axes = empty_axes()
        VIEWS[view].background(axes, ravine(), 12, show_contours=False)
        assert len(axes.lines) == left and not axes.patches
