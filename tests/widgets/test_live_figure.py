"""A figure whose lines move: what is sent, how lines look, what is answered."""

import re
import tracemalloc
from io import BytesIO

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from PIL import Image
from support.strip_decoder import StripDecoder, rounded

from helpers.plotting import Trace
from helpers.widgets.live_figure import FAR, LiveFigure, SliderFrames

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")

LIMITS = {"linear": (-2.0, 5.0), "log": (1e-3, 1e2)}
FRAMES, POINTS, STEPS = 4, 3, 6


def panel(x_scale="linear", y_scale="linear", **looks):
    """Return an axes on a figure of 200 x 150 pixels, and an empty line on it."""
    axes = Figure(figsize=(2, 1.5), dpi=100).add_axes((0.2, 0.15, 0.7, 0.8))
    axes.set(xscale=x_scale, yscale=y_scale, xlim=LIMITS[x_scale], ylim=LIMITS[y_scale])
    axes.minorticks_off()  # they are slow
    return axes, axes.plot([], [], **looks)[0]


def strip_of(*points, frames=FRAMES, steps=STEPS, text="step {step}", numbers=None, endings=None):
    numbers = np.zeros((frames, 0, steps + 1)) if numbers is None else numbers
    return SliderFrames(list(points), [text] * frames, numbers, endings or [None] * frames)


def show(axes, lines, strip, **settings):
    """Return a LiveFigure that has been sent `strip`, and the Deck that reads it."""
    traces = [line if isinstance(line, Trace) else Trace(line) for line in lines]
    live = LiveFigure(axes.figure, traces, sliders={}, **settings)
    live.show({"slider": strip}, {"slider": 0})
    return live, StripDecoder(live)


def somewhere(scale, *shape, seed=0, beyond=0.5):
    """Return numbers in and around the limits of an axis."""
    spread = np.random.default_rng(seed).uniform(-beyond, 1 + beyond, shape)
    low, high = LIMITS[scale]
    return low * (high / low) ** spread if scale == "log" else low + (high - low) * spread


def in_pixels(axes, x, y):
    """Return where matplotlib itself puts points, in pixels from the top left."""
    x, y = np.broadcast_arrays(x, y)
    px, py = axes.transData.transform(np.stack([x.ravel(), y.ravel()], axis=-1)).T
    return px.reshape(x.shape), axes.figure.bbox.height - py.reshape(x.shape)


def assert_near(pixels, expected):
    for ours, theirs in zip(pixels, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1 / 64 + 1e-9)


# ---- points -----------------------------------------------------------------------------------


@pytest.mark.parametrize("y_scale", LIMITS)
@pytest.mark.parametrize("x_scale", LIMITS)
def test_points_are_where_matplotlib_puts_them(x_scale, y_scale):
    axes, line = panel(x_scale, y_scale)
    x = somewhere(x_scale, FRAMES, POINTS, STEPS + 1)
    y = somewhere(y_scale, FRAMES, POINTS, STEPS + 1, seed=1)
    _, payload = show(axes, [line], strip_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))


def test_points_on_an_axis_that_runs_backwards():
    axes, line = panel("linear", "log")
    axes.set(xlim=(5, -2), ylim=(1e2, 1e-3))
    x, y = somewhere("linear", FRAMES, 1, STEPS + 1), somewhere("log", FRAMES, 1, STEPS + 1)
    _, payload = show(axes, [line], strip_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))


@pytest.mark.parametrize(
    ("x_shape", "y_shape"),
    [
        ((1, 1, STEPS + 1), (FRAMES, 1, STEPS + 1)),
        ((1, 2, 1), (FRAMES, 2, STEPS + 1)),
        ((FRAMES, 1, 1), (1, 2, 1)),
        ((1, 1, 1), (1, 1, 1)),
    ],
)
def test_arrays_that_broadcast_are_sent_as_they_are(x_shape, y_shape):
    axes, line = panel()
    x, y = somewhere("linear", *x_shape), somewhere("linear", *y_shape, seed=1)
    _, payload = show(axes, [line], strip_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))
    assert payload.whole.size == x.size + y.size


