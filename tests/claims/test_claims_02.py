"""What lesson 2 says, computed anew."""

from functools import cache

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, claim
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.problems import DiamondPrices
from helpers.rules import gradient_descent
from helpers.theory import predicted_noise_floor, shuffled_noise_floor

LESSON = "02_stochastic_gradient_descent"
CARATS, PRICES = TRAIN["carat"].to_numpy(), TRAIN["price"].to_numpy() / 1000
INPUTS = np.stack([CARATS, np.ones(len(CARATS))], axis=-1)
EPOCH = len(CARATS) // 32  # updates
OTHER = {"curvature": 0.5, "excess": 8.0, "noise": 12.0, "rate": 0.1, "size": 16}  # a made-up set


def answered(name):
    """Return the question with this name, if it asks for a number."""
    return load_questions(2)[name]


def excess(*, steps, rate, size=32, seeds=200, **settings):
    """Return the excess loss of many runs, shape (steps + 1, seeds)."""
    return descend(
        gradient_descent,
        DIAMONDS,
        steps=steps,
        batch_size=size,
        learning_rate=rate,
        seed=range(seeds),
        **settings,
    ).excess


def first_within(target, heights):
    """Return the first update at which the mean of some runs is within a share of the lowest loss,
    or a million."""
    within = heights.mean(axis=-1) <= target * DIAMONDS.lowest
    return int(within.argmax()) if within.any() else 10**6


@claim(LESSON, "With batches of 32, SGD has taken 250 steps by then")
def test_the_updates_of_an_epoch():
    return 32, EPOCH


@claim(LESSON, "Each of the 250 steps is a little wrong, but at first nearly all of them lead "
               "downhill, and each costs 250 times less")  # fmt: skip
def test_nearly_all_steps_of_the_first_epoch_lead_downhill():
    run = descend(
        gradient_descent, DIAMONDS, steps=EPOCH, batch_size=32, learning_rate=0.1, seed=range(200)
    )
    true = DIAMONDS.gradient(run.path[:-1])
    assert np.mean((np.sum(run.gradients * true, axis=-1) > 0)[:40]) > 0.95
    return EPOCH, len(CARATS) / 32


def test_after_one_epoch_the_loss_of_sgd_is_far_below_that_of_gradient_descent():
    asked = answered("after-one-epoch")["see"]  # option (c): more than a hundred times lower
    single = excess(steps=1, rate=0.1, size=len(CARATS), seeds=1)[1]
    many = excess(steps=EPOCH, rate=0.1)[-1]
    assert asked["set"] == {"batch_size": 32} and asked["answer"] == "c"
    assert np.median(single / many) > 100
    assert single[0] / many[0] > 100  # of the seed that the figure shows


@claim(LESSON, "the gradient of a batch is right on average")
def test_the_mean_over_all_batches_is_the_gradient():
    slopes = DIAMONDS.gradient((5, 0), DIAMONDS.batch_means(1, len(CARATS), seed=0))
    np.testing.assert_allclose(slopes.mean(axis=0), DIAMONDS.gradient((5, 0)))


def test_the_noise_goes_with_the_root_of_the_batch_size():
    single = 2 * (5 * CARATS - PRICES)[:, None] * INPUTS
    noise = np.sqrt(np.mean(np.sum((single - single.mean(axis=0)) ** 2, axis=1)))
    assert noise == pytest.approx(7.3, abs=0.05)  # near what the table of the lesson prints
    assert answered("four-times-the-batch")["answer"] == "b"
    assert answered("four-times-the-batch")["see"]["answer"] == "b"


@claim(
    LESSON,
    "Each seed ends a little off the best line, $m = 7.84$, $b = -2.30$",
)
def test_the_best_line():
    return np.polyfit(CARATS, PRICES, deg=1)


