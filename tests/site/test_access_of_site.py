"""All pages of build/site, as WCAG 2.1 AA asks, and a lesson with the keyboard alone."""

import io
import itertools
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from notebook_files import name_of, notebook_paths
from PIL import Image
from support.colours import difference
from support.site_page import SitePage
from support.static_server import served
from support.wcag import CUT_OFF, FOCUSED, SPACING, Outline, lost, violations

from helpers.registry import REGISTRY

SITE = Path(__file__).resolve().parents[2] / "build" / "site"
NAMES = [name_of(path) for path in notebook_paths()]
PAGES = ["index", "accessibility", *NAMES]
SIGHTS = ("protanopia", "deuteranopia", "tritanopia")
RIGHT_LINE = "params = params - learning_rate * gradient"
SETTLED = """() => new Promise(done => requestAnimationFrame(
    () => setTimeout(() => requestAnimationFrame(() => setTimeout(done)))))"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address():
    assert (SITE / "index.html").exists(), "make site makes it"
    with served(SITE) as address:
        yield address


@pytest.fixture(scope="module")
def pages():
    """{name: what the HTML of a page says of it}."""
    return {name: Outline((SITE / f"{name}.html").read_text(encoding="utf-8")) for name in PAGES}


# ---- what the HTML says -----------------------------------------------------------------------


def test_every_page_has_its_language_a_title_of_its_own_and_unique_ids(pages):
    assert {page.language for page in pages.values()} == {"en"}
    assert len({page.title for page in pages.values()}) == len(pages)
    assert all(max(page.ids.values(), default=1) == 1 for page in pages.values())


def test_headings_begin_with_one_title_and_leave_no_level_out(pages):
    for name, page in pages.items():
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        steps = itertools.pairwise(page.headings)
        assert all(after <= before + 1 for before, after in steps), name


def test_links_say_where_they_lead(pages):
    for name, page in pages.items():
        leads = defaultdict(set)
        for text, address in page.links:
            if not address.startswith("#"):  # the contents of the page itself
                leads[text].add(address)
        assert "" not in leads and not {"here", "this", "link", "more"} & set(leads), name
        assert {text for text, found in leads.items() if len(found) > 1} == set(), name


def test_every_page_is_reached_from_the_front_page_and_from_another_one(pages):
    ways = defaultdict(set)
    for name, page in pages.items():
        for _, address in page.links:
            if not address.startswith(("http", "#")):
                file = (SITE / f"{name}.html").parent / address.partition("#")[0].partition("?")[0]
                ways[file.resolve()].add(name)
    for name in NAMES:
        found = ways[(SITE / f"{name}.html").resolve()] - {name}
        assert "index" in found and len(found) > 1, name


def test_the_way_to_other_lessons_is_the_same_on_all_pages(pages):
    order = ("How machine-learning optimisers work", "‹ Previous", "Next ›")
    for name in NAMES:
        first = [text for text, _ in pages[name].links if text in order]
        assert first == [text for text in order if text in first] and first[0] == order[0], name
        assert pages[name].links[0] == ("To the lesson", "#lesson-text"), name


def test_there_is_no_sound_and_no_film_and_nothing_from_elsewhere(pages):
    for name, page in pages.items():
        assert not {"audio", "video", "object", "embed", "iframe", "marquee"} & set(page.tags), name


def test_nothing_listens_to_how_a_device_is_moved():
    for file in (SITE / "assets").glob("*.js"):
        assert not re.search("devicemotion|deviceorientation", file.read_text(encoding="utf-8"))


# ---- page by page -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_passes_axe_and_is_read_at_400_percent_and_spaced_out(browser, address, name):
    site = SitePage(browser, address)
    site.open(name)
    site.wake_all()
    assert violations(site) == []
    site.page.emulate_media(color_scheme="dark")
    assert violations(site) == []
    site.page.emulate_media(color_scheme="light")
    for width, height in ((640, 450), (320, 256)):
        site.page.set_viewport_size({"width": width, "height": height})
        site.page.evaluate(SETTLED)
        assert lost(site) == [], width
    site.page.set_viewport_size({"width": 1280, "height": 900})
    site.page.add_style_tag(content=SPACING)
    site.page.evaluate(SETTLED)
    assert site.page.evaluate(CUT_OFF) == []
    site.close()
    assert site.troubles == []


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_lines_of_the_race_are_told_apart_as_the_browser_simulates_it(browser, address, sight):
    """Where in the picture a rule has its colour, Chromium's own simulation shows another."""
    site = SitePage(browser, address)
    site.open("deeper/fair_comparison")
    cell = site.page.locator('section.cell[data-cell="race"]')
    site.wake(cell)
    canvas = cell.locator("canvas[role=img][aria-label]")
    canvas.wait_for()
    site.page.evaluate(SETTLED)
    plain = picture(canvas)
    session = site.context.new_cdp_session(site.page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
    site.page.evaluate(SETTLED)
    seen, colours = picture(canvas), {}
    assert np.abs(seen - plain).max() > 20, "it simulates"
    for name, entry in REGISTRY.items():
        if entry.in_race:
            there = np.abs(plain - 255 * np.array(to_rgb(entry.colour))).max(axis=-1) < 3
            assert there.sum() > 20, name
            colours[name] = tuple(np.median(seen[there], axis=0) / 255)
    site.close()
    apart = {
        pair: difference(*map(colours.get, pair)) for pair in itertools.combinations(colours, 2)
    }
    assert len(colours) == 5 and min(apart.values()) > 10, apart


def picture(canvas):
    """Return what is on the screen where a canvas is, as an array of numbers up to 255."""
    return np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB"), dtype=float)


# ---- a lesson with the keyboard alone ---------------------------------------------------------


class Keyboard:
    """A reader without a mouse: goes through a page with Tab, and sees where it is.

    Parameters
    ----------
    site
        A page that was opened.
    """

    def __init__(self, site: SitePage):
        self.page = site.page
        self.stops: list[dict] = []

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, target) -> None:
        """Press Tab until an element has the focus; out of an editor with Escape, then Tab."""
        for _ in range(400):
            if self.stops and self.stops[-1]["isCode"]:
                self.press("Escape")
            self.press("Tab")
            here = self.page.evaluate(FOCUSED)
            assert here, f"Tab led out of the page, after {self.stops[-1]['html']}"
            if here["isCode"]:
                self.page.locator(".cm-focused").wait_for()
                here = self.page.evaluate(FOCUSED)
            self.stops.append(here)
            is_here = "node => node.contains(document.activeElement)"
            if target.count() and target.evaluate(is_here):  # a figure comes when it is near
                return
        pytest.fail("Tab does not lead there")


