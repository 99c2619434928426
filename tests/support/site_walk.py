"""Every slider of a figure on a page to both its ends, beside what the helpers say of it."""

from ipywidgets import Checkbox, SelectionSlider, ToggleButtons

from helpers.widgets.board import Board
from helpers.widgets.playground import Playground
from support.expected_captions import expected_facts, playground_facts
from support.front_end import settings_at
from support.site_page import SitePage

ENDS = {"Home": 0, "End": -1}


def walk(site: SitePage, shown, board: Board) -> int:
    """Move each control of a figure, one at a time, without Python; return the number of frames.

    `shown` is the figure's part of the page, `board` the same figure in this process.
    """
    board.reset()
    site.comes(shown, board.live.caption(*board.current_frame()), 20)
    count = 0
    for name, control in board.sliders.items():
        for move, position in _moves(site, shown, control):
            move()
            site.comes(shown, expected_caption(board, name, position))
            count += 1
        again(shown)
    if board.stepper is not None:
        site.slider(shown, board.stepper.description).press("Home")
        frame = board.current_frame()
        site.comes(shown, board.live.caption(*frame[:2], 0))
        again(shown)
        count += 1
    return count


def again(shown):
    """Put all controls of a figure back."""
    shown.get_by_role("button", name="Reset").or_(
        shown.get_by_role("button", name="Start again")
    ).first.click()


def _moves(site, shown, control):
    """Yield (what moves a control on the page, the position to which it goes)."""
    if isinstance(control, SelectionSlider):
        handle = site.slider(shown, control.description)
        last = len(control.options) - 1
        yield lambda: handle.press("Home"), 0
        yield lambda: handle.press("End"), last
    elif isinstance(control, Checkbox):
        box = shown.get_by_role("checkbox", name=control.description)
        yield box.click, int(not control.value)
    else:
        assert isinstance(control, ToggleButtons), control
        for position, label in enumerate(control.options):
            label = label if isinstance(label, str) else label[0]
            yield shown.get_by_role("button", name=label, exact=True).click, position


def expected_caption(board: Board, name: str, position: int) -> str:
    """Return the caption with one control of a figure elsewhere. That of a playground is compared,
    as facts, with fresh runs of `descend`."""
    positions = board.positions()
    step = 0 if board.stepper is None else board.stepper.value
    strip = board.slider_frames([name], positions)[name]
    caption = board.live.caption(strip, position, step)
    if isinstance(board, Playground):
        settings = settings_at(board, {**positions, name: position})
        assert playground_facts(board, caption) == expected_facts(board, settings, step)
    return caption
