"""The diamonds with a column of zeros: computed once more with three columns."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from helpers.lessons.useless_column import useless_column
from helpers.problems import DiamondPrices

STANDARDISED = DiamondPrices(TRAIN, carat_unit="standardised")


@pytest.mark.parametrize("problem", [DIAMONDS, STANDARDISED], ids=["carats", "standardised"])
def test_it_is_the_mean_squared_error_with_a_column_of_zeros(problem):
    trough = useless_column(problem)
    table = np.column_stack([problem.x, np.zeros_like(problem.x), np.ones_like(problem.x)])
    for m, w in ((0.0, 1.0), (2.5, -3.0), (9.0, 0.0)):
        b = np.mean(problem.y - m * problem.x)  # at its best
        error = table @ [m, w, b] - problem.y
        assert trough.loss([m, w]) == pytest.approx(np.mean(error**2))
        slopes = 2 * table.T @ error / len(error)
        assert trough.gradient([m, w]) == pytest.approx(slopes[:2], abs=1e-9)
        assert slopes[2] == pytest.approx(0, abs=1e-9)


def test_it_begins_where_the_line_does_with_a_weight_of_1():
    trough = useless_column(STANDARDISED)
    assert trough.start.tolist() == [STANDARDISED.start[0], 1.0]
    assert trough.excess(trough.minimum) == pytest.approx(0, abs=1e-12)
    low, high = trough.domain.T
    for point in (trough.start, trough.minimum):
        assert (low < point).all() and (point < high).all()


def test_its_hessian_is_the_slope_of_its_gradient():
    trough, step = useless_column(STANDARDISED), 0.5
    for i in range(2):
        move = step * np.eye(2)[i]
        slope = (trough.gradient(trough.start + move) - trough.gradient(trough.start)) / step
        np.testing.assert_allclose(trough.hessian[i], slope, atol=1e-9)


def test_many_points_at_once():
    trough = useless_column(DIAMONDS)
    many = np.random.default_rng(0).normal(size=(3, 4, 2))
    assert trough.loss(many).shape == (3, 4) and trough.gradient(many).shape == many.shape
    assert trough.loss(many)[1, 2] == trough.loss(many[1, 2])
