"""Which sliders a board has, and which values are on them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from helpers.core.hyperparameters import (
    HYPERPARAMETERS,
    canonical_name,
    checked_hyperparameter,
    is_adjustable,
    slider_start,
    slider_values,
)
from helpers.core.signature import (
    fixed_hyperparameters,
    hyperparameter_defaults,
    reject_fixed,
    reject_reserved_names,
)
from helpers.core.validation import checked_int, short_repr
from helpers.descent import RESERVED_NAMES
from helpers.widgets.learning_rates import suitable_learning_rates

__all__ = ["PLAYGROUND_ARGUMENTS", "Slider", "choices"]

PLAYGROUND_ARGUMENTS = {*RESERVED_NAMES, "rules", "views", "theory", "challenge"}


class Slider(NamedTuple):
    """The values on a slider, and the one it starts at.

    Attributes
    ----------
    values : sequence
        The values; a single one means that there is no slider.
    start : object, optional
        One of the values; None for the first.
    """

    values: Any
    start: Any = None


class _Setting(NamedTuple):
    """What a slider is made for."""

    name: str
    default: Any
    signature: Mapping[str, Any]  # all hyperparameters of the rule, with their defaults
    fixed: bool  # whether it stays at its default unless a value is given
    problem: Any

    @property
    def is_learning_rate(self) -> bool:
        return canonical_name(self.name, self.signature) == "learning_rate"


def choices(rules: Iterable[Any], problem: Any, given: Mapping[str, Any]) -> dict[str, Slider]:
    """Return a slider for every hyperparameter of the rules, and for batch size and seed.

    Parameters
    ----------
    rules : iterable of callables
        Rules that share the sliders of the same name.
    problem : Problem
        Its `rows` are the largest batch size.
    given : {name: value}
        A number is where the slider starts, a sequence gives its values, Slider both. None for
        batch_size means all rows and no slider, as it does for `descend`.

    Returns
    -------
    dict
        {name: Slider}.

    Raises
    ------
    TypeError, ValueError
    """
    rules = list(rules)
    for rule in rules:
        reject_reserved_names(rule, PLAYGROUND_ARGUMENTS, "playground")
    given = dict(given)
    if given.get("batch_size", ...) is None:
        del given["batch_size"]
        if problem.rows:
            given["batch_size"] = [problem.rows]
    settings = _settings(rules, problem)
    for name in given:
        if name not in settings:
            known = ", ".join(settings)
            raise TypeError(f"There is no setting {name} here; there are {known}.")
    rates = None
    is_scaled = getattr(problem, "scales_learning_rates", False) and problem.hessian is not None
    if is_scaled and any(setting.is_learning_rate for setting in settings.values()):
        rates = suitable_learning_rates(rules, problem)
    sliders = {name: _slider(setting, given.get(name), rates) for name, setting in settings.items()}
    if problem.rows and sliders["batch_size"].values == (problem.rows,):
        seed = sliders["seed"].values[:1]  # there is nothing to shuffle
        sliders["seed"] = Slider(seed, seed[0])
    return sliders


def _settings(rules: list[Any], problem: Any) -> dict[str, _Setting]:
    """Return what sliders are to be made; of several rules with the same name the last one says."""
    settings = {}
    for rule in rules:
        signature, fixed = hyperparameter_defaults(rule), fixed_hyperparameters(rule)
        for name, default in signature.items():
            settings[name] = _Setting(name, default, signature, name in fixed, problem)
    if problem.rows:
        for name, default in {"batch_size": problem.rows, "seed": 0}.items():
            settings[name] = _Setting(name, default, {}, False, problem)
    return settings


def _slider(setting: _Setting, value: Any, rates: tuple[tuple[float, ...], float] | None) -> Slider:
    """Return the slider for a setting: with the value that was given for it, or None, and with the
    learning rates that suit the data, and where they start, or None for the usual ones."""
    name = setting.name
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if setting.fixed:
        if value is None:
            return Slider((setting.default,), setting.default)
        reject_fixed(name, setting.default)
    if is_adjustable(setting.default):
        setting = setting._replace(default=_checked_value(setting, setting.default))
    default_values, default_start = _usual_values(setting, rates)
    if isinstance(value, Slider):
        values, start = value
    elif isinstance(value, (list, tuple, range)):
        values, start = value, None
    else:
        start = _checked_value(setting, default_start if value is None else value)
        values = (False, True) if isinstance(start, bool) else sorted({*default_values, start})
    values = tuple(values) if np.iterable(values) and not isinstance(values, str) else ()
    if not values:
        raise ValueError(
            f"{name} needs at least one value, such as {name}=[{default_values[0]!r}]."
        )
    return _checked_slider(setting, values, start)


def _checked_slider(setting: _Setting, values: tuple[Any, ...], start: Any) -> Slider:
    """Return a slider with these values, each checked; None for the start is the first of them."""
    name = setting.name
    values = tuple(dict.fromkeys(_checked_value(setting, v) for v in values))
    start = values[0] if start is None else _checked_value(setting, start)
    if len({isinstance(v, bool) for v in (*values, start)}) > 1:
        raise TypeError(f"{name} must be either numbers or True and False.")
    if isinstance(start, bool):
        values = tuple(sorted(values))  # a tick box counts False as 0 and True as 1
    if start not in values:
        raise ValueError(
            f"{name} cannot start at {short_repr(start)}: it is not among its values, so add it."
        )
    return Slider(values, start)


def _usual_values(
    setting: _Setting, rates: tuple[tuple[float, ...], float] | None
) -> tuple[tuple[Any, ...], Any]:
    """Return the values of a slider for which none were given, and where it starts."""
    default = setting.default
    if setting.name == "batch_size":
        powers = (2**k for k in range(setting.problem.rows.bit_length()))
        return tuple(sorted({*powers, setting.problem.rows})), default
    if rates is not None and setting.is_learning_rate:
        values, start = rates
        return values, default if is_adjustable(default) else start
    values = slider_values(setting.name, default, setting.signature)
    return values, slider_start(setting.name, default, setting.signature)


def _checked_value(setting: _Setting, value: Any) -> Any:
    """Return a value of a slider as an int, a float, True or False."""
    spec = HYPERPARAMETERS.get(setting.name)
    if spec is not None and spec.whole:
        high = setting.problem.rows if setting.name == "batch_size" else None
        return checked_int(setting.name, value, low=int(spec.low), high=high)
    value = checked_hyperparameter(setting.name, value, setting.default, setting.signature)
    if isinstance(value, bool):
        return value
    if np.ndim(value):
        raise TypeError(f"{setting.name} must be one number for each place on its slider.")
    return float(value)
