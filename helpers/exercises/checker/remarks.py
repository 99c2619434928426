"""What is said besides the finding itself: remarks on what is right, and notes on what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from helpers.exercises.checker.epsilon_probe import written_epsilon
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.experiments import globals_that_matter
from helpers.exercises.checker.mistakes import Variant
from helpers.exercises.checker.reader_errors import describe_error, place_of
from helpers.exercises.checker.source import unused_names
from helpers.exercises.texts import read


class Remark(NamedTuple):
    """A remark on a function that is right.

    Parameters
    ----------
    name : str
        What the remark is about, as in `Finding.names`.
    says : str
        The remark in words.
    """

    name: str
    says: str


def remarks_on(
    attempt: Attempt, variant: Variant, true: Callable, missing: Mapping[str, Any]
) -> list[Remark]:
    """Return what could be better about a function that is right.

    Parameters
    ----------
    attempt : Attempt
        What was seen of it.
    variant : Variant
        In which way it is right.
    true : callable
        The function that does it that way.
    missing : {name: value}
        The settings that it does not take, with the values that it has for them.

    Returns
    -------
    list of Remark
        Empty where nothing could be better.
    """
    remarks = [Remark(variant.name, variant.remark)] if variant.remark else []
    written = {n: v for n, v in missing.items() if v != attempt.missing[0][n]}
    if written:
        values = " and ".join(f"{name} is {value:g}" for name, value in written.items())
        remarks.append(_remark("written in", values=values))
    if "epsilon" in missing:
        value = written_epsilon(attempt, true)
        remarks.append(_remark("epsilon written in" if value else "epsilon", value=value))
    if attempt.arguments.renamed:
        remarks.append(_remark("other names", pairs=_pairs(attempt)))
    whole = attempt.seen.get("whole numbers")
    if whole is not None and not attempt.agrees(true, "whole numbers", missing):
        error = f" ({describe_error(whole.error, attempt.mine)})" if whole.error else ""
        remarks.append(_remark("whole numbers", error=error))
    if not attempt.first_state_kept:
        remarks.append(_remark("one state"))
    elif not attempt.alike:
        remarks.append(_remark("own memory"))
    return remarks


def notes_on(attempt: Attempt, names: tuple[str, ...] = ()) -> list[str]:
    """Return facts about a function that is wrong, beside the mistakes with these names.

    Parameters
    ----------
    attempt : Attempt
        What was seen of it.
    names : tuple of str
        The mistakes that are named already: some of them call for a note on unused names.

    Returns
    -------
    list of str
        A sentence for each fact.
    """
    says = read("mistakes")["note"]
    first = attempt.seen[attempt.main[0]]
    notes = []
    unused = unused_names(attempt.mine)
    if unused and any(
        word in name for name in names for word in ("corrected", "not used", "not read")
    ):
        notes.append(says["unused"].format(names=" and ".join(unused)))
    if error := first.watch.divided_by_zero:
        notes.append(says["divided"].format(place=place_of(error, attempt.mine)))
    for name, value in globals_that_matter(attempt):
        notes.append(says["global read"].format(name=name, value=value))
    if changed := attempt.changed_in_place():
        notes.append(says["in place"].format(changed=" and ".join(changed)))
    if attempt.repeatable and not attempt.alike and attempt.first_state_kept:
        notes.append(says["own memory"])
    if attempt.arguments.renamed:
        notes.append(says["renamed"].format(pairs=_pairs(attempt)))
    return notes


def _remark(name: str, **values: Any) -> Remark:
    says = read("mistakes")["remark"][name].format(**values)
    return Remark(name.removesuffix(" written in"), says)


def _pairs(attempt: Attempt) -> str:
    """Return "`mu` stands for beta", for each setting with another name."""
    pairs = [f"`{theirs}` stands for {ours}" for theirs, ours in attempt.arguments.renamed.items()]
    return " and ".join(pairs)
