"""Fresh copies of functions that keep something outside their arguments.

A rule may keep its velocity in a closure, a global, an attribute or an object instead of in
`state`. A second run would then go on where the first one ended, so each run gets a fresh copy.
"""

import copy
import dis
import random
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from types import CellType, CodeType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from helpers.core.validation import OneLineTraceback

UNCHANGEABLE = (int, float, complex, str, bytes, type(None), type(...), np.generic, ModuleType)
SHARED_LIBRARIES = {"helpers", "matplotlib", "traitlets"}  # problems, figures, widgets: no memory
MADE_IN_PYTHON = 1 << 9  # flag of a class that a class statement made
GLOBAL_NAMES = ("LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL", "LOAD_NAME")


class OutsideMemoryError(OneLineTraceback, TypeError):
    """Raised for a rule that keeps state between runs in an object that cannot be copied."""


def fresh_copy(function: Any) -> Any:
    """Return `function` as if it had just been defined: what it keeps outside itself is copied.

    A velocity kept in a closure, a global, a default, an attribute or an object is back at its
    first value in each copy. `function` itself is not changed.

    Parameters
    ----------
    function : callable
        A function that may remember something outside its arguments.

    Returns
    -------
    callable
        Of the same kind; what cannot be copied is shared with `function`.
    """
    return make_fresh(function)[0]


def make_fresh(function: Any) -> tuple[Any, tuple[str, ...]]:
    """Return a fresh copy of `function`, and the objects it may still share with `function`.

    Parameters
    ----------
    function : callable
        A function that may remember something outside its arguments.

    Returns
    -------
    copied : callable
        Of the same kind as `function`.
    shared : tuple of str
        Each such thing by its name and type, as in "velocities (generator)". There is none for a
        function that keeps nothing but numbers, arrays, lists, dicts and the like.
    """
    copier = _Copier()
    copied = copier.copied(function, getattr(function, "__name__", "itself"), asked_for=True)
    return copied, tuple(dict.fromkeys(copier.shared))


def keep_random_numbers() -> Callable[[], None]:
    """Remember the state of the random numbers of numpy and of Python.

    Returns
    -------
    callable
        A function that sets them back to where they are now.
    """
    numpy_state, python_state = np.random.get_state(), random.getstate()

    def restore() -> None:
        np.random.set_state(numpy_state)
        random.setstate(python_state)

    return restore


