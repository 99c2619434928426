"""What a figure sends is what it was given: points, numbers, and the bytes in between."""

import base64
import doctest
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.figure import Figure
from support.node import run_module
from support.payload_decoder import PayloadDecoder, decode_block, rounded
from support.small_figures import (
    LIMITS,
    ORIGIN,
    POINTS,
    POSITIONS,
    STEPS,
    assert_near,
    coordinates,
    frames_of,
    in_pixels,
    panel,
    show,
)

from helpers.plotting import Trace
from helpers.widgets.codec import (
    INT32_MAX,
    MAX_DISTANCE,
    _Block,
    encode_payload,
    format_number,
)

pytestmark = pytest.mark.usefixtures("nothing_is_drawn", "nothing_lives_on")

ROOT = Path(__file__).resolve().parents[2]
REPEATABLE = settings(deadline=None, derandomize=True, database=None)


# ---- points -----------------------------------------------------------------------------------


@pytest.mark.parametrize("y_scale", LIMITS)
@pytest.mark.parametrize("x_scale", LIMITS)
def test_points_are_where_matplotlib_puts_them(x_scale, y_scale):
    axes, line = panel(x_scale, y_scale)
    x = coordinates(x_scale, POSITIONS, POINTS, STEPS + 1)
    y = coordinates(y_scale, POSITIONS, POINTS, STEPS + 1, seed=1)
    _, payload = show(axes, [line], frames_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))


def test_points_on_an_axis_that_runs_backwards():
    axes, line = panel("linear", "log")
    axes.set(xlim=(5, -2), ylim=(1e2, 1e-3))
    x, y = (
        coordinates("linear", POSITIONS, 1, STEPS + 1),
        coordinates("log", POSITIONS, 1, STEPS + 1),
    )
    _, payload = show(axes, [line], frames_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))


@pytest.mark.parametrize(
    ("x_shape", "y_shape"),
    [
        ((1, 1, STEPS + 1), (POSITIONS, 1, STEPS + 1)),
        ((1, 2, 1), (POSITIONS, 2, STEPS + 1)),
        ((POSITIONS, 1, 1), (1, 2, 1)),
        ((1, 1, 1), (1, 1, 1)),
    ],
)
def test_arrays_that_broadcast_are_sent_as_they_are(x_shape, y_shape):
    axes, line = panel()
    x, y = coordinates("linear", *x_shape), coordinates("linear", *y_shape, seed=1)
    _, payload = show(axes, [line], frames_of((x, y)))
    assert_near(payload.pixels("slider", 0), in_pixels(axes, x, y))
    assert payload.deltas.size == x.size + y.size


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e8, -1e8, 1e308])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_point_out_of_reach_is_a_gap_and_the_others_stay(axis, value):
    axes, line = panel()
    xy = [coordinates("linear", 1, 1, 7), coordinates("linear", 1, 1, 7, seed=1)]
    expected = in_pixels(axes, *xy)
    xy[axis][0, 0, [0, 3, 4]] = value
    _, payload = show(axes, [line], frames_of(xy, positions=1))
    pixels = payload.pixels("slider", 0)
    assert np.isnan(pixels[axis][0, 0]).tolist() == [True, False, False, True, True, False, False]
    assert_near([p[..., [1, 2, 5, 6]] for p in pixels], [p[..., [1, 2, 5, 6]] for p in expected])


def test_a_point_is_drawn_until_it_is_too_far():
    axes, line = panel()
    px = np.array([MAX_DISTANCE - 1, MAX_DISTANCE + 1, 1 - MAX_DISTANCE, -MAX_DISTANCE - 1.0])
    x, y = axes.transData.inverted().transform(np.stack([px, np.zeros(4)], axis=-1)).T
    _, payload = show(axes, [line], frames_of((x[None, None], y[None, None]), positions=1, steps=3))
    assert np.isnan(payload.pixels("slider", 0)[0][0, 0]).tolist() == [False, True, False, True]


def test_zero_on_a_log_axis_is_below_the_picture_as_in_matplotlib():
    axes, line = panel("linear", "log")
    x, y = np.ones((1, 1, 3)), np.array([[[1.0, 0.0, -1.0]]])
    _, payload = show(axes, [line], frames_of((x, y), positions=1, steps=2))
    pixels = payload.pixels("slider", 0)
    assert_near(pixels, in_pixels(axes, x, y))
    assert (pixels[1][0, 0, 1:] > 150).all()


