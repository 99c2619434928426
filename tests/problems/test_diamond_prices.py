"""What is minimised: gradients against finite differences, units of the diamonds against theory."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.examples import OWN_DATA, TERRAINS

from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.problems import (
    CARAT_UNITS,
    DOLLARS,
    DiamondPrices,
    ravine,
    saddle,
    two_valleys,
)
from helpers.rules import gradient_descent

UNITS = {
    f"{carat}, {price}": DiamondPrices(TRAIN, carat_unit=carat, price_unit=price)
    for carat, price in product(CARAT_UNITS, DOLLARS)
}
PROBLEMS = UNITS | TERRAINS | {"round": ravine(1)} | OWN_DATA
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
with_hessian = {name: problem for name, problem in PROBLEMS.items() if problem.hessian is not None}


def grid(problem, points=5):
    """Return points all over the domain and somewhat beyond it, shape (..., parameters)."""
    low, high = problem.domain.T
    sides = np.linspace(low - 0.1 * (high - low), high + 0.1 * (high - low), points)
    return np.stack(np.meshgrid(*sides.T), axis=-1)


def largest(gradients):
    """Return the largest size of each slope, shape (parameters,)."""
    return np.abs(gradients).reshape(-1, gradients.shape[-1]).max(axis=0)


def differences(function, params, width):
    """Return (function(p + h) - function(p - h)) / 2h for each parameter, on the last axis."""
    steps = 1e-4 * np.diag(width)
    slopes = [function(params + step) - function(params - step) for step in steps]
    return np.stack(slopes, axis=-1) / (2e-4 * width)


# ---- every problem ----------------------------------------------------------------------------


@every_problem
def test_gradient_equals_finite_differences(problem):
    width = np.ptp(problem.domain, axis=1)
    points = grid(problem)
    expected = differences(problem.loss, points, width)
    atol = 1e-6 * largest(expected)
    assert (np.abs(problem.gradient(points) - expected) <= atol).all()


@pytest.mark.parametrize("problem", with_hessian.values(), ids=with_hessian)
def test_hessian_equals_finite_differences_of_the_gradient(problem):
    width = np.ptp(problem.domain, axis=1)
    expected = differences(problem.gradient, problem.start, width)
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert (np.abs(problem.hessian - expected) <= 1e-9 * scale).all()


@every_problem
def test_minimum_is_level_and_the_lowest_point(problem):
    assert problem.loss(problem.minimum) == pytest.approx(problem.lowest, rel=1e-12, abs=1e-24)
    level = np.abs(problem.gradient(problem.minimum))
    assert (level <= 1e-9 * largest(problem.gradient(grid(problem)))).all()
    excess = problem.excess(grid(problem, 41))
    assert excess.min() >= 0
    assert np.allclose(excess, problem.loss(grid(problem, 41)) - problem.lowest, rtol=1e-9)


@every_problem
def test_start_and_minimum_are_in_the_picture(problem):
    low, high = problem.domain.T
    for point in (problem.start, problem.minimum):
        assert ((low < point) & (point < high)).all()
    assert (problem.excess(problem.start) > 0) == (problem.start != problem.minimum).any()


@every_problem
def test_many_points_at_once_equal_each_alone_bit_for_bit(problem):
    points = grid(problem, 4)
    losses, gradients = problem.loss(points), problem.gradient(points)
    assert losses.shape == points.shape[:-1] and gradients.shape == points.shape
    for at in np.ndindex(losses.shape):
        assert losses[at] == problem.loss(points[at])
        assert np.array_equal(gradients[at], problem.gradient(points[at].tolist()))


# ---- the diamonds -----------------------------------------------------------------------------


@pytest.mark.parametrize("problem", UNITS.values(), ids=UNITS)
def test_loss_is_the_mean_squared_error(problem):
    for params in (problem.start, problem.minimum, problem.domain[:, 0], problem.domain[:, 1]):
        m, b = params
        mean_squared_error = np.mean((m * problem.x + b - problem.y) ** 2)
        assert problem.loss(params) == pytest.approx(mean_squared_error, rel=1e-9)


@pytest.mark.parametrize("problem", UNITS.values(), ids=UNITS)
def test_minimum_is_the_least_squares_line(problem):
    line = np.polyfit(problem.x, problem.y, deg=1)
    np.testing.assert_allclose(problem.minimum, line, rtol=1e-9)


def test_predictions_for_several_lines_at_once():
    lines = np.array([[1.0, 2.0], [3.0, -1.0]])
    assert DIAMONDS.predict(lines, [0.0, 0.5, 2.0]).tolist() == [[2.0, 2.5, 4.0], [-1.0, 0.5, 5.0]]


def test_units_change_the_numbers_and_not_the_line():
    carats = TRAIN["carat"].to_numpy()
    dollars = DIAMONDS.predict(DIAMONDS.minimum, carats) * 1000
    units = UNITS["milligram, cent"]
    np.testing.assert_allclose(units.x, 200 * carats)
    np.testing.assert_allclose(units.predict(units.minimum, units.x) / 100, dollars, rtol=1e-9)


def test_the_numbers_of_the_course():
    m, b = DIAMONDS.minimum
    assert (m, b) == pytest.approx((7.84, -2.30), abs=0.005)
    assert DIAMONDS.lowest == pytest.approx(2.28, abs=0.005)
    assert np.linalg.eigvalsh(DIAMONDS.hessian) == pytest.approx((0.26, 3.46), abs=0.005)


@pytest.mark.parametrize(
    ("unit", "condition_number", "limit"),
    [("carat", 13.31, 0.5773), ("point", 32_993, 0.00011596), ("standardised", 1.0, 1.0)],
)
def test_units_decide_the_condition_number_and_the_limit(unit, condition_number, limit):
    small, large = np.linalg.eigvalsh(DiamondPrices(TRAIN, carat_unit=unit).hessian)
    assert large / small == pytest.approx(condition_number, rel=1e-3)
    assert 2 / large == pytest.approx(limit, rel=1e-3)


def test_standardised_is_a_round_bowl_and_one_step_arrives():
    problem = UNITS["standardised, thousand dollars"]
    np.testing.assert_allclose(problem.hessian, 2 * np.eye(2), atol=1e-12)
    run = descend(gradient_descent, problem, steps=1, learning_rate=0.5)
    np.testing.assert_allclose(run.path[1], problem.minimum, rtol=1e-12)


def test_gradient_is_a_mean_so_twice_the_rows_change_nothing():
    twice = DiamondPrices(pd.concat([TRAIN, TRAIN]))
    np.testing.assert_allclose(
        twice.gradient([1.0, 2.0]), DIAMONDS.gradient([1.0, 2.0]), rtol=1e-12
    )
    rows = np.arange(50)
    once = DIAMONDS.gradient_of_rows([1.0, 2.0], rows)
    np.testing.assert_allclose(DIAMONDS.gradient_of_rows([1.0, 2.0], np.tile(rows, 3)), once)


def test_gradient_of_two_rows_by_hand():
    table = pd.DataFrame({"carat": [1.0, 3.0], "price": [2_000, 5_000]})
    problem = DiamondPrices(table)
    # m = 1, b = 1: errors 2 - 2 = 0 and 4 - 5 = -1, so the means of 2·error·x and of 2·error are
    assert problem.gradient_of_rows([1.0, 1.0], [0, 1]).tolist() == [-3.0, -1.0]
    np.testing.assert_allclose(problem.gradient([1.0, 1.0]), [-3.0, -1.0], rtol=1e-14)
    assert problem.lowest == pytest.approx(0.0, abs=1e-14)


# ---- wrong arguments --------------------------------------------------------------------------

WRONG_TABLES = [
    (None, TypeError, "table with the columns carat and price"),
    (split_diamonds(load_diamonds()), TypeError, r"pass split_diamonds\(load_diamonds\(\)\).train"),
    (TRAIN[["carat"]], TypeError, "columns carat and price"),
    (TRAIN.iloc[:0], ValueError, "two weights or more"),
    (TRAIN.assign(carat=1.0), ValueError, "two weights or more"),
    (TRAIN.assign(price=float("nan")), ValueError, "no gaps"),
    (TRAIN.assign(price="expensive"), ValueError, "only numbers"),
]


@pytest.mark.parametrize(("table", "error", "message"), WRONG_TABLES)
def test_wrong_table(table, error, message):
    with pytest.raises(error, match=message):
        DiamondPrices(table)


@pytest.mark.parametrize("unit", ["gram", None, 1.0, ["carat"]])
def test_wrong_unit(unit):
    with pytest.raises(ValueError, match="carat_unit must be one of 'carat', 'point'"):
        DiamondPrices(TRAIN, carat_unit=unit)
    with pytest.raises(ValueError, match="price_unit must be one of 'thousand dollars', 'dollar'"):
        DiamondPrices(TRAIN, price_unit=unit)


@pytest.mark.parametrize("params", [1.0, [1.0], [1.0, 2.0, 3.0], "ab", None, [[1.0], [2.0]]])
@pytest.mark.parametrize("problem", [DIAMONDS, ravine(), saddle(), two_valleys()])
def test_wrong_params(problem, params):
    for function in (problem.loss, problem.gradient, problem.excess):
        with pytest.raises((TypeError, ValueError), match="params must be 2 numbers"):
            function(params)


@pytest.mark.parametrize("params", [1.0, [1.0, 2.0, 3.0], None])
def test_wrong_params_for_a_prediction(params):
    with pytest.raises((TypeError, ValueError), match="params must be 2 numbers"):
        DIAMONDS.predict(params, [1.0])
    with pytest.raises((TypeError, ValueError), match="params must be 2 numbers"):
        DIAMONDS.gradient_of_rows(params, [0, 1])


@pytest.mark.parametrize("batch", [32, [0, 1, 2], np.arange(32)])
def test_row_numbers_are_not_a_batch(batch):
    with pytest.raises(ValueError, match="call gradient_of_rows"):
        DIAMONDS.gradient([1.0, 2.0], batch)
