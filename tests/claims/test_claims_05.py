"""What lesson 5 says, computed anew."""

import ast
import functools
from inspect import signature

import numpy as np
import pytest
from lesson_budget import read_lesson
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, AtMost, claim
from helpers import from_scratch, rules
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.final_losses import final_excess
from helpers.problems import DiamondPrices, ravine, saddle
from helpers.rules import Moments, adam
from helpers.settling import GROUPS, good_range, updates_to_settle
from helpers.widgets import race
from helpers.widgets.race_runs import race_runs

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


@claim(LESSON, "within 1 % of the lowest loss, and stays there until update 1,000")
def test_what_it_means_to_arrive():
    assert ONE_PERCENT / POINTS.lowest == 0.01
    return 0.01, 1000


@claim(LESSON, "Gradient descent does not get there in 1,000 updates (inf): close to its stability "
               "limit it takes about 34,000")  # fmt: skip
def test_gradient_descent_does_not_arrive_in_points():
    limit = 2 / np.linalg.eigvalsh(POINTS.hessian)[1]
    assert fewest(rules.gradient_descent, np.linspace(0.01, 1.05, 400) * limit)[0] == np.inf
    rates = np.array([0.97, 0.98, 0.99]) * limit
    takes, _ = fewest(rules.gradient_descent, rates, steps=40_000)
    return 1000, About(takes, within=0.03)


@claim(LESSON, "with its usual two betas, 0.9 and 0.999")
def test_the_usual_betas():
    defaults = signature(adam).parameters
    return defaults["beta1"].default, defaults["beta2"].default


@claim(LESSON, "The other two need hundreds")
def test_momentum_and_rmsprop_need_hundreds_of_updates():
    """With every beta, not only those of the cell."""
    for beta in (0.9, 0.95, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 0.999):
        assert fewest(rules.momentum, np.geomspace(1e-5, 2.4e-4, 400), beta=beta)[0] > 400
        assert fewest(rules.rmsprop, np.geomspace(1e-3, 0.1, 400), beta=beta)[0] > 400


@claim(LESSON, "It needs 99. RMSProp gains nothing by a larger learning rate")
def test_adam_needs_99_updates():
    updates, _ = fewest(adam, np.geomspace(0.01, 1, 500))
    assert fewest(adam, np.array([0.1, 0.12, 0.15]))[0] == updates
    for beta in (0.9, 0.95, 0.98, 0.99, 0.995, 0.999):
        better, rate = fewest(rules.rmsprop, np.geomspace(1e-3, 0.1, 300), beta=beta)
        larger, _ = fewest(rules.rmsprop, rate * np.geomspace(1.2, 30, 60), beta=beta)
        assert larger >= better
    return updates


@claim(LESSON, "with $\\beta = 0.999$ it needs 512 updates at 0.0075, and 556 at 0.12")
def test_rmsprop_at_two_learning_rates():
    few, many = (fewest(rules.rmsprop, np.array([r]), beta=0.999)[0] for r in (0.0075, 0.12))
    assert few == fewest(rules.rmsprop, np.geomspace(1e-3, 0.1, 300), beta=0.999)[0]
    return 0.999, few, 0.0075, many, 0.12


@claim(LESSON, "It overshoots further across the valley, the slopes there are larger, and it "
               "divides by them")  # fmt: skip
def test_a_larger_learning_rate_makes_larger_slopes():
    """Sixteen times the learning rate, and the own learning rates after 90 updates stay."""
    own = []
    for rate in (0.0075, 0.12):
        run = descend(rules.rmsprop, POINTS, steps=90, learning_rate=rate, beta=0.999)
        own.append(rate / run.states[-1].mean_square ** 0.5)
    assert 0.7 < own[1][0] / own[0][0] < 1.3 and 0.7 < own[1][1] / own[0][1] < 1.3


@claim(LESSON, "so it stays stable with several times as large a learning rate for $m$, and so for "
               "$b$")  # fmt: skip
def test_adam_is_stable_with_larger_own_learning_rates():
    run = descend(rules.rmsprop, POINTS, steps=90, learning_rate=0.12, beta=0.999)
    alone = 0.12 / run.states[-1].mean_square ** 0.5
    own = own_learning_rates(descend(adam, POINTS, steps=90, learning_rate=0.12))[-1]
    assert (own > 4 * alone).all() and own[0] < LATE


