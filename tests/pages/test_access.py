"""Every board without a mouse, without sight, at 200 %, and in both themes, in a real browser.

One page with one board of each kind serves all tests; each leaves it as good as it found it.
"""

import itertools
import re
from importlib.util import find_spec
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from support import colours
from support.sample_notebook import BOARDS, CELLS, NUMBER, SHOWN, write

from helpers.plotting import COLOURS, OWN_RULE, VIEWS
from helpers.problems import parabola

AXE = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")
THEMES = ("JupyterLab Light", "JupyterLab Dark")
CHANGE_THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
# JupyterLab's body has no height, from which axe takes it that all in it is hidden.
OPEN_BODY = "() => { document.body.style.overflow = 'visible' }"
CLOSE_BODY = "() => { document.body.style.overflow = '' }"
SERIOUS = """async ([outputs, options]) => {
    const {violations, incomplete, passes} = await axe.run({include: outputs}, options)
    const bad = ({impact}) => impact === 'serious' || impact === 'critical'
    const found = ({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)
    const unsure = incomplete.filter(({id}) => id === 'color-contrast')
    return {
        found: [...violations.filter(bad), ...unsure].flatMap(found),
        passed: passes.map(({id}) => id),
    }
}"""
CONTRAST = {"runOnly": ["color-contrast"]}  # only of what is in view
ALL_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
WATCH = """canvas => {  // at the end of each frame: how wide is it, and is there something dark?
    const seen = window.seen = [], small = new OffscreenCanvas(200, 200).getContext('2d')
    const look = () => {
        small.drawImage(canvas, 0, 0, 200, 200)
        const {data} = small.getImageData(0, 0, 200, 200)
        seen.push([canvas.width, data.some(shade => shade < 150)])
        if (window.seen === seen) requestAnimationFrame(() => setTimeout(look))
    }
    look()
}"""
START = """number => {
    const {content} = jupyterapp.shell.currentWidget
    content.activeCellIndex = number - 1
    content.mode = 'command'
    content.node.focus()
}"""
HERE = """output => {
    const here = document.activeElement
    if (!output.contains(here)) return null
    const {outlineStyle, outlineWidth} = getComputedStyle(here.closest('.exercise label') ?? here)
    const {x, y, height} = here.getBoundingClientRect()
    const marked = outlineStyle === 'auto' || outlineStyle === 'solid' && outlineWidth === '2px'
    here.dataset.visits = Number(here.dataset.visits ?? 0) + 1
    return {x, middle: y + height / 2 - output.getBoundingClientRect().y, marked}
}"""
UNVISITED = """output => [...output.querySelectorAll('*')].filter(
    node => node.tabIndex >= 0 && !node.disabled && node.checkVisibility()
        && node.type !== 'radio' && node.dataset.visits !== '1').map(node => node.outerHTML)"""
# What is wider than its place, or reaches out of the output; a slider's handle always does.
CUT_OFF = """output => {
    const UNSEEN = '.slider-container, [role=status], mjx-assistive-mml'
    const box = output.getBoundingClientRect()
    return [output, ...output.querySelectorAll('*')].filter(node => {
        const {left, right, width} = node.getBoundingClientRect()
        if (!width || node.closest(UNSEEN)) return false
        const rolls = ['auto', 'scroll'].includes(getComputedStyle(node).overflowY)
        const scrolls = node.clientWidth && node.scrollWidth > node.clientWidth + 1
            || rolls && node.scrollHeight > node.clientHeight
        return scrolls || left < box.left - 1 || right > box.right + 1
    }).map(node => node.outerHTML.slice(0, 200))
}"""
OVERLAPS = """output => {
    const shown = [...output.querySelectorAll(
        'canvas, img, button, input, p, summary, .widget-label, .widget-readout, .noUi-base')]
    const boxes = shown.filter(node => node.getClientRects().length && !node.closest('label label'))
        .map(node => [node, node.getBoundingClientRect()])
    const found = []
    boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
        if (a.contains(b) || b.contains(a)) return
        const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left)
        const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top)
        if (wide > 1 && high > 1) found.push([a.outerHTML.slice(0, 90), b.outerHTML.slice(0, 90)])
    }))
    return found
}"""
SIZE = "canvas => canvas.clientWidth / parseFloat(canvas.style.aspectRatio)"  # of matplotlib's
STEPS_SHOWN = """cell => {
    const readout = [...cell.querySelectorAll('.widget-readout')].at(-1)
    window.stepsShown = []
    new MutationObserver(() => stepsShown.push(Number(readout.textContent))).observe(
        readout, {childList: true, characterData: true, subtree: true})
}"""


