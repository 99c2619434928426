"""Training loops as readers write them, in several styles, and the mistakes in each of these.

A style is a right training. `changes` says for each known mistake what a reader writes instead of
what: the tests compare it with what `check_training` names.
"""
# ruff: noqa: E501 - the tables read best with a mistake on each line

import textwrap
from typing import NamedTuple

from support.reader_styles import defined


class TrainingStyle(NamedTuple):
    """A right training, and {mistake: (old, new, old, new ...)}."""

    name: str
    source: str
    changes: dict

    def written(self, mistake=None, **world):
        """Return what a reader wrote, with a mistake."""
        source = textwrap.dedent(self.source)
        changes = self.changes[mistake] if mistake else ()
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in source, (mistake, old)
            source = source.replace(old, new)
        return written(source, **world)


def written(source, **world):
    """Return my_training, defined in a cell of a notebook with the imports of the lesson."""
    import torch  # pyright: ignore[reportMissingImports]
    from torch import nn, optim  # pyright: ignore[reportMissingImports]
    from torch.utils.data import (  # pyright: ignore[reportMissingImports]
        DataLoader,
        TensorDataset,
    )

    known = {
        "torch": torch,
        "nn": nn,
        "optim": optim,
        "F": nn.functional,
        "DataLoader": DataLoader,
        "TensorDataset": TensorDataset,
    }
    return defined(textwrap.dedent(source), "my_training", **{**known, **world})


