"""Captions: the settings, where they led, and what theory says of them.

A caption contains {step} and {0}, {1} ... for what changes from step to step.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from helpers.core.hyperparameters import display_name, display_value
from helpers.core.number_text import format_plain
from helpers.core.signature import learning_rate_name
from helpers.descent import DIVERGENCE_FACTOR, Run
from helpers.protocols import Problem
from helpers.schedules import schedule_in_words
from helpers.theory import condition_number, curvatures, momentum_limit, stability_limit
from helpers.widgets.error_messages import describe_error

Ending = tuple[int, str] | None  # (step, caption from that step on)


def decimals(problem: Problem, rules: int) -> list[int]:
    """Return how many digits after the point each number of a caption has.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    rules : int
        Number of rules shown.

    Returns
    -------
    list of int
        For the numbers of `numbers`; less than 0 where digits before the point are rounded too.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> decimals(ravine(), 1), decimals(ravine(), 2)
    ([3, 4, 5, 5], [5, 5])
    """
    height = max(abs(problem.lowest), float(problem.excess(problem.start)) / 10) or 1.0
    loss = int(4 - _magnitude(height))
    if rules > 1:
        return [loss] * rules
    return [*(3 - _magnitude(np.ptp(problem.domain, axis=1) / 2)).tolist(), loss, loss]


def numbers(runs: Sequence[Run]) -> np.ndarray:
    """Return the numbers of captions.

    Parameters
    ----------
    runs : list of Run
        A sweep for each rule.

    Returns
    -------
    ndarray, shape (runs of a sweep, numbers, steps + 1)
        For one rule: the parameters, the loss and the excess loss. For several rules: the excess
        loss of each.
    """
    columns = [run.excess for run in runs]
    if len(runs) == 1:
        columns = [*np.moveaxis(runs[0].path, -1, 0), runs[0].loss, *columns]
    return np.stack(columns).transpose(2, 0, 1)


def captions(
    runs: Sequence[Run],
    names: Iterable[str],
    settings: Sequence[dict[str, Any]],
    shown: Iterable[str],
    theory: str | Sequence[str] = "",
) -> tuple[list[str], list[Ending]]:
    """Return a caption for each run of a sweep, and another from the step where it diverged.

    A noisy run may diverge and come back: then the caption from that step on has numbers too.

    Parameters
    ----------
    runs : list of Run
        A sweep for each rule.
    names : iterable of str
        The names of the rules.
    settings : list of dict
        {name: value} of each run of a sweep.
    shown : iterable of str
        The settings to be named. A schedule is named with the learning rate.
    theory : str or sequence of str
        The end of each caption, for all or for each.

    Returns
    -------
    captions : list of str
        With {step} and {0}, {1} … for what changes from step to step.
    endings : list of tuple or None
        (step, caption from that step on), or None where a run has not diverged.
    """
    problem, steps, shown = runs[0].problem, runs[0].steps, list(shown)
    names = [without_braces(name) for name in names]
    texts, endings = [], []
    diverged_at = np.stack([np.asarray(run.diverged_at) for run in runs], axis=-1).tolist()
    errors = [[run.failures.get(i) for run in runs] for i in range(len(settings))]
    theory_texts = [theory] * len(settings) if isinstance(theory, str) else theory
    thresholds = _divergence_thresholds(runs[0])
    rates = list(dict.fromkeys(filter(None, (learning_rate_name(run.rule) for run in runs))))
    columns = settings, diverged_at, runs[0].ended_diverged, thresholds, errors, theory_texts
    for values, diverged, ended_diverged, threshold, failed, theory_text in zip(
        *columns, strict=True
    ):
        settings_text = without_braces(_settings_text(values, shown, rates, runs[0]))
        theory_text = without_braces(theory_text)
        head = f"{settings_text}step {{step}} of {steps}: "
        if len(runs) > 1:
            body = _results_of_several(names, diverged, failed)
        else:
            body = _result_of_one(problem, failed[0])
        texts.append(f"{head}{body} {theory_text}".strip())
        if len(runs) > 1 or diverged[0] < 0 or failed[0] is not None:
            endings.append(None)
            continue
        where, threshold_passed = f"at step {diverged[0]}", f"the loss passed {threshold}."
        ending = f"{head}{body} It blew up on the way: {where} {threshold_passed}"
        if ended_diverged:
            ending = f"{settings_text}diverged {where} of {steps}, where {threshold_passed}"
        endings.append((diverged[0], f"{ending} {theory_text}".strip()))
    return texts, endings


def add_challenge(
    texts: Sequence[str], endings: Sequence[Ending], challenge_lines: Sequence[str]
) -> tuple[list[str], list[Ending]]:
    """Add to each caption a line that says how its challenge stands.

    Parameters
    ----------
    texts, endings : list
        What `captions` returned.
    challenge_lines : list of str
        A line for each.

    Returns
    -------
    captions, endings : list
        As of `captions`.
    """
    pairs = zip(endings, challenge_lines, strict=True)
    longer = [
        None if ending is None else (ending[0], f"{ending[1]}\n{line}") for ending, line in pairs
    ]
    return [f"{text}\n{line}" for text, line in zip(texts, challenge_lines, strict=True)], longer


def quadratic_theory(problem: Problem, beta: float | None = None) -> str:
    """Return what theory says of a quadratic loss: curvature, condition number and rate limit.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    beta : float, optional
        That of momentum, whose limit it then is; by default it is that of gradient descent.

    Returns
    -------
    str
        A sentence, or "" where the loss is not quadratic.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> quadratic_theory(ravine(50))[:44]
    'Curvature 1 to 50, condition number 50, stab'
    """
    if problem.hessian is None:
        return ""
    limit = f"gradient descent {format_plain(stability_limit(problem))}"
    if beta is not None:
        highest = float(momentum_limit(beta, curvatures(problem)[-1]))
        limit = f"momentum {format_plain(highest)} (beta {display_value('beta', beta)})"
    return f"{bowl_in_words(problem)}, stability limit of {limit}."


def bowl_in_words(problem: Problem) -> str:
    """Return the curvatures of a quadratic loss, and its condition number.

    Parameters
    ----------
    problem : Problem
        What is minimised; its loss is quadratic.

    Returns
    -------
    str
        Without a full stop.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> bowl_in_words(ravine(50))
    'Curvature 1 to 50, condition number 50'
    """
    curvature = " to ".join(map(format_plain, curvatures(problem)))
    if len(problem.parameter_names) == 1:
        return f"Curvature {curvature}"
    kappa = condition_number(problem)
    number = format_plain(kappa, 4) if np.isfinite(kappa) else "infinite"
    return f"Curvature {curvature}, condition number {number}"


def _settings_text(
    values: dict[str, Any], shown: Iterable[str], rates: Sequence[str], run: Run
) -> str:
    """Return the settings of a run in words; a schedule follows the learning rate, named or not."""
    names = [name for name in shown if name != "schedule"]
    schedule = schedule_in_words(values.get("schedule"), run.steps)
    names = [*(name for name in rates if schedule and name not in names), *names]
    return "".join(
        f"{display_name(name)} {display_value(name, values[name], run.problem)}"
        f"{f', {schedule}' if schedule and name in rates else ''} · "
        for name in names
    )


def _result_of_one(problem: Problem, error: Exception | None) -> str:
    if error is not None:
        return f"no run here, since the rule raises {_error_text(error)}."
    names = map(without_braces, problem.parameter_names)
    params = ", ".join(f"{name} = {{{i}}}" for i, name in enumerate(names))
    count = len(problem.parameter_names)
    return f"{params}; loss {{{count}}}, excess loss {{{count + 1}}}."


def _results_of_several(
    names: Sequence[str], diverged_at: Sequence[int], errors: Sequence[Exception | None]
) -> str:
    notes = [f" (diverges at step {step})" if step >= 0 else "" for step in diverged_at]
    results = [
        f"{name} {{{k}}}{note}" if error is None else f"{name} raises {_error_text(error)}"
        for k, (name, note, error) in enumerate(zip(names, notes, errors, strict=True))
    ]
    return f"excess loss: {', '.join(results)}."


def _divergence_thresholds(run: Run) -> list[str]:
    """Return in words the loss above which each run of a sweep counts as diverged."""
    usual = f"{DIVERGENCE_FACTOR:,.0f} times the first"
    pairs = zip(DIVERGENCE_FACTOR * np.abs(run.loss[0]), run.divergence_threshold, strict=True)
    return [
        format_plain(threshold) if threshold > of_first else usual for of_first, threshold in pairs
    ]


def _error_text(error: Exception) -> str:
    return without_braces(describe_error(error).rstrip("."))


def without_braces(text: str) -> str:
    """Return a reader's text without the braces that stand for numbers in a caption.

    Parameters
    ----------
    text : str
        Such as the name of a rule.

    Returns
    -------
    str
        With round brackets in their place.

    Examples
    --------

    >>> without_braces("adam {0.9}")
    'adam (0.9)'
    """
    return text.replace("{", "(").replace("}", ")")


def _magnitude(value: Any) -> Any:
    """Return the power of ten of the first digit."""
    return np.floor(np.log10(value)).astype(int)
