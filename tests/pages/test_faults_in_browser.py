"""What goes wrong around a lesson in JupyterLab: the kernel dies, a cell runs for long, two tabs.

One page and one notebook for all; what ends the kernel comes last, and everything is run again.
"""

import os
import re
import signal
from functools import cache

import nbformat
import pytest

from helpers.exercises import predict
from helpers.problems import ravine
from helpers.rules import momentum
from helpers.widgets.playground import playground

SETTINGS = {"steps": 20, "views": "contours"}
CELLS = [
    """import os, pathlib
import numpy as np
from helpers.exercises import predict
from helpers.widgets import manual_descent, playground
from helpers.problems import ravine
from helpers.rules import momentum""",
    "board = playground(momentum, ravine(), steps=20, views='loss')\nboard",
    "other = playground(momentum, ravine(), steps=20, views='loss')\nother",
    "predict('Which?', ['This.', 'That.'], 'b', 'So it is.')",
    """paths = [other.run.path.tolist()]
while not pathlib.Path({go!r}).exists():
    paths.append(other.run.path.tolist())
print(all(path == paths[0] for path in paths), 'after a long time')""",
    """def careful(params, gradient, state=0, *, learning_rate, beta):
    if (params < -2.6).any() or np.any(learning_rate > 0.0025):  # a step to the left; a rest
        raise ArithmeticError('much too far')
    return params - learning_rate * gradient, state
some = {{'learning_rate': [0.001, 0.002, 0.003], 'beta': [0, 0.5]}}
playground(careful, ravine(), steps=5, views='contours', **some)""",
    "pathlib.Path({pid!r}).write_text(str(os.getpid()))",
    "manual_descent(ravine())",
    "print(*('%g' % board.settings[name] for name in ('learning_rate', 'beta', 'step')))",
]
STATES = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
    .map(cell => cell.executionState)"""
RESTART = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
SHUTDOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
START = "() => jupyterapp.shell.currentWidget.sessionContext.changeKernel({name: 'python3'})"
RUN = "() => void jupyterapp.commands.execute('notebook:run-cell')"
LISTEN = """() => {  // the positions for which the kernel is asked for frames
    window.requests = []
    const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session
    kernel.anyMessage.connect((sender, {direction, msg}) => {
        const {kind, positions} = msg.content.data?.content ?? {}
        if (direction === 'send' && kind === 'idle') requests.push(positions)
    })
}"""
COUNT = """() => {  // the bitmaps that are made from now on, and not closed
    const {createImageBitmap} = window, {close} = ImageBitmap.prototype, bitmaps = new Set()
    window.createImageBitmap = async (...how) => {
        const bitmap = await createImageBitmap(...how)
        bitmaps.add(bitmap)
        return bitmap
    }
    ImageBitmap.prototype.close = function () {
        bitmaps.delete(this)
        close.call(this)
    }
    window.bitmaps = bitmaps
    window.countNoMore = () => {
        Object.assign(window, {createImageBitmap, bitmaps: null})
        ImageBitmap.prototype.close = close
    }
}"""
FAIL = """() => {
    const {createImageBitmap} = window
    window.createImageBitmap = async () => { throw new Error('too large') }
    window.failNoMore = () => { window.createImageBitmap = createImageBitmap }
}"""
MODELS = """async () => {  // of all widgets of the notebook
    const parts = widget => [widget, ...(widget.layout?.widgets ?? []).flatMap(parts)]
    const [, cell] = jupyterapp.shell.currentWidget.content.widgets
    const renderer = parts(cell.outputArea).find(part => part._manager)
    const manager = await renderer._manager.promise
    return Promise.all(Object.values(manager._models))
}"""
MANUAL_DESCENT = (
    "models => models.find(model => model.get('payload') && 'x' in model.get('sliders'))"
)
REDRAWN = """async models => {  // twice: the first picture is outdated when it comes
    const frame = () => new Promise(requestAnimationFrame)
    await frame().then(frame)
    const figures = models.filter(model => model.get('payload'))
    figures.forEach(figure => figure.trigger('change:background'))
    await Promise.resolve()
    figures.forEach(figure => figure.trigger('change:background'))
    await frame().then(frame)
}"""
# How many listeners a figure has on its controls, and how many timers, before and after its end.
# It is one that no cell shows any more: so the controls have no other listeners.
CLOSED = """async models => {
    const figure = models.find(model => model.get('payload') && !Object.keys(model.views).length)
    const find = reference => figure.widget_manager.get_model(reference.replace('IPY_MODEL_', ''))
    const {sliders, step} = figure.attributes
    const controls = await Promise.all([...Object.values(sliders), step].map(find))
    const {setTimeout, clearTimeout} = window, timers = new Set()
    window.setTimeout = (...how) => {
        const timer = setTimeout(...how)
        timers.add(timer)
        return timer
    }
    window.clearTimeout = timer => {
        clearTimeout(timer)
        timers.delete(timer)
    }
    controls[0].set('index', controls[0].get('index') - 1)
    window.setTimeout = setTimeout
    const count = () => {
        const listeners = ['change:index', 'change:value', 'comm_live_update'].map(
            event => controls.map(({_events}) => _events[event]?.length ?? 0))
        return [...listeners.flat(), timers.size]
    }
    const before = count()
    await figure.close()
    await new Promise(done => setTimeout(done))
    window.clearTimeout = clearTimeout
    return [before, count()]
}"""
GROUPS = """async ([esm, question]) => {  // of two questions, each shown twice, as anywidget does
    const groups = [], model = {get: name => question[name], on() {}, off() {}}
    for (let i = 0; i < 2; i++) {
        const url = URL.createObjectURL(new Blob([esm], {type: 'text/javascript'}))
        const {render} = (await import(url)).default
        for (const el of [document.createElement('div'), document.createElement('div')]) {
            render({model, el})
            groups.push(el.querySelector('input').name)
        }
    }
    return groups
}"""


class Course:
    """The page with the notebook, and what tests do with it."""

    def __init__(self, lab, folder):
        self.lab, self.page, self.go, self.pid = lab, lab.page, folder / "go", folder / "pid"
        names = {"go": str(self.go), "pid": str(self.pid)}
        cells = [source.format(**names) if "{" in source else source for source in CELLS]
        book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        self.file = folder / "faults.ipynb"
        nbformat.write(book, self.file)
        lab.open(self.file)
        self.page.evaluate(LISTEN)
        self.page.evaluate(COUNT)
        self.run_all()

    def run_all(self):
        self.go.touch()
        self.lab.run_all()
        for number in (2, 3):
            self.lab.until(lambda n=number: self.lab.caption(self.cell(n)) == expected_caption())

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

    def shows(self, number, **moves):
        """Whether the caption of a cell is that of these moves; waits for it."""
        expected = expected_caption(**moves)
        return self.lab.until(lambda: self.lab.caption(self.cell(number)) == expected)

    def requests(self, **positions):
        """How often frames at these positions were requested, when the kernel has answered."""
        self.lab.answered()
        return self.page.evaluate("() => requests").count(positions)

    def listeners(self, expression):
        """How many listeners what this expression stands for has."""
        session = self.lab.context.new_cdp_session(self.page)
        found = session.send("Runtime.evaluate", {"expression": expression})["result"]["objectId"]
        listeners = session.send("DOMDebugger.getEventListeners", {"objectId": found})["listeners"]
        session.detach()
        return len(listeners)

    def moves(self):
        """How many moves have been made in manual_descent."""
        return int(re.search(r"Moves so far: (\d+)", self.lab.caption(self.cell(8)))[1])

    def models(self):
        return self.page.evaluate_handle(MODELS)

    def has_a_bitmap_for_each_figure(self):
        """Whether those before are closed; waits for it."""
        figures = self.page.locator(".live-figure").count()
        return self.lab.until(lambda: self.page.evaluate("() => bitmaps.size") == figures)

    def error(self, number):
        """What stands in a figure's line for errors."""
        return self.cell(number).locator(".live-figure [role=alert]").inner_text()


