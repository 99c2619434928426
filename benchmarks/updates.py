"""How many updates a second `descend` makes, beside a plain loop, PyTorch, optax and numba.

Every peer gets the same diamonds, start, shuffles, batches and rule, in 64 bits. Nothing is kept
from one repeat to the next: each has a seed of its own. Compiling is not counted.
"""

import ast
import contextlib
import json
import os
import statistics
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.problems import DiamondPrices
from helpers.rules import Moments, adam, gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.race_runs import RACE_RULES

LESSON = (
    Path(__file__).resolve().parent.parent / "notebooks" / "02_stochastic_gradient_descent.ipynb"
)
RULES = {"sgd": gradient_descent, "adam": adam}
PARTS = ("gradient", "one_epoch")  # of its code
ROWS, BATCH, RATE = 8_000, 32, 0.01
EPOCH = ROWS // BATCH  # updates
SINGLE = 10  # epochs of a single run
JOB = 100  # epochs of the whole job of lesson 02
SWEEP = 200, 2  # learning rates from 0.001 to 0.3, epochs
REPEATS, JOBS, RESTS = 5, 3, 500
NAMES = {
    "ours": "`descend`",
    "own": "`descend`, a reader's own function of the same rule",
    "plain": "plain loop, as in lesson 02",
    "torch": "`torch.optim`",
    "optax_step": "optax, each update under jit",
    "optax_scan": "optax, all updates in one jit",
    "numba": "numba-compiled loop, one run after the other",
}


def measure(say=print):
    """Return {"single", "sweep", "job": rows of the peers, "own": figures of ours alone}."""
    prices = DiamondPrices(split_diamonds(load_diamonds()).train)
    peers = {"ours": Ours(prices), "own": Own(prices), "plain": Plain(prices)}
    missing = {}
    others = {"torch": (Torch, "torch"), "optax_step": (OptaxStep, "optax"),
              "optax_scan": (OptaxScan, "optax"), "numba": (Numba, "numba")}  # fmt: skip
    for key, (kind, needs) in others.items():
        if not find_spec(needs):
            missing[key] = f"{needs} is not installed"
            continue
        try:
            peers[key] = kind(prices)
        except Exception as error:
            missing[key] = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    results = {
        "names": NAMES,
        "missing": missing,
        "repeats": REPEATS,
        "jobs": JOBS,
        "single": {},
        "sweep": {},
    }
    for name in RULES:
        say(f"single runs and sweeps, {name}")
        results["single"][name] = single(peers, name)
        results["sweep"][name] = sweep(peers, name)
    say("the full job of lesson 02")
    results["job"] = job(peers)
    say("sweeps and frames of the sliders")
    results["own"] = own(prices)
    return results


def single(peers, name):
    """Return {peer: updates a second} of single runs; the peers take turns."""
    for peer in peers.values():
        peer.run(name, SINGLE, 0)  # compiles what is to be compiled
    seconds = in_turn(peers, lambda peer, seed: peer.run(name, SINGLE, seed), REPEATS)
    return {key: SINGLE * EPOCH / some for key, some in seconds.items()}


def sweep(peers, name):
    """Return {peer: updates a second} of many learning rates at once. A peer that has no way to
    do so takes them one after the other, at the speed of its single runs."""
    count, epochs = SWEEP
    rates = np.geomspace(0.001, 0.3, count)
    able = {key: peer for key, peer in peers.items() if hasattr(peer, "sweep")}
    for peer in able.values():
        peer.sweep(name, rates, epochs, 0)
    seconds = in_turn(able, lambda peer, seed: peer.sweep(name, rates, epochs, seed), REPEATS)
    return {key: count * epochs * EPOCH / some for key, some in seconds.items()}


def job(peers):
    """Return {peer: the seconds of all epochs, and how far from the plain loop's path it ends its
    epochs}."""
    paths = {key: peer.run("sgd", JOB, 0) for key, peer in peers.items()}
    seconds = in_turn(peers, lambda peer, seed: peer.run("sgd", JOB, seed), JOBS)
    apart = {key: float(np.abs(path - paths["plain"]).max()) for key, path in paths.items()}
    return {key: {"seconds": seconds[key], "apart": apart[key]} for key in peers}


def in_turn(peers, job, repeats):
    """Return {peer: median seconds} of `job(peer, seed)`."""
    seconds = {key: [] for key in peers}
    for seed in range(1000, 1000 + repeats):
        for key, peer in peers.items():
            seconds[key].append(timed(lambda peer=peer, seed=seed: job(peer, seed)))
    return {key: statistics.median(some) for key, some in seconds.items()}


