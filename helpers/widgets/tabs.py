"""A row of buttons that puts one board in the place of another."""

import ipywidgets

from helpers.core.validation import checked_choice
from helpers.widgets import controls as slides
from helpers.widgets.board import Board

__all__ = ["tabs"]


def tabs(boards, shown=None, *, name="show"):
    """Return buttons, one for each of `boards`, above the board whose button is pressed.

    `boards`: {label: board}, boards as `playground` makes them. `shown`: the label of the one to
    begin with, by default the first. `name`: what stands before the buttons. The browser changes
    over by itself, without the kernel. Raises TypeError or ValueError.
    """
    return Tabs(boards, shown, name)


class Tabs(ipywidgets.VBox):
    """What `tabs` returns. `boards` are all of them; `shown` is the label of the one to see."""

    def __init__(self, boards, shown, name):
        fits = isinstance(boards, dict) and all(isinstance(b, Board) for b in boards.values())
        if not fits or not boards:
            raise TypeError("tabs needs boards with their labels: pass {label: playground(...)}.")
        self.boards = {str(label): board for label, board in boards.items()}
        labels = tuple(self.boards)
        first = labels.index(checked_choice("shown", labels[0] if shown is None else shown, labels))
        self.buttons = ipywidgets.ToggleButtons(
            options=labels,
            index=first,
            description=name,
            **slides.in_a_row(),
        )
        as_wide_as_the_page = ipywidgets.Layout(flex_flow="column")
        self.stack = ipywidgets.Stack(
            list(self.boards.values()), selected_index=first, layout=as_wide_as_the_page
        )
        self.link = ipywidgets.jslink((self.buttons, "index"), (self.stack, "selected_index"))
        for board in self.boards.values():
            board.live.announce(self.buttons)
        super().__init__([self.buttons, self.stack])

    @property
    def shown(self):
        """The label of the board on screen."""
        return self.buttons.value

    def _repr_mimebundle_(self, **kwargs):
        """Save, like any board, a picture and a line of text: those of the board on screen."""
        data = dict(super()._repr_mimebundle_(**kwargs))
        board, looks = self.boards[self.shown]._repr_mimebundle_(**kwargs)
        for hidden in self.boards.values():
            hidden.live.settle()
        data["text/plain"] = f"{self.shown}: {board['text/plain']}"
        data["image/png"] = board["image/png"]
        looks["image/png"]["alt"] = data["text/plain"]
        return data, looks
