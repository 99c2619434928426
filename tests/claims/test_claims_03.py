"""What lesson 3 says, computed anew."""

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, claim
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.problems import DiamondPrices, parabola, ravine
from helpers.rules import gradient_descent, momentum

LESSON = "03_momentum"
RAVINE = ravine(50)
DRAWN = np.array([*np.arange(96) / 100, 0.96, 0.97, 0.98])  # betas in the picture
POINTS = DiamondPrices(TRAIN, carat_unit="point")
FLAT, STEEP = np.linalg.eigvalsh(DIAMONDS.hessian)


def asked(name):
    """Return the question with this name."""
    return load_questions(3)[name]


def seen(name):
    """Return what a question asks to be set on its figure."""
    return asked(name)["see"]["set"]


def in_the_ravine(rate, beta, steps=60, start=(-2.5, 0.6)):
    """Return a run on the figure at the beginning."""
    return descend(momentum, RAVINE, steps=steps, learning_rate=rate, beta=beta, start=start)


def kept(rate, beta, curvatures):
    """Return which share of the distance a step of momentum keeps, in the long run."""
    sizes = []
    for curvature in curvatures:
        steps = np.array([[1 + beta - rate * curvature, -beta], [1, 0]])  # of two distances
        sizes.append(np.abs(np.linalg.eigvals(steps)).max())
    return max(sizes)


def to_a_tenth(rate, beta):
    """Return how many updates it takes in the ravine until a tenth of the distance is left."""
    return np.log(0.1) / np.log(kept(rate, beta, (1, 50)))


# ---- the ravine ---------------------------------------------------------------------------------


@claim(LESSON, "with a curvature of 1 along it and 50 across. Gradient descent has to keep its "
               "learning rate below $2/50 = 0.04$")  # fmt: skip
def test_the_ravine():
    low, high = np.linalg.eigvalsh(RAVINE.hessian)
    assert low == pytest.approx(1)
    return high, 2 / high


@claim(
    LESSON,
    "Just below, at 0.038, it zigzags from wall to wall. At 0.001 it does not zigzag, but "
    "it hardly gets along the ravine",
)
def test_near_the_stability_limit_it_zigzags_and_far_below_it_hardly_moves():
    near, far = in_the_ravine(0.038, 0), in_the_ravine(0.001, 0)
    assert (near.path[1:, 1] * near.path[:-1, 1] < 0).all()
    assert (far.path[:, 1] > 0).all()
    assert far.path[-1, 0] < 0.93 * far.path[0, 0]
    return 0.038, 0.001


@claim(LESSON, "At beta 0 the walker zigzags, and after 60 updates its excess loss is still 0.03")
def test_what_the_zigzag_leaves():
    return 60, in_the_ravine(0.038, 0).excess[60]


@claim(LESSON, "What will a beta of 0.6 do, at the same learning rate?")
def test_beta_calms_the_zigzag_and_quickens_the_way_along_the_ravine():
    plain, ball = in_the_ravine(0.038, 0), in_the_ravine(0.038, 0.6)
    assert kept(0.038, 0.6, [50]) < kept(0.038, 0, [50])
    assert kept(0.038, 0.6, [1]) < kept(0.038, 0, [1])
    assert abs(ball.path[20:, 1]).max() < 0.3 * abs(plain.path[20:, 1]).max()
    return seen("ravine")["beta"]


@claim(LESSON, "How high is the excess loss after 60 updates, compared with 0.03?")
def test_the_answer_is_more_than_a_thousand_times_lower():
    plain, ball = in_the_ravine(0.038, 0), in_the_ravine(0.038, 0.6)
    assert plain.excess[60] > 1000 * ball.excess[60]
    return 60, plain.excess[60]


@claim(LESSON, "Set beta to 0.6")
def test_what_is_to_be_set_in_the_ravine():
    return seen("ravine")["beta"]


# ---- the heavy ball -----------------------------------------------------------------------------


@claim(
    LESSON,
    "Its loss rises at some steps: for a ball, that is part of the way down",
)
def test_the_loss_of_the_ball_rises_at_some_steps():
    ball = descend(momentum, DIAMONDS, steps=60, learning_rate=0.1, beta=0.8)
    assert (np.diff(ball.loss) > 0).any()
    for rate in (0.1, 0.3, 0.5, 0.57):
        run = descend(gradient_descent, DIAMONDS, steps=60, learning_rate=rate)
        assert (np.diff(run.loss) <= 1e-12).all()