@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf, 1e8, -1e8, 1e308])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_point_out_of_reach_is_a_gap_and_the_others_stay(axis, lost):
    axes, line = panel()
    xy = [somewhere("linear", 1, 1, 7), somewhere("linear", 1, 1, 7, seed=1)]
    expected = in_pixels(axes, *xy)
    xy[axis][0, 0, [0, 3, 4]] = lost
    _, payload = show(axes, [line], strip_of(xy, frames=1))
    pixels = payload.pixels("slider", 0)
    assert np.isnan(pixels[axis][0, 0]).tolist() == [True, False, False, True, True, False, False]
    assert_near([p[..., [1, 2, 5, 6]] for p in pixels], [p[..., [1, 2, 5, 6]] for p in expected])


def test_a_point_is_drawn_until_it_is_too_far():
    axes, line = panel()
    px = np.array([FAR - 1, FAR + 1, 1 - FAR, -FAR - 1.0])
    x, y = axes.transData.inverted().transform(np.stack([px, np.zeros(4)], axis=-1)).T
    _, payload = show(axes, [line], strip_of((x[None, None], y[None, None]), frames=1, steps=3))
    assert np.isnan(payload.pixels("slider", 0)[0][0, 0]).tolist() == [False, True, False, True]


def test_zero_on_a_log_axis_is_below_the_picture_as_in_matplotlib():
    axes, line = panel("linear", "log")
    x, y = np.ones((1, 1, 3)), np.array([[[1.0, 0.0, -1.0]]])
    _, payload = show(axes, [line], strip_of((x, y), frames=1, steps=2))
    pixels = payload.pixels("slider", 0)
    assert_near(pixels, in_pixels(axes, x, y))
    assert (pixels[1][0, 0, 1:] > 150).all()


def test_an_array_that_stands_twice_on_an_axes_is_packed_once():
    figure = Figure(figsize=(6, 3), dpi=100)
    axes, other = figure.subplots(1, 2)
    lines = [a.plot([], [])[0] for a in (axes, axes, other)]
    x, y = somewhere("linear", 1, 1, 7), somewhere("linear", FRAMES, 1, 7)
    _, payload = show(axes, lines, strip_of((x, y), (x, y), (x, x)))
    first, second, third = payload.strips["slider"]["lines"]
    assert first == second and first[0] != third[0] != third[1]
    assert payload.whole.size == x.size + y.size + x.size + x.size
    assert_near(payload.pixels("slider", 2), in_pixels(other, x, x))


# ---- looks ------------------------------------------------------------------------------------


def style(trail=False, dpi=100, **looks):
    axes, line = panel(**looks)
    axes.figure.set_dpi(dpi)
    live = LiveFigure(axes.figure, [Trace(line, trail)], sliders={})
    return live.geometry["traces"][0]


def rgba(colour):
    """Read a colour as a browser does: only #rrggbb or #rrggbbaa here."""
    assert re.fullmatch("#([0-9a-f]{2}){3,4}", colour)
    return to_rgba(colour)


@pytest.mark.parametrize("colour", ["#0072b2", "C1", "tab:red", "0.6", (1, 0, 0), (1, 0, 0, 0.2)])
def test_colours_are_those_of_the_line_in_words_of_a_browser(colour):
    looks = style(color=colour, marker="o", mfc="white", mec=colour)
    assert rgba(looks["line"]) == pytest.approx(to_rgba(colour))
    assert rgba(looks["edge"]) == pytest.approx(to_rgba(colour))
    assert rgba(looks["fill"]) == (1, 1, 1, 1)


def test_a_marker_without_a_face_is_empty():
    assert rgba(style(marker="o", mfc="none")["fill"])[3] == 0
    assert rgba(style(marker="o", color="#0072b2")["fill"]) == to_rgba("#0072b2")


@pytest.mark.parametrize("dpi", [72, 100, 144])
def test_widths_are_in_pixels(dpi):
    looks = style(dpi=dpi, lw=3, marker="o", mew=1.5)
    assert looks["width"] == pytest.approx(3 * dpi / 72)
    assert looks["edge_width"] == pytest.approx(1.5 * dpi / 72)


