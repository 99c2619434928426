"""The ways to look at a Run. One description serves the still figures and the live ones.

A View says what stands still on an axes, which lines move, and where a Run puts them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

GREY = "#5f6b73"


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
    axes.annotate("grows", (0.02 * limit, 1.03), fontsize=8, va="bottom")
    axes.annotate("shrinks", (0.02 * limit, 0.97), fontsize=8, va="top")
    axes.legend(fontsize=8, loc="lower left")
    axes.set_xlim(0, rate[-1])
    axes.set_ylim(0, 1.5)
    _tidy(axes, "Distance kept per update", "learning rate", "factor")


def _speeds_traces(axes, colour):
    return [Trace(*axes.plot([], [], "o-", color=colour, mec="white", lw=1.0, ms=8))]


def _speeds_points(run):
    rate = np.atleast_1d(run.hyperparameters["learning_rate"]).reshape(-1, 1, 1)
    return [(rate, np.abs(1 - rate * np.linalg.eigvalsh(run.problem.hessian)[None, :, None]))]


VIEWS = {
    "data": View(_data_still, _data_traces, _data_points),
    "hillside": View(_hillside_still, _hillside_traces, _hillside_points),
    "loss": View(_loss_still, _loss_traces, _loss_points),
    "speeds": View(_speeds_still, _speeds_traces, _speeds_points),
}