@claim(
    LESSON,
    "For each target both rules get the best constant learning rate that we found by trying",
)
def test_no_learning_rate_needs_far_fewer_examples():
    sweeps = {
        (0.1, 32): (np.linspace(0.26, 0.38, 7), 0.32, 60),
        (0.01, 32): (np.linspace(0.07, 0.1, 7), 0.085, 300),
        (0.001, 32): (np.linspace(0.011, 0.017, 7), 0.014, 2_000),
        (0.0001, 32): (np.array([0.0026, 0.003, 0.0034]), 0.003, 9_000),
        (0.1, 8_000): (np.linspace(0.3, 0.57, 28), 0.5, 50),
        (0.01, 8_000): (np.linspace(0.3, 0.57, 28), 0.51, 50),
        (0.001, 8_000): (np.linspace(0.3, 0.57, 28), 0.52, 50),
        (0.0001, 8_000): (np.linspace(0.3, 0.57, 28), 0.52, 50),
    }
    for (target, size), (rates, chosen, steps) in sweeps.items():
        seeds, tried = 200 if size == 32 else 1, (*rates.tolist(), chosen)
        run = descend(  # all at once: each batch is summed once for all rates
            gradient_descent,
            DIAMONDS,
            steps=steps,
            batch_size=size,
            learning_rate=np.repeat(tried, seeds)[:, None],
            seed=np.tile(range(seeds), len(tried)),
        )
        heights = run.excess.reshape(steps + 1, len(tried), seeds)
        needed = {rate: first_within(target, heights[:, k]) for k, rate in enumerate(tried)}
        assert needed[chosen] <= 1.05 * min(needed.values())


@claim(
    LESSON,
    "For a rough answer SGD reads more than a hundred times fewer examples. For a precise "
    "one, at a constant learning rate, both read about as many",
)
def test_the_bargain():
    rough = 8_000 * first_within(0.1, excess(steps=50, rate=0.5, size=8_000, seeds=1))
    rough /= 32 * first_within(0.1, excess(steps=60, rate=0.32, seeds=1_000))
    precise = 8_000 * first_within(0.0001, excess(steps=50, rate=0.52, size=8_000, seeds=1))
    precise /= 32 * first_within(0.0001, excess(steps=9_000, rate=0.003))
    assert 0.7 < precise < 1.4
    return AtLeast(rough)


@claim(
    LESSON,
    "For a rough answer it reads a hundred times fewer examples",
)
def test_what_it_saves_at_first():
    few = 32 * first_within(0.1, excess(steps=60, rate=0.32))
    return About(8_000 * 13 / few, within=0.3)


def noise_at_the_minimum():
    """Return the mean squared length of a single example's gradient at the minimum: c."""
    m, b = np.polyfit(CARATS, PRICES, deg=1)
    gradients = 2 * (m * CARATS + b - PRICES)[:, None] * INPUTS
    return np.mean(np.sum(gradients**2, axis=1))


@claim(
    LESSON,
    "In the last row of the table 32 examples have a noise of 0.929. A single one has "
    "$\\sqrt{32}$ times that, so $c = 0.929^2 \\cdot 32 = 27.6$",
)
def test_the_noise_of_a_single_example_at_the_minimum():
    noise = noise_at_the_minimum()
    assert predicted_noise_floor(DIAMONDS, 1e-4, 32) == pytest.approx(
        1e-4 * noise / (4 * 32), rel=1e-3
    )
    near = descend(gradient_descent, DIAMONDS, steps=200, learning_rate=0.1).path[-1]
    slopes = DIAMONDS.gradient(near, DIAMONDS.batch_means(32, 10_000, seed=0))
    off = slopes - DIAMONDS.gradient(near)
    measured = np.sqrt(np.mean(np.sum(off**2, axis=1)))
    assert round(32 * round(measured, 3) ** 2, 1) == round(noise, 1)
    return 32, measured, measured, noise


@claim(
    LESSON,
    "With a learning rate of 0.1 the noise floor is $0.1 \\cdot 27.6 / (4 \\cdot 32) = "
    "0.022$; the dashed line, 0.025, is more exact",
)
def test_the_height_of_the_noise_floor():
    noise, late = noise_at_the_minimum(), excess(steps=600, rate=0.1)[300:].mean()
    floor, shuffled = 0.1 * noise / (4 * 32), float(shuffled_noise_floor(DIAMONDS, 0.1, 32))
    assert abs(shuffled - late) < abs(floor - late)
    return 0.1, 0.1, noise, floor, shuffled


