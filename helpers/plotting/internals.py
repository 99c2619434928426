"""Views of the inside of a rule: the steps it takes, and the moments it keeps."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.core.validation import checked_attributes
from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.axes import label_axes, set_wide_log_axis
from helpers.plotting.view import Points, Trace, View, empty_line, per_run
from helpers.protocols import Problem
from helpers.registry import entry_of

# ---- the step of each parameter -----------------------------------------------------------------

PARAMETER_DASHES = ("-", "--")  # of the first and of the second parameter, besides their colours


def _steps_background(axes: Axes, problem: Problem, steps: int, **unused: bool) -> None:
    reach = np.ptp(problem.domain, axis=1) / 2
    set_wide_log_axis(axes, "y")
    axes.set_ylim(1e-5 * reach.min(), 100 * reach.max())  # with room for the legend at the top
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    lines = _median_lines(axes)
    labels = [f"|Δ{name}|" for name in problem.parameter_names]
    window = _median_window(steps)
    title = f"median of {window} steps; pale: each" if window > 1 else None
    legend = axes.legend(lines, labels, loc="upper left", ncols=2, fontsize=style.SMALL,
                         title=title, title_fontsize=style.TINY)  # fmt: skip
    axes.add_artist(legend)  # so that a second legend, of several rules, leaves it there
    label_axes(axes, "Step of each parameter", "updates", "size of the step (log scale)")


def _median_lines(axes: Axes) -> list[Line2D]:
    looks = zip(style.PARAMETERS, PARAMETER_DASHES, strict=True)
    return [empty_line(axes, color=hue, ls=dashes, **style.CURVE) for hue, dashes in looks]


def _steps_traces(axes: Axes, colour: str) -> list[Trace]:
    each = [empty_line(axes, color=hue, **style.EACH_STEP) for hue in style.PARAMETERS]
    trails = [Trace(line, trail=True) for line in (*each, *_median_lines(axes))]
    dots = [Trace(empty_line(axes, color=colour, **style.CURRENT_STEP)) for _ in PARAMETER_DASHES]
    return [*trails, *dots]


def _steps_points(run: Run) -> list[Points]:
    """Return the points, with gaps before the first update and where a step is 0."""
    with np.errstate(all="ignore"):
        sizes = np.abs(np.diff(run.path, axis=0, prepend=np.nan))
    sizes[sizes == 0] = np.nan
    each = [per_run(sizes[..., k]) for k in (0, 1)]
    medians = [per_run(running_median(sizes[..., k])) for k in (0, 1)]
    count = np.arange(run.steps + 1.0)[None, None, :]
    return [(count, line) for line in (*each, *medians, *medians)]  # the same arrays: sent once


def running_median(sizes: np.ndarray) -> np.ndarray:
    """Return the median over some steps around each, a fortieth of all of them to either side.

    The window is even: the median of steps that alternate between short and long is then smooth.

    Parameters
    ----------
    sizes : ndarray, shape (steps + 1, ...)
        NaN, as before the first update, stays NaN and does not count.

    Returns
    -------
    ndarray
        Of the shape of `sizes`.

    Examples
    --------

    >>> noisy = np.where(np.arange(81) % 2, 1.0, 9.0)
    >>> running_median(noisy)[40:44]
    array([5., 5., 5., 5.])
    >>> float(running_median(np.r_[np.zeros(40), 7.0, np.zeros(40)]).max())
    0.0
    """
    columns = pd.DataFrame(sizes.reshape(len(sizes), -1))
    window = columns.rolling(_median_window(len(sizes) - 1), center=True, min_periods=1)
    return np.where(np.isnan(sizes), np.nan, window.median().to_numpy().reshape(sizes.shape))


def _median_window(steps: int) -> int:
    return max(2 * (steps // 40), 1)


# ---- the two moments of Adam, uncorrected and as the rule uses them -----------------------------


def moments(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the moments that Adam keeps, recomputed from the gradients of a run.

    A rule of the course has to be one whose registry entry says `keeps_moments`. A reader's own
    has to have beta1 and beta2, and is taken at its word.

    Parameters
    ----------
    run : Run
        A run, or many at once.

    Returns
    -------
    mean, root, used_mean, used_root : ndarray, shape (steps, ..., 2)
        The mean and the root of the mean square as they are collected, and the same two as the
        rule uses them: corrected, unless bias_correction is off. In units of the gradient.

    Raises
    ------
    TypeError
        If `run` is not a Run.
    ValueError
        For a rule that does not keep these two moments.

    References
    ----------
    Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1.

    Examples
    --------

    >>> from helpers.descent import descend
    >>> from helpers.problems import ravine
    >>> from helpers.rules import adam
    >>> run = descend(adam, ravine(), steps=3, learning_rate=0.1)
    >>> _, _, used_mean, _ = moments(run)
    >>> bool(np.allclose(used_mean[0], run.gradients[0]))
    True
    """
    checked_attributes(
        "run", run, "rule gradients hyperparameters", "a Run: what descend(...) returned"
    )
    settings, entry = run.canonical_settings, entry_of(run.rule)
    has_betas = {"beta1", "beta2"} <= settings.keys()
    if not (has_betas if entry is None else entry.keeps_moments):
        raise ValueError("The view moments is about Adam: pass a rule that keeps its two moments, "
                         "with beta1 and beta2.")  # fmt: skip
    corrects = np.asarray(settings.get("bias_correction", True))
    with np.errstate(all="ignore"):
        means = [
            _moving_average(run.gradients**power, np.asarray(settings[name]), corrects)
            for power, name in ((1, "beta1"), (2, "beta2"))
        ]
        (mean, used_mean), (square, used_square) = means
        return mean, square**0.5, used_mean, used_square**0.5


