"""What lesson 4 says, computed anew."""

import numpy as np
import pytest
from support.dataset import TRAIN

from claims import About, AtLeast, claim
from helpers.comparisons import updates_to_settle
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.problems import DiamondPrices, parabola
from helpers.rules import gradient_descent, momentum, rmsprop

LESSON = "04_rmsprop"

CARATS = DiamondPrices(TRAIN)
POINTS = DiamondPrices(TRAIN, carat_unit="point")
DOLLARS = DiamondPrices(TRAIN, price_unit="dollar")
WEIGHTS, PRICES = TRAIN["carat"].to_numpy(), TRAIN["price"].to_numpy() / 1000
SEEDS = range(200)


def slopes_at_start(weights):
    """Return the slopes of the mean squared error at m = 0, b = 0, by the formula."""
    return np.mean(-2 * PRICES * weights), np.mean(-2 * PRICES)


def in_points(rate, **given):
    """Return 600 updates of RMSProp with weights in points."""
    return descend(rmsprop, POINTS, steps=600, learning_rate=rate, **given)


def plain_in_units(units, steps=600):
    """Return b at the end of gradient descent, at 90 % of its stability limit."""
    x = units * WEIGHTS
    hessian = 2 * np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])
    minimum = np.polyfit(x, PRICES, 1)
    once = np.eye(2) - 0.9 * 2 / np.linalg.eigvalsh(hessian)[-1] * hessian
    return (minimum - np.linalg.matrix_power(once, steps) @ minimum)[1]


# ---- the trouble ---------------------------------------------------------------------------------


@claim(LESSON, "carats | −9.85 | 7.84 | −7.92 | −2.30")
def test_what_the_walker_is_told_in_carats():
    (m, b), best = slopes_at_start(WEIGHTS), np.polyfit(WEIGHTS, PRICES, 1)
    return m, best[0], b, best[1]


@claim(LESSON, "points | −985 | 0.0784 | −7.92 | −2.30")
def test_what_the_walker_is_told_in_points():
    (m, b), best = slopes_at_start(100 * WEIGHTS), np.polyfit(100 * WEIGHTS, PRICES, 1)
    return m, best[0], b, best[1]


@claim(
    LESSON,
    "In points the slope along $m$ is a hundred times as large, and the distance to go a "
    "hundredth as long. Alone, $m$ would need a learning rate $100 \\cdot 100$ times "
    "smaller",
)
def test_the_way_and_the_slope_in_points():
    slope = slopes_at_start(100 * WEIGHTS)[0] / slopes_at_start(WEIGHTS)[0]
    way = CARATS.minimum[0] / POINTS.minimum[0]
    assert way == pytest.approx(100)
    assert slope * way == pytest.approx(100 * 100)
    return slope


@claim(
    LESSON,
    "Along $b$ the way stays as long as it was. But the width of the valley sets the "
    "stability limit. So the steps become tiny: in points $b$ hardly leaves 0",
)
def test_the_valley_gets_narrower():
    (m, b), (narrow, long) = (
        np.diag(np.linalg.inv(bowl.hessian)) ** 0.5 for bowl in (CARATS, POINTS)
    )  # as far as one contour reaches along m and along b
    np.testing.assert_allclose((narrow, long), (m / 100, b))
    assert abs(plain_in_units(1) / CARATS.minimum[1] - 1) < 0.01
    assert -0.1 < plain_in_units(100) < 0


@claim(LESSON, "this change of unit alone turned the valley into a crack. Watch it happen: move "
               "the slider slowly from 1 to 100 units per carat")  # fmt: skip
def test_the_units_of_the_figure():
    assert np.linalg.cond(POINTS.hessian) > 1000 * np.linalg.cond(CARATS.hessian)
    return 100


# ---- the rule, and the size of a step ------------------------------------------------------------


@claim(LESSON, "With $\\beta = 0.9$ the time constant is ten updates")
def test_the_time_constant():
    return 0.9, 1 / (1 - 0.9)


@claim(
    LESSON,
    "Gradient descent left $b$ at −0.07",
)
def test_where_gradient_descent_left_b():
    return plain_in_units(100)


@claim(LESSON, "The slopes along $m$ are about a hundred times those along $b$")
def test_the_slopes_along_m_and_b():
    m, b = np.median(np.abs(in_points(0.01).gradients), axis=0)
    return About(m / b, within=0.05)