@claim(LESSON, "With 0.1 and beta 0.8 it is 0.5")
def test_the_effective_learning_rate_of_a_steady_slope():
    params, velocity = 0.0, 0.0
    for _ in range(200):
        before = params
        velocity = 0.8 * velocity + 1.0
        params -= 0.1 * velocity
    return 0.1, 0.8, before - params


@claim(
    LESSON,
    "gradient descent with a learning rate of 0.5, the effective one of beta 0.8. It gets "
    "there first! So here, at 0.1, the gain came from longer steps",
)
def test_at_the_same_effective_learning_rate_gradient_descent_is_first():
    assert stays(DIAMONDS, 0.5, 0) < min(stays(DIAMONDS, 0.1, beta) for beta in DRAWN)
    return 0.1 / (1 - 0.8), 0.8, 0.1


def stays(problem, rate, beta, steps=1000):
    """Return from which step on the loss stays within 1 % of the lowest."""
    run = descend(momentum, problem, steps=steps, learning_rate=rate, beta=beta)
    return 1 + np.flatnonzero(run.excess > 0.01 * problem.lowest)[-1]


@claim(
    LESSON,
    "At a learning rate of 0.1 gradient descent comes within 1 % of the lowest loss, and "
    "stays there, after 109 steps. Momentum with beta 0.8 takes 32. And with beta 0.98?",
)
def test_what_the_question_on_too_much_memory_gives():
    return 0.1, 0.01, stays(DIAMONDS, 0.1, 0), 0.8, stays(DIAMONDS, 0.1, 0.8), 0.98


@claim(LESSON, "With beta 0.98 the ball loses only 2 % of its velocity at a step")
def test_the_friction():
    return 0.98, 1 - 0.98


@claim(LESSON, "From left to right beta grows. What do the steps do?")
def test_with_more_memory_it_is_there_sooner_then_later():
    steps = np.array([stays(DIAMONDS, 0.1, beta) for beta in DRAWN])
    best = steps.argmin()
    assert 0.7 < DRAWN[best] < 0.8
    assert (np.diff(steps[: best + 1]) < 0).all() and (np.diff(steps[best:]) >= 0).all()
    assert asked("too-much-memory")["see"]["answer"] == "c"


@claim(LESSON, "It needs 351 steps to stay within 1 %: more than without any memory")
def test_too_much_memory_is_later_than_none():
    assert stays(DIAMONDS, 0.1, 0.98) > stays(DIAMONDS, 0.1, 0)
    return stays(DIAMONDS, 0.1, 0.98), 0.01


@claim(
    LESSON,
    "Across it they cancel, along it they add up",
)
def test_the_step_in_the_wider_ravine_is_the_sum_of_two():
    wide = ravine(8)
    run = descend(momentum, wide, steps=2, start=(-2.5, 1), learning_rate=0.2, beta=0.6)
    before, here, after = run.path
    last, new = 0.6 * (here - before), -0.2 * wide.gradient(here)
    np.testing.assert_allclose(last + new, after - here)
    assert last[0] > 0 and new[0] > 0
    assert last[1] == pytest.approx(-new[1])


@claim(
    LESSON,
    "But in the ravine gradient descent cannot take longer steps: they diverge",
)
def test_in_the_ravine_the_effective_learning_rate_is_too_high_for_gradient_descent():
    assert in_the_ravine(0.038 / (1 - 0.6), 0, steps=300).diverged_at


@claim(LESSON, "It comes near sooner, but much too fast, and rolls on")
def test_with_too_much_memory_it_comes_near_sooner():
    much, some = (
        descend(momentum, DIAMONDS, steps=400, learning_rate=0.1, beta=beta).path[:, 0]
        for beta in (0.98, 0.8)
    )
    first, other = (np.argmax(m > DIAMONDS.minimum[0]) for m in (much, some))
    assert first <= other and much.max() > some.max()


