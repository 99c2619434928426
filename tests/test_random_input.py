"""Any input at all: each public function gives a right answer, or says in a sentence what to pass.

`HYPOTHESIS_PROFILE=long pytest tests/test_random_input.py` tries a hundred times as much.

A right answer is what a plain loop, a formula or a single run gives. A warning is an error (see
pyproject.toml), and so is a word from inside numpy, and whatever takes a minute. The rules of
helpers/rules.py check nothing, to stay readable: they are given numbers, of any size.
"""

import inspect
import linecache
import math
import os
import pkgutil
import re
import string
from fnmatch import fnmatch
from functools import partial
from importlib import import_module
from itertools import islice, product
from numbers import Real
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as any_of
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from matplotlib import pyplot as plt
from support.dataset import DIAMONDS, TRAIN
from support.examples import RULES
from support.expected_captions import expected_facts, playground_facts
from support.front_end import closed_afterwards, count_positions, settings_at
from support.strip_decoder import StripDecoder

import helpers
from helpers import analysis, data, descent, noise_theory, plotting, problems, rules, stability
from helpers import exercises as tasks
from helpers.core import hyperparameters, signature, validation
from helpers.core.timeout import run_with_timeout
from helpers.plotting import VIEWS, View, gallery
from helpers.plotting.gallery import checked_views, title_of
from helpers.sweep import run_single, sweep
from helpers.widgets.compare import best_rates, compare
from helpers.widgets.controls import choices
from helpers.widgets.manual_descent import manual_descent
from helpers.widgets.playground import Slider, playground
from helpers.widgets.race import race
from helpers.widgets.tabs import tabs

quick = settings(max_examples=20, deadline=None, derandomize=True, database=None,
                 phases=["generate"], suppress_health_check=list(HealthCheck))  # fmt: skip
