"""Scales of axes and names of curves, from which the browser labels a point on a curve."""

import re
from collections.abc import Sequence
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting import Trace

__all__ = ["axis_scales", "curve_names"]

LOG_SCALE = re.compile(r"\s\(log scale\)$")


def axis_scales(figure: Figure) -> list[dict[str, Any]]:
    """Return the names and scales of a figure's axes: Axis in browser/types.d.ts.

    Parameters
    ----------
    figure : Figure
        The figure, with its limits as they are now; its axes are linear or logarithmic.

    Returns
    -------
    list of dict
        {"x": axis, "y": axis} for each of its axes.
    """
    return [_scales(axes) for axes in figure.axes]


def curve_names(figure: Figure, traces: Sequence[Trace]) -> list[tuple[int, str]]:
    """Return for each line the number of its axes, and its label.

    Parameters
    ----------
    figure : Figure
        The figure.
    traces : sequence of Trace
        Lines on its axes.

    Returns
    -------
    list of (int, str)
        The number of the axes; "" where there is no label.
    """
    labels = [str(trace.line.get_label()) for trace in traces]
    axes = [
        figure.axes.index(cast(Axes, trace.line.axes))
        for trace in traces
        if trace.line.axes is not None
    ]
    names = ["" if label.startswith("_") else label for label in labels]
    return list(zip(axes, names, strict=True))


def _scales(axes: Axes) -> dict[str, Any]:
    return {
        "x": _scale(axes.get_xlabel(), axes.get_xscale(), axes.get_xlim()),
        "y": _scale(axes.get_ylabel() or axes.get_title(), axes.get_yscale(), axes.get_ylim()),
    }


def _scale(label: str, scale: str, limits: tuple[float, float]) -> dict[str, Any]:
    name = LOG_SCALE.sub("", label).replace("\n", " ").replace(r"\$", "$")
    return {"name": name, "log": scale == "log", "limits": [float(end) for end in limits]}
