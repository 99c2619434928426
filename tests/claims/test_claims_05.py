"""What lesson 5 says, computed anew."""

import functools
from dataclasses import replace
from inspect import signature

import numpy as np
import pytest
from lesson_budget import read_lesson
from support.dataset import DIAMONDS, TRAIN

from claims import About, claim
from helpers import rules
from helpers.comparisons import final_excess, good_range, updates_to_settle
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.plotting import moments
from helpers.problems import DiamondPrices, ravine
from helpers.rules import Moments, adam

LESSON = "05_adam"
POINTS = DiamondPrices(TRAIN, carat_unit="point")
ONE_PERCENT = 0.01 * POINTS.lowest
LATE = 38 / POINTS.hessian[0, 0]  # stability limit of m's own learning rate


def fewest(rule, rates, problem=POINTS, *, target=ONE_PERCENT, steps=1000, **betas):
    """Return the fewest updates after which a run settles, and at which learning rate."""
    run = descend(rule, problem, steps=steps, learning_rate=rates[:, None], **betas)
    updates = updates_to_settle(run.excess, target)
    return updates.min(), rates[updates.argmin()]


def own_learning_rates(run):
    """Return learning rate over corrected RMS after each update, from the gradients alone."""
    square, own, beta2 = 0.0, [], run.hyperparameters.get("beta2", 0.999)
    for t, gradient in enumerate(run.gradients, start=1):
        square = beta2 * square + (1 - beta2) * gradient**2
        own.append(run.hyperparameters["learning_rate"] / np.sqrt(square / (1 - beta2**t)))
    return np.array(own)


# ---- what it gains ------------------------------------------------------------------------------


@claim(
    LESSON,
    "until the loss is within 1 % of the lowest",
)
def test_what_it_means_to_arrive():
    assert ONE_PERCENT / POINTS.lowest == 0.01
    return 0.01


@claim(
    LESSON,
    "and stays there for the 1,000 updates that we watch",
)
def test_how_long_we_watch():
    return signature(fewest).parameters["steps"].default


@claim(LESSON, "gradient descent | about 34,000 updates")
def test_gradient_descent_takes_long_in_points():
    """Close to its stability limit; below 1,000 updates it arrives nowhere."""
    limit = 2 / np.linalg.eigvalsh(POINTS.hessian)[1]
    assert fewest(rules.gradient_descent, np.linspace(0.01, 1.05, 400) * limit)[0] == np.inf
    return About(gradient_descent_in_points(), within=0.03)


@claim(LESSON, "in the figure above, with a learning rate of 0.12, set beta1 to 0")
def test_without_the_mean_m_is_not_calm():
    calm, restless = (
        descend(adam, POINTS, steps=200, learning_rate=0.12, beta1=beta1).excess[-50:]
        for beta1 in (0.9, 0.0)
    )
    assert calm.max() < ONE_PERCENT and restless.min() > 100 * ONE_PERCENT
    return 0.12


@claim(LESSON, "The usual values are $\\beta_1 = 0.9$ and $\\beta_2 = 0.999$")
def test_the_usual_betas():
    defaults = signature(adam).parameters
    return defaults["beta1"].default, defaults["beta2"].default


@claim(LESSON, "RMSProp | about 500")
def test_rmsprop_at_its_best():
    """On a fine grid around the best, and a coarse one far and wide."""
    rates, near = np.geomspace(4e-3, 0.1, 300), 1 - np.geomspace(0.001, 0.002, 24)
    best = min(fewest(rules.rmsprop, rates, beta=beta)[0] for beta in near)
    for beta in (0.9, 0.95, 0.98, 0.99, 0.995, 0.9995):
        assert fewest(rules.rmsprop, np.geomspace(1e-3, 10, 300), beta=beta)[0] > best
    return About(best, within=0.02)


@claim(LESSON, "momentum | about 430")
def test_momentum_at_its_best():
    best = momentum_in_points()
    for beta in (0.9, 0.95, 0.97, 0.985, 0.99, 0.995, 0.999):
        assert fewest(rules.momentum, np.geomspace(1e-5, 2.4e-4, 300), beta=beta)[0] > best
    return About(best, within=0.02)


