"""What lesson 1 says, computed anew."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import About, claim
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.problems import DiamondPrices, two_valleys
from helpers.rules import gradient_descent

LESSON = "01_gradient_descent"


def curvatures(x):
    """Return the eigenvalues of the Hessian of a line through examples at x, the smaller first."""
    return np.linalg.eigvalsh(2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]]))


CARATS = TRAIN["carat"].to_numpy()
SPRING = np.array([1.0, 2.0, 3.0, 4.0, 5.0])  # newtons
FLAT, STEEP = curvatures(CARATS)
FLAT_IN_POINTS, STEEP_IN_POINTS = curvatures(100 * CARATS)


def answered(name):
    """Return the question with this name, if it asks for a number."""
    return load_questions(1)[name]


@claim(LESSON, "(kappa), here $3.464 / 0.260 = 13.3$")
def test_the_condition_number():
    return STEEP, FLAT, STEEP / FLAT


@claim(LESSON, "What will it do at 1.5?")
def test_at_one_and_a_half_each_step_halves_the_distance():
    rate = load_questions(1)["one-parameter"]["see"]["set"]["learning_rate"]
    assert 1 - rate * 1 == -0.5
    return rate


@claim(LESSON, "so a step is 1.5 times as long as the way to the minimum")
def test_a_step_is_learning_rate_times_curvature_times_the_way():
    return 1.5 * 1


@claim(LESSON, "more than twice as long as the way to the minimum: learning rates above 2")
def test_the_stability_limit_of_the_parabola():
    return 2 / 1


@claim(LESSON, "Set the learning rate to 1.5")
def test_what_is_to_be_set_on_the_parabola():
    return load_questions(1)["one-parameter"]["see"]["set"]["learning_rate"]


@claim(LESSON, "What will a learning rate of 0.4 do?")
def test_the_learning_rate_that_is_asked_about():
    return load_questions(1)["four-times-the-rate"]["see"]["set"]["learning_rate"]


@claim(LESSON, "With a learning rate of 0.1 the walker has not arrived after 60 steps")
def test_not_there_after_sixty_steps():
    run = descend(gradient_descent, DIAMONDS, steps=60, learning_rate=0.1)
    assert run.excess[-1] > 0.1
    return 0.1, 60


@claim(LESSON, "$1 - 0.4 \\cdot 3.464 = -0.39$: each step lands on the other side, closer in")
def test_across_the_valley_the_factor_is_negative():
    return 0.4, STEEP, 1 - 0.4 * STEEP


@claim(LESSON, "Along the valley each step removes 10 % of the distance instead of 2.6 %")
def test_what_a_step_removes_along_the_valley():
    return 0.4 * FLAT, 0.1 * FLAT


def steps_to_one_percent(rate):
    """Return after how many steps gradient descent is within 1 % of the lowest loss."""
    run = descend(gradient_descent, DIAMONDS, steps=300, learning_rate=rate)
    return np.argmax(run.loss <= 1.01 * DIAMONDS.lowest)


@claim(LESSON, "So it is about four times as quick")
def test_four_times_as_quick():
    return About(steps_to_one_percent(0.1) / steps_to_one_percent(0.4), within=0.1)


@claim(LESSON, "It would, if 0.4 were above the stability limit")
def test_it_is_below_the_stability_limit():
    assert 2 / STEEP > 0.4
    return 0.4


@claim(LESSON, "for the steep direction, is $2/3.464 = 0.577$")
def test_the_stability_limit():
    assert round(STEEP, 3) == 3.464
    return 2 / STEEP


@claim(LESSON, "Set the learning rate to 0.4. Look at the path")
def test_what_is_to_be_set_on_the_diamonds():
    return load_questions(1)["four-times-the-rate"]["see"]["set"]["learning_rate"]


@claim(
    LESSON,
    "So $\\eta = 2/(\\lambda_{\\min} + \\lambda_{\\max}) = 0.537$",
)
def test_the_best_learning_rate_in_the_long_run():
    best = 2 / (FLAT + STEEP)
    slower = {rate: max(abs(1 - rate * FLAT), abs(1 - rate * STEEP)) for rate in (0.53, best, 0.54)}
    assert slower[best] == min(slower.values())
    return best


@claim(
    LESSON,
    "So the best learning rate is where the higher curve is lowest: where the two cross",
)
def test_the_slower_direction_is_quickest_where_the_curves_cross():
    rates = np.linspace(0, 0.6, 6001)
    along, across = abs(1 - rates * FLAT), abs(1 - rates * STEEP)
    lowest = np.argmin(np.maximum(along, across))
    assert along[lowest] == pytest.approx(across[lowest], abs=1e-3)
    assert rates[lowest] == pytest.approx(2 / (FLAT + STEEP), abs=1e-3)


@claim(
    LESSON,
    "In the challenge 0.5 beats it. At first most of the loss lies across, and there 0.5 "
    "keeps 0.73 at a step, 0.537 keeps 0.86. Only after some 60 updates is 0.537 ahead",
)
def test_a_smaller_learning_rate_is_ahead_at_first():
    best = 2 / (FLAT + STEEP)
    smaller, slower = (
        descend(gradient_descent, DIAMONDS, steps=60, learning_rate=rate).excess
        for rate in (0.5, best)
    )
    assert (smaller[1:] < slower[1:]).all()
    met = descend(gradient_descent, DIAMONDS, steps=25, learning_rate=0.5)
    assert met.excess[-1] < 0.01
    start = (DIAMONDS.start - DIAMONDS.minimum) @ np.linalg.eigh(DIAMONDS.hessian)[1]
    assert STEEP * start[1] ** 2 > 3 * FLAT * start[0] ** 2
    return 0.5, 0.5, abs(1 - 0.5 * STEEP), best, abs(1 - best * STEEP), 60, best


@claim(LESSON, "At 0.537 both factors have the size $(\\kappa - 1)/(\\kappa + 1) = 0.86$")
def test_both_factors_at_the_best_learning_rate():
    best, kappa = 2 / (FLAT + STEEP), STEEP / FLAT
    assert 1 - best * FLAT == pytest.approx(best * STEEP - 1)
    assert 1 - best * FLAT == pytest.approx((kappa - 1) / (kappa + 1))
    return best, 1 - best * FLAT


@claim(LESSON, "In carats the stability limit is 0.577")
def test_the_stability_limit_in_carats():
    return 2 / STEEP


@claim(
    LESSON,
    "In points $x^2$ is $100^2$ times as large, and so is the curvature along $m$: 1.72 "
    "becomes about 17,200. The valley now stands nearly upright, its steep axis almost along "
    "$m$. So the steep curvature, once 3.464, is about 17,200 too",
)
def test_the_steep_curvature_in_points():
    along_m = 2 * np.mean((100 * CARATS) ** 2)
    assert 0.999 < along_m / STEEP_IN_POINTS < 1
    _, steep_way = np.linalg.eigh(DiamondPrices(TRAIN, carat_unit="point").hessian)[1].T
    assert abs(steep_way[0]) > 0.999
    steep = About(along_m, within=0.005)
    return 2 * np.mean(CARATS**2), steep, STEEP, steep


@claim(LESSON, "The stability limit falls from 0.577 to 0.000116, nearly 5,000 times")
def test_the_stability_limit_in_points():
    times = STEEP_IN_POINTS / STEEP
    assert times < 5_000
    return 2 / STEEP, 2 / STEEP_IN_POINTS, About(times, within=0.01)


@claim(LESSON, "along $m$ it is ten thousand times as large, not a hundred")
def test_the_square_of_a_hundred():
    return np.mean((100 * CARATS) ** 2) / np.mean(CARATS**2)


@claim(
    LESSON,
    "With a learning rate of 0.0001 the loss looks settled after 100 updates, at an excess of 1.37",
)
def test_in_points_the_loss_looks_settled():
    points = DiamondPrices(TRAIN, carat_unit="point")
    run = descend(gradient_descent, points, steps=100, learning_rate=1e-4)
    assert run.excess[50] / run.excess[100] < 1.01
    return 1e-4, 100, run.excess[100]


@claim(LESSON, "But along $b$ the walker has come 0.5 % of the way")
def test_in_points_the_walker_has_not_arrived():
    points = DiamondPrices(TRAIN, carat_unit="point")
    run = descend(gradient_descent, points, steps=100, learning_rate=1e-4)
    return run.path[-1, 1] / points.minimum[1]


@claim(
    LESSON,
    "The prediction holds. Here the best learning rate is close to the stability limit",
)
def test_the_best_learning_rate_is_close_to_the_stability_limit():
    def excess(rate):
        return descend(gradient_descent, DIAMONDS, steps=50, learning_rate=rate).excess[-1]

    rates = np.linspace(0.5, 1.1, 61) * 2 / STEEP
    losses = [excess(rate) for rate in rates]
    best = np.argmin(losses)
    assert 0.85 < rates[best] / (2 / STEEP) < 0.95
    at_the_start = DIAMONDS.excess(DIAMONDS.start)
    assert excess(0.999 * 2 / STEEP) < at_the_start < excess(1.03 * 2 / STEEP)
    times = steps_to_one_percent(rates[best] / 2) / steps_to_one_percent(rates[best])
    assert 1.6 < times < 2.4 and excess(1.2 * rates[best]) > 1_000


@claim(
    LESSON,
    "But at 0.57, just below, the walker mostly jumps to and fro. Far below the limit, the "
    "loss hardly falls, and nothing warns you",
)
def test_too_small_just_below_and_above():
    limit = 2 / STEEP
    small, near, above = (
        descend(gradient_descent, DIAMONDS, steps=2000, learning_rate=rate)
        for rate in (0.001, 0.57, 1.01 * limit)
    )
    assert small.excess[50] > 0.7 * small.excess[0] and (np.diff(small.loss) < 0).all()
    along, across = np.abs(np.diff(near.path[:51], axis=0) @ np.linalg.eigh(DIAMONDS.hessian)[1]).T
    assert (across > 2 * along).all() and near.excess[-1] < 1e-6
    assert above.loss[-1] > 1e30
    return 0.57


@claim(
    LESSON,
    "both curvatures are 2. The bowl is round. At $0.5 = 1/\\lambda$ a single step is enough",
)
def test_on_a_round_bowl_one_step_is_enough():
    round_bowl = DiamondPrices(TRAIN, carat_unit="standardised")
    run = descend(gradient_descent, round_bowl, steps=1, learning_rate=0.5)
    assert run.excess[1] < 1e-9
    low, high = np.linalg.eigvalsh(round_bowl.hessian)
    assert low == pytest.approx(high)
    return high, 1 / high


@claim(LESSON, "With weights in points, set the learning rate to 0.00012")
def test_above_the_stability_limit_in_points():
    rate = load_questions(1)["points"]["see"]["set"]["learning_rate"]
    points = DiamondPrices(TRAIN, carat_unit="point")
    run = descend(gradient_descent, points, steps=100, learning_rate=rate)
    assert rate > 2 / STEEP_IN_POINTS and (np.diff(run.loss) > 0)[20:].all()
    return rate


@claim(LESSON, "Sixty steps of gradient descent for the line")
def test_the_loop_that_is_put_in_order_takes_sixty_steps():
    (loop,) = (
        line for line in load_questions(1)["gradient-descent-loop"]["lines"] if "for" in line
    )
    return int("".join(filter(str.isdigit, loop)))


@claim(LESSON, "the curvature along the flat axis is 0.260. The learning rate is 0.1")
def test_the_numbers_of_the_question_on_speed():
    asked, factor = answered("how-many-steps"), 1 - 0.1 * FLAT
    exact = np.log(0.1) / np.log(factor)
    assert asked["value"] < exact < asked["value"] + 1
    shrunk = 0.9 / (0.1 * FLAT)
    causes = [
        exact / 2,
        np.log(0.1) / np.log(1 - 0.1 * STEEP),
        1 / (0.1 * FLAT),
        shrunk,
        np.log(0.1) / np.log(1 - FLAT),
    ]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    return FLAT, 0.1


@claim(LESSON, "with its curvature of 3.464")
def test_the_steep_curvature():
    return STEEP


@claim(
    LESSON,
    "That would be right if each step removed 2.6 % of the first distance. "
    "It removes 2.6 % of what is left",
)
def test_what_a_step_removes():
    return 0.1 * FLAT, 0.1 * FLAT


@claim(
    LESSON,
    "$1 - 0.1 \\cdot 0.260 = 0.974$. It is a tenth when $0.974^k = 0.1$, "
    "which is at $k = \\ln 0.1 / \\ln 0.974$, a little over 87 steps",
)
def test_the_steps_to_a_tenth():
    factor = 1 - 0.1 * FLAT
    return (
        0.1,
        FLAT,
        factor,
        factor,
        0.1,
        0.1,
        factor,
        About(np.log(0.1) / np.log(factor), within=0.006),
    )


@claim(LESSON, "The squares are 1, 4, 9, 16 and 25, their mean is 11")
def test_the_squares_of_the_weights_on_a_spring():
    return *SPRING[1:] ** 2, np.mean(SPRING**2)


@claim(LESSON, "So the curvature is 22, and the stability limit $2/22 = 0.0909$")
def test_the_stability_limit_of_the_spring():
    curvature, asked = 2 * np.mean(SPRING**2), answered("spring")
    mean, total = np.mean(SPRING), np.sum(SPRING**2)
    causes = [1 / curvature, 4 / curvature, 1 / mean**2, 1 / total, curvature]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    assert asked["value"] == round(2 / curvature, 4)
    return curvature, 2 / curvature


@claim(LESSON, "With small steps it settles in the valley in which it started")
def test_the_run_ends_in_the_valley_in_which_it_starts():
    problem = two_valleys()
    ends = [
        descend(gradient_descent, problem, steps=200, learning_rate=0.1, start=start).path[-1]
        for start in ((1.7, 1.2), (-1.7, 1.2))
    ]
    assert ends[0][0] > 0.8 and problem.excess(ends[0]) > 0.2
    np.testing.assert_allclose(ends[1], problem.minimum, atol=1e-3)


@claim(
    LESSON,
    "Drag the start to the right edge of the picture, near $x = 2$. Then set the learning rate "
    "to 0.5",
)
def test_a_large_step_may_jump_the_ridge():
    problem = two_valleys()
    right = problem.domain[0, 1]
    for x in np.linspace(right - 0.25, right, 6):
        run = descend(gradient_descent, problem, steps=200, learning_rate=0.5, start=(x, 1.2))
        assert run.path[-1, 0] < -0.8
    return 0.5


@claim(LESSON, "it diverges; far below, it is slow")
def test_far_below_the_stability_limit_nothing_is_gained():
    run = descend(gradient_descent, DIAMONDS, steps=100, learning_rate=0.001)
    assert run.excess[-1] > 0.5 * run.excess[0]


@claim(
    LESSON,
    "twice the mean of $x^2$: in carats $2 \\cdot 0.86 = 1.72$ (and not 3.464",
)
def test_the_curvature_along_m():
    assert DIAMONDS.hessian[0, 0] == pytest.approx(2 * np.mean(CARATS**2))
    return np.mean(CARATS**2), 2 * np.mean(CARATS**2), STEEP


@claim(LESSON, "the steep direction breaks first, at $2/\\lambda_{\\max} = 2/3.464 = 0.577$")
def test_the_steep_direction_breaks_first():
    limit = 2 / STEEP
    assert abs(1 - 1.01 * limit * STEEP) > 1 > abs(1 - 1.01 * limit * FLAT)
    return limit


@claim(
    LESSON,
    "After 20 steps almost nothing is left across the valley, but more than half along it",
)
def test_what_twenty_steps_leave():
    run = descend(gradient_descent, DIAMONDS, steps=20, learning_rate=0.1)
    _, axes = np.linalg.eigh(DIAMONDS.hessian)
    along, across = np.abs((run.path[-1] - DIAMONDS.minimum) @ axes) / np.abs(
        (run.path[0] - DIAMONDS.minimum) @ axes
    )
    assert across < 0.001 and along > 0.5
    return len(run.path) - 1


@claim(
    LESSON,
    "Turning the map changes no distance and no height, so straight downhill stays "
    "straight downhill",
)
def test_a_turned_map_gives_the_turned_path_and_a_stretched_one_another():
    angle = 0.9
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    hessian = turn @ DIAMONDS.hessian @ turn.T
    place = turn @ (DIAMONDS.start - DIAMONDS.minimum)
    run = descend(gradient_descent, DIAMONDS, steps=20, learning_rate=0.5)
    for params in run.path:
        np.testing.assert_allclose(place, turn @ (params - DIAMONDS.minimum), atol=1e-9)
        place = place - 0.5 * hessian @ place
    stretched = descend(
        gradient_descent, DiamondPrices(TRAIN, carat_unit="point"), steps=1, learning_rate=1e-4
    )
    first = stretched.path[1] * (100, 1)  # back in carats
    assert abs(first[0] / first[1]) > 1_000 > 10 > abs(run.path[1, 0] / run.path[1, 1])


@claim(LESSON, "$$0.86\\,\\Delta m^2 + 1.60\\,\\Delta m\\,\\Delta b + \\Delta b^2$$")
def test_the_excess_loss_in_the_parameters():
    d = np.array([[1.3, -0.4], [0.2, 2.0], [-1.0, 0.7]])
    squares = np.mean(CARATS**2) * d[:, 0] ** 2 + d[:, 1] ** 2
    product = 2 * np.mean(CARATS) * d[:, 0] * d[:, 1]
    np.testing.assert_allclose(squares + product, DIAMONDS.excess(DIAMONDS.minimum + d))
    return np.mean(CARATS**2), 2 * np.mean(CARATS)


@claim(LESSON, "0.86 is the mean of $x^2$, and 1.60 twice the mean of $x$")
def test_the_two_means():
    return np.mean(CARATS**2), 2 * np.mean(CARATS)


@claim(
    LESSON,
    "The terms with $e\\,\\Delta m$ and $e\\,\\Delta b$ hold the two slopes at the minimum, and "
    "these are 0",
)
def test_the_mixed_terms_are_zero():
    errors = DIAMONDS.predict(DIAMONDS.minimum, CARATS) - DIAMONDS.y
    slopes = np.mean(2 * errors * CARATS), np.mean(2 * errors)
    np.testing.assert_allclose(slopes, 0, atol=1e-9)


@claim(
    LESSON,
    "$$\\text{excess loss} = \\tfrac12\\lambda_{\\min} u^2 + \\tfrac12\\lambda_{\\max} v^2 "
    "\\qquad\\qquad \\lambda_{\\min} = 0.260 \\qquad \\lambda_{\\max} = 3.464$$",
)
def test_the_excess_loss_along_the_axes_has_no_product():
    d = np.array([[1.3, -0.4], [0.2, 2.0], [-1.0, 0.7]])
    u, v = (d @ np.linalg.eigh(DIAMONDS.hessian)[1]).T
    excess = DIAMONDS.excess(DIAMONDS.minimum + d)
    np.testing.assert_allclose(FLAT * u**2 / 2 + STEEP * v**2 / 2, excess)
    return FLAT, STEEP


@claim(LESSON, "After sixty steps it was still on its way")
def test_after_sixty_steps_it_was_still_on_its_way():
    run = descend(gradient_descent, DIAMONDS, steps=60, learning_rate=0.1)
    assert run.excess[-1] > 0.1 and (np.diff(run.loss) < 0).all()
    return len(run.path) - 1


@claim(
    LESSON,
    "in $u$ and $v$ it reads $0.130\\,u^2 + 1.732\\,v^2$. That is half of 0.260 and half of 3.464",
)
def test_the_halves_of_the_curvatures():
    half = DIAMONDS.excess(DIAMONDS.minimum + np.linalg.eigh(DIAMONDS.hessian)[1].T)
    return *half, FLAT, STEEP
