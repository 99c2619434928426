"""exercises.remember: new numbers for each reader, all right, and one text that is saved."""

import re
from itertools import combinations

import numpy as np
import pytest

from helpers.exercises import remember
from helpers.exercises.drawn_numbers import Draw
from helpers.exercises.recall_questions import ASKED_IN_LESSON, GENERATORS, Drawn, are_apart
from helpers.exercises.remember import ANSWER_TOLERANCE, VARIANT_SEEDS, generated_question
from helpers.exercises.texts import read
from helpers.rules import Velocity, adam, gradient_descent, momentum, rmsprop

MANY = range(500)


def numbers_in(text):
    """Return the numbers of a text, the minus signs of both kinds included."""
    plain = re.sub(r"\\\w+|\$", "", text.replace("−", "-"))
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", plain)]


def test_every_generator_is_asked_in_a_lesson():
    assert {name for names in ASKED_IN_LESSON.values() for name in names} == set(GENERATORS)


@pytest.mark.parametrize("lesson", ASKED_IN_LESSON)
def test_a_lesson_asks_two_questions_on_earlier_lessons(lesson):
    assert len(remember(lesson).questions) == len(ASKED_IN_LESSON[lesson]) == 2


def test_what_is_saved_is_the_same_on_every_run_whatever_the_browser_draws():
    asked = remember(1)
    first = asked._repr_mimebundle_()
    for question in asked.questions:
        question.variant, question.text, question.tries = 7, "3", ["3"]
    for data in (asked._repr_mimebundle_(), remember(1)._repr_mimebundle_()):
        assert {key: data[key] for key in ("text/html", "text/plain")} == {
            key: first[key] for key in ("text/html", "text/plain")
        }
    zero = [generated_question(name, 0) for name in ASKED_IN_LESSON[1]]
    assert first["text/plain"] == "\n".join(question.text("Remember?") for question in zero)
    assert first["text/html"].count("<details>") == 2
    assert "application/vnd.jupyter.widget-view+json" in first


def test_the_browser_draws_one_of_many_and_a_seed_fixes_it():
    for question in remember(2).questions:
        assert question.variant == -1 and len(question.variants) == len(VARIANT_SEEDS) == 20
        texts = {variant["question"] for variant in question.variants}
        assert len(texts) > 15  # neighbours seldom have the same numbers
    for question, name in zip(remember(2, seed=3).questions, ASKED_IN_LESSON[2], strict=True):
        assert question.variant == 0
        assert question.variants == [generated_question(name, 3).state()]
        assert question.line() == generated_question(name, 3).text("Remember?")


@pytest.mark.thorough
@pytest.mark.parametrize("name", GENERATORS)
def test_every_seed_gives_a_question_without_doubt(name):
    """No wrong answer is near the right one or another one; everything is filled in."""
    for seed in MANY:
        asked = generated_question(name, seed)
        answers = [asked.value, *(wrong.value for wrong in asked.wrong)]
        for one, other in combinations(answers, 2):
            assert abs(one - other) > 3 * ANSWER_TOLERANCE * max(abs(one), abs(other)) > 0
        texts = [asked.question, asked.because, *(wrong.sentence for wrong in asked.wrong)]
        for text in texts:
            assert "{{" not in text and "}}" not in text.replace("}}$", "").replace("}} =", "")
            assert text.count("$") % 2 == 0 and "e-" not in text and "0000" not in text
        assert asked == generated_question(name, seed)
        assert sorted(read("remember")[name]["wrong"]) == sorted(drawn_by(name, seed).wrong)


def drawn_by(name, seed):
    """Return what the generator of a question draws from a seed, as generated_question does."""
    draw, drawn = Draw(name, seed), None
    while drawn is None or not are_apart(drawn, ANSWER_TOLERANCE):
        drawn = GENERATORS[name](draw)
    return drawn


def test_the_mean_squared_error_is_that_of_the_words():
    for seed in MANY:
        asked = generated_question("mean_squared_error", seed)
        *diamonds, m, b = numbers_in(asked.question.replace("+ ", "").replace("− ", "-"))
        x, y = np.reshape(diamonds, (2, 3))
        assert y.min() > 0
        error = m * x + b - y
        assert asked.value == pytest.approx(np.mean(error**2))
        wrong = [np.sum(error**2), np.sqrt(np.mean(error**2)), np.mean(abs(error)), np.mean(error)]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_one_step_is_that_of_the_rule():
    for seed in MANY:
        asked = generated_question("one_step", seed)
        m, b, slope_m, slope_b, rate = numbers_in(asked.question)
        (after, _), _ = gradient_descent(
            np.array([m, b]), np.array([slope_m, slope_b]), learning_rate=rate
        )
        assert asked.value == pytest.approx(after)
        wrong = [m + rate * slope_m, m - slope_m, -rate * slope_m, m - rate * slope_b]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_the_stability_limit_is_that_of_a_walk():
    for seed in MANY:
        asked = generated_question("stability_limit", seed)
        curvature = np.array(numbers_in(asked.question)[:2])
        for share, grows in ((0.99, False), (1.01, True)):
            far = np.abs((1 - share * asked.value * curvature) ** 1000).max()
            assert (far > 1) == grows
        flat, steep = curvature
        wrong = [1 / steep, 2 / flat, 2 / (flat + steep), steep / 2]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_the_walker_stands_where_the_walk_ends():
    for seed in MANY:
        asked = generated_question("after_some_steps", seed)
        curvature, _, start, rate, steps = numbers_in(asked.question)
        walk = [start]
        for _ in range(int(steps) + 1):
            walk.append(walk[-1] - rate * curvature * walk[-1])
        assert asked.value == pytest.approx(walk[int(steps)])
        named = {mistake.sentence: mistake.value for mistake in asked.wrong}
        (late,) = [value for text, value in named.items() if "one step later" in text]
        (early,) = [value for text, value in named.items() if "one step earlier" in text]
        assert (early, late) == pytest.approx((walk[int(steps) - 1], walk[int(steps) + 1]))