@claim(
    LESSON,
    "It needs 99. The next figure shows it",
)
def test_adam_needs_99_updates():
    updates, _ = fewest(adam, np.geomspace(0.01, 1, 500))
    assert fewest(adam, np.array([0.1, 0.12, 0.15]))[0] == updates
    for beta in (0.9, 0.95, 0.98, 0.99, 0.995, 0.999):
        better, rate = fewest(rules.rmsprop, np.geomspace(1e-3, 0.1, 300), beta=beta)
        larger, _ = fewest(rules.rmsprop, rate * np.geomspace(1.2, 30, 60), beta=beta)
        assert larger >= better
    return updates


@claim(LESSON, "Run the next cell, and set the learning rate to 0.05")
def test_what_is_to_be_set_does_not_meet_the_challenge():
    run = descend(adam, POINTS, steps=200, learning_rate=0.05)
    assert run.excess[110] > 3 * ONE_PERCENT
    return run.hyperparameters["learning_rate"]


@claim(LESSON, "Where is the walker after 200 updates?")
def test_with_005_the_walker_is_at_the_minimum():
    run = descend(adam, POINTS, steps=200, learning_rate=0.05)
    to_go = np.abs(run.path - POINTS.minimum) / np.abs(POINTS.start - POINTS.minimum)
    assert (to_go[200] < 0.1).all() and run.excess[200] < ONE_PERCENT
    assert load_questions(5)["updates-of-adam"]["see"]["answer"] == "c"
    return len(run.path) - 1


@claim(
    LESSON,
    "With RMSProp a larger $\\eta$ would only make $m$ leap further",
)
def test_a_larger_learning_rate_makes_larger_slopes():
    """Sixteen times the learning rate, and the own learning rates after 90 updates stay."""
    own, slopes = [], []
    for rate in (0.0075, 0.12):
        run = descend(rules.rmsprop, POINTS, steps=90, learning_rate=rate, beta=0.999)
        squares = np.array([state.mean_square for state in run.states[1:]])
        own.append(rate / squares**0.5)
        slopes.append(np.abs(run.gradients).max(axis=0))
        assert own[-1][0, 0] > 2 / POINTS.hessian[0, 0] > own[-1][-1, 0]
    assert (slopes[1] > 4 * slopes[0]).all()
    after = own[1][-1] / own[0][-1]
    assert (after > 0.7).all() and (after < 1.3).all()


@claim(
    LESSON,
    "That is why Adam needs 99. Across the crack the slopes of $m$ change sign, so its "
    "steps are short. So $\\eta$ may be larger, and $b$, whose slopes keep their sign, runs",
)
def test_adam_is_stable_with_larger_own_learning_rates():
    run = descend(rules.rmsprop, POINTS, steps=90, learning_rate=0.12, beta=0.999)
    alone = 0.12 / run.states[-1].mean_square ** 0.5
    own = own_learning_rates(descend(adam, POINTS, steps=90, learning_rate=0.12))[-1]
    assert (own > 4 * alone).all() and own[0] < LATE
    moves = [
        np.abs(np.diff(descend(rule, POINTS, steps=90, learning_rate=0.12, **betas).path, axis=0))
        for rule, betas in ((adam, {}), (rules.rmsprop, {"beta": 0.999}))
    ]
    ours, theirs = (np.median(each[20:], axis=0) for each in moves)
    assert ours[1] > 2 * theirs[1]
    return fewest(adam, np.geomspace(0.01, 1, 500))[0]


@claim(LESSON, "The walker first finds the floor of the valley, then runs along it")
def test_at_012_the_challenge_is_met_and_the_floor_of_the_valley_comes_first():
    run = descend(adam, POINTS, steps=200, learning_rate=0.12)
    assert run.excess[110] < ONE_PERCENT
    _, axes = np.linalg.eigh(POINTS.hessian)
    along, across = np.abs((run.path - POINTS.minimum) @ axes).T
    assert updates_to_settle(across, 0.1 * across[0]) < 0.5 * updates_to_settle(
        along, 0.1 * along[0]
    )