@claim(LESSON, "Set the learning rate to 0.12. Follow the path")
def test_at_012_the_challenge_is_met_and_the_floor_of_the_valley_comes_first():
    asked = load_questions(5)["updates-of-adam"]["see"]
    rate = asked["set"]["learning_rate"]
    run = descend(adam, POINTS, steps=200, learning_rate=rate)
    assert run.excess[110] < ONE_PERCENT and asked["answer"] == "a"
    _, axes = np.linalg.eigh(POINTS.hessian)
    along, across = np.abs((run.path - POINTS.minimum) @ axes).T
    assert updates_to_settle(across, 0.1 * across[0]) < 0.5 * updates_to_settle(
        along, 0.1 * along[0]
    )
    return rate


@claim(LESSON, "The gain belongs to the crack. In carats, each at its best, momentum needs fewer "
               "than 10 updates and Adam 55")  # fmt: skip
def test_in_carats_momentum_is_quicker():
    rates, adams = np.geomspace(0.01, 1.2, 300), np.geomspace(0.01, 2, 300)
    betas = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    target = 0.01 * DIAMONDS.lowest
    ball = min(fewest(rules.momentum, rates, DIAMONDS, target=target, beta=b)[0] for b in betas)
    return AtMost(ball + 1), fewest(adam, adams, DIAMONDS, target=target)[0]


@claim(LESSON, "In the figure above, set beta1 and beta2 to 0: every step is one learning rate "
               "long")  # fmt: skip
def test_without_memory_every_step_is_one_learning_rate_long():
    run = descend(adam, POINTS, steps=200, learning_rate=0.01, beta1=0, beta2=0)
    np.testing.assert_allclose(np.abs(np.diff(run.path, axis=0)), 0.01, rtol=1e-4)


@claim(LESSON, "If they shrink, the step is short too")
def test_where_slopes_shrink_the_step_is_short():
    params, state, steps = 0.0, Moments(), []
    for t in range(100):
        moved, state = adam(params, 0.95**t, state, learning_rate=1.0)
        steps.append(params - moved)
        params = moved
    assert steps[0] > 0.99 and 0 < steps[-1] < 0.2


# ---- the rule -----------------------------------------------------------------------------------


@claim(LESSON, "$\\beta_1 = 0.9$, with a time constant of 10 updates, and $\\beta_2 = 0.999$, "
               "with one of 1,000")  # fmt: skip
def test_the_time_constants():
    return 0.9, 1 / (1 - 0.9), 0.999, 1 / (1 - 0.999)


@claim(LESSON, "That is less than 1, and we know by how much. So divide by it")
def test_the_weights_add_up():
    for beta, t in ((0.9, 1), (0.9, 30), (0.999, 500)):
        weights = (1 - beta) * beta ** np.arange(t)
        assert weights.sum() == pytest.approx(1 - beta**t) and weights.sum() < 1


@claim(LESSON, "So the step is $0.1 \\cdot 31.6 = 3.16$ learning rates long")
def test_the_first_step_without_correction():
    moved, _ = adam(0.0, 7.0, learning_rate=1.0, bias_correction=False)
    return 1 - 0.9, 1 / (1 - 0.999) ** 0.5, -moved


@claim(LESSON, "Put the step at 1: $m$ has moved by 0.316, more than three learning rates")
def test_the_first_step_in_the_figure():
    run = descend(adam, DIAMONDS, steps=30, learning_rate=0.1, bias_correction=False)
    assert run.path[1, 0] > 3 * 0.1
    return run.path[1, 0]


@claim(LESSON, "The first thirty steps")
def test_the_figure_has_thirty_steps():
    (cell,) = [c for c in read_lesson(LESSON).cells if '"without-correction"' in c.source]
    assert "steps=30" in cell.source
    return 30


@claim(LESSON, "$a$ fills up within a few dozen updates, $s$ takes thousands")
def test_how_soon_the_averages_fill_up():
    assert 1 - 0.9**36 > 0.97 and 1 - 0.999**1000 < 0.64 and 1 - 0.999**3600 > 0.97


