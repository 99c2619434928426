"""What was seen of a run, as numbers and words that the sentences about mistakes use."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.exercises.training.gradients import Gradients
from helpers.exercises.training.runs import TrainingRun
from helpers.exercises.training.table import Table
from helpers.exercises.training.training_batches import Batches

MIN_ROWS = 500  # rows in batches below which their statistics are left out
Facts = dict[str, Any]


def facts_of(run: TrainingRun, table: Table) -> Facts:
    """Return what was seen of one run.

    Parameters
    ----------
    run : TrainingRun
        It ended without an error.
    table : Table
        What it was called with.

    Returns
    -------
    dict
        {name: number or words}. What was not seen is left out.
    """
    recorder = run.recorder
    switched_on = [name for name, on in recorder.switch_states.items() if on]
    layers = " and ".join(name.replace("batch_norm", "batch normalisation") for name in switched_on)
    return {
        **_of_gradients(recorder.gradients, recorder.autograd_grad_calls),
        **_of_batches(recorder.batches, table),
        "retained graphs": recorder.retained_graphs,
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


def _of_gradients(found: Gradients, autograd_grad_calls: int) -> Facts:
    computed = found.backwards + autograd_grad_calls
    stepped_first = found.steps_before_backward and computed
    return {
        "steps": found.steps,
        "backwards": found.backwards,
        "step first": _share(found.steps_without_gradient, found.steps) if stepped_first else 0,
        "cleared before step": _share(found.cleared_before_step, found.steps),
        "steps on other weights": _share(found.steps_on_other_weights, found.steps),
        "uncleared": _share(found.uncleared, found.backwards),
        "uncleared times": found.uncleared,
        "no backward": not computed,
        "no step": bool(found.backwards) and not found.steps and not found.weights_moved(),
        "batches without step": 1 - _share(found.steps, found.backwards) if found.steps else 0,
    }


def _of_batches(found: Batches, table: Table) -> Facts:
    facts: Facts = {"broadcast pairs": _share(found.broadcast_pairs, found.comparisons)}
    if found.broadcast_pairs:
        facts["output shape"], facts["target shape"] = found.broadcast_shapes
        facts["n"] = max(found.broadcast_shapes[0])
    if sum(map(len, found.inputs)) < MIN_ROWS or sum(map(len, found.targets)) < MIN_ROWS:
        return facts
    x, y = torch.cat(found.inputs), torch.cat(found.targets)
    facts |= _moments("target", y)
    means = x.mean(dim=0)
    facts["largest mean"] = means.abs().max().item()
    facts["explained"] = by_line = explained_share(x, y)
    facts["unexplained"] = 1 - by_line
    facts["explained in the table"] = explained_share(table.x, table.y)
    last_inputs = found.inputs_since_backward[-1] if found.inputs_since_backward else None
    if last_inputs is not None and last_inputs.shape[1] == x.shape[1]:
        shift = (last_inputs.mean(dim=0) - means).abs() / x.std(dim=0).clamp_min(1e-9)
        facts["shift"] = shift.max().item() if len(last_inputs) > 50 else 0
    return facts


def explained_share(x: Tensor, y: Tensor) -> float:
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
    residual = wanted - inputs @ np.linalg.lstsq(inputs, wanted, rcond=None)[0]
    return float(1 - residual @ residual / (wanted @ wanted))


def _moments(name: str, values: Tensor) -> Facts:
    return {f"{name} mean": values.mean().item() + 0.0, f"{name} spread": values.std().item()}


def _alike(facts: Facts, name: str, reference: str) -> bool:
    """Return whether mean and standard deviation are about the same."""
    unit = facts[f"{reference} spread"]
    difference = abs(facts[f"{name} mean"] - facts[f"{reference} mean"])
    return difference < 0.2 * unit and 0.75 * unit < facts[f"{name} spread"] < 1.33 * unit


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
