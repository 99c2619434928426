"""What lesson 7 says, computed anew."""

import functools

import nbformat
import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.jupyter_server import NOTEBOOKS

from claims import About, AtLeast, claim
from helpers import rules
from helpers.comparisons import final_excess, good_range
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.lessons.matrix_bowls import best_ends, matrix_bowls
from helpers.lessons.muon import muon
from helpers.lessons.useless_column import useless_column
from helpers.problems import DiamondPrices
from helpers.rules import Moments, adam, adamw

LESSON = "07_adam_today"
MUON = "deeper/muon"
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


@claim(LESSON, "With $\\eta = 0.05$ and $\\delta = 0.001$, $w$ loses 1 % in 200 updates")
def test_how_fast_a_weight_decays():
    for decay in (0.1, 0.001):
        path = weights(with_penalty(rules.gradient_descent), decay)
        np.testing.assert_allclose(path, (1 - 0.05 * decay) ** np.arange(201), rtol=1e-12)
    return 0.05, 0.001, 1 - path[-1], len(path) - 1


@claim(LESSON, "For gradient descent the penalty is the decay")
def test_for_gradient_descent_a_penalty_is_a_decay():
    np.testing.assert_allclose(
        weights(with_penalty(rules.gradient_descent), 0.1), 0.995 ** np.arange(201), rtol=1e-12
    )


@claim(LESSON, "its slope is $\\delta w$, with $\\delta = 0.001$")
def test_the_first_step_is_a_learning_rate_long_whatever_the_decay():
    for decay in (1e-4, 0.001, 0.01, 0.1, 0.3):
        path = weights(with_penalty(adam), decay)
        assert path[0] - path[1] == pytest.approx(0.05, rel=1e-3)
        np.testing.assert_allclose(path, weights(with_penalty(adam), 0.001), atol=2e-3)
    return 0.001


@claim(
    LESSON,
    "Whatever $\\delta$ you choose, $w$ falls just as fast. With $\\delta = 0.001$ you "
    "asked for 1 % of it in 200 updates. Adam took all of it in 24",
)
def test_under_adam_the_strength_of_the_penalty_says_nothing():
    small, large = (weights(with_penalty(adam), decay) for decay in (0.001, 0.1))
    np.testing.assert_allclose(small, large, atol=2e-3)
    assert max(abs(small[-1]), abs(large[-1])) < 0.001
    gone = {np.argmax(weights(with_penalty(adam), decay) <= 0) for decay in (1e-4, 0.01, 0.1)}
    assert gone == {np.argmax(small <= 0)}
    asked = 1 - weights(with_penalty(rules.gradient_descent), 0.001)[-1]
    return 0.001, asked, len(small) - 1, np.argmax(small <= 0)


@claim(LESSON, "Set the weight decay to 0.1, a hundred times as much")
def test_a_hundred_times_as_much():
    """Then AdamW, like gradient descent, brings the weight down."""
    for rule in (adamw, with_penalty(rules.gradient_descent)):
        small, large = (weights(rule, decay)[-1] for decay in (0.001, 0.1))
        assert small > 0.98 and large < 0.4
    assert load_questions(7)["useless-column"]["see"]["answer"] == "c"
    np.testing.assert_allclose(
        weights(with_penalty(adam), 0.1), weights(with_penalty(adam), 0.001), atol=2e-3
    )
    return 0.1, 0.1 / 0.001


@claim(LESSON, "every weight loses the same share, $w$ and $m$")
def test_adamw_takes_the_same_share_of_every_weight():
    params, gradient = np.array([3.0, 1.0]), np.array([2.0, 0.0])
    plain, decayed = (adamw(params, gradient, learning_rate=0.05, weight_decay=decay)[0]
                      for decay in (0.0, 0.1))  # fmt: skip
    np.testing.assert_allclose((plain - decayed) / params, 0.05 * 0.1)


@claim(
    LESSON,
    "AdamW ends with $w$ at 0.37. With $\\delta = 0.001$ it would be 0.99",
)
def test_adamw_leaves_what_gradient_descent_leaves():
    ends, decays = [], (0.001, 0.1)
    for decay in decays:
        plain, decoupled = (
            weights(with_penalty(rules.gradient_descent), decay),
            weights(adamw, decay),
        )
        np.testing.assert_allclose(decoupled, plain, rtol=1e-9)
        ends.append(decoupled[-1])
    return ends[1], decays[0], ends[0]


@claim(
    LESSON,
    "A weight with small slopes is pulled fast, one with large slopes slowly",
)
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


# ---- warm-up ------------------------------------------------------------------------------------


