"""Any input at all: problems and data."""

import math
from itertools import islice
from numbers import Real

import numpy as np
import pandas as pd
from hypothesis import given as any_of
from hypothesis import strategies as st
from support.any_input import (
    REFUSED,
    answer,
    any_float,
    condition,
    covers,
    diamonds,
    is_whole,
    junk,
    near,
    number,
    own_data,
    pairs,
    real,
    table,
    units,
    wide,
)
from support.dataset import DIAMONDS, TRAIN

from helpers import data, descent, problems, rules
from helpers.core import validation
from helpers.theory import stability

carats = st.floats(0.1, 5) | st.sampled_from([0.2, 1.0, 1.01, 1.5]) | wide


tables = st.lists(st.tuples(carats, st.floats(0, 20_000) | wide), max_size=12)


@covers("problems.diamond_prices.DiamondPrices")
@any_of(tables, st.fixed_dictionaries(units))
def test_any_table_has_one_best_line_or_is_refused(rows, given):
    got = answer(problems.DiamondPrices, table(rows), **given)
    if got is REFUSED:
        sound = [0.1 <= carat <= 5 and 1 <= price <= 20_000 for carat, price in rows]
        assert not all(sound) or np.ptp([carat for carat, _ in rows] or [0]) < 0.01
        return
    is_the_best_line(got)


@covers("problems.least_squares.LeastSquares", "core.columns.checked_columns")
@any_of(st.lists(st.tuples(real, real) | st.tuples(carats, wide), max_size=12), st.booleans())
def test_any_two_columns_have_one_best_line_or_are_refused(rows, standardise):
    x, y = [x for x, _ in rows], [y for _, y in rows]
    got = answer(problems.LeastSquares, x, y, standardise=standardise)
    if got is REFUSED:
        sound = all(abs(x) < 1e20 and abs(y) < 1e20 for x, y in rows) and len(set(x)) > 1
        if standardise:
            assert not sound or np.std(x) < 1e-9 * np.abs(x).max()
        else:
            assert not sound or condition(x) > 1e9
        return
    is_the_best_line(got)


def is_the_best_line(got):
    """Check the minimum, the lowest loss and the picture by the formula of the regression line."""
    x, y = got.x.astype(np.longdouble), got.y.astype(np.longdouble)
    m = ((x - x.mean()) * (y - y.mean())).mean() / ((x - x.mean()) ** 2).mean()
    b = y.mean() - m * x.mean()
    loss = ((m * x + b - y) ** 2).mean()
    assert float(((got.predict(got.minimum, got.x) - y) ** 2).mean()) <= loss + 1e-9 * (y**2).mean()
    assert near(got.lowest, float(loss), rel=1e-6, scale=float((y**2).mean()))
    assert np.isfinite(got.domain).all() and (np.diff(got.domain) > 0).all()


@any_of(junk, junk)
def test_what_is_not_a_table_or_a_unit_is_refused(value, unit):
    assert answer(problems.DiamondPrices, value) is REFUSED
    assert answer(problems.DiamondPrices, TRAIN, carat_unit=unit) is REFUSED
    assert answer(problems.DiamondPrices, TRAIN.assign(price=1.0), price_unit=unit) is REFUSED
    column = [value] * 3
    answer(problems.DiamondPrices, pd.DataFrame({"carat": pd.Series(column), "price": [1, 2, 3]}))


@covers("core.columns.checked_label", "core.columns.checked_pair_of_texts")
@any_of(junk, st.sampled_from(["x", "y", "labels", "units", "title", "standardise"]))
def test_what_are_not_columns_or_texts_is_refused(value, name):
    given = {"x": [1, 2, 3], "y": [1, 2, 4]}
    got = answer(problems.LeastSquares, **given | {name: value})
    if got is not REFUSED:
        assert got.rows == len(got.x) == len(got.y) and got.loss_unit
        assert all(isinstance(text, str) for text in (*got.labels, *got.units, got.title))
    answer(problems.LeastSquares, value, value)


