"""Any input at all: what a comparison of optimisers counts."""

import numpy as np
from hypothesis import given as any_of
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from support.any_input import REFUSED, answer, covers, junk, near, same
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers.comparisons import final_excess
from helpers.comparisons.counts import GROUPS, good_range, updates_to_settle
from helpers.descent import descend
from helpers.plotting.style import rule_in

losses = st.one_of(st.floats(0, 10), st.sampled_from([np.nan, np.inf]))


@covers("comparisons.counts.updates_to_settle")
@any_of(st.lists(losses, min_size=1, max_size=8), st.floats(0, 10), junk)
def test_when_a_run_settles(excess, target, other):
    last = [step for step, loss in enumerate(excess) if not loss <= target]
    expected = (last[-1] + 1 if last else 0) if not last or last[-1] + 1 < len(excess) else np.inf
    assert updates_to_settle(excess, target) == expected
    answer(updates_to_settle, other, target)
    answer(updates_to_settle, excess, other)


@covers("comparisons.counts.good_range")
@any_of(arrays_of.arrays(float, (4, GROUPS), elements=losses), st.floats(0, 10), junk)
def test_a_good_range(ends, limit, other):
    rates = [0.001, 0.01, 0.1, 1.0]
    good = [rate for rate, row in zip(rates, ends, strict=True) if row.mean() <= limit]
    found = good_range(rates, ends, limit)
    assert near(found.decades, len(good)) and found.spread >= 0
    assert same([found.lowest, found.highest], [good[0], good[-1]] if good else [np.nan] * 2)
    for given in ((other, ends, limit), (rates, other, limit), (rates, ends, other)):
        answer(good_range, *given)


@covers("comparisons.ends_of_runs.final_excess")
@any_of(st.sampled_from(RULES), st.floats(1e-4, 0.1), st.integers(1, 5), st.integers(1, 3), junk)
def test_the_end_of_many_runs(rule, rate, steps, shuffles, other):
    at = {"steps": steps, "batch_size": 32}
    ends = final_excess(rule, DIAMONDS, [rate, rate / 2], shuffles=shuffles, **at)
    runs = descend(rule, DIAMONDS, learning_rate=rate, seed=range(shuffles), **at)
    assert ends.shape == (2, shuffles) and near(ends[0], runs.excess[-1], rel=1e-6)
    named = {"learning_rates": [rate], "shuffles": 1, **at}
    for name in named:
        found = answer(final_excess, rule, DIAMONDS, **named | {name: other})
        assert found is REFUSED or found.ndim == 2


@covers("plotting.style.rule_in")
@any_of(junk)
def test_a_label_begins_with_a_rule_or_with_none(label):
    assert isinstance(rule_in(label), str)
