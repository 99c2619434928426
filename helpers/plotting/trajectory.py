"""Where a walk went: on the data, on the hillside, and in height."""

import numpy as np

from helpers.plotting.view import (
    CONTOUR,
    GREY,
    Trace,
    View,
    as_plain_text,
    height_of_start,
    many_decades,
    per_run,
    tidy,
)

# ---- the data and the line ----------------------------------------------------------------------


def _data_background(axes, problem, steps, *, seen=True, known=True):
    shown, span = problem.sample(1_000), problem.x_span
    alpha, size = (0.3, 3) if problem.rows > 300 else (0.7, 5)
    axes.plot(problem.x[shown], problem.y[shown], ".", color=GREY, alpha=alpha, ms=size, mew=0)
    if known:
        best = problem.predict(problem.minimum, span)
        axes.plot(span, best, "--", color="black", lw=1.2, label="best line")
        falls = problem.minimum[0] < 0  # then the examples lie below on the right
        axes.legend(loc="lower left" if falls else "lower right", fontsize=8)
    low, high = min(0.0, problem.y.min()), max(0.0, problem.y.max())  # a run starts at the line 0
    height = (high - low) or 1.0
    axes.set_xlim(span[0] - 0.03 * np.ptp(span), span[1] + 0.03 * np.ptp(span))
    axes.set_ylim(low - 0.25 * height, low + 1.15 * height)
    tidy(
        axes, *map(as_plain_text, (problem.title, *map(_with_unit, problem.labels, problem.units)))
    )


def _with_unit(label, unit):
    return f"{label} ({unit})" if unit else label


def _data_traces(axes, colour):
    return [Trace(*axes.plot([], [], color=colour, lw=2.2))]


def _data_points(run):
    ends = np.array(_data_span(run.problem))[None, :, None]
    m, b = per_run(run.path[..., 0]), per_run(run.path[..., 1])
    with np.errstate(all="ignore"):
        return [(ends, m * ends + b)]


def _data_span(problem):
    low, high = problem.x_span
    return low - 0.03 * (high - low), high + 0.03 * (high - low)


# ---- the hillside and the path ------------------------------------------------------------------


def hillside_background(axes, problem, steps, *, seen=True, known=True):
    (left, right), (bottom, top) = problem.domain
    x, y = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    height = problem.excess(np.stack([x, y], axis=-1))
    levels = 1.001 * height.max() * np.linspace(0, 1, 13) ** 2.5  # closer together near the bottom
    greys = [str(1 - 0.35 * i / 12) for i in range(12)]
    if seen:
        axes.contourf(x, y, height, levels, colors=greys)
        axes.contour(x, y, height, levels[1:], colors=CONTOUR, linewidths=0.5)
    if known:
        axes.plot(*problem.minimum, "*", color="#f0e442", mec="black", ms=17, mew=0.8)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    m, b = problem.parameter_names
    tidy(axes, "The hillside from above", m, b)


def hillside_traces(axes, colour):
    start = axes.plot([], [], "o", color="white", mec=colour, mew=1.5, ms=7)[0]
    edge = axes.plot([], [], "-", color="white", lw=3)[0]  # so that it stands out from the ground
    path = axes.plot([], [], ".-", color=colour, lw=1.3, ms=4)[0]
    walker = axes.plot([], [], "o", color=colour, mec="white", mew=1.2, ms=9)[0]
    return [Trace(edge, trail=True), Trace(start), Trace(path, trail=True), Trace(walker)]


def hillside_points(run):
    x, y = per_run(run.path[..., 0]), per_run(run.path[..., 1])
    return [(x, y), (x[..., :1], y[..., :1]), (x, y), (x, y)]


# ---- the loss, step by step ---------------------------------------------------------------------


def loss_background(axes, problem, steps, **_):
    height = height_of_start(problem)
    many_decades(axes, "y")
    axes.set_ylim(height * 1e-6, height * 30)
    axes.set_xlim(-0.02 * steps, 1.02 * steps)
    tidy(axes, "Loss above the lowest", "updates", loss_unit(problem))


def loss_unit(problem):
    return as_plain_text(f"{problem.loss_unit} (log scale)")


def _loss_traces(axes, colour):
    curve = axes.plot([], [], "-", color=colour, lw=1.6)[0]
    now = axes.plot([], [], "o", color=colour, mec="white", mew=1.0, ms=7)[0]
    return [Trace(curve, trail=True), Trace(now)]


def _loss_points(run):
    step, height = np.arange(run.steps + 1.0)[None, None, :], per_run(run.excess)
    return [(step, height), (step, height)]


VIEWS = {
    "data": View(_data_background, _data_traces, _data_points, needs="rows"),
    "hillside": View(hillside_background, hillside_traces, hillside_points),
    "loss": View(loss_background, _loss_traces, _loss_points),
}
