"""What is minimised: any problem with two parameters, and the price of a diamond.

A problem is whatever has the attributes of `Problem`. There are `LeastSquares`, a straight line
through any two columns; `DiamondPrices`, the line of the course; and terrains, which are formulas.
"""

from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.core.validation import checked_choice
from helpers.least_squares import LeastSquares
from helpers.terrains import Terrain, ravine, saddle, two_valleys

__all__ = ["CARAT_UNITS", "DOLLARS", "DataProblem", "DiamondPrices", "LeastSquares", "Problem",
           "Terrain", "ravine", "saddle", "two_valleys"]  # fmt: skip

CARATS = {"carat": 1.0, "point": 100.0, "milligram": 200.0}  # how many of a unit are one carat
DOLLARS = {"thousand dollars": 0.001, "dollar": 1.0, "cent": 100.0}  # are one dollar
CARAT_UNITS = (*CARATS, "standardised")


class Problem(Protocol):
    """What `descend` minimises and every figure draws: a loss of two parameters.

    `params` has shape (..., 2): one point, or any number of points at once.
    """

    @property
    def parameter_names(self) -> tuple[str, str]:
        """What the two parameters are called."""
        ...

    @property
    def start(self) -> np.ndarray:
        """Where a run begins unless told otherwise, shape (2,), in units of the parameters."""
        ...

    @property
    def domain(self) -> np.ndarray:
        """What a picture of the loss shows, [[low, high], [low, high]], shape (2, 2)."""
        ...

    @property
    def minimum(self) -> np.ndarray:
        """The lowest point, shape (2,), in units of the parameters."""
        ...

    @property
    def lowest(self) -> float:
        """The loss at `minimum`, in the unit of the loss."""
        ...

    @property
    def hessian(self) -> np.ndarray | None:
        """The second derivatives, shape (2, 2), or None where they are not the same everywhere."""
        ...

    @property
    def rows(self) -> int | None:
        """How many examples there are to draw batches from; None: the problem has no data."""
        ...

    @property
    def loss_unit(self) -> str:
        """The unit of the loss, as written on an axis."""
        ...

    @property
    def loss(self) -> Any:
        """Function of params (..., 2) that returns the loss, shape (...)."""
        ...

    @property
    def gradient(self) -> Any:
        """Function of params (..., 2) that returns the gradient, shape (..., 2); with data also of
        a batch, one entry of `DataProblem.schedule`."""
        ...

    def excess(self, params: ArrayLike) -> np.ndarray:
        """Return the loss above `lowest`.

        Parameters
        ----------
        params
            Shape (..., 2).

        Returns
        -------
        numpy.ndarray
            Shape (...), in the unit of the loss.
        """
        ...


class DataProblem(Problem, Protocol):
    """A problem with examples (x, y) and a straight line through them: batches can be drawn."""

    @property
    def rows(self) -> int:
        """How many examples there are."""
        ...

    @property
    def x(self) -> np.ndarray:
        """What the line predicts from, shape (rows,), in units[0]."""
        ...

    @property
    def y(self) -> np.ndarray:
        """What the line predicts, shape (rows,), in units[1]."""
        ...

    @property
    def labels(self) -> tuple[str, str]:
        """What x and y are, as written on the axes."""
        ...

    @property
    def units(self) -> tuple[str, str]:
        """The units of x and y as written on the axes; an empty string means none."""
        ...

    @property
    def title(self) -> str:
        """The title of the picture of the data."""
        ...

    @property
    def x_span(self) -> np.ndarray:
        """From where to where x is drawn, shape (2,)."""
        ...

    def sample(self, count: int) -> np.ndarray:
        """Return the row numbers of some examples to draw.

        Parameters
        ----------
        count
            How many at most.

        Returns
        -------
        numpy.ndarray
            Different row numbers, shape (count,) or (rows,).
        """
        ...

    def predict(self, params: ArrayLike, x: ArrayLike) -> np.ndarray:
        """Return the values of the line.

        Parameters
        ----------
        params
            Shape (..., 2).
        x
            Shape (n,), in units[0].

        Returns
        -------
        numpy.ndarray
            Shape (..., n), in units[1].
        """
        ...

    def gradient_of_rows(self, params: ArrayLike, rows: ArrayLike) -> np.ndarray:
        """Return the gradient over some examples.

        Parameters
        ----------
        params
            Shape (..., 2).
        rows
            Their row numbers, shape (n,).

        Returns
        -------
        numpy.ndarray
            Shape (..., 2).
        """
        ...

    def schedule(self, batch_size: Any, steps: int, seed: Any) -> np.ndarray:
        """Return what `gradient` needs of each of some batches.

        Parameters
        ----------
        batch_size, seed
            One whole number, or a sequence with one entry for each run.
        steps
            How many batches.

        Returns
        -------
        numpy.ndarray
            An entry for each step, and of many runs for each run on the second axis.
        """
        ...

    def schedules(self, batch_size: Any, steps: int, seed: Any) -> tuple[np.ndarray, Any]:
        """Return each different schedule once, and which of them each run has.

        Parameters
        ----------
        batch_size, seed
            One whole number, or a sequence with one entry for each run.
        steps
            How many batches.

        Returns
        -------
        tuple
            The schedules on the second axis of an array and (runs,) numbers of them; of a single
            run its schedule and None.
        """
        ...


