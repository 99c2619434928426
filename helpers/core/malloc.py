"""How the C library of Linux treats freed memory: a class may share one machine."""

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # glibc's names for what mallopt sets


def release_memory():
    """Return to the system what the C library has kept of freed memory."""
    _c("malloc_trim", 0)


def keep_freed_memory():
    """Let the C library keep what is freed for the next one who asks, up to 32 MB a piece: to train
    a network takes and frees megabytes all the time, and the system is slow at that."""
    _c("mallopt", M_MMAP_THRESHOLD, 2**25)
    _c("mallopt", M_TRIM_THRESHOLD, 2**28)


def _c(name, *arguments):
    """Call a function of glibc, the C library of most Linuxes; elsewhere there is nothing to do."""
    with suppress(OSError, TypeError, AttributeError):
        getattr(ctypes.CDLL(None), name)(*arguments)


def return_freed_memory():
    """Let the C library return freed arrays of a megabyte at once: glibc keeps ever larger ones, as
    it has seen that such are wanted, but they are of whole lessons, not of a slider's rest."""
    _c("mallopt", M_MMAP_THRESHOLD, 2**20)
    _c("mallopt", M_TRIM_THRESHOLD, 2**20)


return_freed_memory()
