"""What theory says of the runs of a board: in captions, on sliders, as a line over the loss."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.front_end import closed_afterwards
from support.payload_decoder import PayloadDecoder

from helpers import rules
from helpers.descent import descend
from helpers.problems import ravine, saddle
from helpers.theory import momentum_limit, shuffled_noise_floor, stability_limit
from helpers.widgets import Slider, playground
from helpers.widgets.predictions import stability_marks, theory_sentences

RATES = (0.01, 0.1, 0.5, 0.6, 1.2)
BETAS = (0.0, 0.5, 0.9)


@pytest.fixture(autouse=True)
def nothing_stays_open():
    with closed_afterwards():
        yield


def noisy(rule, **settings):
    """Return a board of the loss on batches of 32."""
    rates, sizes = Slider((0.05, 0.1, 0.7), 0.1), Slider((32, 8000), 32)
    usual = {"learning_rate": rates, "batch_size": sizes, "seed": [0]}
    return playground(rule, DIAMONDS, steps=40, views=("loss", "rows"), **usual | settings)


def lines_of_floors(board, name):
    """Return the height of each line at a noise floor for each position of a slider, in data
    coordinates; NaN where there is none."""
    heights = []
    for i, trace in enumerate(board.live.traces):
        if trace.line.get_linestyle() == "--" and not trace.trail:
            _, y = PayloadDecoder(board.live).pixels(name, i)
            pixels = board.live.figure.bbox.height - y[..., 0]
            assert np.array_equal(pixels[:, 0], pixels[:, 1], equal_nan=True)
            to_data = trace.line.axes.transData.inverted().transform
            heights.append([to_data((0, pixel))[1] for pixel in pixels[:, 0]])
    return np.array(heights)


# ---- the noise floor ----------------------------------------------------------------------------


def test_the_line_at_the_noise_floor_moves_with_the_sliders():
    board = noisy({"sgd": rules.gradient_descent})
    for name, moved in (("learning_rate", [(0.05, 32), (0.1, 32), (0.7, 32)]),
                        ("batch_size", [(0.1, 32), (0.1, 8000)])):  # fmt: skip
        expected = [float(shuffled_noise_floor(DIAMONDS, *pair)) for pair in moved]
        loss, rows = lines_of_floors(board, name)
        assert np.isnan(expected).any()  # above the limit; with all rows in each batch
        assert loss == pytest.approx(expected, rel=0.02, nan_ok=True)
        assert rows == pytest.approx(expected, rel=0.02, nan_ok=True)


def test_the_line_is_named_in_the_legend_and_its_number_in_the_caption():
    board = noisy(rules.gradient_descent)
    for axes in board.live.figure.axes:
        legend = axes.get_legend()
        texts = [text.get_text() for text in legend.get_texts()]
        assert texts[-1] == "predicted noise floor"
        assert legend.legend_handles[-1].get_linestyle() == "--"
    floor = float(shuffled_noise_floor(DIAMONDS, 0.1, 32))
    assert board.live.caption(*board.current_frame()).endswith(
        f", predicted noise floor {floor:.3g}."
    )


def test_of_several_rules_each_that_has_a_floor_has_its_line():
    def mine(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * gradient, state

    board = noisy({"sgd": rules.sgd, "momentum": rules.momentum, "mine": mine}, beta=[0.9])
    sgd, momentum = (float(shuffled_noise_floor(DIAMONDS, 0.1, 32, beta)) for beta in (0, 0.9))
    heights = lines_of_floors(board, "learning_rate")[:, 1]
    assert heights == pytest.approx([sgd, momentum] * 2, rel=0.02)
    assert board.live.caption(*board.current_frame()).endswith(
        f", predicted noise floor of sgd {sgd:.3g} and of momentum {momentum:.3g}."
    )


@pytest.mark.parametrize(
    ("rule", "settings"),
    [(rules.adam, {}), (rules.gradient_descent, {"theory": False}),
     (rules.gradient_descent, {"batch_size": None})],
)  # fmt: skip
def test_there_is_no_line_where_no_floor_is_known_or_wanted(rule, settings):
    board = noisy(rule, **settings)
    assert lines_of_floors(board, "learning_rate").size == 0
    legends = [axes.get_legend() for axes in board.live.figure.axes]
    words = [text.get_text() for legend in legends if legend for text in legend.get_texts()]
    assert "predicted noise floor" not in words
    assert "noise floor" not in board.live.caption(*board.current_frame())


def test_with_buttons_the_floor_of_the_constant_learning_rate_stays_and_says_what_it_is():
    board = noisy(rules.sgd, schedule=("constant", "cosine"))
    floor = float(shuffled_noise_floor(DIAMONDS, 0.1, 32))
    for name in ("schedule", "batch_size"):
        assert lines_of_floors(board, name)[:, 0] == pytest.approx([floor] * 2, rel=0.02)
    for axes in board.live.figure.axes:
        words = [text.get_text() for text in axes.get_legend().get_texts()]
        assert words[-1] == "predicted noise floor\nat a constant learning rate"
    captions = [PayloadDecoder(board.live).caption("schedule", place, 40) for place in (0, 1)]
    assert captions[0].endswith(
        f", stability limit of gradient descent 0.577, predicted noise floor {floor:.3g}."
    )
    assert captions[1].endswith(" Curvature 0.26 to 3.46, condition number 13.31.")
    mark = board.live.marks["learning_rate"]
    assert mark["name"] == "stability limit at a constant learning rate:"


@pytest.mark.parametrize("schedule", ["cosine", ("cosine", "linear"), lambda t, n: 0.5])
def test_where_no_learning_rate_is_constant_neither_floor_nor_limit_is_shown(schedule):
    board = noisy(rules.sgd, schedule=schedule)
    assert lines_of_floors(board, "learning_rate").size == 0 and board.live.marks == {}
    legends = [axes.get_legend() for axes in board.live.figure.axes]
    words = [text.get_text() for legend in legends if legend for text in legend.get_texts()]
    assert not any("floor" in word for word in words)
    caption = board.live.caption(*board.current_frame())
    assert caption.endswith(" Curvature 0.26 to 3.46, condition number 13.31.")


def test_a_schedule_that_is_constant_for_good_changes_no_word():
    boards = [noisy(rules.sgd, **given) for given in ({}, {"schedule": "constant"})]
    captions = [board.live.caption(*board.current_frame()) for board in boards]
    assert captions[0] == captions[1] and boards[0].live.marks == boards[1].live.marks


def test_the_sentences_of_a_sweep_are_those_of_each_run():
    run = descend(rules.momentum, DIAMONDS, steps=3, learning_rate=[[0.1], [0.2]], beta=0.5,
                  batch_size=32)  # fmt: skip
    both = theory_sentences([run], ["momentum"])
    for sentence, rate in zip(both, (0.1, 0.2), strict=True):
        one = descend(
            rules.momentum, DIAMONDS, steps=3, learning_rate=rate, beta=0.5, batch_size=32
        )
        assert theory_sentences([one], ["momentum"]) == [sentence]
        assert "stability limit of momentum 0.866 (beta 0.5), predicted noise floor" in sentence
    assert theory_sentences([descend(rules.sgd, saddle(), steps=3, learning_rate=0.1)], [""]) == [
        ""
    ]


# ---- the stability limit on the slider ----------------------------------------------------------


def values_at(places):
    """Return the learning rates at places counted in positions, on a logarithmic scale between."""
    return np.exp(np.interp(places, np.arange(len(RATES)), np.log(RATES)))


def test_the_limit_lies_between_the_learning_rates_around_it_and_moves_with_beta():
    choices = {"learning_rate": Slider(RATES, 0.1), "beta": Slider(BETAS, 0.9)}
    mark = stability_marks([rules.momentum], DIAMONDS, choices)["learning_rate"]
    limits = momentum_limit(BETAS, np.linalg.eigvalsh(DIAMONDS.hessian)[-1])
    assert values_at(mark["places"]) == pytest.approx(limits, rel=1e-3)
    assert (mark["along"], mark["last"]) == ("beta", 4)
    assert mark["values"] == ["0.577", "0.866", "1.1"]


def test_a_limit_beyond_the_slider_has_a_value_and_no_place():
    choices = {"learning_rate": Slider((0.01, 0.6), 0.01), "beta": Slider(BETAS, 0.9)}
    mark = stability_marks([rules.momentum], DIAMONDS, choices)["learning_rate"]
    assert mark["places"][0] is not None and mark["places"][1:] == [None, None]
    assert len(mark["values"]) == 3


@pytest.mark.parametrize(
    ("some_rules", "problem", "rates"),
    [([rules.adam], DIAMONDS, RATES), ([rules.gradient_descent], saddle(), RATES),
     ([rules.gradient_descent, rules.momentum], DIAMONDS, RATES),
     ([rules.gradient_descent], DIAMONDS, (0.1,)), ([rules.gradient_descent], DIAMONDS, (0.6, 0.1)),
     ([lambda p, g, s=0, *, learning_rate: (p, s)], DIAMONDS, RATES)],
    ids=["adam", "no bowl", "several", "no slider", "falling", "own"],
)  # fmt: skip
def test_nothing_is_marked_where_no_limit_is_known(some_rules, problem, rates):
    assert stability_marks(some_rules, problem, {"learning_rate": Slider(rates, 0.1)}) == {}
    assert stability_marks(some_rules, problem, {}) == {}


def test_a_board_sends_its_marks_unless_theory_is_not_wanted():
    rates = Slider((0.01, 0.03, 0.05), 0.01)
    marked, bare = (
        playground(rules.gradient_descent, ravine(), learning_rate=rates, views="loss", theory=on)
        for on in (True, False)
    )
    assert marked.live.marks["learning_rate"]["values"] == [f"{stability_limit(ravine()):.3g}"]
    assert marked.live.marks["learning_rate"]["along"] is None and bare.live.marks == {}
