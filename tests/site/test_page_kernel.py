"""When a page starts Python, and what it does with it: here a worker that does as the test says."""

import json
from pathlib import Path

import pytest
from support.node import run_module
from support.small_site import cell_of

KERNEL = Path(__file__).resolve().parents[2] / "site" / "pages" / "browser" / "kernel.js"
LISTEN = """() => {
    window.heard = []
    window.channel = new BroadcastChannel("fake-worker")
    channel.onmessage = ({data}) => { window.heard = data.asked }
}"""
# What Python would send if it made the widgets of a cell again: those that were saved, as new ones.
FROM_PYTHON = """async cell => {
    const name = /IPY_MODEL_([\\w-]+)/g, saved = {}, messages = [], seen = new Set()
    const bytes = base64 => Uint8Array.from(atob(base64), char => char.charCodeAt()).buffer
    for (const address of cell.dataset.models.split(' '))
        Object.assign(saved, await (await fetch(address)).json())
    const open = id => {
        if (seen.has(id)) return
        seen.add(id)
        const {model_name, model_module, model_module_version, state, buffers = []} = saved[id]
        const text = JSON.stringify({...state, _model_name: model_name, _model_module: model_module,
            _model_module_version: model_module_version})
        for (const [, inside] of text.matchAll(name)) open(inside)
        messages.push({type: 'comm', message: {
            msg_type: 'comm_open', metadata: {version: '2.1.0'},
            content: {comm_id: `new-${id}`, target_name: 'jupyter.widget', data: {
                state: JSON.parse(text.replaceAll(name, 'IPY_MODEL_new-$1')),
                buffer_paths: buffers.map(({path}) => path)}},
            buffers: buffers.map(({data}) => bytes(data)),
        }})
    }
    const {view} = cell.querySelector('[data-view]').dataset, {cell: id} = cell.dataset
    open(view)
    const data = {'application/vnd.jupyter.widget-view+json': {model_id: `new-${view}`}}
    const output = {output_type: 'display_data', data}
    messages.push({type: 'output', cell: id, output}, {type: 'done', cell: id, ok: true})
    channel.postMessage({say: messages})
}"""
HEARD = "kind => window.heard.some(({type}) => type === kind)"


@pytest.fixture
def page(site):
    """The small site's page, with an ear for what the worker is asked."""
    site.open("sample")
    site.page.evaluate(LISTEN)
    return site


def asked(site, kind):
    site.page.wait_for_function(HEARD, arg=kind)
    return next(one for one in site.page.evaluate("() => heard") if one["type"] == kind)


def say(site, *messages):
    site.page.evaluate("say => channel.postMessage({say})", list(messages))


def status(site, text):
    site.page.locator(".status", has_text=text).wait_for()


def second_slider(site):
    """Move two sliders of the playground."""
    cell = cell_of(site, "playground")
    site.wake(cell)
    site.slider(cell, "learning rate").press("ArrowRight")
    assert site.page.evaluate("() => heard") == []  # one alone needs nobody
    site.slider(cell, "beta1").press("ArrowLeft")
    return cell


def test_one_slider_needs_no_python_and_a_second_one_starts_it(page):
    cell = second_slider(page)
    start = asked(page, "start")
    assert start["base"] == f"{page.address}runtime/"
    assert page.page.request.get(start["lesson"]).json()["cells"][0]["id"]
    status(page, "Python is starting in your browser: Test")
    page.slider(cell, "beta1").press("ArrowLeft")  # meanwhile one slider at a time moves
    assert "learning rate 0.1 ·" in page.caption(cell)
    say(page, {"type": "ready"})
    assert asked(page, "run")["cell"] == cell.get_attribute("data-cell")


def test_the_start_can_be_dragged_from_the_beginning(page):
    cell = cell_of(page, "playground")
    page.wake(cell)
    canvas = cell.locator("canvas[role=img]")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    asked(page, "start")


@pytest.mark.parametrize("kind", ["manual_descent", "race"])
def test_what_only_python_shows_starts_it(page, kind):
    cell = cell_of(page, kind)
    page.wake(cell)
    if kind == "race":
        cell.locator(".widget-toggle-button:not(.mod-active)").first.click()
    else:
        cell.locator(".noUi-handle").first.press("ArrowRight")
    asked(page, "start")


