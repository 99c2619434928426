"""A matplotlib figure whose lines move in the browser, without asking the kernel.

The kernel draws what stands still once, and sends a STRIP for each slider: the lines at each of its
positions, and a caption for each. The browser (live_figure.js) paints from the strips while a slider is
dragged, and asks for fresh ones when it rests.
"""

import threading
import zlib
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import anywidget
import ipywidgets
import numpy as np
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.legend import Legend
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D
from PIL import Image

from helpers.core.malloc import release_memory
from helpers.core.validation import OneLineTraceback
from helpers.plotting.gallery import set_line_data
from helpers.widgets import png

FINE = 32  # a pixel is sent in so many parts
GAP = -(2**31)  # stands for "no point here": the line is broken
FAR = 2**20  # pixels; a point further out than this is a gap
MOST = 2**31 - 1  # a number of a caption that needs more is said to be infinite
ABOVE_ALL = 100  # over axes
VEIL = 0.8  # how much of a legend covers what moves behind it, as with matplotlib's own
SHARP = 2  # pixels of the still picture for one of the figure's own


class SliderFrames(NamedTuple):
    """Every position of one slider.

    `points`: for each trace its (x, y) in data coordinates, arrays that broadcast to
    (positions, points, steps + 1). `captions`: a text for each position, in which {step} and
    {0}, {1} ... stand for the numbers of that step. `numbers`: (positions, how many, steps + 1).
    `endings`: for each position None, or (step, text): the caption from that step on.
    """

    points: list
    captions: list
    numbers: np.ndarray
    endings: list


