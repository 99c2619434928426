"""The exercises that `check` knows: the right function of each, and its trials.

helpers/registry.py says which rules there is an exercise about.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from helpers.core.hyperparameters import slider_values
from helpers.core.signature import hyperparameter_defaults
from helpers.exercises.checker.mistakes import Mistake, Variant, load_mistakes, load_variants
from helpers.exercises.checker.reference_exercises import epoch, squared_error
from helpers.exercises.checker.trials import (
    ACROSS,
    MIXED,
    POSITIONS,
    UPHILL,
    Trial,
    epochs,
    losses,
    rule_trial,
)
from helpers.registry import REGISTRY, registered_rules

# Settings of the trials: round ones, and then such that no two of them can be mixed up.
FIRST = {"learning_rate": 0.1, "beta": 0.8, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-8}
SECOND = {"learning_rate": 0.3, "beta": 0.5, "beta1": 0.6, "beta2": 0.9, "epsilon": 0.05}
THIRD = {"learning_rate": 0.073, "beta": 0.87, "beta1": 0.17, "beta2": 0.13, "epsilon": 0.003}
ALL_SETTINGS = (FIRST, SECOND, THIRD)


class Exercise(NamedTuple):
    """An exercise: the right function, its trials, and its known mistakes.

    Parameters
    ----------
    name : str
        What a reader calls the right function.
    reference : callable
        The right function.
    trials : {name: Trial}
        They decide whether a function is right.
    extra_trials : {name: Trial}
        Further trials, which it need not pass.
    defaults : {name: value}
        The settings that it may leave out, and None for those that it must take.
    row_label : callable
        `row_label(k)` says where the k-th row of a trial was read.
    is_rule : bool
        Whether the right function is an update rule, with a state.
    when_unwritten : str
        What a function does in which nothing is written yet.
    """

    name: str
    reference: Callable
    trials: Mapping[str, Trial]
    extra_trials: Mapping[str, Trial]
    defaults: Mapping[str, Any]
    row_label: Callable[[int], str]
    is_rule: bool = False
    when_unwritten: str = "leaves the parameters as they were"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes, those of all rules among them."""
        name = self.reference.__name__
        shared = ("any_rule", "adaptive_rules") if self.is_rule else ()
        return load_mistakes(*shared, name)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The right ways to write it: the first is the reference."""
        return load_variants(self.reference.__name__)


def exercise_of(like: Any) -> Exercise | None:
    """Return the exercise about a rule of helpers.rules, squared_error or epoch; or None.

    Parameters
    ----------
    like : object
        What a reader's function should do.

    Returns
    -------
    Exercise or None
        None where there is no exercise about `like`.
    """
    return next((e for e in all_exercises() if e.reference is like), None)


def all_exercises() -> list[Exercise]:
    """Return all exercises: those about rules, in the order of their registry, then the others.

    Returns
    -------
    list of Exercise
        Built from the registry at each call.
    """
    rules = registered_rules().items()
    about = [rule for name, rule in rules if REGISTRY[name].exercise_rate is not None]
    return [*map(_about_a_rule, about), *_exercises_without_rule()]


@cache
def _about_a_rule(rule: Callable) -> Exercise:
    known = hyperparameter_defaults(rule)
    defaults = {n: value for n, value in known.items() if not isinstance(value, bool)}  # no switch
    quarters = {
        name: np.quantile(slider_values(name, value, known), (0.75, 0.5, 0.25)).tolist()
        for name, value in defaults.items()
        if name not in FIRST
    }

    def trial(start: Any, gradients: Any, settings: dict[str, float]) -> Trial:
        others = {name: values[ALL_SETTINGS.index(settings)] for name, values in quarters.items()}
        return rule_trial(start, gradients, {name: (settings | others)[name] for name in defaults})

    array = np.array([0.5, -1.5])
    return Exercise(
        name=rule.__name__.replace("_", " "),
        reference=rule,
        trials={
            "slopes up": trial(array, np.array(UPHILL), FIRST),
            "slopes across": trial(array, np.array(ACROSS), SECOND),
            "slopes of all sizes": trial(array, np.array(MIXED), THIRD),
        },
        extra_trials={
            "whole numbers": trial(np.array([3, -2]), np.array(UPHILL), FIRST),
            "one number": trial(0.5, [up for up, _ in UPHILL], FIRST),
            "one number across": trial(0.5, [across for _, across in MIXED], THIRD),
        },
        defaults=defaults,
        row_label="after step {}".format,
        is_rule=True,
    )


@cache
def _exercises_without_rule() -> list[Exercise]:
    return [
        Exercise(
            name="the mean squared error",
            reference=squared_error,
            trials={"losses": Trial(losses, {})},
            extra_trials={},
            defaults={},
            row_label=lambda k: "for four examples, with m = {} and b = {}".format(*POSITIONS[k]),
            when_unwritten="gives the same number whatever m and b are",
        ),
        Exercise(
            name="an epoch of stochastic gradient descent",
            reference=epoch,
            trials={
                "epochs": Trial(epochs, {"learning_rate": 0.02, "batch_size": 4}),
                "smaller batches": Trial(epochs, {"learning_rate": 0.03, "batch_size": 3}),
            },
            extra_trials={},
            defaults={"learning_rate": None, "batch_size": None},
            row_label="after epoch {}".format,
        ),
    ]
