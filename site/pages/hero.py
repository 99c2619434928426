"""The moving picture of the front page: four rules on one loss surface, from many starts.

All runs are made here, with the rules of the course; the browser only draws them (hero.js).
"""

import base64
import io
import zlib
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from helpers.core.signature import hyperparameter_defaults
from helpers.plotting.style import COLOURS, CONTOUR, MINIMUM
from helpers.problems import two_valleys
from helpers.rules import adam, gradient_descent, momentum, rmsprop
from helpers.sweep import sweep

__all__ = ["hero_data", "hero_picture"]

STEPS = 75
GRID = (17, 11)  # starts along x and along y
UNITS = 1024  # of a coordinate: parts of the picture's width or height
RULES = {
    "gradient descent": (gradient_descent, {"learning_rate": 0.03}),
    "momentum": (momentum, {"learning_rate": 0.01, "beta": 0.9}),
    "RMSProp": (rmsprop, {"learning_rate": 0.03}),
    "Adam": (adam, {"learning_rate": 0.06}),
}
SIZE = (9.6, 6.0)  # inches, of 100 pixels each
MARGIN = 0.08  # around the starts, as a fraction of the picture
LEVELS = 18
PALE = LinearSegmentedColormap.from_list("pale", ["#ffffff", "#c9d1d6"])


def hero_data() -> dict[str, Any]:
    """Return the runs: names, colours, and all points of all runs as one compressed block.

    Returns
    -------
    dict
        `block` is base64 of zlib of int16, little endian: the differences from step to step of
        x and y, for each rule, start and step; `shape` is (rules, starts, steps + 1, 2). The starts
        follow each other row by row, `grid` of them; a coordinate is counted in `units`.
    """
    problem = two_valleys()
    (left, right), (low, high) = problem.domain
    across, up = (np.linspace(MARGIN, 1 - MARGIN, count) for count in GRID)
    x, y = np.meshgrid(left + across * (right - left), low + up * (high - low))
    starts = np.stack([x.ravel(), y.ravel()], axis=-1)
    paths = []
    for rule, chosen in RULES.values():
        settings = hyperparameter_defaults(rule) | chosen
        run = sweep(rule, problem, [settings] * len(starts), steps=STEPS, start=starts)
        paths.append(np.moveaxis(run.path, 0, 1))  # starts first
    places = (np.stack(paths) - [left, low]) / [right - left, high - low]
    places[..., 1] = 1 - places[..., 1]  # downwards, as in a browser
    whole = np.clip(np.rint(UNITS * places), -UNITS, 2 * UNITS).astype("<i2")
    whole[:, :, 1:] -= whole[:, :, :-1].copy()
    split = whole.view(np.uint8).reshape(-1, 2).T  # low bytes first
    block = zlib.compress(np.ascontiguousarray(split).tobytes(), 9)
    return {
        "names": list(RULES),
        "colours": [COLOURS[name.lower().replace(" ", "_")] for name in RULES],
        "grid": list(GRID),
        "margin": MARGIN,
        "shape": list(whole.shape),
        "units": UNITS,
        "block": base64.b64encode(block).decode(),
    }


def hero_picture() -> bytes:
    """Return the loss surface from above as a PNG file: white where it is low."""
    problem = two_valleys()
    (left, right), (low, high) = problem.domain
    figure = Figure(figsize=SIZE, dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    x, y = np.meshgrid(np.linspace(left, right, 240), np.linspace(low, high, 180))
    height = problem.excess(np.stack([x, y], axis=-1))
    levels = height.max() * np.linspace(0, 1, LEVELS) ** 2.5
    axes.contourf(x, y, height**0.4, levels**0.4, cmap=PALE)
    axes.contour(x, y, height, levels[1:-1], colors=CONTOUR, linewidths=0.5, alpha=0.6)
    axes.plot(*problem.minimum, "o", ms=11, mfc=MINIMUM, mec="black")
    axes.set(xlim=(left, right), ylim=(low, high))
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    return file.getvalue()
