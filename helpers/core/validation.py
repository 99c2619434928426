"""Checks of arguments. Each error is one sentence that says what to pass instead."""

import operator
from collections.abc import Collection, Sequence
from numbers import Real
from typing import Any

import numpy as np

MAX_STEPS = 1_000_000  # updates of one run
MAX_TOTAL_STEPS = 20_000_000  # updates of all runs together: about a gigabyte
MAX_SEED = 2**32 - 1
Ints = int | Sequence[int] | np.ndarray  # one whole number, or one for each run

NESTED = (list, tuple, range, np.ndarray)
MAX_REPR = 80  # characters of a wrong value that a message repeats


class OneLineTraceback:
    """Mixin for errors of which a notebook shows the message only, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def short_repr(value: Any) -> str:
    """Return the repr of a wrong value for an error message: on one line, and shortened.

    Parameters
    ----------
    value : object
        The wrong value.

    Returns
    -------
    str
        Without line breaks.
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= MAX_REPR else f"{text[:MAX_REPR]} …"


def as_floats(value: Any) -> np.ndarray | None:
    """Return `value` as an array of floats.

    Parameters
    ----------
    value : object
        Anything, such as what a reader passed.

    Returns
    -------
    ndarray or None
        None for text, True and False, and all that is no number.
    """
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


def checked_int(name: str, value: Any, *, low: int, high: int | None = None) -> int:
    """Return `value` as an int.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed.
    low, high : int
        The smallest and the largest number allowed; None for any.

    Returns
    -------
    int
        Within `low` and `high`.

    Raises
    ------
    TypeError, ValueError
    """
    requirement = f"{name} must be a whole number of at least {low:,}"
    requirement += f" and at most {high:,}" if high is not None else ""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{requirement}, not {short_repr(value)}.") from None
    if isinstance(value, (bool, np.bool_)) or number < low or (high is not None and number > high):
        raise ValueError(f"{requirement}, not {short_repr(value)}.")
    return number


