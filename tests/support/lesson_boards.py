"""The boards of a lesson, made by its own cells but in this process."""

import ast
import itertools
from functools import cache
from pathlib import Path

import matplotlib
import nbformat
from matplotlib import pyplot as plt

from helpers.sweep import sweep
from support.lessons_with_torch import skip_without_torch
from support.made_boards import made_boards

TICKED = "☑ Challenge met: "
MAKERS = {"playground", "manual_descent", "race", "compare", "tabs", "change_of_unit"}
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@cache
def shared_boards(lesson):
    """Return boards_of(lesson), made once a process: tests reset the boards that they use."""
    return boards_of(lesson)


def boards_of(lesson):
    """Run what a lesson's boards need and return them, as (number of the cell, label, Board).

    The label is the button that shows a board in Tabs, else None.
    """
    skip_without_torch(lesson)
    matplotlib.use("Agg")
    boards = made_boards([(number, ast.unparse(statement)) for number, statement in needed(lesson)])
    plt.close("all")
    return boards


def notebooks_with_boards():
    """Return the names of all lessons, and of those notebooks of deeper/ that have boards."""
    deeper = (f"deeper/{path.stem}" for path in sorted(NOTEBOOKS.glob("deeper/*.ipynb")))
    lessons = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    return [*lessons, *(name for name in deeper if needed(name))]


def needed(lesson):
    """Return (number of the cell, statement) of the statements that make a lesson's boards, in
    order. A cell that calls one of MAKERS shows a board at its end."""
    cells = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", 4).cells
    code = enumerate((c.source for c in cells if c.cell_type == "code"), start=1)
    bodies = [(number, ast.parse(source).body) for number, source in code]
    wanted, kept = set(), []
    for number, body in reversed(bodies):
        for statement in reversed(body):
            binds, reads = binds_and_reads(statement)
            if isinstance(statement, ast.Expr):
                makes = any(MAKERS & binds_and_reads(other)[1] for other in body)
                serves = statement is body[-1] and makes
            else:
                serves = binds & wanted
            if serves:
                defines = isinstance(statement, (ast.Assign, ast.FunctionDef))
                wanted = (wanted - binds if defines else wanted) | reads
                kept.append((number, statement))
    return kept[::-1]


def binds_and_reads(statement):
    """Return the names that a statement assigns, wholly or in part, and those that it reads."""
    if isinstance(statement, ast.For):  # what it assigns before, it does not need from elsewhere
        binds, _ = binds_and_reads(statement.target)
        _, reads = binds_and_reads(statement.iter)
        for line in statement.body:
            more, read = binds_and_reads(line)
            binds, reads = binds | more, reads | (read - binds)
        return binds, reads
    binds, reads, inner = set(), set(), set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            (reads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            binds |= {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            binds.add(node.name)
        elif isinstance(node, ast.alias):
            binds.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.arg):
            inner.add(node.arg)
        elif isinstance(node, ast.comprehension):
            inner |= {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            reads.add(node.target.id)
    return binds - inner, reads - inner


def settings_that_meet(board):
    """Return {slider: value} with which a playground's challenge is met, or None.

    All positions of all sliders are tried, in one pass.
    """
    names = list(board.sliders)
    every = itertools.product(*(board._choices[name].values for name in names))
    rows = [board.settings_at({}) | dict(zip(names, values, strict=True)) for values in every]
    (rule,) = board.rules.values()
    run = sweep(rule, board.problem, rows, steps=board.steps, start=board.start)
    for row, line in zip(rows, board.challenge.of_runs(run, rows), strict=True):
        if line.startswith(TICKED):
            return {name: row[name] for name in names}
    return None
