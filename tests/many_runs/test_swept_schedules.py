"""The schedules of a sweep: looked up once, and one for all runs or one for each."""

import numpy as np
import pytest

from helpers.core.timeout import TimeLimitError
from helpers.many_runs import swept_schedules
from helpers.many_runs.swept_schedules import look_up_schedules
from helpers.schedules import cosine


def test_without_schedules_the_configurations_stay_as_they_are():
    rows = [{"learning_rate": 0.1}, {"learning_rate": 0.2}]
    found = look_up_schedules(rows, 4)
    assert found.configurations is rows and found.schedule is None and found.factors is None


def test_names_are_left_to_descend():
    rows = [{"schedule": "cosine"}, {"schedule": "constant"}]
    found = look_up_schedules(rows, 4)
    assert found.configurations is rows and found.schedule == ["cosine", "constant"]
    assert found.factors[:, 0].tolist() == [cosine(step, 4) for step in range(4)]
    assert found.factors[:, 1].tolist() == [1] * 4


def test_a_function_becomes_a_table_that_a_run_of_fewer_steps_can_read_too():
    own = lambda step, steps: step / steps  # noqa: E731
    found = look_up_schedules([{"schedule": own, "seed": 1}, {"schedule": own, "seed": 2}], 4)
    assert found.schedule is own and found.factors.tolist() == [0, 0.25, 0.5, 0.75]
    for row, seed in zip(found.configurations, (1, 2), strict=True):
        assert row["seed"] == seed and row["schedule"](1, 2) == 0.25


def test_a_function_that_cannot_be_a_key_of_a_dict_is_one_too():
    class Steps(list):
        def __call__(self, step, steps):
            return self[step]

    found = look_up_schedules([{"schedule": Steps([1.0, 0.5])}, {}], 2)
    assert np.array_equal(found.factors, [[1, 1], [0.5, 1]])
    constant = look_up_schedules([{"schedule": cosine}, {"schedule": lambda t, n: 1}], 2)
    assert constant.configurations[1]["schedule"](0, 2) == 1


def test_a_function_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(swept_schedules, "ONE_SCHEDULE_TIMEOUT", 0.2)

    def endless(step, steps):
        while True:
            pass

    with pytest.raises(TimeLimitError, match="schedule endless did not finish"):
        look_up_schedules([{"schedule": endless}], 3)