@claim(
    LESSON,
    "gradient descent | 21 updates",
)
def test_gradient_descent_in_carats():
    rates = np.geomspace(0.01, 1.2, 400)
    plain, _ = fewest(rules.gradient_descent, rates, DIAMONDS, target=0.01 * DIAMONDS.lowest)
    return plain


@claim(
    LESSON,
    "momentum, with its best $\\beta$ | 7",
)
def test_momentum_in_carats():
    best, *others = (momentum_in_carats(b) for b in (0.36, 0, 0.2, 0.3, 0.34, 0.38, 0.5, 0.7, 0.95))
    assert best < min(others)
    return best


@claim(
    LESSON,
    "Adam, with the usual betas | 55",
)
def test_adam_in_carats():
    return adam_in_carats()


@claim(
    LESSON,
    "In carats Adam remembers too much: with $\\beta_1 = 0.7$ it needs about 17",
)
def test_in_carats_less_memory_is_better():
    shorter = adam_in_carats(beta1=0.7)  # hangs on the last bits, hence: about
    return 0.7, About(shorter, within=0.25)


@functools.cache
def gradient_descent_in_points():
    """Return the fewest updates to within 1 % of the lowest loss, for good."""
    rates = np.array([0.97, 0.98, 0.99]) * 2 / np.linalg.eigvalsh(POINTS.hessian)[1]
    return fewest(rules.gradient_descent, rates, steps=40_000)[0]


@functools.cache
def momentum_in_points():
    """Return the fewest updates to within 1 % of the lowest loss, for good."""
    rates, near = np.geomspace(1.5e-4, 2.4e-4, 300), np.arange(0.974, 0.981, 0.0005)
    return min(fewest(rules.momentum, rates, beta=beta)[0] for beta in near)


def momentum_in_carats(beta):
    """Return the fewest updates to within 1 % of the lowest loss, for good."""
    rates, target = np.geomspace(0.001, 1.2, 800), 0.01 * DIAMONDS.lowest
    return fewest(rules.momentum, rates, DIAMONDS, target=target, beta=beta)[0]


def adam_in_carats(**betas):
    """Return the fewest updates to within 1 % of the lowest loss, for good."""
    rates, target = np.geomspace(0.01, 3, 400), 0.01 * DIAMONDS.lowest
    return fewest(adam, rates, DIAMONDS, target=target, **betas)[0]


@claim(LESSON, "Take the challenge.")
def test_the_challenge_of_the_figure():
    (cell,) = [c for c in read_lesson(LESSON).cells if "challenge(" in c.source]
    assert "challenge(within=0.01, updates=110)" in cell.source


@claim(
    LESSON,
    "**Changing sign:** the mean is near 0. The step is short",
)
def test_where_slopes_change_sign_the_step_is_short():
    params, state = 0.0, Moments()
    for t in range(100):
        before = params
        params, state = adam(params, (-1.0) ** t, state, learning_rate=1.0)
    assert abs(params - before) < 0.1


@claim(
    LESSON,
    "**Suddenly larger:** it is longer, since $a$ follows sooner than $s$",
)
def test_where_slopes_grow_the_step_is_longer():
    params, state, steps = 0.0, Moments(), []
    for slope in [1.0] * 100 + [100.0] * 5000:
        moved, state = adam(params, slope, state, learning_rate=1.0)
        steps.append(params - moved)
        params = moved
    assert steps[99] == pytest.approx(1) and max(steps[100:120]) > 1.5
    assert steps[-1] == pytest.approx(1, rel=0.01)


@claim(
    LESSON,
    "**Shrinking:** it is short too",
)
def test_where_slopes_shrink_the_step_is_short():
    params, state, steps = 0.0, Moments(), []
    for t in range(100):
        moved, state = adam(params, 0.95**t, state, learning_rate=1.0)
        steps.append(params - moved)
        params = moved
    assert steps[0] > 0.99 and 0 < steps[-1] < 0.2


# ---- the rule -----------------------------------------------------------------------------------


@claim(LESSON, "Its time constant is 1,000 updates, that of $a$ only 10")
def test_the_time_constants():
    return 1 / (1 - 0.999), 1 / (1 - 0.9)


