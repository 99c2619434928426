"""The lessons as a reader uses them: every slider of every lesson, by keyboard and by mouse.

What the browser paints is compared with what matplotlib draws in this process of the same frame.
"""

import itertools
import re
from io import BytesIO

import numpy as np
import pytest
from ipywidgets import Checkbox, ToggleButtons
from PIL import Image, ImageChops
from support.jupyterlab_page import PANEL
from support.lesson_boards import (
    TICKED,
    notebooks_with_boards,
    settings_that_meet,
    shared_boards,
)

from helpers.widgets.figure_drawing import BACKGROUND_SCALE
from helpers.widgets.manual_descent import ManualDescent
from helpers.widgets.playground import Playground
from helpers.widgets.race import Race

LESSONS = notebooks_with_boards()
SMOKE = "05_adam"  # this one is opened by `make test` as well
SLIGHT = 30  # of a million pixels
STAYS = """canvas => new Promise(answer => {  // no scroll bar comes and goes any more
    const size = () => canvas.clientWidth, first = size()
    let frames = 0
    const look = () => size() !== first ? answer(false)
        : ++frames === 20 ? answer(true) : requestAnimationFrame(look)
    look()
})"""

READ = """([canvas, ...sliders]) => {  // at once: each question to the page takes milliseconds
    const text = (slider, part) => slider.querySelector(`.widget-${part}`).textContent
    const shown = sliders.map(slider => [text(slider, 'label'), text(slider, 'readout')])
    return [canvas.ariaLabel, shown]
}"""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=[pytest.mark.smoke] if name == SMOKE else []) for name in LESSONS
    ],
)
def lesson(request, lab):
    """A lesson, run in JupyterLab, and its boards made here."""
    lab.open(request.param)
    lab.run_all()
    boards = shared_boards(request.param)
    for _, _, board in boards:  # another test may have moved their sliders
        started_again(board)
    yield lab, boards
    assert lab.errors() == []


def started_again(board):
    board.reset()


class Shown:
    """A board on the page. Its parts are looked up once: a search goes through the whole page."""

    def __init__(self, lab, cell, board):
        self.lab, self.cell, self.board = lab, cell, board
        lab.until(lambda: lab.figure(cell).count() and lab.caption(cell))
        self.canvas = lab.figure(cell).element_handle()
        self.status = cell.locator(".live-figure [role=status]").element_handle()
        self.sliders = lab.sliders(cell)
        again = cell.get_by_role("button", name=re.compile("Reset|Start again"))
        self.again = again.element_handle()

    def caption(self):
        return self.canvas.get_attribute("aria-label")

    def picture(self):
        """What stands on the canvas now."""
        return pixels(self.lab.painted(self.canvas))

    def expected(self, frame=None):
        """What has to stand below it, with the sliders of `board` where they are."""
        return self.board.live.caption(*(frame or self.board.current_frame()))

    def comes(self, caption, seconds=5):
        """Wait for a caption."""
        self.lab.until(lambda: self.caption() == caption, seconds)

    def says(self, slider):
        """Whether the caption names the slider's value: "beta 0.9", "m = 5", "step 20 of 100"."""
        caption, [[name, value]] = self.lab.page.evaluate(READ, [self.canvas, slider])
        spoken = [f"{name}{link}{value}{end}" for link in (" ", " = ") for end in " ,:"]
        return any(text in caption for text in spoken)

    def follow(self):
        """Put the controls of `board` where those on the page are; wait for the caption of it.
        Return the frame."""
        shown = dict(self.lab.page.evaluate(READ, [self.canvas, *self.sliders])[1])
        for control in self.board.sliders.values():
            if control.description in shown:
                labels = [label for label, _ in control.options]
                control.index = labels.index(shown[control.description])
        if isinstance(self.board, ManualDescent):
            self.board.refresh(self.board.positions())
        frame = self.board.current_frame()
        self.comes(self.expected(frame))
        if isinstance(self.board, ManualDescent):  # it counts where the sliders rest
            self.rests()
        return frame

    def rests(self):
        """Wait until the page has been at rest for a while, and the kernel has answered it."""
        self.lab.until(lambda: self.status.text_content() == self.caption())
        self.lab.answered()

    def start_again(self, pressed=True):
        """Bring it, here and in the browser, to where it starts: by its button, if it is not there
        or if the button is to be `pressed` all the same."""
        started_again(self.board)
        if pressed or self.caption() != self.expected():
            if isinstance(self.board, ManualDescent):
                self.rests()
            self.again.click()
            self.comes(self.expected(), seconds=30)
            if isinstance(self.board, ManualDescent):
                self.rests()


