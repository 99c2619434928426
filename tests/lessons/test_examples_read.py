"""The examples that are read for a target: counted once more by hand, and what is refused."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.descent import descend
from helpers.lessons.examples_read import examples_read
from helpers.problems import LeastSquares
from helpers.rules import gradient_descent


def mean_excess(batch_size, rate, updates, factor=lambda share: 1.0, shuffles=5):
    """Return the mean excess loss after each update, as a share of the lowest loss."""
    losses = []
    for seed in range(shuffles):
        rng, params, run = np.random.default_rng(seed), DIAMONDS.start, []
        dealt = []
        for update in range(updates + 1):
            run.append(float(DIAMONDS.excess(params)) / DIAMONDS.lowest)
            if len(dealt) < batch_size:
                dealt = rng.permutation(DIAMONDS.rows)
            rows, dealt = dealt[:batch_size], dealt[batch_size:]
            now = rate * factor(update / updates)
            params = params - now * DIAMONDS.gradient_of_rows(params, rows)
        losses.append(run)
    return np.mean(losses, axis=0)


def test_without_a_schedule_it_counts_until_the_mean_is_first_within_the_target():
    for target, rate, updates in ((10.0, 0.1, 30), (0.5, 0.2, 120)):
        heights = mean_excess(1_000, rate, updates)
        first = next(step for step, height in enumerate(heights) if height <= target)
        at = {"batch_size": 1_000, "shuffles": 5}
        assert examples_read(DIAMONDS, [target], [(rate, updates)], **at) == [1_000 * first]
        assert heights[first - 1] > target


def test_with_a_schedule_the_whole_run_counts():
    heights = mean_excess(1_000, 0.3, 60, lambda share: (1 + np.cos(np.pi * share)) / 2)
    at = {"batch_size": 1_000, "schedule": "cosine", "shuffles": 5}
    for factor, expected in ((1.01, 60_000), (0.99, np.inf)):
        assert examples_read(DIAMONDS, [factor * heights[-1]], [(0.3, 60)], **at) == [expected]


def test_a_smaller_batch_at_the_end_of_an_epoch_is_counted_as_it_is():
    five = LeastSquares([0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 4.0, 8.0, 9.0])
    run = descend(gradient_descent, five, steps=80, batch_size=3, learning_rate=0.01)
    assert run.rows_seen[-1] == 40 * 5
    target = [1.01 * run.excess[-1] / five.lowest]
    at = {"batch_size": 3, "shuffles": 1}
    constant = examples_read(five, target, [(0.01, 80)], **at)
    first = np.argmax(run.excess <= target[0] * five.lowest)
    assert constant == run.rows_seen[first] < 3 * first
    end = descend(gradient_descent, five, steps=80, batch_size=3, learning_rate=0.01,
                  schedule="linear").excess[-1]  # fmt: skip
    falling = examples_read(five, [1.01 * end / five.lowest], [(0.01, 80)], schedule="linear", **at)
    assert falling == 200


def test_a_schedule_that_is_constant_counts_as_none():
    at = {"batch_size": 1_000, "shuffles": 5}
    counts = [
        examples_read(DIAMONDS, [10.0], [(0.1, 30)], schedule=schedule, **at)
        for schedule in (None, "constant")
    ]
    assert counts[0] == counts[1] < 30_000


def test_a_target_that_is_not_reached_costs_infinitely_many():
    assert examples_read(DIAMONDS, [1e-9], [(0.1, 5)], batch_size=8_000).tolist() == [np.inf]


@pytest.mark.parametrize(
    ("targets", "plans", "given", "message"),
    [
        (0.1, [(0.1, 5)], {}, "targets must be a flat list of numbers above 0"),
        ([0.0], [(0.1, 5)], {}, "targets must be a flat list of numbers above 0"),
        ([0.1, 0.2], [(0.1, 5)], {}, "shorter"),
        ([0.1], [(0.1, 5)], {"shuffles": 0}, "shuffles must be a whole number of at least 1"),
        ([0.1], [(-0.1, 5)], {}, "learning_rate"),
    ],
)
def test_what_makes_no_sense_is_refused(targets, plans, given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        examples_read(DIAMONDS, targets, plans, batch_size=1_000, **given)