@pytest.fixture(scope="module")
def lab(lab, tmp_path_factory):
    """A page with all cells of the sample notebook, run."""
    lab.open(write(tmp_path_factory.mktemp("sample")))
    lab.run_all()
    for kind in BOARDS:
        lab.until(lambda kind=kind: lab.caption(lab.cell(NUMBER[kind])))
        lab.until(lambda kind=kind: not unnamed(lab, kind))
    lab.page.evaluate(AXE.read_text(encoding="utf-8"))
    lab.page.evaluate(OPEN_BODY)
    yield lab
    lab.page.evaluate(CLOSE_BODY)
    assert lab.errors() == []


def unnamed(lab, kind):
    """How many sliders of a board have no name yet: they get it when the board is painted."""
    return lab.cell(NUMBER[kind]).locator(".noUi-handle:not([aria-label])").count()


@pytest.fixture(params=THEMES)
def theme(lab, request):
    """The page in a theme; afterwards in the first again."""
    change(lab, request.param)
    yield request.param
    change(lab, THEMES[0])


def change(lab, theme):
    """Change to a theme, and wait for the end of it: JupyterLab trips over a second change."""
    lab.page.evaluate(CHANGE_THEME, theme)
    lab.page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    lab.page.locator("#jupyterlab-splash").wait_for(state="detached")


@pytest.fixture
def narrow(lab):
    """A function that makes the page as wide as a window is at 200 %; afterwards as before."""
    before = lab.page.viewport_size

    def squeeze(width, height, sidebar=False):
        lab.page.set_viewport_size({"width": width, "height": height})
        show = "expandLeft" if sidebar else "collapseLeft"
        lab.page.evaluate(f"() => jupyterapp.shell.{show}()")
        settle(lab)

    yield squeeze
    lab.page.set_viewport_size(before)
    lab.page.evaluate("() => jupyterapp.shell.expandLeft()")
    settle(lab)


def settle(lab):
    """Wait until all pictures have been painted in the size they are shown in."""
    painted = """() => [...document.querySelectorAll('.live-figure canvas')].every(
        canvas => Math.abs(canvas.width / canvas.clientWidth - devicePixelRatio) < 0.01)"""
    lab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    lab.page.wait_for_function(painted)


def output(lab, kind):
    """Return the output of a kind, scrolled into view."""
    output = lab.cell(NUMBER[kind]).locator(".jp-OutputArea-output").first
    output.scroll_into_view_if_needed()
    return output


# ---- colours, by computation ------------------------------------------------------------------

USED = {**COLOURS, "own rule": OWN_RULE}


def test_the_measures_are_those_of_their_sources():
    assert colours.contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)
    red, green = "#b04030", "#6f6a00"  # nearly one colour with deuteranopia
    assert colours.difference(red, green) > 25 > 8 > colours.difference(red, green, "deuteranopia")
    assert colours.difference("#4030b0", "#406000", "deuteranopia") > 25


@pytest.mark.parametrize("sight", colours.SIGHTS)
def test_colours_are_told_apart_with_any_sight(sight):
    """11 is eleven times the difference that is just noticed in large patches side by side: thin
    lines need more. Okabe & Ito's own colours come to 10.97."""
    apart = {
        pair: colours.difference(*map(USED.get, pair), sight) for pair in combinations(USED, 2)
    }
    assert min(apart.values()) > 11, min(apart, key=apart.get)


