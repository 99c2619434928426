"""The buttons of a schedule in the browser: by mouse, by keyboard, and without a kernel."""

import json

import nbformat
import pytest
from support.jupyterlab_page import GO_ON

from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets import playground

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
MADE = "playground(momentum, ravine(), steps=40, views='contours', learning_rate=0.01, schedule={})"
SCHEDULES = ("constant", "cosine", "linear")
CELLS = [
    """from helpers.exercises import predict
from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets import playground""",
    MADE.format(SCHEDULES),
    f"""figure = {MADE.format(SCHEDULES[:2])}
step = {{"do": "Press cosine.", "set": {{"schedule": "cosine", "learning_rate": 0.02}},
         "ask": "Where does it end?", "options": ["Closer.", "Farther."], "answer": "a"}}
predict("Which?", ["This.", "That."], "b", "So it is.", figure=figure, see=step)""",
]
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
NOT_FOUND_HERE = "Error displaying widget: model not found"
EXPECTED = (  # in the console, of a notebook that is opened again
    "widget model not found",  # mended by saved_state.js
    "Could not restore the debugger state",  # of a kernel that is shut down as soon as it is there
)


@pytest.fixture(scope="module")
def opened(lab, tmp_path_factory):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    path = tmp_path_factory.mktemp("schedule") / "schedule.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
    lab.open(path)
    lab.forget_errors()  # JupyterLab may say something as it closes the notebook before this one
    lab.run_all()
    lab.until(lambda: lab.caption(lab.cell(2)), 30)
    yield lab
    assert [error for error in lab.errors() if not any(text in error for text in EXPECTED)] == []


@pytest.fixture
def twin():
    """The same board on the side of the test, which says what a caption must be."""
    given = {"steps": 40, "views": "contours", "learning_rate": 0.01}
    return playground(momentum, ravine(), **given, schedule=SCHEDULES)


def buttons(lab, cell):
    group = cell.get_by_role("group", name="schedule", exact=True)
    lab.until(lambda: group.count() == 1)
    return group


def says(lab, cell, twin):
    """Wait until the caption is that of the twin."""
    lab.until(lambda: lab.caption(cell) == twin.live.caption(*twin.current_frame()))


def reopened(lab):
    """Open the notebook again without its kernel, and return the cell of the board.

    JupyterLab looks for the widgets of a notebook during two seconds. On a busy machine they are
    not enough now and then: then it is opened once more.
    """
    for _ in range(3):
        lab.page.evaluate(GO_ON, "notebooks/schedule.ipynb")
        lab.ready()
        cell = lab.cell(2)
        shown = cell.locator("canvas[role=img][aria-label]").or_(cell.get_by_text(NOT_FOUND_HERE))
        shown.first.wait_for(state="attached")
        if not cell.get_by_text(NOT_FOUND_HERE).count():
            break
    return cell


def test_a_click_on_a_button_shows_the_run_on_that_schedule(opened, twin):
    cell = opened.cell(2)
    group = buttons(opened, cell)
    says(opened, cell, twin)
    for label in ("cosine", "linear", "constant", "cosine"):
        before = opened.painted(opened.figure(cell))
        group.get_by_role("button", name=label, exact=True).click()
        twin.sliders["schedule"].value = label
        says(opened, cell, twin)
        pressed = group.get_by_role("button", pressed=True)
        opened.until(lambda p=pressed, t=label: p.all_inner_texts() == [t])
        assert opened.painted(opened.figure(cell)) != before
    assert "falling to 0 along a cosine" in opened.caption(cell)


def test_sliders_then_move_the_run_on_that_schedule_and_reset_puts_all_back(opened, twin):
    cell = opened.cell(2)
    buttons(opened, cell).get_by_role("button", name="cosine", exact=True).click()
    opened.answered()
    opened.press(opened.handle(opened.sliders(cell)[0]), "ArrowRight")
    twin.sliders["schedule"].value = "cosine"
    twin.sliders["learning_rate"].index += 1
    says(opened, cell, twin)
    cell.get_by_role("button", name="Play").click()
    opened.until(lambda: " step 5 of 40" in opened.caption(cell))
    assert "falling to 0 along a cosine" in opened.caption(cell)
    cell.get_by_role("button", name="Reset").click()
    twin.reset()
    says(opened, cell, twin)
    pressed = buttons(opened, cell).get_by_role("button", pressed=True)
    opened.until(lambda: pressed.all_inner_texts() == ["constant"])


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_presses_a_button(opened, twin, key):
    cell = opened.cell(2)
    first, cosine, _ = buttons(opened, cell).get_by_role("button").all()
    first.focus()
    opened.page.keyboard.press("Tab")
    assert cosine.evaluate("button => button === document.activeElement")
    opened.page.keyboard.press(key)
    twin.sliders["schedule"].value = "cosine"
    says(opened, cell, twin)
    first.press(key)
    twin.sliders["schedule"].value = "constant"
    says(opened, cell, twin)


def test_a_question_ticks_off_a_schedule_that_is_pressed(opened):
    cell = opened.cell(3)
    cell.get_by_role("radio").first.check()
    cell.get_by_role("button", name="This is my guess").click()
    tick = cell.get_by_role("checkbox", name="Done")
    buttons(opened, cell).get_by_role("button", name="cosine", exact=True).click()
    assert not tick.is_checked()
    opened.press(opened.handle(opened.sliders(cell)[0]), "ArrowRight")
    opened.until(tick.is_checked)
    opened.until(lambda: "learning rate 0.02, falling to 0 along a cosine" in opened.caption(cell))


def test_without_a_kernel_the_buttons_work_one_control_at_a_time(opened, twin):
    path = opened.server.root / "notebooks" / "schedule.ipynb"
    before = path.stat().st_mtime_ns
    opened.page.evaluate(SAVE)
    opened.until(lambda: path.stat().st_mtime_ns > before, 20)
    assert '"ToggleButtonsModel"' in json.dumps(json.loads(path.read_text(encoding="utf-8")))
    cell = reopened(opened)
    assert "no Python runs behind it" in cell.locator(".live-figure-note:visible").inner_text()
    group = buttons(opened, cell)
    for label in ("cosine", "constant", "linear"):
        group.get_by_role("button", name=label, exact=True).click()
        twin.sliders["schedule"].value = label
        says(opened, cell, twin)
    opened.press(opened.handle(opened.sliders(cell)[0]), "ArrowRight")
    twin.sliders["schedule"].value = "constant"
    twin.sliders["learning_rate"].index += 1
    says(opened, cell, twin)
    pressed = group.get_by_role("button", pressed=True)
    opened.until(lambda: pressed.all_inner_texts() == ["constant"])
    cell.get_by_role("button", name="Reset").click()
    twin.reset()
    says(opened, cell, twin)
