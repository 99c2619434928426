"""Thresholds of glibc's malloc: when freed memory goes back to the system.

It matters where a class shares one machine.

Nothing happens at import. The first interactive figure calls `release_memory`, which sets how large
a piece of freed memory must be to go back to the system at once.
"""

import ctypes
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # glibc's names for what mallopt sets

_thresholds_are_set = False


def release_memory() -> None:
    """Return freed memory to the system.

    From the first call on, freed arrays of a megabyte go back at once. By default glibc raises its
    threshold after large arrays were freed, and then keeps arrays of that size: right for a running
    lesson, but not for a figure whose sliders are at rest.
    """
    if not _thresholds_are_set:
        _set_thresholds(mmap=2**20, trim=2**20)
    _call_glibc("malloc_trim", 0)


def keep_freed_memory() -> None:
    """Let malloc keep freed memory for reuse, blocks of up to 32 MB.

    Training a network allocates and frees megabytes in every step, which is slow through the
    system.
    `release_memory` leaves these thresholds as they are, whichever is called first.
    """
    _set_thresholds(mmap=2**25, trim=2**28)


def _set_thresholds(*, mmap: int, trim: int) -> None:
    """Set from how many bytes on a piece is mapped by itself, and how many may stay on top."""
    global _thresholds_are_set
    _thresholds_are_set = True
    _call_glibc("mallopt", M_MMAP_THRESHOLD, mmap)
    _call_glibc("mallopt", M_TRIM_THRESHOLD, trim)


def _call_glibc(name: str, *arguments: int) -> None:
    """Call a function of glibc, the C library of most Linuxes; elsewhere there is nothing to do."""
    with suppress(OSError, TypeError, AttributeError):
        getattr(ctypes.CDLL(None), name)(*arguments)
