"""The control of a playground's learning-rate schedule: a row of buttons, one for each."""

from collections.abc import Mapping, Sequence
from typing import cast

import ipywidgets

from helpers.core.signature import rule_name
from helpers.core.validation import short_repr
from helpers.many_runs.swept_schedules import look_up_schedules
from helpers.schedules import Schedule
from helpers.widgets.controls import toggle_style
from helpers.widgets.slider_choices import Slider

__all__ = ["Schedules", "constant_rate_suffix", "has_constant", "schedule_buttons",
           "schedule_choice", "schedule_label"]  # fmt: skip

CONSTANT = "constant"
LAMBDA = "own function"  # the label of a function that has no name

Schedules = Schedule | Sequence[Schedule] | Slider  # what a reader may pass


def schedule_choice(schedule: Schedules, steps: int) -> dict[str, Slider]:
    """Return the schedules that a reader can choose from.

    Parameters
    ----------
    schedule : str, callable, sequence of them, Slider or None
        One is fixed; of several the first is where the buttons start, or the one that Slider says.
    steps : int
        The number of updates.

    Returns
    -------
    dict
        {"schedule": Slider}, empty for None. A constant one is called "constant".

    Raises
    ------
    TypeError, ValueError
        As `schedule_factors` does, and for none at all, or two with the same label.
    TimeLimitError
        For a function that is too slow or never ends.

    Examples
    --------

    >>> schedule_choice(("constant", "cosine"), 100)
    {'schedule': Slider(values=('constant', 'cosine'), start='constant')}
    """
    if schedule is None:
        return {}
    values, start = schedule if isinstance(schedule, Slider) else (schedule, None)
    values = values if isinstance(values, (list, tuple)) else [cast(Schedule, values)]
    if not values:
        raise ValueError('schedule needs at least one, such as schedule=("constant", "cosine").')
    values = tuple(CONSTANT if value is None else value for value in values)
    look_up_schedules([{"schedule": value} for value in values], steps)
    labels = [schedule_label(value) for value in values]
    if len(set(labels)) < len(labels):
        raise ValueError(
            f"Two schedules have the same name, {', '.join(labels)}: leave one out, or define it "
            "with a name of its own."
        )
    start = values[0] if start is None else start
    if not any(start is value or start == value for value in values):
        raise ValueError(
            f"schedule cannot start at {short_repr(start)}: it is not among its values, so add it."
        )
    return {"schedule": Slider(values, start)}


def schedule_label(schedule: Schedule) -> str:
    """Return the label of a schedule's button.

    Parameters
    ----------
    schedule : str or callable
        A schedule, as `descend` takes it.

    Returns
    -------
    str
        Such as "cosine", or the name of a reader's function.
    """
    if isinstance(schedule, str):
        return schedule
    name = rule_name(schedule)
    return LAMBDA if name == "<lambda>" else name.replace("_", " ")


def schedule_buttons(choice: Slider) -> ipywidgets.ToggleButtons:
    """Return the buttons, one for each schedule.

    Parameters
    ----------
    choice : Slider
        What `schedule_choice` returned.

    Returns
    -------
    ToggleButtons
        With a position for each schedule, as a slider has.
    """
    options = [(schedule_label(value), value) for value in choice.values]
    return ipywidgets.ToggleButtons(
        options=options, value=choice.start, description="schedule", **toggle_style()
    )


def has_constant(choices: Mapping[str, Slider]) -> bool:
    """Return whether a constant learning rate is among the choices of a playground.

    Parameters
    ----------
    choices : {name: Slider}
        All settings.

    Returns
    -------
    bool
        True where there are no buttons for schedules.
    """
    return "schedule" not in choices or CONSTANT in choices["schedule"].values


def constant_rate_suffix(choices: Mapping[str, Slider]) -> str:
    """Return the suffix for names of predictions that hold at a constant learning rate only.

    Parameters
    ----------
    choices : {name: Slider}
        All settings.

    Returns
    -------
    str
        Empty where there are no buttons.
    """
    several = "schedule" in choices and len(choices["schedule"].values) > 1
    return " at a constant learning rate" if several else ""
