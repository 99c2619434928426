"""What can be dragged on the pictures, by mouse and by keys, and what then rolls.

By finger: test_as_it_comes.py.
"""

import re
from io import BytesIO

import nbformat
import numpy as np
import pytest
from PIL import Image
from support.dataset import DIAMONDS

from helpers.problems import ravine
from helpers.rules import gradient_descent, momentum
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import playground
from helpers.widgets.race import race

VIEW = "contours"
CELLS = [
    """from helpers.data import load_diamonds, split_diamonds
from helpers.problems import DiamondPrices, ravine
from helpers.rules import gradient_descent, momentum
from helpers.widgets import manual_descent, playground, race
prices = DiamondPrices(split_diamonds(load_diamonds()).train)""",
    f"playground(momentum, ravine(), steps=30, learning_rate=0.01, views=['{VIEW}', 'loss'])",
    "playground(momentum, ravine(), steps=30, learning_rate=0.01, views=['rates', 'loss'])",
    "playground(gradient_descent, ravine(), steps=30, views='speeds')",
    "manual_descent(prices)",
    "race(prices, steps=60, seeds=2)",
]
WALK, RATES, SPEEDS, BY_HAND, RACE = range(2, 7)
# How many messages the kernel had not answered when another was sent, and what was sent.
LISTEN = """() => {
    const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session
    window.open = 0
    window.crowd = 0
    window.sent = []
    kernel.anyMessage.connect((sender, {direction, msg}) => {
        const {kind} = msg.content.data?.content ?? {}
        if (direction === 'send' && kind) {
            sent.push(kind)
            crowd = Math.max(crowd, ++open)
        }
        if (direction === 'recv' && kind) open -= 1
    })
}"""
SPOKEN = """canvas => {  // every caption from now on
    window.spoken = []
    new MutationObserver(() => spoken.push(canvas.ariaLabel)).observe(
        canvas, {attributeFilter: ['aria-label']})
}"""


@pytest.fixture(scope="module")
def lab(lab, tmp_path_factory):
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    path = tmp_path_factory.mktemp("dragging") / "dragging.ipynb"
    nbformat.write(book, path)
    lab.open(path)
    lab.page.evaluate(LISTEN)
    lab.run_all()
    yield lab
    assert lab.errors() == []


# A timer that is set later and runs longer than that of the keys in grab.js ends after it.
LATER = "() => new Promise(done => setTimeout(done, 600))"


class Figure:
    """A figure on the page."""

    def __init__(self, lab, number):
        self.lab, self.cell, self.mouse = lab, lab.cell(number), lab.page.mouse
        lab.until(lambda: lab.caption(self.cell), 30)
        self.canvas = lab.figure(self.cell)
        self.canvas.scroll_into_view_if_needed()
        self.reset()

    def reset(self):
        """Put everything back, and wait until all is answered."""
        self.cell.get_by_role("button", name=re.compile("Reset|Start again")).click()
        self.lab.answered()

    @property
    def caption(self):
        return self.lab.caption(self.cell)

    def step(self):
        return int(re.search(r"(?:step|clock) (\d+) of", self.caption)[1])

    def place(self):
        """The parameters that the caption names."""
        return tuple(
            map(float, re.findall(r"\w = (\S+?)[,;:]", self.caption.replace("−", "-"))[:2])
        )

    def values(self):
        return {self.lab.name(s): self.lab.label(s) for s in self.lab.sliders(self.cell)}

    def says(self, text):
        return self.lab.until(lambda: text in self.caption)

    def until_step(self, fits):
        self.lab.until(lambda: fits(self.step()), 15)

    def spot(self, geometry, grab, x, y):
        """Where on the page a fraction of the way along what can be dragged is."""
        left, top, width, height = geometry["grabs"][grab]["box"]
        box = self.canvas.bounding_box()
        size = box["width"] / geometry["width"]
        return box["x"] + size * (left + x * width), box["y"] + size * (top + (1 - y) * height)

    def painted(self):
        return np.asarray(Image.open(BytesIO(self.lab.painted(self.canvas))).convert("RGB")).astype(
            int
        )