@claim(
    LESSON,
    "In a proper average they would add up to 1. So divide $a$ by $1-\\beta_1^t$",
)
def test_the_weights_add_up():
    for beta, t in ((0.9, 1), (0.9, 30), (0.999, 500)):
        weights = (1 - beta) * beta ** np.arange(t)
        assert weights.sum() == pytest.approx(1 - beta**t) and weights.sum() < 1


@claim(LESSON, "So the step is $0.1 \\cdot 31.6 = 3.16$ learning rates long")
def test_the_first_step_without_correction():
    moved, _ = adam(0.0, 7.0, learning_rate=1.0, bias_correction=False)
    return 1 - 0.9, 1 / (1 - 0.999) ** 0.5, -moved


@claim(LESSON, "put the step at 1: $m$ has moved by 0.316, more than three learning rates")
def test_the_first_step_in_the_figure():
    run = descend(adam, DIAMONDS, steps=30, learning_rate=0.1, bias_correction=False)
    assert run.path[1, 0] > 3 * 0.1
    return run.path[1, 0]


@claim(LESSON, "Where do the two solid lines on the right begin now")
def test_where_the_uncorrected_lines_begin():
    run = descend(adam, DIAMONDS, steps=30, learning_rate=0.1, bias_correction=False)
    mean, root = (part[0, 0] / run.gradients[0, 0] for part in moments(run)[2:])
    assert load_questions(5)["without-correction"]["see"]["answer"] == "b"
    assert mean == pytest.approx(0.1) and abs(root) < 0.5 * mean


@claim(
    LESSON,
    "3.16 times at the first update, 6.57 at the twelfth ($a$ fills sooner than $s$), still "
    "1.26 at the thousandth",
)
def test_how_much_too_long_the_uncorrected_steps_are():
    """Of equal slopes, whose corrected steps are one learning rate long."""
    params, state, steps = 0.0, Moments(), []
    for _ in range(1000):
        moved, state = adam(params, 5.0, state, learning_rate=1.0, bias_correction=False)
        steps.append(params - moved)
        params = moved
    assert np.argmax(steps) == 11
    return steps[0], steps[11], steps[999]


@claim(LESSON, "Whatever the slopes are, at update $t$ the uncorrected step is")
def test_the_factor_whatever_the_slopes():
    rng, raw, right = np.random.default_rng(0), Moments(), Moments()
    for t, slope in enumerate(rng.normal(size=50), start=1):
        long, raw = adam(0.0, slope, raw, learning_rate=1.0, bias_correction=False)
        step, right = adam(0.0, slope, right, learning_rate=1.0)
        assert long / step == pytest.approx((1 - 0.9**t) / (1 - 0.999**t) ** 0.5, rel=1e-5)


# ---- break it -----------------------------------------------------------------------------------


@claim(
    LESSON,
    "the heavy ball of lesson 3 holds out until $2(1+\\beta_1)/\\lambda$. But Adam takes "
    "the EMA form, in which a gradient counts only $1-\\beta_1$ as much. So Adam's "
    "stability limit is $1/(1-\\beta_1) = 10$ times that of the ball",
)
def test_the_limit_of_an_average_is_that_of_the_ball_divided():
    """Of m alone: just below 38 / λ the steps shrink, just above they grow."""
    curvature = POINTS.hessian[0, 0]
    for part, grows in ((0.99, False), (1.01, True)):
        x, mean = 1.0, 0.0
        for _ in range(3000):
            mean = 0.9 * mean + 0.1 * curvature * x
            x -= part * LATE * mean
        assert (abs(x) > 1) == grows


@claim(
    LESSON,
    "It does, but later: its stability limit is higher",
)
def test_the_limit_of_rmsprop():
    assert pytest.approx(19) == 2 * (1 + 0.9) / (1 - 0.9) / 2
    assert fewest(adam, np.geomspace(0.01, 1, 500))[1] > 0.1
    assert fewest(rules.rmsprop, np.geomspace(1e-3, 1, 500), beta=0.999)[1] < 0.02


