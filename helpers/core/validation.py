"""Answers to a wrong argument: one sentence that says what to pass instead."""

import operator
from collections.abc import Sequence
from numbers import Real

import numpy as np

MAX_TOTAL_STEPS = 20_000_000  # steps of all runs together: about a gigabyte
NESTED = (list, tuple, range, np.ndarray)
LONGEST = 80  # letters of a wrong value that are repeated to who passed it


class OneLineTraceback:
    """An error of which a notebook shows the message alone, without the code that led to it."""

    def _render_traceback_(self):
        return [str(self)]


def short_repr(value):
    """Return how a wrong value is repeated: in one line, and not a whole table."""
    text = " ".join(repr(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def checked_int(name, value, *, low, high=None):
    """Return `value` as an int from `low` to `high`. Raises TypeError or ValueError."""
    wanted = f"{name} must be a whole number of at least {low:,}"
    wanted += f" and at most {high:,}" if high is not None else ""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{wanted}, not {short_repr(value)}.") from None
    if isinstance(value, (bool, np.bool_)) or number < low or (high is not None and number > high):
        raise ValueError(f"{wanted}, not {short_repr(value)}.")
    return number


def check_size(steps, runs):
    """Raise ValueError where so many runs of so many steps would fill the memory."""
    if steps * runs > MAX_TOTAL_STEPS:
        raise ValueError(f"{runs:,} runs of {steps:,} steps are too much at once: ask for fewer "
                         f"runs or steps, {MAX_TOTAL_STEPS:,} in all.")  # fmt: skip


def checked_ints(name, value, *, low, high=None):
    """Return one whole number, or a flat list of them with one entry a run, as an array."""
    if isinstance(value, range):  # it may be longer than the memory
        check_size(1, len(value))
    listed = value.tolist() if hasattr(value, "tolist") else value
    many = isinstance(listed, Sequence) and not isinstance(listed, (str, bytes))
    if many and not isinstance(listed, range):  # an array of one number, no list, is that number
        listed = [v.item() if isinstance(v, np.ndarray) and v.ndim == 0 else v for v in listed]
    if many and (len(listed) == 0 or any(isinstance(v, NESTED) for v in listed)):
        wanted = "a whole number or a flat list of them"
        raise ValueError(f"{name} must be {wanted}, not {short_repr(value)}.")
    numbers = [checked_int(name, v, low=low, high=high) for v in (listed if many else [listed])]
    return np.array(numbers) if many else np.array(numbers[0])


def runs_shape(**shapes):
    """Return the shape of the runs that all arguments, given by name, are for, or ValueError."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        given = [f"{name} for {shape[-1]}" for name, shape in shapes.items() if shape]
        raise ValueError("Pass one value for all runs, or one for each of the same number of "
                         f"runs, not {', '.join(given)}.") from None  # fmt: skip


def checked_choice(name, value, choices):
    """Return `value` if it is among `choices`. Raises ValueError."""
    if not isinstance(value, str) or value not in choices:
        known = ", ".join(map(repr, choices))
        raise ValueError(f"{name} must be one of {known}, not {short_repr(value)}.")
    return value


def checked_finite(name, value):
    """Return `value` as an array of finite floats, of any shape. Raises TypeError or ValueError."""
    array = as_floats(value)
    if array is None:
        raise TypeError(f"{name} must be a number or an array of them, not {short_repr(value)}.")
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be one finite number or more, not {short_repr(value)}.")
    return array


def checked_attributes(name, value, attributes, wanted):
    """Return `value` if it has all these attributes. Raises TypeError that says what is wanted."""
    if not all(hasattr(value, attribute) for attribute in attributes.split()):
        raise TypeError(f"{name} must be {wanted}, not {short_repr(value)}.")
    return value


def checked_point(name, value, size=2, *, finite=True):
    """Return `value` as a float array whose last axis holds `size` numbers, finite ones or any.

    Raises TypeError or ValueError.
    """
    array = as_floats(value)
    fits = array is not None and array.shape[-1:] == (size,)
    if fits and (not finite or (array.size and np.isfinite(array).all())):
        return array
    error = TypeError if array is None else ValueError
    wanted = f"{size} {'finite ' if finite else ''}numbers, such as {(0.0,) * size}, or an array"
    raise error(f"{name} must be {wanted} with them on its last axis, not {short_repr(value)}.")


def as_floats(value):
    """Return `value` as an array of floats, or None: neither texts nor True and False are taken."""
    if isinstance(value, np.ndarray) and value.dtype == float:
        return value
    try:
        array = np.asarray(value)
        kind = array.dtype.kind
        if kind == "O" and all(isinstance(v, Real) and not isinstance(v, bool) for v in array.flat):
            kind = "f"  # whole numbers that are too long for numpy
        with np.errstate(all="ignore"):
            return array.astype(float) if kind in "iuf" else None
    except (TypeError, ValueError, OverflowError):  # lists of unequal lengths, 10**400
        return None