@cache
def expected_caption(step=20, **moves):
    """Return the caption of the board when its sliders have been moved by so many positions."""
    board = playground(momentum, ravine(), **SETTINGS)
    for name, distance in moves.items():
        board.sliders[name].index += distance
    board.stepper.value = step
    return board.live.caption(*board.current_frame())


FIRST = playground(momentum, ravine(), **SETTINGS).positions()


@pytest.fixture(scope="module")
def course(lab, tmp_path_factory):
    yield Course(lab, tmp_path_factory.mktemp("faults"))
    lab.page.evaluate("() => countNoMore()")
    assert [error for error in lab.errors() if error.startswith("page: ")] == []


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
    assert course.state(5) == "running" and course.error(2) == ""  # busy is not gone
    course.go.touch()
    printed = course.cell(5).locator(".jp-OutputArea-output")
    course.lab.until(lambda: course.state(5) == "idle")
    assert printed.inner_text().strip() == "True after a long time"


def test_an_error_in_a_rule_stands_below_the_picture_until_there_is_none(course):
    cell = course.cell(6)
    before = course.lab.caption(cell)
    start = cell.get_by_role("application")
    start.press("ArrowLeft")
    line = "ArithmeticError, in line 3 of careful: much too far"
    course.lab.until(lambda: course.error(6) == line)
    assert course.lab.caption(cell) == before
    start.press("ArrowRight")
    course.lab.until(lambda: course.error(6) == "")


