"""The pages without Python: figures that were saved, questions, what is kept, and how all looks."""

import json
import re
from copy import copy

import pytest
from support.site_page import SitePage
from support.site_walk import walk
from support.small_site import BOARDS, barriers, cell_of

from helpers.exercises.record import course_version
from helpers.exercises.record_file import FORMAT, read_record

WITH_STEPS = [kind for kind in BOARDS if kind != "manual_descent"]  # where a move counts
NO_WORKER = "window.Worker = class { postMessage() {} terminate() {} }"
UNFOLDED = """() => [
    ...document.querySelectorAll('main details:not(.source) > :not(summary)')
].every(inside => inside.checkVisibility())"""
OF_THE_SCREEN = ".bar, .status, .yours, .noUi-target, .live-figure-buttons, .editor-buttons"


def test_reset_brings_back_the_picture_with_the_sliders(site):
    """At once, also when what a slider has shown was announced, after which nothing else paints."""
    site.page.add_init_script(NO_WORKER)
    site.open("sample")
    cell = cell_of(site, "playground")
    site.wake(cell)
    first = site.caption(cell)
    site.press(site.slider(cell, "learning rate"), "Home")
    site.page.wait_for_function(
        "([canvas, said, first]) => canvas.ariaLabel !== first && said.textContent !== first"
        " && said.textContent === canvas.ariaLabel",
        arg=[
            cell.locator("canvas").element_handle(),
            cell.locator("[class*=announcement]").element_handle(),
            first,
        ],
    )
    cell.get_by_role("button", name="Reset").evaluate("button => button.click()")
    site.comes(cell, first)


@pytest.mark.parametrize(
    "kind", [pytest.param(WITH_STEPS[0], marks=pytest.mark.smoke), *WITH_STEPS[1:]]
)
def test_every_slider_moves_its_picture_by_itself(site, small_boards, kind):
    site.page.add_init_script(NO_WORKER)
    site.open("sample")
    cell = cell_of(site, kind)
    site.wake(cell)
    for label, board in small_boards[kind].items():
        if label is not None:
            cell.get_by_role("button", name=label, exact=True).click()
        shown = cell.locator(".interactive-figure:visible")
        assert walk(site, shown, board) >= 2


def test_a_page_in_a_folder_below_is_alive_too(site):
    site.open("deeper/sample")
    site.wake(cell_of(site, "playground"))
    assert re.search(r"beta1 .* step \d+ of \d+", site.caption(cell_of(site, "playground")), re.S)


def test_no_error_is_shown_and_formulas_are_drawn(site):
    site.open("sample")
    site.wake_all()
    question = cell_of(site, "predict").locator(".live")
    assert question.locator("legend math").count() == 1
    assert "$" not in question.inner_text()
    assert not site.page.locator(".jupyter-widgets-error-widget").count()


def guess(cell):
    cell.get_by_role("radio").nth(1).check()
    cell.get_by_role("button", name="This is my guess").click()


@pytest.mark.smoke
def test_what_was_guessed_and_typed_stays(site):
    site.open("sample")
    site.wake_all()
    guess(cell_of(site, "predict"))
    box = cell_of(site, "answer").get_by_role("textbox")
    box.fill("4")
    cell_of(site, "answer").get_by_role("button", name="Check").click()
    editor = cell_of(site, "unwritten").locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    site.page.keyboard.type("# mine")
    drawn = cell_of(site, "remember").locator("label.question").first.inner_text()
    site.page.reload()
    site.wake_all()
    assert "You guessed (b)" in cell_of(site, "predict").inner_text()
    assert "4 is not it yet" in cell_of(site, "answer").inner_text()
    assert "# mine" in cell_of(site, "unwritten").locator(".cm-content").inner_text()
    assert cell_of(site, "remember").locator("label.question").first.inner_text() == drawn


