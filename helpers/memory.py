"""How a kernel gets by with less memory: a class may share one machine."""

import ctypes
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # glibc's names for what mallopt sets


class Replayed(Sequence):
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


def in_parts(formula, path):
    """Return formula(path), done a megabyte at a time: it needs several times that meanwhile."""
    parts = np.array_split(path, min(1 + path.nbytes // 2**20, len(path)))
    return formula(path) if len(parts) == 1 else np.concatenate([formula(p) for p in parts])


def give_back():
    """Return to the system what the C library has kept of freed memory."""
    _c("malloc_trim", 0)


def keep():
    """Let the C library keep what is freed for the next one who asks, up to 32 MB a piece: to train
    a network takes and frees megabytes all the time, and the system is slow at that."""
    _c("mallopt", M_MMAP_THRESHOLD, 2**25)
    _c("mallopt", M_TRIM_THRESHOLD, 2**28)


def _c(name, *arguments):
    """Call a function of glibc, the C library of most Linuxes; elsewhere there is nothing to do."""
    with suppress(OSError, TypeError, AttributeError):
        getattr(ctypes.CDLL(None), name)(*arguments)


def let_go():
    """Let the C library return freed arrays of a megabyte at once: glibc keeps ever larger ones, as
    it has seen that such are wanted, but they are of whole lessons, not of a slider's rest."""
    _c("mallopt", M_MMAP_THRESHOLD, 2**20)
    _c("mallopt", M_TRIM_THRESHOLD, 2**20)


let_go()
