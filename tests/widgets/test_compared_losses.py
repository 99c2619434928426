"""The losses that are compared: best rates, and what counts as lost."""

import numpy as np
import pytest
from support.made_up_losses import LOSSES, RATES

from helpers.widgets.compared_losses import (
    DIVERGENCE_FACTOR,
    best_rates,
    checked_decimals,
    checked_losses,
    have_diverged,
    highest_loss,
)


def test_best_is_the_lowest_last_mean_and_what_is_lost_is_the_worst():
    assert best_rates(RATES, LOSSES) == {"sgd": 0.1, "adam": 0.01}
    reversed_runs = {name: array[:, :, ::-1] for name, array in LOSSES.items()}
    reversed_runs["adam"] = np.nan_to_num(reversed_runs["adam"], nan=1.0, posinf=1.0)
    assert best_rates(RATES, reversed_runs)["sgd"] in RATES
    assert all(type(rate) is float for rate in best_rates(RATES, LOSSES).values())


def test_what_is_lost_has_a_number_and_is_known_as_lost():
    losses = checked_losses(np.array(RATES), LOSSES)
    highest = DIVERGENCE_FACTOR * max(array[:, :, 0].max() for array in LOSSES.values())
    assert highest_loss(losses) == losses["adam"].max() == highest
    assert np.array_equal(losses["sgd"], LOSSES["sgd"])
    lost = {name: rates.tolist() for name, rates in have_diverged(losses).items()}
    assert lost == {"sgd": [False, False, False], "adam": [False, False, True]}


def test_high_losses_of_all_seeds_are_not_the_loss_of_one():
    losses = {"sgd": [[[1.0, 600.0], [1.0, 600.0]], [[1.0, 0.5], [1.0, np.inf]]]}
    losses = checked_losses(np.array([0.1, 1.0]), losses)
    assert have_diverged(losses)["sgd"].tolist() == [False, True]
    assert checked_decimals(2, losses) == 2  # 600 fits, and what diverges is not counted


@pytest.mark.parametrize(("loss", "decimals"), [(2.1, 9), (2.2, 8), (2.1e9, 0), (1e-9, 9)])
def test_as_many_decimals_as_fit_into_a_caption(loss, decimals):
    losses = {"sgd": np.array([[[1.1, 1.0], [1.0, 1.0]]]) * loss}
    assert checked_decimals(decimals, losses) == decimals
    if decimals < 9:
        with pytest.raises(ValueError, match=f"decimals must be at most {decimals} where a loss"):
            checked_decimals(decimals + 1, losses)