@claim(
    LESSON,
    "With the usual 0.999 it passes it at update 1,188, after the 1,000 that we watched",
)
def test_with_the_usual_memory_it_happens_later():
    run = descend(adam, POINTS, steps=1300, learning_rate=0.12)
    passes = np.argmax(own_learning_rates(run)[:, 0] > LATE) + 1
    watched = signature(fewest).parameters["steps"].default
    assert passes > watched
    return 0.999, passes, watched


@claim(
    LESSON,
    "To see it sooner, take $\\beta_2 = 0.99$",
)
def test_a_shorter_memory_forgets_sooner():
    """And what the cell prints does not hang on the last digits of the numbers."""
    assert pytest.approx(38 / 17_245, rel=1e-4) == LATE  # as the cell has it
    starts = np.random.default_rng(0).normal(size=(20, 2)) * 1e-12
    run = descend(adam, POINTS, steps=600, learning_rate=0.12, beta2=0.99, start=starts)
    outside = run.excess > ONE_PERCENT
    assert set(np.argmax(outside[200:], axis=0)) == {149}
    passes = np.argmax(own_learning_rates(run)[..., 0] > LATE, axis=0)
    assert set(passes) == {323}
    return 0.99


@claim(
    LESSON,
    "The cure is the old one: let the learning rate fall",
)
def test_a_cosine_cures_the_end():
    """It does whatever the last digits of the start."""
    starts = np.random.default_rng(0).normal(size=(20, 2)) * 1e-12
    at = {"learning_rate": 0.12, "beta2": 0.99, "schedule": "cosine", "start": starts}
    short, long = (descend(adam, POINTS, steps=steps, **at) for steps in (600, 2000))
    assert (updates_to_settle(short.excess, ONE_PERCENT) < 100).all()
    assert (long.excess[200:].max(axis=0) > ONE_PERCENT).all()
    assert (long.excess[-1] < 1e-3 * ONE_PERCENT).all()


# ---- is it the best? ----------------------------------------------------------------------------

RATES = np.logspace(-6, 3, 91)


@functools.cache
def ends(rule, unit, schedule, seeds=60, **betas):
    """Return the final excess at each of RATES for each shuffle, in parts of the lowest loss."""
    problem = {"carats": DIAMONDS, "points": POINTS}[unit]
    at = {"steps": 1000, "batch_size": 32, "shuffles": seeds, "schedule": schedule}
    return final_excess(rule, problem, RATES, **at, **betas) / problem.lowest


def good(*arguments, **betas):
    """Return the range of learning rates that end within 1 % of the lowest loss."""
    return good_range(RATES, ends(*arguments, **betas), 0.01)


def line(rule, unit, schedule, share=0.1, seeds=100):
    """Return at how many of RATES at least this share of the shuffles is within 1 %."""
    return np.sum((ends(rule, unit, schedule, seeds) <= 0.01).mean(axis=1) >= share)


def bar(rule, unit, schedule):
    """Return at how many of RATES the mean over 100 shuffles is within 1 %."""
    return np.sum(ends(rule, unit, schedule, 100).mean(axis=1) <= 0.01)


@claim(LESSON, "Momentum and RMSProp have $\\beta = 0.9$")
def test_the_betas_of_the_bars():
    betas = {signature(rule).parameters["beta"].default for rule in (rules.momentum, rules.rmsprop)}
    assert betas == {0.9}
    return 0.9


@claim(
    LESSON,
    "In carats, at a constant learning rate, Adam's range is narrower than SGD's",
)
def test_at_a_constant_learning_rate_adam_is_not_better():
    adams, plain = (good(rule, "carats", "constant").decades for rule in (adam, rules.sgd))
    assert adams < plain < adams + 0.7
    assert adams < good(rules.momentum, "carats", "constant").decades
    wide, other = (
        good_range(RATES, ends(rule, "carats", "constant"), 0.1).decades
        for rule in (adam, rules.sgd)
    )
    assert wide > other - 0.1


@claim(LESSON, "How long is Adam's bar, next to that of SGD?")
def test_the_pale_bar_of_adam_is_shorter():
    adams, plain = (good(rule, "carats", "constant").decades for rule in (adam, rules.sgd))
    assert 0.3 < adams < 0.8 * plain
    assert load_questions(5)["widest-range"]["see"]["answer"] == "b"


