"""The boards of a lesson (sliders with their pictures), made in this process too, to compare."""

import ast
from pathlib import Path

import matplotlib
import nbformat

from helpers.playground import Board
from helpers.switch import Switch

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def boards_of(lesson):
    """Run a lesson's code cells and return what they show, as (number of the cell, label, Board).

    The label is the button that brings a Board of a Switch to the front, else None.
    """
    matplotlib.use("Agg")
    cells = [c for c in nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", 4).cells]
    names, boards = {"display": lambda *_: None}, []
    for number, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"{lesson}, cell {number}", "exec"), names)
        shown = eval(ast.unparse(last.value), names) if last else None
        if isinstance(shown, Board):
            boards.append((number, None, shown))
        if isinstance(shown, Switch):
            boards += [(number, label, board) for label, board in shown.boards.items()]
    matplotlib.pyplot.close("all")
    return boards
