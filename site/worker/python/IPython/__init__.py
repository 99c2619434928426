"""The few names of IPython that helpers, ipywidgets and matplotlib use, for the pages' worker.

IPython itself is megabytes more to fetch and seconds more to start. In JupyterLab and in the lab of
the published course the real one is there.
"""

from typing import Any

from IPython.display import display

__all__ = ["display", "get_ipython", "version_info"]

version_info = (9, 18, 1)  # matplotlib asks: since 8.24 it needs no help of IPython


def get_ipython() -> Any:
    """Return None: there is no shell with magics.

    Returns
    -------
    None
    """
    return None
