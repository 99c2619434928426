"""What a figure sends to the browser: the frames of all its sliders, in one block of integers.

The steps are quantise, predict, delta, zigzag, byte shuffle and deflate. docs/payload_format.md
describes the format; browser/codec.js decodes it.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.core.number_text import power_of_ten
from helpers.plotting import Trace

__all__ = ["GAP", "INT32_MAX", "MAX_DISTANCE", "SUBPIXELS", "SliderFrames", "encode_payload",
           "format_number", "to_pixels"]  # fmt: skip

SUBPIXELS = 32  # positions are sent in this fraction of a pixel
MAX_DISTANCE = 2**20  # pixels from the edge of the figure; a point further out is not drawn
INT32_MAX = 2**31 - 1  # a number of a caption that does not fit is shown as infinite
GAP = -(2**31)  # stands for "no point here": the line is broken
DECIMALS_WRITTEN_OUT = range(-2, 10)  # of numbers without a power of ten
MANTISSA_DECIMALS = 3  # of a number with a power of ten
SIMILAR = 1 / 4  # a difference that varies this much less than the array itself is sent instead
DEFLATE_LEVEL = 6  # higher ones take longer than the bytes that they save


class SliderFrames(NamedTuple):
    """Every position of one slider.

    Attributes
    ----------
    points : sequence
        For each trace its (x, y) in data coordinates: arrays that broadcast to
        (positions, points, steps + 1).
    captions : sequence of str
        A text for each position, in which {step} stands for the step and {0}, {1} ... for its
        numbers.
    numbers : ndarray
        Array of shape (positions, numbers in a caption, steps + 1).
    endings : sequence
        For each position None, or (step, text): the caption from that step on.
    """

    points: Sequence[tuple[np.ndarray, np.ndarray]]
    captions: Sequence[str]
    numbers: np.ndarray
    endings: Sequence[tuple[int, str] | None]


def encode_payload(
    slider_frames: Mapping[str, SliderFrames],
    traces: Sequence[Trace],
    decimals: Sequence[int],
    height: float,
) -> dict[str, Any]:
    """Encode the frames of all sliders as docs/payload_format.md says.

    Parameters
    ----------
    slider_frames : dict
        The frames of each slider, by its name.
    traces : sequence of Trace
        The lines that move, in the order of `SliderFrames.points`.
    decimals : sequence of int
        Digits after the point of each number in a caption; a negative one rounds to tens ...
    height : float
        Height of the figure in pixels: in the browser y points down.

    Returns
    -------
    dict
        {"integers": how many there are, "block": they, and what is where, compressed}.
    """
    block, contents = _Block(), {}
    for name, frames in slider_frames.items():
        lines = _add_lines(block, frames, traces, height)
        contents[name] = {
            "lines": lines,
            "numbers": _add_numbers(block, frames, decimals, [p for xy in lines for p in xy]),
            "captions": list(frames.captions),
            "endings": list(frames.endings),
        }
    return {"integers": block.size, "block": block.compressed(contents)}


def to_pixels(line: Line2D, values: np.ndarray, axis: int) -> np.ndarray:
    """Transform data coordinates of one axis to pixels.

    Parameters
    ----------
    line : Line2D
        The line that they belong to.
    values : ndarray
        Coordinates, of any shape.
    axis : int
        0 for x, 1 for y.

    Returns
    -------
    ndarray
        Pixels from the left or from the bottom of the figure, of the same shape.
    """
    axes = line.axes
    assert isinstance(axes, Axes)
    other_limit = axes.get_ylim()[0] if axis == 0 else axes.get_xlim()[0]
    pair = [np.ravel(values), np.full(np.size(values), other_limit)]
    points = np.stack(pair if axis == 0 else pair[::-1], axis=-1)
    with np.errstate(all="ignore"):
        return line.get_transform().transform(points)[:, axis].reshape(np.shape(values))


def format_number(value: float, decimals: int) -> str:
    """Return a number of a caption as the browser writes it.

    Parameters
    ----------
    value : float
        The number. NaN is written as infinite, as is what does not fit into 32 bits.
    decimals : int
        Digits after the point; a negative one rounds to tens ... Where that makes many digits, the
        number has a power of ten, the same for all numbers of so many decimals.

    Returns
    -------
    str
        The number with a typographic minus sign; ∞ where it is infinite.

    Examples
    --------

    >>> format_number(-1.25, 1), format_number(1234.5, -2), format_number(1e300, 3)
    ('−1.2', '1200', '∞')
    >>> format_number(31_799_419_876.5, -6)
    '31.799 × 10⁹'
    """
    fixed = float(_to_fixed_point(value, decimals))
    if abs(fixed) >= INT32_MAX:
        return "∞" if fixed > 0 else "−∞"
    digits, power = decimals, ""
    if decimals not in DECIMALS_WRITTEN_OUT:
        digits = MANTISSA_DECIMALS
        power = f" × {power_of_ten(digits - decimals)}"
    return f"{fixed / 10.0**digits:.{max(digits, 0)}f}".replace("-", "−") + power


class _Block:
    """Integer arrays on their way into one compressed block."""

    def __init__(self) -> None:
        self._encoded: list[np.ndarray] = []
        self.arrays: dict[int, np.ndarray] = {}  # {where it starts: what was added}
        self.size = 0

    def add(self, values: np.ndarray) -> dict[str, Any]:
        """Append an int32 array; return its place: where it starts, and its shape."""
        place = self._append(values, values.shape)
        self.arrays[place["start"]] = values
        return place

    def add_predicted(
        self, values: np.ndarray, reference: int, factor: float = 1.0, offset: float = 0.0
    ) -> dict[str, Any]:
        """Append what an array has more than one before predicts; return its place."""
        expected = _expected(self.arrays[reference].ravel(), factor, offset)
        difference = (values.ravel().astype(np.int64) - expected).astype(np.int32)  # wraps around
        place = self._append(difference.reshape(values.shape), values.shape)
        return {**place, "reference": reference, "factor": factor, "offset": offset}

    def _append(self, values: np.ndarray, shape: tuple[int, ...]) -> dict[str, Any]:
        first, second = _deltas(values), _deltas(_deltas(values))
        is_smooth = _bits(second) < _bits(first)
        deltas = second if is_smooth else first
        self._encoded.append(np.ravel(deltas << 1 ^ deltas >> 31))  # zigzag: 0, -1, 1, -2 ...
        start, self.size = self.size, self.size + values.size
        return {"start": start, "shape": shape, **({"order": 2} if is_smooth else {})}

    def compressed(self, contents: Any = None) -> bytes:
        """Return all of it, deflated: the lowest byte of each integer first, then the next ones;
        and after them what is where."""
        values = np.concatenate(self._encoded or [np.empty(0, np.int32)])
        shuffled = values.astype("<i4").view(np.uint8).reshape(-1, 4).T
        written = json.dumps(contents, ensure_ascii=False).encode()
        return zlib.compress(shuffled.tobytes() + written, DEFLATE_LEVEL)


def _deltas(values: np.ndarray) -> np.ndarray:
    """Return the differences along the last axis; they wrap around at 32 bits, as their sums do."""
    return np.diff(values, axis=-1, prepend=np.int32(0))


def _bits(deltas: np.ndarray) -> float:
    """Return about how many bits the digits of integers take."""
    return float(np.log2(1 + np.abs(deltas.astype(float))).sum())


def _add_lines(
    block: _Block, frames: SliderFrames, traces: Sequence[Trace], height: float
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Add the points of each trace; an array that is twice on an axes is sent once."""
    places: dict[tuple, dict[str, Any]] = {}

    def place(line: Line2D, values: np.ndarray, axis: int) -> dict[str, Any]:
        key = id(values), axis, line.axes
        if key not in places:
            pixels = to_pixels(line, values, axis)
            places[key] = block.add(_quantise(height - pixels if axis == 1 else pixels))
        return places[key]

    pairs = zip(traces, frames.points, strict=True)
    return [(place(trace.line, x, 0), place(trace.line, y, 1)) for trace, (x, y) in pairs]


