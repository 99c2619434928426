"""A set of weak references, compared by identity."""

from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary


class WeakIdentitySet:
    """Objects told apart by identity, each forgotten when it is collected.

    An object that allows no weak reference, such as an instance of a class with __slots__, is not
    remembered.

    Examples
    --------

    >>> def rule(): ...
    >>> known = WeakIdentitySet()
    >>> known.add(rule)
    >>> rule in known, len(known)
    (True, 1)
    >>> del rule
    >>> len(known)
    0
    """

    def __init__(self) -> None:
        self._objects: WeakValueDictionary[int, Any] = WeakValueDictionary()

    def __contains__(self, value: Any) -> bool:
        return value is not None and self._objects.get(id(value)) is value

    def __len__(self) -> int:
        return len(self._objects)

    def add(self, value: Any) -> None:
        """Remember an object.

        Parameters
        ----------
        value : object
            What the set holds from now on, as long as it is held elsewhere.
        """
        with suppress(TypeError):
            self._objects[id(value)] = value
