"""Many runs in one pass: each is the run that its settings give alone."""

import gc
import math
from unittest.mock import Mock

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import RULES
from support.outside_memory import COPIED, UNCOPIED
from support.runs import assert_same_numbers

from helpers import rules
from helpers import sweep as sweep_module
from helpers.core import validation
from helpers.core.fresh_copies import OutsideMemoryError
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.core.weak_sets import WeakIdentitySet
from helpers.descent import descend
from helpers.many_runs.batched_runs import run_one_by_one, run_single
from helpers.problems import ravine, saddle
from helpers.sweep import is_run_alone, sweep
from helpers.widgets.slider_choices import choices

TWO_ONES = np.ones(2)
PROBLEMS = {"diamonds": DIAMONDS, "ravine": ravine(), "saddle": saddle()}
ARRAYS = ("path", "loss", "gradients", "rows_seen")


@pytest.fixture(autouse=True)
def no_rule_tried_yet(monkeypatch):
    monkeypatch.setattr(sweep_module, "ONE_BY_ONE", WeakIdentitySet())
    monkeypatch.setattr(sweep_module, "KNOWN_TO_END", WeakIdentitySet())


def plain(params, gradient, state=(), *, learning_rate):
    return params - learning_rate * gradient, state


def one_by_one(rule, problem, configurations, *, steps, start):
    return run_one_by_one(rule, problem, configurations, steps, start, current_index=0)


in_both_ways = pytest.mark.parametrize("run_all", [sweep, one_by_one])


def configurations_for(rule, problem, **given):
    """Return the settings for every place of every slider around those it starts at."""
    sliders = choices([rule], problem, given)
    start = {name: slider.start for name, slider in sliders.items()}
    return [{**start, name: v} for name, slider in sliders.items() for v in slider.values]


def assert_each_is_the_single_run(many, rule, problem, configurations, *, steps, start):
    for i, configuration in enumerate(configurations):
        settings = {name: configuration[name] for name in hyperparameter_defaults(rule)}
        settings |= {name: configuration[name] for name in ("batch_size", "seed") if problem.rows}
        one = descend(rule, problem, steps=steps, start=start, **settings)
        for name in ARRAYS:
            assert_same_numbers(getattr(many, name)[:, i], getattr(one, name), rule)
        assert many.diverged_at[i] == (-1 if one.diverged_at is None else one.diverged_at)


def test_without_a_configuration_there_is_no_sweep():
    with pytest.raises(ValueError, match=r"configurations must be one \{name"):
        sweep(rules.sgd, DIAMONDS, [], steps=3, start=TWO_ONES)


@pytest.mark.parametrize("rule", [rules.gradient_descent, plain])
@pytest.mark.parametrize("note", ["a", np.arange(3)])
def test_what_the_rule_does_not_take_is_ignored(rule, note):
    rows = [{"learning_rate": 0.01, "note": note}, {"learning_rate": 0.02}]
    for configurations in (rows, rows[::-1], [{**row, "note": note} for row in rows]):
        many = sweep(rule, ravine(), configurations, steps=5, start=TWO_ONES)
        assert_each_is_the_single_run(many, rule, ravine(), configurations, steps=5, start=TWO_ONES)
    assert not is_run_alone(rule)


@in_both_ways
@pytest.mark.parametrize("rule", [rules.gradient_descent, plain])
def test_all_rows_and_some_of_them_in_one_sweep(rule, run_all):
    rows = [{"batch_size": None, "seed": 3}, {"batch_size": 2, "seed": 3}, {"batch_size": 2}, {}]
    configurations = [{"learning_rate": 0.01, **row} for row in rows]
    many = run_all(rule, DIAMONDS, configurations, steps=5, start=TWO_ONES)
    assert not is_run_alone(rule)
    for i, settings in enumerate(configurations):
        one = descend(rule, DIAMONDS, steps=5, start=TWO_ONES, **settings)
        for name in ARRAYS:
            assert np.array_equal(getattr(many, name)[:, i], getattr(one, name)), name


