"""The concept inventory: every right answer is computed, and every number in an option.

What a question says is set up here again, with the rules of the course.
"""

import numpy as np
import pytest
from support.dataset import DIAMONDS

from claims import claim
from helpers import rules
from helpers.comparisons import updates_to_settle
from helpers.descent import descend
from helpers.exercises.inventory import FORM_NAMES, inventory
from helpers.exercises.texts import read
from helpers.problems import LeastSquares, parabola
from helpers.theory.noise_floors import predicted_noise_floor
from helpers.theory.stability import contraction

CONCEPTS = list(read("inventory")["questions"])
NO_SIGN = str.maketrans("−", "-")


def item(concept, form):
    return inventory(form).items[CONCEPTS.index(concept)]


def options(concept, form):
    """Return {option: whether it is right} of a question."""
    asked = item(concept, form)
    return {
        text: letter == asked.answer for letter, text in zip("abcd", asked.options, strict=False)
    }


def right(concept, form):
    return next(text for text, is_right in options(concept, form).items() if is_right)


def hold(concept, form, *numbers):
    """Check that a question says these numbers, as they are used here."""
    asked = item(concept, form).question.translate(NO_SIGN)
    assert not [n for n in numbers if f"{n:,}" not in asked], asked


def number(text):
    """Return the only number in an option."""
    (found,) = [w for w in text.translate(NO_SIGN).strip(".").split() if w.strip("-")[:1].isdigit()]
    return float(found)


def numbers(concept, form):
    """Return the number of the right option, and those of all."""
    return number(right(concept, form)), {number(text) for text in options(concept, form)}


@pytest.mark.parametrize("form, start, slope, rate", [("A", 3, 4, 0.5), ("B", 2, -6, 0.25)])
def test_what_a_step_is_made_of(form, start, slope, rate):
    hold("step", form, start, slope, rate)
    end, _ = rules.gradient_descent(float(start), float(slope), learning_rate=rate)
    uphill, whole, as_long_as_the_rate = (
        start + rate * slope,
        start - slope,
        start - rate * np.sign(slope),
    )
    assert numbers("step", form) == (end, {end, uphill, whole, as_long_as_the_rate})


@pytest.mark.parametrize("form, start, curvature, rate", [("A", 10, 4, 0.4), ("B", -6, 10, 0.15)])
def test_steps_overshoot_before_they_diverge(form, start, curvature, rate):
    hold("stability", form, start, curvature, rate)
    run = descend(
        rules.gradient_descent, parabola(curvature), steps=20, start=[start], learning_rate=rate
    )
    path = run.path[:, 0]
    assert (path[1:] * path[:-1] < 0).all() and (abs(path[1:]) < abs(path[:-1])).all()
    assert contraction(rate, curvature) < 1 and 1 / curvature < rate < 2 / curvature
    (sides, closer) = {"A": ("changes sides", "closer"), "B": ("is crossed", "shrinks")}[form]
    assert {text: sides in text and closer in text for text in options("stability", form)} == (
        options("stability", form)
    )


@pytest.mark.parametrize("form, limit, factor", [("A", 0.1, 100), ("B", 0.0002, 1 / 1000)])
def test_the_unit_of_a_column_enters_squared(form, limit, factor):
    lengths = np.random.default_rng(0).uniform(0.5, 3, 200)
    lengths *= np.sqrt(1 / (limit * np.mean(lengths**2)))  # 2 / (2 · mean x²) is the limit

    def goes_down(x, rate):
        m = np.array([1.0])
        for _ in range(50):
            m, _ = rules.gradient_descent(m, 2 * np.mean(x**2) * m, learning_rate=rate)
        return abs(m[0]) < 1

    assert goes_down(lengths, 0.999 * limit) and not goes_down(lengths, 1.001 * limit)
    highest, listed = numbers("units", form)
    assert highest == pytest.approx(limit / factor**2)
    assert goes_down(factor * lengths, 0.999 * highest)
    assert not goes_down(factor * lengths, 1.001 * highest)
    wrong = [limit, limit / factor, limit * factor]
    np.testing.assert_allclose(sorted(listed), sorted([highest, *wrong]))