@claim(
    LESSON,
    "a gradient's share is down to about $1/e$, 37 %. That is 10 steps with beta 0.9, and "
    "50 with 0.98",
)
def test_the_time_constant():
    for beta in (0.9, 0.99, 0.999):
        assert beta ** (1 / (1 - beta)) == pytest.approx(1 / np.e, rel=0.06)
    return About(0.99**100, within=0.02), 1 / (1 - 0.9), 0.9, 1 / (1 - 0.98), 0.98


# ---- the best settings --------------------------------------------------------------------------


@claim(LESSON, "bring the excess loss below 0.0001 in 30 updates")
def test_the_challenge_is_met_near_the_best_settings_alone():
    assert descend(momentum, RAVINE, steps=30, learning_rate=0.06, beta=0.6).excess[30] < 0.0001
    assert descend(momentum, RAVINE, steps=30, learning_rate=0.01, beta=0.95).excess[30] > 0.0001
    return 0.0001, 30


@claim(LESSON, "The ball starts at a learning rate of 0.01 with beta 0.95. It takes 90 updates")
def test_where_the_ball_starts_on_the_map():
    return 0.01, 0.95, to_a_tenth(0.01, 0.95)


@claim(
    LESSON,
    "with beta 0.9 it is 44 updates. Too much does not: with 0.7 it is 62, for then the ball "
    "crawls along the ravine",
)
def test_less_memory_is_quicker_until_it_is_overdamped():
    assert 0.7 < (1 - 0.01**0.5) ** 2  # where (1 + beta - rate * curvature)² is 4 beta
    first, crawls = (to_a_tenth(0.01, beta) for beta in (0.9, 0.7))
    return 0.9, first, 0.7, crawls


@claim(LESSON, "it stays between the same two lines. While the ball oscillates in both directions, "
               "only beta counts")  # fmt: skip
def test_the_learning_rate_does_not_matter_there():
    for rate in (0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07):
        assert kept(rate, 0.95, (1, 50)) == pytest.approx(0.95**0.5, abs=1e-9)


@claim(LESSON, "the ball oscillates for longer, 228 updates")
def test_more_memory_is_slower():
    return to_a_tenth(0.01, 0.98)


@claim(LESSON, "How high is the excess loss after 100 updates, compared with before?")
def test_the_answer_is_more_than_a_hundred_times_lower():
    before, after = (
        descend(momentum, RAVINE, steps=100, learning_rate=0.01, beta=beta).excess[100]
        for beta in (0.95, seen("quicker")["beta"])
    )
    assert before > 100 * after
    return 100


@claim(
    LESSON,
    "as in lesson 1, the ball does not roll past the minimum",
)
def test_an_overdamped_ball_stays_on_one_side():
    for rate, beta in ((0.001, 0.5), (0.005, 0.3), (0.005, 0.8)):
        assert beta < (1 - rate**0.5) ** 2
        path = descend(momentum, RAVINE, steps=1000, learning_rate=rate, beta=beta).path[:, 0]
        assert (path * path[0] > 0).all()
    path = descend(momentum, RAVINE, steps=100, learning_rate=0.01, beta=0.95).path[:, 0]
    assert (path * path[0] < 0).any()


@claim(
    LESSON,
    "Here only beta counts: on average a step keeps $\\sqrt\\beta$ of the distance",
)
def test_a_step_keeps_the_root_of_beta():
    for rate, beta in ((0.01, 0.95), (0.06, 0.9)):
        for curvature in (1, 50):
            solutions = np.roots([1, -(1 + beta - rate * curvature), beta])
            assert abs(solutions.imag).min() > 0
            np.testing.assert_allclose(np.abs(solutions), beta**0.5)
            run = descend(momentum, RAVINE, steps=40, learning_rate=rate, beta=beta)
            by_hand = run.path[1:-1] * (1 + beta - rate * np.array([1, 50])) - beta * run.path[:-2]
            np.testing.assert_allclose(run.path[2:], by_hand, atol=1e-9)


@claim(
    LESSON,
    "With less beta the ball crawls along the valley. With more it rolls to and fro for "
    "longer. The best lies just between",
)
def test_the_best_pair_is_where_both_directions_begin_to_oscillate():
    rate, beta = best_pair(1, 50)
    best = kept(rate, beta, (1, 50))
    grid = [(r, b) for r in np.linspace(0.002, 0.079, 40) for b in np.linspace(0, 0.98, 50)]
    assert best == pytest.approx(beta**0.5, abs=1e-6)
    assert min(kept(*pair, (1, 50)) for pair in grid) > best
    for curvature in (1, 50):
        assert (1 + beta - rate * curvature) ** 2 == pytest.approx(4 * beta)


