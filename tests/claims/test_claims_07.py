"""What lesson 7 says, computed anew."""

import functools

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, claim
from helpers import rules
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.final_losses import final_excess
from helpers.matrix_bowls import best_ends, matrix_bowls
from helpers.muon import muon
from helpers.problems import DiamondPrices
from helpers.rules import Moments, adam, adamw
from helpers.settling import good_range
from helpers.useless_column import useless_column

LESSON = "07_adam_today"
POINTS = DiamondPrices(TRAIN, carat_unit="point")
TROUGH = useless_column(DiamondPrices(TRAIN, carat_unit="standardised"))


# ---- weight decay -------------------------------------------------------------------------------


def with_penalty(rule):
    def penalised(params, gradient, state=None, *, learning_rate, weight_decay):
        gradient = gradient + weight_decay * params
        given = () if state is None else (state,)
        return rule(params, gradient, *given, learning_rate=learning_rate)

    return penalised


def weights(rule, decay, steps=200):
    """Return the weight of the useless column, along the run of the figure."""
    run = descend(rule, TROUGH, steps=steps, learning_rate=0.05, weight_decay=decay)
    return run.path[:, 1]


@claim(LESSON, "For gradient descent both are the same thing: the penalty takes the share "
               "$\\eta\\delta$ off every weight")  # fmt: skip
def test_for_gradient_descent_a_penalty_is_a_decay():
    path = weights(with_penalty(rules.gradient_descent), 0.1)
    np.testing.assert_allclose(path, (1 - 0.05 * 0.1) ** np.arange(201), rtol=1e-12)


@claim(LESSON, "its slope is $\\delta w$, with $\\delta = 0.001$")
def test_the_first_step_is_a_learning_rate_long_whatever_the_decay():
    for decay in (1e-4, 0.001, 0.01, 0.1, 0.3):
        path = weights(with_penalty(adam), decay)
        assert path[0] - path[1] == pytest.approx(0.05, rel=1e-3)
        np.testing.assert_allclose(path, weights(with_penalty(adam), 0.001), atol=2e-3)
    return 0.001


@claim(LESSON, "after 200 updates 0.99 of $w$ is left with $\\delta = 0.001$, and 0.37 with 0.1")
def test_what_adamw_leaves():
    small, large = (weights(adamw, decay)[-1] for decay in (0.001, 0.1))
    assert abs(weights(with_penalty(adam), 0.001)[-1]) < 0.001
    return 200, small, 0.001, large, 0.1


@claim(LESSON, "Set the weight decay to 0.1, a hundred times as much")
def test_a_hundred_times_as_much():
    return 0.1, 0.1 / 0.001


@claim(LESSON, "A weight with small slopes is pulled hard, one with large slopes hardly at all")
def test_the_pull_of_a_penalty_hangs_on_the_slopes():
    """The difference that the penalty makes to a weight of 1 after a thousand noisy slopes."""
    noise = np.random.default_rng(0).normal(size=(1000, 3)) * [0.01, 1.0, 100.0]

    def mean_pull(rule, decay):
        params, state = np.ones(3), Moments()
        moved = np.zeros(3)
        for slope in noise:
            after, state = rule(params, slope, state, learning_rate=0.001, weight_decay=decay)
            moved += params - after  # and the weight is put back to 1
        return moved / len(noise)

    pulls = [mean_pull(rule, 0.01) - mean_pull(rule, 0.0) for rule in (with_penalty(adam), adamw)]
    assert pulls[0][0] > 20 * pulls[0][1] > 400 * pulls[0][2]
    np.testing.assert_allclose(pulls[1], 1e-5, rtol=1e-6)


@claim(LESSON, "AdamW no longer minimises the loss with a penalty added")
def test_adamw_settles_elsewhere_than_the_penalised_loss():
    """Along m: with a falling learning rate Adam with the penalty arrives there, AdamW does not."""
    decay, m = 0.1, TROUGH.minimum[0]
    lowest = TROUGH.hessian[0, 0] * m / (TROUGH.hessian[0, 0] + decay)
    at = {"steps": 3000, "learning_rate": 0.05, "weight_decay": decay, "schedule": "cosine"}
    arrives, other = (descend(r, TROUGH, **at).path[-1, 0] for r in (with_penalty(adam), adamw))
    assert arrives == pytest.approx(lowest, rel=1e-3)
    assert abs(other - lowest) > 0.03


