"""Find where an epsilon is added that is written into a rule as a number.

With tiny gradients an epsilon changes the result, in the right place as in a wrong one.
"""

from collections.abc import Callable

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.exercises.checker.comparison import agrees
from helpers.exercises.checker.editing import edited_functions
from helpers.exercises.checker.evaluation import Attempt
from helpers.exercises.checker.mistakes import Mistake
from helpers.exercises.checker.trials import ACROSS, rule_trial

TINY_SCALE = 1e-8  # of the learning rate and the gradients
COMMON = (1e-8, 1e-10, 1e-7, 1e-6, 1e-5, 1e-12)  # what people write


def misplaced_epsilon(attempt: Attempt) -> Mistake | None:
    """Return the mistake about an epsilon that is written into a rule in the wrong place, or None.

    Parameters
    ----------
    attempt : Attempt
        That of a rule which is right where epsilon makes no difference.

    Returns
    -------
    Mistake or None
        None where epsilon is in the right place, is not there, or is not found.
    """
    exercise = attempt.exercise
    if _epsilon_with(attempt, exercise.reference, (0.0, *COMMON)) is not None:
        return None
    for mistake in exercise.mistakes:
        if mistake.probe == "epsilon":
            for function in edited_functions(exercise.reference, exercise.variants[0], [mistake]):
                if _epsilon_with(attempt, function, COMMON) is not None:
                    return mistake
    return None


def written_epsilon(attempt: Attempt, true: Callable) -> float | None:
    """Return the epsilon that is written into a rule where the true one has it, or None.

    Parameters
    ----------
    attempt : Attempt
        That of a rule which takes no epsilon.
    true : callable
        The true rule, which takes one.

    Returns
    -------
    float or None
        One of COMMON; None where none of them fits.
    """
    return _epsilon_with(attempt, true, COMMON)


def _epsilon_with(attempt: Attempt, function: Callable, values: tuple[float, ...]) -> float | None:
    """Return the first epsilon with which a function takes the reader's path, or None."""
    usual = attempt.exercise.trials[attempt.main_trials[0]].settings
    settings = {**usual, **attempt.missing[0], "learning_rate": TINY_SCALE}
    trial = rule_trial(np.zeros(2), TINY_SCALE * np.array(ACROSS), settings)
    result = attempt.run(fresh_copy(attempt.mine), trial)
    fits = (e for e in values if agrees(result, function, trial, {**settings, "epsilon": e}))
    return next(fits, None)
