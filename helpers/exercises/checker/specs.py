"""What `check` knows of each exercise: trials that the reader has not seen, and the known slips."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from helpers import rules
from helpers.core.signature import checked_result, hyperparameter_defaults, rule_name
from helpers.exercises.checker import mistakes, reference_exercises
from helpers.exercises.texts import read

# The slopes that a rule is told: all of one sign, and of both, small ones among them.
UPHILL = [[3.0, 0.7], [2.2, 0.9], [1.7, 0.4], [1.3, 1.1], [0.9, 0.8], [1.6, 0.3], [0.5, 0.6]]
ACROSS = [[-2.0, 0.3], [1.5, 0.02], [-0.8, -0.4], [0.6, 0.05], [-0.1, 0.9], [0.7, -0.2]]
FIRST = {"learning_rate": 0.1, "beta": 0.8, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-8}
SECOND = {"learning_rate": 0.3, "beta": 0.5, "beta1": 0.6, "beta2": 0.9, "epsilon": 0.05}


class Trial(NamedTuple):
    """One thing to try a function on: run(function, settings, notes) returns numbers, an array.

    What else is seen of the function, such as a change to its inputs, is added to `notes`.
    """

    run: Callable
    settings: dict


class Task(NamedTuple):
    """An exercise: the true function, its trials, and what it is like with some slips.

    `ways`: functions that make the true one with slips; where there are several ways to do it
    right, one for each. `spot(k)` says where the k-th number of a trial was read.
    """

    name: str
    true: Any
    trials: dict
    ways: tuple
    slips: tuple
    said: dict
    defaults: dict
    spot: Callable

    def truths(self):
        """Return the functions that are right: the true one, and the other ways to do it."""
        return self.true, *(way(frozenset()) for way in self.ways[1:])

    def guesses(self):
        """Yield (slips, function) for each slip, and then for each pair of them."""
        for size in (1, 2):
            for some in combinations(self.slips, size):
                yield from ((some, way(frozenset(some))) for way in self.ways)


def walk(start, slopes):
    """Return a trial's `run`: the path of a rule from `start` that is told these slopes."""

    def run(rule, settings, notes):
        params, memory, path = start, (), [np.asarray(start, dtype=float)]
        states, counts = set(), []
        for slope in slopes:
            given = np.copy(params) if np.ndim(start) else params
            told = np.copy(slope) if np.ndim(start) else slope
            with np.errstate(all="ignore"):
                result = rule(given, told, *memory, **settings)
            checked_result(rule, result, np.shape(params))
            if np.ndim(start) and not (same(given, params) and same(told, slope)):
                notes.add("in place")
            params, *memory = result
            if len(states) < 2:  # two are enough to see that it moves
                states.add(repr(memory[0]))
            if memory[0] is None:
                notes.add("no state")
            counts.append(repr(_count(memory[0])))
            params = np.asarray(params) if np.ndim(start) else params
            path.append(np.asarray(params))
        if len(states) == 1:
            notes.add("same state")
        if counts[0] != repr(None):
            notes.add("t stays" if len(set(counts)) == 1 else "t moves")
        return np.array(path)

    return run


def _count(state):
    """Return the t of a state like Adam's, the last of three things; of another, None."""
    return state[2] if isinstance(state, (tuple, list)) and len(state) == 3 else None


def _rule_task(rule):
    made = getattr(mistakes, rule.__name__)
    defaults = {
        name: value for name, value in hyperparameter_defaults(rule).items() if name in FIRST
    }
    array, whole = np.array([0.5, -1.5]), np.array([3, -2])
    trials = {
        "slopes up": Trial(walk(array, np.array(UPHILL)), FIRST),
        "slopes across": Trial(walk(array, np.array(ACROSS)), SECOND),
        "whole numbers": Trial(walk(whole, np.array(UPHILL)), FIRST),
        "one number": Trial(walk(0.5, [up for up, _ in UPHILL]), FIRST),
    }
    trials = {
        name: trial._replace(settings={n: trial.settings[n] for n in defaults})
        for name, trial in trials.items()
    }
    return Task(
        name=rule.__name__.replace("_", " "),
        true=rule,
        trials=trials,
        ways=(made,),
        slips=mistakes.OF[made],
        said=read("mistakes")["rule"],
        defaults=defaults,
        spot="after step {}".format,
    )


PLACES = ((0.0, 0.0), (7.5, -2.5), (5.0, 1.0))


def _losses(function, settings, notes):
    x, y = np.array([0.3, 0.7, 1.1, 2.0]), np.array([0.5, 2.5, 5.5, 16.0])
    values = [function(m, b, x, y) for m, b in PLACES]
    for value in values:
        if value is None:
            raise TypeError(
                f"{rule_name(function)} returns nothing: end it with return and the loss."
            )
        if np.shape(value) != ():
            raise ValueError(
                f"{rule_name(function)} must return one number, not something of shape "
                f"{np.shape(value)}: take the mean over the stones."
            )
    return np.array(values, dtype=float)


def _epochs(function, settings, notes):
    x, y = np.linspace(0.3, 2.1, 10) ** 1.1, np.linspace(0.4, 14.0, 10) ** 1.2
    rng, params, path = np.random.default_rng(7), np.array([0.5, -0.5]), []
    for _ in range(3):
        given, stones = params.copy(), (x.copy(), y.copy())
        result = function(given, *stones, rng, **settings)
        if not (
            isinstance(result, (tuple, list, np.ndarray)) and [*map(np.shape, result)] == [(), ()]
        ):
            raise ValueError(
                f"{rule_name(function)} must return the two parameters, m and b, not {result!r}."
            )
        if not (same(given, params) and same(stones, (x, y))):
            notes.add("in place")
        path.append(params)
        params = np.array(result, dtype=float)
    return np.array([*path, params])


def same(a, b):
    """Whether two arrays hold the same numbers, to rounding: a millionth of how far they reach."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        if np.all(a == b):  # most often, and seen in a tenth of the time
            return True
        reach = np.abs(b - b.reshape(-1)[0]) if b.size else np.zeros(1)
        reach = np.max(np.where(np.isfinite(reach), reach, 0.0), initial=0.0)
        return bool(np.isclose(a, b, rtol=1e-6, atol=1e-6 * reach, equal_nan=True).all())


TASKS = {rule: _rule_task(rule) for rule in
         (rules.gradient_descent, rules.momentum, rules.rmsprop, rules.adam)}  # fmt: skip
TASKS[reference_exercises.squared_error] = Task(
    name="the mean squared error",
    true=reference_exercises.squared_error,
    trials={"losses": Trial(_losses, {})},
    ways=(reference_exercises.squared_error_with,),
    slips=reference_exercises.LOSS,
    said=read("mistakes")["function"],
    defaults={},
    spot=lambda k: "for four stones, with m = {} and b = {}".format(*PLACES[k]),
)
TASKS[reference_exercises.epoch] = Task(
    name="an epoch of stochastic gradient descent",
    true=reference_exercises.epoch,
    trials={"epochs": Trial(_epochs, {"learning_rate": 0.02, "batch_size": 4})},
    ways=tuple(
        partial(reference_exercises.epoch_with, shuffle=shuffle)
        for shuffle in reference_exercises.SHUFFLES
    ),
    slips=reference_exercises.EPOCH,
    said=read("mistakes")["function"],
    defaults={"learning_rate": None, "batch_size": None},
    spot="after epoch {}".format,
)
