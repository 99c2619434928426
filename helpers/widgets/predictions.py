"""What theory says of the runs of a board: in its caption, and as a mark on its slider."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.core.hyperparameters import canonical_values
from helpers.core.number_text import format_plain
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import Run
from helpers.plotting.overlays import predicted_floors
from helpers.problems import Problem
from helpers.registry import entry_of
from helpers.stability import curvatures, momentum_limit
from helpers.widgets.captions import bowl_in_words, quadratic_theory
from helpers.widgets.controls import Slider
from helpers.widgets.schedule_buttons import has_constant, of_constant

__all__ = ["stability_marks", "theory_sentences"]


def theory_sentences(runs: Sequence[Run], names: Sequence[str]) -> list[str]:
    """Return what theory says of each run of a sweep.

    Parameters
    ----------
    runs : list of Run
        A sweep for each rule.
    names : sequence of str
        The names of the rules.

    Returns
    -------
    list of str
        A sentence for each run, or "" where the loss is not quadratic: curvatures, the stability
        limit (of momentum where that is the only rule, else of gradient descent), and the noise
        floors that are known. The last two are said of a constant learning rate only.
    """
    problem, alone = runs[0].problem, runs[0] if len(runs) == 1 else None
    if problem.hessian is None:
        return [""] * runs[0].rows_seen[0].size
    floors = np.stack([predicted_floors(run) for run in runs], axis=-1)
    betas = np.broadcast_to(_betas(alone), len(floors)) if alone else [None] * len(floors)
    factors = runs[0].factors
    changes = np.broadcast_to(False if factors is None else (factors != 1).any(axis=0), len(floors))
    sentences = []
    for some, beta, change in zip(floors.tolist(), betas, changes, strict=True):
        if change:
            sentences.append(f"{bowl_in_words(problem)}.")
            continue
        known = [(name, floor) for name, floor in zip(names, some, strict=True) if floor == floor]
        whose = [f" of {name} {format_plain(floor)}" for name, floor in known]
        if alone and known:
            whose = [f" {format_plain(known[0][1])}"]
        end = f", predicted noise floor{' and'.join(whose)}." if known else "."
        sentences.append(quadratic_theory(problem, beta).removesuffix(".") + end)
    return sentences


def stability_marks(
    rules: Sequence[Any], problem: Problem, choices: Mapping[str, Slider]
) -> dict[str, dict[str, Any]]:
    """Return where the stability limit lies on the slider of learning rates.

    Parameters
    ----------
    rules : sequence of callables
        The rules of the board.
    problem : Problem
        What is minimised.
    choices : {name: Slider}
        The values of each slider.

    Returns
    -------
    dict
        {"learning_rate": {"name": what is marked; "along": "beta" if it moves with that slider, or
        None; "places": where it lies for each value of beta, counted in positions, or None beyond
        the ends; "values": the limits as text; "last": the last position}}. It is empty where no
        limit is known: for other rules than gradient descent and momentum, for several rules, where
        the loss is not quadratic, for values that do not rise, and where no learning rate is
        constant.
    """
    entry = entry_of(rules[0]) if len(rules) == 1 else None
    rates = np.array(choices["learning_rate"].values if "learning_rate" in choices else ())
    known = entry is not None and entry.heavy_ball and problem.hessian is not None
    known = known and has_constant(choices)
    if not known or len(rates) < 2 or not (np.diff(rates, prepend=0) > 0).all():
        return {}
    beta = choices.get("beta", Slider((0.0,)))
    limits = momentum_limit(beta.values, curvatures(problem)[-1])
    places = np.interp(np.log(limits), np.log(rates), np.arange(len(rates)), np.nan, np.nan)
    words = of_constant(choices)
    mark = {
        "name": f"stability limit{words and f'{words}:'}",
        "along": "beta" if len(beta.values) > 1 else None,
        "places": [None if np.isnan(place) else round(place, 3) for place in places.tolist()],
        "values": [format_plain(limit) for limit in limits.tolist()],
        "last": len(rates) - 1,
    }
    return {"learning_rate": mark}


def _betas(run: Run) -> Any:
    """Return the beta of each run of momentum, None for any other rule."""
    entry = entry_of(run.rule)
    settings = canonical_values({**hyperparameter_defaults(run.rule), **run.hyperparameters})
    has_limit = entry is not None and entry.heavy_ball and "beta" in settings
    return np.ravel(settings["beta"]) if has_limit else None
