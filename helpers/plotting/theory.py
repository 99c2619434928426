"""What theory predicts on a quadratic loss, and where the settings of a run are on it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import ContourSet

from helpers.core.hyperparameters import is_adjustable
from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.axes import label_axes, set_log_axis
from helpers.plotting.rate_regions import name_regions
from helpers.plotting.view import Points, Trace, View, empty_line
from helpers.protocols import Problem
from helpers.theory import (
    best_momentum,
    contraction,
    curvatures,
    momentum_contraction,
    momentum_limit,
    stability_limit,
)


def _rate_and_beta(run: Run, view: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the settings of each run, shape (runs, 1, 1); beta is 0 where a rule has none.

    Raises ValueError for a rule without a learning rate, or with other settings.
    """
    settings = run.canonical_settings
    numbers = {n for n, v in settings.items() if isinstance(v, np.ndarray) or is_adjustable(v)}
    if not {"learning_rate"} <= numbers <= {"learning_rate", "beta"}:
        raise ValueError(f"The view {view} is about gradient descent and momentum: pass a rule "
                         "with a learning_rate and perhaps a beta, and nothing else.")  # fmt: skip
    rate, beta = settings["learning_rate"], settings.get("beta", 0.0)
    return np.reshape(rate, (-1, 1, 1)), np.reshape(beta, (-1, 1, 1))


# ---- gradient descent: the contraction factor in the flattest and the steepest direction --------


def _speeds_background(axes: Axes, problem: Problem, steps: int, **unused: bool) -> None:
    flat, *steep = curvatures(problem)
    limit = stability_limit(problem)
    rate = np.linspace(0, 1.25 * limit, 301)
    axes.plot(rate, contraction(rate, flat), label="flat direction", **style.THEORY)
    for curvature in steep:
        axes.plot(
            rate, contraction(rate, curvature), label="steep direction", ls=":", **style.THEORY
        )
    axes.axhspan(1, 2, color=style.DIVERGENCE, alpha=0.15, lw=0)
    axes.axvline(limit, **style.LIMIT)
    axes.annotate(f"stability limit {limit:.3g}", (limit, 0.02), xytext=(-3, 0),
                  fontsize=style.SMALL, textcoords="offset points", rotation=90, ha="right",
                  va="bottom")  # fmt: skip
    axes.annotate("grows", (0.5 * limit, 1.06), fontsize=style.SMALL, ha="center")
    axes.annotate("shrinks", (0.5 * limit, 0.5), fontsize=style.SMALL, ha="center")
    if steep:
        axes.legend(loc="upper left", fontsize=style.SMALL)
    axes.set_xlim(0, rate[-1])
    axes.set_ylim(0, 1.5)
    label_axes(axes, "Distance kept per update", "learning rate", "factor")


def _speeds_traces(axes: Axes, colour: str) -> list[Trace]:
    return [Trace(empty_line(axes, color=colour, **style.CURRENT_RATE))]


def _speeds_points(run: Run) -> list[Points]:
    rate, beta = _rate_and_beta(run, "speeds")
    return [(rate, momentum_contraction(rate, beta, curvatures(run.problem)[None, :, None]))]


# ---- momentum: the updates to a tenth of the distance, at every learning rate and beta ----------

UPDATES = (5, 10, 20, 50, 100, 200, 500, 1000)  # where the map has contours
BETA_TICKS = (0, 0.5, 0.8, 0.9, 0.98, 0.99, 0.999)


def _rates_background(axes: Axes, problem: Problem, steps: int, **unused: bool) -> None:
    flat, steep = curvatures(problem)[[0, -1]]
    rate = np.geomspace(2e-3 / steep, 8 / steep, 201)
    one_minus_beta = np.geomspace(8e-4, 1, 201)
    set_log_axis(axes, "x")
    set_log_axis(axes, "y")
    contours = _updates_map(axes, rate, one_minus_beta, (flat, steep))
    limit = momentum_limit(1 - one_minus_beta, steep)
    axes.fill_betweenx(one_minus_beta, limit, rate[-1], color=style.DIVERGENCE_AREA, lw=0)
    axes.plot(limit, one_minus_beta, **style.LIMIT)
    axes.clabel(contours, fontsize=style.TINY, colors="black")
    axes.set_yticks([1 - beta for beta in BETA_TICKS], [f"{beta:g}" for beta in BETA_TICKS])
    axes.minorticks_off()
    axes.set_xlim(rate[0], rate[-1])
    axes.set_ylim(1.25, one_minus_beta[0])
    name_regions(axes, np.array([flat, steep]))
    label_axes(axes, "Updates to a tenth of the distance", "learning rate (log scale)",
               "beta (log scale of 1 − beta)")  # fmt: skip


def _updates_map(
    axes: Axes, rate: np.ndarray, one_minus_beta: np.ndarray, curvatures: tuple[float, float]
) -> ContourSet:
    """Draw how many updates momentum needs in the slower of two directions; return the contours."""
    rates, betas = np.meshgrid(rate, 1 - one_minus_beta)
    kept = np.maximum(*(momentum_contraction(rates, betas, c) for c in curvatures))
    updates = -1 / np.log10(np.clip(kept, 1e-9, 1 - 1e-9))
    greys = [str(1 - 0.32 * i / len(UPDATES)) for i in range(len(UPDATES) + 1)]
    axes.contourf(rate, one_minus_beta, updates, (0, *UPDATES, np.inf), colors=greys)
    return axes.contour(
        rate, one_minus_beta, updates, UPDATES, colors=style.CONTOUR, linewidths=style.CONTOUR_WIDTH
    )


def _rates_traces(axes: Axes, colour: str) -> list[Trace]:
    current = empty_line(axes, color=colour, **style.CURRENT_PARAMETERS)
    return [Trace(current), Trace(empty_line(axes, **style.SMALL_RING))]


def _rates_points(run: Run) -> list[Points]:
    rate, beta = _rate_and_beta(run, "rates")
    best_rate, best_beta = np.reshape(best_momentum(run.problem), (2, 1, 1, 1))
    return [(rate, 1 - beta), (best_rate, 1 - best_beta)]


VIEWS = {
    "speeds": View(
        _speeds_background,
        _speeds_traces,
        _speeds_points,
        needs="hessian",
        drags=("learning_rate",),
    ),
    "rates": View(
        _rates_background,
        _rates_traces,
        _rates_points,
        needs="hessian",
        drags=("learning_rate", "beta"),
    ),
}
