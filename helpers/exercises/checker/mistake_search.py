"""Find the mistake in a reader's function, and name it."""

from typing import Any

from helpers.core.fresh_copies import make_fresh
from helpers.exercises.checker.count_probe import divides_by_count_of_0, right_with_count_set
from helpers.exercises.checker.differences import describe_difference
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.experiments import (
    count_of_steps,
    globals_that_matter,
    other_exercise,
    reads_state,
    settings_without_effect,
)
from helpers.exercises.checker.explanation import explain
from helpers.exercises.checker.naming import NamedMistakes
from helpers.exercises.checker.reader_errors import explain_error
from helpers.exercises.checker.remarks import notes_on
from helpers.exercises.finding import Finding
from helpers.exercises.texts import read

BEGINS_AS = {"adamw": "adam"}  # the rule that a reader is given, to be changed


def find_mistake(attempt: Attempt) -> Finding:
    """Return the finding about a function that fails, or whose numbers are wrong.

    Known mistakes are searched first, then further experiments are made. If neither finds
    anything, the finding says where the numbers first differ.

    Parameters
    ----------
    attempt : Attempt
        The results of its trials.

    Returns
    -------
    Finding
        Its `right` is False.
    """
    trials, error = attempt.main_trials, attempt.first_error()
    if error is not None:
        trials = attempt.one_number_trials()
        if attempt.results[attempt.main_trials[0]].side_effects.no_state:
            return _call("no state")
        if not trials:
            return Finding(False, _explained(attempt, error))
    elif not attempt.fresh_copy_matches:
        return _not_repeatable(attempt)
    elif attempt.exercise.is_rule and (other_rule := other_exercise(attempt)):
        asked = attempt.exercise.name
        if BEGINS_AS.get(asked) == other_rule.name:
            begun = read("mistakes")["call"]["as begun"]
            return Finding(None, begun.format(other=other_rule.name))
        return _call("other rule", other=other_rule.name, asked=asked)
    if named := explain(attempt, trials) or _not_counted(attempt, trials):
        notes = notes_on(attempt, unused=named.leaves_unused)
        if error is not None:
            error = _explained(attempt, error)
            notes.append(read("mistakes")["note"]["one number"].format(error=error))
        return Finding(False, " ".join([named.message, *notes]), named.names)
    if error is not None:
        return Finding(
            False,
            _explained(attempt, attempt.results[trials[0]].side_effects.divided_by_zero or error),
        )
    return _unknown(attempt)


def _not_counted(attempt: Attempt, trials: list[str]) -> NamedMistakes | None:
    """Return what is said of a rule that is right but for its count of steps, which begins at 0."""
    known = [m for m in attempt.exercise.mistakes if m.probe == "count"]
    error = attempt.results[trials[0]].side_effects.divided_by_zero
    proven = known and (
        right_with_count_set(attempt, trials)
        or (error is not None and divides_by_count_of_0(error, attempt.mine))
    )
    return NamedMistakes((known[0].name,), known[0].sentence) if proven else None


def _not_repeatable(attempt: Attempt) -> Finding:
    if not attempt.exercise.is_rule:
        return _call("own chance")
    shared = make_fresh(attempt.mine)[1]
    return _call("not repeatable", shared=f": {', '.join(shared)}" if shared else "")


def _unknown(attempt: Attempt) -> Finding:
    """Return the finding about numbers that no known mistake gives."""
    if attempt.exercise.is_rule:
        if count := count_of_steps(attempt):
            return _call("many steps at once", count=count)
        keeps = attempt.kept_by(attempt.exercise.reference, attempt.missing[0])
        for name, value in globals_that_matter(attempt):
            if keeps and not reads_state(attempt):
                return _call("global read", name=name, value=value)
    for name in settings_without_effect(attempt):
        message = read("mistakes")["call"]["not used"].format(name=name)
        return Finding(False, message, (f"{name} not used",))
    return Finding(False, " ".join([describe_difference(attempt), *notes_on(attempt)]))


def _call(mistake: str, /, **values: Any) -> Finding:
    return Finding(False, read("mistakes")["call"][mistake].format(**values), (mistake,))


def _explained(attempt: Attempt, error: Exception) -> str:
    return explain_error(error, attempt.mine, attempt.exercise.is_rule)
