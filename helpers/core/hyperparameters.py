"""What the name of a hyperparameter means: its range, its slider values and its label.

Everything that depends on such a name reads HYPERPARAMETERS.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np

from helpers.core.validation import as_floats, checked_switch, short_repr

SPREAD = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # slider of an unknown name, times its default


@dataclass(frozen=True)
class HyperparameterSpec:
    """Range, slider values and label of one hyperparameter.

    Parameters
    ----------
    low, high : float
        The range.
    low_inclusive, high_inclusive : bool
        Whether `low` and `high` themselves are allowed.
    whole : bool
        Whether only whole numbers are allowed.
    slider_values : tuple of float
        The usual values of its slider. Empty where they depend on the problem.
    example : str
        A usual value, as an error message spells it. A slider starts there if the rule has no
        default.
    label : str
        Display name.
    aliases : tuple of str
        Other names for the same thing.
    """

    low: float = -inf
    high: float = inf
    low_inclusive: bool = True
    high_inclusive: bool = False
    whole: bool = False
    slider_values: tuple[float, ...] = ()
    example: str = "0.1"
    label: str = ""
    aliases: tuple[str, ...] = ()

    def allows(self, values: Any) -> bool:
        """Return whether all `values` are in the range.

        Parameters
        ----------
        values : float or array
            The values that are asked about.

        Returns
        -------
        bool
            False if one of them lies outside.
        """
        values = np.asarray(values)
        is_above_low = values >= self.low if self.low_inclusive else values > self.low
        is_below_high = values <= self.high if self.high_inclusive else values < self.high
        is_whole = values == np.rint(values) if self.whole else True
        return bool(np.all(is_above_low & is_below_high & is_whole))

    @property
    def range_in_words(self) -> str:
        """The range in words, such as "at least 0 and below 1"."""
        if self.high == inf:
            return f"{self.low:g} or more" if self.low_inclusive else f"above {self.low:g}"
        low = f"{'at least' if self.low_inclusive else 'above'} {self.low:g}"
        return f"{low} and {'at most' if self.high_inclusive else 'below'} {self.high:g}"


def _beta(label: str, *aliases: str) -> HyperparameterSpec:
    values = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
    return HyperparameterSpec(
        0, 1, slider_values=values, example="0.9", label=label, aliases=aliases
    )


# A name that is in two rows means the first of them, unless the signature has another name
# for that: torch's RMSprop takes lr and alpha, its decay.
HYPERPARAMETERS = {
    "learning_rate": HyperparameterSpec(
        low=0,
        low_inclusive=False,
        slider_values=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
        label="learning rate",
        aliases=("lr", "eta", "step_size", "stepsize", "alpha", "η", "α"),
    ),
    "beta": _beta(
        "beta", "momentum", "mu", "rho", "decay_rate", "decay", "gamma", "alpha",
        "β", "μ", "ρ", "γ", "α",
    ),
    "beta1": _beta("beta1", "beta_1", "b1", "β1", "β_1"),
    "beta2": _beta("beta2", "beta_2", "b2", "β2", "β_2"),
    "epsilon": HyperparameterSpec(
        low=0,
        slider_values=(1e-8, 1e-6, 1e-4, 1e-2, 1.0),
        example="1e-8",
        label="epsilon",
        aliases=("eps", "ε"),
    ),
    "weight_decay": HyperparameterSpec(
        low=0,
        slider_values=(0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
        example="0.01",
        label="weight decay",
        aliases=("wd",),
    ),
    "batch_size": HyperparameterSpec(low=1, whole=True, example="32", label="batch size"),
    "seed": HyperparameterSpec(
        low=0, whole=True, slider_values=tuple(range(5)), example="0", label="seed"
    ),
}  # fmt: skip


def canonical_name(name: str, signature: Iterable[str] | Mapping[str, Any] = ()) -> str | None:
    """Return the entry of HYPERPARAMETERS that a name stands for.

    Parameters
    ----------
    name : str
        A hyperparameter's name, as the rule spells it.
    signature : iterable of str or {name: default}
        All hyperparameters of the rule. There is one learning rate in a signature: a second name
        for it means something else. So does an alias whose default lies outside the range of its
        entry: `decay=2.0` is no beta.

    Returns
    -------
    str or None
        None for an unknown name.

    Examples
    --------

    >>> canonical_name("alpha"), canonical_name("alpha", ["lr", "alpha"])
    ('learning_rate', 'beta')
    """
    if name in HYPERPARAMETERS:
        return name
    for canonical, spec in HYPERPARAMETERS.items():
        if name in spec.aliases and not (
            canonical == "learning_rate" and _learning_rate_of(signature) not in (None, name)
        ):
            return canonical if _fits(name, signature, spec) else None
    is_beta = name.startswith("beta") and _fits(name, signature, HYPERPARAMETERS["beta"])
    return "beta" if is_beta else None


def _fits(
    name: str, signature: Iterable[str] | Mapping[str, Any], spec: HyperparameterSpec
) -> bool:
    """Return whether the default of an alias is in a range, is no number, or is not known."""
    default = signature.get(name) if isinstance(signature, Mapping) else None
    return not is_number(default) or spec.allows(default)


def _learning_rate_of(signature: Iterable[str] | Mapping[str, Any]) -> str | None:
    """Return the first name for a learning rate in a signature, in the order of the table."""
    names, spec = set(signature), HYPERPARAMETERS["learning_rate"]
    if "learning_rate" in names:
        return "learning_rate"
    candidates = (name for name in spec.aliases if name in names)
    return next((name for name in candidates if _fits(name, signature, spec)), None)


def spec_of(name: str, signature: Mapping[str, Any] | None = None) -> HyperparameterSpec | None:
    """Return what a hyperparameter may be.

    Parameters
    ----------
    name : str
        Name of a hyperparameter, or an alias of it.
    signature : {name: default}
        All hyperparameters of the rule, if they are known: see `canonical_name`.

    Returns
    -------
    HyperparameterSpec or None
        None for an unknown name.
    """
    canonical = canonical_name(name, signature or {})
    return None if canonical is None else HYPERPARAMETERS[canonical]


def canonical_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule's hyperparameters under the names of the table.

    Parameters
    ----------
    values : {name: value}
        All of them.

    Returns
    -------
    dict
        {name: value}. An unknown name stays, and so does a second one with the same meaning: in
        torch's RMSprop alpha and momentum are both factors by which something fades.

    Examples
    --------

    >>> canonical_values({"lr": 0.1, "mu": 0.9, "power": 2})
    {'learning_rate': 0.1, 'beta': 0.9, 'power': 2}
    """
    renamed: dict[str, Any] = {}
    for name, value in values.items():
        canonical = canonical_name(name, values) or name
        is_taken = canonical in values or canonical in renamed
        renamed[name if is_taken else canonical] = value
    return renamed