@functools.cache
def in_points(rate, schedule):
    """Return the excess loss along the run of the figure, in parts of the lowest loss."""
    run = descend(adam, POINTS, steps=200, learning_rate=rate, schedule=schedule)
    return run.excess / POINTS.lowest


@claim(
    LESSON,
    "At 0.3, without a warm-up, the excess loss shoots up from 30 to 522. $s$ remembers "
    "the peak, so all later steps are too short: after 200 updates the excess loss is "
    "still 2 % of the lowest loss",
)
def test_without_a_warm_up():
    excess = in_points(0.3, "cosine")
    run = descend(adam, POINTS, steps=200, learning_rate=0.3, schedule="cosine")
    slopes = np.abs(run.gradients[:, 1])
    assert slopes.max() > 5 * slopes[0]
    return 0.3, *(POINTS.lowest * excess[[0, excess.argmax()]]), len(excess) - 1, excess[-1]


@claim(
    LESSON,
    "With a warm-up there is no peak, and the run ends far lower",
)
def test_with_a_warm_up():
    excess = in_points(0.3, "warmup-cosine")
    assert excess.max() == excess[0]
    assert in_points(0.3, "cosine")[-1] > 5000 * excess[-1]


@claim(
    LESSON,
    "At a learning rate of 0.05 the loss never rises above its start, and the warm-up only "
    "loses time: the run ends at 13 % instead of 8 %",
)
def test_where_a_warm_up_only_loses_time():
    plain, warm = (in_points(0.05, schedule) for schedule in ("cosine", "warmup-cosine"))
    assert plain.max() == plain[0]
    return 0.05, warm[-1], plain[-1]


@claim(LESSON, "a learning rate of 0.3, which falls along a cosine over 200 updates")
def test_the_length_of_the_run_with_warm_up():
    return 0.3, len(in_points(0.3, "cosine")) - 1


@claim(LESSON, "With $\\beta_2 = 0.999$ it remembers them for about a thousand updates")
def test_the_memory_of_the_second_average():
    return 0.999, 1 / (1 - 0.999)


# ---- a bad batch --------------------------------------------------------------------------------


def in_trouble(bad_batch, clipping, seeds=200, at=100, updates=300):
    """Return the excess loss and the lengths of the steps of many runs with a bad batch."""
    state, params = Moments(), np.zeros((seeds, 2))
    means = DIAMONDS.batch_means([32] * seeds, updates, range(seeds))
    excess, moved = [], []
    for t in range(updates):
        gradient = DIAMONDS.gradient(params, means[t])
        if t == at:
            gradient = bad_batch * gradient
        if clipping:
            norm = np.linalg.norm(gradient, axis=1, keepdims=True)
            gradient = np.where(norm > 10, 10 * gradient / norm, gradient)
        before = params
        params, state = adam(params, gradient, state, learning_rate=0.1)
        excess.append(DIAMONDS.excess(params))
        moved.append(np.abs(params - before).max(axis=1))
    return np.array(excess), np.array(moved)


@claim(
    LESSON,
    "Adam runs with a constant learning rate of 0.1. After 100 updates comes a bad batch: "
    "its gradient is 1,000 times as long as it should be",
)
def test_a_bad_batch_nearly_stops_adam():
    (good, usual), (bad, steps) = in_trouble(1, False), in_trouble(1000, False)
    assert 0.08 < steps[100].mean() < 0.12 and steps[100:].max() < 0.15
    assert steps[130:200].mean() < 0.3 * usual[130:200].mean()
    assert np.mean(bad[-1]) > 10 * np.mean(good[-1])
    return 0.1, 100, 1000


@claim(
    LESSON,
    "By then $s$ counts few gradients. The bad one stands above the fraction bar and, "
    "squared, below it: the step is about one learning rate long",
)
def test_a_later_bad_batch_makes_longer_steps():
    early = in_trouble(1000, False)[1][100].mean() / 0.1
    late = in_trouble(1000, False, at=1000, updates=1020)[1][1000:].mean(axis=1) / 0.1
    assert early == pytest.approx(1, abs=0.1) and (late[:5] > 1).all()


@claim(
    LESSON,
    "here 10 (in lesson 6 it was 1), and keeps its direction. Usual gradients are longer "
    "than 10 only in the first twenty updates or so",
)
def test_only_the_first_gradients_are_cut():
    """Along 200 runs of the figure, and along the one on display."""
    at = {"steps": 300, "batch_size": 32, "learning_rate": 0.1}
    norms = np.linalg.norm(descend(adam, DIAMONDS, seed=range(200), **at).gradients, axis=-1)
    cut = np.mean(norms > 10, axis=1)
    assert cut[0] > 0.5 and cut[20:].max() < 0.05 and not cut[40:].any()
    shown = np.linalg.norm(descend(adam, DIAMONDS, seed=0, **at).gradients, axis=-1)
    assert shown[0] > 10 > shown[20:].max()
    return 10, 10, 20


