"""A teacher's own two columns in every interactive figure: axes, captions, sliders that suit."""

import re

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from support.examples import OWN_DATA, RULES
from support.expected_captions import expected_facts, facts, playground_facts
from support.front_end import closed_afterwards, settings_at
from support.runs import OF_DATA

from helpers import rules
from helpers.descent import descend
from helpers.exercises import challenge
from helpers.plotting import gallery
from helpers.problems import LeastSquares
from helpers.widgets import manual_descent, playground, race
from helpers.widgets.race_runs import RACE_RULES

every_data_set = pytest.mark.parametrize("problem", OWN_DATA.values(), ids=OWN_DATA)


@pytest.fixture(autouse=True)
def nothing_stays_open():
    with closed_afterwards():
        yield
    plt.close("all")


def caption(board):
    return board.live.caption(*board.current_frame())


# ---- what is written -----------------------------------------------------------------------------


def test_axes_carry_the_labels_and_units_of_the_data():
    run = descend(rules.sgd, OWN_DATA["engines"], steps=5, learning_rate=0.01, batch_size=4)
    data, loss, rows = gallery(run, views=["data", "loss", "rows"]).axes
    assert data.get_title() == "The data and the line"
    assert (data.get_xlabel(), data.get_ylabel()) == (
        "engine size (litres)",
        "price (thousand euros)",
    )
    for axes in (loss, rows):
        assert axes.get_ylabel() == "thousand euros² (log scale)"


def test_no_figure_of_own_data_speaks_of_diamonds():
    for board in (playground(rules.adam, OWN_DATA["stocks"]), manual_descent(OWN_DATA["stocks"]),
                  race(OWN_DATA["stocks"], steps=5, seeds=2)):  # fmt: skip
        texts = [text.get_text() for text in board.live.figure.findobj(matplotlib.text.Text)]
        assert not re.search(r"diamond|carat|stone|weight", " ".join([caption(board), *texts]))
    assert (
        "Two stocks" in gallery(playground(rules.sgd, OWN_DATA["stocks"]).run).axes[0].get_title()
    )


def test_dollar_signs_are_no_formulas_and_long_labels_are_wrapped():
    problem = LeastSquares([1, 2, 3], [1, 3, 2], labels=("$ in $", "word " * 20), units=("$x$", ""))
    axes = gallery(descend(rules.sgd, problem, steps=2, learning_rate=0.01)).axes[0]
    axes.figure.canvas.draw()
    assert axes.xaxis.label.get_text() == r"\$ in \$ (\$x\$)"
    assert axes.yaxis.label.get_text().count("\n") == 2


@pytest.mark.parametrize(
    ("slope", "place"), [(1.0, "right"), (-1.0, "left"), (1e-16, "right"), (-1e-16, "right")]
)
def test_the_legend_of_the_data_lies_where_the_best_line_is_not(slope, place):
    x = np.arange(10.0)
    problem = LeastSquares(x, 5 + slope * x)
    problem.minimum = np.array([slope, 5.0])
    legend = gallery(descend(rules.sgd, problem, steps=1, learning_rate=0.01)).axes[0].get_legend()
    codes = {legend.codes["lower right"]: "right", legend.codes["lower left"]: "left"}
    assert codes[legend._loc] == place


@pytest.mark.thorough
@every_data_set
def test_the_data_and_the_first_line_are_in_the_picture(problem):
    board = manual_descent(problem)
    axes = board.live.figure.axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inside = (left < problem.x) & (problem.x < right) & (low < problem.y) & (problem.y < high)
    assert inside.mean() >= 0.99 and low < 0 < high


# ---- every figure of every data set --------------------------------------------------------------


