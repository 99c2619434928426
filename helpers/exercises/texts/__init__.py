"""The sentences of the exercises, which are text and not code: texts/*.toml."""

import tomllib
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
    """
    return (TEXTS / f"{name}.toml").exists()


@cache
def read(name: str) -> dict[str, Any]:
    """Return the sentences of a file.

    Parameters
    ----------
    name : str
        The name of a file in texts/, without `.toml`.

    Returns
    -------
    dict
        What stands in it.
    """
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))