@covers(
    "problems.least_squares.LeastSquares.loss",
    "problems.least_squares.LeastSquares.gradient",
    "problems.least_squares.LeastSquares.gradient_of_rows",
    "problems.least_squares.LeastSquares.predict",
    "problems.least_squares.LeastSquares.excess",
    "problems.least_squares.LeastSquares.sample",
    "problems.diamond_prices.DiamondPrices.sample",
)
@any_of(diamonds() | own_data(), pairs | st.tuples(real, real), st.data())
def test_loss_and_gradient_of_data_are_those_of_a_plain_loop(problem, params, data):
    m, b = params
    rows = list(zip(problem.x.tolist(), problem.y.tolist(), strict=True))
    errors = [m * x + b - y for x, y in rows]
    size = max(1.0, *(abs(m * x) + abs(b) + abs(y) for x, y in rows))
    assert near(answer(problem.predict, params, problem.x) - problem.y, errors, scale=size)
    if size < 1e140:
        loss = math.fsum(error * error for error in errors) / problem.rows
        assert near(answer(problem.loss, params), loss, scale=size**2)
        assert near(answer(problem.excess, params), loss - problem.lowest, scale=size**2)
    count = data.draw(st.integers(1, 20))
    shown = problem.sample(count).tolist()
    assert len(set(shown)) == len(shown) == min(count, problem.rows)
    rows = data.draw(st.lists(st.integers(0, problem.rows - 1), min_size=1, max_size=6))
    for some, got in [(range(problem.rows), answer(problem.gradient, params)),
                      (rows, answer(problem.gradient_of_rows, params, rows))]:  # fmt: skip
        with np.errstate(all="ignore"):
            slopes = [(2 * errors[i] * problem.x[i], 2 * errors[i]) for i in some]
            plain = np.mean(slopes, axis=0)
        assert near(got, plain, scale=2 * size * max(1.0, float(np.abs(problem.x).max())))


FORMULAS = {  # of the loss of a terrain, and of its two slopes
    "saddle": lambda x, y: (x * x / 2 - y * y / 2 + y**4 / 4, (x, y**3 - y)),
    "two_valleys": lambda x, y: (
        x**4 / 4 - x * x / 2 + 0.15 * x + y * y / 2,
        (x**3 - x + 0.15, y),
    ),
}


