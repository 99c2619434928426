"""check: a reader's function beside the true one, and the mistake named."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.signature import rule_name
from helpers.data import load_diamonds, split_diamonds
from helpers.exercises.checker.arguments import read_arguments
from helpers.exercises.checker.diagnosis import judge
from helpers.exercises.checker.exercises import Exercise, exercise_of
from helpers.exercises.checker.moving_picture import moving_picture
from helpers.exercises.checker.reference_exercises import epoch
from helpers.exercises.checker.report import CheckReport
from helpers.problems import DiamondPrices
from helpers.registry import REGISTRY

__all__ = ["check"]


def check(mine: Any, like: Callable, **fixed: Any) -> CheckReport:
    """Return a page that says whether a reader's function is right, and names the mistake if not.

    Parameters
    ----------
    mine : callable
        The reader's function. Its settings may have other usual names, such as lr or mu.
    like : callable
        What it should do: a rule of helpers.rules with an `exercise_rate` in helpers.registry, or
        squared_error or epoch of helpers.exercises.
    **fixed : float
        Values of settings that are written into `mine`, so that it does not take them.

    Returns
    -------
    CheckReport
        See its `right`, `message` and `names`.

    Raises
    ------
    ValueError
        For another `like`, or a value in `fixed` that is out of range.
    TypeError
        For a setting in `fixed` that `like` does not have.

    Examples
    --------

    >>> from helpers.rules import momentum
    >>> def my_rule(params, gradient, state=0.0, *, learning_rate, beta=0.9):
    ...     velocity = beta * state + gradient
    ...     return params + learning_rate * velocity, velocity
    >>> check(my_rule, like=momentum).names
    ('uphill',)
    """
    finding = judge(mine, like, fixed)
    drawn = partial(_drawn, mine, like, finding.written_in)
    return CheckReport(finding, like.__name__, drawn).keep()


def _drawn(mine: Callable, like: Callable, written_in: Mapping[str, Any]) -> str:
    """Return a picture of both on the diamonds, or nothing for what has no path there."""
    counted, exercise = "updates", exercise_of(like)
    try:
        if exercise is not None and exercise.is_rule:
            paths = _paths(mine, exercise, written_in)
        elif like is epoch:
            paths = [_epochs(function, _diamonds()) for function in (like, fresh_copy(mine))]
            counted = "epochs"
        else:
            return ""
    except Exception:  # right in the trials, but written for single numbers, or for ten examples
        return ""
    labels = like.__name__.replace("_", " "), rule_name(mine)
    return moving_picture(_diamonds(), paths, labels, counted)


def _paths(mine: Callable, exercise: Exercise, written_in: Mapping[str, Any]) -> list[np.ndarray]:
    """Return the paths of the true rule and of the reader's, with the settings written into it."""
    arguments = read_arguments(mine, exercise, written_in)
    rate = REGISTRY[exercise.reference.__name__].exercise_rate
    settings = {**exercise.defaults, "learning_rate": rate, **written_in}
    pairs = (exercise.reference, settings), (fresh_copy(mine), arguments.settings(settings))
    return [_path(rule, given) for rule, given in pairs]


def _path(rule: Callable, settings: Mapping[str, Any], steps: int = 60) -> np.ndarray:
    """Return where a rule goes on the diamonds, shape (steps + 1, 2)."""
    problem, state = _diamonds(), ()
    path = [problem.start]
    for _ in range(steps):
        params, *state = rule(path[-1].copy(), problem.gradient(path[-1]), *state, **settings)
        path.append(np.array(params, dtype=float))
    return np.array(path)


def _epochs(function: Callable, problem: DiamondPrices, count: int = 12) -> np.ndarray:
    """Return the points after each epoch: batches of 500, a learning rate of 0.1."""
    rng, path = np.random.default_rng(0), [problem.start]
    for _ in range(count):
        point = function(
            path[-1].copy(), problem.x, problem.y, rng, learning_rate=0.1, batch_size=500
        )
        path.append(np.array(point, dtype=float))
    return np.array(path)


@cache
def _diamonds() -> DiamondPrices:
    return DiamondPrices(split_diamonds(load_diamonds()).train)