LESSON = TrainingStyle(
    "as in the lesson",
    """
    def my_training(x, y, train_rows, test_rows):
        mean, std = x[train_rows].mean(0), x[train_rows].std(0)
        x = (x - mean) / std
        net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
        optimiser = optim.Adam(net.parameters(), lr=0.005)
        dataset = TensorDataset(x[train_rows], y[train_rows, None])
        losses = []
        for epoch in range(8):
            for xb, yb in DataLoader(dataset, batch_size=64, shuffle=True):
                loss = nn.functional.mse_loss(net(xb), yb)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                losses.append(loss.item())
        net.eval()
        with torch.no_grad():
            return net(x[test_rows])
    """,
    {
        "gradient not cleared": ("            optimiser.zero_grad()\n", ""),
        "gradient cleared too late": (
            "optimiser.zero_grad()\n            loss.backward()",
            "loss.backward()\n            optimiser.zero_grad()",
        ),
        "step first": (
            "            optimiser.step()\n",
            "",
            "            loss.backward()",
            "            optimiser.step()\n            loss.backward()",
        ),
        "no step": ("            optimiser.step()\n", ""),
        "no backward": ("            loss.backward()\n", ""),
        "other weights": (
            "    dataset =",
            "    net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))\n    dataset =",
        ),
        "shapes": ("y[train_rows, None]", "y[train_rows]"),
        "pairs broken": (
            "TensorDataset(x[train_rows], ",
            "TensorDataset(x[train_rows[torch.randperm(len(train_rows))]], ",
        ),
        "data leakage": ("x[train_rows].mean(0), x[train_rows].std(0)", "x.mean(0), x.std(0)"),
        "own statistics": (
            "net(x[test_rows])",
            "net((x[test_rows] - x[test_rows].mean(0)) / x[test_rows].std(0))",
        ),
        "test rows learnt": (
            "TensorDataset(x[train_rows], y[train_rows, None])",
            "TensorDataset(x, y[:, None])",
        ),
        "test prices used": (
            "y[train_rows, None]",
            "y[train_rows, None] - y.mean()",
            "net(x[test_rows])",
            "net(x[test_rows]) + y.mean()",
        ),
        "raw columns": ("    x = (x - mean) / std\n", ""),
        "test columns raw": (
            "    x = (x - mean) / std\n",
            "",
            "TensorDataset(x[train_rows]",
            "TensorDataset((x[train_rows] - mean) / std",
        ),
        "losses kept": ("loss.item()", "loss"),
        "not finite": ("lr=0.005", "lr=1e30"),
        "few steps": (
            "            optimiser.step()\n",
            "",
            "    net.eval()",
            "        optimiser.step()\n    net.eval()",
        ),
        "training mode": (
            "nn.ReLU(), nn.Linear(32, 1)",
            "nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1)",
            "    net.eval()\n",
            "",
        ),
        "evaluation mode": (
            "nn.ReLU(), nn.Linear(32, 1)",
            "nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1)",
            "    losses = []",
            "    losses = []\n    net.eval()",
        ),
        "other scale": ("mse_loss(net(xb), yb)", "mse_loss(net(xb), (yb - 1) / 3)"),
    },
)
CLASS = TrainingStyle(
    "a class, SGD with momentum, batches of 32 by hand",
    """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(9, 48)
            self.drop = nn.Dropout(0.02)
            self.last = nn.Linear(48, 1)

        def forward(self, x):
            return self.last(self.drop(torch.relu(self.first(x)))).squeeze(1)

    def my_training(x, y, train_rows, test_rows):
        x_train, y_train, x_test = x[train_rows], y[train_rows], x[test_rows]
        centre, scale = x_train.mean(dim=0, keepdim=True), x_train.std(dim=0, keepdim=True)
        x_train = (x_train - centre) / scale
        x_test = (x_test - centre) / scale
        model = Net()
        criterion = nn.MSELoss()
        opt = optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
        total = 0
        for epoch in range(10):
            model.train()
            order = torch.randperm(len(x_train))
            for start in range(0, len(x_train), 32):
                batch = order[start : start + 32]
                opt.zero_grad()
                loss = criterion(model(x_train[batch]), y_train[batch])
                loss.backward()
                opt.step()
                total += loss.item()
            model.eval()
        return model(x_test).detach().numpy()
    """,
    {
        "gradient not cleared": (
            "            opt.zero_grad()\n",
            "",
            "        order =",
            "        opt.zero_grad()\n        order =",
        ),
        "gradient cleared too late": (
            "            opt.zero_grad()\n",
            "",
            "            opt.step()",
            "            for w in model.parameters():\n                w.grad = None\n            opt.step()",
        ),
        "step first": (
            "            opt.step()\n",
            "",
            "            loss = crit",
            "            opt.step()\n            loss = crit",
        ),
        "no step": ("            opt.step()\n", ""),
        "no backward": ("            loss.backward()\n", ""),
        "other weights": ("optim.SGD(model.", "optim.SGD(Net()."),
        "shapes": (".squeeze(1)", "", ".detach()", "[:, 0].detach()"),
        "pairs broken": ("y_train[batch]", "y_train[start : start + 32]"),
        "data leakage": (
            "    model = Net()",
            "    everything = torch.cat([x[train_rows], x[test_rows]])\n    x_train = (x[train_rows] - everything.mean(0)) / everything.std(0)\n    model = Net()",
        ),
        "own statistics": (
            "    model = Net()",
            "    x_test = x[test_rows] / x[test_rows].std(0)\n    x_test = x_test - x_test.mean(0)\n    model = Net()",
        ),
        "test rows learnt": (
            "y[train_rows], x[test",
            "y, x[test",
            "x_train, y_train, x_test = x[train_rows]",
            "x_train, y_train, x_test = x",
        ),
        "test prices used": (
            "        model.eval()\n",
            "        model.eval()\n        error = criterion(model(x_test), y[test_rows]).item()\n        if epoch == 0 or error < best:\n            best, chosen = error, model(x_test).detach()\n",
            "return model(x_test).detach()",
            "return chosen",
        ),
        "raw columns": (
            "    x_train = (x_train - centre) / scale\n    x_test = (x_test - centre) / scale\n",
            "",
            "lr=0.02",
            "lr=0.0001",
        ),
        "test columns raw": ("    x_test = (x_test - centre) / scale\n", ""),
        "losses kept": ("loss.item()", "loss"),
        "not finite": ("lr=0.02", "lr=20.0"),
        "few steps": (
            "            opt.step()\n",
            "",
            "        model.eval()",
            "        opt.step()\n        model.eval()",
            "lr=0.02",
            "lr=0.002",
        ),
        "training mode": ("        model.eval()\n", ""),
        "evaluation mode": ("        model.train()\n", ""),
        "other scale": (
            "y_train, x_test = x[train_rows], y[train_rows]",
            "y_train, x_test = x[train_rows], (y[train_rows] - y[train_rows].mean()) / 4",
        ),
    },
)

