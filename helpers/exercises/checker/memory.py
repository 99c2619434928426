"""What a function keeps from one step to the next, read as plain numbers.

A state may be a number, an array, a list, a dict or an object of a reader's own class. Here it is
its contents that count, not its address.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from helpers.core.lazy_states import slot_names

MAX_NUMBERS = 64  # that are read of one array or list
MAX_DEPTH = 5
MAX_PARTS = 1_000  # that are looked at in one state
NOT_READ = {
    "IPython",
    "anywidget",
    "helpers",
    "ipywidgets",
    "matplotlib",
    "pandas",
    "seaborn",
    "torch",
    "traitlets",
}  # objects of these packages keep no memory of a rule
Numbers = dict[str, float]


class Memory(SimpleNamespace):
    """State of a function with a known mistake: numbers that are 0 before the first step.

    Attributes with a leading underscore are auxiliary, and do not count as kept.
    """

    def __getattr__(self, name: str) -> np.floating:
        if name.startswith("__"):  # special methods, which copy.deepcopy looks up
            raise AttributeError(name)
        return np.float64(0)


def kept_numbers(state: Any, function: Callable | None = None) -> Numbers:
    """Return the numbers in a state, and in what a function keeps outside of its state.

    Parameters
    ----------
    state : object
        What a rule returned as its state.
    function : callable, optional
        The rule itself, if what it keeps in a closure, an attribute or an object counts too.

    Returns
    -------
    dict
        {where it is: number}, at most MAX_NUMBERS of each.
    """
    numbers = dict(islice(_numbers(state, "state"), MAX_PARTS))
    for name, value in _outside(function):
        numbers.update(islice(_numbers(value, name), MAX_PARTS))
    return {name: number for name, number in numbers.items() if number is not None}


def _outside(function: Callable | None) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of what a function keeps in its closure, its attributes and globals."""
    if isinstance(function, MethodType):
        yield "self", function.__self__
    elif isinstance(function, FunctionType):
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=True
        ):
            try:
                yield name, cell.cell_contents
            except ValueError:  # nothing in it yet
                continue
        yield "attributes", vars(function)
        for name in function.__code__.co_names:
            value = function.__globals__.get(name)
            if not callable(value):
                yield name, value
    elif function is not None:
        yield "self", function


def _numbers(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, float | None]]:
    """Yield (where it is, number) of all numbers in a value; None for what is no number."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        yield name, float(np.real(value))
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "iuf":
            yield from ((f"{name}[{i}]", float(v)) for i, v in enumerate(value.flat[:MAX_NUMBERS]))
    else:
        yield name, None
        if depth < MAX_DEPTH:
            for part, inner in islice(_parts(value), MAX_NUMBERS):
                yield from _numbers(inner, f"{name}.{part}", depth + 1)


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (key, part) of a list, a dict or an object of a reader's own class."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple) and (fields := getattr(value, "_fields", None)):
        yield from zip(fields, value, strict=True)
    elif isinstance(value, (list, tuple, deque)):
        yield from enumerate(value)
    elif isinstance(value, Memory):
        yield from ((key, part) for key, part in vars(value).items() if not key.startswith("_"))
    elif not isinstance(value, (type, ModuleType)) and not _is_from_library(value):
        yield from getattr(value, "__dict__", {}).items()
        for slot in slot_names(type(value)):
            if hasattr(value, slot):
                yield slot, getattr(value, slot)


def _is_from_library(value: Any) -> bool:
    root = type(value).__module__.partition(".")[0]
    return root in NOT_READ or (
        root in sys.stdlib_module_names and root not in ("types", "builtins")
    )
