"""What a rule is: its parameters, its hyperparameters, and what it must return."""

import copy
import inspect
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from helpers.core.hyperparameters import canonical_name, checked_hyperparameter, is_adjustable
from helpers.core.validation import OneLineTraceback, as_floats, short_repr

RULE_EXAMPLE = "write it as def my_rule(params, gradient, state=0.0, *, learning_rate): ..."


class Rule(Protocol):
    """A function that takes one step, like those in helpers.rules.

    `params` and `gradient` are floats or arrays of one shape, (..., n) for points. `state` is
    anything that the rule returned at the step before; for the first step it is left out. The
    hyperparameters are keyword-only.
    """

    def __call__(
        self, params: Any, gradient: Any, state: Any = ..., /, *args: Any, **kwargs: Any
    ) -> tuple[Any, Any]: ...


def rule_name(rule: Any) -> str:
    """Return the display name of a rule.

    Parameters
    ----------
    rule : callable
        An update rule, or anything else that a reader passes as one.

    Returns
    -------
    str
        Its ``__name__``, or that of its class.
    """
    return getattr(rule, "__name__", type(rule).__name__)


def hyperparameter_defaults(rule: Rule) -> dict[str, Any]:
    """Return the hyperparameters of a rule: its parameters after params, gradient and state.

    Parameters
    ----------
    rule : callable
        An update rule.

    Returns
    -------
    dict
        {name: default}. None stands for no default too.

    Raises
    ------
    TypeError
        For anything that cannot be called as rule(params, gradient, state, *, ...).
    """
    return _defaults(_parameters(rule))


def learning_rate_name(rule: Rule) -> str | None:
    """Return the name of the hyperparameter that is the learning rate.

    Parameters
    ----------
    rule : callable
        An update rule.

    Returns
    -------
    str or None
        Such as "lr"; None where there is none.

    Raises
    ------
    TypeError
        As `hyperparameter_defaults` does.
    """
    names = hyperparameter_defaults(rule)
    return next((name for name in names if canonical_name(name, names) == "learning_rate"), None)


def fixed_hyperparameters(rule: Rule) -> dict[str, Any]:
    """Return the hyperparameters whose default is no number, nor True or False.

    They stay as they are, without a slider.

    Parameters
    ----------
    rule : callable
        An update rule.

    Returns
    -------
    dict
        {name: default}, such as {"clip": None, "betas": (0.9, 0.999)}.

    Raises
    ------
    TypeError
        As `hyperparameter_defaults` does.
    """
    return _fixed(_parameters(rule))


def reject_fixed(name: str, default: Any) -> None:
    """Raise an error for a hyperparameter whose default is a text, a tuple or the like.

    A number may replace None or infinity, which switch something off.

    Parameters
    ----------
    name : str
        Name of the hyperparameter.
    default : object
        What the rule has for it.

    Raises
    ------
    TypeError
    """
    if default is not None and not isinstance(default, float):
        raise TypeError(
            f"{name} must be left out: its default, {short_repr(default)}, is not a number and "
            "cannot be set here; change it in the def line."
        )


def initial_state(rule: Rule) -> Any:
    """Return the state before the first step: the default of the third parameter, as it is.

    Parameters
    ----------
    rule : callable
        An update rule.

    Returns
    -------
    object
        Not a copy: see `copy_state`.
    """
    return _parameters(rule)[2].default


def reject_second_rate(name: str, given: Mapping[str, Any]) -> None:
    """Raise an error for a learning rate beside those in the argument `learning_rates`.

    Parameters
    ----------
    name : str
        What the rule calls its learning rate.
    given : {name: value}
        The hyperparameters that a caller gave besides.

    Raises
    ------
    TypeError
    """
    if name in given:
        raise TypeError(f"{name} must be left out: learning_rates gives it.")


def reject_reserved_names(rule: Rule, reserved: Collection[str], function: str) -> None:
    """Raise an error for a hyperparameter that is named like an argument of `function`.

    Parameters
    ----------
    rule : callable
        An update rule.
    reserved : collection of str
        The names.
    function : str
        The name of the function that takes them.

    Raises
    ------
    TypeError
    """
    for name in hyperparameter_defaults(rule):
        if name in reserved:
            alternative = "total_steps" if name == "steps" else f"my_{name}"
            raise TypeError(
                f"{rule_name(rule)} calls a setting {name}, a word that {function} takes itself: "
                f"give it another name, such as {alternative}."
            )


