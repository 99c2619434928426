"""Find the known mistakes that explain the results of a reader's function.

A mistake explains it if the true function, edited as the mistake says, gives the reader's numbers
in all trials. Where several do, what is kept from step to step may tell them apart; if it does
not, they are named together.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import Any

from helpers.exercises.checker.comparison import observe, same
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.evaluation import Attempt, tells_enough
from helpers.exercises.checker.mistakes import Mistake, Variant
from helpers.exercises.checker.naming import Explanation, NamedMistakes, name_mistakes
from helpers.exercises.checker.state_traces import contradicts, support


def explain(attempt: Attempt, trials: list[str]) -> NamedMistakes | None:
    """Return the known mistakes, one or two, that give the numbers of these trials.

    Parameters
    ----------
    attempt : Attempt
        The results of its trials.
    trials : list of str
        The names of the trials that decide.

    Returns
    -------
    NamedMistakes or None
        None where no mistake gives these numbers, or where most of them are no numbers at all.
    """
    if not tells_enough(attempt, trials):
        return None
    exercise = attempt.exercise
    explanations = list(_explanations(attempt, trials, ((m,) for m in exercise.mistakes)))
    keeps_something = bool(attempt.kept()) and exercise.is_rule
    if not explanations or (keeps_something and all(e.supported[0] < 2 for e in explanations)):
        explanations += _pairs(attempt, trials)
    shortest = [
        e for e in explanations if not any(_is_redundant(e, other) for other in explanations)
    ]
    return name_mistakes(shortest, exercise.reference.__name__) if shortest else None


def _pairs(attempt: Attempt, trials: list[str]) -> list[Explanation]:
    """Return the explanations by two mistakes.

    Mistakes that are named alone are left out, unless one of the two is found to be involved: then
    they may be another reading of the same numbers.
    """
    mistakes = attempt.exercise.mistakes
    usual = [mistake for mistake in mistakes if not mistake.alone]
    explanations = list(_explanations(attempt, trials, _combinations(usual)))
    involved = set().union(*(explanation.names for explanation in explanations))
    with_lone_mistakes = (
        pair
        for pair in _combinations(mistakes if involved else ())
        if any(m.alone for m in pair) and any(m.name in involved for m in pair)
    )
    return [*explanations, *_explanations(attempt, trials, with_lone_mistakes)]


def _combinations(mistakes: Iterable[Mistake]) -> Iterator[tuple[Mistake, ...]]:
    """Yield the pairs of mistakes that can be named together."""
    for first, second in combinations(mistakes, 2):
        if not first.topic or first.topic != second.topic:
            yield first, second


def _is_redundant(explanation: Explanation, other: Explanation) -> bool:
    """Return whether one explanation holds all of another, and is no better."""
    return other.names < explanation.names and other.supported >= explanation.supported


def _explanations(
    attempt: Attempt, trials: list[str], candidates: Iterable[tuple[Mistake, ...]]
) -> Iterator[Explanation]:
    """Yield the explanations among some mistakes, or pairs of them.

    Settings that the function does not take are taken at their defaults; only where that explains
    nothing, at numbers that are written into the function.
    """
    candidates = list(candidates)
    singles = all(len(mistakes) == 1 for mistakes in candidates)
    for missing in attempt.missing if singles else attempt.missing[:1]:
        has_explained, mine = False, attempt.kept()
        right = attempt.kept_by(attempt.exercise.reference, missing)
        groups = _groups_of_variants(attempt, trials[0], missing)
        for mistakes in candidates:
            for function in _edited(attempt, trials[0], mistakes, groups, missing):
                if attempt.agrees_throughout(function, missing, trials):
                    kept = (mine, attempt.kept_by(function, missing), right)
                    if not contradicts(*kept):
                        has_explained = True
                        yield Explanation(mistakes, support(*kept))
        if has_explained:
            return


def _edited(
    attempt: Attempt,
    trial: str,
    mistakes: tuple[Mistake, ...],
    groups: list[list[Variant]],
    missing: dict[str, Any],
) -> Iterator[Callable]:
    """Yield the true function with these mistakes, in each way of doing it right.

    Ways that are alike in the first trial are tried there by one of them alone.
    """
    true, constants = attempt.exercise.reference, attempt.constants
    for representative, *others in groups:
        functions = list(edited_functions(true, representative, mistakes, constants))
        if any(attempt.agrees(function, trial, missing) for function in functions):
            yield from functions
            for variant in others:
                yield from edited_functions(true, variant, mistakes, constants)


def _groups_of_variants(
    attempt: Attempt, trial: str, missing: dict[str, Any]
) -> list[list[Variant]]:
    """Return the ways to do an exercise right, those together that are alike in a trial."""
    exercise, groups = attempt.exercise, []
    for variant in exercise.variants:
        (function,) = edited_functions(exercise.reference, variant, ())
        result = observe(function, attempt.trial(trial), attempt.all_settings(trial, missing))
        group = next((members for other, members in groups if same(other, result)), None)
        if group is None:
            groups.append((result, [variant]))
        else:
            group.append(variant)
    return [members for _, members in groups]
