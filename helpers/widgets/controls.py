"""The ipywidgets controls of a board: sliders, tick boxes and buttons that have positions."""

from collections.abc import Sequence
from typing import Any

import ipywidgets

from helpers.core.hyperparameters import display_name, display_value
from helpers.core.optional_packages import MissingPackageError
from helpers.widgets.slider_choices import Slider

__all__ = ["distinct_labels", "move", "position", "slider_style", "step_slider", "toggle_style",
           "widget"]  # fmt: skip


def _check_version(version: str) -> None:
    """Raise MissingPackageError unless this version of ipywidgets has all that the figures need."""
    if int(version.partition(".")[0]) < 8:
        raise MissingPackageError(
            f"The figures need ipywidgets 8, and {version} is installed here: run %pip install "
            "--no-deps ipywidgets==8.0.4 in a new cell, and restart the kernel."
        )


_check_version(ipywidgets.__version__)


def widget(name: str, slider: Slider, problem: Any) -> Any:
    """Return the ipywidgets control: a slider with the values as labels, or a tick box.

    Parameters
    ----------
    name : str
        Name of the setting.
    slider : Slider
        The values it can have.
    problem : Problem
        What is minimised: it says which batch size is all rows.

    Returns
    -------
    ipywidgets.SelectionSlider or ipywidgets.Checkbox
        It is at the value where the setting starts.
    """
    if isinstance(slider.start, bool):
        auto = ipywidgets.Layout(width="auto")
        return ipywidgets.Checkbox(
            slider.start, description=display_name(name), indent=False, layout=auto
        )
    texts = [display_value(name, value, problem) for value in slider.values]
    options = list(zip(distinct_labels(texts, slider.values), slider.values, strict=True))
    return ipywidgets.SelectionSlider(
        options=options, value=slider.start, description=display_name(name), **slider_style()
    )


def distinct_labels(texts: Sequence[str], values: Sequence[Any]) -> list[str]:
    """Return `texts`, or the values in full where two texts are the same.

    A control finds its position by its label.

    Parameters
    ----------
    texts : sequence of str
        The labels that are preferred, some of which may be equal.
    values : sequence
        What each stands for.

    Returns
    -------
    list of str
        One for each value.
    """
    return list(texts) if len(set(texts)) == len(texts) else [str(value) for value in values]


def slider_style() -> dict[str, Any]:
    """Return the style of all sliders: a name that is never cut off, all width used.

    Returns
    -------
    dict
        Keyword arguments of a slider.
    """
    return {
        "style": {"description_width": "100px"},
        "layout": ipywidgets.Layout(width="auto", min_width="min(100% - 4px, 300px)"),
    }


def step_slider(steps: int) -> ipywidgets.IntSlider:
    """Return the slider of steps, at its end.

    Parameters
    ----------
    steps : int
        The last step.

    Returns
    -------
    IntSlider
        For a row that it shares with buttons.
    """
    layout = ipywidgets.Layout(flex="1 1 190px", width="auto", min_width="0")
    style = {"description_width": "initial"}
    return ipywidgets.IntSlider(steps, 0, steps, description="step", style=style, layout=layout)


def toggle_style() -> dict[str, Any]:
    """Return the style of all ToggleButtons: beside their name, or below it where it is narrow.

    Returns
    -------
    dict
        Keyword arguments of ToggleButtons.
    """
    return {
        "style": {"description_width": "100px", "button_width": "auto"},
        "layout": ipywidgets.Layout(display="flex", flex_flow="row wrap", width="auto"),
    }


def position(control: Any) -> int:
    """Return the position of a control: the number of its value.

    Parameters
    ----------
    control : ipywidgets.SelectionSlider, ipywidgets.ToggleButtons or ipywidgets.Checkbox
        A control made by `widget`.

    Returns
    -------
    int
        From 0 on.
    """
    return int(control.value) if isinstance(control, ipywidgets.Checkbox) else control.index


def move(control: Any, position: int) -> None:
    """Put a control on the value with this number.

    Parameters
    ----------
    control : ipywidgets.SelectionSlider, ipywidgets.ToggleButtons or ipywidgets.Checkbox
        A control made by `widget`.
    position : int
        The number of the value, from 0; of a checkbox 1 for a tick.
    """
    if isinstance(control, ipywidgets.Checkbox):
        control.value = bool(position)
    else:
        control.index = position
