"""What matplotlib has drawn, as pixels: taken from it, encoded in few colours, and released."""

from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

__all__ = ["agg_canvas", "encode_png", "reduce_colours", "release_renderer", "rendered_image"]

SAMPLED = slice(None, None, 29)  # of an image's pixels: enough to find the colours of large areas


def agg_canvas(figure: Figure) -> FigureCanvasAgg:
    """Return the canvas of a figure, on which Agg draws; one that has another gets it.

    Parameters
    ----------
    figure : Figure
        A Figure made without pyplot.

    Returns
    -------
    FigureCanvasAgg
        The canvas that the figure has from now on.
    """
    canvas = figure.canvas
    return canvas if isinstance(canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)


def rendered_image(renderer: RendererAgg) -> Image.Image:
    """Return what an Agg renderer has drawn as an image without transparency.

    Parameters
    ----------
    renderer : RendererAgg
        A renderer that has drawn a figure.

    Returns
    -------
    Image
        A copy of its pixels, in RGB.
    """
    return Image.fromarray(np.asarray(renderer.buffer_rgba())).convert("RGB")


def encode_png(image: Image.Image) -> bytes:
    """Return an image as PNG bytes.

    Parameters
    ----------
    image : Image
        An image in a mode that PNG has, such as RGB or a palette.

    Returns
    -------
    bytes
        The content of a PNG file.
    """
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def reduce_colours(image: Image.Image) -> Image.Image:
    """Return an RGB image in 256 colours: a third of the bytes as PNG.

    It is meant for backgrounds, which have few colours: each pixel's comes near to its own. Where
    several become one, the most frequent of them is kept, since a tint is most visible in a large
    area.

    Parameters
    ----------
    image : Image
        An RGB image, which stays as it is.

    Returns
    -------
    Image
        An image of the same size with a palette.
    """
    reduced = image.quantize(method=Image.Quantize.MAXCOVERAGE)
    indices = np.asarray(reduced).ravel()[SAMPLED].astype(np.int64)
    reds, greens, blues = np.asarray(image).reshape(-1, 3)[SAMPLED].T.astype(np.int64)
    keys = indices << 24 | reds << 16 | greens << 8 | blues
    keys, counts = np.unique(keys, return_counts=True)
    keys = keys[np.argsort(counts)]  # of those with one index the last, most frequent, stays
    palette = np.reshape(reduced.getpalette() or [], (-1, 3)).astype(np.uint8)
    palette[keys >> 24] = np.stack([keys >> 16, keys >> 8, keys], axis=-1) & 255
    reduced.putpalette(palette.tobytes())
    return reduced


def release_renderer(figure: Figure) -> None:
    """Release the pixels of a figure's last drawing, which are megabytes.

    Its canvas holds the renderer; so does each text that was measured with it; and a traceback
    inside matplotlib may hold it until the next full garbage collection, so it is emptied.

    Parameters
    ----------
    figure : Figure
        A figure that Agg has drawn; it gets a new canvas.
    """
    renderer = agg_canvas(figure).get_renderer()
    FigureCanvasAgg(figure)
    for text in figure.findobj(Text):
        text._renderer = None  # pyright: ignore[reportAttributeAccessIssue]
    vars(renderer).clear()
