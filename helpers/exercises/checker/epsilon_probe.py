"""Where all is tiny, it shows whether a rule has an epsilon written in, and where that stands."""

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.exercises.checker.evaluation import agree, try_one
from helpers.exercises.checker.specs import ACROSS, FIRST, Trial, walk

TINY = 1e-8
MISPLACED = ("epsilon inside", "epsilon on params")
COMMON = (1e-8, 1e-10, 1e-7, 1e-6)  # what people write


def written_in(tried):
    """Return the slip with which a rule that takes no epsilon has one all the same, or None.

    `tried`: the Attempt with a rule that is right elsewhere. Slopes, steps and start are as small
    as an epsilon here, so one that is added in the wrong place makes a difference.
    """
    slopes = TINY * np.array(ACROSS)
    settings = {name: FIRST[name] for name in tried.task.defaults} | {"learning_rate": TINY}
    own = {name: settings[name] for name in tried.own[tried.main[0]]}
    task = tried.task._replace(trials={"tiny": Trial(walk(np.zeros(2), slopes), settings)})
    mine = try_one(fresh_copy(tried.mine), task, "tiny", own)
    for slip in MISPLACED:
        guess = task.ways[0](frozenset({slip}))
        if any(agree(mine, try_one(guess, task, "tiny", settings | {"epsilon": epsilon}))
               for epsilon in COMMON):  # fmt: skip
            return slip
    return None
