"""Runs the cells of a lesson in one namespace."""

import ast
import json
import linecache
import os
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import Any

from browser_kernel.displays import display_on, display_result
from browser_kernel.output import CELL_FILE, Outputs, Post, Stream

FIGURES = "module://browser_kernel.figures"


class Shell:
    """Runs cells, and what widgets ask for.

    Parameters
    ----------
    post : callable
        Takes a message to the page as JSON and its buffers.

    Attributes
    ----------
    outputs : Outputs
        Where what they show goes.
    module : ModuleType
        What cells define is in here.
    """

    def __init__(self, post: Post) -> None:
        self.outputs = Outputs(post)
        self.module = ModuleType("__main__")
        vars(self.module)["__builtins__"] = __builtins__

    def run(self, cell: str, source: str) -> bool:
        """Run a cell, and send its outputs.

        Parameters
        ----------
        cell : str
            Its id.
        source : str
            Its code.

        Returns
        -------
        bool
            Whether it ended without an error.
        """
        self.outputs.cell = cell
        try:
            for code, is_last_value in compiled(cell, source):
                value = eval(code, vars(self.module))
                if is_last_value:
                    display_result(value)
            show_figures()
            return True
        except BaseException as error:  # a reader's sys.exit() too must not end the worker
            self.outputs.show_error(error)
            return False
        finally:
            self.outputs.flush()
            self.outputs.cell = None

    def handle(self, message: str, buffers: Sequence[Any]) -> None:
        """Pass a message of the page to its widget.

        Parameters
        ----------
        message : str
            msg_type, content and metadata as JSON.
        buffers : sequence of bytes-like
            What came with it as bytes.
        """
        from browser_kernel.comms import handle

        try:
            handle({**json.loads(message), "buffers": list(buffers)})
        finally:
            self.outputs.flush()


def start(post: Post) -> Shell:
    """Make the one shell of this process: what is printed and shown goes to it.

    Parameters
    ----------
    post : callable
        Takes a message to the page as JSON and its buffers.

    Returns
    -------
    Shell
    """
    from browser_kernel.comms import join_comms

    shell = Shell(post)
    sys.modules["__main__"] = shell.module
    sys.stdout, sys.stderr = Stream(shell.outputs, "stdout"), Stream(shell.outputs, "stderr")
    display_on(shell.outputs)
    join_comms(shell.outputs)
    os.environ["MPLBACKEND"] = FIGURES
    return shell


def compiled(cell: str, source: str) -> list[tuple[CodeType, bool]]:
    """Return the code of a cell, and whether its value is shown: that of the last line.

    Its lines are kept for tracebacks, and for `check`, which reads what a reader wrote.

    Parameters
    ----------
    cell : str
        The cell's id.
    source : str
        Its code.

    Returns
    -------
    list of (code, bool)
        One or two parts.

    Raises
    ------
    SyntaxError
        If it is no Python.
    """
    file = CELL_FILE.format(cell)
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    parts = [(compile(tree, file, "exec"), False)]
    if isinstance(last, ast.Expr):
        shown = not source.rstrip().endswith(";")
        parts.append((compile(ast.Expression(last.value), file, "eval"), shown))
    return parts


def show_figures() -> None:
    """Show the figures of pyplot that a cell has left open."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].show()