def test_it_is_saved_as_a_file_cleared_and_loaded_again(site, tmp_path):
    site.open("sample")
    site.wake(cell_of(site, "predict"))
    guess(cell_of(site, "predict"))
    yours = site.page.locator(".yours")
    with site.page.expect_download() as download:
        yours.get_by_role("button", name="Save as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "sample.json" and json.loads(file.read_text())["lesson"] == "sample"
    yours.get_by_role("button", name="Clear").click()
    with site.page.expect_navigation():
        yours.get_by_role("button", name="are you sure").click()
    site.wake(cell_of(site, "predict"))
    assert "You guessed" not in cell_of(site, "predict").inner_text()
    with site.page.expect_navigation():
        yours.locator("input[type=file]").set_input_files(file)
    site.wake(cell_of(site, "predict"))
    assert "You guessed (b)" in cell_of(site, "predict").inner_text()


def test_the_file_is_a_record(site, tmp_path):
    """As a notebook writes it; a challenge counts moves until it is met."""
    site.page.add_init_script(NO_WORKER)
    site.open("sample")
    site.wake_all()
    guess(cell_of(site, "predict"))
    for typed in ("4", "1/2"):
        cell_of(site, "answer").get_by_role("textbox").fill(typed)
        cell_of(site, "answer").get_by_role("button", name="Check").click()
    cell = cell_of(site, "playground")
    site.press(site.slider(cell, "learning rate"), "Home")
    at_rest = "() => localStorage['optimiser-lessons/sample'].includes('\"moves\":1')"
    site.page.wait_for_function(at_rest)
    site.page.get_by_label("Your name in the file").fill("Ada")
    with site.page.expect_download() as download:
        site.page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "sample.json"
    download.value.save_as(file)
    found = read_record(file)
    assert (found.lesson, found.version, found.name) == ("sample", course_version(), "Ada")
    (guessed,), (answered,) = found.entries["guesses"].values(), found.entries["answers"].values()
    assert (guessed["choice"], guessed["right"]) == ("b", True)
    assert (answered["given"], answered["right"]) == (["4", "1/2"], True)
    assert [c["moves"] for c in found.entries["challenges"].values()] == [1]


def test_a_file_of_another_page_is_refused(site, tmp_path):
    site.open("sample")
    file = tmp_path / "other.json"
    for text, said in (('{"lesson": "05_adam"}', "of the lesson 05_adam"), ("x", "no answers"),
                       (json.dumps({"format": FORMAT}), "written by a notebook")):  # fmt: skip
        file.write_text(text)
        site.page.locator(".yours input[type=file]").set_input_files(file)
        site.page.locator(".yours [role=status]", has_text=said).wait_for()


def test_a_lesson_that_has_changed_says_so(site):
    site.open("sample")
    site.wake(cell_of(site, "predict"))
    guess(cell_of(site, "predict"))
    assert not site.page.locator(".changed").count()
    change = """() => {
        const [key] = Object.keys(localStorage), kept = JSON.parse(localStorage[key])
        localStorage[key] = JSON.stringify({...kept, edition: "an older one"})
    }"""
    site.page.evaluate(change)
    site.page.reload()
    changed = site.page.locator(".changed")
    assert "This lesson has changed" in changed.inner_text()
    with site.page.expect_navigation():
        changed.get_by_role("button", name="Begin afresh").click()
    assert not site.page.locator(".changed").count()


def test_a_question_that_has_changed_takes_no_older_guess(site):
    site.open("sample")
    site.wake_all()
    guess(cell_of(site, "predict"))
    cell_of(site, "answer").get_by_role("textbox").fill("4")
    cell_of(site, "answer").get_by_role("button", name="Check").click()
    change = """cell => {
        const [key] = Object.keys(localStorage), kept = JSON.parse(localStorage[key])
        kept.asked = {...kept.asked, [cell]: 'an older question'}
        localStorage[key] = JSON.stringify(kept)
    }"""
    site.page.evaluate(change, cell_of(site, "predict").get_attribute("data-cell"))
    site.page.reload()
    site.wake_all()
    assert cell_of(site, "predict").get_by_role("radio", checked=True).count() == 0
    assert "4 is not it yet" in cell_of(site, "answer").inner_text()
    guess(cell_of(site, "predict"))
    site.page.reload()
    site.wake_all()
    assert "You guessed (b)" in cell_of(site, "predict").inner_text()


# ---- storage that is full, forbidden or shared ------------------------------------------------

FULL = """() => {
    const {setItem} = Storage.prototype
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }
    window.makeRoom = () => { Storage.prototype.setItem = setItem }
}"""
FORBIDDEN = """Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('forbidden', 'SecurityError') }
})"""
NOT_KEPT = (
    "This browser keeps nothing of this page (its storage is full, or this is a private window): "
    "save what you guess and write as a file before you leave."
)


def write(site, text):
    """Type at the beginning of the first exercise; return its code then."""
    editor = cell_of(site, "unwritten").locator(".cm-content")
    editor.scroll_into_view_if_needed()
    editor.click()
    site.page.keyboard.press("Control+Home")
    site.page.keyboard.type(text)
    return editor.inner_text()


def saved_by(site, button, tmp_path):
    with site.page.expect_download() as download:
        button.click()
    download.value.save_as(tmp_path / "saved.json")
    return json.loads((tmp_path / "saved.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("forbidden", [False, True], ids=["full", "forbidden"])
def test_a_browser_that_keeps_nothing_says_so_and_what_was_written_can_be_saved(
    site, tmp_path, forbidden
):
    if forbidden:
        site.page.add_init_script(FORBIDDEN)
    site.open("sample")
    kept, bar = site.page.locator(".yours p").first, site.page.locator(".status")
    assert kept.inner_text().startswith(NOT_KEPT) == forbidden
    if not forbidden:
        site.page.evaluate(FULL)
    site.wake_all()
    write(site, "# mine\n")
    bar.get_by_text(NOT_KEPT).wait_for()
    assert kept.inner_text().startswith(NOT_KEPT)
    guess(cell_of(site, "predict"))
    file = saved_by(site, bar.get_by_role("button", name="Save as a file"), tmp_path)
    assert any(source.startswith("# mine\n") for source in file["page"]["sources"].values())
    assert [one["choice"] for one in file["guesses"].values()] == ["b"]
    assert bar.is_hidden()
    write(site, "# more\n")
    bar.get_by_text(NOT_KEPT).wait_for()
    with site.page.expect_event("dialog") as asked:
        site.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    if not forbidden:
        site.page.evaluate("() => makeRoom()")
        write(site, "# and more\n")
        bar.get_by_text("stays in this browser again").wait_for()
        assert kept.inner_text().startswith("What you guess and write on this page stays")
        site.page.reload()  # and nothing asks
        site.wake_all()
        editor = cell_of(site, "unwritten").locator(".cm-content")
        editor.get_by_text("# and more").wait_for()
        assert "# mine" in editor.inner_text() and "# more" in editor.inner_text()
        assert "You guessed (b)" in cell_of(site, "predict").inner_text()


def test_of_two_tabs_each_has_what_was_done_in_the_other_and_nothing_is_lost(site):
    site.open("sample")
    site.wake_all()
    other = copy(site)
    other.page = site.context.new_page()
    other.page.on("pageerror", lambda error: site.troubles.append(str(error)))
    other.open("sample")
    other.wake_all()
    first = write(site, "# in the first\n")
    cell_of(other, "unwritten").locator(".cm-content", has_text="# in the first").wait_for()
    guess(cell_of(other, "predict"))
    cell_of(site, "predict").get_by_text("You guessed (b)").wait_for()
    both = write(other, "# in the second\n")
    assert both.endswith(first)
    cell_of(site, "unwritten").locator(".cm-content", has_text="# in the second").wait_for()
    cell_of(site, "answer").get_by_role("textbox").fill("4")
    cell_of(site, "answer").get_by_role("button", name="Check").click()
    cell_of(other, "answer").get_by_text("4 is not it yet").wait_for()
    for tab in (site, other):
        tab.page.reload()
        tab.wake_all()
        assert "You guessed (b)" in cell_of(tab, "predict").inner_text()
        assert "4 is not it yet" in cell_of(tab, "answer").inner_text()
        editor = cell_of(tab, "unwritten").locator(".cm-content")
        editor.get_by_text("# in the second").wait_for()
        assert editor.inner_text() == both
    with other.page.expect_navigation():  # what is cleared in one tab is cleared in both
        site.page.locator(".yours").get_by_role("button", name="Clear").click()
        site.page.locator(".yours").get_by_role("button", name="are you sure").click()
    for tab in (site, other):
        tab.wake_all()
        assert "You guessed" not in cell_of(tab, "predict").inner_text()
    write(other, "# anew\n")
    kept = json.loads(other.page.evaluate("() => localStorage['optimiser-lessons/sample']"))
    assert kept["questions"] == {} or "You guessed" not in json.dumps(kept)


def test_figures_stand_still_where_there_are_no_scripts(browser, address):
    still = SitePage(browser, address, java_script_enabled=False)
    still.open("sample")
    assert still.page.locator("[data-view] img").count() == 5  # tabs have one
    assert "The answer, when you have made your guess" in still.page.locator("main").inner_text()
    still.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_is_as_wide_as_the_window_and_without_barriers(browser, address, width, scheme):
    site = SitePage(browser, address, color_scheme=scheme)
    site.page.set_viewport_size({"width": width, "height": 900})
    for name in ("sample", "index"):
        site.open(name)
        site.wake_all()
        assert not site.is_wider_than_the_window(), name
        assert barriers(site) == [], name
    site.close()
    assert site.troubles == []


def test_all_is_unfolded_on_paper(site):
    site.open("sample")
    site.wake_all()
    site.page.emulate_media(media="print")
    assert site.page.evaluate(UNFOLDED)
    visible = site.page.locator(OF_THE_SCREEN).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.className)"
    )
    assert visible == []
    assert site.page.locator("canvas[role=img]:visible").count() == len(BOARDS)


def test_the_moving_picture_moves_stops_and_takes_the_pointer(browser, address):
    moving = SitePage(browser, address)
    moving.open("index")
    picture = "() => document.querySelector('#hero canvas').toDataURL()"
    moves = f"before => ({picture})() !== before"
    button = moving.page.locator("#hero").get_by_role("button", name="Stop moving")
    button.wait_for()
    moving.page.wait_for_function(moves, arg=moving.page.evaluate(picture))
    button.click()
    canvas = moving.page.locator("#hero canvas")
    # Where it stands still the whole run is drawn, and another one where the pointer goes.
    moving.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    still = moving.page.evaluate(picture)
    canvas.click(position={"x": 40, "y": 40})
    moving.page.wait_for_function(moves, arg=still)
    there = moving.page.evaluate(picture)
    canvas.press("ArrowRight")
    moving.page.wait_for_function(moves, arg=there)
    moving.close()
    assert moving.troubles == []


def test_nothing_moves_by_itself_for_readers_who_want_none_of_it(browser, address):
    calm = SitePage(browser, address, reduced_motion="reduce")
    calm.open("index")
    calm.page.locator("#hero").get_by_role("button", name="Let it move").wait_for()
    calm.close()
    assert calm.troubles == []


def test_the_front_page_has_all_lessons_and_their_minutes(site):
    site.open("index")
    cards = site.page.locator(".card")
    assert cards.count() >= 7
    for card in cards.all():
        assert re.search(r"about \d+ minutes", card.inner_text())
    assert re.search(r"Version \d+\.\d+.*MIT.*CC BY 4\.0", site.page.locator("footer").inner_text())
