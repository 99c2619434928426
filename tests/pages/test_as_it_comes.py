"""JupyterLab with its own settings, which lays out only the cells that are on the screen.

The other tests have all cells laid out, to look at them without scrolling, and no screen.
"""

import re
from io import BytesIO

import nbformat
import numpy as np
import pytest
from PIL import Image
from support.jupyter_server import ALL_CELLS, put_settings
from support.jupyterlab_page import FLAGS, Lab

from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets.playground import playground

CELLS = [
    "from helpers.widgets import playground\n"
    "from helpers.problems import ravine\n"
    "from helpers.rules import momentum",
    LONG := "print(400 * 'a long way\\n')",
    "playground(momentum, ravine(), steps=20, views='loss')",
    "playground(momentum, ravine(), steps=20, views='contours', learning_rate=0.01)",
    LONG,  # the last cell has the focus and counts as seen
]
# With two frames for whatever a page does when it finds a cell on its screen.
ON_SCREEN = """canvas => new Promise(answer => {
    const look = () => answer(canvas.checkVisibility({contentVisibilityAuto: true}))
    requestAnimationFrame(() => requestAnimationFrame(look))
})"""

SCROLLED = """cell => {  // how far all is scrolled that it stands in
    let sum = 0
    for (let node = cell; node; node = node.parentElement) sum += node.scrollTop
    return sum
}"""


@pytest.fixture(scope="module")
def lab(lab, chromium, tmp_path_factory):
    """A page of its own, since settings are read when it is loaded, in a browser with a screen."""
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    path = tmp_path_factory.mktemp("notebook") / "as_it_comes.ipynb"
    nbformat.write(book, path)
    folder = lab.server.root.parent
    browser = lab.context.browser.browser_type.launch(executable_path=chromium, args=FLAGS)
    own = Lab(lab.server, browser)
    put_settings(folder, {name: {} for name in ALL_CELLS})
    try:
        own.open(path)
    finally:
        put_settings(folder, ALL_CELLS)
    own.run_all()
    yield own
    own.close()
    browser.close()
    assert own.errors() == []


def test_a_picture_out_of_sight_is_painted_when_it_comes_into_sight_and_its_sliders_work(lab):
    below = lab.cell(3)
    canvas, board = lab.figure(below), playground(momentum, ravine(), steps=20, views="loss")
    lab.cell(1).scroll_into_view_if_needed()
    assert not canvas.evaluate(ON_SCREEN) and lab.caption(below) is None
    below.scroll_into_view_if_needed()
    lab.until(lambda: lab.caption(below) == board.live.caption(*board.current_frame()))
    assert canvas.evaluate(ON_SCREEN)
    lab.press(lab.handle(lab.sliders(below)[0]), "ArrowRight")
    board.sliders["learning_rate"].index += 1
    lab.until(lambda: lab.caption(below) == board.live.caption(*board.current_frame()))


def test_what_is_on_the_screen_is_what_is_on_the_canvas_and_follows_the_slider(lab):
    below = lab.cell(3)
    below.scroll_into_view_if_needed()
    canvas, slider = lab.figure(below), lab.handle(lab.sliders(below)[0])
    lab.until(lambda: lab.caption(below))
    seen = []
    for key in ("Home", "End"):
        lab.press(slider, key)
        painted = pixels(lab.painted(canvas))
        high, wide, _ = painted.shape
        box = canvas.bounding_box()
        x, y = round(box["x"]), round(box["y"])
        screen = pixels(lab.page.screenshot())[y : y + high, x : x + wide]
        assert np.abs(screen - painted).max() <= 2
        seen.append(screen)
    assert np.abs(seen[1] - seen[0]).max() > 100
    announced = below.locator(".live-figure [role=status]")
    lab.until(lambda: announced.text_content() == lab.caption(below))
    lab.answered()  # or the server would complain of a page that went away before


@pytest.fixture
def finger(lab):
    """A function that sends touches: finger("touchStart", (x, y)) on the page."""
    session = lab.context.new_cdp_session(lab.page)

    def touch(kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    yield touch
    session.detach()


@pytest.fixture
def walk(lab):
    """The cell with the map, put back; its board; and a function from parameters to the page."""
    cell = lab.cell(4)
    lab.until(lambda: lab.caption(cell))
    canvas = lab.figure(cell)
    canvas.scroll_into_view_if_needed()
    cell.get_by_role("button", name="Reset").click()
    lab.until(lambda: "step 20 of 20" in lab.caption(cell))
    lab.answered()
    board = playground(momentum, ravine(), steps=20, views="contours", learning_rate=0.01)
    axes, box = board.live.figure.axes[0], canvas.bounding_box()
    size = box["width"] / board.live.geometry["width"]

    def on_page(x, y):
        px, py = axes.transData.transform((x, y))
        return box["x"] + size * px, box["y"] + size * (board.live.geometry["height"] - py)

    return cell, board, on_page


def test_a_finger_drags_the_start_and_the_page_stays(lab, walk, finger):
    cell, board, on_page = walk
    scrolled = cell.evaluate(SCROLLED)
    finger("touchStart", on_page(*board.start))
    for x in np.linspace(-2, 2, 6):
        finger("touchMove", on_page(x, -0.2))
    board.set_start(2, -0.2)
    lab.until(lambda: same_end(lab.caption(cell), board))
    assert "step 20 of 20" in lab.caption(cell)
    finger("touchEnd")
    lab.until(lambda: "step 0 of 20" in lab.caption(cell))
    lab.until(lambda: same_end(lab.caption(cell), board))
    assert cell.evaluate(SCROLLED) == scrolled


def test_far_from_the_start_a_finger_scrolls_the_page(lab, walk, finger):
    cell, _, on_page = walk
    before, scrolled = lab.caption(cell), cell.evaluate(SCROLLED)
    finger("touchStart", on_page(1, -0.3))
    for y in np.linspace(-0.3, 0.3, 8):
        finger("touchMove", on_page(1, y))
    finger("touchEnd")
    lab.until(lambda: cell.evaluate(SCROLLED) > scrolled)
    lab.answered()
    assert lab.caption(cell) == before


def test_a_tap_sets_the_start_and_it_rolls(lab, walk, finger):
    cell, board, on_page = walk
    finger("touchStart", on_page(1.5, 0.1))
    finger("touchEnd")
    lab.until(lambda: "step 0 of 20" in lab.caption(cell))
    board.set_start(1.5, 0.1)
    lab.until(lambda: same_end(lab.caption(cell), board))
    lab.answered()


def same_end(caption, board):
    """Whether a caption says that a run has come to where that of a board ends, or near it."""
    place = re.search(r"x = (\S+), y = (\S+);", caption.replace("−", "-"))
    shown = [float(number) for number in place.groups()]
    return "step 20 of 20" in caption and np.allclose(shown, board.run.path[-1], atol=0.02)


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)