@claim(LESSON, "The geometric sum gives")
def test_the_factor_whatever_the_slopes():
    rng, raw, right = np.random.default_rng(0), Moments(), Moments()
    for t, slope in enumerate(rng.normal(size=50), start=1):
        long, raw = adam(0.0, slope, raw, learning_rate=1.0, bias_correction=False)
        step, right = adam(0.0, slope, right, learning_rate=1.0)
        assert long / step == pytest.approx((1 - 0.9**t) / (1 - 0.999**t) ** 0.5, rel=1e-5)


# ---- the code -----------------------------------------------------------------------------------


def functions_of(lesson, *names):
    """Return functions that are defined in a lesson, each run in the order of the cells."""
    scope = {"np": np}
    for cell in read_lesson(lesson).cells:
        if cell.cell_type == "code" and any(f"def {name}(" in cell.source for name in names):
            tree = ast.parse(cell.source)
            tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            exec(ast.unparse(tree), scope)
    return [scope[name] for name in names]


@claim(LESSON, "Now lesson 2's optimiser becomes Adam. On the left are its functions, written as "
               "one")  # fmt: skip
def test_the_left_function_is_that_of_lesson_2():
    names = "gradient", "one_epoch", "stochastic_gradient_descent"
    *_, theirs = functions_of("02_stochastic_gradient_descent", *names)
    for seed in (0, 1):
        at = {"epochs": 3, "stopping_threshold": -np.inf, "seed": seed}
        ours = from_scratch.stochastic_gradient_descent(DIAMONDS.x, DIAMONDS.y, **at)
        np.testing.assert_allclose(ours, theirs(DIAMONDS.x, DIAMONDS.y, **at))


@claim(LESSON, "If $t$ is 0 at the first update, the correction divides by 0")
def test_a_correction_at_zero_divides_by_zero():
    assert 1 - 0.9**0 == 1 - 0.999**0 == 0


# ---- break it -----------------------------------------------------------------------------------


@claim(LESSON, "so by lesson 3 its limit is $1/(1-\\beta_1)$ times as high")
def test_the_limit_of_an_average_is_that_of_the_ball_divided():
    """Of m alone: just below 38 / λ the steps shrink, just above they grow."""
    curvature = POINTS.hessian[0, 0]
    for part, grows in ((0.99, False), (1.01, True)):
        x, mean = 1.0, 0.0
        for _ in range(3000):
            mean = 0.9 * mean + 0.1 * curvature * x
            x -= part * LATE * mean
        assert (abs(x) > 1) == grows


@claim(LESSON, "For RMSProp, which has no first average, it is $2/\\lambda$: Adam may go nineteen "
               "times as high")  # fmt: skip
def test_the_limit_of_rmsprop():
    """With a divisor that stays, RMSProp is gradient descent: its limit is 2 / λ."""
    assert pytest.approx(19) == 2 * (1 + 0.9) / (1 - 0.9) / 2


@claim(LESSON, "In points the curvature along $m$ is 17,245")
def test_the_curvature_along_m_in_points():
    return POINTS.hessian[0, 0]


@claim(LESSON, "the run above passes its stability limit at update 1,188")
def test_with_the_usual_memory_it_happens_later():
    run = descend(adam, POINTS, steps=1300, learning_rate=0.12)
    return np.argmax(own_learning_rates(run)[:, 0] > LATE) + 1


@claim(LESSON, "To see it soon, let $s$ forget sooner: $\\beta_2 = 0.99$")
def test_a_shorter_memory_forgets_sooner():
    """And what the cell prints does not hang on the last digits of the numbers."""
    starts = np.random.default_rng(0).normal(size=(20, 2)) * 1e-12
    run = descend(adam, POINTS, steps=600, learning_rate=0.12, beta2=0.99, start=starts)
    outside = run.excess > ONE_PERCENT
    assert set(np.argmax(outside[200:], axis=0)) == {149}
    passes = np.argmax(own_learning_rates(run)[..., 0] > LATE, axis=0)
    assert set(passes) == {323}
    return 0.99


