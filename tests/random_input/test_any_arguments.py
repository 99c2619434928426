"""Any input at all: checks of arguments, and what a hyperparameter may be."""

import math
import string
from numbers import Real

import numpy as np
from hypothesis import given as any_of
from hypothesis import strategies as st
from support.any_input import (
    REFUSED,
    answer,
    as_floats,
    covers,
    is_whole,
    junk,
    number,
    pairs,
    same,
)

from helpers.core import hyperparameters, signature, validation


@covers("core.validation.checked_int")
@any_of(junk, st.integers(-3, 3), st.none() | st.integers(3, 2**70))
def test_whole_number(value, low, high):
    got = answer(validation.checked_int, "size", value, low=low, high=high)
    right = is_whole(value) and value >= low and (high is None or value <= high)
    assert (got is not REFUSED) == right
    assert got is REFUSED or (type(got) is int and got == value)


@covers("core.validation.checked_ints")
@any_of(junk | st.lists(st.integers(-1, 9), max_size=4))
def test_whole_numbers(value):
    got = answer(validation.checked_ints, "sizes", value, low=0, high=8)
    flat = value if isinstance(value, (list, tuple, range)) else [value]
    if all(is_whole(v) for v in flat):
        assert (got is REFUSED) == (not flat or not all(0 <= v <= 8 for v in flat))
    if got is not REFUSED:
        assert got.dtype.kind == "i" and got.ndim < 2 and got.min() >= 0 and got.max() <= 8
        assert got.tolist() == (list(value) if got.ndim else value)


@covers("core.validation.runs_shape")
@any_of(st.lists(st.lists(st.integers(0, 3), max_size=3).map(tuple), min_size=1, max_size=4))
def test_shape_of_runs(shapes):
    got = answer(validation.runs_shape, **dict(zip(string.ascii_letters, shapes, strict=False)))
    longest = max(map(len, shapes))
    columns = zip(*((1,) * (longest - len(shape)) + shape for shape in shapes), strict=True)
    sides = [set(column) - {1} for column in columns]
    assert (got is REFUSED) == any(len(side) > 1 for side in sides)
    assert got is REFUSED or got == tuple(max(side, default=1) for side in sides)


@covers("core.validation.checked_choice")
@any_of(junk | st.sampled_from("abc"))
def test_one_of(value):
    got = answer(validation.checked_choice, "letter", value, ("a", "b"))
    assert got == value if isinstance(value, str) and value in ("a", "b") else got is REFUSED


def mixed(value):
    """Whether True or False stands in a list, where numpy takes it for a number."""
    return isinstance(value, (list, tuple)) and any(
        isinstance(part, (bool, np.bool_)) or mixed(part) for part in value
    )


@covers("core.validation.as_floats", "core.validation.checked_finite", "core.validation.short_repr")
@any_of(junk)
def test_floats_and_finite(value):
    got, wanted = (
        answer(validation.checked_finite, "rates", value),
        answer(validation.as_floats, value),
    )
    if isinstance(value, (list, tuple, Real)) and not mixed(value):
        plain = as_floats(value)
        assert plain or got is REFUSED
        if wanted is not None:
            assert same(wanted.ravel(), plain)
            assert (got is REFUSED) == (not plain or not all(map(math.isfinite, plain)))
    assert got is REFUSED or (got.dtype == float and got.size and np.isfinite(got).all())
    assert "\n" not in validation.short_repr(value) and len(validation.short_repr(value)) < 90


@covers("core.validation.checked_switch")
@any_of(junk | st.booleans())
def test_switches(value):
    got = answer(validation.checked_switch, "theory", value)
    assert got is (bool(value) if isinstance(value, (bool, np.bool_)) else REFUSED)


@covers("core.validation.checked_positive")
@any_of(st.lists(number, max_size=4) | junk, st.integers(1, 3), st.booleans())
def test_positive_numbers(value, at_least, rising):
    got = answer(validation.checked_positive, "rates", value, at_least=at_least, rising=rising)
    finite = answer(validation.checked_finite, "rates", value)
    if finite is REFUSED or finite.ndim != 1:
        assert got is REFUSED
        return
    numbers = finite.tolist()
    right = len(numbers) >= at_least and min(numbers) > 0
    if rising:
        right = right and numbers == sorted(set(numbers))
    assert same(got, numbers) if right else got is REFUSED


