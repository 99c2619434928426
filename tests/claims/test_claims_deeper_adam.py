"""What the notebooks of deeper/ on lesson 5 say, computed anew."""

import ast
from functools import cache

import numpy as np
import pytest
from lesson_budget import read_lesson
from support.dataset import DIAMONDS, TRAIN

from claims import claim
from helpers import rules
from helpers.comparisons import final_excess
from helpers.descent import descend
from helpers.lessons import from_scratch
from helpers.problems import DiamondPrices
from helpers.rules import Moments, adam

LONGEST = "deeper/longest_step"
FAIR = "deeper/fair_comparison"
SCRATCH = "deeper/adam_from_scratch"
POINTS = DiamondPrices(TRAIN, carat_unit="point")


def steps(slopes, **betas):
    """Return the steps of Adam along one parameter, in learning rates."""
    state, taken = Moments(), []
    for slope in slopes:
        moved, state = adam(0.0, slope, state, learning_rate=1.0, epsilon=0.0, **betas)
        taken.append(-moved)
    return np.array(taken)


def bound(beta1, beta2):
    return (1 - beta1) / ((1 - beta2) * (1 - beta1**2 / beta2)) ** 0.5


# ---- how long a step can get --------------------------------------------------------------------


@claim(LONGEST, "On the diamonds that is nearly true. Here are 20 runs on small batches")
def test_on_the_diamonds_no_step_is_much_longer():
    runs = descend(adam, DIAMONDS, steps=1000, batch_size=8, learning_rate=0.1, seed=range(20))
    assert 1 < np.abs(np.diff(runs.path, axis=0)).max() / 0.1 < 1.05
    return 20


@claim(LONGEST, "$$\\frac{1-\\beta_1}{\\sqrt{1-\\beta_2}} = \\frac{0.1}{\\sqrt{0.001}} = 3.16$$")
def test_one_large_slope_after_a_long_quiet():
    longest = steps([*20_000 * [1e-7], 1.0])[-1]
    return 1 - 0.9, 1 - 0.999, longest


@claim(LONGEST, "the steps go on as they did there, up to 6.57 at the twelfth")
def test_a_large_slope_that_stays():
    late = steps([*20_000 * [1e-7], *40 * [1.0]])[-40:]
    t = np.arange(1, 41)
    np.testing.assert_allclose(late, (1 - 0.9**t) / (1 - 0.999**t) ** 0.5, rtol=1e-3)
    assert late.argmax() + 1 == 12
    return late.max()


@claim(LONGEST, "slopes that grow by $\\beta_2/\\beta_1$ each time, as in the cell above")
def test_slopes_that_grow_in_just_the_right_way():
    growing = (0.999 / 0.9) ** np.arange(-150, 1.0)
    longest = steps([*20_000 * [1e-9], *growing])[-1]
    assert longest == pytest.approx(bound(0.9, 0.999), rel=1e-3)


@claim(LONGEST, "No longer than that")
def test_no_step_is_longer_than_the_bound():
    """Of random slopes, in which some are many times as large as others."""
    rng = np.random.default_rng(0)
    for beta1, beta2 in ((0.9, 0.999), (0.9, 0.95), (0.5, 0.9)):
        slopes = rng.normal(size=4000) * 10.0 ** rng.integers(-4, 3, size=4000)
        assert np.abs(steps(slopes, beta1=beta1, beta2=beta2)).max() <= bound(beta1, beta2)


@claim(LONGEST, "With two equal $\\beta$ the sentence of the tutorials is true")
def test_with_two_equal_betas_no_step_is_longer_than_the_learning_rate():
    rng = np.random.default_rng(0)
    slopes = rng.normal(size=4000) * 10.0 ** rng.integers(-4, 3, size=4000)
    for beta in (0.9, 0.99):
        assert np.abs(steps(slopes, beta1=beta, beta2=beta)).max() <= 1 + 1e-9


@claim(LONGEST, "With $\\beta_2 \\le \\beta_1^2$ there is no bound at all")
def test_without_a_bound():
    for beta2, many in ((0.0, 1), (0.5, 60), (0.8, 3000)):
        slopes = [1.0, *many * [0.0]] if beta2 else [1.0, 1e-9]
        assert np.nanmax(np.abs(steps(slopes, beta1=0.9, beta2=beta2)[:3000])) > 10


