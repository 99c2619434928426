"""What lesson 6 says, computed anew. What needs torch is skipped without it."""

import importlib
import inspect
import itertools
from functools import cache

import numpy as np
import pytest
from support.dataset import DIAMONDS

from claims import About, claim
from helpers.data import as_numbers, load_diamonds, split_diamonds, usual_sides
from helpers.descent import descend
from helpers.exercises import load_questions

LESSON = "06_pytorch"

pytestmark = pytest.mark.thorough  # trains networks

BEST = {  # own best of three learning rates, by the validation part: standardised and centred, raw
    "SGD": ("SGD", {}, 0.3, 0.004),
    "momentum": ("SGD", {"momentum": 0.9}, 0.2, 0.001),
    "RMSProp": ("RMSprop", {"alpha": 0.9}, 0.01, 0.01),
    "Adam": ("Adam", {}, 0.03, 0.03),
}


def networks():
    """Return helpers.lessons.networks, or skip the test."""
    pytest.importorskip("torch").set_num_threads(1)
    from helpers.lessons import networks

    return networks


@cache
def test_errors(rule):
    """Return {scale: test errors of fifteen networks} for a rule at its best learning rates."""
    optim = pytest.importorskip("torch").optim
    make, settings, gentle, raw = BEST[rule]
    scales = networks().SCALES
    rates = [raw if scale == "raw" else gentle for scale in scales]
    parts = [networks().diamond_parts(scale) for scale in scales]
    trained = networks().train_side_by_side(getattr(optim, make), rates, parts, **settings)
    return dict(zip(scales, trained.test, strict=True))


test_errors.__test__ = False  # no test, in spite of its name


def errors_of_all(scale):
    """Return the test errors of SGD and, in a list, of the three other rules."""
    sgd, *others = (test_errors(rule)[scale] for rule in BEST)
    return sgd, others


def straight_line():
    """Return the test error of the best straight line in the nine columns, in per cent."""
    rows, test = split_diamonds(load_diamonds())
    learn = rows[:6400]
    usual = usual_sides(learn)

    def design(part):
        return np.column_stack([as_numbers(part, usual), np.ones(len(part))])

    weights = np.linalg.lstsq(design(learn), np.log(learn.price), rcond=None)[0]
    errors = design(test) @ weights - np.log(test.price)
    return 100 * np.expm1(np.sqrt(np.mean(errors**2)))


@claim(
    LESSON,
    "Even a tiny network has more than a thousand",
)
def test_the_network_is_large():
    assert size_of_the_network() > 1000


@claim(
    LESSON,
    "With its 65 biases the network has 1,409 parameters",
)
def test_the_size_of_the_network():
    return sum(p.numel() for p in biases()), size_of_the_network()


@claim(LESSON, "From the new number for $m$, subtract the old one. What is left?")
def test_backward_adds_the_same_slopes_once_more():
    torch = pytest.importorskip("torch")
    params = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    slopes = []
    for _ in range(2):
        error = params[0] * torch.tensor(DIAMONDS.x) + params[1] - torch.tensor(DIAMONDS.y)
        error.square().mean().backward()
        slopes.append(params.grad[0].item())
    assert slopes[1] - slopes[0] == pytest.approx(slopes[0])
    assert load_questions(6)["backward-twice"]["see"]["answer"] == "a"


def biases():
    """Return the biases of the network in the script, a tensor a layer."""
    return [p for p in networks().network(0).parameters() if p.ndim == 1]


def size_of_the_network():
    """Return the number of parameters of the network in the script."""
    return sum(p.numel() for p in networks().network(0).parameters())


@claim(LESSON, "learning_rate | lr | 0.001, in RMSprop 0.01")
def test_default_learning_rates():
    optim = pytest.importorskip("torch").optim
    weight = pytest.importorskip("torch").zeros(1)
    sgd, adam = (make([weight]).defaults["lr"] for make in (optim.SGD, optim.Adam))
    assert sgd == adam
    return adam, optim.RMSprop([weight]).defaults["lr"]


@claim(LESSON, "beta of momentum | momentum of SGD | 0")
def test_default_momentum():
    torch = pytest.importorskip("torch")
    assert torch.optim.SGD([torch.zeros(1)]).defaults["momentum"] == 0