@pytest.mark.parametrize("colour", USED.values(), ids=USED)
def test_lines_stand_out_from_the_paper(colour):
    """3 to 1 is what WCAG 2.2 asks of graphics (1.4.11). On grey a path has a white
    edge, and the walker too."""
    assert colours.contrast(colour, "white") >= 3
    traces = VIEWS["contours"].traces(Figure().subplots(), colour)
    edge, _, path, walker, _ = (trace.line for trace in traces)
    assert edge.get_color() == walker.get_markeredgecolor() == "white"
    assert edge.get_linewidth() > path.get_linewidth() + 1 and path.get_color() == colour


@pytest.mark.parametrize("view", VIEWS)
def test_what_stands_still_in_a_picture_stands_out_too(board, view):
    axes = Figure().subplots()
    problem = parabola() if VIEWS[view].parameters == 1 else board.problem
    VIEWS[view].background(axes, problem, 20)
    filled = [shade for shades in axes.collections for shade in shades.get_facecolor()]
    grounds = ["white", *(shade for shade in filled if shade[3] == 1)]
    for text in axes.findobj(Text):
        assert min(colours.contrast(text.get_color(), ground) for ground in grounds) >= 4.5
    for line in axes.lines:
        if line.get_linestyle() != "None":
            ink = colours.over_white(line.get_color(), line.get_alpha())
            assert colours.contrast(ink, "white") >= 3, (line.get_label(), line.get_color())
    contours = [c for c in axes.collections if isinstance(c, ContourSet) and not c.filled]
    for ink in [colour for lines in contours for colour in lines.get_edgecolor()]:
        assert min(colours.contrast(ink, ground) for ground in grounds) >= 3


# ---- what axe-core finds ----------------------------------------------------------------------


def test_axe_finds_nothing_serious(lab, theme):
    for hint in lab.page.locator(".check details > summary").all():
        hint.evaluate("hint => { hint.parentElement.open = true }")
    for kind in SHOWN:
        checked = lab.page.evaluate(SERIOUS, [[output(lab, kind).element_handle()], CONTRAST])
        assert checked == {"found": [], "passed": ["color-contrast"]}, kind  # it has looked
    if theme == THEMES[0]:  # names know no theme
        outputs = [output(lab, kind).element_handle() for kind in SHOWN]
        checked = lab.page.evaluate(SERIOUS, [outputs, ALL_BUT_CONTRAST])
        assert checked["found"] == [] and len(checked["passed"]) > 20
    for hint in lab.page.locator(".check details").all():
        hint.evaluate("details => { details.open = false }")


def test_axe_would_find_a_slider_without_a_name_and_a_pale_caption(lab):
    cell = output(lab, "manual_descent")
    handle, words = cell.locator(".noUi-handle").first, cell.locator(".live-figure p").first
    name = handle.get_attribute("aria-label")
    handle.evaluate("node => node.removeAttribute('aria-label')")
    words.evaluate("node => { node.style.color = '#bbb' }")
    found = lab.page.evaluate(SERIOUS, [[cell.element_handle()], {}])["found"]
    handle.evaluate("(node, name) => node.setAttribute('aria-label', name)", name)
    words.evaluate("node => { node.style.color = 'var(--jp-ui-font-color1)' }")
    kinds = dict.fromkeys(text.split(":")[0] for text in found)
    assert list(kinds) == ["aria-input-field-name", "color-contrast"]


# ---- what a screen reader says ----------------------------------------------------------------


