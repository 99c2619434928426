"""Runs on a schedule: each update as without one, at the learning rate times its factor."""

import threading
from types import FunctionType

import numpy as np
import pytest
from reference.make_torch_reference import SCHEDULE_STEPS, STARTS, Case, torch_path
from support.dataset import DIAMONDS
from support.examples import PROBLEMS, RULES
from support.runs import assert_same_numbers, rate_for

from helpers import rules
from helpers.descent import descend
from helpers.problems import ravine
from helpers.registry import REGISTRY
from helpers.schedules import SCHEDULES

every_rule = pytest.mark.parametrize("rule", RULES)
PROBLEMS = {name: p for name, p in PROBLEMS.items() if not p.rows or p.rows >= 8_000}
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def stay(params, gradient, state=0, *, learning_rate=1.0):
    return params, state + 1


OWN_SCHEDULE = lambda step, steps: 0.5 if step < steps // 2 else 0.05  # noqa: E731
EVERY_SCHEDULE = [*(name for name in SCHEDULES if name != "constant"), OWN_SCHEDULE]


@every_rule
@every_problem
@pytest.mark.parametrize("schedule", EVERY_SCHEDULE)
def test_a_schedule_multiplies_the_learning_rate_step_by_step(rule, problem, schedule):
    rate = rate_for(rule, problem)
    run = descend(rule, problem, steps=30, learning_rate=rate, schedule=schedule)
    assert run.schedule is schedule and run.factors.shape == (30,)
    function = schedule if callable(schedule) else SCHEDULES[schedule].factor
    assert run.factors.tolist() == [function(step, 30) for step in range(30)]
    for t in range(30):
        assert np.array_equal(run.gradients[t], problem.gradient(run.path[t]))
        now = run.factors[t] * rate
        params, state = rule(run.path[t], run.gradients[t], run.states[t], learning_rate=now)
        np.testing.assert_allclose(run.path[t + 1], params, rtol=1e-13)
        np.testing.assert_equal(run.states[t + 1], state)


@every_rule
@every_problem
@pytest.mark.parametrize("schedule", ["cosine", OWN_SCHEDULE])
def test_a_scheduled_row_of_a_batch_is_the_single_run(rule, problem, schedule):
    rates = rate_for(rule, problem) * np.array([0.03, 0.3, 1.0, 50.0])
    rows = {"batch_size": [32, 64, 3_000, 8_000], "seed": [0, 1, 2, 0]} if problem.rows else {}
    given = {"steps": 300, "schedule": schedule}
    many = descend(rule, problem, learning_rate=rates[:, None], **given, **rows)
    for i in range(4):
        own = {name: values[i] for name, values in rows.items()}
        one = descend(rule, problem, learning_rate=rates[i], **given, **own)
        for name in ("path", "gradients", "loss"):
            assert_same_numbers(getattr(many, name)[:, i], getattr(one, name), rule)


@every_rule
def test_no_schedule_and_a_constant_one_are_the_same_run(rule):
    runs = [descend(rule, DIAMONDS, steps=30, batch_size=32, learning_rate=0.1, **more)
            for more in ({}, {"schedule": None}, {"schedule": "constant"},
                         {"schedule": lambda step, steps: 1})]  # fmt: skip
    assert all(np.array_equal(run.path, runs[0].path) for run in runs)
    assert [run.factors is None for run in runs] == [True, True, True, False]


@every_rule
def test_a_scheduled_run_is_that_of_a_copy_of_the_rule_which_is_a_readers_own(rule):
    copy = FunctionType(rule.__code__, rule.__globals__, "mine", rule.__defaults__)
    copy.__kwdefaults__ = rule.__kwdefaults__
    given = {"steps": 50, "batch_size": 32, "learning_rate": 0.1, "schedule": "warmup-cosine"}
    assert np.array_equal(descend(copy, DIAMONDS, **given).path,
                          descend(rule, DIAMONDS, **given).path)  # fmt: skip


