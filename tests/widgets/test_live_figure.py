"""A figure whose lines move: its pictures and captions, what it answers, and what it keeps."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest
from support.small_figures import (
    LIMITS,
    ORIGIN,
    coordinates,
    frames_of,
    in_pixels,
    panel,
    show,
)

from helpers.plotting import Trace
from helpers.widgets.grabs import Grab
from helpers.widgets.live_figure import LiveFigure

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")


# ---- captions ---------------------------------------------------------------------------------


def test_a_caption_follows_position_and_step_until_its_ending():
    axes, line = panel()
    numbers = np.arange(2 * 2 * 4.0).reshape(2, 2, 4)
    frames = frames_of(ORIGIN, positions=2, steps=3, numbers=numbers,
                     text="{0}, {1} and {0} at {step}",
                     endings=[None, (2, "over since 2, now {step}")])  # fmt: skip
    live, payload = show(axes, [line], frames, decimals=[0, 1])
    expected = {(0, 0): "0, 4.0 and 0 at 0", (0, 3): "3, 7.0 and 3 at 3",
                (1, 1): "9, 13.0 and 9 at 1", (1, 2): "over since 2, now 2",
                (1, 3): "over since 2, now 3"}  # fmt: skip
    for (position, step), text in expected.items():
        assert (
            live.caption(frames, position, step)
            == text
            == payload.caption("slider", position, step)
        )


# ---- messages from the browser ----------------------------------------------------------------


@pytest.fixture
def talk():
    """A function: talk(scale, on_idle=..., ...) returns a LiveFigure, and a function that sends it
    a message and returns its answers."""

    def make(scale="linear", **answers):
        axes, line = panel(scale, scale)
        trace = Trace(line)
        grabs = [Grab(axes, trace)]
        live, _ = show(axes, [trace], frames_of(ORIGIN), grabs=grabs, **answers)

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
    live, say = talk(scale, set_start=lambda *point: heard.append(point))
    for point in ([0.5, 1.5], [2.0, 4.0]):
        x, y = in_pixels(live.start_axes, *map(np.atleast_1d, point))
        assert say(kind="set_start", x=float(x[0]), y=float(y[0])) == DONE
        assert heard[-1] == pytest.approx(point)


@pytest.mark.parametrize("again", [False, True])
def test_frames_asked_for_again_are_sent_though_they_are_the_same(talk, again):
    """What was sent may have been lost with a connection that broke."""
    x = np.array([[[3.0]], [[4.0]]])
    live, _ = talk(on_idle=lambda at: live.show({"beta": frames_of((x, x), positions=2)}, at))
    live.show({"beta": frames_of((x, x), positions=2)}, {"beta": 0})
    sent = []
    live.comm.send = lambda data=None, **_: sent.append(data)
    asked = {"kind": "idle", "positions": {"beta": 0}, **({"again": True} if again else {})}
    message = {"method": "custom", "content": asked}
    live.comm.handle_msg({"content": {"data": message}, "buffers": []})
    assert any("payload" in data.get("state", {}) for data in sent) == again


@pytest.mark.parametrize("scale", LIMITS)
def test_prefetched_frames_are_sent_and_not_kept(talk, scale):
    requested = []

    def prefetch(candidates):
        requested.append(candidates)
        x = np.array([[[3.0]], [[4.0]]])
        return frames_of((x, x), positions=2, text="prefetched")

    live, say = talk(scale, prefetch=prefetch)
    before = dict(live.payload)
    pixels = np.transpose(in_pixels(live.start_axes, np.array([0.5, 2.0]), np.array([1.5, 4.0])))
    wanted = [{"positions": {"slider": 2}, "start": xy} for xy in pixels.tolist()]
    wanted.append({"positions": {"slider": 3}, "start": None})
    (answer,) = say(kind="prefetch", candidates=wanted)
    first, second, third = requested[0]
    assert first.positions == second.positions == {"slider": 2} and third == ({"slider": 3}, None)
    assert first.start == pytest.approx((0.5, 1.5)) and second.start == pytest.approx((2.0, 4.0))
    assert answer["kind"] == "prefetched"
    assert answer["candidates"] == wanted[:2], "those that there are"
    assert answer["integers"] > 0
    assert live.payload == before


def test_an_arrow_key_is_passed_on(talk):
    heard = []
    _, say = talk(shift_start=lambda *step: heard.append(step))
    assert say(kind="shift_start", right=-1, up=0) == DONE and heard == [(-1, 0)]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"kind": "dance"},
        {"kind": "idle", "positions": {}},
        {"kind": "prefetch", "candidates": [{"positions": {}, "start": None}]},
        {"kind": "set_start", "x": 1, "y": 1},
        {"kind": "shift_start", "right": 1, "up": 0},
    ],
    ids=str,
)
def test_a_message_that_nobody_answers_is_harmless(talk, content):
    live, say = talk()
    before = dict(live.payload)
    assert say(**content) == DONE
    assert live.error_message == "" and live.payload == before


def test_without_a_start_there_is_nothing_to_click():
    axes, line = panel()
    live = LiveFigure(
        axes.figure, [Trace(line)], sliders={}, set_start=pytest.fail, shift_start=pytest.fail
    )
    live.comm.handle_msg({"content": {"data": {"method": "custom", "content":
                         {"kind": "set_start", "x": 1, "y": 1}}}, "buffers": []})  # fmt: skip
    assert live.geometry["grabs"] == [] and live.error_message == ""


def test_an_error_of_an_answer_is_shown_until_new_frames_come(talk):
    def fail(positions):
        raise ValueError("first line\n  second line")

    live, say = talk(on_idle=fail)
    assert say(kind="idle", positions={}) == DONE
    assert live.error_message == "ValueError: first line second line"
    live.show({"slider": frames_of(ORIGIN)}, {})
    assert live.error_message == ""


# ---- memory -----------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.usefixtures("pictures")
def test_memory_stays_flat():
    axes, line = panel()
    x, y = coordinates("linear", 1, 1, 101), coordinates("linear", 20, 1, 101)
    frames = frames_of((x, y), positions=20, steps=100)
    live, _ = show(axes, [line], frames)

    def use(times):
        for time in range(times):
            live.show({"slider": frames}, {"slider": time})
            if time % 50 == 0:
                live.png(frames, time % 20, 50)
        gc.collect()  # Python 3.14 lets some garbage wait for longer
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = use(100)
        assert use(1_000) - before < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_closed_figure_is_released():
    axes, line = panel()
    live, _ = show(axes, [line], frames_of(ORIGIN))
    texts = (LiveFigure._esm, LiveFigure._script, LiveFigure._style)
    assert all(isinstance(text, str) for text in texts)  # no watched files
    live.close()
    released = weakref.ref(live)
    del live
    gc.collect()
    assert released() is None
