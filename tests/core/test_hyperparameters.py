"""The one table: what a hyperparameter's name means, its range, its slider and how it is spoken."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from support.dataset import DIAMONDS

from helpers.core.hyperparameters import (
    HYPERPARAMETERS,
    HyperparameterSpec,
    canonical_name,
    canonical_values,
    checked_hyperparameter,
    checked_number,
    display_name,
    display_value,
    is_adjustable,
    is_number,
    slider_start,
    slider_values,
    spec_of,
)

# ---- what a name means ------------------------------------------------------------------------

SIGNATURES = {  # from torch, keras, optax, papers and what students write
    "lr": {"lr": "learning_rate"},
    "torch SGD": {"lr": "learning_rate", "momentum": "beta", "weight_decay": "weight_decay",
                  "dampening": None, "nesterov": None},
    "torch RMSprop": {"lr": "learning_rate", "alpha": "beta", "eps": "epsilon",
                      "weight_decay": "weight_decay", "momentum": "beta", "centered": None},
    "torch Adam": {"lr": "learning_rate", "betas": "beta", "eps": "epsilon", "amsgrad": None},
    "keras RMSprop": {"learning_rate": "learning_rate", "rho": "beta", "momentum": "beta",
                      "epsilon": "epsilon"},
    "keras Adam": {"learning_rate": "learning_rate", "beta_1": "beta1", "beta_2": "beta2"},
    "optax adam": {"learning_rate": "learning_rate", "b1": "beta1", "b2": "beta2",
                   "eps": "epsilon"},
    "optax rmsprop": {"learning_rate": "learning_rate", "decay": "beta", "eps": "epsilon"},
    "Kingma & Ba": {"alpha": "learning_rate", "beta1": "beta1", "beta2": "beta2",
                    "epsilon": "epsilon"},
    "Kingma & Ba, in Greek": {"α": "learning_rate", "β1": "beta1", "β2": "beta2", "ε": "epsilon"},
    "Goodfellow, in Greek": {"η": "learning_rate", "α": "beta", "ρ": "beta"},
    "Sutskever": {"eta": "learning_rate", "mu": "beta"},
    "Ruder": {"eta": "learning_rate", "gamma": "beta"},
    "CS231n": {"learning_rate": "learning_rate", "decay_rate": "beta", "eps": "epsilon"},
    "alpha for momentum": {"learning_rate": "learning_rate", "alpha": "beta"},
    "alpha and beta": {"alpha": "learning_rate", "beta": "beta"},
    "alpha alone": {"alpha": "learning_rate"},
    "step size": {"step_size": "learning_rate"},
    "a second learning rate": {"lr": "learning_rate", "step_size": None, "eta": None},
    "unknown": {"power": None, "clip": None, "warmup": None, "t": None},
}  # fmt: skip


@pytest.mark.parametrize("meanings", SIGNATURES.values(), ids=SIGNATURES)
def test_a_name_means_what_people_mean_by_it(meanings):
    for names in (list(meanings), list(meanings)[::-1]):
        assert {name: canonical_name(name, names) for name in meanings} == meanings


def test_values_under_the_names_of_the_table():
    values = {"lr": 0.1, "alpha": 0.99, "eps": 1e-8, "power": 2}
    expected = {"learning_rate": 0.1, "beta": 0.99, "epsilon": 1e-8, "power": 2}
    assert canonical_values(values) == expected


@pytest.mark.parametrize("names", [("alpha", "momentum"), ("momentum", "alpha")])
def test_a_second_name_with_the_same_meaning_stays(names):
    values = {"lr": 0.1, **dict(zip(names, (0.99, 0.5), strict=True))}
    expected = {"learning_rate": 0.1, "beta": 0.99, names[1]: 0.5}
    assert canonical_values(values) == expected


def test_a_name_of_the_table_keeps_its_value_wherever_it_stands():
    assert canonical_values({"momentum": 0.9, "beta": 0.5}) == {"momentum": 0.9, "beta": 0.5}


def test_every_entry_is_whole():
    for name, spec in HYPERPARAMETERS.items():
        assert canonical_name(name) == name and display_name(name) == spec.label
        assert spec.allows(float(spec.example)) and spec.allows(spec.slider_values)
        assert list(spec.slider_values) == sorted(set(spec.slider_values))
        for alias in spec.aliases:
            assert alias not in HYPERPARAMETERS and spec_of(alias) is not None


@pytest.mark.parametrize(
    "alias",
    ["momentum", "mu", "rho", "decay_rate", "decay", "gamma", "b1", "b2", "beta_1", "beta_2",
     "beta3", "beta_slow"],
)  # fmt: skip
def test_no_slider_of_a_beta_goes_to_1_or_above(alias):
    values = slider_values(alias, 0.9)
    assert max(values) < 1 and values == HYPERPARAMETERS["beta"].slider_values
    with pytest.raises(ValueError, match=f"{alias} must be at least 0 and below 1"):
        checked_hyperparameter(alias, 1)


@pytest.mark.parametrize("alias", ["lr", "eta", "step_size", "alpha"])
def test_a_learning_rate_by_another_name_has_the_values_of_one(alias):
    assert slider_values(alias) == HYPERPARAMETERS["learning_rate"].slider_values
    with pytest.raises(ValueError, match=f"{alias} must be above 0"):
        checked_hyperparameter(alias, 0)


def test_alpha_beside_a_learning_rate_is_a_beta():
    signature = {"lr": None, "alpha": 0.99}
    assert slider_values("alpha", 0.99, signature) == HYPERPARAMETERS["beta"].slider_values
    with pytest.raises(ValueError, match="alpha must be at least 0 and below 1"):
        checked_hyperparameter("alpha", 2.0, 0.99, signature)
    assert checked_hyperparameter("alpha", 2.0) == 2.0  # a learning rate


@pytest.mark.parametrize(("alias", "default"), [("decay", 2.0), ("rho", 1), ("step_size", -1)])
def test_an_alias_whose_default_is_out_of_range_means_something_else(alias, default):
    assert spec_of(alias, {alias: default}) is canonical_name(alias, {alias: default}) is None
    assert checked_hyperparameter(alias, 7.5, default) == 7.5
    assert slider_values(alias, default)[0 if default < 0 else -1] == 10 * default


def test_what_is_out_of_range_is_not_the_learning_rate():
    assert canonical_name("alpha", {"step": 0.01, "alpha": -1.0}) is None
    signature = {"lr": -1.0, "eta": 0.1}
    assert [canonical_name(name, signature) for name in signature] == [None, "learning_rate"]
    assert canonical_values({"lr": 0.1, "decay": 2.0}) == {"learning_rate": 0.1, "decay": 2.0}


def test_the_name_itself_keeps_its_meaning_whatever_the_default():
    with pytest.raises(ValueError, match="beta must be at least 0 and below 1"):
        checked_hyperparameter("beta", 1.5, 1.5)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (HyperparameterSpec(0), "0 or more"),
        (HyperparameterSpec(0, low_inclusive=False), "above 0"),
        (HyperparameterSpec(0, 1), "at least 0 and below 1"),
        (
            HyperparameterSpec(0.5, 2, low_inclusive=False, high_inclusive=True),
            "above 0.5 and at most 2",
        ),
    ],
)
def test_a_range_in_words(spec, words):
    assert spec.range_in_words == words


@pytest.mark.parametrize(
    ("spec", "right", "wrong"),
    [
        (HyperparameterSpec(0, 1), [0, 0.5, [0, 0.999]], [-1e-9, 1, [0.5, 1]]),
        (HyperparameterSpec(0, 1, low_inclusive=False, high_inclusive=True), [1e-9, 1], [0, 1.1]),
        (HyperparameterSpec(1, whole=True), [1, 2.0], [0, 1.5, [1, 2.5]]),
        (HyperparameterSpec(), [-1e300, 0, 1e300], []),
    ],
)
def test_what_a_range_allows(spec, right, wrong):
    assert all(map(spec.allows, right)) and not any(map(spec.allows, wrong))


# ---- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.1, 1, np.float32(0.5), [[0.1], [0.2]], np.ones((2, 3, 1))])
def test_hyperparameter(value):
    array = checked_hyperparameter("learning_rate", value)
    assert isinstance(array, np.ndarray) and array.dtype == float
    assert np.array_equal(array, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("beta", 0),
        ("beta1", 0.999),
        ("epsilon", 0),
        ("weight_decay", 0),
        ("batch_size", 1),
        ("seed", 0),
        ("rho", 0.999),
    ],
)
def test_hyperparameter_at_its_edge(name, value):
    assert checked_hyperparameter(name, value) == value


def test_hyperparameter_that_is_a_switch():
    assert checked_hyperparameter("bias_correction", False, True) is False
    assert checked_hyperparameter("bias_correction", np.True_, True) is True
    assert checked_hyperparameter("nesterov", True) is True


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.array(3)])
def test_where_the_default_is_a_whole_number_such_a_number_stays_one(value):
    count = checked_hyperparameter("rounds", value, 2)
    assert type(count) is int and count == 3
    assert type(checked_hyperparameter("rounds", 0.5, 2)) is np.ndarray
    assert type(checked_hyperparameter("rounds", 0, 2)) is np.ndarray
    assert type(checked_hyperparameter("rounds", value, 2.0)) is np.ndarray


def test_a_name_that_says_nothing_has_no_bounds():
    assert checked_hyperparameter("power", -3.0) == -3.0


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [("learning_rate", 0, ValueError, "learning_rate must be above 0, such as 0.1"),
     ("learning_rate", [[0.1], [-0.1]], ValueError, "learning_rate must be above 0"),
     ("learning_rate", np.inf, ValueError, "learning_rate must be a finite number"),
     ("learning_rate", True, TypeError, "learning_rate must be a number, not True"),
     ("learning_rate", [[True]], TypeError, "learning_rate must be a number"),
     ("learning_rate", 1j, TypeError, "learning_rate must be a number"),
     ("learning_rate", "0.1", TypeError, "learning_rate must be a number, not '0.1'"),
     ("learning_rate", None, TypeError, "learning_rate must be a number, not None"),
     ("learning_rate", [[1], [2, 3]], TypeError, "learning_rate must be a number"),
     ("learning_rate", [0.1, 0.2], ValueError, r"an array of shape \(runs, 1\), not .* \(2,\)"),
     ("learning_rate", [], ValueError, r"an array of shape \(runs, 1\)"),
     ("learning_rate", np.ones((0, 1)), ValueError, r"an array of shape \(runs, 1\)"),
     ("beta", 1, ValueError, "beta must be at least 0 and below 1, such as 0.9"),
     ("beta2", -1e-9, ValueError, "beta2 must be at least 0 and below 1"),
     ("epsilon", -1e-9, ValueError, "epsilon must be 0 or more, such as 1e-8"),
     ("epsilon", False, TypeError, "epsilon must be a number"),
     ("decay", np.nan, ValueError, "decay must be a finite number"),
     ("decay", -3.0, ValueError, "decay must be at least 0 and below 1, such as 0.9, not -3.0"),
     ("rho", 1.8, ValueError, "rho must be at least 0 and below 1"),
     ("lr", 0, ValueError, "lr must be above 0, such as 0.1, not 0"),
     ("momentum", True, TypeError, "momentum must be a number, not True"),
     ("weight_decay", -3, ValueError, r"weight_decay must be 0 or more, such as 0\.01, not -3\."),
     ("batch_size", 2.5, ValueError, "batch_size must be a whole number, 1 or more, such as 32"),
     ("power", np.nan, ValueError, "power must be a finite number")],
)  # fmt: skip
def test_hyperparameter_wrong(name, value, error, message):
    with pytest.raises(error, match=message):
        checked_hyperparameter(name, value)


@pytest.mark.parametrize("value", [[0.9], [[0.9], [0.8]], np.array([0.9])])
def test_one_number_is_no_list(value):
    assert checked_number("beta", np.array(0.9)) == 0.9 and checked_number("nesterov", True) is True
    with pytest.raises(ValueError, match="beta must be one number"):
        checked_number("beta", value)


@pytest.mark.parametrize("value", ["no", 1, 0.0, None])
def test_hyperparameter_that_must_be_a_switch(value):
    with pytest.raises(TypeError, match="bias_correction must be True or False, not"):
        checked_hyperparameter("bias_correction", value, True)


@pytest.mark.parametrize("value", [0.5, 0, -3, np.float64(2), np.int8(1), np.array(0.5), 10**300,
                                   Fraction(1, 3)])  # fmt: skip
def test_what_is_one_number(value):
    assert is_number(value) and is_adjustable(value)


@pytest.mark.parametrize(
    "value",
    [None, "mean", (0.9, 0.999), [1], np.ones(2), np.inf, -np.inf, np.nan, 1j, Decimal("0.5"),
     {}, len, 10**400, np.array([0.5])],
)  # fmt: skip
def test_defaults_that_have_no_slider(value):
    assert not is_number(value) and not is_adjustable(value)


@pytest.mark.parametrize("value", [True, False, np.True_])
def test_a_switch_is_no_number_but_can_be_changed(value):
    assert not is_number(value) and is_adjustable(value)
    assert slider_values("momentum", value) == (False, True)
    assert checked_hyperparameter("momentum", not value, bool(value)) is (not value)


@pytest.mark.parametrize("default", [True, np.True_])
def test_a_number_does_not_stand_for_true_or_false(default):
    with pytest.raises(TypeError, match=r"flag must be True or False, not 0\.5"):
        checked_hyperparameter("flag", 0.5, default)
    assert checked_hyperparameter("flag", np.False_, default) is False


# ---- sliders and words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "default", "values"),
    [
        ("power", 2.0, (0.0, 0.2, 0.4, 1.0, 2.0, 4.0, 10.0, 20.0)),
        ("power", 0, (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)),
        ("power", None, (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)),
        ("power", -1, (-10.0, -5.0, -2.0, -1.0, -0.5, -0.2, -0.1, 0.0)),
        ("power", 1e-300, (0.0,)),
        ("nesterov", True, (False, True)),
        ("weight_decay", 0.01, (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0)),
        ("eps", 1e-8, (1e-8, 1e-6, 1e-4, 1e-2, 1.0)),
    ],
)
def test_usual_values_of_a_slider(name, default, values):
    assert slider_values(name, default) == values


@pytest.mark.parametrize("default", [1e308, -1e308, np.array(3.6e307)])
def test_values_beyond_the_largest_number_are_not_on_a_slider(default):
    values = slider_values("power", default)
    assert np.isfinite(values).all() and {0.0, float(default)} <= set(values)


@pytest.mark.parametrize(
    ("name", "default", "start"),
    [("lr", None, 0.1), ("mu", None, 0.9), ("eps", None, 1e-8), ("power", None, 0.1),
     ("power", 3, 3), ("nesterov", False, False)],
)  # fmt: skip
def test_where_a_slider_starts(name, default, start):
    assert slider_start(name, default, {name: default}) == start


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("learning_rate", 0.001, "0.001"),
        ("learning_rate", 1.0, "1"),
        ("beta", 0.995, "0.995"),
        ("epsilon", 1e-8, "1e-08"),
        ("bias_correction", True, "on"),
        ("bias_correction", False, "off"),
        ("batch_size", 1_024, "1,024"),
        ("batch_size", 8_000, "all 8,000"),
        ("seed", 8_000, "8,000"),
        ("power", -0.5, "−0.5"),
        ("power", -2, "−2"),
    ],
)
def test_a_value_as_it_is_said(name, value, text):
    assert display_value(name, value, DIAMONDS) == text
    assert display_value(name, value) == text.removeprefix("all ")


def test_a_name_as_it_is_said():
    names = ["learning_rate", "beta1", "batch_size", "bias_correction", "lr", "decay_rate"]
    assert [display_name(name) for name in names] == [
        "learning rate", "beta1", "batch size", "bias correction", "lr", "decay rate"
    ]  # fmt: skip