def _moving_average(
    values: np.ndarray, beta: np.ndarray, corrects: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the moving average of `values` along their first axis, and the same as used."""
    mean, means = np.zeros(()), []
    for value in values:
        mean = beta * mean + (1 - beta) * value
        means.append(mean)
    t = np.arange(1, len(values) + 1).reshape(-1, *[1] * (values.ndim - 1))
    return np.array(means), np.array(means) / np.where(corrects, 1 - beta**t, 1.0)


def _moments_background(axes: Axes, problem: Problem, steps: int, **unused: bool) -> None:
    axes.axhline(0, **style.ZERO)
    axes.set_xlim(0, 1.02 * steps + 0.5)
    axes.set_ylim(-0.7, 1.9)  # with room for the legend at the top
    title = f"Moments of the gradient along {problem.parameter_names[0]}"
    label_axes(axes, title, "updates", "in parts of the first gradient")


def _moments_traces(axes: Axes, colour: str) -> list[Trace]:
    """Add the lines, and a legend in their colours: that of the mean is the rule's."""
    gradients = empty_line(axes, **style.GRADIENTS)
    shades = (colour, style.BLUE)
    raw_mean, raw_root = (empty_line(axes, color=shade, **style.UNCORRECTED) for shade in shades)
    mean, root = (empty_line(axes, color=shade, **style.AS_USED) for shade in shades)
    labels = {gradients: "gradient", mean: "mean", raw_mean: "uncorrected",
             root: "root mean square", raw_root: "uncorrected"}  # fmt: skip
    axes.legend([*labels], [*labels.values()], loc="upper right", ncols=2, fontsize=style.TINY)
    lines = (gradients, raw_mean, raw_root, mean, root)
    return [Trace(line, trail=True) for line in lines]


def _moments_points(run: Run) -> list[Points]:
    """Return the points in parts of the first gradient, with a gap before the first update."""
    first_gradient = run.gradients[:1, ..., 0]
    scale = np.where((first_gradient == 0) | ~np.isfinite(first_gradient), 1.0, first_gradient)
    mean, root, used_mean, used_root = (moment[..., 0] for moment in moments(run))
    lines = (run.gradients[..., 0] / scale, mean / scale, root / np.abs(scale),
             used_mean / scale, used_root / np.abs(scale))  # fmt: skip
    gap = np.full_like(first_gradient, np.nan)
    step = np.arange(run.steps + 1.0)[None, None, :]
    return [(step, per_run(np.concatenate([gap, line]))) for line in lines]


VIEWS = {
    "steps": View(_steps_background, _steps_traces, _steps_points, parameters=2),
    "moments": View(_moments_background, _moments_traces, _moments_points),
}
