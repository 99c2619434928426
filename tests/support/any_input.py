"""Any input at all: what it may be, and what an answer to it may be.

A right answer is what a plain loop, a formula or a single run gives. A warning is an error (see
pyproject.toml), and so is a word from inside numpy, and whatever takes a minute. The rules of
helpers/rules.py check nothing, to stay readable: they are given numbers, of any size.
"""

import linecache
import math
import os
import re
from functools import partial
from numbers import Real
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

import helpers
from helpers import problems
from helpers.core import hyperparameters, signature
from helpers.core.timeout import run_with_timeout
from support.dataset import DIAMONDS
from support.examples import RULES, TERRAINS

quick = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
)
settings.register_profile("quick", quick)
settings.register_profile("long", quick, max_examples=2_000, phases=[Phase.generate, Phase.shrink])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
FEW = settings(max_examples=settings().max_examples // 4)  # where one try takes long


COVERED = set()


def covers(*names):
    """Say which functions a test is about."""
    COVERED.update(names)
    return lambda test: test


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
        assert trace is not None
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
    st.sampled_from([t for t in TERRAINS.values() if len(t.parameter_names) == 2]),
)


def condition(x):
    """Return the ratio of the curvatures of the loss of a line through these x."""
    return np.linalg.cond([[np.mean(np.square(x)), np.mean(x)], [np.mean(x), 1]])


PROBLEMS = st.one_of(diamonds(), own_data(), terrains, st.just(DIAMONDS))