def best_pair(low, high):
    """Return the formulas of the lesson."""
    root = (high / low) ** 0.5
    return (2 / (high**0.5 + low**0.5)) ** 2, ((root - 1) / (root + 1)) ** 2


def steps_until(share, problem, rate, beta):
    """Return after how many steps this share of the distance is left."""
    run = descend(momentum, problem, steps=8000, learning_rate=rate, beta=beta)
    left = np.linalg.norm(run.path - problem.minimum, axis=-1)
    return np.argmax(left < share * left[0])


def to_a_millionth(problem, rate, beta):
    """Return after how many steps a millionth of the distance is left."""
    return steps_until(1e-6, problem, rate, beta)


@claim(
    LESSON,
    "The gain grows like $\\sqrt\\kappa$. It is somewhat smaller, for every step keeps "
    "more than $\\sqrt\\beta$ of the distance",
)
def test_the_factor_t_costs_a_quarter():
    for problem in (DIAMONDS, RAVINE, ravine(1000)):
        rate, beta = best_pair(*np.linalg.eigvalsh(problem.hessian))
        late, early = (
            steps_until(left, problem, rate, beta) * np.log(beta**0.5) / np.log(left)
            for left in (1e-6, 0.1)
        )
        assert 1.19 < late < 1.29 and early > 1.5
        low, high = np.linalg.eigvalsh(problem.hessian)
        gain = to_a_millionth(problem, 2 / (low + high), 0) / to_a_millionth(problem, rate, beta)
        assert gain / (high / low) ** 0.5 == pytest.approx(0.8, abs=0.05)


@claim(
    "deeper/momentum_and_nesterov", "With a pair tuned for a millionth it is about $\\sqrt\\kappa$"
)
def test_tuned_for_a_millionth():
    """The first step within a millionth that is also the last one without."""
    for problem in (DIAMONDS, RAVINE):
        low, high = np.linalg.eigvalsh(problem.hessian)
        rate, beta = best_pair(low, high)
        rates, betas = rate * np.linspace(0.6, 1.2, 46), np.linspace(0.6 * beta, 1.2 * beta, 40)
        rates, betas = (a.ravel()[:, None] for a in np.meshgrid(rates, betas))
        run = descend(momentum, problem, steps=120, learning_rate=rates, beta=betas)
        left = np.linalg.norm(run.path - problem.minimum, axis=-1)
        tuned = (1 + np.array([np.flatnonzero(one > 1e-6 * one[0])[-1] for one in left.T])).min()
        gain = to_a_millionth(problem, 2 / (low + high), 0) / tuned
        assert gain == pytest.approx((high / low) ** 0.5, rel=0.06)


@claim(
    LESSON,
    "its period goes as $1/\\sqrt\\lambda$",
)
def test_a_ball_oscillates_with_the_root_of_the_curvature():
    crossings = []
    for curvature in (1, 4, 16):
        at = {"steps": 20_000, "learning_rate": 1e-4, "beta": 0.999}
        path = descend(momentum, parabola(curvature), **at).path[:, 0]
        crossings.append(np.flatnonzero(np.diff(np.sign(path)))[3])
    assert crossings[0] / crossings[1] == pytest.approx(2, rel=0.02)
    assert crossings[1] / crossings[2] == pytest.approx(2, rel=0.02)


@claim(
    LESSON,
    "Momentum at its best removes $2/(\\sqrt\\kappa+1)$: in the ravine 25 %",
)
def test_how_much_friction_the_best_pair_has():
    for kappa in (100, 1_000, 33_000):
        beta = best_pair(1, kappa)[1]
        assert 1 - beta**0.5 == pytest.approx(2 / (kappa**0.5 + 1))
    return 2 / (50**0.5 + 1)


@claim(LESSON, "So it removes the share $2/(\\kappa+1)$: in the ravine 4 %")
def test_what_gradient_descent_removes_in_the_ravine():
    return 2 / (50 + 1)


