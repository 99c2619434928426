"""What a rule is: its parameters, its hyperparameters, and what it must return."""

import copy
import inspect

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.validation import OneLineTraceback, as_floats, short_repr


def hyperparameter_defaults(rule):
    """Return {name: default} of a rule's hyperparameters; the default is None where it has none.

    They are the parameters after params, gradient and state. Raises TypeError for anything that
    cannot be called as rule(params, gradient, state, *, ...).
    """
    empty = inspect.Parameter.empty
    return {p.name: None if p.default is empty else p.default for p in _parameters(rule)[3:]}


def reject_reserved_names(rule, taken, function):
    """Raise TypeError where a setting of the rule has a name that `function` takes itself."""
    for name in hyperparameter_defaults(rule):
        if name in taken:
            other = "total_steps" if name == "steps" else f"my_{name}"
            raise TypeError(f"{rule_name(rule)} calls a setting {name}, a word that {function} takes "
                            f"itself: give it another name, such as {other}.")  # fmt: skip


def copy_state(value):
    """Return a copy of a first state or the like, which a rule may change in place."""
    try:
        return copy.deepcopy(value)
    except Exception:  # a module, a file: what cannot be copied is shared
        return value


def initial_state(rule):
    """Return the state before the first step, the default of the third parameter, as it is."""
    return _parameters(rule)[2].default


def _parameters(rule):
    how = "write it as def my_rule(params, gradient, state=0.0, *, learning_rate): ..."
    if not callable(rule):
        raise TypeError(f"A rule is a function, not {short_repr(rule)}: {how}")
    try:
        parameters = list(inspect.signature(rule).parameters.values())
    except ValueError:  # some of Python's own functions do not tell what they take
        raise TypeError(f"{rule_name(rule)} does not say what it takes: {how}") from None
    kinds = {p.kind for p in parameters}
    if kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
        raise TypeError(f"{rule_name(rule)} must name its parameters, without * or **: {how}")
    if len(parameters) < 3 or parameters[2].kind is inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{rule_name(rule)} must take params, gradient and state: {how}")
    if parameters[2].default is inspect.Parameter.empty:
        raise TypeError(f"{rule_name(rule)} must give its state a first value: {how}")
    return parameters


def rule_name(rule):
    """Return the name a reader knows the rule by."""
    return getattr(rule, "__name__", type(rule).__name__)


def checked_hyperparameters(rule, given):
    defaults = hyperparameter_defaults(rule)
    for name in given:
        if name not in defaults:
            takes = ", ".join(defaults) or "no settings"
            raise TypeError(f"{rule_name(rule)} has no setting {name}; it takes {takes}.")
    missing = [n for n, default in defaults.items() if default is None and given.get(n) is None]
    if missing:
        raise TypeError(f"{rule_name(rule)} needs a value for {missing[0]}: pass {missing[0]}=...")
    values = defaults | given
    return {name: checked_hyperparameter(name, values[name], defaults[name]) for name in defaults}


class ResultError(OneLineTraceback, TypeError, ValueError):
    """Raised for what a rule returned."""


def checked_result(rule, result, shape):
    """Return what a rule returned if it is (params, state), params of that shape. Raises
    ResultError, which says what it must return."""
    if result is None:
        raise ResultError(f"{rule_name(rule)} returns nothing: end it with return params, state")
    if not isinstance(result, tuple) or len(result) != 2:
        raise ResultError(
            f"{rule_name(rule)} must return two things, not {type(result).__name__}: "
            "end it with return params, state"
        )
    params = as_floats(result[0])
    if params is None:
        raise ResultError(
            f"{rule_name(rule)} must return params as numbers, not {short_repr(result[0])}."
        )
    if params.shape != shape:
        raise ResultError(
            f"{rule_name(rule)} must return params of shape {shape}, as it was given, "
            f"not of shape {params.shape}."
        )
    return result
