"""Bands from the lowest to the highest of several runs."""

import numpy as np

from helpers.plotting.view import Points


def band_points(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> Points:
    """Return the points of a line that alternates between the lowest and the highest.

    Drawn wide and transparent, as ``style.BAND``, it looks like a filled band, and it moves like
    any other line.

    Parameters
    ----------
    x : ndarray, shape (points,)
        Where on the x-axis the band is known, close together.
    low, high : ndarray, shape (positions, points)
        Its ends, for each position of a slider.

    Returns
    -------
    x, y : ndarray, shapes (1, 2 · points, 1) and (positions, 2 · points, 1)
        In data coordinates: a thick line through them fills the band.

    Examples
    --------

    >>> x, y = band_points(np.array([0, 1]), np.array([[5, 6]]), np.array([[7, 8]]))
    >>> x.ravel().tolist(), y.ravel().tolist()
    ([0, 0, 1, 1], [5, 7, 6, 8])
    """
    ends = np.stack([low, high], axis=-1).reshape(len(low), -1, 1)
    return np.repeat(x, 2)[None, :, None], ends