@pytest.fixture(scope="module")
def board():
    """The first of the playgrounds, made here."""
    return playground(momentum, ravine(), steps=30, learning_rate=0.01, views=[VIEW, "loss"])


@pytest.fixture
def walk(lab):
    return Figure(lab, WALK)


def in_figure(board, x, y):
    """The parameters a fraction of the way along each axis of the map."""
    low, high = np.transpose(board.problem.domain)
    return low + (high - low) * (x, y)


# ---- the run from before ------------------------------------------------------------------------


def pale(figure, live, before, now):
    """The share of the pixels of the lines from before that are paler than they were, but not gone,
    where nothing is drawn now."""
    ground = np.asarray(Image.open(BytesIO(live.background)).convert("RGB").reduce(2)).astype(int)
    old, new = (np.asarray(live.picture(*frame).reduce(2)).astype(int) for frame in (before, now))
    bare = np.abs(old - ground).max(axis=2) > 120
    bare &= np.abs(new - ground).max(axis=2) < 10
    shade = np.abs(figure.painted() - ground).max(axis=2)[bare]
    return np.mean((shade > 20) & (shade < 110))


@pytest.mark.parametrize("by", ["key", "mouse"])
def test_the_run_from_before_stays_pale_until_the_next_move(walk, board, by):
    lab, slider = walk.lab, walk.lab.sliders(walk.cell)[0]
    handle = lab.handle(slider)

    def move(key, fraction):
        if by == "key":
            lab.press(handle, key)
        else:
            lab.drag(handle, fraction)

    board.reset()
    first = board.current_frame()
    move("Home", 0)
    board.sliders["learning_rate"].index = 0
    board.refresh(board.positions())
    walk.says(board.live.caption(*board.current_frame()))
    slow = board.current_frame()
    lab.until(lambda: pale(walk, board.live, first, slow) > 0.6)
    walk.lab.answered()  # with fresh frames it is still there
    assert pale(walk, board.live, first, slow) > 0.6
    lab.page.wait_for_timeout(600)  # a pause: what comes next is another move
    move("End", 1)
    board.sliders["learning_rate"].index = len(board.sliders["learning_rate"].options) - 1
    board.refresh(board.positions())
    walk.says(board.live.caption(*board.current_frame()))
    lab.until(lambda: pale(walk, board.live, slow, board.current_frame()) > 0.6)
    walk.reset()
    board.reset()
    untouched = np.asarray(board.live.picture(*board.current_frame()).reduce(2)).astype(int)
    assert np.mean(np.abs(walk.painted() - untouched).max(axis=2) > 60) < 2e-3


# ---- the start ----------------------------------------------------------------------------------


def test_the_start_follows_the_mouse_and_rolls_from_step_0_when_it_is_dropped(walk, board):
    mouse, geometry = walk.mouse, board.live.geometry
    walk.lab.page.evaluate("() => { crowd = 0; sent.length = 0 }")
    mouse.move(*walk.spot(geometry, 0, 0.2, 0.5))
    mouse.down()
    walk.says("step 30 of 30")
    ends = []
    for x, y in [(0.3, 0.5), (0.7, 0.9), (0.8, 0.2)]:
        mouse.move(*walk.spot(geometry, 0, x, y), steps=8)
        board.set_start(*in_figure(board, x, y))
        end = board.run.path[-1]
        walk.lab.until(lambda end=end: np.allclose(walk.place(), end, atol=0.05))
        ends.append(walk.place())
    assert len(set(ends)) == 3 and walk.step() == 30
    sent = walk.lab.page.evaluate("() => sent")
    assert set(sent) == {"prefetch"} and walk.lab.page.evaluate("() => crowd") == 1
    mouse.up()
    walk.until_step(lambda step: step == 0)
    walk.lab.until(lambda: np.allclose(walk.place(), in_figure(board, 0.8, 0.2), atol=0.05))
    walk.until_step(lambda step: 0 < step < 30)
    assert walk.cell.get_by_role("button", name="Pause").is_visible()
    walk.until_step(lambda step: step == 30)
    assert np.allclose(walk.place(), board.run.path[-1], atol=0.01)