def boards_shown(lesson, wanted=lambda board: True):
    """Go through the boards of a lesson that are `wanted`, each brought to the front."""
    lab, boards = lesson
    for number, label, board in boards:
        if wanted(board):
            cell = lab.cell(number)
            if label is not None:
                bring_to_front(lab, cell, label)
            yield Shown(lab, cell, board)


def bring_to_front(lab, cell, label):
    """Press the button of a switch, and wait until the board before is removed."""
    before = lab.figure(cell).element_handle()
    button = cell.get_by_role("button", name=label, exact=True)
    if "mod-active" not in button.get_attribute("class"):
        button.click()
        lab.until(lambda: not before.evaluate("canvas => canvas.isConnected"))
        lab.until(lambda: lab.figure(cell).evaluate(STAYS))


def pixels(png):
    return Image.open(BytesIO(png)).convert("RGB")


def drawn(live, *frame):
    """What matplotlib draws of a frame, all of it, as sharp as the still picture."""
    with live.drawing.lines_at(*frame), live.drawing.background_resolution():
        live.figure.canvas.draw()
        return Image.fromarray(np.asarray(live.figure.canvas.buffer_rgba())).convert("RGB")


def drawn_over(live, *frame):
    """The same, in a fifth of the time: only what moves, over the picture of what stands still."""
    return live.picture(*frame)


def differing(painted, drawn):
    """How many of a million pixels of one have nothing like them in the other, there or next to it.

    Next to it: matplotlib puts dots and upright lines on whole pixels, a canvas does not. On an
    ordinary screen one pixel has the place of four of the still picture's.
    """
    if painted.size != drawn.size:
        drawn = drawn.reduce(BACKGROUND_SCALE)
    assert painted.size == drawn.size
    spots = np.nonzero(apart(painted, drawn) > 130)
    pair = [np.asarray(picture).astype(np.int16) for picture in (painted, drawn)]
    count = max(_without_match(spots, *pair), _without_match(spots, *pair[::-1]))
    return 1e6 * count / np.prod(painted.size)


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


def assert_same_picture(shown, frame, draw=drawn):
    """Of the pixels of the browser's picture nearly all are matplotlib's."""
    count = differing(shown.picture(), draw(shown.board.live, *frame))
    assert count < SLIGHT, f"{count:.0f} of a million pixels differ: {shown.caption()}"


def test_every_lesson_runs_without_trouble_and_has_sliders(lesson):
    lab, boards = lesson
    assert boards and lab.errors() == []


@pytest.fixture
def small_screen(lesson):
    """1280 × 800, and the height that JupyterLab leaves to the notebook."""
    page = lesson[0].page
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 800})
    yield page.locator(f"{PANEL} .jp-WindowedPanel-outer").evaluate("panel => panel.clientHeight")
    page.set_viewport_size(size)


def test_a_question_and_its_figure_stand_on_one_screen(lesson, small_screen):
    lab, boards = lesson
    outputs = {number: lab.cell(number).locator(".jp-OutputArea") for number, _, _ in boards}
    heights = {number: each.bounding_box()["height"] for number, each in outputs.items()}
    assert small_screen > 600 and max(heights.values()) <= small_screen, heights


