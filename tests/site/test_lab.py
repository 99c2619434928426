"""The lab of the published course in Chromium: whole lessons, with their figures alive."""

import nbformat
import pytest
from notebook_files import NOTEBOOKS
from support.built_runtime import built_lab
from support.jupyterlab_page import FLAGS, running_playwright
from support.static_server import served

HARMLESS = (
    "Disabling terminals plugin",
    "No exact match found for python",
    "404",  # a favicon
)
COUNTS = """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
    .map(prompt => prompt.textContent.trim())"""
WRONG = "[data-mime-type$=error], [data-mime-type$=stderr]"
ERRORS = f"""() => [...document.querySelectorAll('{WRONG}')]
    .map(one => one.textContent.slice(0, 500))"""
SECONDS = 120


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
        if not request.url.startswith((address, "data:", "blob:")):
            troubles.append(f"asks for {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", see)
    page.goto(f"{address}lab/lab/index.html?path=notebooks/{lesson}.ipynb")
    page.locator(".jp-Notebook").wait_for()
    return page, troubles


def run_all(page):
    """Run all cells. (Before the kernel has started, JupyterLab would drop them.)"""
    page.get_by_text("Python (Pyodide) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["01_gradient_descent", "05_adam"])
def test_a_whole_lesson(site, lesson):
    page, troubles = opened(site, lesson)
    run_all(page)
    cells = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4).cells
    last = sum(cell.cell_type == "code" for cell in cells)
    page.locator(".jp-InputPrompt", has_text=f"[{last}]:").wait_for(state="attached")
    assert not any("*" in count for count in page.evaluate(COUNTS))
    assert page.evaluate(ERRORS) == []
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
    error = page.locator("[data-mime-type$=error]").first
    error.wait_for()
    assert "PyTorch does not run in a browser" in error.inner_text()
    page.context.close()
