"""Sentences about errors that end a training loop."""

from collections.abc import Callable

from helpers.exercises.checker.reader_errors import explain_error, place_of
from helpers.exercises.texts import read
from helpers.exercises.training.gradients import Gradients


def explain_training_error(error: Exception, mine: Callable, seen: Gradients) -> str:
    """Return a sentence about the error that ended a training loop.

    Parameters
    ----------
    error : Exception
        What ended the reader's function.
    mine : callable
        The reader's function.
    seen : Gradients
        What backward and step had found until then.

    Returns
    -------
    str
        A sentence of our own where the error is a common one; else its kind, its text and the
        reader's line.
    """
    text, place = str(error), place_of(error, mine)
    for entry in read("training")["errors"].values():
        needs_step = entry.get("after_step", False)
        if entry["part"] in text and (seen.since_step or not needs_step):
            return entry["sentence"].strip().format(place=place)
    return explain_error(error, mine, is_rule=False)