def test_first_pictures_are_those_of_matplotlib_and_their_captions_the_ones_spoken(lesson):
    """And a neighbouring frame would be noticed."""
    for shown in boards_shown(lesson):
        assert shown.caption() == shown.expected()
        assert shown.cell.locator(".live-figure p").first.inner_text() == shown.caption()
        live, frame = shown.board.live, shown.board.current_frame()
        whole, picture = drawn(live, *frame), shown.picture()
        assert differing(picture, whole) < SLIGHT
        assert differing(drawn_over(live, *frame), whole) < SLIGHT
        assert differing(pixels(live.png(*frame)), whole) < SLIGHT  # as it is saved
        slider = next(iter(shown.board.sliders.values()))
        if is_indifferent(shown.board):
            slider.index = len(slider.options) - 1
        else:
            slider.index += 1 if slider.index + 1 < len(slider.options) else -1
        if not (isinstance(shown.board, Playground) and stands_still(shown.board)):
            assert differing(picture, drawn_over(live, *shown.board.current_frame())) > SLIGHT
        started_again(shown.board)


def is_indifferent(board):
    """Whether it is the one of lesson 7 that shows how little a neighbouring setting changes."""
    return isinstance(board, Playground) and [*board.rules] == ["adam, with penalty"]


def stands_still(board):
    """Whether it shows an exercise that is not written yet."""
    run = board.run
    return not isinstance(run, dict) and (run.path == run.path[0]).all()


def test_every_slider_by_keyboard_and_by_mouse_and_back_to_the_start(lesson):
    for shown in boards_shown(lesson):
        lab, board = shown.lab, shown.board
        shown.start_again(pressed=False)
        for slider in shown.sliders:
            handle, values = lab.handle(slider), set()
            is_step = lab.name(slider) in ("step", "clock")
            for key, times in (("Home", 1), ("ArrowRight", 3), ("End", 1), ("ArrowLeft", 1)):
                lab.press(handle, key, times)
                lab.until(lambda s=slider, b=shown: b.says(s), seconds=3)
                values.add(lab.label(slider))
                if key in ("Home", "End") and not (is_step or isinstance(board, ManualDescent)):
                    assert_same_picture(shown, shown.follow(), drawn_over)
            assert len(values) >= 3 or len(board.sliders) == 0
            if isinstance(board, ManualDescent):  # it counts moves
                shown.start_again()
            for fraction in (0, 1, 0.5) if isinstance(board, ManualDescent) else (0.5,):
                lab.drag(handle, fraction)
                lab.until(lambda s=slider, b=shown: b.says(s), seconds=3)
                if not is_step:
                    assert_same_picture(shown, shown.follow(), drawn_over)
            if is_step:
                lab.press(handle, "End")
        start_again_in_a_hurry(shown)


HURRY = """([handle, button]) => {  // three moves and the button before the kernel can answer one
    for (let i = 0; i < 3; i++) {
        handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))
    }
    button.click()
}"""


def start_again_in_a_hurry(shown):
    """Press the button while moves are still on their way: they do not undo it."""
    started_again(shown.board)
    lab = shown.lab
    lab.page.evaluate(HURRY, [lab.handle(shown.sliders[0]), shown.again])
    lab.answered()
    shown.comes(shown.expected())


def boxes(board):
    return [control for control in board.sliders.values() if isinstance(control, Checkbox)]


def test_every_tick_box_and_the_pictures_then(lesson):
    for shown in boards_shown(lesson, boxes):
        shown.start_again(pressed=False)
        for control, _ in itertools.product(boxes(shown.board), range(2)):  # ticked, and back again
            shown.cell.get_by_role("checkbox", name=control.description).click()
            control.value = not control.value
            frame = shown.board.current_frame()
            shown.comes(shown.expected(frame))
            assert_same_picture(shown, frame)


def test_every_x_axis_of_a_race_and_the_pictures_then(lesson):
    for shown in boards_shown(lesson, lambda board: isinstance(board, Race)):
        lab, board, slider = shown.lab, shown.board, shown.sliders[0]
        shown.start_again(pressed=False)
        for axis in board.axis_buttons.options[::-1]:
            shown.cell.get_by_role("button", name=axis, exact=True).click()
            lab.press(lab.handle(slider), "ArrowRight", 3)
            lab.until(lambda s=slider, b=shown: b.says(s), seconds=3)
            board.axis_buttons.value = axis
            picture = drawn(board.live, *shown.follow())  # which comes a moment after its caption
            lab.until(lambda b=shown, p=picture: differing(b.picture(), p) < SLIGHT)