# ---- warm-up ------------------------------------------------------------------------------------


@functools.cache
def in_points(rate, schedule):
    """Return the excess loss along the run of the figure, in parts of the lowest loss."""
    run = descend(adam, POINTS, steps=200, learning_rate=rate, schedule=schedule)
    return run.excess / POINTS.lowest


@claim(LESSON, "the excess loss goes up to 759 times the lowest loss, and 200 updates later it is "
               "still at 3 % of it")  # fmt: skip
def test_without_a_warm_up():
    excess = in_points(0.5, "cosine")
    return excess.max(), len(excess) - 1, excess[-1]


@claim(LESSON, "With a warm-up it never rises above where it began, and ends about a hundred "
               "thousand times lower")  # fmt: skip
def test_with_a_warm_up():
    excess = in_points(0.5, "warmup-cosine")
    assert excess.max() == excess[0]
    return About(in_points(0.5, "cosine")[-1] / excess[-1])


@claim(LESSON, "At a learning rate of 0.05 no step is too long, and the warm-up only loses time: "
               "the run ends at 13 % instead of 8 %")  # fmt: skip
def test_where_a_warm_up_only_loses_time():
    plain, warm = (in_points(0.05, schedule) for schedule in ("cosine", "warmup-cosine"))
    assert plain.max() == plain[0]
    return 0.05, warm[-1], plain[-1]


@claim(LESSON, "In carats, with batches of 32, and each at its best learning rate, it gains "
               "nothing")  # fmt: skip
@pytest.mark.parametrize("steps", [200, 1000])
def test_in_carats_a_warm_up_gains_nothing(steps):
    rates, ends = np.geomspace(0.05, 2, 40), {}
    for schedule in ("cosine", "warmup-cosine"):
        at = {"steps": steps, "batch_size": 32, "shuffles": 200, "schedule": schedule}
        ends[schedule] = final_excess(adam, DIAMONDS, rates, **at).mean(axis=1).min()
    assert ends["warmup-cosine"] > 0.98 * ends["cosine"]
    return 32


@claim(LESSON, "falls along a cosine over 200 updates")
def test_the_length_of_the_run_with_warm_up():
    return len(in_points(0.5, "cosine")) - 1


@claim(LESSON, "With $\\beta_2 = 0.999$ it remembers them for a thousand updates")
def test_the_memory_of_the_second_average():
    return 0.999, 1 / (1 - 0.999)


# ---- a bad batch --------------------------------------------------------------------------------


def in_trouble(bad_batch, clipping, seeds=200):
    """Return the excess loss and the lengths of the steps of many runs with a bad batch."""
    state, params = Moments(), np.zeros((seeds, 2))
    means = DIAMONDS.batch_means([32] * seeds, 300, range(seeds))
    excess, moved = [], []
    for t in range(300):
        gradient = DIAMONDS.gradient(params, means[t])
        if t == 100:
            gradient = bad_batch * gradient
        if clipping:
            norm = np.sqrt(np.sum(gradient**2, axis=1, keepdims=True))
            gradient = np.where(norm > 1, gradient / norm, gradient)
        before = params
        params, state = adam(params, gradient, state, learning_rate=0.1)
        excess.append(DIAMONDS.excess(params))
        moved.append(np.abs(params - before).max(axis=1))
    return np.array(excess), np.array(moved)


@claim(LESSON, "At update 100 comes a bad batch: its gradient is 1,000 times as long as it should "
               "be")  # fmt: skip
def test_a_bad_batch_nearly_stops_adam():
    (good, usual), (bad, steps) = in_trouble(1, False), in_trouble(1000, False)
    assert 0.08 < steps[100].mean() < 0.12 and steps[100:].max() < 0.15
    assert steps[130:200].mean() < 0.3 * usual[130:200].mean()
    assert np.mean(bad[-1]) > 10 * np.mean(good[-1])
    return 100, 1000


@claim(LESSON, "Set the bad batch to 1,000. Then tick clipping")
def test_clipping_leaves_hardly_a_trace():
    good, bad = in_trouble(1, True)[0][-1], in_trouble(1000, True)[0][-1]
    assert np.mean(bad) == pytest.approx(np.mean(good), rel=0.05)
    assert np.mean(in_trouble(1000, False)[0][-1]) > 10 * np.mean(bad)
    return 1000


