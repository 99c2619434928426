"""The price of a diamond, predicted from its weight: the problem of the course."""

from typing import TYPE_CHECKING

import numpy as np

from helpers.core.validation import checked_choice
from helpers.problems.least_squares import LeastSquares

if TYPE_CHECKING:
    import pandas as pd  # slow to import, and only those who pass a table need it

CARATS = {"carat": 1.0, "point": 100.0, "milligram": 200.0}  # units in one carat
DOLLARS = {"thousand dollars": 0.001, "dollar": 1.0, "cent": 100.0}  # units in one dollar
CARAT_UNITS = (*CARATS, "standardised")


class DiamondPrices(LeastSquares):
    """The mean squared error of price = m · carat + b over a table of diamonds.

    Parameters
    ----------
    train : DataFrame
        Table with the columns carat and price (in dollars), shape (rows, columns).
    carat_unit : str
        carat, point (0.01 carat), milligram, or standardised (mean 0, standard deviation 1).
    price_unit : str
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

    >>> import pandas as pd
    >>> table = pd.DataFrame({"carat": [1.0, 3.0], "price": [2_000, 5_000]})
    >>> DiamondPrices(table).minimum.round(6).tolist()
    [1.5, 0.5]
    """

    scales_learning_rates = False  # a lesson gives the learning rates that go with its units

    def __init__(
        self,
        train: "pd.DataFrame",
        *,
        carat_unit: str = "carat",
        price_unit: str = "thousand dollars",
    ) -> None:
        import pandas as pd

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

    @property
    def parameter_units(self) -> tuple[str, str]:
        """The units of m and b, as written on an axis."""
        price = _plural(self.price_unit)
        per = "" if self.carat_unit == "standardised" else f" per {self.carat_unit}"
        return price + per, price

    def sample(self, count: int) -> np.ndarray:
        """Return the first row numbers: `split_diamonds` has shuffled the rows.

        Parameters
        ----------
        count : int
            How many at most.

        Returns
        -------
        ndarray
            Shape (count,) or (rows,).
        """
        return np.arange(min(count, self.rows))


def _plural(unit: str) -> str:
    return unit if unit.endswith(("s", "standardised")) else unit + "s"


def _columns(train: "pd.DataFrame") -> np.ndarray:
    """Return the carats and the prices as floats, shape (2, rows); (2, 0) for other things."""
    import pandas as pd

    try:
        numbers = train[["carat", "price"]].apply(pd.to_numeric, errors="coerce")
        return numbers.astype(float).to_numpy().T
    except (TypeError, ValueError, OverflowError):  # a column of arrays, complex numbers, 10**400
        return np.empty((2, 0))
