"""Any input at all: interactive figures."""

import math

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import given as any_of
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from support.any_input import (
    FEW,
    PROBLEMS,
    REFUSED,
    SETTINGS,
    answer,
    any_float,
    covers,
    is_whole,
    junk,
    number,
    pairs,
    real,
)
from support.dataset import DIAMONDS
from support.examples import RULES
from support.expected_captions import expected_facts, own, playground_facts
from support.front_end import count_positions, settings_at
from support.payload_decoder import PayloadDecoder

from helpers import exercises as tasks
from helpers import rules
from helpers.widgets.change_of_unit import change_of_unit
from helpers.widgets.compare import best_rates, compare
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import Slider, playground
from helpers.widgets.slider_choices import choices
from helpers.widgets.tabs import tabs


@covers("widgets.playground.playground", "widgets.captions.quadratic_theory",
        "widgets.captions.captions", "widgets.captions.decimals", "widgets.captions.numbers",
        "widgets.captions.without_braces",
        "widgets.captions.add_challenge", "widgets.challenge.challenge",
        "widgets.challenge.check_challenge",
        "widgets.captions.bowl_in_words", "widgets.schedule_buttons.schedule_choice",
        "widgets.schedule_buttons.schedule_buttons", "widgets.schedule_buttons.schedule_label",
        "widgets.schedule_buttons.has_constant", "widgets.schedule_buttons.constant_rate_suffix",
        "widgets.predictions.theory_sentences", "widgets.predictions.stability_marks")  # fmt: skip
@FEW
@pytest.mark.usefixtures("blank")
@any_of(PROBLEMS, st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True),
       st.none() | pairs | st.tuples(real, real), st.data())  # fmt: skip
def test_captions_of_any_playground_are_those_of_single_runs(problem, some, start, data):
    given = {
        "learning_rate": data.draw(st.lists(SETTINGS["learning_rate"], min_size=1, max_size=3))
    }
    schedules = st.sampled_from([None, "constant", "cosine", "linear", own])
    if data.draw(st.booleans()):
        given["schedule"] = data.draw(
            schedules | st.lists(schedules, min_size=1, unique_by=lambda s: s or "constant")
        )
    goal = None
    if len(some) == 1 and data.draw(st.booleans()):
        kinds = ["below", "loss", "within"] if problem.lowest > 0 else ["below", "loss"]
        given_goal = {data.draw(st.sampled_from(kinds)): data.draw(st.floats(1e-9, 1e9))}
        goal = answer(tasks.challenge, **given_goal, updates=data.draw(st.none() | st.just(3)))
    board = answer(playground, some, problem, steps=6, start=start, views="blank", challenge=goal,
                   **given)  # fmt: skip
    payload = PayloadDecoder(board.live)
    for mark in board.live.marks.values():
        places = [place for place in mark["places"] if place is not None]
        assert all(0 <= place <= mark["last"] for place in places)
    for name, control in board.sliders.items():
        place = data.draw(st.integers(0, count_positions(control) - 1))
        step = data.draw(st.integers(0, 6))
        expected = expected_facts(board, settings_at(board, {**payload.at, name: place}), step)
        assert playground_facts(board, payload.caption(name, place, step)) == expected


NAMES = ["rules", "problem", "steps", "start", "views", "theory", "challenge", "schedule",
         "learning_rate", "beta1", "epsilon", "bias_correction", "batch_size", "seed",
         "lr"]  # fmt: skip


@FEW
@pytest.mark.usefixtures("blank")
@any_of(st.sampled_from(NAMES), junk)
def test_a_playground_refuses_what_makes_no_sense(name, value):
    assume(name != "problem" or value is not None)  # None is the diamonds
    assume(name != "steps" or not is_whole(value) or not 500 < value <= 10_000)
    given = {"rules": rules.adam, "problem": DIAMONDS, "steps": 5, "views": "blank"}
    board = answer(playground, **given | {name: value})
    if board is not REFUSED:
        caption = board.live.caption(*board.current_frame())
        expected = expected_facts(board, settings_at(board, {}), board.steps)
        assert playground_facts(board, caption) == expected