class LiveFigure(anywidget.AnyWidget):
    """Show a private matplotlib Figure with lines that follow sliders.

    `figure`: a matplotlib Figure made without pyplot, all axes linear or logarithmic. `traces`: the
    lines that move, as views.Trace. `sliders`: {name: widget with an `index` or a `value`}.
    `step`: an IntSlider for the step shown, or None. `decimals`: digits after the point for each
    number in a caption. `on_idle(positions)` is called when a slider rests, `set_start(x, y)` with data
    coordinates when `ground` (an axes) is clicked, `shift_start(right, up)` for an arrow key on it.
    """

    # The text, not the path: anywidget would keep every figure that follows a file for ever.
    _esm = Path(__file__).with_name("live_figure.js").read_text(encoding="utf-8")
    background = traitlets.Bytes().tag(sync=True)
    geometry = traitlets.Dict().tag(sync=True)
    payload = traitlets.Dict().tag(sync=True)
    sliders = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)
    step = traitlets.Any(None, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)
    controls = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    reset_positions = traitlets.Dict().tag(sync=True)
    reset_button = traitlets.Any(None, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    error_message = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        figure,
        traces,
        *,
        sliders,
        step=None,
        decimals=(),
        ground=None,
        on_idle=None,
        set_start=None,
        shift_start=None,
    ):
        if not hasattr(figure.canvas, "buffer_rgba"):
            FigureCanvasAgg(figure)
        self.figure, self.traces, self.ground = figure, list(traces), ground
        self.decimals = tuple(decimals)
        answers = {"idle": on_idle, "set_start": set_start, "shift_start": shift_start}
        self._answers = {kind: answer or _ignore for kind, answer in answers.items()}
        self._lock = threading.RLock()
        for trace in self.traces:
            trace.line.set(data=([], []), zorder=ABOVE_ALL)  # as in the browser
        legends = _legends(figure)
        for legend in legends:
            legend.set(zorder=ABOVE_ALL + 1)
        with self._sharp():  # all at one resolution: then each text is measured once
            if engine := figure.get_layout_engine():  # from now on the axes stay where they are
                engine.execute(figure)
                figure.set_layout_engine("none")
            panels = _panels(figure)
            background = self._drawn()
            boxes = [legend.get_frame().get_window_extent() for legend in legends]
            tall = figure.bbox.height
        self._legends = [[side / SHARP for side in _box(box, tall)] for box in boxes]
        width, height = figure.bbox.size
        super().__init__(
            background=background,
            geometry={
                "width": width,
                "height": height,
                "panels": [[width * left, width * share] for left, share in panels],
                "traces": [_style(trace, height) for trace in self.traces],
                "decimals": list(self.decimals),
                "legends": self._legends,
                "ground": _box(ground.bbox, height) if ground is not None else None,
            },
            sliders=dict(sliders),
            step=step,
            controls=[control for control in (*sliders.values(), step) if control is not None],
        )
        self.on_msg(self._on_message)

    def show(self, strips, at):
        """Send a Strip for each slider, computed around the positions `at`, and paint them."""
        self.payload = {"at": dict(at), **_pack(strips, self.traces, self.decimals, self.figure)}
        self.error_message = ""
        release_memory()

    def announce(self, *buttons):
        """Let a screen reader say which of these ToggleButtons is pressed, as it says the values of
        the sliders."""
        self.controls = [*self.controls, *buttons]

    def bind_reset(self, button, positions):
        """Let the browser put the sliders to `positions`, and the step to its end, when `button` is
        pressed, before the kernel hears of it: a message of a slider may still be on its way."""
        self.reset_positions, self.reset_button = dict(positions), button

    def redraw(self):
        """Draw what stands still again, after a change to it that leaves the axes in place."""
        with self._lock, self._sharp():
            self.background = self._drawn()

    def caption(self, strip, position, step):
        """Return the text that the browser paints below the figure, for one frame."""
        ending = strip.endings[position]
        ended = ending is not None and step >= ending[0]
        text = (ending[1] if ended else strip.captions[position]).replace("{step}", str(step))
        for i, places in enumerate(self.decimals):
            text = text.replace(f"{{{i}}}", _said(strip.numbers[position, i, step], places))
        return text

    def png(self, strip, position, step):
        """Return the frame as PNG bytes, to be saved: in 256 colours, which takes half the bytes or
        less. What differs are a few pixels at the edges of lines."""
        picture = self.picture(strip, position, step)
        self.settle()
        return png.packed(picture.quantize())

    def picture(self, strip, position, step):
        """Return the frame as a PIL Image: matplotlib draws the lines over the still picture, but
        behind the legends."""
        with self._placed(strip, position, step), self._sharp():
            renderer = self.figure.canvas.get_renderer()
            background = Image.open(BytesIO(self.background)).convert("RGBA")
            np.asarray(renderer.buffer_rgba())[...] = background
            for trace in self.traces:
                trace.line.draw(renderer)
            picture = png.picture(renderer)
            png.forget(self.figure)
        for x, y, wide, high in self._legends:
            box = tuple(round(SHARP * side) for side in (x, y, x + wide, y + high))
            legend = background.crop(box).convert("RGB")
            picture.paste(Image.blend(picture.crop(box), legend, VEIL), box)
        return picture

    @contextmanager
    def _placed(self, strip, position, step):
        """Put the lines where they are in one frame, and take them away again."""
        with self._lock:
            for trace, xy in zip(self.traces, strip.points, strict=True):
                x, y = np.broadcast_arrays(*(a[min(position, len(a) - 1)] for a in xy))
                set_line_data(trace, *self._within_reach(trace.line, x, y), step)
            try:
                yield
            finally:
                for trace in self.traces:
                    trace.line.set_data([], [])

    def settle(self):
        """Keep no more of the figure than a rest needs: it may not be drawn again for long."""
        with self._lock:
            for axes in self.figure.axes:
                axes.xaxis.reset_ticks()  # megabytes on a log scale; drawn anew if need be
                axes.yaxis.reset_ticks()
        release_memory()

    def _within_reach(self, line, x, y):
        px, py = _pixels(line, x, 0), _pixels(line, y, 1)
        gap = ~((np.abs(px) < FAR) & (np.abs(py) < FAR))
        return np.where(gap, np.nan, x), np.where(gap, np.nan, y)

    @contextmanager
    def _sharp(self):
        """Draw at the resolution of the still picture."""
        usual = self.figure.dpi
        try:
            self.figure.dpi = SHARP * usual
            yield
        finally:
            self.figure.dpi = usual

    def _drawn(self):
        """Draw the figure as it is. (Its savefig would draw it twice, the first time to no use.)"""
        self.figure.canvas.draw()
        picture = png.picture(self.figure.canvas.renderer)
        png.forget(self.figure)
        return png.packed(png.in_few_colours(picture))

    def _on_message(self, _, content, buffers):
        kind = content.get("kind")
        try:
            if kind == "idle":
                self._answers["idle"](content["positions"])
            elif kind == "set_start" and self.ground is not None:
                spot = content["x"], self.figure.bbox.height - content["y"]
                self._answers["set_start"](*self.ground.transData.inverted().transform(spot))
            elif kind == "shift_start" and self.ground is not None:
                self._answers["shift_start"](content["right"], content["up"])
        except Exception as error:  # whatever a reader's own rule raises belongs on the page
            self.error_message = told(error)
        finally:
            self.send({"kind": "done"})


