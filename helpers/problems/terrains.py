"""Losses given by a formula: a parabola, and surfaces: a ravine, a saddle, two valleys."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import checked_point, short_repr


@dataclass(frozen=True, eq=False)
class Terrain:
    """A loss given by its formulas, in one parameter or two, without units.

    Parameters
    ----------
    name : str
        What it is called.
    loss : callable
        Function of params, shape (..., n), that returns the loss, shape (...): n is 1 or 2.
    gradient : callable
        Function of params, shape (..., n), that returns the gradient, shape (..., n).
    start : ndarray
        Where a run begins, shape (n,).
    domain : ndarray
        What a picture shows, [low, high] of each parameter, shape (n, 2).
    minimum : ndarray
        The minimum, shape (n,).
    lowest : float
        The loss there.
    hessian : ndarray, optional
        Shape (n, n) where it is the same at all params, else None.
    parameter_names : tuple of str
        What the n parameters are called.
    loss_unit : str
        What the axis of the loss says.
    """

    name: str
    loss: Callable[[ArrayLike], np.ndarray]
    gradient: Callable[[ArrayLike], np.ndarray]
    start: np.ndarray
    domain: np.ndarray
    minimum: np.ndarray
    lowest: float
    hessian: np.ndarray | None = None
    parameter_names: tuple[str, ...] = ("x", "y")
    loss_unit: str = "height"

    @property
    def rows(self) -> None:
        """None: there are no examples to draw batches from."""

    def excess(self, params: ArrayLike) -> np.ndarray:
        """Return the excess loss.

        Parameters
        ----------
        params : array_like
            Shape (..., n).

        Returns
        -------
        ndarray
            Shape (...).
        """
        with np.errstate(all="ignore"):
            return self.loss(params) - self.lowest


def parabola(curvature: float = 1.0) -> Terrain:
    """Return ½ λ θ², a loss of one parameter θ; lowest at 0.

    Parameters
    ----------
    curvature : float
        λ, the second derivative, from 1e-9 to 1e9.

    Returns
    -------
    Terrain
        With one parameter and a constant Hessian of shape (1, 1).

    Raises
    ------
    ValueError
        If `curvature` is not such a number.

    Examples
    --------

    >>> float(parabola(3.0).loss([2.0])), parabola(3.0).gradient([2.0]).tolist()
    (6.0, [6.0])
    """
    steepness = _checked_number("curvature", curvature, low=1e-9)

    def loss(params: ArrayLike) -> np.ndarray:
        with np.errstate(all="ignore"):
            theta = _checked_params(params, 1)[..., 0]
            return 0.5 * steepness * theta * theta

    def gradient(params: ArrayLike) -> np.ndarray:
        with np.errstate(all="ignore"):
            return steepness * _checked_params(params, 1)

    return Terrain(
        name=f"parabola, curvature {steepness:g}",
        loss=loss,
        gradient=gradient,
        start=np.array([1.0]),
        domain=np.array([[-2.0, 2.0]]),
        minimum=np.zeros(1),
        lowest=0.0,
        hessian=np.array([[steepness]]),
        parameter_names=("θ",),
        loss_unit="loss",
    )


def ravine(condition_number: float = 50.0) -> Terrain:
    """Return ½ x² + ½ κ y², a valley √κ times as long as it is wide; lowest at (0, 0).

    Parameters
    ----------
    condition_number : float
        κ, the ratio of the two curvatures, from 1 to 1e9.

    Returns
    -------
    Terrain
        With a constant Hessian.

    Raises
    ------
    ValueError
        If `condition_number` is not such a number.

    Examples
    --------

    >>> float(ravine(50.0).loss([2.0, 1.0]))
    27.0
    """
    kappa = _checked_number("condition_number", condition_number, low=1)
    curvature = np.array([1.0, kappa])
    half_width = 3.0 / kappa**0.5

    def loss(params: ArrayLike) -> np.ndarray:
        with np.errstate(all="ignore"):
            return 0.5 * (curvature * _checked_params(params) ** 2).sum(axis=-1)

    def gradient(params: ArrayLike) -> np.ndarray:
        with np.errstate(all="ignore"):
            return curvature * _checked_params(params)

    return Terrain(
        name=f"ravine, condition number {kappa:g}",
        loss=loss,
        gradient=gradient,
        start=np.array([-2.5, 2.0 / kappa**0.5]),
        domain=np.array([[-3.0, 3.0], [-half_width, half_width]]),
        minimum=np.zeros(2),
        lowest=0.0,
        hessian=np.diag(curvature),
    )


def saddle() -> Terrain:
    """Return ½ x² - ½ y² + ¼ y⁴: level at (0, 0), downhill to both sides, lowest at (0, ±1).

    Returns
    -------
    Terrain
        Without a constant Hessian.

    Examples
    --------

    >>> saddle().gradient([0.0, 0.0]).tolist(), float(saddle().loss([0.0, 1.0]))
    ([0.0, 0.0], -0.25)
    """
    return Terrain(
        name="saddle",
        loss=lambda params: _evaluate(
            params, lambda x, y: 0.5 * x * x + 0.25 * y * y * (y * y - 2)
        ),
        gradient=lambda params: _evaluate_pair(params, lambda x, y: (x, y * y * y - y)),
        start=np.array([-1.6, 0.001]),
        domain=np.array([[-2.0, 2.0], [-1.6, 1.6]]),
        minimum=np.array([0.0, 1.0]),
        lowest=-0.25,
    )


def two_valleys() -> Terrain:
    """Return ¼ x⁴ - ½ x² + 0.15 x + ½ y²: a deep valley on the left, a shallow one on the right.

    Returns
    -------
    Terrain
        Without a constant Hessian.

    Examples
    --------

    >>> two_valleys().minimum.round(2).tolist()
    [-1.07, 0.0]
    """
    deep = min(np.roots([1.0, 0.0, -1.0, 0.15]).real)
    return Terrain(
        name="two valleys",
        loss=lambda params: _evaluate(
            params, lambda x, y: 0.25 * x * x * (x * x - 2) + 0.15 * x + 0.5 * y * y
        ),
        gradient=lambda params: _evaluate_pair(params, lambda x, y: (x * x * x - x + 0.15, y)),
        start=np.array([1.7, 1.2]),
        domain=np.array([[-2.0, 2.0], [-1.5, 1.5]]),
        minimum=np.array([deep, 0.0]),
        lowest=float(deep**4 / 4 - deep**2 / 2 + 0.15 * deep),
    )


def _checked_number(name: str, value: float, *, low: float) -> float:
    """Return a number from `low` to 1e9 as a float. Raises ValueError."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or not low <= value <= 1e9:
        raise ValueError(f"{name} must be from {low:g} to 1e9, not {short_repr(value)}.")
    return float(value)


def _checked_params(params: ArrayLike, size: int = 2) -> np.ndarray:
    """Return `params` as floats of shape (..., size); NaN may pass, since a run may diverge."""
    return checked_point("params", params, size, finite=False)


def _evaluate(params: ArrayLike, formula: Callable) -> Any:
    """Return formula(x, y), made of products: a power may differ in the last bit between one point
    and many."""
    with np.errstate(all="ignore"):
        return formula(*np.moveaxis(_checked_params(params), -1, 0))


def _evaluate_pair(params: ArrayLike, formula: Callable) -> np.ndarray:
    """Return both results of formula(x, y) on the last axis."""
    return np.stack(_evaluate(params, formula), axis=-1)