@pytest.mark.parametrize("rule", [rules.momentum, plain])
def test_a_configuration_without_a_hyperparameter_is_refused(rule):
    configurations = [{"learning_rate": 0.01, "beta": 0.9}, {"beta": 0.9}]
    with pytest.raises(ValueError, match="and number 1 has none for learning_rate"):
        sweep(rule, ravine(), configurations, steps=3, start=TWO_ONES)
    assert not is_run_alone(rule)


@pytest.mark.parametrize("rule", [rules.gradient_descent, plain])
@pytest.mark.parametrize("index", [1, -1, 0.0])
def test_the_configuration_on_screen_is_one_of_them(rule, index):
    with pytest.raises((TypeError, ValueError), match="current_index must be a whole number of"):
        sweep(rule, ravine(), [{"learning_rate": 0.01}], steps=3, start=TWO_ONES,
              current_index=index)  # fmt: skip


@pytest.mark.parametrize("shape", [(2, 2), (5, 2), (1, 2), (3, 1, 2)])
@pytest.mark.parametrize("rule", [rules.gradient_descent, plain])
def test_starts_of_another_number_are_refused(rule, shape):
    configurations = [{"learning_rate": rate} for rate in (0.01, 0.02, 0.03)]
    with pytest.raises(ValueError, match="one for each of the 3 configurations, not an array of"):
        sweep(rule, ravine(), configurations, steps=3, start=np.ones(shape))
    assert not is_run_alone(rule)


def test_a_switch_may_be_one_of_numpy():
    settings = {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}
    switches = [settings | {"bias_correction": switch} for switch in (np.True_, np.False_)]
    many = sweep(rules.adam, ravine(), switches, steps=3, start=TWO_ONES)
    assert_each_is_the_single_run(many, rules.adam, ravine(), switches, steps=3, start=TWO_ONES)


# ---- the rules of the course ------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_place_of_every_slider_is_the_single_run(rule, problem):
    given = {"batch_size": 32} if problem.rows else {}
    configurations = configurations_for(rule, problem, **given)
    start = problem.start + 0.1
    many = sweep(rule, problem, configurations, steps=40, start=start)
    assert len(sweep_module.ONE_BY_ONE) == 0 and many.path.shape == (41, len(configurations), 2)
    assert_each_is_the_single_run(many, rule, problem, configurations, steps=40, start=start)


@in_both_ways
def test_settings_at_random_and_switches_mixed(run_all):
    rng = np.random.default_rng(0)
    sliders = choices([rules.adam], DIAMONDS, {})

    def pick(values):
        return values[rng.integers(len(values))]

    configurations = [{name: pick(s.values) for name, s in sliders.items()} for _ in range(30)]
    assert {configuration["bias_correction"] for configuration in configurations} == {True, False}
    many = run_all(rules.adam, DIAMONDS, configurations, steps=30, start=[1.0, 2.0])
    assert_each_is_the_single_run(
        many, rules.adam, DIAMONDS, configurations, steps=30, start=[1.0, 2.0]
    )
    for name, values in many.hyperparameters.items():
        assert values.shape == (30, 1) and values[:, 0].tolist() == [
            configuration[name] for configuration in configurations
        ]


def test_one_row_is_a_sweep_too():
    configurations = [{"learning_rate": 0.1}]
    many = sweep(rules.gradient_descent, ravine(), configurations, steps=5, start=[1.0, 1.0])
    assert many.path.shape == (6, 1, 2)


def test_too_many_runs_are_refused_before_any_is_made(monkeypatch):
    monkeypatch.setattr(validation, "MAX_TOTAL_STEPS", 100)
    configurations = [{"learning_rate": rate} for rate in (0.01, 0.02, 0.03)]
    for rule in (rules.gradient_descent, with_a_norm):
        with pytest.raises(ValueError, match="3 runs of 34 steps are too much at once"):
            sweep(rule, ravine(), configurations, steps=34, start=[1.0, 1.0])
    assert len(sweep_module.ONE_BY_ONE) == 0


