"""One call of a reader's training function, watched, within a time limit."""

import contextlib
import io
import random
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.core.fresh_copies import keep_random_numbers
from helpers.core.signature import rule_name
from helpers.core.timeout import run_with_timeout
from helpers.exercises.training.recorder import Recorder, recording
from helpers.exercises.training.table import Table

TRAINING_TIMEOUT = 60.0  # seconds; the solution takes less than one, or many on a busy machine


class TrainingRun(NamedTuple):
    """What one call has shown.

    Parameters
    ----------
    returned : object
        What the function returned; None if an error ended it.
    recorder : Recorder
        What was seen meanwhile.
    error : Exception or None
        What ended the call.
    """

    returned: Any
    recorder: Recorder
    error: Exception | None

    def predicted(self) -> Tensor | None:
        """Return the numbers that were returned.

        Returns
        -------
        Tensor or None
            Of shape (numbers,). None for what are no numbers.
        """
        try:
            return torch.as_tensor(self.returned).detach().reshape(-1).float()
        except (TypeError, ValueError, RuntimeError):
            return None


def run_training(mine: Callable, table: Table, seed: int, *, quiet: bool = True) -> TrainingRun:
    """Call a reader's function with copies of a table.

    Parameters
    ----------
    mine : callable
        Called as mine(x, y, train_rows, test_rows).
    table : Table
        What it takes.
    seed : int
        Of the random numbers of torch, numpy and Python, which then go on as they were.
    quiet : bool
        Whether what it prints is dropped.

    Returns
    -------
    TrainingRun
        What it predicted, and what was recorded.

    Raises
    ------
    TimeLimitError
        If it does not finish.
    """
    set_back, threads = keep_random_numbers(), torch.get_num_threads()
    try:
        with torch.random.fork_rng(devices=[]):
            return run_with_timeout(
                TRAINING_TIMEOUT, _call, mine, table, seed, quiet, what=rule_name(mine),
                advice="Does its loop end? Ten epochs are enough.",
            )  # fmt: skip
    finally:
        set_back()
        torch.set_num_threads(threads)


def _call(mine: Callable, table: Table, seed: int, quiet: bool) -> TrainingRun:
    torch.set_num_threads(1)  # the count is per thread; one avoids contention
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    silence = contextlib.redirect_stdout(io.StringIO()) if quiet else contextlib.nullcontext()
    with recording() as recorder, silence, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the sentences of known mistakes explain more
        try:
            return TrainingRun(mine(*table.copies()), recorder, None)
        except Exception as error:
            return TrainingRun(None, recorder, error)
