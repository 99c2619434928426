"""The hyperparameters of each update: the same ones, or one of them times a factor."""

from itertools import islice

import numpy as np

from helpers.core.settings_by_step import ScheduledRate, settings_by_step

SETTINGS = {"learning_rate": np.asarray(0.3), "beta": np.asarray(0.9)}


def times(*factors):
    return ScheduledRate("learning_rate", np.array(factors))


def test_without_factors_the_settings_themselves_come_for_ever():
    assert all(now is SETTINGS for now in islice(settings_by_step(SETTINGS, None), 1_000))


def test_one_of_them_is_multiplied_and_the_others_stay():
    first, second = settings_by_step(SETTINGS, times(1.0, 0.1))
    assert first["learning_rate"] == 0.3 and second["learning_rate"] == 0.3 * 0.1
    assert first["beta"] is second["beta"] is SETTINGS["beta"]
    assert SETTINGS["learning_rate"] == 0.3


def test_an_array_without_axes_stays_one_and_a_float_stays_a_float():
    (array,) = settings_by_step(SETTINGS, times(0.1))
    assert isinstance(array["learning_rate"], np.ndarray) and array["learning_rate"].shape == ()
    in_floats = ScheduledRate("learning_rate", np.array([0.1], dtype=object))
    (floats,) = settings_by_step({"learning_rate": 0.3}, in_floats)
    assert type(floats["learning_rate"]) is float


def test_one_value_for_each_run_is_multiplied_by_the_same_factor():
    rates = np.array([[0.1], [0.3]])
    (now,) = settings_by_step({"learning_rate": rates}, times(0.7))
    assert now["learning_rate"].tolist() == [[0.1 * 0.7], [0.3 * 0.7]]
