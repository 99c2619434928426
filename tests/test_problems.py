"""What is minimised: gradients against differences, batches against rows, units against theory."""

from itertools import islice, product

import numpy as np
import pandas as pd
import pytest
from support.dataset import DIAMONDS, TRAIN

from helpers import minibatches
from helpers.core import validation
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.problems import (
    CARAT_UNITS,
    DOLLARS,
    DiamondPrices,
    Terrain,
    ravine,
    saddle,
    two_valleys,
)
from helpers.rules import gradient_descent

UNITS = {
    f"{carat}, {price}": DiamondPrices(TRAIN, carat_unit=carat, price_unit=price)
    for carat, price in product(CARAT_UNITS, DOLLARS)
}
TERRAINS = {"ravine": ravine(), "round": ravine(1), "saddle": saddle(), "valleys": two_valleys()}
PROBLEMS = UNITS | TERRAINS
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
with_hessian = {name: problem for name, problem in PROBLEMS.items() if problem.hessian is not None}


def grid(problem, points=5):
    """Return points all over the domain and somewhat beyond it, shape (points, points, 2)."""
    low, high = problem.domain.T
    sides = np.linspace(low - 0.1 * (high - low), high + 0.1 * (high - low), points)
    return np.stack(np.meshgrid(*sides.T), axis=-1)


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
    atol = 1e-6 * np.abs(expected).max(axis=(0, 1))
    assert (np.abs(problem.gradient(points) - expected) <= atol).all()


@pytest.mark.parametrize("problem", with_hessian.values(), ids=with_hessian)
def test_hessian_equals_finite_differences_of_the_gradient(problem):
    width = np.ptp(problem.domain, axis=1)
    expected = differences(problem.gradient, problem.start, width)
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert (np.abs(problem.hessian - expected) <= 1e-9 * scale).all()


@every_problem
def test_minimum_is_level_and_the_lowest_point(problem):
    assert problem.loss(problem.minimum) == pytest.approx(problem.lowest, rel=1e-12)
    level = np.abs(problem.gradient(problem.minimum))
    assert (level <= 1e-9 * np.abs(problem.gradient(grid(problem))).max(axis=(0, 1))).all()
    excess = problem.excess(grid(problem, 41))
    assert excess.min() >= 0
    assert np.allclose(excess, problem.loss(grid(problem, 41)) - problem.lowest, rtol=1e-9)


@every_problem
def test_start_and_minimum_are_in_the_picture(problem):
    low, high = problem.domain.T
    for point in (problem.start, problem.minimum):
        assert ((low < point) & (point < high)).all()
    assert problem.excess(problem.start) > 0


@every_problem
def test_many_points_at_once_equal_each_alone_bit_for_bit(problem):
    points = grid(problem, 4)
    losses, gradients = problem.loss(points), problem.gradient(points)
    assert losses.shape == (4, 4) and gradients.shape == (4, 4, 2)
    for i, j in np.ndindex(4, 4):
        assert losses[i, j] == problem.loss(points[i, j])
        assert np.array_equal(gradients[i, j], problem.gradient(points[i, j].tolist()))


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


