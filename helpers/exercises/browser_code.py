"""The browser's part of the exercises: browser/*.js and browser/exercise.css."""

from pathlib import Path

from helpers.widgets.join_modules import join_modules
from helpers.widgets.live_figure import BROWSER as FIGURE_CODE

__all__ = ["EXERCISE_CODE", "STYLE", "browser_module"]

EXERCISE_CODE = Path(__file__).with_name("browser")
SHARED = [FIGURE_CODE / f"{name}.js" for name in ("models", "saved_state", "shortcuts")]
STYLE = (EXERCISE_CODE / "exercise.css").read_text(encoding="utf-8")


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
    return join_modules([*SHARED, *(EXERCISE_CODE / f"{name}.js" for name in names)])
