"""The style: one colour a rule, all sizes in one file, and figures that no rcParams change."""

import ast
import json
import re
import shutil
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from matplotlib import pyplot as plt
from support.dataset import DIAMONDS
from support.front_end import closed_afterwards
from support.runs import OF_DATA, run_of

import helpers
from helpers import rules
from helpers.plotting import (
    COLOURS,
    OWN_RULE,
    colour_of,
    gallery,
    good_rates,
    robustness,
    style,
    surface,
    times_fewer,
)
from helpers.problems import ravine
from helpers.widgets import change_of_unit, compare, manual_descent, playground, race

HELPERS = Path(helpers.__path__[0])
DARK = [
    "dark_background",
    {"figure.dpi": 60, "savefig.dpi": 40, "font.size": 20, "font.family": "serif",
     "axes.grid": True, "axes.titlelocation": "left", "lines.linewidth": 5, "legend.frameon": False,
     "path.simplify": False, "text.usetex": True, "xtick.direction": "in",
     "xtick.minor.size": 9, "figure.subplot.left": 0.4, "savefig.facecolor": "red"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_lives_on():
    with closed_afterwards():
        yield


# ---- colours ----------------------------------------------------------------------------------


def test_one_colour_for_each_algorithm():
    assert {name for name in vars(rules) if name in COLOURS} == set(COLOURS)
    assert len({*COLOURS.values(), OWN_RULE}) == len(COLOURS) + 1
    assert colour_of("gradient descent") == colour_of("gradient_descent") == style.BLUE


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ("gradient descent", "gradient_descent"),
        ("gradient_descent, clipped", "gradient_descent"),
        ("rmsprop 0.9", "rmsprop"),
        ("adam 0.9, 0.999", "adam"),
        ("momentum .9", "momentum"),
        ("adam with penalty", ""),  # a reader's function adam_with_penalty
        ("adamant", ""),
        ("my rule", ""),
        ("", ""),
        (3, ""),
    ],
)
def test_a_label_is_drawn_in_the_colour_of_the_rule_with_which_it_begins(label, rule):
    assert style.rule_in(label) == rule
    assert colour_of(label) == COLOURS.get(rule, OWN_RULE)


# ---- one place for sizes ----------------------------------------------------------------------

SIZES = {"fontsize", "labelsize", "size", "lw", "linewidth", "linewidths", "ms", "markersize",
         "mew", "markeredgewidth", "figsize", "dpi", "labelpad"}  # fmt: skip
FIGURES = """
import json, sys
sys.path[:0] = sys.argv[1:]
import numpy as np
from matplotlib.text import Text
from support.dataset import DIAMONDS
from support.runs import OF_DATA, run_of
from helpers.plotting import gallery, good_rates, robustness, times_fewer
from helpers.plotting.style import FONT_SIZE
from helpers.rules import momentum, sgd
from helpers.widgets import compare, manual_descent, playground, race

runs = run_of(DIAMONDS, steps=5), run_of(DIAMONDS, rate=0.2)
figures = [gallery(*runs, views=OF_DATA), robustness([0.1, 1], {"carats": {"sgd": [1, 2]}}),
           good_rates([0.1, 1], {"carats": {"sgd": {"falling": [1, 2]}}}, 0.5),
           times_fewer([0.1, 0.01], {"all": [2, 3], "some": [1, 2]})]
boards = [playground([momentum, sgd], DIAMONDS, steps=5, views="loss"), manual_descent(DIAMONDS),
          race(DIAMONDS, steps=20, seeds=2), compare([0.1, 1], {"sgd": np.ones((2, 2, 2))}, [0, 1])]
boards[2].axis_buttons.value = "examples read"
figures += [board.live.figure for board in boards]
for figure in figures:
    figure.canvas.draw()
print(json.dumps([sorted({text.get_size() for text in figure.findobj(Text) if text.get_text()})
                  for figure in figures]))
"""


def text_sizes(helpers_folder):
    """Return the sizes of text, in points, in each figure of the course."""
    folders = [str(helpers_folder.parent), str(Path(__file__).parents[1])]
    done = subprocess.run([sys.executable, "-c", FIGURES, *folders], capture_output=True, text=True,
                          cwd=helpers_folder.parent)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.thorough
