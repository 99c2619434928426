"""The hyperparameters of each update, where a schedule changes one of them."""

from collections.abc import Iterator
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np


class ScheduledRate(NamedTuple):
    """A learning rate that a schedule changes.

    Attributes
    ----------
    name : str
        What the rule calls it.
    factors : ndarray, shape (steps,)
        What multiplies it in each update.
    """

    name: str
    factors: np.ndarray


def settings_by_step(
    settings: dict[str, Any], scheduled: ScheduledRate | None
) -> Iterator[dict[str, Any]]:
    """Return an iterator over the hyperparameters of each update; without a schedule it is endless.

    Parameters
    ----------
    settings : {name: value}
        The hyperparameters. An array without axes stays one, not a number: see
        `checked_hyperparameter`.
    scheduled : ScheduledRate or None
        The one that a schedule changes.

    Returns
    -------
    iterator of {name: value}
        As the rule takes them.

    Examples
    --------

    >>> scheduled = ScheduledRate("lr", np.array([1.0, 0.5]))
    >>> [float(each["lr"]) for each in settings_by_step({"lr": 0.5, "beta": 0.9}, scheduled)]
    [0.5, 0.25]
    """
    if scheduled is None:
        return repeat(settings)
    name, factors = scheduled
    value = settings[name]
    return (settings | {name: _product(value, factor)} for factor in factors)


def _product(value: Any, factor: float) -> Any:
    product = value * factor
    return np.asarray(product) if isinstance(value, np.ndarray) else product
