"""The rules and the problems that every module is tried on."""

import matplotlib
import numpy as np
import pandas as pd

from helpers.core.signature import hyperparameter_defaults
from helpers.problems import (
    DiamondPrices,
    LeastSquares,
    parabola,
    ravine,
    saddle,
    two_valleys,
)
from helpers.protocols import DataProblem, Problem
from helpers.registry import registered_rules
from support.dataset import DIAMONDS, TRAIN

RULES = list(registered_rules().values())
SETTINGS = {  # of each rule by its name: the defaults, and a learning rate
    name: hyperparameter_defaults(rule) | {"learning_rate": 0.1}
    for name, rule in registered_rules().items()
}
UNITS = {
    "carats": DIAMONDS,
    "points": DiamondPrices(TRAIN, carat_unit="point"),
    "standardised": DiamondPrices(TRAIN, carat_unit="standardised"),
    "cents": DiamondPrices(TRAIN, carat_unit="milligram", price_unit="cent"),
}
TERRAINS = {  # by the names of the functions that make them; some more than once
    "ravine": ravine(),
    "steep": ravine(1e4),
    "saddle": saddle(),
    "two valleys": two_valleys(),
    "parabola": parabola(3.0),
}

# ---- two columns of a reader: real ones, made ones, and awkward ones -----------------------------

STOCKS = pd.read_csv(f"{matplotlib.get_data_path()}/sample_data/Stocks.csv", comment="#").dropna()
YEARS = pd.to_datetime(STOCKS["Date"]).dt.year
RNG = np.random.default_rng(0)
SIZES = RNG.uniform(1, 5, 60)
OWN_DATA: dict[str, DataProblem] = {
    "engines": LeastSquares(
        SIZES, 12 * SIZES + RNG.normal(0, 6, 60), labels=("engine size", "price"),
        units=("litres", "thousand euros")),
    "stocks": LeastSquares(STOCKS["MSFT"], STOCKS["IBM"], units=("$", "$"), title="Two stocks"),
    "years": LeastSquares(YEARS, STOCKS["IBM"], labels=("year", "IBM"), standardise=True),
    "falling": LeastSquares(RNG.uniform(50, 300, 40), RNG.normal(-30, 5, 40), units=("km/h", "°C")),
    "euros": LeastSquares(SIZES, 8_000 * SIZES + RNG.normal(0, 4_000, 60), units=("", "euros")),
    "astronomers": LeastSquares(
        SIZES, 1e12 * (8 * SIZES + RNG.normal(0, 4, 60)), units=("", "km")),
    "atoms": LeastSquares(SIZES, 1e-9 * (8 * SIZES + RNG.normal(0, 4, 60)), units=("", "m")),
    "twelve": LeastSquares(range(1, 13), [3, 5, 4, 7, 8, 9, 9, 12, 13, 12, 15, 17]),
    "one line": LeastSquares([1, 2, 3, 4], [1, 2, 3, 4]),
    "constant": LeastSquares(range(10), [5] * 10),
    "nothing to learn": LeastSquares([-1, 1, -1, 1], [1, 1, -1, -1]),
    "all 0": LeastSquares(range(5), [0] * 5),
}  # fmt: skip
PROBLEMS: dict[str, Problem] = {**UNITS, **TERRAINS}
PROBLEMS |= {name: OWN_DATA[name] for name in ("engines", "one line")}
