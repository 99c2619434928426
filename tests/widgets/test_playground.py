"""The playground: its figure and caption show what `descend` gives with the same settings."""

import base64
import inspect
import re
import threading
from functools import partial
from io import BytesIO

import ipywidgets
import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image
from support.dataset import DIAMONDS, TRAIN
from support.examples import PROBLEMS, RULES
from support.expected_captions import expected_facts, own, playground_facts, run_at
from support.front_end import closed_afterwards, count_positions, rest, send, settings_at
from support.payload_decoder import PayloadDecoder, rounded
from support.runs import rule_for

from helpers import rules
from helpers.descent import descend
from helpers.plotting import VIEWS, View
from helpers.problems import parabola, ravine, saddle
from helpers.widgets.codec import MAX_DISTANCE
from helpers.widgets.error_messages import ReadersError
from helpers.widgets.figure_drawing import FigureDrawing
from helpers.widgets.live_figure import Candidate
from helpers.widgets.playground import Slider, playground
from helpers.widgets.slider_choices import PLAYGROUND_ARGUMENTS

NAMES = ("carats", "cents", "ravine", "saddle", "two valleys", "parabola")
quick = partial(playground, views="blank", steps=30)


@pytest.fixture(autouse=True)
def blank_view(monkeypatch):
    """Add a view of nothing: what is not about the picture is tested ten times as fast with it."""
    blank = View(
        lambda axes, *_, **__: axes.set_axis_off(), lambda axes, colour: [], lambda run: []
    )
    drawn = FigureDrawing._draw_background
    monkeypatch.setitem(VIEWS, "blank", blank)
    monkeypatch.setattr(
        FigureDrawing,
        "_draw_background",
        lambda drawing: drawn(drawing) if drawing.figure.axes[0].axison else b"",
    )
    with closed_afterwards():
        yield


def shown(board):
    """Return the facts of the caption that is saved."""
    return playground_facts(board, board.live.caption(*board.current_frame()))


def expected(board, positions, step, **start):
    """Return the facts that must be there when the sliders are at `positions`."""
    return expected_facts(board, settings_at(board, positions), step, **start)


def by_hand(params, gradient, state=0, *, learning_rate, damping=0.5):
    """A reader's own rule that cannot take many runs at once."""
    *before, last = gradient
    damped = damping * last if last > 0 else last
    return params - learning_rate * np.array([*before, damped]), state + 1


# ---- the caption at every position -------------------------------------------------------------


def test_its_docstring_lists_all_views():
    listed = re.findall(r"(?m)^    (\w+)  +\S", inspect.cleandoc(playground.__doc__))
    assert listed == [name for name in VIEWS if name != "blank"]


@pytest.mark.parametrize("rule", [*RULES, by_hand])
@pytest.mark.parametrize("name", NAMES)
def test_the_caption_at_both_ends_and_the_middle_of_every_slider(rule, name):
    board = quick(rule, PROBLEMS[name])
    payload = PayloadDecoder(board.live)
    assert set(payload.slider_frames) == set(board.sliders) and payload.at == board.positions()
    for name, control in board.sliders.items():
        last = count_positions(control) - 1
        for position in {0, last // 2, last}:
            for step in (0, 13, 30):
                caption = payload.caption(name, position, step)
                assert playground_facts(board, caption) == expected(
                    board, {**payload.at, name: position}, step
                )


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("some_rules", "problem", "moves"),
    [(rules.adam, DIAMONDS, 100), (rules.gradient_descent, PROBLEMS["cents"], 50),
     ([rules.gradient_descent, rules.momentum, rules.rmsprop], DIAMONDS, 50),
     (rules.momentum, saddle(), 50), (by_hand, ravine(), 50)],
    ids=["adam", "cents", "race", "saddle", "own"],
)  # fmt: skip
def test_the_caption_during_random_moves_of_all_sliders(some_rules, problem, moves):
    board, rng = quick(some_rules, problem), np.random.default_rng(1)
    for _ in range(moves):
        payload = PayloadDecoder(board.live)
        name, step = rng.choice(list(board.sliders)), int(rng.integers(31))
        position = int(rng.integers(count_positions(board.sliders[name])))
        positions = {**payload.at, name: position}
        facts = expected(board, positions, step)
        dragged = payload.caption(name, position, step)
        assert playground_facts(board, dragged) == facts
        rest(board, positions)
        assert PayloadDecoder(board.live).caption(name, position, step) == dragged
        board.stepper.value = step
        assert board.live.caption(*board.current_frame()) == dragged  # as saved
        assert board.settings == {**settings_at(board, positions), "step": step,
                                  "start": board.settings["start"]}  # fmt: skip
        if rng.random() < 0.2:
            board.set_start(*rng.uniform(*problem.domain.T))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("some_rules", "problem", "moves"),
    [(rules.adam, DIAMONDS, 40), ([rules.sgd, rules.momentum], DIAMONDS, 40),
     (rules.momentum, ravine(), 40), (by_hand, ravine(), 20)],
    ids=["adam", "two rules", "momentum", "own"],
)  # fmt: skip
def test_the_caption_during_random_moves_of_a_schedule_and_all_sliders(some_rules, problem, moves):
    schedules = (None, "cosine", own, "linear", "warmup-cosine")
    board = quick(some_rules, problem, schedule=schedules)
    rng, names = np.random.default_rng(2), list(board.sliders)
    for _ in range(moves):
        payload = PayloadDecoder(board.live)
        name, step = rng.choice(["schedule", *names]), int(rng.integers(31))
        position = int(rng.integers(len(schedules) if name == "schedule"
                                    else count_positions(board.sliders[name])))  # fmt: skip
        positions = {**payload.at, name: position}
        dragged = payload.caption(name, position, step)
        assert playground_facts(board, dragged) == expected(board, positions, step)
        rest(board, positions)
        assert PayloadDecoder(board.live).caption(name, position, step) == dragged
        board.stepper.value = step
        assert board.live.caption(*board.current_frame()) == dragged  # as saved
        chosen = "constant" if schedules[positions["schedule"]] is None else None
        assert board.settings["schedule"] == (chosen or schedules[positions["schedule"]])