@pytest.mark.parametrize("form, count, batch", [("A", 10_000, 20), ("B", 6_000, 100)])
def test_many_rough_steps_lead_further_than_one(form, count, batch):
    hold("batches", form, count, batch)
    rng = np.random.default_rng(0)
    x = rng.uniform(0.5, 3, count)
    problem = LeastSquares(x, 3 * x - 2 + rng.normal(0, 1, count))
    for rate in (0.003, 0.01, 0.03):
        at = {"start": [0, 0], "learning_rate": rate}
        exact = descend(rules.gradient_descent, problem, steps=1, **at).excess[-1]
        rough = descend(
            rules.sgd, problem, steps=count // batch, batch_size=batch, seed=range(20), **at
        )
        assert (rough.excess[-1] < exact).all()
        downhill = np.diff(rough.loss, axis=0) < 0
        assert rate > 0.003 or downhill.mean() > 0.9
    assert f"{count // batch}" in right("batches", form)
    assert {"A": "SGD", "B": "Ben"}[form] in right("batches", form).split(":")[0]


@pytest.mark.parametrize(
    "form, before, after, high", [("A", 0.1, 0.05, 0.4), ("B", 0.06, 0.02, 0.09)]
)
def test_the_noise_floor_goes_with_the_learning_rate(form, before, after, high):
    hold("noise-floor", form, before, after, high)
    ratio = predicted_noise_floor(DIAMONDS, after / 10, 32) / predicted_noise_floor(
        DIAMONDS, before / 10, 32
    )
    low, listed = numbers("noise-floor", form)
    assert low == pytest.approx(high * ratio, rel=0.03)
    share = after / before
    np.testing.assert_allclose(sorted(listed), sorted([0, high, high * share, high * share**2]))


@pytest.mark.parametrize("form, beta, times", [("A", 0.9, "ten"), ("B", 0.8, "five")])
def test_momentum_raises_the_noise_floor(form, beta, times):
    hold("momentum-noise", form, beta)
    position, state = 0.0, rules.Velocity()
    for step in range(300):  # one gradient of 1, and none after it
        gradient = float(step == 0)
        position, state = rules.momentum(position, gradient, state, learning_rate=1.0, beta=beta)
    assert -position == pytest.approx({"ten": 10, "five": 5}[times])
    assert f"{times} times" in " ".join(
        [right("momentum-noise", form), item("momentum-noise", form).because]
    )
    floors = [predicted_noise_floor(DIAMONDS, 0.005, 32, beta=each) for each in (0, beta)]
    assert floors[1] / floors[0] == pytest.approx(1 / (1 - beta), rel=0.05)
    at = {"steps": 2000, "batch_size": 32, "start": DIAMONDS.minimum, "seed": range(5)}
    plain = descend(rules.sgd, DIAMONDS, learning_rate=0.005, **at).excess[500:].mean()
    heavy = descend(rules.momentum, DIAMONDS, learning_rate=0.005, beta=beta, **at)
    assert heavy.excess[500:].mean() > 3 * plain  # also where the batches are shuffled
    begins = {"A": "A higher one", "B": "That of the first"}[form]
    assert right("momentum-noise", form).startswith(begins)


@pytest.mark.parametrize("form, before, after", [("A", 0.9, 0.99), ("B", 0.98, 0.9)])
def test_friction_decides_how_soon_the_ball_settles(form, before, after):
    hold("memory", form, before, after)
    counts = []
    for beta in (before, after):
        for rate in (0.02, 0.1, 0.5):
            run = descend(
                rules.momentum, parabola(), steps=1500, start=[1.0], learning_rate=rate, beta=beta
            )
            crossed = np.count_nonzero(np.diff(np.sign(run.path[:, 0])))
            assert crossed >= 2
            counts.append(updates_to_settle(run.excess, 1e-4))
    first, then = np.array(counts, dtype=float).reshape(2, 3)
    longer = {"A": (then > 5 * first).all(), "B": (then < first / 3).all()}[form]
    assert longer and right("memory", form).startswith({"A": "Later", "B": "Sooner"}[form])


def first_step(rule, slope, **settings):
    """Return the length of the first step, in learning rates."""
    end, _ = rule(0.0, slope, learning_rate=1.0, **settings)
    return abs(end)


@pytest.mark.parametrize(
    "form, factor, other", [("A", 50, rules.rmsprop), ("B", 1 / 1000, rules.adam)]
)
def test_the_scale_of_the_loss_cancels_where_slopes_are_divided(form, factor, other):
    for slope in (0.3, -7.0):
        plain = first_step(rules.gradient_descent, factor * slope)
        assert plain == pytest.approx(factor * first_step(rules.gradient_descent, slope))
        assert first_step(other, factor * slope) == pytest.approx(
            first_step(other, slope), rel=1e-4
        )
    assert right("scale", form).startswith({"A": "50 times", "B": "A thousandth"}[form])
    assert right("scale", form).endswith(
        {"A": "as long in RMSProp.", "B": "as long with Adam."}[form]
    )


