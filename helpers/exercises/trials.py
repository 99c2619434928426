"""Run a reader's function safely: as good as new, within a time limit, and say where it failed."""

import copy
import ctypes
import linecache
import threading
import types

import numpy as np

SECONDS = 5.0  # a right answer takes a hundredth of one


class TimeUpError(Exception):
    """Raised for a function that did not return within its time."""


class _Stop(BaseException):
    """Thrown into a thread that must end; no `except Exception` of a reader catches it."""


def within(seconds, function, *args, **kwargs):
    """Return function(*args, **kwargs). Raises what it raises, or TimeUpError after `seconds`.

    It runs in a thread of its own, since a signal would reach the main thread only, and on
    Windows not even that.
    """
    done = {}

    def work():
        try:
            done["result"] = function(*args, **kwargs)
        except _Stop:
            pass
        except BaseException as error:  # even a reader's sys.exit() must not end the thread unseen
            done["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        stopped = _stop(thread)
        end = "" if stopped else " Nothing stops it: choose Kernel → Restart Kernel in the menu."
        raise TimeUpError(f"It did not come to an end within {seconds:g} seconds.{end}")
    if "error" in done:
        raise done["error"]
    return done["result"]


def _stop(thread):
    """Throw _Stop into a thread, again and again in case it is caught; return whether it ended."""
    for _ in range(20):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.05)
        if not thread.is_alive():
            return True
    return False


def fresh(function):
    """Return `function` as if it had just been defined: what it keeps outside itself is copied.

    So a velocity kept in a closure, a global, a default or an object begins anew in each trial.
    """
    if not isinstance(function, types.FunctionType):
        return _copied(function)
    code, world = function.__code__, dict(function.__globals__)
    for name in set(code.co_names) & set(world):
        if isinstance(world[name], (np.ndarray, list, dict, set)):
            world[name] = _copied(world[name])
    cells = tuple(map(_copied_cell, function.__closure__ or ()))
    defaults = _copied(function.__defaults__)
    twin = types.FunctionType(code, world, function.__name__, defaults, cells)
    twin.__kwdefaults__ = _copied(function.__kwdefaults__)
    twin.__dict__.update(_copied(function.__dict__))
    if world.get(function.__name__) is function:
        world[function.__name__] = twin
    return twin


def _copied(value):
    try:
        return copy.deepcopy(value)
    except Exception:  # a module, a file: what cannot be copied is shared
        return value


def _copied_cell(cell):
    try:
        return types.CellType(_copied(cell.cell_contents))
    except ValueError:  # nothing in it yet
        return types.CellType()


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
