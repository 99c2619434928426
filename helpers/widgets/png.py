"""What matplotlib has drawn, as pixels: taken from it, sent in few colours, and forgotten."""

from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

SAMPLE = slice(None, None, 29)  # of a picture's pixels: enough to know its large areas


def picture(renderer):
    """Return what an Agg renderer has drawn as a PIL Image without transparency."""
    return Image.fromarray(np.asarray(renderer.buffer_rgba())).convert("RGB")


def packed(picture):
    """Return a PIL Image as PNG bytes."""
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def in_few_colours(picture):
    """Return a PIL Image in 256 colours, as PNG a third of the bytes.

    It is for what stands still, which is drawn in few: each pixel's comes near to its own. Of all
    that become one the most frequent is taken, since in a large area an eye sees the least tint.
    """
    few = picture.quantize(method=Image.Quantize.MAXCOVERAGE)
    numbers = np.asarray(few).ravel()[SAMPLE].astype(np.int64)
    reds, greens, blues = np.asarray(picture).reshape(-1, 3)[SAMPLE].T.astype(np.int64)
    seen, times = np.unique(numbers << 24 | reds << 16 | greens << 8 | blues, return_counts=True)
    seen = seen[np.argsort(times)]  # of those with one number the last stays
    palette = np.reshape(few.getpalette(), (-1, 3)).astype(np.uint8)
    palette[seen >> 24] = np.stack([seen >> 16, seen >> 8, seen], axis=-1) & 255
    few.putpalette(palette.tobytes())
    return few


def forget(figure):
    """Let a figure forget the pixels of its last drawing, which are megabytes.

    Its canvas holds them; so does each text that was measured on them; and a traceback inside
    matplotlib may hold their owner until the next full garbage collection, so it is emptied.
    """
    renderer = figure.canvas.renderer
    FigureCanvasAgg(figure)
    for text in figure.findobj(Text):
        text._renderer = None
    vars(renderer).clear()
