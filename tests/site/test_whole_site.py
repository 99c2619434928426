"""All of build/site, as `make site` has made it, in real browsers: `make test-slow`."""

import re
from pathlib import Path

import pytest
from ipywidgets import SelectionSlider
from notebook_files import name_of, notebook_paths
from support.jupyterlab_page import running_playwright
from support.lesson_boards import shared_boards
from support.lessons_with_torch import NEED_TORCH, skip_without_torch
from support.site_page import SitePage, figures_of
from support.site_walk import walk
from support.slides_page import SlidesPage, least_axis_text
from support.small_site import barriers
from support.static_server import served

from helpers.widgets.manual_descent import ManualDescent

SITE = Path(__file__).resolve().parents[2] / "build" / "site"
NAMES = [name_of(path) for path in notebook_paths()]
LESSONS = [name for name in NAMES if "/" not in name]
WITH_PYTHON = [name for name in LESSONS if name not in NEED_TORCH]
NO_WORKER = "window.Worker = class { postMessage() {} terminate() {} }"
SHOWN = ".interactive-figure:visible"
SOLUTIONS = {"01_gradient_descent": "params = params - learning_rate * gradient"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address():
    assert (SITE / "index.html").exists(), "make site makes it"
    with served(SITE) as address:
        yield address


@pytest.fixture
def site(browser, address):
    site = SitePage(browser, address)
    yield site
    site.close()
    assert site.troubles == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", *NAMES])
def test_page_is_as_wide_as_the_window_and_without_barriers(browser, address, name, scheme, width):
    site = SitePage(browser, address, color_scheme=scheme)
    site.page.set_viewport_size({"width": width, "height": 900})
    site.open(name)
    site.wake_all()
    assert not site.is_wider_than_the_window()
    assert barriers(site) == []
    assert not site.page.locator(".jupyter-widgets-error-widget").count()
    site.close()
    assert site.troubles == []


def figures(site, name):
    """Yield the cells of a lesson's page with figures, each brought to the front, the figures, and
    the same made here."""
    skip_without_torch(name)
    cells = site.page.locator("section.cell")
    for number, label, board in shared_boards(name):
        cell = cells.nth(number - 1)
        site.wake(cell)
        if label is not None:
            cell.get_by_role("button", name=label, exact=True).click()
        yield cell, cell.locator(SHOWN), board


@pytest.mark.parametrize("name", LESSONS)
def test_every_slider_moves_its_picture_by_itself(site, name):
    site.page.add_init_script(NO_WORKER)
    site.open(name)
    for _, shown, board in figures(site, name):
        if isinstance(board, ManualDescent):  # each move counts, and only Python counts them
            board.reset()
            site.comes(shown, board.live.caption(*board.current_frame()))
        else:
            assert walk(site, shown, board) >= 1


@pytest.mark.parametrize("name", LESSONS)
def test_on_slides_each_figure_has_axes_that_are_read_from_the_back(browser, address, name):
    """At least 16 CSS pixels on a projector of 1280 x 720; and each slide is drawn."""
    skip_without_torch(name)
    slides = SlidesPage(browser, address)
    slides.open_slides(name)
    boards: dict[str, list] = {}
    for number, label, board in shared_boards(name):
        boards.setdefault(f"[{number}]:", []).append((label, board))
    found = set()
    for place, heading in enumerate(slides.names()):
        slides.go_to(place)
        slides.settle()
        kind, cell, *_ = heading.split(" ")
        for label, board in boards.get(cell, []) if kind in ("See", "Figure") else []:
            slides.show_board(label)
            size = slides.scale(board) * least_axis_text(board.live.figure)
            assert size >= 16, (heading, label)
            found.add(cell)
    assert found == set(boards)
    slides.close()
    assert slides.troubles == []


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_quick_to_move_and_takes_few_bytes(browser, address, name):
    """What is fetched until the first figure moves; 1.5 s is an aim of `make bench`, not of a test
    on a machine that does other things too."""
    skip_without_torch(name)  # its figures stand still then
    site = SitePage(browser, address)
    sizes: dict[str, int] = {}
    site.page.on("response", lambda answer: sizes.update({answer.url: size_of(answer)}))
    site.open(name)
    html = (SITE / f"{name}.html").read_text(encoding="utf-8")
    board = site.page.locator(figures_of(html)[0])
    board.scroll_into_view_if_needed()
    board.locator("canvas[role=img][aria-label]").wait_for()
    before, handle = site.caption(board), board.locator(".noUi-handle").first
    is_last = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    handle.press("ArrowLeft" if is_last else "ArrowRight")
    site.page.wait_for_function(
        "([canvas, before]) => canvas.ariaLabel !== before",
        arg=[board.locator("canvas").element_handle(), before],
    )
    assert sum(size for url, size in sizes.items() if url.startswith(address)) < 450_000, sizes
    site.close()


def size_of(answer):
    return int(answer.headers.get("content-length", 0))


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_python_comes_when_it_is_needed_and_says_what_the_kernel_says(site, name):
    """For the first figure with two sliders, or else with a start that can be moved: as the reader
    has set it, so it is then."""
    site.open(name)
    wanted = [two_sliders_moved, start_moved]
    for cell, shown, board in figures(site, name):
        board.reset()
        if any(moved(site, shown, board) for moved in wanted):
            cell.and_(site.page.locator("[data-state=live]")).wait_for(timeout=120_000)
            site.comes(shown, board.live.caption(*board.current_frame()), 30)
            return
    pytest.fail("no figure of this lesson needs Python")


def two_sliders_moved(site, shown, board):
    """Move two sliders here and there, if there are two."""
    sliders = [one for one in board.sliders.values() if isinstance(one, SelectionSlider)][:2]
    if len(sliders) < 2:
        return False
    for slider in sliders:
        site.slider(shown, slider.description).press("ArrowRight")
        slider.index += 1
    if isinstance(board, ManualDescent):
        board.refresh(board.positions())
    return True


def start_moved(site, shown, board):
    """Move the start here and there, if it can be moved."""
    if board.live.start_axes is None:
        return False
    shown.locator(".live-figure-stage").press("ArrowRight")
    board.shift_start(1, 0)
    return True


@pytest.mark.parametrize("name", SOLUTIONS)
def test_an_exercise_is_checked_wrong_and_right(site, name):
    site.open(name)
    cell = site.page.locator("[data-exercise]").first
    cell.scroll_into_view_if_needed()
    run = cell.get_by_role("button", name="Run", exact=True)
    run.click()
    outputs = cell.locator(".outputs")
    outputs.get_by_text("Not there yet").wait_for(timeout=150_000)  # Python starts meanwhile
    run.wait_for(timeout=30_000)
    cell.locator(".cm-line", has_text="change this line").click()
    site.page.keyboard.press("Home")
    site.page.keyboard.press("Shift+End")
    site.page.keyboard.type(SOLUTIONS[name])
    site.page.keyboard.press("Control+Enter")
    outputs.get_by_text("✓ Right.").wait_for(timeout=60_000)


def test_firefox_moves_a_slider_keeps_a_guess_and_starts_python(firefox, address):
    with running_playwright() as playwright:
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=firefox)
        site = SitePage(browser, address)
        site.open("01_gradient_descent")
        (_, shown, _), *_ = figures(site, "01_gradient_descent")
        site.slider(shown, "learning rate").press("End")
        assert re.match(r"learning rate 2\.1 ", site.caption(shown))
        question = site.page.locator(".predict").first
        question.get_by_role("radio").first.check()
        question.get_by_role("button", name="This is my guess").click()
        site.page.reload()
        site.wake(site.page.locator("[data-models]").nth(1))
        assert question.get_by_role("radio").first.is_disabled()
        cell = site.page.locator('[data-cell="order"]')
        site.wake(cell)
        cell.locator(".lists").wait_for()
        browser.close()
    assert site.troubles == []
