"""The views of a valley: in its true shape, with its axes, turned by them, and cut along them."""

import numpy as np
from matplotlib.axes import Axes

from helpers.descent import Run
from helpers.plotting import style
from helpers.plotting.axes import as_plain_text, label_axes
from helpers.plotting.trajectory import contours_points, contours_traces, path_points
from helpers.plotting.true_shape import along_axes, contour_reach, draw_true_shape
from helpers.plotting.view import Points, Trace, View, empty_line, per_run
from helpers.problems.height_of_start import height_of_start
from helpers.protocols import Problem
from helpers.theory import curvatures, principal_axes

AXIS_LOOKS = (style.FLAT_AXIS, style.STEEP_AXIS)
NAMES = ("along the valley", "across it")
COORDINATES = tuple(zip("uv", NAMES, strict=True))

# ---- the contours at the same scale for both parameters -----------------------------------------


def _shape_background(
    axes: Axes, problem: Problem, steps: int, *, show_contours: bool = True, **unused: bool
) -> None:
    if show_contours:
        draw_true_shape(axes, problem)
    label_axes(axes, "The valley in its true shape", *problem.parameter_names)


# ---- the same, and the axes of the valley -------------------------------------------------------


def _axes_background(
    axes: Axes, problem: Problem, steps: int, *, show_contours: bool = True, **unused: bool
) -> None:
    if show_contours:
        draw_true_shape(axes, problem)
    eigenvalues, directions = principal_axes(problem)
    for curvature, direction, look in zip(eigenvalues, directions.T, AXIS_LOOKS, strict=True):
        axes.axline(tuple(problem.minimum), tuple(problem.minimum + direction), **look)
        place = _label_place(axes, problem.minimum, direction)
        text = f"curvature {float(f'{curvature:.3g}'):,g}"
        axes.annotate(text, place, ha="center", va="center", fontsize=style.SMALL,
                      bbox=style.LABEL_BOX)  # fmt: skip
    label_axes(axes, "The axes of the valley", *problem.parameter_names)


def _label_place(axes: Axes, point: np.ndarray, direction: np.ndarray) -> tuple[float, float]:
    """Return where a line through a point is labelled: on its longer side, well inside the axes."""
    limits = np.array([axes.get_xlim(), axes.get_ylim()])
    with np.errstate(divide="ignore"):
        distances = np.sort((limits - point[:, None]) / direction[:, None], axis=1)
    back, forth = distances[:, 0].max(), distances[:, 1].min()  # to where the line leaves the axes
    x, y = point + 0.6 * (forth if forth >= -back else back) * direction
    return float(x), float(y)


# ---- the same map, turned until the axes are those of the picture ------------------------------


def _turned_background(
    axes: Axes, problem: Problem, steps: int, *, show_contours: bool = True, **unused: bool
) -> None:
    if show_contours:
        draw_true_shape(axes, problem, turned=True)
    for draw, look in zip((axes.axhline, axes.axvline), AXIS_LOOKS, strict=True):
        draw(0, **look)
    label_axes(
        axes, "The same map, turned", *(f"{name} ({direction})" for name, direction in COORDINATES)
    )


def _turned_points(run: Run) -> list[Points]:
    distances = along_axes(run.problem, run.path)
    u, v = per_run(distances[..., 0]), per_run(distances[..., 1])
    origin = np.zeros((1, 1, 1))
    return path_points(
        path=(u, v), start=(u[..., :1], v[..., :1]), current=(u, v), minimum=(origin, origin)
    )


# ---- the cuts along both axes: two parabolas ----------------------------------------------------


def _cuts_background(
    axes: Axes, problem: Problem, steps: int, *, show_contours: bool = True, **unused: bool
) -> None:
    eigenvalues = curvatures(problem)
    height = 1.1 * height_of_start(problem)
    reach = contour_reach(problem, height, flat=np.ptp(problem.domain, axis=1).max())
    if show_contours:
        for curvature, half_width, look, name in zip(
            eigenvalues, reach, AXIS_LOOKS, NAMES, strict=True
        ):
            distance = np.linspace(-half_width, half_width, 201)
            axes.plot(distance, curvature * distance**2 / 2, label=name, **look)
        axes.legend(loc="upper center", fontsize=style.SMALL)
    axes.set_xlim(-1.05 * reach[0], 1.05 * reach[0])
    axes.set_ylim(-0.06 * height, 1.35 * height)  # with room for the legend and the ring
    unit = as_plain_text(problem.loss_unit)
    label_axes(axes, "Excess loss along each axis", "distance from the minimum", unit)


def _cuts_traces(axes: Axes, colour: str) -> list[Trace]:
    flat, steep = (empty_line(axes, color=colour, **style.DISTANCES) for _ in AXIS_LOOKS)
    current = empty_line(axes, color=colour, **style.CURRENT_PARAMETERS)
    ring = empty_line(axes, **style.MINIMUM_RING)
    return [Trace(flat, trail=True), Trace(steep, trail=True), Trace(current), Trace(ring)]


def _cuts_points(run: Run) -> list[Points]:
    distances = along_axes(run.problem, run.path)
    with np.errstate(all="ignore"):
        heights = curvatures(run.problem) * distances**2 / 2
    (flat, steep), (low, high) = (
        (per_run(values[..., 0]), per_run(values[..., 1])) for values in (distances, heights)
    )
    both_cuts = np.concatenate([flat, steep], axis=1), np.concatenate([low, high], axis=1)
    origin = np.zeros((1, 1, 1))
    return [(flat, low), (steep, high), both_cuts, (origin, origin)]


VIEWS = {
    "shape": View(_shape_background, contours_traces, contours_points, needs="hessian",
                  parameters=2, path=2, start=1),
    "axes": View(_axes_background, contours_traces, contours_points, needs="hessian",
                 parameters=2, beside="cuts", path=2, start=1),
    "turned": View(_turned_background, contours_traces, _turned_points, needs="hessian",
                   parameters=2, beside="cuts", path=2),
    "cuts": View(_cuts_background, _cuts_traces, _cuts_points, needs="hessian", parameters=2),
}  # fmt: skip
