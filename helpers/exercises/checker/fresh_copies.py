"""Run a reader's function as if it were new, and say where it failed."""

import inspect
import linecache
import re
import types

import numpy as np

from helpers.core.signature import copy_state
from helpers.exercises.texts import read


def fresh(function):
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


def told(error, function):
    """Return what went wrong: in a reader's own code with the kind of error and their line, else
    just the sentence of what called it."""
    text, place, says = (
        " ".join(str(error).split()),
        where(error, function),
        read("mistakes")["error"],
    )
    if "bitwise_xor" in text or "for ^" in text:
        return says["power"].format(place=place)
    if isinstance(error, UnboundLocalError) and (name := re.search(r"'(\w+)'", text)):
        of_a_rule = "state" in inspect.signature(function).parameters
        return says["no value yet" if of_a_rule else "no value"].format(name=name[1], place=place)
    return f"{type(error).__name__}: {text}{place}" if place else text


def where(error, function):
    """Return ", in line 3 of my_rule: `code`", the last line of the reader's own, or nothing."""
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    trace, found = error.__traceback__, ""
    while trace is not None and code is not None:
        file, name = trace.tb_frame.f_code.co_filename, trace.tb_frame.f_code.co_name
        if file == code.co_filename:
            line = linecache.getline(file, trace.tb_lineno).strip()
            found = f", in line {trace.tb_lineno} of {name}" + (f": `{line}`" if line else "")
        trace = trace.tb_next
    return found
