"""What WCAG 2.1 AA asks of a page: keyboard, large and spaced letters, colours, less motion."""

import re

import pytest
from support.site_page import SitePage
from support.small_site import cell_of
from support.wcag import CUT_OFF, FOCUSED, OVERLAPS, SPACING, lost, violations

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789?/"
STATE = """() => JSON.stringify([
    location.href, document.documentElement.scrollTop, document.activeElement.tagName,
    [...document.querySelectorAll('canvas')].map(canvas => canvas.ariaLabel),
    [...document.querySelectorAll('details')].map(details => details.open),
])"""
UNVISITED = """visited => [...document.querySelectorAll('*')]
    .map((node, place) => [node, place])
    .filter(([node, place]) => node.tabIndex >= 0 && !node.disabled && node.type !== 'radio'
        && node.checkVisibility({visibilityProperty: true}) && !visited.includes(place))
    .map(([node]) => node.outerHTML.slice(0, 160))"""
RADIOS = """visited => [...document.querySelectorAll('fieldset')]
    .filter(group => group.querySelector('[type=radio]:enabled'))
    .every(group => [...group.querySelectorAll('[type=radio]')].some(
        radio => visited.includes([...document.querySelectorAll('*')].indexOf(radio))))"""
# How light each of these parts of a picture is, over and over: what flashes changes by a tenth.
LIGHTNESS = """async canvas => {
    const small = new OffscreenCanvas(4, 4).getContext('2d', {willReadFrequently: true})
    small.imageSmoothingQuality = 'high'
    const seen = [], steps = new Set()
    while (steps.size < 8) {
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
        steps.add(canvas.ariaLabel)
        small.drawImage(canvas, 0, 0, 4, 4)
        const {data} = small.getImageData(0, 0, 4, 4)
        seen.push([...Array(16).keys()].map(part =>
            [0.2126, 0.7152, 0.0722].reduce((sum, share, at) =>
                sum + share * data[4 * part + at] / 255, 0)))
    }
    return seen
}"""
CONTROLS = ".widget-slider, .jupyter-button, .widget-toggle-buttons, .widget-checkbox"
HOVERED = """() => [...document.querySelectorAll('body *')].filter(
    node => node.checkVisibility({visibilityProperty: true, opacityProperty: true})).length"""


@pytest.fixture(scope="module")
def awake(browser, address):
    """One page with all figures and questions, for tests that leave it as it was."""
    site = SitePage(browser, address)
    site.open("sample")
    site.wake_all()
    yield site
    site.close()
    assert site.troubles == []


@pytest.fixture
def sized(awake):
    """A function that sets the size of the window; afterwards it is as before."""
    before = awake.page.viewport_size

    def size(width, height):
        awake.page.set_viewport_size({"width": width, "height": height})
        settle(awake)

    yield size
    awake.page.set_viewport_size(before)
    settle(awake)


def settle(site):
    """Wait until the page is laid out and its pictures are painted in their size."""
    site.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    site.page.wait_for_function(
        """() => [...document.querySelectorAll('.live-figure canvas')]
            .filter(canvas => canvas.checkVisibility() && canvas.width).every(canvas =>
                Math.abs(canvas.width / canvas.clientWidth - devicePixelRatio) < 0.01
                || canvas.getBoundingClientRect().top > innerHeight
                || canvas.getBoundingClientRect().bottom < 0)"""
    )


def test_axe_finds_no_violation_of_any_rule_of_level_a_or_aa(awake):
    assert violations(awake) == []


def test_axe_would_find_a_name_that_does_not_hold_what_is_shown_and_a_pale_caption(awake):
    button = cell_of(awake, "playground").get_by_role("button", name="Reset").element_handle()
    words = cell_of(awake, "playground").locator(".live-figure-caption")
    button.evaluate("node => { node.ariaLabel = 'Go' }")
    words.evaluate("node => { node.style.color = '#999' }")
    found = {text.split(":")[0] for text in violations(awake)}
    button.evaluate("node => { node.removeAttribute('aria-label') }")
    words.evaluate("node => { node.style.color = '' }")
    assert found == {"label-content-name-mismatch", "color-contrast"}


def test_tab_reaches_all_controls_in_order_is_seen_and_leads_out_again(awake):
    page, stops = awake.page, []
    page.locator(".skip").focus()
    where = page.url
    while (here := page.evaluate(FOCUSED)) and here not in stops and len(stops) < 300:
        if here["isCode"]:  # Tab indents there: the page says how to leave
            page.locator(".cm-focused").wait_for()  # a moment later
            here = page.evaluate(FOCUSED)
            page.keyboard.press("Escape")
        stops.append(here)
        page.keyboard.press("Tab")
    places = [stop["place"] for stop in stops]
    assert places == sorted(set(places))
    assert here is None or here == stops[0], "it leads out again"  # in Chromium to the first
    assert "To the lesson" in page.locator(".skip").inner_text() and "skip" in stops[0]["html"]
    assert [stop for stop in stops if not (stop["marked"] and stop["seen"])] == []
    assert page.evaluate(UNVISITED, places) == [] and page.evaluate(RADIOS, places)
    assert page.url == where and len(page.context.pages) == 1