def test_the_caption_says_that_a_run_diverged_from_that_step_on():
    board = quick(rules.gradient_descent, DIAMONDS, learning_rate=[0.1, 1.0], steps=100)
    payload, at = PayloadDecoder(board.live), descend(rules.gradient_descent, DIAMONDS, steps=100,
                                         learning_rate=1.0).diverged_at  # fmt: skip
    assert 0 < at < 100
    for step in range(101):
        facts = playground_facts(board, payload.caption("learning_rate", 1, step))
        assert (f"diverged step {at}" in " ".join(facts)) == (step >= at)
        assert ("m" in facts) == (step < at)
        assert "diverged" not in payload.caption("learning_rate", 0, step)


def test_from_a_start_near_the_minimum_the_loss_that_was_passed_is_that_of_the_usual_start():
    board = quick(rules.gradient_descent, DIAMONDS, learning_rate=[2.0], start=DIAMONDS.minimum + 1)
    assert "diverged" in shown(board) and "31,800" in shown(board)
    assert shown(board) == expected(board, board.positions(), 30)


def test_a_run_that_blows_up_and_comes_back_is_not_called_diverged():
    board = quick(rules.sgd, DIAMONDS, steps=500, learning_rate=[0.6], batch_size=[4], seed=[3, 4])
    run, payload = board.run, PayloadDecoder(board.live)
    at = run.diverged_at
    assert at > 0 and run.loss[-1] < run.loss[0] and not run.ended_diverged
    for step in (at - 1, at, 500):
        facts = playground_facts(board, payload.caption("seed", 0, step))
        assert (f"blew up step {at}" in " ".join(facts)) == (step >= at)
        assert f"{run.loss[step]:.4f}" in facts and "diverged" not in facts


@pytest.mark.parametrize("some_rules", [rules.gradient_descent, [rules.momentum, rules.adam]])
def test_a_run_that_goes_to_infinity_is_shown_without_a_warning(some_rules):
    board = playground(some_rules, ravine(), steps=2_000, learning_rate=[1.0])
    payload = PayloadDecoder(board.live)
    name = next(iter(payload.slider_frames))
    for step in (0, 20, 300, 2_000):  # in reach, too far for the picture, infinite, no number
        caption = payload.caption(name, payload.at.get(name, 0), step)
        assert playground_facts(board, caption) == expected(board, board.positions(), step)
    assert "diverged" in shown(board) or "momentum ∞ diverges" in " ".join(shown(board))
    assert Image.open(BytesIO(board.live.png(*board.current_frame()))).size == (1280, 660)


def test_a_caption_in_full():
    board = quick(rules.momentum, ravine(), learning_rate=Slider([0.01, 0.02], 0.02), beta=[0.5])
    assert board.live.caption(*board.current_frame()) == (
        "learning rate 0.02 · step 30 of 30: x = −0.729, y = 0.0000; loss 0.26541, "
        "excess loss 0.26541. Curvature 1 to 50, condition number 50, stability limit of "
        "momentum 0.06 (beta 0.5)."
    )


