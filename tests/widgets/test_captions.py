"""Captions: settings, where they led, and what theory says of them."""

from dataclasses import replace

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import PROBLEMS
from support.expected_captions import facts, significant

from helpers import rules
from helpers.lessons.useless_column import useless_column
from helpers.problems import parabola, ravine, saddle, two_valleys
from helpers.sweep import sweep
from helpers.theory import momentum_limit
from helpers.widgets import captions

LABELS = ("learning rate", "batch size", "step", "m", "b", "x", "y", "gradient descent", "mine")
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def rates(*values):
    return [{"learning_rate": value} for value in values]


def facts_of(text):
    """Return the facts of a caption at step 7, with {0}, {1} ... for its numbers."""
    return facts(text.replace("{step}", "7"), LABELS)


def sweeps(problem, settings, *some_rules, steps=50):
    some_rules = some_rules or [rules.gradient_descent]
    usual = {"beta": 0.9, "epsilon": 1e-8, "batch_size": None, "seed": 0}
    rows = [usual | values for values in settings]
    return [sweep(rule, problem, rows, steps=steps, start=problem.start) for rule in some_rules]


# ---- numbers ----------------------------------------------------------------------------------


@every_problem
@pytest.mark.parametrize("rules_shown", [1, 2, 3])
def test_decimals_are_whole_and_show_three_digits_or_more(problem, rules_shown):
    digits = captions.decimals(problem, rules_shown)
    one = len(problem.parameter_names) + 2  # its parameters, the loss and the excess
    assert len(digits) == (one if rules_shown == 1 else rules_shown)
    assert all(type(count) is int for count in digits)
    half_widths = np.ptp(problem.domain, axis=1) / 2
    typical = [*half_widths, *[problem.excess(problem.start)] * 2][: len(digits)]
    if rules_shown > 1:
        typical = [problem.excess(problem.start)] * rules_shown
    for count, size in zip(digits, typical, strict=True):
        assert 1_000 <= size * 10.0**count < 2**31 / 1_000  # there is room for a run that diverges


def test_numbers_of_one_rule_are_its_parameters_its_loss_and_the_excess():
    runs = sweeps(DIAMONDS, rates(0.01, 0.1))
    numbers = captions.numbers(runs)
    assert numbers.shape == (2, 4, 51)
    for i in range(2):
        m, b = runs[0].path[:, i].T
        expected = [m, b, runs[0].loss[:, i], runs[0].excess[:, i]]
        assert np.array_equal(numbers[i], expected)


def test_numbers_of_several_rules_are_the_excess_of_each():
    runs = sweeps(DIAMONDS, rates(0.01, 0.1, 0.2), rules.momentum, rules.rmsprop)
    numbers = captions.numbers(runs)
    assert numbers.shape == (3, 2, 51)
    assert np.array_equal(numbers[:, 1], runs[1].excess.T)


# ---- texts ------------------------------------------------------------------------------------


def test_a_caption_in_full():
    rows = [{"learning_rate": 0.1, "batch_size": 8_000}]
    shown = {"learning_rate": 0, "batch_size": 0}
    runs, theory = sweeps(DIAMONDS, rows), captions.quadratic_theory(DIAMONDS)
    texts, endings = captions.captions(runs, ["gradient descent"], rows, shown, theory)
    assert texts == [
        "learning rate 0.1 · batch size all 8,000 · step {step} of 50: m = {0}, b = {1}; loss {2}, "
        "excess loss {3}. Curvature 0.26 to 3.46, condition number 13.31, "
        "stability limit of gradient descent 0.577."
    ]
    assert endings == [None]


def test_a_caption_with_one_parameter_in_full():
    problem, rows = parabola(4.0), rates(0.1)
    runs, theory = sweeps(problem, rows), captions.quadratic_theory(problem)
    (text,), _ = captions.captions(runs, ["gradient descent"], rows, rows[0], theory)
    assert text == (
        "learning rate 0.1 · step {step} of 50: θ = {0}; loss {1}, excess loss {2}. "
        "Curvature 4, stability limit of gradient descent 0.5."
    )
    theta, loss, excess = captions.numbers(runs)[0]
    assert np.array_equal(theta, runs[0].path[:, 0, 0])
    assert np.array_equal(loss, runs[0].loss[:, 0]) and np.array_equal(excess, loss)


def test_a_caption_of_several_rules_in_full():
    both, rows = [rules.gradient_descent, rules.momentum], rates(1.0)
    (text,), _ = captions.captions(sweeps(DIAMONDS, rows, *both), ["one", "two"], rows, rows[0])
    assert text == (
        "learning rate 1 · step {step} of 50: excess loss: one {0} (diverges at step 5), two {1}."
    )


