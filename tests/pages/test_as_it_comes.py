"""JupyterLab with its own settings, which lays out only the cells that are on the screen.

The other tests have all cells laid out, to look at them without scrolling.
"""

import nbformat
import pytest
from lab import Lab
from server import WHOLE, put_settings

from helpers.playground import playground
from helpers.problems import ravine
from helpers.rules import momentum

CELLS = [
    "from helpers.playground import playground\n"
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


@pytest.fixture
def lab(lab, tmp_path):
    """A page of its own: settings are read when it is loaded."""
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, tmp_path / "as_it_comes.ipynb")
    folder, own = lab.server.root.parent, Lab(lab.server, lab.context.browser)
    put_settings(folder, {name: {} for name in WHOLE})
    try:
        own.open(tmp_path / "as_it_comes.ipynb")
    finally:
        put_settings(folder, WHOLE)
    own.run_all()
    yield own
    own.close()
    assert own.troubles() == []


def test_a_picture_out_of_sight_is_painted_when_it_comes_into_sight_and_its_sliders_work(lab):
    below = lab.cell(3)
    canvas, board = lab.figure(below), playground(momentum, ravine(), steps=20, views="loss")
    lab.cell(1).scroll_into_view_if_needed()
    assert not canvas.evaluate(ON_SCREEN) and lab.caption(below) is None
    below.scroll_into_view_if_needed()
    lab.until(lambda: lab.caption(below) == board.live.caption(*board.now()))
    assert canvas.evaluate(ON_SCREEN)
    lab.press(lab.handle(lab.sliders(below)[0]), "ArrowRight")
    board.sliders["learning_rate"].index += 1
    lab.until(lambda: lab.caption(below) == board.live.caption(*board.now()))
