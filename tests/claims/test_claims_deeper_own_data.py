"""What deeper/your_own_data says of Hubble's galaxies, computed anew."""

from functools import cache

import numpy as np
import pytest
from lesson_budget import read_lesson

from claims import claim
from helpers.problems import LeastSquares

LESSON = "deeper/your_own_data"
THOUSAND_LIGHT_YEARS = 3261.6  # in a megaparsec


@cache
def galaxies():
    """Return distances and velocities as the notebook gives them, by running its cell."""
    code = next(cell.source for cell in read_lesson(LESSON).cells if cell.cell_type == "code")
    names: dict = {}
    exec(code, names)
    return names["table"]["distance"].to_numpy(), names["table"]["velocity"].to_numpy()


def round_bowl():
    distance, velocity = galaxies()
    return LeastSquares(THOUSAND_LIGHT_YEARS * distance, velocity, standardise=True)


@claim(LESSON, "how far 24 galaxies are")
def test_the_table():
    distance, velocity = galaxies()
    slope, intercept = np.polyfit(distance, velocity, 1)
    assert slope == pytest.approx(454, abs=1) and intercept == pytest.approx(-41, abs=1)  # Hubble's
    return len(distance)


@claim(LESSON, "They depend on $x$ alone")
def test_curvatures_do_not_know_the_velocities():
    distance, velocity = galaxies()
    other = LeastSquares(distance, velocity[::-1])
    np.testing.assert_allclose(other.hessian, LeastSquares(distance, velocity).hessian)


@claim(LESSON, "It is the condition number that says how long you would have to wait")
def test_thousands_of_light_years_take_far_longer():
    distance, velocity = galaxies()
    far = LeastSquares(THOUSAND_LIGHT_YEARS * distance, velocity)
    assert np.linalg.cond(far.hessian) > 1e6 * np.linalg.cond(
        LeastSquares(distance, velocity).hessian
    )


@claim(LESSON, "the best learning rate arrives in one step")
def test_the_round_bowl():
    problem = round_bowl()
    flat, steep = np.linalg.eigvalsh(problem.hessian)
    step = 2 / (flat + steep) * problem.gradient(problem.start)
    assert problem.excess(problem.start - step) < 1e-20 * problem.excess(problem.start)


@claim(LESSON, "divide its slope by the standard deviation, and you have it in your unit again")
def test_the_slope_in_the_readers_unit():
    distance, velocity = galaxies()
    spread = np.std(THOUSAND_LIGHT_YEARS * distance)
    slope = round_bowl().minimum[0] / spread
    assert slope == pytest.approx(np.polyfit(THOUSAND_LIGHT_YEARS * distance, velocity, 1)[0])


@claim(LESSON, '"too narrow" in an error | a large mean beside a small spread, such as years')
def test_years_are_named():
    with pytest.raises(ValueError, match=r"too narrow.*standardise=True"):
        LeastSquares([2000.0, 2001.0, 2002.0, 2003.0], [1.0, 2.0, 3.0, 5.0])