def copy_state(value: Any) -> Any:
    """Return a copy of a state, which a rule may change in place.

    Parameters
    ----------
    value : object
        A state, or any part of one.

    Returns
    -------
    object
        What cannot be copied, such as a module or a file, is returned as it is.
    """
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def _parameters(rule: Rule) -> list[inspect.Parameter]:
    """Return the parameters of a rule. Raises TypeError for what is no rule."""
    if not callable(rule):
        raise TypeError(f"A rule is a function, not {short_repr(rule)}: {RULE_EXAMPLE}")
    name = rule_name(rule)
    try:
        parameters = list(inspect.signature(rule).parameters.values())
    except ValueError:  # some built-in functions have no signature
        raise TypeError(f"{name} does not say what it takes: {RULE_EXAMPLE}") from None
    kinds = {p.kind for p in parameters}
    if kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
        raise TypeError(f"{name} must name its parameters, without * or **: {RULE_EXAMPLE}")
    if len(parameters) < 3 or parameters[2].kind is inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{name} must take params, gradient and state: {RULE_EXAMPLE}")
    if parameters[2].default is inspect.Parameter.empty:
        raise TypeError(f"{name} must give its state a first value: {RULE_EXAMPLE}")
    return parameters


def _defaults(parameters: list[inspect.Parameter]) -> dict[str, Any]:
    """Return {name: default} of the parameters after the third; None for those without one."""
    empty = inspect.Parameter.empty
    return {p.name: None if p.default is empty else p.default for p in parameters[3:]}


def _required(parameters: list[inspect.Parameter]) -> tuple[str, ...]:
    """Return the names of the hyperparameters that need a value."""
    defaults = _defaults(parameters)
    missing = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    missing |= {
        p.name
        for p in parameters[3:]
        if p.default is None and canonical_name(p.name, defaults) == "learning_rate"
    }
    return tuple(name for name in defaults if name in missing)


def _fixed(parameters: list[inspect.Parameter]) -> dict[str, Any]:
    """Return {name: default} of the hyperparameters that no slider can change."""
    required, defaults = _required(parameters), _defaults(parameters)
    return {n: d for n, d in defaults.items() if n not in required and not is_adjustable(d)}


def checked_hyperparameters(rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with which a rule is called: those given, and its defaults for the others.

    Parameters
    ----------
    rule : callable
        An update rule.
    given : {name: value}
        See `checked_hyperparameter` for what a value may be.

    Returns
    -------
    dict
        {name: value}. What stays at a default that is no number is left out.

    Raises
    ------
    TypeError, ValueError
        For an unknown name, a missing value, or one of another type or outside its range.
    """
    parameters = _parameters(rule)
    defaults, fixed = _defaults(parameters), _fixed(parameters)
    for name in given:
        if name not in defaults:
            takes = ", ".join(defaults) or "no settings"
            raise TypeError(f"{rule_name(rule)} has no setting {name}; it takes {takes}.")
    for name in _required(parameters):
        if given.get(name) is None:
            raise TypeError(f"{rule_name(rule)} needs a value for {name}: pass {name}=...")
    values = {n: v for n, v in (defaults | dict(given)).items() if v is not fixed.get(n, ...)}
    for name in fixed.keys() & values.keys():
        reject_fixed(name, fixed[name])
    return {n: checked_hyperparameter(n, v, defaults[n], defaults) for n, v in values.items()}


class ResultError(OneLineTraceback, TypeError, ValueError):
    """Raised for what a rule returned."""


def checked_result(rule: Rule, result: Any, shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Return what a rule returned if it is (params, state), params of that shape.

    Parameters
    ----------
    rule : callable
        An update rule.
    result : object
        What it returned.
    shape : tuple of int
        That of the parameters it was given.

    Returns
    -------
    params, state
        As the rule returned them.

    Raises
    ------
    ResultError
        With a sentence about what the rule must return.
    """
    name = rule_name(rule)
    if result is None:
        raise ResultError(f"{name} returns nothing: end it with return params, state")
    if not isinstance(result, tuple) or len(result) != 2:
        raise ResultError(
            f"{name} must return two things, not {type(result).__name__}: "
            "end it with return params, state"
        )
    params = as_floats(result[0])
    if params is None:
        raise ResultError(f"{name} must return params as numbers, not {short_repr(result[0])}.")
    if params.shape != shape:
        raise ResultError(
            f"{name} must return params of shape {shape}, as it was given, "
            f"not of shape {params.shape}."
        )
    return result
