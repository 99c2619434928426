"""What a comparison of optimisers needs: the ends of many runs, and what is counted in them.

ends_of_runs.py   the excess loss at the end of thousands of runs, which are too many to store
counts.py         updates until a run settles, and the range of good learning rates
"""

from helpers.comparisons.counts import GoodRange, good_range, updates_to_settle
from helpers.comparisons.ends_of_runs import final_excess

__all__ = ["GoodRange", "final_excess", "good_range", "updates_to_settle"]
