"""A single walk on the diamonds in plain floats: the same numbers as in arrays, sooner.

For arrays of two numbers numpy needs longer to get ready than to compute.
"""

import numpy as np

from helpers.problems import DiamondPrices
from helpers.rules import gradient_descent, momentum

# These only add, subtract and multiply, which floats and arrays do alike, to the last bit. Roots
# and powers they do not.
SAME_IN_FLOATS = (gradient_descent, momentum)


def suits(rule, problem, runs, settings):
    """Say whether `walk` can take the place of the loop in `descend`."""
    known = any(rule is other for other in SAME_IN_FLOATS) and type(problem) is DiamondPrices
    return known and runs == () and all(np.ndim(value) == 0 for value in settings.values())


def walk(rule, path, gradients, schedule, state, settings):
    """Fill `path` and `gradients` from path[0] on, with the batches of a `schedule`."""
    settings = {name: float(value) for name, value in settings.items()}
    m, b = path[0].tolist()
    m_state = b_state = state
    places, slopes = [], []
    columns = np.reshape(schedule, (-1, 6)).T.tolist()
    for mm, mb, bm, bb, my, by in zip(*columns, strict=True):
        m_slope, b_slope = m * mm + b * bm - my, m * mb + b * bb - by  # as in problem.gradient
        m, m_state = rule(m, m_slope, m_state, **settings)
        b, b_state = rule(b, b_slope, b_state, **settings)
        places.append((m, b))
        slopes.append((m_slope, b_slope))
    path[1:], gradients[:] = places, slopes
