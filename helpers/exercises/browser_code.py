"""The browser's part of the exercises: browser/*.js and browser/exercise.css."""

from pathlib import Path

from helpers.widgets.join_modules import join_modules
from helpers.widgets.live_figure import BROWSER as OF_FIGURES

__all__ = ["BROWSER", "STYLE", "browser_module"]

BROWSER = Path(__file__).with_name("browser")
SHARED = [OF_FIGURES / "saved_state.js", OF_FIGURES / "shortcuts.js"]
STYLE = (BROWSER / "exercise.css").read_text(encoding="utf-8")


def browser_module(*names: str) -> str:
    """Return files of browser/ as the one ES module that anywidget takes.

    What exercises have in common with figures is added.

    Parameters
    ----------
    names : str
        The names of the files, without `.js`.

    Returns
    -------
    str
        The source of the module.
    """
    return join_modules([*SHARED, *(BROWSER / f"{name}.js" for name in names)])
