"""Random moves of what is on a board; each caption is held against what fresh runs give.

It asks for no pytest: tests/site/test_worker.py runs it in the Python of a page too.
"""

from itertools import islice

from helpers.widgets.change_of_unit import ChangeOfUnit
from helpers.widgets.compare import Comparison
from helpers.widgets.manual_descent import ManualDescent
from helpers.widgets.playground import Playground
from helpers.widgets.race import Race
from support.moved_boards import (
    check_change_of_unit,
    check_comparison,
    check_manual_descent,
    check_race,
)
from support.moved_playgrounds import check_playground
from support.moving import ON_THE_WAY

CHECKS = {
    ChangeOfUnit: check_change_of_unit,
    Playground: check_playground,
    ManualDescent: check_manual_descent,
    Race: check_race,
    Comparison: check_comparison,
}


def check_moves(board, wanted, rng):
    """Make so many random moves on a board and check the caption of each; return how many.

    The race has a tenth of them: each is 50 runs.
    """
    (check,) = [check for kind, check in CHECKS.items() if isinstance(board, kind)]
    wanted = max(ON_THE_WAY, wanted // 10) if check is check_race else wanted
    return sum(1 for _ in islice(check(board, rng), wanted))