@claim(LESSON, "with $\\beta_2 = 0.999$ it stays huge for a thousand updates. For a while the "
               "first average still drags the walker on, wherever the bad batch pointed. It "
               "forgets after some dozens of updates, and then all steps are tiny")  # fmt: skip
def test_the_memory_of_a_bad_batch():
    steps = in_trouble(1000, False)[1].mean(axis=1)
    usual = steps[80:100].mean()
    assert steps[101:112].mean() > usual > steps[125] and steps[150:].max() < 0.25 * usual
    return 0.999, 1 / (1 - 0.999)


@claim(LESSON, "Look at clipping without any bad batch, too: the run is quicker. The first "
               "gradient is 13 long")  # fmt: skip
def test_clipping_helps_without_a_bad_batch():
    assert in_trouble(1, True)[0][100].mean() < 0.2 * in_trouble(1, False)[0][100].mean()
    return np.linalg.norm(DIAMONDS.gradient(DIAMONDS.start))


# ---- larger batches -----------------------------------------------------------------------------


def noise_floor(rule, rate, size):
    """Return the mean excess loss of 200 runs that begin at the minimum."""
    run = descend(rule, DIAMONDS, steps=1500, batch_size=size, seed=range(200),
                  start=DIAMONDS.minimum, learning_rate=rate)  # fmt: skip
    return run.excess[500:].mean()


@claim(LESSON, "For SGD times k keeps the noise floor, until the learning rate comes near its "
               "stability limit. For Adam it is times root of k, roughly")  # fmt: skip
@pytest.mark.parametrize(("rule", "rates", "power"), [
    (rules.sgd, (0.005, 0.01), 1), (adam, (0.01, 0.02, 0.05), 0.5),
])  # fmt: skip
def test_what_keeps_the_noise_floor(rule, rates, power):
    for rate in rates:
        first = noise_floor(rule, rate, 8)
        assert noise_floor(rule, rate * 4**power, 32) == pytest.approx(first, rel=0.1)
        for other in {0, 0.5, 1} - {power}:
            assert noise_floor(rule, rate * 4**other, 32) != pytest.approx(first, rel=0.4)


@claim(LESSON, "Over 2 epochs with a cosine, from batches of 8 to batches of 32, the best learning "
               "rate of Adam grew about threefold here, that of SGD about fourfold")  # fmt: skip
def test_the_best_learning_rate_grows_by_more_than_the_root():
    def best(rule, rates, size):
        at = {"batch_size": size, "shuffles": 200, "schedule": "cosine"}
        ends = final_excess(rule, DIAMONDS, rates, steps=16_000 // size, **at).mean(axis=1)
        near = np.abs(np.arange(len(rates)) - ends.argmin()) <= 6  # a parabola: less hangs on noise
        bend, slope, _ = np.polyfit(np.log(rates[near]), np.log(ends[near]), 2)
        return np.exp(-slope / (2 * bend))

    grown = [
        best(rule, rates * factor, 32) / best(rule, rates, 8)
        for rule, rates, factor in (
            (adam, np.geomspace(0.03, 0.14, 31), 3.0),
            (rules.sgd, np.geomspace(0.012, 0.05, 31), 4.0),
        )
    ]
    return 16_000 / 8000, 8, 32, About(grown[0], 0.15), About(grown[1], 0.15)


@claim(LESSON, "Now take batches of 128, 16 times as large")
def test_how_much_larger():
    return 128, 128 / 8


@claim(LESSON, "A gradient of a batch 16 times as large has a quarter of the noise")
def test_a_quarter_of_the_noise():
    assert f"of {16**0.5:g}." in load_questions(7)["larger-batch"]["options"][1]
    return 16


@claim(LESSON, "The batches are 16 times as small. For Adam the root counts: "
               "$0.002/\\sqrt{16} = 0.0005$")  # fmt: skip
def test_another_batch_size():
    asked, times = load_questions(7)["another-batch-size"], 512 / 32
    assert asked["value"] == 0.002 / times**0.5
    causes = [0.002, 0.002 / times, 0.002 * times**0.5, 0.002 * times]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes)
    return times, 0.002, 0.002 / times**0.5


# ---- Lion and Muon ------------------------------------------------------------------------------


