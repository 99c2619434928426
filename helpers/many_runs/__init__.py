"""Many runs: what sweep.py is made of, and what a comparison of optimisers counts in them.

What sweep.py is made of:

    batched_runs.py        many runs as one Run
    swept_schedules.py     the schedules of a sweep

For comparisons, whose runs are too many to store:

    final_losses.py        the ends of many thousand runs
    comparison_counts.py   updates until a run settles, and the range of good learning rates
"""

from helpers.many_runs.comparison_counts import GoodRange, good_range, updates_to_settle
from helpers.many_runs.final_losses import final_excess

__all__ = ["GoodRange", "final_excess", "good_range", "updates_to_settle"]
