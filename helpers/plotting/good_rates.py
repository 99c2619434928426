"""The learning rates at which several rules end low enough, as bars."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers.core.validation import as_floats, checked_finite, checked_positive, short_repr
from helpers.plotting import style
from helpers.plotting.axes import WIDE_TEXT, label_axes, legend_below, set_log_axis

LINE_LABEL = "at least one shuffle in ten"
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
LINE = 0.05  # height, as of a bar


class Good(NamedTuple):
    """At which learning rates a rule ends low enough, with one schedule.

    Attributes
    ----------
    mean : ndarray of bool, shape (n,)
        Whether the mean over the shuffles is low enough.
    some : ndarray of bool, shape (n,)
        Whether at least one shuffle in ten is.
    """

    mean: np.ndarray
    some: np.ndarray


@style.course_style()
def good_rates(rates: Any, losses: dict[str, dict[str, dict[str, Any]]], limit: float) -> Figure:
    """Draw as bars at which learning rates the last loss is at most a limit.

    A thin line through a bar shows where at least one shuffle in ten ends so low.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates above 0, from low to high; at least two.
    losses : dict
        ``{title of a panel: {name of a rule: {name of a schedule: array_like}}}``, the last
        losses, of shape (n,) or (n, shuffles): of several shuffles the bar shows the mean. One or
        two schedules, the same for all rules, and in all panels the same rules in the same order.
        After the name of a rule a label may say its settings, as in "rmsprop 0.9".
    limit : float
        In the same units as the losses.

    Returns
    -------
    Figure
        A figure of pyplot. A bar or line that reaches the highest learning rate ends in an arrow;
        where there is neither, a word says so.

    Raises
    ------
    TypeError
        If `losses` are not such a dict or name an unknown rule.
    ValueError
        If the learning rates do not rise from above 0, there are not as many losses, or rows of
        shuffles, as rates, or panels differ in their rules, or rules in their schedules.

    Examples
    --------

    >>> ends = {"carats": {"sgd": {"constant": [0.3, 0.1, 9], "falling": [0.1, 0.1, 0.1]}}}
    >>> figure = good_rates([0.01, 0.1, 1], ends, 0.2)
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['sgd']
    >>> plt.close(figure)

    Two shuffles at each learning rate. The bar leaves out the highest, where their mean is 0.5. The
    line does not:

    >>> ends = {"carats": {"sgd": {"constant": [[0.3, 0.4], [0.1, 0.2], [0.1, 0.9]]}}}
    >>> figure = good_rates([0.01, 0.1, 1], ends, 0.2)
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['constant', 'at least one shuffle in ten']
    >>> plt.close(figure)
    """
    rates = checked_positive("rates", rates, at_least=2, rising=True)
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
        good = {
            name: [_good(losses, float(highest)) for losses in ends.values()]
            for name, ends in rules.items()
        }
        _draw_rules(axes, rates, good)
        label_axes(axes, title, "learning rate (log scale)", "", sizes=GOOD_RATES_TEXT)
    handles: list[Artist] = [
        Patch(color=style.GREY, alpha=bar.opacity, label=schedule, **style.BAR)
        for bar, schedule in zip(BARS, schedules, strict=False)
    ]
    if any(array.ndim == 2 for ends in by_rule.values() for array in ends.values()):
        handles.append(Line2D([], [], color=style.GREY, label=LINE_LABEL))
    legend_below(figure, handles)
    return figure


def _good(losses: np.ndarray, limit: float) -> Good:
    """Return at which learning rates the losses are low enough; one run at each has no line."""
    low = losses <= limit
    if low.ndim == 1:
        return Good(low, np.zeros_like(low))
    with np.errstate(all="ignore"):
        return Good(losses.mean(axis=1) <= limit, 10 * low.sum(axis=1) >= low.shape[1])


def _draw_rules(axes: Axes, rates: np.ndarray, good: dict[str, list[Good]]) -> None:
    """Draw the bars of all rules, the first rule at the top."""
    for row, (name, schedules) in enumerate(good.items(), start=1):
        for bar, each in zip(BARS, schedules, strict=False):
            place = bar._replace(middle=len(good) - row + bar.middle)
            _draw_bar(axes, rates, each, place, style.colour_of(name))
    axes.set_yticks(range(len(good)), list(good)[::-1])
    axes.set_ylim(-0.6, len(good) - 0.4)
    axes.set_xlim(rates[0], rates[-1])
    set_log_axis(axes, "x")
    axes.grid(axis="x", **style.GRID)
    axes.set_axisbelow(True)


def _draw_bar(axes: Axes, rates: np.ndarray, good: Good, bar: Bar, colour: str) -> None:
    """Draw where the learning rates are good, and the line through the bar."""
    look = {"color": colour, "alpha": bar.opacity}
    _draw_spans(axes, rates, good.mean, bar, look)
    if good.some.any():
        _draw_spans(axes, rates, good.some, bar._replace(height=LINE), {"color": colour})
    if good.mean[-1]:
        axes.plot(rates[-1], bar.middle, ms=50 * bar.height, **look, **style.BAR_END)
    elif good.some[-1]:
        axes.plot(rates[-1], bar.middle, ms=180 * LINE, color=colour, **style.BAR_END)
    elif not (good.mean.any() or good.some.any()):
        where = np.sqrt(rates[0] * rates[-1]), bar.middle
        axes.text(*where, "nowhere", fontsize=style.SMALL, ha="center", va="center")


def _draw_spans(
    axes: Axes, rates: np.ndarray, good: np.ndarray, bar: Bar, look: dict[str, Any]
) -> None:
    """Draw where the learning rates are good, each half-way to its neighbours."""
    edges = np.concatenate([rates[:1], np.sqrt(rates[:-1] * rates[1:]), rates[-1:]])
    ends = np.flatnonzero(np.diff(np.r_[0, good, 0])).reshape(-1, 2).tolist()
    spans = [(float(edges[i]), float(edges[j] - edges[i])) for i, j in ends]
    axes.broken_barh(spans, (bar.middle - bar.height / 2, bar.height), **look, **style.BAR)


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
    if not isinstance(rules, dict) or not rules or not all(map(style.rule_in, rules)):
        raise TypeError(f"losses must be {WANTED}, with rules of the course.")
    found = {}
    for name, ends in rules.items():
        if not isinstance(ends, dict) or not 0 < len(ends) <= len(BARS):
            raise TypeError(f"losses must be {WANTED}, with one or two schedules.")
        arrays = {schedule: as_floats(values) for schedule, values in ends.items()}
        for array in arrays.values():
            if array is None or not array.size or array.ndim > 2 or array.shape[:1] != (rates,):
                wanted = f"{rates} numbers, one for each rate, or {rates} rows of shuffles"
                raise ValueError(f"losses of {name} must be {wanted}.")
        found[name] = arrays
    return found