def test_frames_at_which_a_rule_raises_are_requested_once(course):
    course.lab.press(course.handle(6, 0), "End")
    course.lab.until(lambda: course.error(6).endswith("much too far"))
    assert [course.requests(learning_rate=2, beta=0) for _ in range(5)] == [1] * 5
    course.lab.press(course.handle(6, 0), "ArrowLeft")
    course.lab.until(lambda: course.error(6) == "")


def test_an_error_goes_where_there_is_none_and_comes_back(course):
    for times in (2, 3):  # back to the very positions before, which are not requested
        course.lab.press(course.handle(6, 0), "ArrowRight")
        course.lab.until(lambda: course.error(6).endswith("much too far"))
        assert course.requests(learning_rate=2, beta=0) == times
        course.lab.press(course.handle(6, 0), "ArrowLeft")
        course.lab.until(lambda: course.error(6) == "")
    assert course.requests(learning_rate=1, beta=0) == 1


def test_a_cell_run_twenty_times_has_one_picture_that_moves(course):
    listeners = course.listeners("window")
    for _ in range(20):
        course.run(2)
    course.lab.until(lambda: course.state(2) == "idle", seconds=60)
    assert course.shows(2) and course.cell(2).locator("canvas").count() == 1
    assert course.has_a_bitmap_for_each_figure()
    assert course.listeners("window") == listeners
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, beta=-1) and course.shows(3, beta=-2)


def test_a_closed_figure_has_no_listeners_and_no_timers(course):
    before, after = course.page.evaluate(CLOSED, course.models())
    assert min(before[:2]) == 1 and before[-1] == 2 and sum(after) == 0


def test_a_picture_that_cannot_be_shown_says_so_until_it_can(course):
    figure, canvas = course.cell(2).locator(".live-figure-place"), course.lab.figure(course.cell(2))

    def squeeze(width):
        figure.evaluate("(figure, width) => { figure.style.width = width }", width)

    def is_painted(width):
        return course.lab.until(lambda: canvas.evaluate("canvas => canvas.width") == width)

    wide = canvas.evaluate("canvas => canvas.width")
    course.lab.set_device_scale(0.5)
    squeeze("1px")  # where its height is rounded to nothing
    assert is_painted(1)
    course.lab.set_device_scale(1)
    course.page.evaluate(FAIL)
    squeeze("400px")
    message = "The picture cannot be shown in this size: Error: too large"
    course.lab.until(lambda: course.error(2) == message)
    course.page.evaluate("() => failNoMore()")
    squeeze("")
    assert is_painted(wide)
    course.lab.until(lambda: course.error(2) == "")


