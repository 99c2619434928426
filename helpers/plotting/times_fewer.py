"""How many examples are read for each target, and how many times fewer than by gradient descent."""

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.core.validation import checked_positive, short_repr
from helpers.plotting import style
from helpers.plotting.axes import WIDE_TEXT, label_axes, set_log_axis, set_wide_log_axis

MOST_CURVES = len(style.CURVES_OF_SGD)
CURVES_WANTED = (
    f"{{label: numbers of examples}}, of gradient descent and then of 1 to {MOST_CURVES} more"
)


@style.course_style()
def times_fewer(targets: Any, read: dict[str, Any]) -> Figure:
    """Draw the examples read for each target, and label the gap between the first and the last.

    Parameters
    ----------
    targets : array_like, shape (n,)
        Excess losses, as shares of the lowest loss.
    read : dict
        ``{label: array_like}``, the examples read for each target, of shape (n,): first of gradient
        descent, then of SGD, in one or two ways. Of two, the first is drawn as a dashed line. Where
        an array is infinite, as `examples_read` returns it, there is no point.

    Returns
    -------
    Figure
        A figure of pyplot with logarithmic axes. In the gap stands how many times fewer examples
        the last one reads, or how many times more.

    Raises
    ------
    TypeError
        If `read` is not such a dict.
    ValueError
        If there are not as many numbers above 0 as targets.

    Examples
    --------

    >>> figure = times_fewer([0.1, 0.01], {"all": [800, 900], "batches": [8, 300]})
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['100 times fewer', '3 times fewer']
    >>> plt.close(figure)
    """
    shares = checked_positive("targets", targets)
    if not isinstance(read, dict) or not 2 <= len(read) <= 1 + MOST_CURVES:
        raise TypeError(f"read must be {CURVES_WANTED}, not {short_repr(read)}.")
    counts = {label: _checked_counts(f"read of {label}", given) for label, given in read.items()}
    for label, given in counts.items():
        if given.shape != shares.shape:
            raise ValueError(f"read of {label} must be {len(shares)} numbers, one for each target.")
    figure, axes = plt.subplots(
        figsize=style.WIDE_LOW, layout="constrained", FigureClass=style.CourseFigure
    )
    everything, *ways = counts
    looks = {everything: style.OF_GRADIENT_DESCENT}
    looks |= dict(zip(ways, style.CURVES_OF_SGD[-len(ways) :], strict=True))
    for label, look in looks.items():
        axes.plot(counts[label], shares, label=label, **look)
    _label_gaps(axes, shares, counts[everything], counts[ways[-1]])
    set_wide_log_axis(axes, "x")
    set_log_axis(axes, "y")
    axes.set_yticks(shares, [f"{share:.3g}" for share in 100 * shares])
    axes.minorticks_off()
    axes.set_ylim(shares.min() / 3, 3 * shares.max())
    axes.legend(loc="lower left", fontsize=style.MEDIUM)
    above = "% above the lowest loss (log scale)"
    label_axes(axes, "", "examples read (log scale)", above, sizes=WIDE_TEXT)
    return figure


def _checked_counts(name: str, given: Any) -> np.ndarray:
    """Return numbers above 0, and nan where an array is infinite: that target is not reached."""
    if not isinstance(given, np.ndarray):
        return checked_positive(name, given)
    missed = np.isposinf(given)
    return np.where(missed, np.nan, checked_positive(name, np.where(missed, 1.0, given)))


def _label_gaps(axes: Axes, shares: np.ndarray, many: np.ndarray, few: np.ndarray) -> None:
    """Join the two points of each target, and write between them how many times fewer or more."""
    for share, most, least in zip(shares, many, few, strict=True):
        factor = most / least
        if not np.isfinite(factor):
            continue
        axes.plot([least, most], [share, share], **style.BETWEEN)
        times = max(factor, 1 / factor)
        text = f"{times:.0f}" if times >= 10 else f"{times:.2g}"
        text = f"{text} times {'fewer' if factor > 1 else 'more'}" if text != "1" else "as many"
        up = 8 if factor > 2 else -18  # in a short gap the curves are in the way above
        axes.annotate(text, (np.sqrt(least * most), share), xytext=(0, up),
                      textcoords="offset points", ha="center", fontsize=style.MEDIUM,
                      bbox=style.LABEL_BOX)  # fmt: skip