@pytest.mark.parametrize("kind", BOARDS)
def test_sliders_say_their_name_and_the_value_that_is_read(lab, kind):
    for slider in lab.sliders(output(lab, kind)):
        handle, name = lab.handle(slider), lab.name(slider)
        assert handle.get_attribute("aria-label") == name
        for key in ("End", "End", "Home", "Home", "ArrowRight"):  # twice: nothing moves then
            lab.press(handle, key)
            assert handle.get_attribute("aria-valuetext") == lab.label(slider), (name, key)
        typed = slider.query_selector(".widget-readout").get_attribute("contenteditable")
        takes_text = name in ("step", "clock")  # elsewhere what is typed would go nowhere
        assert typed == str(takes_text).lower()
        if takes_text:
            assert output(lab, kind).get_by_role("textbox", name=name).count() == 1
            lab.press(handle, "End")
    go_home(lab, kind)
    readouts = output(lab, kind).locator(".widget-readout[contenteditable=true]")
    assert readouts.count() == output(lab, kind).get_by_role("textbox").count()


def go_home(lab, kind):
    cell = output(lab, kind)
    cell.get_by_role("button", name=re.compile("Reset|Start again")).click()


@pytest.mark.parametrize(("kind", "name", "other"), [("tabs", "show", "saddle"),
                                                     ("race", "x-axis", "epochs")])  # fmt: skip
def test_buttons_say_which_of_them_is_pressed(lab, kind, name, other):
    group = output(lab, kind).get_by_role("group", name=name, exact=True)
    first = group.get_by_role("button", pressed=True).inner_text()
    for key, label in (("Enter", other), ("Space", first)):
        group.get_by_role("button", name=label, exact=True).press(key)
        pressed = group.get_by_role("button", pressed=True)
        lab.until(lambda p=pressed, t=label: p.all_inner_texts() == [t])


def test_the_caption_is_said_when_all_rests_and_not_before(lab):
    cell = output(lab, "playground")
    status, handle = cell.get_by_role("status"), lab.handle(lab.sliders(cell)[0])
    lab.until(lambda: status.text_content() in ("", lab.caption(cell)))
    before = status.text_content()
    handle.press("ArrowLeft")
    assert status.text_content() == before
    lab.until(lambda: status.text_content() == lab.caption(cell) != before)
    go_home(lab, "playground")
    lab.until(lambda: status.text_content() == lab.caption(cell))


# ---- by keyboard ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in SHOWN if k not in ("guessed", "right", "ordered")])
def test_tab_goes_through_all_controls_once_and_in_order(lab, kind):
    area, keyboard, seen = output(lab, kind), lab.page.keyboard, []
    lab.page.evaluate(START, NUMBER[kind])
    for _ in range(40):
        keyboard.press("Tab")
        here = area.evaluate(HERE)
        if here is None and seen:
            break
        seen += [here] if here else []
    assert seen and here is None  # it leads out again
    missed = area.evaluate(UNVISITED)
    area.evaluate("o => o.querySelectorAll('[data-visits]').forEach(e => delete e.dataset.visits)")
    assert missed == []
    assert all(stop["marked"] for stop in seen), seen
    for one, other in itertools.pairwise(seen):
        row = abs(one["middle"] - other["middle"]) < 15
        assert one["x"] < other["x"] if row else one["middle"] < other["middle"], (one, other)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_buttons_and_tick_box_work_by_key(lab, key):
    cell = output(lab, "playground")
    first = lab.caption(cell)
    box = cell.get_by_role("checkbox", name="bias correction")
    box.press("Space")
    lab.until(lambda: "bias correction off" in lab.caption(cell))
    cell.get_by_role("button", name="Reset").press(key)
    lab.until(lambda: lab.caption(cell) == first and box.is_checked())
    cell.get_by_role("button", name="Play").press(key)
    lab.until(lambda: lab.caption(cell) != first)
    cell.get_by_role("button", name="Pause").press(key)
    lab.handle(lab.sliders(cell)[-1]).press("End")
    lab.until(lambda: lab.caption(cell) == first)


