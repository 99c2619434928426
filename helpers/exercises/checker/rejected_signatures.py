"""Errors for what is not an update rule: a class, or a signature of another course."""

import inspect
from collections.abc import Callable
from typing import Any

from helpers.core.hyperparameters import canonical_name
from helpers.core.signature import rule_name
from helpers.exercises.checker.exercises import Exercise

STEP_COUNTS = {"t", "step", "steps", "iteration", "iterations", "it", "i", "k", "n", "epoch"}
CONFIGS = {"config", "cfg", "conf", "options", "opts", "hyper", "hyperparameters", "optim_config"}
PASS_A_FUNCTION = "Pass the function itself, without brackets: check(my_rule, like=momentum)."


def refuse_objects(mine: Any, exercise: Exercise) -> None:
    """Raise an error for anything that is not a function.

    Parameters
    ----------
    mine : object
        What the reader passed.
    exercise : Exercise
        What it should do.

    Raises
    ------
    TypeError
        With a sentence that says what to write instead.
    """
    how = _how_to_write(exercise)
    if isinstance(mine, type):
        raise TypeError(f"{mine.__name__} is a class. {how}")
    if callable(mine):
        return
    parts = vars(type(mine)).items()
    methods = [n for n, part in parts if inspect.isfunction(part) and not n.startswith("_")]
    if not methods or isinstance(mine, tuple):
        raise TypeError(PASS_A_FUNCTION)
    kind = type(mine).__name__
    raise TypeError(
        f"This is an object of the class {kind}, not a function. {how} Its lines are those of "
        f"{kind}.{methods[0]}."
    )


def refuse_other_forms(mine: Callable) -> None:
    """Raise an error for the signatures of other courses.

    Parameters
    ----------
    mine : callable
        The reader's function.

    Raises
    ------
    TypeError
        With a sentence that says how to write it here.
    """
    try:
        parameters = [*inspect.signature(mine).parameters.values()]
    except ValueError:  # it has no signature: reported elsewhere
        return
    names, name = [parameter.name for parameter in parameters], rule_name(mine)
    kept = [p.name for p in parameters[2:] if _is_kept(p)]
    if len(kept) > 1:
        listed, first = ", ".join(kept), ", ".join("0" if k in STEP_COUNTS else "0.0" for k in kept)
        raise TypeError(
            f"{name} takes {listed} one by one. Here all that it remembers is one thing, with a "
            f"first value: begin with def {name}({names[0]}, {names[1]}, state=({first}), *, "
            f"learning_rate, …): and {listed} = state, and end with return params, ({listed})."
        )
    if len(names) == 3 and names[2] in CONFIGS:
        raise TypeError(
            f"{name} takes its settings out of {names[2]}. Here each is an argument of its own, "
            f"after a *, and {names[2]} holds what it remembers: "
            f"def {name}({names[0]}, {names[1]}, {names[2]}=None, *, learning_rate, …)."
        )


def about_a_setting(mine: Callable, setting: str, exercise: Exercise) -> str:
    """Return the sentence about a setting that a function requires and is not passed.

    Parameters
    ----------
    mine : callable
        The reader's function.
    setting : str
        What the reader calls the setting.
    exercise : Exercise
        What the function should do.

    Returns
    -------
    str
        What the reader should change.
    """
    name = rule_name(mine)
    if setting.lower() in STEP_COUNTS:
        return (
            f"{name} asks for {setting}, but nobody passes it: a rule counts its own steps. Keep "
            f"{setting} in the state, 0 at first, and add 1 to it at each step."
        )
    return f"{name} asks for {setting}, which {exercise.name} does not have."


def _is_kept(parameter: inspect.Parameter) -> bool:
    """Return whether a parameter after the second holds what other courses keep one by one."""
    required = parameter.default is inspect.Parameter.empty
    by_place = parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    return required and by_place and canonical_name(parameter.name) is None


def _how_to_write(exercise: Exercise) -> str:
    if not exercise.is_rule:
        return f"Write a function, as in def my_{exercise.reference.__name__}(…): … return …"
    return (
        "Write one step as a function: def my_rule(params, gradient, state=…, *, "
        f"{', '.join(exercise.defaults)}): … return params, state. What an object keeps in self "
        "comes in and goes out as state."
    )