def timed(job):
    """Return how many seconds a job takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


class Ours:
    """`descend`: what the lessons call."""

    rules: ClassVar = RULES

    def __init__(self, prices):
        self.prices = prices

    def run(self, name, epochs, seed):
        """Return the parameters at the end of each epoch."""
        run = descend(self.rules[name], self.prices, steps=epochs * EPOCH, batch_size=BATCH,
                      seed=seed, learning_rate=RATE)  # fmt: skip
        return run.path[EPOCH::EPOCH]

    def sweep(self, name, rates, epochs, seed):
        descend(self.rules[name], self.prices, steps=epochs * EPOCH, batch_size=BATCH, seed=seed,
                learning_rate=rates[:, None])  # fmt: skip


NO_MOMENTS = Moments()


def own_sgd(params, gradient, state=(), *, learning_rate):
    return gradient_descent(params, gradient, state, learning_rate=learning_rate)


def own_adam(params, gradient, state=NO_MOMENTS, *, learning_rate):
    return adam(params, gradient, state, learning_rate=learning_rate)


class Own(Ours):
    """The same rules under other names: helpers.descent does not know them."""

    rules: ClassVar = {"sgd": own_sgd, "adam": own_adam}


class Plain:
    """The functions of lesson 02, taken from its cells; Adam in the same loop."""

    def __init__(self, prices):
        self.prices = prices
        self.space: dict[str, Any] = {"np": np}
        for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                for node in ast.parse("".join(cell["source"])).body:
                    if isinstance(node, ast.FunctionDef) and node.name in PARTS:
                        exec(ast.unparse(node), self.space)

    def run(self, name, epochs, seed):
        x, y, rng = self.prices.x, self.prices.y, np.random.default_rng(seed)
        ends, params, state = [], (0.0, 0.0), ()
        for _ in range(epochs):
            if name == "sgd":
                params = self.space["one_epoch"](*params, x, y, RATE, BATCH, rng)
                np.mean((params[0] * x + params[1] - y) ** 2)  # the loss, as in the lesson
            else:
                order = rng.permutation(len(x))
                for first in range(0, len(x), BATCH):
                    rows = order[first : first + BATCH]
                    slope = np.array(self.space["gradient"](*params, x[rows], y[rows]))
                    params, *state = adam(np.array(params), slope, *state, learning_rate=RATE)
            ends.append(params)
        return np.array(ends)


class Torch:
    """The usual loop: zero_grad, a batch's loss, backward, step."""

    def __init__(self, prices):
        import torch

        torch.set_num_threads(1)  # as in lesson 06: such small arrays gain nothing from more
        self.torch = torch
        self.x, self.y = torch.tensor(prices.x), torch.tensor(prices.y)

    def run(self, name, epochs, seed):
        torch, rng, ends = self.torch, np.random.default_rng(seed), []
        m = torch.zeros((), dtype=torch.float64, requires_grad=True)
        b = torch.zeros((), dtype=torch.float64, requires_grad=True)
        kind = torch.optim.SGD if name == "sgd" else torch.optim.Adam
        optimizer = kind([m, b], lr=RATE)
        for _ in range(epochs):
            order = torch.from_numpy(rng.permutation(ROWS))
            for rows in order.split(BATCH):
                optimizer.zero_grad()
                loss = ((m * self.x[rows] + b - self.y[rows]) ** 2).mean()
                loss.backward()
                optimizer.step()
            ends.append((m.item(), b.item()))
        return np.array(ends)


class OptaxStep:
    """A Python loop around an update that is compiled."""

    def __init__(self, prices):
        import jax
        import optax

        jax.config.update("jax_enable_x64", True)
        self.jax, self.optax, self.jnp = jax, optax, jax.numpy
        self.x, self.y = self.jnp.asarray(prices.x), self.jnp.asarray(prices.y)
        self.compiled = {name: self.compile(name) for name in RULES}

    def step(self, name):
        """Return the update: (carry, rows, rate) gives the next carry."""

        def loss(params, rows):
            return self.jnp.mean((params[0] * self.x[rows] + params[1] - self.y[rows]) ** 2)

        def step(carry, rows, rate):
            params, state = carry
            slope = self.jax.grad(loss)(params, rows)
            change, state = self.tool(name, rate).update(slope, state, params)
            return self.optax.apply_updates(params, change), state

        return step

    def tool(self, name, rate):
        return self.optax.sgd(rate) if name == "sgd" else self.optax.adam(rate)

    def first(self, name):
        params = self.jnp.zeros(2)
        return params, self.tool(name, RATE).init(params)

    def orders(self, epochs, seed):
        rng = np.random.default_rng(seed)
        return np.stack([rng.permutation(ROWS) for _ in range(epochs)]).reshape(-1, EPOCH, BATCH)

    def compile(self, name):
        return self.jax.jit(self.step(name))

    def run(self, name, epochs, seed):
        carry, ends = self.first(name), []
        for order in self.orders(epochs, seed):
            for rows in order:
                carry = self.compiled[name](carry, rows, RATE)
            ends.append(carry[0])
        return np.array(self.jax.block_until_ready(ends))


