"""Many runs of one rule, each with settings of its own, in one pass where the rule allows it."""

from dataclasses import replace
from functools import partial

import numpy as np

from helpers import rules
from helpers.core.signature import hyperparameter_defaults, rule_name
from helpers.core.timeout import run_with_timeout
from helpers.core.validation import check_size, checked_int
from helpers.descent import descend

ELEMENTWISE = (rules.gradient_descent, rules.momentum, rules.rmsprop, rules.adam)
ONE_BY_ONE = []  # readers' rules that cannot take many runs at once
ENDING = []  # readers' rules that have come to an end once
ONE_UPDATE = 5.0  # seconds; a reader's rule that takes longer for one may never end
ALL_UPDATES = 60.0  # seconds; who waits longer for a picture believes that nothing happens


def sweep(rule, problem, places, *, steps, start, together=True):
    """Return one Run that holds a run for each of `places`, along the second axis of its arrays.

    `places`: dicts with a value for each hyperparameter of the rule, and for batch_size and seed;
    other entries are passed over. A reader's own rule may not work on many runs at once: an `if`
    on a value, math.sqrt, a norm over everything. That is found out by running some places alone,
    and then (or with `together` False) all are run alone; ONE_BY_ONE remembers such rules.

    Raises what the rule raises, ValueError for more runs and steps than fit into the memory, and
    TimeUpError for a reader's rule that is too slow or never ends.
    """
    steps = checked_int("steps", steps, low=1, high=1_000_000)
    check_size(steps, len(places))
    if _among(rule, ELEMENTWISE):
        run = _together if together else _one_by_one
        return run(rule, problem, places, steps, start)
    if not _among(rule, ENDING):
        first = partial(run_single, rule, problem, places[0], steps=1, start=start)
        advice = "Is there a loop in it that never ends?"
        run_with_timeout(ONE_UPDATE, first, what=f"One update of {rule_name(rule)}", advice=advice)
        ENDING.append(rule)
    what = f"{steps:,} updates of {rule_name(rule)} at {len(places):,} positions of the sliders"
    advice = "Take fewer steps, as in steps=20, or fewer positions, as in seed=[0]."
    todo = partial(_of_a_reader, rule, problem, places, steps, start, together)
    return run_with_timeout(ALL_UPDATES, todo, what=what, advice=advice)


def _of_a_reader(rule, problem, places, steps, start, together):
    """Sweep a rule of which it is not known whether it takes many runs at once."""
    together = together and not _among(rule, ONE_BY_ONE)
    if together:
        try:
            many = _together(rule, problem, places, steps, start)
            if _holds_alone(rule, problem, places, steps, start, many):
                return many
        except Exception:  # if it is the rule's fault, one of the places alone will show it
            pass
    run = _one_by_one(rule, problem, places, steps, start)
    if together:
        ONE_BY_ONE.append(rule)
    return run


def _one_by_one(rule, problem, places, steps, start):
    runs = [run_single(rule, problem, place, steps=steps, start=start) for place in places]
    return _joined(runs, places, np.arange(len(places)))


def run_single(rule, problem, place, *, steps, start):
    """Return the Run with the settings of one place; what the rule does not take is passed over."""
    names = set(hyperparameter_defaults(rule)) | ({"batch_size", "seed"} if problem.rows else set())
    settings = {name: value for name, value in place.items() if name in names}
    return descend(rule, problem, steps=steps, start=start, **settings)


def _among(rule, known):
    return any(rule is other for other in known)


def _together(rule, problem, places, steps, start):
    """Run all at once; a switch (True or False) is not a number, so each has its own pass."""
    settings = hyperparameter_defaults(rule)
    switches = [name for name in settings if isinstance(places[0][name], bool)]
    kinds = [tuple(place[name] for name in switches) for place in places]
    parts, order = [], []
    for kind in sorted(set(kinds)):
        members = [i for i, k in enumerate(kinds) if k == kind]
        columns = {
            name: _column([places[i][name] for i in members], name in settings)
            for name in places[0]
        }
        columns.update(zip(switches, kind, strict=True))
        begin = np.broadcast_to(start, (len(members), len(start)))
        parts.append(run_single(rule, problem, columns, steps=steps, start=begin))
        order += members
    return _joined(parts, places, np.argsort(order))


def _column(values, of_the_rule):
    """Where all places agree one value is enough; else an array, one entry a place."""
    if all(value == values[0] for value in values):
        return values[0]
    return np.array(values)[:, None] if of_the_rule else np.array(values)


def _holds_alone(rule, problem, places, steps, start, many):
    """Run some places alone: do they go where they went together?

    They are the first, a middle and the last one, and those with the gentlest and the steepest
    gradient, where an `if` that stops or clips would show.
    """
    size = np.nan_to_num(np.abs(many.gradients).max(axis=-1), nan=np.inf, posinf=np.inf)
    extremes = int(size.min(axis=0).argmin()), int(size.max(axis=0).argmax())
    for i in {0, len(places) // 2, len(places) - 1, *extremes}:
        path = run_single(rule, problem, places[i], steps=steps, start=start).path
        if not np.allclose(path, many.path[:, i], rtol=1e-9, atol=1e-12, equal_nan=True):
            return False
    return True


def _joined(runs, places, order):
    """Make one Run of several; `order` says where each of their runs belongs."""

    def join(name):
        axes = 3 if name in ("path", "gradients") else 2
        arrays = [getattr(run, name) for run in runs]
        return np.concatenate([a if a.ndim == axes else a[:, None] for a in arrays], axis=1)

    names = ("path", "loss", "gradients", "rows_seen")
    settings = {
        name: np.array([place[name] for place in places])[:, None]
        for name in hyperparameter_defaults(runs[0].rule)
    }
    states = runs[0].states if len(runs) == 1 else []
    arrays = {name: join(name)[:, order] for name in names}
    return replace(runs[0], hyperparameters=settings, states=states, **arrays)
