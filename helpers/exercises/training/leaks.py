"""Leaks from the test rows into a training, found by calling it with other test rows."""

from collections.abc import Callable

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.exercises.training.facts import Facts
from helpers.exercises.training.runs import Run, run
from helpers.exercises.training.table import Table, with_other_test_rows
from helpers.exercises.training.training_batches import Batches

UNCHANGED = slice(0, None, 2)  # test rows whose columns stay as they are


def leaks(mine: Callable, table: Table, first: Run, second: Run) -> Facts:
    """Return what other test rows change.

    Parameters
    ----------
    mine : callable
        The reader's function.
    table : Table
        What it was called with.
    first, second : Run
        Its runs with seeds 0 and 1.

    Returns
    -------
    dict
        {name: number}, at most one. Empty where nothing changes, and where runs cannot be compared.

    Raises
    ------
    TimeLimitError
        If the function does not finish.
    """
    other = run(mine, with_other_test_rows(table), 0)
    before, after = first.predicted(), other.predicted()
    if other.error or before is None or after is None:
        return {}
    if _changed(_learnt, first, second, other):
        rows = len(torch.unique(torch.cat(first.recorder.batches.inputs), dim=0))
        more = rows - len(table.train_rows)
        return {"test rows learnt": 1, "rows": rows} if more > 0 else {"shared preparation": 1}
    if _changed(lambda batches: _given(batches, len(table.test_rows)), first, second, other):
        return {"own preparation": 1}
    if _same(before[UNCHANGED], after[UNCHANGED]):
        return {}
    return _told_apart(mine, table, before)


def _told_apart(mine: Callable, table: Table, before: Tensor) -> Facts:
    """Return whether the prices alone change predictions; {} for a function that is no function of
    what it is given."""
    again = run(mine, table, 0).predicted()
    if again is None or not _same(before, again):
        return {}
    after = run(mine, with_other_test_rows(table, columns=False), 0).predicted()
    if after is None or _same(before, after):
        return {"other test rows": 1}
    return {"test prices": 1}


def _changed(of: Callable[[Batches], Tensor | None], first: Run, second: Run, other: Run) -> bool:
    """Return whether something is the same for two seeds, but not with other test rows."""
    one, two, three = (of(each.recorder.batches) for each in (first, second, other))
    if one is None or two is None or three is None:
        return False
    return _same(one, two) and not _same(one, three)


def _learnt(batches: Batches) -> Tensor | None:
    """Return the least and the greatest number of each column that was learnt from."""
    if not batches.inputs:
        return None
    x = torch.cat(batches.inputs)
    return torch.stack([x.amin(dim=0), x.amax(dim=0)])


def _given(batches: Batches, rows: int) -> Tensor | None:
    """Return what was given at the end for the unchanged test rows, if it was all test rows."""
    if not batches.given or sum(map(len, batches.given)) != rows:
        return None
    return torch.cat(batches.given)[UNCHANGED]


def _same(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and torch.allclose(
        one, other, rtol=1e-3, atol=1e-3, equal_nan=True
    )
