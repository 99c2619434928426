"""Many small networks trained side by side, and the diamonds as they take them. Needs torch.

Networks that differ in their seed or their learning rate do not touch each other. So one tensor
holds the same layer of all of them, and one product of stacked matrices moves them all.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor, nn, optim  # pyright: ignore[reportMissingImports]

from helpers.data import as_numbers, load_diamonds, split_diamonds, usual_sides

HIDDEN = 32
SIZES = (9 * HIDDEN, HIDDEN, HIDDEN * HIDDEN, HIDDEN, HIDDEN, 1)  # of weights and biases
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
    """Return a network for nine columns with two hidden layers, its weights newly drawn.

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
    rates: Sequence[float],
    parts: Parts | Sequence[Parts],
    *,
    seeds: int = 15,
    epochs: int = 10,
    batch_size: int = 64,
    **settings: Any,
) -> Errors:
    """Train a network for each learning rate and each seed, all at the same time.

    The learning rate rises during the first tenth of the updates and then falls along a cosine.

    Parameters
    ----------
    optimiser_class : type
        A class of torch.optim whose rule treats each number by itself.
    rates : sequence of float
        The highest learning rates.
    parts : Parts or sequence of Parts
        From `diamond_parts`: for all rates the same, or one for each of them.
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
    of_each = [parts] * len(rates) if isinstance(parts, Parts) else list(parts)
    x, y = torch.cat([p.train[0] for p in of_each], dim=1), of_each[0].train[1]
    first = torch.stack([_flat(network(seed)) for seed in range(seeds)])
    weights = first.repeat(len(rates), 1, 1).requires_grad_()
    groups = [{"params": [views]} for views in weights.detach()]  # what moves these moves weights
    optimiser = optimiser_class(groups, **{"lr": rates[0], **settings})
    steps = epochs * -(-len(y) // batch_size)
    schedule = optim.lr_scheduler.OneCycleLR(
        optimiser, list(rates), total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    draws = [torch.Generator().manual_seed(seed) for seed in range(seeds)]
    for _ in range(epochs):
        order = torch.stack([torch.randperm(len(y), generator=draw) for draw in draws])
        for rows in order.split(batch_size, dim=1):
            inputs = x.index_select(0, rows.flatten()).view(*rows.shape, len(rates), -1)
            errors = _predicted(weights, inputs.permute(2, 0, 1, 3)) - y[rows]
            loss = (errors**2).mean(dim=(-2, -1)).sum()  # each network gets its own slopes
            (slopes,) = torch.autograd.grad(loss, weights)
            for group, its_slopes in zip(groups, slopes, strict=True):
                group["params"][0].grad = its_slopes
            optimiser.step()
            schedule.step()
    return Errors(*(_errors(weights.detach(), [p[k] for p in of_each]) for k in (1, 2)))


def _flat(net: nn.Sequential) -> Tensor:
    """Return all weights and biases of a network in one row."""
    return nn.utils.parameters_to_vector(net.parameters()).detach()


def _predicted(weights: Tensor, x: Tensor) -> Tensor:
    """Return the predictions of each network for its inputs.

    `weights` has the shape (rates, seeds, 1409), `x` (rates, seeds, rows, 9) and the result
    (rates, seeds, rows, 1).
    """
    shape, x = x.shape[:-1], x.flatten(0, 1)
    w1, c1, w2, c2, w3, c3 = weights.flatten(0, 1).split(SIZES, dim=1)
    for matrix, bias in ((w1, c1), (w2, c2)):
        x = torch.baddbmm(bias[:, None], x, matrix.unflatten(1, (HIDDEN, -1)).mT).relu()
    return ((x * w3[:, None]).sum(dim=-1) + c3).view(*shape, 1)


def _errors(weights: Tensor, parts: list[tuple[Tensor, Tensor]]) -> np.ndarray:
    """Return the typical errors of all networks, of shape (rates, seeds)."""
    seeds = weights.shape[1]
    rows = [
        percent(_predicted(w[None], x.expand(1, seeds, -1, -1)), y)
        for w, (x, y) in zip(weights, parts, strict=True)
    ]
    return torch.cat(rows).numpy()
