"""Leaks from the test rows into a training, found by calling it with other test rows."""

from collections.abc import Callable

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.exercises.training.facts import Facts
from helpers.exercises.training.runs import TrainingRun, run_training
from helpers.exercises.training.table import Table, with_other_test_rows
from helpers.exercises.training.training_batches import Batches

UNCHANGED = slice(0, None, 2)  # test rows whose columns stay as they are


def leaks(mine: Callable, table: Table, first: TrainingRun, second: TrainingRun) -> Facts:
    """Return what other test rows change.

    Parameters
    ----------
    mine : callable
        The reader's function.
    table : Table
        What it was called with.
    first, second : TrainingRun
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
    other = run_training(mine, with_other_test_rows(table), 0)
    before, after = first.predicted(), other.predicted()
    if other.error or before is None or after is None:
        return {}
    if _changed(_training_ranges, first, second, other):
        rows = len(torch.unique(torch.cat(first.recorder.batches.inputs), dim=0))
        more = rows - len(table.train_rows)
        return {"test rows learnt": 1, "rows": rows} if more > 0 else {"shared preparation": 1}
    if _changed(
        lambda batches: _last_test_inputs(batches, len(table.test_rows)), first, second, other
    ):
        return {"own preparation": 1}
    if _same(before[UNCHANGED], after[UNCHANGED]):
        return {}
    return _effect_of_test_rows(mine, table, before)


def _effect_of_test_rows(mine: Callable, table: Table, before: Tensor) -> Facts:
    """Return whether the prices alone change predictions; {} for predictions that change from call
    to call."""
    again = run_training(mine, table, 0).predicted()
    if again is None or not _same(before, again):
        return {}
    after = run_training(mine, with_other_test_rows(table, columns=False), 0).predicted()
    if after is None or _same(before, after):
        return {"other test rows": 1}
    return {"test prices": 1}


def _changed(measure: Callable[[Batches], Tensor | None], *runs: TrainingRun) -> bool:
    """Return whether a measure is the same in the first two runs, but not in the third one."""
    first, second, other = (measure(run.recorder.batches) for run in runs)
    if first is None or second is None or other is None:
        return False
    return _same(first, second) and not _same(first, other)


def _training_ranges(batches: Batches) -> Tensor | None:
    """Return the least and the greatest number of each column that was learnt from."""
    if not batches.inputs:
        return None
    x = torch.cat(batches.inputs)
    return torch.stack([x.amin(dim=0), x.amax(dim=0)])


def _last_test_inputs(batches: Batches, rows: int) -> Tensor | None:
    """Return the last inputs for the unchanged test rows, if they were those of all test rows."""
    inputs = batches.inputs_since_backward
    if not inputs or sum(map(len, inputs)) != rows:
        return None
    return torch.cat(inputs)[UNCHANGED]


def _same(values: Tensor, others: Tensor) -> bool:
    return values.shape == others.shape and torch.allclose(
        values, others, rtol=1e-3, atol=1e-3, equal_nan=True
    )