def test_old_bitmaps_are_closed(course):
    course.page.evaluate(REDRAWN, course.models())
    assert course.has_a_bitmap_for_each_figure()


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
    verdict = "You guessed (b), and so it is. So it is."
    first.until(lambda: verdict in course.cell(4).inner_text())
    second.page.close()
    course.lab.press(course.handle(2, 0), "ArrowRight")
    assert course.shows(2) and course.error(2) == ""


def test_a_move_made_again_after_a_reset_is_requested_again(course):
    there = FIRST | {"learning_rate": FIRST["learning_rate"] - 2}
    for times in (1, 2):
        course.lab.press(course.handle(2, 0), "ArrowLeft", 2)
        assert course.shows(2, learning_rate=-2)
        course.lab.until(lambda: course.requests(**there) == times)
        course.cell(2).get_by_role("button", name="Reset").click()
        assert course.shows(2)


def test_a_move_made_again_after_start_again_counts_again(course):
    for _ in range(2):
        course.lab.press(course.handle(8, 0), "ArrowRight")
        course.lab.until(lambda: course.moves() == 1)
        course.cell(8).get_by_role("button", name="Start again").click()
        course.lab.until(lambda: course.moves() == 0)


def test_a_move_made_before_start_again_is_answered_is_requested_after_that(course):
    figure = course.models().evaluate_handle(MANUAL_DESCENT)
    answer = figure.evaluate_handle("figure => figure.get('payload')")  # as it comes to Start again
    course.lab.press(course.handle(8, 0), "ArrowRight", 2)
    course.lab.until(lambda: course.moves() == 1)
    there = figure.evaluate("figure => figure.get('payload').at")
    assert course.requests(**there) == 1
    figure.evaluate("(figure, answer) => void figure.set('payload', {...answer})", answer)
    course.lab.until(lambda: course.requests(**there) == 2)


def test_the_reset_button_of_a_closed_figure_is_left_as_it_was(course):
    button = course.cell(8).get_by_role("button", name="Start again")
    button.evaluate("button => { window.startAgain = button }")
    assert course.listeners("startAgain") == 2  # the figure's and ipywidgets' own
    course.models().evaluate_handle(MANUAL_DESCENT).evaluate("figure => figure.close()")
    course.lab.until(lambda: course.listeners("startAgain") == 1)


def test_every_question_has_a_group_of_options_of_its_own_wherever_it_is_shown(course):
    which = predict("Which?", ["This.", "That."], "b", "So it is.")
    names = ("question", "options", "answer", "because", "reasons", "see", "targets", "guess")
    question = {name: getattr(which, name) for name in names}
    groups = course.page.evaluate(GROUPS, [which._script, question])
    assert len(set(groups)) == len(groups) == 4


# The network goes: the connection breaks, and no other can be had.
CUT = """() => {
    const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session, socket = kernel._ws
    const {serverSettings} = kernel, {WebSocket} = serverSettings
    class NoSocket {
        constructor() { setTimeout(() => this.onclose?.({code: 1006})) }
        send() {}
        close() {}
    }
    const put = kind => Object.defineProperty(serverSettings, 'WebSocket', {
        value: kind, configurable: true, writable: true, enumerable: true})
    window.breakOff = () => { put(NoSocket); socket.close() }
    window.join = () => put(WebSocket)
}"""
AWAY = """() => {
    const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session
    return kernel.connectionStatus !== 'connected'
}"""
INTERRUPTED = "The connection to Python is interrupted."


