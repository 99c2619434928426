"""How high a problem starts: what pictures and learning rates are scaled by."""

from helpers.protocols import Problem


def height_of_start(problem: Problem) -> float:
    """Return the excess loss at the start, or a height of that order if it is 0.

    Parameters
    ----------
    problem : Problem
        What is minimised.

    Returns
    -------
    float
        Above 0, in units of the loss.
    """
    return float(problem.excess(problem.start)) or abs(float(problem.lowest)) or 1.0
