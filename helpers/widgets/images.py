"""Rendered figures as images: PNG in few colours or WebP, and their memory released."""

from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

__all__ = [
    "agg_canvas",
    "encode_png",
    "encode_webp",
    "reduce_colours",
    "release_renderer",
    "rendered_image",
]

PALETTE = 256  # a PNG's palette has room for so many colours
BACKGROUND_COLOURS = 128  # of a background that has more
EXACT = 32  # of them: those of the largest areas, in which another shade would be seen
SAMPLED_PIXELS = slice(None, None, 29)  # enough to find the colours of large areas


def agg_canvas(figure: Figure) -> FigureCanvasAgg:
    """Return the Agg canvas of a figure, after giving it one if it has another.

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


def encode_webp(image: Image.Image) -> bytes:
    """Return an image in few colours as WebP, without loss: three quarters of the bytes of a PNG.

    GitHub shows no WebP in a notebook: it is for what the browser paints.

    Parameters
    ----------
    image : Image
        An image in a mode that can become RGB.

    Returns
    -------
    bytes
        The content of a WebP file.
    """
    file = BytesIO()
    # Of 1 to 6 and 0 to 100: more would save a few per cent, in twice the time.
    image.convert("RGB").save(file, "WEBP", lossless=True, method=1, quality=50)
    return file.getvalue()


def reduce_colours(image: Image.Image) -> Image.Image:
    """Return an RGB image in 128 colours: a quarter of the bytes in a file.

    It is meant for backgrounds, which have few colours. Those of large areas stay as they are; the
    others, at the edges of lines and letters, come near to their own. An image that has no more
    colours than a palette stays as it is.

    Parameters
    ----------
    image : Image
        An RGB image, which stays as it is.

    Returns
    -------
    Image
        An image of the same size with a palette.
    """
    if image.getcolors(PALETTE):
        return image.quantize(PALETTE, method=Image.Quantize.MAXCOVERAGE)
    red, green, blue = np.moveaxis(np.asarray(image).astype(np.int32), -1, 0)
    colours = red << 16 | green << 8 | blue
    sampled, counts = np.unique(colours.ravel()[SAMPLED_PIXELS], return_counts=True)
    exact = np.sort(sampled[np.argsort(counts)[-EXACT:]])
    approximate = image.quantize(BACKGROUND_COLOURS - len(exact), method=Image.Quantize.MAXCOVERAGE)
    places = np.searchsorted(exact, colours).clip(max=len(exact) - 1)
    is_exact = exact[places] == colours
    indices = np.where(is_exact, places, np.asarray(approximate) + len(exact))
    reduced = Image.fromarray(indices.astype(np.uint8), "P")
    palette = np.stack([exact >> 16, exact >> 8, exact], axis=-1).astype(np.uint8)
    reduced.putpalette([*palette.ravel().tolist(), *(approximate.getpalette() or [])])
    return reduced


def release_renderer(figure: Figure) -> None:
    """Release the pixel buffer of a figure's last drawing, which takes megabytes.

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