@claim(LESSON, "Set the bad batch to 1,000. Then tick clipping")
def test_clipping_leaves_hardly_a_trace():
    good, bad = in_trouble(1, True)[0], in_trouble(1000, True)[0]
    assert np.mean(bad[-1]) == pytest.approx(np.mean(good[-1]), rel=0.05)
    assert bad[100:].max() < 1.05 * bad[99].max()  # and there is no jump
    assert np.mean(bad[-1]) < np.mean(in_trouble(1, False)[0][-1])
    assert np.mean(in_trouble(1000, False)[0][-1]) > 10 * np.mean(bad[-1])
    return 1000


@claim(
    LESSON,
    "with $\\beta_2 = 0.999$ it takes thousands of updates to forget: soon all steps are "
    "several times shorter than they should be",
)
def test_the_memory_of_a_bad_batch():
    steps = in_trouble(1000, False)[1].mean(axis=1)
    usual = steps[80:100].mean()
    assert steps[101:112].mean() > usual > steps[125] and steps[150:].max() < 0.25 * usual
    left = 0.001 * 0.999**3000 * 1000**2  # in s after 3,000 updates, in squares of that batch
    assert left**0.5 > 5
    return 0.999


# ---- larger batches -----------------------------------------------------------------------------


def noise_floor(rule, rate, size):
    """Return the mean excess loss of 200 runs that begin at the minimum."""
    run = descend(rule, DIAMONDS, steps=1500, batch_size=size, seed=range(200),
                  start=DIAMONDS.minimum, learning_rate=rate)  # fmt: skip
    return run.excess[500:].mean()


@pytest.mark.thorough
@claim(
    LESSON,
    "For SGD times k about keeps the noise floor, while the learning rate is far below its "
    "stability limit",
)
@pytest.mark.parametrize(("rule", "rates", "power"), [
    (rules.sgd, (0.005, 0.01), 1), (adam, (0.01, 0.02, 0.05), 0.5),
])  # fmt: skip
def test_what_keeps_the_noise_floor(rule, rates, power):
    for rate in rates:
        first = noise_floor(rule, rate, 8)
        assert noise_floor(rule, rate * 4**power, 32) == pytest.approx(first, rel=0.1)
        for other in {0, 0.5, 1} - {power}:
            assert noise_floor(rule, rate * 4**other, 32) != pytest.approx(first, rel=0.4)


@claim(
    LESSON,
    "We trained for two epochs with a cosine, with batches of 8 and of 32, so $k$ was 4. "
    "The best learning rate grew about 4 times for SGD, about 3 times for Adam: more than "
    "the root",
)
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
            (rules.sgd, np.geomspace(0.012, 0.05, 31), 4.0),
            (adam, np.geomspace(0.03, 0.14, 31), 3.0),
        )
    ]
    assert grown[1] > 1.2 * 4**0.5
    return 16_000 / DIAMONDS.rows, 8, 32, 32 / 8, *(About(each, 0.1) for each in grown)


@claim(LESSON, "Now take batches of 128, 16 times as large")
def test_how_much_larger():
    return 128, 128 / 8


@claim(
    LESSON,
    "A batch 16 times as large has a quarter of it. So $\\sqrt s$ is a quarter as large. SGD's"
    " learning rate may grow by 16. Adam's own rate, $\\eta/\\sqrt s$, may too, and $\\sqrt s$ "
    "has already given it a factor of 4. So 4 is left for $\\eta$",
)
def test_a_quarter_of_the_noise():
    assert f"of {16**0.5:g}." in load_questions(7)["larger-batch"]["options"][1]
    roots = []
    for size in (8, 128):
        run = descend(adam, DIAMONDS, steps=3000, batch_size=size, seed=range(20),
                      start=DIAMONDS.minimum, learning_rate=0.005)  # fmt: skip
        roots.append(np.mean(run.gradients[1000:] ** 2) ** 0.5)
    already = roots[0] / roots[1]
    return 16, 16, About(already, 0.1), About(16 / already, 0.1)


@pytest.mark.thorough
@claim(LESSON, "Which of them stays nearly level?")
def test_the_level_line_is_that_of_the_root():
    grown = {}
    for power in (0, 0.5, 1):
        floors = [noise_floor(adam, 0.02 * k**power, 8 * k) for k in (1, 4, 16)]
        grown[power] = np.divide(floors[1:], floors[0])
    assert (np.abs(grown[0.5] - 1) < 0.2).all()
    assert (grown[0] < 0.6).all() and (grown[1] > 1.6).all()
    assert load_questions(7)["larger-batch"]["see"]["answer"] == "b"


