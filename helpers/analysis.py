"""What the noise of mini-batches does: the floor it keeps a walk above, and the rate it bears."""

import numpy as np

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.validation import (
    check_size,
    checked_attributes,
    checked_finite,
    checked_int,
    runs_shape,
)
from helpers.descent import descend
from helpers.rules import gradient_descent

DIAMONDS = "DiamondPrices(train), which has rows to draw batches from"


def noise_floor(problem, rates, batch_size, *, steps, walks=10, fresh=False, seed=0):
    """Return the mean loss above the lowest of stochastic gradient descent, one for each rate:
    shape (rates,), in the unit of the loss.

    Measured: for each of `rates`, `walks` walks of `steps` updates start at the lowest place, and
    the first third is left out. Batches are dealt out epoch by epoch, seeds `seed` and on; with
    `fresh`, each row of each batch is drawn from all rows anew (with replacement). Raises TypeError
    or ValueError.
    """
    checked_attributes("problem", problem, "minimum schedule", DIAMONDS)
    steps = checked_int("steps", steps, low=3, high=1_000_000)
    walks = checked_int("walks", walks, low=1, high=10_000)
    seed = checked_int("seed", seed, low=0, high=2**32 - walks)  # the last walk's is below 2**32
    rates = np.reshape(checked_finite("rates", rates), (-1, 1))
    rate = np.repeat(checked_hyperparameter("learning_rate", rates), walks, axis=0)
    check_size(steps, len(rate))
    if fresh:
        heights = _fresh_walks(problem, rate, batch_size, steps, np.random.default_rng(seed))
    else:
        run = descend(
            gradient_descent,
            problem,
            steps=steps,
            batch_size=batch_size,
            start=problem.minimum,
            learning_rate=rate,
            seed=seed + np.arange(len(rate)) % walks,
        )
        heights = run.excess[1:]
    with np.errstate(all="ignore"):  # a walk may go out of all bounds
        return heights[steps // 3 :].mean(axis=0).reshape(-1, walks).mean(axis=1)


def _fresh_walks(problem, rate, batch_size, steps, rng):
    batch_size = checked_int("batch_size", batch_size, low=1, high=problem.rows)
    params, heights = np.tile(problem.minimum, (len(rate), 1)), []
    for _ in range(steps):
        rows = rng.integers(problem.rows, size=(len(rate), batch_size))
        with np.errstate(all="ignore"):
            params = params - rate * problem.gradient_of_rows(params, rows)
        heights.append(problem.excess(params))
    return np.array(heights)


def single_example_limit(problem):
    """Return the learning rate above which the mean square of the distance to the lowest place
    grows without bounds, when each update reads one row drawn at random.

    A row of curvature h takes a distance d to (1 - rate · h) d, and d dᵀ to (1 - rate · h) d dᵀ
    (1 - rate · h). The mean of the latter over all rows is a linear map of the four products in
    d dᵀ; its largest eigenvalue passes 1 at the limit, found here by halving. The rate is in the
    units of any learning rate, one over a curvature. Raises TypeError for a problem without rows.
    """
    checked_attributes("problem", problem, "x rows", DIAMONDS)
    rows = np.stack([problem.x, np.ones(problem.rows)], axis=-1)
    h = 2 * rows[:, :, None] * rows[:, None, :]
    mean, one = h.mean(axis=0), np.eye(2)
    once = np.kron(mean, one) + np.kron(one, mean)
    twice = np.einsum("nij,nkl->ikjl", h, h).reshape(4, 4) / problem.rows
    low, high = 0.0, 2 / np.linalg.eigvalsh(mean)[-1]  # the limit of all rows at once is higher
    for _ in range(50):
        rate = (low + high) / 2
        growth = np.abs(np.linalg.eigvals(np.eye(4) - rate * once + rate**2 * twice)).max()
        low, high = (low, rate) if growth > 1 else (rate, high)
    return rate


def momentum_contraction(learning_rate, beta, curvature):
    """Return the factor by which momentum shrinks a distance per update, in the long run.

    In a direction of that curvature d[t + 1] = (1 + beta - rate · curvature) d[t] - beta d[t - 1].
    The factor is the larger root of r² = (1 + beta - rate · curvature) r - beta, without its sign.
    Arguments broadcast. Raises TypeError or ValueError. Polyak (1964).
    """
    given = {"learning_rate": learning_rate, "beta": beta, "curvature": curvature}
    given = {name: checked_finite(name, value) for name, value in given.items()}
    runs_shape(**{name: value.shape for name, value in given.items()})
    rate, beta, curvature = given.values()
    with np.errstate(all="ignore"):
        middle = (1 + beta - rate * curvature) / 2
        root = np.sqrt(middle**2 - beta + 0j)
        return np.maximum(np.abs(middle + root), np.abs(middle - root))
