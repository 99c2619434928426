"""A page as slides, in Chromium and in Firefox: keys, order, what is covered, how large it is."""

import ast
from pathlib import Path

import pytest
from build_pages import build_pages
from support.jupyterlab_page import FLAGS, running_playwright
from support.site_page import SitePage
from support.slides_page import FIGURE, PARTS, SLIDES, SlidesPage, least_axis_text, write_sample
from support.static_server import served
from support.wcag import CUT_OFF, FOCUSED, lost, violations

from helpers.exercises.predict import QuestionWithFigure
from helpers.widgets.tabs import Tabs

FAKE = Path(__file__).with_name("fake_worker.js")  # in place of Python
LEGIBLE = 16  # CSS pixels
ANSWER = "Because of curvature."
KEPT = "() => JSON.stringify(localStorage)"
OF_THE_DECK = ".deck-head, .deck-bar, .deck-slide, .deck-see, .live-figure-panels"
CHOSEN = ".deck-shown .live-figure-panels:visible"

pytestmark = [pytest.mark.thorough, pytest.mark.browser]


@pytest.fixture(scope="module")
def slides_address(tmp_path_factory, npm_packages):
    """Where a site with one lesson is served."""
    folder = tmp_path_factory.mktemp("slides")
    notebook = write_sample(tmp_path_factory.mktemp("sample"))
    build_pages(folder, {"sample": notebook}, "runtime/")
    (folder / "runtime").mkdir()
    (folder / "runtime" / "worker.js").write_bytes(FAKE.read_bytes())
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def any_browser(request):
    path = request.getfixturevalue(request.param)
    with running_playwright() as playwright:
        if request.param == "chromium":
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        else:
            browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def slides(any_browser, slides_address):
    """The lesson in a fresh window. At its end nothing may have gone wrong."""
    slides = SlidesPage(any_browser, slides_address)
    yield slides
    slides.close()
    assert slides.troubles == []


@pytest.fixture(scope="module")
def boards():
    """The figures of the lesson, made in this process: {heading: {label: board}}."""
    names = {}
    exec(dict(PARTS)["imports"], names)
    made = {}
    sources = {2: FIGURE, **{n: PARTS[n - 1][1] for n in (3, 4, 8, 9)}}
    for number, source in sources.items():
        *before, last = ast.parse(source.strip()).body
        exec(compile(ast.Module(before, []), str(number), "exec"), names)
        shown = eval(ast.unparse(last), names)
        board = shown.figure if isinstance(shown, QuestionWithFigure) else shown
        name = next(name for name in SLIDES if f"[{number}]" in name and name[0] in "SF")
        made[name] = board.boards if isinstance(board, Tabs) else {None: board}
    return made


def press(slides, *keys):
    for key in keys:
        slides.page.keyboard.press(key)


def see(slides, number):
    """Go to a slide by its heading, drawn."""
    slides.go_to(number if isinstance(number, int) else SLIDES.index(number))
    slides.settle()


def test_the_link_on_the_page_leads_to_slides_in_the_order_of_the_lesson(slides):
    slides.open("sample")
    slides.page.get_by_role("link", name="Slides").click()
    slides.page.locator(".deck-number").wait_for()
    assert slides.names() == SLIDES
    assert slides.number == f"1 of {len(SLIDES)}" and slides.heading == SLIDES[0]


def test_keys_move_on_and_back_to_both_ends_and_out(slides):
    slides.open_slides("sample")
    seen = []
    for key in ("PageDown", "ArrowRight", " ", " ", "PageUp", "ArrowLeft", "End", "PageDown"):
        press(slides, key)
        seen.append(SLIDES.index(slides.heading))
    last = len(SLIDES) - 1
    assert seen == [1, 2, 2, 3, 2, 1, last, last]  # the third shows an answer
    press(slides, "Home", "PageUp")
    assert slides.number.startswith("1 of") and slides.page.url.endswith("?slides=1")
    press(slides, "End")
    with slides.page.expect_navigation():
        press(slides, "Escape")
    assert slides.page.url.endswith("sample.html#two")
    assert not slides.page.locator(".deck-bar").count()


def test_the_address_of_a_slide_leads_to_it_and_the_buttons_lead_on(slides):
    slides.open_slides("sample", 4)
    assert slides.heading == SLIDES[3]
    slides.page.get_by_role("button", name="Next").click()
    press(slides, "Enter")  # the focus is still on the button
    assert slides.heading == SLIDES[5]
    slides.page.get_by_role("button", name="Previous").click()
    assert slides.heading == SLIDES[4]
    slides.settle()
    with slides.page.expect_navigation():
        slides.page.get_by_role("button", name="Leave").click()
    assert slides.page.url.endswith("sample.html#one")
    slides.wake(slides.page.locator("[data-models]").first)
    for beyond, there in ((99, -1), (0, 0)):
        slides.open_slides("sample", beyond)
        assert slides.heading == SLIDES[there]