@claim(
    LESSON,
    "At first gradient and noise both fall. But the signal dies, and the noise stays",
)
def test_the_noise_falls_at_first_and_then_stays():
    run = descend(gradient_descent, DIAMONDS, steps=200, learning_rate=0.1)
    steps, single = (0, 20, 60, 100, 200), DIAMONDS.batch_means(1, len(CARATS), seed=0)
    signal, noise = {}, {}
    for step in steps:
        true = DIAMONDS.gradient(run.path[step])
        off = DIAMONDS.gradient(run.path[step], single) - true
        signal[step], noise[step] = np.hypot(*true), np.sqrt(np.mean(np.sum(off**2, axis=1)))
    assert noise[0] > 2 * noise[20] > 2 * noise[60] > 2 * noise[100] > 2 * noise[200]
    assert noise[100] / noise[200] < 1.05 and signal[100] / signal[200] > 10


@claim(LESSON, "If one line fitted every diamond exactly, $c$ would be 0: no noise floor")
def test_without_errors_there_is_no_noise_floor():
    on_a_line = DiamondPrices(TRAIN.assign(price=1_000 * (8 * CARATS + 1)))
    runs = descend(gradient_descent, on_a_line, steps=1_000, batch_size=32, learning_rate=0.1)
    assert runs.excess[-1] < 1e-9
    assert predicted_noise_floor(on_a_line, 0.1, 32) < 1e-9


@claim(LESSON, "most of the time the curve is below it")
def test_most_of_the_time_a_curve_is_below_the_dashed_line():
    late = excess(steps=1_000, rate=0.1)[300:]
    assert np.mean(late < float(shuffled_noise_floor(DIAMONDS, 0.1, 32))) > 0.55


@claim(LESSON, "At the minimum the slopes of all examples cancel, but each of them is still there")
def test_the_slopes_cancel_at_the_minimum():
    slopes = 2 * (DIAMONDS.minimum @ INPUTS.T - PRICES)[:, None] * INPUTS
    np.testing.assert_allclose(slopes.mean(axis=0), 0, atol=1e-9)
    assert np.median(np.abs(slopes)) > 0.5


@claim(
    LESSON, "With a learning rate of 0.1 and batches of 32 the run levels off at the dashed line"
)
def test_the_noise_floor_is_where_theory_says():
    late = excess(steps=600, rate=0.1)[300:].mean()
    assert late == pytest.approx(predicted_noise_floor(DIAMONDS, 0.1, 32), rel=0.1)
    return 0.1, 32


@claim(LESSON, "Set the learning rate to 0.05, and look at the loss")
def test_half_the_learning_rate_has_half_the_noise_floor():
    rate = answered("half-the-rate")["see"]["set"]["learning_rate"]
    floors = [excess(steps=1_500, rate=r)[700:].mean() for r in (rate, 0.1)]
    assert floors[0] / floors[1] == pytest.approx(0.5, rel=0.15)
    return rate


@claim(LESSON, "on average the run takes more than twice as many updates to get there")
def test_it_takes_more_than_twice_as_long_to_the_noise_floor():
    assert answered("half-the-rate")["see"]["answer"] == "c"

    def arrives(rate):
        heights = excess(steps=600, rate=rate).mean(axis=1)
        return np.argmax(heights <= 1.05 * predicted_noise_floor(DIAMONDS, rate, 32))

    assert arrives(0.05) > 2 * arrives(0.1)


@claim(
    LESSON,
    "On average over 200 shuffles it ends more than twenty times lower than at a constant 0.1",
)
def test_a_falling_learning_rate_ends_lower():
    constant, falling = (
        excess(steps=500, rate=0.1, schedule=schedule)[-1].mean() for schedule in (None, "cosine")
    )
    return 200, AtLeast(constant / falling), 0.1


def test_a_falling_learning_rate_ends_low_with_each_seed_and_a_constant_one_does_not():
    rates = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
    ends = {
        schedule: np.array(
            [excess(steps=500, rate=r, seeds=5, schedule=schedule)[-1] for r in rates]
        )
        for schedule in (None, "cosine")
    }
    assert (ends["cosine"] < 0.002).all(axis=1).any()
    assert not (ends[None] < 0.002).all(axis=1).any()


@claim(
    LESSON,
    "Now SGD comes within 0.01 % after reading a ninth of what gradient descent reads",
)
def test_the_cure():
    assert excess(steps=1_000, rate=0.07, schedule="cosine")[-1].mean() < 1e-4 * DIAMONDS.lowest
    full = 8_000 * first_within(1e-4, excess(steps=50, rate=0.52, size=8_000, seeds=1))
    assert 8.5 < full / (32 * 1_000) < 9.5
    return 0.0001