# A drag along a path, given in pixels of the page, at a spot for each frame of the browser. It
# returns each caption, with the number of the spot where the pointer was when it was painted, and
# how many messages were open at once.
DRAG = """async (canvas, spots) => {
    const keep = canvas.setPointerCapture
    canvas.setPointerCapture = () => {}  // a pointer that is made here has nothing to capture
    const shown = []
    let at = 0
    const watch = new MutationObserver(() => shown.push([canvas.ariaLabel, at]))
    watch.observe(canvas, {attributeFilter: ['aria-label']})
    const fire = (kind, [clientX, clientY]) => canvas.dispatchEvent(new PointerEvent(kind, {
        pointerId: 1, isPrimary: true, bubbles: true, buttons: 1, clientX, clientY}))
    fire('pointerdown', spots[0])
    for (at = 0; at < spots.length; at++) {
        await new Promise(requestAnimationFrame)
        fire('pointermove', spots[at])
    }
    await new Promise(requestAnimationFrame)
    watch.disconnect()
    const atOnce = crowd
    fire('pointerup', spots.at(-1))
    canvas.setPointerCapture = keep
    return [shown, atOnce]
}"""


def test_while_the_start_is_dragged_half_the_pictures_of_the_screen_are_new(walk, board):
    """Thirty a second, on a screen of sixty. The walker stands near the pointer, and nothing piles
    up; at rest it stands where the pointer is (the test before this one)."""
    lab, geometry = walk.lab, board.live.geometry
    lab.press(lab.handle(lab.sliders(walk.cell)[-1]), "Home")  # the caption says where the start is
    walk.says("step 0 of")
    lab.page.evaluate("() => { crowd = 0 }")
    angles = np.linspace(0, 4 * np.pi, 180)
    way = 0.5 + 0.35 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    spots = [walk.spot(geometry, 0, *xy) for xy in way.tolist()]
    shown, at_once = walk.canvas.evaluate(DRAG, spots)
    assert len({text for text, _ in shown}) >= len(spots) / 2
    assert at_once == 1
    low, high = np.transpose(board.problem.domain)
    off = []
    for text, at in shown:
        said = re.findall(r"\w = (\S+?)[,;:]", text.replace("−", "-"))[:2]
        where = (np.array(said, dtype=float) - low) / (high - low)
        off.append(np.abs(where - way[min(at, len(way) - 1)]).max())
    assert np.median(off) < 0.1, "of the width of the map"


@pytest.mark.parametrize("playing", [False, True])
def test_a_click_drops_the_walker_wherever_the_step_stood(walk, board, playing):
    walk.lab.press(walk.lab.handle(walk.lab.sliders(walk.cell)[-1]), "Home")
    walk.until_step(lambda step: step == 0)
    if playing:
        walk.cell.get_by_role("button", name="Play").click()
        walk.until_step(lambda step: step > 1)
    spot = walk.spot(board.live.geometry, 0, 0.9, 0.1)
    walk.canvas.evaluate(SPOKEN)
    walk.mouse.click(*spot)
    lab = walk.lab
    lab.until(lambda: any("step 0 of" in text for text in lab.page.evaluate("spoken")))
    walk.until_step(lambda step: step == 30)
    spoken = walk.lab.page.evaluate("() => spoken").copy()
    steps = [int(re.search(r"step (\d+) of", text)[1]) for text in spoken]
    rolled = steps[len(steps) - 1 - steps[::-1].index(0) :]
    assert rolled == sorted(rolled) and rolled[-1] == 30 and len(set(rolled)) > 10


