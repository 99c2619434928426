"""A matplotlib figure whose lines move in the browser, without asking the kernel.

The kernel draws what does not move once, and sends the frames of each slider: the lines at each of
its positions, and a caption for each. The browser (browser/) paints them while a slider is dragged,
and asks for new frames when it is at rest.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets
import traitlets
from matplotlib.figure import Figure
from PIL import Image

from helpers.core.malloc import release_memory
from helpers.core.results import RESULTS
from helpers.plotting import Trace
from helpers.widgets import images
from helpers.widgets.codec import SliderFrames, encode_payload, format_number
from helpers.widgets.error_messages import describe_error
from helpers.widgets.figure_drawing import FigureDrawing
from helpers.widgets.grabs import Grab, grab_geometry
from helpers.widgets.join_modules import join_modules
from helpers.widgets.readouts import axis_scales, curve_names
from helpers.widgets.shared_code import SharedCodeWidget

__all__ = ["Candidate", "LiveFigure", "SliderFrames"]

BROWSER = Path(__file__).with_name("browser")
CSS_COMMENT = re.compile(r"/\*.*?\*/\n*|^ +", re.DOTALL | re.MULTILINE)  # and indentation


class Candidate(NamedTuple):
    """The settings and the start for which a frame is requested during a drag.

    Attributes
    ----------
    positions : dict
        {name: position} of the sliders.
    start : tuple of float, optional
        The (x, y) of a start in data coordinates; None for the one there is.
    """

    positions: dict[str, int]
    start: tuple[float, float] | None = None


class LiveFigure(SharedCodeWidget):
    """Show a private matplotlib Figure with lines that follow sliders.

    Parameters
    ----------
    figure : Figure
        A Figure made without pyplot, whose axes are linear or logarithmic.
    traces : sequence of Trace
        The lines that move.
    sliders : dict
        {name: widget with an `index` or a `value`}.
    step : ipywidgets.IntSlider, optional
        An IntSlider for the step shown, or None.
    decimals : sequence of int
        Digits after the point for each number in a caption.
    marks : dict, optional
        {name of a slider: what is marked on it}, as predictions.stability_marks returns it.
    grabs : sequence of Grab
        What can be dragged on the figure; one at most is the start of the runs.
    on_idle : callable, optional
        Called with {name: position} when a slider is at rest.
    prefetch : callable, optional
        Called with a list of Candidate during a drag: where the pointer is, and where it may be
        next. Returns SliderFrames with a position for each of them, or for the first few.
    set_start : callable, optional
        Called with the (x, y) where the start is dropped, in data coordinates.
    shift_start : callable, optional
        Called with (right, up), how often arrow keys were pressed.
    goal : str
        What a challenge asks for, in words; "" without one.

    Attributes
    ----------
    progress : dict
        `moves`, how often the sliders have come to rest at another place until the challenge was
        met, and `met`, whether it is. The browser counts.
    """

    _script = join_modules(BROWSER.glob("*.js"))
    _style = CSS_COMMENT.sub("", (BROWSER / "live_figure.css").read_text(encoding="utf-8"))
    background = traitlets.Bytes().tag(sync=True)
    geometry = traitlets.Dict().tag(sync=True)
    payload = traitlets.Dict().tag(sync=True)
    sliders = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)
    marks = traitlets.Dict().tag(sync=True)
    step = traitlets.Any(None, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)
    controls = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    kernel_controls = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)
    reset_positions = traitlets.Dict().tag(sync=True)
    reset_button = traitlets.Any(None, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    error_message = traitlets.Unicode().tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)
    progress = traitlets.Dict({"moves": 0, "met": False}).tag(sync=True)

    def __init__(
        self,
        figure: Figure,
        traces: Sequence[Trace],
        *,
        sliders: Mapping[str, ipywidgets.Widget],
        step: ipywidgets.IntSlider | None = None,
        decimals: Sequence[int] = (),
        marks: Mapping[str, Mapping[str, Any]] | None = None,
        grabs: Sequence[Grab] = (),
        on_idle: Callable[[dict[str, int]], None] | None = None,
        prefetch: Callable[[list[Candidate]], SliderFrames] | None = None,
        set_start: Callable[[float, float], None] | None = None,
        shift_start: Callable[[int, int], None] | None = None,
        goal: str = "",
    ) -> None:
        self.figure, self.traces = figure, list(traces)
        self.decimals = tuple(decimals)
        self.drawing = FigureDrawing(figure, traces)
        self.start_axes = next((grab.axes for grab in grabs if not grab.sliders), None)
        self._on_idle, self._prefetch = on_idle, prefetch
        self._set_start, self._shift_start = set_start, shift_start
        height = figure.bbox.height
        super().__init__(
            background=self.drawing.background,
            geometry={
                **self.drawing.geometry,
                "decimals": list(decimals),
                "grabs": [grab_geometry(grab, self.traces, height) for grab in grabs],
                "axes": axis_scales(figure),
                "names": curve_names(figure, self.traces),
            },
            sliders=dict(sliders),
            marks=dict(marks or {}),
            step=step,
            controls=[control for control in (*sliders.values(), step) if control is not None],
            goal=goal,
        )
        self.on_msg(self._on_message)

    @traitlets.observe("progress")
    def _keep_challenge(self, change: Any) -> None:
        moves = change["new"]["moves"] - change["old"]["moves"]
        RESULTS.add_challenge(self.goal, moves=moves, met=change["new"]["met"])

    def show(self, slider_frames: Mapping[str, SliderFrames], at: Mapping[str, int]) -> None:
        """Send the frames of each slider, and paint them.

        Parameters
        ----------
        slider_frames : dict
            The frames of each slider, by its name.
        at : dict
            The position of each slider around which they were computed.
        """
        encoded = encode_payload(slider_frames, self.traces, self.decimals, self.figure.bbox.height)
        self.payload = {"at": dict(at), **encoded}
        self.error_message = ""
        release_memory()

    def announce(self, *buttons: ipywidgets.ToggleButtons, need_kernel: bool = False) -> None:
        """Label buttons for screen readers, which then announce the one that is pressed.

        Parameters
        ----------
        *buttons : ToggleButtons
            Controls besides the sliders and the step, which are announced without this.
        need_kernel : bool
            Whether only the kernel does what they say; without one they are disabled.
        """
        self.controls = [*self.controls, *buttons]
        if need_kernel:
            self.kernel_controls = [*self.kernel_controls, *buttons]

    def bind_reset(self, button: ipywidgets.Button, positions: Mapping[str, int]) -> None:
        """Let the browser itself put the sliders back when `button` is pressed.

        If the kernel moved them back, a message of a slider that is still under way could arrive
        afterwards and undo it.

        Parameters
        ----------
        button : ipywidgets.Button
            A button whose own callback resets the kernel's side.
        positions : dict
            Where each slider goes, by its name. The step goes to its end.
        """
        self.reset_positions, self.reset_button = dict(positions), button

    def redraw(self) -> None:
        """Draw the background again, after a change to it that leaves the axes in place."""
        self.drawing.redraw()
        self.geometry = {**self.geometry, "axes": axis_scales(self.figure)}
        self.background = self.drawing.background

    def caption(self, frames: SliderFrames, position: int, step: int) -> str:
        """Return the text that the browser shows below the figure, for one frame.

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
        str
            The caption, or the ending where it applies at `step`, with the step and the numbers
            filled in.
        """
        ending = frames.endings[position]
        ended = ending if ending is not None and step >= ending[0] else None
        text = ended[1] if ended else frames.captions[position]
        text = text.replace("{step}", str(step))
        for i, digits in enumerate(self.decimals):
            number = format_number(frames.numbers[position, i, step], digits)
            text = text.replace(f"{{{i}}}", number)
        return text

    def png(self, frames: SliderFrames, position: int, step: int) -> bytes:
        """Return one frame as PNG bytes in 256 colours, which are half the bytes or less.

        Only a few pixels at the edges of lines differ from `picture`.

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
        bytes
            A PNG file of the size that `picture` has.
        """
        picture = self.picture(frames, position, step)
        self.settle()
        return images.encode_png(picture.quantize())

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
        return self.drawing.picture(frames, position, step)

    def settle(self) -> None:
        """Release the memory that drawing has taken; the figure can be drawn again."""
        self.drawing.release_ticks()
        release_memory()

    def _on_message(self, _: Any, content: dict[str, Any], buffers: Any) -> None:
        answer, buffers = {"kind": "done"}, []
        try:
            if content.get("kind") == "prefetch" and self._prefetch:
                answer, buffers = self._prefetched_frames(**content)
            else:
                self._handle(content)
        except Exception as error:  # whatever a reader's own rule raises belongs on the page
            self.error_message = describe_error(error)
        finally:
            self.send(answer, buffers)

    def _handle(self, content: dict[str, Any]) -> None:
        """Pass a message of the browser on; unknown messages are ignored."""
        kind = content.get("kind")
        if kind == "idle" and self._on_idle:
            self._on_idle(content["positions"])
            if content.get("again"):  # where they are the same, they would not be sent
                self.send_state("payload")
        elif kind == "set_start" and self._set_start and self.start_axes is not None:
            self._set_start(*self._data_coordinates(content["x"], content["y"]))
        elif kind == "shift_start" and self._shift_start and self.start_axes is not None:
            self._shift_start(content["right"], content["up"])

    def _data_coordinates(self, x: float, y: float) -> tuple[float, float]:
        """Return the data coordinates of a point in pixels from the top left."""
        assert self.start_axes is not None, "there is a start to be dragged"
        pixel = x, self.figure.bbox.height - y
        x, y = self.start_axes.transData.inverted().transform(pixel).tolist()
        return x, y

    def _prefetched_frames(
        self, kind: str, candidates: list[dict[str, Any]]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return frames that are shown during a drag; the traits stay as they are."""
        assert self._prefetch, "checked by _on_message"
        listed = [
            Candidate(
                candidate["positions"],
                self._data_coordinates(*candidate["start"]) if candidate["start"] else None,
            )
            for candidate in candidates
        ]
        frames = self._prefetch(listed)
        height = self.figure.bbox.height
        encoded = encode_payload({"prefetched": frames}, self.traces, self.decimals, height)
        self.error_message = ""
        buffers = [encoded.pop("block")]
        answered = candidates[: len(frames.captions)]
        return {"kind": "prefetched", "candidates": answered, **encoded}, buffers
