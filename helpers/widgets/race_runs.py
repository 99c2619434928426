"""The runs of a race: which rules, at which learning rates and batch sizes, and their losses."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from helpers.core.signature import hyperparameter_defaults
from helpers.descent import Run
from helpers.protocols import DataProblem
from helpers.registry import REGISTRY, RegistryView
from helpers.schedules import Schedule
from helpers.sweep import sweep
from helpers.widgets.learning_rates import suitable_learning_rates

FULL_BATCH_RULE = "gradient descent"  # the one rule that reads all rows for each update
RACE_RULES = RegistryView(
    lambda: {n.replace("_", " "): entry.rule for n, entry in REGISTRY.items() if entry.in_race}
)
RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 1) for digit in (1, 2, 5))
BATCH_SIZES = (8, 32, 128, 1000)
MAX_EXCESS = 1e9  # times the first excess; what is above, or no number, counts as this


class RaceRuns(NamedTuple):
    """The runs of one rule at each of some learning rates, with every shuffle of the rows.

    Attributes
    ----------
    rates : tuple of float
        The learning rates, from low to high.
    rows_seen : ndarray, shape (steps + 1,)
        Rows read so far.
    low, mean, high : ndarray, shape (rates, steps + 1)
        The excess loss: the lowest, the mean and the highest of all shuffles.
    path : ndarray, shape (rates, steps + 1, 2)
        The parameters with the first shuffle.
    """

    rates: tuple[float, ...]
    rows_seen: np.ndarray
    low: np.ndarray
    mean: np.ndarray
    high: np.ndarray
    path: np.ndarray


def learning_rates(problem: DataProblem) -> tuple[float, ...]:
    """Return the learning rates of a race, from low to high: RATES, or those that suit the data.

    Parameters
    ----------
    problem : Problem
        What is minimised; it has rows.

    Returns
    -------
    tuple of float
        Above 0.
    """
    if not getattr(problem, "scales_learning_rates", False):
        return RATES
    rules = RACE_RULES.values()
    return suitable_learning_rates(rules, problem, lowest=1 / 6000, highest=10.0)[0]


def batch_sizes(problem: DataProblem) -> tuple[int, ...]:
    """Return the batch sizes of a race, from low to high: BATCH_SIZES, or smaller for few rows.

    Parameters
    ----------
    problem : Problem
        What is minimised; it has rows.

    Returns
    -------
    tuple of int
        Each at most the number of rows.
    """
    if problem.rows >= max(BATCH_SIZES):
        return BATCH_SIZES
    largest = 2 ** int(np.log2(problem.rows))
    return tuple(sorted({max(1, largest // 4**k) for k in range(4)}))


def all_race_runs(
    problem: DataProblem,
    sizes: Sequence[int],
    rates: tuple[float, ...],
    steps: int,
    seeds: Sequence[int],
    schedule: Schedule = None,
) -> dict[int, dict[str, RaceRuns]]:
    """Return every run that the sliders of a race can ask for.

    Parameters
    ----------
    problem : Problem
        What is minimised; it has rows.
    sizes : sequence of int
        Batch sizes.
    rates : tuple of float
        Learning rates, from low to high.
    steps : int
        Number of updates.
    seeds : sequence of int
        The shuffles.
    schedule : str or callable, optional
        What multiplies all learning rates, as for `descend`.

    Returns
    -------
    dict
        {batch size: {rule: RaceRuns}}.
    """
    settings = rates, steps, seeds, schedule
    full_batch = race_runs(problem, FULL_BATCH_RULE, problem.rows, *settings)
    return {
        size: {name: full_batch if name == FULL_BATCH_RULE
               else race_runs(problem, name, size, *settings) for name in RACE_RULES}
        for size in sizes
    }  # fmt: skip


def race_runs(
    problem: DataProblem,
    name: str,
    batch_size: int,
    rates: tuple[float, ...],
    steps: int,
    seeds: Sequence[int],
    schedule: Schedule = None,
) -> RaceRuns:
    """Run one rule at each learning rate, with each shuffle, in one sweep.

    Parameters
    ----------
    problem : Problem
        What is minimised; it has rows.
    name : str
        One of RACE_RULES.
    batch_size : int
        Rows for each update; gradient descent reads all, whatever it is.
    rates : tuple of float
        Learning rates, from low to high.
    steps : int
        Number of updates.
    seeds : sequence of int
        The shuffles; gradient descent needs only the first.
    schedule : str or callable, optional
        What multiplies all learning rates, as for `descend`.

    Returns
    -------
    RaceRuns
        Of the rule with the full batch there is one shuffle.
    """
    if name == FULL_BATCH_RULE:
        batch_size, seeds = problem.rows, seeds[:1]
    rule = RACE_RULES[name]
    settings = [
        hyperparameter_defaults(rule)
        | {"learning_rate": rate, "batch_size": batch_size, "seed": seed}
        for rate in rates
        for seed in seeds
    ]
    run = sweep(rule, problem, settings, steps=steps, start=problem.start, schedule=schedule)
    excess = _finite_excess(run).T.reshape(len(rates), len(seeds), steps + 1)
    low, high = (
        extreme(axis=1).astype(np.float32) for extreme in (excess.min, excess.max)
    )  # drawn only
    with np.errstate(over="ignore"):
        path = run.path[:, :: len(seeds)].swapaxes(0, 1).astype(np.float32)
    return RaceRuns(rates, run.rows_seen[:, 0].copy(), low, excess.mean(axis=1), high, path)


def winning_learning_rate(runs: RaceRuns) -> float:
    """Return the learning rate with the lowest mean excess over the last tenth of updates.

    Parameters
    ----------
    runs : RaceRuns
        The runs of one rule.

    Returns
    -------
    float
        One of `runs.rates`.
    """
    updates = runs.mean.shape[1] - 1
    return runs.rates[int(runs.mean[:, -(updates // 10 or 1) :].mean(axis=1).argmin())]


def mean_over_last_tenth(excess: np.ndarray, cost: np.ndarray, budget: np.ndarray) -> np.ndarray:
    """Return the mean excess over the last tenth of a budget.

    Parameters
    ----------
    excess : ndarray, shape (runs, steps + 1)
        Excess loss.
    cost : ndarray, shape (runs, steps + 1)
        What has been spent at each step: updates, or rows read.
    budget : ndarray, shape (runs,)
        What each run may spend. Where no step falls into the last tenth of it, the last step
        within the budget counts alone.

    Returns
    -------
    ndarray, shape (runs,)
        In units of the loss.

    Examples
    --------

    >>> excess, cost = 2 * np.arange(11.0)[None, :], 7 * np.arange(11)[None, :]
    >>> mean_over_last_tenth(excess, cost, np.array([30]))
    array([8.])
    """
    affordable = cost <= budget[:, None]
    last = np.arange(cost.shape[1]) == affordable.sum(axis=1)[:, None] - 1
    counted = last | (affordable & (cost > 0.9 * budget[:, None]))
    return np.sum(excess * counted, axis=1) / counted.sum(axis=1)


def _finite_excess(run: Run) -> np.ndarray:
    """Return the excess loss, at most MAX_EXCESS times the first: (steps + 1, runs)."""
    with np.errstate(all="ignore"):
        highest = MAX_EXCESS * run.excess[0].max()
        return np.nan_to_num(run.excess, nan=highest, posinf=highest).clip(max=highest)