def test_the_average_of_two_gradients_is_that_of_adam():
    for seed in MANY:
        asked = generated_question("average_of_two_gradients", seed)
        beta, zero, first, second = numbers_in(asked.question)
        state = adam(0.0, first, learning_rate=1.0, beta1=beta)[1]
        state = adam(0.0, second, state, learning_rate=1.0, beta1=beta)[1]
        assert zero == 0 and asked.value == pytest.approx(state.mean)
        velocity = momentum(0.0, second, Velocity(first), learning_rate=1.0, beta=beta)[1].velocity
        wrong = [(first + second) / 2, velocity]
        assert [mistake.value for mistake in asked.wrong][:2] == pytest.approx(wrong)


def test_the_first_step_of_rmsprop_is_that_of_the_rule():
    for seed in MANY:
        asked = generated_question("first_step_of_rmsprop", seed)
        beta, rate, slope = numbers_in(asked.question)
        moved, _ = rmsprop(0.0, slope, learning_rate=rate, beta=beta, epsilon=0.0)
        assert asked.value == pytest.approx(abs(moved))
        wrong = [rate, rate / (1 - beta), rate * (1 - beta) ** 0.5, rate * abs(slope)]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_the_first_step_without_correction_is_that_of_adam():
    for seed in MANY:
        asked = generated_question("first_step_without_correction", seed)
        beta1, beta2 = numbers_in(asked.question)
        betas = {"beta1": beta1, "beta2": beta2, "learning_rate": 1.0, "epsilon": 0.0}
        moved, _ = adam(0.0, -7.0, bias_correction=False, **betas)
        assert asked.value == pytest.approx(moved)
        corrected, _ = adam(0.0, -7.0, **betas)
        alone, _ = rmsprop(0.0, -7.0, learning_rate=1.0, beta=beta2, epsilon=0.0)
        wrong = [corrected, moved * alone, alone, 1 / moved, 1 - beta1]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_what_a_step_keeps_is_what_is_left_after_it():
    for seed in MANY:
        asked = generated_question("kept_per_step", seed)
        *curvatures, rate = numbers_in(asked.question)
        after, _ = gradient_descent(np.ones(2), np.array(curvatures), learning_rate=rate)
        quicker, slower = sorted(np.abs(after))
        assert asked.value == pytest.approx(slower) and slower < 1
        wrong = [quicker, 1 - slower, slower**2]
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_the_noise_floor_goes_with_the_learning_rate_over_the_batch_size():
    for seed in MANY:
        asked = generated_question("noise_floor", seed)
        size, rate, floor, new_size, new_rate = numbers_in(asked.question)
        assert 1 <= new_size <= 1024 and new_rate <= 0.16
        assert asked.value == pytest.approx(floor * (new_rate / new_size) / (rate / size))
        less = size / new_size
        wrong = floor * np.array(
            [new_rate / rate * less**0.5, new_rate / rate, less, new_rate / rate / less]
        )
        assert [mistake.value for mistake in asked.wrong] == pytest.approx(wrong)


def test_draws_are_the_same_everywhere():
    """Python's own random numbers may change with its version, and the saved text with them."""
    draw = Draw("dice", 1)
    assert [draw.choice(range(1, 7)) for _ in range(12)] == [6, 2, 5, 5, 4, 1, 3, 4, 1, 5, 6, 3]
    assert sorted(Draw("cards", 1).sample(range(5), 5)) == [0, 1, 2, 3, 4]


def test_answers_that_are_too_near_are_drawn_again():
    assert are_apart(Drawn(1.0, {"one": 2.0}, {}), 0.01)
    assert not are_apart(Drawn(1.0, {"one": 1.02}, {}), 0.01)
    assert not are_apart(Drawn(1.0, {"one": 2.0, "two": 2.05}, {}), 0.01)
    assert not are_apart(Drawn(1.0, {"one": 0.0}, {}), 0.01)


@pytest.mark.parametrize("given, says", [
    ({"lesson": 0}, "lesson must be one with such questions, 1, 2, .*, not 0"),
    ({"lesson": "1"}, "lesson must be a whole number"),
    ({"lesson": 1, "seed": -1}, "seed must be a whole number"),
    ({"lesson": 1, "seed": 0.5}, "seed must be a whole number"),
])  # fmt: skip
def test_what_makes_no_sense(given, says):
    with pytest.raises((TypeError, ValueError), match=says):
        remember(**given)
