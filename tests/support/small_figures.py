"""Small figures for the tests of what LiveFigure sends."""

import numpy as np
from matplotlib.figure import Figure

from helpers.plotting import Trace
from helpers.widgets.live_figure import LiveFigure, SliderFrames
from support.payload_decoder import PayloadDecoder

LIMITS = {"linear": (-2.0, 5.0), "log": (1e-3, 1e2)}
POSITIONS, POINTS, STEPS = 4, 3, 6
ORIGIN = (np.zeros((1, 1, 1)),) * 2


def panel(x_scale="linear", y_scale="linear", **style):
    """Return an axes on a figure of 200 x 150 pixels, and an empty line on it."""
    axes = Figure(figsize=(2, 1.5), dpi=100).add_axes((0.2, 0.15, 0.7, 0.8))
    axes.set(xscale=x_scale, yscale=y_scale, xlim=LIMITS[x_scale], ylim=LIMITS[y_scale])
    axes.minorticks_off()  # they are slow
    return axes, axes.plot([], [], **style)[0]


def frames_of(
    *points, positions=POSITIONS, steps=STEPS, text="step {step}", numbers=None, endings=None
):
    """Return SliderFrames with these points."""
    numbers = np.zeros((positions, 0, steps + 1)) if numbers is None else numbers
    return SliderFrames(list(points), [text] * positions, numbers, endings or [None] * positions)


def show(axes, lines, frames, **settings):
    """Return a LiveFigure that has been sent `frames`, and the PayloadDecoder that reads it."""
    traces = [line if isinstance(line, Trace) else Trace(line) for line in lines]
    live = LiveFigure(axes.figure, traces, sliders={}, **settings)
    live.show({"slider": frames}, {"slider": 0})
    return live, PayloadDecoder(live)


def coordinates(scale, *shape, seed=0, beyond=0.5):
    """Return random numbers in and around the limits of an axis."""
    spread = np.random.default_rng(seed).uniform(-beyond, 1 + beyond, shape)
    low, high = LIMITS[scale]
    return low * (high / low) ** spread if scale == "log" else low + (high - low) * spread


def in_pixels(axes, x, y):
    """Return where matplotlib itself puts points, in pixels from the top left."""
    x, y = np.broadcast_arrays(x, y)
    px, py = axes.transData.transform(np.stack([x.ravel(), y.ravel()], axis=-1)).T
    return px.reshape(x.shape), axes.figure.bbox.height - py.reshape(x.shape)


def assert_near(pixels, expected):
    """Assert that pixels are those expected, as exactly as they are sent."""
    for ours, theirs in zip(pixels, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1 / 64 + 1e-9)
