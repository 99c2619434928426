"""The questions of `answer` with other numbers, for `make class SEED=7`.

Each question is a function of the numbers that can be drawn. It returns the answers they lead to
and the phrases in which the texts say them. A question is redrawn by putting new phrases in place
of those in helpers/exercises/texts/; a phrase that is not there is an error.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from helpers.core.number_text import format_plain, format_short
from helpers.exercises.drawn_numbers import Draw

__all__ = ["QUESTIONS", "Said", "redrawn", "replace_phrases"]


class Said(NamedTuple):
    """A question with certain numbers.

    Attributes
    ----------
    right : float
        The right answer.
    wrong : tuple of float
        The wrong ones, in the order in which the texts name their causes.
    phrases : tuple of str
        Words with numbers in the texts of the question.
    in_lesson : str
        The same in the lesson, above the question.
    """

    right: float
    wrong: tuple[float, ...]
    phrases: tuple[str, ...]
    in_lesson: str = ""


def three_diamonds(m: int, b: int, weights: tuple, errors: tuple, **_: float) -> Said:
    guesses = [m * weight - b for weight in weights]
    prices = [guess - error for guess, error in zip(guesses, errors, strict=True)]
    squares = [error**2 for error in errors]
    right = sum(squares) / 3
    wrong = (
        sum(squares), math.sqrt(right), sum(map(abs, errors)) / 3, sum(errors) / 3,
    )  # fmt: skip
    phrases = (
        f"weigh {_listed(weights)} carats and cost {_listed(prices)} thousand",
        rf"= {m} \cdot \text{{weight}} - {b}$",
        f"says {_listed(guesses)} thousand",
        f"errors are {_listed(errors)}.",
        f"squares are {_listed(squares)}, and the mean of these is {_short(right)}.",
    )
    return Said(right, wrong, phrases)


def how_many_steps(rate: float, flat: float, steep: float) -> Said:
    def steps(factor: float) -> float:
        return math.log(0.1) / math.log(factor)

    right = steps(1 - rate * flat)
    wrong = (
        right / 2, steps(abs(1 - rate * steep)), 1 / (rate * flat), 0.9 / (rate * flat),
        steps(1 - flat),
    )  # fmt: skip
    factor, removed = f"{1 - rate * flat:.3f}", f"{100 * rate * flat:.1f} %"
    near = "a little over" if right > round(right) else "a little under"
    phrases = (
        f"flat axis is {flat:.3f}. The learning rate is {rate}.",
        rf"$1 - {rate} \cdot {flat:.3f} = {factor}$",
        f"${factor}^k",
        rf"\ln {factor}$, {near} {round(right)} steps",
        f"its curvature of {steep:.3f}",
        f"removed {removed} of the <em>first</em>",
        f"removes {removed} of what",
    )
    return Said(round(right), wrong, phrases)


def spring(weights: tuple, **_: float) -> Said:
    squares = [weight**2 for weight in weights]
    mean = sum(squares) / len(squares)
    curvature, middle = 2 * mean, sum(weights) / len(weights)
    wrong = (1 / curvature, 2 / mean, 1 / middle**2, 1 / sum(squares), curvature)
    phrases = (
        f"squares are {_listed(squares)}, their mean is {_short(mean)}.",
        f"curvature is {_short(curvature)}, and",
        f"$2/{_short(curvature)} = {2 / curvature:.4f}$",
    )
    return Said(2 / curvature, wrong, phrases, f"Weights of {_listed(weights)} newtons")


def twice_the_rate(rate: float, batch: int, **_: float) -> Said:
    phrases = (f"learning rate of {rate} and batches of {batch}", rf"{batch} = {4 * batch}$")
    return Said(4 * batch, (2 * batch, batch / 2, 8 * batch, batch), phrases)


def how_many_examples(
    curvature: float, start: int, noise: int, rate: float, batch: int, **_: float
) -> Said:
    factor = 1 - rate * curvature
    floor = rate * noise / (4 * batch)
    updates = math.log(floor / start) / math.log(factor**2)
    no_four = math.log(4 * floor / start) / math.log(factor**2)
    right = round(updates * batch)
    wrong = (round(updates), 2 * updates * batch, 2 * updates, no_four * batch)
    low, squared = _short(floor), _short(factor**2)
    phrases = (
        rf"${rate} \cdot {noise} / (4 \cdot {batch}) = {low}$",
        f"${_short(factor)}^2 = {squared}$",
        rf"${start} \cdot {squared}^k = {low}$",
        f"$k = {updates:.0f}$ updates of {batch} examples each, about {right} in all",
        f"Each reads {batch} examples",
        rf"$1 - {rate} \cdot {curvature}$",
    )
    in_lesson = (
        f"flat axis is {curvature}. At the start the excess loss is {start}, nearly all of it "
        f"along that axis. And $c = {noise}$. You take a learning rate of {rate} and batches of "
        f"{batch}."
    )
    return Said(right, wrong, phrases, in_lesson)


def choose_beta(low: float, root: int, **_: float) -> Said:
    kappa, kept = root**2, (root - 1) / (root + 1)
    high, of_descent = low * kappa, (root**2 - 1) / (root**2 + 1)
    phrases = (
        f"valley are {low} and {_short(high)}.",
        f"${_short(high)}/{low} = {kappa}$ and its root {root}.",
        f"({root}-1)/({root}+1) = {_short(kept)}$",
        rf"$\beta = {_short(kept**2)}$",
        rf"$\kappa = {_short(high)}/{low}$",
    )
    return Said(kept**2, (kept, of_descent, of_descent**2, 0.9), phrases)


SHARES = {
    100: "a hundredth",
    50: "a fiftieth",
    40: "a fortieth",
    60: "a sixtieth",
    80: "an eightieth",
}


def root_of_kappa(root: int, **_: float) -> Said:
    kappa, kept = root**2, (root - 1) / (root + 1)
    steps = math.log(0.1) / math.log(kept)
    descent = math.log(0.1) / math.log((kappa - 1) / (kappa + 1))
    long = format_plain(descent)
    phrases = (
        f"condition number of {kappa:,}. Gradient descent at its best takes about {long} steps",
        f"= {root}$ in place of {kappa:,}, {SHARES[root]}.",
        rf"$({root}-1)/({root}+1) = {_short(kept)}$",
        f"${_short(kept)}^k",
        rf"\ln {_short(kept)} = {round(steps)}$",
        f"root of {long}.",
        rf"$\sqrt{{{kappa:,}}}$",
        f"The root of {kappa:,} is {root}, not {10 * root:,}.",
    )
    wrong = (math.sqrt(descent), steps / 2, 10 * steps, descent / kappa)
    return Said(round(steps), wrong, phrases)


def sum_of_squares(rate: float, **_: float) -> Said:
    wrong = (rate / 8_000, rate * 8_000, rate / math.sqrt(8_000), rate * math.sqrt(8_000))
    return Said(rate, wrong, (f"with a learning rate of {rate}.",))


def betas_of_language_models(beta2: float, **_: float) -> Said:
    new = 1 - beta2
    right = 0.1 / math.sqrt(new)
    wrong = (0.1 / math.sqrt(0.001), 1, 10 * right, 0.1 / new, 1 / right, 0.1)
    phrases = (
        rf"$\beta_2 = {beta2}$. Suppose",
        rf"$s = {_short(new)}\,g^2$",
        rf"$0.1/\sqrt{{{_short(new)}}} = {right:.3f}$",
        rf"$\beta = {beta2}$",
    )
    return Said(right, wrong, phrases)


def first_step(slope: int, **_: float) -> Said:
    wrong = (0.01, 0.01 / math.sqrt(0.1), 0.01 * slope, 0.1 * slope)
    return Said(0.1, wrong, (f"The first slope is {slope}.",))


def another_batch_size(batch: int, share: int, rate: float, **_: float) -> Said:
    right = rate / math.sqrt(share)
    phrases = (
        f"batches of {batch}, learning rate {rate}.",
        f"batches of {batch // share}.",
        f"are {share} times as small",
        rf"${rate}/\sqrt{{{share}}} = {_short(right)}$",
        f"divides by {share},",
    )
    return Said(right, (rate, rate / share, right * share, rate * share), phrases)


# For each question of a lesson what can be drawn; the first of each list is what the lesson has.
QUESTIONS: dict[tuple[int, str], tuple[Callable[..., Said], dict[str, Sequence[Any]]]] = {
    (0, "three-diamonds"): (three_diamonds, {
        "m": [6, 5, 7, 8], "b": [1, 2],
        "weights": [(0.5, 1, 2), (1, 1.5, 2), (0.5, 1.5, 2), (1, 2, 2.5)],
        "errors": [(1, -1, 2), (-1, 2, 1), (1, 2, -2), (-2, 1, 3), (2, -1, 3)],
    }),
    (1, "how-many-steps"): (how_many_steps, {"rate": [0.1, 0.05, 0.2, 0.15]}),
    (1, "spring"): (spring, {
        "weights": [(1, 2, 3, 4, 5), (2, 3, 4, 5, 6), (1, 3, 4, 5, 7), (2, 4, 5, 6, 7)],
    }),
    (2, "twice-the-rate"): (twice_the_rate, {
        "rate": [0.05, 0.02, 0.1], "batch": [32, 16, 64, 128],
    }),
    (2, "how-many-examples"): (how_many_examples, {
        "curvature": [0.5, 0.4], "start": [8, 4, 6, 16], "noise": [12, 8, 10, 16],
        "rate": [0.1, 0.05], "batch": [16, 8, 32],
    }),
    (3, "choose-beta"): (choose_beta, {"low": [2, 0.5, 3, 4, 5], "root": [9, 3, 4, 7]}),
    (3, "root-of-kappa"): (root_of_kappa, {"root": [*SHARES]}),
    (4, "sum-of-squares"): (sum_of_squares, {"rate": [0.02, 0.01, 0.03, 0.05]}),
    (5, "betas-of-language-models"): (betas_of_language_models, {"beta2": [0.95, 0.98]}),
    (6, "first-step"): (first_step, {"slope": [5, 4, 6, 8]}),
    (7, "another-batch-size"): (another_batch_size, {
        "batch": [512, 256, 1024], "share": [16, 4], "rate": [0.004, 0.002, 0.006],
    }),
}  # fmt: skip


def redrawn(
    lesson: int, name: str, asked: Mapping[str, Any], seed: int, *,
    old: Mapping[str, float], new: Mapping[str, float],
) -> tuple[dict[str, Any], dict[str, str]]:  # fmt: skip
    """Return a question with other numbers.

    Parameters
    ----------
    lesson, name
        One of QUESTIONS.
    asked
        What `load_questions` returns for it.
    seed
        Fixes the numbers. They are others than those of the lesson.
    old, new
        The curvatures `flat` and `steep` of the diamonds, as the lesson and as the class has them.

    Returns
    -------
    question
        The arguments of `answer`.
    in_lesson
        {words of the lesson: what stands there now}, or nothing.

    Raises
    ------
    ValueError
        If the texts do not say what is to be replaced.
    """
    compute, options = QUESTIONS[lesson, name]
    shipped = compute(**{key: values[0] for key, values in options.items()}, **old)
    draw, tolerance = Draw(name, seed), asked.get("tolerance", 0.01)
    said = shipped
    while said.phrases == shipped.phrases or not _fits(said, tolerance):
        said = compute(**{key: draw.choice(values) for key, values in options.items()}, **new)
    phrases = dict(zip(shipped.phrases, said.phrases, strict=True))
    sentences = [sentence for _, sentence in asked["wrong"]]
    texts = replace_phrases([asked["question"], asked["because"], *sentences], phrases, name)
    question = {
        **asked, "question": texts[0], "because": texts[1], "value": said.right,
        "wrong": [[value, text] for value, text in zip(said.wrong, texts[2:], strict=True)],
    }  # fmt: skip
    return question, {shipped.in_lesson: said.in_lesson} if said.in_lesson else {}


def replace_phrases(texts: Sequence[str], phrases: Mapping[str, str], name: str) -> list[str]:
    """Return texts, their white space made plain, with phrases replaced all at once.

    Raises
    ------
    ValueError
        If a phrase is in none of the texts.
    """
    plain = [" ".join(text.split()) for text in texts]
    gone = [phrase for phrase in phrases if not any(phrase in text for text in plain)]
    if gone:
        raise ValueError(
            f"The question {name!r} no longer says “{gone[0]}”: change it in "
            "tools/class_questions.py."
        )
    longest_first = sorted(phrases, key=len, reverse=True)
    anywhere = re.compile("|".join(map(re.escape, longest_first)))
    return [anywhere.sub(lambda found: phrases[found[0]], text) for text in plain]


def _fits(said: Said, tolerance: float) -> bool:
    """Return True if all answers can be told apart, as `answer` demands."""
    pairs = combinations([said.right, *said.wrong], 2)
    return all(abs(one - other) > tolerance * (abs(one) + abs(other)) for one, other in pairs)


def _short(value: float) -> str:
    return format_short(value)


def _listed(values: Sequence[float]) -> str:
    """Return numbers as 1, 2 and 3."""
    *first, last = map(format_short, values)
    return f"{', '.join(first)} and {last}"
