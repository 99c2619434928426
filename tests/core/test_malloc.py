"""How the C library treats freed memory: not at import, but from the first figure on."""

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.core import malloc


@pytest.fixture
def calls(monkeypatch):
    """What is asked of the C library, which has not been asked for anything yet."""
    made = []
    monkeypatch.setattr(malloc, "_call_glibc", lambda *arguments: made.append(arguments))
    monkeypatch.setattr(malloc, "_thresholds_are_set", False)
    return made


RETURN = [("mallopt", -3, 2**20), ("mallopt", -1, 2**20)]
KEEP = [("mallopt", -3, 2**25), ("mallopt", -1, 2**28)]
TRIM = [("malloc_trim", 0)]


def test_the_first_release_sets_the_thresholds_and_the_others_only_trim(calls):
    malloc.release_memory()
    malloc.release_memory()
    assert calls == RETURN + TRIM + TRIM


def test_what_keeps_freed_memory_wins_whichever_comes_first(calls):
    malloc.keep_freed_memory()
    malloc.release_memory()
    assert calls == KEEP + TRIM
    calls.clear()
    malloc._thresholds_are_set = False
    malloc.release_memory()
    malloc.keep_freed_memory()
    malloc.release_memory()
    assert calls == RETURN + TRIM + KEEP + TRIM


IMPORT = """
import ctypes
asked, CDLL = [], ctypes.CDLL
ctypes.CDLL = lambda name, *rest, **more: asked.append(name) or CDLL(name, *rest, **more)
import numpy as np
from helpers.core import malloc
from helpers.exercises import check
from helpers.problems import saddle
from helpers.rules import adam
from helpers.widgets import playground
from helpers.descent import descend
descend(adam, saddle(), steps=5, learning_rate=0.1)
print(None in asked)
playground(adam, saddle(), steps=5)
print(None in asked)
"""


def test_nothing_is_asked_at_import_but_with_the_first_interactive_figure():
    done = subprocess.run(
        [sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_nothing_is_asked_of_another_c_library():
    malloc.release_memory()
    malloc._call_glibc("no_function_of_that_name", 0)


LARGE = """
import mmap, pathlib
import numpy as np
from helpers.core import malloc


def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


np.ones(2**21)  # 16 megabytes, let go: glibc takes note, and would keep pieces as large as that
malloc.release_memory()
before = resident()
arrays = [np.ones(2**17) for _ in range(40)]  # a megabyte each
taken = resident() - before
kept = np.ones(100)  # above them, if they were on the heap
arrays.clear()
print(taken, resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_large_arrays_go_back_when_they_are_freed():
    """In a process of its own: here other tests have left a heap with room for some of them."""
    done = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, check=True)
    taken, left = map(int, done.stdout.split())
    assert taken > 30e6 and left < 5e6
