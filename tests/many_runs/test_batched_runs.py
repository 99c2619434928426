"""Many runs as one Run: in one pass, or one by one and joined."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.many_runs.batched_runs import run_in_one_pass, run_one_by_one, run_single, start_of
from helpers.problems import ravine
from helpers.rules import adam, momentum

GIVEN = {"beta": 0.9, "schedule": None}
ROWS = [{**GIVEN, "learning_rate": rate} for rate in (0.01, 0.02, 0.03)]


def raises_above(limit):
    def rule(params, gradient, state=0.0, *, learning_rate, beta=0.9):
        if learning_rate > limit:
            raise ValueError("too large")
        return params - learning_rate * gradient, state

    return rule


def assert_same(one, other):
    for name in ("path", "loss", "gradients", "rows_seen"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name


@pytest.mark.parametrize("start", [[1.0, 0.5], [[1.0, 0.5], [2.0, 0.1], [-1.0, 0.0]]])
def test_one_pass_and_one_by_one_give_the_single_runs_in_order(start):
    together = run_in_one_pass(momentum, ravine(), ROWS, 30, start)
    alone = run_one_by_one(momentum, ravine(), ROWS, 30, start)
    assert_same(together, alone)
    assert together.hyperparameters["learning_rate"].tolist() == [[0.01], [0.02], [0.03]]
    for i, row in enumerate(ROWS):
        single = run_single(momentum, ravine(), row, steps=30, start=start_of(start, i))
        assert np.array_equal(single.path, together.path[:, i])


def test_each_switch_and_each_schedule_has_a_pass_of_its_own_and_the_order_stays():
    rows = [
        {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "batch_size": 32,
         "seed": seed, "bias_correction": corrects, "schedule": schedule}
        for seed, corrects, schedule in [(0, True, None), (1, False, "cosine"), (2, True, "cosine"),
                                         (0, False, None), (1, True, None)]
    ]  # fmt: skip
    together = run_in_one_pass(adam, DIAMONDS, rows, 12, DIAMONDS.start)
    assert_same(together, run_one_by_one(adam, DIAMONDS, rows, 12, DIAMONDS.start))
    assert together.path.shape == (13, 5, 2)


def test_two_runs_in_a_pass_each_have_their_own_start():
    rows = [{**ROWS[0], "schedule": schedule} for schedule in (None, "cosine")]
    starts = np.array([[1.0, 0.5], [2.0, 0.1]])
    together = run_in_one_pass(momentum, ravine(), rows, 12, starts)
    assert_same(together, run_one_by_one(momentum, ravine(), rows, 12, starts))


def test_an_error_elsewhere_than_on_screen_is_a_failed_run():
    rule = raises_above(0.02)
    run = run_one_by_one(rule, ravine(), ROWS, 5, [1.0, 0.5], current_index=0)
    assert {i: str(error) for i, error in run.failures.items()} == {2: "too large"}
    assert np.isnan(run.path[:, 2]).all() and np.isfinite(run.path[:, :2]).all()
    for index in (2, None):
        with pytest.raises(ValueError, match="too large"):
            run_one_by_one(rule, ravine(), ROWS, 5, [1.0, 0.5], current_index=index)
