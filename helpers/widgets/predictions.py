"""Predictions of theory for a board: in its caption, and as a mark on its slider."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.core.number_text import format_plain
from helpers.descent import Run
from helpers.plotting.overlays import predicted_floors
from helpers.protocols import Problem
from helpers.registry import entry_of
from helpers.theory import curvatures, momentum_limit
from helpers.widgets.captions import bowl_in_words, quadratic_theory
from helpers.widgets.schedule_buttons import constant_rate_suffix, has_constant
from helpers.widgets.slider_choices import Slider

__all__ = ["stability_marks", "theory_sentences"]


def theory_sentences(runs: Sequence[Run], names: Sequence[str]) -> list[str]:
    """Return the sentences of theory for the captions of a sweep.

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
    problem, single_run = runs[0].problem, runs[0] if len(runs) == 1 else None
    if problem.hessian is None:
        return [""] * runs[0].rows_seen[0].size
    floors = np.stack([predicted_floors(run) for run in runs], axis=-1)
    betas = np.broadcast_to(_betas(single_run), len(floors)) if single_run else [None] * len(floors)
    factors = runs[0].factors
    is_scheduled = np.broadcast_to(
        False if factors is None else (factors != 1).any(axis=0), len(floors)
    )
    sentences = []
    for floors_of_run, beta, scheduled in zip(floors.tolist(), betas, is_scheduled, strict=True):
        if scheduled:
            sentences.append(f"{bowl_in_words(problem)}.")
            continue
        known_floors = [
            (name, floor)
            for name, floor in zip(names, floors_of_run, strict=True)
            if not np.isnan(floor)
        ]
        floor_texts = [f" of {name} {format_plain(floor)}" for name, floor in known_floors]
        if single_run and known_floors:
            floor_texts = [f" {format_plain(known_floors[0][1])}"]
        ending = f", predicted noise floor{' and'.join(floor_texts)}." if known_floors else "."
        sentences.append(quadratic_theory(problem, beta).removesuffix(".") + ending)
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
    has_limit = entry is not None and entry.heavy_ball and problem.hessian is not None
    has_limit = has_limit and has_constant(choices)
    if not has_limit or len(rates) < 2 or not (np.diff(rates, prepend=0) > 0).all():
        return {}
    beta = choices.get("beta", Slider((0.0,)))
    limits = momentum_limit(beta.values, curvatures(problem)[-1])
    places = np.interp(np.log(limits), np.log(rates), np.arange(len(rates)), np.nan, np.nan)
    suffix = constant_rate_suffix(choices)
    mark = {
        "name": f"stability limit{suffix and f'{suffix}:'}",
        "along": "beta" if len(beta.values) > 1 else None,
        "places": [None if np.isnan(place) else round(place, 3) for place in places.tolist()],
        "values": [format_plain(limit) for limit in limits.tolist()],
        "last": len(rates) - 1,
    }
    return {"learning_rate": mark}


def _betas(run: Run) -> Any:
    """Return the beta of each run of momentum, None for any other rule."""
    entry = entry_of(run.rule)
    settings = run.canonical_settings
    has_limit = entry is not None and entry.heavy_ball and "beta" in settings
    return np.ravel(settings["beta"]) if has_limit else None