class DiamondPrices(LeastSquares):
    """The mean squared error of price = m · carat + b over a table of diamonds.

    Parameters
    ----------
    train
        Table with the columns carat and price (in dollars), shape (rows, columns).
    carat_unit
        carat, point (0.01 carat), milligram, or standardised (mean 0, standard deviation 1).
    price_unit
        thousand dollars, dollar or cent.

    Attributes
    ----------
    carat_unit, price_unit : str
        As above. All others are those of `LeastSquares`.

    Raises
    ------
    TypeError
        If `train` is not such a table.
    ValueError
        If the table has gaps or no two weights, or for another unit.

    Examples
    --------
    >>> table = pd.DataFrame({"carat": [1.0, 3.0], "price": [2_000, 5_000]})
    >>> DiamondPrices(table).minimum.round(6).tolist()
    [1.5, 0.5]
    """

    scales_learning_rates = False  # a lesson gives the learning rates that go with its units

    def __init__(
        self,
        train: pd.DataFrame,
        *,
        carat_unit: str = "carat",
        price_unit: str = "thousand dollars",
    ) -> None:
        if not isinstance(train, pd.DataFrame) or not {"carat", "price"} <= set(train.columns):
            raise TypeError(
                "DiamondPrices needs a table with the columns carat and price: pass "
                "split_diamonds(load_diamonds()).train."
            )
        carat, price = _columns(train)
        with np.errstate(all="ignore"):
            gaps = not np.isfinite(carat + price).all()
            alike = len(carat) == 0 or np.ptp(carat) == 0
        if gaps or alike:
            raise ValueError(
                "DiamondPrices needs diamonds of two weights or more, and no gaps: "
                "only numbers in the columns carat and price."
            )
        self.carat_unit = checked_choice("carat_unit", carat_unit, CARAT_UNITS)
        self.price_unit = checked_choice("price_unit", price_unit, tuple(DOLLARS))
        with np.errstate(all="ignore"):
            weight, value = carat * CARATS.get(carat_unit, 1.0), price * DOLLARS[price_unit]
        try:
            super().__init__(
                weight,
                value,
                labels=("weight", "price"),
                units=(_plural(carat_unit), _plural(price_unit)),
                title="The diamonds and the line",
                standardise=carat_unit == "standardised",
            )
        except ValueError:
            raise ValueError(
                "DiamondPrices needs weights that differ, and neither tiny nor huge numbers: "
                "choose units in which they are nearer to 1."
            ) from None

    def sample(self, count: int) -> np.ndarray:
        """Return the first row numbers: `split_diamonds` has shuffled the rows.

        Parameters
        ----------
        count
            How many at most.

        Returns
        -------
        numpy.ndarray
            Shape (count,) or (rows,).
        """
        return np.arange(min(count, self.rows))


def _plural(unit: str) -> str:
    return unit if unit.endswith(("s", "standardised")) else unit + "s"


def _columns(train: pd.DataFrame) -> np.ndarray:
    """Return the carats and the prices as floats, shape (2, rows); (2, 0) for other things."""
    try:
        numbers = train[["carat", "price"]].apply(pd.to_numeric, errors="coerce")
        return numbers.astype(float).to_numpy().T
    except (TypeError, ValueError, OverflowError):  # a column of arrays, complex numbers, 10**400
        return np.empty((2, 0))