@claim(LESSON, "The steps are not: both have a size of about 0.01, the learning rate")
def test_the_steps_along_m_and_b():
    steps = np.median(np.abs(np.diff(in_points(0.01).path, axis=0)), axis=0)
    assert (np.abs(steps / 0.01 - 1) < 0.1).all()
    return About(steps.mean(), within=0.05)


@claim(
    LESSON,
    "the ten thousand is in the slopes and in their RMS, and cancels. While the size of a "
    "slope changes slowly, $g/\\sqrt{s}$ is about 1 or −1",
)
def test_the_size_of_the_slopes_cancels():
    paths = [
        descend(rmsprop, parabola(curvature), steps=40, learning_rate=0.01).path[:, 0]
        for curvature in (1, 10_000)
    ]
    np.testing.assert_allclose(*paths, atol=1e-6)
    sizes = np.abs(np.diff(paths[0])) / 0.01
    assert (sizes[:3] > 1.8).all() and (np.abs(sizes[9:] - 1) < 0.2).all()
    run = in_points(0.01)
    changes = np.diff(run.path, axis=0)[-100:, 0] / 0.01  # of m, to and fro
    assert abs(changes.max() - 1) < 0.01
    return About(changes.min(), within=0.01)


@claim(
    LESSON,
    "For $b$, with 2.30 to go, 0.01 is a short step. For $m$, with 0.0784 to go, it is a long one",
)
def test_one_step_for_two_ways():
    m, b = np.abs(POINTS.minimum)
    assert m / 0.01 < 8 and b / 0.01 > 200
    return b, 0.01, m


# ---- the unit of the learning rate ---------------------------------------------------------------


def in_dollars(rate):
    return descend(rmsprop, DOLLARS, steps=100, learning_rate=rate)


@claim(
    LESSON,
    "The best line is then $m = 7{,}839$, $b = -2{,}297$. Keep the learning rate of 0.1. Where is "
    "the line after 100 updates?",
)
def test_the_best_line_in_dollars():
    assert DOLLARS.minimum.round().tolist() == [7839, -2297]
    return 0.1, 100


@claim(LESSON, "Now it is ten cents")
def test_in_dollars_the_line_stays_flat():
    assert load_questions(4)["prices-in-dollars"]["answer"] == "c"
    assert (np.abs(in_dollars(0.1).path[-1]) < 20).all()


@claim(LESSON, "A step has a size of about 0.1, in the unit of the parameter. That was 100 dollars")
def test_the_size_of_a_step_in_dollars():
    steps = np.abs(np.diff(in_dollars(0.1).path, axis=0))
    return About(np.median(steps), within=0.02), 1000 * 0.1


@claim(LESSON, "With a learning rate of 100 the run is the old one again")
def test_a_thousand_times_the_learning_rate():
    old = descend(rmsprop, CARATS, steps=100, learning_rate=0.1)
    np.testing.assert_allclose(in_dollars(100.0).path, 1000 * old.path, atol=1e-3)
    assert old.excess[-1] < 0.05
    return 100


@claim(LESSON, "which is a thousand times as large too")
def test_the_slopes_in_dollars():
    return DOLLARS.gradient((0, 0))[0] / CARATS.gradient((0, 0))[0]


@claim(LESSON, "That is so for gradient descent: its steps grow with the slopes")
def test_gradient_descent_does_not_mind_the_unit_of_the_price():
    old, new = (
        descend(gradient_descent, bowl, steps=100, learning_rate=0.1).path
        for bowl in (CARATS, DOLLARS)
    )
    np.testing.assert_allclose(new, 1000 * old)


@claim(LESSON, "Now set the learning rate to 100")
def test_what_is_to_be_set_in_dollars():
    return load_questions(4)["prices-in-dollars"]["see"]["set"]["learning_rate"]


@claim(LESSON, "Compare that with 0.1 in thousands")
def test_both_learning_rates():
    return 100 / 1000


# ---- it never settles ----------------------------------------------------------------------------