def test_shift_tab_leads_back_out_of_an_editor(awake):
    editor = cell_of(awake, "unwritten").locator(".cm-content")
    assert "Escape, then Tab leaves it" in cell_of(awake, "unwritten").inner_text()
    before = editor.inner_text()
    editor.focus()
    awake.page.keyboard.press("Escape")
    awake.page.keyboard.press("Shift+Tab")
    assert not editor.evaluate("node => node.contains(document.activeElement)")
    assert editor.inner_text() == before


def test_no_letter_is_a_shortcut(awake):
    page = awake.page
    page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur() }")
    before = page.evaluate(STATE)
    for letter in LETTERS:
        page.keyboard.press(letter)
    settle(awake)
    assert page.evaluate(STATE) == before


@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 256)], ids=["200 %", "400 %"])
def test_at_200_and_400_percent_nothing_is_lost_and_only_what_must_is_rolled(
    awake, sized, width, height
):
    sized(width, height)
    assert lost(awake) == []
    assert awake.page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_letters_lines_and_words_can_be_spaced_out(awake, sized, width):
    sized(width, 800)
    style = awake.page.add_style_tag(content=SPACING)
    settle(awake)
    found = awake.page.evaluate(CUT_OFF), awake.page.evaluate(OVERLAPS)
    style.evaluate("style => style.remove()")
    assert found == ([], [])


def test_a_name_that_is_cut_off_would_be_found(awake, sized):
    sized(320, 800)
    label = cell_of(awake, "playground").locator(".widget-label").first
    label.evaluate("({style}) => { style.minWidth = '0'; style.maxWidth = '30px' }")
    found = awake.page.evaluate(CUT_OFF)
    label.evaluate("({style}) => { style.minWidth = style.maxWidth = '' }")
    assert len(found) == 1 and "widget-label" in found[0]


def test_it_is_used_upright_and_lying(awake, sized):
    for width, height in ((390, 844), (844, 390)):
        sized(width, height)
        assert lost(awake) == []
        assert cell_of(awake, "playground").locator("canvas").is_visible()


def test_no_tooltip_says_null_and_pointing_at_a_control_opens_nothing(awake):
    cell = cell_of(awake, "compare")
    assert awake.page.locator('[title="null"]').count() == 0
    for control in cell.locator(CONTROLS).all():
        control.scroll_into_view_if_needed()
        awake.page.mouse.move(0, 0)
        before = awake.page.evaluate(HOVERED)
        control.hover()
        assert awake.page.evaluate(HOVERED) == before
    awake.page.mouse.move(0, 0)


def test_escape_closes_the_numbers_under_the_pointer_which_stay_as_long_as_it_does(awake):
    cell = cell_of(awake, "race")
    canvas, readout = cell.locator("canvas"), cell.locator(".live-figure-readout")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for share in range(5, 95, 2):  # down through the curves
        awake.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + share / 100 * box["height"])
        settle(awake)
        if readout.is_visible():
            break
    assert readout.is_visible()
    awake.page.keyboard.press("Escape")
    assert not readout.is_visible()
    awake.page.mouse.move(0, 0)


def test_what_is_kept_of_the_colours_of_the_page_in_high_contrast(awake):
    """Text, buttons, tracks and what is pressed are drawn in the reader's own colours."""
    awake.page.emulate_media(forced_colors="active")
    cell = cell_of(awake, "race")
    border = "node => getComputedStyle(node).borderTopStyle + getComputedStyle(node).borderTopWidth"
    seen = {
        cell.locator(part).first.evaluate(border) for part in (".noUi-target", ".jupyter-button")
    }
    fill = "node => getComputedStyle(node).backgroundColor"
    pressed = cell.locator(".widget-toggle-button[aria-pressed=true]").evaluate(fill)
    others = cell.locator(".widget-toggle-button[aria-pressed=false]").first.evaluate(fill)
    found = violations(awake)
    awake.page.emulate_media(forced_colors="none")
    assert seen == {"solid1px"} and pressed != others and found == []


def test_nothing_flashes_while_a_figure_plays(awake):
    cell = cell_of(awake, "playground")
    cell.scroll_into_view_if_needed()
    awake.press(awake.slider(cell, "step"), "Home")
    cell.get_by_role("button", name="Play").press("Enter")
    seen = cell.locator("canvas").evaluate(LIGHTNESS)
    cell.get_by_role("button", name=re.compile("Pause|Play")).press("Enter")
    cell.get_by_role("button", name="Reset").press("Enter")
    assert len({tuple(parts) for parts in seen}) > 2, "it moved"
    assert all(max(part) - min(part) < 0.1 for part in zip(*seen, strict=True))


def test_the_only_field_about_the_reader_says_what_it_asks_for(awake):
    about = re.compile(r"\b(name|mail|phone|address|birth|password)\b", re.IGNORECASE)
    fields = awake.page.locator("input").evaluate_all(
        "all => all.map(({type, labels, ariaLabel, autocomplete}) =>"
        " [type, ariaLabel ?? labels[0]?.innerText, autocomplete])"
    )
    assert {type for type, *_ in fields} == {"radio", "checkbox", "text", "file"}
    asking = [field for field in fields if about.search(field[1] or "")]
    assert asking == [["text", "Your name in the file, if you like: ", "name"]]
