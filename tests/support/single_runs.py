"""The runs of a race, each made by itself, to compare with those made in one sweep."""

from functools import cache

import numpy as np

from helpers.descent import descend
from helpers.widgets.race_runs import RACE_RULES


@cache
def single_runs(problem, name, rate, batch_size, steps, seeds, schedule=None):
    """Return the rows read, and the excess of each shuffle: (steps + 1,), (seeds, steps + 1)."""
    batch_size = problem.rows if name == "gradient descent" else batch_size
    settings = {"steps": steps, "learning_rate": rate, "batch_size": batch_size}
    settings["schedule"] = schedule
    runs = [descend(RACE_RULES[name], problem, **settings, seed=seed) for seed in seeds]
    return runs[0].rows_seen, np.array([run.excess for run in runs])
