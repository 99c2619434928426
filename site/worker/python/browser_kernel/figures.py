"""The backend of matplotlib: figures of pyplot are shown as pictures, and closed."""

import sys
from typing import Any

from matplotlib.backend_bases import FigureManagerBase as FigureManager
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas

from browser_kernel.displays import display

__all__ = ["FigureCanvas", "FigureManager", "show"]


def show(*_: Any, **__: Any) -> None:
    """Show all figures of pyplot, as `plt.show()` and the end of a cell do.

    Parameters
    ----------
    *_, **__ : object
        Options of other backends.
    """
    pyplot = sys.modules["matplotlib.pyplot"]
    try:
        for number in pyplot.get_fignums():
            display(pyplot.figure(number))
    finally:
        pyplot.close("all")
