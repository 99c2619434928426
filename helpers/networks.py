"""Many small networks trained side by side, and the diamonds as they take them. Needs torch.

Networks that differ in their seed or their learning rate do not touch each other. So one tensor
holds the same layer of all of them, and one product of stacked matrices moves them all.
"""

from typing import Any, NamedTuple

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor, nn, optim  # pyright: ignore[reportMissingImports]

from helpers.data import as_numbers, load_diamonds, split_diamonds, usual_sides

HIDDEN = 32
TRAIN_ROWS = 6_400  # of the 8,000 training rows; the others choose the learning rate
SCALES = ("standardised", "centred", "raw")


class Parts(NamedTuple):
    """The diamonds in three parts, as networks take them.

    Attributes
    ----------
    train, validation, test : tuple of Tensor
        Inputs of shape (rows, 9), and centred logarithms of prices, of shape (rows, 1).
    """

    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]


class Errors(NamedTuple):
    """Typical errors at the end of training.

    Attributes
    ----------
    validation, test : ndarray
        In per cent of the price, shape (rates, seeds).
    """

    validation: np.ndarray
    test: np.ndarray


def diamond_parts(scale: str = "standardised") -> Parts:
    """Return the nine columns and the prices in three parts.

    Parameters
    ----------
    scale : str
        "standardised", "centred" (mean subtracted only) or "raw". Means and standard deviations
        are those of the training part.

    Returns
    -------
    Parts
        6,400 rows to learn from, 1,600 to choose by, 2,000 to test with.

    Raises
    ------
    ValueError
        For another scale.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {SCALES}, not {scale!r}.")
    rows, test = split_diamonds(load_diamonds())
    train = rows.iloc[:TRAIN_ROWS]
    usual, mean_log = usual_sides(train), np.log(train.price).mean()
    columns = as_numbers(train, usual)
    shift = 0 if scale == "raw" else columns.mean()
    unit = columns.std() if scale == "standardised" else 1

    def tensors(part: Any) -> tuple[Tensor, Tensor]:
        x = ((as_numbers(part, usual) - shift) / unit).to_numpy(dtype=np.float32)
        y = (np.log(part.price) - mean_log).to_numpy(dtype=np.float32)
        return torch.tensor(x), torch.tensor(y)[:, None]

    return Parts(tensors(train), tensors(rows.iloc[TRAIN_ROWS:]), tensors(test))


def network(seed: int) -> nn.Sequential:
    """Return a network for nine columns with two hidden layers, its weights drawn anew.

    Parameters
    ----------
    seed : int
        The same seed draws the same weights. The random numbers of torch go on as they were.

    Returns
    -------
    torch.nn.Sequential
        From (rows, 9) to (rows, 1).
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Linear(9, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(),
            nn.Linear(HIDDEN, 1),
        )  # fmt: skip


def percent(predicted: Tensor, logs: Tensor) -> Tensor:
    """Return the typical error of predicted logarithms, in per cent of the price.

    Parameters
    ----------
    predicted, logs : Tensor
        Of shape (..., rows, 1).

    Returns
    -------
    Tensor
        Of shape (...): 100 (exp(r) - 1), where r is the root mean square of the differences.
    """
    return 100 * torch.expm1(((predicted - logs) ** 2).mean(dim=(-2, -1)).sqrt())


def train_side_by_side(
    optimiser_class: type[optim.Optimizer],
    rates: tuple[float, ...],
    parts: Parts,
    *,
    seeds: int = 15,
    epochs: int = 10,
    batch_size: int = 64,
    **settings: Any,
) -> Errors:
    """Train a network for each learning rate and each seed, all at the same time.

    Parameters
    ----------
    optimiser_class : type
        A class of torch.optim whose rule treats each number by itself.
    rates : tuple of float
        Learning rates.
    parts : Parts
        From `diamond_parts`.
    seeds : int
        How many first weights; each has its own batches, the same for all rates.
    epochs, batch_size : int
        How long, and with how many rows in a batch.
    **settings : float
        Of the optimiser, for all networks.

    Returns
    -------
    Errors
        At the end of training.
    """
    layers = [[*network(seed).parameters()] for seed in range(seeds)]
    first = [torch.stack(weights).detach() for weights in zip(*layers, strict=True)]
    groups = [[p.clone().requires_grad_() for p in first] for _ in rates]
    optimiser = optimiser_class(
        [{"params": g, "lr": rate} for g, rate in zip(groups, rates, strict=True)], **settings
    )
    x, y = parts.train
    draws = [torch.Generator().manual_seed(seed) for seed in range(seeds)]
    for _ in range(epochs):
        order = torch.stack([torch.randperm(len(x), generator=draw) for draw in draws])
        for rows in order.split(batch_size, dim=1):
            targets = y[rows].repeat(len(rates), 1, 1)
            predictions = _predicted(groups, x[rows].repeat(len(rates), 1, 1))
            loss = ((predictions - targets) ** 2).mean(dim=(1, 2)).sum()  # each gets its own slopes
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        errors = [
            percent(_predicted(groups, x.expand(seeds * len(rates), -1, -1)), y)
            for x, y in parts[1:]
        ]
    return Errors(*(error.view(len(rates), seeds).numpy() for error in errors))


def _predicted(groups: list[list[Tensor]], x: Tensor) -> Tensor:
    """Return what all networks say, of shape (networks, rows, 1), for inputs of their own."""
    w1, c1, w2, c2, w3, c3 = (torch.cat(weights) for weights in zip(*groups, strict=True))
    x = torch.baddbmm(c1[:, None], x, w1.mT).relu()
    x = torch.baddbmm(c2[:, None], x, w2.mT).relu()
    return torch.baddbmm(c3[:, None], x, w3.mT)
