"""Which sliders there are, and what stands on them."""

import numpy as np
import pytest
from support.dataset import DIAMONDS
from support.examples import RULES

from helpers import rules
from helpers.problems import ravine
from helpers.widgets.slider_choices import PLAYGROUND_ARGUMENTS, Slider, choices


def own(p, g, state=0, *, learning_rate=0.07, decay=2.0, nesterov=False, warmup=0, power):
    """A reader's own rule, with settings of all sorts."""
    return p, state


def slider_of(name, value=None, rule=own, problem=DIAMONDS):
    given = {} if value is None else {name: value}
    return choices([rule], problem, given)[name]


def test_a_slider_for_each_setting_and_for_the_batches():
    names = ["learning_rate", "beta1", "beta2", "epsilon", "bias_correction"]
    assert list(choices([rules.adam], ravine(), {})) == names
    assert list(choices([rules.adam], DIAMONDS, {})) == [*names, "batch_size", "seed"]


def test_rules_of_a_race_share_what_has_the_same_name():
    shared = choices([rules.momentum, rules.rmsprop], ravine(), {})
    assert list(shared) == ["learning_rate", "beta", "epsilon"]


@pytest.mark.parametrize("rule", RULES)
def test_the_rules_start_at_their_defaults(rule):
    made = choices([rule], DIAMONDS, {})
    starts = {name: slider.start for name, slider in made.items()}
    assert starts.pop("learning_rate") == 0.1
    assert starts == {**(rule.__kwdefaults__ or {}), "batch_size": 8_000, "seed": 0}
    assert all(len(slider.values) > 1 for slider in made.values())


@pytest.mark.parametrize("rule", [*RULES, own])
def test_values_are_sorted_round_and_hold_the_start(rule):
    for name, slider in choices([rule], DIAMONDS, {}).items():
        assert list(slider.values) == sorted(set(slider.values)), name
        assert slider.start in slider.values
        if name != "batch_size":
            assert all(float(f"{value:.3g}") == value for value in slider.values)


def test_batch_sizes_are_powers_of_two_and_all_rows():
    assert slider_of("batch_size").values == (*(2**k for k in range(13)), 8_000)
    assert slider_of("seed").values == tuple(range(5))


def test_settings_of_a_readers_own_rule():
    made = choices([own], ravine(), {})
    assert made["learning_rate"].start == 0.07 and 0.07 in made["learning_rate"].values
    assert made["decay"] == ((0.0, 0.2, 0.4, 1.0, 2.0, 4.0, 10.0, 20.0), 2.0)
    assert made["nesterov"] == ((False, True), False)
    assert made["warmup"].start == 0.0 and made["warmup"].values[-1] == 10.0
    assert made["power"].start == 0.1 and made["power"].values[-1] == 10.0  # no default


@pytest.mark.parametrize(
    ("name", "place"), [("learning_rate", 3.0), ("beta", 0.75), ("batch_size", 100), ("seed", 42)]
)
def test_a_number_is_where_the_slider_starts(name, place):
    usual = slider_of(name, rule=rules.momentum)
    assert slider_of(name, usual.values[1], rules.momentum) == (usual.values, usual.values[1])
    between = slider_of(name, place, rules.momentum)
    assert between == (tuple(sorted({*usual.values, place})), place) and place not in usual.values


@pytest.mark.parametrize("values", [[0.1, 0.5, 0.2], (0.1, 0.5, 0.2), np.array([0.1, 0.5, 0.2])])
def test_a_sequence_gives_the_values_as_they_are(values):
    assert slider_of("learning_rate", values) == ((0.1, 0.5, 0.2), 0.1)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("learning_rate", [0.3], ((0.3,), 0.3)),
        ("learning_rate", Slider([0.1, 0.2]), ((0.1, 0.2), 0.1)),
        ("learning_rate", Slider((0.1, 0.2), 0.2), ((0.1, 0.2), 0.2)),
        ("learning_rate", [0.1, 0.1, 0.2], ((0.1, 0.2), 0.1)),
        ("nesterov", np.True_, ((False, True), True)),
        ("seed", np.int64(3), (tuple(range(5)), 3)),
        ("decay", np.array(4), ((0.0, 0.2, 0.4, 1.0, 2.0, 4.0, 10.0, 20.0), 4.0)),
        ("seed", range(3), ((0, 1, 2), 0)),
        ("batch_size", [32, np.int64(64)], ((32, 64), 32)),
        ("nesterov", True, ((False, True), True)),
        ("nesterov", [True, False], ((False, True), True)),
        ("nesterov", Slider([True, False], False), ((False, True), False)),
        ("nesterov", [True], ((True,), True)),
    ],
)
def test_ways_to_give_a_setting(name, value, expected):
    slider = slider_of(name, value)
    assert slider == expected
    assert {type(v) for v in (*slider.values, slider.start)} <= {bool, int, float}


def test_all_rows_for_good_leave_nothing_to_shuffle():
    for everything in (None, [8_000]):
        made = choices([rules.adam], DIAMONDS, {"batch_size": everything})
        assert made["batch_size"].values == (8_000,) and made["seed"].values == (0,)
    made = choices([rules.adam], DIAMONDS, {"batch_size": [32]})
    assert made["batch_size"].values == (32,) and len(made["seed"].values) == 5


