"""The views of a rule's inside: its steps, and the moments of Adam."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.runs import empty_axes

from helpers.descent import descend
from helpers.plotting import VIEWS, moments, style
from helpers.plotting.gallery import draw_run
from helpers.problems import ravine
from helpers.rules import adam, gradient_descent, lion, momentum, rmsprop
from helpers.sweep import sweep


@pytest.mark.parametrize("correct", [True, False])
def test_moments_are_those_that_the_rule_keeps_and_uses(correct):
    settings = {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.99, "bias_correction": correct}
    run = descend(adam, ravine(50), steps=30, **settings)
    mean, root, used_mean, used_root = moments(run)
    for t, state in enumerate(run.states[1:]):
        assert mean[t] == pytest.approx(state.mean) and root[t] ** 2 == pytest.approx(
            state.mean_square
        )
    assert np.diff(run.path, axis=0) == pytest.approx(-0.1 * used_mean / (used_root + 1e-8))


def test_moments_of_a_sweep_with_the_correction_on_and_off_are_those_of_each_run():
    rows = [{"learning_rate": 0.1, "beta1": b, "beta2": 0.99, "epsilon": 1e-8, "bias_correction": c}
            for b in (0.0, 0.9) for c in (True, False)]  # fmt: skip
    many = sweep(adam, ravine(50), rows, steps=12, start=ravine(50).start)
    for i, row in enumerate(rows):
        single = moments(descend(adam, ravine(50), steps=12, **row))
        for ours, theirs in zip(moments(many), single, strict=True):
            assert ours[:, i] == pytest.approx(theirs, rel=1e-12)


def test_the_view_of_moments_is_in_parts_of_the_first_slope():
    run = descend(adam, ravine(50), steps=12, learning_rate=0.1, bias_correction=False)
    (_, felt), (_, mean), (_, root), (_, used), (_, used_root) = VIEWS["moments"].points(run)
    assert np.isnan(felt[0, 0, 0]) and felt[0, 0, 1] == 1
    assert mean[0, 0, 1] == pytest.approx(0.1) and root[0, 0, 1] == pytest.approx(0.001**0.5)
    assert np.array_equal(mean, used, equal_nan=True)
    assert np.array_equal(root, used_root, equal_nan=True)


@pytest.mark.parametrize("rule", [gradient_descent, momentum, rmsprop, lion])
def test_moments_are_not_drawn_of_a_rule_that_keeps_others_or_none(rule):
    run = descend(rule, ravine(50), steps=5, learning_rate=0.01)
    with pytest.raises(ValueError, match="pass a rule that keeps its two moments, with beta1 and"):
        moments(run)


def test_moments_of_a_readers_rule_with_both_betas_are_drawn():
    def mine(params, gradient, state=(0.0, 0.0), *, learning_rate, b1=0.9, b2=0.999):
        m, v = b1 * state[0] + (1 - b1) * gradient, b2 * state[1] + (1 - b2) * gradient**2
        return params - learning_rate * m / (v**0.5 + 1e-8), (m, v)

    run = descend(mine, ravine(50), steps=5, learning_rate=0.01, b1=0.8)
    mean, root, *_ = moments(run)
    for t, (m, v) in enumerate(run.states[1:]):
        assert mean[t] == pytest.approx(m) and root[t] ** 2 == pytest.approx(v)


def test_the_steps_are_those_of_the_run_and_none_before_the_first_update():
    run = descend(rmsprop, ravine(), steps=5, learning_rate=0.01)
    (count, first), (_, second), *_, (_, now), (_, other) = VIEWS["steps"].points(run)
    moves = np.abs(np.diff(run.path, axis=0))
    assert np.isnan(first[0, 0, 0]) and np.isnan(second[0, 0, 0])
    assert count.ravel().tolist() == [0, 1, 2, 3, 4, 5]
    assert np.allclose(np.stack([first, second], axis=-1)[0, 0, 1:], moves, rtol=0)
    assert now.shape == other.shape == (1, 1, 6)
    assert moves[0] == pytest.approx(0.01 * 10**0.5)  # 1/√(1 - 0.9) too long


def test_over_the_steps_lies_their_running_median_in_the_colours_of_the_parameters():
    run = descend(adam, DIAMONDS, steps=200, learning_rate=0.1, batch_size=32)
    moves = np.abs(np.diff(run.path, axis=0))
    axes = empty_axes()
    VIEWS["steps"].background(axes, DIAMONDS, 200)
    lines = draw_run(axes, "steps", run)
    assert "median of 10 steps" in axes.artists[-1].get_title().get_text()
    for k, hue in enumerate(style.PARAMETERS):
        each, median = lines[k], lines[2 + k]
        assert each.get_color() == median.get_color() == hue and each.get_alpha() < 0.5
        assert np.array_equal(each.get_ydata()[1:], moves[:, k])
        y = median.get_ydata()
        assert np.isnan(y[0]) and y[100] == pytest.approx(np.median(moves[94:104, k]))
        assert y[1] == pytest.approx(np.median(moves[:5, k]))  # at the ends of fewer
        assert np.abs(np.diff(np.log(y[1:]))).sum() < np.abs(np.diff(np.log(moves[:, k]))).sum() / 3
    for dot, median in zip(lines[4:], lines[2:4], strict=True):
        assert dot.get_ydata().tolist() == median.get_ydata()[-1:].tolist()


def test_the_median_of_few_steps_is_each_of_them():
    run = descend(rmsprop, DIAMONDS, steps=30, learning_rate=0.1, batch_size=32)
    (_, first), (_, second), (_, median), (_, other), *_ = VIEWS["steps"].points(run)
    assert np.array_equal(first, median, equal_nan=True)
    assert np.array_equal(second, other, equal_nan=True)


def test_the_legend_of_the_moments_is_in_the_colours_of_its_lines():
    axes = empty_axes()
    VIEWS["moments"].background(axes, DIAMONDS, 12)
    lines = [trace.line for trace in VIEWS["moments"].traces(axes, "#123456")]
    handles, texts = axes.get_legend().legend_handles, axes.get_legend().get_texts()
    shown = {(h.get_color(), h.get_linestyle(), h.get_marker()) for h in handles}
    assert shown == {(x.get_color(), x.get_linestyle(), x.get_marker()) for x in lines}
    (mean,) = [h for h, t in zip(handles, texts, strict=True) if t.get_text() == "mean"]
    assert mean.get_color() == "#123456"


def test_a_step_of_nothing_is_a_gap():
    def stay(params, gradient, state=(), *, learning_rate):
        return params, state

    run = descend(stay, ravine(), steps=3, learning_rate=0.01)
    assert all(np.isnan(sizes).all() for _, sizes in VIEWS["steps"].points(run))


def test_what_is_not_a_run_is_refused():
    with pytest.raises(TypeError, match="run must be a Run"):
        moments("a run")