def test_the_rules_of_the_course_are_never_run_one_by_one_for_an_error(monkeypatch):
    def broken(*_):
        raise ArithmeticError("of the problem")

    monkeypatch.setattr(sweep_module, "run_in_one_pass", broken)
    with pytest.raises(ArithmeticError, match="of the problem"):
        sweep(
            rules.adam,
            ravine(),
            configurations_for(rules.adam, ravine()),
            steps=5,
            start=[1.0, 1.0],
        )
    assert len(sweep_module.ONE_BY_ONE) == 0


@pytest.mark.parametrize("steps", [0, 2.5, "5"])
def test_steps_that_make_no_sense(steps):
    with pytest.raises((TypeError, ValueError), match="steps must be a whole number"):
        sweep(rules.sgd, ravine(), [{"learning_rate": 0.1}], steps=steps, start=[1.0, 1.0])


def test_states_are_there_where_one_pass_was_enough():
    configurations = [{"learning_rate": rate} for rate in (0.01, 0.02)]
    many, alone = (sweep(rule, ravine(), configurations, steps=5, start=[1.0, 1.0]).states
                   for rule in (with_a_tuple, with_a_norm))  # fmt: skip
    assert len(many) == 6 and alone == []


def test_what_a_rule_does_not_take_is_passed_over():
    configuration = {"learning_rate": 0.1, "beta1": 0.5, "batch_size": 32, "seed": 3}
    run = run_single(rules.gradient_descent, ravine(), configuration, steps=5, start=[1.0, 1.0])
    plain = descend(rules.gradient_descent, ravine(), steps=5, start=[1, 1], learning_rate=0.1)
    assert np.array_equal(run.path, plain.path)


# ---- readers' rules ---------------------------------------------------------------------------


def by_parts(params, gradient, velocity=0.0, *, learning_rate, beta=0.5):
    velocity = beta * velocity + gradient
    return params - learning_rate * velocity, velocity


def with_a_tuple(params, gradient, state=(0.0, 0), *, learning_rate):
    mean, t = state
    mean, t = 0.9 * mean + 0.1 * gradient, t + 1
    return params - learning_rate * mean / (1 - 0.9**t), (mean, t)


class Decay:
    """An instance is a rule; it has no name of its own."""

    def __call__(self, params, gradient, t=0, *, learning_rate, decay=0.1):
        return params - learning_rate / (1 + decay * t) * gradient, t + 1


def every_third(params, gradient, t=0, *, learning_rate):
    return (params if t % 3 else params - learning_rate * gradient), t + 1


