"""What lesson 6 says, computed anew. What needs torch is skipped without it."""

from functools import cache

import numpy as np
import pytest

from claims import claim
from helpers.data import as_numbers, load_diamonds, split_diamonds, usual_sides
from helpers.exercises import load_questions

LESSON = "06_pytorch"
BEST = {  # own best of three learning rates, by the validation part: standardised and centred, raw
    "SGD": ("SGD", {}, 0.1, 0.001),
    "momentum": ("SGD", {"momentum": 0.9}, 0.03, 0.0003),
    "RMSProp 0.9": ("RMSprop", {"alpha": 0.9}, 0.001, 0.003),
    "RMSProp 0.999": ("RMSprop", {"alpha": 0.999}, 0.001, 0.0003),
    "Adam": ("Adam", {}, 0.003, 0.01),
}
DIVIDED = {  # learning rates for columns that are divided by their standard deviation only
    "SGD": ("SGD", {}, (0.001, 0.003, 0.01)),
    "momentum": ("SGD", {"momentum": 0.9}, (0.0003, 0.001)),
    "RMSProp 0.9": ("RMSprop", {"alpha": 0.9}, (0.0003, 0.001)),
    "RMSProp 0.999": ("RMSprop", {"alpha": 0.999}, (0.0003, 0.001)),
    "Adam": ("Adam", {}, (0.003, 0.01)),
}


def networks():
    """Return helpers.networks, or skip the test."""
    pytest.importorskip("torch").set_num_threads(1)
    from helpers import networks

    return networks


@cache
def test_errors(scale):
    """Return the test errors of fifteen networks for each rule, by its name."""
    optim = pytest.importorskip("torch").optim

    parts, found = networks().diamond_parts(scale), {}
    for name, (make, settings, gentle, raw) in BEST.items():
        rate = raw if scale == "raw" else gentle
        train = networks().train_side_by_side
        found[name] = train(getattr(optim, make), (rate,), parts, **settings).test[0]
    return found


test_errors.__test__ = False  # no test, in spite of its name


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


def ends_at(rate):
    """Return where gradient descent from (−5, 5) ends on the four valleys, by the formula."""
    x, y = -5.0, 5.0
    for _ in range(100):
        one, two = x**2 + y - 11, x + y**2 - 7
        x, y = x - rate * (4 * x * one + 2 * two), y - rate * (2 * one + 4 * y * two)
    return x, y


@claim(LESSON, "With a learning rate of 0.008 the run ends in the valley nearest to its start")
def test_the_nearest_valley():
    x, y = ends_at(0.008)
    assert x < 0 < y
    return 0.008


@claim(LESSON, "All four are equally deep. What does 0.015 do?")
def test_another_valley():
    x, y = ends_at(0.015)
    assert x > 0 and y > 0 and load_questions(6)["four-valleys"]["answer"] == "b"
    return 0.015


@claim(LESSON, "Set the learning rate to 0.018")
def test_a_third_valley():
    x, y = ends_at(0.018)
    assert x > 0 > y and load_questions(6)["four-valleys"]["see"]["answer"] == "a"
    return load_questions(6)["four-valleys"]["see"]["set"]["learning_rate"]


@claim(LESSON, "more than a thousand parameters")
def test_the_size_of_the_network():
    assert sum(p.numel() for p in networks().network(0).parameters()) > 1000


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
    defaults = torch.optim.SGD([torch.zeros(1)]).defaults
    assert not defaults["nesterov"]
    assert defaults["momentum"] == 0


@claim(LESSON, "dampening | 0 | multiplies each new gradient by 1 − dampening, but not the first")
def test_dampening():
    assert first_step(dampening=0.9, gradients=(5, 0)) == pytest.approx([0.5, 0.45])
    assert first_step(dampening=0.9, gradients=(0, 5)) == pytest.approx([0, 0.05])
    torch = pytest.importorskip("torch")
    assert torch.optim.SGD([torch.zeros(1)]).defaults["dampening"] == 0


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


def first_step(dampening, gradients=(5,)):
    """Return the lengths of the steps of torch's SGD with momentum 0.9, one for each gradient."""
    torch = pytest.importorskip("torch")
    weight = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.SGD([weight], lr=0.1, momentum=0.9, dampening=dampening)
    path = [0.0]
    for gradient in gradients:
        weight.grad = torch.tensor([float(gradient)])
        optimiser.step()
        path.append(weight.item())
    return -np.diff(path)


@claim(LESSON, "so the step is $0.1 \\cdot 5 = 0.5$")
def test_the_first_gradient_goes_in_whole():
    (step,) = first_step(dampening=0.9)
    assert load_questions(6)["first-step"]["value"] == pytest.approx(step)
    return 0.1, step


@claim(LESSON, "So the slope along $b$ is 4. And $p$ changes by $x = 2$ for each unit of $m$, so "
               "the slope along $m$ is $4 \\cdot 2 = 8$")  # fmt: skip
