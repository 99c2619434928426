"""Any input at all: single runs and sweeps."""

import math

import numpy as np
from hypothesis import given as any_of
from hypothesis import strategies as st
from support.any_input import (
    PROBLEMS,
    REFUSED,
    answer,
    covers,
    is_whole,
    junk,
    pairs,
    real,
    same,
    settings_for,
)
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers import descent
from helpers.core import signature
from helpers.many_runs.batched_runs import run_single
from helpers.one_run.schedule_factors import schedule_factors
from helpers.schedules import SCHEDULES
from helpers.sweep import sweep


@covers("descent.descend", "descent.Run", "descent.checked_start", "descent.check_problem",
        "core.signature.checked_result",
        "core.signature.hyperparameter_defaults", "core.signature.rule_name",
        "core.signature.copy_state", "core.signature.initial_state",
        "core.signature.checked_hyperparameters")  # fmt: skip
@any_of(PROBLEMS, st.sampled_from(RULES), st.none() | pairs | st.tuples(real, real), st.data())
def test_a_run_is_a_plain_loop(problem, rule, start, data):
    given, steps = data.draw(settings_for(rule)), data.draw(st.integers(1, 12))
    seed, sizes = data.draw(st.integers(0, 3)), st.none()
    if problem.rows:
        sizes = st.none() | st.integers(1, problem.rows)
    size = data.draw(sizes)
    more = {} if size is None else {"batch_size": size, "seed": seed}
    more["schedule"] = data.draw(st.none() | st.sampled_from(list(SCHEDULES)))
    factors = schedule_factors(more["schedule"], steps)
    factors = [1.0] * steps if factors is None else factors
    run = answer(descent.descend, rule, problem, steps=steps, start=start, **given, **more)
    batches = [()] * steps
    if size is not None:
        batches = [(batch,) for batch in problem.batch_means(size, steps, seed)]
    here, memory, path = np.array(problem.start if start is None else start), [], []
    own = {n: v if isinstance(v, bool) else np.asarray(v) for n, v in given.items()}
    with np.errstate(all="ignore"):
        for batch, factor in zip(batches, factors, strict=True):
            path.append(here)
            own["learning_rate"] = np.asarray(factor * np.asarray(given["learning_rate"]))
            here, *memory = rule(here, problem.gradient(here, *batch), *memory, **own)
        losses = [float(problem.loss(p)) for p in [*path, here]]
    assert same(run.path, [*path, here]) and same(run.loss, losses)
    first = max(abs(losses[0]), abs(float(problem.loss(problem.start))))
    lost = [not abs(loss) <= 1_000 * first or math.isinf(loss) for loss in losses]
    assert run.diverged_at == (lost.index(True) if any(lost) else None)
    assert same(run.excess, [float(problem.excess(p)) for p in run.path])
    read = [0]
    while len(read) <= steps:
        left = (problem.rows or 0) - read[-1] % (problem.rows or 1)
        read.append(read[-1] + min(size or problem.rows or 0, left))
    assert run.rows_seen.tolist() == read
    assert same(run.epochs, np.array(read) / (problem.rows or 1))


ARGUMENTS = ["steps", "start", "seed", "batch_size", "problem", "rule", "learning_rate", "beta",
             "beta1", "epsilon", "bias_correction", "lr", "schedule"]  # fmt: skip


@covers("one_run.schedule_factors.schedule_factors")
@any_of(st.sampled_from(RULES), st.sampled_from(ARGUMENTS), junk)
def test_descend_refuses_what_makes_no_sense(rule, name, value):
    if name == "steps" and is_whole(value) and 1_000 < value <= 1_000_000:
        return  # only long
    given = {"rule": rule, "problem": DIAMONDS, "steps": 3, "learning_rate": 0.1} | {name: value}
    run = answer(descent.descend, **given)
    assert run is REFUSED or run.path.shape[-1] == 2
    assert name not in ("problem", "rule", "lr") or run is REFUSED
    answer(signature.hyperparameter_defaults, value)
    answer(descent.check_problem, value)
    answer(descent.checked_start, DIAMONDS, value)
    answer(signature.checked_result, rule, value, (2,))
    answer(schedule_factors, value, 3)
    assert isinstance(signature.rule_name(value), str) and type(
        signature.copy_state(value)
    ) is type(value)


@covers("core.signature.reject_reserved_names")
@any_of(st.lists(st.sampled_from([*descent.RESERVED_NAMES, "learning_rate", "decay"]), unique=True))
def test_a_rule_is_refused_for_a_name_that_is_taken(names):
    settings = ", ".join(["", *["*"] * bool(names), *(f"{name}=1" for name in names)])
    rule = eval(f"lambda params, gradient, state=0{settings}: (params, state)")
    got = answer(signature.reject_reserved_names, rule, descent.RESERVED_NAMES, "descend")
    assert (got is REFUSED) == bool(set(names) & set(descent.RESERVED_NAMES))


@covers("sweep.sweep", "many_runs.batched_runs.run_single")
@any_of(PROBLEMS, st.sampled_from(RULES), pairs | st.tuples(real, real), st.data())
def test_a_sweep_is_its_single_runs(problem, rule, start, data):
    rows = data.draw(st.lists(settings_for(rule), min_size=1, max_size=4))
    for row in rows:
        if problem.rows:
            row["batch_size"] = data.draw(st.integers(1, problem.rows))
            row["seed"] = data.draw(st.integers(0, 3))
    steps = data.draw(st.integers(1, 8))
    many = answer(sweep, rule, problem, rows, steps=steps, start=np.array(start))
    for i, row in enumerate(rows):
        one = run_single(rule, problem, row, steps=steps, start=np.array(start))
        for name in ("path", "loss", "gradients", "rows_seen"):
            assert same(getattr(many, name)[:, i], getattr(one, name))
        assert many.diverged_at[i] == (-1 if one.diverged_at is None else one.diverged_at)
