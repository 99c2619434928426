"""Checks of what a reader passes to `manual_descent`."""

from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.core.validation import as_floats, short_repr
from helpers.protocols import Problem
from helpers.widgets.challenge import Challenge, check_challenge

__all__ = ["checked_slider_values", "moves_challenge"]


def moves_challenge(challenge: Challenge | None) -> Challenge | None:
    """Return a challenge, or None, if it is about the loss after some moves.

    Parameters
    ----------
    challenge : Challenge or None
        What ``challenge(...)`` returned.

    Returns
    -------
    Challenge or None
        The same object.

    Raises
    ------
    TypeError
        If it is not a challenge.
    ValueError
        If it is about something else.
    """
    if challenge is not None:
        check_challenge(challenge)
        about_runs = challenge.updates or challenge.rows or challenge.settings
        if challenge.kind != "loss" or about_runs:
            raise ValueError("A challenge for manual_descent is about the loss after some moves: "
                             "pass challenge(loss=3, moves=8).")  # fmt: skip
    return challenge


def checked_slider_values(problem: Problem, values: Any) -> list[np.ndarray]:
    """Return the numbers on the slider of each parameter.

    Parameters
    ----------
    problem : Problem
        A problem with two parameters.
    values : pair of array_like, optional
        For each parameter the values on its slider; None for round ones across the figure.

    Returns
    -------
    list of ndarray
        For each parameter numbers from low to high, in its unit.

    Raises
    ------
    ValueError
        If they are not two lists of finite numbers.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> [numbers[[0, 1, -1]].tolist() for numbers in checked_slider_values(ravine(), None)]
    [[-3.0, -2.9, 3.0], [-0.42, -0.4, 0.42]]
    """
    if values is None:
        locator = MaxNLocator(nbins=70, steps=[1, 2, 5, 10])
        ticks = [np.asarray(locator.tick_values(low, high)) for low, high in problem.domain]
        pairs = zip(ticks, problem.domain, strict=True)
        return [numbers[(numbers >= low) & (numbers <= high)] for numbers, (low, high) in pairs]
    names = problem.parameter_names
    is_list = isinstance(values, (list, tuple, np.ndarray)) and np.iterable(values)
    arrays = [as_floats(numbers) for numbers in values] if is_list else []
    valid = [a for a in arrays if a is not None and a.size and np.isfinite(a).all()]
    if not len(valid) == len(arrays) == len(names):
        expected = f"two lists of finite numbers, for {' and for '.join(names)}"
        raise ValueError(f"values must be {expected}, not {short_repr(values)}.")
    return [np.unique(array) for array in valid]
