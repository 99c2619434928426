"""The run with all rows in each batch, which is drawn beside runs on mini-batches."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.descent import descend
from helpers.plotting import full_batch


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
