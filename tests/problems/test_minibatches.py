"""Mini-batches: every row once an epoch, and summed to the gradient of its rows."""

from itertools import islice

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN

from helpers.core import validation
from helpers.problems import CARAT_UNITS, DiamondPrices, LeastSquares, minibatches


@pytest.mark.parametrize("unit", CARAT_UNITS)
@pytest.mark.parametrize("batch_size", [1, 32, 1_000, 3_000, 7_999, 8_000])
def test_fast_path_equals_the_plain_gradient_row_by_row(unit, batch_size):
    problem = DiamondPrices(TRAIN, carat_unit=unit)
    steps = 3 * -(-problem.rows // batch_size) if batch_size > 100 else 300  # three epochs or 300
    means = problem.batch_means(batch_size, steps, seed=5)
    assert means.shape == (steps, 3, 2)
    params = 0.7 * problem.minimum
    batches = islice(problem.iter_batches(batch_size, np.random.default_rng(5)), steps)
    plain = np.array([problem.gradient_of_rows(params, rows) for rows in batches])
    fast = np.array([problem.gradient(params, batch) for batch in means])
    scale = np.abs(problem.gradient(problem.start)).max(axis=0)
    np.testing.assert_allclose(fast, plain, rtol=1e-10, atol=1e-12 * scale)


@pytest.mark.parametrize("batch_size", [32, 3_000, 7_999, 8_000])
def test_each_epoch_sees_every_row_once_in_a_new_order(batch_size):
    per_epoch = -(-8_000 // batch_size)
    batches = DIAMONDS.iter_batches(batch_size, np.random.default_rng(1))
    first, second = (np.concatenate(list(islice(batches, per_epoch))) for _ in range(2))
    for epoch in (first, second):
        assert np.array_equal(np.sort(epoch), np.arange(8_000))
    assert not np.array_equal(first, second)


def test_same_seed_same_batches():
    same, again, other = (DiamondPrices(TRAIN).batch_means(32, 300, seed) for seed in (0, 0, 1))
    assert np.array_equal(same, again)
    assert not np.array_equal(same[0], other[0])


def test_the_means_of_more_batches_begin_with_the_shorter():
    assert np.array_equal(DIAMONDS.batch_means(3_000, 7, 0)[:4], DIAMONDS.batch_means(3_000, 4, 0))


def test_means_for_many_runs_are_those_of_each():
    sizes, seeds = [32, 64, 32, 32], [0, 0, 1, 0]
    together = DIAMONDS.batch_means(sizes, 20, seeds)
    assert together.shape == (20, 4, 3, 2)
    for run, (size, seed) in enumerate(zip(sizes, seeds, strict=True)):
        assert np.array_equal(together[:, run], DIAMONDS.batch_means(size, 20, seed))
    assert DIAMONDS.batch_means(32, 20, [0, 0, 0]).shape == (20, 3, 3, 2)


def test_means_are_shared_so_they_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        DIAMONDS.batch_means(32, 10, 0)[0] = 0.0


def test_only_means_of_a_megabyte_or_less_are_kept(monkeypatch):
    monkeypatch.setattr(minibatches, "MAX_CACHED_STEPS", 10)
    short, again = (DIAMONDS.batch_means(3_000, 10, 0) for _ in range(2))
    long, anew = (DIAMONDS.batch_means(3_000, 11, 0) for _ in range(2))
    assert again is short and anew is not long
    assert np.array_equal(long, anew) and np.array_equal(long[:10], short)
    assert 20_000 * short[0].nbytes < 2**20


def test_too_many_batches_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(validation, "MAX_TOTAL_STEPS", 100)
    monkeypatch.delattr(minibatches.BatchMeans, "_means_of_run")
    for make in (DIAMONDS.batch_means, DIAMONDS.unique_batch_means):
        with pytest.raises(ValueError, match="2 runs of 51 steps are too much at once"):
            make(32, 51, [0, 1])


@pytest.mark.parametrize("batch_size", [1, 2, 3, 5, 11, 12])
@pytest.mark.parametrize("steps", [1, 4, 7, 30])
def test_batches_of_few_rows_end_anywhere_in_an_epoch(batch_size, steps):
    x = np.arange(12.0)
    problem = LeastSquares(x, x**2)
    batches = islice(problem.iter_batches(batch_size, np.random.default_rng(3)), steps)
    plain = np.array([problem.gradient_of_rows([1.0, 2.0], rows) for rows in batches])
    fast = problem.gradient([1.0, 2.0], problem.batch_means(batch_size, steps, 3))
    np.testing.assert_allclose(fast, plain, rtol=1e-12, atol=1e-10)


def test_batches_are_unbiased_over_an_epoch():
    params = [3.0, 1.0]
    gradients = DIAMONDS.gradient(params, DIAMONDS.batch_means(1_000, 8, 0))
    np.testing.assert_allclose(gradients.mean(axis=0), DIAMONDS.gradient(params), rtol=1e-12)


WRONG_SCHEDULES = [
    ((0, 10, 0), ValueError, "batch_size must be a whole number of at least 1 and at most 8,000"),
    ((8_001, 10, 0), ValueError, "at most 8,000, not 8001"),
    ((32.0, 10, 0), TypeError, "batch_size must be a whole number"),
    (("32", 10, 0), TypeError, "batch_size must be a whole number"),
    (([], 10, 0), ValueError, "batch_size must be a whole number or a flat list"),
    (([[32], [64]], 10, 0), ValueError, "flat list"),
    ((32, 0, 0), ValueError, "steps must be a whole number of at least 1"),
    ((32, 1.5, 0), TypeError, "steps must be a whole number"),
    ((32, 10, -1), ValueError, "seed must be a whole number of at least 0"),
    ((32, 10, None), TypeError, "seed must be a whole number"),
    (([32, 64], 10, [0, 1, 2]), ValueError, "batch_size for 2, seed for 3"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), WRONG_SCHEDULES)
def test_wrong_arguments_of_batch_means(arguments, error, message):
    with pytest.raises(error, match=message):
        DIAMONDS.batch_means(*arguments)


def test_wrong_batches():
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        next(DIAMONDS.iter_batches(0, np.random.default_rng(0)))
    with pytest.raises(TypeError, match=r"rng must be numpy.random.default_rng\(seed\), not 42"):
        next(DIAMONDS.iter_batches(32, 42))
