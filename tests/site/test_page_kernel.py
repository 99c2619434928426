"""When a page starts Python, and what it does with it: here a worker that does as the test says."""

import pytest
from support.small_site import cell_of

LISTEN = """() => {
    window.heard = []
    window.channel = new BroadcastChannel("fake-worker")
    channel.onmessage = ({data}) => { window.heard = data.asked }
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
    say(page, {"type": "failed", "text": "Python did not start: no room."})
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
        {"output_type": "display_data", "data": {"text/html": "<p>✓ Right.</p>"}},
        {"output_type": "error", "traceback": ["\x1b[31mNameError\x1b[0m: x"]},
    ]
    outputs = [{"type": "output", "cell": run["cell"], "output": output} for output in shown]
    say(page, *outputs, {"type": "done", "cell": run["cell"], "ok": False})
    cell.get_by_role("button", name="Run", exact=True).wait_for()
    assert cell.locator(".outputs").inner_text().split() == ["1", "✓", "Right.", "NameError:", "x"]


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
