"""The noise of mini-batches: the measured floor against its formula, and the limit it sets."""

import numpy as np
import pandas as pd
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.analysis import noise_floor, single_example_limit
from helpers.descent import descend
from helpers.plotting import full_batch
from helpers.problems import DiamondPrices


def predicted_floor(rate, size):
    """½ trace(H S) with S = (1 - rate H) S (1 - rate H) + rate² C / size, solved as it stands."""
    error = DIAMONDS.predict(DIAMONDS.minimum, DIAMONDS.x) - DIAMONDS.y
    slopes = 2 * error[:, None] * np.stack([DIAMONDS.x, np.ones(DIAMONDS.rows)], axis=-1)
    keep = np.eye(2) - rate * DIAMONDS.hessian
    kicks = rate**2 * np.cov(slopes.T, bias=True) / size
    spread = np.linalg.solve(np.eye(4) - np.kron(keep, keep), kicks.ravel()).reshape(2, 2)
    return 0.5 * np.trace(DIAMONDS.hessian @ spread)


@pytest.mark.parametrize(("rate", "size"), [(0.05, 8), (0.1, 32), (0.3, 125)])
def test_fresh_batches_settle_on_the_predicted_floor(rate, size):
    measured = noise_floor(DIAMONDS, [rate], size, steps=1500, walks=20, fresh=True)
    assert measured == pytest.approx(predicted_floor(rate, size), rel=0.15)


def test_shuffled_batches_settle_lower_where_an_epoch_is_short_and_at_0_with_all_rows():
    large = noise_floor(DIAMONDS, [0.1], 2000, steps=300)
    assert large < 0.6 * predicted_floor(0.1, 2000)
    assert noise_floor(DIAMONDS, [0.1, 0.2], 8000, steps=30) == pytest.approx([0, 0], abs=1e-12)


def test_the_limit_of_single_rows():
    assert single_example_limit(DIAMONDS) == pytest.approx(0.379, abs=0.001)
    twins = pd.DataFrame({"carat": [-2.0, 2.0], "price": [0.0, 0.0]})  # x² + 1 = 5 for each row:
    assert single_example_limit(DiamondPrices(twins)) == pytest.approx(
        1 / 5
    )  # above, both overshoot


def test_the_last_seed_is_the_highest_that_there_is():
    settings = {"steps": 3, "walks": 4}
    assert noise_floor(DIAMONDS, [0.1], 32, seed=2**32 - 4, **settings).shape == (1,)
    with pytest.raises(ValueError, match=r"seed must be .* at most 4,294,967,292, not"):
        noise_floor(DIAMONDS, [0.1], 32, seed=2**32 - 3, **settings)


def test_full_batch_of_runs_on_two_axes():
    rates, betas = np.array([0.1, 0.2, 0.3]), np.array([0.0, 0.5, 0.8, 0.9])
    run = descend(rules.momentum, DIAMONDS, steps=5, batch_size=32, beta=betas[:, None],
                  learning_rate=rates[:, None, None])  # fmt: skip
    paths = full_batch(run).reshape(6, 3, 4, 2)
    for i, j in np.ndindex(3, 4):
        alone = descend(rules.momentum, DIAMONDS, steps=5, learning_rate=rates[i], beta=betas[j])
        assert (paths[:, i, j] == alone.path).all()


@pytest.mark.parametrize("rule", [rules.momentum, rules.adam])
def test_full_batch_is_the_run_with_all_rows(rule):
    run = descend(rule, DIAMONDS, steps=20, batch_size=[8, 8, 32], start=(1, 1),
                  learning_rate=np.array([[0.1], [0.2], [0.1]]))  # fmt: skip
    for i, rate in enumerate((0.1, 0.2, 0.1)):
        alone = descend(rule, DIAMONDS, steps=20, start=(1, 1), learning_rate=rate)
        assert (full_batch(run)[:, i] == alone.path).all()
        assert (full_batch(alone)[:, 0] == alone.path).all()
