"""Remarks on functions that are right, and notes on functions that are wrong."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.experiments import globals_that_matter
from helpers.exercises.checker.mistakes import Variant
from helpers.exercises.checker.reader_errors import explain_error, place_of
from helpers.exercises.checker.source import unused_names
from helpers.exercises.texts import read


class Remark(NamedTuple):
    """A remark on a function that is right.

    Parameters
    ----------
    name : str
        What the remark is about, as in `Finding.names`.
    message : str
        The remark in words.
    """

    name: str
    message: str


def remarks_on(
    attempt: Attempt, variant: Variant, true: Callable, missing: Mapping[str, Any]
) -> list[Remark]:
    """Return what could be better about a function that is right.

    Parameters
    ----------
    attempt : Attempt
        The results of its trials.
    variant : Variant
        In which way it is right.
    true : callable
        The function that does it that way.
    missing : {name: value}
        The settings that it does not take, with the values that it has for them; 0 for epsilon
        where none is found in it.

    Returns
    -------
    list of Remark
        Empty where nothing could be better.
    """
    remarks = [Remark(variant.name, variant.remark)] if variant.remark else []
    usual = attempt.missing[0]
    written = {n: v for n, v in missing.items() if n != "epsilon" and v != usual[n]}
    if written:
        values = " and ".join(f"{name} is {value:g}" for name, value in written.items())
        remarks.append(_remark("written in", values=values))
    if "epsilon" in missing:
        value = missing["epsilon"]
        text = "epsilon written in" if value else "epsilon"
        remarks.append(_remark("epsilon", text, value=value))
    if attempt.arguments.renamed:
        remarks.append(_remark("other names", pairs=_pairs(attempt)))
    for name in attempt.trials_of_kind("whole numbers"):
        if not attempt.agrees(true, name, missing):
            raised = attempt.results[name].error
            error = f" ({explain_error(raised, attempt.mine)})" if raised else ""
            remarks.append(_remark("whole numbers", error=error))
    if not attempt.default_state_unchanged:
        remarks.append(_remark("one state"))
    elif not attempt.second_run_matches:
        remarks.append(_remark("own memory"))
    return remarks


def notes_on(attempt: Attempt, *, unused: bool = False) -> list[str]:
    """Return facts about a function that is wrong, beside its mistakes.

    Parameters
    ----------
    attempt : Attempt
        The results of its trials.
    unused : bool
        Whether names that are computed and never used are worth a note.

    Returns
    -------
    list of str
        A sentence for each fact.
    """
    texts = read("mistakes")["note"]
    first = attempt.results[attempt.main_trials[0]]
    notes = []
    if unused and (names := unused_names(attempt.mine)):
        notes.append(texts["unused"].format(names=" and ".join(names)))
    if error := first.side_effects.divided_by_zero:
        notes.append(texts["divided"].format(place=place_of(error, attempt.mine)))
    for name, value in globals_that_matter(attempt):
        notes.append(texts["global read"].format(name=name, value=value))
    if changed := attempt.changed_in_place():
        notes.append(texts["in place"].format(changed=" and ".join(changed)))
    remembers = attempt.fresh_copy_matches and not attempt.second_run_matches
    if remembers and attempt.default_state_unchanged:
        notes.append(texts["own memory"])
    if attempt.arguments.renamed:
        notes.append(texts["renamed"].format(pairs=_pairs(attempt)))
    return notes


def _remark(name: str, text: str | None = None, **values: Any) -> Remark:
    """Return a remark with a sentence of texts/mistakes.toml: that of its name, or another one."""
    return Remark(name, read("mistakes")["remark"][text or name].format(**values))


def _pairs(attempt: Attempt) -> str:
    """Return "`mu` stands for beta", for each setting with another name."""
    pairs = [f"`{theirs}` stands for {ours}" for theirs, ours in attempt.arguments.renamed.items()]
    return " and ".join(pairs)
