"""The training rows of the course and their problem, read once for all tests of a process."""

from helpers.data import load_diamonds, split_diamonds
from helpers.problems import DiamondPrices

TRAIN = split_diamonds(load_diamonds()).train
DIAMONDS = DiamondPrices(TRAIN)
