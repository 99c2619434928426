"""What goes on inside a rule: the steps it takes, and the moments it keeps."""

import numpy as np

from helpers.core.signature import hyperparameter_defaults
from helpers.core.validation import checked_attributes
from helpers.plotting.view import BLUE, GREY, Trace, View, many_decades, per_run, tidy

# ---- the step of each parameter -----------------------------------------------------------------


def _steps_background(axes, problem, steps, **_):
    reach = np.ptp(problem.domain, axis=1) / 2
    many_decades(axes, "y")
    axes.set_ylim(1e-5 * reach.min(), 100 * reach.max())  # the uppermost part is the legend's
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    pairs = zip(problem.parameter_names, STROKES, strict=True)
    lines = [
        axes.plot([], [], color=GREY, ls=stroke, lw=1.6, label=f"|Δ{name}|")[0]
        for name, stroke in pairs
    ]
    axes.add_artist(axes.legend(handles=lines, loc="upper left", ncols=2, fontsize=8))
    tidy(axes, "Step of each parameter", "updates", "size of the step (log scale)")


STROKES = ("-", "--")  # of the first and of the second parameter


def _steps_traces(axes, colour):
    lines = [axes.plot([], [], color=colour, ls=stroke, lw=1.6)[0] for stroke in STROKES]
    now = axes.plot([], [], "o", color=colour, mec="white", mew=1.0, ms=7)[0]
    return [*(Trace(line, trail=True) for line in lines), Trace(now)]


def _steps_points(run):
    """Before the first update there is no step: a gap. A step of 0 has no place on a log scale."""
    with np.errstate(all="ignore"):
        sizes = np.abs(np.diff(run.path, axis=0, prepend=np.nan))
    sizes[sizes == 0] = np.nan
    count = np.arange(run.steps + 1.0)[None, None, :]
    first, second = per_run(sizes[..., 0]), per_run(sizes[..., 1])
    return [(count, first), (count, second), (count, np.concatenate([first, second], axis=1))]


# ---- the two moments of Adam, uncorrected and as the rule uses them -----------------------------


def moments(run):
    """Return the moments that Adam keeps, recomputed from the run's gradients: four arrays of shape
    (steps, ..., 2), the mean and the root of the mean square as they are collected, and the same
    two as the rule uses them: corrected, unless bias_correction is off. Kingma & Ba (2015).

    A rule without beta1 or beta2 has no memory of that kind: its moment is the last slope's alone.
    """
    checked_attributes(
        "run", run, "rule gradients hyperparameters", "a Run: what descend(...) returned"
    )
    settings = {**hyperparameter_defaults(run.rule), **run.hyperparameters}
    t = np.arange(1, run.steps + 1).reshape(-1, *[1] * (run.gradients.ndim - 1))
    means = []
    with np.errstate(all="ignore"):
        for power, name in ((1, "beta1"), (2, "beta2")):
            beta, mean, kept = np.asarray(settings.get(name, 0.0)), 0.0, []
            for gradient in run.gradients:
                mean = beta * mean + (1 - beta) * gradient**power
                kept.append(mean)
            corrected = np.asarray(settings.get("bias_correction", True))
            used = np.array(kept) / np.where(corrected, 1 - beta**t, 1.0)
            means.append((np.array(kept), used))
        (mean, used_mean), (square, used_square) = means
        return mean, square**0.5, used_mean, used_square**0.5


def _moments_background(axes, problem, steps, **_):
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xlim(0, 1.02 * steps + 0.5)
    axes.set_ylim(-0.7, 1.9)  # the uppermost part is the legend's
    tidy(
        axes,
        f"Moments of the slope along {problem.parameter_names[0]}",
        "updates",
        "in parts of the first slope",
    )
    felt, first, _, used, root = _moments_lines(axes, GREY)
    labels = ("slope felt", "uncorrected", "as used", "blue: root mean square")
    axes.legend((felt, first, used, root), labels, loc="upper right", ncols=2, fontsize=7)


def _moments_lines(axes, colour):
    felt = axes.plot([], [], ".", color="#7f8b92", ms=5)
    stored = [axes.plot([], [], ":", color=c, lw=1.4)[0] for c in (colour, BLUE)]
    used = [axes.plot([], [], "-", color=c, lw=2.0)[0] for c in (colour, BLUE)]
    return [*felt, *stored, *used]


def _moments_traces(axes, colour):
    return [Trace(line, trail=True) for line in _moments_lines(axes, colour)]


def _moments_points(run):
    """Nothing has been felt before the first update: a gap."""
    first = run.gradients[:1, ..., 0]
    scale = np.where((first == 0) | ~np.isfinite(first), 1.0, first)
    mean, root, used_mean, used_root = (kept[..., 0] for kept in moments(run))
    lines = (run.gradients[..., 0] / scale, mean / scale, root / np.abs(scale),
             used_mean / scale, used_root / np.abs(scale))  # fmt: skip
    gap = np.full_like(first, np.nan)
    step = np.arange(run.steps + 1.0)[None, None, :]
    return [(step, per_run(np.concatenate([gap, line]))) for line in lines]


VIEWS = {
    "steps": View(_steps_background, _steps_traces, _steps_points),
    "moments": View(_moments_background, _moments_traces, _moments_points),
}