@pytest.mark.thorough
@claim(
    LESSON,
    "Thin line: only some shuffles are",
)
def test_at_a_constant_learning_rate_luck_decides():
    """Level within three of the ninety-one learning rates, with more shuffles too."""
    here = "carats", "constant"
    for seeds in (100, 300):
        assert 0 <= line(adam, *here, seeds=seeds) - line(rules.sgd, *here, seeds=seeds) <= 3
    for rule in (rules.sgd, rules.momentum, rules.rmsprop, adam):
        assert 1.7 < line(rule, *here) / bar(rule, *here) < 3.5


@claim(
    LESSON,
    "Let the learning rate fall, and in carats all bars grow. Those of RMSProp and Adam reach"
    " a thousand, the largest that we tried",
)
def test_with_a_falling_learning_rate_all_are_better():
    for rule in (rules.sgd, rules.momentum, rules.rmsprop, adam):
        constant, falling = (good(rule, "carats", way) for way in ("constant", "cosine"))
        assert falling.decades > constant.decades + 0.4
        assert (falling.highest == RATES[-1]) == (rule in (rules.rmsprop, adam))
    assert RATES[-1] == 1000


@claim(
    LESSON,
    "Too long a step leads up to steep ground, where their own learning rates shrink; the "
    "cosine does the rest",
)
def test_what_a_parameter_gets_at_huge_learning_rates():
    """A hundred times the learning rate, and the own learning rates at the end are the same."""
    for problem in (DIAMONDS, POINTS):
        at = {"steps": 1000, "batch_size": 32, "schedule": "cosine"}
        few, many = (
            own_learning_rates(descend(adam, problem, learning_rate=rate, **at))[-1]
            for rate in (10.0, 1000.0)
        )
        np.testing.assert_allclose(few, many, rtol=0.15)
    assert good(rules.sgd, "carats", "cosine").highest < 1


@claim(
    LESSON,
    "The noise floor ends both ranges near 0.1. At small learning rates Adam comes too "
    "late: its range begins at 0.03, that of SGD at 0.012",
)
def test_what_ends_the_two_ranges():
    ranges = [good(rule, "carats", "constant") for rule in (adam, rules.sgd)]
    for each, rule in zip(ranges, (adam, rules.sgd), strict=True):
        late = descend(rule, DIAMONDS, steps=1000, learning_rate=0.7 * each.lowest)
        assert late.excess[-1] > 0.01 * DIAMONDS.lowest, "without noise, too"
    lowest = [About(each.lowest, within=0.1) for each in ranges]
    return About(np.mean([each.highest for each in ranges]), within=0.15), *lowest


@claim(LESSON, "near 0.1 it ends the range of Adam and that of SGD")
def test_where_the_ranges_end():
    ends = [good(rule, "carats", "constant").highest for rule in (adam, rules.sgd)]
    assert max(ends) < 1.3 * min(ends)
    return About(np.mean(ends), within=0.15)


@claim(
    LESSON,
    "It need not be quicker: in the crack, each at its best learning rate, Adam needs 99 "
    "updates with it and 78 without",
)
def test_what_the_correction_costs_in_the_crack():
    rates = np.geomspace(0.02, 0.5, 400)
    return tuple(fewest(adam, rates, bias_correction=way)[0] for way in (True, False))


@claim(
    LESSON,
    "At a constant one, after 1,000 updates, only lucky shuffles do",
)
def test_at_a_constant_learning_rate_some_shuffles_arrive_in_points():
    for rule in (adam, rules.rmsprop):
        shares = (ends(rule, "points", "constant", 100) <= 0.01).mean(axis=1)
        assert 0.25 < shares.max() < 0.4
        assert bar(rule, "points", "constant") == 0
    for rule in (rules.sgd, rules.momentum):
        assert line(rule, "points", "constant") == 0
    return 1000


@claim(
    LESSON,
    "In points, on these batches, only these two arrive, and only if the learning rate falls",
)
def test_in_points_only_adam_and_rmsprop_arrive():
    for rule in (adam, rules.rmsprop):
        assert good(rule, "points", "cosine").decades > 2
        assert good(rule, "points", "constant").decades == 0
        assert good(rule, "points", to_a_tenth, 100).decades < 0.3  # it just misses
    assert good(rules.sgd, "points", "cosine").decades == 0