@pytest.mark.parametrize("form, beta2", [("A", 0.999), ("B", 0.9996)])
def test_without_correction_the_first_step_is_too_long(form, beta2):
    hold("correction", form, 0.9, beta2)
    at = {"beta1": 0.9, "beta2": beta2}
    without = first_step(rules.adam, 2.0, bias_correction=False, **at)
    assert first_step(rules.adam, 2.0, **at) == pytest.approx(1)
    assert without == pytest.approx(0.1 / (1 - beta2) ** 0.5)
    if form == "A":
        said, listed = numbers("correction", form)
        assert said == pytest.approx(without, rel=0.02)
        np.testing.assert_allclose(sorted(listed), [0.1, 1 / without, 1, without], rtol=0.02)
    else:
        assert without == pytest.approx(5)
        assert right("correction", form) == "5 times as long."
        assert list(options("correction", form)) == [
            "5 times as long.", "Just as long.", "A fifth as long.", "A tenth as long."
        ]  # fmt: skip


@pytest.mark.parametrize("form, low, high", [("A", 0.01, 0.1), ("B", 0.003, 0.03)])
def test_the_noise_floor_of_adam_rises_with_its_learning_rate(form, low, high):
    hold("adam-rate", form, low, high)
    at = {"steps": 1500, "batch_size": 8, "start": DIAMONDS.minimum, "seed": np.arange(4)}
    run = descend(rules.adam, DIAMONDS, learning_rate=np.array([low, high])[:, None, None], **at)
    levels = run.excess[500:].mean(axis=(0, -1))
    assert levels[1] > 5 * levels[0]
    words = {"A": "A higher one", "B": "higher for 0.03."}[form]
    assert words in right("adam-rate", form)


def ends(rule, rates):
    """Return the mean excess loss at the end of a run at each learning rate."""
    at = {"steps": 300, "batch_size": 8, "seed": np.arange(10)}
    run = descend(rule, DIAMONDS, learning_rate=np.asarray(rates)[:, None, None], **at)
    return run.excess[-50:].mean(axis=(0, -1))


def test_a_fair_comparison_gives_each_rule_its_own_learning_rate():
    """At one for both, form B, the number decides who wins; the best one of SGD, form A, is only
    SGD's."""
    heavy, scaled = (ends(rule, [0.001, 0.1]) for rule in (rules.momentum, rules.rmsprop))
    assert heavy[0] < scaled[0] / 2 and heavy[1] > 2 * scaled[1]
    assert right("comparison", "B") == "Both had the same learning rate."
    rates = np.geomspace(0.01, 1, 9)
    plain, adam = (ends(rule, rates) for rule in (rules.sgd, rules.adam))
    assert adam[plain.argmin()] > 1.5 * adam.min()
    assert right("comparison", "A") == "Each at ten learning rates, with 3 seeds at every one."


@pytest.mark.parametrize("noisy", [False, True])
def test_a_huge_slope_is_soon_forgotten_above_the_fraction_bar_and_not_below(noisy):
    rng = np.random.default_rng(0)
    usual = rng.normal(size=(1500, 50)) if noisy else np.ones((1500, 1))

    def steps(slopes):
        params, state, path = np.zeros(slopes.shape[1]), rules.Moments(), []
        for slope in slopes:
            params, state = rules.adam(params, slope, state, learning_rate=1.0)
            path.append(params)
        return np.sqrt((np.diff(path, axis=0, prepend=0) ** 2).mean(axis=1))

    hold("long-memory", "A", 0.999, 0.001)
    bad = usual.copy()
    bad[500] = 1000 * np.sign(bad[500])  # the size of a usual slope is 1
    usual_steps = steps(usual)
    ratio = steps(bad) / usual_steps
    assert 2 < ratio[500] < 20 and (ratio[600:] < 0.1).all()
    assert right("long-memory", "A").startswith("Some get longer, and hundreds after them are far")
    hold("long-memory", "B", 0.999, 0.001, 10, 200)
    wall = usual[:200].copy()
    wall[:10] = 1000 * np.sign(wall[:10])
    assert steps(wall)[199] < 0.01 * usual_steps[199]
    assert right("long-memory", "B").startswith("Far shorter")


@claim("deeper/what_do_you_know", "With 4 right answers before and 10 after, it is 0.75")
def test_the_normalised_gain():
    before, after = 4, 10
    return before, after, (after - before) / (len(CONCEPTS) - before)


@pytest.mark.parametrize("form", FORM_NAMES)
def test_every_concept_is_computed_here(form):
    assert len(inventory(form).items) == len(CONCEPTS) == 12
