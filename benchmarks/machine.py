"""What was measured on, in a line."""

import importlib.metadata
import os
import platform
from pathlib import Path


def machine():
    """Return the cores, the processor and the memory (Linux; elsewhere what Python knows)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
        total = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    except OSError:
        return f"{cores} cores ({platform.machine()})"
    return f"{cores} cores ({model[0] if model else platform.machine()}), {total:.0f} GB"


def versions(names):
    """Return the version of Python and of each of the packages that is installed."""
    found = [f"Python {platform.python_version()}"]
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)