@claim(
    LESSON,
    "In the end it hops to and fro across the minimum, $\\eta$ each time: from $\\eta/2$ "
    "on one side to $\\eta/2$ on the other",
)
def test_the_walker_hops_across_the_minimum():
    for rate in (0.005, 0.01, 0.02):
        start = POINTS.minimum + 0.3 * rate
        run = descend(rmsprop, POINTS, steps=1500, learning_rate=rate, start=start)
        distance = (run.path - POINTS.minimum)[-100:, 0] / rate
        np.testing.assert_allclose(np.abs(distance), 0.5, rtol=0.01)
        assert (np.sign(distance[1:]) == -np.sign(distance[:-1])).all()


@claim(LESSON, "In points the curvature along $m$ is about 17,245")
def test_the_curvature_along_m():
    return 2 * np.mean((100 * WEIGHTS) ** 2)


# ---- the falling learning rate -------------------------------------------------------------------


@claim(LESSON, "With 0.02 at the start the run ends at 0.003 instead of 0.88")
def test_where_the_falling_learning_rate_ends():
    return 0.02, in_points(0.02, schedule="cosine").excess[-1], in_points(0.02).excess[-1]


@claim(LESSON, "an excess loss below 0.002 after 600 updates")
def test_the_challenge_is_met_by_a_falling_learning_rate_alone():
    rates = np.geomspace(0.05, 0.2, 41)[:, None]
    assert in_points(rates, schedule="cosine").excess[-1].max() < 0.002
    assert in_points(np.geomspace(0.002, 0.2, 41)[:, None]).excess[-1].min() > 0.002
    return 0.002, 600


@claim(
    LESSON,
    "Both steps shrink together, to almost nothing",
)
def test_the_steps_shrink_together():
    steps = np.abs(np.diff(in_points(0.02, schedule="cosine").path, axis=0))
    assert (np.median(steps[-20:], axis=0) < 0.01 * np.median(steps[100:200], axis=0)).all()


# ---- the own learning rate, the first step, and what scaling cannot do --------------------------


@claim(LESSON, "With $\\beta = 0.9$ that is 3.16 learning rates, with 0.999 it is 31.6")
def test_the_first_step():
    first = [
        np.abs(descend(rmsprop, POINTS, steps=1, learning_rate=0.01, beta=beta).path[1]) / 0.01
        for beta in (0.9, 0.999)
    ]
    np.testing.assert_allclose(np.ptp(first, axis=1), 0, atol=1e-5)
    return 0.9, first[0][0], 0.999, first[1][0]


def first_updates_in_points(start=(0.0, 0.0), floor=0.0):
    """Return m's divisors and steps and the excess loss; the divisors stay above a floor."""
    params, mean_square, rows = np.array(start), np.zeros(2), []
    for _ in range(150):
        slope = POINTS.gradient(params)
        mean_square = 0.9 * mean_square + (1 - 0.9) * slope**2
        mean_square[0] = max(mean_square[0], floor**2)
        step = 0.01 * slope / (mean_square**0.5 + 1e-8)
        params = params - step
        rows.append((mean_square[0] ** 0.5, abs(step[0]) / 0.01, POINTS.excess(params)))
    return np.array(rows).T


@claim(
    LESSON,
    "At first the average remembers the steep start. So $m$'s own learning rate is small, and"
    " for a while its steps are tiny, as you saw in the run above. Meanwhile $s$ falls, and "
    "that rate grows",
)
def test_the_peaks_in_the_loss_are_leaps_across_the_valley():
    stable = 1.05 * 0.01 * POINTS.hessian[0, 0] / 2  # m's divisor that keeps its axis stable
    # How high a peak is hangs on rounding, as the leaps grow from next to nothing: so many starts.
    for start in 1e-9 * np.random.default_rng(0).standard_normal((10, 2)):
        divisors, steps, excess = first_updates_in_points(start)
        usual = in_points(0.01, start=start).excess[1:51]
        np.testing.assert_allclose(excess[:50], usual, rtol=1e-4)
        assert divisors[0] > stable > divisors[49]
        assert (np.diff(divisors[5:50]) < 0).all() and (steps[5:50] < 0.1).all()
        rises = np.diff(excess) > 0
        peaks = 1 + np.flatnonzero(rises[:-1] & ~rises[1:])
        assert len(peaks) > 4 and 50 < peaks[0] < 65 and (steps[peaks] > 0.8).all()
        assert steps[4:].max() > 2.8 and abs(steps[4:].argmax() + 4 - peaks[0]) <= 1
        _, steps, excess = first_updates_in_points(start, stable)  # no leap, and no peak
        assert (np.diff(excess) < 0).all() and steps[4:].max() < 0.5


