"""A notebook that was run and saved, and is opened again when its kernel has ended."""

import json
import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from support.jupyter_server import OF_THE_COURSE, put_settings
from support.jupyterlab_page import GO_ON
from support.sample_notebook import write

CELLS = ("imports", "playground", "tabs", "race", "predict")
NUMBER = {kind: number for number, kind in enumerate(CELLS, start=1)}
BOARDS = ("playground", "tabs", "race")
MANAGER = "@jupyter-widgets/jupyterlab-manager:plugin"
STATE = "application/vnd.jupyter.widget-state+json"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
SAVES_STATE = """async ([plugin, on]) => {
    const settings = await jupyterapp.serviceManager.settings.fetch(plugin)
    await jupyterapp.serviceManager.settings.save(plugin, JSON.stringify({saveState: on}))
}"""
BOXES = """cell => {  // of all that stands in the output, from its top left
    const output = cell.querySelector('.jp-OutputArea-output').getBoundingClientRect()
    const parts = '.widget-label, .noUi-base, .widget-readout, button, canvas, input'
    return [...cell.querySelectorAll(parts)].filter(part => part.checkVisibility()).map(part => {
        const {x, y, width, height} = part.getBoundingClientRect()
        return [x - output.x, y - output.y, width, height].map(Math.round)
    })
}"""
ICONS = """() => [...document.querySelectorAll('.jupyter-widgets-disconnected')].filter(
    node => getComputedStyle(node, '::before').content !== 'none').length"""
NOT_FOUND = "widget model not found"  # said in the console, and then mended by saved_state.js


class Book:
    """The sample notebook on the page and in its file."""

    def __init__(self, lab, path):
        self.lab, self.path = lab, path

    def save(self):
        before = self.path.stat().st_mtime_ns
        self.lab.page.evaluate(SAVE)
        self.lab.until(lambda: self.path.stat().st_mtime_ns > before, 20)

    def reopen(self):
        self.lab.page.evaluate(GO_ON, f"notebooks/{self.path.name}")
        self.lab.ready()

    def saved(self):
        return json.loads(self.path.read_text(encoding="utf-8"))

    def state(self):
        return self.saved()["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})

    def figures(self):
        return [model for model in self.state().values() if "payload" in model["state"]]

    def shown(self, kind):
        cell = self.lab.cell(NUMBER[kind])
        self.lab.until(lambda: self.lab.caption(cell), 30)
        return cell


@pytest.fixture(scope="module")
def book(lab, tmp_path_factory):
    """It is run and saved; `before` is what was on the page, and where."""
    path = write(tmp_path_factory.mktemp("reopened"), CELLS)
    lab.open(path)
    lab.run_all()
    book = Book(lab, lab.server.root / "notebooks" / path.name)
    book.before = {}
    for kind in BOARDS:
        cell = book.shown(kind)
        lab.answered()
        book.before[kind] = lab.caption(cell), cell.evaluate(BOXES)
    book.save()
    book.reopen()
    yield book
    assert [error for error in lab.errors() if NOT_FOUND not in error] == []


@pytest.mark.parametrize("kind", BOARDS)
def test_its_figures_are_back_in_their_places(book, kind):
    cell = book.shown(kind)
    caption, boxes = book.before[kind]
    assert book.lab.caption(cell) == caption
    assert cell.evaluate(BOXES) == boxes
    note = cell.locator(".live-figure-note:visible")
    assert "no Python runs behind it" in note.inner_text()
    assert "Run All Cells" in note.inner_text()


def test_no_broken_links_are_shown_and_no_errors(book):
    assert book.lab.page.evaluate(ICONS) == 0
    assert not book.lab.page.get_by_text("Error displaying widget").count()


def test_a_caption_never_names_what_the_picture_does_not_show(book):
    cell = book.shown("playground")
    first, second, *_ = sliders = book.lab.sliders(cell)
    captions, painted = set(), []
    for slider, others in ((first, second), (second, first), (first, second)):
        before = book.lab.caption(cell)
        book.lab.press(book.lab.handle(slider), "ArrowLeft")
        book.lab.until(lambda before=before: book.lab.caption(cell) != before)
        for one in (slider, others):
            said = f"{book.lab.name(one)} {book.lab.label(one)} "
            assert said in book.lab.caption(cell)
        captions.add(book.lab.caption(cell))
        png = book.lab.painted(book.lab.figure(cell))
        painted.append(np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int))
    assert len(captions) == 2, "the others go back where they were computed"
    one, other, again = painted
    assert far_apart(one, again) < 1e-4 < far_apart(one, other)
    book.lab.press(book.lab.handle(sliders[-1]), "Home")
    book.lab.until(lambda: "step 0 of" in book.lab.caption(cell))
    cell.get_by_role("button", name="Reset").click()
    book.lab.until(lambda: book.lab.caption(cell) == book.before["playground"][0])


