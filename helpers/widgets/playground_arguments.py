"""Checks of what a reader passes to `playground`."""

from collections.abc import Collection, Sequence
from typing import cast

from helpers.core.signature import Rule, hyperparameter_defaults, rule_name
from helpers.core.validation import short_repr
from helpers.protocols import Problem
from helpers.widgets.challenge import Challenge, check_challenge
from helpers.widgets.slider_choices import Slider


def named_rules(rules: Rule | Sequence[Rule] | dict[str, Rule]) -> dict[str, Rule]:
    """Return {name: rule}.

    Parameters
    ----------
    rules : callable, list of callable, or dict
        One rule, several, or {name: rule}.

    Returns
    -------
    dict
        In the order in which they were passed.

    Raises
    ------
    TypeError
        If one of them is not a rule.
    ValueError
        If there is none, or two have the same name.
    """
    if isinstance(rules, dict):
        pairs = [(str(name), rule) for name, rule in rules.items()]
    else:
        listed = rules if isinstance(rules, (list, tuple)) else [cast(Rule, rules)]
        pairs = [(rule_name(rule).replace("_", " "), rule) for rule in listed]
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("Two rules have the same name: pass {name: rule} with two names.")
    if not named:
        raise ValueError("playground needs a rule: pass one, such as gradient_descent.")
    for rule in named.values():
        hyperparameter_defaults(rule)
    return named


def checked_challenge(
    challenge: Challenge | None,
    *,
    rules: Collection[str],
    problem: Problem,
    steps: int,
    choices: dict[str, Slider],
) -> Challenge | None:
    """Return a challenge, or None, if a playground can show how it stands.

    Parameters
    ----------
    challenge : Challenge or None
        What ``challenge(...)`` returned.
    rules : collection of str
        The rules of the playground; a challenge is about one.
    problem : Problem
        What is minimised.
    steps : int
        Number of updates of the playground.
    choices : dict
        {name: Slider} of all settings.

    Returns
    -------
    Challenge or None
        The same object.

    Raises
    ------
    TypeError
        If it is not a challenge.
    ValueError
        If it is not about one run of one rule, counts examples where there are none, asks for more
        updates than there are or for a setting that no slider has, or is about a share of a lowest
        loss that is not above 0.
    """
    if challenge is None:
        return None
    check_challenge(challenge)
    if len(rules) > 1:
        raise ValueError("A challenge is about one rule: pass a single one.")
    if challenge.moves is not None:
        raise ValueError(
            "Moves are counted by manual_descent: give a challenge here updates or rows."
        )
    if challenge.rows is not None and not problem.rows:
        raise ValueError("A challenge that counts examples needs a problem with data: give it a "
                         "budget of updates.")  # fmt: skip
    if challenge.updates is not None and challenge.updates > steps:
        raise ValueError(f"The challenge counts {challenge.updates:,} updates and there are "
                         f"{steps:,} here: pass steps={challenge.updates}.")  # fmt: skip
    if challenge.kind == "within" and not problem.lowest > 0:
        raise ValueError("A challenge within a part of the lowest loss needs one above 0: pass "
                         "challenge(below=0.1).")  # fmt: skip
    for name, value in challenge.settings.items():
        if value not in (choices[name].values if name in choices else ()):
            setting = f"{name}={short_repr(value)}"
            raise ValueError(f"The challenge wants {setting}, which no slider here has.")
    return challenge
