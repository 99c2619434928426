"""What is counted when backward and step are called."""

import pytest

torch = pytest.importorskip("torch", reason="Install requirements-pytorch.txt to run these.")

from torch import nn, optim  # noqa: E402

from helpers.exercises.training.gradients import leaves_of  # noqa: E402
from helpers.exercises.training.recorder import recording  # noqa: E402

X, Y = torch.arange(12.0).reshape(4, 3) / 10, torch.tensor([[1.0], [0.0], [2.0], [1.0]])


def counted(order, batches=4, **settings):
    """Return the counts after batches with z, b and s (zero_grad, backward, step) in an order."""
    net = nn.Linear(3, 1)
    optimiser = optim.SGD(net.parameters(), lr=0.01, **settings)
    with recording() as recorder:
        for _ in range(batches):
            loss = nn.functional.mse_loss(net(X), Y)
            for what in order:
                {"z": optimiser.zero_grad, "b": loss.backward, "s": optimiser.step}[what]()
    return recorder.gradients


@pytest.mark.parametrize("order, uncleared, empty, emptied, before", [
    ("zbs", 0, 0, 0, 0), ("bsz", 0, 0, 0, 0), ("bs", 3, 0, 0, 0), ("bzs", 0, 4, 4, 0),
    ("zsb", 0, 4, 3, 1), ("s", 0, 4, 0, 4), ("b", 0, 0, 0, 0),
])  # fmt: skip
def test_orders(order, uncleared, empty, emptied, before):
    found = counted(order)
    assert (found.uncleared, found.steps_without_gradient, found.cleared_before_step) == (
        uncleared,
        empty,
        emptied,
    )
    assert found.steps_before_backward == before and found.steps_on_other_weights == 0
    assert found.weights_moved() == (order in ("zbs", "bsz", "bs"))


def test_a_gradient_that_was_not_used_or_was_changed_since_is_not_uncleared():
    net = nn.Linear(3, 1)
    optimiser = optim.SGD(net.parameters(), lr=0.01)
    with recording() as recorder:
        for k in range(6):
            nn.functional.mse_loss(net(X), Y).backward()
            if k % 2:
                optimiser.step()
                for weight in net.parameters():
                    weight.grad *= 0.5
    assert recorder.gradients.backwards == 6 and recorder.gradients.uncleared == 0


def test_weights_moved_by_hand_count():
    net = nn.Linear(3, 1)
    with recording() as recorder:
        for _ in range(3):
            nn.functional.mse_loss(net(X), Y).backward()
            with torch.no_grad():
                for weight in net.parameters():
                    weight -= 0.01 * weight.grad
    found = recorder.gradients
    assert found.uncleared == 2 and found.weights_moved() and found.steps == 0


def test_weights_of_another_network():
    net, other = nn.Linear(3, 1), nn.Linear(3, 1)
    optimiser = optim.SGD(other.parameters(), lr=0.01)
    with recording() as recorder:
        nn.functional.mse_loss(net(X), Y).backward()
        optimiser.step()
    assert (
        recorder.gradients.steps_on_other_weights == recorder.gradients.steps_without_gradient == 1
    )


def test_leaves():
    net = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
    found = {id(leaf) for leaf in leaves_of([net(X).sum(), X.sum()])}
    assert found == {id(weight) for weight in net.parameters()}
