"""The lab of the published course in Chromium: whole lessons, with their figures alive."""

import nbformat
import pytest
from notebook_files import NOTEBOOKS
from support.built_runtime import built_lab
from support.jupyterlab_page import FLAGS, running_playwright
from support.static_server import FOLDER, served

HARMLESS = (
    "Disabling terminals plugin",
    "No exact match found for python",
    "404",  # a favicon
)
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')"
RUNS = f"() => {CELLS}.some(cell => cell.model.executionState === 'running')"
RESTS = f"() => {CELLS}.every(cell => cell.model.executionState === 'idle')"
OUTPUTS = f"() => {CELLS}.map(cell => cell.model.outputs.toJSON())"  # most are not on the screen
VIEW = "application/vnd.jupyter.widget-view+json"
SECONDS = 240


@pytest.fixture(scope="module")
def site(chromium):
    """The lab: its address and a browser."""
    folder = built_lab()
    with served(folder) as address, running_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield address, browser
        browser.close()


def opened(site, lesson):
    """Open a lesson in the lab; return its page, and what its console says that is no use."""
    address, browser = site
    page, troubles = browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), []
    page.set_default_timeout(1000 * SECONDS)

    def hear(message):
        text = message.text
        if message.type in ("error", "warning") and not any(one in text for one in HARMLESS):
            troubles.append(text)

    def see(request):
        if not request.url.startswith((address.removesuffix(FOLDER), "data:", "blob:")):
            troubles.append(f"asks for {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", see)
    page.goto(f"{address}lab/lab/index.html?path=notebooks/{lesson}.ipynb")
    page.locator(".jp-Notebook").wait_for()
    return page, troubles


def path_of(lesson):
    return NOTEBOOKS / f"{lesson}.ipynb"


def kind(output):
    return output["output_type"], output.get("name")


def run_all(page):
    """Run all cells. (Before the kernel has started, JupyterLab would drop them.)"""
    page.get_by_text("Python (Pyodide) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(RUNS)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["01_gradient_descent", "05_adam"])
def test_a_whole_lesson(site, lesson):
    page, troubles = opened(site, lesson)
    run_all(page)
    page.wait_for_function(RESTS)
    shown = page.evaluate(OUTPUTS)
    stored = [cell.outputs for cell in nbformat.read(path_of(lesson), 4).cells if "outputs" in cell]
    for here, there in zip(shown, stored, strict=True):
        filled = [one for one in here if one.get("data") != {}]  # what showed itself has no more
        assert [kind(one) for one in filled] == [kind(one) for one in there]
    assert sum(VIEW in one.get("data", {}) for outputs in shown for one in outputs) > 5
    caption = page.locator(".live-figure-caption").first
    caption.scroll_into_view_if_needed()
    before = caption.inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    slider.press("PageUp")
    page.wait_for_function(
        "([one, was]) => one.innerText !== was", arg=[caption.element_handle(), before]
    )
    assert troubles == []
    page.context.close()


@pytest.mark.slow
def test_lesson_6_says_where_it_can_be_run(site):
    page, _ = opened(site, "06_pytorch")
    run_all(page)
    page.wait_for_function(RESTS)
    (error,) = page.evaluate(OUTPUTS)[0]
    (line,) = error["traceback"]
    assert line == error["evalue"] and line.startswith("PyTorch does not run in a browser.")
    page.context.close()
