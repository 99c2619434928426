"""What lesson 0 says, computed anew."""

import numpy as np
from support.dataset import DIAMONDS

from claims import claim
from helpers.descent import descend
from helpers.exercises import load_questions
from helpers.rules import gradient_descent
from helpers.widgets import manual_descent

LESSON = "00_start_here"
MADE_UP_WEIGHTS, MADE_UP_PRICES = np.array([0.5, 1, 2]), np.array([1, 6, 9])
MADE_UP_GUESSES = 6 * MADE_UP_WEIGHTS - 1


@claim(LESSON, "This one has cut the loss by two fifths")
def test_the_first_step_takes_two_fifths_of_the_loss():
    first, second = descend(gradient_descent, DIAMONDS, steps=1, learning_rate=0.1).loss
    assert 0.37 < 1 - second / first < 0.43


@claim(LESSON, "Let it take sixty steps")
def test_it_takes_sixty_steps():
    return 60


@claim(LESSON, "We have 8,000 examples")
def test_so_many_examples():
    return DIAMONDS.rows


@claim(LESSON, "Now you change $b$ to −1")
def test_the_question_is_about_b_at_minus_one():
    return load_questions(0)["best-m"]["see"]["set"]["b"]


@claim(LESSON, "Set $m = 5.5$ and $b = 0$: the slope along $m$ is small there, −0.37")
def test_the_slope_at_the_best_m_of_the_slider():
    on_slider = [value for _, value in manual_descent(DIAMONDS).sliders["m"].options]
    slopes = {m: DIAMONDS.gradient((m, 0.0))[0] for m in on_slider}
    best = min(slopes, key=lambda m: abs(slopes[m]))
    return best, slopes[best]


@claim(LESSON, "Then set $b$ to −1 and leave $m$ where it is")
def test_the_slope_along_m_falls_far_below_zero_with_b():
    before, after = DIAMONDS.gradient([(5.5, 0.0), (5.5, -1.0)])[:, 0]
    assert after < 5 * before < 0
    return -1


@claim(LESSON, "How large is the RMSE of the best line?")
def test_the_typical_error_of_the_best_line():
    see = load_questions(0)["lowest-loss"]["see"]
    slope, intercept = np.polyfit(DIAMONDS.x, DIAMONDS.y, deg=1)
    error = 1000 * np.mean((slope * DIAMONDS.x + intercept - DIAMONDS.y) ** 2) ** 0.5
    assert abs(error - 1500) < 50 and see["options"][0] == "About 1,500 dollars."
    assert see["answer"] == "a"


@claim(LESSON, "The line says 2, 5 and 11 thousand dollars")
def test_the_guesses_for_three_diamonds():
    return MADE_UP_GUESSES


@claim(LESSON, "So the errors are 1, −1 and 2")
def test_the_errors_of_three_diamonds():
    _, *rest = MADE_UP_GUESSES - MADE_UP_PRICES
    assert MADE_UP_GUESSES[0] - MADE_UP_PRICES[0] == 1
    return rest


@claim(LESSON, "Their squares are 1, 1 and 4, and the mean of these is 2")
def test_the_loss_of_three_diamonds():
    errors = MADE_UP_GUESSES - MADE_UP_PRICES
    squares = errors**2
    assert list(squares[:2]) == [1, 1]
    asked = load_questions(0)["three-diamonds"]
    assert asked["value"] == squares.mean()
    causes = [squares.sum(), squares.mean() ** 0.5, np.abs(errors).mean(), errors.mean()]
    np.testing.assert_allclose([value for value, _ in asked["wrong"]], causes, rtol=1e-4)
    return squares[2], squares.mean()


@claim(
    LESSON,
    "a typical error, in which large ones count most",
)
def test_the_challenge_is_met_by_no_line_that_the_lesson_prints():
    """Nobody can copy the answer: the lesson prints losses at (0, 0) and (5, 0), and one step."""
    step = -0.1 * DIAMONDS.gradient((0.0, 0.0))
    assert min(DIAMONDS.loss([(0.0, 0.0), (5.0, 0.0), step])) > 3


@claim(
    LESSON,
    "took 44 short steps where you had eight moves. But it needs nobody to think. At first "
    "its $b$ grows, though the best $b$ is below 0: straight downhill is not straight to "
    "the minimum",
)
def test_how_many_steps_the_walker_needs_to_meet_the_challenge():
    run = descend(gradient_descent, DIAMONDS, steps=60, learning_rate=0.1)
    at = np.argmax(run.loss < 3)
    assert run.loss[at - 1] > 3.0 > run.loss[at]
    assert run.path[:, 1].max() > 1 and DIAMONDS.minimum[1] < 0
    return at, 8
