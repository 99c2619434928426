"""The ways people let a slider move pictures in a notebook: one cell each, all with the same three
views of the same run of gradient descent, at 120 learning rates."""

from typing import NamedTuple

PREPARE = """
import os
from pathlib import Path
Path({pid!r}).write_text(str(os.getpid()))
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import (HBox, IntProgress, Layout, SelectionSlider, VBox, interact,
                        interactive_output, jslink)
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.plotting import gallery
from helpers.widgets import playground
from helpers.problems import DiamondPrices
from helpers.rules import gradient_descent
from helpers.plotting import COLOURS, VIEWS

prices = DiamondPrices(split_diamonds(load_diamonds()).train)
rates = [i / 240 for i in range(1, 121)]
slider = SelectionSlider(options=rates, description="rate", layout=Layout(width="470px"))

def run_at(rate):
    return descend(gradient_descent, prices, steps=100, learning_rate=rate)

def lines(rate):  # what moves: one in the data, three on the contours, two in the loss
    run = run_at(rate)
    (m, b), path = run.path[-1], run.path.T
    ends, count = np.array([0.2, 2.5]), np.arange(101)
    return [(ends, m * ends + b), path[:, :1], path, path[:, -1:],
            (count, run.excess), (count[-1:], run.excess[-1:])]
"""

OURS = """
board = playground(gradient_descent, prices, batch_size=None, learning_rate=rates)
board"""

INTERACT = """
def draw(rate):
    gallery(run_at(rate))
    plt.show()
interact(draw, rate=slider)
None"""

OUTPUT = """
def draw(rate):
    gallery(run_at(rate))
    plt.show()
VBox([slider, interactive_output(draw, {"rate": slider})])"""

IPYMPL = """
%matplotlib widget
plt.ioff()
figure, panels = plt.subplots(1, 3, figsize=(9.6, 3.3), layout="constrained")
moving = []
for panel, view in zip(panels, ("data", "contours", "loss")):
    VIEWS[view].background(panel, prices, 100)
    traces = VIEWS[view].traces(panel, COLOURS["gradient_descent"])
    moving += [trace.line for trace in traces[-3:]]  # without the white edge of the path
figure.draw_without_rendering()
figure.set_layout_engine("none")  # laid out once is enough, and quicker
def draw(_):
    for line, xy in zip(moving, lines(slider.value)):
        line.set_data(*xy)
    figure.canvas.draw_idle()
slider.observe(draw, "value")
VBox([slider, figure.canvas])"""

PLOTLY = """
import plotly.graph_objects as go
from plotly.subplots import make_subplots
figure = go.FigureWidget(make_subplots(1, 3))
grid = [np.linspace(*side, 121) for side in prices.domain]
height = prices.excess(np.stack(np.meshgrid(*grid), axis=-1))
figure.add_trace(go.Scatter(x=prices.x[:1000], y=prices.y[:1000], mode="markers"), 1, 1)
figure.add_trace(go.Contour(x=grid[0], y=grid[1], z=height**0.4, ncontours=13, showscale=False,
                            colorscale="Greys"), 1, 2)
figure.add_trace(go.Scatter(x=prices.minimum[:1], y=prices.minimum[1:], mode="markers"), 1, 2)
first_moving = len(figure.data)
modes = ["lines", "markers", "lines+markers", "markers", "lines", "markers"]
for (x, y), mode, column in zip(lines(rates[0]), modes, (1, 2, 2, 2, 3, 3)):
    figure.add_trace(go.Scatter(x=x, y=y, mode=mode), 1, column)
figure.update_layout(width=960, height=330, showlegend=False, yaxis3={"type": "log"})
figure.update_layout(yaxis3={"range": [-5, 3]}, xaxis2={"range": list(prices.domain[0])},
                     yaxis2={"range": list(prices.domain[1])})
def draw(_):
    with figure.batch_update():
        for trace, (x, y) in zip(figure.data[first_moving:], lines(slider.value)):
            trace.x, trace.y = x, y
slider.observe(draw, "value")
VBox([slider, figure])"""

BQPLOT = """
import bqplot
from contextlib import ExitStack
def panel(title, xs, ys, *marks):
    axes = [bqplot.Axis(scale=xs), bqplot.Axis(scale=ys, orientation="vertical")]
    return bqplot.Figure(marks=list(marks), axes=axes, title=title, animation_duration=0,
                         layout=Layout(width="320px", height="330px"))
sides = [bqplot.LinearScale(min=float(low), max=float(high)) for low, high in prices.domain]
scales = [(bqplot.LinearScale(), bqplot.LinearScale()), sides,
          (bqplot.LinearScale(), bqplot.LogScale(min=3e-5, max=1e3))]
scaled = [{"x": x, "y": y} for x, y in scales]
grid = np.meshgrid(*[np.linspace(*side, 121) for side in prices.domain])
height = prices.excess(np.stack(grid, axis=-1))
levels = plt.figure().gca().contour(*grid, height, height.max() * np.linspace(0, 1, 13)[1:] ** 2.5)
gap = [[np.nan, np.nan]]
rings = np.concatenate([part for level in levels.allsegs for ring in level for part in (ring, gap)])
plt.close()
cloud = bqplot.Scatter(x=prices.x[:1000], y=prices.y[:1000], scales=scaled[0], default_size=4)
contours = bqplot.Lines(x=rings[:, 0], y=rings[:, 1], scales=scaled[1], colors=["grey"],
                        stroke_width=0.5)
star = bqplot.Scatter(x=prices.minimum[:1], y=prices.minimum[1:], scales=scaled[1])
line, dots = bqplot.Lines, bqplot.Scatter
mark_types = [line, dots, line, dots, dots, line]
marks = []  # the curve of the loss comes last: when it is drawn, all is
order = [0, 1, 2, 3, 5, 4]
for mark_type, which in zip(mark_types, order):
    x, y = lines(rates[0])[which]
    marks.append(mark_type(x=x, y=y, scales=scaled[(0, 1, 1, 1, 2, 2)[which]]))
def draw(_):
    moved = lines(slider.value)
    for mark, which in zip(marks, order):
        with mark.hold_sync():
            mark.x, mark.y = moved[which]
slider.observe(draw, "value")
VBox([slider, HBox([panel("data", *scales[0], cloud, marks[0]),
                    panel("contours", *scales[1], contours, star, *marks[1:4]),
                    panel("loss", *scales[2], *marks[4:])])])"""

JSLINK = """
bar = IntProgress(max=119)
jslink((slider, "index"), (bar, "value"))
VBox([slider, bar])"""


class Idiom(NamedTuple):
    """A way to do it: its name in the table, its cell, what of the page changes when the answer is
    there, and the package that it needs."""

    name: str
    cell: str
    shown: str
    package: str = "ipywidgets"


IDIOMS = {
    "ours": Idiom("playground (ours)", OURS, ".live-figure canvas"),
    "jslink": Idiom("empty `jslink`, the floor", JSLINK, ".progress-bar"),
    "interact": Idiom("`interact` + inline pyplot", INTERACT, ".widget-output"),
    "output": Idiom("`interactive_output` + inline pyplot", OUTPUT, ".widget-output"),
    "ipympl": Idiom("ipympl, lines moved", IPYMPL, "canvas:", "ipympl"),
    "plotly": Idiom("plotly `FigureWidget`", PLOTLY, ".scatterlayer", "plotly"),
    "bqplot": Idiom("bqplot", BQPLOT, ".bqplot.figure:last-child .curve", "bqplot"),
}
