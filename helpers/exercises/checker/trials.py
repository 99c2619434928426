"""The trials of `check`: inputs that the reader has not seen.

A trial yields rows of numbers, one after the other, in the same way for a reader's function and for
an edited one.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from helpers.core.signature import ResultError, checked_result, rule_name
from helpers.exercises.checker.memory import Numbers, kept_numbers

RESTART_DISTANCE = 1e4  # a trial that gets as far goes on from its start

# Gradients that a rule is given: all of one sign; of both, small ones among them; of many sizes.
UPHILL = [[3.0, 0.7], [2.2, 0.9], [1.7, 0.4], [1.3, 1.1], [0.9, 0.8], [1.6, 0.3], [0.5, 0.6]]
ACROSS = [[-2.0, 0.3], [1.5, 0.02], [-0.8, -0.4], [0.6, 0.05], [-0.1, 0.9], [0.7, -0.2]]
MIXED = [[0.37, -5.1], [0.08, 2.3], [-1.9, 0.61], [4.3, -0.19], [-0.77, -1.3], [0.053, 0.47],
         [0.29, -0.083], [-2.6, 3.7]]  # fmt: skip
POSITIONS = ((0.0, 0.0), (7.5, -2.5), (5.0, 1.0), (9.5, 3.0))  # (m, b) at which a loss is computed


class SideEffects:
    """What a function does besides returning numbers.

    Attributes
    ----------
    function : callable or None
        The function, if what it keeps outside of its state is read too.
    changed : set of str
        Which of its arguments it changed in place.
    kept : list of dict
        For each step, the numbers that it keeps.
    no_state : bool
        Whether it returned None as its state.
    divided_by_zero : ZeroDivisionError or None
        The division of plain numbers by 0 that ended the trial.
    """

    def __init__(self, function: Callable | None):
        self.function = function
        self.changed: set[str] = set()
        self.kept: list[Numbers] = []
        self.no_state = False
        self.divided_by_zero: ZeroDivisionError | None = None

    def compare(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Record which arguments have changed.

        Parameters
        ----------
        before : {name: value}
            The arguments before the call: numbers or arrays.
        after : {name: value}
            The same arguments, by the same names, after the call.
        """
        for name, value in before.items():
            if not np.array_equal(value, after[name], equal_nan=True):
                self.changed.add(name)

    def read_state(self, state: Any) -> None:
        """Record what is kept after a step.

        Parameters
        ----------
        state : object
            What the function returned as its state; one that cannot be read is ignored.
        """
        self.no_state = self.no_state or state is None
        with suppress(Exception):  # an object of a reader's own class may refuse
            self.kept.append(kept_numbers(state, self.function))


class Trial(NamedTuple):
    """One input, or sequence of inputs, on which a function is run.

    Parameters
    ----------
    rows : callable
        `rows(function, settings, side_effects=None)` yields rows of numbers.
    settings : {name: value}
        Those of the true function.
    inputs : tuple
        The arguments that give the second row.
    kind : str
        What the function is given: "arrays", "whole numbers" or "one number" at a time.
    """

    rows: Callable[..., Iterable[np.ndarray]]
    settings: dict[str, Any]
    inputs: tuple = ()
    kind: str = "arrays"


def rule_trial(start: Any, gradients: Any, settings: dict[str, Any]) -> Trial:
    """Return the trial of a rule that begins at `start` and is given these gradients.

    Parameters
    ----------
    start : ndarray or float
        Two parameters, shape (2,), or one number.
    gradients : sequence
        One for each step, each of the shape of `start`.
    settings : {name: value}
        Those of the true rule.

    Returns
    -------
    Trial
        Its rows are the parameters at the start and after each step.
    """

    def rows(
        rule: Callable, settings: dict, side_effects: SideEffects | None = None
    ) -> Iterator[np.ndarray]:
        params, state = start, ()
        yield np.asarray(start, dtype=float)
        for gradient in gradients:
            before = {"params": params, "gradient": gradient}
            arguments = before if side_effects is None else copy.deepcopy(before)
            try:
                result = rule(*arguments.values(), *state, **settings)
            except ZeroDivisionError as error:
                if side_effects is None:
                    raise
                side_effects.divided_by_zero = error
                yield np.full(np.shape(start), np.nan)
                return
            if side_effects is not None:
                _check_result(rule, result, np.shape(start))
                side_effects.compare(before, arguments)
                side_effects.read_state(result[1])
            params, *state = result
            params = np.array(params) if np.ndim(start) else params
            row = np.asarray(params, dtype=float)
            yield row
            if not (np.abs(row) < RESTART_DISTANCE).all():  # the steps after it count as well
                params = start

    kind = "one number" if np.ndim(start) == 0 else "arrays"
    if np.asarray(start).dtype.kind == "i":
        kind = "whole numbers"
    return Trial(rows, settings, (start, gradients[0]), kind)


