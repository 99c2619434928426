"""What the notebooks of deeper/ on stochastic gradient descent say, computed anew."""

import numpy as np
from support.dataset import DIAMONDS, TRAIN

from claims import About, AtLeast, claim
from helpers.descent import descend
from helpers.rules import gradient_descent
from helpers.theory import (
    noise_floor,
    predicted_noise_floor,
    shuffled_noise_floor,
    single_example_limit,
)

NOISE_FLOOR = "deeper/noise_floor"
SHUFFLING = "deeper/shuffling"
SINGLE = "deeper/single_example"
STOPPING = "deeper/stopping"
CARATS = TRAIN["carat"].to_numpy()
STEEP = np.linalg.eigvalsh(DIAMONDS.hessian)[1]


@claim(NOISE_FLOOR, "The noise is zero on average, whatever $d$ is")
def test_the_mean_noise_is_zero_at_any_point():
    for point in ((0.0, 0.0), (5.0, 0.0), DIAMONDS.minimum):
        slopes = DIAMONDS.gradient(point, DIAMONDS.batch_means(1, len(CARATS), seed=0))
        np.testing.assert_allclose(slopes.mean(axis=0), DIAMONDS.gradient(point), atol=1e-9)


@claim(NOISE_FLOOR, "The dots lie on the lines, over more than two powers of ten")
def test_the_prediction_is_right():
    settings = [(0.01, 32), (0.4, 32), (0.1, 8), (0.1, 125), (0.1, 500)]
    for rate, size in settings:
        measured = noise_floor(
            DIAMONDS, [rate], size, steps=2_000, runs=20, with_replacement=True, seed=9
        )
        np.testing.assert_allclose(measured, predicted_noise_floor(DIAMONDS, rate, size), rtol=0.12)
    heights = [predicted_noise_floor(DIAMONDS, rate, size) for rate, size in settings]
    assert max(heights) / min(heights) > 100


@claim(NOISE_FLOOR, "The first dot on the right, for single examples, is about 14 % too high")
def test_with_single_examples_it_is_too_low():
    exact = shuffled_noise_floor(DIAMONDS, 0.1, 1)
    return exact / predicted_noise_floor(DIAMONDS, 0.1, 1) - 1


@claim(SHUFFLING, "So their errors cancel: add them up over the epoch, at one and the same point, "
                  "and you get zero")  # fmt: skip
def test_the_errors_of_an_epoch_cancel():
    slopes = DIAMONDS.gradient((5, 0), DIAMONDS.batch_means(32, 250, seed=3))
    np.testing.assert_allclose(slopes.mean(axis=0), DIAMONDS.gradient((5, 0)))


@claim(SHUFFLING, "Most of the noise floor comes from across the valley")
def test_most_of_the_noise_is_across_the_valley():
    _, axes = np.linalg.eigh(DIAMONDS.hessian)
    inputs = np.stack([CARATS, np.ones(len(CARATS))], axis=-1)
    errors = DIAMONDS.predict(DIAMONDS.minimum, CARATS) - DIAMONDS.y
    along, across = np.mean((2 * errors[:, None] * inputs @ axes) ** 2, axis=0)
    assert across > 10 * along


@claim(SHUFFLING, "When an error is remembered for a tenth of the epoch, shuffling makes the noise "
                  "floor a quarter lower; for most of the epoch, two thirds lower")  # fmt: skip
def test_how_much_shuffling_helps():
    def memory(rate, size):
        return 1 / (rate * STEEP) / (len(CARATS) / size)

    def ratio(rate, size):
        exact = shuffled_noise_floor(DIAMONDS, rate, size)
        return exact / predicted_noise_floor(DIAMONDS, rate, size)

    assert 0.08 < memory(0.01, 32) < 0.12 and abs(ratio(0.01, 32) - 3 / 4) < 0.02
    assert memory(0.1, 2_000) > 0.5 and abs(ratio(0.1, 2_000) - 1 / 3) < 0.02
    assert memory(0.4, 32) < 0.01 and abs(ratio(0.4, 32) - 1) < 0.03


@claim(SINGLE, "stable below a learning rate of 0.577")
def test_the_stability_limit():
    return 2 / STEEP


@claim(SINGLE, "with single examples the stability limit is 0.379 instead of 0.577")
def test_the_limit_of_single_examples():
    return single_example_limit(DIAMONDS), 2 / STEEP


@claim(SINGLE, "bounds the mean square, and no more than that")
def test_nearly_all_runs_come_back():
    runs = descend(
        gradient_descent,
        DIAMONDS,
        steps=7_600,
        batch_size=1,
        learning_rate=np.repeat([0.35, 0.4, 0.45], 100)[:, None],
        seed=np.tile(range(100), 3),
    )
    blew_up = (runs.diverged_at >= 0).reshape(3, 100).sum(axis=1)
    still_there = runs.ended_diverged.reshape(3, 100).sum(axis=1)
    assert 2 < blew_up[0] < 40 and blew_up[1] > 50 and blew_up[2] > 90
    assert still_there.max() < 5


@claim(SINGLE, "above 1,000 times the loss at the start")
def test_what_counts_as_blown_up():
    run = descend(gradient_descent, DIAMONDS, steps=1, learning_rate=0.1)
    return run.divergence_threshold / run.loss[0]


@claim(SINGLE, "the noise floor is already about 0.94. The lowest loss is 2.28")
def test_the_noise_floor_of_single_examples():
    return About(shuffled_noise_floor(DIAMONDS, 0.1, 1), within=0.01), DIAMONDS.lowest


def stops(losses, patience, threshold=1e-6):
    """Return after which epoch a rule with patience stops."""
    best, waited = np.inf, 0
    for epoch, loss in enumerate(losses):
        waited = 0 if best - loss >= threshold else waited + 1
        best = min(best, loss)
        if waited == patience:
            return epoch
    raise AssertionError("It does not stop.")


@claim(
    STOPPING,
    "A patience of 10 takes about three times as many epochs. Waiting alone makes the excess loss "
    "three or four times lower, and so does keeping the best alone. Both together make it more "
    "than a hundred times lower",
)
def test_patience():
    epoch = len(CARATS) // 32
    heights = (
        descend(
            gradient_descent,
            DIAMONDS,
            steps=70 * epoch,
            batch_size=32,
            learning_rate=0.01,
            seed=range(1_000, 1_200),
        )
        .excess[::epoch]
        .T
    )
    ends = {patience: [stops(run, patience) for run in heights] for patience in (1, 10)}
    seen = {
        patience: [run[: stop + 1] for run, stop in zip(heights, ends[patience], strict=True)]
        for patience in ends
    }
    last, best = (
        {patience: np.median([pick(run) for run in seen[patience]]) for patience in seen}
        for pick in (lambda run: run[-1], np.min)
    )
    times = About(np.median(ends[10]) / np.median(ends[1]), within=0.15)
    either = sorted((last[1] / last[10], last[1] / best[1]))  # waiting alone, keeping alone
    return 10, times, AtLeast(either[0]), About(either[1], within=0.15), AtLeast(last[1] / best[10])


@claim(STOPPING, "With a patience of 1 the rule below stops where that of lesson 2 stops")
def test_a_patience_of_one_is_the_rule_of_lesson_2():
    losses = (
        descend(
            gradient_descent,
            DIAMONDS,
            steps=5_000,
            batch_size=32,
            learning_rate=0.01,
            seed=range(20),
        )
        .loss[::250]
        .T
    )
    for run in losses:
        gains = np.append(np.inf, -np.diff(run))
        assert stops(run, 1) == np.argmax(gains < 1e-6)