@pytest.mark.parametrize(
    ("linestyle", "dashes"),
    [("-", []), ("--", [3.7, 1.6]), (":", [1, 1.65]), ((0, (5, 2)), [5, 2])],
)
def test_dashes_are_in_pixels_and_grow_with_the_line(linestyle, dashes):
    looks = style(ls=linestyle, lw=2)
    assert looks["dashes"] == pytest.approx([2 * d * 100 / 72 for d in dashes])
    assert looks["line"] is not None


@pytest.mark.parametrize("nothing", ["None", "", " "])
def test_a_line_or_a_marker_that_is_not_there(nothing):
    assert style(ls=nothing, marker="o")["line"] is None
    assert style(marker=nothing)["marker"] is None
    assert style()["marker"] is None


@pytest.mark.parametrize("marker", [".", "o", "s", "^", "v", "D", "*", "x", "+", "1"])
def test_a_marker_has_matplotlibs_outline_with_y_downwards(marker):
    path = style(marker=marker, ms=9)["marker"]
    numbers = np.array(re.findall(r"-?\d+\.\d+", path), dtype=float).reshape(-1, 2)
    outline = MarkerStyle(marker)
    box = outline.get_path().transformed(outline.get_transform()).get_extents()
    pixels = 9 * 100 / 72
    top_left, bottom_right = numbers.min(axis=0), numbers.max(axis=0)
    assert top_left == pytest.approx((box.x0 * pixels, -box.y1 * pixels), abs=1e-3)
    assert bottom_right == pytest.approx((box.x1 * pixels, -box.y0 * pixels), abs=1e-3)
    assert re.fullmatch(r"(M|L|Q|C|Z|-?\d+\.\d+| )+", path) and path[0] == "M"
    assert ("C" in path) == (marker in ".o") and ("Z" in path) == (marker not in "x+1")


def test_a_triangle_points_up():
    points = re.findall(r"(-?\d+\.\d+) (-?\d+\.\d+)", style(marker="^", ms=72)["marker"])
    assert min(points, key=lambda p: float(p[1])) == ("0.0000", "-50.0000")


def test_alpha_clip_and_trail():
    assert style()["alpha"] == 1 and style(alpha=0.3)["alpha"] == 0.3
    assert style(trail=True)["trail"] is True and style()["trail"] is False
    assert style(clip_on=False)["clip"] is None


def test_clip_and_ground_are_the_axes_from_the_top_left():
    axes, line = panel()
    live, _ = show(axes, [line], strip_of((np.zeros((1, 1, 1)),) * 2), ground=axes)
    (left, right), (bottom, top) = in_pixels(axes, np.array([-2, 5.0]), np.array([-2, 5.0]))
    box = pytest.approx([left, top, right - left, bottom - top])
    assert live.geometry["traces"][0]["clip"] == box
    assert live.geometry["ground"] == box


# ---- captions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "places", "said"),
    [
        (1.23456, 2, "1.23"),
        (1.235001, 2, "1.24"),
        (2.0, 0, "2"),
        (-1.5, 1, "−1.5"),
        (-0.001, 2, "0.00"),
        (-0.0, 1, "0.0"),
        (1234.5, -2, "1200"),
        (-51.0, -2, "−100"),
        (-49.0, -2, "0"),
        (3.4e11, -6, "340000000000"),
        (2.1e6, 3, "2100000.000"),
        (2.2e6, 3, "∞"),
        (-2.2e6, 3, "−∞"),
        (np.inf, 3, "∞"),
        (np.nan, 3, "∞"),
    ],
)
def test_a_number_is_rounded_for_reader_and_browser_alike(number, places, said):
    axes, line = panel()
    strip = strip_of((np.zeros((1, 1, 1)),) * 2, frames=1, steps=0, text="loss {0} at step {step}",
                     numbers=np.full((1, 1, 1), number))  # fmt: skip
    live, payload = show(axes, [line], strip, decimals=[places])
    assert live.caption(strip, 0, 0) == f"loss {said} at step 0" == payload.caption("slider", 0, 0)