class ReadersError(OneLineTraceback, Exception):
    """An error in a reader's own code."""


def told(error):
    """Return one line that says what went wrong, and where if it was in a reader's cell."""
    return f"{type(error).__name__}{_place(error)}: {' '.join(str(error).split())}"


def shown_alone(error):
    """Return a ReadersError where the error arose in a reader's cell, else the error itself."""
    return ReadersError(told(error)) if _place(error) else error


def _place(error):
    trace, line = error.__traceback__, ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "ipykernel" in file or file.startswith("<"):
            line = f", in line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}"
        trace = trace.tb_next
    return line


def _ignore(*_):
    pass


# ---- what goes to the browser ---------------------------------------------------------------


def _pixels(line, values, axis):
    """Return where `values` of one axis are, in pixels from the left or from the bottom."""
    other = line.axes.get_ylim()[0] if axis == 0 else line.axes.get_xlim()[0]
    pair = [np.ravel(values), np.full(np.size(values), other)]
    spots = np.stack(pair if axis == 0 else pair[::-1], axis=-1)
    with np.errstate(all="ignore"):
        return line.get_transform().transform(spots)[:, axis].reshape(np.shape(values))


def _parts(values, places):
    """Return numbers in units of their last digit shown, as they are sent."""
    with np.errstate(all="ignore"):
        parts = np.nan_to_num(np.rint(values * 10.0**places), nan=MOST)
    return np.clip(parts, -MOST, MOST) + 0.0  # which makes -0 a plain 0


def _said(value, places):
    """Return a number of a caption as it is read, in the words of live_figure.js."""
    parts = float(_parts(value, places))
    number = parts / 10.0**places if abs(parts) < MOST else parts * np.inf
    return f"{number:.{max(places, 0)}f}".replace("-", "−").replace("inf", "∞")


def _pack(strips, traces, decimals, figure):
    """Put all strips into one compressed block of whole numbers, and say what is where.

    Sent are the differences along the last axis, those below 0 turned over so that they are small
    too (0, -1, 1, -2 ... become 0, 1, 2, 3 ...): first the lowest byte of each, last the highest,
    which are nearly all 0. A number that goes with another (`beside`) is sent as the difference.
    """
    blocks, start = [], 0

    def put(whole, beside=None):
        nonlocal start
        steps = np.diff(whole, axis=-1, prepend=np.int32(0))
        blocks.append(np.ravel(steps << 1 ^ steps >> 31))
        start += whole.size
        said = {"start": start - whole.size, "shape": whole.shape}
        return said if beside is None else {**said, "beside": beside}

    def spots(line, values, axis):
        px = _pixels(line, values, axis)
        px = figure.bbox.height - px if axis == 1 else px
        near = np.abs(px) < FAR
        return put(_whole(np.where(near, np.rint(np.where(near, px, 0) * FINE), GAP)))

    def packed(strip):
        known = {}
        lines = []
        for trace, xy in zip(traces, strip.points, strict=True):
            for axis, values in enumerate(xy):
                key = id(values), axis, trace.line.axes
                if key not in known:
                    known[key] = spots(trace.line, values, axis)
                lines.append(known[key])
        wholes = [_whole(_parts(strip.numbers[:, i], n)) for i, n in enumerate(decimals)]
        numbers = []
        for before, whole in zip([None, *wholes], wholes, strict=False):
            near = before is not None and "beside" not in numbers[-1] and _alike(whole, before)
            numbers.append(put(whole - before, numbers[-1]["start"]) if near else put(whole))
        return {
            "lines": list(zip(lines[::2], lines[1::2], strict=True)),
            "numbers": numbers,
            "captions": strip.captions,
            "endings": strip.endings,
        }

    contents = {name: packed(strip) for name, strip in strips.items()}
    bytes_of_each = np.concatenate(blocks or [np.empty(0, np.int32)]).astype("<i4").view(np.uint8)
    block = zlib.compress(bytes_of_each.reshape(-1, 4).T.tobytes(), 1)
    return {"strips": contents, "block": block}


