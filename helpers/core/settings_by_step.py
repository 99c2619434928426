"""The hyperparameters of each update, where a schedule changes one of them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

import numpy as np


def settings_by_step(
    settings: dict[str, Any], factors: Mapping[str, Iterable[float]]
) -> Iterator[dict[str, Any]]:
    """Return an iterator over the hyperparameters of each update; without a schedule it is endless.

    Parameters
    ----------
    settings : {name: value}
        The hyperparameters. An array without axes stays one, not a number: see
        `checked_hyperparameter`.
    factors : {name: factors, one for each update}
        What multiplies one of them, or nothing.

    Returns
    -------
    iterator of {name: value}
        As the rule takes them.

    Examples
    --------

    >>> list(settings_by_step({"lr": 0.5, "beta": 0.9}, {"lr": [1.0, 0.5]}))
    [{'lr': 0.5, 'beta': 0.9}, {'lr': 0.25, 'beta': 0.9}]
    """
    if not factors:
        return repeat(settings)
    ((name, by_step),) = factors.items()
    value = settings[name]
    return (settings | {name: _product(value, factor)} for factor in by_step)


def _product(value: Any, factor: float) -> Any:
    product = value * factor
    return np.asarray(product) if isinstance(value, np.ndarray) else product
