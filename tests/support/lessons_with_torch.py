"""The lessons that need torch: without it what runs them is skipped, with a message."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

NO_TORCH = (
    "NO PYTORCH FOUND: lesson 06 did not run, nor what compares our rules with it. "
    "Install requirements-pytorch.txt to run them."
)
NEED_TORCH = {
    path.stem
    for path in (Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb")
    if 'require_package(\\"torch\\")' in path.read_text(encoding="utf-8")
}


def lacks_torch(lesson):
    """Say whether a lesson cannot be run here. (Under CI=true it is, all the same, and fails.)"""
    return lesson in NEED_TORCH and not find_spec("torch") and os.environ.get("CI") != "true"


def skip_without_torch(*lessons):
    """Skip the test that calls this if one of its lessons cannot be run here."""
    if any(map(lacks_torch, lessons)):
        pytest.skip(NO_TORCH)
