"""The questions of `remember`: drawn numbers, the right answer, wrong ones with known causes.

The words are in texts/remember.toml; {{name}} in them stands for one of the numbers here.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from helpers.core.number_text import format_short
from helpers.exercises.drawn_numbers import Draw


class Drawn(NamedTuple):
    """What was drawn for one question: the numbers in its text, and the answers they lead to.

    Attributes
    ----------
    right : float
        The right answer.
    wrong : {name of a cause: float}
        The answer that each known mistake leads to.
    mentions : {name: value}
        What replaces {{name}} in the text.
    """

    right: float
    wrong: Mapping[str, float]
    mentions: Mapping[str, Any]


def are_apart(drawn: Drawn, tolerance: float) -> bool:
    """Return whether the answers can be told apart.

    Parameters
    ----------
    drawn : Drawn
        The numbers of a question.
    tolerance : float
        How far a reader's number may be off, as a share of the right one.

    Returns
    -------
    bool
        True if no answer is 0 or within three times the tolerance of another one.
    """
    answers = [drawn.right, *drawn.wrong.values()]
    apart = (
        abs(first - second) > 3 * tolerance * max(abs(first), abs(second))
        for first, second in combinations(answers, 2)
    )
    return all(answers) and all(apart)


# ---- asked in lesson 1, on lesson 0 -----------------------------------------------------------


def ask_mean_squared_error(draw: Draw) -> Drawn | None:
    """Ask for the loss of a line on three diamonds.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn or None
        None where a price would not be above 0.
    """
    m, b = draw.choice([4, 5, 6, 7, 8]), draw.choice([-2, -1, 1, 2])
    weights = sorted(draw.sample([0.5, 1.0, 1.5, 2.0], 3))
    errors = draw.sample([-3, -2, -1, 1, 2, 3], 3)
    guesses = [m * weight + b for weight in weights]
    prices = [guess - error for guess, error in zip(guesses, errors, strict=True)]
    if min(*guesses, *prices) <= 0:
        return None
    squares = [error**2 for error in errors]
    right = sum(squares) / 3
    wrong = {
        "sum": sum(squares),
        "root": math.sqrt(right),
        "absolute": sum(map(abs, errors)) / 3,
        "plain": sum(errors) / 3,
    }
    mentions = {
        "m": m,
        "b": f"{'+' if b > 0 else '−'} {abs(b)}",
        "weights": _enumerated(weights),
        "prices": _enumerated(prices),
        "errors": _enumerated(errors),
        "squares": " + ".join(map(str, squares)),
    }
    return Drawn(right, wrong, mentions)


def ask_one_step(draw: Draw) -> Drawn:
    """Ask where one step of gradient descent leads from a point, given the slopes there.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    m, b = draw.choice([1, 2, 3, 4, 5]), draw.choice([-2, -1, 0, 1])
    slope_m, slope_b = draw.sample([-40, -30, -20, -16, -12, -8, 8, 12, 16, 20, 30, 40], 2)
    rate = draw.choice([0.01, 0.02, 0.05, 0.1])
    step = -rate * slope_m
    wrong = {
        "uphill": m - step,
        "no_rate": m - slope_m,
        "step_alone": step,
        "other_slope": m - rate * slope_b,
    }
    mentions = {"m": m, "b": b, "slope_m": slope_m, "slope_b": slope_b, "rate": rate}
    return Drawn(m + step, wrong, {**mentions, "step": step})


# ---- asked in lesson 2, on lesson 1 -----------------------------------------------------------


