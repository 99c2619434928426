"""The loop: every rule on every problem, many runs as one, divergence, and what is counted."""

import inspect
import threading
from functools import partial
from itertools import islice
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from support.dataset import DIAMONDS, TRAIN
from support.examples import PROBLEMS, RULES
from support.outside_memory import COPIED, UNCOPIED
from support.runs import assert_same_numbers, has_steps_of_fixed_length, rate_for

from helpers import rules
from helpers.core.fresh_copies import OutsideMemoryError
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.descent import RESERVED_NAMES, checked_start, descend
from helpers.problems import DiamondPrices, LeastSquares, ravine

every_rule = pytest.mark.parametrize("rule", RULES)
PROBLEMS = {name: p for name, p in PROBLEMS.items() if not p.rows or p.rows >= 8_000}
every_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def stay(params, gradient, state=0, *, learning_rate=1.0):
    """A rule that counts its steps and goes nowhere: its gradients show what the loop feeds it."""
    return params, state + 1


@every_rule
@pytest.mark.parametrize("name", [name for name in PROBLEMS if name != "steep"])
def test_every_rule_goes_down_every_problem_that_is_not_too_narrow(rule, name):
    problem = PROBLEMS[name]
    batch_size = 256 if problem.rows else None
    rate = rate_for(rule, problem)
    decay = {"weight_decay": 1e-5 / rate} if "weight_decay" in hyperparameter_defaults(rule) else {}
    run = descend(rule, problem, steps=1_000, batch_size=batch_size, learning_rate=rate, **decay)
    assert run.steps == 1_000 and len(run.states) == 1_001
    n = len(problem.parameter_names)
    assert run.path.shape == (1_001, n) and run.gradients.shape == (1_000, n)
    assert run.loss.shape == run.excess.shape == run.epochs.shape == (1_001,)
    assert np.isfinite(run.path).all() and run.diverged_at is None
    share = 1 if has_steps_of_fixed_length(rule) else 0.2  # such steps end beside the minimum
    assert run.excess[-1] < share * run.excess[0]


def test_lion_has_steps_of_fixed_length_and_adam_has_not():
    assert has_steps_of_fixed_length(rules.lion) and not has_steps_of_fixed_length(rules.adam)


@every_rule
@every_problem
def test_a_run_is_the_rule_applied_step_by_step(rule, problem):
    rate = rate_for(rule, problem)
    run = descend(rule, problem, steps=30, learning_rate=rate)
    assert np.array_equal(run.path[0], problem.start)
    assert np.array_equal(run.loss, problem.loss(run.path))
    for t in range(30):
        assert np.array_equal(run.gradients[t], problem.gradient(run.path[t]))
        params, state = rule(run.path[t], run.gradients[t], run.states[t], learning_rate=rate)
        np.testing.assert_allclose(run.path[t + 1], params, rtol=1e-13)
        np.testing.assert_equal(run.states[t + 1], state)


def test_the_defaults_of_a_rule_are_used():
    plain = descend(rules.adam, DIAMONDS, steps=20, learning_rate=0.1)
    spelt = descend(rules.adam, DIAMONDS, steps=20, learning_rate=0.1, beta1=0.9, beta2=0.999,
                    epsilon=1e-8, bias_correction=True)  # fmt: skip
    other = descend(rules.adam, DIAMONDS, steps=20, learning_rate=0.1, bias_correction=False)
    assert np.array_equal(plain.path, spelt.path) and not np.allclose(plain.path, other.path)


def test_adam_counts_its_steps_from_one_and_once_a_step():
    run = descend(rules.adam, DIAMONDS, steps=5, learning_rate=0.1)
    assert [state.t for state in run.states] == [0, 1, 2, 3, 4, 5]


# ---- many runs at once ------------------------------------------------------------------------


