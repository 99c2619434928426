"""What a reader passes to manual_descent is checked."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.exercises import challenge
from helpers.problems import ravine
from helpers.widgets.manual_descent_arguments import checked_slider_values, moves_challenge


@pytest.mark.parametrize("problem", [DIAMONDS, ravine(), ravine(1e4)])
def test_usual_values_are_round_sorted_and_across_the_figure(problem):
    for numbers, (low, high) in zip(
        checked_slider_values(problem, None), problem.domain, strict=True
    ):
        assert 20 < len(numbers) < 90 and (np.diff(numbers) > 0).all()
        step = numbers[1] - numbers[0]
        assert low <= numbers[0] < low + step and high - step < numbers[-1] <= high
        assert float(f"{step:.0e}") == pytest.approx(step)


def test_given_values_are_sorted_and_each_stands_once():
    first, second = checked_slider_values(ravine(), ([3, 1, 2, 1], np.array([0.5])))
    assert first.tolist() == [1, 2, 3] and second.tolist() == [0.5]


def test_a_challenge_is_about_the_loss_after_moves():
    target = challenge(loss=3, moves=8)
    assert moves_challenge(target) is target and moves_challenge(None) is None
    for other in (challenge(within=0.1), challenge(loss=3, updates=5), challenge(loss=3, beta=0.5)):
        with pytest.raises(ValueError, match=r"pass challenge\(loss=3, moves=8\)"):
            moves_challenge(other)
    with pytest.raises(TypeError, match=r"what challenge\(...\) returned"):
        moves_challenge(3)
