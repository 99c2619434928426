"""What LiveFigure sends, read as live_figure.js reads it, but written apart from live.py to check it."""

import zlib
from decimal import Decimal

import numpy as np

GAP, MOST = -(2**31), 2**31 - 1


class StripDecoder:
    """The strips that a LiveFigure has sent last."""

    def __init__(self, live):
        self.at, self.strips = live.payload["at"], live.payload["strips"]
        self.decimals = live.geometry["decimals"]
        block = np.frombuffer(zlib.decompress(live.payload["block"]), dtype=np.uint8)
        turned = sum(b.astype(np.uint32) << 8 * k for k, b in enumerate(block.reshape(4, -1)))
        half = (turned >> 1).astype(np.int32)
        self.whole = np.where(turned % 2, -half - 1, half).astype(np.int32)

    def array(self, part):
        """Return one block of whole numbers: the sums of the differences sent, in 32 bits, and on
        top of that the block beside which it stands."""
        differences = self.whole[part["start"] :][: np.prod(part["shape"])].reshape(part["shape"])
        sums = np.cumsum(differences, axis=-1, dtype=np.int32)
        if "beside" not in part:
            return sums
        return sums + self.array({"start": part["beside"], "shape": part["shape"]})

    def pixels(self, name, trace):
        """Return x and y of one line in pixels from the top left, NaN for a gap, with the axes
        (positions of the slider, points, steps)."""
        whole = np.broadcast_arrays(*map(self.array, self.strips[name]["lines"][trace]))
        return [np.where(axis == GAP, np.nan, axis / 32) for axis in whole]

    def caption(self, name, position, step):
        """Return what stands below the picture."""
        strip = self.strips[name]
        ending = strip["endings"][position]
        text = ending[1] if ending and step >= ending[0] else strip["captions"][position]
        text = text.replace("{step}", str(step))
        for i, (places, part) in enumerate(zip(self.decimals, strip["numbers"], strict=True)):
            text = text.replace(f"{{{i}}}", said(self.array(part)[position, step], places))
        return text


def said(whole, places):
    """Return a number that was sent as a whole one, as the browser writes it."""
    if abs(whole) >= MOST:
        return "∞" if whole > 0 else "−∞"
    return f"{Decimal(int(whole)).scaleb(-places):f}".replace("-", "−")


def rounded(value, places):
    """Return a number as it must stand in a caption; one too large to be sent is infinite."""
    whole = float(value) * 10.0**places
    return said(round(whole) if abs(whole) < MOST else MOST if not whole < 0 else -MOST, places)
