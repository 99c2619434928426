"""Fresh copies of functions that keep something outside their arguments."""

import types

import numpy as np

from helpers.core.signature import copy_state


def fresh_copy(function):
    """Return `function` as if it had just been defined: what it keeps outside itself is copied.

    So a velocity kept in a closure, a default, an attribute or a callable object begins anew in
    each trial; in a global too, if that is a number, an array, a list, a dict or a set. A global
    object of another kind is shared, and so is what other functions, called from this one, keep.
    """
    if not isinstance(function, types.FunctionType):
        return copy_state(function)
    code, world = function.__code__, dict(function.__globals__)
    for name in set(code.co_names) & set(world):
        if isinstance(world[name], (np.ndarray, list, dict, set)):
            world[name] = copy_state(world[name])
    cells = tuple(map(_copied_cell, function.__closure__ or ()))
    defaults = copy_state(function.__defaults__)
    twin = types.FunctionType(code, world, function.__name__, defaults, cells)
    twin.__kwdefaults__ = copy_state(function.__kwdefaults__)
    twin.__dict__.update(copy_state(function.__dict__))
    if world.get(function.__name__) is function:
        world[function.__name__] = twin
    return twin


def _copied_cell(cell):
    try:
        return types.CellType(copy_state(cell.cell_contents))
    except ValueError:  # nothing in it yet
        return types.CellType()
