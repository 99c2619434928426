"""How a kernel gets by with less memory: a class may share one machine."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np


class LazyStates(Sequence):
    """The states of many runs at once: a lot of numbers, which hardly anyone asks for. They are not
    kept; when someone does ask, the rule returns them again."""

    def __init__(self, rule, settings, path, gradients, first):
        self._rule, self._settings = rule, settings
        self._path, self._gradients, self._first = path, gradients, first

    def __len__(self):
        return len(self._path)

    def __getitem__(self, which):
        return self._states[which]

    @cached_property
    def _states(self):
        states = [self._first]
        with np.errstate(all="ignore"):
            for params, gradient in zip(self._path, self._gradients, strict=False):
                result = self._rule(params.copy(), gradient.copy(), states[-1], **self._settings)
                states.append(result[1])
        return states


def evaluate_in_chunks(formula, path):
    """Return formula(path), done a megabyte at a time: it needs several times that meanwhile."""
    parts = np.array_split(path, min(1 + path.nbytes // 2**20, len(path)))
    return formula(path) if len(parts) == 1 else np.concatenate([formula(p) for p in parts])
