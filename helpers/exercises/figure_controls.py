"""Target positions for the controls of an interactive figure, as an exercise asks for them."""

import math
from collections.abc import Mapping
from typing import Any

import ipywidgets

from helpers.core.validation import short_repr
from helpers.widgets.board import Board
from helpers.widgets.tabs import Tabs

__all__ = ["targets_on"]


def targets_on(figure: Board | Tabs, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the controls that settings refer to, with their target positions.

    Parameters
    ----------
    figure : Board or Tabs
        What `playground`, `manual_descent`, `tabs` or another of these functions returned.
    settings : dict
        {name of a slider: value}; "step" is the slider of the steps. With `tabs`, "tab" is the
        label of the figure that is meant; without it, it is the one that is shown first.

    Returns
    -------
    list of dict
        `control`, a widget, and `position`, the number of the value on it.

    Raises
    ------
    TypeError, ValueError
        Where the figure has no such control, or the control no such value.
    """
    if isinstance(figure, Tabs):
        return _targets_on_tabs(figure, settings)
    if not isinstance(figure, Board):
        raise TypeError(
            f"figure must be what playground(...) and its like return, not {short_repr(figure)}."
        )
    return [_target(name, value, _controls_of(figure)) for name, value in settings.items()]


def _targets_on_tabs(tabs: Tabs, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    label = settings.get("tab", tabs.shown)
    chosen = [_target("tab", settings["tab"], {"tab": tabs.buttons})] if "tab" in settings else []
    others = {name: value for name, value in settings.items() if name != "tab"}
    return [*chosen, *targets_on(tabs.boards[label], others)]


def _controls_of(board: Board) -> dict[str, Any]:
    """Return {name: slider}, the slider of the steps included."""
    stepper = getattr(board, "stepper", None)
    return {**board.sliders, **({"step": stepper} if stepper is not None else {})}


def _target(name: str, value: object, controls: Mapping[str, Any]) -> dict[str, Any]:
    if name not in controls:
        known = ", ".join(controls)
        raise ValueError(f"There is no control {name} on the figure, only {known}.")
    control = controls[name]
    positions = [
        i for i, offered in enumerate(_values_of(control)) if _is_same_value(offered, value)
    ]
    if not positions:
        raise ValueError(
            f"There is no value {short_repr(value)} on the control {name} of the figure."
        )
    return {"control": control, "position": positions[0]}


def _values_of(control: Any) -> list[Any]:
    """Return the values of a control in the order of their positions."""
    if isinstance(control, ipywidgets.Checkbox):
        return [False, True]
    if isinstance(control, ipywidgets.IntSlider):
        return list(range(control.max + 1))
    return [option[1] if isinstance(option, tuple) else option for option in control.options]


def _is_same_value(offered: object, value: object) -> bool:
    """Return whether two values are the same; numbers of a slider are rounded."""
    numbers = [v for v in (offered, value) if isinstance(v, (int, float))]
    if len(numbers) == 2:
        return math.isclose(*numbers, rel_tol=1e-9, abs_tol=1e-12)
    return offered == value
