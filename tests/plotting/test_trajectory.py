"""The views of a path: on the data, on the loss surface, and its loss."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from support.dataset import DIAMONDS, TRAIN
from support.runs import drawn, empty_axes, run_of

from helpers.plotting import VIEWS, gallery, style
from helpers.plotting.gallery import draw_run
from helpers.problems import DiamondPrices


def test_contours_shows_start_path_and_current_parameters():
    run = run_of(DIAMONDS)
    edge, start, path, current, ring = drawn("contours", run)
    assert np.array_equal(path, run.path) and np.array_equal(edge, run.path)
    assert ring.tolist() == [DIAMONDS.minimum.tolist()]
    assert start.tolist() == [run.path[0].tolist()] and current.tolist() == [run.path[-1].tolist()]


@pytest.mark.parametrize("view", ["contours", "paths", "curve", "rates"])
def test_the_ring_is_drawn_last_and_a_walker_in_its_hole_is_in_sight(view):
    *_, walker, ring = (trace.line for trace in VIEWS[view].traces(empty_axes(), "#123456"))
    assert ring.get_marker() is style.RING_MARKER and walker.get_marker() == "o"
    figure = Figure(figsize=(1, 1), dpi=100)
    figure.add_axes((0, 0, 1, 1), xlim=(-1, 1), ylim=(-1, 1)).axis("off")
    figure.axes[0].plot(0, 0, **style.MINIMUM_RING)
    FigureCanvasAgg(figure).draw()
    row = np.asarray(figure.canvas.buffer_rgba())[50, 50:, :3]
    band = (row == np.round(255 * np.array(to_rgb(style.MINIMUM)))).all(axis=1)
    hole = 2 * (row == 255).all(axis=1).argmin() * 72 / 100  # in points
    assert band.any() and 0.8 * walker.get_markersize() < hole < ring.get_markersize()


def test_loss_shows_the_excess_at_each_update():
    run = run_of(DIAMONDS)
    curve, current = drawn("loss", run)
    assert np.array_equal(curve[:, 0], np.arange(21)) and np.array_equal(curve[:, 1], run.excess)
    assert current.tolist() == [[20, run.excess[-1]]]


def test_data_shows_the_line_of_the_last_parameters_from_side_to_side():
    run, axes = run_of(DIAMONDS), empty_axes()
    VIEWS["data"].background(axes, DIAMONDS, 20)
    (line,) = draw_run(axes, "data", run)
    x, y = line.get_data()
    assert x == pytest.approx(axes.get_xlim())
    assert y == pytest.approx(DIAMONDS.predict(run.path[-1], x))


@pytest.mark.parametrize(
    ("units", "weight", "price"),
    [(("carat", "thousand dollars"), "carats", "thousand dollars"),
     (("point", "thousand dollars"), "points", "thousand dollars"),
     (("standardised", "dollar"), "standardised", "dollars"),
     (("milligram", "cent"), "milligrams", "cents")],
)  # fmt: skip
def test_labels_say_the_units(units, weight, price):
    carat_unit, price_unit = units
    problem = DiamondPrices(TRAIN, carat_unit=carat_unit, price_unit=price_unit)
    data, surface, loss = gallery(run_of(problem)).axes
    assert data.get_xlabel() == f"weight ({weight})" and data.get_ylabel() == f"price ({price})"
    assert (surface.get_xlabel(), surface.get_ylabel()) == ("m", "b")
    assert loss.get_xlabel() == "updates" and loss.get_ylabel() == f"{price}² (log scale)"