@claim(LESSON, "beta of RMSProp | alpha | 0.99")
def test_default_alpha():
    torch = pytest.importorskip("torch")
    return torch.optim.RMSprop([torch.zeros(1)]).defaults["alpha"]


@claim(LESSON, "beta1, beta2 | betas | (0.9, 0.999)")
def test_default_betas():
    torch = pytest.importorskip("torch")
    return torch.optim.Adam([torch.zeros(1)]).defaults["betas"]


@claim(LESSON, "epsilon | eps | 1e-8")
def test_default_epsilon():
    torch = pytest.importorskip("torch")
    adam, rmsprop = torch.optim.Adam, torch.optim.RMSprop
    assert adam([torch.zeros(1)]).defaults["eps"] == rmsprop([torch.zeros(1)]).defaults["eps"]
    return adam([torch.zeros(1)]).defaults["eps"]


def first_step(**settings):
    """Return the length of the first step of torch's RMSprop, for a gradient of 5."""
    torch = pytest.importorskip("torch")
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.RMSprop([weight], **settings)
    weight.grad = torch.full((1,), 5.0, dtype=torch.float64)
    optimiser.step()
    return -weight.item()


@claim(LESSON, "The default learning rate is 0.01, the default $\\alpha$ 0.99. The first step is "
               "$1/\\sqrt{1-0.99} = 10$ learning rates long, whatever the slope: 0.1")  # fmt: skip
def test_the_first_step_of_rmsprop():
    torch = pytest.importorskip("torch")
    defaults = torch.optim.RMSprop([torch.zeros(1)]).defaults
    step, rate = first_step(), defaults["lr"]
    assert load_questions(6)["first-step"]["value"] == pytest.approx(step)
    assert step / rate == pytest.approx(10)
    return rate, defaults["alpha"], defaults["alpha"], step


@claim(LESSON, "That is the first step with $\\alpha = 0.9$. PyTorch's default is 0.99")
def test_the_first_step_with_another_memory():
    wrong = [number for number, _ in load_questions(6)["first-step"]["wrong"]]
    assert any(number == pytest.approx(first_step(alpha=0.9), rel=2e-3) for number in wrong)
    return 0.9, 0.99