def test_one_pass_back_by_hand():
    torch = pytest.importorskip("torch")
    m, b = torch.tensor(3.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    (m * 2 + b - 5).square().backward()
    assert m.grad.item() == 8
    return b.grad.item()


@claim(LESSON, "The network learns from 6,400 examples, the training part")
def test_the_training_part():
    return len(networks().diamond_parts().train[0])


@claim(LESSON, "Another 1,600, the validation part")
def test_the_validation_part():
    return len(networks().diamond_parts().validation[0])


@claim(LESSON, "The 2,000 test examples choose nothing")
def test_the_test_part():
    return len(networks().diamond_parts().test[0])


@claim(LESSON, "the best straight line in the nine columns has a test error of 16 %")
def test_the_straight_line():
    return straight_line() / 100


@claim(LESSON, "nine raw columns of 2,400 diamonds")
def test_the_table_of_the_exercise():
    return len(exercise().table.diamonds().x)


@claim(LESSON, "A mean test error below 18 % counts")
def test_the_solution_comes_below_what_counts():
    assert exercise().judge.error_of_the_right_loop() < exercise().judge.AT_MOST - 2
    return exercise().judge.AT_MOST / 100


@claim(LESSON, "trains your network with three seeds and names the usual slips")
def test_the_seeds_of_the_exercise():
    assert len(exercise().known_mistakes.load_known_mistakes()) > 15
    return len(exercise().judge.SEEDS)


def exercise():
    """Return helpers.exercises.training with its modules, or skip the test."""
    networks()
    from helpers.exercises import training
    from helpers.exercises.training import judge, known_mistakes, table  # noqa: F401 - now they are in it

    return training


@claim(LESSON, "the means of all rules lie within about one percentage point")
def test_standardised_means_lie_close():
    means = [errors.mean() for errors in test_errors("standardised").values()]
    assert np.ptp(means) < 1.2 and load_questions(6)["how-far-apart"]["answer"] == "a"


@claim(LESSON, "the seeds of a single rule spread by about as much")
def test_the_seeds_of_a_rule_spread_as_much():
    assert all(0.8 < np.ptp(errors) < 2.5 for errors in test_errors("standardised").values())


@claim(LESSON, "From one dot you could not tell momentum, RMSProp and Adam apart")
def test_the_dots_overlap():
    dots = list(test_errors("standardised").values())[1:]
    low, high = max(d.min() for d in dots), min(d.max() for d in dots)
    assert all(np.mean((low <= d) & (d <= high)) > 0.5 for d in dots)


@claim(LESSON, "Plain SGD lies slightly higher here")
def test_sgd_lies_higher():
    sgd, *others = (errors.mean() for errors in test_errors("standardised").values())
    assert max(others) + 0.1 < sgd < min(others) + 1.2


@claim(LESSON, "the mean of every rule is worse than the straight line. Here the rule matters: "
               "plain SGD suffers most")  # fmt: skip
def test_raw_columns():
    sgd, *others = (errors.mean() for errors in test_errors("raw").values())
    assert min(others) > straight_line() + 1 and sgd > 1.5 * max(others)


@claim(LESSON, "With raw columns plain SGD can fall fifty points behind. The next rule does "
               "not")  # fmt: skip
def test_with_raw_columns_only_plain_sgd_is_far_behind():
    sgd, *others = (errors.mean() for errors in test_errors("raw").values())
    assert sgd - min(others) > 50 and max(others) - min(others) < 20


@claim(LESSON, "in the new valley 0.015 is below the stability limit")
def test_the_stability_limit_of_the_valley_in_which_it_ends():
    x, y = 3.0, 2.0  # where the loss (x² + y − 11)² + (x + y² − 7)² is 0
    mixed = 4 * (x + y)
    hessian = [[12 * x**2 + 4 * y - 42, mixed], [mixed, 12 * y**2 + 4 * x - 26]]
    rate = 0.015
    assert 0.5 * 2 / np.linalg.eigvalsh(hessian)[1] < rate < 2 / np.linalg.eigvalsh(hessian)[1]
    return rate


@claim(LESSON, "They do nearly as well as the standardised ones")
def test_centred_columns():
    for name, errors in test_errors("centred").items():
        assert abs(errors.mean() - test_errors("standardised")[name].mean()) < 0.7, name


@claim(LESSON, "not centred, they leave the mean of every rule worse than the straight line")
def test_columns_that_are_divided_only():
    optim = pytest.importorskip("torch").optim
    raw = networks().diamond_parts("raw")
    unit = raw.train[0].std(dim=0)
    parts = networks().Parts(*((x / unit, y) for x, y in raw))
    for name, (make, settings, rates) in DIVIDED.items():
        errors = networks().train_side_by_side(getattr(optim, make), rates, parts, **settings)
        best = errors.test[np.nanargmin(errors.validation.mean(axis=1))]
        assert best.mean() > straight_line() + 0.5, name


@claim(LESSON, "A depth that is always around 62")
def test_the_depth():
    depth = split_diamonds(load_diamonds()).train["depth"]
    assert depth.std() < 2
    return depth.mean()


@claim(LESSON, "It also pushes most ReLUs to one side")
def test_most_relus_are_on_one_side():
    for seed in range(15):
        shares = {}
        for scale in ("raw", "standardised"):
            x = networks().diamond_parts(scale).train[0]
            sums = networks().network(seed)[0](x).detach().numpy()
            shares[scale] = np.mean((sums > 0).all(axis=0) | (sums <= 0).all(axis=0))
        assert shares["raw"] > 0.5 and shares["standardised"] < 0.1