def test_an_array_that_stands_twice_on_an_axes_is_sent_once():
    figure = Figure(figsize=(6, 3), dpi=100)
    axes, other = figure.subplots(1, 2)
    lines = [a.plot([], [])[0] for a in (axes, axes, other)]
    x, y = coordinates("linear", 1, 1, 7), coordinates("linear", POSITIONS, 1, 7)
    _, payload = show(axes, lines, frames_of((x, y), (x, y), (x, x)))
    first, second, third = payload.slider_frames["slider"]["lines"]
    assert first == second and first[0] != third[0] != third[1]
    assert payload.deltas.size == x.size + y.size + x.size + x.size
    assert_near(payload.pixels("slider", 2), in_pixels(other, x, x))


# ---- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
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
        (3.4e11, -6, "340.000 × 10⁹"),
        (-2.5e24, -20, "−25.000 × 10²³"),
        (0.0, -20, "0.000 × 10²³"),
        (2.952e-13, 17, "29.520 × 10⁻¹⁴"),
        (0.000000123, 9, "0.000000123"),
        (np.inf, -20, "∞"),
        (2.1e6, 3, "2100000.000"),
        (2.2e6, 3, "∞"),
        (-2.2e6, 3, "−∞"),
        (np.inf, 3, "∞"),
        (np.nan, 3, "∞"),
    ],
)
def test_a_number_is_rounded_for_reader_and_browser_alike(number, decimals, expected):
    axes, line = panel()
    frames = frames_of(ORIGIN, positions=1, steps=0, text="loss {0} at step {step}",
                     numbers=np.full((1, 1, 1), number))  # fmt: skip
    live, payload = show(axes, [line], frames, decimals=[decimals])
    text = f"loss {expected} at step 0"
    assert live.caption(frames, 0, 0) == text == payload.caption("slider", 0, 0)


@REPEATABLE
@given(st.floats(), st.integers(-30, 40))
def test_any_number_is_formatted_as_its_decoder_formats_it(number, decimals):
    assert format_number(number, decimals) == rounded(number, decimals)


def test_a_number_that_varies_with_another_is_sent_as_the_difference_and_read_the_same():
    rng = np.random.default_rng(0)
    loss = rng.uniform(1, 9, (POSITIONS, STEPS + 1))
    loss[0, 3:] = [np.inf, -np.inf, np.nan, 1e12][: STEPS - 2]
    numbers = np.stack([-loss[::-1], loss, loss - 1], axis=1)
    axes, line = panel()
    frames = frames_of(ORIGIN, numbers=numbers, text="{0} {1} {2}")
    with np.errstate(invalid="ignore"):
        live, payload = show(axes, [line], frames, decimals=(3, 3, 3))
    places = payload.slider_frames["slider"]["numbers"]
    assert ["reference" in place for place in places] == [False, False, True]
    for frame in range(POSITIONS):
        for step in range(STEPS + 1):
            expected = " ".join(rounded(n, 3) for n in numbers[frame, :, step])
            assert payload.caption("slider", frame, step) == expected
            assert live.caption(frames, frame, step) == expected


def test_a_number_that_is_drawn_is_sent_as_the_difference_to_its_line():
    """Exactly, with gaps in the line, and where it is not drawn."""
    rng = np.random.default_rng(0)
    drawn = 2 + rng.normal(size=(POSITIONS, STEPS + 1)).cumsum(axis=1) / 50
    drawn[1, -1] = np.inf
    other = rng.normal(size=(POSITIONS, STEPS + 1))
    axes, line = panel()
    x, y = coordinates("linear", 1, 1, STEPS + 1), drawn[:, None]
    frames = frames_of((x, y), numbers=np.stack([drawn, other], axis=1), text="{0} {1}")
    with np.errstate(invalid="ignore"):
        live, payload = show(axes, [line], frames, decimals=(3, 3))
    ((_, place),) = payload.slider_frames["slider"]["lines"]
    first, second = payload.slider_frames["slider"]["numbers"]
    assert first["reference"] == place["start"] and "reference" not in second
    spread = np.abs(payload.deltas[first["start"] :][: drawn.size])
    alone = 1000 * np.abs(np.diff(drawn[0]))
    assert np.median(spread) < np.median(alone) / 2
    for frame, step in np.ndindex(drawn.shape):
        expected = f"{rounded(drawn[frame, step], 3)} {rounded(other[frame, step], 3)}"
        assert payload.caption("slider", frame, step) == expected
        assert live.caption(frames, frame, step) == expected


