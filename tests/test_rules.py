"""The update rules: by hand, against torch, and where theory says what they must do."""

import ast
import json
import re
from inspect import cleandoc, getsource, signature

import numpy as np
import pytest
from reference.make_torch_reference import FILE, STARTS, STEPS, STORED, cases, torch_path
from support.dataset import DIAMONDS

from helpers import rules
from helpers.descent import descend
from helpers.problems import ravine
from helpers.registry import REGISTRY, registered_rules
from helpers.rules import Mean, MeanSquare, Moments, Velocity

PROBLEMS = {"ravine": ravine(50), "diamonds": DIAMONDS}
CASES = cases()
every_rule = pytest.mark.parametrize("name", registered_rules())
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def steps_of(rule, gradients, params=1.0, **settings):
    """Take one step for each gradient, the first without a state. Return all params, last state."""
    path, state = [], ()
    for gradient in gradients:
        params, *state = rule(params, gradient, *state, **settings)
        path.append(params)
    return path, state[0]


# ---- three steps by hand, from 1.0 and with a learning rate of 0.5 ---------------------------

HALVES = {"learning_rate": 0.5, "beta1": 0.5, "beta2": 0.75, "epsilon": 2.0}
BY_HAND = {
    # 1 - 0.5·2 = 0;  0 - 0.5·4 = -2;  -2 + 0.5·8 = 2
    "gradient_descent": (rules.gradient_descent, {"learning_rate": 0.5}, [2.0, 4.0, -8.0],
                         [0.0, -2.0, 2.0], ()),
    # velocity 2;  0.5·2 + 4 = 5;  0.5·5 - 8 = -5.5
    "momentum": (rules.momentum, {"learning_rate": 0.5, "beta": 0.5}, [2.0, 4.0, -8.0],
                 [0.0, -2.5, 0.25], Velocity(-5.5)),
    # mean square 0.25·16 = 4;  0.75·4 + 0.25·4 = 4;  4 again: a root of 2 each time.
    # steps 4/(2 + 2) = 1;  2/(2 + 2) = 0.5;  -0.5
    "rmsprop": (rules.rmsprop, {"learning_rate": 0.5, "beta": 0.75, "epsilon": 2.0},
                [4.0, 2.0, -2.0], [0.5, 0.25, 0.5], MeanSquare(4.0)),
    # mean         0.5·2 = 1;   0.5·1 - 0.5·2 = -0.5;     0.5·-0.5 + 0.5·4 = 1.75
    # corrected    1/(1/2) = 2; -0.5/(3/4) = -2/3;        1.75/(7/8) = 2
    # mean square  0.25·4 = 1;  0.75·1 + 0.25·4 = 1.75;   0.75·1.75 + 0.25·16 = 5.3125
    # corrected    1/(1/4) = 4; 1.75/(7/16) = 4;          5.3125/(37/64) = 340/37
    # steps        2/(2 + 2);   -2/3/(2 + 2);             2/(√(340/37) + 2)
    "adam": (rules.adam, HALVES, [2.0, -2.0, 4.0],
             [0.75, 5 / 6, 5 / 6 - 1 / ((340 / 37) ** 0.5 + 2)], Moments(1.75, 5.3125, 3)),
    # the same means, used as they are
    "adam, uncorrected": (rules.adam, {**HALVES, "bias_correction": False}, [2.0, -2.0, 4.0],
                          [5 / 6, 5 / 6 + 0.25 / (1.75**0.5 + 2),
                           5 / 6 + 0.25 / (1.75**0.5 + 2) - 0.875 / (5.3125**0.5 + 2)],
                          Moments(1.75, 5.3125, 3)),
    # the steps of adam, each after 1 - 0.5·1 = a half is taken off: 0.5 - 0.25;  0.125 + 1/12; ...
    "adamw": (rules.adamw, {**HALVES, "weight_decay": 1.0}, [2.0, -2.0, 4.0],
              [0.25, 5 / 24, 5 / 48 - 1 / ((340 / 37) ** 0.5 + 2)], Moments(1.75, 5.3125, 3)),
    # the sign of 0.5·0 + 0.5·2 = 1;  0.5·0.5 - 0.5·2 = -0.75;  0.5·-0.125 + 0.5·0.125 = 0
    # mean  0.25·2 = 0.5;  0.75·0.5 - 0.25·2 = -0.125;  0.75·-0.125 + 0.25·0.125 = -0.0625
    # 1 - 0.5·0.5 = 0.75 of what was:  0.75 - 0.5;  0.1875 + 0.5;  0.515625
    "lion": (rules.lion, {"learning_rate": 0.5, "beta1": 0.5, "beta2": 0.75, "weight_decay": 0.5},
             [2.0, -2.0, 0.125], [0.25, 0.6875, 0.515625], Mean(-0.0625)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "settings", "gradients", "path", "state"), BY_HAND.values(), ids=BY_HAND
)
def test_three_steps_by_hand(rule, settings, gradients, path, state):
    path_taken, last = steps_of(rule, gradients, **settings)
    assert path_taken == pytest.approx(path, rel=1e-15)
    assert last == state and type(last) is type(state)