def is_number(value: Any) -> bool:
    """Return whether `value` is one finite number, neither True nor False.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        False for text, None and arrays with axes.
    """
    if isinstance(value, float):
        return isfinite(value)
    array = as_floats(value)
    return array is not None and array.ndim == 0 and bool(np.isfinite(array))


def is_adjustable(default: Any) -> bool:
    """Return whether a default is a number, True or False: a slider or a tick box can change it.

    Other defaults, such as None, (0.9, 0.999), "mean" or infinity, stay as they are.

    Parameters
    ----------
    default : object
        The default of a hyperparameter.

    Returns
    -------
    bool
        True if there can be a slider or a tick box for it.
    """
    return isinstance(default, (bool, np.bool_)) or is_number(default)


def checked_hyperparameter(
    name: str, value: Any, default: Any = None, signature: Mapping[str, Any] | None = None
) -> Any:
    """Return a value that a rule can use: True, False, a whole number, or an array of floats.

    One number becomes an array without axes. It behaves like a float, but a power of it is to the
    last bit what it is in an array for many runs at once. What is computed from it is a number
    again, whose powers may differ in that bit. Where the rule's default is a whole number, such a
    number other than 0 stays one, so that the rule can count with it.

    Parameters
    ----------
    name : str
        Name of a hyperparameter, or an alias of it.
    value : object
        A number, an array of shape (..., 1) with one number for each run, True or False.
    default : object
        The rule's own. Where that is True or False, only those are allowed.
    signature : {name: default}
        All hyperparameters of the rule, if they are known: see `canonical_name`.

    Returns
    -------
    bool, int or ndarray
        A copy, which the caller may keep.

    Raises
    ------
    TypeError, ValueError
        For text, shapes that are not (..., 1), infinity and NaN, for a number in the place of True
        or False, and for numbers outside the range of `name`.
    """
    spec = spec_of(name, {name: default} if signature is None else signature)
    if isinstance(default, (bool, np.bool_)):
        return checked_switch(name, value)
    if isinstance(value, (bool, np.bool_)) and spec is None:
        return bool(value)
    array = as_floats(value)
    if array is None:
        raise TypeError(f"{name} must be a number, not {short_repr(value)}.")
    if array.size == 0 or array.shape[-1:] not in ((), (1,)):
        raise ValueError(f"{name} must be one number, or one for each run in an array of shape "
                         f"(runs, 1), not of shape {array.shape}.")  # fmt: skip
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be a finite number, not {short_repr(value)}.")
    if spec is not None and not spec.allows(array):
        expected = f"{'a whole number, ' if spec.whole else ''}{spec.range_in_words}"
        raise ValueError(
            f"{name} must be {expected}, such as {spec.example}, not {short_repr(value)}."
        )
    may_be_a_count = isinstance(default, (int, np.integer)) and array.ndim == 0
    if may_be_a_count and array == np.rint(array) and array:  # dividing by a whole 0 would raise
        return int(array)
    return array.copy()