def ask_stability_limit(draw: Draw) -> Drawn:
    """Ask for the stability limit in a valley, given the curvatures along its axes.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    flat = draw.choice([0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6])
    steep = draw.choice([1.6, 2, 2.5, 3.2, 4, 5, 6.25, 8, 10, 12.5])
    wrong = {
        "never_overshoots": 1 / steep,
        "flat": 2 / flat,
        "best": 2 / (flat + steep),
        "upside_down": steep / 2,
    }
    return Drawn(2 / steep, wrong, {"flat": flat, "steep": steep})


def ask_after_some_steps(draw: Draw) -> Drawn:
    """Ask where gradient descent on a parabola is after some steps.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    start, curvature = draw.choice([2, 3, 4, 5, 8, 10]), draw.choice([1, 2, 4, 5])
    factor = draw.choice([-0.8, -0.6, -0.5, -0.4, 0.2, 0.4, 0.6, 0.8])
    steps = draw.choice([2, 3, 4])
    rate = round((1 - factor) / curvature, 6)
    right = start * factor**steps
    wrong = {
        "sign": -right,
        "too_few": start * factor ** (steps - 1),
        "too_many": start * factor ** (steps + 1),
        "not_subtracted": start * (1 - factor) ** steps,
    }
    mentions = {"start": start, "curvature": curvature, "factor": factor, "steps": steps}
    return Drawn(right, wrong, {**mentions, "rate": rate, "product": 1 - factor})


# ---- asked in lesson 3, on lessons 1 and 2 ----------------------------------------------------


def ask_kept_per_step(draw: Draw) -> Drawn:
    """Ask which share of the distance gradient descent keeps per step, along the slower axis.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    flat, steep = draw.choice([0.5, 1, 1.5, 2]), draw.choice([4, 5, 8, 10])
    rate = round(draw.choice([0.4, 0.8, 1.2, 1.6, 1.8]) / steep, 6)
    factors = sorted((1 - rate * flat, 1 - rate * steep), key=abs)
    right = abs(factors[1])
    wrong = {"quicker_axis": abs(factors[0]), "removed": 1 - right, "excess": right**2}
    mentions = {"flat": flat, "steep": steep, "rate": rate}
    mentions |= {"of_flat": 1 - rate * flat, "of_steep": 1 - rate * steep}
    return Drawn(right, wrong, mentions)


def ask_noise_floor(draw: Draw) -> Drawn:
    """Ask for the noise floor at another learning rate and another batch size.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    rate, size = draw.choice([0.01, 0.02, 0.04]), draw.choice([16, 32, 64])
    floor = draw.choice([0.02, 0.03, 0.04, 0.05, 0.06])
    rates, sizes = draw.choice([1 / 2, 2, 4]), draw.choice([1 / 4, 4, 16])
    wrong = {
        "square_root": floor * rates / math.sqrt(sizes),
        "rate_alone": floor * rates,
        "size_alone": floor / sizes,
        "size_upside_down": floor * rates * sizes,
    }
    mentions = {"rate": rate, "size": size, "floor": floor, "rates": rates, "sizes": sizes}
    mentions |= {"new_rate": rate * rates, "new_size": int(size * sizes)}
    return Drawn(floor * rates / sizes, wrong, mentions)


# ---- asked in lesson 4, on lessons 1 and 3 ----------------------------------------------------


def ask_average_of_equal_gradients(draw: Draw) -> Drawn:
    """Ask for an exponential moving average after some gradients that are all the same.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    beta, gradient = draw.choice([0.5, 0.8, 0.9]), draw.choice([2, 3, 4, 5, 6, 8, 10])
    updates = draw.choice([2, 3, 4])
    kept = beta**updates
    wrong = {
        "missing": gradient * kept,
        "velocity": gradient * (1 - kept) / (1 - beta),
        "arrived": gradient,
        "last_only": gradient * (1 - beta),
    }
    mentions = {"beta": beta, "gradient": gradient, "updates": updates, "kept": kept}
    return Drawn(gradient * (1 - kept), wrong, mentions)


def ask_stability_limit_in_another_unit(draw: Draw) -> Drawn:
    """Ask for the stability limit when a column is written in a smaller unit.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    column, smaller, times = draw.choice(
        [
            ("centimetres", "millimetres", 10),
            ("litres", "decilitres", 10),
            ("feet", "inches", 12),
            ("weeks", "days", 7),
        ]
    )
    limit = draw.choice([0.09, 0.18, 0.36, 0.45, 0.72])
    wrong = {
        "once": limit / times,
        "unchanged": limit,
        "upside_down": limit * times**2,
        "curvature": times**2,
    }
    mentions = {"limit": limit, "times": times, "square": times**2}
    return Drawn(limit / times**2, wrong, {**mentions, "column": column, "smaller": smaller})