# ---- the same as torch ------------------------------------------------------------------------


def path_of(case):
    rule, problem, start = REGISTRY[case.rule].rule, PROBLEMS[case.problem], STARTS[case.problem]
    return descend(rule, problem, steps=STEPS, start=start, **case.settings).path[1:]


def assert_equal_to_rounding(path, expected):
    assert np.shape(path) == np.shape(expected)
    np.testing.assert_allclose(path, expected, rtol=0, atol=1e-12 * np.abs(expected).max())


def test_every_rule_is_worked_out_by_hand_and_compared_with_torch_or_its_paper():
    assert {rule for rule, *_ in BY_HAND.values()} == set(registered_rules().values())
    compared = {case.rule for case in CASES.values()}
    assert compared | FROM_PAPERS.keys() == set(registered_rules())
    assert all(REGISTRY[name].torch is None for name in FROM_PAPERS)


@pytest.mark.parametrize("name", CASES)
def test_equals_the_stored_paths_of_torch(name):
    stored = json.loads(FILE.read_text(encoding="utf-8"))[name]
    assert_equal_to_rounding(path_of(CASES[name])[np.array(STORED) - 1], stored)


@pytest.mark.thorough
@pytest.mark.usefixtures("torch")
@every_case
def test_equals_torch_itself_at_every_step(case):
    assert_equal_to_rounding(path_of(case), torch_path(case))


# ---- the same as in the paper, where torch has no such rule -------------------------------------


def lion_of_the_paper(theta, gradients, eta, beta1, beta2, decay):
    """Chen et al. (2023), algorithm 2, line by line and parameter by parameter."""
    memory, path = [0.0] * len(theta), []
    for g in gradients:
        for i in range(len(theta)):
            c = beta1 * memory[i] + (1 - beta1) * g[i]
            theta[i] -= eta * (int(c > 0) - int(c < 0) + decay * theta[i])
            memory[i] = beta2 * memory[i] + (1 - beta2) * g[i]
        path.append(list(theta))
    return path


FROM_PAPERS = {"lion": lion_of_the_paper}


@pytest.mark.parametrize("decay", [0.0, 0.5])
@pytest.mark.parametrize("betas", [(0.9, 0.99), (0.95, 0.98), (0.0, 0.0)])
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_lion_takes_the_steps_of_its_paper(problem, betas, decay):
    settings = {"learning_rate": 0.03, "weight_decay": decay}
    settings |= dict(zip(("beta1", "beta2"), betas, strict=True))
    run = descend(rules.lion, problem, steps=STEPS, start=(-2.5, 0.3), **settings)
    expected = FROM_PAPERS["lion"]([-2.5, 0.3], run.gradients.tolist(), 0.03, *betas, decay)
    assert_equal_to_rounding(run.path[1:], expected)


def test_a_step_of_lion_is_one_learning_rate_long_or_none():
    gradients = np.array([[1e-30, -1e30, 0.0], [-1.0, 1.0, 0.0], [5.0, 1e-9, 0.0]])
    path, _ = steps_of(rules.lion, gradients, np.zeros(3), learning_rate=0.25)
    steps = np.diff([np.zeros(3), *path], axis=0)
    assert np.array_equal(np.abs(steps), [[0.25, 0.25, 0]] * 3)


def test_lion_keeps_one_number_for_each_parameter_and_adam_two():
    kept = {}
    for name in ("lion", "adam", "adamw"):
        _, state = steps_of(REGISTRY[name].rule, np.ones((2, 7)), np.ones(7), learning_rate=0.1)
        kept[name] = sum(np.size(part) for part in state if np.ndim(part))
    assert kept == {"lion": 7, "adam": 14, "adamw": 14}


# ---- floats, arrays, and nothing changed ------------------------------------------------------


