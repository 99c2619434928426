"""Least squares: a straight line through any two columns of numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.columns import checked_columns, checked_label, checked_pair_of_texts
from helpers.core.validation import Ints, as_floats, checked_point, checked_switch, runs_shape
from helpers.problems.height_of_start import height_of_start
from helpers.problems.minibatches import BatchMeans, shuffled_batches

MAX_CONDITION = 1e10  # above this ratio of the curvatures, rounding decides where the minimum is
MAX_PRODUCT, MAX_Y = 1e100, 1e50  # larger numbers overflow when they are squared and summed
LOSS_ROUNDING = 1e-24  # as a fraction of the mean of y²: a loss below this is rounding


class LeastSquares:
    """The mean squared error of the line y = m · x + b over the examples of two columns.

    Every figure of the course takes it: ``playground(gradient_descent, LeastSquares(x, y))``.

    Parameters
    ----------
    x, y : array_like
        Numbers in a list, array or pandas Series, shape (n,): what the line predicts from, and what
        it predicts. They are copied.
    labels : pair of str, optional
        What x and y are, as written on the axes. By default the names of two Series, else x and y.
    units : pair of str
        The units of x and y as written on the axes, in the plural: ("litres", "thousand euros").
        An empty string means none.
    title : str
        Title of the picture of the data.
    standardise : bool
        Whether to shift and scale x to mean 0 and standard deviation 1. Needed where x varies
        little around a large mean, such as years.

    Attributes
    ----------
    x, y : ndarray
        The columns as floats, shape (rows,), in `units`.
    rows : int
        How many examples there are.
    labels, units : tuple of str
        As above; the unit of a standardised x is "standardised".
    loss_unit : str
        The unit of y, squared.
    x_span : ndarray
        From where to where x is drawn, shape (2,): the highest thousandth is left out.
    start : ndarray
        (0, 0), shape (2,).
    minimum : ndarray
        (m, b) of the best line, shape (2,): m in units of y for a unit of x, b in units of y.
    lowest : float
        The loss there, in squared units of y; exactly 0 for points on one line.
    domain : ndarray
        What a picture of the loss shows, [[m low, m high], [b low, b high]], shape (2, 2).
    hessian : ndarray
        [[2 mean(x²), 2 mean(x)], [2 mean(x), 2]], shape (2, 2): the same at all parameters.

    Raises
    ------
    TypeError
        If a column is not a flat list of numbers, or a label, unit or title is not text.
    ValueError
        If the columns differ in length, have gaps, or do not determine one best line.

    Examples
    --------

    >>> problem = LeastSquares([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], units=("litres", "euros"))
    >>> float(problem.minimum[0].round(6)), problem.lowest, problem.loss_unit
    (2.0, 0.0, 'euros²')
    """

    parameter_names = ("m", "b")
    scales_learning_rates = True  # the learning rates on a slider are in proportion to the data

    def __init__(
        self,
        x: Any,
        y: Any,
        *,
        labels: tuple[str, str] | None = None,
        units: tuple[str, str] = ("", ""),
        title: str = "The data and the line",
        standardise: bool = False,
    ) -> None:
        self.labels = checked_pair_of_texts(
            "labels", _column_names(x, y) if labels is None else labels
        )
        self.units = checked_pair_of_texts("units", units, empty=True)
        self.title = checked_label("title", title)
        self.x, self.y = checked_columns(x, y)
        if (self.x == self.x[0]).all():
            raise ValueError(
                f"All {len(self.x):,} x values are {self.x[0]:g}: pass at least two different ones."
            )
        original_x = self.x
        if checked_switch("standardise", standardise):
            self.x, self.units = _standardised(self.x), ("standardised", self.units[1])
        self.rows = len(self.x)
        with np.errstate(all="ignore"):
            self._batches = BatchMeans(self.x, self.y)
            self.hessian = self._batches.full_batch[:2].copy()
            if not _is_well_conditioned(self._batches):
                raise ValueError(_conditioning_advice(original_x, self.y))
            self._solve()

    def _solve(self) -> None:
        """Set `start`, `minimum`, `lowest`, `x_span` and `domain`."""
        self.start = np.zeros(2)
        self.minimum = np.linalg.solve(self.hessian, self._batches.full_batch[2])
        rounding = LOSS_ROUNDING * float(np.mean(self.y**2))
        if self.excess(self.start) <= rounding:
            self.minimum = np.zeros(2)
        self.lowest = float(np.mean((self.predict(self.minimum, self.x) - self.y) ** 2))
        if self.lowest <= rounding:
            self.lowest = 0.0
        self.x_span = np.array([self.x.min(), np.quantile(self.x, 0.999)])
        middle = (self.start + self.minimum) / 2
        height = height_of_start(self)
        reach = 0.62 * np.sqrt(2 * height * np.diag(np.linalg.inv(self.hessian)))
        self.domain = np.stack([middle - reach, middle + reach], axis=-1)

    @property
    def loss_unit(self) -> str:
        """The unit of the loss, as written on an axis."""
        unit = self.units[1]
        if not unit:
            return "squared error"
        return f"({unit})²" if set("/·*^²³") & set(unit) else f"{unit}²"

    @property
    def parameter_units(self) -> tuple[str, str]:
        """The units of m and b, as written on an axis; an empty string means none."""
        x, y = self.units
        if x in ("", "standardised"):
            return y, y
        per = f"({x})" if set(x) & set("/·*") else x
        return f"{y or '1'} / {per}", y

    def sample(self, count: int) -> np.ndarray:
        """Return the row numbers of some examples to draw, a random sample of all.

        Parameters
        ----------
        count : int
            How many at most.

        Returns
        -------
        ndarray
            Different row numbers, shape (count,) or (rows,).
        """
        if self.rows <= count:
            return np.arange(self.rows)
        return np.random.default_rng(0).choice(self.rows, count, replace=False)

    def predict(self, params: ArrayLike, x: ArrayLike) -> np.ndarray:
        """Return the predictions m · x + b.

        Parameters
        ----------
        params : array_like
            (m, b) on the last axis, shape (..., 2).
        x : array_like
            Values of x, shape (n,), in the unit of `self.x`.

        Returns
        -------
        ndarray
            Shape (..., n), in the unit of y.

        Raises
        ------
        TypeError, ValueError
            If `params` are not pairs of numbers, or `x` is not a list of numbers.
        """
        pairs, values = _checked_params(params), as_floats(x)
        if values is None or values.ndim == 0:
            raise TypeError("x must be a list of numbers, such as [0.5, 1.0].")
        runs_shape(params=pairs.shape[:-1], x=values.shape[:-1])
        with np.errstate(all="ignore"):
            return pairs[..., :1] * values + pairs[..., 1:]

    def excess(self, params: ArrayLike) -> np.ndarray:
        """Return the excess loss, ½ (p - p*)ᵀ H (p - p*).

        Parameters
        ----------
        params : array_like
            (m, b) on the last axis, shape (..., 2).

        Returns
        -------
        ndarray
            Shape (...), in squared units of y.

        Raises
        ------
        TypeError, ValueError
            If `params` are not pairs of numbers.
        """
        with np.errstate(all="ignore"):
            m, b = np.moveaxis(_checked_params(params) - self.minimum, -1, 0)
            (mm, mb), (_, bb) = self.hessian
            return 0.5 * (mm * m * m + 2 * mb * m * b + bb * b * b)

    def loss(self, params: ArrayLike) -> np.ndarray:
        """Return the mean of (m · x + b - y)² over all examples.

        Parameters
        ----------
        params : array_like
            (m, b) on the last axis, shape (..., 2).

        Returns
        -------
        ndarray
            Shape (...), in squared units of y.

        Raises
        ------
        TypeError, ValueError
            If `params` are not pairs of numbers.
        """
        return self.lowest + self.excess(params)  # exact for a quadratic: no pass over the rows

    def gradient(self, params: ArrayLike, batch: ArrayLike | None = None) -> np.ndarray:
        """Return (∂loss/∂m, ∂loss/∂b) over all examples, or over those of a batch.

        Parameters
        ----------
        params : array_like
            (m, b) on the last axis, shape (..., 2).
        batch : array_like, optional
            One entry of `batch_means`, shape (..., 3, 2); None means all examples.

        Returns
        -------
        ndarray
            Shape (..., 2).

        Raises
        ------
        TypeError, ValueError
            If `params` are not pairs of numbers, or `batch` is something else.
        """
        pairs = _checked_params(params)
        means = self._batches.full_batch if batch is None else as_floats(batch)
        if means is None or means.shape[-2:] != (3, 2):
            raise ValueError(
                "batch must be one entry of batch_means(...); for the numbers of some "
                "rows call gradient_of_rows."
            )
        # The gradient is linear in m and b: three means over the rows are all that it needs.
        m_part, b_part, target = means[..., 0, :], means[..., 1, :], means[..., 2, :]
        try:
            with np.errstate(all="ignore"):
                return pairs[..., :1] * m_part + pairs[..., 1:] * b_part - target
        except ValueError:  # numpy's message names neither argument
            runs_shape(params=pairs.shape[:-1], batch=means.shape[:-2])
            raise

    def gradient_of_rows(self, params: ArrayLike, rows: ArrayLike) -> np.ndarray:
        """Return the gradient over some examples by the formula, the mean of 2 · error · (x, 1).

        Parameters
        ----------
        params : array_like
            (m, b) on the last axis, shape (..., 2).
        rows : array_like
            Row numbers, shape (n,) or (..., n).

        Returns
        -------
        ndarray
            Shape (..., 2).

        Raises
        ------
        TypeError, ValueError
            If `params` are not pairs of numbers, or `rows` not row numbers.
        """
        numbers = as_floats(rows)
        has_rows = numbers is not None and numbers.ndim and numbers.size
        if (
            numbers is None
            or not has_rows
            or (numbers != np.rint(numbers)).any()
            or not (0 <= numbers.min() <= numbers.max() < self.rows)
        ):
            raise ValueError(f"rows must be a list of row numbers from 0 to {self.rows - 1:,}.")
        row_numbers = numbers.astype(int)
        x, y = self.x[row_numbers], self.y[row_numbers]
        with np.errstate(all="ignore"):
            error = self.predict(params, x) - y
            return np.stack([np.mean(2 * error * x, axis=-1), np.mean(2 * error, axis=-1)], axis=-1)

    def iter_batches(self, batch_size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """Yield batches of row numbers without end: shuffled each epoch, no row twice in an epoch.

        Parameters
        ----------
        batch_size : int
            Examples in a batch; the last batch of an epoch may be smaller.
        rng : numpy.random.Generator
            Source of the shuffles.

        Yields
        ------
        ndarray
            Row numbers, shape (batch_size,).

        Raises
        ------
        TypeError, ValueError
            For a batch size that is not a whole number from 1 to `rows`, or another kind of `rng`.
        """
        return shuffled_batches(self.rows, batch_size, rng)

    def batch_means(self, batch_size: Ints, steps: int, seed: Ints) -> np.ndarray:
        """Return what `gradient` needs of each of `steps` batches.

        The batches are those of `iter_batches`; they are summed once and shared by all runs.

        Parameters
        ----------
        batch_size, seed : int or sequence of int
            One whole number, or a sequence with one entry for each run.
        steps : int
            How many batches.

        Returns
        -------
        ndarray
            Shape (steps, 3, 2), read only; or (steps, runs, 3, 2) for many runs, a new array.

        Raises
        ------
        TypeError, ValueError
            For numbers that make no sense, or more runs and steps than fit into the memory.
        """
        means, index = self.unique_batch_means(batch_size, steps, seed)
        return means if index is None else means[:, index]

    def unique_batch_means(
        self, batch_size: Ints, steps: int, seed: Ints
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return `batch_means` for many runs, those of the same size and seed only once.

        Parameters
        ----------
        batch_size, seed : int or sequence of int
            One whole number, or a sequence with one entry for each run.
        steps : int
            How many batches.

        Returns
        -------
        means : ndarray
            Unique batch means, shape (steps, unique, 3, 2); of a single run (steps, 3, 2), read
            only.
        index : ndarray or None
            For each run the index of its own on the second axis, shape (runs,); None for a single
            run.

        Raises
        ------
        TypeError, ValueError
            For numbers that make no sense, or more runs and steps than fit into the memory.
        """
        return self._batches.means_of_runs(batch_size, steps, seed)


