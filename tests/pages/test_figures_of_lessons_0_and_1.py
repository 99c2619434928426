"""The figures that lessons 0 and 1 are about, in JupyterLab: one parameter, and descent by hand."""

import re
from io import BytesIO

import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from support.dataset import DIAMONDS

from helpers.exercises import challenge
from helpers.plotting import style
from helpers.problems import parabola
from helpers.rules import gradient_descent
from helpers.widgets import manual_descent, playground

RATES = {"learning_rate": [0.5, 1.0]}
BUDGET = {"loss": 8.0, "moves": 3}
CELLS = [
    """from helpers.data import load_diamonds, split_diamonds
from helpers.exercises import challenge
from helpers.problems import DiamondPrices, parabola
from helpers.rules import gradient_descent
from helpers.widgets import manual_descent, playground
prices = DiamondPrices(split_diamonds(load_diamonds()).train)""",
    f"playground(gradient_descent, parabola(), steps=3, **{RATES})",
    f"manual_descent(prices, blindfold=True, challenge=challenge(**{BUDGET}))",
]
CURVE, BY_HAND = 2, 3


@pytest.fixture(scope="module")
def lab(lab, tmp_path_factory):
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = tmp_path_factory.mktemp("figures") / "figures.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    lab.open(path)
    lab.run_all()
    for number in (CURVE, BY_HAND):
        lab.until(lambda number=number: lab.caption(lab.cell(number)))
    yield lab
    assert lab.errors() == []


def place(axes, point):
    """Return where a point of some axes is, in pixels of matplotlib's from the top left."""
    x, y = axes.transData.transform(point)
    return x, axes.figure.bbox.height - y


def colour(lab, number, axes, point, aside=0):
    """Return the colour that is painted at a point, or so many pixels to the right of it."""
    picture = Image.open(BytesIO(lab.painted(lab.figure(lab.cell(number))))).convert("RGB")
    scale = picture.width / axes.figure.bbox.width
    x, y = place(axes, point)
    return np.array(picture.getpixel((round((x + aside) * scale), round(y * scale)))) / 255


def looks(found, wanted):
    return np.abs(found - to_rgb(wanted)).max() < 0.2


def test_the_walker_stands_in_the_ring_at_the_minimum_and_is_in_sight(lab):
    board = playground(gradient_descent, parabola(), steps=3, **RATES)
    axes, ring = board.live.figure.axes[0], style.MINIMUM_RING["ms"] * 100 / 72 / 2
    slider = lab.handle(lab.sliders(lab.cell(CURVE))[0])
    lab.press(slider, "End")  # at a rate of 1 one step is enough
    lab.until(lambda: "learning rate 1 · step 3 of 3: θ = 0.000;" in lab.caption(lab.cell(CURVE)))
    lab.until(lambda: looks(colour(lab, CURVE, axes, (0, 0)), style.BLUE))
    for aside in (-0.8 * ring, 0.8 * ring):
        assert looks(colour(lab, CURVE, axes, (0, 0), aside), style.MINIMUM)


def test_a_click_anywhere_above_a_parameter_starts_there(lab):
    axes = playground(gradient_descent, parabola(), steps=3, **RATES).live.figure.axes[0]
    cell = lab.cell(CURVE)
    lab.press(lab.handle(lab.sliders(cell)[0]), "Home")
    x, y = place(axes, (-1.2, 1.9))
    canvas = lab.figure(cell)
    scale = canvas.bounding_box()["width"] / axes.figure.bbox.width
    canvas.click(position={"x": x * scale, "y": y * scale})
    theta = re.compile(r"learning rate 0.5 · step 3 of 3: θ = −(0.\d+);")
    found = lab.until(lambda: theta.match(lab.caption(cell)))
    assert float(found[1]) == pytest.approx(1.2 / 8, abs=0.003)  # half of the way in each step


def test_by_hand_the_axis_grows_with_the_moves_and_the_target_turns_when_it_is_met(lab):
    board = manual_descent(DIAMONDS, blindfold=True, challenge=challenge(**BUDGET))
    axes, cell = board.live.figure.axes[-1], lab.cell(BY_HAND)
    handle, slider = lab.handle(lab.sliders(cell)[0]), board.sliders["m"]
    for move in range(1, 4):
        lab.press(handle, "PageUp")  # five positions, in one move
        slider.index += 5
        board.refresh(board.positions())
        lab.until(lambda move=move: f"Moves so far: {move};" in lab.caption(cell))
        losses = DIAMONDS.loss(board.moves)
        lab.until(lambda: looks(colour(lab, BY_HAND, axes, (len(losses) - 1, losses[-1])), "black"))
        turned = looks(colour(lab, BY_HAND, axes, (0.2, BUDGET["loss"])), "#1a7a3c")
        assert turned == (losses.min() < BUDGET["loss"])
    assert turned and round(axes.get_xlim()[1] / 1.02) == 5  # 3 moves were the budget
    frames, at = board.slider_frames(["m"], board.positions())["m"], board.positions()["m"]
    (arrow, *_) = (i for i, trace in enumerate(board.live.traces)
                   if trace.line.get_color() == style.DOWNHILL["color"])  # fmt: skip
    x, y = (axis[at, :2, 0].mean() for axis in frames.points[arrow])
    assert looks(colour(lab, BY_HAND, board.live.figure.axes[-2], (x, y)), style.BLUE)
