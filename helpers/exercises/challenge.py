"""challenge: a target in numbers, ticked off in the caption of a playground when it is reached."""

from typing import NamedTuple

import numpy as np

from helpers.core.hyperparameters import checked_hyperparameter
from helpers.core.validation import checked_finite, checked_int, short_repr
from helpers.widgets.controls import display_name, display_value, format_plain

__all__ = ["Challenge", "challenge"]


class Challenge(NamedTuple):
    """What `challenge` returns. `limit` is said of `kind`: "within" (a share of the lowest loss),
    "below" (a height above it) or "loss"; the budget is None or a whole number each."""

    kind: str
    limit: float
    updates: int | None
    rows: int | None
    moves: int | None
    settings: dict

    def __str__(self):
        goal = {
            "within": f"come within {format_plain(100 * self.limit, 6)} % of the lowest loss",
            "below": f"come within {format_plain(self.limit, 6)} of the lowest loss",
            "loss": f"get the loss below {format_plain(self.limit, 6)}",
        }[self.kind]
        budget = {"after {:,} updates": self.updates, "in at most {:,} moves": self.moves,
                  "after reading at most {:,} rows": self.rows}  # fmt: skip
        goal += "".join(f" {says.format(count)}" for says, count in budget.items() if count)
        fixed = [
            f"{display_name(name)} {_wanted(name, value)}" for name, value in self.settings.items()
        ]
        return goal + (f", with {' and '.join(fixed)}" if fixed else "")

    def of_runs(self, run, places):
        """Return what is to be said of each run of a sweep that has as many updates as it asks for.
        `places`: the settings of each run."""
        last = np.full(len(places), run.steps if self.updates is None else self.updates)
        if self.rows is not None:
            seen = run.rows_seen.reshape(run.steps + 1, -1) <= self.rows
            last = np.minimum(last, np.broadcast_to(seen.sum(axis=0) - 1, last.shape))
        heights = run.excess.reshape(run.steps + 1, -1)[last, np.arange(len(places))]
        pairs = zip(heights, places, strict=True)
        return [self._said(height, place, run.problem) for height, place in pairs]

    def of_moves(self, losses):
        """Return what is to be said when the moves so far, the start first, had these losses."""
        counted = losses[: self.moves + 1] if self.moves is not None else losses
        met, yours = bool(np.min(counted) < self.limit), f"{np.min(counted):.3f}"
        if not met and len(losses) - 1 >= (self.moves or np.inf):
            yours += f"; all {self.moves} moves are made: start again"
        return self._told(met, yours)

    def _said(self, height, place, problem):
        value = height + (problem.lowest if self.kind == "loss" else 0.0)
        value = value / problem.lowest if self.kind == "within" else value
        fits = all(place[name] == wanted for name, wanted in self.settings.items())
        with np.errstate(all="ignore"):
            met = fits and bool(value < self.limit)
        shown = f"{format_plain(100 * value)} %" if self.kind == "within" else format_plain(value)
        if not np.isfinite(value) or value > 1e6:
            shown = "far off"
        return self._told(met, shown if fits else "other settings")

    def _told(self, met, yours):
        return f"{'☑ Challenge met' if met else '☐ Challenge'}: {self} (yours: {yours})."


def challenge(
    *, within=None, below=None, loss=None, updates=None, rows=None, moves=None, **settings
):
    """Return a target for `playground(..., challenge=...)` or `manual_descent(..., challenge=...)`.

    One of `within` (a share of the lowest loss), `below` (a height above the lowest loss) and
    `loss`, in the units of the loss. The budget: `updates`, `rows` read, or `moves`; the loss that
    counts is the one at its end, whatever step is shown. `settings`: values that sliders must
    have, such as batch_size=32. Raises TypeError or ValueError.
    """
    limits = {"within": within, "below": below, "loss": loss}
    given = {kind: limit for kind, limit in limits.items() if limit is not None}
    if len(given) != 1:
        raise ValueError("Give a challenge one of within, below and loss, such as within=0.01.")
    kind, limit = next(iter(given.items()))
    if checked_finite(kind, limit).shape != () or not limit > 0:
        raise ValueError(f"{kind} must be one number above 0, not {short_repr(limit)}.")
    for name, value in settings.items():
        if np.ndim(checked_hyperparameter(name, value)):
            raise ValueError(f"{name} must be one number, not {short_repr(value)}.")
        settings[name] = value.item() if isinstance(value, (np.generic, np.ndarray)) else value
    budget = {"updates": updates, "rows": rows, "moves": moves}
    whole = {
        name: None if value is None else checked_int(name, value, low=1)
        for name, value in budget.items()
    }
    return Challenge(kind, float(limit), **whole, settings=settings)


def _wanted(name, value):
    """Return the value that a setting must have as a reader says it, written out."""
    return format_plain(value, 6) if isinstance(value, float) else display_value(name, value)