def test_every_guess_can_be_made_with_the_keyboard_alone(lesson):
    lab, _ = lesson
    keyboard, questions = lab.page.keyboard, lab.page.locator(f"{PANEL} .predict").all()
    for question in questions:
        choices = question.locator("fieldset").first.get_by_role("radio")
        button = question.get_by_role("button", name="This is my guess")
        assert button.is_disabled() and not question.get_by_role("status").inner_text()
        choices.first.focus()
        keyboard.press("ArrowDown")
        assert choices.nth(1).is_checked()
        keyboard.press("Tab")
        assert button.evaluate("button => button === document.activeElement")
        keyboard.press("Enter")
        look_by_keyboard(keyboard, question.locator(".see"))
        status = question.get_by_role("status").last.inner_text()
        assert re.match(r"You guessed \(b\)(, and so it is\.|\. It is \([ac]\)\.)", status)
        assert button.is_hidden() and all(choice.is_disabled() for choice in choices.all())
        assert "$" not in question.inner_text()  # formulas are drawn
    made = lab.page.locator(
        f"{PANEL} .predict > fieldset input:checked"
    )  # no guess undid the one before
    groups = made.evaluate_all("made => made.map(choice => choice.name)")
    assert len(set(groups)) == len(groups) == len(questions)


def look_by_keyboard(keyboard, see):
    """Say what is seen, where a question asks for it, right or wrong."""
    tick, button = see.get_by_role("checkbox"), see.get_by_role("button")
    if tick.count() and not tick.is_checked():
        tick.focus()
        keyboard.press("Space")
    while button.count():
        see.get_by_role("radio").first.focus()
        keyboard.press("Space")
        keyboard.press("Tab")
        assert button.evaluate("button => button === document.activeElement")
        keyboard.press("Enter")


def test_a_challenge_is_ticked_off_on_the_page(lesson):
    for shown in boards_shown(lesson, lambda board: getattr(board, "challenge", None)):
        lab, board = shown.lab, shown.board
        shown.start_again(pressed=False)
        assert "☐ Challenge" in shown.caption()
        rows = {n: c for n, c in board.sliders.items() if isinstance(c, ToggleButtons)}
        sliders = {n: c for n, c in board.sliders.items() if n not in rows}
        for slider, (name, control) in zip(shown.sliders, sliders.items(), strict=False):
            values = [value for _, value in control.options]
            if isinstance(board, ManualDescent):  # by mouse: that is one move for each slider
                best = board.problem.minimum[list(board.sliders).index(name)]
                position = int(np.abs(np.subtract(values, best)).argmin())
                lab.drag(lab.handle(slider), position / (len(values) - 1))
                continue
            position = values.index(settings_that_meet(board)[name])
            lab.press(lab.handle(slider), "Home")
            lab.press(lab.handle(slider), "ArrowRight", position)
        for name, control in rows.items():
            (label,) = (
                x for x, value in control.options if value == settings_that_meet(board)[name]
            )
            shown.cell.get_by_role("button", name=label, exact=True).click()
        lab.until(lambda b=shown: TICKED in b.caption(), seconds=5)
        shown.start_again()


def test_on_a_sharp_screen_the_pictures_are_sharp(lesson):
    lab, boards = lesson
    one_of_each = {type(board): board for _, _, board in boards}.values()
    lab.set_device_scale(BACKGROUND_SCALE)
    for shown in boards_shown(lesson, lambda board: board in one_of_each):
        shown.start_again(pressed=False)
        lab.press(lab.handle(shown.sliders[0]), "ArrowRight")
        shown.follow()
        whole = drawn(shown.board.live, *shown.board.current_frame())
        assert shown.picture().size == whole.size
        assert differing(shown.picture(), whole) < SLIGHT
    lab.set_device_scale(1)
