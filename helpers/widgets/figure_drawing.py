"""What matplotlib draws of a figure whose lines move: its background, and single frames."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from helpers.plotting import Trace
from helpers.plotting.gallery import set_line_data
from helpers.plotting.style import course_style
from helpers.widgets import images
from helpers.widgets.codec import MAX_DISTANCE, SliderFrames, to_pixels
from helpers.widgets.figure_layout import box_from_top_left, legends_of, panel_extents
from helpers.widgets.line_style import canvas_style

__all__ = ["BACKGROUND_SCALE", "LEGEND_OPACITY", "FigureDrawing"]

LINE_ZORDER = 100  # above axes: in the browser lines are painted over the background
LEGEND_OPACITY = 0.8  # over the lines, as matplotlib's own legends have it; see browser/paint.js
BACKGROUND_SCALE = 2  # pixels of the background for one of the figure's own


class FigureDrawing:
    """Draws a private Figure, from any thread.

    Parameters
    ----------
    figure : Figure
        A Figure made without pyplot. Its axes stay where they are from now on.
    traces : sequence of Trace
        The lines that move.

    Attributes
    ----------
    geometry : dict
        What the browser must know of it: Geometry in browser/types.d.ts, without what
        LiveFigure adds.
    background : bytes
        All that does not move, as WebP.
    """

    def __init__(self, figure: Figure, traces: Sequence[Trace]) -> None:
        self.figure, self.traces = figure, list(traces)
        self._lock = threading.RLock()
        images.agg_canvas(figure)  # before the layout, which would otherwise make another renderer
        legends = legends_of(figure)
        for k, trace in enumerate(self.traces):  # one above the other, as the browser paints them
            trace.line.set(data=([], []), zorder=LINE_ZORDER + k / (1 + len(self.traces)))
        for legend in legends:
            legend.set(zorder=LINE_ZORDER + 1)
        with self.background_resolution():  # all at one resolution: each text is measured once
            if engine := figure.get_layout_engine():
                engine.execute(figure)
                figure.set_layout_engine("none")
            panels = panel_extents(figure)
            self.background = self._draw_background()
            boxes = [legend.get_frame().get_window_extent() for legend in legends]
            scaled = [box_from_top_left(box, figure.bbox.height) for box in boxes]
        width, height = figure.bbox.size
        styles = [canvas_style(trace, height) for trace in self.traces]
        markers = list(dict.fromkeys(look["marker"] for look in styles if look["marker"]))
        for look in styles:
            look["marker"] = markers.index(look["marker"]) if look["marker"] else None
        self.geometry: dict[str, Any] = {
            "width": width,
            "height": height,
            "panels": [[width * left, width * share] for left, share in panels],
            "traces": styles,
            "markers": markers,
            "legends": [[side / BACKGROUND_SCALE for side in box] for box in scaled],
        }

    def redraw(self) -> None:
        """Draw the background again, after a change to it that leaves the axes in place."""
        with self._lock, self.background_resolution():
            self.background = self._draw_background()

    def picture(self, frames: SliderFrames, position: int, step: int) -> Image.Image:
        """Return one frame: lines drawn by matplotlib over the background, behind the legends.

        Parameters
        ----------
        frames : SliderFrames
            The frames of one slider.
        position : int
            The slider's position, counted from 0.
        step : int
            The step shown, counted from 0.

        Returns
        -------
        Image
            An RGB image with BACKGROUND_SCALE pixels for one of the figure's own.
        """
        with (
            self.lines_at(frames, position, step),
            course_style(),
            self.background_resolution(),
        ):
            renderer = images.agg_canvas(self.figure).get_renderer()
            background = Image.open(BytesIO(self.background)).convert("RGBA")
            np.asarray(renderer.buffer_rgba())[...] = background
            for trace in self.traces:
                trace.line.draw(renderer)
            picture = images.rendered_image(renderer)
            images.release_renderer(self.figure)
        for x, y, width, height in self.geometry["legends"]:
            corners = (x, y, x + width, y + height)
            box = tuple(round(BACKGROUND_SCALE * side) for side in corners)
            legend = background.crop(box).convert("RGB")
            picture.paste(Image.blend(picture.crop(box), legend, LEGEND_OPACITY), box)
        return picture

    def release_ticks(self) -> None:
        """Release the ticks: megabytes on a log scale, which are made again when needed."""
        with self._lock, course_style():
            for axes in self.figure.axes:
                axes.xaxis.reset_ticks()
                axes.yaxis.reset_ticks()

    @contextmanager
    def background_resolution(self) -> Iterator[None]:
        """Draw with as many pixels as the background has.

        Yields
        ------
        None
            The figure has BACKGROUND_SCALE times its resolution in the `with` block.
        """
        dpi = self.figure.dpi
        try:
            self.figure.dpi = BACKGROUND_SCALE * dpi
            yield
        finally:
            self.figure.dpi = dpi

    @contextmanager
    def lines_at(self, frames: SliderFrames, position: int, step: int) -> Iterator[None]:
        """Put the lines where they are in one frame, and empty them again.

        Parameters
        ----------
        frames : SliderFrames
            The frames of one slider.
        position : int
            The slider's position, counted from 0.
        step : int
            The step shown, counted from 0.

        Yields
        ------
        None
            The lines are there in the `with` block, in which no other thread draws the figure.
        """
        with self._lock:
            for trace, xy in zip(self.traces, frames.points, strict=True):
                x, y = np.broadcast_arrays(*(a[min(position, len(a) - 1)] for a in xy))
                set_line_data(trace, *_without_far_points(trace.line, x, y), step)
            try:
                yield
            finally:
                for trace in self.traces:
                    trace.line.set_data([], [])

    def _draw_background(self) -> bytes:
        """Draw the figure as it is. (Its savefig would draw it twice.)"""
        canvas = images.agg_canvas(self.figure)
        canvas.draw()
        image = images.rendered_image(canvas.get_renderer())
        images.release_renderer(self.figure)
        return images.encode_webp(images.reduce_colours(image))


def _without_far_points(
    line: Line2D, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Replace by NaN the points that the browser does not draw either."""
    pixels = np.abs([to_pixels(line, x, 0), to_pixels(line, y, 1)])
    gap = ~(pixels < MAX_DISTANCE).all(axis=0)
    return np.where(gap, np.nan, x), np.where(gap, np.nan, y)