def _add_numbers(
    block: _Block, frames: SliderFrames, decimals: Sequence[int], lines: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Add the numbers of the captions: each as it is, or as the difference to what a line on which
    it is drawn, or the number before it, predicts."""
    places: list[dict[str, Any]] = []
    drawn = {place["start"]: place for place in lines if place["shape"][-1] > 1}
    for i, digits in enumerate(decimals):
        values = _int32(_to_fixed_point(frames.numbers[:, i], digits))
        references = [
            (start, *straight)
            for start in drawn
            if block.arrays[start].size == values.size
            and (straight := _straight_line(values, block.arrays[start].reshape(values.shape)))
        ]
        if places and "reference" not in places[-1]:
            references.append((places[-1]["start"], 1.0, 0.0))
        for start, factor, offset in references:
            expected = _expected(block.arrays[start].reshape(values.shape), factor, offset)
            if _vary_together(values, expected):
                places.append(block.add_predicted(values, start, factor, offset))
                break
        else:
            places.append(block.add(values))
    return places


def _straight_line(values: np.ndarray, reference: np.ndarray) -> tuple[float, float] | None:
    """Return (factor, offset) that lead from the ends of one array to those of another."""
    finite = np.where(reference == GAP, np.nan, reference)
    if np.isnan(finite).all():
        return None
    low, high = int(np.nanargmin(finite)), int(np.nanargmax(finite))
    (left, right), (below, above) = reference.ravel()[[low, high]], values.ravel()[[low, high]]
    if left == right:
        return None
    factor = (float(above) - float(below)) / (float(right) - float(left))
    return factor, float(below) - factor * float(left)


def _expected(reference: np.ndarray, factor: float, offset: float) -> np.ndarray:
    """Return the integers on a straight line; the browser computes the same ones, bit for bit."""
    line = np.floor(factor * reference.astype(float) + offset + 0.5)
    return np.clip(line, -(2.0**31), INT32_MAX).astype(np.int64)


def _quantise(pixels: np.ndarray) -> np.ndarray:
    """Round pixels to integers; what is not finite or too far away becomes a gap."""
    is_near = np.abs(pixels) < MAX_DISTANCE
    return _int32(np.where(is_near, np.rint(np.where(is_near, pixels, 0) * SUBPIXELS), GAP))


def _to_fixed_point(values: np.ndarray | float, decimals: int) -> np.ndarray:
    """Return numbers in units of their last digit shown, clipped to what 32 bits hold."""
    with np.errstate(all="ignore"):
        fixed = np.nan_to_num(np.rint(values * 10.0**decimals), nan=INT32_MAX)
    return np.clip(fixed, -INT32_MAX, INT32_MAX) + 0.0  # which makes -0 a plain 0


def _int32(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values, dtype=np.int32)


def _vary_together(values: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether the difference of two arrays takes fewer bytes, as it varies so little."""
    difference, original = (
        np.abs(np.diff(v.astype(float))).sum() for v in (values - expected, values)
    )
    return bool(difference < SIMILAR * original)
