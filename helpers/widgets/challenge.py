"""challenge: a target in numbers, ticked off in the caption of a playground when it is reached."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from helpers.core.hyperparameters import checked_number, display_name, display_value
from helpers.core.number_text import format_plain
from helpers.core.validation import checked_finite, checked_int, short_repr
from helpers.descent import Run
from helpers.protocols import Problem

__all__ = ["Challenge", "challenge", "check_challenge"]

FAR_OFF = 1e6  # a loss above this, and above this many times the target, is not shown


class Challenge(NamedTuple):
    """What `challenge` returns.

    Parameters
    ----------
    kind : str
        What `limit` is about: "within" (a share of the lowest loss), "below" (an excess loss) or
        "loss" (the loss itself).
    limit : float
        What the loss must come below.
    updates, rows, moves : int or None
        The budget; None where there is none.
    settings : dict
        Values that sliders must have.
    """

    kind: str
    limit: float
    updates: int | None
    rows: int | None
    moves: int | None
    settings: dict[str, Any]

    def __str__(self) -> str:
        goal = {
            "within": f"come within {format_plain(100 * self.limit, 6)} % of the lowest loss",
            "below": f"come within {format_plain(self.limit, 6)} of the lowest loss",
            "loss": f"get the loss below {format_plain(self.limit, 6)}",
        }[self.kind]
        budget = {"after {:,} updates": self.updates, "in at most {:,} moves": self.moves,
                  "after reading at most {:,} examples": self.rows}  # fmt: skip
        goal += "".join(f" {template.format(count)}" for template, count in budget.items() if count)
        fixed = [
            f"{display_name(name)} {_value_text(name, value)}"
            for name, value in self.settings.items()
        ]
        return goal + (f", with {' and '.join(fixed)}" if fixed else "")

    def of_runs(self, run: Run, all_settings: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return the caption line for each run of a sweep.

        Parameters
        ----------
        run : Run
            All runs, along the second axis, with the updates that the challenge asks for or more.
        all_settings : sequence of dict
            The settings of each run.

        Returns
        -------
        list of str
            A line for each run, in the order of `all_settings`.
        """
        last = np.full(len(all_settings), run.steps if self.updates is None else self.updates)
        if self.rows is not None:
            seen = run.rows_seen.reshape(run.steps + 1, -1) <= self.rows
            last = np.minimum(last, np.broadcast_to(seen.sum(axis=0) - 1, last.shape))
        heights = run.excess.reshape(run.steps + 1, -1)[last, np.arange(len(all_settings))]
        pairs = zip(heights, all_settings, strict=True)
        return [self._of_run(height, settings, run.problem) for height, settings in pairs]

    def of_moves(self, losses: Sequence[float]) -> str:
        """Return the caption line after some moves.

        Parameters
        ----------
        losses : sequence of float
            The loss at the start, and after each move.

        Returns
        -------
        str
            A line of a caption: whether it is met, and the lowest loss so far.
        """
        lowest, met = self._lowest(losses), self.is_met(losses)
        has_few_zeros = 0.1 <= abs(lowest) < FAR_OFF
        result = f"{lowest:.3f}".replace("-", "−") if has_few_zeros else format_plain(lowest)
        if not met and len(losses) - 1 >= (self.moves or np.inf):
            result += f"; all {self.moves} moves are made: start again"
        return self._line(met, result)

    def is_met(self, losses: Sequence[float]) -> bool:
        """Return whether one of the moves within the budget has come below the limit.

        Parameters
        ----------
        losses : sequence of float
            The loss at the start, and after each move.

        Returns
        -------
        bool
            True if the lowest of these losses is below the limit.
        """
        return self._lowest(losses) < self.limit

    def _lowest(self, losses: Sequence[float]) -> float:
        """Return the lowest loss within the budget of moves."""
        return float(np.min(losses if self.moves is None else losses[: self.moves + 1]))

    def _of_run(self, height: float, settings: Mapping[str, Any], problem: Problem) -> str:
        """Return the caption line for a run that ends with this excess loss."""
        value = height + (problem.lowest if self.kind == "loss" else 0.0)
        value = value / problem.lowest if self.kind == "within" else value
        fits = all(settings[name] == required for name, required in self.settings.items())
        with np.errstate(all="ignore"):
            met = fits and bool(value < self.limit)
        shown = f"{format_plain(100 * value)} %" if self.kind == "within" else format_plain(value)
        if not np.isfinite(value) or value > FAR_OFF * max(1, self.limit):
            shown = "far off"
        return self._line(met, shown if fits else "other settings")

    def _line(self, met: bool, result: str) -> str:
        return f"{'☑ Challenge met' if met else '☐ Challenge'}: {self} (yours: {result})."


def challenge(
    *,
    within: float | None = None,
    below: float | None = None,
    loss: float | None = None,
    updates: int | None = None,
    rows: int | None = None,
    moves: int | None = None,
    **settings: Any,
) -> Challenge:
    """Return a target for `playground(..., challenge=...)` or `manual_descent(..., challenge=...)`.

    Parameters
    ----------
    within : float
        What the loss must come within: a share of the lowest loss. One of `within`, `below` and
        `loss` is needed.
    below : float
        Or an excess loss, in units of the loss.
    loss : float
        Or the loss itself, in its units.
    updates, rows, moves : int
        The budget: updates, rows read, or moves by hand. Of updates and rows the loss at the end of
        the budget counts, whatever step is shown; of moves the lowest within it.
    **settings : object
        Values that sliders must have, such as batch_size=32.

    Returns
    -------
    Challenge
        It says in the caption of a board whether it is met.

    Raises
    ------
    TypeError, ValueError
        If there is none or several of within, below and loss, or one is no number above 0; for a
        budget that is no whole number from 1 on; for a setting outside its range.

    Examples
    --------

    >>> print(challenge(within=0.01, updates=25))
    come within 1 % of the lowest loss after 25 updates
    """
    limits = {"within": within, "below": below, "loss": loss}
    given_limits = {kind: limit for kind, limit in limits.items() if limit is not None}
    if len(given_limits) != 1:
        raise ValueError("Give a challenge one of within, below and loss, such as within=0.01.")
    kind, limit = next(iter(given_limits.items()))
    if checked_finite(kind, limit).shape != () or not limit > 0:
        raise ValueError(f"{kind} must be one number above 0, not {short_repr(limit)}.")
    for name, value in settings.items():
        checked_number(name, value)
        settings[name] = value.item() if isinstance(value, (np.generic, np.ndarray)) else value
    budget = {"updates": updates, "rows": rows, "moves": moves}
    budgets = {
        name: None if value is None else checked_int(name, value, low=1)
        for name, value in budget.items()
    }
    return Challenge(kind, float(limit), **budgets, settings=settings)


def check_challenge(value: object) -> None:
    """Raise an error unless a board can show how this stands.

    Parameters
    ----------
    value : object
        What a reader passed as a challenge.

    Raises
    ------
    TypeError
    """
    if not isinstance(value, Challenge):
        raise TypeError(f"challenge must be what challenge(...) returned, not {short_repr(value)}.")


def _value_text(name: str, value: Any) -> str:
    """Return the value that a setting must have, as a reader says it."""
    return format_plain(value, 6) if isinstance(value, float) else display_value(name, value)
