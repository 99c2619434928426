"""The figure of single examples' loss surfaces and of their mean."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.plotting import example_surfaces
from helpers.problems import ravine

ROWS = [3, 5, 27]


def test_along_its_line_an_example_loses_nothing_and_at_the_edge_of_its_band_1():
    _, axes = example_surfaces(DIAMONDS, ROWS).axes
    bands = axes.collections[: len(ROWS)]
    for row, line, band in zip(ROWS, axes.lines, bands, strict=False):
        x, y = DIAMONDS.x[row], DIAMONDS.y[row]
        m, b = line.get_data()
        np.testing.assert_allclose((m * x + b - y) ** 2, 0, atol=1e-20)
        m, b = np.transpose(band.get_paths()[0].vertices)
        np.testing.assert_allclose(np.unique(np.round((m * x + b - y) ** 2, 9)), 1)


def test_the_mean_has_the_same_loss_along_each_contour_and_its_minimum_is_marked():
    _, axes = example_surfaces(DIAMONDS, ROWS).axes
    x, y = DIAMONDS.x[ROWS], DIAMONDS.y[ROWS]
    heights = []
    for path in axes.collections[len(ROWS)].get_paths():
        m, b = np.transpose(path.vertices)
        loss = np.mean((m[:, None] * x + b[:, None] - y) ** 2, axis=1)
        np.testing.assert_allclose(loss, loss.mean(), rtol=0.02)
        heights.append(loss.mean())
    of_few, of_all = axes.lines[len(ROWS) :]
    np.testing.assert_allclose(np.ravel(of_few.get_data()), np.polyfit(x, y, deg=1))
    np.testing.assert_allclose(np.ravel(of_all.get_data()), DIAMONDS.minimum)
    assert np.mean((np.polyval(np.polyfit(x, y, deg=1), x) - y) ** 2) < min(heights)


def test_an_example_has_the_same_colour_among_the_data_as_on_the_map():
    left, right = example_surfaces(DIAMONDS, ROWS).axes
    dots = left.lines[-len(ROWS) :]
    for row, dot, line in zip(ROWS, dots, right.lines, strict=False):
        assert np.ravel(dot.get_data()).tolist() == [DIAMONDS.x[row], DIAMONDS.y[row]]
        assert dot.get_color() == line.get_color()
    assert len({dot.get_color() for dot in dots}) == len(ROWS)


@pytest.mark.parametrize("rows", [3, [3], [3, 4, 5, 6, 7], [3, 3]])
def test_it_takes_two_to_four_examples_that_differ(rows):
    with pytest.raises(ValueError, match="examples must be 2 to 4 row numbers"):
        example_surfaces(DIAMONDS, rows)


def test_it_says_what_else_is_wrong():
    with pytest.raises(ValueError, match="examples"):
        example_surfaces(DIAMONDS, [0, 8_000])
    with pytest.raises(TypeError, match="DiamondPrices"):
        example_surfaces(ravine(), ROWS)
