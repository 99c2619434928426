"""The code of a rule as text."""

import ast
import inspect
import textwrap
from collections.abc import Callable

from helpers.core.signature import Rule, rule_name
from helpers.core.validation import short_repr


def rule_source(rule: Rule) -> str:
    """Return the code of a rule as a lesson prints it: without types and docstring.

    Parameters
    ----------
    rule : callable
        A function made with def.

    Returns
    -------
    str
        A def line and the body, as Python would run them.

    Raises
    ------
    TypeError
        For a lambda, an object, or a function that is not written in Python.
    OSError
        For a function whose source is not kept, as that of exec() is not.

    Examples
    --------

    >>> from helpers.rules import gradient_descent
    >>> print(rule_source(gradient_descent))
    def gradient_descent(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * gradient, state
    <BLANKLINE>
    """
    typed, empty = inspect.signature(rule), inspect.Parameter.empty
    parameters = [p.replace(annotation=empty) for p in typed.parameters.values()]
    bare = typed.replace(parameters=parameters, return_annotation=empty)
    return f"def {rule_name(rule)}{bare}:\n{body_of(rule)}"


def body_of(function: Callable) -> str:
    """Return the code of a function below its signature and its docstring.

    Parameters
    ----------
    function : callable
        A function made with def.

    Returns
    -------
    str
        Lines that are indented by as much as in a function at the left margin.

    Raises
    ------
    TypeError
        For a lambda, an object, or a function that is not written in Python.
    OSError
        For a function whose source is not kept, as that of exec() is not.
    """
    lines = textwrap.dedent(inspect.getsource(function)).splitlines(keepends=True)
    try:
        (tree,) = ast.parse("".join(lines)).body
    except SyntaxError:  # a part of an expression
        tree = None
    if not isinstance(tree, ast.FunctionDef):
        raise TypeError(f"{short_repr(function)} must be a function made with def.")
    first = tree.body[0]
    if ast.get_docstring(tree) is not None:
        return "".join(lines[first.end_lineno :]) or "    pass\n"
    line = lines[first.lineno - 1].encode()  # ast counts bytes
    if line[: first.col_offset].strip():  # it begins in the def line
        return "".join(["    " + line[first.col_offset :].decode(), *lines[first.lineno :]])
    return "".join(lines[first.lineno - 1 :])
