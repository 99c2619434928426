"""Write torch_reference.json: where torch.optim goes on two problems.

Run `python tests/reference/make_torch_reference.py` where torch is installed. Nothing of
helpers.rules, helpers.problems or helpers.descent is used: torch computes the gradients too.
"""

import json
from itertools import product
from pathlib import Path

from helpers.data import load_diamonds, split_diamonds

FILE = Path(__file__).with_name("torch_reference.json")
STEPS = 200
STORED = [1, 2, 3, 10, 30, 100, 200]  # the steps whose parameters are kept in the file
STARTS = {"ravine": (-2.5, 0.3), "diamonds": (0.0, 0.0)}
SETTINGS = {
    "gradient_descent": [{"learning_rate": 0.03}, {"learning_rate": 0.002}],
    "momentum": [
        {"learning_rate": 0.03, "beta": 0.5},
        {"learning_rate": 0.01, "beta": 0.9},
        {"learning_rate": 0.001, "beta": 0.99},
    ],
    "rmsprop": [
        {"learning_rate": 0.01, "beta": 0.9, "epsilon": 1e-8},
        {"learning_rate": 0.05, "beta": 0.99, "epsilon": 1e-8},
        {"learning_rate": 0.02, "beta": 0.5, "epsilon": 0.5},
    ],
    "adam": [
        {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        {"learning_rate": 0.01, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-8},
        {"learning_rate": 0.3, "beta1": 0.9, "beta2": 0.99, "epsilon": 0.5},
    ],
}
CASES = {
    f"{rule} {number} on {problem}": (rule, settings, problem)
    for problem, rule in product(STARTS, SETTINGS)
    for number, settings in enumerate(SETTINGS[rule])
}


def optimiser(torch, rule, params, learning_rate, beta=0.0, beta1=0.0, beta2=0.0, epsilon=0.0):
    """Return the optimiser of torch.optim that a rule of the course claims to equal."""
    if rule == "gradient_descent":
        return torch.optim.SGD(params, lr=learning_rate)
    if rule == "momentum":
        return torch.optim.SGD(params, lr=learning_rate, momentum=beta, dampening=0)
    if rule == "rmsprop":
        return torch.optim.RMSprop(params, lr=learning_rate, alpha=beta, eps=epsilon)
    return torch.optim.Adam(params, lr=learning_rate, betas=(beta1, beta2), eps=epsilon)


def loss_of(torch, problem):
    """Return the loss as a function of the tensor of both parameters."""
    if problem == "ravine":
        return lambda p: 0.5 * p[0] ** 2 + 25.0 * p[1] ** 2
    train = split_diamonds(load_diamonds()).train
    x = torch.tensor(train["carat"].to_numpy(), dtype=torch.float64)
    y = torch.tensor(train["price"].to_numpy() / 1000, dtype=torch.float64)
    return lambda p: ((p[0] * x + p[1] - y) ** 2).mean()


def torch_path(case):
    """Return the parameters after each of STEPS updates, a list of pairs."""
    import torch  # here, so that the cases can be read without it

    rule, settings, problem = CASES[case]
    loss = loss_of(torch, problem)
    params = torch.tensor(STARTS[problem], dtype=torch.float64, requires_grad=True)
    steps = optimiser(torch, rule, [params], **settings)
    path = []
    for _ in range(STEPS):
        steps.zero_grad()
        loss(params).backward()
        steps.step()
        path.append(params.tolist())
    return path


if __name__ == "__main__":
    paths = {case: torch_path(case) for case in CASES}
    kept = {case: [path[step - 1] for step in STORED] for case, path in paths.items()}
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
