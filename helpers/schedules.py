"""Learning-rate schedules: what multiplies the learning rate, update by update.

The step counts from 0 to steps - 1. All but the constant one would be at 0 after the last update.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from helpers.core.signature import rule_name

Factor = Callable[[int, int], float]  # from (step, steps) to what multiplies the learning rate
Schedule = str | Factor | None  # one of SCHEDULES or a reader's function; None is constant

WARMUP = 10  # one update in so many is for the warm-up


def constant(step: int, steps: int) -> float:
    """Return 1: the learning rate stays as it is.

    Parameters
    ----------
    step : int
        From 0 to steps - 1.
    steps : int
        The number of updates.

    Returns
    -------
    float
        1.0 at every step.
    """
    return 1.0


def linear(step: int, steps: int) -> float:
    """Return a factor that falls from 1 along a straight line, and would be 0 after the last step.

    1 - step / steps

    In torch: LinearLR(start_factor=1, end_factor=0, total_iters=steps).

    Parameters
    ----------
    step : int
        From 0 to steps - 1.
    steps : int
        The number of updates.

    Returns
    -------
    float
        1.0 at step 0, and above 0 at the last.

    Examples
    --------

    >>> [linear(step, 4) for step in range(4)]
    [1.0, 0.75, 0.5, 0.25]
    """
    return 1 - step / steps


def cosine(step: int, steps: int) -> float:
    """Return a factor that falls from 1 along half a cosine, and would be 0 after the last step.

    ½ (1 + cos(π · step / steps))

    In torch: CosineAnnealingLR(T_max=steps).

    Parameters
    ----------
    step : int
        From 0 to steps - 1.
    steps : int
        The number of updates.

    Returns
    -------
    float
        1.0 at step 0, and above 0 at the last.

    References
    ----------
    Loshchilov & Hutter (2017), SGDR: stochastic gradient descent with warm restarts.

    Examples
    --------

    >>> [round(cosine(step, 4), 3) for step in range(4)]
    [1.0, 0.854, 0.5, 0.146]
    """
    return (1 + math.cos(math.pi * step / steps)) / 2


def warmup_cosine(step: int, steps: int) -> float:
    """Return a factor that rises for a tenth of the steps, then falls along half a cosine.

    With w = steps // 10, which is no warm-up below ten steps:
    (step + 1) / (w + 1) before step w, then cosine(step - w, steps - w)

    In torch: SequentialLR of LinearLR(start_factor=1 / (w + 1), total_iters=w) and
    CosineAnnealingLR(T_max=steps - w), with milestones=[w].

    Parameters
    ----------
    step : int
        From 0 to steps - 1.
    steps : int
        The number of updates.

    Returns
    -------
    float
        Above 0, and 1.0 where the warm-up ends.

    References
    ----------
    Goyal et al. (2017), Accurate, large minibatch SGD: training ImageNet in 1 hour.

    Examples
    --------

    >>> [round(warmup_cosine(step, 40), 3) for step in (0, 1, 4, 22, 39)]
    [0.2, 0.4, 1.0, 0.5, 0.002]
    """
    warmup = steps // WARMUP
    if step < warmup:
        return (step + 1) / (warmup + 1)
    return cosine(step - warmup, steps - warmup)


class NamedSchedule(NamedTuple):
    """A schedule that has a name.

    Attributes
    ----------
    factor : callable
        From (step, steps) to what multiplies the learning rate.
    in_words : str
        What a caption says after the learning rate.
    without_warmup : str
        The name of the schedule that it is where the steps are too few for a warm-up; empty for one
        that has none.
    """

    factor: Factor
    in_words: str
    without_warmup: str = ""


SCHEDULES = {
    "constant": NamedSchedule(constant, ""),
    "cosine": NamedSchedule(cosine, "falling to 0 along a cosine"),
    "linear": NamedSchedule(linear, "falling to 0 along a straight line"),
    "warmup-cosine": NamedSchedule(
        warmup_cosine,
        f"rising for 1/{WARMUP} of the steps, then falling to 0 along a cosine",
        without_warmup="cosine",
    ),
}


def schedule_in_words(schedule: Schedule, steps: int = WARMUP) -> str:
    """Return what a caption says after the learning rate.

    Parameters
    ----------
    schedule : str, callable or None
        A name in SCHEDULES, a reader's function, or None.
    steps : int
        The number of updates. If they are fewer than WARMUP, there is no warm-up.

    Returns
    -------
    str
        Empty for a learning rate that stays as it is.

    Examples
    --------

    >>> schedule_in_words("cosine")
    'falling to 0 along a cosine'
    """
    if schedule is None or isinstance(schedule, str):
        named = SCHEDULES[schedule or "constant"]
        if named.without_warmup and steps < WARMUP:
            named = SCHEDULES[named.without_warmup]
        return named.in_words
    name = rule_name(schedule)
    return f"times {'a function' if name == '<lambda>' else name} of the step"
