"""What the notebooks of deeper/ say, computed anew."""

import numpy as np
from support.dataset import TRAIN

from claims import About, claim
from helpers.problems import DiamondPrices

UNITS = "deeper/units"
TWO_DIRECTIONS = "deeper/two_directions"
CARATS = TRAIN["carat"].to_numpy()
START = np.array([1.0, 2.0])  # any line serves where two units are compared


def hessian(x):
    """Return the second derivatives of the loss of a line through examples at x."""
    return 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])


@claim(UNITS, "Why do points instead of carats make the condition number 33,000")
def test_the_condition_number_in_points():
    return About(np.linalg.cond(hessian(100 * CARATS)), within=0.001)


@claim(UNITS, "In dollars instead of thousands of dollars the loss is a million times as large. "
              "$m$ and $b$ are a thousand times as large")  # fmt: skip
def test_the_unit_of_the_price():
    thousands, dollars = DiamondPrices(TRAIN), DiamondPrices(TRAIN, price_unit="dollar")
    grown = dollars.minimum / thousands.minimum
    np.testing.assert_allclose(grown, grown[0])
    np.testing.assert_allclose(dollars.hessian, thousands.hessian)
    return dollars.loss(1000 * START) / thousands.loss(START), grown[0]


@claim(TWO_DIRECTIONS, "The prices drop out; what is left depends on the weights alone")
def test_the_hessian_does_not_know_the_prices():
    np.testing.assert_allclose(DiamondPrices(TRAIN).hessian, hessian(CARATS))


@claim(TWO_DIRECTIONS, "At first the steep direction holds most of the excess loss")
def test_the_steep_direction_holds_most_of_the_excess_loss_at_first():
    problem = DiamondPrices(TRAIN)
    (flat, steep), axes = np.linalg.eigh(problem.hessian)
    along, across = (problem.start - problem.minimum) @ axes
    assert steep * across**2 > 3 * flat * along**2