@every_rule
@every_problem
def test_a_row_of_a_batch_is_the_single_run(rule, problem):
    rates = rate_for(rule, problem) * np.array([0.03, 0.3, 1.0, 50.0])
    starts = problem.start + np.outer([0.0, 0.1, 0.2, 0.3], np.ptp(problem.domain, axis=1))
    rows = {"batch_size": [32, 64, 3_000, 8_000], "seed": [0, 1, 2, 0]} if problem.rows else {}
    many = descend(rule, problem, steps=300, start=starts, learning_rate=rates[:, None], **rows)
    assert many.path.shape == (301, 4, len(problem.parameter_names))
    for i in range(4):
        own = {name: values[i] for name, values in rows.items()}
        one = descend(rule, problem, steps=300, start=starts[i], learning_rate=rates[i], **own)
        for name in ("path", "gradients", "loss", "excess", "rows_seen", "epochs"):
            assert_same_numbers(getattr(many, name)[:, i], getattr(one, name), rule)
        assert many.diverged_at[i] == (-1 if one.diverged_at is None else one.diverged_at)


@pytest.mark.parametrize(
    ("name", "values"),
    [("beta1", [0.0, 0.5, 0.9]), ("beta2", [0.9, 0.99, 0.999]), ("epsilon", [0.0, 1e-8, 1.0])],
)
def test_a_swept_setting_equals_the_single_runs_bit_for_bit(name, values):
    sweep = partial(descend, rules.adam, DIAMONDS, steps=300, batch_size=32, learning_rate=0.1)
    many = sweep(**{name: np.array(values)[:, None]})
    for i, value in enumerate(values):
        assert np.array_equal(many.path[:, i], sweep(**{name: value}).path)


def test_a_power_of_what_is_computed_from_settings_is_equal_to_rounding():
    def fades(params, gradient, t=0, *, learning_rate, decay):
        return params - learning_rate * 0.96 ** (t * decay) * gradient, t + 1

    decays = [0.011, 0.1, 0.17, 0.033]
    given = {"problem": ravine(), "steps": 50, "learning_rate": 0.01}
    many = descend(fades, decay=np.array(decays)[:, None], **given)
    for i, decay in enumerate(decays):
        one = descend(fades, decay=decay, **given)
        np.testing.assert_allclose(many.path[:, i], one.path, rtol=1e-13)


@pytest.mark.parametrize("problem", [DIAMONDS, ravine()], ids=["diamonds", "ravine"])
def test_a_list_of_seeds_is_as_many_runs_even_where_nothing_is_drawn(problem):
    run = descend(rules.gradient_descent, problem, steps=4, seed=[0, 1, 2], learning_rate=0.01)
    assert run.path.shape == (5, 3, 2) and run.rows_seen.shape == run.loss.shape == (5, 3)
    assert np.array_equal(run.path[:, 0], run.path[:, 2])


def test_runs_may_lie_on_two_axes():
    rates, seeds = np.array([0.01, 0.1]), [0, 1, 2]
    run = descend(rules.sgd, DIAMONDS, steps=9, batch_size=32, seed=seeds,
                  learning_rate=rates[:, None, None])  # fmt: skip
    assert run.path.shape == (10, 2, 3, 2) and run.rows_seen.shape == (10, 2, 3)
    alone = descend(rules.sgd, DIAMONDS, steps=9, batch_size=32, seed=2, learning_rate=0.1)
    assert np.array_equal(run.path[:, 1, 2], alone.path)


# ---- batches, and what they cost --------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [32, 3_000])
def test_the_loop_feeds_the_batches_of_the_seed(batch_size):
    run = descend(stay, DIAMONDS, steps=300, batch_size=batch_size, seed=7)
    batches = islice(DIAMONDS.iter_batches(batch_size, np.random.default_rng(7)), 300)
    plain = [DIAMONDS.gradient_of_rows(DIAMONDS.start, rows) for rows in batches]
    np.testing.assert_allclose(run.gradients, plain, rtol=1e-12)
    assert list(run.states) == list(range(301))