@claim(LESSON, "so it takes $0.3 / 0.0003 = 1000$ updates")
def test_the_steps_of_lion():
    asked, w, state, updates = load_questions(7)["steps-of-lion"], 0.2, rules.Mean(), 0
    while w < 0.5 - 1e-9:
        w, state = rules.lion(w, -1.0, state, learning_rate=0.0003)
        updates += 1
    causes = [0.3 / 0.0003 / 7.27, 1 / 0.0003, 0.3 / 0.003]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    assert asked["value"] == updates
    return 0.3, 0.0003


@claim(LESSON, "Muon sets them all to 1. That is for a matrix what the sign is for a number")
def test_the_four_lines_of_muon():
    average = np.random.default_rng(0).normal(size=(5, 5))
    left, _, right = np.linalg.svd(average)
    np.testing.assert_allclose(np.linalg.svd(left @ right)[1], np.ones(5))
    number = np.array([[-3.0]])
    left, _, right = np.linalg.svd(number)
    assert left @ right == np.sign(number)


@claim(LESSON, "Adam, AdamW | two numbers | each weight's own slopes, and their size")
def test_what_adam_keeps():
    _, state = adamw(np.ones(3), np.ones(3), learning_rate=0.1)
    assert sum(np.size(part) == 3 for part in state) == 2


@claim(LESSON, "Lion | one number | each weight's own slopes, only their sign")
def test_what_lion_keeps():
    _, state = rules.lion(np.ones(3), np.ones(3), learning_rate=0.1)
    assert sum(np.size(part) == 3 for part in state) == 1


@claim(LESSON, "Muon | one number | the slopes of the whole matrix, not their size")
def test_what_muon_keeps():
    first, state = muon(np.ones((3, 3)), np.eye(3), learning_rate=0.1)
    other, _ = muon(np.ones((3, 3)), 7 * np.eye(3), learning_rate=0.1)
    np.testing.assert_allclose(first, other)
    assert sum(np.size(part) == 9 for part in state) == 1


@claim(LESSON, "Take a bowl in the 64 numbers of an $8 \\times 8$ matrix, with "
               "$\\kappa = 1{,}000$")  # fmt: skip
def test_the_bowl():
    bowls = matrix_bowls(True)
    assert np.linalg.cond(bowls.hessian[0]) == pytest.approx(1000)
    return bowls.target[0].size


@claim(LESSON, "Each rule at the best of 30 learning rates, which fall along a cosine; 100 "
               "updates, 20 random bowls")  # fmt: skip
def test_the_settings_of_the_comparison():
    defaults = best_ends.__kwdefaults__
    return 30, defaults["steps"], len(matrix_bowls(True).target)


RATES = {
    rules.momentum: np.geomspace(0.3, 3.98, 60), adam: np.geomspace(0.05, 3, 45),
    rules.lion: np.geomspace(0.01, 1, 45), muon: np.geomspace(0.03, 2, 45),
}  # fmt: skip


@functools.cache
def left(rule, turned, schedule="cosine", steps=100, seeds=20, **settings):
    bowls = matrix_bowls(turned, seeds=seeds)
    at = {"schedule": schedule, "steps": steps, **settings}
    return best_ends(rule, bowls, RATES[rule], **at)[0]


@claim(LESSON, "To momentum no turn means anything, to Muon none that mixes columns or rows. Adam "
               "and Lion, which look at each number alone, lose by it: Adam about a hundredfold, "
               "Lion more than a thousandfold")  # fmt: skip
def test_what_a_turn_costs():
    for schedule in ("cosine", "constant"):
        assert left(rules.momentum, True, schedule) == pytest.approx(
            left(rules.momentum, False, schedule), rel=0.01
        )
        straight = left(muon, False, schedule, beta=0.9)
        assert left(muon, True, schedule, beta=0.9) == pytest.approx(straight, rel=0.3)
        for rule in (adam, rules.lion):
            assert left(rule, True, schedule) > 2 * left(rule, False, schedule)
    costs = [left(rule, True) / left(rule, False) for rule in (adam, rules.lion)]
    return About(costs[0], 0.3), AtLeast(costs[1])


def lowest(rule, betas, **at):
    """Return the lowest end over several memories, each at its best learning rate."""
    return min(left(rule, True, seeds=6, **at, **settings) for settings in betas)


