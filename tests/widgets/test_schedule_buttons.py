"""The buttons of a schedule: what is on them, and that they are a control with positions."""

import pytest
from support.dataset import DIAMONDS
from support.front_end import closed_afterwards, rest
from support.payload_decoder import PayloadDecoder

from helpers import rules
from helpers.core.timeout import TimeLimitError
from helpers.descent import descend
from helpers.many_runs import swept_schedules
from helpers.schedules import SCHEDULES
from helpers.widgets import Slider, playground
from helpers.widgets.controls import move, position
from helpers.widgets.schedule_buttons import (
    constant_rate_suffix,
    has_constant,
    schedule_buttons,
    schedule_choice,
    schedule_label,
)


@pytest.fixture(autouse=True)
def nothing_stays_open():
    with closed_afterwards():
        yield


def my_steps(step, steps):
    return 1.0 if step < 10 else 0.1


@pytest.mark.parametrize(
    ("given", "values", "start"),
    [
        ("cosine", ("cosine",), "cosine"),
        (my_steps, (my_steps,), my_steps),
        ((None, "cosine"), ("constant", "cosine"), "constant"),
        (["cosine", my_steps, "constant"], ("cosine", my_steps, "constant"), "cosine"),
        (Slider(("constant", "linear"), "linear"), ("constant", "linear"), "linear"),
        (Slider("linear"), ("linear",), "linear"),
    ],
)
def test_one_schedule_is_fixed_and_several_are_a_choice(given, values, start):
    assert schedule_choice(given, 20) == {"schedule": Slider(values, start)}


def test_no_schedule_is_no_choice():
    assert schedule_choice(None, 20) == {}


def test_each_button_is_named_and_a_control_finds_its_position():
    choice = Slider((*SCHEDULES, my_steps, lambda step, steps: 1.0), "linear")
    control = schedule_buttons(choice)
    labels = [label for label, _ in control.options]
    assert labels == [*SCHEDULES, "my steps", "own function"] == [*map(schedule_label, choice[0])]
    assert control.description == "schedule" and position(control) == labels.index("linear")
    for place, value in enumerate(choice.values):
        move(control, place)
        assert position(control) == place and control.value is value


def test_a_schedule_that_never_ends_is_stopped_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(swept_schedules, "ONE_SCHEDULE_TIMEOUT", 0.2)

    def endless(step, steps):
        while True:
            pass

    with pytest.raises(TimeLimitError, match="schedule endless did not finish"):
        playground(rules.sgd, DIAMONDS, schedule=("constant", endless))


@pytest.mark.parametrize(
    ("schedule", "constant", "words"),
    [(None, True, ""), ("constant", True, ""), ("cosine", False, ""), (my_steps, False, ""),
     (("constant", "cosine"), True, " at a constant learning rate")],
)  # fmt: skip
def test_what_theory_knows_of_a_constant_learning_rate(schedule, constant, words):
    choices = schedule_choice(schedule, 20)
    assert has_constant(choices) is constant
    if constant:
        assert constant_rate_suffix(choices) == words


def test_a_board_shows_the_run_of_its_button_and_reset_presses_the_first():
    settings = {"batch_size": 32, "seed": [0], "learning_rate": [0.1, 0.2]}
    schedules = ("constant", "cosine", my_steps)
    board = playground(rules.sgd, DIAMONDS, steps=40, views="loss", **settings, schedule=schedules)
    assert list(board.sliders) == ["learning_rate", "batch_size", "schedule"]
    given = {"steps": 40, "batch_size": 32, "learning_rate": 0.1}
    for place, schedule in enumerate(schedules):
        excess = descend(rules.sgd, DIAMONDS, **given, schedule=schedule).excess[-1]
        caption = PayloadDecoder(board.live).caption("schedule", place, 40)
        assert f"excess loss {excess:.4f}." in caption
    rest(board, {**board.positions(), "schedule": 1})
    assert board.settings["schedule"] == board.run.schedule == "cosine"
    faster = descend(rules.sgd, DIAMONDS, **given | {"learning_rate": 0.2}, schedule="cosine")
    caption = PayloadDecoder(board.live).caption("learning_rate", 1, 40)
    assert f"excess loss {faster.excess[-1]:.4f}." in caption
    board.reset()
    assert board.positions()["schedule"] == 0 and board.run.schedule == "constant"


def test_a_rule_without_a_learning_rate_is_told_so():
    def fixed(params, gradient, state=(), *, size=0.1):
        return params - size * gradient, state

    with pytest.raises(TypeError, match="fixed has no learning rate that a schedule could"):
        playground(fixed, DIAMONDS, schedule="cosine")