@claim(LESSON, "The batches are 16 times as small. For Adam the root counts: "
               "$0.004/\\sqrt{16} = 0.001$")  # fmt: skip
def test_another_batch_size():
    asked, times = load_questions(7)["another-batch-size"], 512 / 32
    assert asked["value"] == 0.004 / times**0.5
    causes = [0.004, 0.004 / times, 0.004 * times**0.5, 0.004 * times]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes)
    return times, 0.004, 0.004 / times**0.5


# ---- Lion and Muon ------------------------------------------------------------------------------


@claim(
    MUON,
    "It does to the matrix what a sign does to a number",
)
def test_the_four_lines_of_muon():
    average = np.random.default_rng(0).normal(size=(5, 5))
    left, _, right = np.linalg.svd(average)
    np.testing.assert_allclose(np.linalg.svd(left @ right)[1], np.ones(5))
    left, _, right = np.linalg.svd(np.diag([3, 0.1]))
    np.testing.assert_allclose(left @ right, np.eye(2), atol=1e-12)
    number = np.array([[-3.0]])
    left, _, right = np.linalg.svd(number)
    assert left @ right == np.sign(number)


@claim(
    MUON,
    "Take bowls in the 64 numbers of an $8 \\times 8$ matrix, with $\\kappa = 1{,}000$",
)
def test_the_bowl():
    bowls = matrix_bowls(True)
    assert np.linalg.cond(bowls.hessian[0]) == pytest.approx(1000)
    return bowls.target[0].size


@claim(MUON, "Each rule makes 100 updates, with a cosine, at the best of 30 learning rates, in "
               "20 random bowls")  # fmt: skip
def test_the_settings_of_the_comparison():
    return best_ends.__kwdefaults__["steps"], 30, len(matrix_bowls(True).target)


RATES = {
    rules.momentum: np.geomspace(0.3, 3.98, 60), adam: np.geomspace(0.05, 3, 45),
    rules.lion: np.geomspace(0.01, 1, 45), muon: np.geomspace(0.03, 2, 45),
}  # fmt: skip


@functools.cache
def left(rule, turned, schedule="cosine", steps=100, seeds=20, **settings):
    bowls = matrix_bowls(turned, seeds=seeds)
    at = {"schedule": schedule, "steps": steps, **settings}
    return best_ends(rule, bowls, RATES[rule], **at)[0]


@pytest.mark.thorough
@claim(
    MUON,
    "Momentum notices no turn at all. Muon does not notice this one, which mixes whole "
    "columns. Adam and Lion look at each number alone, and they do notice. With this "
    "schedule and the usual betas Adam ends about a hundred times higher, Lion more than a "
    "thousand times",
)
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


@claim(
    MUON,
    "After 100 updates with the cosine Muon is the best of the four",
)
def test_where_muon_is_best():
    others = [(rules.momentum, HEAVY), (adam, BETAS), (rules.lion, [{}])]
    assert lowest(muon, HEAVY) < 0.2 * min(lowest(rule, betas) for rule, betas in others)
    return 100


@claim(
    MUON,
    "At a constant learning rate it ends far behind momentum, because its steps never shrink",
)
def test_which_is_best_hangs_on_the_schedule():
    constant = {"schedule": "constant"}
    assert lowest(muon, HEAVY, **constant) > 10 * lowest(rules.momentum, HEAVY, **constant)


@claim(
    MUON,
    "And after 300 updates momentum is ahead with the cosine as well",
)
def test_which_is_best_hangs_on_the_length():
    constant = {"schedule": "constant"}
    assert lowest(rules.momentum, HEAVY, **constant) < 0.3 * lowest(muon, HEAVY, **constant)
    long = {"steps": 300}
    assert lowest(rules.momentum, HEAVY, **long) < 0.3 * lowest(muon, HEAVY, **long)
    return 300


# ---- what you read elsewhere --------------------------------------------------------------------


@claim(
    LESSON,
    "With the usual betas its first step would be 3.16 times as long",
)
def test_the_first_step_without_correction():
    return -adam(0.0, 1.0, learning_rate=1.0, bias_correction=False)[0]