def test_same_seed_same_run_for_all_rules():
    feeds = partial(descend, stay, DIAMONDS, steps=300, batch_size=32)
    assert np.array_equal(feeds(seed=3).gradients, feeds(seed=3).gradients)
    assert not np.array_equal(feeds(seed=3).gradients, feeds(seed=4).gradients)
    race = [descend(r, DIAMONDS, steps=1, batch_size=32, learning_rate=0.1, seed=3) for r in RULES]
    assert all(np.array_equal(run.gradients[0], feeds(seed=3).gradients[0]) for run in race)


def test_the_whole_training_set_is_the_default_batch():
    runs = [descend(stay, DIAMONDS, steps=3, batch_size=size) for size in (None, 8_000)]
    assert np.array_equal(runs[0].gradients, runs[1].gradients)
    assert np.array_equal(runs[0].gradients, [DIAMONDS.gradient(DIAMONDS.start)] * 3)


def test_rows_seen_counts_the_smaller_last_batch():
    run = descend(stay, DIAMONDS, steps=4, batch_size=3_000)
    assert run.rows_seen.tolist() == [0, 3_000, 6_000, 8_000, 11_000]
    batches = DIAMONDS.iter_batches(3_000, np.random.default_rng(0))
    assert np.diff(run.rows_seen).tolist() == [len(rows) for rows in islice(batches, 4)]
    assert run.epochs[3] == 1.0


def test_cost_is_rows_not_updates():
    run = descend(stay, DIAMONDS, steps=250, batch_size=[1, 32, 8_000])
    assert run.rows_seen[-1].tolist() == [250, 8_000, 2_000_000]
    assert run.epochs[-1].tolist() == [250 / 8_000, 1.0, 250.0]
    assert descend(stay, DIAMONDS, steps=2).rows_seen.tolist() == [0, 8_000, 16_000]
    assert not descend(stay, ravine(), steps=2).rows_seen.any()


def test_more_rows_are_counted_than_fit_into_32_bits():
    run = descend(stay, DIAMONDS, steps=300_000)
    assert run.rows_seen[-1] == 2_400_000_000 and run.rows_seen.dtype == np.int64


def test_rows_are_counted_right_when_the_batch_size_is_a_number_of_few_bits():
    run = descend(stay, DIAMONDS, steps=5, batch_size=np.uint8(200))
    assert run.rows_seen.tolist() == [0, 200, 400, 600, 800, 1_000]


# ---- how far a learning rate can go -----------------------------------------------------------


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["carats", "points", "cents", "ravine"])
def test_limit_of_the_learning_rate_on_both_sides(name, beta):
    problem = PROBLEMS[name]
    limit = 2 * (1 + beta) / np.linalg.eigvalsh(problem.hessian)[-1]
    rates = limit * np.array([[0.99], [1.01]])
    below, above = (descend(rules.momentum, problem, steps=2_000, learning_rate=rate[0], beta=beta)
                    for rate in rates)  # fmt: skip
    assert below.diverged_at is None and below.excess[-1] < below.excess[0]
    assert above.diverged_at is not None
    if beta == 0:
        plain = descend(rules.gradient_descent, problem, steps=2_000, learning_rate=rates)
        assert plain.diverged_at.tolist() == [-1, above.diverged_at]


@pytest.mark.parametrize("rate", [0.6, 2.0, 1e100, 1e300])
@pytest.mark.parametrize("rule", [rules.gradient_descent, rules.momentum])
def test_divergence_is_a_result_without_warnings(rule, rate):
    settings = {"beta": 0.0} if rule is rules.momentum else {}
    run = descend(rule, DIAMONDS, steps=800, learning_rate=rate, **settings)
    at = run.diverged_at
    assert run.path.shape == (801, 2) and run.excess.shape == (801,)
    assert type(at) is int and not run.loss[at] <= 1_000 * run.loss[0]
    assert (run.loss[:at] <= 1_000 * run.loss[0]).all()


def test_divergence_to_no_number_is_seen():
    def lost(params, gradient, state=0, *, learning_rate=1.0):
        return params * (np.nan if state == 2 else 1.0), state + 1

    assert descend(lost, DIAMONDS, steps=5).diverged_at == 3


