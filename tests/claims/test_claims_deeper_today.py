"""What the notebooks of deeper/ on lesson 7 say, computed anew."""

import functools

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import claim
from helpers import rules
from helpers.descent import descend
from helpers.lessons.muon import muon
from helpers.problems import DiamondPrices

AVERAGING = "deeper/averaging"
MUON = "deeper/muon"
SPIKES = "deeper/loss_spikes"
RATES = {
    rules.sgd: tuple(np.geomspace(0.03, 0.25, 9)),
    rules.adam: tuple(np.geomspace(0.08, 0.6, 9)),
}
SHUFFLES = 200


@functools.cache
def paths(rule, rates, steps, schedule):
    """Return the paths of many shuffles, shape (steps + 1, rates, shuffles, 2): of all rates at
    once, so that each batch is summed once."""
    seeds, each = np.tile(range(SHUFFLES), len(rates)), np.repeat(rates, SHUFFLES)[:, None]
    at = {"steps": steps, "batch_size": 32, "seed": seeds, "schedule": schedule}
    run = descend(rule, DIAMONDS, learning_rate=each, **at)
    return run.path.reshape(steps + 1, len(rates), SHUFFLES, 2)


def ends(rule, rates, steps, schedule, last):
    """Return for each rate the mean excess loss at the mean of the last parameters."""
    middles = paths(rule, rates, steps, schedule)[-last:].mean(axis=0)
    return DIAMONDS.excess(middles).mean(axis=-1)


def lowest(rule, *others):
    return ends(rule, RATES[rule], *others).min()


@claim(AVERAGING, "The mean of the last half ends lower than a falling learning rate, for SGD and "
                  "for Adam. The same came out for 200, 400 and 700 updates")  # fmt: skip
