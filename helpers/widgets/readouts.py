"""What the browser must know to say the numbers of a point on a curve."""

import re
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting import Trace

__all__ = ["axis_scales", "curve_names"]

LOG_SCALE = re.compile(r"\s\(log scale\)$")


def axis_scales(figure: Figure, traces: Sequence[Trace]) -> list[dict[str, Any]]:
    """Return what the axes of each trace measure: Axis in browser/types.d.ts.

    Parameters
    ----------
    figure : Figure
        The figure, with its limits as they are now.
    traces : sequence of Trace
        Lines on its axes, which are linear or logarithmic.

    Returns
    -------
    list of dict
        {"x": axis, "y": axis} for each trace. Those on the same axes share one.
    """
    scales = {axes: _scales(axes) for axes in figure.axes}
    return [scales[axes] for trace in traces if (axes := trace.line.axes) is not None]


def curve_names(traces: Sequence[Trace]) -> list[str]:
    """Return the label of each line, as its legend has it; "" where there is none.

    Parameters
    ----------
    traces : sequence of Trace
        Lines.

    Returns
    -------
    list of str
    """
    labels = [str(trace.line.get_label()) for trace in traces]
    return ["" if label.startswith("_") else label for label in labels]


def _scales(axes: Axes) -> dict[str, Any]:
    return {
        "x": _scale(axes.get_xlabel(), axes.get_xscale(), axes.get_xlim()),
        "y": _scale(axes.get_ylabel() or axes.get_title(), axes.get_yscale(), axes.get_ylim()),
    }


def _scale(label: str, scale: str, limits: tuple[float, float]) -> dict[str, Any]:
    name = LOG_SCALE.sub("", label).replace("\n", " ").replace(r"\$", "$")
    return {"name": name, "log": scale == "log", "limits": [float(end) for end in limits]}
