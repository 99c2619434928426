"""What is minimised: any problem with one parameter or two, and the price of a diamond.

A problem is whatever has the attributes of `Problem`, in protocols.py. There are three kinds:

    diamond_prices.py    the price of a diamond: the line of the course
    least_squares.py     a straight line through any two columns
    terrains.py          losses given by a formula

What these are made of:

    minibatches.py       mini-batches: shuffled each epoch, summed once
    height_of_start.py   how high a problem starts, by which pictures and learning rates are scaled
"""

from helpers.problems.diamond_prices import CARAT_UNITS, DOLLARS, DiamondPrices
from helpers.problems.least_squares import LeastSquares
from helpers.problems.terrains import Terrain, parabola, ravine, saddle, two_valleys

__all__ = ["CARAT_UNITS", "DOLLARS", "DiamondPrices", "LeastSquares", "Terrain",
           "parabola", "ravine", "saddle", "two_valleys"]  # fmt: skip
