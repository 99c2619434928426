"""The lessons as a reader uses them: every slider of every lesson, by keyboard and by mouse.

What the browser paints is compared with what matplotlib draws in this process of the same frame.
"""

import base64
import itertools
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from boards import TICKED, settings_that_meet, shared_boards, without_training
from ipywidgets import Checkbox
from lab import PANEL
from PIL import Image, ImageChops

from helpers.live import SHARP
from helpers.playground import Playground
from helpers.race import Race
from helpers.steer import Steer

LESSONS = sorted(p.stem for p in (Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
SLIGHT = 40  # pixels of 1.3 million
STAYS = """canvas => new Promise(answer => {  // no scroll bar comes and goes any more
    const size = () => canvas.clientWidth, first = size()
    let frames = 0
    const look = () => size() !== first ? answer(false)
        : ++frames === 20 ? answer(true) : requestAnimationFrame(look)
    look()
})"""


@pytest.fixture(scope="module")
def lab(new_lab):
    """A browser page for all lessons: it knows JupyterLab's code after the first."""
    lab = new_lab()
    yield lab
    lab.close()


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, lab, tmp_path_factory):
    """A lesson, run in JupyterLab, and its boards made here. Nbval trains its networks; once is
    enough."""
    lab.open(without_training(request.param, tmp_path_factory.mktemp("lesson")))
    lab.run_all()
    yield lab, started_again(shared_boards(request.param))
    assert lab.troubles() == []


def started_again(boards):
    """The same boards as they are at first: another test may have moved their sliders."""
    for _, _, board in boards:
        board.restart() if isinstance(board, Steer) else board.reset()
    return boards


def board_cells(lesson, wanted=lambda board: True):
    """Go through the boards of a lesson that are `wanted`, each brought to the front."""
    lab, boards = lesson
    for number, label, board in boards:
        if not wanted(board):
            continue
        cell = lab.cell(number)
        if label is not None:
            bring_to_front(lab, cell, label)
        lab.until(lambda cell=cell: lab.figure(cell).count() and lab.caption(cell))
        yield lab, cell, board


def bring_to_front(lab, cell, label):
    """Press the button of a switch, and wait until the board before has gone."""
    before = lab.figure(cell).element_handle()
    button = cell.get_by_role("button", name=label, exact=True)
    if "mod-active" not in button.get_attribute("class"):
        button.click()
        lab.until(lambda: not before.evaluate("canvas => canvas.isConnected"))
        lab.until(lambda: lab.figure(cell).evaluate(STAYS))


def says(caption, lab, slider):
    """Whether the caption names the slider's value: "beta 0.9", "m = 5", "step 20 of 100"."""
    name, value = lab.name(slider), lab.label(slider)
    said = [f"{name}{link}{value}{end}" for link in (" ", " = ") for end in " ,:"]
    return any(text in caption for text in said)


def picture(lab, cell):
    """What stands on the canvas now."""
    url = lab.figure(cell).evaluate("canvas => canvas.toDataURL()")
    return pixels(base64.b64decode(url.split(",")[1]))


def pixels(png):
    return Image.open(BytesIO(png)).convert("RGB")


def drawn(live, *frame):
    """What matplotlib draws of a frame, all of it."""
    file = BytesIO()
    with live._placed(*frame):
        live.figure.savefig(file, dpi=SHARP * live.figure.dpi)
    return pixels(file.getvalue())


def drawn_over(live, *frame):
    """The same, in a fifth of the time: only what moves, over the picture of what stands still."""
    return live.picture(*frame)


def follow(board, lab, cell):
    """Put the controls of `board` where those on the page are."""
    sliders = [s for s in lab.sliders(cell) if lab.name(s) != "step"]
    shown = {lab.name(s): lab.label(s) for s in sliders}
    for control in board.sliders.values():
        if control.description in shown:
            labels = [label for label, _ in control.options]
            control.index = labels.index(shown[control.description])
    if isinstance(board, Steer):
        board.refresh(board.positions())


def start_again(lab, cell, board):
    """Press the button that does so, here and in the browser."""
    cell.locator(".live-figure").scroll_into_view_if_needed()
    cell.get_by_role("button", name=re.compile("Reset|Start again")).click()
    board.restart() if isinstance(board, Steer) else board.reset()
    first = board.live.caption(*board.now())
    lab.until(lambda: lab.caption(cell) == first, seconds=30)


def stands_still(board):
    """Whether it shows an exercise that is not written yet."""
    run = board.run
    return not isinstance(run, dict) and (run.path == run.path[0]).all()


def differing(painted, drawn):
    """How many pixels of one have nothing like them in the other, there or next to it.

    Next to it: matplotlib puts dots and upright lines on whole pixels, a canvas does not.
    """
    assert painted.size == drawn.size
    spots = np.nonzero(apart(painted, drawn) > 130)
    pair = [np.asarray(picture).astype(np.int16) for picture in (painted, drawn)]
    return max(_without_match(spots, *pair), _without_match(spots, *pair[::-1]))


def apart(one, other):
    """How far apart each two pixels are, in the channel where they are furthest."""
    red, green, blue = ImageChops.difference(one, other).split()
    return np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))


