"""Results of trials, and comparison of the results of two functions."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from helpers.exercises.checker.trials import RESTART_DISTANCE, SideEffects, Trial

PATH_TOLERANCE = 1e-6  # of how far a trial gets: a state of 32 bits passes


@dataclass(frozen=True, eq=False)
class TrialResult:
    """The result of one trial.

    Parameters
    ----------
    rows : ndarray, shape (rows, numbers)
        What the trial yielded, up to an error.
    shape : tuple of int
        The shape of a row as it was yielded.
    error : Exception or None
        What ended the trial.
    side_effects : SideEffects
        What the function did besides returning numbers.
    """

    rows: np.ndarray
    shape: tuple[int, ...]
    error: Exception | None
    side_effects: SideEffects

    @cached_property
    def tolerances(self) -> list[list[float]]:
        """The tolerance of each number: a millionth of its size plus a millionth of the longest
        distance from the start so far, rows beyond RESTART_DISTANCE left out."""
        rows = np.nan_to_num(self.rows, nan=0.0, posinf=0.0, neginf=0.0)
        reach = np.abs(rows - rows[:1]).max(axis=1, initial=0.0)
        distances = np.where(reach <= RESTART_DISTANCE, reach, 0.0)
        longest = np.maximum.accumulate(distances) if len(rows) else reach
        return (PATH_TOLERANCE * (np.abs(rows) + np.maximum(reach, longest)[:, None])).tolist()

    @cached_property
    def values(self) -> list[list[float]]:
        """The rows as plain numbers."""
        return self.rows.tolist()

    @property
    def complete(self) -> bool:
        """Whether no error ended the trial."""
        return self.error is None and self.side_effects.divided_by_zero is None


def observe(
    function: Callable, trial: Trial, settings: Mapping[str, Any], outside: bool = True
) -> TrialResult:
    """Run one trial of a function with these settings, and return the result.

    Parameters
    ----------
    function : callable
        The function that is tried.
    trial : Trial
        What it is tried on.
    settings : {name: value}
        Passed to the function, by its own names.
    outside : bool
        Whether what it keeps outside of its state is read too.

    Returns
    -------
    TrialResult
        With the rows up to an error, and the error: it is caught.
    """
    side_effects, rows, error = SideEffects(function if outside else None), [], None
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # mean of an empty array: its result is reported
            rows.extend(trial.rows(function, settings, side_effects))
    except Exception as caught:  # in the reader's own code: reported with the line
        error = caught
    table = np.array([row.ravel() for row in rows]) if rows else np.empty((0, 1))
    return TrialResult(table, rows[0].shape if rows else (), error, side_effects)


def agrees(result: TrialResult, other: Callable, trial: Trial, settings: Mapping[str, Any]) -> bool:
    """Return whether another function gives the same rows.

    Parameters
    ----------
    result : TrialResult
        What the trial showed of a reader's function.
    other : callable
        The function that is compared with it.
    trial : Trial
        The trial that showed `result`.
    settings : {name: value}
        Passed to `other`, by its own names.

    Returns
    -------
    bool
        True if the rows that both have are equal to rounding, nan equal to nan; False where an
        error ended either of the two.
    """
    if result.error is not None:
        return False
    rows, expected_rows = trial.rows(other, settings), result.values
    try:
        with np.errstate(all="ignore"):
            for row, expected, tolerance in zip(
                rows, expected_rows, result.tolerances, strict=False
            ):
                numbers = row.ravel().tolist()
                if row.shape != result.shape or not _close(numbers, expected, tolerance):
                    return False
    except Exception:  # two mistakes that do not go together
        return False
    return True


def same(first: TrialResult, second: TrialResult) -> bool:
    """Return whether two trials gave the same numbers.

    Parameters
    ----------
    first, second : TrialResult
        What the two trials showed; the second one gives the tolerances.

    Returns
    -------
    bool
        True if all numbers are equal to rounding, nan equal to nan; False where an error ended
        either of the two, or their rows differ in number or size.
    """
    if first.error is not None or second.error is not None or first.rows.shape != second.rows.shape:
        return False
    rows = zip(first.values, second.values, second.tolerances, strict=True)
    return all(_close(*row) for row in rows)


def first_difference(result: TrialResult, rows: np.ndarray) -> int:
    """Return the number of the first row that is not the same.

    Parameters
    ----------
    result : TrialResult
        What a trial showed of a reader's function; it gives the tolerances.
    rows : ndarray, shape (rows, numbers)
        The true rows of the same trial.

    Returns
    -------
    int
        Counted from 0; that of the last row seen if none differs.
    """
    tolerances = result.tolerances
    differs = (
        k
        for k, (mine, true) in enumerate(zip(result.values, rows.tolist(), strict=False))
        if not _close(true, mine, tolerances[k])
    )
    return next(differs, len(result.rows) - 1)


def _close(row: list[float], expected: list[float], tolerance: list[float]) -> bool:
    """Return whether numbers are equal to rounding; NaN equals NaN."""
    return all(
        a == b or abs(a - b) <= limit or (a != a and b != b)
        for a, b, limit in zip(row, expected, tolerance, strict=True)
    )
