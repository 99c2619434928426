"""A small table of diamonds, on which a training loop takes less than a second."""

from functools import cache
from typing import NamedTuple

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor  # pyright: ignore[reportMissingImports]

from helpers.lessons.networks import diamond_parts, percent

LEARN, TEST = 1_600, 800  # rows


class Table(NamedTuple):
    """What a reader's function takes.

    Parameters
    ----------
    x : Tensor
        The raw columns, of shape (rows, 9).
    y : Tensor
        The centred logarithms of the prices, of shape (rows,).
    train_rows, test_rows : Tensor
        Numbers of rows.
    """

    x: Tensor
    y: Tensor
    train_rows: Tensor
    test_rows: Tensor

    def copies(self) -> list[Tensor]:
        """Return copies of all parts, which a reader's function may change.

        Returns
        -------
        list of Tensor
            In the order of the fields.
        """
        return [part.clone() for part in self]

    def error(self, predicted: Tensor) -> float:
        """Return the test error.

        Parameters
        ----------
        predicted : Tensor
            For the test rows, of shape (rows,).

        Returns
        -------
        float
            The typical error in per cent of the price.
        """
        return percent(predicted[:, None], self.y[self.test_rows][:, None]).item()


@cache
def diamonds() -> Table:
    """Return the table, the rows to learn from and to test with mixed.

    Returns
    -------
    Table
        The same at every call.
    """
    parts = diamond_parts("raw")
    x = torch.cat([parts.train[0][:LEARN], parts.test[0][:TEST]])
    y = torch.cat([parts.train[1][:LEARN], parts.test[1][:TEST]])[:, 0]
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
    place = order.argsort()  # where each row has gone
    return Table(x[order], y[order], place[:LEARN], place[LEARN:])


def with_other_test_rows(table: Table, columns: bool = True) -> Table:
    """Return a table in which the prices of all test rows are others.

    Parameters
    ----------
    table : Table
        It is left as it is.
    columns : bool
        Whether the columns of every second test row are others, too.

    Returns
    -------
    Table
        All else in it is the same.
    """
    x, y, train_rows, test_rows = table.copies()
    y[test_rows] = -y[test_rows]
    if columns:
        x[test_rows[1::2]] = 3 * x[test_rows[1::2]] + 5
    return Table(x, y, train_rows, test_rows)
