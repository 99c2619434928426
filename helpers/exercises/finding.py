"""What `check` and `check_training` find out about a reader's function."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Finding(NamedTuple):
    """What was found about a reader's function.

    Parameters
    ----------
    right : bool or None
        None where nothing is written yet.
    message : str
        The finding in words; "" where there is nothing to add to "right".
    names : tuple of str
        The mistakes or remarks that were recognised, by the names of their entries in texts/.
    written_in : {name: value}
        The settings that a right function does not take, with the values that it has for them.
    """

    right: bool | None
    message: str
    names: tuple[str, ...] = ()
    written_in: Mapping[str, Any] = MappingProxyType({})