def test_changing_one_number_changes_the_font_size_of_all_figures(tmp_path):
    copied = shutil.copytree(HELPERS, tmp_path / "helpers")
    shutil.copytree(HELPERS.parent / "data", tmp_path / "data")
    before, file = text_sizes(copied), copied / "plotting" / "style.py"
    half = f"FONT_SIZE = {style.FONT_SIZE / 2}"
    changed, edits = re.subn(r"(?m)^FONT_SIZE = [\d.]+$", half, file.read_text())
    assert edits == 1
    file.write_text(changed)
    after = text_sizes(copied)
    assert len(after) == len(before) == 8
    for sizes, smaller in zip(before, after, strict=True):
        assert len(sizes) > 1 and [size / 2 for size in sizes] == pytest.approx(smaller)


@pytest.mark.parametrize(
    "path", [*HELPERS.glob("plotting/*.py"), *HELPERS.glob("widgets/*.py")], ids=lambda p: p.stem
)
def test_sizes_are_written_in_style_alone(path):
    if path.stem == "style":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.keyword) and node.arg in SIZES:
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            numbers = [v.value for v in values if isinstance(v, ast.Constant) and v.value]
            assert not [n for n in numbers if isinstance(n, (int, float))], ast.unparse(node)


# ---- a style of its own -----------------------------------------------------------------------


RUNS = run_of(DIAMONDS, batch_size=500), run_of(DIAMONDS, rules.gradient_descent)
RATES = np.geomspace(1e-3, 1e2, 9)
LOSSES = {"sgd": [[[5.0, 4.0], [6.0, 4.2]], [[5.0, 2.0], [5.0, 2.2]]]}
STILL_FIGURES = {
    "gallery": lambda: gallery(*RUNS, views=OF_DATA),
    "surface": lambda: surface(ravine()),
    "robustness": lambda: robustness(RATES, {"carats": {"sgd": RATES, "adam": 1 / RATES}}),
    "good rates": lambda: good_rates(RATES, {"carats": {"sgd": {"falling": RATES}}}, RATES[1]),
    "times fewer": lambda: times_fewer(RATES, {"all": RATES, "some": 1 / RATES}),
}
BOARDS = {
    "playground": lambda: playground([rules.momentum, rules.adam], DIAMONDS, steps=10),
    "theory": lambda: playground(rules.momentum, ravine(), views=["rates", "speeds", "steps"]),
    "manual descent": lambda: manual_descent(DIAMONDS),
    "race": lambda: race(DIAMONDS, steps=20, seeds=2),
    "change of unit": lambda: change_of_unit(DIAMONDS, [1, 10], steps=20),
    "compare": lambda: compare([0.01, 0.1], LOSSES, [0, 640]),
}


def pngs(figure):
    """Return the PNG that Jupyter shows of a figure of pyplot, and the one that is saved."""
    file = BytesIO()
    figure.savefig(file)
    return print_figure(figure, fmt="png", bbox_inches="tight"), file.getvalue()


@pytest.mark.thorough
@pytest.mark.parametrize("make", STILL_FIGURES.values(), ids=STILL_FIGURES)
def test_a_still_figure_is_the_same_in_a_readers_style(make):
    usual = pngs(make())
    assert repr(make()).startswith("<Figure size ")  # this text is stored in notebooks
    with plt.style.context(DARK):
        assert pngs(make()) == usual
        figure = make()
    assert pngs(figure) == usual  # made in one style, shown in another


@pytest.mark.thorough
@pytest.mark.parametrize("make", BOARDS.values(), ids=BOARDS)
def test_a_board_is_the_same_in_a_readers_style(make):
    def everything(board):
        pictures = [board.live.background, board._repr_mimebundle_()[0]["image/png"]]
        if hasattr(board, "axis_buttons"):
            for axis in board.axis_buttons.options[::-1]:
                board.axis_buttons.value = axis
                pictures += [board.live.background, board.live.png(*board.current_frame())]
        return board.live.geometry, board.live.payload, pictures

    usual = everything(make())
    with plt.style.context(DARK):
        assert everything(make()) == usual
        assert matplotlib.rcParams["text.color"] == "white"  # and the reader's figures are theirs
        assert plt.figure().get_dpi() == 60


def test_the_style_of_a_reader_outlives_drawing_in_two_threads():
    def draw():
        for _ in range(20):
            with style.course_style():
                seen.append(matplotlib.rcParams["text.color"])

    seen = []
    with plt.style.context("dark_background"):
        threads = [threading.Thread(target=draw) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert matplotlib.rcParams["text.color"] == "white"
    assert seen == ["black"] * 80


def test_where_rcparams_are_the_usual_ones_nothing_is_set(monkeypatch):
    def refuse(*_):
        raise AssertionError("rcParams were set")

    with matplotlib.rc_context(style.RC_PARAMS):
        monkeypatch.setattr(matplotlib, "rc_context", refuse)
        with style.course_style():
            pass
