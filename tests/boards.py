"""The boards of a lesson (sliders with their pictures), made in this process too, to compare."""

import ast
import itertools
from functools import cache
from pathlib import Path

import matplotlib
import nbformat

from helpers.playground import Board
from helpers.sweep import sweep
from helpers.switch import Switch

TICKED = "☑ Challenge met: "
NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


@cache
def shared_boards(lesson):
    """Return boards_of(lesson), made once for the tests of a process: they begin with a reset."""
    return boards_of(lesson)


def boards_of(lesson, **given):
    """Run a lesson's code cells and return what they show, as (number of the cell, label, Board).

    The label is the button that brings a Board of a Switch to the front, else None. `given`: what
    to take in place of things that the lesson defines, as soon as it has.
    """
    matplotlib.use("Agg")
    cells = [c for c in nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", 4).cells]
    names, boards = {"display": lambda *_: None}, []
    for number, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        for statement in body:
            exec(compile(ast.Module([statement], []), f"{lesson}, cell {number}", "exec"), names)
            names.update({name: given[name] for name in given.keys() & names.keys()})
        shown = eval(ast.unparse(last.value), names) if last else None
        if isinstance(shown, Board):
            boards.append((number, None, shown))
        if isinstance(shown, Switch):
            boards += [(number, label, board) for label, board in shown.boards.items()]
    matplotlib.pyplot.close("all")
    return boards


def settings_that_meet(board):
    """Return {slider: value} with which a playground's challenge is met, or None.

    All positions of all sliders are tried, in one pass.
    """
    names = list(board.sliders)
    every = itertools.product(*(board._choices[name].values for name in names))
    rows = [board._values({}) | dict(zip(names, values, strict=True)) for values in every]
    (rule,) = board.rules.values()
    run = sweep(rule, board.problem, rows, steps=board.steps, start=board.start)
    for row, said in zip(rows, board.challenge.of_runs(run, rows), strict=True):
        if said.startswith(TICKED):
            return {name: row[name] for name in names}
    return None