@claim(LESSON, "If the learning rate falls to 0, the run ends low. But a long cosine may leave it "
               "time for a crash on the way: over 2,000 updates this one does")  # fmt: skip
def test_a_cosine_cures_the_end():
    """It does whatever the last digits of the start."""
    starts = np.random.default_rng(0).normal(size=(20, 2)) * 1e-12
    at = {"learning_rate": 0.12, "beta2": 0.99, "schedule": "cosine", "start": starts}
    short, long = (descend(adam, POINTS, steps=steps, **at) for steps in (600, 2000))
    assert (updates_to_settle(short.excess, ONE_PERCENT) < 100).all()
    assert (long.excess[200:].max(axis=0) > ONE_PERCENT).all()
    assert (long.excess[-1] < 1e-3 * ONE_PERCENT).all()
    return 2000


# ---- five claims --------------------------------------------------------------------------------


def ratio_of_own_learning_rates(problem):
    run = descend(adam, problem, steps=100, learning_rate=0.01)
    m, b = own_learning_rates(run)[-1]
    return b / m


@claim(LESSON, "After 100 updates in points, with 0.01, the own learning rate of $b$ is 93 times "
               "that of $m$")  # fmt: skip
def test_in_points_b_has_the_larger_learning_rate():
    return 100, 0.01, ratio_of_own_learning_rates(POINTS)


@claim(LESSON, "In carats it is 1.3 times")
def test_in_carats_both_have_about_the_same():
    return ratio_of_own_learning_rates(DIAMONDS)


def settles(problem, beta1):
    """Return after how many updates Adam is at a thousandth of the first excess, to stay."""
    target, rates = 1e-3 * problem.excess(problem.start), np.geomspace(0.002, 1, 300)
    return fewest(adam, rates, problem, target=target, beta1=beta1)[0]


@claim(LESSON, "The ravine of lesson 3: settled after 48 updates, with $\\beta_1 = 0$ after 110")
def test_momentum_helps_in_the_ravine():
    return settles(ravine(50), 0.9), settles(ravine(50), 0)


@claim(LESSON, "The saddle: after 51, with $\\beta_1 = 0$ after 31")
def test_momentum_does_not_help_at_the_saddle():
    return settles(saddle(), 0.9), settles(saddle(), 0)


@claim(LESSON, "The first step is 1 learning rate long, not 3.16")
def test_the_first_step_with_and_without_correction():
    steps = [abs(adam(0.0, -2.0, learning_rate=1.0, bias_correction=on)[0]) for on in (True, False)]
    assert steps[0] == pytest.approx(1)
    return steps[1]


@claim(LESSON, "But in points, each at its best learning rate, Adam needs 99 updates with the "
               "correction and 78 without")  # fmt: skip
def test_what_the_correction_does_in_points():
    rates = np.geomspace(0.01, 1, 500)
    return [fewest(adam, rates, bias_correction=on)[0] for on in (True, False)]


class Counting(np.ndarray):
    """An array that counts the operations on it."""

    done = 0

    def __array_ufunc__(self, operation, method, *inputs, **options):
        Counting.done += 1
        numbers = [np.asarray(number) for number in inputs]
        return getattr(operation, method)(*numbers, **options).view(Counting)


def operations(rule):
    """Return the operations for each parameter in an update, and the numbers that are kept."""
    params = gradient = np.ones(2).view(Counting)
    params, state = rule(params, gradient, learning_rate=0.1)
    Counting.done = 0
    params, state = rule(params, gradient, state, learning_rate=0.1)
    return Counting.done, sum(np.size(part) == 2 for part in state)


@claim(LESSON, "14 operations per parameter and update; gradient descent takes 2")
def test_the_operations_of_an_update():
    return operations(adam)[0], operations(rules.gradient_descent)[0]


@claim(LESSON, "But it keeps two more numbers per parameter. For a billion parameters of four "
               "bytes that is eight gigabytes")  # fmt: skip
def test_the_memory_of_adam():
    kept = operations(adam)[1] - operations(rules.gradient_descent)[1]
    assert (kept, kept * 4) == (2, 8)


# ---- the verdict --------------------------------------------------------------------------------

RATES = np.logspace(-6, 3, 91)


