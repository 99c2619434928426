"""What the name of a hyperparameter means."""

import numpy as np

from helpers.core.validation import as_floats, short_repr


def checked_hyperparameter(name, value, default=None):
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
        raise TypeError(f"{name} must be True or False, not {short_repr(value)}.")
    array = as_floats(value)
    if array is None:
        raise TypeError(f"{name} must be a number, not {short_repr(value)}.")
    if array.size == 0 or array.shape[-1:] not in ((), (1,)):
        raise ValueError(f"{name} must be one number, or one for each run in an array of shape "
                         f"(runs, 1), not of shape {array.shape}.")  # fmt: skip
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be a finite number, not {short_repr(value)}.")
    if name == "learning_rate" and not (array > 0).all():
        raise ValueError(f"{name} must be above 0, such as 0.1, not {short_repr(value)}.")
    if name.startswith("beta") and not ((array >= 0) & (array < 1)).all():
        raise ValueError(
            f"{name} must be at least 0 and below 1, such as 0.9, not {short_repr(value)}."
        )
    if name == "epsilon" and not (array >= 0).all():
        raise ValueError(f"{name} must be 0 or more, such as 1e-8, not {short_repr(value)}.")
    return array.copy()