def averages_of_whole_numbers(params, gradient, t=0, *, learning_rate, window=3):
    return params - learning_rate * gradient * (1 + t // window), t + 1


def asks_a_number(params, gradient, state=0, *, learning_rate):
    if learning_rate > 0.3:
        learning_rate = 0.3
    return params - learning_rate * gradient, state


def asks_the_gradient(params, gradient, state=0, *, learning_rate):
    x, y = gradient
    return params - learning_rate * (gradient if abs(x) > abs(y) else gradient / 2), state


def with_math(params, gradient, state=0, *, learning_rate):
    return params - math.sqrt(learning_rate) * gradient / 10, state


def with_a_norm(params, gradient, state=0, *, learning_rate):
    return params - learning_rate * gradient / (1 + np.linalg.norm(gradient)), state


def with_a_list(params, gradient, state=0, *, learning_rate):
    return np.array([p - learning_rate * g for p, g in zip(params, gradient, strict=True)]), state


def in_place(params, gradient, state=0, *, learning_rate):
    params -= learning_rate * gradient
    return params, state


def stops_where_it_is_level(params, gradient, state=0, *, learning_rate):
    if np.linalg.norm(gradient) < 0.5:
        return params, state
    return params - learning_rate * gradient, state


def clips_the_largest(params, gradient, state=0, *, learning_rate):
    largest = np.abs(gradient).max()
    return params - learning_rate * gradient * min(1, 20 / largest), state


TOGETHER = [by_parts, with_a_tuple, Decay(), every_third, averages_of_whole_numbers, in_place]
ALONE = [asks_a_number, asks_the_gradient, with_math, with_a_norm, stops_where_it_is_level,
         clips_the_largest]  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "rate"),
    [(DIAMONDS, 0.001), (DIAMONDS, 0.1), (ravine(), 0.01)],
    ids=["diamonds, slow", "diamonds", "ravine"],
)
@pytest.mark.parametrize("rule", [*TOGETHER, *ALONE, with_a_list], ids=rule_name)
def test_every_row_of_a_readers_rule_is_the_single_run(rule, problem, rate):
    configurations = configurations_for(rule, problem, learning_rate=rate)
    many = sweep(rule, problem, configurations, steps=100, start=problem.start)
    assert_each_is_the_single_run(
        many, rule, problem, configurations, steps=100, start=problem.start
    )


@pytest.mark.parametrize("rule", [*TOGETHER, *ALONE], ids=rule_name)
def test_a_rule_is_remembered_only_if_it_must_run_alone(rule):
    configurations = configurations_for(rule, ravine())
    for _ in range(2):
        sweep(rule, ravine(), configurations, steps=100, start=ravine().start)
    assert (rule in sweep_module.ONE_BY_ONE) == (rule in ALONE) and len(sweep_module.ONE_BY_ONE) < 2


@pytest.mark.parametrize("rule", [rules.momentum, with_a_norm, by_parts], ids=rule_name)
def test_each_run_has_a_start_of_its_own_where_there_are_as_many(rule):
    problem, starts = ravine(), np.array([[1.0, 0.2], [-2.0, 0.1], [0.5, -0.3]])
    configurations = [dict.fromkeys(hyperparameter_defaults(rule), 0.1)] * 3
    many = sweep(rule, problem, configurations, steps=20, start=starts)
    for i, start in enumerate(starts):
        one = run_single(rule, problem, configurations[i], steps=20, start=start)
        assert np.array_equal(many.path[:, i], one.path) and (one.path[0] == start).all()
    assert is_run_alone(rule) == (rule is with_a_norm)


@pytest.mark.parametrize("rule", [asks_a_number, with_a_norm])
def test_a_rule_that_must_run_alone_is_tried_together_once(rule):
    called = Mock()  # copies of the rule share it

    def counted(params, gradient, state=0, *, learning_rate):
        called(params.ndim)
        return rule(params, gradient, state, learning_rate=learning_rate)

    configurations = configurations_for(counted, ravine())
    sweep(counted, ravine(), configurations, steps=5, start=ravine().start)
    called.assert_any_call(2)
    called.reset_mock()
    sweep(counted, ravine(), configurations, steps=5, start=ravine().start)
    assert [call.args for call in called.call_args_list] == [(1,)] * 5 * len(configurations)


def test_a_rule_that_raises_raises_its_own_error():
    def broken(params, gradient, state=0, *, learning_rate):
        raise KeyError("the reader's own")

    with pytest.raises(KeyError, match="the reader's own"):
        sweep(broken, ravine(), configurations_for(broken, ravine()), steps=5, start=[1.0, 1.0])


def careful(params, gradient, state=0, *, learning_rate):
    if np.any(learning_rate > 0.4):
        raise ArithmeticError("that is too much")
    return params - learning_rate * gradient, state


RATES = [{"learning_rate": rate} for rate in (0.1, 0.5, 0.2, 1.0)]