@functools.cache
def ends(rule, unit, schedule, seeds=60, **betas):
    """Return the final excess at each of RATES for each shuffle, in parts of the lowest loss."""
    problem = {"carats": DIAMONDS, "points": POINTS}[unit]
    at = {"steps": 1000, "batch_size": 32, "shuffles": seeds, "schedule": schedule}
    return final_excess(rule, problem, RATES, **at, **betas) / problem.lowest


def decades(*arguments, **betas):
    return good_range(RATES, ends(*arguments, **betas), 0.01).decades


def best(*arguments, **betas):
    return ends(*arguments, **betas).mean(axis=1).min()


@claim(LESSON, "After ± stands the standard deviation of that count over five groups of 20 "
               "shuffles")  # fmt: skip
def test_the_groups():
    return 100 / GROUPS


@claim(LESSON, "its range is no wider than that of SGD, rather narrower")
def test_at_a_constant_learning_rate_adam_is_not_better():
    here = "carats", "constant"
    assert decades(adam, *here) < decades(rules.sgd, *here) < decades(adam, *here) + 0.7
    assert decades(adam, *here) < decades(rules.momentum, *here)


@claim(LESSON, "In points nobody gets within 1 %, but RMSProp and Adam come more than ten times as "
               "close as the others")  # fmt: skip
def test_at_a_constant_learning_rate_nobody_arrives_in_points():
    here = "points", "constant"
    adaptive = (adam, {}), (rules.rmsprop, {"beta": 0.999}), (rules.rmsprop, {"beta": 0.9})
    near = [best(rule, *here, **betas) for rule, betas in adaptive]
    far = [best(rule, *here) for rule in (rules.sgd, rules.momentum)]
    assert min(near) > 0.01
    return 0.01, AtLeast(min(far) / max(near))


@claim(LESSON, "In points SGD has another trouble, its stability limit: without any noise it "
               "would still end at 54 %")  # fmt: skip
def test_what_holds_sgd_up_in_points():
    """With all examples in each batch, at the best of many learning rates up to the limit."""
    rates = np.geomspace(1e-6, 1.2e-4, 200)[:, None]
    run = descend(rules.gradient_descent, POINTS, steps=1000, learning_rate=rates)
    assert rates[np.nanargmin(run.excess[-1])] > 0.95 * 2 / np.linalg.eigvalsh(POINTS.hessian)[1]
    return np.nanmin(run.excess[-1]) / POINTS.lowest


@claim(LESSON, "In carats all rules end much lower, and all ranges are wider")
def test_with_a_falling_learning_rate_all_are_better():
    for rule in (rules.sgd, rules.momentum, rules.rmsprop, adam):
        assert decades(rule, "carats", "cosine") > decades(rule, "carats", "constant") + 0.4
        assert best(rule, "carats", "cosine") < best(rule, "carats", "constant") / 5


@claim(LESSON, "Those of RMSProp and Adam have no upper end on our grid; a thousand is simply the "
               "largest we tried")  # fmt: skip
def test_the_upper_end_is_that_of_the_grid():
    for rule in (rules.rmsprop, adam):
        assert good_range(RATES, ends(rule, "carats", "cosine"), 0.01).highest == RATES[-1]
    assert RATES[-1] == 1000


@claim(LESSON, "what a parameter really gets, $\\eta/\\sqrt{\\hat s}$, ends about the same at 10 "
               "and at 1,000")  # fmt: skip
def test_what_a_parameter_gets_at_huge_learning_rates():
    for problem in (DIAMONDS, POINTS):
        at = {"steps": 1000, "batch_size": 32, "schedule": "cosine"}
        few, many = (
            own_learning_rates(descend(adam, problem, learning_rate=rate, **at))[-1]
            for rate in (10.0, 1000.0)
        )
        np.testing.assert_allclose(few, many, rtol=0.15)
    return 10, 1000


@claim(LESSON, "Adam's range is more than two decades wider than that of SGD")
def test_adams_range_is_wider():
    wider = decades(adam, "carats", "cosine") - decades(rules.sgd, "carats", "cosine")
    return AtLeast(wider)


@claim(LESSON, "In points SGD and momentum with $\\beta = 0.9$ get within 1 % nowhere in these "
               "1,000 updates. Adam does over about five decades, RMSProp with $\\beta = 0.9$ over "
               "more than two")  # fmt: skip
