"""The learning rates at which several rules end low enough, as bars."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from helpers.core.validation import as_floats, checked_finite, short_repr
from helpers.plotting import style
from helpers.plotting.axes import WIDE_TEXT, label_axes, legend_below, set_log_axis
from helpers.plotting.robustness import rule_of

GOOD_RATES_TEXT = WIDE_TEXT._replace(title=style.MEDIUM)
WANTED = "{title of a panel: {rule: {schedule: its losses}}}"


class Bar(NamedTuple):
    """The bar of the first or of the second schedule.

    Attributes
    ----------
    middle : float
        How far its middle is above that of its rule.
    height : float
        In the distance of two rules, as `middle`.
    opacity : float
        From 0 to 1.
    """

    middle: float
    height: float
    opacity: float


BARS = (Bar(0.24, 0.22, 0.4), Bar(-0.12, 0.38, 1.0))


@style.course_style()
def good_rates(rates: Any, losses: dict[str, dict[str, dict[str, Any]]], limit: float) -> Figure:
    """Draw as bars at which learning rates the last loss is at most a limit.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates above 0, from low to high; at least two.
    losses : dict
        ``{title of a panel: {name of a rule: {name of a schedule: array_like, shape (n,)}}}``, the
        last losses; one or two schedules, the same for all rules, and in all panels the same rules
        in the same order. After the name of a rule a label may say its settings, as in
        "rmsprop 0.9".
    limit : float
        In the same units as the losses.

    Returns
    -------
    Figure
        A figure of pyplot. A bar that reaches the highest learning rate ends in an arrow; where no
        learning rate is good, a word says so.

    Raises
    ------
    TypeError
        If `losses` are not such a dict or name an unknown rule.
    ValueError
        If the learning rates do not rise from above 0, there are not as many losses as rates, or
        panels differ in their rules, or rules in their schedules.

    Examples
    --------

    >>> ends = {"carats": {"sgd": {"constant": [0.3, 0.1, 9], "falling": [0.1, 0.1, 0.1]}}}
    >>> figure = good_rates([0.01, 0.1, 1], ends, 0.2)
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['sgd']
    >>> plt.close(figure)
    """
    rates = _checked_rates(rates)
    if not isinstance(losses, dict) or not losses:
        raise TypeError(f"losses must be {WANTED}, not {short_repr(losses)}.")
    panels = {title: _checked_rules(rules, len(rates)) for title, rules in losses.items()}
    _check_same_names("rules", panels)
    by_rule = {f"{name} in {title}": ends for title, rules in panels.items()
               for name, ends in rules.items()}  # fmt: skip
    _check_same_names("schedules", by_rule)
    schedules = list(next(iter(by_rule.values())))
    highest = checked_finite("limit", limit)
    if highest.ndim:
        raise ValueError(f"limit must be one number, not {short_repr(limit)}.")
    figure, grid = plt.subplots(
        1,
        len(panels),
        figsize=(style.WIDE[0], 1.5 + 0.5 * len(next(iter(panels.values())))),
        sharey=True,
        squeeze=False,
        layout="constrained",
        FigureClass=style.CourseFigure,
    )
    for axes, (title, rules) in zip(grid[0], panels.items(), strict=True):
        _draw_rules(axes, rates, {name: ends <= highest for name, ends in _rows(rules)})
        label_axes(axes, title, "learning rate (log scale)", "", sizes=GOOD_RATES_TEXT)
    handles = [
        Patch(color=style.GREY, alpha=bar.opacity, label=schedule, **style.BAR)
        for bar, schedule in zip(BARS, schedules, strict=False)
    ]
    legend_below(figure, handles)
    return figure


def _rows(rules: dict[str, dict[str, np.ndarray]]) -> list[tuple[str, np.ndarray]]:
    """Return the losses of each rule, shape (schedules, rates)."""
    return [(name, np.stack(list(ends.values()))) for name, ends in rules.items()]


def _draw_rules(axes: Axes, rates: np.ndarray, good: dict[str, np.ndarray]) -> None:
    """Draw the bars of all rules, the first rule at the top."""
    for row, (name, schedules) in enumerate(good.items(), start=1):
        for bar, each in zip(BARS, schedules, strict=False):
            look = {"color": style.colour_of(rule_of(name)), "alpha": bar.opacity}
            _draw_bar(axes, rates, each, bar._replace(middle=len(good) - row + bar.middle), look)
    axes.set_yticks(range(len(good)), list(good)[::-1])
    axes.set_ylim(-0.6, len(good) - 0.4)
    axes.set_xlim(rates[0], rates[-1])
    set_log_axis(axes, "x")
    axes.grid(axis="x", **style.GRID)
    axes.set_axisbelow(True)


def _draw_bar(
    axes: Axes, rates: np.ndarray, good: np.ndarray, bar: Bar, look: dict[str, Any]
) -> None:
    """Draw where the learning rates are good, each half-way to its neighbours."""
    edges = np.concatenate([rates[:1], np.sqrt(rates[:-1] * rates[1:]), rates[-1:]])
    ends = np.flatnonzero(np.diff(np.r_[0, good, 0])).reshape(-1, 2).tolist()
    spans = [(float(edges[i]), float(edges[j] - edges[i])) for i, j in ends]
    axes.broken_barh(spans, (bar.middle - bar.height / 2, bar.height), **look, **style.BAR)
    if good[-1]:
        axes.plot(rates[-1], bar.middle, ms=50 * bar.height, **look, **style.BAR_END)
    elif not good.any():
        where = np.sqrt(rates[0] * rates[-1]), bar.middle
        axes.text(*where, "nowhere", fontsize=style.SMALL, ha="center", va="center")


def _checked_rates(rates: Any) -> np.ndarray:
    """Return learning rates as an array. Raises ValueError."""
    array = np.atleast_1d(checked_finite("rates", rates))
    if array.ndim > 1 or len(array) < 2 or not (array[0] > 0 and (np.diff(array) > 0).all()):
        wanted = "at least two numbers above 0, from low to high"
        raise ValueError(f"rates must be {wanted}, not {short_repr(rates)}.")
    return array


def _check_same_names(what: str, owners: dict[str, dict[str, Any]]) -> None:
    """Raise ValueError if the dicts differ in their names or in the order of these."""
    (first, names), *others = owners.items()
    for owner, other in others:
        if list(other) != list(names):
            raise ValueError(
                f"The {what} of {owner} must be {', '.join(names)}, in this order, as those of "
                f"{first}, not {', '.join(other)}."
            )


def _checked_rules(rules: Any, rates: int) -> dict[str, dict[str, np.ndarray]]:
    """Return {name of a rule: {schedule: its losses}}. Raises TypeError or ValueError."""
    if not isinstance(rules, dict) or not rules or not all(map(rule_of, rules)):
        raise TypeError(f"losses must be {WANTED}, with rules of the course.")
    found = {}
    for name, ends in rules.items():
        if not isinstance(ends, dict) or not 0 < len(ends) <= len(BARS):
            raise TypeError(f"losses must be {WANTED}, with one or two schedules.")
        arrays = {schedule: as_floats(values) for schedule, values in ends.items()}
        if any(array is None or array.shape != (rates,) for array in arrays.values()):
            raise ValueError(f"losses of {name} must be {rates} numbers, one for each rate.")
        found[name] = arrays
    return found