def test_a_caption_follows_position_and_step_until_its_ending():
    axes, line = panel()
    numbers = np.arange(2 * 2 * 4.0).reshape(2, 2, 4)
    strip = strip_of((np.zeros((1, 1, 1)),) * 2, frames=2, steps=3, numbers=numbers,
                     text="{0}, {1} and {0} at {step}",
                     endings=[None, (2, "over since 2, now {step}")])  # fmt: skip
    live, payload = show(axes, [line], strip, decimals=[0, 1])
    expected = {(0, 0): "0, 4.0 and 0 at 0", (0, 3): "3, 7.0 and 3 at 3",
                (1, 1): "9, 13.0 and 9 at 1", (1, 2): "over since 2, now 2",
                (1, 3): "over since 2, now 3"}  # fmt: skip
    for (position, step), text in expected.items():
        assert (
            live.caption(strip, position, step) == text == payload.caption("slider", position, step)
        )


# ---- pictures ---------------------------------------------------------------------------------


def decoded(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def drawn(x, y, legend=None, **looks):
    """Return the pixels of the same figure, drawn by matplotlib as anybody would."""
    axes, line = panel("linear", "log", **looks)
    line.set(data=(x, y), zorder=1_000)  # over all that stands still
    if legend:
        axes.legend([line], [legend], loc="upper left").set(zorder=1_001)
    file = BytesIO()
    axes.figure.savefig(file, dpi=200)
    return decoded(file.getvalue())


LOOKS = {"color": "#d55e00", "marker": "o", "mec": "white", "ls": "--"}


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("step", [0, 3, STEPS])
@pytest.mark.parametrize("position", [0, FRAMES - 1])
def test_a_picture_is_the_frame_as_matplotlib_draws_it(position, step):
    x = somewhere("linear", 1, 1, STEPS + 1, beyond=-0.1)
    y = somewhere("log", FRAMES, 1, STEPS + 1, seed=1, beyond=0)
    y[:, 0, 2], x[0, 0, 4] = np.nan, 1e300
    axes, line = panel("linear", "log", **LOOKS)
    strip = strip_of((x, y))
    live, _ = show(axes, [Trace(line, trail=True)], strip)
    picture = np.asarray(live.picture(strip, position, step)).astype(int)
    x[0, 0, 4] = np.nan  # that far away is a gap
    shown = x[0, 0, : step + 1], y[position, 0, : step + 1]
    assert picture.shape == (300, 400, 3) and (picture != drawn([], [], **LOOKS)).any()
    assert np.array_equal(picture, drawn(*shown, **LOOKS))


@pytest.mark.usefixtures("pictures")
def test_a_line_goes_behind_a_legend_and_is_seen_faintly_through_it():
    x, y = np.array([[[0.0], [1.0]]]), np.array([[[2.0], [60.0]]])
    axes, line = panel("linear", "log", lw=4)
    axes.legend([line], ["a long name"], loc="upper left")
    strip = strip_of((x, y), frames=1, steps=0)
    live, _ = show(axes, [line], strip)
    ((left, top, wide, high),) = live.geometry["legends"]
    inside = np.s_[round(2 * top) + 4 : round(2 * (top + high)) - 4,
                   round(2 * left) + 4 : round(2 * (left + wide)) - 4]  # fmt: skip
    picture = np.asarray(live.picture(strip, 0, 0)).astype(int)
    matplotlibs = drawn(x[0, :, 0], y[0, :, 0], "a long name", lw=4)
    bare = decoded(live.background)
    assert (np.abs(picture - matplotlibs).max(axis=-1) > 60).mean() < 1e-3
    assert 20 < np.abs(picture - bare)[inside].max() < 60 < np.abs(picture - bare).max()


@pytest.mark.usefixtures("pictures")
def test_without_a_trail_it_shows_the_points_of_the_step_and_is_saved_in_few_colours():
    x, y = somewhere("linear", 1, 2, 1), somewhere("log", FRAMES, 2, STEPS + 1)
    axes, line = panel("linear", "log", **LOOKS)
    strip = strip_of((x, y))
    live, _ = show(axes, [line], strip)
    picture = np.asarray(live.picture(strip, 1, 3)).astype(int)
    assert np.array_equal(picture, drawn(x[0, :, 0], y[1, :, 3], **LOOKS))
    saved = Image.open(BytesIO(live.png(strip, 1, 3)))
    assert len(saved.getcolors()) <= 256 and saved.size == picture.shape[1::-1]
    off = np.abs(np.asarray(saved.convert("RGB")).astype(int) - picture).max(axis=-1)
    assert off[(picture == 255).all(axis=-1)].max() == 0 and (off > 20).mean() < 0.002


@pytest.mark.usefixtures("pictures")
def test_png_changes_with_the_frame_and_only_with_it():
    x, y = somewhere("linear", 1, 1, STEPS + 1), somewhere("log", FRAMES, 1, STEPS + 1)
    axes, line = panel("linear", "log", **LOOKS)
    strip = strip_of((x, y))
    live, _ = show(axes, [line], strip)
    frames = [live.png(strip, *frame) for frame in ((0, 0), (0, 1), (1, 0))]
    assert len(set(frames)) == 3
    assert live.png(strip, 0, 0) == frames[0] and len(line.get_xdata()) == 0


@pytest.mark.usefixtures("pictures")
def test_still_is_the_figure_without_its_lines():
    axes, line = panel("linear", "log", **LOOKS)
    line.set_data([1, 2], [1, 2])
    live = LiveFigure(axes.figure, [Trace(line)], sliders={})
    assert np.array_equal(decoded(live.background), drawn([], []))
    assert (live.geometry["width"], live.geometry["height"]) == (200, 150)


@pytest.mark.usefixtures("pictures")
def test_the_layout_is_made_once_and_without_the_lines():
    axes = Figure(figsize=(2, 1.5), dpi=100, layout="constrained").subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="a label below")
    strip = strip_of((np.zeros((1, 1, 1)),) * 2)
    live, payload = show(axes, axes.plot([0], [0], "o"), strip)
    place = axes.get_position().bounds
    axes.set_xlabel("two\nlines")  # would need more room
    live.png(strip, 0, 0)
    assert axes.get_position().bounds == place
    assert_near(
        payload.pixels("slider", 0), in_pixels(axes, np.zeros((1, 1, 1)), np.zeros((1, 1, 1)))
    )


