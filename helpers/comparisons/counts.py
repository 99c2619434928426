"""What a comparison of optimisers counts: updates until a run settles, and good learning rates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import as_floats, checked_finite, checked_positive, short_repr

GROUPS = 5  # of shuffles, which say how much a count varies


def updates_to_settle(excess: ArrayLike, target: float) -> np.ndarray:
    """Return after how many updates each run is at or below a target and stays there.

    Parameters
    ----------
    excess : array_like, shape (steps + 1, ...)
        The excess loss at the start and after each update, as ``run.excess``.
    target : float
        In the same units.

    Returns
    -------
    ndarray, shape (...)
        The number of updates as a float; infinite for a run that is above the target, or NaN, after
        its last update.

    Raises
    ------
    TypeError, ValueError
        If these are no numbers, or there is none of them.

    Examples
    --------

    >>> updates_to_settle([9.0, 1.0, 5.0, 2.0, 1.0], 2.0)
    array(3.)
    >>> updates_to_settle([9.0, 1.0, 5.0], 2.0)
    array(inf)
    """
    losses = as_floats(excess)
    if losses is None or losses.ndim == 0 or losses.size == 0:
        raise ValueError(f"excess must be numbers such as run.excess, not {short_repr(excess)}.")
    limit = checked_finite("target", target)
    if limit.ndim:
        raise ValueError(f"target must be one number, not {short_repr(target)}.")
    above = ~(losses <= limit)
    last = np.where(above.any(axis=0), len(above) - np.argmax(above[::-1], axis=0), 0)
    return np.where(last < len(above), last, np.inf)


class GoodRange(NamedTuple):
    """The learning rates of a grid at which the mean of many runs is good enough.

    Attributes
    ----------
    lowest, highest : float
        The lowest and the highest of them; NaN if there is none.
    decades : float
        How many of them there are, times the distance of neighbours in decades: factors of ten.
    spread : float
        Standard deviation of that number between five groups of the shuffles, each a fifth.
    """

    lowest: float
    highest: float
    decades: float
    spread: float


def good_range(learning_rates: ArrayLike, losses: ArrayLike, limit: float) -> GoodRange:
    """Return at which learning rates the mean over the shuffles is at most a limit.

    Parameters
    ----------
    learning_rates : array_like, shape (rates,)
        From low to high, each about the same factor above the one before.
    losses : array_like, shape (rates, shuffles)
        As `final_excess` returns them, with at least five shuffles.
    limit : float
        In the same units.

    Returns
    -------
    GoodRange
        In learning rates and decades; NaN and 0 where none is good.

    Raises
    ------
    TypeError, ValueError
        For no numbers, learning rates that do not rise from above 0, fewer than two of them or five
        shuffles, or shapes that do not fit.

    Examples
    --------

    >>> losses = [[9.0] * 5, [1.0] * 5, [1.0] * 5, [9.0] * 5]
    >>> good = good_range([0.001, 0.01, 0.1, 1.0], losses, 2.0)
    >>> good.lowest, good.highest, round(good.decades, 6), good.spread
    (0.01, 0.1, 2.0, 0.0)
    """
    rates = checked_positive("learning_rates", learning_rates, at_least=2, rising=True)
    final_losses = as_floats(losses)
    if (
        final_losses is None
        or final_losses.ndim != 2
        or len(final_losses) != len(rates)
        or final_losses.shape[1] < GROUPS
    ):
        expected = f"a row of at least {GROUPS} numbers for each learning rate"
        raise ValueError(f"losses must be {expected}, not {short_repr(losses)}.")
    if checked_finite("limit", limit).ndim:
        raise ValueError(f"limit must be one number, not {short_repr(limit)}.")
    spacing = np.log10(rates[-1] / rates[0]) / (len(rates) - 1)
    with np.errstate(all="ignore"):
        good = rates[final_losses.mean(axis=1) <= limit]
        groups = [final_losses[:, k::GROUPS].mean(axis=1) <= limit for k in range(GROUPS)]
    spread = np.std([spacing * np.sum(group) for group in groups])
    limits_of_range = (good[0], good[-1]) if len(good) else (np.nan, np.nan)
    return GoodRange(*map(float, (*limits_of_range, spacing * len(good), spread)))
