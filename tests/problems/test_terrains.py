"""Loss surfaces given by a formula: what each is made to show."""

import numpy as np
import pytest
from support.examples import TERRAINS

from helpers import problems
from helpers.descent import descend
from helpers.problems import Terrain, parabola, ravine, saddle, terrains, two_valleys
from helpers.rules import gradient_descent


def test_every_terrain_is_in_the_list_that_all_tests_read():
    made = {
        name.replace("_", " ")
        for name, function in vars(terrains).items()
        if getattr(function, "__annotations__", {}).get("return") is Terrain
    }
    assert len(made) >= 4 and made <= TERRAINS.keys(), "enter it in tests/support/examples.py"
    assert {name.replace(" ", "_") for name in made} <= set(problems.__all__)


@pytest.mark.parametrize("condition_number", [1, 50, np.float64(1e6)])
def test_ravine_has_the_condition_number_asked_for(condition_number):
    small, large = np.linalg.eigvalsh(ravine(condition_number).hessian)
    assert large / small == condition_number


@pytest.mark.parametrize("curvature", [1, 0.2, np.float64(40)])
def test_each_step_on_a_parabola_multiplies_the_distance_by_one_factor(curvature):
    problem = parabola(curvature)
    assert problem.loss([3.0]) == pytest.approx(4.5 * curvature) and problem.lowest == 0
    for rate in np.array([0.1, 1.0, 1.5, 1.99, 2.1]) / curvature:
        run = descend(gradient_descent, problem, steps=20, learning_rate=rate)
        factors = (1 - rate * curvature) ** np.arange(21.0)
        np.testing.assert_allclose(run.path, factors[:, None], rtol=1e-9, atol=1e-12)
        assert (run.excess[-1] > run.excess[0]) == (rate > 2 / curvature)


@pytest.mark.parametrize("number", [0, -1, 1e-10, 1e10, float("nan"), "1", None, [1], True])
def test_wrong_curvature(number):
    with pytest.raises(ValueError, match="curvature must be from 1e-09 to 1e9"):
        parabola(number)


def test_a_parabola_takes_one_parameter():
    with pytest.raises(ValueError, match="params must be 1 number, such as"):
        parabola().loss([1.0, 2.0])
    with pytest.raises(ValueError, match="start must be 1 finite number, such as"):
        descend(gradient_descent, parabola(), steps=3, learning_rate=0.1, start=(1.0, 2.0))


def test_one_parameter_may_be_given_as_a_number():
    at = {"steps": 3, "learning_rate": 0.1}
    number, listed = (descend(gradient_descent, parabola(), start=s, **at) for s in (2.0, [2.0]))
    assert number.path.shape == (4, 1) and (number.path == listed.path).all()
    with pytest.raises(TypeError, match="start must be 1 finite number"):
        descend(gradient_descent, parabola(), start="2", **at)


def test_a_terrain_must_say_where_it_is_lowest_and_may_have_a_hessian():
    shape = {"name": "bowl", "loss": lambda p: (p**2).sum(axis=-1), "gradient": lambda p: 2 * p,
             "start": np.ones(2), "domain": np.array([[-2.0, 2.0]] * 2)}  # fmt: skip
    lowest = {"minimum": np.zeros(2), "lowest": 0.0}
    assert Terrain(**shape, **lowest).hessian is None
    for name, value in lowest.items():
        with pytest.raises(TypeError, match="missing 1 required"):
            Terrain(**shape, **{name: value})


def test_saddle_is_level_at_the_pass_and_lower_on_both_sides():
    assert not saddle().gradient([0.0, 0.0]).any()
    assert saddle().loss([0.0, 1.0]) == saddle().loss([0.0, -1.0]) < saddle().loss([0.0, 0.0])
    assert saddle().loss([1.0, 0.0]) > saddle().loss([0.0, 0.0])


def test_saddle_holds_a_walker_who_stands_exactly_on_the_ridge():
    ridge, beside = (
        descend(gradient_descent, saddle(), steps=300, learning_rate=0.1, start=start).excess[-1]
        for start in ([-1.6, 0.0], [-1.6, 1e-3])
    )
    assert ridge == pytest.approx(0.25) and beside < 1e-6


def test_two_valleys_the_start_decides():
    run = descend(gradient_descent, two_valleys(), steps=300, learning_rate=0.1,
                  start=[[-1.7, 1.2], [1.7, 1.2]])  # fmt: skip
    deep, shallow = run.path[-1]
    assert np.abs(two_valleys().gradient(run.path[-1])).max() < 1e-9
    np.testing.assert_allclose(deep, two_valleys().minimum, atol=1e-9)
    assert shallow[0] > 0.5 and two_valleys().excess(shallow) > 0.2


@pytest.mark.parametrize("number", [0, 0.5, -3, 1e10, float("nan"), "50", None, [50]])
def test_wrong_condition_number(number):
    with pytest.raises(ValueError, match="condition_number must be from 1 to 1e9"):
        ravine(number)
