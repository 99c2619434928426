"""The ways to look at a Run. One description serves the still figures and the live ones.

A View says what stands still on an axes, which lines move, and where a Run puts them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.descent import descend, settings_of

GREY = "#5f6b73"
BLUE = "#0072b2"  # gradient descent's, as in pictures.COLOURS


class Trace(NamedTuple):
    """A line that moves. A trail shows its first k + 1 points at step k; else the step's own."""

    line: object
    trail: bool = False


class View(NamedTuple):
    """One way to look at a Run: three functions, used by `gallery` and by the playground.

    `seen`: whether the ground is drawn; `known`: whether the best place on it is.
    """

    still: Callable  # (axes, problem, steps, seen, known): draws what does not move
    traces: Callable  # (axes, colour) -> [Trace]
    points: Callable  # (run) -> [(x, y)], one for each trace, shapes that broadcast to
    #                   (runs, points, steps + 1)


def _per_run(values):
    """From (steps + 1, ...) to (runs, 1, steps + 1)."""
    return values.reshape(len(values), -1).T[:, None, :]


def _tidy(axes, title, x_label, y_label):
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(x_label, fontsize=9)
    axes.set_ylabel(y_label, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


# ---- the data and the line ------------------------------------------------------------------


def _data_still(axes, problem, steps, *, seen=True, known=True):
    shown = slice(0, 1_000)  # the rows come shuffled: the first ones are a fair sample
    axes.plot(problem.x[shown], problem.y[shown], ".", color=GREY, alpha=0.3, ms=3, mew=0)
    span = np.array([problem.x.min(), np.quantile(problem.x, 0.999)])
    if known:
        best = problem.predict(problem.minimum, span)
        axes.plot(span, best, "--", color="black", lw=1.2, label="best line")
        axes.legend(loc="lower right", fontsize=8)
    high = float(problem.y.max())
    axes.set_xlim(span[0] - 0.03 * np.ptp(span), span[1] + 0.03 * np.ptp(span))
    axes.set_ylim(-0.25 * high, 1.15 * high)
    unit = problem.carat_unit + "s" * (problem.carat_unit != "standardised")
    _tidy(
        axes,
        "The diamonds and the line",
        f"weight ({unit})",
        f"price ({_plural(problem.price_unit)})",
    )


def _plural(unit):
    return unit if unit.endswith("s") else unit + "s"


def _data_traces(axes, colour):
    return [Trace(*axes.plot([], [], color=colour, lw=2.2))]


def _data_points(run):
    ends = np.array(_data_span(run.problem))[None, :, None]
    m, b = _per_run(run.path[..., 0]), _per_run(run.path[..., 1])
    with np.errstate(all="ignore"):
        return [(ends, m * ends + b)]


def _data_span(problem):
    low, high = problem.x.min(), np.quantile(problem.x, 0.999)
    return low - 0.03 * (high - low), high + 0.03 * (high - low)


# ---- the hillside and the path --------------------------------------------------------------


def _hillside_still(axes, problem, steps, *, seen=True, known=True):
    (left, right), (bottom, top) = problem.domain
    x, y = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    height = problem.excess(np.stack([x, y], axis=-1))
    levels = 1.001 * height.max() * np.linspace(0, 1, 13) ** 2.5  # closer together near the bottom
    greys = [str(1 - 0.35 * i / 12) for i in range(12)]
    if seen:
        axes.contourf(x, y, height, levels, colors=greys)
        axes.contour(x, y, height, levels[1:], colors="#8a949b", linewidths=0.5)
    if known:
        axes.plot(*problem.minimum, "*", color="#f0e442", mec="black", ms=17, mew=0.8)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    m, b = problem.parameter_names
    _tidy(axes, "The hillside from above", m, b)


def _hillside_traces(axes, colour):
    start = axes.plot([], [], "o", color="white", mec=colour, mew=1.5, ms=7)[0]
    path = axes.plot([], [], ".-", color=colour, lw=1.3, ms=4)[0]
    walker = axes.plot([], [], "o", color=colour, mec="white", mew=1.2, ms=9)[0]
    return [Trace(start), Trace(path, trail=True), Trace(walker)]


def _hillside_points(run):
    x, y = _per_run(run.path[..., 0]), _per_run(run.path[..., 1])
    return [(x[..., :1], y[..., :1]), (x, y), (x, y)]


# ---- the loss, step by step -----------------------------------------------------------------


def _loss_still(axes, problem, steps, **_):
    height = float(problem.excess(problem.start)) or 1.0
    axes.set_yscale("log")
    axes.set_ylim(height * 1e-6, height * 30)
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    _tidy(axes, "Loss above the lowest", "updates", _loss_unit(problem))


def _loss_unit(problem):
    unit = getattr(problem, "price_unit", None)
    return f"{_plural(unit)}² (log scale)" if unit else "height (log scale)"


def _loss_traces(axes, colour):
    curve = axes.plot([], [], "-", color=colour, lw=1.6)[0]
    now = axes.plot([], [], "o", color=colour, mec="white", mew=1.0, ms=7)[0]
    return [Trace(curve, trail=True), Trace(now)]


def _loss_points(run):
    step, height = np.arange(run.steps + 1.0)[None, None, :], _per_run(run.excess)
    return [(step, height), (step, height)]


# ---- the two speeds of gradient descent -----------------------------------------------------


def _speeds_still(axes, problem, steps, **_):
    flat, steep = np.linalg.eigvalsh(problem.hessian)
    limit = 2 / steep
    rate = np.linspace(0, 1.25 * limit, 301)
    axes.plot(rate, np.abs(1 - rate * flat), color="black", lw=1.4, label="gentlest direction")
    axes.plot(rate, np.abs(1 - rate * steep), color="black", lw=1.4, ls=":", label="steepest")
    axes.axhspan(1, 2, color="#d55e00", alpha=0.15, lw=0)
    axes.axvline(limit, color="#d55e00", lw=1.4, ls="--")
    axes.annotate(
        f"limit {limit:.3g}",
        (limit, 0.02),
        xytext=(-3, 0),
        rotation=90,
        fontsize=8,
        textcoords="offset points",
        ha="right",
        va="bottom",
    )
    axes.annotate("grows", (0.5 * limit, 1.06), fontsize=8, ha="center")
    axes.annotate("shrinks", (0.5 * limit, 0.5), fontsize=8, ha="center")
    axes.legend(fontsize=8, loc="upper left")
    axes.set_xlim(0, rate[-1])
    axes.set_ylim(0, 1.5)
    _tidy(axes, "Distance kept per update", "learning rate", "factor")


def _speeds_traces(axes, colour):
    return [Trace(*axes.plot([], [], "o-", color=colour, mec="white", lw=1.0, ms=8))]


def _speeds_points(run):
    settings = {**settings_of(run.rule), **run.hyperparameters}
    if "learning_rate" not in settings:
        raise ValueError("The view speeds is about the learning_rate: pass a rule that has one.")
    rate = np.reshape(settings["learning_rate"], (-1, 1, 1))
    return [(rate, np.abs(1 - rate * np.linalg.eigvalsh(run.problem.hessian)[None, :, None]))]


# ---- how quick momentum is, at every learning rate and beta -----------------------------------

SLOWER = (5, 10, 20, 50, 100, 200, 500, 1000)  # updates, where the map has its contours


def kept_by_momentum(learning_rate, beta, curvature):
    """Return the factor by which momentum shrinks a distance per update, in the long run.

    In a direction of that curvature d[t + 1] = (1 + beta - rate · curvature) d[t] - beta d[t - 1].
    The factor is the larger root of r² = (1 + beta - rate · curvature) r - beta, without its sign.
    Arguments broadcast. Polyak (1964).
    """
    middle = (1 + beta - learning_rate * curvature) / 2
    root = np.sqrt(middle**2 - beta + 0j)
    return np.maximum(np.abs(middle + root), np.abs(middle - root))


def _rates_still(axes, problem, steps, *, known=True, **_):
    flat, steep = np.linalg.eigvalsh(problem.hessian)
    rate = np.geomspace(2e-3 / steep, 8 / steep, 201)
    forgets = np.geomspace(8e-4, 1, 201)  # 1 - beta
    rates, betas = np.meshgrid(rate, 1 - forgets)
    kept = np.maximum(*(kept_by_momentum(rates, betas, c) for c in (flat, steep)))
    updates = -1 / np.log10(np.clip(kept, 1e-9, 1 - 1e-9))
    greys = [str(1 - 0.45 * i / len(SLOWER)) for i in range(len(SLOWER) + 1)]
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.contourf(rate, forgets, updates, (0, *SLOWER, np.inf), colors=greys)
    lines = axes.contour(rate, forgets, updates, SLOWER, colors="#8a949b", linewidths=0.5)
    axes.fill_betweenx(forgets, 2 * (2 - forgets) / steep, rate[-1], color="#f3c9ad", lw=0)
    axes.plot(2 * (2 - forgets) / steep, forgets, "--", color="#d55e00", lw=1.4)
    axes.clabel(lines, fontsize=7, colors="black")
    if known:
        low, high = flat**0.5, steep**0.5
        best = (2 / (low + high)) ** 2, 1 - ((high - low) / (high + low)) ** 2
        axes.plot(*best, "*", color="#f0e442", mec="black", ms=14, mew=0.8)
    betas = (0, 0.5, 0.8, 0.9, 0.98, 0.99, 0.999)
    axes.set_yticks([1 - b for b in betas], [f"{b:g}" for b in betas])
    axes.minorticks_off()
    axes.set_xlim(rate[0], rate[-1])
    axes.set_ylim(1.25, forgets[0])
    _tidy(axes, "Updates to a tenth of the distance", "learning rate (log scale)", "beta")


def _rates_traces(axes, colour):
    return [Trace(*axes.plot([], [], "o", color=colour, mec="white", mew=1.2, ms=9))]


def _rates_points(run):
    settings = {**settings_of(run.rule), **run.hyperparameters}
    if not set(settings) <= {"learning_rate", "beta"}:
        raise ValueError("The view rates is about momentum: about learning_rate and beta alone.")
    rate, beta = (np.reshape(settings.get(n, 0.0), (-1, 1, 1)) for n in ("learning_rate", "beta"))
    return [(rate, 1 - beta)]


# ---- mini-batches, beside the walk that reads all rows for every update ----------------------


def full_batch(run):
    """Return the path that the run's rule takes, with the same settings and from the same start,
    when every batch is all the rows: shape (steps + 1, runs, 2)."""
    starts = run.path[0].reshape(-1, 2)
    columns = [
        np.broadcast_to(np.ravel(value), len(starts)).tolist()
        for value in run.hyperparameters.values()
    ]
    keys = list(zip(map(tuple, starts.tolist()), *columns, strict=True))
    paths = {}
    for start, *values in dict.fromkeys(keys):
        settings = dict(zip(run.hyperparameters, values, strict=True))
        alone = descend(run.rule, run.problem, steps=run.steps, start=start, **settings)
        paths[start, *values] = alone.path
    return np.stack([paths[key] for key in keys], axis=1)


def _full_batch_line(axes):
    return axes.plot([], [], color=BLUE, lw=3.5, alpha=0.5)[0]


def _explain(axes, where):
    line = axes.plot([], [], color=BLUE, lw=3.5, alpha=0.5, label="all rows in each batch")
    axes.legend(handles=line, loc=where, fontsize=8)


def _paths_still(axes, problem, steps, **flags):
    _hillside_still(axes, problem, steps, **flags)
    _explain(axes, "upper right")


def _paths_traces(axes, colour):
    return [Trace(_full_batch_line(axes), trail=True), *_hillside_traces(axes, colour)]


def _paths_points(run):
    path = full_batch(run)
    return [(_per_run(path[..., 0]), _per_run(path[..., 1])), *_hillside_points(run)]


def _rows_still(axes, problem, steps, **flags):
    _loss_still(axes, problem, steps, **flags)
    axes.set_xscale("log")
    axes.set_xlim(0.7, 1.4 * steps * problem.rows)
    axes.axvline(problem.rows, color=GREY, lw=1, ls=":")
    _, high = axes.get_ylim()
    axes.annotate("1 epoch", (problem.rows, high / 20), xytext=(-3, 0), fontsize=8, ha="right",
                  textcoords="offset points", va="center")  # fmt: skip
    _explain(axes, "upper right")
    _tidy(axes, "Loss against its cost", "rows read (log scale)", _loss_unit(problem))


def _rows_traces(axes, colour):
    beside = _full_batch_line(axes)
    curve = axes.plot([], [], "-", color=colour, lw=1.6)[0]
    ends = axes.plot([], [], "o", color="white", mec="black", mew=1.2, ms=5)[0]  # of epochs
    now = axes.plot([], [], "o", color=colour, mec="white", mew=1.0, ms=7)[0]
    trails = [Trace(line, trail=True) for line in (beside, curve, ends)]
    return [*trails, Trace(now)]


def _rows_points(run):
    """What is read before the first update is nothing, which a log scale cannot show: a gap."""
    rows, height = _per_run(run.rows_seen.astype(float)), _per_run(run.excess)
    rows = np.where(rows > 0, rows, np.nan)
    of_all = np.where(np.arange(run.steps + 1.0) > 0, np.arange(run.steps + 1.0), np.nan)
    with np.errstate(all="ignore"):
        beside = _per_run(run.problem.excess(full_batch(run)))
        ends = np.where(rows % run.problem.rows == 0, height, np.nan)
    of_all = run.problem.rows * of_all[None, None, :]
    return [(of_all, beside), (rows, height), (rows, ends), (rows, height)]


# ---- the step of each parameter ---------------------------------------------------------------


def _steps_still(axes, problem, steps, **_):
    reach = np.ptp(problem.domain, axis=1) / 2
    axes.set_yscale("log")
    axes.set_ylim(1e-5 * reach.min(), 100 * reach.max())  # the uppermost part is the legend's
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    pairs = zip(problem.parameter_names, STROKES, strict=True)
    lines = [
        axes.plot([], [], color=GREY, ls=stroke, lw=1.6, label=f"|Δ{name}|")[0]
        for name, stroke in pairs
    ]
    axes.add_artist(axes.legend(handles=lines, loc="upper left", ncols=2, fontsize=8))
    _tidy(axes, "Step of each parameter", "updates", "size of the step (log scale)")


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
    first, second = _per_run(sizes[..., 0]), _per_run(sizes[..., 1])
    return [(count, first), (count, second), (count, np.concatenate([first, second], axis=1))]


# ---- the two moments of Adam, raw and as the rule uses them ------------------------------------


def moments(run):
    """Return the moments that Adam keeps, recomputed from the run's gradients: four arrays of shape
    (steps, ..., 2), the mean and the root of the mean square as they are collected, and the same
    two as the rule uses them: corrected, unless bias_correction is off. Kingma & Ba (2015).

    A rule without beta1 or beta2 has no memory of that kind: its moment is the last slope's alone.
    """
    settings = {**settings_of(run.rule), **run.hyperparameters}
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


def _moments_still(axes, problem, steps, **_):
    axes.axhline(0, color=GREY, lw=0.8)
    axes.set_xlim(0, 1.02 * steps + 0.5)
    axes.set_ylim(-0.7, 1.9)  # the uppermost part is the legend's
    _tidy(
        axes,
        f"Moments of the slope along {problem.parameter_names[0]}",
        "updates",
        "in parts of the first slope",
    )
    felt, raw, _, used, root = _moments_lines(axes, GREY)
    handles = {"slope felt": felt, "raw": raw, "as used": used, "blue: root mean square": root}
    axes.legend(handles.values(), handles, loc="upper right", ncols=2, fontsize=7)


def _moments_lines(axes, colour):
    felt = axes.plot([], [], ".", color="#9aa5ab", ms=5)
    raw = [axes.plot([], [], ":", color=c, lw=1.4)[0] for c in (colour, BLUE)]
    used = [axes.plot([], [], "-", color=c, lw=2.0)[0] for c in (colour, BLUE)]
    return [*felt, *raw, *used]


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
    return [(step, _per_run(np.concatenate([gap, line]))) for line in lines]


VIEWS = {
    "data": View(_data_still, _data_traces, _data_points),
    "hillside": View(_hillside_still, _hillside_traces, _hillside_points),
    "loss": View(_loss_still, _loss_traces, _loss_points),
    "speeds": View(_speeds_still, _speeds_traces, _speeds_points),
    "rates": View(_rates_still, _rates_traces, _rates_points),
    "paths": View(_paths_still, _paths_traces, _paths_points),
    "rows": View(_rows_still, _rows_traces, _rows_points),
    "steps": View(_steps_still, _steps_traces, _steps_points),
    "moments": View(_moments_still, _moments_traces, _moments_points),
}