def test_in_points_only_adam_and_rmsprop_arrive():
    here = "points", "cosine"
    assert decades(rules.sgd, *here) == decades(rules.momentum, *here) == 0
    three = decades(rules.rmsprop, *here)
    assert 2.4 < three < 3
    return 0.9, 0.01, 1000, About(decades(adam, *here)), 0.9


@claim(LESSON, "RMSProp with 0.999 just misses")
def test_rmsprop_with_a_long_memory_just_misses():
    lowest = best(rules.rmsprop, "points", "cosine", beta=0.999)
    assert 0.011 < lowest < 0.02
    return 0.999


def to_a_tenth(step, steps):
    """A cosine that ends at a tenth of where it begins."""
    return 0.1 + 0.9 * (1 + np.cos(np.pi * step / steps)) / 2


@claim(LESSON, "But let the cosine end at a tenth of the first learning rate, and in carats "
               "Adam's range is 1.3 decades, that of SGD 1.6")  # fmt: skip
def test_where_the_cosine_ends_decides():
    here = "carats", to_a_tenth
    return decades(adam, *here), decades(rules.sgd, *here)


# ---- the race -----------------------------------------------------------------------------------


@functools.cache
def race_ends(name, batch_size):
    """Return the mean excess over the last tenth, at the best learning rate of a fine grid."""
    grid = tuple(np.geomspace(1e-5, 3, 45))
    runs = race_runs(POINTS, name, batch_size, grid, 500, range(10), "cosine")
    return runs.mean[:, -50:].mean(axis=1).min()


@claim(LESSON, "Who is lowest over the last tenth of 500 updates?")
def test_rmsprop_and_adam_are_far_ahead_in_points():
    slow = [race_ends(name, 32) for name in ("gradient descent", "sgd", "momentum")]
    quick = [race_ends(name, 32) for name in ("rmsprop", "adam")]
    assert min(slow) > 10 * max(quick)
    return 500


@claim(
    LESSON, "Then set the batch size to 1,000: more than thirty times the examples for each update"
)
def test_sgd_gains_next_to_nothing_by_larger_batches():
    assert race_ends("sgd", 1000) > 0.98 * race_ends("sgd", 32)
    return 1000, AtLeast(1000 / 32)


@claim(LESSON, "A line is the mean of ten shuffles; its band goes from the lowest to the highest")
def test_the_race_has_ten_shuffles():
    return signature(race).parameters["seeds"].default


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


def before_and_after(rule, rates, **betas):
    long = ravine(1000)
    target = 1e-4 * long.excess(long.start)
    return [fewest(rule, rates, each, target=target, **betas)[0] for each in (long, turned(long))]


@claim(LESSON, "Take a ravine with $\\kappa = 1{,}000$ and turn it by 45 degrees. To settle at a "
               "ten-thousandth of the first excess loss, each at its best learning rate, momentum "
               "needs 94 updates before and after")  # fmt: skip
def test_momentum_does_not_mind_a_turn():
    before, after = before_and_after(rules.momentum, np.geomspace(1e-4, 4e-3, 300))
    assert before == after
    return 45, before


@claim(LESSON, "Adam needs 76 before and several times as many after")
def test_adam_minds_a_turn():
    """How many hangs on how long it has to stay: several times as many for each of two horizons."""
    rates, long = np.geomspace(0.005, 3, 400), ravine(1000)
    target = 1e-4 * long.excess(long.start)
    before, after = before_and_after(adam, rates)
    late = [fewest(adam, rates, p, target=target, steps=3000)[0] for p in (long, turned(long))]
    assert after > 3 * before and late[1] > 3 * late[0]
    return before


@claim(LESSON, "without that the first step is 3.16 times too long")
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


@claim(LESSON, "So the step is $0.1/\\sqrt{0.05} = 0.447$ learning rates")
def test_with_these_two_it_would_start_too_slowly():
    moved, _ = adam(0.0, -3.0, learning_rate=1.0, beta2=0.95, bias_correction=False)
    assert moved < 1
    return 1 - 0.9, 1 - 0.95, moved