def test_a_connection_lost_in_mid_drag_is_said_and_what_was_set_comes_when_it_is_back(course):
    course.lab.ready()
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)
    handle, mouse = course.handle(2, 0), course.page.mouse
    handle.scroll_into_view_if_needed()
    box, track = handle.bounding_box(), course.lab.track(handle)
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, y)
    mouse.down()
    mouse.move((box["x"] + track["x"]) / 2, y, steps=4)
    course.page.evaluate(CUT)
    course.page.evaluate("() => breakOff()")
    mouse.move(track["x"], y, steps=4)  # its pictures are here
    assert course.shows(2, learning_rate=-FIRST["learning_rate"])
    mouse.up()
    course.lab.press(course.handle(2, 1), "ArrowLeft", 2)
    course.page.wait_for_function(AWAY)
    note = course.cell(2).locator(".live-figure-note:visible")
    course.lab.until(lambda: note.count() and note.inner_text().startswith(INTERRUPTED))
    course.page.evaluate("() => join()")
    course.lab.until(lambda: note.count() == 0, 60)
    course.lab.answered()
    assert course.shows(2, learning_rate=-FIRST["learning_rate"], beta=-2)
    assert course.error(2) == ""
    course.lab.press(course.handle(2, 0), "ArrowRight")
    course.lab.press(course.handle(2, 1), "ArrowRight")
    assert course.shows(2, learning_rate=1 - FIRST["learning_rate"], beta=-1)
    course.run(9)  # and Python knows
    printed = course.cell(9).locator(".jp-OutputArea-output")
    course.lab.until(lambda: printed.count() and printed.inner_text().split() == course.labels(2))
    start = course.cell(6).get_by_role("application")  # and the start is dragged again
    before = course.lab.caption(course.cell(6))
    start.press("ArrowRight")
    course.lab.until(lambda: course.lab.caption(course.cell(6)) != before)
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)


KERNEL_LOST = (
    "The kernel was restarted or has stopped, and this picture with it. Run the cells again"
)


def test_a_kernel_restarted_in_mid_drag_leaves_a_page_that_works(course):
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
    assert_works_without_kernel(course)
    assert course.shows(3, learning_rate=-1)  # where it was
    assert "You guessed (b), and so it is. So it is." in course.cell(4).inner_text()
    assert_works_when_run_again(course)


def test_a_kernel_killed_leaves_a_page_that_works(course):
    os.kill(int(course.pid.read_text()), getattr(signal, "SIGKILL", signal.SIGTERM))
    dialog = course.page.locator(".jp-Dialog", has_text="appears to have died")
    dialog.get_by_role("button", name="Ok").click()
    assert_works_without_kernel(course)
    assert_works_when_run_again(course)


def test_a_kernel_shut_down_leaves_a_page_that_works(course):
    course.page.evaluate(SHUTDOWN)
    assert_works_without_kernel(course)
    course.page.evaluate(START)
    assert_works_when_run_again(course)


def assert_works_without_kernel(course):
    """Check what still works on the page without a kernel."""
    course.lab.until(
        lambda: course.error(2).startswith(KERNEL_LOST) and course.error(3).startswith(KERNEL_LOST)
    )
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, beta=-1)
    course.lab.press(course.handle(2, 0), "ArrowRight", 2)  # there is no picture of both
    assert course.shows(2, learning_rate=2)
    shown = course.lab.label(course.lab.sliders(course.cell(2))[1])
    assert shown == f"{momentum.__kwdefaults__['beta']:g}"  # and the slider says so
    course.lab.figure(course.cell(2)).click()  # sets no start, and breaks nothing
    course.lab.press(course.handle(2, 2), "Home")
    assert course.shows(2, step=0, learning_rate=2)
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)


def assert_works_when_run_again(course):
    """Check that everything works when the cells have been run again."""
    course.lab.ready()
    course.run_all()
    assert course.error(2) == course.error(3) == ""
    course.lab.press(course.handle(2, 0), "ArrowLeft")
    course.lab.press(course.handle(2, 1), "ArrowLeft")
    assert course.shows(2, learning_rate=-1, beta=-1)
    course.cell(2).get_by_role("button", name="Reset").click()
    assert course.shows(2)
