"""What `make` does, asked for from within `make bench`."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTER = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ARGS")  # of the make that runs this


def make(target: str, *, quiet: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `make` as somebody does who types it, in the environment of this one.

    Parameters
    ----------
    target : str
        What is to be made.
    quiet : bool
        Whether what it says is returned, and not shown.

    Returns
    -------
    CompletedProcess
        How it ended, and what it said.
    """
    outer = {name: value for name, value in os.environ.items() if name not in OUTER}
    venv = Path(sys.prefix).parent  # this one is a folder in it
    out, errors = (subprocess.PIPE, subprocess.STDOUT) if quiet else (None, None)
    command = ["make", target, f"VENV={venv}"]
    return subprocess.run(
        command, cwd=ROOT, env=outer, stdout=out, stderr=errors, text=True, check=False
    )