def test_divergence_among_many_runs_is_told_apart():
    rates = np.array([[0.1], [0.6], [5.0]])
    run = descend(rules.gradient_descent, DIAMONDS, steps=800, learning_rate=rates)
    quiet, slow, fast = run.diverged_at
    assert quiet == -1 and 0 < fast < slow


def test_a_start_whose_loss_is_infinite_is_lost_at_once():
    run = descend(rules.gradient_descent, ravine(), steps=3, start=[1e200, 1.0], learning_rate=0.01)
    assert run.loss[0] == np.inf and run.diverged_at == 0


def test_a_start_beside_the_minimum_is_not_yet_divergence():
    run = descend(rules.rmsprop, ravine(), steps=50, start=[0.0, 1e-9], learning_rate=0.01)
    assert run.loss.max() > 1_000 * run.loss[0] and run.diverged_at is None


def test_lost_is_above_a_thousand_times_the_first_loss_or_the_usual_one_if_that_is_higher():
    usual = DIAMONDS.loss(DIAMONDS.start)
    starts = np.array([[0.0, 0.0], [1.0, 1.0], [-5.0, 0.0]])
    run = descend(rules.gradient_descent, DIAMONDS, steps=80, start=starts, learning_rate=0.6)
    lower, higher = run.loss[0, 1:]
    assert lower < usual < higher and (run.diverged_at > 0).all()
    assert run.divergence_threshold.tolist() == [1_000 * usual, 1_000 * usual, 1_000 * higher]
    for at, limit, loss in zip(run.diverged_at, run.divergence_threshold, run.loss.T, strict=True):
        assert loss[at] > limit and (loss[:at] <= limit).all()


# ---- a student's own rule ---------------------------------------------------------------------


def test_a_rule_with_a_plain_number_or_a_tuple_as_its_state():
    def number(params, gradient, velocity=0.0, *, learning_rate, beta):
        velocity = beta * velocity + gradient
        return params - learning_rate * velocity, velocity

    def pair(params, gradient, state=(0.0, 0), *, learning_rate, beta):
        velocity = beta * state[0] + gradient
        return params - learning_rate * velocity, (velocity, state[1] + 1)

    settings = {"problem": DIAMONDS, "steps": 50, "learning_rate": 0.1, "beta": 0.9}
    true = descend(rules.momentum, **settings)
    assert np.array_equal(descend(number, **settings).path, true.path)
    own = descend(pair, **settings)
    assert np.array_equal(own.path, true.path) and own.states[-1][1] == 50


def test_a_rule_that_changes_its_inputs_does_not_spoil_the_record():
    def in_place(params, gradient, state=(), *, learning_rate):
        gradient *= learning_rate
        params -= gradient
        return params, state

    own = descend(in_place, DIAMONDS, steps=20, learning_rate=0.1)
    true = descend(rules.gradient_descent, DIAMONDS, steps=20, learning_rate=0.1)
    assert np.array_equal(own.path, true.path) and np.array_equal(own.gradients, true.gradients)


def test_a_rule_that_changes_its_first_state_in_place_begins_anew_in_each_run():
    def ball(params, gradient, velocity=np.zeros(2), *, learning_rate, beta=0.9):  # noqa: B008
        velocity *= beta
        velocity += gradient
        return params - learning_rate * velocity, velocity

    first, second = (descend(ball, DIAMONDS, steps=20, learning_rate=0.1) for _ in range(2))
    true = descend(rules.momentum, DIAMONDS, steps=20, learning_rate=0.1)
    assert np.array_equal(first.path, true.path) and np.array_equal(second.path, true.path)


def test_a_first_state_that_cannot_be_copied_is_used_as_it_is():
    def ball(params, gradient, module=np, *, learning_rate):
        return params - module.multiply(learning_rate, gradient), module

    run = descend(ball, DIAMONDS, steps=2, learning_rate=0.1)
    assert list(run.states) == [np, np, np] and run.loss[2] < run.loss[0]


