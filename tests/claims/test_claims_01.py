"""What lesson 1 says, computed anew."""

import numpy as np
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, claim
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
STEEP_IN_MILLIGRAMS = curvatures(200 * CARATS)[1]


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


@claim(LESSON, "at $2/(\\lambda_{\\min} + \\lambda_{\\max}) = 0.537$")
def test_the_best_learning_rate_in_the_long_run():
    best = 2 / (FLAT + STEEP)
    slower = {rate: max(abs(1 - rate * FLAT), abs(1 - rate * STEEP)) for rate in (0.53, best, 0.54)}
    assert slower[best] == min(slower.values())
    return best


@claim(
    LESSON,
    "From our start, though, 0.5 stays ahead of it for more than 60 steps. At first most of the "
    "excess loss is in the steep direction, and 0.5 removes that sooner",
)
def test_when_the_best_learning_rate_overtakes():
    best = 2 / (FLAT + STEEP)
    half, later = (
        descend(gradient_descent, DIAMONDS, steps=120, learning_rate=rate).excess
        for rate in (0.5, best)
    )
    overtakes = np.argmax((later < half)[20:]) + 20
    assert (later < half)[overtakes:].all()
    curvature, axes = np.linalg.eigh(DIAMONDS.hessian)
    flat, steep = curvature / 2 * ((DIAMONDS.start - DIAMONDS.minimum) @ axes) ** 2
    assert steep > 3 * flat and abs(1 - 0.5 * STEEP) < abs(1 - best * STEEP)
    return 0.5, AtLeast(overtakes), 0.5


@claim(LESSON, "In carats the stability limit is 0.577")
def test_the_stability_limit_in_carats():
    return 2 / STEEP


@claim(
    LESSON,
    "In points that is $100^2$ times as large, about 17,200, and nearly all of the steep "
    "curvature. In carats the steep curvature was 3.464, partly because of $b$. So it grows "
    "about five thousandfold",
)
def test_the_steep_curvature_in_points():
    along_m = 2 * np.mean((100 * CARATS) ** 2)
    assert 0.999 < along_m / STEEP_IN_POINTS < 1 and 2 * np.mean(CARATS**2) < 0.6 * STEEP
    return About(along_m, within=0.01), STEEP, About(STEEP_IN_POINTS / STEEP, within=0.01)


@claim(LESSON, "The stability limit falls from 0.577 to 0.000116")
def test_the_stability_limit_in_points():
    return 2 / STEEP, 2 / STEEP_IN_POINTS


@claim(LESSON, "is ten thousand times as large, not a hundred")
def test_the_square_of_a_hundred():
    return 100**2


@claim(
    LESSON,
    "The flat curvature only doubles. With a learning rate five thousand times smaller, the way "
    "along the valley takes about 2,500 times as many steps",
)
def test_along_the_valley_in_points():
    assert round(FLAT_IN_POINTS / FLAT) == 2
    smaller = STEEP_IN_POINTS / STEEP
    return About(smaller, within=0.01), About(smaller / (FLAT_IN_POINTS / FLAT), within=0.02)


@claim(LESSON, "After 100 updates the loss looks settled, at an excess of 1.37")
def test_in_points_the_loss_looks_settled():
    points = DiamondPrices(TRAIN, carat_unit="point")
    run = descend(gradient_descent, points, steps=100, learning_rate=1e-4)
    assert run.excess[50] / run.excess[100] < 1.01
    return 100, run.excess[100]


@claim(LESSON, "Along $b$ it has come 0.5 % of the way")
def test_in_points_the_walker_has_not_arrived():
    points = DiamondPrices(TRAIN, carat_unit="point")
    run = descend(gradient_descent, points, steps=100, learning_rate=1e-4)
    return run.path[-1, 1] / points.minimum[1]


@claim(LESSON, "The steep axis lies almost along $m$, and the flat one almost along $b$")
def test_the_axes_in_points():
    _, axes = np.linalg.eigh(DiamondPrices(TRAIN, carat_unit="point").hessian)
    assert abs(axes[0, 1]) > 0.999 and abs(axes[1, 0]) > 0.999


@claim(
    LESSON,
    "In this long valley the best learning rate is close to the stability limit. Half of it takes "
    "about twice as many steps",
)
def test_the_best_learning_rate_is_close_to_the_stability_limit():
    def excess(rate):
        return descend(gradient_descent, DIAMONDS, steps=50, learning_rate=rate).excess[-1]

    rates = np.linspace(0.5, 1.1, 61) * 2 / STEEP
    losses = [excess(rate) for rate in rates]
    best = np.argmin(losses)
    assert 0.85 < rates[best] / (2 / STEEP) < 0.95
    times = steps_to_one_percent(rates[best] / 2) / steps_to_one_percent(rates[best])
    assert 1.6 < times < 2.4 and excess(1.2 * rates[best]) > 1_000


@claim(LESSON, "at 0.5 a single step is enough")
def test_on_a_round_bowl_one_step_is_enough():
    round_bowl = DiamondPrices(TRAIN, carat_unit="standardised")
    run = descend(gradient_descent, round_bowl, steps=1, learning_rate=0.5)
    assert run.excess[1] < 1e-9
    return 0.5


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


@claim(
    LESSON,
    "Twice the numbers, four times the curvature, a quarter of the stability limit: 0.000029",
)
def test_the_stability_limit_in_milligrams():
    asked, limit = answered("milligrams"), 2 / STEEP_IN_MILLIGRAMS
    assert asked["value"] == round(limit, 7)
    in_points = 2 / STEEP_IN_POINTS
    causes = [in_points / 2, 2 * in_points, 4 * in_points, in_points, limit / 2]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    return STEEP_IN_MILLIGRAMS / STEEP_IN_POINTS, limit


@claim(LESSON, "The stability limit for weights in points is 0.000116")
def test_the_stability_limit_that_is_given():
    return 2 / STEEP_IN_POINTS


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


@claim(LESSON, "Far below, it is slow")
def test_far_below_the_stability_limit_nothing_is_gained():
    run = descend(gradient_descent, DIAMONDS, steps=100, learning_rate=0.001)
    assert run.excess[-1] > 0.5 * run.excess[0]


@claim(
    LESSON,
    "The two rates are two per cent apart. One run arrives; the loss of the other has more than "
    "30 digits",
)
def test_just_below_the_stability_limit_and_just_above():
    below, above = (
        descend(gradient_descent, DIAMONDS, steps=2000, learning_rate=part * 2 / 3.464)
        for part in (0.99, 1.01)
    )
    assert below.excess[-1] < 1e-6
    return 1.01 - 0.99, AtLeast(len(f"{above.loss[-1]:.0f}"))


@claim(
    LESSON, "The curvature along $m$ alone is $2\\operatorname{mean}(x^2)$, which is 1.72 in carats"
)
def test_the_curvature_along_m():
    return 2 * np.mean(CARATS**2)


@claim(LESSON, "Across the valley $m$ and $b$ lift the line together")
def test_along_the_steep_axis_both_parameters_grow():
    _, axes = np.linalg.eigh(DIAMONDS.hessian)
    assert axes[0, 1] * axes[1, 1] > 0
    along_m, along_b = np.diag(DIAMONDS.hessian)
    assert max(along_m, along_b) < STEEP