@claim(
    LESSON,
    "For $m$, in points, the limit is $2/\\lambda = 2/17{,}245 = 0.000116$",
)
def test_the_stability_limit_of_m():
    return 2 / POINTS.hessian[0, 0]


@claim(LESSON, "What does the loss on the right do after its first fall?")
def test_each_peak_is_lower_than_the_one_before():
    """From the start of the figure, and from many close to it: the leaps hang on rounding."""
    near = 1e-9 * np.random.default_rng(0).standard_normal((10, 2))
    for start in ((0.0, 0.0), *near):
        excess = in_points(0.01, start=start).excess[:151]
        rises = np.diff(excess) > 0
        peaks = excess[1 + np.flatnonzero(rises[:-1] & ~rises[1:])]
        assert len(peaks) > 4 and (peaks[1:] < 0.95 * peaks[:-1]).all()
    assert load_questions(4)["own-learning-rate"]["see"]["answer"] == "a"


@claim(LESSON, "At update 28 the own learning rate of $m$ passes the stability limit")
def test_when_the_own_learning_rate_passes_the_stability_limit():
    own = 0.01 / first_updates_in_points()[0]
    return 1 + np.argmax(own > 2 / POINTS.hessian[0, 0])


@claim(
    LESSON,
    "Past the limit each update throws $m$ to the other side of the valley, and further "
    "away. At first you cannot see it; some thirty updates later the walker leaps",
)
def test_the_own_learning_rate_goes_to_and_fro_about_the_stability_limit():
    limit, leaps = 2 / POINTS.hessian[0, 0], []
    for start in 1e-9 * np.random.default_rng(0).standard_normal((10, 2)):
        divisors, steps, excess = first_updates_in_points(start)
        own = 0.01 / divisors
        assert np.argmax(own > limit) + 1 == 28  # as printed
        above = own > limit
        crossings = np.flatnonzero(above[:-1] & ~above[1:])  # from above to below
        assert len(crossings) > 4
        for crossing in crossings[:3]:  # each has its leap, and its peak of the loss
            assert steps[crossing - 3 : crossing + 4].max() > 0.8
            assert 3 <= excess[crossing - 6 : crossing + 7].argmax() <= 9
        leaps.append(20 + np.argmax(steps[20:] > 0.8) + 1)  # the first is the 1st update
    assert max(leaps) - min(leaps) < 5
    return About(np.mean(leaps) - 28, within=0.15)


@claim(LESSON, "if it is too large, RMSProp oscillates far from the minimum, but it does not "
               "blow up")  # fmt: skip
def test_there_is_no_stability_limit():
    for rate in (1.0, 100.0):
        ends = [in_points(rate).excess[-1], descend(rmsprop, POINTS, steps=6000,
                                                    learning_rate=rate).excess[-1]]  # fmt: skip
        height = POINTS.hessian.sum() * rate**2 / 8
        np.testing.assert_allclose(ends, height, rtol=0.05)


@claim(LESSON, "exactly the stability limit, at which the walker of lesson 1 jumps to and fro for "
               "ever")  # fmt: skip
def test_in_the_end_the_own_learning_rate_is_the_stability_limit():
    for curvature, rate in ((1.0, 0.1), (17_245.0, 0.01)):
        run = descend(rmsprop, parabola(curvature), steps=3000, learning_rate=rate)
        own = rate / np.array([state.mean_square[0] for state in run.states[-50:]]) ** 0.5
        np.testing.assert_allclose(own, 2 / curvature, rtol=1e-3)


@claim(LESSON, "However you scale $m$ and $b$, its condition number stays above 13. Standardising "
               "reached 1, because it also subtracts the mean weight: that sets the ellipse upright"
)  # fmt: skip
def test_no_scale_helps_beyond_thirteen():
    def condition(scale):
        scales = np.diag([scale, 1.0])
        return np.linalg.cond(scales @ CARATS.hessian @ scales)

    best = min(map(condition, np.geomspace(1e-3, 1e3, 6001)))
    assert best < 13.5 and np.linalg.cond(POINTS.hessian) > 1000 * best
    standardised = DiamondPrices(TRAIN, carat_unit="standardised")
    np.testing.assert_allclose(np.linalg.cond(standardised.hessian), 1)
    return AtLeast(best)


