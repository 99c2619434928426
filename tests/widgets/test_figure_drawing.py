"""What matplotlib draws of a figure whose lines move: the background, and single frames."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from support.small_figures import (
    ORIGIN,
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
from helpers.widgets.live_figure import LiveFigure

pytestmark = pytest.mark.usefixtures("nothing_lives_on")


def decoded(image):
    """Return the pixels of a background, or of a file that matplotlib saved."""
    return np.asarray(Image.open(BytesIO(image)).convert("RGB")).astype(int)


def drawn(x, y, legend=None, **style):
    """Return the pixels of the same figure, drawn by matplotlib alone."""
    axes, line = panel("linear", "log", **style)
    line.set(data=(x, y), zorder=1_000)  # over the background
    if legend:
        axes.legend([line], [legend], loc="upper left").set(zorder=1_001)
    file = BytesIO()
    axes.figure.savefig(file, dpi=200)
    return decoded(file.getvalue())


STYLE = {"color": "#d55e00", "marker": "o", "mec": "white", "ls": "--"}


@pytest.mark.parametrize("step", [0, 3, STEPS])
@pytest.mark.parametrize("position", [0, POSITIONS - 1])
def test_a_picture_is_the_frame_as_matplotlib_draws_it(position, step):
    x = coordinates("linear", 1, 1, STEPS + 1, beyond=-0.1)
    y = coordinates("log", POSITIONS, 1, STEPS + 1, seed=1, beyond=0)
    y[:, 0, 2], x[0, 0, 4] = np.nan, 1e300
    axes, line = panel("linear", "log", **STYLE)
    frames = frames_of((x, y))
    live, _ = show(axes, [Trace(line, trail=True)], frames)
    picture = np.asarray(live.picture(frames, position, step)).astype(int)
    x[0, 0, 4] = np.nan  # that far away is a gap
    shown = x[0, 0, : step + 1], y[position, 0, : step + 1]
    assert picture.shape == (300, 400, 3) and (picture != drawn([], [], **STYLE)).any()
    assert np.array_equal(picture, drawn(*shown, **STYLE))


def test_a_line_goes_behind_a_legend_and_is_seen_faintly_through_it():
    x, y = np.array([[[0.0], [1.0]]]), np.array([[[2.0], [60.0]]])
    axes, line = panel("linear", "log", lw=4)
    axes.legend([line], ["a long name"], loc="upper left")
    frames = frames_of((x, y), positions=1, steps=0)
    live, _ = show(axes, [line], frames)
    ((left, top, width, height),) = live.geometry["legends"]
    inside = np.s_[round(2 * top) + 4 : round(2 * (top + height)) - 4,
                   round(2 * left) + 4 : round(2 * (left + width)) - 4]  # fmt: skip
    picture = np.asarray(live.picture(frames, 0, 0)).astype(int)
    expected = drawn(x[0, :, 0], y[0, :, 0], "a long name", lw=4)
    bare = decoded(live.background)
    assert (np.abs(picture - expected).max(axis=-1) > 60).mean() < 1e-3
    assert 20 < np.abs(picture - bare)[inside].max() < 60 < np.abs(picture - bare).max()


def test_without_a_trail_it_shows_the_points_of_the_step_and_is_saved_in_few_colours():
    x, y = coordinates("linear", 1, 2, 1), coordinates("log", POSITIONS, 2, STEPS + 1)
    axes, line = panel("linear", "log", **STYLE)
    frames = frames_of((x, y))
    live, _ = show(axes, [line], frames)
    picture = np.asarray(live.picture(frames, 1, 3)).astype(int)
    assert np.array_equal(picture, drawn(x[0, :, 0], y[1, :, 3], **STYLE))
    saved = Image.open(BytesIO(live.png(frames, 1, 3)))
    assert len(saved.getcolors()) <= 256 and saved.size == picture.shape[1::-1]
    off = np.abs(np.asarray(saved.convert("RGB")).astype(int) - picture).max(axis=-1)
    assert off[(picture == 255).all(axis=-1)].max() == 0 and (off > 20).mean() < 0.002


def test_png_changes_with_the_frame_and_only_with_it():
    x, y = coordinates("linear", 1, 1, STEPS + 1), coordinates("log", POSITIONS, 1, STEPS + 1)
    axes, line = panel("linear", "log", **STYLE)
    frames = frames_of((x, y))
    live, _ = show(axes, [line], frames)
    pngs = [live.png(frames, *frame) for frame in ((0, 0), (0, 1), (1, 0))]
    assert len(set(pngs)) == 3
    assert live.png(frames, 0, 0) == pngs[0] and len(line.get_xdata()) == 0


def test_the_background_is_the_figure_without_its_lines():
    axes, line = panel("linear", "log", **STYLE)
    line.set_data([1, 2], [1, 2])
    live = LiveFigure(axes.figure, [Trace(line)], sliders={})
    assert np.array_equal(decoded(live.background), drawn([], []))
    assert Image.open(BytesIO(live.background)).format == "WEBP"  # as the browser is told
    assert (live.geometry["width"], live.geometry["height"]) == (200, 150)


def test_the_layout_is_made_once_and_without_the_lines():
    axes = Figure(figsize=(2, 1.5), dpi=100, layout="constrained").subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="a label below")
    frames = frames_of(ORIGIN)
    live, payload = show(axes, axes.plot([0], [0], "o"), frames)
    position = axes.get_position().bounds
    axes.set_xlabel("two\nlines")  # would need more room
    live.png(frames, 0, 0)
    assert axes.get_position().bounds == position
    assert_near(payload.pixels("slider", 0), in_pixels(axes, *ORIGIN))
