"""What goes wrong around a lesson in JupyterLab: the kernel dies, a cell runs for long, two tabs.

One page and one notebook for all; what ends the kernel comes last, and everything is run again.
"""

import os
import signal
from functools import cache

import nbformat
import pytest

from helpers.playground import playground
from helpers.problems import ravine
from helpers.rules import momentum

SETTINGS = {"steps": 20, "views": "hillside"}
CELLS = [
    """import os, pathlib
from helpers.exercises import predict
from helpers.playground import playground
from helpers.problems import ravine
from helpers.rules import momentum""",
    "board = playground(momentum, ravine(), steps=20, views='loss')\nboard",
    "other = playground(momentum, ravine(), steps=20, views='loss')\nother",
    "predict('Which?', ['This.', 'That.'], 'b', 'So it is.')",
    """paths = [other.run.path.tolist()]
while not pathlib.Path({go!r}).exists():
    paths.append(other.run.path.tolist())
print(all(path == paths[0] for path in paths), 'after a long time')""",
    """def careful(params, gradient, state=0, *, learning_rate):
    if (params < -2.6).any():  # a step to the left of where it starts
        raise ArithmeticError('much too far')
    return params - learning_rate * gradient, state
playground(careful, ravine(), steps=5, views='hillside', learning_rate=[0.001, 0.002])""",
    "pathlib.Path({pid!r}).write_text(str(os.getpid()))",
]
STATES = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
    .map(cell => cell.executionState)"""
RESTART = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
SHUTDOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
START = "() => jupyterapp.shell.currentWidget.sessionContext.changeKernel({name: 'python3'})"
RUN = "() => void jupyterapp.commands.execute('notebook:run-cell')"


class Course:
    """The page, and what the tests say of it."""

    def __init__(self, lab, folder):
        self.lab, self.page, self.go, self.pid = lab, lab.page, folder / "go", folder / "pid"
        names = {"go": str(self.go), "pid": str(self.pid)}
        cells = [source.format(**names) if "{" in source else source for source in CELLS]
        book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        self.file = folder / "faults.ipynb"
        nbformat.write(book, self.file)
        lab.open(self.file)
        self.run_all()

    def run_all(self):
        self.go.touch()
        self.lab.run_all()
        for number in (2, 3):
            self.lab.until(lambda n=number: self.lab.caption(self.cell(n)) == said())

    def run(self, number):
        """Run one cell, and do not wait for it."""
        self.cell(number).locator(".cm-content").click()
        self.page.evaluate(RUN)

    def cell(self, number):
        return self.lab.cell(number)

    def state(self, number):
        """Whether a cell is running: "running" or "idle"."""
        return self.page.evaluate(STATES)[number - 1]

    def handle(self, number, slider):
        return self.lab.handle(self.lab.sliders(self.cell(number))[slider])

    def labels(self, number):
        return [self.lab.label(slider) for slider in self.lab.sliders(self.cell(number))]

    def shows(self, number, **places):
        """Whether the caption below is that of these settings; waits for it."""
        return self.lab.until(lambda: self.lab.caption(self.cell(number)) == said(**places))

    def alarm(self, number):
        """What the figure's own line says."""
        return self.cell(number).locator(".live-figure [role=alert]").inner_text()


@cache
def said(step=20, **moves):
    """Return the caption of the board when its sliders have been moved by so many places."""
    board = playground(momentum, ravine(), **SETTINGS)
    for name, by in moves.items():
        board.sliders[name].index += by
    board.stepper.value = step
    return board.live.caption(*board.now())


@pytest.fixture(scope="module")
def course(lab, tmp_path_factory):
    yield Course(lab, tmp_path_factory.mktemp("faults"))
    assert [trouble for trouble in lab.troubles() if trouble.startswith("page: ")] == []


def test_two_playgrounds_on_one_rule_do_not_move_each_other(course):
    course.lab.press(course.handle(2, 0), "ArrowLeft")
    course.lab.press(course.handle(3, 1), "ArrowLeft", 2)
    assert course.shows(2, learning_rate=-1) and course.shows(3, beta=-2)


def test_sliders_move_while_a_long_cell_runs_and_both_are_right(course):
    course.go.unlink(missing_ok=True)
    course.run(5)
    course.lab.until(lambda: course.state(5) == "running")
    course.lab.press(course.handle(2, 0), "ArrowLeft", 2)  # these two together have no picture
    course.lab.press(course.handle(2, 1), "ArrowLeft")  # before the kernel has answered
    assert course.shows(2, learning_rate=-3, beta=-1)
    assert course.state(5) == "running" and course.alarm(2) == ""  # busy is not gone
    course.go.touch()
    printed = course.cell(5).locator(".jp-OutputArea-output")
    course.lab.until(lambda: course.state(5) == "idle")
    assert printed.inner_text().strip() == "True after a long time"


