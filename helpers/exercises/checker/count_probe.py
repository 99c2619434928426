"""Find out whether only the step count of a rule is wrong.

Where t is 0 at the first step, 1 - beta ** t is 0 as well, and what comes of it is no number. So
the count is set from outside, to 1, 2, 3 … If the rule is right then, nothing else is wrong.
"""

import ast
import copy
import inspect
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.exercises.checker.comparison import observe, same
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.source import code_of, syntax_tree


def right_with_count_set(attempt: Attempt, names: list[str]) -> bool:
    """Return whether a rule is right in these trials once its count of steps is set from outside.

    Parameters
    ----------
    attempt : Attempt
        That of a rule which gives no numbers from the first step on.
    names : list of str
        The trials to be compared.

    Returns
    -------
    bool
        False too where the rule cannot be called with such a state.
    """
    try:
        absent_at_first = not _places(_first_state(attempt.mine))
        state = (
            _after_one_step(attempt, names[0]) if absent_at_first else _first_state(attempt.mine)
        )
        return any(
            all(_agrees(attempt, name, place, absent_at_first) for name in names)
            for place in _places(state)
        )
    except Exception:  # it cannot be called with such a state
        return False


def divides_by_count_of_0(error: ZeroDivisionError, function: Callable) -> bool:
    """Return whether an error is a division by something like 1 - beta ** t, where t was 0.

    Parameters
    ----------
    error : ZeroDivisionError
        What the reader's function raised.
    function : callable
        The reader's function.

    Returns
    -------
    bool
        False for any other error.
    """
    tree, trace, frame, line = syntax_tree(function), error.__traceback__, None, 0
    code = code_of(function)
    while trace is not None and code is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            frame, line = trace.tb_frame, trace.tb_lineno - code.co_firstlineno + 1
        trace = trace.tb_next
    if tree is None or frame is None:
        return False
    divisors = [
        node.right
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and node.lineno == line
    ]
    powers = [
        (divisor, node.right)
        for divisor in divisors
        for node in ast.walk(divisor)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    ]
    return any(
        _is_zero(divisor, frame) and _is_zero(exponent, frame) for divisor, exponent in powers
    )


def _is_zero(node: ast.expr, frame: FrameType) -> bool:
    """Return whether a part of a reader's line, if it calls nothing, is 0 where it was run."""
    if any(isinstance(part, (ast.Call, ast.NamedExpr)) for part in ast.walk(node)):
        return False
    try:
        value = eval(compile(ast.Expression(node), "", "eval"), frame.f_globals, frame.f_locals)
        return bool(value == 0)
    except Exception:  # it was changed since
        return False


def _agrees(attempt: Attempt, name: str, place: Any, absent_at_first: bool) -> bool:
    """Return whether a trial shows the true numbers, with the count in this place of the state."""
    trial, mine = attempt.trial(name), fresh_copy(attempt.mine)
    true = attempt.exercise.reference
    counted = _counted(mine, place, _first_state(mine), absent_at_first)
    result = observe(counted, trial, attempt.arguments.settings(trial.settings))
    known = observe(
        _losing_first_step(true) if absent_at_first else true,
        trial,
        attempt.all_settings(name, attempt.missing[0]),
    )
    return same(result, known)


def _counted(rule: Callable, place: Any, first: Any, absent_at_first: bool) -> Callable:
    """Return a rule that finds the number of the step in this place of its state.

    `absent_at_first`: the state before the first step has no such place, only later ones have.
    """
    count = 0

    def counted(params: Any, gradient: Any, state: Any = first, **settings: Any) -> Any:
        nonlocal count
        count += 1
        if not (absent_at_first and count == 1):
            state = _state_with(state, place, count)
        return rule(params, gradient, state, **settings)

    return counted


def _losing_first_step(rule: Callable) -> Callable:
    """Return a rule whose first step leads nowhere; the state after it is right."""
    first = True

    def losing(params: Any, gradient: Any, *state: Any, **settings: Any) -> Any:
        nonlocal first
        params, after = rule(params, gradient, *state, **settings)
        params, first = (params * np.nan if first else params), False
        return params, after

    return losing


def _after_one_step(attempt: Attempt, name: str) -> Any:
    trial = attempt.trial(name)
    inputs = copy.deepcopy(trial.inputs)
    with np.errstate(all="ignore"):
        return fresh_copy(attempt.mine)(*inputs, **attempt.arguments.settings(trial.settings))[1]


def _first_state(rule: Callable) -> Any:
    return [*inspect.signature(rule).parameters.values()][2].default


def _places(state: Any) -> list[Any]:
    """Return where single numbers are in a state: indices, keys or names of attributes."""
    if isinstance(state, dict):
        items = list(state.items())
    elif isinstance(state, (list, tuple)):
        items = list(enumerate(state))
    else:
        items = list(getattr(state, "__dict__", {}).items())
    return [place for place, value in items if isinstance(value, (int, float, np.number))]


def _state_with(state: Any, place: Any, value: int) -> Any:
    """Return a state with another number in one place."""
    if isinstance(state, tuple):
        parts = [value if i == place else part for i, part in enumerate(state)]
        make = getattr(state, "_make", tuple)  # a NamedTuple has one
        return make(parts)
    state = copy.copy(state)
    if isinstance(state, (dict, list)):
        state[place] = value
    else:
        setattr(state, place, value)
    return state