@pytest.mark.parametrize("rule", COPIED, ids=rule_name)
def test_memory_outside_the_state_begins_anew_in_each_run(rule):
    settings = {"problem": DIAMONDS, "steps": 20, "learning_rate": 0.01, "beta": 0.9}
    true = descend(rules.momentum, **settings)
    for _ in range(2):
        own = descend(rule, **settings)
        np.testing.assert_array_equal(own.path, true.path)
        assert own.rule is rule and len(own.states) == 21
    rates = np.array([[0.01], [0.03]])
    if rule_name(rule) != "with_a_global_array":  # which has no room for two runs
        many = descend(rule, **settings | {"learning_rate": rates})
        np.testing.assert_array_equal(many.path[:, 0], true.path)


@pytest.mark.parametrize(("shared", "rule"), UNCOPIED.items(), ids=UNCOPIED)
def test_memory_that_cannot_be_copied_is_refused_and_named(shared, rule):
    message = (
        f"{rule_name(rule)} remembers one run in the next, in {shared}, which cannot be copied: "
        "what it remembers must be kept in state."
    )
    for _ in range(2):
        with pytest.raises(OutsideMemoryError) as caught:
            descend(rule, DIAMONDS, steps=20, learning_rate=0.01)
        assert str(caught.value) == message
        assert caught.value._render_traceback_() == [message]


def test_a_generator_that_has_come_to_its_end_is_refused_in_the_same_words():
    rates = (0.1 for _ in range(20))

    def fades(params, gradient, state=()):
        return params - next(rates) * gradient, state

    with pytest.raises(OutsideMemoryError, match=r"fades remembers .* in rates \(generator\)"):
        descend(fades, DIAMONDS, steps=20)


def test_what_cannot_be_copied_but_remembers_nothing_is_no_obstacle():
    lock = threading.Lock()

    class State(NamedTuple):
        velocity: Any = 0.0

    def locked(params, gradient, state=None, *, learning_rate, beta=0.9):
        with lock:
            velocity = beta * (state or State()).velocity + gradient
            return params - learning_rate * velocity, State(velocity)

    own = descend(locked, DIAMONDS, steps=20, learning_rate=0.01)
    true = descend(rules.momentum, DIAMONDS, steps=20, learning_rate=0.01)
    assert np.array_equal(own.path, true.path)


def test_a_rule_with_chance_of_its_own_is_drawn_and_goes_on_drawing():
    lock = threading.Lock()  # so that it is run twice

    def noisy(params, gradient, state=(), *, learning_rate):
        with lock:
            return params - learning_rate * (gradient + np.random.normal(size=2)), state

    first, second = (descend(noisy, DIAMONDS, steps=20, learning_rate=0.01) for _ in range(2))
    assert not np.array_equal(first.path, second.path)


def test_a_generator_of_random_numbers_begins_anew_in_each_run():
    rng = np.random.default_rng(0)

    def noisy(params, gradient, state=(), *, learning_rate):
        return params - learning_rate * (gradient + rng.normal(size=2)), state

    first, second = (descend(noisy, DIAMONDS, steps=20, learning_rate=0.01) for _ in range(2))
    assert np.array_equal(first.path, second.path)


# ---- the states -------------------------------------------------------------------------------


def in_an_array(params, gradient, velocity=np.zeros(2), *, learning_rate, beta=0.9):  # noqa: B008
    velocity *= beta
    velocity += gradient
    return params - learning_rate * velocity, velocity


def in_a_tuple(params, gradient, state=None, *, learning_rate, beta=0.9):
    velocity, t = state if state is not None else (np.zeros(2), 0)
    velocity *= beta
    velocity += gradient
    return params - learning_rate * velocity, (velocity, t + 1)


def in_a_dict(params, gradient, state=None, *, learning_rate, beta=0.9):
    state = {"v": np.zeros(2)} if state is None else dict(state)
    state["v"] *= beta
    state["v"] += gradient
    return params - learning_rate * state["v"], state


