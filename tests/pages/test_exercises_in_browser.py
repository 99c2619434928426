"""answer, order, remember and predict in JupyterLab: by mouse, by touch and by key, in two tabs of
the browser, on a narrow screen, and when the kernel is gone."""

import json
import re

import nbformat
import pytest

from helpers.exercises.remember import VARIANT_SEEDS

CELLS = {
    "imports": """
from helpers.exercises import answer, order, predict, remember
from helpers.problems import ravine
from helpers.rules import gradient_descent
from helpers.widgets import playground""",
    "answer": """
answer('How much is $2/\\\\lambda$ for a curvature of 4?', 0.5, unit='steps',
       because='It is $2/4$.', wrong=[(0.25, 'That is $1/4$.'), (0, 'That is nothing.')])""",
    "order": """
order(['x = 0', 'for i in range(3):', ['    x = x + 1', '    print(i)']], ['    x = x - 1'],
      question='Count to <em>3</em>.', because='One after the other: $1 + 1 + 1$.',
      explain=[('x = x - 1', 'That counts down.'),
               (['for i in range(3):', 'x = 0'], 'Set it first.')])""",
    "remember": "remember(1)",
    "remembered": "remember(2, seed=5)",
    "predict": """
question = ('Which?', ['This, $a$.', 'That.'], 'b', 'So it is.')
steps = {'do': 'Set the learning rate to 0.003.', 'ask': 'What is there?',
         'options': ['One.', 'Two.'], 'answer': 'a'}
why = ['That is wrong.', '']
rates = [0.001, 0.002, 0.003, 0.004]
predict(*question, see=steps | {'set': {'learning_rate': 0.003}}, reasons=why,
        figure=playground(gradient_descent, ravine(), steps=5, learning_rate=rates))""",
    "by hand": "predict(*question, see=steps | {'set': {'learning_rate': 0.003}}, reasons=why)",
    "look": "predict(*question, see=steps)",
    "kept": """
import json
from helpers.core.results import RESULTS
print(json.dumps(RESULTS.entries))
RESULTS.clear()""",
}
NUMBER = {kind: number for number, kind in enumerate(CELLS, start=1)}
QUESTIONS = [kind for kind in CELLS if kind not in ("imports", "kept")]
# What ipywidgets and JupyterLab say where a kernel has ended, of what was under way too.
NO_KERNEL = re.compile(
    "Could not send widget sync message|Could not restore the debugger state|widget model not found"
)
COUNT = "() => jupyterapp.shell.currentWidget.content.model.cells.length"
SHUTDOWN = "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()"
FOCUS = (
    "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
)
ACTIVATE = "number => { jupyterapp.shell.currentWidget.content.activeCellIndex = number - 1 }"
RUN = """async number => {
    jupyterapp.shell.currentWidget.content.activeCellIndex = number - 1
    await jupyterapp.commands.execute('notebook:run-cell')
}"""
TOO_WIDE = """output => [output, ...output.querySelectorAll('*')].filter(node => {
    const [box, inner] = [output.getBoundingClientRect(), node.getBoundingClientRect()]
    const formulas = node.querySelector('mjx-container')  // with a wider text for screen readers
    const scrolls = !formulas && node.clientWidth && node.scrollWidth > node.clientWidth + 1
    return inner.width && !node.closest('.spoken, mjx-container')
        && (scrolls || inner.right > box.right + 1)
}).map(node => node.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    cells = [nbformat.v4.new_code_cell(code.strip()) for code in CELLS.values()]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = tmp_path_factory.mktemp("exercises") / "exercises.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


@pytest.fixture(scope="module")
def page(lab, path):
    lab.open(path)
    lab.run_all()
    yield lab
    assert lab.errors() == []


def shown(lab, kind):
    """Return the output of a cell."""
    return lab.cell(NUMBER[kind]).locator(".jp-Cell-outputArea")


def again(lab, kind):
    """Run a cell again, so that nothing has been tried yet, and return its output."""
    lab.page.evaluate(RUN, NUMBER[kind])
    shown(lab, kind).locator(".exercise button").first.wait_for(state="attached")
    return shown(lab, kind)


def says(area):
    """Return what stands in the status of an exercise, its formulas left out."""
    return " ".join(area.locator("[role=status]:not(.live-figure *)").last.inner_text().split())


def press(area, name):
    area.get_by_role("button", name=name, exact=True).click()


# ---- answer -----------------------------------------------------------------------------------


def test_a_number_is_checked_and_a_known_mistake_named(page):
    area = again(page, "answer")
    box = area.get_by_role("textbox", name="Work it out. How much is")
    for typed, said in [
        ("", "First write a number."),
        ("two <b>", "I cannot read “two <b>” as a number."),
        ("1/4", "1/4 is not it yet. That is"),
        ("7", "7 is not it yet. Try again."),
    ]:
        box.fill(typed)
        box.press("Enter")
        assert said in says(area) and box.input_value() == typed
        assert not area.get_by_role("button", name="Show the solution").is_visible()
    box.fill("0,502 steps")
    press(area, "Check")
    assert says(area).startswith("✓ Right. It is") and "$" not in area.inner_text()
    assert box.get_attribute("readonly") is not None
    assert area.get_by_role("button").filter(visible=True).count() == 0
    assert area.get_by_role("status").evaluate("node => node === document.activeElement")


def test_a_record_holds_what_was_done_in_the_browser(page):
    """And nothing of exercises that were only shown."""
    page.page.evaluate(RUN, NUMBER["kept"])  # what other tests did is forgotten
    again(page, "order")
    again(page, "by hand")
    area = again(page, "answer")
    for typed in ("7", "1/2"):
        area.get_by_role("textbox").fill(typed)
        press(area, "Check")
    assert says(area).startswith("✓ Right.")
    area = again(page, "predict")
    area.get_by_role("radio").first.check()
    press(area, "This is my guess")
    area = again(page, "order")
    press(area, "Check")
    page.answered()
    page.page.evaluate(RUN, NUMBER["kept"])
    page.until(lambda: "guesses" in shown(page, "kept").inner_text())
    kept = json.loads(shown(page, "kept").inner_text())
    guess, number, lines = kept["guesses"]["Which?"], *kept["answers"].values()
    assert (guess["choice"], guess["right"]) == ("a", False)
    assert (number["given"], number["right"]) == (["7", "1/2"], True)
    assert (lines["given"], lines["right"]) == ([""], False)
    assert guess["first"] == guess["last"] >= number["last"] >= number["first"]


def test_escape_leads_from_an_exercise_to_the_next_cell_and_loses_nothing(page):
    page.page.evaluate(ACTIVATE, NUMBER["answer"])
    box = again(page, "answer").get_by_role("textbox")
    box.fill("12")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("ArrowDown")
    next_one = page.cell(NUMBER["answer"] + 1)
    page.until(lambda: "jp-mod-active" in (next_one.get_attribute("class") or ""))
    assert box.input_value() == "12"


def test_after_three_numbers_the_solution_may_be_opened(page):
    area = again(page, "answer")
    box, solution = area.get_by_role("textbox"), area.get_by_role("button", name="Show the")
    for typed in ("1", "x", "1", "2", "0"):  # no number, and the same one again, do not count
        assert not solution.is_visible()
        box.fill(typed)
        press(area, "Check")
    assert says(area) == "0 is not it yet. That is nothing."
    solution.press("Enter")
    assert says(area).startswith("0.5 steps. It is") and not solution.is_visible()


def test_what_is_typed_never_acts_on_the_notebook(page):
    box = again(page, "answer").get_by_role("textbox")
    cells, keyboard = page.page.evaluate(COUNT), page.page.keyboard
    page.page.evaluate(ACTIVATE, NUMBER["answer"])
    box.click()
    keyboard.type("abcddxxzmyr00ii1")
    for key in ("Shift+Enter", "Control+Enter", "Alt+Enter", "ArrowDown", "ArrowUp"):
        keyboard.press(key)
    assert page.page.evaluate(COUNT) == cells
    assert box.input_value() == "abcddxxzmyr00ii1"
    assert box.evaluate("box => box === document.activeElement")
    take = again(page, "order").get_by_role("button", name="Take: x = 0")
    take.focus()
    for key in ("a", "b", "d", "d", "x", "m", "Shift+Enter"):
        keyboard.press(key)
    assert page.page.evaluate(COUNT) == cells


# ---- order ------------------------------------------------------------------------------------


def program(area):
    return area.locator(".program code").all_inner_texts()


def line(area, text):
    return area.locator(".line", has_text=text)


RIGHT = ["x = 0", "for i in range(3):", "x = x + 1", "print(i)"]


def test_lines_are_put_in_order_with_buttons(page):
    area = again(page, "order")
    press(area, "Check")
    assert says(area) == "Not yet. Take the first line."
    for text in ("for i in range(3):", "x = 0", "x = x - 1"):
        press(area, f"Take: {text}")
    press(area, "Check")
    assert says(area) == "Not yet. That counts down."
    press(area, "Leave out: x = x - 1")
    press(area, "Check")
    assert says(area) == "Not yet. Set it first."
    assert area.get_by_role("button", name="Show the solution").is_visible()
    press(area, "Move up: x = 0")
    assert program(area) == RIGHT[:2]
    press(area, "Check")
    assert says(area) == "Not yet. The first 2 lines are right, and something must follow."
    for text in ("print(i)", "x = x + 1"):  # these two in any order
        press(area, f"Take: {text}")
    assert program(area) == [*RIGHT[:2], *RIGHT[:1:-1]]
    press(area, "Check")
    assert says(area).startswith("✓ Right. One after the other:") and "$" not in says(area)
    assert area.get_by_role("button").filter(visible=True).count() == 0
    assert area.locator(".pool code").all_inner_texts() == ["x = x - 1"]


def test_what_is_right_so_far_is_said(page):
    area = again(page, "order")
    for text, advice in [
        ("print(i)", "Look at the first line."),
        ("x = 0", "The first line is right, and something must follow."),
    ]:
        press(area, f"Take: {text}")
        press(area, "Check")
        assert says(area) == f"Not yet. {advice}"
        press(area, f"Leave out: {text}")
    for text in ("x = 0", "x = x + 1"):
        press(area, f"Take: {text}")
    press(area, "Check")
    assert says(area) == "Not yet. The first line is right. Look at the next one."
    press(area, "Show the solution")
    text = area.get_by_role("status").inner_text()
    assert "x = 0\nfor i in range(3):\n    x = x + 1\n    print(i)" in text
    assert (
        "One after the other" in text
        and not area.get_by_role("button").filter(visible=True).count()
    )


def test_lines_are_put_in_order_by_keyboard_alone(page):
    area, keyboard = again(page, "order"), page.page.keyboard
    spoken = area.locator("[aria-live=polite]")
    first = area.get_by_role("button", name=re.compile("^Take")).first
    first.focus()
    taken = []
    for _ in range(5):
        taken.append(page.page.evaluate(FOCUS).removeprefix("Take: "))
        keyboard.press("Enter")
        assert spoken.text_content() == f"{taken[-1]}: line {len(taken)} of {len(taken)}"
    assert page.page.evaluate(FOCUS) == "Check"  # all are taken
    assert program(area) == taken
    down = area.get_by_role("button", name=f"Move down: {taken[0]}", exact=True)
    down.focus()
    for _ in range(4):
        keyboard.press("Space")
    assert program(area) == [*taken[1:], taken[0]]
    assert page.page.evaluate(FOCUS) == f"Move up: {taken[0]}"  # it cannot go down any more
    assert spoken.text_content() == f"{taken[0]}: line 5 of 5"
    area.get_by_role("button", name=f"Leave out: {taken[0]}", exact=True).press("Enter")
    assert spoken.text_content() == f"{taken[0]}: left out"
    assert page.page.evaluate(FOCUS) == f"Leave out: {taken[4]}"


def middle(node):
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_lines_are_dragged_by_mouse(page):
    area, mouse = again(page, "order"), page.page.mouse
    area.scroll_into_view_if_needed()

    def drag(text, x, y):
        mouse.move(*middle(line(area, text).locator("code")))
        mouse.down()
        mouse.move(x, y, steps=4)
        mouse.up()

    drag("for i in", *middle(area.locator(".program")))
    assert program(area) == ["for i in range(3):"]
    x, y = middle(line(area, "for i in"))
    drag("print(i)", x, y + 12)  # below it
    drag("x = x + 1", x, y + 12)  # between them
    assert program(area) == ["for i in range(3):", "x = x + 1", "print(i)"]
    drag("x = 0", x, y - 12)  # above all
    assert program(area) == RIGHT
    drag("print(i)", *middle(area.locator(".pool")))
    assert program(area) == RIGHT[:3]
    drag("x = x + 1", x, y - 400)  # nowhere: it goes back
    assert program(area) == RIGHT[:3]
    mouse.move(*middle(line(area, "x = 0").locator("code")))
    mouse.down()
    mouse.move(x, y + 100, steps=3)
    page.page.keyboard.press("Escape")
    mouse.up()
    assert program(area) == RIGHT[:3] and not area.locator(".landing, .dragged").count()


def test_lines_are_dragged_by_a_finger_at_their_grip_only(page):
    area, session = again(page, "order"), page.context.new_cdp_session(page.page)

    def swipe(start, end):
        def touch(kind, *points):
            points = [{"x": x, "y": y} for x, y in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        between = tuple((a + b) / 2 for a, b in zip(start, end, strict=True))
        touch("touchStart", start)
        touch("touchMove", between)
        touch("touchMove", end)
        touch("touchEnd")

    target = middle(area.locator(".program"))
    swipe(middle(line(area, "x = 0").locator(".grip")), target)
    page.until(lambda: program(area) == ["x = 0"])
    x, y = middle(line(area, "x = 0"))
    swipe(middle(line(area, "for i in").locator(".grip")), (x, y + 12))
    page.until(lambda: program(area) == RIGHT[:2])
    swipe(middle(line(area, "print(i)").locator("code")), (x, y))  # that scrolls the page
    page.answered()
    assert program(area) == RIGHT[:2]
    session.detach()


SECOND_FINGER = """(grip, [x, y]) => {
    for (const [type, dx] of [["pointerdown", 0], ["pointermove", 30], ["pointerup", 30]]) {
        const at = { pointerId: 99, pointerType: "touch", clientX: x + dx, clientY: y }
        grip.dispatchEvent(new PointerEvent(type, { ...at, isPrimary: false, bubbles: true }))
    }
}"""


def test_a_second_finger_neither_drops_a_line_nor_takes_another(page):
    area, mouse = again(page, "order"), page.page.mouse
    area.scroll_into_view_if_needed()
    other = line(area, "print(i)").locator(".grip")
    tapped, (x, y) = middle(other), middle(area.locator(".program"))
    mouse.move(*middle(line(area, "x = 0").locator("code")))
    mouse.down()
    mouse.move(x, y, steps=4)
    other.evaluate(SECOND_FINGER, tapped)
    assert program(area) == [] and area.locator(".dragged").count() == 1
    mouse.move(x, y + 1)
    mouse.up()
    assert program(area) == ["x = 0"] and not area.locator(".landing, .dragged").count()


# ---- remember ---------------------------------------------------------------------------------


def test_each_reader_gets_numbers_and_new_ones_on_demand(page):
    area = again(page, "remember").locator(".answer").first
    asked = area.locator(".question").inner_text
    before, box = asked(), area.get_by_role("textbox")
    assert before.startswith("Remember?") and "$" not in before and "{{" not in before
    for typed in ("1001", "1002", "1003"):
        box.fill(typed)
        press(area, "Check")
    press(area, "Show the solution")
    assert says(area).endswith(".") and box.get_attribute("readonly") is not None
    press(area, "Once more, with new numbers")
    page.until(lambda: asked() != before)
    assert box.input_value() == "" and box.is_editable() and says(area) == ""
    assert box.evaluate("box => box === document.activeElement")


def test_readers_get_different_numbers(page):
    """The browser draws; the same for all would be no draw. Ten equal ones: once in 20**9."""
    asked = set()
    for _ in range(10):
        asked.add(again(page, "remember").locator(".answer .question").first.inner_text())
        if len(asked) > 1:
            return
    raise AssertionError(f"always {asked}, of {len(VARIANT_SEEDS)}")


def test_a_seed_fixes_the_numbers(page):
    (first, second) = again(page, "remembered").locator(".answer").all()
    for area in (first, second):
        for typed in ("1001", "1002", "1003"):
            area.get_by_role("textbox").fill(typed)
            press(area, "Check")
        press(area, "Show the solution")
        assert not area.get_by_role("button", name="Once more").is_visible()


# ---- predict: guess, see, explain -------------------------------------------------------------


def guess(area, letter):
    area.get_by_role("radio", name=re.compile(rf"^\({letter}\)")).first.check()
    press(area, "This is my guess")


def observe(area, letter):
    area.locator(".see").get_by_role("radio", name=re.compile(rf"^\({letter}\)")).check()
    press(area, "This is what I see")


def test_the_figure_ticks_off_what_was_to_be_set(page):
    area = again(page, "predict")
    see, tick = area.locator(".see"), area.get_by_role("checkbox", name="Done")
    assert not see.is_visible()
    handle = page.handle(page.sliders(area)[0])
    page.press(handle, "ArrowRight", 2)  # before the guess: it counts when the guess is made
    page.press(handle, "ArrowLeft", 2)
    guess(area, "a")
    assert see.is_visible() and "So it is" not in area.inner_text() and "✓" not in area.inner_text()
    assert see.evaluate("node => node === document.activeElement")
    assert see.get_by_role("radio").first.is_disabled() and not tick.is_checked()
    page.press(handle, "ArrowRight", 3)  # past it
    page.page.wait_for_timeout(700)
    assert not tick.is_checked()
    page.press(handle, "ArrowLeft")
    page.until(tick.is_checked)
    assert see.get_by_role("status").inner_text() == "Set as asked. What do you see?"
    observe(area, "b")
    assert see.get_by_role("status").inner_text().startswith("Look again")
    assert "So it is" not in area.inner_text()
    observe(area, "a")
    assert says(area).startswith("You guessed (a). It is (b). So it is. (a) That is wrong.")
    assert "✗ (a) This" in area.inner_text() and "✓ (b) That" in area.inner_text()
    assert area.get_by_role("button", name="This is").filter(visible=True).count() == 0


def test_without_a_figure_the_step_is_ticked_by_hand(page):
    area = again(page, "by hand")
    guess(area, "b")
    assert area.locator(".see").get_by_role("radio").first.is_disabled()
    area.get_by_role("checkbox", name="Done").check()
    for letter in "bb":  # wrong twice: then the explanation opens all the same
        assert "So it is" not in area.inner_text()
        observe(area, letter)
    assert says(area).startswith("You guessed (b), and so it is. So it is.")
    assert "✗ (b) Two." in area.inner_text() and "✓ (a) One." in area.inner_text()
    details = area.locator("details")
    assert not details.locator("li").is_visible()
    details.locator("summary").click()
    assert details.locator("li").all_inner_texts() == ["(a) That is wrong."]


def test_where_nothing_is_to_be_set_the_figure_is_only_looked_at(page):
    area = again(page, "look")
    guess(area, "b")
    assert area.get_by_role("checkbox").count() == 0
    observe(area, "a")
    assert says(area) == "You guessed (b), and so it is. So it is."


# ---- two tabs, a reload, no kernel, a narrow screen -------------------------------------------


def fill_in(area_of):
    """Do a part of each exercise, up to what is not checked yet."""
    area_of("answer").get_by_role("textbox").fill("0.25")
    press(area_of("answer"), "Check")
    area_of("answer").get_by_role("textbox").fill("0.4")
    press(area_of("order"), "Take: x = 0")
    press(area_of("order"), "Check")
    guess(area_of("by hand"), "a")
    area_of("by hand").get_by_role("checkbox").check()


def is_filled_in(area_of):
    asked = area_of("answer"), area_of("order"), area_of("by hand")
    return (
        asked[0].get_by_role("textbox").input_value() == "0.4"
        and says(asked[0]).startswith("0.25 is not it yet.")
        and program(asked[1]) == ["x = 0"]
        and says(asked[1]).startswith("Not yet. The first line is right")
        and asked[2].get_by_role("checkbox").is_checked()
    )


def test_a_second_tab_shows_what_the_first_does_and_a_reload_loses_nothing(page):
    for kind in QUESTIONS:
        again(page, kind)
    fill_in(lambda kind: shown(page, kind))
    drawn = shown(page, "remember").locator(".answer .question").first.inner_text()
    second = page.context.new_page()
    path = page.page.evaluate("() => jupyterapp.shell.currentWidget.context.path")
    page.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")

    def there(kind):
        cells = second.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")
        return cells.nth(NUMBER[kind] - 1).locator(".jp-Cell-outputArea")

    second.goto(f"{page.server.url}lab/workspaces/second/tree/{path}?token={page.server.token}")
    there("answer").get_by_role("textbox").wait_for(timeout=60_000)
    page.until(lambda: is_filled_in(there), seconds=20)
    assert there("remember").locator(".answer .question").first.inner_text() == drawn
    there("answer").get_by_role("textbox").fill("0.5")
    press(there("answer"), "Check")
    press(there("order"), "Take: print(i)")
    observe(there("by hand"), "a")
    page.until(lambda: says(shown(page, "answer")).startswith("✓ Right."))
    page.until(lambda: program(shown(page, "order")) == ["x = 0", "print(i)"])
    page.until(lambda: "You guessed (a)" in says(shown(page, "by hand")))
    second.reload()
    there("answer").get_by_role("textbox").wait_for(timeout=60_000)
    page.until(lambda: says(there("answer")).startswith("✓ Right."), seconds=20)
    assert program(there("order")) == ["x = 0", "print(i)"]
    second.close()


def test_on_a_narrow_screen_nothing_is_cut_off(page):
    for kind in QUESTIONS:
        again(page, kind)
    fill_in(lambda kind: shown(page, kind))
    usual = page.page.viewport_size
    page.page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
    page.page.set_viewport_size({"width": 360, "height": 740})
    for kind in QUESTIONS:
        assert shown(page, kind).locator(".exercise").first.evaluate(TOO_WIDE) == [], kind
    page.page.set_viewport_size(usual)
    page.page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")


def test_without_a_kernel_all_goes_on(page):
    for kind in ("answer", "order", "predict"):
        again(page, kind)
    page.answered()
    assert page.errors() == []
    page.page.evaluate(SHUTDOWN)
    area = shown(page, "answer")
    area.get_by_role("textbox").fill("0.5")
    press(area, "Check")
    assert says(area).startswith("✓ Right.")
    for text in RIGHT:
        press(shown(page, "order"), f"Take: {text}")
    press(shown(page, "order"), "Check")
    assert says(shown(page, "order")).startswith("✓ Right.")
    area = shown(page, "predict")
    guess(area, "b")
    area.get_by_role("checkbox", name="Done").check()
    observe(area, "a")
    assert says(area).startswith("You guessed (b), and so it is.")
    assert [text for text in page.errors() if not NO_KERNEL.search(text)] == []
    page.forget_errors()
