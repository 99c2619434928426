"""Runs and axes for tests of figures."""

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from helpers import rules
from helpers.core.signature import hyperparameter_defaults
from helpers.descent import descend
from helpers.plotting import VIEWS
from helpers.plotting.gallery import draw_run
from helpers.registry import entry_of

# The views of a problem with two parameters, data and a Hessian, and of momentum.
OF_DATA = [name for name, view in VIEWS.items() if view.parameters != 1 and name != "moments"]


def rule_for(view):
    """Return a rule of which a view is drawn: Adam where the view is about its moments."""
    return rules.adam if view == "moments" else rules.momentum


def run_of(problem, rule=rules.momentum, steps=20, rate=None, **settings):
    """Return a run at a learning rate that suits the problem, or at `rate`."""
    if rate is None:
        rate = 0.1 if problem.hessian is None else 0.1 / np.linalg.eigvalsh(problem.hessian)[-1]
    return descend(rule, problem, steps=steps, learning_rate=rate, **settings)


def rate_for(rule, problem):
    """A learning rate well below the limit; for rules that divide by the size of the gradients, one
    with which 1,000 steps in one direction go twice the way to the minimum."""
    short, far = (way_in_one_direction(rule, gradient) for gradient in (1.0, 100.0))
    if np.isclose(short, far):
        return 2 / far * np.abs(problem.minimum - problem.start).max()
    return 0.1 if problem.hessian is None else 0.5 / np.linalg.eigvalsh(problem.hessian)[-1]


@cache
def way_in_one_direction(rule, gradient):
    """How far 1,000 steps go at a learning rate of 1, with the same gradient at each."""
    given = {"learning_rate": 1.0}
    if "weight_decay" in hyperparameter_defaults(rule):
        given["weight_decay"] = 0.0
    params, state = 0.0, ()
    for _ in range(1_000):
        params, *state = rule(params, gradient, *state, **given)
    return abs(params)


def has_steps_of_fixed_length(rule):
    """Whether each step is as long as the learning rate, whatever the gradient."""
    params, state, lengths = 0.0, (), []
    for gradient in (1e-3, -40.0, 1e5, 7.0):
        moved, *state = rule(params, gradient, *state, learning_rate=0.25)
        lengths.append(abs(moved - params))
        params = moved
    return lengths == [0.25] * 4


def assert_same_numbers(ours, theirs, rule):
    """Those of one run in a batch and alone: to the last bit, unless the rule's entry says no.

    Then a last bit may grow from step to step, as where a rule jumps about a minimum.
    """
    entry = entry_of(rule)
    if entry is None or entry.exact_in_batches:
        assert np.array_equal(ours, theirs, equal_nan=True)
    else:
        reach = np.abs(theirs[np.isfinite(theirs)]).max(initial=0.0)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6 * reach)


def empty_axes():
    """Return the axes of a new figure."""
    return Figure().subplots()


def drawn(view, run):
    """Return the points of the lines of a view at the end of a run."""
    axes = empty_axes()
    VIEWS[view].background(axes, run.problem, run.steps)
    return [line.get_xydata() for line in draw_run(axes, view, run)]
