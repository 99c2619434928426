"""The sentences of the exercises, which are text and not code: texts/*.toml."""

import tomllib
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent


@cache
def read(name):
    """Return what stands in texts/`name`.toml, as dicts."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))
