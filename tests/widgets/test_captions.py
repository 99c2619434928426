"""What is said below the pictures: settings, where they led, and what the theory says."""

from dataclasses import replace

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.expected_captions import plain

from helpers import rules
from helpers.problems import DiamondPrices, ravine, saddle, two_valleys
from helpers.sweep import sweep
from helpers.widgets import captions

PROBLEMS = {
    "carats": DIAMONDS,
    "points": DiamondPrices(TRAIN, carat_unit="point"),
    "cents": DiamondPrices(TRAIN, carat_unit="milligram", price_unit="cent"),
    "ravine": ravine(),
    "steep": ravine(1e4),
    "saddle": saddle(),
    "two valleys": two_valleys(),
}
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def rates(*values):
    return [{"learning_rate": value} for value in values]


def race(problem, rows, *some_rules, steps=50):
    some_rules = some_rules or [rules.gradient_descent]
    rows = [{"beta": 0.9, "epsilon": 1e-8, "batch_size": None, "seed": 0, **row} for row in rows]
    return [sweep(rule, problem, rows, steps=steps, start=problem.start) for rule in some_rules]


# ---- numbers ----------------------------------------------------------------------------------


@every_problem
@pytest.mark.parametrize("rules_shown", [1, 2, 3])
def test_decimals_are_whole_and_show_three_digits_or_more(problem, rules_shown):
    places = captions.decimals(problem, rules_shown)
    assert len(places) == (4 if rules_shown == 1 else rules_shown)
    assert all(type(p) is int for p in places)
    half_widths = np.ptp(problem.domain, axis=1) / 2
    typical = [*half_widths, *[problem.excess(problem.start)] * 2][: len(places)]
    if rules_shown > 1:
        typical = [problem.excess(problem.start)] * rules_shown
    for p, size in zip(places, typical, strict=True):
        assert 1_000 <= size * 10.0**p < 2**31 / 1_000  # there is room for a run that diverges


def test_numbers_of_one_rule_are_its_place_its_loss_and_the_excess():
    runs = race(DIAMONDS, rates(0.01, 0.1))
    numbers = captions.numbers(runs)
    assert numbers.shape == (2, 4, 51)
    for i in range(2):
        m, b = runs[0].path[:, i].T
        expected = [m, b, runs[0].loss[:, i], runs[0].excess[:, i]]
        assert np.array_equal(numbers[i], expected)


def test_numbers_of_a_race_are_the_excess_of_each():
    runs = race(DIAMONDS, rates(0.01, 0.1, 0.2), rules.momentum, rules.rmsprop)
    numbers = captions.numbers(runs)
    assert numbers.shape == (3, 2, 51)
    assert np.array_equal(numbers[:, 1], runs[1].excess.T)


# ---- words ------------------------------------------------------------------------------------


def test_a_caption_in_full():
    rows = [{"learning_rate": 0.1, "batch_size": 8_000}]
    shown = {"learning_rate": 0, "batch_size": 0}
    runs, theory = race(DIAMONDS, rows), captions.bowl(DIAMONDS)
    texts, endings = captions.captions(runs, ["gradient descent"], rows, shown, theory)
    assert texts == [
        "learning rate 0.1 · batch size all 8,000 · step {step} of 50: m = {0}, b = {1}; loss {2}, "
        "which is {3} above the lowest. Curvature 0.26 to 3.46, condition number 13.31, "
        "learning-rate limit of gradient descent 0.577."
    ]
    assert endings == [None]


def test_only_the_settings_that_have_a_slider_are_named():
    runs = race(saddle(), rates(0.1))
    texts, _ = captions.captions(runs, ["gradient descent"], rates(0.1), {})
    assert texts == [
        "step {step} of 50: x = {0}, y = {1}; loss {2}, which is {3} above the lowest."
    ]


def test_from_the_step_where_a_run_diverges_the_caption_says_so():
    runs, rows = race(DIAMONDS, rates(0.5, 0.6, 5.0)), rates(0.5, 0.6, 5.0)
    texts, endings = captions.captions(runs, ["gradient descent"], rows, rows[0], "So.")
    assert endings[0] is None and all("m = {0}" in text for text in texts)
    for ending, at in zip(endings[1:], runs[0].diverged_at[1:], strict=True):
        assert ending[0] == at > 0
        assert f"diverged: at step {at} the loss passed 1,000 times the first." in ending[1]
        assert "step {step} of 50" in ending[1] and ending[1].endswith("first. So.")


@pytest.mark.parametrize(
    ("start", "passed"), [((0, 0), "1,000 times the first"), ((-5, 0), "1,000 times the first"),
                          ((1, 1), "31,800")])  # fmt: skip
def test_what_a_run_that_diverges_has_passed_is_so(start, passed):
    row = {"learning_rate": 5.0, "batch_size": 8_000, "seed": 0}
    run = sweep(rules.gradient_descent, DIAMONDS, [row], steps=20, start=start)
    (first, *_), at = run.loss[:, 0], run.diverged_at[0]
    limit = 1_000 * first if passed == "1,000 times the first" else 31_800
    assert run.loss[at - 1, 0] < limit < run.loss[at, 0] and 1_000 * first <= limit
    _, [(step, text)] = captions.captions([run], ["mine"], [row], {})
    assert step == at and text.endswith(f"diverged: at step {at} the loss passed {passed}.")


def test_a_race_names_each_rule_and_where_it_diverges():
    both, rows = [rules.gradient_descent, rules.rmsprop], rates(0.1, 5.0)
    runs = race(DIAMONDS, rows, *both)
    texts, endings = captions.captions(runs, ["gradient descent", "mine"], rows, rows[0], "So.")
    at = runs[0].diverged_at[1]
    assert ": loss above the lowest: gradient descent {0}, mine {1}. So." in texts[0]
    assert f"gradient descent {{0}} (diverges at step {at}), mine {{1}}. So." in texts[1]
    assert endings == [None, None]


@pytest.mark.parametrize("name", ["carats", "points", "cents", "ravine", "steep"])
def test_the_theory_of_a_bowl(name):
    flat, steep = np.linalg.eigvalsh(PROBLEMS[name].hessian)
    said = captions.bowl(PROBLEMS[name])
    assert f"Curvature {plain(flat, 3)} to {plain(steep, 3)}, " in said
    assert f"condition number {plain(steep / flat, 4)}, " in said
    assert f"descent {plain(2 / steep, 3)}." in said and "e+" not in said and "e-" not in said


def test_a_small_curvature_is_written_out():
    flat = replace(ravine(), hessian=np.diag([1.2e-5, 2.0]))
    assert captions.bowl(flat).startswith("Curvature 0.000012 to 2, condition number 166,700, ")


@pytest.mark.parametrize("problem", [saddle(), two_valleys()])
def test_there_is_no_theory_where_there_is_no_bowl(problem):
    assert captions.bowl(problem) == ""
