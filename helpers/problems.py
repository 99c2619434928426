"""What is minimised: the price of a diamond, and terrains made up to show one thing each.

A problem has two `parameter_names`; `start` (2,); `domain` (2, 2), what a picture shows, as [[low,
high], [low, high]]; `loss(params)` and `gradient(params)`; `minimum` (2,), the lowest place, and
`lowest`, the loss there; `excess(params)`, the loss above it; `hessian` (2, 2), or None where it is
not the same everywhere; and `rows`, how many there are to draw batches from, or None. `params` has
shape (..., 2): a point, or any number of points at once.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real

import numpy as np
import pandas as pd

from helpers.core.validation import (
    as_floats,
    check_size,
    checked_choice,
    checked_int,
    checked_ints,
    checked_point,
    runs_shape,
    short_repr,
)

CARATS = {"carat": 1.0, "point": 100.0, "milligram": 200.0}  # how many of a unit are one carat
DOLLARS = {"thousand dollars": 0.001, "dollar": 1.0, "cent": 100.0}
STEEPEST = 1e10  # more than so many times the flattest curvature, and rounding decides
QUIET = np.errstate(all="ignore")  # what is too large to be squared is infinite, without a warning
CARAT_UNITS = (*CARATS, "standardised")
LONG = 20_000  # steps; a schedule of more, a megabyte, is made anew for each who asks


class DiamondPrices:
    """The mean squared error of price = m · carat + b over a table of diamonds.

    `carat_unit`: carat, point (0.01 carat), milligram, or standardised (mean 0, deviation 1).
    `price_unit`: thousand dollars, dollar or cent. Raises TypeError or ValueError.

    It has `carat_unit` and `price_unit`; `rows`, how many diamonds; `x` (rows,), their weights in
    carat units; `y` (rows,), their prices in price units; `start`, which is (0, 0), and `minimum`,
    (2,) each, and `domain` (2, 2): m in price units for a carat unit, b in price units; `lowest`,
    in squared price units; and `hessian` (2, 2), [[2 mean(x²), 2 mean(x)], [2 mean(x), 2]].
    """

    parameter_names = ("m", "b")

    @QUIET
    def __init__(self, train, *, carat_unit="carat", price_unit="thousand dollars"):
        if not isinstance(train, pd.DataFrame) or not {"carat", "price"} <= set(train.columns):
            raise TypeError(
                "DiamondPrices needs a table with the columns carat and price: pass "
                "split_diamonds(load_diamonds()).train."
            )
        carat, price = _columns(train)
        if len(carat) == 0 or np.ptp(carat) == 0 or not np.isfinite(carat + price).all():
            raise ValueError(
                "DiamondPrices needs diamonds of two weights or more, and no gaps: "
                "only numbers in the columns carat and price."
            )
        self.carat_unit = checked_choice("carat_unit", carat_unit, CARAT_UNITS)
        self.price_unit = checked_choice("price_unit", price_unit, tuple(DOLLARS))
        if carat_unit == "standardised":
            self.x = (carat - carat.mean()) / carat.std()
        else:
            self.x = carat * CARATS[carat_unit]
        self.y = price * DOLLARS[price_unit]
        self.rows = len(self.x)
        # The gradient of any batch needs only these of each row, averaged over the batch.
        ones = np.ones(self.rows)
        self._products = 2 * np.stack([self.x**2, self.x, ones, self.x * self.y, self.y], axis=-1)
        self._all_rows = _arranged(self._products.mean(axis=0))
        self._kept_schedule = lru_cache(maxsize=128)(self._make_schedule)

        self.hessian = self._all_rows[:2].copy()
        sound = np.abs(self._products).max() < 1e100 and np.abs(self.y).max() < 1e50
        if not sound or np.linalg.cond(self.hessian) > STEEPEST:
            raise ValueError(
                "DiamondPrices needs weights that differ, and neither tiny nor huge numbers: "
                "choose units in which they are nearer to 1."
            )
        self.minimum = np.linalg.solve(self.hessian, self._all_rows[2])
        self.lowest = float(np.mean((self.predict(self.minimum, self.x) - self.y) ** 2))
        self.start = np.zeros(2)
        middle = (self.start + self.minimum) / 2
        height = float(self.excess(self.start)) or 1.0
        reach = 0.62 * np.sqrt(2 * height * np.diag(np.linalg.inv(self.hessian)))
        self.domain = np.stack([middle - reach, middle + reach], axis=-1)

    @QUIET
    def predict(self, params, x):
        """Return m · x + b, the predicted prices. `params` (..., 2) and `x` (n,) give (..., n)."""
        params, x = _pairs(params), as_floats(x)
        if x is None or x.ndim == 0:
            raise TypeError("x must be a list of weights, such as [0.5, 1.0].")
        runs_shape(params=params.shape[:-1], x=x.shape[:-1])
        return params[..., :1] * x + params[..., 1:]

    @QUIET
    def excess(self, params):
        """Return the loss above the lowest there is: ½ (p - p*)ᵀ H (p - p*), shape (...)."""
        m, b = np.moveaxis(_pairs(params) - self.minimum, -1, 0)
        (mm, mb), (_, bb) = self.hessian
        return 0.5 * (mm * m * m + 2 * mb * m * b + bb * b * b)

    def loss(self, params):
        """Return the mean of (m · x + b - y)² over all rows, in squared price units: (...)."""
        return self.lowest + self.excess(params)

    @QUIET
    def gradient(self, params, batch=None):
        """Return (∂loss/∂m, ∂loss/∂b), shape (..., 2), over all rows or a batch of `schedule`."""
        params = _pairs(params)
        batch = self._all_rows if batch is None else as_floats(batch)
        if batch is None or batch.shape[-2:] != (3, 2):
            raise ValueError(
                "batch must be one entry of schedule(...); for the numbers of some "
                "rows call gradient_of_rows."
            )
        m_part, b_part, target = batch[..., 0, :], batch[..., 1, :], batch[..., 2, :]
        try:
            return params[..., :1] * m_part + params[..., 1:] * b_part - target
        except ValueError:  # numpy's own word would not help
            runs_shape(params=params.shape[:-1], batch=batch.shape[:-2])
            raise

    @QUIET
    def gradient_of_rows(self, params, rows):
        """The same gradient as the formula says it, row by row: the mean of 2 · error · (x, 1)."""
        numbers = as_floats(rows)
        some = numbers is not None and numbers.ndim and numbers.size
        if (
            not some
            or (numbers != np.rint(numbers)).any()
            or not (0 <= numbers.min() <= numbers.max() < self.rows)
        ):
            raise ValueError(f"rows must be a list of row numbers from 0 to {self.rows - 1:,}.")
        rows = numbers.astype(int)
        x, y = self.x[rows], self.y[rows]
        error = self.predict(params, x) - y
        return np.stack([np.mean(2 * error * x, axis=-1), np.mean(2 * error, axis=-1)], axis=-1)

    def batches(self, batch_size, rng):
        """Yield arrays of row numbers for ever: shuffled each epoch, no row twice in an epoch."""
        batch_size = checked_int("batch_size", batch_size, low=1, high=self.rows)
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng must be numpy.random.default_rng(seed), not {short_repr(rng)}.")
        while True:
            order = rng.permutation(self.rows)
            for first in range(0, self.rows, batch_size):
                yield order[first : first + batch_size]

    def schedule(self, batch_size, steps, seed):
        """Return what `gradient` needs of each of `steps` batches, shape (steps, 3, 2).

        `batch_size` and `seed` may be sequences with one entry a run: shape (steps, runs, 3, 2).
        The batches are those of `batches`; they are summed once and shared by all runs.
        Read only. Raises TypeError or ValueError, also for more than fits into the memory.
        """
        tables, which = self.schedules(batch_size, steps, seed)
        return tables if which is None else tables[:, which]

    def schedules(self, batch_size, steps, seed):
        """Return each different one of the schedules only once, shape (steps, different, 3, 2), and
        which of them each run has; of a single run its schedule, and None."""
        steps = checked_int("steps", steps, low=1, high=1_000_000)
        batch_size = checked_ints("batch_size", batch_size, low=1, high=self.rows)
        seed = checked_ints("seed", seed, low=0, high=2**32 - 1)
        runs = runs_shape(batch_size=batch_size.shape, seed=seed.shape)
        check_size(steps, math.prod(runs))
        if runs == ():
            return self._schedule(int(batch_size), steps, int(seed)), None
        pairs = np.stack(np.broadcast_arrays(batch_size, seed), axis=-1)
        kinds, which = np.unique(pairs, axis=0, return_inverse=True)
        tables = np.empty((steps, len(kinds), 3, 2))
        for i, (size, seed) in enumerate(kinds.tolist()):
            tables[:, i] = self._schedule(size, steps, seed)
        return tables, which.ravel()

    def _schedule(self, batch_size, steps, seed):
        make = self._make_schedule if steps > LONG else self._kept_schedule
        return make(batch_size, steps, seed)

    def _make_schedule(self, batch_size, steps, seed):
        if batch_size == self.rows:
            return np.broadcast_to(self._all_rows, (steps, 3, 2))
        rng = np.random.default_rng(seed)
        first_rows = np.arange(0, self.rows, batch_size)
        sizes = np.diff(first_rows, append=self.rows)[:, None]
        epochs = []
        for _ in range(-(-steps // len(first_rows))):
            shuffled = self._products.take(rng.permutation(self.rows), axis=0)
            epochs.append(np.add.reduceat(shuffled, first_rows, axis=0) / sizes)
        schedule = _arranged(np.concatenate(epochs)[:steps])
        schedule.setflags(write=False)  # the next caller gets the same array
        return schedule


def _columns(train):
    """Return the carats and the prices as floats; nothing at all where they are other things."""
    try:
        numbers = train[["carat", "price"]].apply(pd.to_numeric, errors="coerce")
        return numbers.astype(float).to_numpy().T
    except (TypeError, ValueError):  # a column of arrays, or of complex numbers
        return np.empty((2, 0))


def _arranged(products):
    """From 2 · (x², x, 1, xy, y) to the rows (x², x), (x, 1), (xy, y), on two last axes."""
    return products[..., [0, 1, 1, 2, 3, 4]].reshape(*products.shape[:-1], 3, 2)


@dataclass(frozen=True, eq=False)
class Terrain:
    """A landscape given by its formulas, in two coordinates without units.

    `loss(params)` has shape (...) and `gradient(params)` (..., 2) for `params` of shape (..., 2).
    `start` and `minimum` (2,); `domain` (2, 2), as [[low, high], [low, high]]; `lowest`, the loss
    at `minimum`; `hessian` (2, 2) where it is the same everywhere, else None.
    """

    name: str
    loss: Callable
    gradient: Callable
    start: np.ndarray
    domain: np.ndarray
    minimum: np.ndarray
    lowest: float
    hessian: np.ndarray | None = None
    parameter_names: tuple[str, str] = ("x", "y")
    rows: None = None

    def excess(self, params):
        """Return the loss above the lowest there is, shape (...)."""
        with np.errstate(all="ignore"):
            return self.loss(params) - self.lowest


def ravine(condition_number=50.0):
    """½ x² + ½ κ y², a valley that is √κ times as long as it is wide; lowest at (0, 0)."""
    a_number = isinstance(condition_number, Real) and not isinstance(condition_number, bool)
    if not a_number or not 1 <= condition_number <= 1e9:
        wanted = "condition_number must be from 1 to 1e9"
        raise ValueError(f"{wanted}, not {short_repr(condition_number)}.")
    kappa = float(condition_number)
    curvature = np.array([1.0, kappa])
    wide = 3.0 / kappa**0.5
    return Terrain(
        name=f"ravine, condition number {kappa:g}",
        loss=QUIET(lambda p: 0.5 * (curvature * _pairs(p) ** 2).sum(axis=-1)),
        gradient=QUIET(lambda p: curvature * _pairs(p)),
        start=np.array([-2.5, 2.0 / kappa**0.5]),
        domain=np.array([[-3.0, 3.0], [-wide, wide]]),
        minimum=np.zeros(2),
        lowest=0.0,
        hessian=np.diag(curvature),
    )


def saddle():
    """½ x² - ½ y² + ¼ y⁴: level at (0, 0), downhill to both sides, lowest at (0, ±1)."""
    return Terrain(
        name="saddle",
        loss=lambda p: _across(p, lambda x, y: 0.5 * x * x + 0.25 * y * y * (y * y - 2)),
        gradient=lambda p: _along(p, lambda x, y: (x, y * y * y - y)),
        start=np.array([-1.6, 0.001]),
        domain=np.array([[-2.0, 2.0], [-1.6, 1.6]]),
        minimum=np.array([0.0, 1.0]),
        lowest=-0.25,
    )


def two_valleys():
    """¼ x⁴ - ½ x² + 0.15 x + ½ y²: a deep valley on the left, a shallow one on the right."""
    deep = min(np.roots([1.0, 0.0, -1.0, 0.15]).real)
    return Terrain(
        name="two valleys",
        loss=lambda p: _across(p, lambda x, y: 0.25 * x * x * (x * x - 2) + 0.15 * x + 0.5 * y * y),
        gradient=lambda p: _along(p, lambda x, y: (x * x * x - x + 0.15, y)),
        start=np.array([1.7, 1.2]),
        domain=np.array([[-2.0, 2.0], [-1.5, 1.5]]),
        minimum=np.array([deep, 0.0]),
        lowest=float(deep**4 / 4 - deep**2 / 2 + 0.15 * deep),
    )


def _pairs(params):
    """`params` as an array of shape (..., 2); NaN may pass, since a run may diverge."""
    return checked_point("params", params, finite=False)


@QUIET
def _across(params, formula):
    """formula(x, y), in products: numpy's power may differ by a bit between one and many."""
    return formula(*np.moveaxis(_pairs(params), -1, 0))


def _along(params, formula):
    return np.stack(_across(params, formula), axis=-1)