class _Copier:
    """Copies a function and all that it refers to, each thing once."""

    def __init__(self) -> None:
        self.shared: list[str] = []
        self.memo: dict[int, Any] = {}  # of copy.deepcopy
        self.functions: dict[int, FunctionType] = {}
        self.cells: dict[int, CellType] = {}
        self.namespaces: dict[int, dict[str, Any]] = {}
        self.copied_globals: set[tuple[int, str]] = set()

    def copied(self, value: Any, name: str, *, asked_for: bool = False) -> Any:
        """Return a copy of what is known by `name`. Functions of a library are copied only where
        they are `asked_for`."""
        if isinstance(value, ModuleType) and not _is_library(value.__name__.partition(".")[0]):
            return self._object(value, name)
        if isinstance(value, UNCHANGEABLE):
            return value
        if isinstance(value, FunctionType):
            return self._function(value) if asked_for or not _is_from_library(value) else value
        if isinstance(value, MethodType):
            owner = self.copied(value.__self__, name)
            return MethodType(self.copied(value.__func__, name, asked_for=asked_for), owner)
        if isinstance(value, partial):
            arguments = [self.copied(argument, name) for argument in value.args]
            named = {key: self.copied(argument, key) for key, argument in value.keywords.items()}
            return partial(self.copied(value.func, name, asked_for=asked_for), *arguments, **named)
        return value if _remembers_nothing(value) else self._object(value, name)

    def _object(self, value: Any, name: str) -> Any:
        """Return a deep copy, and note what may still be shared."""
        try:
            copied = copy.deepcopy(value, self.memo)
        except Exception:  # a generator, an open file, a lock
            copied = None
        if copied is None or not _is_plain(value):
            description = (
                f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
            )
            self.shared.append(f"{name} ({description})")
        return value if copied is None else copied

    def _function(self, function: FunctionType) -> FunctionType:
        """Return a function with the same code, but copies of what it refers to."""
        if id(function) in self.functions:
            return self.functions[id(function)]
        namespace = self._namespace(function.__globals__)
        variables = function.__closure__ or ()
        new = {id(variable) for variable in variables} - self.cells.keys()
        self.cells.update((key, CellType()) for key in new)
        cells = tuple(self.cells[id(variable)] for variable in variables)
        fresh = FunctionType(function.__code__, namespace, function.__name__, None, cells)
        self.functions[id(function)] = fresh  # known before what it refers to, perhaps itself
        fresh.__qualname__ = function.__qualname__
        defaults = function.__defaults__
        fresh.__defaults__ = defaults and tuple(self.copied(d, "a default") for d in defaults)
        fresh.__kwdefaults__ = self._values(function.__kwdefaults__ or {})
        fresh.__dict__.update(self._values(function.__dict__))
        for name, variable in zip(function.__code__.co_freevars, variables, strict=True):
            if id(variable) in new:
                self._fill(self.cells[id(variable)], variable, name)
        for name in _global_names(function.__code__) & namespace.keys():
            if (id(namespace), name) not in self.copied_globals:
                self.copied_globals.add((id(namespace), name))
                namespace[name] = self.copied(namespace[name], name)
        return fresh

    def _namespace(self, original: dict[str, Any]) -> dict[str, Any]:
        """Return the copy of a module's or a notebook's globals."""
        if id(original) not in self.namespaces:
            self.namespaces[id(original)] = dict(original)
        return self.namespaces[id(original)]

    def _values(self, items: dict[str, Any]) -> dict[str, Any]:
        return {name: self.copied(value, name) for name, value in items.items()}

    def _fill(self, cell: CellType, original: CellType, name: str) -> None:
        """Put a copy of what a variable of an outer function holds into its new cell."""
        with suppress(ValueError):  # nothing in it yet
            cell.cell_contents = self.copied(original.cell_contents, name)


@lru_cache(maxsize=512)
def _global_names(code: CodeType) -> frozenset[str]:
    """Return the globals that code reads or sets, that of inner functions included."""
    names = {i.argval for i in dis.get_instructions(code) if i.opname in GLOBAL_NAMES}
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return frozenset(names).union(*map(_global_names, inner))


def _is_plain(value: Any, depth: int = 10) -> bool:
    """Return whether a deep copy of `value` shares nothing with it that may change."""
    if isinstance(value, UNCHANGEABLE):
        return True
    if isinstance(value, SimpleNamespace):
        value = vars(value)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        parts = chain(value, value.values()) if isinstance(value, dict) else value
        return depth > 0 and all(_is_plain(part, depth - 1) for part in parts)
    return _is_from_library(type(value)) and not isinstance(value, (FunctionType, MethodType, type))


def _remembers_nothing(value: Any) -> bool:
    """Return whether `value` is of a library and the same before and after a run."""
    classes = value.__mro__ if isinstance(value, type) else type(value).__mro__
    if any(_top_level_module(class_) in SHARED_LIBRARIES for class_ in classes):
        return not isinstance(value, tuple)  # the states of our rules may hold arrays
    return callable(value) and _is_from_library(value if isinstance(value, type) else type(value))


def _is_from_library(value: Any) -> bool:
    """Return whether a function or class is part of Python, of a package or of this course."""
    if _top_level_module(value) == "builtins":  # or made by exec()
        return isinstance(value, type) and not value.__flags__ & MADE_IN_PYTHON
    return _is_library(_top_level_module(value))


def _top_level_module(value: Any) -> str:
    return (getattr(value, "__module__", None) or "").partition(".")[0]


@lru_cache(maxsize=512)
def _is_library(root: str) -> bool:
    """Return whether a top-level module was installed, and is not a reader's own."""
    if root == "__main__":  # of a notebook, although its file is that of the kernel
        return False
    if root in sys.stdlib_module_names or root in SHARED_LIBRARIES:
        return True
    file = getattr(sys.modules.get(root), "__file__", None)
    folders = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    folders |= {folder.resolve() for folder in folders}  # in a browser they begin with two slashes
    return file is not None and not folders.isdisjoint(Path(file).parents)