def _without_match(spots, these, those):
    rows, columns = spots
    frame = np.pad(those, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = itertools.product(range(3), repeat=2)
    near = np.array([frame[rows + down, columns + right] for down, right in around])
    return (np.abs(near - these[rows, columns]).max(axis=-1).min(axis=0) > 130).sum()


def assert_same_picture(lab, cell, board, draw=drawn):
    """Of the 1.3 million pixels of the browser's picture nearly all are matplotlib's."""
    count = differing(picture(lab, cell), draw(board.live, *board.now()))
    assert count < SLIGHT, f"{count} pixels differ: {lab.caption(cell)}"


def test_every_lesson_runs_without_trouble_and_has_sliders(lesson):
    lab, boards = lesson
    assert boards and lab.troubles() == []


def test_first_pictures_are_those_of_matplotlib_and_their_captions_the_ones_spoken(lesson):
    for lab, cell, board in board_cells(lesson):
        assert lab.caption(cell) == board.live.caption(*board.now())
        assert cell.locator(".live-figure p").first.inner_text() == lab.caption(cell)
        shown = drawn(board.live, *board.now())
        assert differing(picture(lab, cell), shown) < SLIGHT
        assert differing(pixels(board.live.png(*board.now())), shown) < SLIGHT  # as it is saved


def test_a_neighbouring_frame_would_be_noticed(lesson):
    for lab, cell, board in board_cells(lesson):
        start_again(lab, cell, board)
        control = next(iter(board.sliders.values()))
        control.index += 1
        if isinstance(board, Playground) and stands_still(board):
            continue
        assert differing(picture(lab, cell), drawn_over(board.live, *board.now())) > SLIGHT


def test_every_slider_by_keyboard_and_by_mouse_and_the_pictures_then(lesson):
    for lab, cell, board in board_cells(lesson):
        start_again(lab, cell, board)
        for slider in lab.sliders(cell):
            handle, values = lab.handle(slider), set()
            is_step = lab.name(slider) == "step"
            for key, times in (("Home", 1), ("ArrowRight", 3), ("End", 1), ("ArrowLeft", 1)):
                lab.press(handle, key, times)
                lab.until(lambda s=slider, c=cell: says(lab.caption(c), lab, s), seconds=3)
                values.add(lab.label(slider))
                if key in ("Home", "End") and not (is_step or isinstance(board, Steer)):
                    assert_same_picture_as_here(lab, cell, board)
            assert len(values) >= 3 or len(board.sliders) == 0
            if isinstance(board, Steer):  # it counts moves
                start_again(lab, cell, board)
            for fraction in (0, 1, 0.5) if isinstance(board, Steer) else (0.5,):
                lab.drag(handle, fraction)
                lab.until(lambda s=slider, c=cell: says(lab.caption(c), lab, s), seconds=3)
                if not is_step:
                    assert_same_picture_as_here(lab, cell, board)
            if is_step:
                lab.press(handle, "End")


def assert_same_picture_as_here(lab, cell, board):
    """Move the sliders of `board` as they are on the page; then the pictures are the same."""
    follow(board, lab, cell)
    expected = board.live.caption(*board.now())
    lab.until(lambda: lab.caption(cell) == expected, seconds=5)
    assert_same_picture(lab, cell, board, drawn_over)


HURRY = """([handle, button]) => {  // three moves and the button before the kernel can answer one
    for (let i = 0; i < 3; i++) {
        handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))
    }
    button.click()
}"""
IDLE = """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestKernelInfo()"""


def test_a_reset_is_not_undone_by_a_move_still_on_its_way(lesson):
    for lab, cell, board in board_cells(lesson, lambda board: not isinstance(board, Steer)):
        start_again(lab, cell, board)
        first = lab.caption(cell)
        handle = lab.handle(lab.sliders(cell)[0])
        button = cell.get_by_role("button", name="Reset").element_handle()
        lab.page.evaluate(HURRY, [handle, button])
        for _ in range(3):  # the kernel has answered all that was sent
            lab.page.evaluate(IDLE)
        lab.until(lambda c=cell, f=first: lab.caption(c) == f)


def boxes(board):
    return [control for control in board.sliders.values() if isinstance(control, Checkbox)]


def test_every_tick_box_and_the_pictures_then(lesson):
    for lab, cell, board in board_cells(lesson, boxes):
        start_again(lab, cell, board)
        for control, _ in itertools.product(boxes(board), range(2)):  # ticked, and back again
            cell.get_by_role("checkbox", name=control.description).click()
            control.value = not control.value
            expected = board.live.caption(*board.now())
            lab.until(lambda c=cell, e=expected: lab.caption(c) == e, seconds=5)
            assert_same_picture(lab, cell, board)


def test_every_x_axis_of_a_race_and_the_pictures_then(lesson):
    for lab, cell, board in board_cells(lesson, lambda board: isinstance(board, Race)):
        start_again(lab, cell, board)
        slider = lab.sliders(cell)[0]
        for axis in board.switch.options[::-1]:
            cell.get_by_role("button", name=axis, exact=True).click()
            lab.press(lab.handle(slider), "ArrowRight", 3)
            lab.until(lambda c=cell, s=slider: says(lab.caption(c), lab, s), seconds=3)
            follow(board, lab, cell)
            board.switch.value = axis
            expected = board.live.caption(*board.now())
            lab.until(lambda c=cell, e=expected: lab.caption(c) == e, seconds=5)
            lab.until(lambda c=cell, b=board: same_picture(lab, c, b), seconds=5)


def same_picture(lab, cell, board):
    """Whether it is painted already: the still picture comes a moment after its caption."""
    return differing(picture(lab, cell), drawn(board.live, *board.now())) < SLIGHT


def test_every_guess_can_be_made_with_the_keyboard_alone(lesson):
    lab, _ = lesson
    keyboard = lab.page.keyboard
    for question in lab.page.locator(f"{PANEL} .predict").all():
        choices, button = question.get_by_role("radio"), question.get_by_role("button")
        assert button.is_disabled() and not question.get_by_role("status").inner_text()
        choices.first.focus()
        keyboard.press("ArrowDown")
        assert choices.nth(1).is_checked()
        keyboard.press("Tab")
        assert button.evaluate("button => button === document.activeElement")
        keyboard.press("Enter")
        said = question.get_by_role("status").inner_text()
        assert re.match(r"You guessed \(b\)(, and so it is\.|\. It is \([ac]\)\.)", said)
        assert button.is_hidden() and all(choice.is_disabled() for choice in choices.all())
        assert "$" not in question.inner_text()  # formulas are drawn


def test_a_challenge_is_ticked_off_on_the_page(lesson):
    for lab, cell, board in board_cells(lesson, lambda b: getattr(b, "challenge", None)):
        start_again(lab, cell, board)
        assert "☐ Challenge" in lab.caption(cell)
        for slider, (name, control) in zip(lab.sliders(cell), board.sliders.items(), strict=False):
            values = [value for _, value in control.options]
            if isinstance(board, Steer):  # by mouse: that is one move for each slider
                best = board.problem.minimum[list(board.sliders).index(name)]
                place = int(np.abs(np.subtract(values, best)).argmin())
                lab.drag(lab.handle(slider), place / (len(values) - 1))
                continue
            lab.press(lab.handle(slider), "Home")
            lab.press(
                lab.handle(slider), "ArrowRight", values.index(settings_that_meet(board)[name])
            )
        lab.until(lambda c=cell: TICKED in lab.caption(c), seconds=5)
        start_again(lab, cell, board)
