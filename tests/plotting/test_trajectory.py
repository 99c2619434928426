"""The views of a path: on the data, on the loss surface, and its loss."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.runs import drawn, empty_axes, run_of

from helpers.plotting import VIEWS, gallery
from helpers.plotting.gallery import draw_run
from helpers.problems import DiamondPrices


def test_hillside_shows_start_path_and_current_parameters():
    run = run_of(DIAMONDS)
    edge, start, path, current = drawn("hillside", run)
    assert np.array_equal(path, run.path) and np.array_equal(edge, run.path)
    assert start.tolist() == [run.path[0].tolist()] and current.tolist() == [run.path[-1].tolist()]


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
