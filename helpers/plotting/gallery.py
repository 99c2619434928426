"""How a Run is drawn: the figures of the lessons."""

import numpy as np
from matplotlib import pyplot as plt

from helpers.core.signature import rule_name
from helpers.core.validation import checked_choice, short_repr
from helpers.descent import Run
from helpers.plotting.view import colour_of
from helpers.plotting.views import VIEWS

__all__ = ["PANEL", "checked_views", "draw", "gallery", "label", "set_line_data",
           "title_of"]  # fmt: skip

PANEL = (3.2, 3.3)  # inches, for one view


def gallery(*runs, views=None, labels=None):
    """Draw each view of the runs side by side and return the figure.

    `views`: names from views.VIEWS; by default the data (where there are any), the hillside and
    the loss. `labels`: a name for each run. Raises TypeError for what are not single runs,
    ValueError for runs of different problems or for other names than those.
    """
    if not runs or not all(isinstance(run, Run) and run.path.ndim == 2 for run in runs):
        raise TypeError("gallery draws single runs: pass what descend(...) returned.")
    if not all(_alike(run.problem, runs[0].problem) for run in runs):
        raise ValueError("gallery draws all runs on one hillside: pass runs of the same problem.")
    views = checked_views(runs[0].problem, views)
    labels = [*map(title_of, runs)] if labels is None else labels
    if not isinstance(labels, (list, tuple)) or len(labels) != len(runs):
        wanted = f"{len(runs)} names, one for each run"
        raise ValueError(f"labels must be {wanted}, not {short_repr(labels)}.")
    width, height = PANEL
    figure, axes = plt.subplots(
        1, len(views), figsize=(width * len(views), height), layout="constrained", squeeze=False
    )
    steps = max(run.steps for run in runs)
    for panel, name in zip(axes[0], views, strict=True):
        VIEWS[name].background(panel, runs[0].problem, steps)
        for run in runs:
            draw(panel, name, run)
    if len(runs) > 1:
        label(axes[0][-1], [colour_of(title_of(run)) for run in runs], labels)
    return figure


def _alike(problem, other):
    """Whether two problems, perhaps made apart, are the same hillside to look at."""
    if problem is other:
        return True
    corners = np.transpose(problem.domain)
    pairs = [
        (problem.domain, other.domain),
        (problem.minimum, other.minimum),
        (problem.excess(corners), other.excess(corners)),
    ]
    return all(np.array_equal(*pair) for pair in pairs)


def draw(axes, view, run):
    """Draw the moving lines of a view as they stand at the run's end; return the lines."""
    traces = VIEWS[view].traces(axes, colour_of(title_of(run)))
    for trace, xy in zip(traces, VIEWS[view].points(run), strict=True):
        x, y = np.broadcast_arrays(*xy)
        set_line_data(trace, x[0], y[0], run.steps)
    return [trace.line for trace in traces]


def set_line_data(trace, x, y, step):
    """Put a line where it belongs at `step`. `x`, `y`: (points, steps + 1)."""
    if trace.trail:
        trace.line.set_data(x[0, : step + 1], y[0, : step + 1])
    else:
        k = min(step, x.shape[-1] - 1)  # a thing that never moves has one step only
        trace.line.set_data(x[:, k], y[:, k])


def checked_views(problem, views):
    """Return the names of views that suit the problem. Raises ValueError for any other."""
    needs = {name: view.needs for name, view in VIEWS.items()}
    suitable = [n for n, need in needs.items() if not need or getattr(problem, need) is not None]
    if views is None:
        return tuple(name for name in ("data", "hillside", "loss") if name in suitable)
    views = [views] if isinstance(views, str) or not np.iterable(views) else views
    names = tuple(dict.fromkeys(checked_choice("views", name, suitable) for name in views))
    if not names:
        raise ValueError(f"views needs at least one of {', '.join(suitable)}.")
    return names


def title_of(run):
    """Return the name of a run's rule as a reader says it."""
    name = rule_name(run.rule)
    if name == "gradient_descent" and np.any(
        run.rows_seen[-1] < run.steps * (run.problem.rows or 0)
    ):
        name = "sgd"
    return name.replace("_", " ")


def label(axes, colours, names):
    """Write a legend that says which colour is which."""
    handles = [axes.plot([], [], color=colour, label=str(name))[0]
               for colour, name in zip(colours, names, strict=True)]  # fmt: skip
    axes.legend(handles=handles, loc="upper right", fontsize=8)