def from_the_fifth_step_on(params, gradient, state=(0.0, 0), *, learning_rate, beta=0.9):
    velocity, t = state
    if t < 5:
        velocity = beta * velocity + gradient
    else:
        velocity *= beta
        velocity += gradient
    return params - learning_rate * velocity, (velocity, t + 1)


@pytest.mark.parametrize(
    "rule", [in_an_array, in_a_tuple, in_a_dict, from_the_fifth_step_on], ids=rule_name
)
def test_each_state_is_as_it_was_then_even_if_the_rule_changes_it_in_place(rule):
    run = descend(rule, DIAMONDS, steps=20, learning_rate=0.01)
    true = descend(rules.momentum, DIAMONDS, steps=20, learning_rate=0.01)
    for mine, its in zip(run.states[1:], true.states[1:], strict=True):
        velocity = mine["v"] if isinstance(mine, dict) else mine
        velocity = velocity[0] if isinstance(velocity, tuple) else velocity
        assert np.array_equal(velocity, its.velocity)


def test_a_start_that_is_passed_in_stays_as_it_was():
    start = np.array([1.0, 2.0])
    run = descend(rules.gradient_descent, DIAMONDS, steps=3, start=start, learning_rate=0.1)
    assert start.tolist() == [1.0, 2.0] == run.path[0].tolist()


@pytest.mark.parametrize("start", [None, np.array([1.0, 2.0])])
def test_what_checked_start_returns_may_be_changed(start):
    problem = ravine()
    given = problem.start if start is None else start
    before = given.tolist()
    checked_start(problem, start)[:] = 99.0
    assert given.tolist() == before


# ---- wrong arguments --------------------------------------------------------------------------


def test_the_words_that_descend_takes_itself():
    *taken, hyperparameters = inspect.signature(descend).parameters
    assert tuple(taken) == RESERVED_NAMES and hyperparameters == "hyperparameters"


@pytest.mark.parametrize("name", RESERVED_NAMES)
def test_a_rule_may_not_call_a_setting_by_one_of_them(name):
    rule = eval(f"lambda params, gradient, state=0, *, {name}=1: (params, state)")
    other = "total_steps" if name == "steps" else f"my_{name}"
    said = f"calls a setting {name}, a word that descend takes itself: .* such as {other}\\."
    with pytest.raises(TypeError, match=said):
        descend(rule, DIAMONDS, steps=3)
    assert hyperparameter_defaults(rule) == {name: 1}


def test_too_many_runs_are_refused_before_their_batches_are_dealt(monkeypatch):
    monkeypatch.delattr(LeastSquares, "unique_batch_means")
    many = {"steps": 1_000_000, "batch_size": 32, "learning_rate": np.full((3, 1, 1), 0.1)}
    with pytest.raises(ValueError, match="21 runs of 1,000,000 steps are too much at once"):
        descend(rules.sgd, DIAMONDS, seed=range(7), **many)


def counted(params, gradient, state=(), *, learning_rate=0.1, rounds=2):
    for _ in range(rounds):
        params = params - learning_rate * gradient
    return params, state


def test_a_rule_can_count_with_a_hyperparameter():
    run = descend(counted, ravine(), steps=3, learning_rate=0.01)
    twice = descend(rules.gradient_descent, ravine(), steps=3, learning_rate=0.02)
    np.testing.assert_allclose(run.path, twice.path)
    more = descend(counted, ravine(), steps=3, learning_rate=0.005, rounds=4.0)
    np.testing.assert_allclose(more.path, twice.path)


WRONG_RESULTS = [
    (lambda p, g, state=0: p, TypeError, "return two things, not ndarray: end it with return"),
    (lambda p, g, state=0: None, TypeError, "returns nothing: end it with return params, state"),
    (lambda p, g, state=0: (p, g, state), TypeError, "return two things, not tuple"),
    (lambda p, g, state=0: (0.0, state), ValueError, r"params of shape \(2,\), as it was given"),
    (lambda p, g, state=0: ([p[0], [1, 2]], state), TypeError, "params as numbers, not"),
    (lambda p, g, state=0: (p[:1], state), ValueError, r"not of shape \(1,\)"),
]