def test_a_python_that_does_not_start_says_why_and_can_be_asked_again(page):
    cell = second_slider(page)
    asked(page, "start")
    say(page, {"type": "failed", "text": "no room."})
    status(page, "Python did not start: no room.")
    before = page.caption(cell)
    page.slider(cell, "beta1").press("ArrowLeft")  # the saved picture moves on
    page.page.wait_for_function(
        "([canvas, before]) => canvas.ariaLabel !== before",
        arg=[cell.locator("canvas").element_handle(), before],
    )
    page.page.evaluate("() => { window.heard = [] }")
    page.page.locator(".status").get_by_role("button", name="Try again").click()
    asked(page, "start")


def test_a_python_that_the_browser_ends_before_it_is_ready_says_so(page):
    second_slider(page)
    asked(page, "start")
    status(page, "Test")
    be_ended(page)
    status(page, "Python did not start: the browser has ended it")
    page.page.locator(".status").get_by_role("button", name="Try again").wait_for()


def test_an_exercise_runs_what_the_reader_wrote_and_shows_what_comes(page):
    cell = cell_of(page, "unwritten")
    cell.scroll_into_view_if_needed()
    editor = cell.locator(".cm-content")
    editor.click()
    page.page.keyboard.press("Control+Home")
    page.page.keyboard.type("print(1)\n")
    page.page.keyboard.press("Control+Enter")
    asked(page, "start")
    say(page, {"type": "ready"})
    run = asked(page, "run")
    assert run["source"].startswith("print(1)\n")
    shown = [
        {"output_type": "stream", "name": "stdout", "text": "1\n"},
        {
            "output_type": "display_data",
            "data": {"text/html": '<p>✓ <a href="../01_one.ipynb">Right.</a></p>'},
            "metadata": {"check": {"name": "adam", "passed": True, "mistakes": []}},
        },
        {"output_type": "error", "traceback": ["\x1b[31mNameError\x1b[0m: x"]},
    ]
    outputs = [{"type": "output", "cell": run["cell"], "output": output} for output in shown]
    say(page, *outputs, {"type": "done", "cell": run["cell"], "ok": False})
    cell.get_by_role("button", name="Run", exact=True).wait_for()
    assert cell.locator(".outputs").inner_text().split() == ["1", "✓", "Right.", "NameError:", "x"]
    assert cell.locator(".outputs a").get_attribute("href").endswith("/01_one.html")
    kept = json.loads(page.page.evaluate("() => localStorage['optimiser-lessons/sample']"))
    assert kept["results"]["checks"]["adam"]["passed"] is True


@pytest.mark.parametrize(
    ("messages", "shown"),
    [
        ([1, "clear", 2], [1, "clear", 2]),
        ([1, "wait", 2, 3], [1, "clear", 2, 3]),
        ([1, "wait", "wait", 2, 3], [1, "clear", 2, 3]),
        ([1, "wait", "clear", 2], [1, "clear", 2]),
        ([1, "wait"], [1]),
    ],
)
def test_a_cell_that_clears_its_outputs_may_wait_for_the_next_one(messages, shown):
    kinds = {"clear": {"type": "clear", "wait": False}, "wait": {"type": "clear", "wait": True}}
    sent = [
        {"cell": "one", **kinds.get(message, {"type": "output", "output": message})}
        for message in messages
    ]
    assert shown == run_module(f"""
        let worker;
        globalThis.Worker = class {{ postMessage() {{}} constructor() {{ worker = this; }} }};
        const {{ Kernel }} = await import({json.dumps(KERNEL.as_uri())});
        const kernel = new Kernel("", "", {{}});
        worker.onmessage({{ data: {{ type: "ready" }} }});
        const shown = [];
        kernel.run("one", (output) => shown.push(output));
        await kernel.ready;
        await null;
        for (const data of {json.dumps(sent)}) worker.onmessage({{ data }});
        console.log(JSON.stringify(shown));""")


def test_what_runs_on_can_be_stopped(page):
    cell = cell_of(page, "unwritten")
    cell.scroll_into_view_if_needed()
    cell.get_by_role("button", name="Run", exact=True).click()
    asked(page, "start")
    say(page, {"type": "ready"})
    asked(page, "run")
    page.page.locator(".status").get_by_role("button", name="Stop it").click()
    cell.get_by_role("button", name="Run", exact=True).wait_for()
    status(page, "Stopped.")


def test_what_runs_on_can_be_stopped_when_another_has_ended(page):
    first, second = cell_of(page, "unwritten"), cell_of(page, "wrong")
    first.scroll_into_view_if_needed()
    ended = run(page, first)
    second.scroll_into_view_if_needed()
    run(page, second)
    stops = page.page.locator(".status").get_by_role("button", name="Stop it")
    stops.wait_for()
    page.page.wait_for_timeout(1_600)  # until it has been offered for the second one too
    say(page, {"type": "done", "cell": ended["cell"], "ok": True})
    first.get_by_role("button", name="Run", exact=True).wait_for()
    stops.click()
    second.get_by_role("button", name="Run", exact=True).wait_for()
    status(page, "Stopped.")