@claim(
    LESSON,
    "Nudge $m$, and $e$ changes $x = 2$ times as much; nudge $b$, and $e$ changes just as "
    "much. So the slope along $m$ is $4 \\cdot 2 = 8$, along $b$ it is 4",
)
def test_one_pass_back_by_hand():
    torch = pytest.importorskip("torch")
    m, b = torch.tensor(3.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    (m * 2 + b - 5).square().backward()
    assert m.grad.item() == 8
    return b.grad.item()


@claim(LESSON, "forwards → | 3 | 1 | 2 | 4")
def test_one_pass_forwards_by_hand():
    error = 3 * 2 + 1 - 5
    return 3, error, error**2


@claim(LESSON, "Without zero_grad, at a learning rate of 0.1, the run rolls to and fro through the "
               "valley. What does 0.01 do?")  # fmt: skip
def test_no_learning_rate_lets_it_settle():
    slow, quick = (excess_without_zero_grad(rate, updates=1000) for rate in (0.01, 0.1))
    assert min(slow[-300:].max(), quick[-100:].max()) > 0.9 * slow[0]
    assert 0 < swings(slow) < swings(quick) / 2
    assert load_questions(6)["forgotten"]["answer"] == "b"
    return 0.1, 0.01


@claim(LESSON, "Set the learning rate to 0.01")
def test_it_rises_as_high_as_at_the_start():
    see = load_questions(6)["forgotten"]["see"]
    excess = excess_without_zero_grad(see["set"]["learning_rate"])
    assert excess[:20].min() < 0.5 * excess[0] and see["answer"] == "a"
    assert excess[20:].max() == pytest.approx(excess[0], rel=0.1)
    return see["set"]["learning_rate"]


@claim(LESSON, "Each step then uses the sum of all gradients so far")
def test_the_figure_shows_what_torch_does():
    torch = pytest.importorskip("torch")
    params = torch.tensor([6.5, 0.5], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([params], lr=0.1)
    x, y = torch.tensor(DIAMONDS.x), torch.tensor(DIAMONDS.y)
    for _ in range(100):
        (params[0] * x + params[1] - y).square().mean().backward()
        optimiser.step()
    ends = descend(without_zero_grad, DIAMONDS, start=(6.5, 0.5), steps=100, learning_rate=0.1)
    assert ends.path[-1] == pytest.approx(params.detach().numpy())


def without_zero_grad(params, gradient, state=0.0, *, learning_rate):
    total = state + gradient
    return params - learning_rate * total, total


def excess_without_zero_grad(rate, updates=100, **batches):
    """Return the excess loss of a run with the sum of all gradients, from (6.5, 0.5)."""
    at = {"steps": updates, "learning_rate": rate, "start": (6.5, 0.5), **batches}
    return descend(without_zero_grad, DIAMONDS, **at).excess


def swings(excess):
    """Return how often a run rolls up and down: the number of lowest points on its way."""
    return ((excess[1:-1] < excess[:-2]) & (excess[1:-1] < excess[2:])).sum()


@claim(
    LESSON,
    "if it is off by 0.12, the price is off by $e^{0.12} - 1 = 13$ %",
)
def test_the_typical_error():
    assert round(100 * np.expm1(0.12)) == 13
    return 0.12, 0.12


@claim(LESSON, "The network learns from 6,400 examples, the training part")
def test_the_training_part():
    return len(networks().diamond_parts().train[0])


@claim(LESSON, "Another 1,600, the validation part")
def test_the_validation_part():
    return len(networks().diamond_parts().validation[0])


@claim(LESSON, "The 2,000 test examples choose nothing")
def test_the_test_part():
    return len(networks().diamond_parts().test[0])


@claim(LESSON, "The best straight line in the nine columns, a weight for each and a bias, has a "
               "test error of 16 %")  # fmt: skip
def test_the_straight_line():
    return straight_line() / 100


@claim(LESSON, "nine raw columns of 2,400 diamonds")
def test_the_table_of_the_exercise():
    return len(exercise().table.diamonds().x)


@claim(
    LESSON,
    "Bring the test error, averaged over three seeds, below 18 %",
)
def test_the_solution_comes_below_what_counts():
    assert exercise().judge.error_of_the_right_loop() < exercise().judge.AT_MOST - 2
    return len(exercise().judge.SEEDS), exercise().judge.AT_MOST / 100


def exercise():
    """Return helpers.exercises.training with its modules, or skip the test."""
    networks()
    from helpers.exercises import training
    from helpers.exercises.training import judge, known_mistakes, table  # noqa: F401 - now they are in it

    return training


@claim(
    LESSON,
    "the seeds of a single rule spread by more than that",
)
def test_standardised_means_lie_close():
    errors = errors_of_all("standardised")[1]
    means = [dots.mean() for dots in errors]
    assert np.ptp(means) < 0.5 < min(np.ptp(dots) for dots in errors)
    assert load_questions(6)["how-far-apart"]["answer"] == "a"


@claim(
    LESSON,
    "one mark does not tell you which of the three it was",
)
def test_the_dots_overlap():
    _, dots = errors_of_all("standardised")
    for one, other in itertools.combinations(dots, 2):
        assert 0.1 < np.mean(one[:, None] < other) < 0.9


@claim(LESSON, "After these ten epochs plain SGD is about a point behind")
def test_sgd_stays_behind():
    sgd, others = errors_of_all("standardised")
    assert 0.8 < sgd.mean() - max(errors.mean() for errors in others) < 1.4
    return inspect.signature(networks().train_side_by_side).parameters["epochs"].default


@claim(LESSON, "Which of the four errors is the furthest from the others?")
def test_sgd_is_the_furthest_from_the_others():
    means = [test_errors(rule)["standardised"].mean() for rule in BEST]
    apart = np.abs(np.subtract.outer(means, means)) + np.diag(np.full(4, np.inf))
    sgd, *others = apart.min(axis=0)  # how far it is to the nearest
    assert sgd > 2 * max(others)
    assert load_questions(6)["how-far-apart"]["see"]["answer"] == "b"


@claim(
    LESSON,
    "every rule is on average worse than the straight line, after so short a training. Now the "
    "rule matters: plain SGD suffers most",
)
def test_raw_columns():
    sgd, others = errors_of_all("raw")
    means = [errors.mean() for errors in others]
    assert min(means) > straight_line() + 0.5 and sgd.mean() > 1.5 * max(means)


@claim(LESSON, "A gap like that appears with raw columns, and there it is plain SGD that falls "
               "behind")  # fmt: skip
def test_with_raw_columns_only_plain_sgd_is_far_behind():
    sgd, others = errors_of_all("raw")
    means = [errors.mean() for errors in others]
    assert 15 < sgd.mean() - max(means) < 30 and np.ptp(means) < 5


@claim(
    LESSON,
    "since all nine standard deviations are alike: between 0.5 and 2.2",
)
def test_centred_columns():
    for rule in BEST:
        centred, standardised = (test_errors(rule)[s].mean() for s in ("centred", "standardised"))
        assert abs(centred - standardised) < 0.5, rule
    deviations = networks().diamond_parts("raw").train[0].std(dim=0)
    assert len(deviations) == 9
    return deviations.min(), deviations.max()


@claim(
    LESSON,
    "Preparing the columns gained four points or more. Once they were prepared, changing "
    "the rule among momentum, RMSProp and Adam made less than half a point of difference",
)
def test_what_gained_more():
    rules = [test_errors(rule) for rule in ("momentum", "RMSProp", "Adam")]
    raw, prepared = ([each[s].mean() for each in rules] for s in ("raw", "standardised"))
    assert np.min(np.subtract(raw, prepared)) > 4 and np.ptp(prepared) < 0.5


@claim(
    LESSON,
    "A depth is around 62, a table around 57, the other columns far smaller",
)
def test_the_depth():
    means = networks().diamond_parts("raw")[0][0].mean(dim=0).tolist()
    *others, table, depth = sorted(means)
    assert max(others) < 6
    return depth, table


@claim(
    LESSON,
    "Adam gives those weights steps as long as all others, and each moves the sum some 60 times "
    "as far",
)
def test_a_step_of_their_weights_moves_the_sum_far():
    means = networks().diamond_parts("raw")[0][0].mean(dim=0).tolist()
    return About(np.mean(sorted(means)[-2:]), within=0.05)


@claim(LESSON, "Divide these two columns by their means, and Adam ends at 14 %")
def test_not_their_likeness_to_a_constant_but_their_size_harms():
    torch = pytest.importorskip("torch")
    raw = networks().diamond_parts("raw")
    means = raw[0][0].mean(dim=0)
    divisors = torch.where(means > 50, means, torch.ones_like(means))
    parts = networks().Parts(*((x / divisors, y) for x, y in raw))
    trained = networks().train_side_by_side(torch.optim.Adam, (0.01, 0.03, 0.1), parts)
    best = np.nanargmin(trained.validation.mean(axis=1))
    return trained.test[best].mean() / 100


@claim(LESSON, "the ball rolls as far, $\\sqrt{10} = 3.2$ times more slowly")
def test_without_friction_a_tenth_of_the_learning_rate_is_slower_by_the_root():
    excess = [excess_without_zero_grad(rate, updates=2_000) for rate in (1e-3, 1e-4)]
    lows = [np.flatnonzero((e[1:-1] < e[:-2]) & (e[1:-1] < e[2:]))[0] for e in excess]
    assert lows[1] / lows[0] == pytest.approx(10**0.5, rel=0.05)
    assert excess[1].max() == pytest.approx(excess[0].max(), rel=0.1)
    return 10**0.5


@claim(
    LESSON,
    "Then beat the best straight line: 15 % on these, fewer, diamonds",
)
def test_the_straight_line_of_the_exercise():
    torch = pytest.importorskip("torch")
    table = importlib.import_module("helpers.exercises.training.table").diamonds()
    judge = importlib.import_module("helpers.exercises.training.judge")
    design = torch.column_stack([table.x, torch.ones(len(table.x))]).double()
    line = torch.linalg.lstsq(
        design[table.train_rows], table.y[table.train_rows, None].double()
    ).solution
    error = table.error((design @ line)[table.test_rows, 0].float())
    assert judge.error_of_the_right_loop() < error - 1
    return error / 100