@in_both_ways
@pytest.mark.parametrize("problem", [ravine(), DIAMONDS], ids=["ravine", "diamonds"])
def test_where_a_rule_raises_there_is_no_run_and_the_others_are_right(problem, run_all):
    configurations = [{**configuration, "batch_size": 32, "seed": 1} for configuration in RATES]
    many = run_all(careful, problem, configurations, steps=5, start=[1.0, 1.0])
    assert many.rule is careful and sorted(many.failures) == [1, 3]
    assert all(str(error) == "that is too much" for error in many.failures.values())
    for i in (1, 3):
        assert np.isnan(many.path[:, i]).all() and np.isnan(many.loss[:, i]).all()
        assert np.isnan(many.gradients[:, i]).all() and np.isnan(many.excess[:, i]).all()
    assert np.array_equal(many.rows_seen[:, 1], many.rows_seen[:, 0])
    assert many.hyperparameters["learning_rate"][:, 0].tolist() == [0.1, 0.5, 0.2, 1.0]
    good = sweep(rules.sgd, problem, configurations, steps=5, start=[1.0, 1.0])
    for i in (0, 2):
        assert np.array_equal(many.path[:, i], good.path[:, i])


@pytest.mark.parametrize("current_index", [1, 3])
def test_what_a_rule_raises_at_the_position_shown_is_raised(current_index):
    with pytest.raises(ArithmeticError, match="that is too much"):
        sweep(careful, ravine(), RATES, steps=5, start=[1.0, 1.0], current_index=current_index)


def test_a_rule_that_raises_only_later_is_a_failure_too():
    def late(params, gradient, t=0, *, learning_rate):
        if t == 3 and learning_rate > 0.4:
            raise ArithmeticError("that is too much")
        return params - learning_rate * gradient, t + 1

    many = sweep(late, ravine(), RATES, steps=5, start=[1.0, 1.0])
    assert sorted(many.failures) == [1, 3] and np.isnan(many.path[:, 1]).all()
    with pytest.raises(ArithmeticError, match="that is too much"):
        sweep(late, ravine(), RATES, steps=5, start=[1.0, 1.0], current_index=1)


def test_a_rule_that_returns_something_else_in_places_is_a_failure_there():
    def shapeless(params, gradient, state=0, *, learning_rate):
        if np.any(learning_rate > 0.4):
            return params
        return params - learning_rate * gradient, state

    many = sweep(shapeless, ravine(), RATES, steps=5, start=[1.0, 1.0])
    assert sorted(many.failures) == [1, 3]
    assert "must return two things" in str(many.failures[3])


def test_a_rule_that_raises_somewhere_is_not_run_alone_for_ever():
    sweep(careful, ravine(), RATES, steps=5, start=[1.0, 1.0])
    assert careful not in sweep_module.ONE_BY_ONE
    calm = [{"learning_rate": rate} for rate in (0.1, 0.2)]
    many = sweep(careful, ravine(), calm, steps=5, start=[1.0, 1.0])
    assert many.path.shape == (6, 2, 2) and many.failures == {} and len(many.states) == 6


# ---- memory outside the state -----------------------------------------------------------------


@in_both_ways
@pytest.mark.parametrize("rule", COPIED, ids=rule_name)
def test_each_run_of_a_rule_with_memory_outside_begins_anew(rule, run_all):
    configurations = [{"learning_rate": rate, "beta": beta, "kept": None}
            for rate in (0.01, 0.02) for beta in (0.0, 0.5, 0.9)]  # fmt: skip
    configurations = [
        {**configuration, "kept": hyperparameter_defaults(rule).get("kept")}
        for configuration in configurations
    ]
    right = sweep(rules.momentum, ravine(), configurations, steps=20, start=[1.0, 1.0])
    for _ in range(2):
        many = run_all(rule, ravine(), configurations, steps=20, start=[1.0, 1.0])
        np.testing.assert_allclose(many.path, right.path, rtol=1e-12)


