"""A playground of a reader's own rule that raises in places, or remembers outside its state."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.expected_captions import expected_facts, playground_facts
from support.front_end import closed_afterwards, rest, settings_at
from support.outside_memory import COPIED, UNCOPIED
from support.payload_decoder import PayloadDecoder

from helpers import rules
from helpers.core.fresh_copies import OutsideMemoryError
from helpers.core.signature import rule_name
from helpers.exercises import challenge
from helpers.problems import LeastSquares, ravine
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import playground
from helpers.widgets.slider_choices import choices

quick = partial(playground, views="loss", steps=30)


@pytest.fixture(autouse=True)
def nothing_lives_on():
    with closed_afterwards():
        yield


def careful(params, gradient, state=0, *, learning_rate):
    if np.any(learning_rate < 0.01) and np.any(params > 2):
        raise ArithmeticError("much too careful")
    return params - learning_rate * gradient, state


def idle_at(board, **positions):
    """Let the sliders rest at these positions, as the browser reports it."""
    message = {"method": "custom", "content": {"kind": "idle", "positions": positions}}
    board.live.comm.handle_msg({"content": {"data": message}, "buffers": []})


# ---- a rule that raises in places -------------------------------------------------------------

NO_RUN = "no run here, since the rule raises ArithmeticError: much too careful."


def test_positions_at_which_a_readers_rule_raises_are_skipped_and_said():
    board = quick(careful, ravine(), learning_rate=[0.01, 0.001, 0.02], start=(2.5, 0.0))
    payload = PayloadDecoder(board.live)
    assert board.live.error_message == "" and payload.at == {"learning_rate": 0}
    for position in (0, 2):
        settings = settings_at(board, {"learning_rate": position})
        caption = payload.caption("learning_rate", position, 30)
        assert playground_facts(board, caption) == expected_facts(board, settings, 30)
    said = payload.caption("learning_rate", 1, 30)
    assert said.startswith(f"learning rate 0.001 · step 30 of 30: {NO_RUN}")
    for trace in range(len(board.live.traces)):
        x, y = payload.pixels("learning_rate", trace)
        at = min(1, len(x) - 1)  # what is nowhere at any position is sent once
        assert (np.isnan(x[at]) | np.isnan(y[at])).all()
    idle_at(board, learning_rate=1)
    assert board.live.error_message == "ArithmeticError: much too careful"
    idle_at(board, learning_rate=2)
    assert board.live.error_message == "" and PayloadDecoder(board.live).at == {"learning_rate": 2}


def test_one_rule_of_several_that_raises_is_named():
    board = quick([careful, rules.sgd], ravine(), learning_rate=[0.01, 0.001], start=(2.5, 0.0))
    said = PayloadDecoder(board.live).caption("learning_rate", 1, 30)
    assert "careful raises ArithmeticError: much too careful, gradient descent " in said


def test_names_may_have_braces():
    """In a caption they stand for numbers, and for the step."""
    board = quick({"a{1}": rules.gradient_descent, "{step}": rules.momentum}, ravine(), steps=5,
                  learning_rate=[0.01, 0.02])  # fmt: skip
    text = board.live.caption(*board.current_frame())
    assert "step 5 of 5: excess loss: a(1) " in text and ", (step) " in text


def test_the_names_of_parameters_may_have_braces():
    problem = replace(ravine(), parameter_names=("a{0}", "{step}"))
    plays = quick(rules.gradient_descent, problem, steps=5, learning_rate=[0.01, 0.02])
    for board in (plays, manual_descent(problem)):
        assert "a(0) = −" in board.live.caption(*board.current_frame())


def test_the_name_of_a_schedule_may_have_braces():
    def half(step, steps):
        return 0.5

    half.__name__ = "half{0}"
    board = quick(rules.gradient_descent, ravine(), steps=5, schedule=half)
    assert "times half(0) of the step" in board.live.caption(*board.current_frame())


def test_what_a_rule_raises_may_have_braces():
    def brace(params, gradient, state=0, *, learning_rate):
        if np.any(learning_rate > 0.01):
            raise KeyError("{0}")
        return params - learning_rate * gradient, state

    board = quick(brace, ravine(), learning_rate=[0.01, 0.02])
    assert "the rule raises KeyError: '(0)'." in PayloadDecoder(board.live).caption(
        "learning_rate", 1, 3
    )


def test_a_challenge_is_not_met_where_a_rule_raises():
    goal = challenge(loss=1e9)
    board = quick(careful, ravine(), learning_rate=[0.01, 0.001], start=(2.5, 0.0), challenge=goal)
    met, failed = (PayloadDecoder(board.live).caption("learning_rate", p, 30) for p in (0, 1))
    assert "☑ Challenge met" in met and NO_RUN in failed and "☐ Challenge" in failed


@pytest.mark.parametrize("view", ["paths", "rows", "data", "steps", "speeds"])
def test_every_view_has_a_gap_where_a_rule_raises(view):
    def steep(params, gradient, state=0, *, learning_rate):
        if np.any(learning_rate > 0.01):
            raise ArithmeticError("too steep")
        return params - learning_rate * gradient, state

    board = playground(steep, DIAMONDS, steps=5, views=view, learning_rate=[0.01, 0.02])
    assert "no run here" in PayloadDecoder(board.live).caption("learning_rate", 1, 5)


# ---- the names people really use --------------------------------------------------------------


def torch_like(params, gradient, state=0.0, *, lr, momentum=0.9, clip=None):
    velocity = momentum * state + gradient
    return params - lr * velocity, velocity


def heavy_ball(params, gradient, velocity=0.0, *, eta, mu=0.9):
    velocity = mu * velocity + gradient
    return params - eta * velocity, velocity


@pytest.mark.parametrize(("rule", "view"), [(torch_like, "speeds"), (heavy_ball, "rates")])
def test_a_view_of_the_learning_rate_knows_it_by_another_name(rule, view):
    one, true = (playground(r, ravine(), steps=5, views=view) for r in (rule, rules.momentum))
    for name, its in zip(one.sliders, true.sliders, strict=True):
        assert one.sliders[name].options == true.sliders[its].options
        for mine, theirs in zip(
            PayloadDecoder(one.live).pixels(name, 0),
            PayloadDecoder(true.live).pixels(its, 0),
            strict=True,
        ):
            assert np.array_equal(mine, theirs)


def test_a_learning_rate_by_another_name_suits_a_readers_own_data():
    rng = np.random.default_rng(0)
    x = rng.uniform(100, 400, size=50)
    own = LeastSquares(x, 3 * x + rng.normal(size=50))
    made = choices([torch_like], own, {})["lr"], choices([rules.momentum], own, {})["learning_rate"]
    assert made[0] == made[1] and max(made[0].values) < 1e-3


# ---- memory outside the state -----------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("rule", COPIED, ids=rule_name)
def test_memory_outside_the_state_begins_anew_in_each_picture(rule):
    boards = [
        quick(some, ravine(), learning_rate=[0.01, 0.02], beta=[0.9, 0.5], theory=False)
        for some in (rule, rules.momentum)
    ]
    for _ in range(2):
        one, true = (PayloadDecoder(board.live) for board in boards)
        for name in boards[1].sliders:
            for position in (0, 1):
                assert one.caption(name, position, 30) == true.caption(name, position, 30)
        for board in boards:
            rest(board, {**board.positions(), "beta": 1})


@pytest.mark.parametrize("rule", UNCOPIED.values(), ids=UNCOPIED)
def test_memory_that_cannot_be_copied_is_told_instead_of_drawn(rule):
    with pytest.raises(OutsideMemoryError, match="remembers one run in the next"):
        quick(rule, ravine(), learning_rate=0.01)
