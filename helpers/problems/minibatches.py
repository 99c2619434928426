"""Mini-batches of examples: shuffled each epoch, and summed once for all runs that share them."""

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from helpers.core.validation import (
    MAX_SEED,
    MAX_STEPS,
    Ints,
    check_size,
    checked_int,
    checked_ints,
    runs_shape,
    short_repr,
)

MAX_CACHED_STEPS = 20_000  # batches; more, over a megabyte, are summed again for each caller


def shuffled_batches(rows: int, batch_size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield batches of row numbers without end: shuffled each epoch, no row twice in an epoch.

    Parameters
    ----------
    rows : int
        How many examples there are.
    batch_size : int
        Examples in a batch; the last batch of an epoch may be smaller.
    rng : numpy.random.Generator
        Source of the shuffles.

    Yields
    ------
    ndarray
        Row numbers of one batch, shape (batch_size,).

    Raises
    ------
    TypeError, ValueError
        For a batch size that is not a whole number from 1 to `rows`, or another kind of `rng`.
    """
    batch_size = checked_int("batch_size", batch_size, low=1, high=rows)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be numpy.random.default_rng(seed), not {short_repr(rng)}.")
    while True:
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            yield order[first : first + batch_size]


class BatchMeans:
    """The means over each batch that the least-squares gradient is computed from.

    Parameters
    ----------
    x, y : ndarray
        The examples, shape (rows,) each.

    Attributes
    ----------
    rows : int
        How many examples there are.
    doubled_products : ndarray
        2 · (x², x, 1, xy, y) of each example, shape (rows, 5).
    full_batch : ndarray
        The means of all examples, arranged as [[2x², 2x], [2x, 2], [2xy, 2y]], shape (3, 2).
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.rows = len(x)
        self.doubled_products = 2 * np.stack([x**2, x, np.ones(self.rows), x * y, y], axis=-1)
        self.full_batch = _arranged(self.doubled_products.mean(axis=0))
        self._cached = lru_cache(maxsize=128)(self._compute)

    def means_of_runs(
        self, batch_size: Ints, steps: int, seed: Ints
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the means of the batches of many runs, those of the same size and seed only once.

        Parameters
        ----------
        batch_size, seed : int or sequence of int
            One whole number, or a sequence with one entry for each run.
        steps : int
            How many batches.

        Returns
        -------
        means : ndarray
            Unique batch means, shape (steps, unique, 3, 2); of a single run (steps, 3, 2).
            Read only for a single run.
        index : ndarray or None
            For each run the index of its own on the second axis, shape (runs,); None for a single
            run.

        Raises
        ------
        TypeError, ValueError
            For numbers that make no sense, or more runs and steps than fit into the memory.
        """
        steps = checked_int("steps", steps, low=1, high=MAX_STEPS)
        sizes = checked_ints("batch_size", batch_size, low=1, high=self.rows)
        seeds = checked_ints("seed", seed, low=0, high=MAX_SEED)
        runs = runs_shape(batch_size=sizes.shape, seed=seeds.shape)
        check_size(steps, math.prod(runs))
        if runs == ():
            return self._means_of_run(int(sizes), steps, int(seeds)), None
        pairs = np.stack(np.broadcast_arrays(sizes, seeds), axis=-1)
        unique, index = np.unique(pairs, axis=0, return_inverse=True)
        means = np.empty((steps, len(unique), 3, 2))
        for i, (one_size, one_seed) in enumerate(unique.tolist()):
            means[:, i] = self._means_of_run(one_size, steps, one_seed)
        return means, index.ravel()

    def _means_of_run(self, batch_size: int, steps: int, seed: int) -> np.ndarray:
        compute = self._compute if steps > MAX_CACHED_STEPS else self._cached
        return compute(batch_size, steps, seed)

    def _compute(self, batch_size: int, steps: int, seed: int) -> np.ndarray:
        if batch_size == self.rows:
            return np.broadcast_to(self.full_batch, (steps, 3, 2))
        rng = np.random.default_rng(seed)
        first_rows = np.arange(0, self.rows, batch_size)
        sizes = np.diff(first_rows, append=self.rows)[:, None]
        epochs, remaining = [], steps
        while remaining > 0:
            batches = slice(min(remaining, len(first_rows)))  # the last epoch may end early
            order = rng.permutation(self.rows)[: int(sizes[batches].sum())]
            sums = np.add.reduceat(
                self.doubled_products.take(order, axis=0), first_rows[batches], axis=0
            )
            epochs.append(sums / sizes[batches])
            remaining -= len(sums)
        means = _arranged(np.concatenate(epochs))
        means.setflags(write=False)  # the next caller gets the same array
        return means


def _arranged(doubled_products: np.ndarray) -> np.ndarray:
    """Return 2 · (x², x, 1, xy, y) as rows (x², x), (x, 1), (xy, y) on two last axes."""
    return doubled_products[..., [0, 1, 1, 2, 3, 4]].reshape(*doubled_products.shape[:-1], 3, 2)
