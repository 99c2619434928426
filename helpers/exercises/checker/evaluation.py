"""Run the trials of a reader's function, and compare its results with those of others."""

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import islice, product
from typing import Any

import numpy as np

from helpers.core.fresh_copies import fresh_copy
from helpers.core.hyperparameters import canonical_name
from helpers.core.timeout import run_with_timeout
from helpers.exercises.checker.arguments import Arguments, read_arguments
from helpers.exercises.checker.comparison import TrialResult, agrees, observe, same
from helpers.exercises.checker.exercises import Exercise
from helpers.exercises.checker.memory import kept_numbers
from helpers.exercises.checker.source import written_numbers
from helpers.exercises.checker.state_traces import StateTraces, state_traces
from helpers.exercises.checker.trials import Trial

ATTEMPT_TIMEOUT = 5.0  # a right answer takes a hundredth of one
MIN_FINITE_SHARE = 0.6  # of the numbers of a trial must be finite
MAX_WRITTEN = 40  # settings that are tried for those written into a function


class Attempt:
    """A reader's function and the results of its trials.

    Attributes
    ----------
    mine : callable
        The reader's function.
    exercise : Exercise
        What it should do.
    arguments : Arguments
        How to call it.
    fixed : {name: value}
        Values that are written into it.
    results : dict
        {name of a trial: TrialResult}, each with a fresh copy of the function.
    second_run_matches : bool
        Whether a second run of one copy gave the same numbers.
    fresh_copy_matches : bool
        Whether a run of another copy gave the same numbers.
    default_state_unchanged : bool
        Whether the default of state was the same after the runs.
    """

    def __init__(self, mine: Callable, exercise: Exercise, fixed: Mapping[str, Any]):
        self.mine, self.exercise, self.fixed = mine, exercise, fixed
        self.arguments: Arguments = read_arguments(mine, exercise, fixed)
        self._trials = {**exercise.trials, **exercise.extra_trials}
        self.results: dict[str, TrialResult] = run_with_timeout(ATTEMPT_TIMEOUT, self._try_all)
        again = run_with_timeout(ATTEMPT_TIMEOUT, self._try_again)
        self.second_run_matches, self.fresh_copy_matches, self.default_state_unchanged = again

    @property
    def main_trials(self) -> list[str]:
        """The names of the trials that decide."""
        return list(self.exercise.trials)

    @cached_property
    def missing(self) -> list[dict[str, Any]]:
        """Values of the settings that the function does not take: the defaults, then others that
        are written into it, if they make sense as such."""
        defaults = {**self.exercise.defaults, "epsilon": 0.0, **self.fixed}
        names = [name for name in self.exercise.defaults if name not in self.arguments.taken]
        betas = [n for n in names if n.startswith("beta") and n not in self.fixed]
        written = [v for v in written_numbers(self.mine) if 0.5 <= v < 1]
        choices = [[defaults[name], *(written if name in betas else ())] for name in names]
        combinations = islice(product(*choices), MAX_WRITTEN)
        usual, *others = [dict(zip(names, values, strict=True)) for values in combinations]
        return [usual, *(v for v in others if v.get("beta1", 0) <= v.get("beta2", 1))]

    @cached_property
    def constants(self) -> dict[str, float]:
        """Settings of the function that the true one does not have, with their defaults."""
        others = self.arguments.others
        return {
            canonical_name(name, tuple(others)) or name: default
            for name, default in others.items()
            if isinstance(default, (int, float))
        }

    def trial(self, name: str) -> Trial:
        """Return the trial with this name.

        Parameters
        ----------
        name : str
            The name of a trial, of the main or the extra trials.

        Returns
        -------
        Trial
            Its inputs and settings.
        """
        return self._trials[name]

    def trials_of_kind(self, kind: str) -> list[str]:
        """Return the names of the trials on inputs of one kind.

        Parameters
        ----------
        kind : str
            As in `Trial.kind`.

        Returns
        -------
        list of str
            In the order in which they are made.
        """
        return [name for name, trial in self._trials.items() if trial.kind == kind]

    def all_settings(self, name: str, missing: Mapping[str, Any]) -> dict[str, Any]:
        """Return all settings of a trial, as the true function takes them.

        Parameters
        ----------
        name : str
            The name of a trial, of the main or the extra trials.
        missing : {name: value}
            Values of the settings that the reader's function does not take.

        Returns
        -------
        dict
            {setting of the true function: value}.
        """
        return {**self._trials[name].settings, **missing}

    def run(self, function: Callable, trial: Trial, **changes: Any) -> TrialResult:
        """Run a trial of the reader's function, or of a copy of it, and return the result.

        Parameters
        ----------
        function : callable
            The reader's function or a copy of it: it takes the settings by the reader's names.
        trial : Trial
            What it is tried on.
        **changes : object
            Values that replace those of the trial, by the names of the true function's settings.

        Returns
        -------
        TrialResult
            With the error, if one ended the trial.
        """
        settings = self.arguments.settings({**trial.settings, **changes})
        return observe(function, trial, settings)

    def agrees(self, other: Callable, name: str, missing: Mapping[str, Any]) -> bool:
        """Return whether another function gives the numbers that this trial showed.

        Parameters
        ----------
        other : callable
            A function that takes all settings of the true one, by the same names.
        name : str
            The name of a trial, of the main or the extra trials.
        missing : {name: value}
            Values of the settings that the reader's function does not take.

        Returns
        -------
        bool
            True if all are equal to rounding; False where an error ended either of the two.
        """
        return agrees(
            self.results[name], other, self._trials[name], self.all_settings(name, missing)
        )

    def agrees_throughout(
        self, other: Callable, missing: Mapping[str, Any], names: list[str] | None = None
    ) -> bool:
        """Return whether another function gives the numbers that the main trials showed.

        Parameters
        ----------
        other : callable
            A function that takes all settings of the true one, by the same names.
        missing : {name: value}
            Values of the settings that the reader's function does not take.
        names : list of str, optional
            The trials to compare, the main ones if it is None or empty.

        Returns
        -------
        bool
            True if the two agree in each of these trials.
        """
        return all(self.agrees(other, name, missing) for name in names or self.main_trials)

    def first_error(self) -> Exception | None:
        """Return the error that ended one of the main trials, if any did.

        Returns
        -------
        Exception or None
            That of the first main trial, in their order, that has one.
        """
        errors = (self.results[name].error for name in self.main_trials)
        return next((error for error in errors if error is not None), None)

    def one_number_trials(self) -> list[str]:
        """Return the trials with one parameter; none if an error ended one of them.

        Returns
        -------
        list of str
            Names of extra trials; empty for an exercise that has no such trials.
        """
        names = self.trials_of_kind("one number")
        return names if all(self.results[name].error is None for name in names) else []

    def changed_in_place(self) -> list[str]:
        """Return the names of the arguments that the function changed.

        Returns
        -------
        list of str
            In the order of the alphabet, from all trials together.
        """
        effects = [result.side_effects for result in self.results.values()]
        return sorted(set().union(*(effect.changed for effect in effects)))

    def kept(self) -> StateTraces:
        """Return the traces of what the function keeps, in the first trial.

        Returns
        -------
        dict
            {where a number is kept: its values, shape (steps,)}, inside of the state and outside.
        """
        return state_traces(self.results[self.main_trials[0]].side_effects.kept)

    def kept_by(self, other: Callable, missing: Mapping[str, Any]) -> StateTraces:
        """Return the traces of what another function keeps in the same trial.

        Parameters
        ----------
        other : callable
            A function that takes all settings of the true one, by the same names.
        missing : {name: value}
            Values of the settings that the reader's function does not take.

        Returns
        -------
        dict
            {where a number is kept: its values, shape (steps,)}, of its state alone.
        """
        first = self.main_trials[0]
        result = observe(
            other, self._trials[first], self.all_settings(first, missing), outside=False
        )
        return state_traces(result.side_effects.kept)

    def _try_all(self) -> dict[str, TrialResult]:
        return {
            name: self.run(fresh_copy(self.mine), trial) for name, trial in self._trials.items()
        }

    def _try_again(self) -> tuple[bool, bool, bool]:
        trial, recorded = (
            self.exercise.trials[self.main_trials[0]],
            self.results[self.main_trials[0]],
        )
        own_copy = fresh_copy(self.mine)
        before = _first_state(own_copy)
        first_run, second_run = self.run(own_copy, trial), self.run(own_copy, trial)
        return (
            same(first_run, second_run),
            same(recorded, first_run),
            before == _first_state(own_copy),
        )


def tells_enough(attempt: Attempt, names: list[str]) -> bool:
    """Return whether one of these trials has enough numbers to tell one mistake from another.

    Parameters
    ----------
    attempt : Attempt
        The reader's function and the results of its trials.
    names : list of str
        The names of these trials.

    Returns
    -------
    bool
        True if the share of finite numbers, without the first row, is at least MIN_FINITE_SHARE in
        one of them; False if there are no trials.
    """
    shares = [np.isfinite(attempt.results[name].rows[1:]).mean() for name in names]
    return max(shares, default=0.0) >= MIN_FINITE_SHARE


def _first_state(function: Callable) -> Any:
    parameters = list(inspect.signature(function).parameters.values())
    if len(parameters) < 3:
        return None
    return kept_numbers(parameters[2].default)
