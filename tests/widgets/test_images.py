"""Images in few colours, and what is kept of a drawing."""

import gc
import weakref
from io import BytesIO

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from support.small_figures import panel

from helpers.widgets import images


@pytest.fixture
def shades():
    """An image of 60 x 100 pixels: white, ten greys a level apart, and 3,000 colours."""
    pixels = np.full((60, 100, 3), 255, np.uint8)
    pixels[20:30] = np.arange(200, 210).reshape(10, 1, 1)
    pixels[30:] = np.random.default_rng(0).integers(0, 255, (30, 100, 3))
    return Image.fromarray(pixels)


@pytest.mark.parametrize("encode, mode", [(images.encode_png, "PNG"), (images.encode_webp, "WEBP")])
def test_what_is_encoded_is_the_image(shades, encode, mode):
    decoded = Image.open(BytesIO(encode(shades)))
    assert decoded.format == mode
    assert np.array_equal(np.asarray(decoded), np.asarray(shades))


def test_large_areas_keep_their_colour_when_colours_are_reduced(shades):
    reduced = images.reduce_colours(shades)
    assert reduced.mode == "P" and len(reduced.getcolors()) <= images.BACKGROUND_COLOURS
    before, after = np.asarray(shades), np.asarray(reduced.convert("RGB"))
    assert np.array_equal(after[:30], before[:30])
    assert len(images.encode_png(reduced)) < len(images.encode_png(shades)) / 2


def test_a_released_renderer_is_not_kept_and_the_figure_can_be_drawn_again():
    axes, _ = panel()
    figure = axes.figure
    canvas = FigureCanvasAgg(figure)
    axes.set_title("a text that was measured")
    canvas.draw()
    renderer = weakref.ref(canvas.get_renderer())
    first = images.rendered_image(renderer())
    images.release_renderer(figure)
    del canvas
    gc.collect()
    assert renderer() is None
    figure.canvas.draw()
    assert np.array_equal(images.rendered_image(figure.canvas.get_renderer()), first)