@claim(
    LESSON,
    "With $\\beta = 0.9$, at a learning rate of 0.05, its noise floor is about ten times as "
    "high as that of SGD",
)
def test_the_noise_floor_of_momentum():
    """At the learning rate of lesson 3; at smaller ones somewhat more."""
    heights = [noise_floor(rule, 0.05, 32) for rule in (rules.momentum, rules.sgd)]
    return rules.momentum.__kwdefaults__["beta"], 0.05, About(heights[0] / heights[1], 0.1)


@claim(LESSON, "With the usual betas it can be up to 7.27 learning rates long")
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


@claim(
    LESSON,
    "In carats, with batches of 32 and 1,000 updates, the constant learning rates that end "
    "within 1 % span a factor of about 4. For SGD it is 8",
)
def test_the_range_of_good_learning_rates():
    rates = np.logspace(-3, 0, 31)
    at = {"steps": 1000, "batch_size": 32, "shuffles": 100}
    ends = (final_excess(rule, DIAMONDS, rates, **at) for rule in (adam, rules.sgd))
    spans = [10 ** good_range(rates, end / DIAMONDS.lowest, 0.01).decades for end in ends]
    return at["batch_size"], at["steps"], 0.01, *spans


@claim(
    LESSON,
    "With a cosine Adam forgives far more",
)
def test_the_range_with_a_cosine():
    rates = np.logspace(-2, 3, 51)
    at = {"steps": 1000, "batch_size": 32, "shuffles": 100, "schedule": "cosine"}
    within = {}
    for rule in (adam, rules.sgd):
        ends = final_excess(rule, DIAMONDS, rates, **at).mean(axis=1) / DIAMONDS.lowest
        good = rates[ends < 0.01]
        within[rule] = good.max() / good.min()
    assert within[adam] > 10_000 and within[adam] > 100 * within[rules.sgd]


@claim(
    LESSON,
    "In the figure on warm-up, with the cosine, 0.05 ends at an excess loss of 8 % of the "
    "lowest, 0.1 at 1 %",
)
def test_a_smaller_learning_rate_is_not_always_better():
    slow, quick = (in_points(rate, "cosine")[-1] for rate in (0.05, 0.1))
    return 0.05, slow, 0.1, quick


@claim(
    LESSON,
    "At a constant one this run would recover",
)
def test_at_a_constant_learning_rate_a_run_without_a_warm_up_recovers():
    points = DiamondPrices(TRAIN, carat_unit="point")
    ends = [
        descend(adam, points, steps=200, learning_rate=0.3, schedule=schedule).excess[-1]
        for schedule in (None, "cosine")
    ]
    assert ends[0] < 0.01 * ends[1]


@claim(
    LESSON,
    "The carats are standardised, so the best $m$ is 3.7",
)
def test_the_best_line_with_standardised_carats():
    return DiamondPrices(TRAIN, carat_unit="standardised").minimum[0]


@claim(
    LESSON,
    "A strong decay also slows $m$: after 200 updates it is short of its best value. With "
    "AdamW it gets there in the end, with the penalty never",
)
def test_a_firm_decay_pulls_at_the_other_weights_too():
    at = {"steps": 20_000, "learning_rate": 0.05, "weight_decay": 0.1}
    best = TROUGH.minimum[0]
    decoupled, penalised = (
        descend(rule, TROUGH, **at).path[:, 0] / best for rule in (adamw, with_penalty(adam))
    )
    assert 0.8 < decoupled[200] < 0.9 and decoupled[-1] == pytest.approx(1, abs=1e-3)
    assert penalised[10_000:].max() < 0.96
    return 200


@claim(
    LESSON,
    "over the 1,000 updates of lesson 5, on batches, such learning rates ended within 1 %",
)
def test_over_a_thousand_updates_it_ends_within_one_per_cent():
    at = {"steps": 1000, "batch_size": 32, "shuffles": 100, "schedule": "cosine"}
    ends = final_excess(adam, POINTS, np.array([0.2, 0.3, 0.5]), **at).mean(axis=1)
    assert (ends < 0.01 * POINTS.lowest).all()
    return at["steps"], 0.01


@claim(LESSON, "After 100 updates the rule of the next cell multiplies one gradient by bad batch")
def test_when_the_bad_batch_comes():
    """By the rule of that cell."""
    cells = nbformat.read(NOTEBOOKS / f"{LESSON}.ipynb", 4).cells
    names = {"np": np, "rules": rules, "no_moments": Moments()}
    exec(next(cell.source for cell in cells if cell.id == "bad-batch"), names)
    rule = names["adam_in_trouble"]
    usual, odd = (
        descend(rule, DIAMONDS, steps=150, learning_rate=0.1, bad_batch=size).path
        for size in (1.0, 1000.0)
    )
    return np.argmax((usual != odd).any(axis=1)) - 1  # updates before the first that differs