def test_arrow_keys_move_the_start_and_it_rolls_when_they_rest(walk):
    stage = walk.cell.get_by_role("application", name="The walker's start: the arrow keys move it.")
    before = walk.place()
    walk.canvas.evaluate(SPOKEN)
    for _ in range(3):
        stage.press("ArrowRight")
    walk.lab.until(lambda: walk.place() != before)
    walk.lab.until(lambda: any("step 0 of" in text for text in walk.lab.page.evaluate("spoken")))
    walk.until_step(lambda step: step == 30)
    start = [text for text in walk.lab.page.evaluate("spoken") if "step 0 of" in text][-1]
    x, _ = ravine().start
    width = np.ptp(ravine().domain[0])
    assert f"x = {x + 3 * width / 40:.2f}".replace("-", "−") in start, start


def test_reset_stops_the_roll_that_the_keys_were_about_to_begin(walk):
    stage = walk.cell.get_by_role("application", name="arrow keys")
    stage.press("ArrowRight")
    walk.reset()
    walk.lab.page.evaluate(LATER)
    walk.lab.answered()
    assert walk.step() == 30 and walk.cell.get_by_role("button", name="Play").count()


def test_a_reader_who_wants_less_motion_sees_where_the_walker_comes_to_rest(walk, board):
    walk.lab.page.emulate_media(reduced_motion="reduce")
    walk.canvas.evaluate(SPOKEN)
    walk.mouse.click(*walk.spot(board.live.geometry, 0, 0.8, 0.8))
    board.set_start(*in_figure(board, 0.8, 0.8))
    walk.lab.until(lambda: np.allclose(walk.place(), board.run.path[-1], atol=0.05))
    walk.lab.answered()
    walk.lab.page.emulate_media(reduced_motion="null")
    assert all("step 30 of 30" in text for text in walk.lab.page.evaluate("spoken"))


# ---- one step, and the numbers under the pointer ------------------------------------------------


def test_buttons_take_one_step_and_are_drawn(walk):
    back, forward = (walk.cell.get_by_role("button", name=f"One step {way}", exact=True)
                     for way in ("back", "forward"))  # fmt: skip
    for button, step in ((forward, 30), (back, 29), (back, 28), (forward, 29)):
        button.click()
        walk.until_step(lambda now, step=step: now == step)
    buttons = walk.cell.locator(".live-figure-buttons button")
    assert "".join(buttons.all_inner_texts()).strip() == "Play"  # else letters of some font
    assert buttons.locator("svg").count() == buttons.count() == 3
    rows = {
        round(box["y"] + box["height"] / 2)
        for box in (
            part.bounding_box()
            for part in [
                *buttons.all(),
                *walk.cell.locator(
                    ".interactive-figure-steps .noUi-base, .interactive-figure-steps button"
                ).all(),
            ]
        )
    }
    assert max(rows) - min(rows) <= 3


def read_by_pointer(figure, board, step):
    """Put the pointer on the last trail of a board at a step; return what is said, and its y."""
    board.reset()
    geometry, readout = board.live.geometry, figure.cell.locator(".live-figure-readout")
    frames, _, _ = board.current_frame()
    *_, curve = (t for t, style in enumerate(geometry["traces"]) if style["trail"])
    x, y = (axis[0, 0, step] for axis in frames.points[curve])
    line = board.live.traces[curve].line
    px, py = line.axes.transData.transform((x, y))
    box = figure.canvas.bounding_box()
    size = box["width"] / geometry["width"]
    figure.mouse.move(box["x"] + size * px, box["y"] + size * (geometry["height"] - py))
    figure.lab.until(lambda: readout.is_visible())
    text = readout.inner_text()
    figure.mouse.move(box["x"] - 40, box["y"])
    figure.lab.until(lambda: not readout.is_visible())
    return text, y


def test_the_pointer_over_a_curve_reads_its_numbers(walk, board):
    text, y = read_by_pointer(walk, board, 12)
    numbers = [float(n.replace(",", "")) for n in re.findall(r"[\d.,]*\d", text)]
    assert numbers[0] == 12 and numbers[-1] == pytest.approx(y, rel=0.01), text


def test_on_the_map_of_a_race_the_pointer_reads_the_clock_which_is_no_step(lab):
    text, _ = read_by_pointer(Figure(lab, RACE), race(DIAMONDS, steps=60, seeds=2), 12)
    assert text.startswith("adam: clock 12, "), "after 18 updates"