@every_rule
def test_a_float_goes_where_an_entry_of_an_array_goes(name):
    gradients = np.random.default_rng(0).normal(size=(50, 3))
    rule = REGISTRY[name].rule
    path, _ = steps_of(rule, gradients, np.ones(3), learning_rate=0.1)
    columns = [steps_of(rule, g, 1.0, learning_rate=0.1)[0] for g in gradients.T.tolist()]
    assert all(type(params) is float for column in columns for params in column)
    # Powers of floats come from the C library and may differ from numpy's in the last bit.
    rounding = 0 if REGISTRY[name].exact_in_floats else 1e-13
    np.testing.assert_allclose(np.transpose(columns), path, rtol=rounding)


@every_rule
def test_nothing_that_is_passed_in_is_changed(name):
    rule = REGISTRY[name].rule
    params, gradient = np.array([1.0, 2.0]), np.array([3.0, -4.0])
    _, state = rule(params, gradient, learning_rate=0.1)
    arrays = [params, gradient, *(part for part in state if isinstance(part, np.ndarray))]
    before = [array.copy() for array in arrays]
    for array in arrays:
        array.setflags(write=False)
    moved, new_state = rule(params, gradient, state, learning_rate=0.1)
    assert all(np.array_equal(array, copy) for array, copy in zip(arrays, before, strict=True))
    results = [moved, *(part for part in new_state if isinstance(part, np.ndarray))]
    assert not any(np.shares_memory(new, old) for new in results for old in arrays)


# ---- limits -----------------------------------------------------------------------------------


def test_sgd_is_the_rule_of_gradient_descent():
    assert rules.sgd is rules.gradient_descent


def test_momentum_without_memory_is_gradient_descent():
    run = {"problem": PROBLEMS["diamonds"], "steps": 50, "batch_size": 32, "learning_rate": 0.1}
    plain = descend(rules.gradient_descent, **run)
    assert np.array_equal(descend(rules.momentum, beta=0.0, **run).path, plain.path)
    assert not np.allclose(descend(rules.momentum, beta=0.5, **run).path, plain.path)


def test_adam_without_momentum_and_correction_is_rmsprop():
    run = {"problem": PROBLEMS["diamonds"], "steps": 50, "batch_size": 32, "learning_rate": 0.1}
    rmsprop = descend(rules.rmsprop, beta=0.99, **run)
    adam = descend(rules.adam, beta1=0.0, beta2=0.99, bias_correction=False, **run)
    np.testing.assert_allclose(adam.path, rmsprop.path, rtol=1e-12)


def test_adamw_without_weight_decay_is_adam():
    run = {"problem": PROBLEMS["diamonds"], "steps": 50, "batch_size": 32, "learning_rate": 0.1}
    decayed = descend(rules.adamw, weight_decay=0.0, **run)
    assert np.array_equal(decayed.path, descend(rules.adam, **run).path)


def test_adamw_where_it_is_level_only_shrinks():
    path, _ = steps_of(rules.adamw, [0.0] * 5, 1.0, learning_rate=0.1, weight_decay=0.5)
    np.testing.assert_allclose(path, 0.95 ** np.arange(1, 6), rtol=1e-14)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_weight_decay_of_adamw_does_not_depend_on_the_size_of_the_gradients(scale):
    """Decoupled: as a part of the gradient it would be divided by that size too."""
    moved, _ = rules.adamw(2.0, scale, learning_rate=0.1, epsilon=0.0, weight_decay=0.5)
    assert moved == pytest.approx(2.0 * 0.95 - 0.1, rel=1e-12)


FIRST_STEPS = [
    (rules.adam, {}, 1.0),
    (rules.adam, {"bias_correction": False}, 0.1 / 0.001**0.5),  # 3.16: too long, not too short
    (rules.rmsprop, {"beta": 0.9}, 1 / 0.1**0.5),
    (rules.rmsprop, {"beta": 0.99}, 1 / 0.01**0.5),
]


@pytest.mark.parametrize(("rule", "settings", "times"), FIRST_STEPS)
def test_first_step_in_learning_rates_whatever_the_gradient(rule, settings, times):
    gradient = np.array([-1e6, -1.0, 1e-6, 1e6])
    params, _ = rule(np.zeros(4), gradient, learning_rate=0.02, epsilon=0.0, **settings)
    np.testing.assert_allclose(params, -0.02 * times * np.sign(gradient), rtol=1e-12)