@pytest.mark.parametrize("rule", UNCOPIED.values(), ids=UNCOPIED)
def test_memory_that_cannot_be_copied_is_refused(rule):
    with pytest.raises(OutsideMemoryError, match="which cannot be copied"):
        sweep(rule, ravine(), [{"learning_rate": 0.1, "beta": 0.9}], steps=20, start=[1.0, 1.0])


def wrong_for_all(params):
    return 1e-6 * params


def wrong_in_the_middle(params):
    middle = np.arange(len(params)) == len(params) // 2
    return 1e-6 * params * middle[:, None]


@pytest.mark.parametrize("wrong", [wrong_for_all, wrong_in_the_middle])
def test_a_rule_that_is_a_little_wrong_for_many_runs_at_once_is_run_alone(wrong):
    def rule(params, gradient, state=(), *, learning_rate):
        error = wrong(params) if params.ndim > 1 else 0.0
        return params - learning_rate * gradient + error, state

    rates = [{"learning_rate": rate} for rate in np.linspace(0.001, 0.009, 9).tolist()]
    many = sweep(rule, ravine(), rates, steps=5, start=[1.0, 1.0])
    assert is_run_alone(rule)
    assert_each_is_the_single_run(many, plain, ravine(), rates, steps=5, start=[1.0, 1.0])


def test_a_rule_nobody_keeps_is_forgotten():
    def make():
        def own(params, gradient, state=0, *, learning_rate):
            return with_a_norm(params, gradient, state, learning_rate=learning_rate)

        return own

    rule = make()
    sweep(rule, ravine(), RATES, steps=5, start=[1.0, 1.0])
    assert rule in sweep_module.ONE_BY_ONE and rule in sweep_module.KNOWN_TO_END
    del rule
    gc.collect()
    assert len(sweep_module.ONE_BY_ONE) == len(sweep_module.KNOWN_TO_END) == 0


def test_defaults_that_are_no_numbers_stay_as_they_are():
    def clipped(params, gradient, state=(), *, learning_rate, clip=None, scale=TWO_ONES):
        step = scale * gradient
        step = step if clip is None else np.clip(step, -clip, clip)
        return params - learning_rate * step, state

    configurations = [{**configuration, "clip": None, "scale": TWO_ONES} for configuration in RATES]
    many = sweep(clipped, ravine(), configurations, steps=5, start=[1.0, 1.0])
    plain = sweep(rules.sgd, ravine(), configurations, steps=5, start=[1.0, 1.0])
    assert np.array_equal(many.path, plain.path) and list(many.hyperparameters) == ["learning_rate"]
    configurations = [
        {"learning_rate": 0.1, "clip": clip, "scale": TWO_ONES} for clip in (0.1, 0.2)
    ]
    many = sweep(clipped, ravine(), configurations, steps=5, start=[1.0, 1.0])
    assert many.hyperparameters["clip"][:, 0].tolist() == [0.1, 0.2]
    assert np.abs(np.diff(many.path, axis=0)).max(axis=(0, 2)) == pytest.approx([0.01, 0.02])


def test_a_wrong_setting_does_not_slow_the_rules_down_for_ever():
    with pytest.raises(TypeError, match="bias_correction must be True or False"):
        sweep(rules.adam, ravine(), [{"learning_rate": 0.1, "bias_correction": 0.5, "beta1": 0.9,
              "beta2": 0.9, "epsilon": 0.1}], steps=5, start=[1.0, 1.0])  # fmt: skip
    assert len(sweep_module.ONE_BY_ONE) == 0


# ---- schedules --------------------------------------------------------------------------------


def halves(step, steps):
    return 1.0 if step < steps // 2 else 0.5


def without_arrays(params, gradient, velocity=0.0, *, lr, mu=0.9):
    if max(abs(gradient.ravel())) > 1e6:  # which a sweep at once would ask of all runs together
        return params, velocity
    velocity = mu * velocity + gradient
    return params - lr * velocity, velocity


