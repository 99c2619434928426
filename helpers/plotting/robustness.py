"""The last loss against the learning rate, of several rules."""

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.core.validation import as_floats, checked_positive, short_repr
from helpers.plotting import style
from helpers.plotting.axes import WIDE_TEXT, label_axes, legend_below, set_log_axis

TOLERANCES = (0.01, 0.2)  # marked, as a fraction of the lowest loss
Y_LABEL = "excess loss,\nin parts of the lowest loss (log scale)"
ROBUSTNESS_TEXT = WIDE_TEXT._replace(label=style.MEDIUM)
REPEAT_DASHES = ("-", "--", ":")
MARKS = 8  # on each curve: their shape is that of the rule
MAX_DRAWN_LOSS = 1e6  # as a fraction of the lowest loss; what is above is not drawn


@style.course_style()
def robustness(rates: Any, losses: dict[str, dict[str, Any]]) -> Figure:
    """Draw the last loss against the learning rate, in a panel for each unit.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates above 0.
    losses : dict
        ``{title of a panel: {name of a rule: array_like, shape (n,)}}``, the excess losses at
        the end, as a fraction of the lowest loss. NaN and what is above a million are not drawn.
        After the name of a rule a label may say its settings, as in "rmsprop 0.9"; if a rule comes
        again, its second curve is dashed, its third dotted.

    Returns
    -------
    Figure
        A figure of pyplot.

    Raises
    ------
    TypeError
        If `rates` are not numbers, or `losses` are not such a dict or name an unknown rule.
    ValueError
        If rates are not above 0, or there are not as many losses as rates.

    Examples
    --------

    >>> figure = robustness([0.01, 0.1], {"carats": {"sgd": [3.0, 0.2], "adam": [0.4, 0.1]}})
    >>> figure.axes[0].get_title()
    'carats'
    >>> plt.close(figure)
    """
    rates = checked_positive("rates", rates)
    if not isinstance(losses, dict) or not losses:
        raise TypeError(
            f"losses must be {{title: {{rule: its losses}}}}, not {short_repr(losses)}."
        )
    losses = {title: _checked_curves(curves, len(rates)) for title, curves in losses.items()}
    figure, grid = plt.subplots(
        1,
        len(losses),
        figsize=style.WIDE_LOW,
        sharey=True,
        squeeze=False,
        layout="constrained",
        FigureClass=style.CourseFigure,
    )
    for axes, (title, curves) in zip(grid[0], losses.items(), strict=True):
        _draw_curves(axes, rates, curves)
        y_label = Y_LABEL if axes is grid[0, 0] else ""
        label_axes(axes, title, "learning rate (log scale)", y_label, sizes=ROBUSTNESS_TEXT)
    legend_below(figure, grid[0, 0].get_legend_handles_labels()[0])
    return figure


def _draw_curves(axes: Axes, rates: np.ndarray, curves: dict[str, np.ndarray]) -> None:
    """Draw the losses of each rule, and the tolerances."""
    drawn: list[str] = []
    rules = [*dict.fromkeys(map(style.rule_in, curves))]
    for label, curve in curves.items():
        rule, shown = style.rule_in(label), np.where(curve < MAX_DRAWN_LOSS, curve, np.nan)
        look = {
            "color": style.colour_of(rule),
            "ls": REPEAT_DASHES[drawn.count(rule) % len(REPEAT_DASHES)],
            "marker": style.SHAPES[rules.index(rule) % len(style.SHAPES)],
            "markevery": max(len(rates) // MARKS, 1),
        }
        axes.plot(rates, shown, label=label, **look, **style.WIDE_CURVE)
        drawn.append(rule)
    for tolerance in TOLERANCES:
        axes.axhline(tolerance, **style.TOLERANCE)
        axes.annotate(f"{tolerance:.0%}", (rates[0], tolerance), fontsize=style.SMALL, va="bottom")
    set_log_axis(axes, "x")
    set_log_axis(axes, "y")
    axes.set_ylim(1e-4, 1e3)


def _checked_curves(curves: Any, rates: int) -> dict[str, np.ndarray]:
    """Return {name of a rule: its losses} as arrays. Raises TypeError or ValueError."""
    if not isinstance(curves, dict) or not all(map(style.rule_in, curves)):
        known = ", ".join(style.RULES_IN_WORDS)
        raise TypeError(f"losses must be {{title: {{rule: its losses}}}} for {known}.")
    arrays = {}
    for name, curve in curves.items():
        array = as_floats(curve)
        if array is None or array.shape != (rates,):
            raise ValueError(f"losses of {name} must be {rates} numbers, one for each rate.")
        arrays[name] = array
    return arrays