def test_a_schedule_multiplies_the_learning_rate_whatever_its_name():
    def mine(params, gradient, velocity=0.0, *, lr, mu=0.9):
        velocity = mu * velocity + gradient
        return params - lr * velocity, velocity

    own = descend(mine, DIAMONDS, steps=30, lr=0.02, schedule="cosine")
    true = descend(rules.momentum, DIAMONDS, steps=30, learning_rate=0.02, schedule="cosine")
    assert np.array_equal(own.path, true.path)
    for mine_then, true_then in zip(own.states[1:], true.states[1:], strict=True):
        assert np.array_equal(mine_then, true_then.velocity)


def test_a_default_learning_rate_is_multiplied_too():
    run = descend(stay, DIAMONDS, steps=3, schedule="linear")
    assert run.factors.tolist() == pytest.approx([1, 2 / 3, 1 / 3]) and run.hyperparameters == {}


def test_states_that_are_computed_again_are_those_of_the_schedule():
    many = descend(rules.adam, DIAMONDS, steps=20, seed=[0, 1], batch_size=32, learning_rate=0.1,
                   schedule="cosine")  # fmt: skip
    one = descend(rules.adam, DIAMONDS, steps=20, seed=1, batch_size=32, learning_rate=0.1,
                  schedule="cosine")  # fmt: skip

    def with_the_rate_as_state(params, gradient, state=0.0, *, learning_rate):
        return params - learning_rate * gradient, learning_rate

    rates = descend(with_the_rate_as_state, DIAMONDS, steps=4, seed=[0, 1], batch_size=32,
                    learning_rate=0.1, schedule="linear")  # fmt: skip
    assert np.array_equal(many.states[-1].mean[1], one.states[-1].mean)
    assert [float(rate) for rate in rates.states[1:]] == pytest.approx([0.1, 0.075, 0.05, 0.025])


def test_a_rule_that_is_run_twice_is_run_twice_on_the_schedule():
    lock = threading.Lock()

    def locked(params, gradient, state=(), *, learning_rate):
        with lock:
            return params - learning_rate * gradient, state

    own = descend(locked, DIAMONDS, steps=20, learning_rate=0.1, schedule="cosine")
    true = descend(rules.sgd, DIAMONDS, steps=20, learning_rate=0.1, schedule="cosine")
    assert np.array_equal(own.path, true.path)


def test_a_falling_learning_rate_ends_below_the_noise_floor():
    given = {"steps": 2_000, "batch_size": 32, "seed": range(20), "learning_rate": 0.1}
    constant, falling = (
        descend(rules.sgd, DIAMONDS, **given, schedule=schedule).excess[-1].mean()
        for schedule in (None, "cosine")
    )
    assert falling < constant / 5


def test_a_rule_without_a_learning_rate_takes_no_schedule():
    def fixed(params, gradient, state=(), *, size=0.1):
        return params - size * gradient, state

    with pytest.raises(TypeError, match="fixed has no learning rate that a schedule could"):
        descend(fixed, DIAMONDS, steps=3, schedule="cosine")


TORCH_SCHEDULED = [("gradient_descent", "cosine"), ("momentum", "linear"), ("adam", "cosine"),
                   ("adamw", "warmup-cosine"), ("rmsprop", "linear")]  # fmt: skip


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(("name", "schedule"), TORCH_SCHEDULED)
def test_a_scheduled_run_is_that_of_torchs_optimiser_and_scheduler(name, schedule):
    entry = REGISTRY[name]
    settings = entry.torch_settings[0]
    given = {"steps": SCHEDULE_STEPS[-1], "start": STARTS["ravine"], "schedule": schedule}
    ours = descend(entry.rule, ravine(50), **given, **settings)
    theirs = torch_path(Case(name, settings, "ravine"), schedule, steps=SCHEDULE_STEPS[-1])
    assert np.allclose(ours.path[1:], theirs, rtol=1e-9, atol=1e-12)