# ---- messages from the browser ----------------------------------------------------------------


@pytest.fixture
def talk():
    """A function that makes a LiveFigure: talk(ground_scale, on_idle=..., ...) returns it, and a
    function that sends it a message and returns what it sends back."""

    def make(scale="linear", **answers):
        axes, line = panel(scale, scale)
        live, _ = show(axes, [line], strip_of((np.zeros((1, 1, 1)),) * 2), ground=axes, **answers)

        def say(**content):
            sent = []
            live.comm.send = lambda data=None, **_: sent.append(data)
            message = {"method": "custom", "content": content}
            live.comm.handle_msg({"content": {"data": message}, "buffers": []})
            return [data["content"] for data in sent if data["method"] == "custom"]

        return live, say

    return make


DONE = [{"kind": "done"}]


def test_a_slider_at_rest_is_passed_on(talk):
    heard = []
    _, say = talk(on_idle=heard.append)
    assert say(kind="idle", positions={"beta": 3}) == DONE
    assert heard == [{"beta": 3}]


@pytest.mark.parametrize("scale", LIMITS)
def test_a_click_is_passed_on_in_data_coordinates(talk, scale):
    heard = []
    live, say = talk(scale, set_start=lambda *spot: heard.append(spot))
    for spot in ([0.5, 1.5], [2.0, 4.0]):
        x, y = in_pixels(live.ground, *map(np.atleast_1d, spot))
        assert say(kind="set_start", x=float(x[0]), y=float(y[0])) == DONE
        assert heard[-1] == pytest.approx(spot)


def test_an_arrow_key_is_passed_on(talk):
    heard = []
    _, say = talk(shift_start=lambda *way: heard.append(way))
    assert say(kind="shift_start", right=-1, up=0) == DONE and heard == [(-1, 0)]


@pytest.mark.parametrize(
    "content",
    [{}, {"kind": "dance"}, {"kind": "idle", "positions": {}}, {"kind": "set_start", "x": 1, "y": 1},
     {"kind": "shift_start", "right": 1, "up": 0}],
    ids=str,
)  # fmt: skip
def test_what_nobody_waits_for_is_harmless(talk, content):
    live, say = talk()
    before = dict(live.payload)
    assert say(**content) == DONE
    assert live.error_message == "" and live.payload == before


