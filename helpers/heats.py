"""The heats of a race: which rules run, how long and at which rates, and how high they end."""

import numpy as np

from helpers.descent import settings_of
from helpers.rules import adam, gradient_descent, momentum, rmsprop, sgd
from helpers.sweep import sweep

FIVE = {
    "gradient descent": gradient_descent,  # it alone reads all rows for each update
    "sgd": sgd,
    "momentum": momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}
RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 1) for digit in (1, 2, 5))
SIZES = (8, 32, 128, 1000)
WORST = 1e9  # heights above this are lost, whatever they are


def own_best(problem, batch_size, steps, seeds):
    """Return {name: the rate among RATES whose mean loss over the last tenth is lowest}."""
    best = {}
    for name in FIVE:
        rows = [row(problem, name, batch_size, rate, seed) for rate in RATES for seed in seeds]
        run = runs_of(problem, name, rows, steps)
        last = heights_of(run)[-(steps // 10 or 1) :].mean(axis=0)
        best[name] = RATES[int(last.reshape(len(RATES), -1).mean(axis=1).argmin())]
    return best


def settled(heights, cost, spent):
    """Return the mean over all shuffles, and over the last tenth of what is spent, (places,).

    `heights` (places, seeds, steps + 1), `cost` (places, steps + 1), `spent` (places,).
    """
    paid = cost <= spent[:, None]
    end = np.arange(cost.shape[1]) == paid.sum(axis=1)[:, None] - 1
    last = end | (paid & (cost > 0.9 * spent[:, None]))
    return np.sum(heights.mean(axis=1) * last, axis=1) / last.sum(axis=1)


def row(problem, name, batch_size, rate, seed):
    """Return the settings of one run, as `sweep` takes them."""
    size = problem.rows if name == "gradient descent" else batch_size
    given = {"learning_rate": rate, "batch_size": size, "seed": seed}
    return settings_of(FIVE[name]) | given


def runs_of(problem, name, rows, steps):
    """Return the Run of all rows of settings of one rule, made in one pass."""
    return sweep(FIVE[name], problem, rows, steps=steps, start=problem.start)


def heights_of(run):
    """Return the loss above the lowest, with a number for what is lost: (steps + 1, runs)."""
    with np.errstate(all="ignore"):
        most = WORST * run.excess[0].max()
        return np.nan_to_num(run.excess, nan=most, posinf=most).clip(max=most)