def test_with_a_schedule_the_bargain_shrinks_with_every_digit():
    full = [8_000 * first_within(target, excess(steps=50, rate=0.52, size=8_000, seeds=1))
            for target in (0.1, 0.01, 0.001, 0.0001)]  # fmt: skip
    runs = ((0.6, 22, 0.1), (0.6, 46, 0.01), (0.2, 240, 0.001), (0.07, 1_000, 0.0001))
    gains = []
    for (rate, updates, target), read in zip(runs, full, strict=True):
        end = excess(steps=updates, rate=rate, schedule="cosine")[-1].mean()
        assert end < target * DIAMONDS.lowest
        gains.append(read / (32 * updates))
    assert gains[0] > gains[1] > gains[2] > gains[3] > 5


@claim(
    LESSON,
    "It also fools the stopping rule. The loss goes up for one epoch, and the rule takes "
    "that for the end",
)
def test_the_loss_goes_up_before_it_has_settled():
    heights = excess(steps=30 * EPOCH, rate=0.01)[::EPOCH]
    rises = np.argmax(np.diff(heights, axis=0) > -1e-6, axis=0) + 1
    stopped = np.take_along_axis(heights, rises[None], axis=0)[0]
    assert np.median(stopped / heights[: rises.max() + 10].min(axis=0)) > 10


@claim(LESSON, "the batch must make it four times smaller: $4 \\cdot 32 = 128$")
def test_twice_the_learning_rate_and_half_the_noise_floor():
    def floor(size):
        return 2 * 0.05 / size

    half = 0.05 / 32 / 2
    asked = answered("twice-the-rate")
    assert floor(asked["value"]) == pytest.approx(half)
    return asked["value"] / 32


@claim(LESSON, "The noise floor is about $0.1 \\cdot 12 / (4 \\cdot 16) = 0.01875$")
def test_the_noise_floor_of_the_other_data():
    floor = OTHER["rate"] * OTHER["noise"] / (4 * OTHER["size"])
    return OTHER["rate"], floor


@claim(LESSON, "Each step multiplies the excess loss along the flat axis by $0.95^2 = 0.9025$")
def test_the_factor_of_the_other_data():
    factor = 1 - OTHER["rate"] * OTHER["curvature"]
    return factor, factor**2


@claim(LESSON, "$8 \\cdot 0.9025^k = 0.01875$, which is at $k = 59$ updates of 16 examples each, "
               "about 945 in all")  # fmt: skip
def test_the_examples_that_the_other_data_need():
    factor = 1 - OTHER["rate"] * OTHER["curvature"]
    floor = OTHER["rate"] * OTHER["noise"] / (4 * OTHER["size"])

    def updates(floor, power=2):
        return np.log(OTHER["excess"] / floor) / -np.log(factor**power)

    asked, size = answered("how-many-examples"), OTHER["size"]
    causes = [
        updates(floor),
        size * updates(floor, 1),
        updates(floor, 1),
        size * updates(4 * floor),
    ]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=0.005)
    assert asked["value"] == pytest.approx(size * updates(floor), rel=0.001)
    return factor**2, floor, size, About(size * updates(floor), within=0.001)


@claim(LESSON, "That is the number of updates. Each reads 16 examples")
def test_what_an_update_reads():
    return OTHER["size"]


@claim(LESSON, "The distance shrinks by $1 - 0.1 \\cdot 0.5$ each step")
def test_by_what_the_distance_shrinks():
    return OTHER["rate"], OTHER["curvature"]