def test_keys_of_a_slider_move_it_and_those_of_a_remote_control_the_slides(slides):
    slides.open_slides("sample", 2)
    slides.settle()
    shown = slides.page.locator(".deck-shown")
    handle = slides.slider(shown, "learning rate")
    handle.focus()
    for key, value in (("ArrowRight", "0.1"), ("End", "0.3"), ("Home", "0.01")):
        press(slides, key)
        slides.page.wait_for_function(
            "([canvas, value]) => canvas.ariaLabel.includes(`learning rate ${value} `)",
            arg=[shown.locator("canvas").element_handle(), value],
        )
    assert slides.heading == SLIDES[1]
    press(slides, "PageDown")
    assert slides.heading == SLIDES[2]
    press(slides, "PageUp")
    assert slides.heading == SLIDES[1]
    slides.page.get_by_role("button", name="Play").focus()
    press(slides, " ")
    assert slides.heading == SLIDES[1], "it played"


def test_nothing_is_revealed_before_it_is_asked_for(slides):
    slides.open_slides("sample")
    for name in SLIDES[:3]:
        slides.settle()
        said = slides.page.locator("body").inner_text()
        assert slides.heading == name and ANSWER not in said and "✓" not in said
        assert ANSWER not in slides.page.locator("body").aria_snapshot()
        if name.startswith("See"):
            assert "What is seen? " not in said and "(b) A rise." in said
        press(slides, "PageDown") if name != SLIDES[2] else None
    slides.page.get_by_role("button", name="Show the answer").click()
    said = slides.page.locator(".deck-shown").inner_text()
    assert ANSWER in said and "✓ (b) It may diverge." in said and "(a) It does." in said
    assert "What is seen: (a) A fall." in said
    assert slides.page.get_by_role("button", name="Next").is_visible()
    press(slides, "PageUp", "PageUp")
    said = slides.page.locator("body").inner_text()
    assert ANSWER not in said and "✓" not in said


def test_what_is_printed_is_shown_only_where_a_question_asks_for_it(slides):
    slides.open_slides("sample")
    see(slides, "See [6]: Two")
    shown = slides.page.locator(".deck-shown")
    assert "printed" in shown.inner_text() and "Two curves." in shown.inner_text()
    assert "Run the next cell." in shown.inner_text()
    assert shown.get_by_alt_text("Three views of a run.").is_visible()


def test_what_a_reader_keeps_is_not_read_and_not_changed(slides):
    slides.open("sample")
    cell = slides.page.locator("section.cell").nth(1)
    slides.wake(cell)
    cell.get_by_role("radio").nth(0).check()
    cell.get_by_role("button", name="This is my guess").click()
    kept = slides.page.evaluate(KEPT)
    assert "guess" in kept
    slides.open_slides("sample")
    for place, name in enumerate(SLIDES):
        see(slides, place)
        if name.startswith("Answer"):
            press(slides, "PageDown")
        for handle in slides.page.locator(".deck-shown .noUi-handle:visible").all():
            slides.press(handle, "Home")
    slides.page.wait_for_function("() => document.querySelector('.deck-shown .deck-answer p')")
    assert slides.page.evaluate(KEPT) == kept
    slides.open("sample")
    slides.wake(cell)
    assert cell.get_by_role("radio", checked=True).count() == 1
    assert slides.page.evaluate(KEPT) == kept


def test_a_fresh_browser_keeps_nothing(slides):
    slides.open_slides("sample", 2)
    slides.settle()
    slides.press(slides.slider(slides.page.locator(".deck-shown"), "learning rate"), "End")
    press(slides, "PageDown", "PageDown")
    assert slides.page.evaluate(KEPT) == "{}"


def test_each_figure_has_legible_axes_and_nothing_is_cut_off(slides, boards):
    slides.open_slides("sample")
    for place, name in enumerate(SLIDES):
        see(slides, place)
        if name.startswith("Answer"):
            press(slides, "PageDown")
        assert slides.hidden_parts() == [], name
        for label, board in boards.get(name, {}).items():
            slides.show_board(label)
            size = slides.scale(board) * least_axis_text(board.live.figure)
            assert size >= LEGIBLE, (name, label)
            assert slides.hidden_parts() == [], (name, label)


