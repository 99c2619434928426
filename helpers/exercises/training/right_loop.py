"""A training that is right, with which a reader's is compared."""

import torch  # pyright: ignore[reportMissingImports]
from torch import Tensor, nn, optim  # pyright: ignore[reportMissingImports]
from torch.utils.data import DataLoader, TensorDataset  # pyright: ignore[reportMissingImports]


def right_training(x: Tensor, y: Tensor, train_rows: Tensor, test_rows: Tensor) -> Tensor:
    """Train a network with some rows of a table, and predict others.

    Parameters
    ----------
    x : Tensor
        Raw columns, of shape (rows, columns).
    y : Tensor
        What is to be predicted, of shape (rows,).
    train_rows, test_rows : Tensor
        Numbers of rows.

    Returns
    -------
    Tensor
        Predictions for the test rows, of shape (test rows, 1).
    """
    mean, deviation = x[train_rows].mean(dim=0), x[train_rows].std(dim=0)
    x, y = (x - mean) / deviation, y[:, None]
    net = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(),
                        nn.Linear(32, 1))  # fmt: skip
    optimiser = optim.Adam(net.parameters(), lr=0.005)
    batches = TensorDataset(x[train_rows], y[train_rows])
    for _ in range(10):
        for inputs, wanted in DataLoader(batches, batch_size=64, shuffle=True):
            loss = nn.functional.mse_loss(net(inputs), wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        return net(x[test_rows])