def checked_number(name: str, value: Any) -> Any:
    """Return one value of a hyperparameter, where there is no array of them for many runs.

    Parameters
    ----------
    name : str
        Name of a hyperparameter, or an alias of it.
    value : object
        A number, True or False.

    Returns
    -------
    bool or ndarray of shape ()
        As `checked_hyperparameter` returns it.

    Raises
    ------
    TypeError, ValueError
        As `checked_hyperparameter` does, and for an array with an axis.
    """
    checked = checked_hyperparameter(name, value)
    if np.ndim(checked):
        raise ValueError(f"{name} must be one number, not {short_repr(value)}.")
    return checked


def slider_values(
    name: str, default: Any = None, signature: Mapping[str, Any] | None = None
) -> tuple[Any, ...]:
    """Return the usual values of a hyperparameter's slider.

    Parameters
    ----------
    name : str
        Name of a hyperparameter, or an alias of it.
    default : object
        The rule's own.
    signature : {name: default}
        All hyperparameters of the rule, if they are known.

    Returns
    -------
    tuple of float, or (False, True)
        Sorted. For an unknown name they lie around its default, or around 1.
    """
    if isinstance(default, (bool, np.bool_)):
        return (False, True)
    spec = spec_of(name, {name: default} if signature is None else signature)
    if spec is not None:
        return spec.slider_values
    scale = float(default) if is_number(default) and default else 1.0
    values = {round(scale * factor, 12) for factor in SPREAD}
    return tuple(sorted(value for value in values if isfinite(value)))


def slider_start(name: str, default: Any, signature: Mapping[str, Any]) -> Any:
    """Return where a hyperparameter's slider starts: its default, or else a usual value.

    Parameters
    ----------
    name : str
        Name of a hyperparameter, or an alias of it.
    default : object
        The rule's own.
    signature : {name: default}
        All hyperparameters of the rule.

    Returns
    -------
    float, int or bool
        As the rule has it, or a float.
    """
    if is_adjustable(default):
        return default
    spec = spec_of(name, signature)
    return 0.1 if spec is None else float(spec.example)


def display_name(name: str) -> str:
    """Return the display name of a hyperparameter.

    Parameters
    ----------
    name : str
        Name of a hyperparameter.

    Returns
    -------
    str
        The label in the table; of an alias, or of an unknown name, the name itself with spaces.
    """
    spec = HYPERPARAMETERS.get(name)
    return spec.label if spec is not None else name.replace("_", " ")


def display_value(name: str, value: Any, problem: Any = None) -> str:
    """Return the display text of a hyperparameter's value, such as "all 8,000" or "on".

    Parameters
    ----------
    name : str
        Name of a hyperparameter.
    value : float, int or bool
        Its value.
    problem : Problem, optional
        Its `rows` are the batch size that is called "all".

    Returns
    -------
    str
        Numbers have four digits, whole ones all of theirs, and a typographic minus.
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    if name == "batch_size" and problem is not None and value == problem.rows:
        return f"all {value:,}"
    text = f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
    return text.replace("-", "−", 1) if value < 0 else text