def fail(site):
    """Let the worker report that its Python has failed."""
    say(site, {"type": "failed", "text": "out of memory"})


def die(site):
    """Let the worker itself die."""
    site.page.evaluate("() => channel.postMessage({crash: 'out of memory'})")


def be_ended(site):
    """Let the browser end the worker, of which it says nothing."""
    site.page.evaluate("() => channel.postMessage({end: true})")


def stop(site):
    """Stop what runs, as a reader does."""
    site.page.locator(".status").get_by_role("button", name="Stop it").click()


def run(site, cell):
    """Press Run, and let Python start if it has not; return what the worker is asked."""
    site.page.evaluate("() => { window.heard = [] }")
    cell.get_by_role("button", name="Run", exact=True).click()
    id_ = cell.get_attribute("data-cell")
    site.page.wait_for_function(
        """id => {
            const last = heard.at(-1)
            if (last?.type === "start") channel.postMessage({say: [{type: "ready"}]})
            return last?.cell === id
        }""",
        arg=id_,
        polling=100,
    )
    return site.page.evaluate("() => heard.at(-1)")


REASONS = {fail: "out of memory", die: "out of memory", be_ended: "the browser has ended it"}


@pytest.mark.parametrize("crash", REASONS)
def test_a_python_that_crashes_while_code_runs_says_so_and_the_code_can_be_run_again(page, crash):
    cell = cell_of(page, "unwritten")
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.page.keyboard.press("Control+Home")
    page.page.keyboard.type("print(1)\n")
    assert run(page, cell)["source"].startswith("print(1)\n")
    crash(page)
    status(page, "Python has crashed")
    said = page.page.locator(".status").inner_text()
    assert REASONS[crash] in said and "press Run" in said and said.count(". ") == 0
    again = run(page, cell)
    assert again["source"].startswith("print(1)\n")
    done = {"type": "done", "cell": again["cell"], "ok": True}
    output = {"output_type": "stream", "name": "stdout", "text": "1\n"}
    say(page, {"type": "output", "cell": again["cell"], "output": output}, done)
    cell.locator(".outputs", has_text="1").wait_for()
    cell.get_by_role("button", name="Run", exact=True).wait_for()
    page.troubles[:] = [one for one in page.troubles if one != "out of memory"]  # of the worker


@pytest.mark.parametrize("end", [stop, fail, be_ended])
def test_figures_stay_on_the_page_when_their_python_ends(page, end):
    cell = second_slider(page)
    asked(page, "start")
    say(page, {"type": "ready"})
    asked(page, "run")
    cell.evaluate(FROM_PYTHON)
    cell.and_(page.page.locator("[data-state=live]")).wait_for()
    exercise = cell_of(page, "unwritten")
    exercise.scroll_into_view_if_needed()
    run(page, exercise)
    end(page)
    cell.and_(page.page.locator("[data-state=saved]")).wait_for()
    assert "learning rate 0." in page.caption(cell)
    page.page.evaluate("() => { window.heard = [] }")
    page.slider(cell, "learning rate").press("ArrowRight")
    page.slider(cell, "beta1").press("ArrowLeft")
    asked(page, "start")


def test_a_figure_whose_python_crashes_while_making_it_asks_for_another(page):
    cell = second_slider(page)
    asked(page, "start")
    say(page, {"type": "ready"})
    asked(page, "run")
    cell.evaluate(FROM_PYTHON)
    cell.locator(".widget-place.coming").wait_for(state="attached")  # it waits for its frames
    fail(page)
    status(page, "Python has crashed")
    cell.locator(".widget-place.coming").wait_for(state="detached")
    assert cell.get_attribute("data-state") == "saved"
    page.page.evaluate("() => { window.heard = [] }")
    page.slider(cell, "learning rate").press("ArrowRight")
    page.slider(cell, "beta1").press("ArrowLeft")
    asked(page, "start")


def test_the_code_of_an_exercise_can_be_had_as_it_was(page):
    cell = cell_of(page, "unwritten")
    cell.scroll_into_view_if_needed()
    editor = cell.locator(".cm-content")
    before = editor.inner_text()
    editor.click()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("nothing")
    assert editor.inner_text() == "nothing"
    cell.get_by_role("button", name="As it was").click()
    assert editor.inner_text() == before
