"""Answers to a wrong argument: one sentence that says what to pass instead."""

import operator

import numpy as np


def whole_number(name, value, *, low, high=None):
    """Return `value` as an int from `low` to `high`. Raises TypeError or ValueError."""
    wanted = f"{name} must be a whole number of at least {low:,}"
    wanted += f" and at most {high:,}" if high is not None else ""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{wanted}, not {value!r}.") from None
    if isinstance(value, (bool, np.bool_)) or number < low or (high is not None and number > high):
        raise ValueError(f"{wanted}, not {value!r}.")
    return number


def whole_numbers(name, value, *, low, high=None):
    """Return one whole number, or a flat list of them with one entry a run, as an array."""
    array = np.asarray(value, dtype=object)
    if array.ndim > 1 or array.size == 0:
        raise ValueError(f"{name} must be a whole number or a flat list of them, not {value!r}.")
    numbers = [whole_number(name, number, low=low, high=high) for number in array.ravel()]
    return np.array(numbers).reshape(array.shape)


def shape_of_runs(**shapes):
    """Return the shape of the runs that all arguments, given by name, are for, or ValueError."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        given = [f"{name} for {shape[-1]}" for name, shape in shapes.items() if shape]
        raise ValueError("Pass one value for all runs, or one for each of the same number of "
                         f"runs, not {', '.join(given)}.") from None  # fmt: skip


def one_of(name, value, choices):
    """Return `value` if it is among `choices`. Raises ValueError."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}.")
    return value


def finite(name, value):
    """Return `value` as an array of finite floats, of any shape. Raises TypeError or ValueError."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number or an array of them, not {value!r}.") from None
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be one finite number or more, not {value!r}.")
    return array


def having(name, value, attributes, wanted):
    """Return `value` if it has all these attributes. Raises TypeError that says what is wanted."""
    if not all(hasattr(value, attribute) for attribute in attributes.split()):
        raise TypeError(f"{name} must be {wanted}, not {value!r}.")
    return value


def point(name, value, size=2, *, finite=True):
    """Return `value` as a float array whose last axis holds `size` numbers, finite ones or any.

    Raises TypeError or ValueError.
    """
    try:
        array = np.asarray(value, dtype=float)
        if array.shape[-1:] == (size,) and (not finite or np.isfinite(array).all()):
            return array
        error = ValueError
    except (TypeError, ValueError):
        error = TypeError
    wanted = f"{size} {'finite ' if finite else ''}numbers, such as {(0.0,) * size}"
    raise error(f"{name} must be {wanted}, or an array with them on its last axis, not {value!r}.")


def hyperparameter(name, value, default=None):
    """Return a setting that a rule can use: True, False, or an array of floats.

    One number becomes an array without axes: it behaves like a float, and computes to the last
    bit what the same number computes in an array for many runs at once.

    Rates are above 0, betas from 0 to below 1, epsilon 0 or more; a switch, which has True or
    False as its default, is either. Raises TypeError or ValueError.
    """
    a_number = name in ("learning_rate", "epsilon") or name.startswith("beta")
    if isinstance(value, (bool, np.bool_)) and not a_number:
        return bool(value)
    if isinstance(default, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}.")
    try:
        array = np.asarray(value)
    except ValueError:  # lists of unequal lengths
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be a number, not {value!r}.")
    if array.size == 0 or array.shape[-1:] not in ((), (1,)):
        raise ValueError(f"{name} must be one number, or one for each run in an array of shape "
                         f"(runs, 1), not of shape {array.shape}.")  # fmt: skip
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be a finite number, not {value!r}.")
    if name == "learning_rate" and not (array > 0).all():
        raise ValueError(f"{name} must be above 0, such as 0.1, not {value!r}.")
    if name.startswith("beta") and not ((array >= 0) & (array < 1)).all():
        raise ValueError(f"{name} must be at least 0 and below 1, such as 0.9, not {value!r}.")
    if name == "epsilon" and not (array >= 0).all():
        raise ValueError(f"{name} must be 0 or more, such as 1e-8, not {value!r}.")
    return array.astype(float)