# ---- the exercises -------------------------------------------------------------------------------


@claim(LESSON, "Gradient descent would need that: its steps are 8,000 times as long")
def test_the_sum_instead_of_the_mean():
    asked, rows = load_questions(4)["sum-of-squares"], len(TRAIN)

    def run(rule, factor, rate):
        params, state = np.zeros(2), ()
        for _ in range(200):
            slopes = factor * CARATS.gradient(params)
            params, *state = rule(params, slopes, *state, learning_rate=rate)
        return params

    np.testing.assert_allclose(run(rmsprop, rows, 0.02), run(rmsprop, 1, 0.02), rtol=1e-6)
    by_gradient_descent = run(gradient_descent, rows, asked["wrong"][0][0])
    np.testing.assert_allclose(by_gradient_descent, run(gradient_descent, 1, 0.02))
    causes = [0.02 / rows, 0.02 * rows, 0.02 / rows**0.5, 0.02 * rows**0.5]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    assert asked["value"] == 0.02
    return rows


@claim(LESSON, "RMSProp divides by the RMS, which is 8,000 times as large too")
def test_the_rms_grows_with_the_slopes():
    return len(TRAIN)


@claim(LESSON, "All slopes are 8,000 times as large, and so is the RMS")
def test_all_slopes_grow():
    return len(TRAIN)


@claim(
    LESSON,
    "The mean of the squares is $8{,}000^2$ times as large. Its root is 8,000 times as large",
)
def test_the_root_of_the_mean_square():
    return len(TRAIN)


@claim(LESSON, "All her slopes are 8,000 times as large, and so is their RMS")
def test_her_slopes():
    return len(TRAIN)


# ---- beside momentum -----------------------------------------------------------------------------

ONE_PERCENT = 0.01 * POINTS.lowest


def fewest(rule, rates, betas):
    """Return after how many updates the best of many settings is within 1 %, to stay."""
    best = np.inf
    for beta in betas:
        run = descend(rule, POINTS, steps=1000, learning_rate=rates[:, None], beta=beta)
        best = min(best, updates_to_settle(run.excess, ONE_PERCENT).min())
    return best


def factor_of_good_rates(beta, schedule):
    """Return the highest over the lowest learning rate at which momentum ends within 1 %."""
    rates = np.geomspace(1e-6, 2.4e-4, 300)
    at = {"steps": 600, "learning_rate": rates[:, None], "beta": beta, "schedule": schedule}
    ends = descend(momentum, POINTS, **at).excess[-60 if schedule == "constant" else -1 :]
    good = rates[ends.max(axis=0) < ONE_PERCENT]
    return good[-1] / good[0] if len(good) else 1


@claim(
    LESSON,
    "In points, with $\\beta = 0.9$, a cosine, and 600 updates that read all examples, "
    "every learning rate from 0.01 to 10 ends within 1 %",
)
def test_rmsprop_is_easier_to_tune():
    rates = np.geomspace(0.01, 10, 301)[:, None]
    for beta in (0.8, 0.9, 0.95, 0.98):
        assert (in_points(rates, schedule="cosine", beta=beta).excess[-1] < ONE_PERCENT).all()
    assert (in_points(rates, schedule="cosine", beta=0.999).excess[-1] > ONE_PERCENT).all()
    for beta in (0.8, 0.9, 0.95, 0.98):
        constant = in_points(np.geomspace(0.001, 10, 301)[:, None], beta=beta).excess[-60:]
        assert (constant.max(axis=0) > ONE_PERCENT).all()
    return 0.9, 600, 0.01, 10, 0.01


@claim(
    LESSON,
    "Momentum's good ones, with the same cosine and its best $\\beta$, span a factor of about two",
)
def test_the_good_learning_rates_of_momentum():
    betas = 1 - np.geomspace(0.0005, 0.1, 30)
    for schedule in ("constant", "cosine"):
        factors = [factor_of_good_rates(beta, schedule) for beta in betas]
        assert 1.5 < max(factors) < 2.3
        assert factor_of_good_rates(0.9, schedule) == 1