def test_a_caption_in_full_on_a_schedule():
    rates = Slider([0.01, 0.02], 0.02)
    board = quick(rules.momentum, ravine(), learning_rate=rates, beta=[0.5], schedule="cosine")
    run = descend(rules.momentum, ravine(), steps=30, learning_rate=0.02, beta=0.5,
                  schedule="cosine")  # fmt: skip
    x, y, loss = map(rounded, [*run.path[-1], run.loss[-1]], board.live.decimals)
    assert list(board.sliders) == ["learning_rate"] and board.run.schedule == "cosine"
    assert board.live.caption(*board.current_frame()) == (
        "learning rate 0.02, falling to 0 along a cosine · step 30 of 30: "
        f"x = {x}, y = {y}; loss {loss}, excess loss {loss}. "
        "Curvature 1 to 50, condition number 50."
    )
    fixed = quick(rules.momentum, ravine(), learning_rate=[0.02], schedule=lambda t, n: 0.5)
    assert fixed.live.caption(*fixed.current_frame()).startswith(
        "learning rate 0.02, times a function of the step · beta 0.9 · step 30 of 30: x = "
    )


def test_a_schedule_follows_the_learning_rate_under_whatever_name():
    def mine(params, gradient, state=(), *, lr=0.01):
        return params - lr * gradient, state

    board = quick([mine, rules.adam], ravine(), learning_rate=[0.1], schedule=("linear", None))
    assert board.live.caption(*board.current_frame()).startswith(
        "learning rate 0.1, falling to 0 along a straight line · "
        "lr 0.01, falling to 0 along a straight line · beta1"
    )


