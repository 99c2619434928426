"""How a Run is drawn: the figures of the lessons, and the colours of the whole course."""

import numpy as np
from matplotlib import pyplot as plt

from helpers.checks import one_of, shown
from helpers.descent import Run, name_of
from helpers.views import VIEWS

# One colour for each algorithm. They are Okabe & Ito's, which the colour-blind can tell apart, but
# with a darker orange and vermilion, so that thin lines too stand out from white.
COLOURS = {
    "gradient_descent": "#0072b2",
    "sgd": "#e57300",
    "momentum": "#009e73",
    "rmsprop": "#cc79a7",
    "adam": "#b33c00",
}
OWN_RULE = "#000000"
PANEL = (3.2, 3.3)  # inches, for one view


def gallery(*runs, views=None, labels=None):
    """Draw each view of the runs side by side and return the figure. Raises ValueError.

    `views`: names from views.VIEWS; by default the data (where there are any), the hillside and
    the loss.
    """
    if not runs or not all(isinstance(run, Run) and run.path.ndim == 2 for run in runs):
        raise TypeError("gallery draws single runs: pass what descend(...) returned.")
    views = checked_views(runs[0].problem, views)
    labels = [*map(title_of, runs)] if labels is None else labels
    if not isinstance(labels, (list, tuple)) or len(labels) != len(runs):
        wanted = f"{len(runs)} names, one for each run"
        raise ValueError(f"labels must be {wanted}, not {shown(labels)}.")
    width, height = PANEL
    figure, axes = plt.subplots(
        1, len(views), figsize=(width * len(views), height), layout="constrained", squeeze=False
    )
    steps = max(run.steps for run in runs)
    for panel, name in zip(axes[0], views, strict=True):
        VIEWS[name].still(panel, runs[0].problem, steps)
        for run in runs:
            draw(panel, name, run)
    if len(runs) > 1:
        label(axes[0][-1], [colour_of(run) for run in runs], labels)
    return figure


def draw(axes, view, run):
    """Draw the moving lines of a view as they stand at the run's end; return the lines."""
    traces = VIEWS[view].traces(axes, colour_of(run))
    for trace, xy in zip(traces, VIEWS[view].points(run), strict=True):
        x, y = np.broadcast_arrays(*xy)
        place(trace, x[0], y[0], run.steps)
    return [trace.line for trace in traces]


def place(trace, x, y, step):
    """Put a line where it belongs at `step`. `x`, `y`: (points, steps + 1)."""
    if trace.trail:
        trace.line.set_data(x[0, : step + 1], y[0, : step + 1])
    else:
        k = min(step, x.shape[-1] - 1)  # a thing that never moves has one step only
        trace.line.set_data(x[:, k], y[:, k])


def checked_views(problem, views):
    """Return the names of views that suit the problem. Raises ValueError for any other."""
    suitable = [name for name in VIEWS if problem.rows or name not in ("data", "paths", "rows")]
    if problem.hessian is None:
        suitable = [name for name in suitable if name not in ("speeds", "rates")]
    if views is None:
        return tuple(name for name in ("data", "hillside", "loss") if name in suitable)
    views = [views] if isinstance(views, str) or not np.iterable(views) else views
    names = tuple(dict.fromkeys(one_of("views", name, suitable) for name in views))
    if not names:
        raise ValueError(f"views needs at least one of {', '.join(suitable)}.")
    return names


def title_of(run):
    """Return the name of a run's rule as a reader says it."""
    name = name_of(run.rule)
    if name == "gradient_descent" and np.any(
        run.rows_seen[-1] < run.steps * (run.problem.rows or 0)
    ):
        name = "sgd"
    return name.replace("_", " ")


def colour_of(run):
    """Return the colour that the run's rule has all through the course."""
    return COLOURS.get(title_of(run).replace(" ", "_"), OWN_RULE)


def label(axes, colours, names):
    """Write a legend that says which colour is which."""
    handles = [axes.plot([], [], color=colour, label=str(name))[0]
               for colour, name in zip(colours, names, strict=True)]  # fmt: skip
    axes.legend(handles=handles, loc="upper right", fontsize=8)
