"""The one list of rules: what figures, tests and torch must know of a rule besides its formula.

Colours, the race, tests and the reference values made with torch are read from REGISTRY. What else
makes a rule part of the course is described in CONTRIBUTING.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers import rules
from helpers.core.signature import Rule

TORCH_ARGUMENTS = {
    "learning_rate": "lr",
    "beta1": "betas",
    "beta2": "betas",
    "epsilon": "eps",
    "weight_decay": "weight_decay",
}


@dataclass(frozen=True)
class TorchOptimizer:
    """The optimiser of torch.optim that takes the same steps as a rule.

    Parameters
    ----------
    name : str
        Its name in torch.optim.
    arguments : {hyperparameter: argument}
        What stands for a hyperparameter there, where that is not in TORCH_ARGUMENTS.
        Hyperparameters with the same argument, as beta1 and beta2, become a tuple.
    fixed : {argument: value}
        Arguments that are the same in all runs.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def keywords(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments for torch that stand for these hyperparameters.

        Parameters
        ----------
        settings : {hyperparameter: value}
            As our rule takes them.

        Returns
        -------
        dict
            {argument: value}.

        Examples
        --------

        >>> TorchOptimizer("Adam").keywords({"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99})
        {'lr': 0.1, 'betas': (0.9, 0.99)}
        """
        values: dict[str, list[Any]] = {}
        for name, value in settings.items():
            argument = {**TORCH_ARGUMENTS, **self.arguments}[name]
            values.setdefault(argument, []).append(value)
        grouped = {n: tuple(v) if len(v) > 1 else v[0] for n, v in values.items()}
        return {**grouped, **self.fixed}


@dataclass(frozen=True)
class RuleEntry:
    """What figures, tests and torch must know of a rule.

    Parameters
    ----------
    rule : callable
        The function in helpers.rules. It is pure: it keeps nothing outside its state.
    colour : str
        Its colour in all figures, as "#rrggbb": told apart from the others by the colour-blind, and
        with a contrast of 3 or more to white.
    torch : TorchOptimizer, optional
        What it is in torch.optim; None where torch has no such rule.
    torch_settings : tuple of {name: value}
        The hyperparameters with which it is compared with torch.
    elementwise : bool
        True if each number of the result depends on the same number of the parameters and the
        gradient, and on the settings of its own run, alone: many runs can then be one array.
    exact_in_batches : bool
        True if many runs in one array are to the last bit what they are one by one. False for a
        rule that takes a power or the like of a number computed from settings: the last bit of
        that depends on whether numpy computes it alone or in an array.
    exact_in_floats : bool
        True if it only adds, subtracts and multiplies, which floats and arrays do alike to the last
        bit. Roots and powers are not.
    heavy_ball : bool
        Whether its steps are those of momentum with its own beta, or with a beta of 0 where it has
        none. Theory knows the stability limit and the noise floor of such rules.
    keeps_moments : bool
        True if its state holds the two moments of Adam, as `mean` and `mean_square`.
    in_race : bool
        Whether it takes part in the race of lesson 5.
    exercise_rate : float, optional
        The learning rate at which `check` draws it beside a reader's own; None if there is no
        exercise about it, so that `check` does not know it.
    """

    rule: Rule
    colour: str
    torch: TorchOptimizer | None = None
    torch_settings: tuple[Mapping[str, Any], ...] = ()
    elementwise: bool = True
    exact_in_batches: bool = True
    exact_in_floats: bool = False
    heavy_ball: bool = False
    keeps_moments: bool = False
    in_race: bool = False
    exercise_rate: float | None = None


# The colours are Okabe & Ito's, which the colour-blind can tell apart, but with a darker orange, so
# that thin lines too stand out from white, and a dark red and an indigo.
REGISTRY: dict[str, RuleEntry] = {
    "gradient_descent": RuleEntry(
        rules.gradient_descent,
        colour="#0072b2",
        torch=TorchOptimizer("SGD"),
        torch_settings=({"learning_rate": 0.03}, {"learning_rate": 0.002}),
        exact_in_floats=True,
        heavy_ball=True,
        in_race=True,
        exercise_rate=0.1,
    ),
    "sgd": RuleEntry(  # the same function as gradient descent, but a competitor with a colour
        rules.sgd,
        colour="#e57300",
        exact_in_floats=True,
        heavy_ball=True,
        in_race=True,
    ),
    "momentum": RuleEntry(
        rules.momentum,
        colour="#009e73",
        torch=TorchOptimizer("SGD", {"beta": "momentum"}, {"dampening": 0}),
        torch_settings=(
            {"learning_rate": 0.03, "beta": 0.5},
            {"learning_rate": 0.01, "beta": 0.9},
            {"learning_rate": 0.001, "beta": 0.99},
        ),
        exact_in_floats=True,
        heavy_ball=True,
        in_race=True,
        exercise_rate=0.1,
    ),
    "rmsprop": RuleEntry(
        rules.rmsprop,
        colour="#cc79a7",
        torch=TorchOptimizer("RMSprop", {"beta": "alpha"}),
        torch_settings=(
            {"learning_rate": 0.01, "beta": 0.9, "epsilon": 1e-8},
            {"learning_rate": 0.05, "beta": 0.99, "epsilon": 1e-8},
            {"learning_rate": 0.02, "beta": 0.5, "epsilon": 0.5},
        ),
        in_race=True,
        exercise_rate=0.1,
    ),
    "adam": RuleEntry(
        rules.adam,
        colour="#99001a",
        torch=TorchOptimizer("Adam"),
        torch_settings=(
            {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
            {"learning_rate": 0.01, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-8},
            {"learning_rate": 0.3, "beta1": 0.9, "beta2": 0.99, "epsilon": 0.5},
        ),
        keeps_moments=True,
        in_race=True,
        exercise_rate=0.1,
    ),
    "adamw": RuleEntry(
        rules.adamw,
        colour="#4b0082",
        torch=TorchOptimizer("AdamW"),
        torch_settings=(
            {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.01},
            {"learning_rate": 0.01, "beta1": 0.5, "beta2": 0.9, "weight_decay": 0.5},
            {
                "learning_rate": 0.3,
                "beta1": 0.9,
                "beta2": 0.99,
                "epsilon": 0.5,
                "weight_decay": 0.1,
            },
        ),
        keeps_moments=True,
        exercise_rate=0.1,
    ),
    "lion": RuleEntry(
        rules.lion,
        colour="#9966ff",
        exact_in_floats=True,
    ),
}


def entry_of(rule: object) -> RuleEntry | None:
    """Return the first entry with this very function, or None for a reader's own rule.

    Parameters
    ----------
    rule : callable
        Any rule.

    Returns
    -------
    RuleEntry or None
        Compared by identity: a copy of a rule is a reader's own.
    """
    return next((entry for entry in REGISTRY.values() if entry.rule is rule), None)


def registered_rules() -> dict[str, Rule]:
    """Return the rules by name, each function once, under its first name.

    Returns
    -------
    dict
        {name: function}.
    """
    entries = REGISTRY.items()
    return {name: entry.rule for name, entry in entries if entry_of(entry.rule) is entry}


class RegistryView(Mapping[str, Any]):
    """A read-only dict that is computed from REGISTRY whenever it is read.

    Examples
    --------

    >>> RegistryView(lambda: {name: entry.colour for name, entry in REGISTRY.items()})["adam"]
    '#99001a'
    """

    def __init__(self, compute: Callable[[], dict[str, Any]]) -> None:
        self._compute = compute

    def __getitem__(self, name: str) -> Any:
        return self._compute()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._compute())

    def __len__(self) -> int:
        return len(self._compute())

    def __repr__(self) -> str:
        return repr(self._compute())
