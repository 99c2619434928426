"""What theory predicts on a bowl, and where the settings stand on it."""

import numpy as np

from helpers.core.signature import hyperparameter_defaults
from helpers.plotting.view import CONTOUR, Trace, View, logarithmic, tidy
from helpers.stability import (
    best_momentum,
    contraction,
    curvatures,
    momentum_contraction,
    momentum_limit,
    stability_limit,
)

# ---- the two speeds of gradient descent ---------------------------------------------------------


def _speeds_background(axes, problem, steps, **_):
    flat, steep = curvatures(problem)
    limit = stability_limit(problem)
    rate = np.linspace(0, 1.25 * limit, 301)
    axes.plot(rate, contraction(rate, flat), color="black", lw=1.4, label="gentlest direction")
    axes.plot(rate, contraction(rate, steep), color="black", lw=1.4, ls=":", label="steepest")
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
    tidy(axes, "Distance kept per update", "learning rate", "factor")


def _speeds_traces(axes, colour):
    return [Trace(*axes.plot([], [], "o-", color=colour, mec="white", lw=1.0, ms=8))]


def _speeds_points(run):
    settings = {**hyperparameter_defaults(run.rule), **run.hyperparameters}
    if "learning_rate" not in settings:
        raise ValueError("The view speeds is about the learning_rate: pass a rule that has one.")
    rate = np.reshape(settings["learning_rate"], (-1, 1, 1))
    return [(rate, contraction(rate, curvatures(run.problem)[None, :, None]))]


# ---- how quick momentum is, at every learning rate and beta -------------------------------------


SLOWER = (5, 10, 20, 50, 100, 200, 500, 1000)  # updates, where the map has its contours


def _rates_background(axes, problem, steps, *, known=True, **_):
    flat, steep = curvatures(problem)
    rate = np.geomspace(2e-3 / steep, 8 / steep, 201)
    forgets = np.geomspace(8e-4, 1, 201)  # 1 - beta
    rates, betas = np.meshgrid(rate, 1 - forgets)
    kept = np.maximum(*(momentum_contraction(rates, betas, c) for c in (flat, steep)))
    updates = -1 / np.log10(np.clip(kept, 1e-9, 1 - 1e-9))
    greys = [str(1 - 0.32 * i / len(SLOWER)) for i in range(len(SLOWER) + 1)]
    logarithmic(axes, "x")
    logarithmic(axes, "y")
    axes.contourf(rate, forgets, updates, (0, *SLOWER, np.inf), colors=greys)
    lines = axes.contour(rate, forgets, updates, SLOWER, colors=CONTOUR, linewidths=0.5)
    limit = momentum_limit(1 - forgets, steep)
    axes.fill_betweenx(forgets, limit, rate[-1], color="#f3c9ad", lw=0)
    axes.plot(limit, forgets, "--", color="#d55e00", lw=1.4)
    axes.clabel(lines, fontsize=7, colors="black")
    if known:
        best_rate, best_beta = best_momentum(problem)
        axes.plot(best_rate, 1 - best_beta, "*", color="#f0e442", mec="black", ms=14, mew=0.8)
    betas = (0, 0.5, 0.8, 0.9, 0.98, 0.99, 0.999)
    axes.set_yticks([1 - b for b in betas], [f"{b:g}" for b in betas])
    axes.minorticks_off()
    axes.set_xlim(rate[0], rate[-1])
    axes.set_ylim(1.25, forgets[0])
    tidy(axes, "Updates to a tenth of the distance", "learning rate (log scale)", "beta")


def _rates_traces(axes, colour):
    return [Trace(*axes.plot([], [], "o", color=colour, mec="white", mew=1.2, ms=9))]


def _rates_points(run):
    settings = {**hyperparameter_defaults(run.rule), **run.hyperparameters}
    if not set(settings) <= {"learning_rate", "beta"}:
        raise ValueError("The view rates is about momentum: about learning_rate and beta alone.")
    rate, beta = (np.reshape(settings.get(n, 0.0), (-1, 1, 1)) for n in ("learning_rate", "beta"))
    return [(rate, 1 - beta)]


VIEWS = {
    "speeds": View(_speeds_background, _speeds_traces, _speeds_points, needs="hessian"),
    "rates": View(_rates_background, _rates_traces, _rates_points, needs="hessian"),
}
