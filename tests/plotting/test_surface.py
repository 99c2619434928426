"""The loss surface from the side: what is drawn lies on it, or on the floor below it."""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from mpl_toolkits.mplot3d import Axes3D
from support.examples import PROBLEMS

from helpers.lessons.useless_column import useless_column
from helpers.plotting import style, surface
from helpers.problems import LeastSquares, parabola, ravine

PROBLEMS = {
    name: PROBLEMS[name] for name in ("carats", "points", "ravine", "saddle", "two valleys")
}
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def test_of_a_loss_that_is_flat_in_a_direction_the_whole_domain_is_drawn():
    trough = useless_column(PROBLEMS["carats"])
    axes = surface(trough).axes[0]
    assert np.isfinite([axes.get_xlim(), axes.get_ylim(), axes.get_zlim()]).all()
    low, high = axes.get_ylim()
    assert low <= trough.domain[1, 0] and trough.domain[1, 1] <= high


@pytest.fixture(autouse=True)
def nothing_stays_open():
    yield
    plt.close("all")


@every_problem
def test_start_and_minimum_are_marked_at_their_heights_and_stand_above_the_floor(problem):
    figure = surface(problem)
    assert isinstance(figure, matplotlib.figure.Figure) and plt.get_fignums() == [figure.number]
    (axes,) = figure.axes
    floor, top = axes.get_zlim()
    marked = {line.get_label(): np.ravel(line.get_data_3d()) for line in axes.lines}
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["start", "minimum"]
    for name, params in (("start", problem.start), ("minimum", problem.minimum)):
        assert marked[name] == pytest.approx([*params, problem.loss(params)])
    below = [line.get_data_3d() for line in axes.lines if line.get_linestyle() == ":"]
    for (x, y, z), params in zip(below, (problem.start, problem.minimum), strict=True):
        assert z == pytest.approx([floor, problem.loss(params)])
        assert [*x, *y] == pytest.approx([params[0]] * 2 + [params[1]] * 2)
    ring = next(line for line in axes.lines if line.get_label() == "minimum")
    assert ring.get_marker() is style.RING_MARKER
    assert floor < problem.lowest - 0.2 * (top - floor)  # the contours are in sight


@every_problem
def test_the_surface_is_the_loss_and_its_contours_lie_on_it_and_on_the_floor(problem, monkeypatch):
    drawn = []
    for name in ("contour", "plot_surface"):
        usual = getattr(Axes3D, name)

        def draw(axes, x, y, z, *levels, name=name, usual=usual, **look):
            drawn.append((name, x, y, z, levels, look.get("offset")))
            return usual(axes, x, y, z, *levels, **look)

        monkeypatch.setattr(Axes3D, name, draw)
    floor, top = surface(problem).axes[0].get_zlim()
    on_floor, shape, on_surface = drawn
    assert [name for name, *_ in drawn] == ["contour", "plot_surface", "contour"]
    for _, x, y, z, _, _ in drawn:
        np.testing.assert_allclose(z, problem.loss(np.stack([x, y], axis=-1)))
    assert shape[3].max() == top and on_floor[-1] == floor and on_surface[-1] is None
    for _, _, _, z, (levels,), _ in (on_floor, on_surface):
        assert len(levels) == 12 and z.min() < levels.min() < levels.max() < 0.9 * top
    if problem.hessian is not None:  # the rim of a bowl is level
        assert np.ptp(shape[3][:, -1]) < 1e-6 * top


def test_the_axes_say_their_units_and_no_loss_below_zero():
    axes = surface(PROBLEMS["carats"]).axes[0]
    assert axes.get_xlabel() == "m (thousand dollars per carat)"
    assert axes.get_ylabel() == "b (thousand dollars)"
    assert axes.get_zlabel() == "loss (thousand dollars²)"
    assert min(axes.get_zticks()) >= 0 and len(axes.get_zticks()) > 2
    own = LeastSquares([1, 2, 3], [2, 3, 5], units=("litres", "euros"))
    assert surface(own).axes[0].get_xlabel() == "m (euros / litres)"
    assert surface(ravine()).axes[0].get_xlabel() == "x"


@every_problem
def test_nothing_is_cut_off_at_the_edge(problem):
    figure = surface(problem)
    FigureCanvasAgg(figure)
    box = figure.get_tightbbox(figure.canvas.get_renderer())
    width, height = figure.get_size_inches()
    assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height


@pytest.mark.parametrize(("wrong", "error"), [("bowl", TypeError), (ravine, TypeError),
                                              (parabola(), ValueError)])  # fmt: skip
def test_what_has_no_surface_is_refused(wrong, error):
    message = "needs a problem with two" if error is ValueError else "problem must be a problem"
    with pytest.raises(error, match=message):
        surface(wrong)
    assert plt.get_fignums() == []