@claim(LESSON, "In points, on these batches, only these two arrive")
def test_momentum_does_not_arrive_in_points():
    at = {"steps": 1000, "batch_size": 32, "shuffles": 40}
    rates = np.geomspace(1e-6, 2.4e-4, 60)
    for beta in (0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995):
        for schedule in ("constant", "cosine"):
            losses = final_excess(rules.momentum, POINTS, rates, beta=beta, schedule=schedule, **at)
            assert losses.mean(axis=1).min() / POINTS.lowest > 0.05


def to_a_tenth(step, steps):
    """A cosine that ends at a tenth of where it begins."""
    return 0.1 + 0.9 * (1 + np.cos(np.pi * step / steps)) / 2


# ---- what it cannot do, and the exercises -------------------------------------------------------


def turned(problem):
    """Return a problem turned by 45 degrees."""
    corner = np.array([[1, 1], [-1, 1]]) / 2**0.5
    return type(problem)(
        "turned",
        lambda p: problem.loss(np.asarray(p) @ corner.T),
        lambda p: problem.gradient(np.asarray(p) @ corner.T) @ corner,
        problem.start @ corner,
        problem.domain,
        problem.minimum,
        0.0,
    )


def from_another_start(problem, start):
    """Return a problem whose runs begin elsewhere."""
    return replace(problem, start=np.array(start, dtype=float))


@claim(
    LESSON,
    "Adam scales each parameter by itself. So a diagonal valley still slows it down",
)
def test_adam_minds_a_turn_and_momentum_does_not():
    """To a ten-thousandth of the loss, from the start of the figure and from three others."""
    more = []
    for start in ((-2.5, 0.6), (-2.5, 0.079), (1.0, 1.0), (2.0, -0.3)):
        straight = from_another_start(ravine(1000), start)
        target = 1e-4 * straight.excess(straight.start)
        pair = straight, turned(straight)
        balls = [
            fewest(rules.momentum, np.geomspace(1e-4, 4e-3, 300), each, target=target)[0]
            for each in pair
        ]
        assert balls[0] == balls[1]
        before, after = (
            fewest(adam, np.geomspace(0.005, 3, 400), each, target=target)[0] for each in pair
        )
        more.append(after / before)
    assert min(more) > 1.5 and np.median(more) > 3


@claim(
    LESSON,
    "Without that, and with the usual betas, the first step is 3.16 times as long",
)
def test_the_first_step_in_one_minute():
    return abs(adam(0.0, -2.0, learning_rate=1.0, bias_correction=False)[0])


@claim(LESSON, "trained with $\\beta_1 = 0.9$ and $\\beta_2 = 0.95$")
def test_the_settings_of_the_question():
    asked, first = load_questions(5)["betas-of-language-models"], (1 - 0.9) / (1 - 0.95) ** 0.5
    assert asked["value"] == round(first, 3)
    causes = [
        (1 - 0.9) / (1 - 0.999) ** 0.5,
        1,
        1 / (1 - 0.95) ** 0.5,
        (1 - 0.9) / (1 - 0.95),
        1 / first,
        1 - 0.9,
    ]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    return 0.9, 0.95


@claim(LESSON, "That is RMSProp's first step with $\\beta = 0.95$")
def test_the_first_step_of_rmsprop():
    assert abs(rules.rmsprop(0.0, 1.0, learning_rate=1.0, beta=0.95)[0]) == pytest.approx(
        4.472, 1e-3
    )
    return 0.95


@claim(
    LESSON,
    "At the first update $a = 0.1\\,g$ and $s = 0.05\\,g^2$. So the step is "
    "$0.1/\\sqrt{0.05} = 0.447$ learning rates",
)
def test_with_these_two_it_would_start_too_slowly():
    moved, _ = adam(0.0, -3.0, learning_rate=1.0, beta2=0.95, bias_correction=False)
    assert moved < 1
    return 1 - 0.9, 1 - 0.95, 1 - 0.9, 1 - 0.95, moved