# ---- asked in lesson 5, on lessons 3 and 4 ----------------------------------------------------


def ask_average_of_two_gradients(draw: Draw) -> Drawn:
    """Ask for an exponential moving average after two gradients.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    first, second = draw.sample([2, 4, 5, 6, 8, 10, 12, 15, 20], 2)
    beta = draw.choice([0.6, 0.7, 0.75, 0.8, 0.9])
    after_first = (1 - beta) * first
    wrong = {
        "plain_mean": (first + second) / 2,
        "velocity": beta * first + second,
        "swapped": (1 - beta) * beta * first + beta * second,
        "began_at_first": beta * first + (1 - beta) * second,
    }
    mentions = {"first": first, "second": second, "beta": beta, "after_first": after_first}
    new = {"new_share": round(1 - beta, 6)}
    return Drawn(beta * after_first + (1 - beta) * second, wrong, {**mentions, **new})


def ask_first_step_of_rmsprop(draw: Draw) -> Drawn:
    """Ask how long the first step of RMSProp is.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    beta = draw.choice([0.75, 0.84, 0.9, 0.96, 0.99])
    rate, slope = draw.choice([0.01, 0.02, 0.05, 0.2]), draw.choice([-40, -25, -8, 6, 15, 30])
    one_minus_beta = round(1 - beta, 6)
    wrong = {
        "settled": rate,
        "no_root": rate / one_minus_beta,
        "upside_down": rate * one_minus_beta**0.5,
        "gradient_descent": rate * abs(slope),
    }
    mentions = {"beta": beta, "rate": rate, "slope": slope, "one_minus_beta": one_minus_beta}
    return Drawn(rate / one_minus_beta**0.5, wrong, mentions)


# ---- asked in lesson 7, on lesson 5 -----------------------------------------------------------


def ask_first_step_without_correction(draw: Draw) -> Drawn:
    """Ask how long the first step of Adam is without the bias correction.

    Parameters
    ----------
    draw : Draw
        Where the numbers come from.

    Returns
    -------
    Drawn
        The numbers of the question.
    """
    beta1 = draw.choice([0.5, 0.6, 0.7, 0.8, 0.9])
    beta2 = draw.choice([0.96, 0.98, 0.99, 0.998, 0.9975])
    new1, new2 = round(1 - beta1, 6), round(1 - beta2, 6)
    wrong = {
        "corrected": 1.0,
        "no_root": new1 / new2,
        "rmsprop": 1 / new2**0.5,
        "upside_down": new2**0.5 / new1,
        "mean_alone": new1,
    }
    mentions = {"beta1": beta1, "beta2": beta2, "new1": new1, "new2": new2}
    return Drawn(new1 / new2**0.5, wrong, mentions)


GENERATORS: dict[str, Callable[[Draw], Drawn | None]] = {
    "mean_squared_error": ask_mean_squared_error,
    "one_step": ask_one_step,
    "stability_limit": ask_stability_limit,
    "after_some_steps": ask_after_some_steps,
    "kept_per_step": ask_kept_per_step,
    "noise_floor": ask_noise_floor,
    "average_of_equal_gradients": ask_average_of_equal_gradients,
    "stability_limit_in_another_unit": ask_stability_limit_in_another_unit,
    "average_of_two_gradients": ask_average_of_two_gradients,
    "first_step_of_rmsprop": ask_first_step_of_rmsprop,
    "first_step_without_correction": ask_first_step_without_correction,
}  # by name in texts/remember.toml
ASKED_IN_LESSON: dict[int, tuple[str, ...]] = {
    1: ("mean_squared_error", "one_step"),
    2: ("stability_limit", "after_some_steps"),
    3: ("kept_per_step", "noise_floor"),
    4: ("average_of_equal_gradients", "stability_limit_in_another_unit"),
    5: ("average_of_two_gradients", "first_step_of_rmsprop"),
    6: ("stability_limit", "average_of_two_gradients"),
    7: ("noise_floor", "first_step_without_correction"),
}


def _enumerated(numbers: Sequence[float]) -> str:
    """Return three numbers as they are read: 1, 2 and 3."""
    first, second, third = (format_short(number, 6) for number in numbers)
    return f"{first}, {second} and {third}"
