"""Labels of the regions on momentum's map: overdamped, oscillating, diverging.

Along a direction the distances obey d[t + 1] = s d[t] - beta d[t - 1] with
s = 1 + beta - rate · curvature. Where s² < 4 beta, or s < 0, they change their sign again and
again. Momentum is critically damped at beta = (1 - √(rate · curvature))².
"""

import numpy as np
from matplotlib.axes import Axes

from helpers.plotting import style
from helpers.theory import momentum_limit

SEARCH_POINTS = 32  # points to a side on which room for the words is looked for
LETTER_WIDTH, LINE_HEIGHT = 0.024, 0.055  # about, as a fraction of the axes
REGION_LABELS = {  # what is written where, and its angle in degrees
    "overdamped": ("overdamped", 0.0),
    "steep": ("oscillates across the valley", -29.0),  # as the lines of critical damping
    "both": ("oscillates in both directions", 0.0),
    "oscillates": ("oscillates", 0.0),
    "diverges": ("diverges", 90.0),
}


def name_regions(axes: Axes, curvatures: np.ndarray) -> None:
    """Draw where momentum is critically damped, and label each region with its behaviour.

    Where momentum diverges there is no line.

    Parameters
    ----------
    axes : Axes
        With the learning rate on the x-axis and 1 - beta on the y-axis, both logarithmic.
    curvatures : ndarray
        The lowest and the highest one, shape (2,).
    """
    rate, one_minus_beta = np.geomspace(*axes.get_xlim(), 201), axes.get_ylim()
    for curvature in np.unique(curvatures):
        rates = rate[rate * curvature < 1]
        beta = (1 - np.sqrt(rates * curvature)) ** 2
        converges = rates <= momentum_limit(beta, curvatures[-1])
        axes.plot(rates[converges], 1 - beta[converges], **style.CRITICAL)
    along, up = np.meshgrid(np.linspace(0, 1, SEARCH_POINTS), np.linspace(0, 1, SEARCH_POINTS))
    rates = rate[0] * (rate[-1] / rate[0]) ** along
    kept = one_minus_beta[0] * (one_minus_beta[1] / one_minus_beta[0]) ** up
    names = behaviours(rates, 1 - kept, curvatures)
    for name in np.unique(names[names != ""]):
        text, angle = REGION_LABELS[name]
        place = _roomiest_point(names == name, along, up, LETTER_WIDTH * len(text), angle)
        if place is not None:
            axes.text(*place, text, rotation=angle, transform=axes.transAxes, ha="center",
                      va="center", fontsize=style.TINY, bbox=style.LABEL_BOX)  # fmt: skip


def behaviours(rate: np.ndarray, beta: np.ndarray, curvatures: np.ndarray) -> np.ndarray:
    """Return how momentum behaves in a valley with these curvatures.

    Parameters
    ----------
    rate, beta : ndarray
        Learning rates and betas, of shapes that broadcast.
    curvatures : ndarray
        The lowest and the highest one, shape (2,).

    Returns
    -------
    ndarray of str
        "overdamped" in both directions, "steep" where it oscillates only in the steepest one,
        "both" where it does in both, "oscillates" where both are the same, or "diverges"; "" for a
        beta below 0.
    """
    flat, steep = (_oscillates(rate, beta, curvature) for curvature in curvatures)
    in_both = "oscillates" if np.isclose(*curvatures) else "both"
    names = np.select([flat & steep, steep], [in_both, "steep"], "overdamped")
    names = np.where(rate > momentum_limit(beta, curvatures[-1]), "diverges", names)
    return np.where(beta < 0, "", names)


def _oscillates(rate: np.ndarray, beta: np.ndarray, curvature: float) -> np.ndarray:
    middle = 1 + beta - rate * curvature
    return (middle**2 < 4 * beta) | (middle < 0)


def _roomiest_point(
    region: np.ndarray, along: np.ndarray, up: np.ndarray, width: float, angle: float
) -> tuple[float, float] | None:
    """Return where in a region of the axes a line of text has most room, or None where it does not
    fit. Beyond the sides of the axes there is none."""
    radians = np.radians(angle)
    turned = np.array([[np.cos(radians), np.sin(radians)], [-np.sin(radians), np.cos(radians)]])
    points = turned @ np.stack([along.ravel(), up.ravel()])
    edge = np.linspace(0, 1, SEARCH_POINTS)
    beyond = np.repeat([-0.01, 1.01], SEARCH_POINTS)
    sides = turned @ np.block([[np.tile(edge, 2), beyond], [beyond, np.tile(edge, 2)]])
    inside = region.ravel()
    outside = np.concatenate([points[:, ~inside], sides], axis=1)
    distances = (
        np.abs(points[:, inside, None] - outside[:, None])
        / np.array([width, LINE_HEIGHT])[:, None, None]
    )
    room = 2 * distances.max(axis=0).min(axis=1)
    best = room.argmax()
    if room[best] < 1:
        return None
    return float(along[region][best]), float(up[region][best])