@pytest.mark.parametrize(("rule", "error", "message"), WRONG_RESULTS)
def test_a_rule_that_returns_something_else(rule, error, message):
    with pytest.raises(error, match=message):
        descend(rule, DIAMONDS, steps=3)


WRONG_ARGUMENTS = [
    ({"steps": 0}, ValueError, "steps must be a whole number of at least 1"),
    ({"steps": 2.0}, TypeError, "steps must be a whole number of at least 1"),
    ({"steps": True}, ValueError, "steps must be a whole number"),
    ({"steps": 1_000_001}, ValueError, "at most 1,000,000, not 1000001"),
    ({"steps": 1_000_000, "seed": range(21)}, ValueError, "too much at once: ask for fewer runs"),
    ({"batch_size": 0}, ValueError, "batch_size must be a whole number of at least 1"),
    ({"batch_size": 8_001}, ValueError, "at most 8,000, not 8001"),
    ({"batch_size": 32.0}, TypeError, "batch_size must be a whole number"),
    ({"batch_size": [32, 0]}, ValueError, "batch_size must be a whole number"),
    ({"batch_size": []}, ValueError, "batch_size must be a whole number or a flat list"),
    ({"batch_size": [[32], [64]]}, ValueError, "a flat list of them"),
    ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
    ({"seed": -1, "batch_size": 32}, ValueError, "seed must be a whole number of at least 0"),
    ({"seed": 0.5}, TypeError, "seed must be a whole number"),
    ({"seed": [0, "a"], "batch_size": 32}, TypeError, "seed must be a whole number"),
    ({"seed": 2**40, "batch_size": 32}, ValueError, "seed must be .* at most 4,294,967,295"),
    ({"start": [1.0]}, ValueError, "start must be 2 finite numbers"),
    ({"start": 1.0}, ValueError, "start must be 2 finite numbers"),
    ({"start": [1.0, float("nan")]}, ValueError, "start must be 2 finite numbers"),
    ({"start": [1.0, float("inf")]}, ValueError, "start must be 2 finite numbers"),
    ({"start": "here"}, TypeError, "start must be 2 finite numbers"),
    ({"learning_rate": 0.0}, ValueError, "learning_rate must be above 0, such as 0.1"),
    ({"learning_rate": -0.1}, ValueError, "learning_rate must be above 0"),
    ({"learning_rate": float("nan")}, ValueError, "learning_rate must be a finite number"),
    ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number, not '0.1'"),
    ({"learning_rate": 10**400}, TypeError, "learning_rate must be a number, not 1000"),
    ({"learning_rate": None}, TypeError, "adam needs a value for learning_rate"),
    ({"learning_rate": True}, TypeError, "learning_rate must be a number, not True"),
    ({"learning_rate": [0.1, 0.2]}, ValueError, r"in an array of shape \(runs, 1\)"),
    ({"beta1": 1.0}, ValueError, "beta1 must be at least 0 and below 1, such as 0.9, not 1.0"),
    ({"beta2": -0.1}, ValueError, "beta2 must be at least 0 and below 1"),
    ({"beta2": [[0.9], [1.0]]}, ValueError, "beta2 must be at least 0 and below 1"),
    ({"epsilon": -1e-8}, ValueError, "epsilon must be 0 or more, such as 1e-8"),
    ({"beta1": None}, TypeError, "beta1 must be a number, not None"),
    ({"bias_correction": "no"}, TypeError, "bias_correction must be True or False, not 'no'"),
    ({"bias_correction": 1}, TypeError, "bias_correction must be True or False"),
    ({"beta": 0.9}, TypeError, "adam has no setting beta; it takes learning_rate, beta1, beta2"),
    ({"lr": 0.1}, TypeError, "adam has no setting lr; it takes learning_rate"),
    ({"weight_decay": 0.1}, TypeError, "adam has no setting weight_decay"),
    ({"batch_size": [32, 64], "seed": [0, 1, 2]}, ValueError, "batch_size for 2, seed for 3"),
    ({"learning_rate": [[0.1], [0.2]], "start": np.ones((3, 2))}, ValueError,
     "start for 3, learning_rate for 2"),
    ({"problem": ravine}, TypeError, r"DiamondPrices\(train\) or ravine\(\)"),
    ({"problem": DiamondPrices}, TypeError, r"DiamondPrices\(train\) or ravine"),
    ({"problem": SimpleNamespace(gradient=abs)}, TypeError, r"DiamondPrices\(train\) or ravine"),
    ({"problem": TRAIN}, TypeError, r"DiamondPrices\(train\) or ravine"),
    ({"problem": ravine(), "batch_size": 32}, ValueError, "no rows .* leave batch_size out"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "error", "message"), WRONG_ARGUMENTS)