# ---- the lines --------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rule", "view"),
    [(by_hand, "contours"), *[(rule_for(view), view) for view in VIEWS]],
)
def test_lines_are_those_of_the_run(rule, view):
    problem, batches = DIAMONDS, {"batch_size": 2_000}
    if VIEWS[view].parameters == 1:
        problem, batches = parabola(), {}
    board = playground(rule, problem, views=view, steps=12, **batches)
    payload, axes = PayloadDecoder(board.live), board.live.figure.axes[0]
    for name, control in board.sliders.items():
        last = count_positions(control) - 1
        for position in {0, last // 2, last}:
            run = run_at(
                board, rule, settings_at(board, {**payload.at, name: position}), board.start
            )
            for line, xy in enumerate(VIEWS[view].points(run)):
                found = payload.pixels(name, line)  # what never moves is sent once
                ours = np.stack([axis[min(position, len(axis) - 1)] for axis in found], axis=-1)
                gap = np.isnan(ours).any(axis=-1, keepdims=True)
                ours, theirs = np.where(gap, np.nan, ours), pixels(axes, *xy)[0]
                np.testing.assert_allclose(ours, theirs, rtol=0, atol=1 / 63)


def pixels(axes, x, y):
    """Return where matplotlib puts points, in pixels from the top left, NaN where it is far."""
    points = np.stack(np.broadcast_arrays(x, y), axis=-1)
    with np.errstate(all="ignore"):
        pixels_of_all = axes.transData.transform(points.reshape(-1, 2)).reshape(points.shape)
    pixels_of_all[..., 1] = axes.figure.bbox.height - pixels_of_all[..., 1]
    return np.where(
        (np.abs(pixels_of_all) < MAX_DISTANCE).all(axis=-1, keepdims=True), pixels_of_all, np.nan
    )


def test_of_several_rules_each_is_drawn_in_its_colour():
    board = playground({"plain": rules.gradient_descent, "adam": rules.adam}, ravine(), steps=5)
    traces = board.live.geometry["traces"]
    colours = [trace["line"] for trace in traces if trace["trail"]]
    assert colours.count("#ffffffff") == 2  # the edges of the two paths
    assert [colour for colour in colours if colour != "#ffffffff"] == [
        "#000000ff",
        "#99001aff",
        "#000000ff",
        "#99001aff",
    ]
    (legend,) = [axes.get_legend() for axes in board.live.figure.axes if axes.get_legend()]
    assert [text.get_text() for text in legend.get_texts()] == ["plain", "adam"]
    assert legend.axes is board.live.figure.axes[-1]


@pytest.mark.thorough
@pytest.mark.parametrize("views", [None, ("paths", "rows", "steps"), ("contours", "rates")])
def test_what_stands_still_looks_in_its_256_colours_as_it_was_drawn(views):
    live = playground(rules.momentum, DIAMONDS, views=views).live
    with live.drawing.background_resolution():
        live.figure.canvas.draw()
        drawn = np.asarray(live.figure.canvas.buffer_rgba())[..., :3].reshape(-1, 3).astype(int)
    sent = np.asarray(Image.open(BytesIO(live.background)).convert("RGB")).reshape(-1, 3)
    off = np.abs(sent - drawn).max(axis=-1)
    numbers = drawn @ [1 << 16, 1 << 8, 1]  # one for each colour
    colours, which, pixels = np.unique(numbers, return_inverse=True, return_counts=True)
    in_large_areas = (pixels > 0.01 * len(drawn))[which]
    assert len(np.unique(sent, axis=0)) <= 256
    assert len(live.background) < 80_000 and len(colours) > 1_000
    assert in_large_areas.mean() > 0.8 and off[in_large_areas].max() <= 2 and off.max() < 16


# ---- what can be asked for --------------------------------------------------------------------


def test_the_diamonds_are_the_default():
    board = playground(rules.gradient_descent, steps=5)
    assert np.array_equal(board.problem.minimum, DIAMONDS.minimum)
    assert len(board.live.figure.axes) == 3 and board.live.start_axes is board.live.figure.axes[1]
    assert board.settings == {"learning_rate": 0.1, "batch_size": 8_000, "seed": 0,
                              "start": (0.0, 0.0), "step": 5}  # fmt: skip


def values_of(board, name):
    return [value for _, value in board.sliders[name].options]


def test_a_number_is_where_the_slider_starts():
    board = quick(rules.momentum, ravine(), learning_rate=0.03)
    assert board.settings["learning_rate"] == 0.03
    assert values_of(board, "learning_rate")[4:7] == [0.02, 0.03, 0.05]


def test_a_list_gives_the_values_and_a_list_of_one_fixes_it():
    board = quick(rules.momentum, ravine(), learning_rate=[0.03, 0.01], beta=[0.75])
    assert values_of(board, "learning_rate") == [0.03, 0.01] and list(board.sliders) == [
        "learning_rate"
    ]
    assert board.settings == {"learning_rate": 0.03, "beta": 0.75, "start": (-2.5, 2 / 50**0.5),
                              "step": 30}  # fmt: skip
    assert board.run.hyperparameters["beta"] == 0.75 and "beta" not in shown(board)


def test_slider_gives_values_and_start():
    board = quick(rules.momentum, ravine(), beta=Slider([0.5, 0.6, 0.7], 0.6))
    assert values_of(board, "beta") == [0.5, 0.6, 0.7] and board.settings["beta"] == 0.6


def test_a_switch_has_a_tick_box_in_the_order_the_browser_counts():
    board = quick(rules.adam, ravine(), bias_correction=[True, False])
    assert isinstance(board.sliders["bias_correction"], ipywidgets.Checkbox)
    for position, word in enumerate(["off", "on"]):
        rest(board, {**board.positions(), "bias_correction": position})
        assert f"bias correction {word}" in shown(board)
        assert board.run.hyperparameters["bias_correction"] is bool(position)


def test_batch_size_none_is_all_rows_for_good():
    board = quick(rules.sgd, DIAMONDS, batch_size=None)
    assert list(board.sliders) == ["learning_rate"]
    assert board.settings["batch_size"] == 8_000 and board.run.rows_seen[-1] == 30 * 8_000


def test_batch_size_none_is_all_there_is_on_a_terrain_too():
    board = quick(rules.sgd, ravine(), batch_size=None, learning_rate=[0.01])
    assert board.settings == quick(rules.sgd, ravine(), learning_rate=[0.01]).settings


def test_without_any_slider_the_steps_can_be_seen():
    board = quick(rules.gradient_descent, ravine(), learning_rate=[0.01])
    payload = PayloadDecoder(board.live)
    assert board.sliders == {} and payload.at == {} and len(payload.slider_frames) == 1
    (name,) = payload.slider_frames
    assert playground_facts(board, payload.caption(name, 0, 7)) == expected(board, {}, 7)


def test_one_rule_a_list_of_rules_or_rules_by_name():
    one, two = quick(rules.adam, ravine()), quick([rules.momentum, rules.rmsprop], ravine())
    named = quick({"mine": by_hand, 2: rules.adam}, ravine())
    assert one.run.rule is rules.adam
    assert list(two.run) == ["momentum", "rmsprop"]
    assert {name: run.rule for name, run in named.run.items()} == {"mine": by_hand, "2": rules.adam}
    assert list(two.sliders) == ["learning_rate", "beta", "epsilon"]


def test_an_instance_and_a_partial_are_rules_too():
    board = quick([partial(rules.momentum, beta=0.5), partial(rules.adam, beta1=0.5)][:1], ravine())
    assert board.settings["beta"] == 0.5 and list(board.rules) == ["partial"]


@pytest.mark.parametrize("views", ["contours", ["loss", "contours"], ("speeds",), ["loss", "loss"]])
def test_views(views):
    board = playground(rules.gradient_descent, ravine(), steps=5, views=views)
    names = list(dict.fromkeys([views] if isinstance(views, str) else views))
    titles = {"contours": "The loss surface from above", "loss": "Excess loss",
              "speeds": "Distance kept per update"}  # fmt: skip
    assert [axes.get_title() for axes in board.live.figure.axes] == [titles[n] for n in names]
    assert (board.live.start_axes is None) == ("contours" not in names)


def test_start_and_steps():
    board = quick(rules.gradient_descent, ravine(), start=(1, -0.25), steps=7)
    assert board.settings["start"] == (1.0, -0.25) and board.settings["step"] == 7
    assert board.run.steps == 7 and board.run.path[0].tolist() == [1.0, -0.25]
    assert (board.stepper.min, board.stepper.max) == (0, 7)


# ---- what a reader does -----------------------------------------------------------------------


def test_run_and_settings_are_what_is_on_screen():
    board = quick(rules.adam, DIAMONDS)
    rest(board, {**board.positions(), "beta1": 2, "batch_size": 5, "seed": 3, "bias_correction": 0})
    board.stepper.value = 12
    settings = board.settings
    assert settings["beta1"] == 0.8 and settings["batch_size"] == 32 and settings["seed"] == 3
    assert settings.pop("step") == 12 and settings["bias_correction"] is False
    again = descend(rules.adam, DIAMONDS, steps=30, **settings)
    assert np.array_equal(board.run.path, again.path)


def test_reset_puts_everything_back():
    board = quick(rules.adam, DIAMONDS, learning_rate=0.2, start=(1, 1))
    first, settings, payload = board.positions(), board.settings, dict(board.live.payload)
    rest(board, {name: 1 - min(1, position) for name, position in first.items()})
    board.set_start(3, 0)
    board.stepper.value = 4
    assert board.live.payload != payload
    (button,) = [w for w in board.children[-1].children if isinstance(w, ipywidgets.Button)]
    button.click()
    assert (board.positions(), board.settings, board.live.payload) == (first, settings, payload)


@pytest.mark.parametrize(
    ("params", "kept"), [((2.0, 0.1), (2.0, 0.1)), ((9, -9), (3, -3 / 50**0.5))]
)
def test_set_start_starts_within_the_figure(params, kept):
    board = quick(rules.momentum, ravine())
    rest(board, {**board.positions(), "beta": 1})
    board.set_start(*params)
    assert board.settings["start"] == pytest.approx(kept)
    assert PayloadDecoder(board.live).at == board.positions()
    assert shown(board) == expected(board, board.positions(), 30, start=kept)


def test_a_click_on_the_loss_surface_sets_the_start():
    board = playground(rules.momentum, ravine(), steps=5, views="contours")
    x, y = board.live.start_axes.transData.transform((1.5, 0.2))
    send(board, kind="set_start", x=x, y=board.live.figure.bbox.height - y)
    assert board.settings["start"] == pytest.approx((1.5, 0.2))


@pytest.mark.parametrize("rule", [rules.momentum, by_hand], ids=["many at once", "one by one"])
def test_frames_of_starts_dragged_past_are_those_of_the_walkers_dropped_there(rule):
    board = playground(rule, ravine(), steps=5, views="contours")
    here, starts = board.positions(), [(1.5, 0.2), (-1.0, 0.1), (9.0, 0.0)]
    rest(board, here)  # by then it is known whether the rule takes many runs at once
    frames = board._prefetch([Candidate(here, start) for start in starts])
    assert len(frames.captions) == (3 if rule is rules.momentum else 1)
    before = board.start
    for i, _ in enumerate(frames.captions):
        board.set_start(*starts[i])
        dropped, position, step = board.current_frame()
        said = [board.live.caption(frames, i, n) for n in range(step + 1)]
        assert said == [board.live.caption(dropped, position, n) for n in range(step + 1)]
        for ours, theirs in zip(frames.points, dropped.points, strict=True):
            for some, one in zip(ours, theirs, strict=True):
                ours_here, theirs_here = np.broadcast_arrays(some[min(i, len(some) - 1)], one[0])
                assert np.array_equal(ours_here, theirs_here, equal_nan=True)
    board.set_start(*before)
    moved = {**here, "learning_rate": 0}
    frames = board._prefetch([Candidate(moved)])
    rest(board, moved)
    assert board.live.caption(frames, 0, 5) == board.live.caption(*board.current_frame())


def test_arrow_keys_move_the_start_by_a_fortieth_and_stop_at_the_edge():
    board = playground(rules.momentum, ravine(), steps=5, start=(0, 0), views="contours")
    send(board, kind="shift_start", right=1, up=0)
    assert board.settings["start"] == pytest.approx((6 / 40, 0))
    send(board, kind="shift_start", right=0, up=-1)
    assert board.settings["start"] == pytest.approx((6 / 40, -6 / 50**0.5 / 40))
    send(board, kind="shift_start", right=-30, up=0)
    assert board.settings["start"][0] == -3.0


def test_with_one_parameter_a_click_or_an_arrow_key_sets_it_and_the_height_counts_for_nothing():
    board = playground(rules.gradient_descent, parabola(), steps=5, learning_rate=0.1)
    assert [axes.get_xlabel() for axes in board.live.figure.axes] == ["θ", "updates"]
    x, y = board.live.start_axes.transData.transform((-0.5, 1.7))
    send(board, kind="set_start", x=x, y=board.live.figure.bbox.height - y)
    assert board.settings["start"] == pytest.approx((-0.5,))
    send(board, kind="shift_start", right=2, up=9)
    assert board.settings["start"] == pytest.approx((-0.3,))
    assert shown(board) == expected(board, board.positions(), 5, start=(-0.3,))
    board.set_start(-9, 0)
    assert board.settings["start"] == (-2.0,)


def test_an_error_in_a_readers_rule_is_shown_below_the_figure_until_the_next_success():
    def careful(params, gradient, state=0, *, learning_rate):
        if np.any(learning_rate < 0.01) and np.any(params > 2):
            raise ArithmeticError("much too careful")
        return params - learning_rate * gradient, state

    board = quick(careful, ravine(), learning_rate=[0.001, 0.01])
    before = dict(board.live.payload)
    message = {"method": "custom", "content": {"kind": "idle", "positions": {"learning_rate": 0}}}
    board.start = np.array([2.5, 0.0])
    board.live.comm.handle_msg({"content": {"data": message}, "buffers": []})
    assert (
        board.live.error_message == "ArithmeticError: much too careful"
        and board.live.payload == before
    )
    board.set_start(1, 0)
    assert board.live.error_message == "" and board.live.payload != before


def test_an_error_in_a_readers_rule_is_shown_as_one_line_when_the_playground_is_made():
    source = (
        "def wrong(params, gradient, state=(), *, learning_rate):\n    return params - rate, state"
    )
    cell = {}
    exec(compile(source, "ipykernel_1/2.py", "exec"), cell)
    with pytest.raises(ReadersError) as caught:
        quick(cell["wrong"], ravine())
    line = "NameError, in line 2 of wrong: name 'rate' is not defined"
    assert str(caught.value) == line and caught.value._render_traceback_() == [line]


def test_an_error_that_is_not_in_a_readers_cell_stays_what_it_is():
    with pytest.raises(TypeError, match="must return two things"):
        quick(lambda p, g, state=0, *, learning_rate: p, ravine())


# ---- what is saved in the notebook ------------------------------------------------------------


@pytest.mark.parametrize("some_rules", [rules.adam, [rules.momentum, rules.adam]])
def test_the_bundle_has_the_widget_the_picture_and_a_line(some_rules):
    board, again = (playground(some_rules, DIAMONDS, views="contours", steps=20) for _ in "12")
    data, metadata = board._repr_mimebundle_()
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == board.model_id
    line = data["text/plain"]
    assert "\n" not in line and playground_facts(board, line) == expected(board, {}, 20)
    picture = Image.open(BytesIO(base64.b64decode(data["image/png"])))
    width, height = board.live.figure.get_size_inches() * 200
    assert picture.format == "PNG" and picture.size == (round(width), round(height))
    assert metadata["image/png"] == {"width": round(width / 2), "alt": line}
    same, _ = again._repr_mimebundle_()
    assert (same["text/plain"], same["image/png"]) == (line, data["image/png"])


def test_a_page_that_shows_the_widget_gets_no_picture():
    board = playground(rules.momentum, ravine(), steps=10, views="loss")
    data, _ = board._repr_mimebundle_(include=None, exclude={"image/png"})
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_the_bundle_follows_the_sliders():
    board = playground(rules.momentum, ravine(), steps=10, views="loss", learning_rate=0.01)
    bundles = [board._repr_mimebundle_()[0]]
    board.sliders["beta"].index = 0
    bundles.append(board._repr_mimebundle_()[0])
    board.stepper.value = 3
    bundles.append(board._repr_mimebundle_()[0])
    for mimetype in ("text/plain", "image/png"):
        assert len({bundle[mimetype] for bundle in bundles}) == 3


def test_nothing_is_left_to_pyplot():
    plt.close("all")
    board = playground(rules.adam, ravine(), steps=5, views="contours")
    rest(board, {**board.positions(), "beta1": 0})
    board._repr_mimebundle_()
    assert plt.get_fignums() == []


def test_two_threads_at_once():
    """As under ipykernel 7: widgets answer in one thread while a cell runs in another."""
    board, failed = playground(rules.sgd, DIAMONDS, steps=50, views="speeds"), []
    first = board.positions()

    def browse():
        try:
            for rate in range(5):
                board.refresh({**first, "learning_rate": rate})
                board.live.png(*board.current_frame())
        except Exception as error:
            failed.append(error)

    caption = board.live.caption(*board.current_frame())
    assert playground_facts(board, caption) == expected(board, first, 50)
    path, picture = board.run.path, board.live.png(*board.current_frame())
    threads = [threading.Thread(target=browse) for _ in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert np.array_equal(board.run.path, path)
        assert board.live.caption(*board.current_frame()) == caption
        assert board.live.png(*board.current_frame()) == picture
    assert failed == [] and PayloadDecoder(board.live).at == {**first, "learning_rate": 4}


# ---- wrong arguments --------------------------------------------------------------------------


def test_the_words_that_a_playground_takes_itself():
    taken = {*inspect.signature(playground).parameters, *inspect.signature(descend).parameters}
    assert taken - {"settings", "hyperparameters"} == PLAYGROUND_ARGUMENTS


def test_fewer_than_ten_steps_are_not_said_to_warm_up():
    board = playground(rules.sgd, ravine(), steps=9, schedule="warmup-cosine")
    text = board.live.caption(*board.current_frame())
    assert "rising" not in text and ", falling to 0 along a cosine" in text


def test_a_hyperparameter_may_be_called_step():
    def stepping(params, gradient, state=(), *, learning_rate=0.01, step=0.5):
        return params - learning_rate * step * gradient, state

    board = playground(stepping, ravine(), steps=7)
    assert board.settings["step"] == 0.5 and board.stepper.value == 7


def test_a_rule_with_a_setting_of_such_a_name_is_refused():
    def cosine(params, gradient, t=0, *, learning_rate, steps=100):
        return params - learning_rate * np.cos(1.57 * t / steps) * gradient, t + 1

    with pytest.raises(TypeError, match="cosine calls a setting steps, a word that playground"):
        quick(cosine, DIAMONDS)


NOT_A_PROBLEM = r"problem must be LeastSquares\(x, y\), DiamondPrices\(train\) or ravine\(\), not"
WRONG = [
    ({"lr": 0.1}, TypeError, "There is no setting lr here; there are learning_rate, beta1"),
    ({"problem": ravine(), "batch_size": 32}, TypeError, "There is no setting batch_size here"),
    ({"problem": ravine(), "seed": 1}, TypeError, "There is no setting seed here"),
    ({"problem": "ravine"}, TypeError, NOT_A_PROBLEM),
    ({"problem": ravine}, TypeError, NOT_A_PROBLEM),
    ({"problem": TRAIN}, TypeError, NOT_A_PROBLEM),
    ({"views": "hill"}, ValueError, "views must be one of 'data', 'contours', .* not 'hill'"),
    ({"views": ["loss", 3]}, ValueError, "views must be one of .* not 3"),
    ({"views": 3}, ValueError, "views must be one of .* not 3"),
    ({"views": []}, ValueError, "views needs at least one of data, contours,"),
    ({"problem": ravine(), "views": "data"}, ValueError, "views must be one of 'contours',"),
    ({"problem": saddle(), "views": "speeds"}, ValueError, "views must be one of 'contours'"),
    ({"problem": ravine(), "batch_size": [None]}, TypeError, "There is no setting batch_size here"),
    ({"views": "rates"}, ValueError, "rates is about gradient descent and momentum: pass a rule"),
    ({"schedule": "cosines"}, ValueError, "schedule must be one of 'constant', 'cosine'"),
    ({"schedule": ("constant", 0.5)}, TypeError, "schedule must be one of 'constant', 'cosine'"),
    ({"schedule": []}, ValueError, "schedule needs at least one, such as"),
    ({"schedule": (None, "constant")}, ValueError, "Two schedules have the same name, constant,"),
    ({"schedule": Slider(("cosine",), "linear")}, ValueError, "cannot start at 'linear': it is"),
    ({"schedule": lambda step: 1.0}, TypeError, "schedule must be a function of"),
    ({"schedule": lambda t, n: 1.0 - t}, ValueError, "one finite number of 0 or more for each"),
    ({"steps": 0}, ValueError, "steps must be .* at least 1 and at most 10,000, not 0"),
    ({"steps": 10_001}, ValueError, "steps must be .* at most 10,000, not 10001"),
    ({"steps": 10.0}, TypeError, "steps must be a whole number"),
    ({"steps": "10"}, TypeError, "steps must be a whole number"),
    ({"steps": True}, ValueError, "steps must be a whole number"),
    ({"start": 1.0}, ValueError, "start must be 2 finite numbers"),
    ({"start": (1, 2, 3)}, ValueError, "start must be 2 finite numbers"),
    ({"start": (1, float("nan"))}, ValueError, "start must be 2 finite numbers"),
    ({"start": "here"}, TypeError, "start must be 2 finite numbers"),
    ({"start": [(0, 0), (1, 1)]}, ValueError, "start must be one place, such as"),
    ({"start": [(0, 0)]}, ValueError, "start must be one place, such as"),
    ({"learning_rate": -0.1}, ValueError, "learning_rate must be above 0, such as 0.1, not -0.1"),
    ({"learning_rate": 0}, ValueError, "learning_rate must be above 0, such as 0.1"),
    ({"learning_rate": float("nan")}, ValueError, "learning_rate must be a finite number"),
    ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number, not '0.1'"),
    ({"learning_rate": True}, TypeError, "learning_rate must be a number, not True"),
    ({"learning_rate": []}, ValueError, "learning_rate needs at least one value, such as"),
    ({"learning_rate": [0.1, -1]}, ValueError, "learning_rate must be above 0"),
    ({"learning_rate": ["a"]}, TypeError, "learning_rate must be a number, not 'a'"),
    ({"learning_rate": Slider([0.1], 0.2)}, ValueError, "cannot start at 0.2: it is not among its"),
    ({"beta1": 1}, ValueError, "beta1 must be at least 0 and below 1, such as 0.9, not 1"),
    ({"epsilon": -1}, ValueError, "epsilon must be 0 or more, such as 1e-8"),
    ({"bias_correction": 0.5}, TypeError, "bias_correction must be True or False, not 0.5"),
    ({"bias_correction": "on"}, TypeError, "bias_correction must be"),
    ({"batch_size": 9_000}, ValueError, "batch_size must be .* at most 8,000, not 9000"),
    ({"batch_size": 0}, ValueError, "batch_size must be a whole number of at least 1"),
    ({"batch_size": "all"}, TypeError, "batch_size must be a whole number"),
    ({"batch_size": [32, None]}, TypeError, "batch_size must be a whole number"),
    ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
    ({"seed": 2**40}, ValueError, "seed must be .* at most 4,294,967,295"),
    ({"rules": None}, TypeError, "A rule is a function, not None: write it as def my_rule"),
    ({"rules": "adam"}, TypeError, "A rule is a function, not 'adam'"),
    ({"rules": [rules.adam, 3]}, TypeError, "A rule is a function, not 3"),
    ({"rules": {"adam": "adam"}}, TypeError, "A rule is a function, not .adam."),
    ({"rules": lambda p, g: p}, TypeError, "must take params, gradient and state"),
    ({"rules": lambda p, g, state: (p, state)}, TypeError, "must give its state a first value"),
    ({"rules": []}, ValueError, "playground needs a rule: pass one, such as gradient_descent"),
    ({"rules": {}}, ValueError, "playground needs a rule"),
    ({"rules": [rules.adam, rules.adam]}, ValueError, r"the same name: pass \{name: rule\}"),
    ({"rules": [rules.gradient_descent, rules.sgd]}, ValueError, "Two rules have the same name"),
    ({"rules": lambda p, g, state=0, *, learning_rate: p}, TypeError, "must return two things"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), WRONG)
def test_a_wrong_argument_is_told_what_to_pass(wrong, error, message):
    with pytest.raises(error, match=message) as caught:
        playground(**{"rules": rules.adam, "problem": DIAMONDS, "views": "blank", **wrong})
    assert "\n" not in str(caught.value).strip() or "problem" in wrong
    assert plt.get_fignums() == []
