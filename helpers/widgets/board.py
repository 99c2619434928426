"""What all interactive figures have in common: controls around a figure, and what is saved."""

import base64
import threading
from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets

from helpers.widgets import controls
from helpers.widgets.codec import SliderFrames
from helpers.widgets.live_figure import LiveFigure

Positions = dict[str, int]  # {slider: number of the value it is at}


class Board(ipywidgets.VBox):
    """Controls around a LiveFigure: what `playground`, `manual_descent`, `race`, `compare` return.

    This is a base class because Jupyter asks the object at the end of a cell itself for what it
    shows and saves: all boards answer with a picture and its caption, for readers without a
    kernel. They differ in what their sliders show: in `_frames_of`, or in `slider_frames` where
    the frames of several sliders are computed together.

    Parameters
    ----------
    sliders : dict
        {name: control} of the controls that have positions: sliders, tick-boxes and the buttons
        of a schedule.
    live : LiveFigure
        The figure.
    reset_button : Button
        Puts everything back; the last of the controls.
    stepper : IntSlider, optional
        The slider of steps; it is below the figure, beside the reset button.
    others : iterable of Widget
        Controls beside the sliders, above the figure.

    Attributes
    ----------
    sliders : dict
        As passed.
    live : LiveFigure
        As passed.
    stepper : IntSlider, optional
        As passed.
    first_positions : dict
        {slider: position} to which `reset` goes back.
    """

    def __init__(
        self,
        sliders: dict[str, Any],
        live: LiveFigure,
        *,
        reset_button: ipywidgets.Button,
        stepper: ipywidgets.IntSlider | None = None,
        others: Iterable[ipywidgets.Widget] = (),
    ) -> None:
        self.sliders, self.live, self.stepper, others = sliders, live, stepper, list(others)
        self._lock = threading.RLock()  # callbacks run in another thread than cells
        self.first_positions = self.positions()
        columns = "repeat(auto-fit, minmax(min(100%, 300px), 1fr))"
        grid = ipywidgets.Layout(grid_template_columns=columns, grid_gap="0 16px")
        above = ipywidgets.GridBox([*sliders.values(), *others], layout=grid)
        below = ipywidgets.HBox([] if stepper is None else [stepper])
        below.children += (reset_button,)
        below.add_class("interactive-figure-steps")
        width = ipywidgets.Layout(max_width=f"{live.figure.bbox.width:.0f}px")
        super().__init__([above, live, below], layout=width)
        self.add_class("interactive-figure")  # see browser/live_figure.css
        live.bind_reset(reset_button, self.first_positions)
        buttons = [other for other in others if isinstance(other, ipywidgets.ToggleButtons)]
        live.announce(*buttons, need_kernel=True)

    def slider_frames(self, names: Iterable[str], positions: Positions) -> dict[str, SliderFrames]:
        """Return what every position of some sliders shows.

        Parameters
        ----------
        names : iterable of str
            The sliders that move, one at a time.
        positions : dict
            {slider: position} of all sliders: where those that do not move are.

        Returns
        -------
        dict
            {name: SliderFrames}.
        """
        return {name: self._frames_of(name, positions) for name in names}

    def _frames_of(self, name: str, positions: Positions) -> SliderFrames:
        """Return what every position of one slider shows, with the others at `positions`."""
        raise NotImplementedError

    def current_frame(self) -> tuple[SliderFrames, int, int]:
        """Return the frame that the controls stand for.

        Returns
        -------
        frames : SliderFrames
            Of the first slider, the others being where they are.
        position : int
            Which of its positions.
        step : int
            The step that is shown.
        """
        positions = self.positions()
        name = next(iter(positions))
        step = 0 if self.stepper is None else self.stepper.value
        return self.slider_frames([name], positions)[name], positions[name], step

    def positions(self) -> Positions:
        """Return where all sliders are.

        Returns
        -------
        dict
            {slider: number of the value it is at}.
        """
        return {name: controls.position(slider) for name, slider in self.sliders.items()}

    def refresh(self, positions: Positions) -> None:
        """Compute what every position of every slider shows, and send it to the browser.

        Parameters
        ----------
        positions : dict
            {slider: position}: where the sliders are.
        """
        with self._lock:
            self.live.show(self.slider_frames(self.sliders, positions), positions)

    def reset(self) -> None:
        """Put the sliders back to where they were at first, and the steps to their end."""
        with self._lock:
            if self.stepper is not None:
                self.stepper.value = self.stepper.max
            for name, position in self.first_positions.items():
                controls.move(self.sliders[name], position)
            self.refresh(self.first_positions)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what Jupyter shows and saves: the widget, a picture, and its caption."""
        data: dict[str, Any] = dict(super()._repr_mimebundle_(**kwargs) or {})
        frame = self.current_frame()
        data["text/plain"] = self.live.caption(*frame)
        if "image/png" not in (kwargs.get("exclude") or ()):  # a page needs no still form
            data["image/png"] = base64.b64encode(self.live.png(*frame)).decode()
        width = round(self.live.figure.bbox.width)
        return data, {"image/png": {"width": width, "alt": data["text/plain"]}}


def button(description: str, on_click: Callable[[], None], **layout: str) -> ipywidgets.Button:
    """Return a button that calls `on_click()`.

    Parameters
    ----------
    description : str
        Its text.
    on_click : callable
        What it does.
    **layout : str
        As of ipywidgets.Layout.

    Returns
    -------
    Button
        With the text on it.
    """
    made = ipywidgets.Button(description=description, layout=ipywidgets.Layout(**layout))
    made.on_click(lambda _: on_click())
    return made


def reset_button(reset: Callable[[], None]) -> ipywidgets.Button:
    """Return the button that calls `reset()`.

    Parameters
    ----------
    reset : callable
        Puts everything back.

    Returns
    -------
    Button
        With the word Reset on it.
    """
    return button("Reset", reset, width="6.5em")