def _whole(array):
    return np.ascontiguousarray(array, dtype=np.int32)


def _alike(whole, other):
    """Say whether two numbers of a caption go up and down together, as two heights do."""
    apart, alone = (np.abs(np.diff(w.astype(float))).sum() for w in (whole - other, whole))
    return apart < alone / 4


def _style(trace, height):
    """Say how matplotlib draws a line, in the words of a canvas."""
    line = trace.line
    pixel = line.get_figure().dpi / 72
    style = line.get_linestyle()
    marker = MarkerStyle(line.get_marker())
    size = line.get_markersize() * pixel
    turned = Affine2D(marker.get_transform().get_matrix()).scale(size, -size)  # y points down there
    outline = marker.get_path().transformed(turned)
    _, dashes = line._dash_pattern
    return {
        "trail": trace.trail,
        "line": None if style in ("None", " ", "") else _colour(line.get_color()),
        "width": line.get_linewidth() * pixel,
        "dashes": [] if style == "-" or dashes is None else [d * pixel for d in dashes],
        "alpha": 1 if line.get_alpha() is None else line.get_alpha(),
        "marker": _svg(outline) if line.get_marker() not in ("None", None, "", " ") else None,
        "fill": _colour(line.get_markerfacecolor()),
        "edge": _colour(line.get_markeredgecolor()),
        "edge_width": line.get_markeredgewidth() * pixel,
        "clip": _box(line.axes.bbox, height) if line.get_clip_on() else None,
    }


def _colour(colour):
    return to_hex(colour, keep_alpha=True)  # a browser knows no "C0" and no "none"


def _svg(outline):
    letters = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}
    parts = []
    for points, code in outline.iter_segments():
        parts.append(
            "Z"
            if code == Outline.CLOSEPOLY
            else letters[code] + " ".join(f"{p:.4f}" for p in points)
        )
    return " ".join(parts)


def _legends(figure):
    artists = dict.fromkeys(child for axes in figure.axes for child in axes.get_children())
    return [artist for artist in artists if isinstance(artist, Legend)]


def _box(box, height):
    return [box.x0, height - box.y1, box.width, box.height]


def _panels(figure):
    """Return (left, width) of each part of a figure that can stand alone, from left to right, in
    parts of its width: the browser puts them below each other where there is little room."""
    if figure.legends or len(figure.axes) == 1:
        return [(0.0, 1.0)]
    boxes = [axes.get_tightbbox(bbox_extra_artists=[]) for axes in figure.axes]  # with its labels
    boxes.sort(key=lambda box: box.x0)
    if any(a.x1 > b.x0 for a, b in pairwise(boxes)):
        return [(0.0, 1.0)]  # they share something
    between = [float(a.x1 + b.x0) / 2 / figure.bbox.width for a, b in pairwise(boxes)]
    return [(left, right - left) for left, right in pairwise([0.0, *between, 1.0])]
