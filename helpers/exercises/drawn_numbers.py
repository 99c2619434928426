"""Numbers drawn for a question: the same for the same seed, on every machine and Python."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Draw"]

Option = TypeVar("Option")


class Draw:
    """A source of choices that follow from a name and a seed alone.

    The random numbers of Python and of NumPy may change with their versions, and with them the
    text that is saved in a lesson.

    Examples
    --------

    >>> first, second = Draw("dice", 7), Draw("dice", 7)
    >>> [first.choice([1, 2, 3]) for _ in range(9)] == [second.choice([1, 2, 3]) for _ in range(9)]
    True
    """

    def __init__(self, name: str, seed: int):
        self._key, self._count = f"{name}/{seed}", 0

    def choice(self, options: Sequence[Option]) -> Option:
        """Return one of some options.

        Parameters
        ----------
        options : sequence of Option
            One or more of them.

        Returns
        -------
        Option
            One of the options.
        """
        self._count += 1
        digest = hashlib.sha256(f"{self._key}/{self._count}".encode()).digest()
        return options[int.from_bytes(digest) % len(options)]

    def sample(self, options: Sequence[Option], size: int) -> list[Option]:
        """Return several of some options, none twice.

        Parameters
        ----------
        options : sequence of Option
            All of them.
        size : int
            How many to return.

        Returns
        -------
        list
            Some of the options, in the order in which they were drawn.
        """
        remaining = list(options)
        return [remaining.pop(remaining.index(self.choice(remaining))) for _ in range(size)]
