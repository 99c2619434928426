"""What a reader's function takes, and by which names.

A setting is often called by another name than here: mu for beta, lr for learning_rate. Other
settings stay at their defaults.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from helpers.core.hyperparameters import HYPERPARAMETERS, canonical_name, is_number
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.exercises.checker import rejected_signatures
from helpers.exercises.checker.exercises import Exercise

PAIR = ("beta1", "beta2")


class Arguments(NamedTuple):
    """How to call a reader's function.

    Parameters
    ----------
    names : dict
        {setting of the true function: what the reader calls it}.
    pair : str
        The reader's setting that takes beta1 and beta2 together, or "".
    defaults : dict
        {name: default} of all the reader's settings, None for those without one.
    """

    names: Mapping[str, str]
    pair: str
    defaults: Mapping[str, Any]

    @property
    def taken(self) -> set[str]:
        """The settings of the true function that the reader's takes, under whatever name."""
        return {*self.names, *(PAIR if self.pair else ())}

    @property
    def renamed(self) -> dict[str, str]:
        """{what the reader calls it: what it is called here}, where the two differ."""
        renamed = {theirs: ours for ours, theirs in self.names.items() if theirs != ours}
        return renamed | ({self.pair: "(beta1, beta2)"} if self.pair else {})

    @property
    def others(self) -> dict[str, Any]:
        """{name: default} of the settings that the true function does not have."""
        known = {*self.names.values(), self.pair}
        return {name: default for name, default in self.defaults.items() if name not in known}

    def settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the reader's own settings for {setting of the true function: value}.

        Parameters
        ----------
        values : {name: value}
            Settings of the true function; those that the reader's does not take are ignored.

        Returns
        -------
        dict
            {what the reader calls it: value}, beta1 and beta2 as a tuple where one takes both.
        """
        own = {self.names[name]: value for name, value in values.items() if name in self.names}
        if self.pair and PAIR[0] in values:
            own[self.pair] = tuple(values[name] for name in PAIR)
        return own


def read_arguments(mine: Any, exercise: Exercise, fixed: Mapping[str, Any]) -> Arguments:
    """Return how a reader's function is called: which of its settings is which of the true one's.

    Parameters
    ----------
    mine : object
        What the reader passed.
    exercise : Exercise
        What it should do.
    fixed : {name: value}
        Values of settings that are written into `mine`.

    Returns
    -------
    Arguments
        The names on both sides, and what only the reader's function takes.

    Raises
    ------
    TypeError
        With a sentence that says what to write, for what cannot be called as the true one.
    """
    rejected_signatures.refuse_objects(mine, exercise)
    required = set()
    if exercise.is_rule:
        rejected_signatures.refuse_other_forms(mine)
        defaults = hyperparameter_defaults(mine)
        parameters = [*inspect.signature(mine).parameters.values()][3:]
        required = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    else:
        defaults = _defaults_of_a_function(mine, exercise)
    arguments = _matched(defaults, exercise)
    for setting in sorted(required & arguments.others.keys()):
        raise TypeError(rejected_signatures.about_a_setting(mine, setting, exercise))
    for setting, default in exercise.defaults.items():
        if setting not in arguments.taken and fixed.get(setting, default) is None:
            raise TypeError(
                f"{rule_name(mine)} does not take {setting}: add it after the * in its def line."
            )
    return arguments


def _matched(defaults: Mapping[str, Any], exercise: Exercise) -> Arguments:
    """Return which of a reader's settings stands for which of the true function."""
    pair = next((name for name, default in defaults.items() if _is_pair(name, default)), "")
    pair = pair if set(PAIR) <= exercise.defaults.keys() and PAIR[0] not in defaults else ""
    names: dict[str, str] = {}
    for ours in exercise.defaults:
        candidates = [name for name in defaults if _stands_for(name, ours, defaults)]
        if candidates and not (pair and ours in PAIR):
            names[ours] = min(candidates, key=lambda name: _preference(name, ours, defaults))
    betas = [n for n in exercise.defaults if n.startswith("beta") and n not in names and not pair]
    remaining = [n for n in defaults if n not in names.values() and _looks_like_a_beta(defaults[n])]
    if len(betas) == len(remaining):
        names |= dict(zip(betas, remaining, strict=True))
    return Arguments(names, pair, defaults)


def _stands_for(name: str, ours: str, defaults: Mapping[str, Any]) -> bool:
    default = defaults[name]
    fits = default is None or is_number(default)
    return fits and (name == ours or canonical_name(name, tuple(defaults)) == ours)


def _preference(name: str, ours: str, defaults: Mapping[str, Any]) -> tuple[bool, bool, int]:
    """Return a key that is lowest for the most likely of several names for one setting."""
    aliases = HYPERPARAMETERS[ours].aliases
    place = aliases.index(name) if name in aliases else len(aliases)
    return name != ours, defaults[name] == 0, place


def _is_pair(name: str, default: Any) -> bool:
    """Return whether a setting takes beta1 and beta2 together."""
    two = isinstance(default, (tuple, list)) and len(default) == 2
    return name == "betas" or (two and name.startswith("beta"))


def _looks_like_a_beta(default: Any) -> bool:
    return is_number(default) and 0.5 <= float(default) < 1


def _defaults_of_a_function(mine: Callable, exercise: Exercise) -> dict[str, Any]:
    """Return the settings of a function that is no rule. Raises TypeError."""
    try:
        parameters = inspect.signature(mine).parameters
    except ValueError:  # some built-in functions have no signature
        raise TypeError(
            f"{rule_name(mine)} does not say what it takes: write it with def."
        ) from None
    expected = [p.name for p in inspect.signature(exercise.reference).parameters.values()][:4]
    if set(expected) <= set(parameters) and [*parameters][:4] != expected:
        raise TypeError(
            f"{rule_name(mine)} must take {', '.join(expected)}, in this order, not "
            f"{', '.join([*parameters][:4])}."
        )
    return {name: None for name in parameters if name in exercise.defaults}