class OptaxScan(OptaxStep):
    """The whole loop compiled: `jax.lax.scan`, and `jax.vmap` over the rates of a sweep."""

    def compile(self, name):
        step, scan = self.step(name), self.jax.lax.scan

        def epoch(carry, order, rate):
            carry, _ = scan(lambda carry, rows: (step(carry, rows, rate), None), carry, order)
            return carry, carry[0]

        def run(orders, rate):
            return scan(lambda carry, order: epoch(carry, order, rate), self.first(name), orders)[1]

        return self.jax.jit(run), self.jax.jit(self.jax.vmap(run, (None, 0)))

    def run(self, name, epochs, seed):
        return np.array(self.compiled[name][0](self.orders(epochs, seed), RATE))

    def sweep(self, name, rates, epochs, seed):
        self.compiled[name][1](self.orders(epochs, seed), rates).block_until_ready()


class Numba:
    """A loop over rows in machine code, one run after the other: the limit of a single run."""

    def __init__(self, prices):
        import numba

        self.prices = prices
        self.compiled = {"sgd": numba.njit(sgd_loop), "adam": numba.njit(adam_loop)}

    def run(self, name, epochs, seed):
        rng = np.random.default_rng(seed)
        orders = np.stack([rng.permutation(ROWS) for _ in range(epochs)])
        return self.compiled[name](self.prices.x, self.prices.y, orders, BATCH, RATE)

    def sweep(self, name, rates, epochs, seed):
        rng = np.random.default_rng(seed)
        orders = np.stack([rng.permutation(ROWS) for _ in range(epochs)])
        for rate in rates:
            self.compiled[name](self.prices.x, self.prices.y, orders, BATCH, rate)


def sgd_loop(x, y, orders, batch, rate):
    m, b, ends = 0.0, 0.0, np.empty((len(orders), 2))
    for epoch in range(len(orders)):
        for first in range(0, len(x), batch):
            m_slope, b_slope = 0.0, 0.0
            for row in orders[epoch, first : first + batch]:
                error = m * x[row] + b - y[row]
                m_slope += 2 * error * x[row]
                b_slope += 2 * error
            m -= rate * m_slope / batch
            b -= rate * b_slope / batch
        ends[epoch] = m, b
    return ends


def adam_loop(x, y, orders, batch, rate):
    params, mean, square, t = np.zeros(2), np.zeros(2), np.zeros(2), 0
    slope, ends = np.zeros(2), np.empty((len(orders), 2))
    for epoch in range(len(orders)):
        for first in range(0, len(x), batch):
            slope[:] = 0.0
            for row in orders[epoch, first : first + batch]:
                error = params[0] * x[row] + params[1] - y[row]
                slope[0] += 2 * error * x[row] / batch
                slope[1] += 2 * error / batch
            t += 1
            for k in range(2):
                mean[k] = 0.9 * mean[k] + 0.1 * slope[k]
                square[k] = 0.999 * square[k] + 0.001 * slope[k] ** 2
                step = mean[k] / (1 - 0.9**t) / ((square[k] / (1 - 0.999**t)) ** 0.5 + 1e-8)
                params[k] -= rate * step
        ends[epoch] = params
    return ends


# ---- figures of ours alone ----------------------------------------------------------------------


def own(prices):
    """Return how long the sliders' sweeps and frames take, and that memory stays flat."""
    rates = np.geomspace(0.001, 1, 200)[:, None]
    sweeps = [timed(lambda: descend(adam, prices, steps=300, batch_size=32, learning_rate=rates))
              for _ in range(15)]  # fmt: skip
    units = prices, DiamondPrices(split_diamonds(load_diamonds()).train, carat_unit="point")
    nine = [timed(lambda: nine_decades(units)) for _ in range(3)]
    board = playground(adam, prices, steps=300, batch_size=32, epsilon=[1e-8])
    rng = np.random.default_rng(0)
    sizes = {name: len(slider.options) if hasattr(slider, "options") else 2
             for name, slider in board.sliders.items()}  # fmt: skip
    rests, memory = [], []
    for _ in range(RESTS):
        positions = {name: int(rng.integers(size)) for name, size in sizes.items()}
        rests.append(timed(lambda at=positions: board.refresh(at)))
        memory.append(resident())
    return {
        "sweep_ms": 1000 * statistics.median(sweeps),
        "nine_decades_ms": 1000 * statistics.median(nine),
        "rest_ms": 1000 * statistics.median(rests),
        "rest_kb": len(board.live.payload["block"]) / 1000,
        "grown_mib": (memory[-1] - memory[99]) / 2**20,
    }


def nine_decades(units):
    """Do the work of lesson 05's picture of all learning rates."""
    rates = np.repeat(np.geomspace(1e-8, 1e3, 89), 5)[:, None]
    for prices in units:
        for name, rule in RACE_RULES.items():
            size = None if name == "gradient descent" else 32
            descend(rule, prices, steps=1000, batch_size=size, learning_rate=rates,
                    seed=np.tile(range(5), 89))  # fmt: skip


def resident():
    """Return the memory this process has, in bytes (Linux)."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