HEAVY = [{"beta": beta} for beta in (0.8, 0.85, 0.9, 0.95)]
BETAS = [{"beta1": 0.9, "beta2": beta2} for beta2 in (0.9, 0.95, 0.99, 0.999)]


@claim(LESSON, "On the turned bowl it is Muon, here. At a constant learning rate it ends far "
               "behind momentum, because its steps never shrink")  # fmt: skip
def test_which_is_best_hangs_on_the_schedule():
    others = [(rules.momentum, HEAVY), (adam, BETAS), (rules.lion, [{}])]
    assert lowest(muon, HEAVY) < 0.2 * min(lowest(rule, betas) for rule, betas in others)
    constant = {"schedule": "constant"}
    assert lowest(muon, HEAVY, **constant) > 10 * lowest(rules.momentum, HEAVY, **constant)


@claim(LESSON, "after 300 updates momentum is ahead with the cosine as well")
def test_which_is_best_hangs_on_the_length():
    long = {"steps": 300}
    assert lowest(rules.momentum, HEAVY, **long) < 0.3 * lowest(muon, HEAVY, **long)
    return 300


@claim(LESSON, "for an $n \\times n$ matrix about $30\\,n^3$ operations in each update. Computing "
               "the gradient from $B$ examples takes about $6\\,n^2 B$")  # fmt: skip
def test_the_operations_of_muon():
    """Five rounds of three products; forwards, and backwards to the inputs and to the weights."""
    n, examples, product = 1000, 100_000, 2 * 1000**3
    assert 5 * 3 * product == 30 * n**3
    assert 3 * 2 * n * n * examples == 6 * n**2 * examples


@claim(LESSON, "With $n = 1{,}000$ and $B = 100{,}000$ that is 5 % more, with $B = 1{,}000$ five "
               "times as much again")  # fmt: skip
def test_the_price_of_muon():
    few, many = (30 * 1000**3 / (6 * 1000**2 * size) for size in (1000, 100_000))
    return many, few


# ---- what you read elsewhere --------------------------------------------------------------------


@claim(LESSON, "With the usual betas its first step would be 3.16 times too long")
def test_the_first_step_without_correction():
    return -adam(0.0, 1.0, learning_rate=1.0, bias_correction=False)[0]


@claim(LESSON, "At the same learning rate its noise floor is about ten times as high as that of "
               "SGD")  # fmt: skip
def test_the_noise_floor_of_momentum():
    """At the learning rate of lesson 3; at smaller ones somewhat more."""
    heights = [noise_floor(rule, 0.05, 32) for rule in (rules.momentum, rules.sgd)]
    return About(heights[0] / heights[1], 0.1)


@claim(LESSON, "It can be up to 7.27 learning rates long")
def test_the_longest_step_of_adam():
    """Slopes that grow as beta1 over beta2 to the power of how long ago: the worst there are."""
    age = np.arange(3000)[::-1]
    state, params, moved = Moments(), 0.0, 0.0
    for slope in (0.9 / 0.999) ** age:
        after, state = adam(params, -slope, state, learning_rate=1.0, epsilon=0.0)
        moved, params = after - params, after
    bound = (1 - 0.9) / ((1 - 0.999) * (1 - 0.9**2 / 0.999)) ** 0.5
    assert 0.95 * bound < moved < 1.001 * bound * (1 / (1 - 0.999**3000) ** -0.5)
    return bound


@claim(LESSON, "its range of learning rates that end within 1 % is narrower than that of SGD: a "
               "factor of 4 from end to end, not of 8")  # fmt: skip
def test_the_range_of_good_learning_rates():
    rates = np.logspace(-3, 0, 31)
    at = {"steps": 1000, "batch_size": 32, "shuffles": 100}
    return 0.01, *[
        10
        ** good_range(
            rates, final_excess(rule, DIAMONDS, rates, **at) / DIAMONDS.lowest, 0.01
        ).decades
        for rule in (adam, rules.sgd)
    ]


@claim(LESSON, "In the figure on warm-up, 0.05 ends at an excess loss of 8 % of the lowest loss, "
               "0.1 at 1 %")  # fmt: skip
def test_a_smaller_learning_rate_is_not_always_better():
    slow, quick = (in_points(rate, "cosine")[-1] for rate in (0.05, 0.1))
    return 0.05, slow, 0.1, quick