# ---- what sliders move --------------------------------------------------------------------------


def test_on_the_map_of_rates_a_click_sets_both_sliders(lab):
    rates = Figure(lab, RATES)
    made = playground(momentum, ravine(), steps=30, learning_rate=0.01, views=["rates", "loss"])
    box = made.live.geometry["grabs"][0]["box"]
    axes = made.live.figure.axes[0]
    for beta, rate in ((0.5, 0.005), (0.9, 0.02)):
        px, py = axes.transData.transform((rate, 1 - beta))
        x, y = (px - box[0]) / box[2], (py - axes.bbox.y0) / box[3]
        rates.mouse.click(*rates.spot(made.live.geometry, 0, x, y))
        made.sliders["learning_rate"].value, made.sliders["beta"].value = rate, beta
        made.refresh(made.positions())
        caption = made.live.caption(*made.current_frame())
        lab.until(lambda caption=caption: rates.caption == caption)
        assert rates.values()["beta"] == f"{beta:g}"


def test_the_dots_on_the_curves_of_speed_drag_the_learning_rate(lab):
    speeds = Figure(lab, SPEEDS)
    made = playground(gradient_descent, ravine(), steps=3, views="speeds")
    geometry, seen = made.live.geometry, []
    speeds.mouse.move(*speeds.spot(geometry, 0, 0.2, 0.5))
    speeds.mouse.down()
    for x in (0.2, 0.4, 0.79):
        speeds.mouse.move(*speeds.spot(geometry, 0, x, 0.5), steps=3)
        limits = made.live.figure.axes[0].get_xlim()
        values = [value for _, value in made.sliders["learning_rate"].options]
        wanted = values[int(np.abs(np.subtract(values, x * limits[1])).argmin())]
        lab.until(lambda w=wanted: f"learning rate {w:g} " in speeds.caption)
        seen.append(wanted)
    speeds.mouse.up()
    assert len(set(seen)) == 3


def test_by_hand_the_dot_and_both_ends_of_the_line_are_dragged_and_each_drag_is_one_move(lab):
    hand = Figure(lab, BY_HAND)
    made = manual_descent(DIAMONDS)
    geometry, ((low_m, high_m), (low_b, high_b)) = made.live.geometry, DIAMONDS.domain
    drags = [
        (1, (0.5, 0.5), (0.8, 0.4)),
        (0, (0.95, 0.9), (0.95, 0.6)),
        (0, (0.05, 0.4), (0.05, 0.3)),
    ]
    for moves, (grab, start, end) in enumerate(drags, start=1):
        before = hand.place()
        hand.mouse.move(*hand.spot(geometry, grab, *start))
        hand.mouse.down()
        hand.mouse.move(*hand.spot(geometry, grab, *end), steps=6)
        lab.until(lambda before=before: hand.place() != before)
        assert f"Moves so far: {moves - 1};" in hand.caption
        hand.mouse.up()
        hand.says(f"Moves so far: {moves};")
        m, b = hand.place()
        if grab == 1:
            wanted = low_m + 0.8 * (high_m - low_m), low_b + 0.4 * (high_b - low_b)
            assert (m, b) == pytest.approx(wanted, abs=0.3)
        else:
            left, right = made.live.figure.axes[0].get_xlim()
            still = left if start[0] > 0.5 else right
            assert m * still + b == pytest.approx(before[0] * still + before[1], abs=0.5)
    lab.answered()
    assert "Moves so far: 3;" in hand.caption


def test_the_race_rolls_by_its_clock(lab):
    shown = Figure(lab, RACE)
    assert shown.step() == 40
    first = shown.painted()
    shown.cell.get_by_role("button", name="Play").click()
    shown.until_step(lambda step: 5 < step < 38)
    shown.cell.get_by_role("button", name="Pause").click()
    assert re.search(
        rf"clock {shown.step()} of 40: \d+ updates each, \d+ examples read", shown.caption
    )
    assert (shown.painted() != first).any()
