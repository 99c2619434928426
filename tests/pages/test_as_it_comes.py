"""JupyterLab with its own settings, which lays out only the cells that are on the screen.

The other tests have all cells laid out, to look at them without scrolling, and no screen.
"""

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
    LONG,  # the last cell has the focus and counts as seen
]
# With two frames for whatever a page does when it finds a cell on its screen.
ON_SCREEN = """canvas => new Promise(answer => {
    const look = () => answer(canvas.checkVisibility({contentVisibilityAuto: true}))
    requestAnimationFrame(() => requestAnimationFrame(look))
})"""


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


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)
