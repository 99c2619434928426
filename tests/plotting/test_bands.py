"""A band: one line that goes through every lowest and every highest value."""

import numpy as np

from helpers.plotting.bands import band_points


def test_a_band_alternates_between_the_lowest_and_the_highest_of_each_position():
    rng = np.random.default_rng(0)
    grid, low = np.linspace(0, 1, 7), rng.random((3, 7))
    high = low + rng.random((3, 7))
    x, y = band_points(grid, low, high)
    assert x.shape == (1, 14, 1) and y.shape == (3, 14, 1)
    assert np.array_equal(x[0, ::2, 0], grid) and np.array_equal(x[0, 1::2, 0], grid)
    assert np.array_equal(y[:, ::2, 0], low) and np.array_equal(y[:, 1::2, 0], high)