def checked_ints(name: str, value: Any, *, low: int, high: int | None = None) -> np.ndarray:
    """Return one whole number, or a flat list of them with one entry a run, as an array.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed: one number or a list.
    low, high : int
        The smallest and the largest number allowed; None for any.

    Returns
    -------
    ndarray of int, shape () or (runs,)
        Each within `low` and `high`.

    Raises
    ------
    TypeError, ValueError
    """
    if isinstance(value, range):  # it may be longer than the memory, or than `len` can return
        check_size(1, -((value.start - value.stop) // value.step))
    listed = getattr(value, "tolist", lambda: value)()
    is_list = isinstance(listed, Sequence) and not isinstance(listed, (str, bytes))
    if is_list and not isinstance(listed, range):  # an array of one number, no list, is that number
        listed = [v.item() if isinstance(v, np.ndarray) and v.ndim == 0 else v for v in listed]
    if is_list and (len(listed) == 0 or any(isinstance(v, NESTED) for v in listed)):
        expected = "a whole number or a flat list of them"
        raise ValueError(f"{name} must be {expected}, not {short_repr(value)}.")
    numbers = [checked_int(name, v, low=low, high=high) for v in (listed if is_list else [listed])]
    listed_or_one = numbers if is_list else numbers[0]
    return np.array(listed_or_one, dtype=np.int64)  # numpy in a browser defaults to 32-bit integers


def check_size(steps: int, runs: int) -> None:
    """Raise an error for runs that would not fit into memory.

    Parameters
    ----------
    steps : int
        Updates of each run.
    runs : int
        How many runs there are.

    Raises
    ------
    ValueError
        Where the steps of all runs are more than MAX_TOTAL_STEPS together.
    """
    if steps * runs > MAX_TOTAL_STEPS:
        raise ValueError(f"{runs:,} runs of {steps:,} steps are too much at once: ask for fewer "
                         f"runs or steps, {MAX_TOTAL_STEPS:,} in all.")  # fmt: skip


def runs_shape(**shapes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the runs that all arguments are for.

    Parameters
    ----------
    **shapes : tuple of int
        The shape of each argument, by its name.

    Returns
    -------
    tuple of int
        () for a single run.

    Raises
    ------
    ValueError
        Where one argument is for another number of runs than the others.
    """
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        counts = [f"{name} for {shape[-1]}" for name, shape in shapes.items() if shape]
        raise ValueError("Pass one value for all runs, or one for each of the same number of "
                         f"runs, not {', '.join(counts)}.") from None  # fmt: skip


def checked_choice(name: str, value: Any, choices: Collection[str]) -> str:
    """Return `value` if it is one of the texts `choices`.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed.
    choices : collection of str
        The texts that are allowed.

    Returns
    -------
    str
        One of `choices`.

    Raises
    ------
    ValueError
    """
    if not isinstance(value, str) or value not in choices:
        allowed = ", ".join(map(repr, choices))
        raise ValueError(f"{name} must be one of {allowed}, not {short_repr(value)}.")
    return value


def checked_switch(name: str, value: Any) -> bool:
    """Return `value` if it is True or False.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed.

    Returns
    -------
    bool
        Of numpy's too, as one of Python's.

    Raises
    ------
    TypeError
    """
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, not {short_repr(value)}.")
    return bool(value)


def checked_finite(name: str, value: Any) -> np.ndarray:
    """Return `value` as an array of finite floats, of any shape but not empty.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed.

    Returns
    -------
    ndarray of float
        As many axes as `value` has.

    Raises
    ------
    TypeError, ValueError
    """
    array = as_floats(value)
    if array is None:
        raise TypeError(f"{name} must be a number or an array of them, not {short_repr(value)}.")
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be one finite number or more, not {short_repr(value)}.")
    return array


def checked_positive(
    name: str, value: Any, *, at_least: int = 1, rising: bool = False
) -> np.ndarray:
    """Return numbers above 0, such as learning rates, as an array.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed: a list of numbers.
    at_least : int
        How many there must be.
    rising : bool
        Whether each must be above the one before.

    Returns
    -------
    ndarray of float, shape (numbers,)
        Finite and above 0.

    Raises
    ------
    TypeError, ValueError
    """
    numbers = checked_finite(name, value)
    is_flat = numbers.ndim == 1 and len(numbers) >= at_least
    if not is_flat or not (numbers > 0).all() or (rising and not (np.diff(numbers) > 0).all()):
        expected = f"a flat list of {f'at least {at_least} ' if at_least > 1 else ''}numbers"
        order = ", from low to high" if rising else ""
        raise ValueError(
            f"{name} must be {expected} above 0{order}, such as [0.01, 0.1], "
            f"not {short_repr(value)}."
        )
    return numbers


def checked_point(name: str, value: Any, size: int = 2, *, finite: bool = True) -> np.ndarray:
    """Return `value` as a float array whose last axis holds `size` numbers.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : array of shape (..., size)
        What a reader passed. Where `size` is 1, a number stands for a list of it.
    size : int
        The number of parameters of the problem.
    finite : bool
        Whether NaN and infinity are refused.

    Returns
    -------
    ndarray, shape (..., size)
        Finite, unless NaN and infinity are allowed.

    Raises
    ------
    TypeError, ValueError
    """
    array = as_floats(value)
    if array is not None and size == 1 and array.ndim == 0:
        array = array.reshape(1)
    if (
        array is not None
        and array.shape[-1:] == (size,)
        and (not finite or (array.size and np.isfinite(array).all()))
    ):
        return array
    error = TypeError if array is None else ValueError
    noun, pronoun = ("number", "it") if size == 1 else ("numbers", "them")
    expected = f"{size} {'finite ' if finite else ''}{noun}, such as {(0.0,) * size}, or an array"
    raise error(
        f"{name} must be {expected} with {pronoun} on its last axis, not {short_repr(value)}."
    )


def checked_attributes(name: str, value: Any, attributes: str, expected: str) -> Any:
    """Return `value` if it has all these attributes.

    Parameters
    ----------
    name : str
        Name of the argument in the message.
    value : object
        What a reader passed.
    attributes : str
        Their names, with spaces between them.
    expected : str
        What the message says `name` must be.

    Returns
    -------
    object
        The same object.

    Raises
    ------
    TypeError
    """
    if not all(hasattr(value, attribute) for attribute in attributes.split()):
        raise TypeError(f"{name} must be {expected}, not {short_repr(value)}.")
    return value