def online(rule, **betas):
    """Return where x ends in the example of Reddi and others, written anew."""
    x, memory = -1.0, ()
    for t in range(1, 1000):
        slope = 3.0 if t % 3 == 1 else -1.0
        x, memory = rule(x, slope, *([memory] if memory else []), learning_rate=t**-0.5, **betas)
        x = np.clip(x, -1, 1)
    return x


@claim(
    LONGEST,
    "The mean of the three is above 0, so downhill is to the left, and the best point is −1",
)
def test_the_best_point_is_on_the_left():
    assert 3 - 1 - 1 > 0
    return -1


@claim(LONGEST, "With the usual settings Adam remembers long enough for this problem")
def test_a_short_memory_ends_at_the_wrong_end_at_other_learning_rates_too():
    assert online(adam, beta1=0, beta2=0.1) > 0.9
    assert online(adam) < -0.9 and online(rules.sgd) < -0.8


@claim(LONGEST, "The slope of 3 is divided by an RMS that it has itself just raised: a step of "
                "about one learning rate to the left")  # fmt: skip
def test_the_steps_of_the_short_memory():
    left, right, again = steps(100 * [3.0, -1.0, -1.0], beta1=0, beta2=0.1)[-3:]
    assert 1 < left < 1.1 and -1 < again < right < -0.7
    return 3


# ---- a fair comparison --------------------------------------------------------------------------

AT = {"steps": 500, "batch_size": 8}
CHOSEN = {  # the learning rates that the notebook chooses
    "SGD": (rules.sgd, 0.028, 0.079, {}),
    "momentum": (rules.momentum, 0.0028, 0.0071, {}),
    "RMSProp 0.9": (rules.rmsprop, 0.056, 0.16, {"beta": 0.9}),
    "RMSProp 0.999": (rules.rmsprop, 0.028, 0.056, {"beta": 0.999}),
    "Adam": (adam, 0.089, 0.22, {}),
}


@cache
def many(schedule):
    """Return {name: mean excess of many shuffles, with its standard error}."""
    means = {}
    for name, (rule, constant, falling, betas) in CHOSEN.items():
        rate = constant if schedule == "constant" else falling
        at = {**AT, "schedule": schedule, **betas}
        losses = final_excess(rule, DIAMONDS, [rate], shuffles=1500, **at)[0]
        means[name] = losses.mean(), losses.std() / 1500**0.5
    return means


@claim(FAIR, "choose on 200 shuffles, and judge on 200 others")
def test_how_many_choose_and_judge():
    """400 shuffles, in two halves."""
    (cell,) = [c.source for c in read_lesson(FAIR).cells if "def judged" in c.source]
    assert "rates, 400, schedule" in cell and "[:, :200]" in cell and "[best, 200:]" in cell
    return 200, 200


@claim(FAIR, "Deal the 200 judges into groups, and see who is lowest in each")
def test_how_many_judges_there_are():
    return 400 - 200


@claim(FAIR, "Many people try the learning rates 1, 2 and 5 times a power of ten. Forty shuffles "
             "each")  # fmt: skip
def test_the_coarse_grid():
    (cell,) = [c.source for c in read_lesson(FAIR).cells if "coarse = [" in c.source]
    assert "for digit in (1, 2, 5)" in cell and "losses_at(name, coarse, 40)" in cell
    return 2, 5, 40


@claim(FAIR, "Adam is lowest. Publish it?")
def test_on_the_coarse_grid_adam_is_lowest():
    rates = [digit * 10.0**power for power in range(-4, 1) for digit in (1, 2, 5)]
    best = {
        name: final_excess(rule, DIAMONDS, rates, shuffles=40, **AT, **betas).mean(axis=1).min()
        for name, (rule, _, _, betas) in CHOSEN.items()
    }
    assert min(best, key=best.get) == "Adam"


@claim(FAIR, "Its lead is smaller than the errors")
def test_on_the_coarse_grid_the_lead_is_smaller_than_the_errors():
    """It is the lead over momentum, the second."""
    rates = [digit * 10.0**power for power in range(-4, 1) for digit in (1, 2, 5)]
    found = []
    for rule, _, _, betas in CHOSEN.values():
        losses = final_excess(rule, DIAMONDS, rates, shuffles=40, **AT, **betas)
        best = losses[losses.mean(axis=1).argmin()]
        found.append((best.mean(), best.std() / 40**0.5))
    lowest, second = sorted(found)[:2]
    assert second[0] - lowest[0] < 0.7 * min(lowest[1], second[1])


