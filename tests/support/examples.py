"""The rules and the problems that every room is tried on."""

from support.dataset import DIAMONDS, TRAIN

from helpers import rules
from helpers.problems import DiamondPrices, ravine, saddle, two_valleys

RULES = [rules.gradient_descent, rules.momentum, rules.rmsprop, rules.adam]
UNITS = {
    "carats": DIAMONDS,
    "points": DiamondPrices(TRAIN, carat_unit="point"),
    "standardised": DiamondPrices(TRAIN, carat_unit="standardised"),
    "cents": DiamondPrices(TRAIN, carat_unit="milligram", price_unit="cent"),
}
TERRAINS = {
    "ravine": ravine(),
    "steep": ravine(1e4),
    "saddle": saddle(),
    "two valleys": two_valleys(),
}
PROBLEMS = UNITS | TERRAINS