OTHERS = [
    TrainingStyle(
        "no optimiser, layers by hand",
        """
        def my_training(x, y, train_rows, test_rows):
            m, s = x[train_rows].mean(0), x[train_rows].std(0)
            x = (x - m) / s
            one, two = nn.Linear(9, 32), nn.Linear(32, 1)
            weights = [*one.parameters(), *two.parameters()]
            for epoch in range(20):
                for rows in train_rows[torch.randperm(len(train_rows))].split(32):
                    error = two(torch.tanh(one(x[rows])))[:, 0] - y[rows]
                    (error**2).mean().backward()
                    with torch.no_grad():
                        for w in weights:
                            w -= 0.05 * w.grad
                            w.grad.zero_()
            with torch.no_grad():
                return two(torch.tanh(one(x[test_rows])))
        """,
        {},
    ),
    TrainingStyle(
        "raw tensors and autograd.grad, all rows at once",
        """
        def my_training(x, y, train_rows, test_rows):
            low, high = x[train_rows].amin(0), x[train_rows].amax(0)
            x = 4 * (x - low) / (high - low) - 2
            w1 = (torch.randn(9, 40) / 3).requires_grad_()
            b1 = torch.zeros(40, requires_grad=True)
            w2 = (torch.randn(40) / 6).requires_grad_()
            b2 = torch.zeros((), requires_grad=True)
            params = [w1, b1, w2, b2]
            moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in params]
            for t in range(1, 601):
                loss = ((torch.relu(x[train_rows] @ w1 + b1) @ w2 + b2 - y[train_rows]) ** 2).mean()
                for p, g, (m, v) in zip(params, torch.autograd.grad(loss, params), moments):
                    m.mul_(0.9).add_(0.1 * g)
                    v.mul_(0.999).add_(0.001 * g**2)
                    p.data -= 0.01 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
            return torch.relu(x[test_rows] @ w1 + b1) @ w2 + b2
        """,
        {},
    ),
    TrainingStyle(
        "batch normalisation, AdamW, cosine, clipping, best weights by validation",
        """
        def my_training(x, y, train_rows, test_rows):
            learn, held_out = train_rows[:1400], train_rows[1400:]
            x = (x - x[learn].mean(0)) / x[learn].std(0)
            y = y.unsqueeze(1)
            net = nn.Sequential(nn.Linear(9, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.05), nn.Linear(32, 1))
            optimiser = optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.01)
            loader = DataLoader(TensorDataset(x[learn], y[learn]), batch_size=50, shuffle=True)
            schedule = optim.lr_scheduler.CosineAnnealingLR(optimiser, 15 * len(loader))
            best = float("inf")
            for epoch in range(15):
                net.train()
                for a, b in loader:
                    optimiser.zero_grad()
                    F.smooth_l1_loss(net(a), b).backward()
                    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                    optimiser.step()
                    schedule.step()
                net.eval()
                with torch.inference_mode():
                    error = F.mse_loss(net(x[held_out]), y[held_out]).item()
                if error < best:
                    best, kept = error, {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict(kept)
            net.eval()
            with torch.no_grad():
                return net(x[test_rows])[:, 0].tolist()
        """,
        {},
    ),
    TrainingStyle(
        "two batches a step, prices standardised and back, predictions in batches",
        """
        def my_training(x, y, train_rows, test_rows):
            centre, unit = y[train_rows].mean() - 3, y[train_rows].std() / 5
            columns = (x - x[train_rows].mean(0)) / (x[train_rows].std(0) + 1e-8)
            target = ((y - centre) / unit).reshape(-1, 1)
            net = nn.Sequential(nn.Linear(9, 64), nn.GELU(), nn.Linear(64, 1))
            optimiser = optim.Adam(net.parameters(), 0.01)
            pairs = DataLoader(TensorDataset(columns[train_rows], target[train_rows]), 16, shuffle=True)
            net.zero_grad()
            for epoch in range(12):
                for k, (a, b) in enumerate(pairs):
                    (nn.functional.mse_loss(net(a), b) / 2).backward()
                    if k % 2 == 1:
                        optimiser.step()
                        net.zero_grad()
            with torch.no_grad():
                parts = [net(part) * unit + centre for part in columns[test_rows].split(100)]
            return torch.cat(parts).numpy()
        """,
        {},
    ),
    TrainingStyle(
        "LBFGS with a closure",
        """
        def my_training(x, y, train_rows, test_rows):
            x = (x - x[train_rows].mean(0)) / x[train_rows].std(0)
            net = nn.Sequential(nn.Linear(9, 16), nn.Tanh(), nn.Linear(16, 1))
            optimiser = optim.LBFGS(net.parameters(), lr=0.5, max_iter=20)

            def closure():
                optimiser.zero_grad()
                loss = nn.MSELoss()(net(x[train_rows]), y[train_rows][:, None]) + 1e-4 * sum((w**2).sum() for w in net.parameters())
                loss.backward()
                return loss

            for _ in range(10):
                optimiser.step(closure)
            return net(x[test_rows])
        """,
        {},
    ),
    TrainingStyle(
        "a network for what a straight line leaves over",
        """
        def my_training(x, y, train_rows, test_rows):
            x = (x - x[train_rows].mean(0)) / x[train_rows].std(0)
            x1 = torch.cat([x, torch.ones(len(x), 1)], dim=1)
            line = torch.linalg.lstsq(x1[train_rows], y[train_rows, None]).solution
            rest = y[:, None] - x1 @ line
            net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))
            optimiser = optim.Adam(net.parameters(), lr=0.005)
            for epoch in range(10):
                for rows in train_rows[torch.randperm(len(train_rows))].split(64):
                    optimiser.zero_grad()
                    nn.functional.mse_loss(net(x[rows]), rest[rows]).backward()
                    optimiser.step()
            with torch.no_grad():
                return net(x[test_rows]) + x1[test_rows] @ line
        """,
        {},
    ),
    TrainingStyle(
        "the step of the batch before comes first",
        """
        def my_training(x, y, train_rows, test_rows):
            x = (x - x[train_rows].mean(0)) / x[train_rows].std(0)
            net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))
            optimiser = optim.Adam(net.parameters(), lr=0.01)
            for epoch in range(10):
                for rows in train_rows[torch.randperm(len(train_rows))].split(64):
                    optimiser.step()
                    optimiser.zero_grad()
                    nn.functional.mse_loss(net(x[rows]), y[rows, None]).backward()
            with torch.no_grad():
                return net(x[test_rows])
        """,
        {},
    ),
    TrainingStyle(
        "with a random generator and a network of its own making",
        """
        import numpy as np
        net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))

        def my_training(x, y, train_rows, test_rows):
            rng = np.random.default_rng()
            x = x.numpy()
            learn = x[train_rows.numpy()]
            x = torch.from_numpy((x - learn.mean(0)) / learn.std(0))
            opt = torch.optim.RMSprop(net.parameters(), lr=0.003)
            history = []
            for epoch in range(10):
                for rows in np.array_split(rng.permutation(train_rows.numpy()), 40):
                    predicted = net.forward(x[rows])
                    loss = (predicted.flatten() - y[rows]).pow(2).mean()
                    for p in net.parameters():
                        p.grad = None
                    loss.backward()
                    opt.step()
                    history.append(loss.detach())
            return net(x[test_rows]).detach()
        """,
        {},
    ),
    TrainingStyle(
        "momentum in the gradients",
        """
        def my_training(x, y, train_rows, test_rows):
            x = (x - x[train_rows].mean(0)) / x[train_rows].std(0)
            net = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))
            optimiser = optim.SGD(net.parameters(), lr=0.02)
            for epoch in range(10):
                for rows in train_rows[torch.randperm(len(train_rows))].split(64):
                    for w in net.parameters():
                        if w.grad is not None:
                            w.grad *= 0.8
                    nn.functional.mse_loss(net(x[rows]), y[rows, None]).backward()
                    optimiser.step()
            with torch.no_grad():
                return net(x[test_rows])
        """,
        {},
    ),
]
STYLES = [LESSON, CLASS]