def test_arrow_keys_move_the_walkers_start_as_a_click_does(lab):
    cell = output(lab, "playground")
    stage = cell.get_by_role("application", name="arrow keys")
    lab.handle(lab.sliders(cell)[-1]).press("Home")
    lab.until(lambda: "m = 0.000, b = 0.000" in lab.caption(cell))
    stage.press("ArrowRight")
    lab.until(lambda: re.search(r"m = 0\.3\d+, b = 0\.000", lab.caption(cell)))
    stage.press("ArrowDown")
    lab.until(lambda: re.search(r"m = 0\.3\d+, b = −0\.3\d+", lab.caption(cell)))
    go_home(lab, "playground")
    lab.until(lambda: "step 100 of 100" in lab.caption(cell))


def test_hints_open_by_key(lab):
    hint = output(lab, "unwritten").locator("summary").first
    for _ in range(2):
        before = hint.evaluate("hint => hint.parentElement.open")
        hint.press("Enter")
        assert hint.evaluate("hint => hint.parentElement.open") != before


# ---- less motion ------------------------------------------------------------------------------


def test_play_shows_stills_to_a_reader_who_wants_less_motion(lab):
    cell = output(lab, "tabs")
    lab.page.emulate_media(reduced_motion="reduce")
    cell.evaluate(STEPS_SHOWN)
    cell.get_by_role("button", name="Play").press("Enter")
    lab.until(lambda: lab.page.evaluate("() => stepsShown.some(step => step > 8)"))
    cell.get_by_role("button", name="Pause").press("Enter")
    lab.page.emulate_media(reduced_motion="null")
    assert all(step % 4 == 0 for step in lab.page.evaluate("() => stepsShown"))
    lab.handle(lab.sliders(cell)[-1]).press("End")


# ---- at 200 % ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900)])
@pytest.mark.parametrize("sidebar", [False, True], ids=["", "beside the files"])
def test_nothing_is_cut_off_at_200_percent(lab, narrow, width, height, sidebar):
    narrow(width // 2, height // 2, sidebar)
    for kind in SHOWN:
        area = output(lab, kind)
        assert area.evaluate(CUT_OFF) == [], kind
        assert area.evaluate(OVERLAPS) == [], kind
        for track in area.locator(".noUi-base").all():
            assert track.bounding_box()["width"] > 70
        if kind in BOARDS and kind not in ("race", "compare"):  # these have a wide panel
            assert area.locator("canvas").evaluate(SIZE) >= 0.75, kind


def test_the_race_puts_its_map_below_the_curves_on_a_narrow_screen(lab, narrow):
    canvas = output(lab, "race").locator("canvas")
    wide = canvas.bounding_box()
    assert wide["width"] > 2 * wide["height"]
    narrow(460, 800)  # of which the notebook leaves as much as a telephone has
    box = canvas.bounding_box()
    assert 300 < box["width"] < min(360, box["height"])


def test_sliders_can_be_dragged_at_400_percent(lab, narrow):
    narrow(320, 256)
    for kind in BOARDS:
        area = output(lab, kind)
        assert area.evaluate(OVERLAPS) == [], kind
        for slider in lab.sliders(area):
            if not slider.is_visible():  # on a tab behind
                continue
            handle = lab.handle(slider)
            assert lab.track(handle)["width"] >= 70
            lab.press(handle, "Home")
            lowest = lab.label(slider)
            lab.drag(handle, 1)
            lab.until(lambda slider=slider, lowest=lowest: lab.label(slider) != lowest)
    for button in lab.page.get_by_role("button", name=re.compile("Reset|Start again")).all():
        if button.is_visible():
            button.click()


@pytest.fixture
def high_contrast(lab):
    """The page in the few colours that a reader has chosen."""
    lab.page.emulate_media(forced_colors="active")
    yield
    lab.page.emulate_media(forced_colors="none")


@pytest.mark.usefixtures("high_contrast")
def test_pressed_buttons_and_tracks_are_seen_in_high_contrast(lab):
    area = output(lab, "race")
    look = "node => { const s = getComputedStyle(node); return [s.backgroundColor, s.color] }"
    pressed, *others = area.locator(".widget-toggle-button").all()
    looks = [button.evaluate(look) for button in others]
    assert pressed.get_attribute("aria-pressed") == "true"
    assert all(pressed.evaluate(look)[0] != background for background, _ in looks)
    border = "node => getComputedStyle(node).borderTopStyle + getComputedStyle(node).borderTopWidth"
    for part in (".noUi-target", ".noUi-handle", ".jupyter-button"):
        assert area.locator(part).first.evaluate(border) == "solid1px"
    fill = area.locator(".noUi-handle").first.evaluate(look)[0]
    assert fill != area.locator(".noUi-target").first.evaluate(look)[0]


def test_a_picture_that_the_browser_forgot_is_there_when_it_comes_into_sight(lab):
    """As WebKit does with what is scrolled away."""
    first, last = output(lab, SHOWN[-1]), output(lab, "playground")
    canvas = last.locator("canvas")
    painted = lab.painted(canvas)
    first.scroll_into_view_if_needed()
    lab.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))"
    )
    forget = "canvas => canvas.getContext('2d').fillRect(0, 0, canvas.width, canvas.height)"
    canvas.evaluate(forget)
    assert lab.painted(canvas) != painted
    last.scroll_into_view_if_needed()
    lab.until(lambda: lab.painted(canvas) == painted)