@claim(FAIR, "Now Adam is not the lowest: momentum, SGD and RMSProp with 0.999 end lower")
def test_on_a_fine_grid_adam_is_not_lowest():
    means = many("constant")
    adams, error = means["Adam"]
    for name in ("momentum", "SGD", "RMSProp 0.999"):
        assert means[name][0] + means[name][1] < adams - error
    return 0.999


@claim(FAIR, "one rule with two memories, as far apart as any two rules")
def test_two_memories_are_as_far_apart_as_the_rules():
    means = [mean for mean, _ in many("constant").values()]
    long, short = (many("constant")[f"RMSProp {beta}"][0] for beta in (0.999, 0.9))
    assert short - long > 0.85 * (max(means) - min(means))


@claim(FAIR, "With a single shuffle every rule wins sometimes")
def test_one_shuffle_says_next_to_nothing():
    losses = [
        final_excess(rule, DIAMONDS, [rate], shuffles=200, **AT, **betas)[0]
        for rule, rate, _, betas in CHOSEN.values()
    ]
    assert (np.bincount(np.argmin(losses, axis=0), minlength=5) >= 4).all()


@claim(FAIR, "All end several times lower, and closer together")
def test_with_a_falling_learning_rate_all_end_lower():
    before, after = many("constant"), many("cosine")
    assert all(before[name][0] > 4 * after[name][0] for name in CHOSEN)
    gap = [max(m.values())[0] - min(m.values())[0] for m in (before, after)]
    assert gap[1] < gap[0] / 4


@claim(FAIR, "More memory helps, but no value brings it within 1 %")
def test_no_memory_brings_momentum_within_one_percent_in_points():
    at = {"steps": 1000, "batch_size": 32, "shuffles": 40, "schedule": "cosine"}
    rates, best = np.geomspace(1e-5, 2.4e-4, 60), {}
    for beta in (0.9, 0.95, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995):
        losses = final_excess(rules.momentum, POINTS, rates, beta=beta, **at).mean(axis=1)
        best[beta] = losses.min() / POINTS.lowest
    assert min(best.values()) > 0.05 and best[0.98] < best[0.9] / 2
    return 0.01


@claim(FAIR, "and in points it came nowhere near 1 %")
def test_momentum_in_lesson_5():
    at = {"steps": 1000, "batch_size": 32, "shuffles": 40, "schedule": "cosine"}
    losses = final_excess(rules.momentum, POINTS, np.geomspace(1e-5, 2.4e-4, 60), **at)
    assert losses.mean(axis=1).min() / POINTS.lowest > 0.2
    return 0.01


# ---- from scratch -------------------------------------------------------------------------------


def functions_of(lesson, *names):
    """Return functions that are defined in a lesson, each run in the order of the cells."""
    scope = {"np": np}
    for cell in read_lesson(lesson).cells:
        if cell.cell_type == "code" and any(f"def {name}(" in cell.source for name in names):
            tree = ast.parse(cell.source)
            tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            exec(ast.unparse(tree), scope)
    return [scope[name] for name in names]


@claim(SCRATCH, "On the left are the functions of lesson 2, written as one")
def test_the_left_function_is_that_of_lesson_2():
    names = "gradient", "one_epoch", "stochastic_gradient_descent"
    *_, theirs = functions_of("02_stochastic_gradient_descent", *names)
    for seed in (0, 1):
        at = {"epochs": 3, "stopping_threshold": -np.inf, "seed": seed}
        ours = from_scratch.stochastic_gradient_descent(DIAMONDS.x, DIAMONDS.y, **at)
        np.testing.assert_allclose(ours, theirs(DIAMONDS.x, DIAMONDS.y, **at))


@claim(SCRATCH, "If $t$ is 0 at the first update, the correction divides by 0")
def test_a_correction_at_zero_divides_by_zero():
    assert 1 - 0.9**0 == 1 - 0.999**0 == 0


@claim(SCRATCH, "the mean is the last slope alone. What is left is RMSProp with a correction")
def test_without_the_first_average_it_is_rmsprop_with_a_correction():
    rng, ours, theirs = np.random.default_rng(0), Moments(), rules.MeanSquare()
    for t, slope in enumerate(rng.normal(size=50), start=1):
        step, ours = adam(0.0, slope, ours, learning_rate=1.0, beta1=0.0)
        other, theirs = rules.rmsprop(0.0, slope, theirs, learning_rate=1.0, beta=0.999)
        assert step == pytest.approx(other * (1 - 0.999**t) ** 0.5, rel=1e-5)
