"""The loss surfaces of single examples, and of their mean."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from helpers.core.validation import checked_attributes, checked_ints, short_repr
from helpers.plotting import style
from helpers.plotting.axes import WIDE_TEXT, label_axes
from helpers.plotting.views import VIEWS
from helpers.problems import LeastSquares
from helpers.problems.height_of_start import height_of_start

MIN_EXAMPLES, MAX_EXAMPLES = 2, len(style.EXAMPLES)  # two determine a line, and each has a colour
GRID_POINTS = 161  # points along each parameter
LEVELS = np.array([0.01, 0.05, 0.15, 0.4, 1.0])  # contours of the mean, in heights of the start


@style.course_style()
def example_surfaces(problem: LeastSquares, examples: ArrayLike) -> Figure:
    """Draw a few examples, and beside them the loss of each one alone and the mean of these losses.

    The loss of one example, (m x + b - y)², is a trough: it is zero along a line, since there are
    many lines through one point. The mean of a few troughs is a bowl.

    Parameters
    ----------
    problem : LeastSquares
        A problem with data.
    examples : array_like
        Row numbers, shape (n,), two to four, of examples that do not all have the same x.

    Returns
    -------
    Figure
        A figure of pyplot with two axes.

    Raises
    ------
    TypeError
        If `problem` has no data, or `examples` are not whole numbers.
    ValueError
        For other row numbers, or examples that all have the same x.

    Examples
    --------

    >>> problem = LeastSquares([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 2.0, 5.0])
    >>> figure = example_surfaces(problem, [0, 2])
    >>> [axes.get_xlabel() for axes in figure.axes]
    ['x', 'm']
    >>> plt.close(figure)
    """
    expected = "LeastSquares(x, y) or DiamondPrices(train), which have examples"
    checked_attributes("problem", problem, "x y rows domain", expected)
    rows = checked_ints("examples", examples, low=0, high=problem.rows - 1)
    if (
        rows.ndim != 1
        or not MIN_EXAMPLES <= len(rows) <= MAX_EXAMPLES
        or np.ptp(problem.x[rows]) == 0
    ):
        numbers = f"{MIN_EXAMPLES} to {MAX_EXAMPLES} row numbers of examples that differ in x"
        raise ValueError(f"examples must be {numbers}, not {short_repr(examples)}.")
    figure, (left, right) = plt.subplots(
        1, 2, figsize=style.WIDE, layout="constrained", FigureClass=style.CourseFigure
    )
    mean = LeastSquares(problem.x[rows], problem.y[rows])
    VIEWS["data"].background(left, problem, 1, show_minimum=False)
    for (x, y), colour in zip(np.stack([mean.x, mean.y], axis=-1), style.EXAMPLES, strict=False):
        left.plot([x], [y], color=colour, **style.EXAMPLE)
        _draw_trough(right, problem, (x, y), colour)
    _draw_mean(right, problem, mean)
    title, labels = (
        f"{len(rows)} of {problem.rows:,} examples",
        (left.get_xlabel(), left.get_ylabel()),
    )
    label_axes(left, title, *labels, sizes=WIDE_TEXT)
    label_axes(right, "The loss of each, and their mean", *problem.parameter_names, sizes=WIDE_TEXT)
    return figure


def _draw_trough(
    axes: Axes, problem: LeastSquares, example: tuple[float, float], colour: str
) -> None:
    """Draw the line on which the loss of an example is 0, and the band in which it is below 1."""
    x, y = example
    m = problem.domain[0]
    b = y - m * x
    axes.plot(m, b, color=colour, **style.ZERO_LOSS)
    axes.fill_between(m, b - 1, b + 1, color=colour, **style.TROUGH)


def _draw_mean(axes: Axes, problem: LeastSquares, mean: LeastSquares) -> None:
    """Draw the contours of the mean of the losses, its minimum, and that of the whole problem."""
    m, b = (np.linspace(low, high, GRID_POINTS) for low, high in problem.domain)
    excess = mean.excess(np.stack(np.meshgrid(m, b), axis=-1))
    axes.contour(m, b, excess, LEVELS * height_of_start(mean), **style.MEAN_CONTOURS)
    axes.plot(*mean.minimum, label=f"minimum of these {mean.rows}", **style.MINIMUM_OF_MEAN)
    axes.plot(*problem.minimum, label=f"minimum of all {problem.rows:,}", **style.MINIMUM_RING)
    axes.set(xlim=problem.domain[0], ylim=problem.domain[1])
    axes.legend(loc="lower left", fontsize=style.MEDIUM)
