"""What a problem is: what runs and figures ask of it."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from helpers.core.validation import Ints

__all__ = ["WITH_DATA", "DataProblem", "Problem", "ProblemExtras"]

# What must be passed where the problem has to have data, as an error message says it.
WITH_DATA = "LeastSquares(x, y) or DiamondPrices(train), which have rows to draw batches from"


class Problem(Protocol):
    """What `descend` minimises and figures draw: a loss of n parameters, where n is 1 or 2.

    `params` has shape (..., n): one point, or any number of points at once.
    """

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """What the n parameters are called."""
        ...

    @property
    def start(self) -> np.ndarray:
        """Where a run begins unless told otherwise, shape (n,), in units of the parameters."""
        ...

    @property
    def domain(self) -> np.ndarray:
        """What a picture of the loss shows, [low, high] of each parameter, shape (n, 2)."""
        ...

    @property
    def minimum(self) -> np.ndarray:
        """The minimum, shape (n,), in units of the parameters."""
        ...

    @property
    def lowest(self) -> float:
        """The loss at `minimum`, in the unit of the loss."""
        ...

    @property
    def hessian(self) -> np.ndarray | None:
        """The second derivatives, shape (n, n), or None where they are not the same everywhere."""
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
    def loss(self) -> Callable[[ArrayLike], np.ndarray]:
        """Function of params (..., n) that returns the loss, shape (...)."""
        ...

    @property
    def gradient(self) -> Callable[..., np.ndarray]:
        """Function of params (..., n) that returns the gradient, shape (..., n); with data also of
        a batch, one entry of `DataProblem.batch_means`."""
        ...

    def excess(self, params: ArrayLike) -> np.ndarray:
        """Return the loss above `lowest`.

        Parameters
        ----------
        params : array_like
            Shape (..., n).

        Returns
        -------
        ndarray
            Shape (...), in the unit of the loss.
        """
        ...


class ProblemExtras(Protocol):
    """What a problem may have besides: it is read by `getattr`, and may be missing."""

    @property
    def scales_learning_rates(self) -> bool:
        """True if learning rates of sliders and of the race are computed from `hessian` and
        `start`; where it is missing or False, or there is no Hessian, they are those of the
        lessons."""
        ...

    @property
    def parameter_units(self) -> tuple[str, str]:
        """The units of the two parameters, as written on axes; "" or missing: none."""
        ...


class DataProblem(Problem, Protocol):
    """A problem with two parameters, examples (x, y) and a straight line through them: batches can
    be drawn."""

    @property
    def rows(self) -> int:
        """How many examples there are."""
        ...

    @property
    def hessian(self) -> np.ndarray:
        """The second derivatives, shape (2, 2): the same everywhere."""
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
        count : int
            How many at most.

        Returns
        -------
        ndarray
            Different row numbers, shape (count,) or (rows,).
        """
        ...

    def predict(self, params: ArrayLike, x: ArrayLike) -> np.ndarray:
        """Return the values of the line.

        Parameters
        ----------
        params : array_like
            Shape (..., 2).
        x : array_like
            Shape (n,), in units[0].

        Returns
        -------
        ndarray
            Shape (..., n), in units[1].
        """
        ...

    def gradient_of_rows(self, params: ArrayLike, rows: ArrayLike) -> np.ndarray:
        """Return the gradient over some examples.

        Parameters
        ----------
        params : array_like
            Shape (..., 2).
        rows : array_like
            Their row numbers, shape (n,).

        Returns
        -------
        ndarray
            Shape (..., 2).
        """
        ...

    def batch_means(self, batch_size: Ints, steps: int, seed: Ints) -> np.ndarray:
        """Return what `gradient` needs of each of some batches.

        Parameters
        ----------
        batch_size, seed : int or sequence of int
            One whole number, or a sequence with one entry for each run.
        steps : int
            How many batches.

        Returns
        -------
        ndarray
            An entry for each step, and of many runs for each run on the second axis.
        """
        ...

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
        tuple
            Unique batch means, and for each run the index of its own; None for a single run.
        """
        ...