def losses(
    function: Callable, settings: dict, side_effects: SideEffects | None = None
) -> Iterator[np.ndarray]:
    """Yield the losses of four examples at POSITIONS.

    Parameters
    ----------
    function : callable
        Called as function(m, b, x, y), with x and y of shape (4,).
    settings : dict
        Not used: this function has no settings.
    side_effects : SideEffects, optional
        Not used: nothing is noted.

    Yields
    ------
    ndarray, shape ()
        The loss at one of POSITIONS.

    Raises
    ------
    TypeError
        If the function returns nothing.
    ValueError
        If it returns something else than one number.
    """
    x, y = np.array([0.3, 0.7, 1.1, 2.0]), np.array([0.5, 2.5, 5.5, 16.0])
    for m, b in POSITIONS:
        value = function(m, b, x, y)
        if value is None:
            raise TypeError(
                f"{rule_name(function)} returns nothing: end it with return and the loss."
            )
        if np.shape(value) != ():
            raise ValueError(
                f"{rule_name(function)} must return one number, not something of shape "
                f"{np.shape(value)}: take the mean over the examples."
            )
        yield np.asarray(value, dtype=float)


def epochs(
    function: Callable, settings: dict, side_effects: SideEffects | None = None
) -> Iterator[np.ndarray]:
    """Yield the parameters before, and after each of three epochs on ten examples.

    Parameters
    ----------
    function : callable
        Called as function(params, x, y, rng, **settings), with params of shape (2,), and x and y of
        shape (10,).
    settings : dict
        The learning rate and the batch size, by the names that the function gives them.
    side_effects : SideEffects, optional
        Notes which arguments the function changes in place.

    Yields
    ------
    ndarray, shape (2,)
        The parameters m and b.

    Raises
    ------
    ValueError
        If the function does not return two numbers.
    """
    x, y = np.linspace(0.3, 2.1, 10) ** 1.1, np.linspace(0.4, 14.0, 10) ** 1.2
    rng, params = np.random.default_rng(7), np.array([0.5, -0.5])
    yield params
    for _ in range(3):
        arguments = {"params": params.copy(), "x": x.copy(), "y": y.copy()}
        result = function(*arguments.values(), rng, **settings)
        if not (
            isinstance(result, (tuple, list, np.ndarray)) and [*map(np.shape, result)] == [(), ()]
        ):
            raise ValueError(
                f"{rule_name(function)} must return the two parameters, m and b, not {result!r}."
            )
        if side_effects is not None:
            side_effects.compare({"params": params, "x": x, "y": y}, arguments)
        params = np.array(result, dtype=float)
        yield params


def _check_result(rule: Callable, result: Any, shape: tuple[int, ...]) -> None:
    """Raise ResultError, with what to return instead, for what is not (params, state)."""
    requirement = f"{rule_name(rule)} must return two things, not"
    if isinstance(result, tuple) and len(result) > 2:
        raise ResultError(
            f"{requirement} {len(result)}: put all that it remembers into one, as in "
            "return params, (mean, mean_square, t)"
        )
    if isinstance(result, list) and len(result) == 2 and np.shape(result[0]) == shape != ():
        raise ResultError(
            f"{requirement} list: end it with return params, state, without square brackets"
        )
    checked_result(rule, result, shape)
