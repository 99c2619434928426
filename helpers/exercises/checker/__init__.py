"""check: a reader's function beside the true one."""

from functools import cache

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.exercises.checker import reference_exercises
from helpers.exercises.checker.diagnosis import judge
from helpers.exercises.checker.report import Page, overlay
from helpers.problems import DiamondPrices
from helpers.registry import entry_of

__all__ = ["check"]


def check(mine, like, **fixed):
    """Return a page that says whether `mine` does what `like` does, and names the mistake if not.

    `mine`: the reader's function. `like`: gradient_descent, momentum, rmsprop or adam of
    helpers.rules, or squared_error or epoch of helpers.exercises. `fixed`: values of settings that
    are written into `mine`, so that it does not take them. The page has `right`, which is None
    where nothing is written yet, and `says`. Raises ValueError for another `like`, TypeError or
    ValueError for `fixed` that `like` does not take or that make no sense.
    """
    finding = judge(mine, like, fixed)
    return Page(finding, like.__name__, lambda: _drawn(mine, like, fixed))


def _drawn(mine, like, fixed):
    """Return a picture of both on the diamonds, or nothing for what has no path there."""
    counted = "updates"
    try:
        if entry_of(like) is not None:
            paths = _walks(mine, like, fixed)
        elif like is reference_exercises.epoch:
            paths = [_epochs(function, _diamonds()) for function in (like, fresh_copy(mine))]
            counted = "epochs"
        else:
            return ""
    except Exception:  # right in the trials, but made for one number at a time, or for ten stones
        return ""
    labels = like.__name__.replace("_", " "), rule_name(mine)
    return overlay(_diamonds(), paths, labels, counted)


def _walks(mine, like, fixed):
    """Return the paths of the true rule and of the reader's."""
    rate = entry_of(like).exercise_rate
    settings = {**hyperparameter_defaults(like), "learning_rate": rate, **fixed}
    own = {name: settings[name] for name in hyperparameter_defaults(mine) if name in settings}
    pairs = (like, settings), (fresh_copy(mine), own)
    return [descend(rule, _diamonds(), steps=60, **given).path for rule, given in pairs]


def _epochs(function, problem, count=12):
    """Return the places after each epoch, with batches of 500 stones at a rate of 0.1."""
    rng, path = np.random.default_rng(0), [problem.start]
    for _ in range(count):
        place = function(
            path[-1].copy(), problem.x, problem.y, rng, learning_rate=0.1, batch_size=500
        )
        path.append(np.array(place, dtype=float))
    return np.array(path)


@cache
def _diamonds():
    return DiamondPrices(split_diamonds(load_diamonds()).train)
