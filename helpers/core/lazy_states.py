"""How a run gets by with less memory: what it can compute again is not kept."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from helpers.core.fresh_copies import UNCHANGEABLE, fresh_copy
from helpers.core.signature import copy_state, initial_state


class LazyStates(Sequence[Any]):
    """The states of a run, or of many runs at once, which the rule computes again when asked for.

    They are a lot of numbers, which hardly anyone asks for.

    Parameters
    ----------
    rule : callable
    settings : {name: value}
        The hyperparameters as the rule takes them.
    path, gradients : arrays of shape (steps + 1, ..., 2) and (steps, ..., 2)
        What the rule was given.
    """

    def __init__(
        self,
        rule: Callable[..., Any],
        settings: dict[str, Any],
        path: np.ndarray,
        gradients: np.ndarray,
    ) -> None:
        self._rule, self._settings = rule, settings
        self._path, self._gradients = path, gradients

    def __len__(self) -> int:
        return len(self._path)

    def __getitem__(self, which: Any) -> Any:
        return self._states[which]

    @cached_property
    def _states(self) -> list[Any]:
        rule = fresh_copy(self._rule)
        state = initial_state(rule)
        states = [copy_state(state)]
        with np.errstate(all="ignore"):
            for params, gradient in zip(self._path, self._gradients, strict=False):
                _, state = rule(params.copy(), gradient.copy(), state, **self._settings)
                states.append(copy_state(state))
        return states


def share_parts(state: Any, other: Any) -> bool:
    """Return whether two states have a part in common that may change in place."""
    if isinstance(state, (tuple, list)) and type(state) is type(other):
        same_list = state is other and isinstance(state, list)
        return same_list or any(map(share_parts, state, other))
    if isinstance(state, dict) and isinstance(other, dict):
        return state is other or any(map(share_parts, state.values(), other.values()))
    return state is other and not isinstance(state, UNCHANGEABLE)


def evaluate_in_chunks(formula: Callable[[np.ndarray], np.ndarray], path: np.ndarray) -> np.ndarray:
    """Return formula(path), computed a megabyte at a time: it needs several times that meanwhile.

    Parameters
    ----------
    formula : callable
        From points, an array of shape (..., 2), to numbers of shape (...).
    path : array of shape (steps + 1, ..., 2)
    """
    chunks = np.array_split(path, min(1 + path.nbytes // 2**20, len(path)))
    return formula(path) if len(chunks) == 1 else np.concatenate([formula(c) for c in chunks])