@covers(
    *(f"problems.terrains.{name}" for name in ("ravine", *FORMULAS)),
    "problems.terrains.Terrain",
    "problems.terrains.Terrain.excess",
)
@any_of(number | st.floats(1, 1e9), pairs | st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_loss_and_gradient_of_terrains_are_their_formulas(kappa, params):
    x, y = params
    steep = answer(problems.ravine, kappa)
    right = isinstance(kappa, Real) and not isinstance(kappa, bool) and 1 <= kappa <= 1e9
    assert (steep is REFUSED) == (not right)
    k = float(kappa) if right else 7.0
    with np.errstate(all="ignore"):
        x, y = np.float64(x), np.float64(y)
        formulas = [
            (problems.ravine(k), ((x * x + k * y * y) / 2, (x, k * y))),
            *((getattr(problems, name)(), of(x, y)) for name, of in FORMULAS.items()),
        ]
    for terrain, (loss, slopes) in formulas:
        assert near(answer(terrain.loss, params), loss, scale=1)
        assert near(answer(terrain.excess, params), loss - terrain.lowest, scale=1)
        assert near(answer(terrain.gradient, params), slopes, scale=1)


@covers("problems.terrains.parabola")
@any_of(number | st.floats(1e-9, 1e9), st.floats(-9, 9) | any_float, junk)
def test_loss_and_gradient_of_a_parabola_are_its_formula(curvature, theta, value):
    got = answer(problems.parabola, curvature)
    right = isinstance(curvature, Real) and not isinstance(curvature, bool)
    assert (got is not REFUSED) == (right and 1e-9 <= curvature <= 1e9)
    k, got = (2.0, problems.parabola(2.0)) if got is REFUSED else (float(curvature), got)
    with np.errstate(all="ignore"):
        theta = np.float64(theta)
        assert near(answer(got.loss, [theta]), k * theta * theta / 2)
        assert near(answer(got.gradient, [theta]), [k * theta])
    run = answer(descent.descend, rules.momentum, got, steps=3, start=value, learning_rate=0.1)
    assert run is REFUSED or run.path.shape[-1] == 1
    limit = answer(stability.stability_limit, got)
    best, (rate, beta) = answer(stability.best_learning_rate, got), stability.best_momentum(got)
    assert near([limit, best, rate, beta], [2 / k, 1 / k, 1 / k, 0], scale=1e-9)


@any_of(st.sampled_from([DIAMONDS, problems.ravine(), problems.saddle()]), junk, junk)
def test_what_are_not_params_or_rows_is_refused(problem, value, other):
    with_params = [problem.loss, problem.gradient, problem.excess]
    if problem.rows:
        with_params += [lambda p: problem.predict(p, [1.0]),
                        lambda p: problem.gradient_of_rows(p, [0, 1])]  # fmt: skip
        answer(problem.predict, (1.0, 2.0), value)
        answer(problem.predict, value, other)
        answer(problem.gradient, (1.0, 2.0), value)
        answer(problem.gradient, value, other)
        answer(problem.gradient_of_rows, (1.0, 2.0), value)
    fits = validation.as_floats(value) is not None and np.shape(value)[-1:] == (2,)
    for function in with_params:
        got = answer(function, value)
        assert fits or got is REFUSED


@covers(
    "problems.least_squares.LeastSquares.batch_means",
    "problems.least_squares.LeastSquares.unique_batch_means",
    "problems.least_squares.LeastSquares.iter_batches",
)
@any_of(diamonds() | own_data(), number, number, number, real, st.data())
def test_batch_means_are_the_means_of_the_rows_of_each_batch(problem, size, steps, seed, m, data):
    size = data.draw(st.sampled_from([size, *range(1, problem.rows + 1)]))
    steps = data.draw(st.sampled_from([steps, 1, 2, 7]))
    if is_whole(steps) and 1_000 < steps <= 1_000_000:
        steps = 10**7
    got = answer(problem.batch_means, size, steps, seed)
    right = is_whole(size) and 1 <= size <= problem.rows and is_whole(steps) and 1 <= steps <= 10**6
    assert (got is not REFUSED) == (right and is_whole(seed) and 0 <= seed < 2**32)
    if got is REFUSED:
        return
    rows = islice(problem.iter_batches(size, np.random.default_rng(int(seed))), int(steps))
    plain = np.array([problem.gradient_of_rows((m, 1.0), some) for some in rows])
    scale = np.abs([m, 1]).max() * max(1, np.abs(problem.x).max()) ** 2 + np.abs(problem.y).max()
    assert near(
        problem.gradient((m, 1.0), got), plain, scale=scale * max(1, np.abs(problem.x).max())
    )


@any_of(diamonds(), junk, junk)
def test_batch_means_and_batches_refuse_what_makes_no_sense(problem, value, other):
    for given in [(value, 3, 0), (1, 3, value), (value, 3, other)]:
        got = answer(problem.batch_means, *given)
        assert got is REFUSED or got.shape[0] == 3
    assert answer(lambda: next(problem.iter_batches(value, other))) is REFUSED


@covers("data.load_diamonds", "data.split_diamonds", "data.Split")
@any_of(junk, number, number, number)
def test_splits_and_files(value, train, test, seed):
    small = TRAIN[:50]
    got = answer(data.split_diamonds, small, train_rows=train, test_rows=test, seed=seed)
    right = all(map(is_whole, (train, test, seed))) and train >= 1 and test >= 0 and seed >= 0
    assert (got is not REFUSED) == (right and int(train) + int(test) <= 50)
    if got is not REFUSED:
        order = np.random.default_rng(int(seed)).permutation(50).tolist()
        assert got.train.equals(small.iloc[order[:train]])
        assert got.test.equals(small.iloc[order[train : train + test]])
    if not isinstance(value, pd.DataFrame):
        assert answer(data.split_diamonds, value) is REFUSED
    try:
        assert answer(data.load_diamonds, value) is REFUSED
    except FileNotFoundError as error:
        assert "git checkout -- data/diamonds.csv" in str(error)


side = st.floats(0.1, 25) | any_float


@covers("data.impossible_sides", "data.usual_sides", "data.as_numbers")
@any_of(st.lists(st.tuples(*3 * [side]), min_size=3, max_size=3), any_float, junk)
def test_any_side_is_possible_or_replaced_by_a_usual_one(sides, other, value):
    rows = TRAIN[:3].astype({side: float for side in "xyz"})
    rows[list("xyz")] = sides
    wrong = data.impossible_sides(rows).to_numpy()
    assert (wrong == [[not 0 < side < 20 for side in row] for row in sides]).all()
    usual = answer(data.usual_sides, rows)
    assert (usual is REFUSED) == wrong.any(axis=1).all()
    if usual is REFUSED or max(usual.values()) >= 20:  # for their weight these are far too long
        assert usual is REFUSED or answer(data.as_numbers, rows, usual) is REFUSED
        usual = data.usual_sides(TRAIN)
    got = answer(data.as_numbers, rows, usual)
    assert got.shape == (3, 9) and np.isfinite(got.to_numpy()).all()
    for i, side in enumerate("xyz"):
        instead = usual[side] * np.cbrt(rows.carat)
        replaced = np.where(wrong[:, i], instead, rows[side])
        assert np.allclose(got[side], replaced, rtol=1e-14, atol=0)
        assert (got[side] == rows[side])[~wrong[:, i]].all()
    given = answer(data.as_numbers, rows, {**usual, "y": other})
    assert (given is not REFUSED) == (0 < other < 20)
    assert answer(data.as_numbers, rows, value) is REFUSED
    for function in (data.impossible_sides, data.usual_sides, lambda v: data.as_numbers(v, usual)):
        assert answer(function, value) is REFUSED