settings.register_profile("quick", quick)
settings.register_profile("long", quick, max_examples=2_000, phases=["generate", "shrink"])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
FEW = settings(max_examples=settings().max_examples // 4)  # where one try takes long


@pytest.fixture(autouse=True)
def nothing_lives_on():
    with closed_afterwards():
        yield


# ---- what is covered --------------------------------------------------------------------------

COVERED = set()
LEFT_OUT = {
    "exercises.checker.evaluation.*": "what check is made of: it is called by check alone",
    "exercises.checker.report.*": "likewise",
    "exercises.texts.*": "likewise",
    "exercises.checker.mistakes.*": "likewise",
    "exercises.checker.specs.*": "likewise",
    "exercises.checker.epsilon_probe.*": "likewise",
    "exercises.checker.reader_errors.*": "likewise",
    "core.fresh_copies.*": "takes functions, not numbers: test_fresh_copies.py",
    "exercises.checker.diagnosis.*": "likewise",
    "exercises.checker.*": "takes functions, not numbers: test_check.py has over 100 of them",
    "exercises.challenge.Challenge*": "made by challenge",
    "exercises.predict.[PQ]*": "made by predict",
    "exercises.answer.Answer*": "made by answer",
    "exercises.number_question.[KNf]*": "what answer is made of: it is called by answer alone",
    "exercises.order.Order": "made by order",
    "exercises.remember.[Rg]*": "made by remember; every seed up to 500: test_remember.py",
    "exercises.recall_questions.*": "called by remember alone: test_remember.py",
    "exercises.drawn_numbers.*": "likewise",
    "exercises.static_text.*": "what the exercises are made of: called by them alone",
    "exercises.browser_code.*": "likewise",
    "exercises.questions.kind_of": "takes what load_questions returns",
    "widgets.race_runs.*": "what race is made of: it is called by race alone",
    "core.validation.OneLineTraceback": (
        "what some errors are made from: test_optional_packages.py, test_faults.py"
    ),
    "core.signature.ResultError": "what descend raises",
    "core.signature.rule_source": "takes a rule of ours: test_signature.py",
    "core.timeout.*": "takes functions, not numbers: test_timeout.py",
    "widgets.live_figure.*": "called by the boards and the browser: test_live_figure.py",
    "widgets.codec.*": "what a live figure is made of: it is called by that alone",
    "widgets.error_messages.*": "likewise",
    "widgets.figure_drawing.*": "likewise",
    "widgets.figure_layout.*": "likewise",
    "widgets.grabs.*": "likewise",
    "widgets.join_modules.*": "likewise",
    "widgets.readouts.*": "likewise",
    "widgets.shared_code.*": "likewise",
    "widgets.line_style.*": "likewise",
    "core.lazy_states.*": "takes no input of a reader: test_lazy_states.py",
    "core.malloc.*": "takes no input of a reader: test_malloc.py",
    "core.weak_sets.*": "takes functions, not numbers: test_weak_sets.py",
    "registry.*": "takes no input of a reader: test_registry.py",
    "widgets.png.*": "what a live figure is made of: it is called by that alone",
    "core.optional_packages.*": "takes no input of a reader: test_optional_packages.py",
    "plotting.gallery.draw_run": "called by gallery alone",
    "plotting.gallery.add_legend": "likewise",
    "plotting.gallery.set_line_data": "likewise",
    "widgets.compare.Comparison*": "made by compare; its methods answer to buttons",
    "widgets.compared_losses.*": "what compare is made of: it is called by compare alone",
    "widgets.board.*": "called by the boards alone",
    "widgets.playground_arguments.*": "what playground is made of: it is called by it alone",
    "widgets.playground.Playground*": "made by playground; its methods answer to the browser",
    "widgets.race.Race*": "made by race; its methods answer to buttons",
    "widgets.manual_descent.ManualDescent*": (
        "made by manual_descent; its methods answer to the browser"
    ),
    "widgets.manual_descent_lines.*": "what manual_descent is made of: it is called by it alone",
    "widgets.tabs.Tabs*": "made by tabs",
    "widgets.controls.[!cS]*": "called by the boards alone, with what choices has checked",
    "protocols.DataProblem*": "a protocol: what a problem has",
    "protocols.Problem*": "likewise",
    "protocols.Rule": "likewise: what a rule takes and returns",
    "noise_theory.GradientNoise": "made by gradient_noise",
    "loops.*": "what descend is made of: it is called by descend alone",
    "minibatches.*": "what LeastSquares is made of: its batch_means and iter_batches are covered",
    "widgets.learning_rates.*": "called by choices and race, with what they have checked",
    "plotting.*.*": "called by gallery and playground alone, except for those that are covered",
}


def covers(*names):
    """Say which functions a test is about."""
    COVERED.update(names)
    return lambda test: test


def public():
    """Return the names of all public functions, classes and methods of helpers."""
    names = set()
    for found in pkgutil.walk_packages(helpers.__path__, "helpers."):
        for name, thing in vars(import_module(found.name)).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != found.name:
                continue
            place = f"{found.name.removeprefix('helpers.')}.{name}"
            if callable(thing):
                names.add(place)
            if inspect.isclass(thing):
                names |= {f"{place}.{method}" for method, part in vars(thing).items()
                          if not method.startswith("_") and inspect.isfunction(part)}  # fmt: skip
    return names


def left_out(name):
    return any(fnmatch(name, pattern) for pattern in LEFT_OUT)


def test_every_public_function_is_covered_or_left_out_for_a_reason():
    everything = public()
    assert everything >= COVERED, "no longer there"
    assert not {name for name in everything - COVERED if not left_out(name)}, "write a test for it"
    for pattern in LEFT_OUT:
        assert any(fnmatch(name, pattern) for name in everything - COVERED), pattern


# ---- what an answer may be --------------------------------------------------------------------

HERE = Path(helpers.__file__).parent
TELLS = (
    r"\b(must|needs?|[Pp]ass|takes|choose|ask for|leave|write|[Gg]ive|end it|[Tt]here is no|add)\b"
)
REFUSED = object()


def answer(function, *given, **named):
    """Return what a function returns, or REFUSED if it says in a sentence of ours what to pass."""
    try:
        return run_with_timeout(60, partial(function, *given, **named))
    except (TypeError, ValueError) as error:
        assert type(error) in (TypeError, ValueError, signature.ResultError)
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        file = Path(trace.tb_frame.f_code.co_filename)
        line = linecache.getline(str(file), trace.tb_lineno).strip()
        if HERE not in file.parents or not line.startswith("raise "):
            raise
        text = str(error)
        assert error.__suppress_context__ or error.__context__ is None
        assert "\n" not in text and len(text) <= 400 and re.search(TELLS, text), text
        return REFUSED


def same(ours, theirs):
    """Whether two arrays are equal to the last bit, or both no number."""
    return np.array_equal(ours, theirs, equal_nan=True)


def near(ours, theirs, rel=1e-9, scale=0.0):
    """Whether numbers are equal to rounding; what leaves the range of floats is not compared."""
    ours, theirs = np.broadcast_arrays(np.asarray(ours, float), np.asarray(theirs, float))
    both = np.isfinite(ours) & np.isfinite(theirs)
    with np.errstate(all="ignore"):
        large = np.maximum(np.abs(ours), np.abs(theirs)) > 1e290
        close = np.abs(ours - theirs) <= rel * np.maximum(np.abs(theirs), scale) + 1e-290
    return bool((close | ~both | large).all() and (both | large | ~np.isfinite(theirs)).all())


# ---- any input --------------------------------------------------------------------------------

ODD = [0, -0.0, 1, -1, 0.5, 2, 3, 8, 32, 5e-324, 1e-300, 1e-8, 1e160, 1e300, -1e308, 2**31, 2**53,
       2**63, 2**64, 10**400, math.nan, math.inf, -math.inf, True, False, 1j, np.float32(0.1),
       np.float64(np.nan), np.int8(3), np.uint64(2**64 - 1), np.True_, np.array(3),
       np.longdouble("1e400")]  # fmt: skip
number = st.one_of(st.sampled_from(ODD), st.floats(), st.integers(-5, 40), st.integers())
things = [None, "", "0.1", "adam", "1e3", b"1", (), [], {}, set(), {1: 2}, object(), int, len, ...,
          range(3), range(0), slice(2), np.array([]), np.zeros((0, 2)), np.array("1"), math,
          np.array([1j, 2]), np.array([None, 1]), np.array(["a", "b"]), np.datetime64("2026-01-01"),
          pd.DataFrame({"carat": [1.0]}), pd.Series([1.0, 2.0]), lambda p, g: p, 3 * [[0.1]],
          [[1], [2, 3]], [np.zeros(2), np.zeros((2, 3))], np.zeros(1_000), "x" * 1_000]  # fmt: skip
shapes = arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
junk = st.recursive(
    st.one_of(number, st.sampled_from(things), st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=6,
)
junk |= st.builds(np.zeros, shapes, st.sampled_from([int, bool, complex, object, "U2", np.float32]))
junk |= arrays_of.arrays(float, shapes)
real = st.floats(-1e6, 1e6)
wide = st.floats(allow_nan=False, allow_infinity=False)
any_float = st.floats()
pairs = st.tuples(wide, wide)


def is_whole(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iu"
    return hasattr(type(value), "__index__") and not isinstance(value, (bool, np.bool_))


# ---- checks -----------------------------------------------------------------------------------


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


def as_floats(value):
    """Return the numbers of nested lists as floats, in a plain loop, or None."""
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if isinstance(value, (list, tuple, range)):
        parts = [as_floats(part) for part in value]
        return None if any(part is None for part in parts) else [v for part in parts for v in part]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        return None
    try:
        with np.errstate(all="ignore"):
            return [float(value)]
    except OverflowError:
        return None


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


@covers("core.hyperparameters.checked_hyperparameter", "core.hyperparameters.spec_of",
        "core.hyperparameters.canonical_name", "core.hyperparameters.Spec",
        "core.hyperparameters.Spec.allows")  # fmt: skip
@any_of(st.sampled_from(list(RANGES)), junk)
def test_hyperparameter(name, value):
    got = answer(hyperparameters.checked_hyperparameter, name, value)
    if isinstance(value, Real) and not isinstance(value, bool):
        plain = as_floats(value)
        right = plain is not None and math.isfinite(plain[0]) and RANGES[name](plain[0])
        assert got == plain[0] if right else got is REFUSED
    if got is not REFUSED and not isinstance(got, bool):
        assert got.dtype == float and got.shape[-1:] in ((), (1,)) and np.isfinite(got).all()


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
        "core.hyperparameters.canonical_values", "core.signature.learning_rate_names",
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
    assert signature.learning_rate_names(rule) == ((name,) if is_rate else ())
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


# ---- rules: any numbers, of any size -----------------------------------------------------------


def values_of(name, default):
    """Return a strategy for the values that a hyperparameter of ours may have."""
    spec = hyperparameters.spec_of(name)
    if spec is None:
        assert isinstance(default, bool)
        return st.booleans()
    low, high = spec.low if spec.low_inclusive else 1e-300, min(spec.high, 1e300)
    return st.floats(low, high, exclude_max=high == spec.high)


SETTINGS = {
    name: values_of(name, default)
    for rule in RULES
    for name, default in signature.hyperparameter_defaults(rule).items()
}


def settings_for(rule):
    return st.fixed_dictionaries({n: SETTINGS[n] for n in signature.hyperparameter_defaults(rule)})


def plainly(name, params, slopes, learning_rate, beta=0, beta1=0, beta2=0, epsilon=0,
            bias_correction=True, weight_decay=0):  # fmt: skip
    """Return the parameters after each slope, in numpy's single floats: the formulas once more."""
    velocity = square = mean = np.float64(0)
    one, path = np.float64(1), []
    for t, slope in enumerate(map(np.float64, slopes), start=1):
        if name == "gradient_descent":
            step = slope
        elif name == "momentum":
            velocity = beta * velocity + slope
            step = velocity
        elif name == "rmsprop":
            square = beta * square + (one - beta) * slope * slope
            step = slope / (np.sqrt(square) + epsilon)
        else:
            mean = beta1 * mean + (one - beta1) * slope
            square = beta2 * square + (one - beta2) * slope * slope
            first = mean / (one - beta1**t) if bias_correction else mean
            second = square / (one - beta2**t) if bias_correction else square
            step = first / (np.sqrt(second) + epsilon)
        params = params * (one - learning_rate * weight_decay) - learning_rate * step
        path.append(params)
    return path


@covers("rules.sgd", *(f"rules.{rule.__name__}" for rule in RULES),
        "rules.Velocity", "rules.MeanSquare", "rules.Moments")  # fmt: skip
@pytest.mark.parametrize("rule", RULES)
@any_of(data=st.data())
def test_rules_on_arrays_of_any_numbers(rule, data):
    """The formula; each row of a batch to the last bit; nothing changed; and never an exception."""
    runs, steps = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    params, *slopes = data.draw(arrays_of.arrays(float, (steps + 1, runs, 2), elements=any_float))
    rows = [data.draw(settings_for(rule)) for _ in range(runs)]
    switch = {n: v for n, v in rows[0].items() if isinstance(v, bool)}
    columns = {n: np.array([[row[n]] for row in rows]) for n in rows[0]} | switch
    copies = params.copy(), np.copy(slopes), {n: np.copy(v) for n, v in columns.items()}
    with np.errstate(all="ignore"):
        path, together = [params], ()
        singles = [[params[i], ()] for i in range(runs)]
        for slope in slopes:
            moved, *together = rule(path[-1], slope, *together, **columns)
            path.append(moved)
            for i, (here, memory) in enumerate(singles):
                own = {n: np.asarray(v) for n, v in rows[i].items()} | switch
                singles[i] = rule(here, slope[i], *([memory] if memory != () else []), **own)
                assert same(moved[i], singles[i][0])
        for i, k in product(range(runs), range(2)):
            plain = plainly(rule.__name__, params[i, k], np.array(slopes)[:, i, k],
                            **rows[i] | switch)  # fmt: skip
            given = [*rows[i].values(), params[i, k], *np.array(slopes)[:, i, k]]
            if all(v == 0 or 1e-60 < abs(v) < 1e60 for v in given):
                reach = max(1e-100, *np.abs(plain), abs(params[i, k]))
                assert near([p[i, k] for p in path[1:]], plain, rel=1e-6, scale=reach)
    assert same(params, copies[0]) and same(slopes, copies[1])
    assert all(same(columns[n], copies[2][n]) for n in columns)


@pytest.mark.parametrize("rule", RULES)
@any_of(data=st.data())
def test_rules_on_floats_are_those_on_arrays(rule, data):
    """Python itself refuses a power that leaves the range, and a division by 0: that may pass."""
    params, gradient = data.draw(any_float), data.draw(any_float)
    given = data.draw(settings_for(rule))
    try:
        moved, _ = rule(params, gradient, **given)
    except (OverflowError, ZeroDivisionError):
        return
    with np.errstate(all="ignore"):
        array, _ = rule(np.array([params]), np.array([gradient]), **given)
    assert type(moved) is float and near(array, moved, rel=1e-13, scale=abs(params))


# ---- problems ---------------------------------------------------------------------------------

carats = st.floats(0.1, 5) | st.sampled_from([0.2, 1.0, 1.01, 1.5]) | wide
tables = st.lists(st.tuples(carats, st.floats(0, 20_000) | wide), max_size=12)
units = {"carat_unit": st.sampled_from(problems.CARAT_UNITS),
         "price_unit": st.sampled_from(tuple(problems.DOLLARS))}  # fmt: skip


def table(rows):
    return pd.DataFrame(rows, columns=["carat", "price"])


@st.composite
def own_data(draw):
    """Return LeastSquares of a few columns in which rounding does not decide."""
    row = st.tuples(st.floats(-5, 5), st.floats(-1e3, 1e3))
    rows = draw(st.lists(row, min_size=3, max_size=12))
    assume(np.std([x for x, _ in rows]) > 0.05)
    texts = st.text(st.characters(codec="ascii", categories=["L", "Zs"]), max_size=9)
    given = {"units": draw(st.tuples(texts, texts)), "standardise": draw(st.booleans())}
    return problems.LeastSquares(*zip(*rows, strict=True), **given)


@st.composite
def diamonds(draw):
    """Return DiamondPrices of a few sound rows."""
    rows = draw(st.lists(st.tuples(st.floats(0.2, 5), st.floats(100, 20_000)), min_size=3,
                         max_size=12))  # fmt: skip
    assume(np.std([weight for weight, _ in rows]) > 0.05)
    return problems.DiamondPrices(table(rows), **{n: draw(unit) for n, unit in units.items()})


terrains = st.one_of(
    st.floats(1, 1e6).map(problems.ravine),
    st.sampled_from([problems.saddle(), problems.two_valleys()]),
)


@covers("problems.DiamondPrices")
@any_of(tables, st.fixed_dictionaries(units))
def test_any_table_has_one_best_line_or_is_refused(rows, given):
    got = answer(problems.DiamondPrices, table(rows), **given)
    if got is REFUSED:
        sound = [0.1 <= carat <= 5 and 1 <= price <= 20_000 for carat, price in rows]
        assert not all(sound) or np.ptp([carat for carat, _ in rows] or [0]) < 0.01
        return
    is_the_best_line(got)


@covers("least_squares.LeastSquares", "core.columns.checked_columns")
@any_of(st.lists(st.tuples(real, real) | st.tuples(carats, wide), max_size=12), st.booleans())
def test_any_two_columns_have_one_best_line_or_are_refused(rows, standardise):
    x, y = [x for x, _ in rows], [y for _, y in rows]
    got = answer(problems.LeastSquares, x, y, standardise=standardise)
    if got is REFUSED:
        sound = all(abs(x) < 1e20 and abs(y) < 1e20 for x, y in rows) and len(set(x)) > 1
        if standardise:
            assert not sound or np.std(x) < 1e-9 * np.abs(x).max()
        else:
            assert not sound or condition(x) > 1e9
        return
    is_the_best_line(got)


def condition(x):
    """Return the ratio of the curvatures of the loss of a line through these x."""
    return np.linalg.cond([[np.mean(np.square(x)), np.mean(x)], [np.mean(x), 1]])


def is_the_best_line(got):
    """Check the minimum, the lowest loss and the picture by the formula of the regression line."""
    x, y = got.x.astype(np.longdouble), got.y.astype(np.longdouble)
    m = ((x - x.mean()) * (y - y.mean())).mean() / ((x - x.mean()) ** 2).mean()
    b = y.mean() - m * x.mean()
    loss = ((m * x + b - y) ** 2).mean()
    assert float(((got.predict(got.minimum, got.x) - y) ** 2).mean()) <= loss + 1e-9 * (y**2).mean()
    assert near(got.lowest, float(loss), rel=1e-6, scale=float((y**2).mean()))
    assert np.isfinite(got.domain).all() and (np.diff(got.domain) > 0).all()


@any_of(junk, junk)
def test_what_is_not_a_table_or_a_unit_is_refused(value, unit):
    assert answer(problems.DiamondPrices, value) is REFUSED
    assert answer(problems.DiamondPrices, TRAIN, carat_unit=unit) is REFUSED
    assert answer(problems.DiamondPrices, TRAIN.assign(price=1.0), price_unit=unit) is REFUSED
    column = [value] * 3
    answer(problems.DiamondPrices, pd.DataFrame({"carat": pd.Series(column), "price": [1, 2, 3]}))


@covers("core.columns.checked_text", "core.columns.checked_pair_of_texts")
@any_of(junk, st.sampled_from(["x", "y", "labels", "units", "title", "standardise"]))
def test_what_are_not_columns_or_texts_is_refused(value, name):
    given = {"x": [1, 2, 3], "y": [1, 2, 4]}
    got = answer(problems.LeastSquares, **given | {name: value})
    if got is not REFUSED:
        assert got.rows == len(got.x) == len(got.y) and got.loss_unit
        assert all(isinstance(text, str) for text in (*got.labels, *got.units, got.title))
    answer(problems.LeastSquares, value, value)


@covers("least_squares.LeastSquares.loss", "least_squares.LeastSquares.gradient",
        "least_squares.LeastSquares.gradient_of_rows", "least_squares.LeastSquares.predict",
        "least_squares.LeastSquares.excess", "least_squares.LeastSquares.sample",
        "problems.DiamondPrices.sample")  # fmt: skip
@any_of(diamonds() | own_data(), pairs | st.tuples(real, real), st.data())
def test_loss_and_gradient_of_data_are_those_of_a_plain_loop(problem, params, data):
    m, b = params
    rows = list(zip(problem.x.tolist(), problem.y.tolist(), strict=True))
    errors = [m * x + b - y for x, y in rows]
    size = max(1.0, *(abs(m * x) + abs(b) + abs(y) for x, y in rows))
    assert near(answer(problem.predict, params, problem.x) - problem.y, errors, scale=size)
    if size < 1e140:
        loss = math.fsum(error * error for error in errors) / problem.rows
        assert near(answer(problem.loss, params), loss, scale=size**2)
        assert near(answer(problem.excess, params), loss - problem.lowest, scale=size**2)
    count = data.draw(st.integers(1, 20))
    shown = problem.sample(count).tolist()
    assert len(set(shown)) == len(shown) == min(count, problem.rows)
    rows = data.draw(st.lists(st.integers(0, problem.rows - 1), min_size=1, max_size=6))
    for some, got in [(range(problem.rows), answer(problem.gradient, params)),
                      (rows, answer(problem.gradient_of_rows, params, rows))]:  # fmt: skip
        with np.errstate(all="ignore"):
            slopes = [(2 * errors[i] * problem.x[i], 2 * errors[i]) for i in some]
            plain = np.mean(slopes, axis=0)
        assert near(got, plain, scale=2 * size * max(1.0, float(np.abs(problem.x).max())))


@covers("terrains.ravine", "terrains.saddle", "terrains.two_valleys", "terrains.Terrain",
        "terrains.Terrain.excess")  # fmt: skip
@any_of(number | st.floats(1, 1e9), pairs | st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_loss_and_gradient_of_terrains_are_their_formulas(kappa, params):
    x, y = params
    steep = answer(problems.ravine, kappa)
    right = isinstance(kappa, Real) and not isinstance(kappa, bool) and 1 <= kappa <= 1e9
    assert (steep is REFUSED) == (not right)
    k = float(kappa) if right else 7.0
    with np.errstate(all="ignore"):
        x, y = np.float64(x), np.float64(y)
        formulas = [
            (problems.ravine(k), (x * x + k * y * y) / 2, (x, k * y)),
            (problems.saddle(), x * x / 2 - y * y / 2 + y**4 / 4, (x, y**3 - y)),
            (problems.two_valleys(), x**4 / 4 - x * x / 2 + 0.15 * x + y * y / 2,
             (x**3 - x + 0.15, y)),
        ]  # fmt: skip
    for terrain, loss, slopes in formulas:
        assert near(answer(terrain.loss, params), loss, scale=1)
        assert near(answer(terrain.excess, params), loss - terrain.lowest, scale=1)
        assert near(answer(terrain.gradient, params), slopes, scale=1)


@covers("terrains.parabola")
@any_of(number | st.floats(1e-9, 1e9), st.floats(-9, 9) | any_float, junk)
def test_loss_and_gradient_of_a_parabola_are_its_formula(curvature, theta, value):
    got = answer(problems.parabola, curvature)
    right = isinstance(curvature, Real) and not isinstance(curvature, bool)
    assert (got is not REFUSED) == (right and 1e-9 <= curvature <= 1e9)
    k, got = (2.0, problems.parabola(2.0)) if got is REFUSED else (float(curvature), got)
    with np.errstate(all="ignore"):
        theta = np.float64(theta)
        assert near(answer(got.loss, [theta]), k * theta * theta / 2)
        assert near(answer(got.gradient, [theta]), [k * theta])
    run = answer(descent.descend, rules.momentum, got, steps=3, start=value, learning_rate=0.1)
    assert run is REFUSED or run.path.shape[-1] == 1
    limit = answer(stability.stability_limit, got)
    best, (rate, beta) = answer(stability.best_learning_rate, got), stability.best_momentum(got)
    assert near([limit, best, rate, beta], [2 / k, 1 / k, 1 / k, 0], scale=1e-9)


@any_of(st.sampled_from([DIAMONDS, problems.ravine(), problems.saddle()]), junk, junk)
def test_what_are_not_params_or_rows_is_refused(problem, value, other):
    with_params = [problem.loss, problem.gradient, problem.excess]
    if problem.rows:
        with_params += [lambda p: problem.predict(p, [1.0]),
                        lambda p: problem.gradient_of_rows(p, [0, 1])]  # fmt: skip
        answer(problem.predict, (1.0, 2.0), value)
        answer(problem.predict, value, other)
        answer(problem.gradient, (1.0, 2.0), value)
        answer(problem.gradient, value, other)
        answer(problem.gradient_of_rows, (1.0, 2.0), value)
    fits = validation.as_floats(value) is not None and np.shape(value)[-1:] == (2,)
    for function in with_params:
        got = answer(function, value)
        assert fits or got is REFUSED


@covers("least_squares.LeastSquares.batch_means", "least_squares.LeastSquares.unique_batch_means",
        "least_squares.LeastSquares.iter_batches")  # fmt: skip
@any_of(diamonds() | own_data(), number, number, number, real, st.data())
def test_batch_means_are_the_means_of_the_rows_of_each_batch(problem, size, steps, seed, m, data):
    size = data.draw(st.sampled_from([size, *range(1, problem.rows + 1)]))
    steps = data.draw(st.sampled_from([steps, 1, 2, 7]))
    if is_whole(steps) and 1_000 < steps <= 1_000_000:
        steps = 10**7
    got = answer(problem.batch_means, size, steps, seed)
    right = is_whole(size) and 1 <= size <= problem.rows and is_whole(steps) and 1 <= steps <= 10**6
    assert (got is not REFUSED) == (right and is_whole(seed) and 0 <= seed < 2**32)
    if got is REFUSED:
        return
    rows = islice(problem.iter_batches(size, np.random.default_rng(int(seed))), int(steps))
    plain = np.array([problem.gradient_of_rows((m, 1.0), some) for some in rows])
    scale = np.abs([m, 1]).max() * max(1, np.abs(problem.x).max()) ** 2 + np.abs(problem.y).max()
    assert near(
        problem.gradient((m, 1.0), got), plain, scale=scale * max(1, np.abs(problem.x).max())
    )


@any_of(diamonds(), junk, junk)
def test_batch_means_and_batches_refuse_what_makes_no_sense(problem, value, other):
    for given in [(value, 3, 0), (1, 3, value), (value, 3, other)]:
        got = answer(problem.batch_means, *given)
        assert got is REFUSED or got.shape[0] == 3
    assert answer(lambda: next(problem.iter_batches(value, other))) is REFUSED


@covers("data.load_diamonds", "data.split_diamonds", "data.Split")
@any_of(junk, number, number, number)
def test_splits_and_files(value, train, test, seed):
    small = TRAIN[:50]
    got = answer(data.split_diamonds, small, train_rows=train, test_rows=test, seed=seed)
    right = all(map(is_whole, (train, test, seed))) and train >= 1 and test >= 0 and seed >= 0
    assert (got is not REFUSED) == (right and int(train) + int(test) <= 50)
    if got is not REFUSED:
        order = np.random.default_rng(int(seed)).permutation(50).tolist()
        assert got.train.equals(small.iloc[order[:train]])
        assert got.test.equals(small.iloc[order[train : train + test]])
    if not isinstance(value, pd.DataFrame):
        assert answer(data.split_diamonds, value) is REFUSED
    try:
        assert answer(data.load_diamonds, value) is REFUSED
    except FileNotFoundError as error:
        assert "git checkout -- data/diamonds.csv" in str(error)


side = st.floats(0.1, 25) | any_float


@covers("data.impossible_sides", "data.usual_sides", "data.as_numbers")
@any_of(st.lists(st.tuples(*3 * [side]), min_size=3, max_size=3), any_float, junk)
def test_any_side_is_possible_or_replaced_by_a_usual_one(sides, other, value):
    rows = TRAIN[:3].astype({side: float for side in "xyz"})
    rows[list("xyz")] = sides
    wrong = data.impossible_sides(rows).to_numpy()
    assert (wrong == [[not 0 < side < 20 for side in row] for row in sides]).all()
    usual = answer(data.usual_sides, rows)
    assert (usual is REFUSED) == wrong.any(axis=1).all()
    if usual is REFUSED or max(usual.values()) >= 20:  # for their weight these are far too long
        assert usual is REFUSED or answer(data.as_numbers, rows, usual) is REFUSED
        usual = data.usual_sides(TRAIN)
    got = answer(data.as_numbers, rows, usual)
    assert got.shape == (3, 9) and np.isfinite(got.to_numpy()).all()
    for i, side in enumerate("xyz"):
        instead = usual[side] * np.cbrt(rows.carat)
        replaced = np.where(wrong[:, i], instead, rows[side])
        assert np.allclose(got[side], replaced, rtol=1e-14, atol=0)
        assert (got[side] == rows[side])[~wrong[:, i]].all()
    given = answer(data.as_numbers, rows, {**usual, "y": other})
    assert (given is not REFUSED) == (0 < other < 20)
    assert answer(data.as_numbers, rows, value) is REFUSED
    for function in (data.impossible_sides, data.usual_sides, lambda v: data.as_numbers(v, usual)):
        assert answer(function, value) is REFUSED


# ---- runs -------------------------------------------------------------------------------------

PROBLEMS = st.one_of(diamonds(), own_data(), terrains, st.just(DIAMONDS))


@covers("descent.descend", "descent.Run", "descent.checked_start", "core.signature.checked_result",
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
    run = answer(descent.descend, rule, problem, steps=steps, start=start, **given, **more)
    batches = [()] * steps
    if size is not None:
        batches = [(batch,) for batch in problem.batch_means(size, steps, seed)]
    here, memory, path = np.array(problem.start if start is None else start), [], []
    own = {n: v if isinstance(v, bool) else np.asarray(v) for n, v in given.items()}
    with np.errstate(all="ignore"):
        for batch in batches:
            path.append(here)
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
             "beta1", "epsilon", "bias_correction", "lr"]  # fmt: skip


@any_of(st.sampled_from(RULES), st.sampled_from(ARGUMENTS), junk)
def test_descend_refuses_what_makes_no_sense(rule, name, value):
    if name == "steps" and is_whole(value) and 1_000 < value <= 1_000_000:
        return  # only long
    given = {"rule": rule, "problem": DIAMONDS, "steps": 3, "learning_rate": 0.1} | {name: value}
    run = answer(descent.descend, **given)
    assert run is REFUSED or run.path.shape[-1] == 2
    assert name not in ("problem", "rule", "lr") or run is REFUSED
    answer(signature.hyperparameter_defaults, value)
    answer(descent.checked_start, value, None)
    answer(signature.checked_result, rule, value, (2,))
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


@covers("sweep.sweep", "sweep.run_single")
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


# ---- what is worked out from runs ---------------------------------------------------------------


@covers("analysis.noise_floor", "analysis.single_example_limit")
@any_of(diamonds() | own_data(), st.floats(1e-6, 3) | number, number, st.integers(1, 3), st.data())
def test_the_floor_is_the_mean_of_single_runs(problem, rate, size, runs, data):
    size = data.draw(st.sampled_from([size, 1, problem.rows]))
    steps, with_replacement = data.draw(st.integers(3, 12)), data.draw(st.booleans())
    floor = answer(
        analysis.noise_floor,
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
    limit = answer(analysis.single_example_limit, problem)
    assert 0 < limit <= 2 / np.linalg.eigvalsh(problem.hessian)[-1] * (1 + 1e-9)


@any_of(junk, st.sampled_from(["problem", "learning_rates", "batch_size", "steps", "runs", "seed"]))
def test_the_floor_refuses_what_makes_no_sense(value, name):
    given = {"problem": DIAMONDS, "learning_rates": [0.1], "batch_size": 32, "steps": 3, "runs": 2}
    if is_whole(value) and value > 100:
        value = 10**10
    got = answer(analysis.noise_floor, **given | {name: value})
    assert got is REFUSED or (name != "problem" and got.ndim == 1)
    assert answer(analysis.single_example_limit, value) is REFUSED


@covers("analysis.predicted_noise_floor")
@any_of(diamonds() | own_data() | junk, st.floats(1e-3, 1) | number, st.integers(1, 5) | number)
def test_the_predicted_floor_is_above_0_below_the_limit(problem, share, size):
    limit = answer(stability.stability_limit, problem)
    if limit is REFUSED:
        assert answer(analysis.predicted_noise_floor, problem, 0.1, 1) is REFUSED
        return
    rate = share * limit if isinstance(share, float) and 1e-3 <= share <= 1 else share
    got = answer(analysis.predicted_noise_floor, problem, rate, size)
    right = as_floats(rate) is not None and 0 < as_floats(rate)[0] < limit
    right = right and is_whole(size) and 1 <= size <= problem.rows
    assert (got is not REFUSED) == right and (got is REFUSED or got >= 0)


@covers("noise_theory.gradient_noise", "noise_theory.additive_floor",
        "noise_theory.shuffled_noise_floor")  # fmt: skip
@any_of(diamonds() | own_data() | junk, st.floats(1e-3, 3) | number, st.integers(1, 9) | number,
        st.floats(0, 0.99) | number)  # fmt: skip
def test_the_floor_of_shuffled_batches_is_above_0_or_not_known(problem, share, size, beta):
    limit = answer(stability.stability_limit, problem)
    limit = 1.0 if limit is REFUSED else limit
    rate = share * limit if isinstance(share, float) and 1e-3 <= share <= 3 else share
    got = answer(noise_theory.shuffled_noise_floor, problem, rate, size, beta)
    if answer(noise_theory.gradient_noise, problem) is REFUSED:
        assert got is REFUSED
    elif got is not REFUSED:
        noise = noise_theory.gradient_noise(problem)
        assert not (got < -1e-9 * noise_theory.additive_floor(noise, rate, beta)).any()


@covers("stability.curvatures", "stability.condition_number", "stability.stability_limit",
        "stability.best_learning_rate", "stability.best_momentum",
        "stability.principal_axes")  # fmt: skip
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


@covers("stability.contraction", "stability.momentum_limit")
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


@covers("stability.momentum_contraction")
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
    mean, root, *_ = answer(plotting.moments, run)
    for t, state in enumerate(run.states[1:] if rule is rules.adam else []):
        assert near(mean[t], state.mean)
        with np.errstate(all="ignore"):
            assert near(root[t], state.mean_square**0.5)
    assert answer(plotting.full_batch, value) is answer(plotting.moments, value) is REFUSED


# ---- pictures ---------------------------------------------------------------------------------


@pytest.fixture
def blank(monkeypatch):
    """A view of nothing: what is not about the picture is tested ten times as fast without."""
    nothing = View(lambda axes, *_, **__: None, lambda axes, colour: [], lambda run: [])
    monkeypatch.setitem(VIEWS, "blank", nothing)


@covers(
    "plotting.gallery.gallery",
    "plotting.gallery.checked_views",
    "plotting.style.colour_of",
    "plotting.gallery.title_of",
)
@FEW
@any_of(PROBLEMS, st.sampled_from(RULES), pairs | st.tuples(real, real), junk, st.data())
def test_a_gallery_of_any_run(problem, rule, start, value, data):
    run = descent.descend(rule, problem, steps=4, start=start, **data.draw(settings_for(rule)))
    figure = answer(gallery, run)
    figure.canvas.draw()
    cross = plotting.style.EXIT_MARK["marker"]  # of a run that leaves the picture
    lines = [line for line in figure.axes[-1].lines if line.get_marker() != cross]
    (*_, curve, now) = [line.get_ydata() for line in lines]
    assert same(curve, run.excess) and same(now, run.excess[-1:])
    plt.close("all")
    for given in ({"views": value}, {"labels": value}):
        answer(gallery, run, run, **given)
        plt.close("all")
    answer(checked_views, problem, value)
    assert answer(gallery, value) is REFUSED
    assert plotting.colour_of(title_of(run))[0] == "#"


@covers("plotting.surface.surface")
@FEW
@any_of(diamonds() | own_data() | terrains | junk)
def test_a_surface_of_any_problem(problem):
    figure = answer(plotting.surface, problem)
    assert (figure is REFUSED) == (not hasattr(problem, "hessian"))
    if figure is not REFUSED:
        low, high = figure.axes[0].get_zlim()
        assert low < problem.lowest < high
        plt.close(figure)


@covers("plotting.robustness.robustness")
@FEW
@any_of(junk | st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=3), junk,
       st.sampled_from(["sgd", "adam", "mine"]))  # fmt: skip
def test_a_picture_of_robustness(rates, losses, name):
    for given in (losses, {"a": losses}, {"a": {name: losses}}, {"a": {name: rates}}):
        figure = answer(plotting.robustness, rates, given)
        if figure is not REFUSED:
            plt.close(figure)
            figure.canvas.draw()


@covers("widgets.race.race")
@any_of(junk, junk)
def test_a_race_refuses_what_makes_no_sense(value, other):
    for given in [{"problem": value}, {"steps": 10_000, "seeds": 100}]:
        assert answer(race, **{"problem": DIAMONDS} | given) is REFUSED
    for name, number in (("steps", value), ("seeds", other)):
        if not (is_whole(number) and 1 <= number <= 10_000):
            assert answer(race, DIAMONDS, **{name: number}) is REFUSED


# ---- boards -----------------------------------------------------------------------------------


@covers("widgets.playground.playground", "widgets.captions.quadratic_theory",
        "widgets.captions.captions", "widgets.captions.decimals", "widgets.captions.numbers",
        "widgets.captions.add_challenge", "exercises.challenge.challenge",
        "widgets.predictions.theory_sentences", "widgets.predictions.stability_marks")  # fmt: skip
@FEW
@pytest.mark.usefixtures("blank")
@any_of(PROBLEMS, st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True),
       st.none() | pairs | st.tuples(real, real), st.data())  # fmt: skip
def test_captions_of_any_playground_are_those_of_single_runs(problem, some, start, data):
    given = {
        "learning_rate": data.draw(st.lists(SETTINGS["learning_rate"], min_size=1, max_size=3))
    }
    goal = None
    if len(some) == 1 and data.draw(st.booleans()):
        kinds = ["below", "loss", "within"] if problem.lowest > 0 else ["below", "loss"]
        given_goal = {data.draw(st.sampled_from(kinds)): data.draw(st.floats(1e-9, 1e9))}
        goal = answer(tasks.challenge, **given_goal, updates=data.draw(st.none() | st.just(3)))
    board = answer(playground, some, problem, steps=6, start=start, views="blank", challenge=goal,
                   **given)  # fmt: skip
    payload = StripDecoder(board.live)
    for mark in board.live.marks.values():
        places = [place for place in mark["places"] if place is not None]
        assert all(0 <= place <= mark["last"] for place in places)
    for name, control in board.sliders.items():
        place = data.draw(st.integers(0, count_positions(control) - 1))
        step = data.draw(st.integers(0, 6))
        expected = expected_facts(board, settings_at(board, {**payload.at, name: place}), step)
        assert playground_facts(board, payload.caption(name, place, step)) == expected


NAMES = ["rules", "problem", "steps", "start", "views", "theory", "challenge", "learning_rate",
         "beta1", "epsilon", "bias_correction", "batch_size", "seed", "lr"]  # fmt: skip


@FEW
@pytest.mark.usefixtures("blank")
@any_of(st.sampled_from(NAMES), junk)
def test_a_playground_refuses_what_makes_no_sense(name, value):
    assume(name != "problem" or value is not None)  # None is the diamonds
    assume(name != "steps" or not is_whole(value) or not 500 < value <= 10_000)
    given = {"rules": rules.adam, "problem": DIAMONDS, "steps": 5, "views": "blank"}
    board = answer(playground, **given | {name: value})
    if board is not REFUSED:
        caption = board.live.caption(*board.current_frame())
        expected = expected_facts(board, settings_at(board, {}), board.steps)
        assert playground_facts(board, caption) == expected


@covers("widgets.controls.choices", "widgets.controls.Slider")
@any_of(st.sampled_from(NAMES[7:]), junk | st.lists(number, max_size=3), number, st.booleans())
def test_sliders_of_any_values(name, value, start, both):
    given = Slider(value, start) if both else value
    got = answer(choices, [rules.adam], DIAMONDS, {name: given})
    if got is not REFUSED:
        values, first = got[name]
        assert first in values and len(set(values)) == len(values)
        assert {type(v) for v in values} in ({bool}, {int}, {float})


@covers("widgets.manual_descent.manual_descent")
@FEW
@any_of(PROBLEMS, junk | st.tuples(*[st.lists(real | number, min_size=1, max_size=5)] * 2), junk)
def test_manual_descent(problem, values, value):
    board = answer(manual_descent, problem, values=values)
    if board is not REFUSED:
        payload, m, name = StripDecoder(board.live), board.moves[-1][0], next(iter(board.sliders))
        assert f"{name} = {m:.4g}, ".replace("-", "−") in payload.caption(name, payload.at[name], 0)
    assert answer(manual_descent, value) is REFUSED
    assert value is None or answer(manual_descent, problem, challenge=value) is REFUSED


@covers("widgets.compare.compare", "widgets.compared_losses.best_rates")
@FEW
@any_of(st.data(), st.floats(1e-300, 1e300), junk)
def test_compare(data, size, value):
    shape = data.draw(st.tuples(*[st.integers(1, 3)] * 3))
    losses = {name: data.draw(arrays_of.arrays(float, shape, elements=st.floats(0, 2) | any_float))
              for name in ("sgd", "mine")}  # fmt: skip
    with np.errstate(all="ignore"):
        losses = {name: size * array for name, array in losses.items()}
    rates, x = 0.1 * np.arange(1, shape[0] + 1), np.arange(shape[2])
    best, board = answer(best_rates, rates, losses), REFUSED
    if len(x) > 1:
        board = answer(compare, rates, losses, x)
    if best is not REFUSED:
        with np.errstate(all="ignore"):
            ends = {n: np.mean(np.where(a[..., -1] < math.inf, a[..., -1], math.inf), axis=1)
                    for n, a in losses.items()}  # fmt: skip
        for name, end in ends.items():
            at = end[rates.tolist().index(best[name])]
            assert at <= np.nanmin(end) * (1 + 1e-9) or np.nanmin(end) > 100 * losses[name][0, 0, 0]
    if board is not REFUSED:
        assert board.best == best and board.live.caption(*board.current_frame())
    for given in ((value, losses, x), (rates, value, x), (rates, losses, value)):
        answer(compare, *given)
        answer(best_rates, *given[:2])
    sound = {"sgd": np.ones((2, 2, 2))}
    plain = not isinstance(value, str) or value.isascii()  # a font has no other letters
    for name in ("best", "decimals", *["label"] * plain):
        answer(compare, [0.1, 0.2], sound, [0, 1], **{name: value})


@covers("widgets.tabs.tabs")
@any_of(junk, junk)
def test_tabs(value, other):
    assert answer(tabs, value) is answer(tabs, {value if isinstance(value, str) else 1: other})
    assert answer(tabs, value) is REFUSED


# ---- exercises --------------------------------------------------------------------------------


@any_of(st.sampled_from(["within", "below", "loss", "updates", "rows", "moves", "beta"]), junk)
def test_a_challenge(name, value):
    given = {"loss": 3.0} if name not in ("within", "below", "loss") else {}
    got = answer(tasks.challenge, **given | {name: value})
    assert got is REFUSED or str(got)


@covers("exercises.questions.load_questions", "exercises.predict.predict",
        "exercises.figure_controls.targets_on")  # fmt: skip
@any_of(junk, st.sampled_from(["question", "options", "answer", "because", "reasons", "see",
                               "figure"]))  # fmt: skip
def test_guesses(value, name):
    sound = {"question": "Why?", "options": ["a", "b"], "answer": "a", "because": "So."}
    got = answer(tasks.predict, **sound | {name: value})
    assert got is REFUSED or got._repr_mimebundle_()
    lesson = answer(tasks.load_questions, value)
    assert (lesson is not REFUSED) == (is_whole(value) and 0 <= value <= 6)
    see = {"do": "Look.", "ask": "What?", "options": ["a", "b"], "answer": "b"}
    for part in (*see, "set"):
        got = answer(tasks.predict, **sound, see=see | {part: value})
        assert got is REFUSED or got._repr_mimebundle_()


@covers("exercises.answer.answer", "exercises.number_question.number_question")
@any_of(junk | real, st.sampled_from(["question", "value", "unit", "tolerance", "absolute", "wrong",
                                      "because"]))  # fmt: skip
def test_numbers_to_be_worked_out(value, name):
    sound = {"question": "How many?", "value": 3, "because": "So.", "wrong": [(4, "Not so.")]}
    for change in ({name: value}, {"wrong": [value]}, {"wrong": [(value, "Not so.")]}):
        got = answer(tasks.answer, **sound | change)
        if got is not REFUSED:
            (asked,) = got.variants
            assert got._repr_mimebundle_() and 0 < asked["margin"] < math.inf
            for wrong in asked["wrong"]:
                apart = abs(wrong["value"] - asked["value"])
                assert apart > asked["margin"] + wrong["margin"]


@covers("exercises.order.order")
@any_of(junk, st.sampled_from(["lines", "distractors", "question", "because", "explain"]))
def test_lines_to_be_put_in_order(value, name):
    sound = {"lines": ["a = 1", "b = 2"], "question": "How?", "because": "So."}
    changes = [{name: value}, {"lines": ["a = 1", value]}, {"distractors": [value]}]
    changes += [{"explain": [value]}, {"explain": [(value, "Not so.")]}]
    for change in changes:
        got = answer(tasks.order, **sound | change)
        assert got is REFUSED or got._repr_mimebundle_()
        if got is not REFUSED:
            assert sorted(got.lines) == sorted(set(got.lines))


@covers("exercises.remember.remember")
@any_of(junk, st.sampled_from(["lesson", "seed"]))
def test_what_is_remembered(value, name):
    got = answer(tasks.remember, **{"lesson": 1, name: value})
    sound = is_whole(value) and (value in (1, 2) if name == "lesson" else value >= 0)
    assert (got is not REFUSED) == (sound or (name == "seed" and value is None))


@covers(
    "exercises.checker.reference_exercises.squared_error",
    "exercises.checker.reference_exercises.epoch",
)
@any_of(diamonds(), st.tuples(real, real), st.floats(1e-6, 1), st.data())
def test_the_exercises_that_are_not_rules(problem, params, rate, data):
    m, b = params
    x, y = problem.x, problem.y
    loss = math.fsum((m * p + b - q) ** 2 for p, q in zip(x, y, strict=True)) / len(x)
    assert near(tasks.squared_error(m, b, x, y), loss, scale=1e-6 * (y @ y))
    size = data.draw(st.integers(1, problem.rows))
    for rows in islice(
        problem.iter_batches(size, np.random.default_rng(3)), -(-problem.rows // size)
    ):
        params = params - rate * problem.gradient_of_rows(params, rows)
    rng = np.random.default_rng(3)
    with np.errstate(all="ignore"):
        got = tasks.epoch((m, b), x, y, rng, learning_rate=rate, batch_size=size)
    assert near(got, params, rel=1e-6, scale=np.abs(params).max())
