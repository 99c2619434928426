"""Networks trained side by side end where each ends alone; the parts keep their scales."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="Install requirements-pytorch.txt to run these.")

from torch import optim  # noqa: E402

from helpers.lessons import networks  # noqa: E402
from helpers.lessons.networks import diamond_parts, network, percent, train_side_by_side  # noqa: E402

OPTIMISERS = {
    "sgd": (optim.SGD, {"momentum": 0.9}),
    "rmsprop": (optim.RMSprop, {}),
    "adam": (optim.Adam, {}),
}


def alone(make, rate, parts, seed, batch_size, **settings):
    """Return the validation error of one network after an epoch, trained by the plain loop."""
    net = network(seed)
    optimiser = make(net.parameters(), lr=rate, **settings)
    x, y = parts.train
    steps = len(x) // batch_size
    schedule = optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    for rows in order.split(batch_size):
        optimiser.zero_grad()
        ((net(x[rows]) - y[rows]) ** 2).mean().backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        return percent(net(parts.validation[0]), parts.validation[1]).item()


@pytest.mark.parametrize("rule", OPTIMISERS)
def test_side_by_side_is_as_alone(rule):
    make, settings = OPTIMISERS[rule]
    parts, rates = [diamond_parts(), diamond_parts("centred")], (0.001, 0.003)
    found = train_side_by_side(make, rates, parts, seeds=2, epochs=1, batch_size=320, **settings)
    wanted = [
        [alone(make, *pair, seed, 320, **settings) for seed in (0, 1)]
        for pair in zip(rates, parts, strict=True)
    ]
    assert found.validation == pytest.approx(np.array(wanted), rel=1e-3)
    assert found.validation.shape == found.test.shape == (2, 2)
    assert len(np.unique(found.validation.round(3))) == 4


def test_all_rates_may_share_their_parts():
    parts, rates = diamond_parts(), (0.001, 0.003)
    found = [
        train_side_by_side(optim.Adam, rates, these, seeds=1, epochs=1, batch_size=320)
        for these in (parts, [parts, parts])
    ]
    assert (found[0].test == found[1].test).all()


def test_means_and_deviations_are_those_of_the_training_part():
    x = {part: getattr(diamond_parts(), part)[0].numpy() for part in ("train", "test")}
    assert np.abs(x["train"].mean(axis=0)).max() < 1e-4
    assert x["train"].std(axis=0) == pytest.approx(np.ones(9), rel=1e-3)
    assert np.abs(x["test"].mean(axis=0)).max() > 1e-3


def test_scales_differ_by_shift_and_unit():
    raw, centred, standardised = (diamond_parts(s).train[0].numpy() for s in networks.SCALES[::-1])
    assert centred == pytest.approx(raw - raw.mean(axis=0), abs=1e-3)
    assert standardised == pytest.approx(centred / centred.std(axis=0), abs=1e-3)


def test_another_scale_is_refused():
    with pytest.raises(ValueError, match="'other'"):
        diamond_parts("other")


def test_a_seed_draws_the_same_weights_and_leaves_the_random_numbers_alone():
    before = torch.random.get_rng_state()
    one, same, other = (network(seed)[0].weight for seed in (0, 0, 1))
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_percent_of_a_constant_error():
    logs = torch.zeros(3, 4, 1)
    assert percent(logs + np.log(1.1), logs).numpy() == pytest.approx(np.full(3, 10), rel=1e-4)