def test_a_rule_that_raises_is_told_below_the_picture_until_it_does_not(course):
    cell = course.cell(6)
    before = course.lab.caption(cell)
    start = cell.get_by_role("application")
    start.press("ArrowLeft")
    line = "ArithmeticError, in line 3 of careful: much too far"
    course.lab.until(lambda: course.alarm(6) == line)
    assert course.lab.caption(cell) == before
    start.press("ArrowRight")
    course.lab.until(lambda: course.alarm(6) == "")


def test_a_cell_run_twenty_times_has_one_picture_that_moves(course):
    for _ in range(20):
        course.run(2)
    course.lab.until(lambda: course.state(2) == "idle", seconds=60)
    assert course.shows(2) and course.cell(2).locator("canvas").count() == 1
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, beta=-1) and course.shows(3, beta=-2)


def test_two_tabs_show_the_same_and_a_guess_in_one_is_made_in_both(course):
    first = course.lab
    first.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    second = Course.__new__(Course)
    second.lab = object.__new__(type(first))
    second.lab.__dict__ |= vars(first) | {"page": first.context.new_page()}
    second.page = second.lab.page
    second.page.on("pageerror", lambda error: first.seen.append(f"page: {error}"))
    second.page.goto(first.page.url)
    second.lab.ready()
    second.page.locator("#jupyterlab-splash").wait_for(state="detached")
    assert second.shows(2, beta=-1)
    second.lab.press(second.handle(2, 0), "ArrowLeft")
    course.page.bring_to_front()
    assert course.shows(2, learning_rate=-1, beta=-1)
    course.lab.press(course.handle(2, 1), "ArrowRight")
    second.page.bring_to_front()
    assert second.shows(2, learning_rate=-1)
    second.page.get_by_label("That.").check()
    second.page.get_by_role("button", name="This is my guess").click()
    course.page.bring_to_front()
    told = "You guessed (b), and so it is. So it is."
    first.until(lambda: told in course.cell(4).inner_text())
    second.page.close()
    course.lab.press(course.handle(2, 0), "ArrowRight")
    assert course.shows(2) and course.alarm(2) == ""


FIRST = playground(momentum, ravine(), **SETTINGS).positions()  # of each slider
GONE = "The kernel was restarted or has stopped, and this picture with it. Run the cells again"


def test_a_kernel_restarted_in_mid_drag_leaves_a_page_that_serves(course):
    course.run_all()
    if (guess := course.page.get_by_label("That.")).is_enabled():
        guess.check()
        course.page.get_by_role("button", name="This is my guess").click()
    course.lab.press(course.handle(3, 0), "ArrowLeft")
    assert course.shows(3, learning_rate=-1)
    handle = course.handle(2, 0)
    handle.scroll_into_view_if_needed()
    box, mouse = handle.bounding_box(), course.page.mouse
    track = course.lab.track(handle)
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, y)
    mouse.down()
    mouse.move((box["x"] + track["x"]) / 2, y, steps=4)
    course.page.evaluate(RESTART)
    mouse.move(track["x"], y, steps=4)
    assert course.shows(2, learning_rate=-FIRST["learning_rate"])
    mouse.up()
    still_serves(course)
    assert course.shows(3, learning_rate=-1)  # where it was
    assert "You guessed (b), and so it is. So it is." in course.cell(4).inner_text()
    again(course)


def test_a_kernel_killed_leaves_a_page_that_serves(course):
    os.kill(int(course.pid.read_text()), getattr(signal, "SIGKILL", signal.SIGTERM))
    dialog = course.page.locator(".jp-Dialog", has_text="appears to have died")
    dialog.get_by_role("button", name="Ok").click()
    still_serves(course)
    again(course)


def test_a_kernel_shut_down_leaves_a_page_that_serves(course):
    course.page.evaluate(SHUTDOWN)
    still_serves(course)
    course.page.evaluate(START)
    again(course)


def still_serves(course):
    """Check what the page is good for without a kernel."""
    course.lab.until(lambda: course.alarm(2).startswith(GONE) and course.alarm(3).startswith(GONE))
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, beta=-1)
    course.lab.press(course.handle(2, 0), "ArrowRight", 2)  # there is no picture of both
    assert course.shows(2, learning_rate=2)
    shown = course.lab.label(course.lab.sliders(course.cell(2))[1])
    assert shown == f"{momentum.__kwdefaults__['beta']:g}"  # and the slider says so
    course.lab.figure(course.cell(2)).click()  # drops no walker, and breaks nothing
    course.lab.press(course.handle(2, 2), "Home")
    assert course.shows(2, step=0, learning_rate=2)
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)


def again(course):
    """Check that all is well when the cells have been run again."""
    course.lab.ready()
    course.run_all()
    assert course.alarm(2) == course.alarm(3) == ""
    course.lab.press(course.handle(2, 0), "ArrowLeft")
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, learning_rate=-1, beta=-1)
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)