def test_the_captions_of_runs_that_diverged_in_full():
    row = {"learning_rate": 0.6, "batch_size": 4, "seed": 3}
    runs = sweep(rules.sgd, DIAMONDS, [row, row | {"batch_size": 8_000, "learning_rate": 0.8}],
                  steps=500, start=(0, 0))  # fmt: skip
    _, [(at, came_back), (_, diverged)] = captions.captions([runs], ["sgd"], [row, row], {})
    passed = "the loss passed 1,000 times the first"
    assert came_back == (
        "step {step} of 500: m = {0}, b = {1}; loss {2}, excess loss {3}. "
        f"It blew up on the way: at step {at} {passed}."
    )
    assert diverged == f"diverged at step {runs.diverged_at[1]} of 500, where {passed}."


def test_only_the_settings_that_have_a_slider_are_named():
    runs = sweeps(saddle(), rates(0.1))
    (text,), _ = captions.captions(runs, ["gradient descent"], rates(0.1), {})
    assert facts_of(text) == ["step", "7", "50", "x", "0", "y", "1", "2", "3"]
    assert text.startswith("step {step} of 50: ")


def test_from_the_step_where_a_run_diverges_the_caption_says_so():
    runs, rows = sweeps(DIAMONDS, rates(0.5, 0.6, 5.0)), rates(0.5, 0.6, 5.0)
    texts, endings = captions.captions(runs, ["gradient descent"], rows, rows[0], "So.")
    assert endings[0] is None and all("m = {0}" in text for text in texts)
    for ending, at in zip(endings[1:], runs[0].diverged_at[1:], strict=True):
        assert ending[0] == at > 0
        expected = ["diverged", "step", str(at), "50", "1,000"]
        assert facts_of(ending[1])[2:] == expected
        assert ending[1].count("step") == 1 and ending[1].endswith(" So.")


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
    shown = "1,000" if passed == "1,000 times the first" else passed
    expected = ["diverged", "step", str(at), "20", shown]
    assert step == at and facts_of(text) == expected


def test_of_several_rules_each_is_named_and_where_it_diverges():
    both, rows = [rules.gradient_descent, rules.rmsprop], rates(0.1, 5.0)
    runs = sweeps(DIAMONDS, rows, *both)
    texts, endings = captions.captions(runs, ["gradient descent", "mine"], rows, rows[0], "So.")
    at = runs[0].diverged_at[1]
    head = ["learning rate", "0.1", "step", "7", "50"]
    assert facts_of(texts[0]) == [*head, "gradient descent", "0", "mine", "1"]
    head = ["learning rate", "5", "step", "7", "50"]
    diverges = ["diverges", "step", str(at)]
    assert facts_of(texts[1]) == [*head, "gradient descent", "0", *diverges, "mine", "1"]
    assert all(text.endswith(" So.") for text in texts)
    assert endings == [None, None]


@pytest.mark.parametrize("name", ["carats", "points", "cents", "ravine", "steep"])
def test_the_theory_of_a_quadratic_loss(name):
    flat, steep = np.linalg.eigvalsh(PROBLEMS[name].hessian)
    text = captions.quadratic_theory(PROBLEMS[name])
    assert facts(text, ["Curvature", "condition number", "limit"]) == [
        "Curvature", significant(flat, 3), significant(steep, 3), "condition number",
        significant(steep / flat, 4), "limit", significant(2 / steep, 3)]  # fmt: skip


def test_a_small_curvature_is_written_out():
    flat = replace(ravine(), hessian=np.diag([1.2e-5, 2.0]))
    assert facts(captions.quadratic_theory(flat), []) == ["0.000012", "2", "166,700", "1"]


@pytest.mark.filterwarnings("error")
def test_a_loss_that_is_flat_in_a_direction_has_an_infinite_condition_number():
    text = captions.quadratic_theory(useless_column(DIAMONDS))
    assert text.startswith("Curvature 0 to ") and ", condition number infinite, stab" in text


def test_with_a_beta_the_limit_is_that_of_momentum():
    text = captions.quadratic_theory(ravine(50), 0.5)
    assert (
        text
        == "Curvature 1 to 50, condition number 50, stability limit of momentum 0.06 (beta 0.5)."
    )
    assert momentum_limit(0.5, 50) == pytest.approx(0.06)


def test_each_caption_may_have_an_end_of_its_own():
    runs, rows = sweeps(DIAMONDS, rates(0.1, 5.0)), rates(0.1, 5.0)
    texts, endings = captions.captions(runs, ["gd"], rows, rows[0], ["So.", "Not so."])
    assert [text.rpartition(". ")[2] for text in texts] == ["So.", "Not so."]
    assert endings[0] is None and endings[1][1].endswith(" Not so.")


@pytest.mark.parametrize("problem", [saddle(), two_valleys()])
def test_there_is_no_theory_of_a_loss_that_is_not_quadratic(problem):
    assert captions.quadratic_theory(problem) == ""
