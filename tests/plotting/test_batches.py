"""The views of mini-batches, and the run with all rows in each batch that is drawn beside them."""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers import rules
from helpers.descent import descend
from helpers.plotting import VIEWS, full_batch
from helpers.problems import parabola, ravine


def test_full_batch_of_runs_on_two_axes():
    rates, betas = np.array([0.1, 0.2, 0.3]), np.array([0.0, 0.5, 0.8, 0.9])
    run = descend(rules.momentum, DIAMONDS, steps=5, batch_size=32, beta=betas[:, None],
                  learning_rate=rates[:, None, None])  # fmt: skip
    paths = full_batch(run).reshape(6, 3, 4, 2)
    for i, j in np.ndindex(3, 4):
        single = descend(rules.momentum, DIAMONDS, steps=5, learning_rate=rates[i], beta=betas[j])
        assert (paths[:, i, j] == single.path).all()


@pytest.mark.parametrize("rule", [rules.momentum, rules.adam])
def test_full_batch_is_the_run_with_all_rows(rule):
    run = descend(rule, DIAMONDS, steps=20, batch_size=[8, 8, 32], start=(1, 1),
                  learning_rate=np.array([[0.1], [0.2], [0.1]]))  # fmt: skip
    for i, rate in enumerate((0.1, 0.2, 0.1)):
        single = descend(rule, DIAMONDS, steps=20, start=(1, 1), learning_rate=rate)
        assert (full_batch(run)[:, i] == single.path).all()
        assert (full_batch(single)[:, 0] == single.path).all()


def test_full_batch_has_the_schedule_of_the_run():
    given = {"steps": 20, "learning_rate": 0.1, "schedule": "cosine"}
    run = descend(rules.momentum, DIAMONDS, batch_size=[8, 32], **given)
    single = descend(rules.momentum, DIAMONDS, **given)
    assert all((full_batch(run)[:, i] == single.path).all() for i in range(2))
    plain = descend(rules.momentum, DIAMONDS, steps=20, learning_rate=0.1)
    assert (plain.path[-1] != single.path[-1]).all()


@pytest.mark.parametrize(("problem", "rates"), [
    (parabola(2.0), 0.1), (parabola(2.0), [[0.1], [0.2]]), (ravine(), [[0.01], [0.02]]),
])  # fmt: skip
def test_full_batch_of_a_problem_without_rows_is_the_run_itself(problem, rates):
    run = descend(rules.momentum, problem, steps=7, learning_rate=np.array(rates))
    n = problem.start.size
    assert np.array_equal(full_batch(run), run.path.reshape(8, -1, n))


def test_what_is_not_a_run_is_refused():
    with pytest.raises(TypeError, match="run must be a Run"):
        full_batch("a run")


@pytest.mark.parametrize("batch_size", [None, 1000])
def test_the_loss_lies_above_the_examples_that_are_read(batch_size):
    run = descend(rules.sgd, DIAMONDS, steps=20, batch_size=batch_size, learning_rate=0.1)
    (full_rows, full), *of_the_run = VIEWS["rows"].points(run)
    assert np.isnan(full_rows[0, 0, 0]) and np.isnan(of_the_run[0][0][0, 0, 0])
    assert full_rows[0, 0, 1:].tolist() == [8000 * step for step in range(1, 21)]
    assert full[0, 0, 1:].tolist() == DIAMONDS.excess(full_batch(run)[1:, 0]).tolist()
    for rows, height in of_the_run:
        assert rows[0, 0, 1:].tolist() == [(batch_size or 8000) * step for step in range(1, 21)]
        assert height[0, 0].tolist() == run.excess.tolist()
