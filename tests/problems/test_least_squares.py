"""A line through any two columns: real ones, awkward ones, and those that are refused."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from support.dataset import DIAMONDS, TRAIN

from helpers.descent import descend
from helpers.problems import DiamondPrices, LeastSquares
from helpers.rules import adam, gradient_descent, momentum, rmsprop

STOCKS = pd.read_csv(f"{matplotlib.get_data_path()}/sample_data/Stocks.csv", comment="#").dropna()
X, Y = [1.0, 2.0, 3.0, 5.0], [2.0, 3.0, 7.0, 8.0]


@pytest.mark.parametrize("column", [list, tuple, np.array, pd.Series, iter])
def test_columns_of_any_kind(column):
    if column is iter:
        with pytest.raises(TypeError, match="x must be a flat list of numbers"):
            LeastSquares(iter(X), Y)
        return
    problem = LeastSquares(column(X), column(Y))
    np.testing.assert_allclose(problem.minimum, np.polyfit(X, Y, deg=1), rtol=1e-12)
    assert problem.rows == 4 and problem.x.dtype == problem.y.dtype == float


def test_whole_numbers_and_columns_with_another_index():
    table = pd.DataFrame({"x": [1, 2, 3, 5], "y": [2, 3, 7, 8]}, index=[7, 7, 1, 0])
    problem = LeastSquares(
        table["x"], table["y"].sort_index(ascending=False).to_numpy()[[0, 1, 2, 3]]
    )
    assert problem.x.tolist() == X and problem.y.tolist() == Y
    nullable = LeastSquares(table["x"].astype("Int64"), table["y"].astype("Float32"))
    assert nullable.x.tolist() == X and nullable.y.tolist() == Y


def test_columns_are_copied():
    x, y = np.array(X), np.array(Y)
    problem = LeastSquares(x, y)
    before = problem.loss([1.0, 1.0])
    x[0] = y[0] = 100.0
    assert problem.x.tolist() == X and problem.loss([1.0, 1.0]) == before


def test_real_data_against_the_formula_of_the_regression_line():
    problem = LeastSquares(STOCKS["MSFT"], STOCKS["IBM"])
    x, y = STOCKS["MSFT"], STOCKS["IBM"]
    m = x.cov(y) / x.var()
    np.testing.assert_allclose(problem.minimum, [m, y.mean() - m * x.mean()], rtol=1e-9)
    assert problem.lowest == pytest.approx(y.var(ddof=0) * (1 - x.corr(y) ** 2), rel=1e-9)


def test_the_diamonds_are_such_a_problem():
    same = LeastSquares(DIAMONDS.x, DIAMONDS.y)
    for name in ("x", "y", "minimum", "lowest", "domain", "hessian", "start", "x_span"):
        assert np.array_equal(getattr(same, name), getattr(DIAMONDS, name))
    assert np.array_equal(same.batch_means(32, 300, 1), DIAMONDS.batch_means(32, 300, 1))


@pytest.mark.parametrize("rule", [gradient_descent, momentum, rmsprop, adam])
def test_a_run_on_own_data_is_a_row_of_many(rule):
    problem = LeastSquares(STOCKS["MSFT"], STOCKS["IBM"])
    rates = np.array([[1e-6], [1e-5], [1e-4]])
    many = descend(rule, problem, steps=40, batch_size=16, learning_rate=rates)
    for i, rate in enumerate(rates[:, 0]):
        one = descend(rule, problem, steps=40, batch_size=16, learning_rate=rate)
        assert np.array_equal(many.path[:, i], one.path)
        assert np.array_equal(many.loss[:, i], one.loss)


# ---- what is written on the axes -----------------------------------------------------------------


def test_labels_are_given_or_the_names_of_the_columns():
    assert LeastSquares(X, Y).labels == ("x", "y") and LeastSquares(X, Y).units == ("", "")
    named = pd.Series(X, name="engine size"), pd.Series(Y, name="price")
    assert LeastSquares(*named).labels == ("engine size", "price")
    assert LeastSquares(*named, labels=("size", "cost")).labels == ("size", "cost")
    assert LeastSquares(pd.Series(X, name=3), pd.Series(Y, name=" ")).labels == ("x", "y")
    assert LeastSquares(X, Y, labels=["engine\nsize", " price "]).labels == ("engine size", "price")


@pytest.mark.parametrize(
    ("unit", "squared"),
    [("", "squared error"), ("euros", "euros²"), ("thousand dollars", "thousand dollars²"),
     ("km/h", "(km/h)²"), ("m²", "(m²)²"), ("%", "%²")],
)  # fmt: skip
def test_the_loss_is_in_squared_units_of_y(unit, squared):
    assert LeastSquares(X, Y, units=("", unit)).loss_unit == squared


@pytest.mark.parametrize(
    ("units", "written"),
    [(("", ""), ("", "")), (("litres", "euros"), ("euros / litres", "euros")),
     (("litres", ""), ("1 / litres", "")), (("km/h", "°C"), ("°C / (km/h)", "°C")),
     (("N·m", "km/h"), ("km/h / (N·m)", "km/h"))],
)  # fmt: skip
def test_m_is_in_units_of_y_for_a_unit_of_x(units, written):
    assert LeastSquares(X, Y, units=units).parameter_units == written


@pytest.mark.parametrize(
    ("carat_unit", "price_unit", "units", "loss_unit"),
    [
        ("carat", "thousand dollars", ("carats", "thousand dollars"), "thousand dollars²"),
        ("point", "dollar", ("points", "dollars"), "dollars²"),
        ("milligram", "cent", ("milligrams", "cents"), "cents²"),
        ("standardised", "cent", ("standardised", "cents"), "cents²"),
    ],
)
def test_what_the_diamonds_write_on_their_axes(carat_unit, price_unit, units, loss_unit):
    problem = DiamondPrices(TRAIN, carat_unit=carat_unit, price_unit=price_unit)
    assert problem.labels == ("weight", "price") and problem.units == units
    assert problem.loss_unit == loss_unit and problem.title == "The diamonds and the line"


# ---- awkward data --------------------------------------------------------------------------------


def test_standardised_years():
    years = np.arange(1990, 2021)
    problem = LeastSquares(years, 14 + 0.02 * (years - 1990), standardise=True, units=("", "°C"))
    assert problem.x.mean() == pytest.approx(0, abs=1e-12) and problem.x.std() == pytest.approx(1)
    assert problem.minimum == pytest.approx([0.02 * years.std(), 14.3])
    assert problem.units == ("standardised", "°C")
    with pytest.raises(ValueError, match=r"from 1990 to 2020, .* pass standardise=True"):
        LeastSquares(years, years)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4]),  # two equal columns
        (range(10), [5.0] * 10),
        ([1, 2], [3, 7]),
        (np.linspace(0.1, 0.7, 50), 0.3 + 0.1 * np.linspace(0.1, 0.7, 50)),
        ([1, 2, 3], [0, 0, 0]),
    ],
)
def test_points_on_one_line_have_a_lowest_loss_of_exactly_0(x, y):
    problem = LeastSquares(x, y)
    assert problem.lowest == 0.0
    np.testing.assert_allclose(problem.predict(problem.minimum, problem.x), problem.y, atol=1e-12)
    assert (np.diff(problem.domain) > 0).all()


def test_a_small_lowest_loss_is_not_taken_for_rounding():
    problem = LeastSquares([-1, 0, 1], [-1.0, 1e-8, 1.0])
    assert problem.lowest == pytest.approx(2e-16 / 9 * 3, rel=1e-6)


def test_the_best_line_may_be_where_a_run_begins():
    problem = LeastSquares([-1, 1, -1, 1], [1, 1, -1, -1])
    assert problem.minimum.tolist() == [0, 0] and problem.lowest == 1
    assert problem.excess(problem.start) == 0 and (np.diff(problem.domain) > 0.1).all()


def test_a_million_points_are_drawn_as_a_fair_sample():
    x = np.arange(1_000_000.0) / 1e5  # in order: the first thousand would show one end alone
    problem = LeastSquares(x, 3 * x)
    shown = problem.sample(1_000)
    assert len(set(shown.tolist())) == 1_000
    assert problem.x[shown].mean() == pytest.approx(5, abs=0.5)
    assert sorted(LeastSquares(X, Y).sample(1_000)) == [0, 1, 2, 3]
    assert DIAMONDS.sample(3).tolist() == [0, 1, 2]


REFUSED = [
    (([3, 3, 3], [1, 2, 3]), ValueError, "All 3 x values are 3: pass at least two different"),
    (([1e-9, 2e-9], [1, 2]), ValueError, "pass standardise=True, or x in another unit"),
    (([1, 2], [1e60, 2]), ValueError, "nearer to 1 than 2 and 1e.60"),
]


@pytest.mark.parametrize(("columns", "error", "message"), REFUSED)
def test_numbers_through_which_no_line_is_fitted(columns, error, message):
    with pytest.raises(error, match=message):
        LeastSquares(*columns)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"labels": "ab"},
            r'labels must be two texts, such as \("engine size", "price"\), not \'ab',
        ),
        ({"labels": ("a",)}, "labels must be two texts"),
        ({"labels": ("a", " ")}, "labels must be two texts"),
        (
            {"units": ("a", None)},
            r'units must be two texts, such as \("litres", "thousand euros"\)',
        ),
        ({"title": 3}, "title must be a text, not 3"),
        ({"title": ""}, "title must be a text, not ''"),
        ({"standardise": 1}, "standardise must be True or False, not 1"),
    ],
)
def test_wrong_texts(given, message):
    with pytest.raises(TypeError, match=message):
        LeastSquares(X, Y, **given)