@pytest.mark.parametrize(
    ("rule", "steps", "times"),
    [
        (rules.rmsprop, 3_000, 0.1**-0.5),
        (rules.adam, 3_000, 3.0827),
        (rules.adam, 100_000, 0.1 / 0.001**0.5),
    ],
)
def test_after_tiny_gradients_one_of_the_usual_size_takes_a_longer_step(rule, steps, times):
    """So the learning rate is the scale of a step, not the length of the longest one."""
    *_, before, after = steps_of(rule, [0.0] * (steps - 1) + [1.0], learning_rate=0.01)[0]
    assert before - after == pytest.approx(0.01 * times, rel=1e-4)


@pytest.mark.parametrize("rule", [rules.rmsprop, rules.adam])
def test_the_scale_of_the_gradients_does_not_matter(rule):
    gradients = np.random.default_rng(1).normal(size=(100, 2))
    path, _ = steps_of(rule, gradients, learning_rate=0.1, epsilon=0.0)
    scaled, _ = steps_of(rule, gradients * np.array([1e-4, 1e4]), learning_rate=0.1, epsilon=0.0)
    np.testing.assert_allclose(scaled, path, rtol=1e-11)


def test_momentum_is_the_averaged_kind_at_learning_rate_over_one_minus_beta():
    gradients = np.random.default_rng(2).normal(size=100)
    heavy_ball, _ = steps_of(rules.momentum, gradients, learning_rate=0.01, beta=0.9)
    average, params, averaged = 0.0, 1.0, []
    for gradient in gradients:
        average = 0.9 * average + 0.1 * gradient
        params = params - 0.1 * average
        averaged.append(params)
    np.testing.assert_allclose(heavy_ball, averaged, rtol=1e-12)


@pytest.mark.parametrize("beta", [0.99, 0.999])
def test_memory_lasts_one_over_one_minus_beta(beta):
    def left_after(steps):
        _, state = steps_of(rules.momentum, [1.0] + [0.0] * steps, learning_rate=1.0, beta=beta)
        return state.velocity

    time_constant = round(1 / (1 - beta))
    assert left_after(time_constant) == pytest.approx(np.exp(-1), rel=0.01)
    assert left_after(round(0.69 * time_constant)) == pytest.approx(0.5, rel=0.01)


def test_momentum_does_not_average_the_noise_away():
    def floor(rule, **settings):
        problem = PROBLEMS["diamonds"]
        run = descend(rule, problem, steps=2_000, batch_size=32, start=problem.minimum,
                      seed=range(20), **settings)  # fmt: skip
        return run.excess[500:].mean()

    same_rate = floor(rules.momentum, learning_rate=0.01, beta=0.9)
    matched = floor(rules.momentum, learning_rate=0.001, beta=0.9)  # 0.001 / (1 - 0.9) = 0.01
    plain = floor(rules.sgd, learning_rate=0.01)
    assert same_rate > 8 * plain
    assert matched == pytest.approx(plain, rel=0.1)


# ---- what a student reads ---------------------------------------------------------------------


def test_the_module_needs_nothing():
    source = getsource(rules)
    nodes = ast.walk(ast.parse(source))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported == {"typing"} and "\nimport " not in source


@every_rule
def test_a_rule_is_a_few_lines_that_only_compute(name):
    (function,) = ast.parse(getsource(REGISTRY[name].rule)).body
    docstring = function.body[0]
    statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
    assert 0 < len(statements) - 2 <= 9  # those within an if, too
    others = [s for s in statements if not isinstance(s, (ast.Assign, ast.If, ast.Return))]
    assert others == [function, docstring]


@every_rule
def test_the_docstring_of_a_rule_has_all_that_a_reader_looks_for(name):
    text = cleandoc(REGISTRY[name].rule.__doc__)  # Python 3.13 takes the margin away itself
    summary, _, formula = text.partition("\n\n")
    assert summary.endswith(".") and "\n" not in summary
    torch = REGISTRY[name].torch
    named = f"In torch: {torch.name}(" if torch else "torch has no such rule."
    assert "params ← " in formula and named in formula
    sections = ("Parameters", "Returns", "References", "Examples")
    places = [text.index(f"\n{title}\n{'-' * len(title)}\n") for title in sections]
    assert places == sorted(places) and re.search(r"\(\d{4}\)", text[places[2] : places[3]])
    for parameter in signature(REGISTRY[name].rule).parameters:
        assert re.search(rf"\n(\w+, )*{parameter}(, \w+)* : ", text), parameter
