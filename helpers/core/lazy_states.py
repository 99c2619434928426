"""States of a run, recomputed on access to save memory."""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from helpers.core.fresh_copies import UNCHANGEABLE, fresh_copy
from helpers.core.settings_by_step import ScheduledRate, settings_by_step
from helpers.core.signature import Rule, copy_state, initial_state


class LazyStates(Sequence[Any]):
    """The states of a run, or of many runs at once: computed, or checked, on access.

    They are not stored from the start, since they take much memory and are rarely needed.

    Parameters
    ----------
    rule : callable
        The rule whose states they are.
    settings : {name: value}
        The hyperparameters as the rule takes them.
    path, gradients : arrays of shape (steps + 1, ..., n) and (steps, ..., n)
        What the rule was given.
    recorded : list, optional
        The states that the rule returned, the first one before them. Where it changes them in place
        they are all the same object in the end, and are computed again too.
    scheduled : ScheduledRate, optional
        The setting that a schedule changes.
    """

    def __init__(
        self,
        rule: Rule,
        settings: dict[str, Any],
        path: np.ndarray,
        gradients: np.ndarray,
        recorded: list[Any] | None = None,
        scheduled: ScheduledRate | None = None,
    ) -> None:
        self._rule, self._settings = rule, settings
        self._path, self._gradients = path, gradients
        self._recorded, self._scheduled = recorded, scheduled

    def __len__(self) -> int:
        return len(self._path)

    def __getitem__(self, index: Any) -> Any:
        return self._states[index]

    @cached_property
    def _states(self) -> list[Any]:
        recorded = self._recorded
        if recorded is not None and not any(map(share_parts, recorded[1:], recorded)):
            return recorded
        rule = fresh_copy(self._rule)
        state = initial_state(rule)
        states = [copy_state(state)]
        with np.errstate(all="ignore"):
            settings = settings_by_step(self._settings, self._scheduled)
            for params, gradient, current in zip(
                self._path, self._gradients, settings, strict=False
            ):
                _, state = rule(params.copy(), gradient.copy(), state, **current)
                states.append(copy_state(state))
        return states


def share_parts(state: Any, other: Any, depth: int = 10) -> bool:
    """Return whether two states have a part in common that may change in place.

    Parameters
    ----------
    state, other : object
        A state, and the one before it.
    depth : int
        How many levels of containers and objects are searched. What lies deeper counts as shared:
        an object may contain itself.

    Returns
    -------
    bool
        False where only unchangeable parts are the same.
    """
    if state is other and not isinstance(state, (tuple, *UNCHANGEABLE)):
        return True
    pairs = zip(_parts(state), _parts(other), strict=False)
    return any(depth == 0 or share_parts(*pair, depth - 1) for pair in pairs)


def _parts(state: Any) -> Collection[Any]:
    """Return what a container or an object holds; nothing for numbers, text and arrays."""
    if isinstance(state, (tuple, list, deque)):
        return state
    if isinstance(state, dict):
        return state.values()
    if isinstance(state, UNCHANGEABLE):
        return ()
    slots = (getattr(state, name, None) for name in slot_names(type(state)))
    return [*getattr(state, "__dict__", {}).values(), *slots]


def slot_names(class_: type) -> Iterator[str]:
    """Yield the names of all slots of a class, those that it inherits too.

    Parameters
    ----------
    class_ : type
        Any class.

    Yields
    ------
    str
        As `getattr` takes it. A slot may be empty: an object then lacks that attribute.

    Examples
    --------

    >>> class Base:
    ...     __slots__ = "velocity"
    >>> class Ball(Base):
    ...     __slots__ = ("mass", "__secret")
    >>> list(slot_names(Ball))
    ['mass', '_Ball__secret', 'velocity']
    """
    for ancestor in class_.__mro__:
        slots = ancestor.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            is_mangled = name.startswith("__") and not name.endswith("__")
            yield f"_{ancestor.__name__.lstrip('_')}{name}" if is_mangled else name


def evaluate_in_chunks(formula: Callable[[np.ndarray], np.ndarray], path: np.ndarray) -> np.ndarray:
    """Return formula(path), computed a megabyte at a time to limit temporary memory.

    Parameters
    ----------
    formula : callable
        From points, an array of shape (..., n), to numbers of shape (...).
    path : array of shape (steps + 1, ..., n)
        The points of a run, where `formula` is evaluated.

    Returns
    -------
    ndarray, shape (steps + 1, ...)
        As formula(path) itself gives.
    """
    chunks = np.array_split(path, min(1 + path.nbytes // 2**20, len(path)))
    return formula(path) if len(chunks) == 1 else np.concatenate([formula(c) for c in chunks])