@pytest.fixture(scope="module")
def board():
    """The same playground, made here."""
    names = {}
    exec(CELLS["imports"], names)
    return eval(CELLS["playground"], names)


def test_panels_in_two_rows_show_what_they_show_in_one(lab, narrow, board):
    narrow(640, 400)
    canvas = output(lab, "playground").locator("canvas")
    painted = Image.open(BytesIO(lab.painted(canvas))).convert("L")
    drawn = Image.open(BytesIO(board.live.png(*board.current_frame()))).convert("L").reduce(2)
    panels = board.live.geometry["panels"]
    cell = max(width for _, width in panels)
    scale = painted.width / (2 * cell)
    assert len(panels) == 3 and painted.height == round(2 * scale * drawn.height)
    apart = np.empty((3, 3))
    for i, j in itertools.product(range(3), repeat=2):
        (left, width), x, y = panels[j], i % 2 * cell, i // 2 * drawn.height
        there = np.multiply((x, y, x + width, y + drawn.height), scale)
        there = painted.crop(tuple(there.round())).resize((200, 200), Image.Resampling.BOX)
        here = drawn.crop((round(left), 0, round(left + width), drawn.height))
        here = here.resize((200, 200), Image.Resampling.BOX)
        apart[i, j] = np.abs(np.subtract(there, here, dtype=float)).mean()
    assert apart.diagonal().max() < 6 < 10 < apart[~np.eye(3, dtype=bool)].min(), apart


def test_a_picture_is_never_blank_while_the_window_changes(lab, narrow):
    output(lab, "playground").locator("canvas").evaluate(WATCH)
    for width in (1000, 900, 800, 700, 640):
        narrow(width, 600)
    seen = lab.page.evaluate("() => { const {seen} = window; window.seen = null; return seen }")
    assert len({width for width, _ in seen}) >= 5
    assert all(painted for _, painted in seen)


def test_a_click_drops_the_walker_where_the_panel_now_stands(lab, narrow, board):
    narrow(640, 400)
    cell = output(lab, "playground")
    lab.handle(lab.sliders(cell)[-1]).press("Home")
    left, top, wide, high = board.live.geometry["grabs"][0]["box"]
    panels = board.live.geometry["panels"]
    size = cell.locator("canvas").evaluate(SIZE)
    column = max(width for _, width in panels) - panels[1][0]
    spot = {"x": size * (left + wide / 2 + column), "y": size * (top + high / 2)}
    cell.locator("canvas").click(position=spot)
    m, b = np.mean(board.problem.domain, axis=1)
    lab.until(lambda: np.allclose(where(lab.caption(cell)), (m, b), atol=0.1))
    go_home(lab, "playground")


def where(caption):
    """Return m and b as a caption gives them."""
    found = re.search(r"m = (\S+), b = (\S+);", caption.replace("−", "-"))
    return tuple(map(float, found.groups()))