def test_lesson_1_is_done_with_the_keyboard_alone(browser, address):
    """A guess, its sliders, a challenge, an exercise, in this order and without a step back."""
    site = SitePage(browser, address)
    site.open("01_gradient_descent")
    site.wake_all()  # what comes later moves what stands below it
    site.page.locator("[data-exercise]").first.scroll_into_view_if_needed()
    site.page.locator("[data-exercise] .cm-content").first.wait_for()
    site.page.locator(".skip").focus()
    keys, where = Keyboard(site), site.page.url

    def cell(name):
        return site.page.locator(f'section.cell[data-cell="{name}"]')

    guess = cell("parabola")
    question = guess.locator(".predict")
    keys.tab_to(question.get_by_role("radio").first)
    keys.press("ArrowDown")
    assert question.get_by_role("radio").nth(1).is_checked()
    keys.tab_to(question.get_by_role("button", name="This is my guess"))
    keys.press("Enter")
    see = question.locator(".see")
    keys.tab_to(see.get_by_role("checkbox"))
    keys.press("Space")
    keys.tab_to(see.locator("fieldset"))
    keys.press("Space", "ArrowDown")  # half as far
    keys.tab_to(see.get_by_role("button"))
    keys.press("Enter")
    question.get_by_text("You guessed (b)").wait_for()
    rate = guess.locator('.noUi-handle[aria-label="learning rate"]')
    keys.tab_to(rate)
    keys.press("End")
    site.page.wait_for_function(
        "canvas => canvas.ariaLabel.startsWith('learning rate 2.1 ')",
        arg=guess.locator("canvas[role=img]").element_handle(),
    )

    challenge = cell("speeds")
    rate = challenge.locator('.noUi-handle[aria-label="learning rate"]')
    keys.tab_to(rate)
    keys.press("Home")
    for _ in range(60):
        if rate.get_attribute("aria-valuetext") == "0.5":
            break
        keys.press("ArrowRight")
    challenge.locator(".live-figure-met").wait_for()

    exercise = site.page.locator("[data-exercise]").first
    keys.tab_to(exercise.locator(".cm-content"))
    lines = exercise.locator(".cm-line").all_inner_texts()
    wrong = next(at for at, line in enumerate(lines) if "change this line" in line)
    keys.press("Control+Home", *["ArrowDown"] * wrong, "Home", "Shift+End")
    site.page.keyboard.type(RIGHT_LINE)
    keys.tab_to(exercise.get_by_role("button", name="Run", exact=True))
    keys.press("Enter")
    exercise.get_by_text("✓ Right.").wait_for(timeout=180_000)
    keys.tab_to(site.page.get_by_role("link", name=re.compile("Next")).last)
    assert site.page.url == where and len(site.context.pages) == 1
    assert [stop for stop in keys.stops if not (stop["marked"] and stop["seen"])] == []
    places = [stop["html"] for stop in keys.stops]
    assert len(places) > 60
    keys.press("Enter")
    site.page.wait_for_url("**/02_stochastic_gradient_descent.html")
    site.close()
    assert site.troubles == []