# ---- bytes ------------------------------------------------------------------------------------

INTEGERS = st.integers(-(2**31), INT32_MAX) | st.integers(-3, 3)
SHAPES = array_shapes(min_dims=2, max_dims=3, max_side=6)


@REPEATABLE
@given(st.lists(arrays(np.int32, SHAPES, elements=INTEGERS), max_size=4))
def test_any_integers_come_back_from_a_block(originals):
    block = _Block()
    places = [block.add(original) for original in originals]
    decoder = object.__new__(PayloadDecoder)
    decoder.deltas, _ = decode_block(block.compressed(), block.size)
    assert decoder.deltas.size == sum(original.size for original in originals)
    for original, place in zip(originals, places, strict=True):
        assert np.array_equal(decoder.array(place), original)


def test_a_smooth_line_takes_little_more_than_a_byte_a_point():
    axes, line = panel()
    x = np.linspace(-2, 5, 1001)[None, None]
    y = 1 + np.sin(np.linspace(0, 30, 200_200)).reshape(200, 1, 1001)
    live, _ = show(axes, [line], frames_of((x, y), positions=200, steps=1000))
    assert len(live.payload["block"]) < 1.1 * y.size


@settings(REPEATABLE, max_examples=10)  # each starts Node.js
@given(st.data())
def test_the_browser_reads_what_was_sent(data):
    """For all payloads that hypothesis thinks of, codec.js itself and PayloadDecoder agree."""
    positions, steps = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 5))
    number = st.floats(-10, 10) | st.floats()
    shape = (positions, 3, steps + 1)
    numbers = data.draw(arrays(float, shape, elements=number))
    if data.draw(st.booleans()):
        numbers[:, 2] = numbers[:, 1] - 1  # so that one is sent as a difference
    drawn = data.draw(st.booleans())
    points = [
        data.draw(arrays(float, (positions, 2, steps + 1), elements=number)) for _ in range(2)
    ]
    if drawn:  # so that one is sent as the difference to a line
        points[1] = numbers[:, 0][:, None]
    decimals = data.draw(st.lists(st.integers(-30, 40), min_size=3, max_size=3))
    endings = [data.draw(st.none() | st.just((steps, "over: {1}"))) for _ in range(positions)]
    frames = frames_of(points, positions=positions, steps=steps, numbers=numbers, endings=endings,
                     text="{step}: {0} {1} {2} {0}")  # fmt: skip
    _, line = panel()
    with np.errstate(invalid="ignore", over="ignore"):
        encoded = encode_payload({"slider": frames}, [Trace(line)], decimals, 150)
    payload = {"at": {"slider": 0}, **encoded}
    expected = PayloadDecoder(SimpleNamespace(payload=payload, geometry={"decimals": decimals}))
    selections = [(position, step) for position in range(positions) for step in range(steps + 1)]
    read = read_in_node(payload, decimals, selections)
    for (position, step), (caption, pixels) in zip(selections, read, strict=True):
        assert caption == expected.caption("slider", position, step)
        x, y = (axis[position, :, step] for axis in expected.pixels("slider", 0))
        gap = np.isnan(x) | np.isnan(y)
        assert pixels == [None if g else [*p] for g, *p in zip(gap, x, y, strict=True)]


def read_in_node(payload, decimals, selections):
    """Return (caption, points of the first line) at each (position, step), as codec.js has them."""
    sent = {**payload, "block": base64.b64encode(payload["block"]).decode()}
    source = ROOT / "helpers" / "widgets" / "browser" / "codec.js"
    return run_module(f"""
        import {{ captionText, decodePayload, linePoints }} from {json.dumps(source.as_uri())};
        const sent = {json.dumps(sent)}, bytes = Uint8Array.from(Buffer.from(sent.block, "base64"));
        const decoded = await decodePayload({{ ...sent, block: new DataView(bytes.buffer) }});
        const frames = decoded.sliderFrames.slider, style = {{ trail: false }};
        console.log(JSON.stringify({json.dumps(selections)}.map(([position, step]) => {{
          const selection = {{ frames, position, step }};
          return [captionText(decoded, selection, {json.dumps(decimals)}),
                  linePoints(decoded, style, frames.lines[0], selection)];
        }})));""")


def test_the_page_on_the_format_is_right():
    failed, tried = doctest.testfile(str(ROOT / "docs" / "payload_format.md"), False)
    assert failed == 0 and tried > 5
