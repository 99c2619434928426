"""The losses that `compare` shows: checked, with a finite number for diverged runs."""

from typing import Any

import numpy as np

from helpers.core.number_text import format_plain
from helpers.core.validation import (
    as_floats,
    checked_finite,
    checked_int,
    checked_positive,
    short_repr,
)
from helpers.descent import DIVERGENCE_FACTOR
from helpers.widgets.codec import INT32_MAX

Losses = dict[str, np.ndarray]  # {name: array (rates, seeds, points)}


def best_rates(rates: Any, losses: Any) -> dict[str, float]:
    """Return for each name the rate with the lowest last loss, in the mean over the seeds.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates, from low to high.
    losses : dict
        {name: array_like, shape (n, seeds, points)}. What is not a number counts as the worst.

    Returns
    -------
    dict
        {name: rate}.

    Raises
    ------
    TypeError, ValueError
        If rates do not rise from above 0, or losses are not arrays of one shape with a row for
        each rate.

    Examples
    --------

    >>> best_rates([0.01, 0.1], {"sgd": [[[5.0, 4.0]], [[5.0, 2.0]]]})
    {'sgd': 0.1}
    """
    rates = checked_positive("rates", rates, rising=True)
    losses = checked_losses(rates, losses)
    last_means = {name: array[..., -1].mean(axis=1) for name, array in losses.items()}
    return {name: float(rates[last_mean.argmin()]) for name, last_mean in last_means.items()}


def highest_loss(losses: Losses) -> float:
    """Return the loss drawn for a diverged run: DIVERGENCE_FACTOR times the highest first one.

    Parameters
    ----------
    losses : dict
        {name: ndarray, shape (rates, seeds, points)}.

    Returns
    -------
    float
        In the unit of the losses.
    """
    return DIVERGENCE_FACTOR * max(array[:, :, 0].max() for array in losses.values())


def have_diverged(losses: Losses) -> dict[str, np.ndarray]:
    """Return at which rates a run has diverged: its last loss is `highest_loss` with some seed.

    Parameters
    ----------
    losses : dict
        {name: ndarray, shape (rates, seeds, points)}, as `checked_losses` returns them.

    Returns
    -------
    dict
        {name: ndarray of bool, shape (rates,)}.
    """
    highest = highest_loss(losses)
    return {name: array[..., -1].max(axis=1) >= highest for name, array in losses.items()}


def checked_losses(rates: np.ndarray, losses: Any) -> Losses:
    """Return losses as arrays of one shape, with `highest_loss` for diverged runs.

    Parameters
    ----------
    rates : ndarray, shape (n,)
        Learning rates.
    losses : dict
        {name: array_like, shape (n, seeds, points)}.

    Returns
    -------
    dict
        {name: ndarray}.

    Raises
    ------
    TypeError, ValueError
        If they are not such a dict, below 0, or diverged at their first points.
    """
    requirement = f"losses must be {{name: array ({np.size(rates)} rates, seeds, points)}}"
    if not isinstance(losses, dict) or not losses:
        raise TypeError(f"{requirement}, not {short_repr(losses)}.")
    arrays: Losses = {}
    for name, given in losses.items():
        array = as_floats(given)
        if array is None:
            raise TypeError(f"{requirement} of numbers.")
        arrays[str(name)] = array
    if len(arrays) < len(losses):
        raise ValueError(f"{requirement}, and no two names may be the same text.")
    shape = next(iter(arrays.values())).shape
    for name, array in arrays.items():
        if array.ndim != 3 or len(array) != np.size(rates) or not array.size:
            raise ValueError(f"{requirement}, but {name} has the shape {array.shape}.")
        if array.shape != shape:
            raise ValueError(
                f"{requirement} of one shape for all names, not {shape} and {array.shape}."
            )
        if (array < 0).any() or not np.isfinite(array[:, :, 0]).all() or not array[:, :, 0].all():
            raise ValueError(f"losses must be 0 or more, and finite numbers above 0 at their first "
                             f"points; those of {name} are not.")  # fmt: skip
    highest = highest_loss(arrays)
    return {
        name: np.nan_to_num(array, nan=highest, posinf=highest).clip(max=highest)
        for name, array in arrays.items()
    }


def checked_x(x: Any, losses: Losses) -> np.ndarray:
    """Return the x-values of the points as an array.

    Parameters
    ----------
    x : array_like, shape (points,)
        Where on the x-axis the points are.
    losses : dict
        {name: ndarray, shape (rates, seeds, points)}.

    Returns
    -------
    ndarray, shape (points,)
        Rising, one for each point.

    Raises
    ------
    TypeError, ValueError
        If they are not as many numbers that rise, or there is only one point.
    """
    x = np.atleast_1d(checked_finite("x", x))
    points = next(iter(losses.values())).shape[2]
    if points < 2:
        raise ValueError("losses must have two points or more: the first and the last.")
    if x.shape != (points,) or not (np.diff(x) > 0).all():
        raise ValueError(f"x must be {points} numbers that rise, one for each point of the "
                         "losses.")  # fmt: skip
    return x


def checked_best(best: Any, rates: np.ndarray, losses: Losses) -> dict[str, float]:
    """Return the best rates in the order of the losses.

    Parameters
    ----------
    best : dict
        {name: its own best rate}.
    rates : ndarray, shape (n,)
        Learning rates.
    losses : dict
        {name: ndarray, shape (rates, seeds, points)}.

    Returns
    -------
    dict
        {name: rate}.

    Raises
    ------
    TypeError, ValueError
        If it has not one of the rates for each name.
    """
    by_name = {str(name): rate for name, rate in best.items()} if isinstance(best, dict) else {}
    if set(by_name) != set(losses) or len(by_name) < len(best):
        raise TypeError(
            f"best must be {{name: rate}} for {', '.join(losses)}, not {short_repr(best)}."
        )
    for name, rate in by_name.items():
        if rate not in rates.tolist():
            raise ValueError(
                f"best must name rates on the slider, not {short_repr(rate)} for {name}."
            )
    return {name: by_name[name] for name in losses}


def checked_decimals(decimals: Any, losses: Losses) -> int:
    """Return `decimals` if all losses of a caption fit with so many.

    Parameters
    ----------
    decimals : int
        Digits after the point.
    losses : dict
        {name: ndarray, shape (rates, seeds, points)}.

    Returns
    -------
    int
        Digits after the point, from 0 to 9.

    Raises
    ------
    TypeError, ValueError
        If there are too many for the highest loss, or it is too high for a caption.
    """
    decimals = checked_int("decimals", decimals, low=0, high=9)
    last_means = np.stack([array[..., -1].mean(axis=1) for array in losses.values()])
    has_diverged = np.stack([*have_diverged(losses).values()])
    highest = float(last_means[~has_diverged].max(initial=0.0))
    possible = [digits for digits in range(10) if highest * 10.0**digits < INT32_MAX - 1]
    if not possible:
        raise ValueError(f"losses must be below {INT32_MAX:,} to be said in a caption, not "
                         f"{highest:.3g}: give them in a larger unit.")  # fmt: skip
    if decimals > possible[-1]:
        raise ValueError(f"decimals must be at most {possible[-1]} where a loss is "
                         f"{format_plain(highest)}, not {decimals}.")  # fmt: skip
    return decimals