@claim(
    LESSON,
    "With beta 0.95 that is 0.975, and 90 such steps leave a tenth",
)
def test_ninety_steps_leave_a_tenth():
    assert abs(0.95 ** (90 / 2) - 0.1) < 0.001
    return 0.95, 0.95**0.5, 90


@claim(
    LESSON,
    "With $\\beta = 0$ that is the stability limit of lesson 1, with $\\beta$ near 1 twice that. "
    "With beta 0.9 it is 0.076. Try 0.07 and 0.08",
)
def test_the_stability_limit():
    limits = [2 * (1 + beta) / 50 for beta in (0, 0.5, 0.9, 0.999999)]
    assert limits[0] == 2 / 50 and limits[-1] / limits[0] == pytest.approx(2)
    for beta, limit in zip((0, 0.5, 0.9), limits, strict=False):
        for part, diverges in ((0.99, False), (1.01, True)):
            at = {"learning_rate": part * limit, "beta": beta}
            assert bool(descend(momentum, RAVINE, steps=3000, **at).diverged_at) == diverges
    below, above = (
        descend(momentum, RAVINE, steps=100, learning_rate=rate, beta=0.9) for rate in (0.07, 0.08)
    )
    assert below.excess[100] < 0.001 and above.diverged_at
    return 0.9, limits[2], 0.07, 0.08


@claim(LESSON, "Gradient descent at its best keeps $(\\kappa-1)/(\\kappa+1)$ of the distance at a "
               "step")  # fmt: skip
def test_what_gradient_descent_keeps_at_its_best():
    """The table takes its count from this share."""
    for problem in (DIAMONDS, RAVINE, POINTS):
        low, high = np.linalg.eigvalsh(problem.hessian)
        share = (high / low - 1) / (high / low + 1)
        rate = 2 / (low + high)
        run = descend(gradient_descent, problem, steps=90, learning_rate=rate)
        left = np.linalg.norm(run.path - problem.minimum, axis=-1)
        np.testing.assert_allclose(left[1:] / left[:-1], share, rtol=1e-6)


# ---- noise ------------------------------------------------------------------------------------


@claim(
    LESSON,
    "With beta 0.9 and the same learning rate the noise floor is ten times as high. With "
    "the same effective learning rate, while that is small, it is the same",
)
def test_the_noise_floor_follows_the_effective_learning_rate():
    plain, same, effective = (measured_floor(*at) for at in ((0.05, 0), (0.05, 0.9), (0.005, 0.9)))
    assert effective == pytest.approx(plain, rel=0.15)
    return 0.9, About(same / plain, within=0.1)


def measured_floor(rate, beta):
    """Return the mean excess loss of 200 seeds after they have settled."""
    run = descend(momentum, DIAMONDS, steps=1500, batch_size=32, start=DIAMONDS.minimum,
                  seed=range(200), learning_rate=rate, beta=beta)  # fmt: skip
    return run.excess[500:].mean()


@claim(LESSON, "The mean over 200 seeds, with $c = 27.6$ as in lesson 2")
def test_the_noise_of_a_single_example():
    x, y = TRAIN["carat"].to_numpy(), TRAIN["price"].to_numpy() / 1000
    m, b = DIAMONDS.minimum
    error = m * x + b - y
    return 200, np.mean((2 * error * x) ** 2 + (2 * error) ** 2)


@claim(LESSON, "The effective learning rate of momentum is ten times that of SGD, and the noise "
               "floor goes with it")  # fmt: skip
def test_the_effective_learning_rate_in_the_figure():
    return 1 / (1 - 0.9)


@claim(LESSON, "The EMA form has the same effective learning rate as SGD, and about the same noise "
               "floor")  # fmt: skip
def test_the_noise_floor_of_the_ema_form():
    plain, average = measured_floor(0.05, 0), measured_floor(0.05 * (1 - 0.9), 0.9)
    assert average == pytest.approx(plain, rel=0.15)


