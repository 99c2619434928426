"""Runs on mini-batches, beside the same run with all rows in each batch."""

import numpy as np
from matplotlib.axes import Axes

from helpers.core.validation import checked_attributes
from helpers.descent import Run, descend
from helpers.plotting import style
from helpers.plotting.axes import label_axes, set_wide_log_axis
from helpers.plotting.trajectory import (
    contours_background,
    contours_points,
    contours_traces,
    loss_axis_label,
    loss_background,
)
from helpers.plotting.view import Points, Trace, View, empty_line, per_run
from helpers.protocols import DataProblem


def full_batch(run: Run) -> np.ndarray:
    """Return the path of the same run with all rows in each batch.

    Parameters
    ----------
    run : Run
        A run, or many at once.

    Returns
    -------
    ndarray, shape (steps + 1, runs, n)
        In units of the n parameters; several axes of runs are flattened, the last axis fastest.

    Raises
    ------
    TypeError
        If `run` is not a Run.

    Examples
    --------

    >>> from helpers.problems import ravine
    >>> from helpers.rules import gradient_descent
    >>> full_batch(descend(gradient_descent, ravine(), steps=5, learning_rate=0.01)).shape
    (6, 1, 2)
    """
    checked_attributes("run", run, "path hyperparameters", "a Run: what descend(...) returned")
    n, runs = run.path.shape[-1], run.path.shape[1:-1]
    starts = run.path[0].reshape(-1, n)
    columns = [
        np.broadcast_to(np.reshape(value, np.shape(value)[:-1]), runs).ravel().tolist()
        for value in run.hyperparameters.values()
    ]
    of_runs = run.schedule if isinstance(run.schedule, list) else [run.schedule] * len(starts)
    schedules = {id(schedule): schedule for schedule in of_runs}
    keys = list(zip(map(tuple, starts.tolist()), map(id, of_runs), *columns, strict=True))
    paths = {}
    for start, key, *values in dict.fromkeys(keys):  # many differ only in batch size and seed
        settings = dict(zip(run.hyperparameters, values, strict=True))
        if np.isnan(start).any():  # a failed run of a sweep
            paths[start, key, *values] = np.full((run.steps + 1, n), np.nan)
            continue
        single = descend(
            run.rule,
            run.problem,
            steps=run.steps,
            start=start,
            schedule=schedules[key],
            **settings,
        )
        paths[start, key, *values] = single.path
    return np.stack([paths[key] for key in keys], axis=1)


def _legend(axes: Axes) -> None:
    line = empty_line(axes, label="all examples in each batch", **style.FULL_BATCH)
    axes.legend(handles=[line], loc="upper right", fontsize=style.SMALL)


# ---- the path on the loss surface ---------------------------------------------------------------


def _paths_background(
    axes: Axes,
    problem: DataProblem,
    steps: int,
    *,
    show_contours: bool = True,
    show_minimum: bool = True,
) -> None:
    contours_background(
        axes, problem, steps, show_contours=show_contours, show_minimum=show_minimum
    )
    _legend(axes)


def _paths_traces(axes: Axes, colour: str) -> list[Trace]:
    full = Trace(empty_line(axes, **style.FULL_BATCH), trail=True)
    return [full, *contours_traces(axes, colour)]


def _paths_points(run: Run) -> list[Points]:
    path = full_batch(run)
    return [(per_run(path[..., 0]), per_run(path[..., 1])), *contours_points(run)]


# ---- the loss against the rows read -------------------------------------------------------------


def _rows_background(axes: Axes, problem: DataProblem, steps: int, **unused: bool) -> None:
    loss_background(axes, problem, steps)
    set_wide_log_axis(axes, "x")
    axes.set_xlim(0.7, 1.4 * steps * problem.rows)
    axes.axvline(problem.rows, **style.EPOCH)
    low, _ = axes.get_ylim()
    axes.annotate("1 epoch", (problem.rows, low), xytext=(-3, 3), fontsize=style.SMALL,
                  textcoords="offset points", ha="right", va="bottom")  # fmt: skip
    _legend(axes)
    label_axes(axes, "Loss against its cost", "examples read (log scale)", loss_axis_label(problem))


def _rows_traces(axes: Axes, colour: str) -> list[Trace]:
    full = empty_line(axes, **style.FULL_BATCH)
    curve = empty_line(axes, color=colour, **style.CURVE)
    current = empty_line(axes, color=colour, **style.CURRENT_STEP)
    return [Trace(full, trail=True), Trace(curve, trail=True), Trace(current)]


def _rows_points(run: Run) -> list[Points]:
    """Return the points; before the first update 0 rows are read: a gap on a logarithmic axis."""
    rows, height = per_run(run.rows_seen.astype(float)), per_run(run.excess)
    rows = np.where(rows > 0, rows, np.nan)
    updates = np.arange(run.steps + 1.0)
    full_rows = run.problem.rows * np.where(updates > 0, updates, np.nan)[None, None, :]
    with np.errstate(all="ignore"):
        full_height = per_run(run.problem.excess(full_batch(run)))
    return [(full_rows, full_height), (rows, height), (rows, height)]


VIEWS = {
    "paths": View(
        _paths_background,
        _paths_traces,
        _paths_points,
        needs="rows",
        parameters=2,
        path=3,
        start=2,
    ),
    "rows": View(
        _rows_background, _rows_traces, _rows_points, needs="rows", path=1, has_floor=True
    ),
}
