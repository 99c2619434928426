"""check_training: a reader's training loop, judged by its test error, and the mistake named."""

from collections.abc import Callable

from helpers.core.optional_packages import check_installed
from helpers.exercises.checker.report import CheckReport


def check_training(mine: Callable) -> CheckReport:
    """Return a page that says whether a reader's training is right, and names the mistake if not.

    Parameters
    ----------
    mine : callable
        The reader's function. It is called as mine(x, y, train_rows, test_rows) with tensors: the
        raw columns, of shape (rows, 9), the logarithms of the prices, of shape (rows,), and the
        numbers of the rows to learn from and to test with. It returns what it predicts for the
        test rows.

    Returns
    -------
    CheckReport
        See its `right`, `message` and `names`.

    Raises
    ------
    MissingPackageError
        Where torch is not installed.
    """
    check_installed("torch")
    from helpers.exercises.training.judge import judge_training

    return CheckReport(judge_training(mine), "my_training", lambda: "").keep()