@claim(
    LESSON,
    "EMA | $a \\leftarrow \\beta a + (1-\\beta)\\,g$ | $\\theta \\leftarrow \\theta - "
    "\\eta a$ | $\\eta/(1-\\beta)$",
)
def test_the_three_conventions_take_the_same_path():
    path = descend(momentum, DIAMONDS, steps=60, learning_rate=0.1, beta=0.8).path
    average, params = 0.0, np.array(DIAMONDS.start)
    inside, moved = 0.0, np.array(DIAMONDS.start)
    for place in path[1:]:
        average = 0.8 * average + (1 - 0.8) * DIAMONDS.gradient(params)
        params = params - 0.1 / (1 - 0.8) * average
        inside = 0.8 * inside - 0.1 * DIAMONDS.gradient(moved)
        moved = moved + inside
        np.testing.assert_allclose((params, moved), (place, place))


@claim(LESSON, "But the steps of momentum are also ten times as long as those of the EMA form")
def test_the_steps_are_as_much_longer():
    return 1 / (1 - 0.9)


# ---- your turn, and the next trouble ------------------------------------------------------------


@claim(LESSON, "The curvatures of a valley are 2 and 162")
def test_the_wrong_betas():
    kappa = 162 / 2
    root = kappa**0.5
    causes = [(root - 1) / (root + 1), (kappa - 1) / (kappa + 1), ((kappa - 1) / (kappa + 1)) ** 2]
    wrong = [value for value, _ in asked("choose-beta")["wrong"]]
    np.testing.assert_allclose(wrong, [*causes, 0.9], rtol=1e-3)
    assert asked("choose-beta")["value"] == pytest.approx(best_pair(2, 162)[1])
    return 2, 162


@claim(LESSON, "The condition number is $162/2 = 81$ and its root 9. So "
               "$\\sqrt\\beta = (9-1)/(9+1) = 0.8$ and $\\beta = 0.64$")  # fmt: skip
def test_the_best_beta_of_that_valley():
    beta = best_pair(2, 162)[1]
    assert 162 / 2 == 81
    return 81**0.5, beta**0.5, beta


@claim(LESSON, "A valley has a condition number of 10,000. Gradient descent at its best takes "
               "about 11,500 steps")  # fmt: skip
def test_gradient_descent_in_a_very_long_valley():
    steps = np.log(0.1) / np.log((10_000 - 1) / (10_000 + 1))
    per_step = np.log(99 / 101)
    causes = [steps**0.5, np.log(0.1) / per_step / 2, steps / 10, steps / 10_000]
    wrong = [value for value, _ in asked("root-of-kappa")["wrong"]]
    np.testing.assert_allclose(wrong, causes, rtol=0.01)
    return 10_000, About(steps, within=0.01)


@claim(LESSON, "That is the root of 11,500")
def test_the_root_of_the_count():
    assert asked("root-of-kappa")["wrong"][0][0] == pytest.approx(11_500**0.5, rel=0.005)
    return 11_500


@claim(LESSON, "The root of 10,000 is 100, not 1,000")
def test_the_root_of_the_condition_number():
    return 10_000, 10_000**0.5, 1_000


@claim(LESSON, "$\\sqrt\\kappa = 100$ in place of 10,000, a hundredth. In full: a step keeps "
               "$(100-1)/(100+1) = 0.9802$, and $0.9802^k = 0.1$ at "
               "$k = \\ln 0.1/\\ln 0.9802 = 115$")  # fmt: skip
def test_momentum_in_a_very_long_valley():
    share = (100 - 1) / (100 + 1)
    steps = np.log(0.1) / np.log(share)
    assert abs(steps / asked("root-of-kappa")["value"] - 1) < 0.005
    return 100**2, share, share, 0.1, 0.1, share


@claim(LESSON, "In points it still takes more than fifty times as many steps as in carats")
def test_in_points_the_ball_is_slow():
    carats, points = (
        to_a_millionth(bowl, *best_pair(*np.linalg.eigvalsh(bowl.hessian)))
        for bowl in (DIAMONDS, POINTS)
    )
    return AtLeast(points / carats)


@claim(
    LESSON,
    "With the same effective learning rate, while that is small, it is the same",
)
def test_near_the_stability_limit_momentum_has_less_noise():
    floors = []
    for beta in (0, 0.9):
        at = {"batch_size": 32, "seed": range(100), "beta": beta, "start": DIAMONDS.minimum}
        run = descend(momentum, DIAMONDS, steps=600, learning_rate=0.5 * (1 - beta), **at)
        floors.append(run.excess[200:].mean())
    assert 6 < floors[0] / floors[1] < 8.5
