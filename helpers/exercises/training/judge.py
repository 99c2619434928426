"""Decide whether a reader's training is right, from its test error and from what was seen."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.core.signature import rule_name
from helpers.core.timeout import TimeLimitError
from helpers.core.validation import short_repr
from helpers.exercises.finding import Finding
from helpers.exercises.texts import read
from helpers.exercises.training.errors import explain_training_error
from helpers.exercises.training.facts import Facts, facts_of, facts_of_errors, on_another_scale
from helpers.exercises.training.known_mistakes import known_mistakes_in
from helpers.exercises.training.leaks import leaks
from helpers.exercises.training.right_loop import right_training
from helpers.exercises.training.runs import TrainingRun, run_training
from helpers.exercises.training.table import Table, diamonds

SEEDS = (0, 1, 2)
AT_MOST = 18.0  # per cent: what the mean test error must come below


def judge_training(mine: Any) -> Finding:
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
        return _verdict("no function", value=short_repr(mine))
    try:
        return _judge_runs(mine, diamonds())
    except TimeLimitError as error:
        return Finding(False, str(error))


def _judge_runs(mine: Callable, table: Table) -> Finding:
    runs: list[TrainingRun] = []
    facts: Facts = {}
    for seed in SEEDS:
        run = run_training(mine, table, seed, quiet=bool(runs))
        if finding := _error_finding(run, mine, table):
            return finding
        facts = facts or facts_of(run, table)  # of the first
        if not runs and (mistakes := known_mistakes_in(facts)):
            return Finding(False, mistakes[0].sentence_with(facts), (mistakes[0].name,))
        runs.append(run)
    facts |= facts_of_errors([_predictions(run) for run in runs], table)
    facts["other scale"] = on_another_scale(facts)
    facts |= leaks(mine, table, *runs[:2])
    return _finding_of(facts)


def _error_finding(run: TrainingRun, mine: Callable, table: Table) -> Finding | None:
    """Return the finding about a run that ended in an error, or returned no predictions."""
    recorder, rows = run.recorder, len(table.test_rows)
    gradients, name = recorder.gradients, rule_name(mine)
    if run.error is not None:
        return Finding(False, explain_training_error(run.error, mine, gradients))
    predicted = run.predicted()
    trained = gradients.backwards or gradients.steps or recorder.autograd_grad_calls
    if not trained and (run.returned is None or not _is_accurate(predicted, table)):
        return _verdict("unwritten", right=None, name=name)
    if run.returned is None:
        return _verdict("nothing returned", name=name)
    if predicted is None:
        return _verdict("no numbers", name=name, kind=type(run.returned).__name__)
    if len(predicted) != rows:
        return _verdict("other length", name=name, numbers=len(predicted), rows=rows)
    return None


def _is_accurate(predicted: Tensor | None, table: Table) -> bool:
    """Return whether these are predictions for the test rows, with an error that is low enough."""
    if predicted is None or len(predicted) != len(table.test_rows):
        return False
    return table.error(predicted) < AT_MOST


def _predictions(run: TrainingRun) -> Tensor:
    predicted = run.predicted()
    assert predicted is not None  # `_error_finding` returns first
    return predicted


def _finding_of(facts: Facts) -> Finding:
    """Return the finding about a function that ran, from all that was observed."""
    missed = not facts["error"] < AT_MOST
    if mistakes := known_mistakes_in(facts, missed=missed):
        return Finding(False, mistakes[0].sentence_with(facts), (mistakes[0].name,))
    remarks = known_mistakes_in(facts, remarks=True)
    names = tuple(remark.name for remark in remarks)
    errors = {"error": facts["error"], "at_most": AT_MOST, "ours": error_of_the_right_loop()}
    verdict = read("training")["verdicts"]["missed" if missed else "right"].format(**errors)
    sentences = [verdict, *(remark.sentence_with(facts) for remark in remarks)]
    return Finding(not missed, " ".join(sentence.strip() for sentence in sentences), names)


@cache
def error_of_the_right_loop() -> float:
    """Return the mean test error of the right loop with the same seeds.

    Returns
    -------
    float
        In per cent.
    """
    table = diamonds()
    runs = [run_training(right_training, table, seed) for seed in SEEDS]
    return float(np.mean([table.error(_predictions(run)) for run in runs]))


def _verdict(name: str, /, right: bool | None = False, **values: Any) -> Finding:
    """Return a finding with one of the verdicts in texts/training.toml."""
    message = read("training")["verdicts"][name].strip().format(**values)
    return Finding(right, message, () if right is None else (name,))
