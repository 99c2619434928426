"""The heats of a race: which rules run, how long and at which rates, and how high they end."""

from typing import NamedTuple

import numpy as np

from helpers.core.signature import hyperparameter_defaults
from helpers.rules import adam, gradient_descent, momentum, rmsprop, sgd
from helpers.sweep import sweep
from helpers.widgets.learning_rates import suitable_learning_rates

RACE_RULES = {
    "gradient descent": gradient_descent,  # it alone reads all rows for each update
    "sgd": sgd,
    "momentum": momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}
RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 1) for digit in (1, 2, 5))
SIZES = (8, 32, 128, 1000)
WORST = 1e9  # heights above this are lost, whatever they are


class Heat(NamedTuple):
    """One rule at each of some learning rates: `rows_seen` (steps + 1,), and the lowest, the mean
    and the highest height of its shuffles, each (rates, steps + 1)."""

    rows_seen: np.ndarray
    low: np.ndarray
    mean: np.ndarray
    high: np.ndarray
    rates: tuple = RATES


def learning_rates(problem):
    """Return the learning rates of a race, from low to high: RATES, or those that suit the data."""
    if not getattr(problem, "scales_learning_rates", False):
        return RATES
    rules = RACE_RULES.values()
    return suitable_learning_rates(rules, problem, lowest=1 / 6000, highest=10.0)[0]


def batch_sizes(problem):
    """Return the batch sizes of a race, from low to high: SIZES, or smaller ones for few rows."""
    if problem.rows >= max(SIZES):
        return SIZES
    largest = 2 ** int(np.log2(problem.rows))
    return tuple(sorted({max(1, largest // 4**k) for k in range(4)}))


def run_learning_rates(problem, name, batch_size, steps, seeds, rates=RATES):
    """Run one rule at each learning rate, on each shuffle, and return its Heat."""
    seeds = seeds[:1] if name == "gradient descent" else seeds  # it reads all rows, shuffled or not
    places = [place(problem, name, batch_size, rate, seed) for rate in rates for seed in seeds]
    run = runs_of(problem, name, places, steps)
    heights = heights_of(run).T.reshape(len(rates), len(seeds), steps + 1)
    low, high = (end(axis=1).astype(np.float32) for end in (heights.min, heights.max))  # drawn only
    return Heat(run.rows_seen[:, 0].copy(), low, heights.mean(axis=1), high, rates)


def best_learning_rate(heat):
    """Return the learning rate whose mean loss over the last tenth is lowest."""
    updates = heat.mean.shape[1] - 1
    return heat.rates[int(heat.mean[:, -(updates // 10 or 1) :].mean(axis=1).argmin())]


def mean_over_last_tenth(heights, cost, spent):
    """Return the mean over the last tenth of what is spent, (places,).

    `heights` (places, steps + 1), `cost` (places, steps + 1), `spent` (places,).
    """
    paid = cost <= spent[:, None]
    end = np.arange(cost.shape[1]) == paid.sum(axis=1)[:, None] - 1
    last = end | (paid & (cost > 0.9 * spent[:, None]))
    return np.sum(heights * last, axis=1) / last.sum(axis=1)


def place(problem, name, batch_size, rate, seed):
    """Return the settings of one run, as `sweep` takes them."""
    size = problem.rows if name == "gradient descent" else batch_size
    given = {"learning_rate": rate, "batch_size": size, "seed": seed}
    return hyperparameter_defaults(RACE_RULES[name]) | given


def runs_of(problem, name, places, steps):
    """Return the Run of one rule at all these places, made in one pass."""
    return sweep(RACE_RULES[name], problem, places, steps=steps, start=problem.start)


def heights_of(run):
    """Return the loss above the lowest, with a number for what is lost: (steps + 1, runs)."""
    with np.errstate(all="ignore"):
        most = WORST * run.excess[0].max()
        return np.nan_to_num(run.excess, nan=most, posinf=most).clip(max=most)