def test_all_panels_of_a_figure_are_reached_and_each_group_is_legible(slides, boards):
    """Three panels do not fit: two of them do, or all, smaller, where the teacher asks for them."""
    slides.open_slides("sample")
    see(slides, "See [2]: One")
    (board,) = boards["See [2]: One"].values()
    canvas = slides.page.locator(".deck-shown canvas")
    seen = {}
    for name in ("1–2", "2–3", "all"):
        slides.page.locator(CHOSEN).get_by_role("button", name=name).click()
        slides.settle()
        slides.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
        )
        pressed = slides.page.locator(f"{CHOSEN} [aria-pressed=true]")
        assert pressed.all_inner_texts() == [name]
        seen[canvas.evaluate("one => one.toDataURL()")] = slides.scale(board)
    assert len(seen) == 3
    two, other_two, all_three = (
        scale * least_axis_text(board.live.figure) for scale in seen.values()
    )
    assert min(two, other_two) >= LEGIBLE > all_three


def test_panels_of_a_still_picture_are_cut_between_them(slides):
    slides.open_slides("sample")
    see(slides, "See [6]: Two")
    buttons = slides.page.locator(CHOSEN).get_by_role("button")
    assert buttons.all_inner_texts() == ["1–2", "2–3", "all"]
    part = slides.page.locator(".deck-part")
    lefts = []
    for button in buttons.all():
        button.click()
        lefts.append(part.evaluate(
            "one => one.getBoundingClientRect().left"
            " - one.firstChild.getBoundingClientRect().left"))  # fmt: skip
    assert lefts[0] == lefts[2] == 0 < lefts[1]


def test_the_focus_follows_and_is_seen(slides):
    slides.open_slides("sample")
    press(slides, "PageDown")
    slides.settle()
    assert slides.page.evaluate("() => document.activeElement.textContent") == SLIDES[1]
    status = slides.page.get_by_role("status").filter(has_text="2 of")
    assert SLIDES[1] in (status.text_content() or "")
    stops = []
    for _ in range(60):
        press(slides, "Tab")
        here = slides.page.evaluate(FOCUSED)
        if here is None or here in stops:
            break
        stops.append(here)
    assert [stop for stop in stops if not (stop["marked"] and stop["seen"])] == []
    html = " ".join(stop["html"] for stop in stops)
    assert all(part in html for part in ("noUi-handle", "Next", "Full screen", "Leave", "select"))


def test_on_paper_it_is_the_lesson(browser, slides_address):
    slides = SlidesPage(browser, slides_address)
    slides.open_slides("sample", 6)
    slides.settle()
    slides.page.emulate_media(media="print")
    visible = slides.page.locator(OF_THE_DECK).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
    )
    seen = slides.page.locator("main > .cell").evaluate_all(
        "all => all.map(one => one.checkVisibility())"
    )
    assert visible == [] and all(seen) and len(seen) == len(PARTS)
    assert slides.page.get_by_role("heading", name="Two", exact=True).is_visible()
    slides.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_slide(browser, slides_address, scheme):
    slides = SlidesPage(browser, slides_address, color_scheme=scheme)
    slides.open_slides("sample")
    for place, name in enumerate(SLIDES):
        see(slides, place)
        if name.startswith("Answer"):
            press(slides, "PageDown")
        assert violations(slides) == [], name
    slides.close()
    assert slides.troubles == []


@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 256)], ids=["200 %", "400 %"])
def test_enlarged_all_of_a_slide_is_read_by_scrolling_down(browser, slides_address, width, height):
    slides = SlidesPage(browser, slides_address)
    slides.page.set_viewport_size({"width": width, "height": height})
    slides.open_slides("sample")
    for place in range(len(SLIDES)):
        slides.go_to(place)
        slides.page.locator(".deck-shown").wait_for()
        assert lost(slides) == [] and slides.page.evaluate(CUT_OFF) == []
    slides.close()


def test_those_who_read_the_page_fetch_nothing_of_it(browser, slides_address):
    reader = SitePage(browser, slides_address)
    fetched = []
    reader.page.on("request", lambda request: fetched.append(request.url))
    reader.open("sample")
    reader.wake_all()
    assert not any("slides" in url for url in fetched)
    assert not reader.page.locator("[data-slides]").count()
    reader.page.goto(f"{slides_address}sample.html?slides")
    reader.page.locator(".deck-number").wait_for()
    assert sum("/slides-" in url for url in fetched) == 1
    reader.close()
    assert reader.troubles == []
