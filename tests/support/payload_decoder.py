"""Decodes what LiveFigure sends, as browser/codec.js does; written apart from codec.py."""

import json
import zlib
from decimal import Decimal

import numpy as np

GAP, INT32_MAX, SUBPIXELS = -(2**31), 2**31 - 1, 32


def decode_block(block, count):
    """Return the integers of a block, before the differences are added up, and the frames of each
    slider."""
    whole = zlib.decompress(block)
    shuffled = np.frombuffer(whole[: 4 * count], dtype=np.uint8).reshape(4, -1)
    zigzag = np.bitwise_or.reduce([b.astype(np.uint32) << 8 * k for k, b in enumerate(shuffled)])
    half = (zigzag >> 1).astype(np.int32)
    return np.where(zigzag % 2, -half - 1, half).astype(np.int32), json.loads(whole[4 * count :])


class PayloadDecoder:
    """The frames that a LiveFigure has sent last, or those of another `payload`."""

    def __init__(self, live, payload=None):
        payload = live.payload if payload is None else payload
        self.at, self.decimals = payload.get("at"), live.geometry["decimals"]
        self.deltas, self.slider_frames = decode_block(payload["block"], payload["integers"])
        places = [
            place
            for frames in self.slider_frames.values()
            for place in (*(axis for line in frames["lines"] for axis in line), *frames["numbers"])
        ]
        self.places = {place["start"]: place for place in places}

    def array(self, place):
        """Return one array: the sums of its differences, in 32 bits, and on top of that what
        another array predicts."""
        deltas = self.deltas[place["start"] :][: np.prod(place["shape"])].reshape(place["shape"])
        sums = np.cumsum(deltas, axis=-1, dtype=np.int32)
        if place.get("order") == 2:
            sums = np.cumsum(sums, axis=-1, dtype=np.int32)
        if "reference" not in place:
            return sums
        reference = self.array(self.places[place["reference"]]).reshape(place["shape"])
        line = np.floor(place["factor"] * reference.astype(float) + place["offset"] + 0.5)
        expected = np.clip(line, GAP, INT32_MAX).astype(np.int64).astype(np.int32)
        return sums + expected

    def pixels(self, name, trace):
        """Return x and y of one line in pixels from the top left, NaN for a gap, with the axes
        (positions of the slider, points, steps)."""
        whole = np.broadcast_arrays(*map(self.array, self.slider_frames[name]["lines"][trace]))
        return [np.where(axis == GAP, np.nan, axis / SUBPIXELS) for axis in whole]

    def caption(self, name, position, step):
        """Return what stands below the picture."""
        frames = self.slider_frames[name]
        ending = frames["endings"][position]
        text = ending[1] if ending and step >= ending[0] else frames["captions"][position]
        text = text.replace("{step}", str(step))
        for i, (decimals, place) in enumerate(zip(self.decimals, frames["numbers"], strict=True)):
            number = format_fixed_point(self.array(place)[position, step], decimals)
            text = text.replace(f"{{{i}}}", number)
        return text


def format_fixed_point(fixed, decimals):
    """Return a number in units of its last digit as the browser writes it."""
    if abs(fixed) >= INT32_MAX:
        return "∞" if fixed > 0 else "−∞"
    if -2 <= decimals <= 9:
        return f"{Decimal(int(fixed)).scaleb(-decimals):f}".replace("-", "−")
    power = str(3 - decimals).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{Decimal(int(fixed)).scaleb(-3):f} × 10{power}".replace("-", "−")


def rounded(value, decimals):
    """Return a number as it must stand in a caption; one too large to be sent is infinite."""
    fixed = float(value) * 10.0**decimals
    if abs(fixed) < INT32_MAX:
        return format_fixed_point(round(fixed), decimals)
    return format_fixed_point(INT32_MAX if not fixed < 0 else -INT32_MAX, decimals)
