"""Walks on mini-batches, beside the walk that reads all rows for every update."""

import numpy as np

from helpers.core.validation import checked_attributes
from helpers.descent import descend
from helpers.plotting.trajectory import (
    hillside_background,
    hillside_points,
    hillside_traces,
    loss_background,
    loss_unit,
)
from helpers.plotting.view import BLUE, GREY, Trace, View, many_decades, per_run, tidy


def full_batch(run):
    """Return the path that the run's rule takes, with the same settings and from the same start,
    when every batch is all the rows: shape (steps + 1, runs, 2), in units of the parameters.

    Many runs on several axes come on one, the last axis moving fastest. Raises TypeError where
    `run` is no Run.
    """
    checked_attributes("run", run, "path hyperparameters", "a Run: what descend(...) returned")
    starts, runs = run.path[0].reshape(-1, 2), run.path.shape[1:-1]
    columns = [
        np.broadcast_to(np.reshape(value, np.shape(value)[:-1]), runs).ravel().tolist()
        for value in run.hyperparameters.values()
    ]
    keys = list(zip(map(tuple, starts.tolist()), *columns, strict=True))
    paths = {}
    for start, *values in dict.fromkeys(keys):
        settings = dict(zip(run.hyperparameters, values, strict=True))
        alone = descend(run.rule, run.problem, steps=run.steps, start=start, **settings)
        paths[start, *values] = alone.path
    return np.stack([paths[key] for key in keys], axis=1)


def _full_batch_line(axes):
    return axes.plot([], [], color=BLUE, lw=3.5, alpha=0.75)[0]


def _explain(axes, where):
    line = axes.plot([], [], color=BLUE, lw=3.5, alpha=0.75, label="all rows in each batch")
    axes.legend(handles=line, loc=where, fontsize=8)


def _paths_background(axes, problem, steps, **flags):
    hillside_background(axes, problem, steps, **flags)
    _explain(axes, "upper right")


def _paths_traces(axes, colour):
    return [Trace(_full_batch_line(axes), trail=True), *hillside_traces(axes, colour)]


def _paths_points(run):
    path = full_batch(run)
    return [(per_run(path[..., 0]), per_run(path[..., 1])), *hillside_points(run)]


def _rows_background(axes, problem, steps, **flags):
    loss_background(axes, problem, steps, **flags)
    many_decades(axes, "x")
    axes.set_xlim(0.7, 1.4 * steps * problem.rows)
    axes.axvline(problem.rows, color=GREY, lw=1, ls=":")
    _, high = axes.get_ylim()
    axes.annotate("1 epoch", (problem.rows, high / 20), xytext=(-3, 0), fontsize=8, ha="right",
                  textcoords="offset points", va="center")  # fmt: skip
    _explain(axes, "upper right")
    tidy(axes, "Loss against its cost", "rows read (log scale)", loss_unit(problem))


def _rows_traces(axes, colour):
    beside = _full_batch_line(axes)
    curve = axes.plot([], [], "-", color=colour, lw=1.6)[0]
    ends = axes.plot([], [], "o", color="white", mec="black", mew=1.2, ms=5)[0]
    now = axes.plot([], [], "o", color=colour, mec="white", mew=1.0, ms=7)[0]
    trails = [Trace(line, trail=True) for line in (beside, curve, ends)]
    return [*trails, Trace(now)]


def _rows_points(run):
    """What is read before the first update is nothing, which a log scale cannot show: a gap."""
    rows, height = per_run(run.rows_seen.astype(float)), per_run(run.excess)
    rows = np.where(rows > 0, rows, np.nan)
    of_all = np.where(np.arange(run.steps + 1.0) > 0, np.arange(run.steps + 1.0), np.nan)
    with np.errstate(all="ignore"):
        beside = per_run(run.problem.excess(full_batch(run)))
        epochs = rows / run.problem.rows  # marked are the ends of 1, 2, 4, 8 ...
        ends = np.where((epochs >= 1) & (np.log2(epochs) % 1 == 0), height, np.nan)
    of_all = run.problem.rows * of_all[None, None, :]
    return [(of_all, beside), (rows, height), (rows, ends), (rows, height)]


VIEWS = {
    "paths": View(_paths_background, _paths_traces, _paths_points, needs="rows"),
    "rows": View(_rows_background, _rows_traces, _rows_points, needs="rows"),
}
