"""The limits and speeds that theory gives for a bowl, beside runs that are measured."""

from dataclasses import replace

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.descent import descend
from helpers.lessons.useless_column import useless_column
from helpers.problems import LeastSquares, parabola, ravine, saddle
from helpers.theory import (
    best_learning_rate,
    best_momentum,
    condition_number,
    contraction,
    curvatures,
    momentum_contraction,
    momentum_limit,
    principal_axes,
    stability_limit,
)

RNG = np.random.default_rng(0)
BOWLS = {
    "diamonds": DIAMONDS,
    "ravine": ravine(),
    "own data": LeastSquares(RNG.uniform(50, 300, 40), RNG.normal(0, 9, 40)),
}
every_bowl = pytest.mark.parametrize("problem", BOWLS.values(), ids=BOWLS)


@pytest.mark.filterwarnings("error")
def test_the_condition_number_of_a_loss_that_is_flat_in_a_direction_is_infinite():
    assert condition_number(useless_column(DIAMONDS)) == np.inf


@every_bowl
def test_curvatures_solve_the_characteristic_equation(problem):
    low, high = curvatures(problem)
    assert low + high == pytest.approx(np.trace(problem.hessian), rel=1e-12)
    assert low * high == pytest.approx(np.linalg.det(problem.hessian), rel=1e-6)
    assert condition_number(problem) == pytest.approx(high / low, rel=1e-12)


def test_a_single_parameter_has_one_curvature_and_its_best_rate_is_there_in_one_step():
    problem = parabola(4.0)
    assert curvatures(problem).tolist() == [4.0] and condition_number(problem) == 1
    assert (stability_limit(problem), best_learning_rate(problem)) == (0.5, 0.25)
    assert best_momentum(problem) == (0.25, 0.0)
    run = descend(rules.gradient_descent, problem, steps=1, learning_rate=0.25)
    assert run.path[1] == problem.minimum


@every_bowl
def test_principal_axes_are_directions_in_which_the_gradient_has_the_direction_itself(problem):
    found, directions = principal_axes(problem)
    assert np.array_equal(found, curvatures(problem))
    np.testing.assert_allclose(directions.T @ directions, np.eye(2), atol=1e-12)
    for curvature, direction in zip(found, directions.T, strict=True):
        np.testing.assert_allclose(problem.hessian @ direction, curvature * direction, rtol=1e-6)
        assert direction[np.abs(direction).argmax()] > 0


@pytest.mark.parametrize("off", [0.0, 1e-16, -1e-16])
def test_of_a_round_bowl_the_axes_are_those_of_the_parameters_whatever_is_rounded(off):
    bowl = replace(ravine(1), hessian=np.array([[2.0, off], [off, 2.0]]))
    found, directions = principal_axes(bowl)
    assert found == pytest.approx([2, 2]) and np.array_equal(directions, np.eye(2))
    assert principal_axes(parabola(3.0))[1].tolist() == [[1.0]]


@every_bowl
def test_gradient_descent_diverges_just_above_the_limit_and_not_just_below(problem):
    limit = stability_limit(problem)
    below, above = (
        descend(rules.gradient_descent, problem, steps=2000, learning_rate=factor * limit).excess
        for factor in (0.99, 1.01)
    )
    assert below[-1] < below[0] and not above[-1] < 1e6 * above[0]


@every_bowl
def test_contraction_is_what_a_run_along_a_direction_shows(problem):
    values, directions = np.linalg.eigh(problem.hessian)
    for curvature, direction in zip(values, directions.T, strict=True):
        rate = 0.3 * stability_limit(problem)
        start = problem.minimum + direction
        run = descend(rules.gradient_descent, problem, steps=1, start=start, learning_rate=rate)
        left = np.linalg.norm(run.path[1] - problem.minimum)
        assert left == pytest.approx(contraction(rate, curvature), rel=1e-6)


@every_bowl
def test_no_other_learning_rate_shrinks_the_slower_direction_as_fast(problem):
    best = best_learning_rate(problem)
    slower = contraction(best * np.geomspace(0.2, 5, 2001)[:, None], curvatures(problem)).max(
        axis=1
    )
    assert contraction(best, curvatures(problem)).max() <= slower.min() + 1e-12


@every_bowl
def test_no_other_settings_of_momentum_are_faster(problem):
    rate, beta = best_momentum(problem)
    least = momentum_contraction(rate, beta, curvatures(problem)).max()
    rates, betas = np.meshgrid(rate * np.geomspace(0.2, 5, 101), np.linspace(0, 0.999, 101))
    others = momentum_contraction(rates[..., None], betas[..., None], curvatures(problem))
    assert least <= others.max(axis=-1).min() + 1e-6
    assert least == pytest.approx(beta**0.5, abs=1e-6)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_neither_shrinks_nor_grows_at_its_limit(beta):
    assert momentum_contraction(momentum_limit(beta, 50.0), beta, 50.0) == pytest.approx(1)
    assert momentum_limit(0.0, 50.0) == pytest.approx(stability_limit(ravine(50.0)))


@pytest.mark.parametrize("problem", [saddle(), None, ravine, LeastSquares, 3.0])
def test_what_is_no_bowl_has_no_curvatures(problem):
    for function in (curvatures, condition_number, stability_limit, best_learning_rate,
                     best_momentum):  # fmt: skip
        with pytest.raises(TypeError, match="problem must be a bowl, such as LeastSquares"):
            function(problem)
