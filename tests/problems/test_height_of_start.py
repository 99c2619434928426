"""The height of the start: the excess loss there, or what stands in for it."""

from support.examples import OWN_DATA, PROBLEMS

from helpers.problems import LeastSquares
from helpers.problems.height_of_start import height_of_start


def test_the_height_of_the_start_is_above_0_for_pictures_of_any_problem():
    for problem in [*PROBLEMS.values(), *OWN_DATA.values()]:
        height = height_of_start(problem)
        assert height > 0 and height in (problem.excess(problem.start), problem.lowest, 1.0)
    flat = LeastSquares([1.0, 2.0, 3.0], [1.0, -2.0, 1.0])  # the best line is y = 0: the start
    assert flat.excess(flat.start) == 0 and height_of_start(flat) == flat.lowest == 2