@pytest.mark.thorough
@every_data_set
@pytest.mark.parametrize("rule", RULES)
def test_a_playground_shows_the_run_of_its_sliders(problem, rule):
    board = playground(rule, problem, steps=40, views="data")
    expected = expected_facts(board, settings_at(board, board.positions()), 40)
    assert playground_facts(board, caption(board)) == expected
    assert "diverged" not in caption(board) and "blew up" not in caption(board)
    assert board.run.excess[-1] <= board.run.excess[0]
    assert board.live.png(*board.current_frame()).startswith(b"\x89PNG")


@pytest.mark.thorough
@every_data_set
def test_every_view(problem):
    board = playground(rules.sgd, problem, views=OF_DATA, steps=8, batch_size=2, seed=[0])
    assert board.live.png(*board.current_frame()) and "step 8 of 8" in caption(board)


@every_data_set
def test_several_rules(problem):
    board = playground(RULES, problem, steps=8, views="loss", seed=[0], beta=[0.9], epsilon=[1e-8])
    expected = expected_facts(board, settings_at(board, board.positions()), 8)
    assert playground_facts(board, caption(board)) == expected


@pytest.mark.thorough
@every_data_set
def test_manual_descent_counts_moves(problem):
    board = manual_descent(problem)
    board.sliders["m"].index += 1
    board.refresh(board.positions())
    loss = float(problem.loss(board.moves[-1]))
    shown = facts(caption(board), board.sliders)
    assert shown[-2] == "1" and loss > 0
    nearly = min(1e-2, problem.loss(problem.start) or 1e-2)
    assert number(shown[4]) == pytest.approx(loss, rel=1e-2, abs=nearly)


@pytest.mark.parametrize("name", ["engines", "stocks", "twelve", "one line", "all 0"])
def test_a_race_shows_runs_with_each_rules_best_rate(name):
    problem = OWN_DATA[name]
    board = race(problem, steps=10, seeds=2)
    size = board.sliders["batch_size"].value
    assert all(value <= problem.rows for _, value in board.sliders["batch_size"].options)
    positions = board.positions()
    frames = board.slider_frames(["batch_size"], positions)["batch_size"]
    shown = frames.numbers[positions["batch_size"]]
    for i, (name, rule) in enumerate(RACE_RULES.items()):
        settings = {"batch_size": problem.rows if name == "gradient descent" else size}
        settings |= {"steps": 10, "learning_rate": board.best[size][name]}
        ends = [descend(rule, problem, seed=seed, **settings).excess[-1] for seed in range(2)]
        assert shown[i, 0] == pytest.approx(np.mean(ends), rel=1e-9)
    assert board.live.png(*board.current_frame()) and "{" not in caption(board)


def test_a_challenge_within_a_share_of_nothing_is_refused():
    with pytest.raises(ValueError, match="needs one above 0: pass challenge"):
        playground(rules.adam, OWN_DATA["one line"], challenge=challenge(within=0.01))
    board = playground(rules.adam, OWN_DATA["one line"], challenge=challenge(below=0.1))
    assert "come within 0.1 of the lowest loss" in caption(board)


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["astronomers", "atoms"])
def test_numbers_of_any_size_stay_readable(name):
    """Losses of about 1e25 and of 1e-17."""
    problem = OWN_DATA[name]
    beside = 1.001 * problem.minimum
    boards = [playground(rules.sgd, problem, steps=40, challenge=challenge(below=1e-9)),
              playground(rules.sgd, problem, steps=9, learning_rate=[9], start=beside),
              playground([rules.sgd, rules.adam], problem, steps=40, beta2=[0.9]),
              manual_descent(problem, challenge=challenge(loss=1e-9)),
              race(problem, steps=5, seeds=2)]  # fmt: skip
    for board in boards:
        assert re.search(r"\d × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", caption(board)), caption(board)
        assert max(map(len, re.findall(r"[\d,.]+", caption(board)))) <= 12, caption(board)
    assert "diverged" in caption(boards[1])


def number(text):
    """Read a number of a caption."""
    mantissa, _, power = text.replace("−", "-").partition(" × 10")
    return float(mantissa) * 10.0 ** int(
        power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0
    )
