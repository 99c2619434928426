"""What all boards have in common: controls above a figure, saved with a picture and a line."""

import base64

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from helpers.plotting import VIEWS
from helpers.plotting.gallery import PANEL
from helpers.widgets import controls as slides


class Board(ipywidgets.VBox):
    """Controls above a LiveFigure; saved with a picture and a line of text for readers who have
    no kernel.

    `sliders`: {name: slider}; `others`: what stands after them; `home`: the button that puts all
    of them back, the last of the controls.
    """

    def __init__(self, sliders, live, *, home, others=()):
        self.sliders, self.live = sliders, live
        columns = "repeat(auto-fit, minmax(min(100%, 380px), 1fr))"
        grid = ipywidgets.Layout(
            grid_template_columns=columns, max_width="960px", grid_gap="0 16px"
        )
        controls = ipywidgets.GridBox([*sliders.values(), *others, home], layout=grid)
        super().__init__([controls, live])
        live.bind_reset(home, self.positions())
        live.announce(*(o for o in others if isinstance(o, ipywidgets.ToggleButtons)))

    def current_frame(self):
        """Return (strip, position, step): the frame that the controls stand for."""
        raise NotImplementedError

    def positions(self):
        """Return {slider: number of the value it stands on}."""
        return {name: slides.position(slider) for name, slider in self.sliders.items()}

    def _repr_mimebundle_(self, **kwargs):
        data = dict(super()._repr_mimebundle_(**kwargs))
        frame = self.current_frame()
        data["text/plain"] = self.live.caption(*frame)
        data["image/png"] = base64.b64encode(self.live.png(*frame)).decode()
        width = round(self.live.figure.bbox.width)
        return data, {"image/png": {"width": width, "alt": data["text/plain"]}}


def reset_button(reset):
    """Return a button that calls `reset()`."""
    button = ipywidgets.Button(description="Reset", layout=ipywidgets.Layout(width="6.5em"))
    button.on_click(lambda _: reset())
    return button


def panels(problem, views, steps, *, seen=True, known=True):
    """Return a private figure (never pyplot: callbacks run in another thread) and its axes."""
    width, height = PANEL
    figure = Figure(figsize=(width * max(len(views), 2), height), dpi=100, layout="constrained")
    axes = dict(zip(views, np.ravel(figure.subplots(1, len(views))), strict=True))
    for view in views:
        VIEWS[view].background(axes[view], problem, steps, seen=seen, known=known)
    return figure, axes
