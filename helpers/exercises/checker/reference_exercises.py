"""The exercises that are not rules: the loss of lesson 0, and the epoch of lesson 2.

Each stands here twice: as it should be, and with the slips that people make. See slips.py.
"""

import numpy as np

LOSS = (
    "sum", "absolute", "errors not squared", "root of the loss", "mean squared afterwards",
    "half", "doubled", "b left out", "only y squared",
)  # fmt: skip
EPOCH = (
    "batch summed", "last batch divided by batch_size", "divided by all", "not shuffled",
    "with replacement", "drawn anew", "drawn anew with replacement", "shuffled apart",
    "first batch only", "one batch", "all that is left", "last batch left out", "one update",
    "slopes at the start", "m first", "no 2", "epoch uphill", "epoch without rate", "no x",
)  # fmt: skip


def squared_error(m, b, x, y):
    """Return the mean of (m · x + b - y)² over all stones. `x`, `y` (n,): weights and prices."""
    return np.mean((m * x + b - y) ** 2)


def squared_error_with(slips):
    def loss(m, b, x, y):
        guess = m * x + b * ("b left out" not in slips)
        error = guess - y
        powers = {"absolute": np.abs(error), "errors not squared": error, "doubled": 2 * error}
        powers["only y squared"] = guess - y**2
        each = next((powers[slip] for slip in powers if slip in slips), error**2)
        if "mean squared afterwards" in slips:
            return np.mean(error) ** 2
        whole = np.sum(each) if "sum" in slips else np.mean(each)
        whole = whole / 2 if "half" in slips else whole
        return whole**0.5 if "root of the loss" in slips else whole

    return loss


def epoch(params, x, y, rng, *, learning_rate, batch_size):
    """Return params (m, b) after an epoch of stochastic gradient descent on the stones x, y (n,).

    `rng`: a numpy.random.Generator, from which the order comes. The last batch may be a smaller
    one. Robbins & Monro (1951).
    """
    return epoch_with(frozenset())(
        params, x, y, rng, learning_rate=learning_rate, batch_size=batch_size
    )


def epoch_with(slips, shuffle=np.random.Generator.permutation):
    def one(params, x, y, rng, *, learning_rate, batch_size):
        m, b = params
        if "shuffled apart" in slips:
            x, y = x[shuffle(rng, len(x))], y[shuffle(rng, len(y))]
        for rows in _batches(len(x), batch_size, rng, slips, shuffle):
            part = (1 if "no 2" in slips else 2) / _count(len(rows), len(x), batch_size, slips)
            here = params if "slopes at the start" in slips else (m, b)
            error = here[0] * x[rows] + here[1] - y[rows]
            m_slope = part * np.sum(error if "no x" in slips else error * x[rows])
            step = 1.0 if "epoch without rate" in slips else learning_rate
            step = -step if "epoch uphill" in slips else step
            if "m first" in slips:
                error = (m - step * m_slope) * x[rows] + b - y[rows]
            m, b = m - step * m_slope, b - step * part * np.sum(error)
        return m, b

    return one


def _count(batch, table, batch_size, slips):
    """Return by what the sum over a batch is divided."""
    if "batch summed" in slips:
        return 1
    if "divided by all" in slips:
        return table
    return batch_size if "last batch divided by batch_size" in slips else batch


def _batches(n, size, rng, slips, shuffle):
    anew = bool(slips & {"drawn anew", "drawn anew with replacement"})
    if anew or slips & {"not shuffled", "shuffled apart"}:
        order = np.arange(n)
    else:
        order = rng.integers(n, size=n) if "with replacement" in slips else shuffle(rng, n)
    last = n - n % size if "last batch left out" in slips else n
    firsts = range(0, size if "one batch" in slips else last, size)
    for first in firsts[-1:] if "one update" in slips else firsts:
        first = 0 if "first batch only" in slips else first
        rows = order[first:] if "all that is left" in slips else order[first : first + size]
        yield rng.choice(n, size, replace="drawn anew" not in slips) if anew else rows


SHUFFLES = (  # in what other words a reader may ask rng for an order
    np.random.Generator.permutation,
    lambda rng, n: rng.choice(n, size=n, replace=False),
    lambda rng, n: rng.permuted(np.arange(n)),
    lambda rng, n: np.argsort(rng.random(n)),
)
