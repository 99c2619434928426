"""The ways to look at a Run: the map of momentum's rates."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from support.dataset import DIAMONDS

from helpers.analysis import momentum_contraction
from helpers.descent import descend
from helpers.plotting import VIEWS, full_batch, logarithmic, many_decades, moments
from helpers.plotting.gallery import checked_views
from helpers.problems import ravine, saddle
from helpers.rules import adam, gradient_descent, momentum, rmsprop, sgd
from helpers.sweep import sweep


def test_kept_by_momentum_is_the_larger_eigenvalue_of_one_update():
    for rate, beta, curvature in np.random.default_rng(0).uniform(0, [3, 1, 4], (50, 3)):
        table = [[1 + beta - rate * curvature, -beta], [1, 0]]
        largest = np.abs(np.linalg.eigvals(table)).max()
        assert momentum_contraction(rate, beta, curvature) == pytest.approx(largest, abs=1e-6)


@pytest.mark.parametrize("settings", [(0.01, 0.0), (0.01, 0.5), (0.01, 0.9), (0.05, 0.95)])
def test_kept_by_momentum_is_what_a_run_keeps(settings):
    rate, beta = settings
    run = descend(momentum, ravine(50), steps=1000, learning_rate=rate, beta=beta)
    height = np.linalg.norm(run.path, axis=1)
    kept = (height[1000] / height[100]) ** (1 / 900)
    assert kept == pytest.approx(
        momentum_contraction(rate, beta, np.array([1, 50])).max(), abs=0.005
    )


def test_kept_by_momentum_is_one_at_the_limit_and_least_at_polyaks_settings():
    betas = np.array([0.0, 0.5, 0.9])
    assert momentum_contraction(2 * (1 + betas) / 50, betas, 50) == pytest.approx(1)
    rates, betas = np.geomspace(1e-3, 0.1, 300)[:, None, None], np.linspace(0, 0.99, 300)[:, None]
    least = momentum_contraction(rates, betas, np.array([1, 50])).max(axis=-1).min()
    root = 50**0.5
    assert (root - 1) / (root + 1) <= least <= 1.01 * (root - 1) / (root + 1)


@pytest.mark.parametrize("kappa", [1.0, 50.0, 1e6])
def test_the_map_of_rates_is_drawn_and_its_dot_is_at_the_settings(kappa):
    axes = Figure().subplots()
    VIEWS["rates"].background(axes, ravine(kappa), 10)
    run = descend(momentum, ravine(kappa), steps=10, learning_rate=0.01, beta=0.75)
    [(rate, forgets)] = VIEWS["rates"].points(run)
    assert (rate.item(), forgets.item()) == (0.01, 0.25)
    [(_, forgets)] = VIEWS["rates"].points(
        descend(gradient_descent, ravine(kappa), steps=10, learning_rate=0.01)
    )
    assert forgets.item() == 1


@pytest.mark.parametrize("rule", [rmsprop, adam])
def test_the_map_of_rates_is_not_for_other_rules_nor_for_terrains_without_a_hessian(rule):
    with pytest.raises(ValueError, match="momentum"):
        VIEWS["rates"].points(descend(rule, ravine(), steps=3, learning_rate=0.01))
    with pytest.raises(ValueError, match="rates"):
        checked_views(saddle(), "rates")


# ---- Adam's moments -----------------------------------------------------------------------------


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
        alone = moments(descend(adam, ravine(50), steps=12, **row))
        for ours, theirs in zip(moments(many), alone, strict=True):
            assert ours[:, i] == pytest.approx(theirs, rel=1e-12)


def test_the_view_of_moments_is_in_parts_of_the_first_slope():
    run = descend(adam, ravine(50), steps=12, learning_rate=0.1, bias_correction=False)
    (_, felt), (_, mean), (_, root), (_, used), (_, used_root) = VIEWS["moments"].points(run)
    assert np.isnan(felt[0, 0, 0]) and felt[0, 0, 1] == 1
    assert mean[0, 0, 1] == pytest.approx(0.1) and root[0, 0, 1] == pytest.approx(0.001**0.5)
    assert np.array_equal(mean, used, equal_nan=True)
    assert np.array_equal(root, used_root, equal_nan=True)


def test_without_betas_the_moments_are_the_last_slope():
    run = descend(gradient_descent, ravine(50), steps=5, learning_rate=0.01)
    mean, root, *_ = moments(run)
    assert (mean == run.gradients).all() and root == pytest.approx(np.abs(run.gradients))


def test_the_steps_are_those_of_the_run_and_none_before_the_first_update():
    run = descend(rmsprop, ravine(), steps=5, learning_rate=0.01)
    (count, first), (_, second), (_, both) = VIEWS["steps"].points(run)
    moves = np.abs(np.diff(run.path, axis=0))
    assert np.isnan(first[0, 0, 0]) and np.isnan(second[0, 0, 0])
    assert count.ravel().tolist() == [0, 1, 2, 3, 4, 5]
    assert np.allclose(np.stack([first, second], axis=-1)[0, 0, 1:], moves, rtol=0)
    assert both.shape == (1, 2, 6)
    assert moves[0] == pytest.approx(0.01 * 10**0.5)  # 1/√(1 - 0.9) too long


@pytest.mark.parametrize(("batch_size", "updates"), [(None, 1), (1000, 8)])
def test_dots_mark_the_ends_of_the_epochs_1_2_4_8(batch_size, updates):
    run = descend(sgd, DIAMONDS, steps=70, batch_size=batch_size, learning_rate=0.1)
    *_, (rows, ends), _ = VIEWS["rows"].points(run)
    marked = np.flatnonzero(np.isfinite(ends[0, 0]))
    epochs = [epoch for epoch in (1, 2, 4, 8, 16, 32, 64) if epoch * updates <= 70]
    assert marked.tolist() == [epoch * updates for epoch in epochs]
    assert (rows[0, 0, marked] == 8000 * np.array(epochs)).all()


def test_a_step_of_nothing_is_a_gap():
    def stay(params, gradient, state=(), *, learning_rate):
        return params, state

    run = descend(stay, ravine(), steps=3, learning_rate=0.01)
    assert all(np.isnan(sizes).all() for _, sizes in VIEWS["steps"].points(run))


@pytest.mark.parametrize("look", [moments, full_batch])
def test_what_is_not_a_run_is_told_so(look):
    with pytest.raises(TypeError, match="run must be a Run"):
        look("a run")


@pytest.mark.parametrize("limits", [(1e-4, 1e3), (0.02, 700), (0.3, 5), (2e-12, 4e-11)])
@pytest.mark.parametrize("which", ["x", "y"])
def test_a_logarithmic_axis_has_the_labels_of_matplotlib_in_plain_text(which, limits):
    ours, theirs = Figure().subplots(1, 2)
    logarithmic(ours, which)
    theirs.set(**{f"{which}scale": "log"})
    read = []
    for axes in (ours, theirs):
        axes.set(**{f"{which}lim": limits})
        axis = getattr(axes, f"{which}axis")
        axes.figure.canvas.draw()
        read.append([t.get_text() for t in axis.get_ticklabels() + axis.get_ticklabels(minor=True)])
    assert [number(text) for text in read[0]] == [number(text) for text in read[1]]
    assert any(read[0]) and not any("$" in text for text in read[0])


@pytest.mark.parametrize("limits", [(1e-4, 30), (0.7, 5.6e6), (2e-7, 5.5), (1e-15, 1e9), (9, 2e3)])
@pytest.mark.parametrize("which", ["x", "y"])
def test_minor_ticks_drawn_as_one_artist_look_like_those_of_matplotlib(which, limits):
    pictures = []
    for make in (logarithmic, many_decades):
        figure = Figure(figsize=(3.2, 3.3), dpi=200, layout="constrained")
        axes = FigureCanvasAgg(figure).figure.subplots()
        make(axes, which)
        for lim in ((1, 1e5), limits):  # they go with the axis
            axes.set(**{f"{which}lim": lim})
            figure.canvas.draw()
        pictures.append(np.asarray(figure.canvas.buffer_rgba(), dtype=int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 1
    assert not getattr(axes, f"{which}axis").get_minor_ticks()


def test_an_axis_made_linear_again_looks_as_if_it_had_always_been():
    pictures = []
    for before in (many_decades, lambda axes, which: None):
        axes = FigureCanvasAgg(Figure()).figure.subplots()
        before(axes, "x")
        axes.set(xlim=(1, 1e5))
        axes.figure.canvas.draw()
        axes.set(xscale="linear")
        axes.set(xlim=(0, 10))
        axes.figure.canvas.draw()
        pictures.append(bytes(axes.figure.canvas.buffer_rgba()))
    assert pictures[0] == pictures[1]


def number(label):
    """Read "2×10⁻³" or the same as a formula."""
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    plain = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: "1e" + power[1].translate(raised), label)
    plain = re.sub(r"\$\\mathdefault\{(.*)10\^\{(.*?)\}\}\$", r"\g<1>1e\2", plain)
    factor, _, power = re.sub(r"\\times", "×", plain).rpartition("×")
    return label and float(factor or 1) * float(power)
