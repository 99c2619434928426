"""The one list of rules: what is entered there is found everywhere."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from reference.make_torch_reference import cases
from support.colours import SIGHTS, contrast, difference
from support.dataset import DIAMONDS
from support.examples import RULES, SETTINGS
from support.payload_decoder import PayloadDecoder

from helpers import descent, plotting, registry, rules
from helpers import sweep as sweep_module
from helpers.core.hyperparameters import slider_values
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.exercises import check
from helpers.problems import ravine
from helpers.registry import (
    REGISTRY,
    RegistryView,
    RuleEntry,
    TorchOptimizer,
    entry_of,
    registered_rules,
)
from helpers.sweep import sweep
from helpers.widgets.race import race
from helpers.widgets.race_runs import RACE_RULES

every_entry = pytest.mark.parametrize("entry", REGISTRY.values(), ids=REGISTRY)
ROWS = [{"learning_rate": rate} for rate in (0.001, 0.01, 0.02)]


# ---- what the entries claim -------------------------------------------------------------------


def test_an_entry_has_the_name_of_its_function():
    for name, entry in REGISTRY.items():
        assert getattr(rules, name) is entry.rule
    named = {name: thing for name, thing in vars(rules).items()
             if callable(thing) and not isinstance(thing, type) and name != "Any"}  # fmt: skip
    named.pop("NamedTuple")
    assert named.keys() == REGISTRY.keys()


def test_a_function_with_two_entries_has_the_first():
    assert entry_of(rules.sgd) is REGISTRY["gradient_descent"]
    assert list(registered_rules()) == [name for name in REGISTRY if name != "sgd"]
    assert entry_of(lambda: None) is None
    assert list(registered_rules().values()) == RULES
    assert registered_rules().keys() == SETTINGS.keys()


@every_entry
def test_settings_for_torch_are_settings_of_the_rule(entry):
    for settings in entry.torch_settings:
        assert settings.keys() <= hyperparameter_defaults(entry.rule).keys()
        assert entry.torch.keywords(settings)


def test_arguments_for_torch():
    settings = {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.01}
    expected = {"lr": 0.1, "betas": (0.9, 0.99), "weight_decay": 0.01}
    assert REGISTRY["adamw"].torch.keywords(settings) == expected
    settings = {"learning_rate": 0.1, "beta": 0.9}
    assert REGISTRY["rmsprop"].torch.keywords(settings) == {"lr": 0.1, "alpha": 0.9}
    expected = {"lr": 0.1, "momentum": 0.9, "dampening": 0}
    assert REGISTRY["momentum"].torch.keywords(settings) == expected


def is_elementwise(rule, rtol=0.0):
    """Whether each number of a batch is what it is alone, whatever the settings of the others."""
    rng = np.random.default_rng(0)
    params, gradients = rng.normal(size=(2, 5, 4, 3))
    switches = {n: d for n, d in hyperparameter_defaults(rule).items() if isinstance(d, bool)}
    usual = {n: slider_values(n, d) for n, d in hyperparameter_defaults(rule).items()}
    columns = {
        n: rng.choice(usual[n], size=(4, 1), replace=False) for n in usual if n not in switches
    }
    rows = [switches | {n: np.asarray(v[i, 0]) for n, v in columns.items()} for i in range(4)]
    together, alone = (), {place: () for place in np.ndindex(4, 3)}
    for gradient in gradients:
        moved, *together = rule(params[0], gradient, *together, **switches, **columns)
        for i, k in alone:
            here, slope = params[0][i, k : k + 1], gradient[i, k : k + 1]
            one, *alone[i, k] = rule(here, slope, *alone[i, k], **rows[i])
            if not np.allclose(one, moved[i, k], rtol=rtol, atol=0):
                return False
    return True


@every_entry
def test_elementwise_and_exact_in_batches_are_true(entry):
    assert not entry.elementwise or is_elementwise(entry.rule, rtol=1e-13)
    assert not (entry.elementwise and entry.exact_in_batches) or is_elementwise(entry.rule)


def longest_rate(params, gradient, state=(), *, learning_rate):
    return params - np.max(learning_rate) * gradient, state


def steepest(params, gradient, state=(), *, learning_rate):
    return params - learning_rate * gradient / np.max(np.abs(gradient)), state


@pytest.mark.parametrize("rule", [longest_rate, steepest])
def test_a_rule_that_mixes_its_runs_is_not_elementwise(rule):
    assert not is_elementwise(rule, rtol=1e-9)


@every_entry
def test_exact_in_floats_is_true(entry, monkeypatch):
    run = {"steps": 300, "batch_size": 32, "learning_rate": 0.05}
    quick = descend(entry.rule, DIAMONDS, **run)
    monkeypatch.setattr(descent, "float_loop_is_exact", lambda *_: False)
    plain = descend(entry.rule, DIAMONDS, **run)
    assert np.array_equal(quick.path, plain.path)
    assert np.array_equal(quick.gradients, plain.gradients)


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_are_told_apart_with_any_sight_and_stand_out_from_white(sight):
    """A difference of 1 is just noticeable; a contrast of 3 to 1 is what WCAG 2.2 asks."""
    colours = [*(entry.colour for entry in REGISTRY.values()), plotting.OWN_RULE]
    colours += [*plotting.style.PARAMETERS, *plotting.style.FREE_COLOURS]
    pairs = itertools.combinations(colours, 2)
    assert min(difference(*pair, sight) for pair in pairs) > 10
    assert min(contrast(colour, "white") for colour in colours) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_sgd_and_adam_and_the_two_parameters_are_far_apart(sight):
    assert difference(REGISTRY["sgd"].colour, REGISTRY["adam"].colour, sight) > 24
    assert difference(*plotting.style.PARAMETERS, sight) > 40


def test_the_race_of_lesson_5_has_its_five_rules():
    assert list(RACE_RULES) == ["gradient descent", "sgd", "momentum", "rmsprop", "adam"]


# ---- one more rule ----------------------------------------------------------------------------


def half_step(params, gradient, state=(), *, learning_rate):
    """A rule that adds and multiplies only, and that notes what it is given."""
    GIVEN.append(type(params))
    return params - 0.5 * learning_rate * gradient, state


GIVEN = []
FIRST_MEAN = rules.Mean()
ENTRY = RuleEntry(
    half_step,
    colour="#123456",
    torch=TorchOptimizer("SGD"),
    torch_settings=({"learning_rate": 0.02},),
    exact_in_floats=True,
    in_race=True,
    exercise_rate=0.2,
)


@pytest.fixture
def one_more(monkeypatch):
    """Enter a rule into the registry, and do nothing else."""
    GIVEN.clear()
    monkeypatch.setitem(registry.REGISTRY, "half_step", ENTRY)


@pytest.mark.usefixtures("one_more")
def test_it_has_its_colour_in_all_figures():
    assert plotting.COLOURS["half_step"] == plotting.colour_of("half step") == "#123456"
    figure = plotting.robustness([0.1, 0.2], {"carats": {"half step": [1.0, 2.0]}})
    assert figure.axes[0].lines[0].get_color() == "#123456"
    plotting.gallery(descend(half_step, ravine(), steps=5, learning_rate=0.01))


@pytest.mark.usefixtures("one_more")
def test_its_sweeps_take_one_pass_without_a_time_limit(monkeypatch):
    monkeypatch.setattr(sweep_module, "run_with_timeout", pytest.fail)
    many = sweep(half_step, ravine(), ROWS, steps=5, start=[1.0, 1.0])
    assert len(GIVEN) == 5 and many.path.shape == (6, 3, 2)


@pytest.mark.usefixtures("one_more")
def test_its_single_runs_on_the_diamonds_are_computed_in_floats():
    descend(half_step, DIAMONDS, steps=5, learning_rate=0.01)
    assert [float] * 10 == GIVEN


@pytest.mark.usefixtures("one_more")
def test_it_runs_in_the_race():
    board = race(DIAMONDS, steps=20, seeds=2)
    assert "half step {5}" in str(PayloadDecoder(board.live).slider_frames)


@pytest.mark.usefixtures("one_more")
def test_check_knows_it():
    def mine(params, gradient, state=(), *, learning_rate):
        return params - learning_rate / 2 * gradient, state

    def uphill(params, gradient, state=(), *, learning_rate):
        return params + learning_rate / 2 * gradient, state

    def nothing(params, gradient, state=(), *, learning_rate):
        return params, state

    page = check(mine, like=half_step)
    assert page.right and page.names == () and "<img" in page._repr_html_()
    assert check(uphill, like=half_step).names == ("uphill",)
    page = check(nothing, like=half_step)
    assert page.right is None and "A hint: Translate the formulas" in str(page)
    assert "return params - 0.5 * learning_rate * gradient" in page._repr_html_()
    with pytest.raises(ValueError, match=r"like must be one of .*, half_step, squared_error"):
        check(mine, like=mine)


def test_check_tries_the_hyperparameters_of_a_rule_that_no_other_has(monkeypatch):
    entry = replace(REGISTRY["lion"], exercise_rate=0.1)
    monkeypatch.setitem(registry.REGISTRY, "lion", entry)

    def decays(params, gradient, state=FIRST_MEAN, *, learning_rate, weight_decay=0.0):
        return rules.lion(params, gradient, state, learning_rate=learning_rate)

    page = check(rules.lion, like=rules.lion)
    assert page.right and "<img" in page._repr_html_()
    assert check(decays, like=rules.lion).right is False


def test_check_does_not_know_a_rule_without_an_exercise(monkeypatch):
    entry = replace(REGISTRY["adamw"], exercise_rate=None)
    monkeypatch.setitem(registry.REGISTRY, "adamw", entry)
    with pytest.raises(ValueError, match=r"like must be one of .*, not <function adamw"):
        check(rules.adamw, like=rules.adamw)


@pytest.mark.usefixtures("one_more")
def test_it_is_compared_with_torch_and_tried_in_all_tests():
    assert {"half_step 0 on ravine", "half_step 0 on diamonds"} <= cases().keys()
    assert registered_rules()["half_step"] is half_step and entry_of(half_step) is ENTRY


def test_without_the_entry_it_is_a_readers_own():
    assert plotting.colour_of("half step") == plotting.OWN_RULE
    assert entry_of(half_step) is None and "half step" not in RACE_RULES
    assert not any(name.startswith("half_step") for name in cases())


@pytest.mark.parametrize("entry", REGISTRY.values(), ids=REGISTRY)
def test_what_the_entry_says_of_the_moments_is_what_the_rule_keeps(entry):
    run = descend(entry.rule, ravine(), steps=5, learning_rate=0.01)
    if entry.keeps_moments:
        mean, root, *_ = plotting.moments(run)
        for t, state in enumerate(run.states[1:]):
            np.testing.assert_allclose(mean[t], state.mean)
            np.testing.assert_allclose(root[t] ** 2, state.mean_square)
    else:
        assert not {"mean", "mean_square"} <= set(getattr(run.states[-1], "_fields", ()))


def test_a_view_of_the_registry_is_a_dict_to_read():
    view = RegistryView(lambda: {name: entry.colour for name, entry in REGISTRY.items()})
    assert len(view) == len(REGISTRY) and list(view) == list(REGISTRY) and "adam" in view
    assert repr(view) == repr(dict(view)) and view.get("none") is None
    with pytest.raises(TypeError):
        view["adam"] = "#000000"
