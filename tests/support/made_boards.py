"""Boards made by statements of a lesson, in whatever Python: a page's worker runs this file too."""

import ast

from helpers.exercises.predict import QuestionWithFigure
from helpers.widgets.board import Board
from helpers.widgets.tabs import Tabs


def made_boards(statements):
    """Run statements, (number of the cell, source), and return the boards that they show, as
    (number of the cell, label, Board). The label is the button that shows a board in Tabs."""
    names, boards = {}, []
    for number, source in statements:
        (statement,) = ast.parse(source).body
        if not isinstance(statement, ast.Expr):
            exec(compile(source, f"cell {number}", "exec"), names)
            continue
        shown = eval(source, names)
        if isinstance(shown, QuestionWithFigure):
            shown = shown.figure
        if isinstance(shown, Board):
            boards.append((number, None, shown))
        if isinstance(shown, Tabs):
            boards += [(number, label, board) for label, board in shown.boards.items()]
    return boards
