"""Write torch_reference.json, where torch.optim goes on two problems, and torch_schedules.json, by
what its schedulers multiply the learning rate.

Run `python tests/reference/make_torch_reference.py` where torch is installed. Which optimiser
stands for which rule, and with which settings, is read from helpers/registry.py, and the names of
the schedules from helpers/schedules.py. No rule, problem, loop or schedule of helpers is called:
torch computes the gradients too.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from helpers.data import load_diamonds, split_diamonds
from helpers.registry import REGISTRY, TorchOptimizer
from helpers.schedules import SCHEDULES, WARMUP

FILE = Path(__file__).with_name("torch_reference.json")
SCHEDULE_FILE = Path(__file__).with_name("torch_schedules.json")
SCHEDULE_STEPS = (7, 30)  # too few for a warm-up, and enough
STEPS = 200
STORED = [1, 2, 3, 10, 30, 100, 200]  # the steps whose parameters are kept in the file
STARTS = {"ravine": (-2.5, 0.3), "diamonds": (0.0, 0.0)}


class Case(NamedTuple):
    """One run to be compared: a rule of the registry, its hyperparameters, and a problem."""

    rule: str
    settings: dict[str, float]
    problem: str


def cases() -> dict[str, Case]:
    """Return {name: Case} of all runs."""
    return {
        f"{rule} {number} on {problem}": Case(rule, dict(settings), problem)
        for problem in STARTS
        for rule, entry in REGISTRY.items()
        for number, settings in enumerate(entry.torch_settings)
    }


def loss_of(torch: Any, problem: str) -> Callable[[Any], Any]:
    """Return the loss as a function of the tensor of both parameters."""
    if problem == "ravine":
        return lambda p: 0.5 * p[0] ** 2 + 25.0 * p[1] ** 2
    train = split_diamonds(load_diamonds()).train
    x = torch.tensor(train["carat"].to_numpy(), dtype=torch.float64)
    y = torch.tensor(train["price"].to_numpy() / 1000, dtype=torch.float64)
    return lambda p: ((p[0] * x + p[1] - y) ** 2).mean()


def torch_path(
    case: Case, schedule: str | None = None, steps: int = STEPS
) -> list[tuple[float, float]]:
    """Return the parameters after each update; `schedule` is a name in helpers/schedules.py."""
    import torch  # here, so that the cases can be read without it

    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)  # some optimisers keep numbers of their own
    try:
        return _torch_path(torch, case, schedule, steps)
    finally:
        torch.set_default_dtype(usual)


def _torch_path(
    torch: Any, case: Case, schedule: str | None, steps: int
) -> list[tuple[float, float]]:
    optimiser = REGISTRY[case.rule].torch
    assert isinstance(optimiser, TorchOptimizer)
    loss = loss_of(torch, case.problem)
    params = torch.tensor(STARTS[case.problem], dtype=torch.float64, requires_grad=True)
    update = getattr(torch.optim, optimiser.name)([params], **optimiser.keywords(case.settings))
    scheduler = scheduler_of(update, schedule, steps) if schedule else None
    path = []
    for _ in range(steps):
        update.zero_grad()
        loss(params).backward()
        update.step()
        if scheduler:
            scheduler.step()
        path.append(params.tolist())
    return path


def scheduler_of(optimiser: Any, name: str, steps: int) -> Any:
    """Return the scheduler of torch.optim that stands for a schedule. KeyError for none."""
    if name not in ("linear", "cosine", "warmup-cosine"):
        raise KeyError(f"Which scheduler of torch.optim stands for {name}? Enter it here.")
    from torch.optim import lr_scheduler

    if name == "linear":
        return lr_scheduler.LinearLR(optimiser, 1.0, 0.0, total_iters=steps)
    w = steps // WARMUP if name == "warmup-cosine" else 0
    scheduler = lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps - w)
    if w:
        warmup = lr_scheduler.LinearLR(optimiser, start_factor=1 / (w + 1), total_iters=w)
        scheduler = lr_scheduler.SequentialLR(optimiser, [warmup, scheduler], milestones=[w])
    return scheduler


def scheduled_rates(name: str, steps: int) -> list[float]:
    """Return the learning rate of each update, from a base of 1."""
    import torch

    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = scheduler_of(optimiser, name, steps)
    rates = []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return rates


if __name__ == "__main__":
    paths = {name: torch_path(case) for name, case in cases().items()}
    kept = {name: [path[step - 1] for step in STORED] for name, path in paths.items()}
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    scheduled = [name for name in SCHEDULES if name != "constant"]
    rates = {f"{name} {n}": scheduled_rates(name, n) for name in scheduled for n in SCHEDULE_STEPS}
    SCHEDULE_FILE.write_text(json.dumps(rates, indent=1) + "\n", encoding="utf-8")
