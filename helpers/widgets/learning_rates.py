"""The learning rates on a slider that suit a reader's own data."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from helpers.core.signature import Rule, learning_rate_name
from helpers.core.timeout import run_with_timeout
from helpers.descent import descend
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import Problem
from helpers.sweep import ONE_UPDATE_TIMEOUT
from helpers.theory import stability_limit

LIMIT_ROUNDING = 1e-6  # a limit that is 1 but for rounding gives the same slider on every machine
STEPS_ACROSS = 10  # updates in which a rule with steps of fixed length crosses half of the picture


def suitable_learning_rates(
    rules: Iterable[Rule], problem: Problem, *, lowest: float = 1 / 600, highest: float = 2.0
) -> tuple[tuple[float, ...], float]:
    """Return learning rates for a slider that suit the data and all of some rules.

    Parameters
    ----------
    rules : iterable of callable
        The rules that the slider is for.
    problem : Problem
        A problem with a Hessian.
    lowest, highest : float
        The ends of the slider, as fractions: of the lowest `learning_rate_limit` among the rules,
        and of the highest.

    Returns
    -------
    rates : tuple of float
        1, 2 and 5 times powers of ten, from low to high.
    start : float
        One of them, about a fifth of the lowest limit.
    """
    limits = [learning_rate_limit(rule, problem) for rule in rules]
    low, high = (
        (1 - LIMIT_ROUNDING) * lowest * min(limits),
        (1 + LIMIT_ROUNDING) * highest * max(limits),
    )
    decades = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    rates = [float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)]
    rates = [rate for rate in rates if low <= rate <= high]
    return tuple(rates), max(
        rate for rate in rates if rate <= (1 + LIMIT_ROUNDING) * min(limits) / 5
    )


def learning_rate_limit(rule: Rule, problem: Problem) -> float:
    """Return an estimate of the largest useful learning rate of a rule on a bowl.

    If the rule's first step is in proportion to the gradient, that is the stability limit of
    gradient descent, 2 / (largest curvature), for steps of that length. If it is not, as in Adam,
    it is the rate that crosses half of the picture in 10 such steps.

    Parameters
    ----------
    rule : callable
        An update rule with a learning_rate. One that fails here counts as gradient descent.
    problem : Problem
        A problem with a Hessian.

    Returns
    -------
    float
        A learning rate of this rule.
    """
    (*_, steepest), directions = np.linalg.eigh(np.asarray(problem.hessian))
    height = height_of_start(problem)
    uphill = directions[:, -1] * (2 * height / steepest) ** 0.5  # from the minimum, uphill
    try:
        step, double_step = (
            _first_step(rule, problem, problem.minimum + times * uphill) for times in (1, 2)
        )
    except Exception:  # the sweep that follows shows the reader what is wrong with the rule
        return stability_limit(problem)
    if (
        np.allclose(double_step, 2 * step, rtol=1e-3)
        or not np.isfinite(step).all()
        or not step.any()
    ):
        length = np.linalg.norm(step)
        ratio = np.linalg.norm(uphill) / length if 0 < length < np.inf else 1 / steepest
        return float(2 * ratio)
    half = np.ptp(problem.domain, axis=1) / 2
    moves = step != 0
    return float((half[moves] / np.abs(step[moves])).min()) / STEPS_ACROSS


def _first_step(rule: Rule, problem: Problem, start: np.ndarray) -> np.ndarray:
    """Return the first update from `start` at a learning rate of 1, shape (parameters,)."""

    def step() -> np.ndarray:
        name = learning_rate_name(rule)
        rates: dict[str, Any] = {} if name is None else {name: 1.0}
        run = descend(rule, problem, steps=1, start=start, **rates)
        return run.path[1] - run.path[0]

    return run_with_timeout(ONE_UPDATE_TIMEOUT, step)
