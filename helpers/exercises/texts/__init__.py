"""The sentences of the exercises, which are text and not code: texts/*.toml."""

import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent


def exists(name: str) -> bool:
    """Return whether there is a file of sentences with this name.

    Parameters
    ----------
    name : str
        The name of a file in texts/, without `.toml`.

    Returns
    -------
    bool
        True if `read` would find it.
    """
    return (TEXTS / f"{name}.toml").exists()


def read(name: str) -> dict[str, Any]:
    """Return the sentences of a file.

    Parameters
    ----------
    name : str
        The name of a file in texts/, without `.toml`.

    Returns
    -------
    dict
        What the file says, a copy of its own for each call.
    """
    return deepcopy(_parsed(name))


@cache
def _parsed(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))
