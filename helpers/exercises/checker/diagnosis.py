"""Decide whether a reader's function is right, from the results of its trials."""

from collections.abc import Mapping
from typing import Any

from helpers.core.hyperparameters import checked_number
from helpers.core.signature import rule_name
from helpers.core.timeout import TimeLimitError
from helpers.core.validation import short_repr
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.epsilon_probe import misplaced_epsilon, written_epsilon
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.exercises import all_exercises, exercise_of
from helpers.exercises.checker.mistake_search import find_mistake
from helpers.exercises.checker.reader_errors import explain_error
from helpers.exercises.checker.remarks import Remark, remarks_on
from helpers.exercises.finding import Finding
from helpers.exercises.texts import read


def judge(mine: Any, like: Any, fixed: Mapping[str, Any]) -> Finding:
    """Return what is found about `mine`, which should do what `like` does.

    Parameters
    ----------
    mine : object
        What the reader passed.
    like : callable
        A rule with an exercise about it, squared_error or epoch.
    fixed : {name: value}
        Values of settings that are written into `mine`.

    Returns
    -------
    Finding
        Whether it is right, the message, and the names of mistakes.

    Raises
    ------
    TypeError, ValueError
        For another `like`, and for `fixed` that it does not take or that make no sense.
    """
    exercise = exercise_of(like)
    if exercise is None:
        known = ", ".join(other.reference.__name__ for other in all_exercises())
        raise ValueError(f"like must be one of {known}, not {short_repr(like)}.")
    for name, value in fixed.items():
        if name not in exercise.defaults:
            raise TypeError(f"{exercise.name} has no setting {name}: leave it out.")
        checked_number(name, value)
    try:
        attempt = Attempt(mine, exercise, fixed)
    except (TypeError, TimeLimitError) as error:
        return Finding(False, str(error))
    if _does_nothing(attempt):
        return Finding(None, _unwritten_message(attempt))
    return _right(attempt) or _right_for_one_number(attempt) or find_mistake(attempt)


def _does_nothing(attempt: Attempt) -> bool:
    """Return whether nothing is written yet: all rows of each trial are the same."""
    results = [attempt.results[name] for name in attempt.main_trials]
    return all(result.complete and (result.rows == result.rows[0]).all() for result in results)


def _unwritten_message(attempt: Attempt) -> str:
    return f"{rule_name(attempt.mine)} {attempt.exercise.when_unwritten}."


def _right(attempt: Attempt) -> Finding | None:
    """Return the finding about a function whose numbers are right, else None."""
    for missing in attempt.missing:
        for variant in attempt.exercise.variants:
            (true,) = edited_functions(attempt.exercise.reference, variant, ())
            if attempt.agrees_throughout(true, missing):
                if "epsilon" in missing:
                    missing = {**missing, "epsilon": written_epsilon(attempt, true) or 0.0}
                return _hidden_mistake(attempt) or _right_with_remarks(
                    remarks_on(attempt, variant, true, missing), missing
                )
    return None


def _hidden_mistake(attempt: Attempt) -> Finding | None:
    """Return the finding about what is wrong although the numbers of the trials are right."""
    if changed := attempt.changed_in_place():
        is_single = len(changed) == 1 and changed[0] in ("params", "gradient")
        name = f"{changed[0]} in place" if is_single else "arguments in place"
        message = read("mistakes")["call"][name].format(changed=" and ".join(changed))
        return Finding(False, message, ("in place",))
    if "epsilon" in attempt.missing[0] and (mistake := misplaced_epsilon(attempt)):
        return Finding(False, mistake.sentence, (mistake.name,))
    return None


def _right_for_one_number(attempt: Attempt) -> Finding | None:
    """Return the finding about a function that is right for floats and fails on arrays, or None."""
    error, trials = attempt.first_error(), attempt.one_number_trials()
    if error is None or not trials:
        return None
    if not attempt.agrees_throughout(attempt.exercise.reference, attempt.missing[0], trials):
        return None
    message = read("mistakes")["remark"]["one number"].format(
        error=explain_error(error, attempt.mine)
    )
    return _right_with_remarks([Remark("one number", message)], attempt.missing[0])


def _right_with_remarks(remarks: list[Remark], written_in: Mapping[str, Any]) -> Finding:
    """Return the finding that something is right, with these remarks."""
    starts = ["One remark:", *["Another:"] * len(remarks)]
    messages = [f"{start} {remark.message}" for start, remark in zip(starts, remarks, strict=False)]
    return Finding(True, " ".join(messages), tuple(remark.name for remark in remarks), written_in)
