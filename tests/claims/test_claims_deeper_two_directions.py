"""What deeper/two_directions says of the curvature in every direction, computed anew."""

import numpy as np
from support.dataset import DIAMONDS

from claims import claim

LESSON = "deeper/two_directions"


@claim(
    LESSON,
    "Along any line through the minimum the excess loss is a parabola, $\\tfrac12\\lambda d^2$. So "
    "twice the height at $d = 1$ is the curvature",
)
def test_along_a_line_through_the_minimum_the_excess_loss_is_a_parabola():
    for angle in np.linspace(0, np.pi, 7):
        way = np.array([np.cos(angle), np.sin(angle)])
        distances = np.array([1.0, -2.0, 3.0])
        heights = DIAMONDS.excess(DIAMONDS.minimum + np.outer(distances, way))
        np.testing.assert_allclose(2 * heights / distances**2, way @ DIAMONDS.hessian @ way)


@claim(LESSON, "The highest and the lowest curvature are 90 degrees apart")
def test_the_axes_are_at_right_angles():
    _, axes = np.linalg.eigh(DIAMONDS.hessian)
    return np.degrees(np.arccos(axes[:, 0] @ axes[:, 1]))


@claim(
    LESSON,
    "Across the valley $m$ and $b$ lift the line together, so the curvature is larger than along "
    "either alone",
)
def test_along_the_steep_axis_both_parameters_grow():
    curvatures, axes = np.linalg.eigh(DIAMONDS.hessian)
    assert axes[0, 1] * axes[1, 1] > 0
    assert max(np.diag(DIAMONDS.hessian)) < curvatures[1]