@claim(
    LESSON,
    "Ours are dealt like cards: at a tiny learning rate they end lower",
)
def test_dealt_batches_have_a_lower_noise_floor():
    for rate, size, steps in ((0.005, 32, 4_000), (0.1, 1_000, 400)):
        at = {"learning_rate": rate, "batch_size": size, "seed": range(40)}
        run = descend(gradient_descent, DIAMONDS, steps=steps, start=DIAMONDS.minimum, **at)
        measured = run.excess[steps // 2 :].mean()
        assert measured < 0.8 * rate * noise_at_the_minimum() / (4 * size)


@cache
def moments_of_examples():
    """Return the mean products of four, three and two that `mean_excess_drawn_anew` needs."""
    a, error = INPUTS, INPUTS @ DIAMONDS.minimum - PRICES
    fourth = 4 * np.einsum("ni,nj,nk,nl->ijkl", a, a, a, a) / len(a)
    third = 8 * np.einsum("n,ni,nj,nk->ijk", error, a, a, a) / len(a)
    return fourth, third, 4 * np.einsum("n,ni,nj->ij", error**2, a, a) / len(a)


def mean_excess_drawn_anew(rates, size=32):
    """Return the expected excess loss, as a share of the lowest loss, after updates with these
    learning rates, shape (updates,) or (updates, runs), and batches drawn with replacement: exact,
    by the first and second moments of the distance d from the minimum. An example's gradient there
    is 2 a (a·d + e)."""
    (fourth, third, at_minimum), hessian = moments_of_examples(), DIAMONDS.hessian
    rates = np.asarray(rates, dtype=float)
    mean = np.tile(DIAMONDS.start - DIAMONDS.minimum, (*rates.shape[1:], 1))
    second, excess = mean[..., :, None] * mean[..., None, :], []
    for rate in rates[..., None, None]:
        squares = np.einsum("ijkl,...kl->...ij", fourth, second) + at_minimum
        squares += np.einsum("ijk,...k->...ij", third, mean)
        kept = np.eye(2) - rate * hessian
        noise = (squares - hessian @ second @ hessian) / size
        mean = (kept @ mean[..., None])[..., 0]
        second = kept @ second @ kept + rate**2 * noise
        excess.append(np.trace(hessian @ second, axis1=-2, axis2=-1) / 2 / DIAMONDS.lowest)
    return np.array(excess)


def test_the_moments_are_those_of_runs():
    rng, params = np.random.default_rng(0), np.tile(DIAMONDS.start, (2_000, 1))
    for _ in range(100):
        rows = rng.integers(len(CARATS), size=(len(params), 32))
        error = params[:, :1] * CARATS[rows] + params[:, 1:] - PRICES[rows]
        params = params - 0.1 * 2 * np.stack([error * CARATS[rows], error]).mean(axis=-1).T
    measured = DIAMONDS.excess(params).mean() / DIAMONDS.lowest
    assert mean_excess_drawn_anew(100 * [0.1])[-1] == pytest.approx(measured, rel=0.1)


def cosine(rate, updates):
    return rate * (1 + np.cos(np.pi * np.arange(updates) / updates)) / 2


def fewest_times_fewer(target, all_read, updates):
    """Return how many times fewer examples a cosine reads at its best learning rate."""
    rates = np.geomspace(0.02, 0.5, 40)
    low = (
        u
        for u in updates
        if mean_excess_drawn_anew(np.outer(cosine(1, u), rates))[-1].min() <= target
    )
    return all_read / (32 * next(low))


@claim(
    LESSON,
    "(Much of that comes from dealing: with batches drawn anew it is 2.6 times fewer, not nine.)",
)
def test_drawn_anew_a_cosine_saves_less():
    anew = (
        fewest_times_fewer(0.001, 224_000, range(240, 500, 8)),
        fewest_times_fewer(0.0001, 288_000, range(2600, 4400, 100)),
    )
    assert anew[0] == pytest.approx(22, rel=0.05)  # 29 and 9 where they are dealt
    return About(anew[1], 0.05)


def test_drawn_anew_the_last_point_of_the_first_picture_is_out_of_reach():
    formula = 0.003 * noise_at_the_minimum() / (4 * 32) / DIAMONDS.lowest
    assert mean_excess_drawn_anew(9000 * [0.003]).min() > 0.9 * formula > 2.5 * 0.0001


def test_how_soon_the_cosine_is_below_the_limit():
    limit = 2 / np.linalg.eigvalsh(DIAMONDS.hessian)[1]
    for updates in (22, 46):  # those of the table that begin at 0.6
        assert (cosine(0.6, updates) > limit).sum() < 0.2 * updates
        at = {"steps": updates, "schedule": "cosine", "seeds": 50}
        assert excess(rate=0.6, **at)[-1].mean() < 0.1 * DIAMONDS.lowest
        assert excess(rate=0.7, **at)[-1].mean() > 0.3 * DIAMONDS.lowest