@pytest.mark.parametrize("rule", RULES)
def test_all_rows_of_a_terrain_are_none(rule):
    assert choices([rule], ravine(), {"batch_size": None}) == choices([rule], ravine(), {})


@pytest.mark.parametrize("problem", [DIAMONDS, ravine()])
@pytest.mark.parametrize("name", sorted(PLAYGROUND_ARGUMENTS))
def test_a_rule_may_not_call_a_setting_by_a_word_of_the_playground(name, problem):
    rule = eval(f"lambda params, gradient, state=0, *, learning_rate, {name}=1: (params, state)")
    said = f"calls a setting {name}, a word that playground takes itself: give it another name"
    with pytest.raises(TypeError, match=said):
        choices([rules.adam, rule], problem, {})


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"lr": 0.1}, TypeError, "no setting lr here; there are learning_rate, beta1"),
        ({"learning_rate": -1}, ValueError, "learning_rate must be above 0, such as 0.1"),
        ({"learning_rate": [0.1, 0]}, ValueError, "learning_rate must be above 0"),
        ({"learning_rate": []}, ValueError, r"at least one value, such as learning_rate=\[0.001\]"),
        ({"learning_rate": Slider([])}, ValueError, "learning_rate needs at least one value"),
        ({"learning_rate": Slider(0.1)}, ValueError, "learning_rate needs at least one value"),
        ({"learning_rate": Slider("0.1")}, ValueError, "learning_rate needs at least one value"),
        ({"learning_rate": Slider([0.1], 0.2)}, ValueError, "cannot start at 0.2: it is not among"),
        ({"learning_rate": "fast"}, TypeError, "learning_rate must be a number, not 'fast'"),
        ({"learning_rate": ["a", "b"]}, TypeError, "learning_rate must be a number, not 'a'"),
        ({"learning_rate": {0.1: 1}}, TypeError, "learning_rate must be a number, not {0.1: 1}"),
        ({"learning_rate": True}, TypeError, "learning_rate must be a number, not True"),
        ({"learning_rate": [[0.1], [0.2]]}, TypeError, "learning_rate must be one number for each"),
        ({"learning_rate": [[0.1], [0.2, 0.3]]}, (TypeError, ValueError), "learning_rate must be"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate must be a finite number"),
        ({"beta1": [0.9, np.inf]}, ValueError, "beta1 must be a finite number"),
        ({"beta1": 1}, ValueError, "beta1 must be at least 0 and below 1, such as 0.9"),
        ({"epsilon": -1e-8}, ValueError, "epsilon must be 0 or more"),
        ({"batch_size": 9_000}, ValueError, "batch_size must be .* at most 8,000, not 9000"),
        ({"batch_size": 32.0}, TypeError, "batch_size must be a whole number"),
        ({"batch_size": "all"}, TypeError, "batch_size must be a whole number"),
        ({"seed": -1}, ValueError, "seed must be a whole number of at least 0"),
        ({"seed": [0.5]}, TypeError, "seed must be a whole number"),
    ],
)
def test_a_wrong_setting_is_told_what_to_pass(given, error, message):
    with pytest.raises(error, match=message):
        choices([rules.adam], DIAMONDS, given)


# ---- the names people really use --------------------------------------------------------------


def torch_like(params, gradient, state=0, *, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01,
               alpha=0.99, clip=None, mode="min", longest=np.inf, decay=2.0, rho):  # fmt: skip
    return params, state


def test_each_has_the_values_of_what_it_means():
    made = choices([torch_like], ravine(), {})
    assert made["lr"] == choices([rules.sgd], ravine(), {})["learning_rate"]
    assert made["eps"] == choices([rules.adam], ravine(), {})["epsilon"]
    assert made["weight_decay"] == choices([rules.adamw], ravine(), {})["weight_decay"]
    assert max(made["alpha"].values) == 0.999 and made["alpha"].start == 0.99
    assert max(made["rho"].values) == 0.999 and made["rho"].start == 0.9  # no default
    assert max(made["decay"].values) == 20.0  # its default says that it is no beta


def test_a_default_that_is_no_number_stays_without_a_slider():
    made = choices([torch_like], ravine(), {})
    for name, default in {
        "betas": (0.9, 0.999),
        "clip": None,
        "mode": "min",
        "longest": np.inf,
    }.items():
        assert made[name] == ((default,), default)
    made = choices([torch_like], ravine(), {"clip": 5, "longest": [1, 2]})
    assert made["clip"].start == 5.0 and len(made["clip"].values) > 1
    assert made["longest"] == ((1.0, 2.0), 1.0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"betas": (0.8, 0.9)},
            r"betas must be left out: its default, \(0.9, 0.999\), is not a number",
        ),
        ({"mode": "max"}, "mode must be left out: its default, 'min', is not a number and"),
        ({"clip": "a"}, "clip must be a number, not 'a'"),
        ({"clip": [1, None]}, "clip must be a number, not None"),
    ],
)
def test_values_for_it_that_make_no_sense(given, message):
    with pytest.raises(TypeError, match=message):
        choices([torch_like], ravine(), given)


def test_a_negative_weight_decay_is_refused_with_the_range():
    for value in (-3, [0.1, -1e-9]):
        with pytest.raises(ValueError, match=r"weight_decay must be 0 or more, such as 0\.01, not"):
            choices([rules.adamw], DIAMONDS, {"weight_decay": value})