def test_wrong_arguments(wrong, error, message):
    good = {"problem": DIAMONDS, "steps": 3, "learning_rate": 0.1}
    descend(rules.adam, **good)
    with pytest.raises(error, match=message):
        descend(rules.adam, **(good | wrong))


@pytest.mark.parametrize("value", [-3, [[0.1], [-1e-9]]])
def test_a_negative_weight_decay_is_refused_with_the_range(value):
    with pytest.raises(ValueError, match=r"weight_decay must be 0 or more, such as 0\.01, not"):
        descend(rules.adamw, DIAMONDS, steps=3, learning_rate=0.1, weight_decay=value)


TWO_ONES = np.ones(2)


def with_other_defaults(
    params,
    gradient,
    state=(),
    *,
    learning_rate=None,
    clip=None,
    betas=(0.9, 0.999),
    kind="mean",
    longest=np.inf,
    scale=TWO_ONES,
):
    assert kind == "mean" and longest == np.inf and betas == (0.9, 0.999)
    step = scale * gradient
    step = step if clip is None else np.clip(step, -clip, clip)
    return params - learning_rate * step, state


def test_defaults_that_are_no_numbers_stay_as_they_are():
    plain = descend(rules.gradient_descent, DIAMONDS, steps=5, learning_rate=0.1)
    for given in ({}, {"clip": None}):
        own = descend(with_other_defaults, DIAMONDS, steps=5, learning_rate=0.1, **given)
        assert np.array_equal(own.path, plain.path)
    clipped = descend(with_other_defaults, DIAMONDS, steps=5, learning_rate=0.1, clip=0.5)
    assert np.abs(np.diff(clipped.path, axis=0)).max() == pytest.approx(0.05)
    many = descend(with_other_defaults, DIAMONDS, steps=5, learning_rate=0.1, clip=[[0.5], [1.0]])
    assert np.array_equal(many.path[:, 0], clipped.path)


@pytest.mark.parametrize(
    ("given", "message"),
    [({"betas": (0.8, 0.9)}, r"betas must be left out: its default, \(0.9, 0.999\), is not a"),
     ({"kind": "median"}, "kind must be left out: its default, 'mean', is not a number and"),
     ({"clip": "a"}, "clip must be a number, not 'a'"),
     ({"learning_rate": None}, "with_other_defaults needs a value for learning_rate")],
)  # fmt: skip
def test_other_values_for_them_are_refused(given, message):
    with pytest.raises(TypeError, match=message):
        descend(with_other_defaults, DIAMONDS, steps=5, **{"learning_rate": 0.1} | given)


def test_a_learning_rate_left_out():
    with pytest.raises(
        TypeError, match="adam needs a value for learning_rate: pass learning_rate="
    ):
        descend(rules.adam, DIAMONDS, steps=3)


def test_canonical_settings_are_those_passed_and_the_defaults_under_usual_names():
    def rule(params, gradient, state=(), *, lr, mu=0.9, power=2):
        return params - lr * gradient, state

    run = descend(rule, ravine(), steps=1, lr=0.1)
    assert run.canonical_settings == {"learning_rate": 0.1, "beta": 0.9, "power": 2}
