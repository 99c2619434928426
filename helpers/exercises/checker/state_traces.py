"""The numbers that functions keep, step by step, compared with each other."""

from collections.abc import Sequence

import numpy as np

from helpers.exercises.checker.memory import Numbers

StateTraces = dict[str, np.ndarray]


def state_traces(kept: Sequence[Numbers]) -> StateTraces:
    """Return the values, step by step, of the numbers that a function keeps throughout.

    Numbers outside of the state that never change are left out: they are constants.

    Parameters
    ----------
    kept : sequence of {where it is: number}
        What a function keeps, one dict for each step.

    Returns
    -------
    dict
        Empty where nothing is kept throughout.
    """
    names = [name for name in kept[0] if all(name in numbers for numbers in kept)] if kept else []
    traces = {name: np.array([numbers[name] for numbers in kept], dtype=float) for name in names}
    return {n: row for n, row in traces.items() if n.startswith("state") or _changes(row)}


def support(mine: StateTraces, known: StateTraces, true: StateTraces) -> tuple[int, int]:
    """Return how well the traces of a known mistake are found among a reader's own.

    Parameters
    ----------
    mine, known, true : {where it is: values of shape (steps,)}
        What the reader's function keeps, what one with the known mistake does, and what is right.

    Returns
    -------
    tuple of int
        First 2 where all are found, 1 where all are found but for a factor, else 0. Then how many
        they are. A mistake that leaves out the count of steps is not found where there is one.
    """
    if not known or not mine or (_counts(true) and not _counts(known) and _counts(mine)):
        return 0, 0
    if not any(map(_changes, known.values())):  # the mistake is to keep nothing
        return (0 if any(map(_changes, mine.values())) else 2), len(known)
    if all(_is_among(row, mine) for row in known.values()):
        return 2, len(known)
    units = {name: _unit(row) for name, row in mine.items()}
    scaled = all(
        _is_among(_unit(row), units) if _changes(row) else _is_among(row, mine)
        for row in known.values()
    )
    return (1 if scaled else 0), len(known)


def contradicts(mine: StateTraces, known: StateTraces, true: StateTraces) -> bool:
    """Return whether the numbers that a reader's function keeps exclude a known mistake.

    It does where the mistake is about what is kept, and the reader keeps what is right, or
    something that has nothing to do with either.

    Parameters
    ----------
    mine, known, true : {where it is: values of shape (steps,)}
        What the reader's function keeps, what one with the known mistake does, and what is right.

    Returns
    -------
    bool
        True if they cannot come from that mistake.
    """
    about_memory = any(
        name not in known or not np.array_equal(known[name], row, equal_nan=True)
        for name, row in true.items()
    )
    if about_memory and any(map(_changes, mine.values())) and not support(mine, known, true)[0]:
        return True
    return any(
        _is_among(row, mine) and not _is_among(known[name], mine)
        for name, row in true.items()
        if name in known and not np.array_equal(known[name], row, equal_nan=True) and _changes(row)
    )


def _is_among(row: np.ndarray, others: StateTraces) -> bool:
    """Return whether a trace is among others. A count may begin at another number."""
    if not others or len(row) < 2 or any(len(other) != len(row) for other in others.values()):
        return False
    table = np.array(list(others.values()))
    steps = np.diff(row)
    if not steps.any():  # a count that does not change is a whole number
        is_still = ~np.diff(table, axis=1).any(axis=1)
        return bool((is_still & (table[:, 0] == np.rint(table[:, 0]))).any())
    if (steps == steps[0]).all():
        row, table = steps, np.diff(table, axis=1)
    with np.errstate(all="ignore"):
        is_close = np.isclose(table, row, rtol=1e-6, atol=1e-6 * np.abs(row).max(), equal_nan=True)
    return bool(is_close.all(axis=1).any())


def _counts(kept: StateTraces) -> bool:
    """Return whether one of the numbers grows by the same at each step, as a count does."""
    steps = [np.diff(row) for row in kept.values()]
    return any(bool(step[0]) and bool((step == step[0]).all()) for step in steps if len(step) > 1)


def _changes(row: np.ndarray) -> bool:
    return bool(np.diff(row).any())


def _unit(row: np.ndarray) -> np.ndarray:
    """Return a trace divided by its first number that is not 0."""
    first = row[np.flatnonzero(row)[:1]]
    with np.errstate(all="ignore"):
        return row / first if first.size else row