@pytest.mark.parametrize("schedule", [None, "cosine", "warmup-cosine", halves])
@pytest.mark.parametrize("rule", [*RULES, without_arrays], ids=rule_name)
def test_each_run_of_a_scheduled_sweep_is_the_single_run(rule, schedule):
    rates = [{"learning_rate": rate, "lr": rate} for rate in (0.01, 0.1, 1.0)]
    defaults = hyperparameter_defaults(rule)
    rows = [{**defaults, **rate, "batch_size": 32, "seed": i} for i, rate in enumerate(rates)]
    given = {"steps": 40, "start": (0.0, 0.0)}
    many = sweep(rule, DIAMONDS, rows, schedule=schedule, **given)
    assert many.schedule is schedule
    for i, row in enumerate(rows):
        one = run_single(rule, DIAMONDS, {**row, "schedule": schedule}, **given)
        assert one.schedule is schedule
        assert_same_numbers(many.path[:, i], one.path, rule)
        assert (many.factors is None) == (one.factors is None) == (schedule is None)
        assert schedule is None or np.array_equal(many.factors, one.factors)


def test_a_sweep_over_schedules_says_which_run_has_which():
    schedules = ["constant", halves, "cosine", None, halves]
    rows = [{"learning_rate": 0.1, "batch_size": 32, "seed": 3, "schedule": s} for s in schedules]
    many = sweep(rules.sgd, DIAMONDS, rows, steps=40, start=(0.0, 0.0), schedule="linear")
    assert many.schedule == schedules and many.factors.shape == (40, 5)
    for i, schedule in enumerate(schedules):
        one = descend(rules.sgd, DIAMONDS, steps=40, batch_size=32, seed=3, learning_rate=0.1,
                      schedule=schedule)  # fmt: skip
        assert np.array_equal(many.path[:, i], one.path)
        assert np.array_equal(many.factors[:, i], np.ones(40) if i in (0, 3) else one.factors)
    assert sweep(rules.sgd, DIAMONDS, rows[::3], steps=4, start=(0.0, 0.0)).factors is None


def test_a_readers_schedule_is_asked_once_for_each_step_even_for_rules_that_run_alone():
    told = []

    def counted(step, steps):
        told.append((step, steps))
        return 1 / (steps - 1)  # which a trial run of one step must not ask for

    rows = [{"lr": rate, "mu": 0.5} for rate in (0.01, 0.02, 0.05)]
    sweep(without_arrays, ravine(), rows, steps=7, start=(1.0, 1.0), schedule=counted)
    assert told == [(step, 7) for step in range(7)]


def test_a_schedule_that_makes_no_sense_is_refused_by_a_sweep_too():
    rows = [{"learning_rate": 0.1}]
    for schedule, message in [
        ("cosinus", "schedule must be one of"),
        (lambda t, n: -1, "0 or more"),
    ]:
        with pytest.raises(ValueError, match=message):
            sweep(rules.sgd, ravine(), rows, steps=3, start=(1.0, 1.0), schedule=schedule)


def test_where_a_rule_raises_in_a_scheduled_sweep_there_is_no_run():
    def raises(params, gradient, state=(), *, learning_rate):
        if learning_rate > 1:
            raise ArithmeticError("too long")
        return params - learning_rate * gradient, state

    rows = [{"learning_rate": rate} for rate in (0.01, 1.5)]
    given = {"steps": 4, "start": (1.0, 1.0), "schedule": "linear"}
    many = sweep(raises, ravine(), rows, **given)
    assert list(many.failures) == [1] and np.isnan(many.path[:, 1]).all()
    assert np.array_equal(many.path[:, 0], run_single(raises, ravine(), {**rows[0], **given},
                                                      steps=4, start=(1.0, 1.0)).path)  # fmt: skip
    assert many.schedule == "linear" and many.factors.tolist() == [1, 0.75, 0.5, 0.25]
