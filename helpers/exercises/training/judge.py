"""Decide whether a reader's training is right, from its test error and from what was seen."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.core.signature import rule_name
from helpers.core.timeout import TimeLimitError
from helpers.core.validation import short_repr
from helpers.exercises.checker.finding import Finding
from helpers.exercises.texts import read
from helpers.exercises.training.errors import explain_training_error
from helpers.exercises.training.facts import Facts, facts_of, facts_of_errors, on_another_scale
from helpers.exercises.training.known_mistakes import known_mistakes_in
from helpers.exercises.training.leaks import leaks
from helpers.exercises.training.right_loop import right_training
from helpers.exercises.training.runs import Run, run
from helpers.exercises.training.table import Table, diamonds

SEEDS = (0, 1, 2)
AT_MOST = 18.0  # per cent: what the mean test error must come below


def judge(mine: Any) -> Finding:
    """Return what is found about a reader's training function.

    Parameters
    ----------
    mine : object
        What the reader passed.

    Returns
    -------
    Finding
        Whether it is right, the message, and the names of mistakes.
    """
    if not callable(mine):
        return _told("no function", value=short_repr(mine))
    try:
        return _judged(mine, diamonds())
    except TimeLimitError as error:
        return Finding(False, str(error))


def _judged(mine: Callable, table: Table) -> Finding:
    runs: list[Run] = []
    for seed in SEEDS:
        one = run(mine, table, seed, quiet=bool(runs))
        if trouble := _trouble(one, mine, table):
            return trouble
        facts = facts_of(one, table)
        if not runs and (found := known_mistakes_in(facts)):
            return Finding(False, found[0].sentence_with(facts), (found[0].name,))
        runs.append(one)
    facts = facts_of(runs[0], table)
    facts |= facts_of_errors([_numbers(one) for one in runs], table)
    facts["other scale"] = on_another_scale(facts)
    facts |= leaks(mine, table, *runs[:2])
    return _verdict(facts)


def _trouble(one: Run, mine: Callable, table: Table) -> Finding | None:
    """Return the finding about what ended in an error, or returned no predictions."""
    seen, rows = one.recorder, len(table.test_rows)
    name = rule_name(mine)
    if one.error is not None:
        return Finding(False, explain_training_error(one.error, mine, seen.gradients))
    predicted = one.predicted()
    trained = seen.gradients.backwards or seen.gradients.steps or seen.taken
    if not trained and (one.returned is None or not _reaches(predicted, table)):
        return _told("unwritten", right=None, name=name)
    if one.returned is None:
        return _told("nothing returned", name=name)
    if predicted is None:
        return _told("no numbers", name=name, kind=type(one.returned).__name__)
    if len(predicted) != rows:
        return _told("other length", name=name, numbers=len(predicted), rows=rows)
    return None


def _reaches(predicted: Tensor | None, table: Table) -> bool:
    """Return whether these are predictions for the test rows, with an error that is low enough."""
    if predicted is None or len(predicted) != len(table.test_rows):
        return False
    return table.error(predicted) < AT_MOST


def _numbers(one: Run) -> Tensor:
    predicted = one.predicted()
    assert predicted is not None  # `_error_finding` returns first
    return predicted


def _verdict(facts: Facts) -> Finding:
    """Return the finding about a function that ran, from all that was seen."""
    missed = not facts["error"] < AT_MOST
    if found := known_mistakes_in(facts, missed=missed):
        return Finding(False, found[0].sentence_with(facts), (found[0].name,))
    remarks = known_mistakes_in(facts, remarks=True)
    names = tuple(remark.name for remark in remarks)
    said = [remark.sentence_with(facts) for remark in remarks]
    known = {"error": facts["error"], "at_most": AT_MOST, "ours": error_of_the_right_loop()}
    said = [read("training")["verdicts"]["missed" if missed else "right"].format(**known), *said]
    return Finding(not missed, " ".join(part.strip() for part in said), names)


@cache
def error_of_the_right_loop() -> float:
    """Return the mean test error of the right loop with the same seeds.

    Returns
    -------
    float
        In per cent.
    """
    table = diamonds()
    runs = [run(right_training, table, seed) for seed in SEEDS]
    return float(np.mean([table.error(_numbers(one)) for one in runs]))


def _told(what: str, /, right: bool | None = False, **values: Any) -> Finding:
    message = read("training")["verdicts"][what].strip().format(**values)
    return Finding(right, message, () if right is None else (what,))
