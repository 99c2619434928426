"""The loss at the end against the learning rate."""

import numpy as np
from matplotlib import pyplot as plt

from helpers.core.validation import as_floats, checked_finite, short_repr
from helpers.plotting.view import COLOURS, colour_of, logarithmic


def robustness(rates, losses):
    """Draw the last loss against the learning rate, a panel for each unit, and return the figure.

    `rates` (n,); `losses` {title: {name of a rule: its losses above the lowest, in parts of the
    lowest, (n,)}}. What is not a number, or over a million times the lowest loss, is left out.
    Raises TypeError or ValueError.
    """
    rates = np.atleast_1d(checked_finite("rates", rates))
    if rates.ndim > 1 or not (rates > 0).all():
        wanted = "a flat list of numbers above 0, such as [0.01, 0.1]"
        raise ValueError(f"rates must be {wanted}, not {short_repr(rates)}.")
    if not isinstance(losses, dict) or not losses:
        raise TypeError(
            f"losses must be {{title: {{rule: its losses}}}}, not {short_repr(losses)}."
        )
    losses = {title: _checked_curves(curves, len(rates)) for title, curves in losses.items()}
    figure, panels = plt.subplots(
        1, len(losses), figsize=(9.6, 3.8), sharey=True, squeeze=False, layout="constrained"
    )
    for axes, (title, curves) in zip(panels[0], losses.items(), strict=True):
        for name, curve in curves.items():
            seen = np.where(curve < 1e6, curve, np.nan)
            axes.plot(rates, seen, color=colour_of(name), lw=1.8, label=name)
        for tolerance in (0.01, 0.2):
            axes.axhline(tolerance, color="black", lw=0.8, ls=":")
            axes.annotate(f"{tolerance:.0%}", (rates[0], tolerance), fontsize=8, va="bottom")
        for which in "xy":
            logarithmic(axes, which)
        axes.set(ylim=(1e-4, 1e3), title=title, xlabel="learning rate (log scale)")
        axes.spines[["top", "right"]].set_visible(False)
    panels[0, 0].set_ylabel("loss above the lowest,\nin parts of the lowest (log scale)")
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    return figure


def _checked_curves(curves, rates):
    """Return {name of a rule: its losses}, as arrays. Raises TypeError or ValueError."""
    if not isinstance(curves, dict) or not set(curves) <= set(map(_spaced, COLOURS)):
        known = ", ".join(map(_spaced, COLOURS))
        raise TypeError(f"losses must be {{title: {{rule: its losses}}}} for {known}.")
    arrays = {name: as_floats(curve) for name, curve in curves.items()}
    for name, array in arrays.items():
        if array is None or array.shape != (rates,):
            raise ValueError(f"losses of {name} must be {rates} numbers, one for each rate.")
    return arrays


def _spaced(name):
    return name.replace("_", " ")
