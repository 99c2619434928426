"""What is seen of torch while a function runs, and that nothing is left behind."""

import pytest

torch = pytest.importorskip("torch", reason="Install requirements-pytorch.txt to run these.")

from torch import nn, optim  # noqa: E402
from torch.nn.modules import module as modules  # noqa: E402
from torch.optim import optimizer as optimisers  # noqa: E402

from helpers.exercises.training.recorder import MANY_GRAPHS, recording  # noqa: E402

X, Y = torch.arange(12.0).reshape(4, 3) / 10, torch.tensor([1.0, 0.0, 2.0, 1.0])


def kept(keep, batches=30):
    """Return how many losses of earlier batches are found, where `keep` says what is kept."""
    net, found = nn.Linear(3, 1), []
    with recording() as recorder:
        for _ in range(batches):
            loss = ((net(X)[:, 0] - Y) ** 2).mean()
            loss.backward()
            found = keep(found, loss)
    return recorder.retained_graphs


def test_losses_that_are_kept():
    assert kept(lambda found, loss: [*found, loss]) >= MANY_GRAPHS
    assert kept(lambda found, loss: loss + (found if found != [] else 0)) >= MANY_GRAPHS
    assert kept(lambda found, loss: [*found, loss.item()]) <= 1
    assert kept(lambda found, loss: [*found, loss.detach()]) <= 1
    assert kept(lambda found, loss: [*found, loss][-3:]) <= 3


@pytest.mark.parametrize("compare", [
    lambda net: nn.functional.mse_loss(net(X)[:, 0], Y),
    lambda net: nn.L1Loss()(net(X).squeeze(), Y),
    lambda net: nn.functional.huber_loss(input=net(X).flatten(), target=Y),
    lambda net: ((Y - net(X).view(-1)) ** 2).mean(),
    lambda net: (net(X).reshape(4) - Y).square().sum(),
    lambda net: torch.sub(net(X)[..., 0], Y).pow(2).mean(),
])  # fmt: skip
def test_comparisons_are_seen(compare):
    net = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
    with recording() as recorder:
        compare(net).backward()
    batches = recorder.batches
    assert torch.equal(batches.inputs[0], X) and torch.equal(batches.targets[0], Y)


def test_switched_layers():
    net = nn.Sequential(nn.Linear(3, 5), nn.Dropout(0.5), nn.BatchNorm1d(5), nn.Linear(5, 1))
    with recording() as recorder:
        net(X).sum().backward()
        assert recorder.switch_states == {}
        net(X)
        assert recorder.switch_states == {"dropout": True, "batch_norm": True}
        net.eval()(X).sum()
        assert recorder.switch_states == {"dropout": False, "batch_norm": False}
        net(X).sum().backward()
        assert recorder.switched_off == 1


def test_layers_that_nothing_switches_are_not_noted():
    net = nn.Sequential(nn.BatchNorm1d(3, track_running_stats=False), nn.Dropout(0.0))
    with recording() as recorder:
        net(X)
    assert recorder.switch_states == {}


@pytest.mark.parametrize("fail", [False, True])
def test_nothing_is_left_behind(fail):
    def hooks():
        return (
            len(optimisers._global_optimizer_pre_hooks),
            len(modules._global_forward_pre_hooks),
            len(modules._global_forward_hooks),
        )

    before = hooks()
    try:
        with recording() as recorder:
            assert hooks() == tuple(count + 1 for count in before)
            if fail:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert hooks() == before
    net = nn.Linear(3, 1)
    net(X).sum().backward()
    optim.SGD(net.parameters()).step()
    assert recorder.gradients.backwards == recorder.gradients.steps == 0


def test_a_module_that_fails_does_not_hide_the_next_one():
    with recording() as recorder:
        with pytest.raises(RuntimeError):
            nn.Sequential(nn.Linear(3, 2), nn.Linear(3, 1))(X)
        nn.Linear(3, 1)(2 * X)
    assert torch.equal(recorder.batches.inputs_since_backward[-1], 2 * X)
