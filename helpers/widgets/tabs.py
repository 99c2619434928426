"""A row of buttons, each of which shows one of several boards."""

from typing import Any

import ipywidgets

from helpers.core.validation import checked_choice
from helpers.widgets import controls
from helpers.widgets.board import Board

__all__ = ["Tabs", "tabs"]


def tabs(boards: dict[str, Board], shown: str | None = None, *, name: str = "show") -> "Tabs":
    """Return buttons, one for each of some boards, above the board whose button is pressed.

    The browser changes the board by itself, without the kernel.

    Parameters
    ----------
    boards : dict
        {label: board}, boards as `playground` makes them.
    shown : str, optional
        The label of the board to begin with; by default the first.
    name : str
        The text before the buttons.

    Returns
    -------
    Tabs
        Shown where a cell ends with it.

    Raises
    ------
    TypeError
        If `boards` is not such a dict.
    ValueError
        If `shown` is not one of the labels, or two of these are the same text.

    Examples
    --------

    >>> from helpers.problems import ravine, saddle
    >>> from helpers.rules import gradient_descent
    >>> from helpers.widgets import playground
    >>> problems = {"ravine": ravine(), "saddle": saddle()}
    >>> make = lambda problem: playground(gradient_descent, problem, steps=5, views="loss")
    >>> tabs({name: make(problem) for name, problem in problems.items()}, "saddle").shown
    'saddle'
    """
    return Tabs(boards, shown, name)


class Tabs(ipywidgets.VBox):
    """What `tabs` returns.

    Attributes
    ----------
    boards : dict
        {label: board} of all boards.
    buttons : ToggleButtons
        The labels.
    stack : Stack
        Shows one of the boards.
    """

    def __init__(self, boards: dict[str, Board], shown: str | None, name: str) -> None:
        is_valid = isinstance(boards, dict) and all(isinstance(b, Board) for b in boards.values())
        if not is_valid or not boards:
            raise TypeError("tabs needs boards with their labels: pass {label: playground(...)}.")
        self.boards = {str(label): board for label, board in boards.items()}
        labels = tuple(self.boards)
        if len(labels) < len(boards):
            raise ValueError("Two boards have the same label: pass {label: playground(...)} with "
                             "two labels.")  # fmt: skip
        asked = labels[0] if shown is None else str(shown)
        first = labels.index(checked_choice("shown", asked, labels))
        self.buttons = ipywidgets.ToggleButtons(
            options=labels, index=first, description=name, **controls.toggle_style()
        )
        full_width = ipywidgets.Layout(flex_flow="column")
        self.stack = ipywidgets.Stack(
            list(self.boards.values()), selected_index=first, layout=full_width
        )
        self.link = ipywidgets.jslink((self.buttons, "index"), (self.stack, "selected_index"))
        for board in self.boards.values():
            board.live.announce(self.buttons)
        super().__init__([self.buttons, self.stack])

    @property
    def shown(self) -> str:
        """The label of the board on screen."""
        return str(self.buttons.value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what Jupyter shows and saves: the picture and the caption of the board shown."""
        data: dict[str, Any] = dict(super()._repr_mimebundle_(**kwargs) or {})
        board, metadata = self.boards[self.shown]._repr_mimebundle_(**kwargs)
        for other in self.boards.values():
            other.live.settle()
        data["text/plain"] = f"{self.shown}: {board['text/plain']}"
        data |= {mime: board[mime] for mime in ("image/png",) if mime in board}
        metadata["image/png"]["alt"] = data["text/plain"]
        return data, metadata