def far_apart(one, other):
    """The share of pixels that differ by more than what stays of the run from before."""
    return np.mean(np.abs(one - other).max(axis=2) > 110)


def test_the_start_cannot_be_dragged_and_nothing_says_that_it_can(book):
    cell = book.shown("playground")
    before = book.lab.caption(cell)
    assert cell.get_by_role("application").count() == 0
    book.lab.figure(cell).click()  # in the middle of the map
    book.lab.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )
    assert book.lab.caption(cell) == before


def test_play_needs_no_kernel(book):
    race = book.shown("race")
    first = book.lab.caption(race)
    race.get_by_role("button", name="Play").click()
    book.lab.until(lambda: " clock 5 of " in book.lab.caption(race))
    race.get_by_role("button", name="Reset").click()
    book.lab.until(lambda: book.lab.caption(race) == first)


def test_buttons_that_need_a_kernel_are_disabled_and_tabs_are_not(book):
    race, tabs = book.shown("race"), book.shown("tabs")
    for button in race.locator(".widget-toggle-button").all():
        assert button.is_disabled()
    before = book.lab.caption(tabs)
    tabs.get_by_role("button", name="saddle").click()
    shown = tabs.locator("canvas[role=img]:visible")
    book.lab.until(lambda: shown.get_attribute("aria-label") not in (None, before))


def test_a_question_is_answered_without_a_kernel(book):
    cell = book.lab.cell(NUMBER["predict"])
    cell.locator("input[type=radio]").first.check()
    cell.get_by_role("button", name="This is my guess").click()
    assert re.search(r"You guessed \(a\)", cell.locator(".exercise").inner_text())


def test_it_may_be_saved_and_opened_again_and_again(book):
    before = book.state().keys()
    assert before
    book.save()
    assert book.state().keys() == before
    book.reopen()
    book.shown("playground")
    assert book.lab.page.evaluate(ICONS) == 0


def test_a_cell_that_is_run_again_brings_it_to_life_and_leaves_nothing_behind(book):
    book.lab.run_all()
    cell = book.shown("playground")
    assert not cell.locator(".live-figure-note:visible").count()
    book.save()
    count = len(book.state())
    book.lab.run_all()
    book.shown("race")
    book.save()
    shown = len(BOARDS) + 1  # one of them has two tabs
    assert len(book.figures()) == shown and len(book.state()) < 1.5 * count


def test_where_no_state_is_saved_the_pictures_are_shown(book):
    folder = book.lab.server.root.parent
    page = book.lab.page
    page.evaluate(SAVES_STATE, [MANAGER, False])
    try:
        page.reload()
        book.lab.ready()
        book.lab.run_all()
        for kind in BOARDS:
            book.shown(kind)
        book.save()
        assert not book.figures()
        book.reopen()
        for kind in BOARDS:
            book.lab.cell(NUMBER[kind]).locator(".jp-RenderedImage img").wait_for()
        question = book.lab.cell(NUMBER["predict"])
        question.get_by_text("The answer, when you have made your guess").wait_for()
        assert not page.get_by_text("Error displaying widget").count()
    finally:
        put_settings(folder, OF_THE_COURSE)
        page.reload()
        book.lab.ready()