def _checked_params(params: ArrayLike) -> np.ndarray:
    """Return `params` as floats of shape (..., 2); NaN may pass, since a run may diverge."""
    return checked_point("params", params, finite=False)


def _column_names(x: Any, y: Any) -> tuple[str, str]:
    """Return the names of two Series; x and y for other columns, or for names that are not text."""
    names = []
    for column, default in ((x, "x"), (y, "y")):
        name = getattr(column, "name", None)
        names.append(name if isinstance(name, str) and name.strip() else default)
    return names[0], names[1]


def _standardised(x: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return (x - x.mean()) / x.std()


def _is_well_conditioned(batches: BatchMeans) -> bool:
    """True if no product overflows and rounding does not decide where the minimum is."""
    products = np.abs(batches.doubled_products)
    largest = products[:, [0, 1, 3]].max(), products[:, 4].max()
    is_moderate = largest[0] < MAX_PRODUCT and largest[1] < 2 * MAX_Y
    return bool(is_moderate and np.linalg.cond(batches.full_batch[:2]) <= MAX_CONDITION)


def _conditioning_advice(x: np.ndarray, y: np.ndarray) -> str:
    """Return what to pass instead of columns that are not well conditioned."""
    largest = np.abs(x).max(), np.abs(y).max()
    if not _is_well_conditioned(BatchMeans(_standardised(x), y)):
        return (
            "x and y must be neither tiny nor huge: choose units in which the numbers are nearer "
            f"to 1 than {largest[0]:.3g} and {largest[1]:.3g}."
        )
    return (
        f"x goes from {x.min():g} to {x.max():g}, and such numbers make the valley of the loss too "
        "narrow: pass standardise=True, or x in another unit or counted from its mean."
    )
