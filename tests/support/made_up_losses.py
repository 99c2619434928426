"""Losses of two rules that nobody has trained, to be compared."""

import numpy as np

RATES = (0.01, 0.1, 1.0)
X = 64 * np.arange(6)


def made_up_losses():
    """Two rules, three rates, four seeds, six points; adam diverges at the last rate."""
    rng = np.random.default_rng(0)
    start = 100 + rng.random((1, 4, 1))
    falls = np.linspace(0, 1, 6)
    losses = {
        name: start * (1 - falls * depth) + falls * rng.random((3, 4, 1))
        for name, depth in (("sgd", np.array([0.2, 0.9, 0.5])[:, None, None]),
                            ("adam", np.array([0.8, 0.5, 0.1])[:, None, None]))
    }  # fmt: skip
    losses["adam"][2, 1, 3:] = np.nan
    losses["adam"][2, 2, 4:] = np.inf
    return losses


LOSSES = made_up_losses()
