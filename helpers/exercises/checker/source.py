"""Evidence from a reader's source, beside the numbers."""

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any


def written_numbers(function: Any) -> list[float]:
    """Return the numbers written into a function, its closure or its object, each once.

    Parameters
    ----------
    function : callable
        A function, a method or an object with __call__.

    Returns
    -------
    list of float
        Those in the globals that it reads and in its defaults are among them.
    """
    numbers: list[float] = []
    for value in _written_values(function):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value not in numbers:
            numbers.append(float(value))
    return numbers


def unused_names(function: Callable) -> list[str]:
    """Return the names that a function assigns and never reads.

    Parameters
    ----------
    function : callable
        What the reader wrote.

    Returns
    -------
    list of str
        Each once, without the name _; empty where there is no source.
    """
    tree = syntax_tree(function)
    if tree is None:
        return []
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    assigned = [n.id for n in names if isinstance(n.ctx, ast.Store) and n.id not in loaded]
    return [name for name in dict.fromkeys(assigned) if name != "_"]


def global_names(function: FunctionType) -> list[str]:
    """Return the names that a function reads from its module or notebook and never sets there.

    Parameters
    ----------
    function : function
        One made with def or lambda; the functions within it count as well.

    Returns
    -------
    list of str
        Each once, names of Python's own functions among them.
    """
    instructions = [i for part in _all_code(function.__code__) for i in dis.get_instructions(part)]
    set_there = {i.argval for i in instructions if i.opname == "STORE_GLOBAL"}
    loaded = [i.argval for i in instructions if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    return [name for name in dict.fromkeys(loaded) if name not in set_there]


def syntax_tree(function: Callable) -> ast.Module | None:
    """Return a function's source as a tree, or None where Python keeps no text of it.

    Parameters
    ----------
    function : callable
        What the reader wrote.

    Returns
    -------
    ast.Module or None
        None also where the text cannot be parsed alone.
    """
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None


def code_of(function: Any) -> CodeType | None:
    """Return the code of a function, or of an object's __call__.

    Parameters
    ----------
    function : callable
        A function, a method or an object with __call__.

    Returns
    -------
    code or None
        None where there is no Python code, as in a function written in C.
    """
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return code if isinstance(code, CodeType) else None


def _written_values(function: Any) -> Iterator[Any]:
    code = code_of(function)
    if code is None:
        return
    for part in _all_code(code):
        yield from part.co_consts
    if isinstance(function, FunctionType):
        for cell in function.__closure__ or ():
            try:
                yield cell.cell_contents
            except ValueError:  # nothing in it yet
                continue
        names = {name for part in _all_code(code) for name in part.co_names}
        yield from (function.__globals__[n] for n in sorted(names & function.__globals__.keys()))
        yield from (p.default for p in inspect.signature(function).parameters.values())
    else:
        yield from getattr(getattr(function, "__self__", function), "__dict__", {}).values()


def _all_code(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a function and of the functions within it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _all_code(part)