def test_without_a_ground_there_is_nothing_to_click():
    axes, line = panel()
    live = LiveFigure(
        axes.figure, [Trace(line)], sliders={}, set_start=pytest.fail, shift_start=pytest.fail
    )
    live.comm.handle_msg({"content": {"data": {"method": "custom", "content":
                         {"kind": "set_start", "x": 1, "y": 1}}}, "buffers": []})  # fmt: skip
    assert live.geometry["ground"] is None and live.error_message == ""


CELL = """
def divide(positions):
    return 1 / 0

def call_numpy(positions):
    import numpy
    return numpy.reshape([1, 2, 3], 2)

def shout(positions):
    raise ValueError("first line" + chr(10) + "  second line")

def deeper(positions):
    divide(positions)
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("divide", "ZeroDivisionError, in line 3 of divide: division by zero"),
        ("call_numpy", "ValueError, in line 7 of call_numpy: cannot reshape array"),
        ("shout", "ValueError, in line 10 of shout: first line second line"),
        ("deeper", "ZeroDivisionError, in line 3 of divide: division by zero"),
    ],
)
@pytest.mark.parametrize("file", ["ipykernel_12/345.py", "<ipython-input-1-ab>"])
def test_an_error_is_told_in_one_line_with_the_readers_line(talk, file, name, told):
    cell = {}
    exec(compile(CELL, file, "exec"), cell)
    live, say = talk(on_idle=cell[name])
    assert say(kind="idle", positions={}) == DONE
    assert live.error_message.startswith(told) and "\n" not in live.error_message
    live.show({"slider": strip_of((np.zeros((1, 1, 1)),) * 2)}, {})
    assert live.error_message == ""


def test_an_error_elsewhere_is_told_without_a_line(talk):
    live, say = talk(on_idle=lambda positions: np.reshape(positions, 7))
    assert say(kind="idle", positions=[1, 2]) == DONE
    assert live.error_message == "ValueError: cannot reshape array of size 2 into shape (7,)"


# ---- for hours --------------------------------------------------------------------------------


@pytest.mark.usefixtures("pictures")
def test_memory_stays_flat():
    axes, line = panel()
    x, y = somewhere("linear", 1, 1, 101), somewhere("linear", 20, 1, 101)
    strip = strip_of((x, y), frames=20, steps=100)
    live, _ = show(axes, [line], strip)

    def use(times):
        for time in range(times):
            live.show({"slider": strip}, {"slider": time})
            if time % 50 == 0:
                live.png(strip, time % 20, 50)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = use(100)
        assert use(1_000) - before < 1_000_000
    finally:
        tracemalloc.stop()


# ---- bytes ------------------------------------------------------------------------------------


def test_a_number_beside_another_is_sent_as_the_difference_and_read_the_same():
    rng = np.random.default_rng(0)
    loss = rng.uniform(1, 9, (FRAMES, STEPS + 1))
    loss[0, 3:] = [np.inf, -np.inf, np.nan, 1e12][: STEPS - 2]
    numbers = np.stack([-loss[::-1], loss, loss - 1], axis=1)
    axes, line = panel()
    text = "{0} {1} {2}"
    strip = strip_of((np.zeros((1, 1, 1)),) * 2, numbers=numbers, text=text)
    with np.errstate(invalid="ignore"):
        live, payload = show(axes, [line], strip, decimals=(3, 3, 3))
    assert ["beside" in part for part in payload.strips["slider"]["numbers"]] == [
        False,
        False,
        True,
    ]
    for frame in range(FRAMES):
        for step in range(STEPS + 1):
            said = " ".join(rounded(n, 3) for n in numbers[frame, :, step])
            assert (
                payload.caption("slider", frame, step) == said == live.caption(strip, frame, step)
            )


def test_a_smooth_line_takes_little_more_than_a_byte_a_point():
    axes, line = panel()
    x = np.linspace(-2, 5, 1001)[None, None]
    y = 1 + np.sin(np.linspace(0, 30, 200_200)).reshape(200, 1, 1001)
    live, _ = show(axes, [line], strip_of((x, y), frames=200, steps=1000))
    assert len(live.payload["block"]) < 1.1 * y.size