@pytest.mark.parametrize("rule", RATES)
def test_the_mean_of_the_last_half_ends_lower(rule):
    for steps in (200, 300, 400, 700):
        averaged = lowest(rule, steps, "constant", steps // 2)
        assert averaged < 0.75 * lowest(rule, steps, "cosine", 1)
        assert averaged < 0.2 * lowest(rule, steps, "constant", 1)
    return 200, 400, 700


@claim(AVERAGING, "With a learning rate of 0.005 SGD has not arrived after 300 updates, and then "
                  "the mean of the last half is worse than the last point")  # fmt: skip
def test_the_mean_lags_behind_on_the_way():
    slow = (0.005,), 300, "constant"
    assert ends(rules.sgd, *slow, 150) > 1.2 * ends(rules.sgd, *slow, 1)
    return 0.005, 300


@claim(AVERAGING, "Each way takes the best of 10 learning rates, and is run with 100 shuffles")
def test_the_settings_of_the_table():
    return 10, 100


# ---- Muon ---------------------------------------------------------------------------------------


@claim(MUON, "Muon keeps the two turns and sets all stretches to 1")
def test_all_stretches_alike():
    average = np.random.default_rng(0).normal(size=(5, 5))
    left, _, right = np.linalg.svd(average)
    np.testing.assert_allclose(np.linalg.svd(left @ right)[1], np.ones(5))
    for turn in (left, right):
        np.testing.assert_allclose(turn @ turn.T, np.eye(5), atol=1e-12)


@claim(
    MUON, "Adam, AdamW | two numbers | each weight's own slopes: it is shorter where they disagree"
)
def test_what_adam_keeps():
    _, state = rules.adamw(np.ones(3), np.ones(3), learning_rate=0.1)
    assert sum(np.size(part) == 3 for part in state) == 2
    step = []
    for slopes in ([1, 1, 1, 1], [1, -1, 1, -1], [1000, -1000, 1000, -1000]):
        params, state = 0.0, rules.Moments()
        for slope in slopes:
            before = params
            params, state = rules.adamw(params, slope, state, learning_rate=0.1, weight_decay=0.0)
        step.append(abs(params - before))
    assert step[1] == pytest.approx(step[2]) and step[1] < 0.5 * step[0]


@claim(MUON, "Lion | one number | each weight's own slopes: only the sign of their average")
def test_what_lion_keeps():
    """The same signs of slopes, and opposite steps: the sign of the average counts."""
    _, state = rules.lion(np.ones(3), np.ones(3), learning_rate=0.1)
    assert sum(np.size(part) == 3 for part in state) == 1
    steps = []
    for last in (-100, -0.01):
        params, state = 0.0, rules.Mean()
        for slope in (1, 1, 1, last):
            before = params
            params, state = rules.lion(params, slope, state, learning_rate=0.1)
        steps.append(params - before)
    assert steps == pytest.approx([0.1, -0.1])


@claim(MUON, "Muon | one number | the slopes of the whole matrix: equally long in all directions")
def test_what_muon_keeps():
    first, state = muon(np.ones((3, 3)), np.eye(3), learning_rate=0.1)
    other, _ = muon(np.ones((3, 3)), 7 * np.eye(3), learning_rate=0.1)
    np.testing.assert_allclose(first, other)
    assert sum(np.size(part) == 9 for part in state) == 1


@claim(MUON, "A product of two $n \\times n$ matrices takes about $2n^3$ operations. In each of "
             "the five rounds there are three: $30\\,n^3$ in each update. Computing the gradient "
             "from $B$ examples takes about $6\\,n^2 B$")  # fmt: skip
def test_the_operations_of_muon():
    """Five rounds of three products; forwards, and backwards to the inputs and to the weights."""
    n, examples, product = 1000, 100_000, 2 * 1000**3
    assert 5 * 3 * product == 30 * n**3
    assert 3 * 2 * n * n * examples == 6 * n**2 * examples


@claim(MUON, "With $n = 1{,}000$ and $B = 100{,}000$ that is 5 %. With $B = 1{,}000$ it is five "
             "times as much again")  # fmt: skip
def test_the_price_of_muon():
    few, many = (30 * 1000**3 / (6 * 1000**2 * size) for size in (1000, 100_000))
    return many, few


# ---- loss spikes --------------------------------------------------------------------------------

POINTS = DiamondPrices(TRAIN, carat_unit="point")
STARTS = np.random.default_rng(1).normal(size=(40, 2)) * [0.01, 1]


@functools.cache
def late(beta2, schedule="constant"):
    """Return the excess loss from update 500 on, in parts of the lowest loss, of 40 starts."""
    at = {"steps": 5000, "learning_rate": 0.12, "start": STARTS, "schedule": schedule}
    return descend(rules.adam, POINTS, beta2=beta2, **at).excess[500:] / POINTS.lowest


@claim(SPIKES, "With the long memory spikes are rare and high")
def test_the_longer_the_memory_the_rarer_and_higher_the_spikes():
    highest = [np.median(late(beta2).max(axis=0)) for beta2 in (0.999, 0.99, 0.95)]
    outside = [np.mean(late(beta2) > 0.01) for beta2 in (0.999, 0.99, 0.95)]
    assert highest[0] > 3 * highest[1] > 9 * highest[2]
    assert outside[0] < 0.15 < 0.5 < outside[1] < 0.7 < outside[2]


@claim(SPIKES, "With $\\beta_2 = 0.95$ it follows within some twenty updates")
def test_how_soon_a_short_memory_follows():
    return 0.95, 1 / (1 - 0.95)


@claim(SPIKES, "the walker hardly ever rests. If the learning rate falls, it does")
def test_with_a_falling_learning_rate_the_short_memory_ends_low():
    assert (late(0.95, "cosine")[-1] < 1e-3).all()


@claim(SPIKES, "With a memory of twenty updates the bad batch is nearly forgotten at the end. With "
               "a hundred it still holds the walker up")  # fmt: skip
def test_how_long_a_bad_batch_is_remembered():
    ends = {}
    for beta2 in (0.99, 0.95):
        params, state = np.zeros((200, 2)), rules.Moments()
        means = DIAMONDS.batch_means([32] * 200, 300, range(100, 300))
        for t in range(300):
            gradient = DIAMONDS.gradient(params, means[t]) * (1000 if t == 100 else 1)
            params, state = rules.adam(params, gradient, state, learning_rate=0.1, beta2=beta2)
        ends[beta2] = DIAMONDS.excess(params).mean() / DIAMONDS.lowest
    assert ends[0.95] < 0.1 < 0.3 < ends[0.99]
    return 1 / (1 - 0.95)


@claim(SPIKES, "With the short memory the warm-up gains nothing here")
def test_with_the_short_memory_a_warm_up_gains_nothing():
    at = {"steps": 200, "learning_rate": 0.3, "beta2": 0.95}
    plain, warm = (
        descend(rules.adam, POINTS, schedule=way, **at).excess[-1]
        for way in ("cosine", "warmup-cosine")
    )
    assert 0.2 * warm < plain < 2 * warm < 1e-4 * POINTS.lowest
