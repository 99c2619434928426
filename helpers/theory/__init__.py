"""Theory beside the measurement: what curvatures allow, and where the noise of batches ends.

All of it is about bowls: losses whose curvatures are the same everywhere.

    noise_floors.py     the noise floor, measured and predicted; the limit of single examples
    shuffled_noise.py   the noise floor predicted for shuffled batches
    stability.py        stability limit, contraction, condition number
"""

from helpers.theory.noise_floors import noise_floor, predicted_noise_floor, single_example_limit
from helpers.theory.shuffled_noise import shuffled_noise_floor
from helpers.theory.stability import (
    best_learning_rate,
    best_momentum,
    condition_number,
    contraction,
    curvatures,
    momentum_contraction,
    momentum_limit,
    principal_axes,
    stability_limit,
)

__all__ = ["best_learning_rate", "best_momentum", "condition_number", "contraction", "curvatures",
           "momentum_contraction", "momentum_limit", "noise_floor", "predicted_noise_floor",
           "principal_axes", "shuffled_noise_floor", "single_example_limit",
           "stability_limit"]  # fmt: skip