# ---- batches ----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", CARAT_UNITS)
@pytest.mark.parametrize("batch_size", [1, 32, 1_000, 3_000, 7_999, 8_000])
def test_fast_path_equals_the_plain_gradient_row_by_row(unit, batch_size):
    problem = DiamondPrices(TRAIN, carat_unit=unit)
    steps = 3 * -(-problem.rows // batch_size) if batch_size > 100 else 300  # three epochs or 300
    schedule = problem.schedule(batch_size, steps, seed=5)
    assert schedule.shape == (steps, 3, 2)
    params = 0.7 * problem.minimum
    batches = islice(problem.batches(batch_size, np.random.default_rng(5)), steps)
    plain = np.array([problem.gradient_of_rows(params, rows) for rows in batches])
    fast = np.array([problem.gradient(params, batch) for batch in schedule])
    scale = np.abs(problem.gradient(problem.start)).max(axis=0)
    np.testing.assert_allclose(fast, plain, rtol=1e-10, atol=1e-12 * scale)


@pytest.mark.parametrize("batch_size", [32, 3_000, 7_999, 8_000])
def test_each_epoch_sees_every_row_once_in_a_new_order(batch_size):
    per_epoch = -(-8_000 // batch_size)
    batches = DIAMONDS.batches(batch_size, np.random.default_rng(1))
    first, second = (np.concatenate(list(islice(batches, per_epoch))) for _ in range(2))
    for epoch in (first, second):
        assert np.array_equal(np.sort(epoch), np.arange(8_000))
    assert not np.array_equal(first, second)


def test_same_seed_same_batches():
    same, again, other = (DiamondPrices(TRAIN).schedule(32, 300, seed) for seed in (0, 0, 1))
    assert np.array_equal(same, again)
    assert not np.array_equal(same[0], other[0])


def test_a_longer_schedule_begins_with_the_shorter():
    assert np.array_equal(DIAMONDS.schedule(3_000, 7, 0)[:4], DIAMONDS.schedule(3_000, 4, 0))


def test_schedules_for_many_runs_are_those_of_each():
    sizes, seeds = [32, 64, 32, 32], [0, 0, 1, 0]
    together = DIAMONDS.schedule(sizes, 20, seeds)
    assert together.shape == (20, 4, 3, 2)
    for run, (size, seed) in enumerate(zip(sizes, seeds, strict=True)):
        assert np.array_equal(together[:, run], DIAMONDS.schedule(size, 20, seed))
    assert DIAMONDS.schedule(32, 20, [0, 0, 0]).shape == (20, 3, 3, 2)


def test_a_schedule_is_shared_so_it_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        DIAMONDS.schedule(32, 10, 0)[0] = 0.0


def test_only_schedules_of_a_megabyte_or_less_are_kept(monkeypatch):
    monkeypatch.setattr(minibatches, "LONGEST_KEPT", 10)
    short, again = (DIAMONDS.schedule(3_000, 10, 0) for _ in range(2))
    long, anew = (DIAMONDS.schedule(3_000, 11, 0) for _ in range(2))
    assert again is short and anew is not long
    assert np.array_equal(long, anew) and np.array_equal(long[:10], short)
    assert 20_000 * short[0].nbytes < 2**20


def test_too_many_schedules_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(validation, "MAX_TOTAL_STEPS", 100)
    monkeypatch.delattr(minibatches.BatchSchedules, "_schedule")
    for make in (DIAMONDS.schedule, DIAMONDS.schedules):
        with pytest.raises(ValueError, match="2 runs of 51 steps are too much at once"):
            make(32, 51, [0, 1])


def test_batches_are_unbiased_over_an_epoch():
    params = [3.0, 1.0]
    gradients = DIAMONDS.gradient(params, DIAMONDS.schedule(1_000, 8, 0))
    np.testing.assert_allclose(gradients.mean(axis=0), DIAMONDS.gradient(params), rtol=1e-12)


# ---- terrains ---------------------------------------------------------------------------------


@pytest.mark.parametrize("condition_number", [1, 50, np.float64(1e6)])
def test_ravine_has_the_condition_number_asked_for(condition_number):
    small, large = np.linalg.eigvalsh(ravine(condition_number).hessian)
    assert large / small == condition_number


def test_a_terrain_must_say_where_it_is_lowest_and_may_have_a_hessian():
    shape = {"name": "bowl", "loss": lambda p: (p**2).sum(axis=-1), "gradient": lambda p: 2 * p,
             "start": np.ones(2), "domain": np.array([[-2.0, 2.0]] * 2)}  # fmt: skip
    lowest = {"minimum": np.zeros(2), "lowest": 0.0}
    assert Terrain(**shape, **lowest).hessian is None
    for name, value in lowest.items():
        with pytest.raises(TypeError, match="missing 1 required"):
            Terrain(**shape, **{name: value})


def test_saddle_is_level_at_the_pass_and_lower_on_both_sides():
    assert not saddle().gradient([0.0, 0.0]).any()
    assert saddle().loss([0.0, 1.0]) == saddle().loss([0.0, -1.0]) < saddle().loss([0.0, 0.0])
    assert saddle().loss([1.0, 0.0]) > saddle().loss([0.0, 0.0])


def test_saddle_holds_a_walker_who_stands_exactly_on_the_ridge():
    ridge, beside = (
        descend(gradient_descent, saddle(), steps=300, learning_rate=0.1, start=start).excess[-1]
        for start in ([-1.6, 0.0], [-1.6, 1e-3])
    )
    assert ridge == pytest.approx(0.25) and beside < 1e-6


def test_two_valleys_the_start_decides():
    run = descend(gradient_descent, two_valleys(), steps=300, learning_rate=0.1,
                  start=[[-1.7, 1.2], [1.7, 1.2]])  # fmt: skip
    deep, shallow = run.path[-1]
    assert np.abs(two_valleys().gradient(run.path[-1])).max() < 1e-9
    np.testing.assert_allclose(deep, two_valleys().minimum, atol=1e-9)
    assert shallow[0] > 0.5 and two_valleys().excess(shallow) > 0.2


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


WRONG_SCHEDULES = [
    ((0, 10, 0), ValueError, "batch_size must be a whole number of at least 1 and at most 8,000"),
    ((8_001, 10, 0), ValueError, "at most 8,000, not 8001"),
    ((32.0, 10, 0), TypeError, "batch_size must be a whole number"),
    (("32", 10, 0), TypeError, "batch_size must be a whole number"),
    (([], 10, 0), ValueError, "batch_size must be a whole number or a flat list"),
    (([[32], [64]], 10, 0), ValueError, "flat list"),
    ((32, 0, 0), ValueError, "steps must be a whole number of at least 1"),
    ((32, 1.5, 0), TypeError, "steps must be a whole number"),
    ((32, 10, -1), ValueError, "seed must be a whole number of at least 0"),
    ((32, 10, None), TypeError, "seed must be a whole number"),
    (([32, 64], 10, [0, 1, 2]), ValueError, "batch_size for 2, seed for 3"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), WRONG_SCHEDULES)
def test_wrong_schedule(arguments, error, message):
    with pytest.raises(error, match=message):
        DIAMONDS.schedule(*arguments)


def test_wrong_batches():
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        next(DIAMONDS.batches(0, np.random.default_rng(0)))
    with pytest.raises(TypeError, match=r"rng must be numpy.random.default_rng\(seed\), not 42"):
        next(DIAMONDS.batches(32, 42))


@pytest.mark.parametrize("number", [0, 0.5, -3, 1e10, float("nan"), "50", None, [50]])
def test_wrong_condition_number(number):
    with pytest.raises(ValueError, match="condition_number must be from 1 to 1e9"):
        ravine(number)
