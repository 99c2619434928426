"""What `check` finds out about a reader's function."""

from typing import NamedTuple


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
    """

    right: bool | None
    message: str
    names: tuple[str, ...] = ()