@covers("core.validation.checked_point")
@any_of(junk | st.tuples(number, number) | st.lists(pairs, max_size=3), st.booleans())
def test_point(value, finite):
    got = answer(validation.checked_point, "start", value, finite=finite)
    two = isinstance(value, tuple) and len(value) == 2 and not mixed(value)
    if two and all(isinstance(v, Real) for v in value):
        plain = as_floats(value)
        right = plain is not None and (not finite or all(map(math.isfinite, plain)))
        assert same(got, plain) if right else got is REFUSED
    assert got is REFUSED or got.shape[-1] == 2


@covers("core.validation.checked_attributes")
@any_of(junk, st.sampled_from(["upper lower", "shape", "__len__"]))
def test_having(value, attributes):
    got = answer(validation.checked_attributes, "word", value, attributes, "a word")
    assert got is (value if all(hasattr(value, a) for a in attributes.split()) else REFUSED)


RANGES = {
    "learning_rate": lambda v: v > 0,
    "lr": lambda v: v > 0,
    "beta": lambda v: 0 <= v < 1,
    "beta2": lambda v: 0 <= v < 1,
    "decay": lambda v: 0 <= v < 1,
    "epsilon": lambda v: v >= 0,
    "weight_decay": lambda v: v >= 0,
    "batch_size": lambda v: v >= 1 and v == round(v),
    "power": lambda v: True,
}


@covers("core.hyperparameters.checked_hyperparameter", "core.hyperparameters.checked_number",
        "core.hyperparameters.spec_of",
        "core.hyperparameters.canonical_name", "core.hyperparameters.HyperparameterSpec",
        "core.hyperparameters.HyperparameterSpec.allows")  # fmt: skip
@any_of(st.sampled_from(list(RANGES)), junk)
def test_hyperparameter(name, value):
    got = answer(hyperparameters.checked_hyperparameter, name, value)
    if isinstance(value, Real) and not isinstance(value, bool):
        plain = as_floats(value)
        right = plain is not None and math.isfinite(plain[0]) and RANGES[name](plain[0])
        assert got == plain[0] if right else got is REFUSED
    if got is not REFUSED and not isinstance(got, bool):
        assert got.dtype == float and got.shape[-1:] in ((), (1,)) and np.isfinite(got).all()
    one = answer(hyperparameters.checked_number, name, value)
    assert (one is REFUSED) == (got is REFUSED or np.ndim(got) > 0)


def needs_a_value(rule):
    """Whether a rule is refused without settings because one of them has no default."""
    try:
        signature.checked_hyperparameters(rule, {})
    except (TypeError, ValueError) as error:
        return "needs a value for" in str(error)
    return False


@covers("core.hyperparameters.is_number", "core.hyperparameters.is_adjustable",
        "core.hyperparameters.slider_values", "core.hyperparameters.slider_start",
        "core.hyperparameters.display_name", "core.hyperparameters.display_value",
        "core.hyperparameters.canonical_values", "core.signature.learning_rate_name",
        "core.signature.fixed_hyperparameters", "core.signature.reject_fixed")  # fmt: skip
@any_of(st.sampled_from([*RANGES, "alpha"]), junk)
def test_a_default_of_any_kind_has_a_slider_or_stays(name, default):
    rule = eval(f"lambda params, gradient, state=0, *, {name}=default: ({name}, state)",
                {"default": default})  # fmt: skip
    signature_of = {name: default}
    is_number = hyperparameters.is_number(default)
    adjustable = hyperparameters.is_adjustable(default)
    assert adjustable == (is_number or isinstance(default, (bool, np.bool_)))
    fixed = signature.fixed_hyperparameters(rule)
    is_rate = "learning_rate" in hyperparameters.canonical_values(signature_of)
    assert signature.learning_rate_name(rule) == (name if is_rate else None)
    required = needs_a_value(rule)
    assert (name in fixed) + required + adjustable == 1
    values = hyperparameters.slider_values(name, default, signature_of)
    start = hyperparameters.slider_start(name, default, signature_of)
    assert list(values) == sorted(set(values)) and hyperparameters.is_adjustable(start)
    for value in [*values, start]:
        assert hyperparameters.display_value(name, value) and hyperparameters.display_name(name)
    if name in fixed:
        assert answer(signature.checked_hyperparameters, rule, {}) == {}
        refused = answer(signature.reject_fixed, name, default) is REFUSED
        assert refused == (default is not None and not isinstance(default, float))


@covers("core.validation.check_size")
@any_of(st.integers(1, 10**6), st.integers(0, 10**6))
def test_not_too_many(steps, runs):
    assert (answer(validation.check_size, steps, runs) is REFUSED) == (steps * runs > 20_000_000)
