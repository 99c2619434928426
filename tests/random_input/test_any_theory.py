"""Any input at all: theory, and what is worked out from runs."""

import math

import numpy as np
from hypothesis import given as any_of
from hypothesis import strategies as st
from support.any_input import (
    PROBLEMS,
    REFUSED,
    answer,
    as_floats,
    covers,
    diamonds,
    is_whole,
    junk,
    near,
    number,
    own_data,
    real,
    same,
    settings_for,
    terrains,
)
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers import descent, plotting, registry, rules
from helpers.theory import noise_floors, shuffled_noise, stability


@covers("theory.noise_floors.noise_floor", "theory.noise_floors.single_example_limit")
@any_of(diamonds() | own_data(), st.floats(1e-6, 3) | number, number, st.integers(1, 3), st.data())
def test_the_floor_is_the_mean_of_single_runs(problem, rate, size, runs, data):
    size = data.draw(st.sampled_from([size, 1, problem.rows]))
    steps, with_replacement = data.draw(st.integers(3, 12)), data.draw(st.booleans())
    floor = answer(
        noise_floors.noise_floor,
        problem,
        [rate],
        size,
        steps=steps,
        runs=runs,
        with_replacement=with_replacement,
    )
    plain = as_floats(rate)
    sound = plain is not None and 0 < plain[0] < math.inf
    right = sound and is_whole(size) and 1 <= size <= problem.rows
    assert (floor is not REFUSED) == right
    if floor is REFUSED or with_replacement:
        return
    excess = []
    for seed in range(runs):
        run = descent.descend(rules.sgd, problem, steps=steps, batch_size=size, seed=seed,
                              start=problem.minimum, learning_rate=rate)  # fmt: skip
        excess += run.excess[1 + steps // 3 :].tolist()
    with np.errstate(all="ignore"):
        assert near(floor, [np.mean(excess)], rel=1e-6, scale=1e-12 * problem.excess(problem.start))
    limit = answer(noise_floors.single_example_limit, problem)
    assert 0 < limit <= 2 / np.linalg.eigvalsh(problem.hessian)[-1] * (1 + 1e-9)


@any_of(
    junk,
    st.sampled_from(
        ["problem", "learning_rates", "batch_size", "steps", "runs", "seed", "schedule"]
    ),
)
def test_the_floor_refuses_what_makes_no_sense(value, name):
    given = {"problem": DIAMONDS, "learning_rates": [0.1], "batch_size": 32, "steps": 3, "runs": 2}
    if is_whole(value) and value > 100:
        value = 10**10
    got = answer(noise_floors.noise_floor, **given | {name: value})
    assert got is REFUSED or (name != "problem" and got.ndim == 1)
    assert answer(noise_floors.single_example_limit, value) is REFUSED


@covers("theory.noise_floors.predicted_noise_floor")
@any_of(diamonds() | own_data() | junk, st.floats(1e-3, 1) | number, st.integers(1, 5) | number)
def test_the_predicted_floor_is_above_0_below_the_limit(problem, share, size):
    limit = answer(stability.stability_limit, problem)
    if limit is REFUSED:
        assert answer(noise_floors.predicted_noise_floor, problem, 0.1, 1) is REFUSED
        return
    rate = share * limit if isinstance(share, float) and 1e-3 <= share <= 1 else share
    got = answer(noise_floors.predicted_noise_floor, problem, rate, size)
    right = as_floats(rate) is not None and 0 < as_floats(rate)[0] < limit
    right = right and is_whole(size) and 1 <= size <= problem.rows
    assert (got is not REFUSED) == right and (got is REFUSED or got >= 0)


@covers(
    "theory.shuffled_noise.gradient_noise",
    "theory.shuffled_noise.additive_floor",
    "theory.shuffled_noise.shuffled_noise_floor",
)
@any_of(diamonds() | own_data() | junk, st.floats(1e-3, 3) | number, st.integers(1, 9) | number,
        st.floats(0, 0.99) | number)  # fmt: skip
def test_the_floor_of_shuffled_batches_is_above_0_or_not_known(problem, share, size, beta):
    limit = answer(stability.stability_limit, problem)
    limit = 1.0 if limit is REFUSED else limit
    rate = share * limit if isinstance(share, float) and 1e-3 <= share <= 3 else share
    got = answer(shuffled_noise.shuffled_noise_floor, problem, rate, size, beta)
    if answer(shuffled_noise.gradient_noise, problem) is REFUSED:
        assert got is REFUSED
    elif got is not REFUSED:
        noise = shuffled_noise.gradient_noise(problem)
        assert not (got < -1e-9 * shuffled_noise.additive_floor(noise, rate, beta)).any()


@covers(
    "theory.stability.curvatures",
    "theory.stability.condition_number",
    "theory.stability.stability_limit",
    "theory.stability.best_learning_rate",
    "theory.stability.best_momentum",
    "theory.stability.principal_axes",
)
@any_of(diamonds() | own_data() | terrains | junk)
def test_limits_of_any_bowl(problem):
    functions = [stability.curvatures, stability.condition_number, stability.stability_limit,
                 stability.best_learning_rate, stability.best_momentum,
                 stability.principal_axes]  # fmt: skip
    got = [answer(function, problem) for function in functions]
    if getattr(problem, "hessian", None) is None:
        assert all(value is REFUSED for value in got)
        return
    (low, high), condition, limit, best, (rate, beta), (found, directions) = got
    assert same(found, [low, high]) and near(np.abs(np.linalg.det(directions)), 1)
    assert 0 < low <= high and condition >= 1 and limit / 2 <= best < limit
    assert rate <= 2 * (1 + beta) / high * (1 + 1e-9) and 0 <= beta < 1


@covers("theory.stability.contraction", "theory.stability.momentum_limit")
@any_of(*[number | st.floats(0, 3)] * 2)
def test_contraction_of_gradient_descent_is_its_formula(rate, curvature):
    got = answer(stability.contraction, rate, curvature)
    limit = answer(stability.momentum_limit, rate, curvature)
    plain = [as_floats(value) for value in (rate, curvature)]
    right = all(part and math.isfinite(part[0]) for part in plain)
    assert (got is not REFUSED) == (limit is not REFUSED) == right
    if right:
        with np.errstate(all="ignore"):
            (rate,), (curvature,) = np.array(plain)
            assert near(got, abs(1 - rate * curvature), scale=1)
            assert near(limit, 2 * (1 + rate) / curvature, scale=1)


@covers("theory.stability.momentum_contraction")
@any_of(*[number | st.floats(0, 3)] * 3)
def test_kept_by_momentum_is_the_larger_root(rate, beta, curvature):
    got = answer(stability.momentum_contraction, rate, beta, curvature)
    plain = [as_floats(value) for value in (rate, beta, curvature)]
    right = all(part and math.isfinite(part[0]) for part in plain)
    assert (got is not REFUSED) == right
    if right and max(abs(value) for (value,) in plain) < 1e50:
        rate, beta, curvature = (value for (value,) in plain)
        roots = np.roots([1, -(1 + beta - rate * curvature), beta])
        assert near(got, np.abs(roots).max(initial=0), rel=1e-6, scale=1e-7)
    answer(stability.momentum_contraction, [rate] * 2, [beta] * 3, curvature)


@covers("plotting.batches.full_batch", "plotting.internals.moments")
@any_of(PROBLEMS, st.sampled_from(RULES), st.tuples(real, real), junk, st.data())
def test_looks_at_a_run(problem, rule, start, value, data):
    given = data.draw(settings_for(rule))
    run = descent.descend(rule, problem, steps=5, start=start, **given)
    assert same(answer(plotting.full_batch, run)[:, 0], run.path)
    found = answer(plotting.moments, run)
    entry = registry.entry_of(rule)
    keeps = {"beta1", "beta2"} <= set(given) if entry is None else entry.keeps_moments
    assert (found is not REFUSED) == keeps
    mean, root, *_ = found if keeps else [()] * 4
    for t, state in enumerate(run.states[1:] if rule is rules.adam else []):
        assert near(mean[t], state.mean)
        with np.errstate(all="ignore"):
            assert near(root[t], state.mean_square**0.5)
    assert answer(plotting.full_batch, value) is answer(plotting.moments, value) is REFUSED
