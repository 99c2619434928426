"""Learning-rate schedules: hand-computed factors, torch's schedulers, and what captions say."""

import json
import math

import pytest
from reference.make_torch_reference import (
    SCHEDULE_FILE,
    SCHEDULE_STEPS,
    scheduled_rates,
    scheduler_of,
)

from helpers import schedules
from helpers.schedules import SCHEDULES, cosine, linear, schedule_in_words, warmup_cosine

STORED = json.loads(SCHEDULE_FILE.read_text(encoding="utf-8"))


def factors(name, steps):
    return [SCHEDULES[name].factor(step, steps) for step in range(steps)]


def test_factors_by_hand():
    assert [linear(step, 5) for step in range(5)] == pytest.approx([1, 0.8, 0.6, 0.4, 0.2])
    half = math.sqrt(0.5)
    assert [cosine(step, 4) for step in range(4)] == pytest.approx(
        [1, (1 + half) / 2, 0.5, (1 - half) / 2]
    )
    warm = [warmup_cosine(step, 20) for step in range(20)]
    assert warm[:3] == pytest.approx([1 / 3, 2 / 3, 1]) and warm[11] == pytest.approx(0.5)
    assert factors("warmup-cosine", 9) == factors("cosine", 9)  # too short for a warm-up


@pytest.mark.parametrize("steps", [1, 2, 10, 997])
@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_are_above_0_and_at_most_1_and_fall_once_they_are_at_1(name, steps):
    found = factors(name, steps)
    top = found.index(1.0)
    assert min(found) > 0 and max(found) == 1.0
    assert found[:top] == sorted(found[:top]) and found[top:] == sorted(found[top:], reverse=True)
    assert (top > 0) == (name == "warmup-cosine" and steps >= schedules.WARMUP)


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "constant"])
def test_all_but_the_constant_one_would_be_0_after_the_last_update(name):
    assert SCHEDULES[name].factor(50, 50) == pytest.approx(0, abs=1e-15)


def test_the_stored_rates_are_those_of_all_schedules_with_a_scheduler_in_torch():
    assert set(STORED) == {
        f"{name} {steps}" for name in SCHEDULES if name != "constant" for steps in SCHEDULE_STEPS
    }


@pytest.mark.parametrize("case", STORED)
def test_factors_are_those_of_torchs_schedulers_as_stored(case):
    name, steps = case.split()
    assert factors(name, int(steps)) == pytest.approx(STORED[case], rel=1e-9, abs=1e-12)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("case", STORED)
def test_factors_are_those_of_torchs_schedulers_where_it_is_installed(case):
    name, steps = case.split()
    expected = scheduled_rates(name, int(steps))
    assert factors(name, int(steps)) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert STORED[case] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_each_name_is_told_apart_in_a_caption():
    words = [schedule.in_words for schedule in SCHEDULES.values()]
    assert len(set(words)) == len(words) and SCHEDULES["constant"].in_words == ""
    assert "1/10" in SCHEDULES["warmup-cosine"].in_words and schedules.WARMUP == 10


def test_a_readers_schedule_is_told_by_its_name():
    assert schedule_in_words(None) == schedule_in_words("constant") == ""
    assert schedule_in_words("linear") == "falling to 0 along a straight line"
    assert schedule_in_words("warmup-cosine", 10).startswith("rising for 1/10 of the steps")
    assert schedule_in_words("warmup-cosine", 9) == schedule_in_words("cosine")
    assert schedule_in_words(cosine) == "times cosine of the step"
    assert schedule_in_words(lambda step, steps: 1) == "times a function of the step"


def test_no_scheduler_of_torch_stands_for_an_unknown_schedule():
    with pytest.raises(KeyError, match="sawtooth"):
        scheduler_of(None, "sawtooth", 10)
