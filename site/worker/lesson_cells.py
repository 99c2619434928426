"""Which cells of a lesson need which: what a page's worker has to run before a reader's cell."""

import ast
import dis
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any, NamedTuple

from nbformat import NotebookNode

__all__ = ["lesson_cells"]


class Names(NamedTuple):
    """The names of a cell's code.

    Attributes
    ----------
    used : set of str
        Those it takes from cells before it.
    made : set of str
        Those it defines, or changes a part of.
    """

    used: set[str]
    made: set[str]


def lesson_cells(notebook: NotebookNode) -> dict[str, Any]:
    """Return the code cells of a lesson, as the worker takes them.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson.

    Returns
    -------
    dict
        cells: a list of {id, source}. needs: {id: ids of the cells to be run before, in order}.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    makers: dict[str, list[str]] = {}
    needs: dict[str, list[str]] = {}
    order = {cell.id: place for place, cell in enumerate(cells)}
    for cell in cells:
        names = names_of(cell.source)
        direct = {maker for name in names.used for maker in makers.get(name, [])}
        wanted = direct.union(*(needs[maker] for maker in direct))
        needs[cell.id] = sorted(wanted, key=order.__getitem__)
        for name in names.made:  # one that was changed is made by both cells
            makers[name] = [*(makers.get(name, []) if name in names.used else []), cell.id]
    sources = [{"id": cell.id, "source": cell.source} for cell in cells]
    return {"cells": sources, "needs": {cell: ids for cell, ids in needs.items() if ids}}


def names_of(source: str) -> Names:
    """Return the names that a cell's code takes from others, and those that it makes.

    Parameters
    ----------
    source : str
        The code.

    Returns
    -------
    Names

    Examples
    --------

    >>> names_of("total += 1")
    Names(used={'total'}, made={'total'})
    """
    tree = ast.parse(source)
    changed = set(_changed_parts(tree))
    used, made = set(), set[str]()
    for statement in tree.body:
        code = compile(ast.Module([statement], []), "", "exec")
        used |= set(_loaded(code, made))
        made |= {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_NAME"}
    return Names(used | changed - made, made | changed)


def _loaded(code: CodeType, made: Iterable[str]) -> Iterator[str]:
    """Yield the names that code reads and that neither `made` nor the code before defines."""
    there = set(made)
    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_NAME":
            there.add(instruction.argval)
        elif instruction.opname in ("LOAD_NAME", "LOAD_GLOBAL") and instruction.argval not in there:
            yield instruction.argval
        elif isinstance(instruction.argval, CodeType):
            yield from _loaded(instruction.argval, there)


def _changed_parts(tree: ast.AST) -> Iterator[str]:
    """Yield the names of which the code sets an item or an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            base: ast.expr = node
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id
