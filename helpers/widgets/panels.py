"""A private figure with a panel for each view."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.plotting import VIEWS
from helpers.plotting.style import PANEL, CourseFigure
from helpers.protocols import Problem

__all__ = ["panel_figure"]


def panel_figure(
    problem: Problem,
    views: Iterable[str],
    steps: int,
    *,
    show_contours: bool = True,
    show_minimum: bool = True,
) -> tuple[Figure, dict[str, Axes]]:
    """Return a figure with a panel for each view, the backgrounds drawn.

    It is not one of pyplot, which may only be used in one thread.

    Parameters
    ----------
    problem : Problem
        What is minimised.
    views : iterable of str
        Names from ``VIEWS``.
    steps : int
        Number of updates that the axes must have room for.
    show_contours, show_minimum : bool
        False to leave out the contours of the loss, and the minimum.

    Returns
    -------
    figure : Figure
        A private one: pyplot does not know it.
    axes : dict
        {view: Axes}.
    """
    views = list(views)
    width, height = PANEL
    size = width * max(len(views), 2), height
    figure = CourseFigure(figsize=size, layout="constrained")
    axes = dict(zip(views, np.ravel(figure.subplots(1, len(views))), strict=True))
    for view in views:
        VIEWS[view].background(
            axes[view], problem, steps, show_contours=show_contours, show_minimum=show_minimum
        )
    return figure, axes