@covers("widgets.slider_choices.choices", "widgets.slider_choices.Slider")
@any_of(st.sampled_from(NAMES[8:]), junk | st.lists(number, max_size=3), number, st.booleans())
def test_sliders_of_any_values(name, value, start, both):
    given = Slider(value, start) if both else value
    got = answer(choices, [rules.adam], DIAMONDS, {name: given})
    if got is not REFUSED:
        values, first = got[name]
        assert first in values and len(set(values)) == len(values)
        assert {type(v) for v in values} in ({bool}, {int}, {float})


@covers("widgets.manual_descent.manual_descent")
@FEW
@any_of(PROBLEMS, junk | st.tuples(*[st.lists(real | number, min_size=1, max_size=5)] * 2), junk)
def test_manual_descent(problem, values, value):
    board = answer(manual_descent, problem, values=values)
    if board is not REFUSED:
        payload, m, name = PayloadDecoder(board.live), board.moves[-1][0], next(iter(board.sliders))
        assert f"{name} = {m:.4g}, ".replace("-", "−") in payload.caption(name, payload.at[name], 0)
    assert answer(manual_descent, value) is REFUSED
    assert value is None or answer(manual_descent, problem, challenge=value) is REFUSED


@covers("widgets.change_of_unit.change_of_unit")
@FEW
@any_of(PROBLEMS, junk | st.lists(st.floats(0.01, 1e3), min_size=1, max_size=4), junk, junk)
def test_change_of_unit(problem, units, steps, value):
    board = answer(change_of_unit, problem, units, steps=5)
    if board is not REFUSED:
        payload = PayloadDecoder(board.live)
        assert len(board.runs) == len(board.sliders["units"].options)
        for position, run in enumerate(board.runs):
            assert run.diverged_at is None and run.excess[-1] <= run.excess[0]
            assert " · step 5 of 5: m = " in payload.caption("units", position, 5)
    assert value is None or answer(change_of_unit, value, [1, 10]) is REFUSED
    answer(change_of_unit, DIAMONDS, [1, 10], steps=steps)


@covers("widgets.compare.compare", "widgets.compared_losses.best_rates")
@FEW
@any_of(st.data(), st.floats(1e-300, 1e300), junk)
def test_compare(data, size, value):
    shape = data.draw(st.tuples(*[st.integers(1, 3)] * 3))
    losses = {name: data.draw(arrays_of.arrays(float, shape, elements=st.floats(0, 2) | any_float))
              for name in ("sgd", "mine")}  # fmt: skip
    with np.errstate(all="ignore"):
        losses = {name: size * array for name, array in losses.items()}
    rates, x = 0.1 * np.arange(1, shape[0] + 1), np.arange(shape[2])
    best, board = answer(best_rates, rates, losses), REFUSED
    if len(x) > 1:
        board = answer(compare, rates, losses, x)
    if best is not REFUSED:
        with np.errstate(all="ignore"):
            ends = {n: np.mean(np.where(a[..., -1] < math.inf, a[..., -1], math.inf), axis=1)
                    for n, a in losses.items()}  # fmt: skip
        for name, end in ends.items():
            at = end[rates.tolist().index(best[name])]
            assert at <= np.nanmin(end) * (1 + 1e-9) or np.nanmin(end) > 100 * losses[name][0, 0, 0]
    if board is not REFUSED:
        assert board.best == best and board.live.caption(*board.current_frame())
    for given in ((value, losses, x), (rates, value, x), (rates, losses, value)):
        answer(compare, *given)
        answer(best_rates, *given[:2])
    sound = {"sgd": np.ones((2, 2, 2))}
    plain = not isinstance(value, str) or value.isascii()  # a font has no other letters
    for name in ("best", "decimals", *["label"] * plain):
        answer(compare, [0.1, 0.2], sound, [0, 1], **{name: value})


@covers("widgets.tabs.tabs")
@any_of(junk, junk)
def test_tabs(value, other):
    assert answer(tabs, value) is answer(tabs, {value if isinstance(value, str) else 1: other})
    assert answer(tabs, value) is REFUSED
