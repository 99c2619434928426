"""What was seen of a run, as numbers and words that the sentences about mistakes use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.exercises.training.gradients import Gradients
from helpers.exercises.training.runs import Run
from helpers.exercises.training.table import Table
from helpers.exercises.training.training_batches import Batches

ENOUGH = 500  # rows in batches, to say something about them
Facts = dict[str, Any]


def facts_of(one: Run, table: Table) -> Facts:
    """Return what was seen of one run.

    Parameters
    ----------
    one : Run
        It ended without an error.
    table : Table
        What it was called with.

    Returns
    -------
    dict
        {name: number or words}. What was not seen is left out.
    """
    recorder = one.recorder
    switched_on = [name for name, on in recorder.switched.items() if on]
    layers = " and ".join(name.replace("batch_norm", "batch normalisation") for name in switched_on)
    return {
        **_of_gradients(recorder.gradients, recorder.taken),
        **_of_batches(recorder.batches, table),
        "kept": recorder.kept,
        "switched on": len(switched_on),
        "layers": layers,
        "switched off": _share(recorder.switched_off, recorder.gradients.backwards),
    }


def facts_of_errors(predictions: Sequence[Tensor], table: Table) -> Facts:
    """Return what the predictions of several runs say.

    Parameters
    ----------
    predictions : sequence of Tensor
        One for each run, of shape (test rows,).
    table : Table
        What the runs were called with.

    Returns
    -------
    dict
        {name: number}.
    """
    error = float(np.mean([table.error(predicted) for predicted in predictions]))
    if not np.isfinite(error):
        return {"error": np.inf, "not finite": 1}
    predicted, y = predictions[0], table.y[table.test_rows]
    return {"error": error, **_moments("predicted", predicted), **_moments("true", y)}


def on_another_scale(facts: Facts) -> bool:
    """Return whether predictions are spread like the targets in the batches, and not like y.

    Parameters
    ----------
    facts : {name: number}
        What was seen.

    Returns
    -------
    bool
        False where the targets are not known.
    """
    if "target mean" not in facts or "predicted mean" not in facts:
        return False
    return _alike(facts, "predicted", "target") and not _alike(facts, "target", "true")


def _of_gradients(found: Gradients, taken: int) -> Facts:
    computed = found.backwards + taken
    return {
        "steps": found.steps,
        "backwards": found.backwards,
        "step first": _share(found.empty, found.steps) if found.steps_before and computed else 0,
        "emptied": _share(found.emptied, found.steps),
        "foreign": _share(found.foreign, found.steps),
        "uncleared": _share(found.uncleared, found.backwards),
        "uncleared times": found.uncleared,
        "no backward": not computed,
        "no step": bool(found.backwards) and not found.steps and not found.weights_moved(),
        "batches without step": 1 - _share(found.steps, found.backwards) if found.steps else 0,
    }


def _of_batches(found: Batches, table: Table) -> Facts:
    facts: Facts = {"crossed": _share(found.crossed, found.compared)}
    if found.crossed:
        facts["output shape"], facts["target shape"] = found.shapes
        facts["n"] = max(found.shapes[0])
    if sum(map(len, found.inputs)) < ENOUGH or sum(map(len, found.targets)) < ENOUGH:
        return facts
    x, y = torch.cat(found.inputs), torch.cat(found.targets)
    facts |= _moments("target", y)
    means = x.mean(dim=0)
    facts["largest mean"] = means.abs().max().item()
    facts["explained"] = by_line = explained(x, y)
    facts["unexplained"], facts["explained in the table"] = 1 - by_line, explained(table.x, table.y)
    if found.given and found.given[-1].shape[1] == x.shape[1]:
        shift = (found.given[-1].mean(dim=0) - means).abs() / x.std(dim=0).clamp_min(1e-9)
        facts["shift"] = shift.max().item() if len(found.given[-1]) > 50 else 0
    return facts


def explained(x: Tensor, y: Tensor) -> float:
    """Return the share of the variance of targets that a straight line in the inputs explains.

    Parameters
    ----------
    x : Tensor
        Of shape (rows, columns).
    y : Tensor
        Of shape (rows,).

    Returns
    -------
    float
        From 0 to 1; nan where there are numbers that are not finite, or y is constant.
    """
    if not (torch.isfinite(x).all() and torch.isfinite(y).all() and y.std() > 0):
        return np.nan
    inputs = ((x - x.mean(dim=0)) / x.std(dim=0).clamp_min(1e-9)).double().numpy()
    wanted = (y - y.mean()).double().numpy()
    rest = wanted - inputs @ np.linalg.lstsq(inputs, wanted, rcond=None)[0]
    return float(1 - rest @ rest / (wanted @ wanted))


def _moments(of: str, values: Tensor) -> Facts:
    return {f"{of} mean": values.mean().item() + 0.0, f"{of} spread": values.std().item()}


def _alike(facts: Facts, one: str, other: str) -> bool:
    """Return whether mean and standard deviation are about the same."""
    unit = facts[f"{other} spread"]
    apart = abs(facts[f"{one} mean"] - facts[f"{other} mean"])
    return apart < 0.2 * unit and 0.75 * unit < facts[f"{one} spread"] < 1.33 * unit


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
