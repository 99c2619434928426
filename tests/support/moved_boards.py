"""Random moves of the other boards: by hand, a race, a comparison, a change of unit."""

import math
import re
from functools import cache

import numpy as np

from helpers.widgets.race_runs import RACE_RULES
from support.expected_captions import facts
from support.front_end import set_state
from support.moving import CANDIDATES, anywhere, drags, jump, prefetched, same
from support.payload_decoder import PayloadDecoder, rounded
from support.single_runs import single_runs


def check_manual_descent(board, rng):
    """Check a manual descent: moves are the parameters where the sliders rested."""
    names, problem, moves = list(board.sliders), board.problem, []
    digits, slopes, _ = board.live.decimals

    def at_rest():
        note(PayloadDecoder(board.live).at)
        kind = rng.random()
        if kind < 0.2:  # all begins again
            board.reset()
            moves.clear()
        elif kind < 0.3:
            jump(board, rng)
        elif kind < 0.5:  # the dot on the map is dragged
            candidates = [
                {"positions": anywhere(board, rng), "start": None} for _ in range(CANDIDATES)
            ]
            answered, payload = prefetched(board, candidates)
            for k, candidate in enumerate(answered):
                yield payload, "prefetched", k, candidate["positions"]

    def note(at):
        rest = [board.sliders[n].options[at[n]][1] for n in names]
        if moves[-1:] != [rest]:
            moves.append(rest)

    for payload, name, position, positions in drags(board, rng, at_rest):
        note(PayloadDecoder(board.live).at)
        rest = moves[-1]
        m, b = (board.sliders[n].options[positions[n]][1] for n in names)
        losses = [loss_of(problem, *params) for params in moves]
        error = m * problem.x + b - problem.y
        m_slope, b_slope = 2 * np.mean(error * problem.x), 2 * np.mean(error)
        loss, lowest = (rounded(x, digits) for x in (loss_of(problem, m, b), min(losses)))
        first, second = names
        expected = [first, f"{m:.4g}".replace("-", "−"), second, f"{b:.4g}".replace("-", "−"),
                    loss, rounded(m_slope, slopes), first, rounded(b_slope, slopes), second,
                    str(len(moves) - 1), lowest]  # fmt: skip
        if (goal := board.challenge) is not None:
            losses += [loss_of(problem, m, b)] if [m, b] != rest else []
            best = min(losses[: 1 + goal.moves])
            over = best >= goal.limit and len(losses) > goal.moves
            expected += ["☑" if best < goal.limit else "☐", *facts(str(goal), names), f"{best:.3f}",
                         *([str(goal.moves), "start again"] if over else [])]  # fmt: skip
        same(facts(payload.caption(name, position, 0), names), expected)
        yield 1


@cache
def loss_of(problem, m, b):
    return np.mean((m * problem.x + b - problem.y) ** 2)


def check_race(board, rng):
    """Check the race: the mean of ten single runs over the last tenth of the budget."""

    def change_axis():
        board.axis_buttons.value = rng.choice(board.axis_buttons.options)
        return ()

    labels = ["learning rate", "batch size", *RACE_RULES]
    for payload, name, position, positions in drags(board, rng, change_axis):
        values = {n: control.options[positions[n]][1] for n, control in board.sliders.items()}
        size, axis, rows = values["batch_size"], board.axis_buttons.value, board.problem.rows
        own_best = not values["learning_rate"]
        rates = {n: values["learning_rate"] or board.best[size][n] for n in RACE_RULES}
        budget = board.steps
        if axis != "updates":
            budget = runs_of(board, "sgd", rates["sgd"], size)[0][-1]
        results = []
        for n, digits in zip(RACE_RULES, board.live.decimals, strict=False):
            read, excess = runs_of(board, n, rates[n], size)
            cost = np.arange(len(read)) if axis == "updates" else read
            last = [i for i, c in enumerate(cost) if 0.9 * budget < c <= budget]
            last = last or [max(i for i, c in enumerate(cost) if c <= budget)]
            own_rate = [f"{rates[n]:g}"] if own_best else []
            results += [n, *own_rate, rounded(np.mean(excess[:, last]), digits)]
        rate = ["own best" if own_best else f"{values['learning_rate']:g}"]
        rate += {None: [], "cosine": ["falling to 0 along a cosine"]}[board.schedule]
        epochs = [] if axis == "updates" else [f"{budget / rows:.2g}"]
        ticks = board.stepper.max
        tick = int(rng.integers(ticks + 1))
        same(facts(payload.caption(name, position, tick), labels), [
            "learning rate", *rate, "batch size", f"{size:,}", f"{budget:,}", *epochs,
            str(len(board.seeds)), *results, str(tick), str(ticks),
            *clock_of(board, tick, size, rates)])  # fmt: skip
        yield 1


def clock_of(board, tick, size, rates):
    """Return the numbers that a race says of its clock."""
    done = round(tick * board.steps / board.stepper.max)
    rows = runs_of(board, "sgd", rates["sgd"], size)[0][done]
    if board.axis_buttons.value == "updates":
        return [str(done), str(rows)]
    read, _ = runs_of(board, "gradient descent", rates["gradient descent"], size)
    return [str(rows), str(done), str(sum(read <= rows) - 1)]


def runs_of(board, name, rate, size):
    """Return the examples read, and the excess of each shuffle as a race draws it."""
    at = rate, size, board.steps, board.seeds, board.schedule
    read, excess = single_runs(board.problem, name, *at)
    highest = 1e9 * excess[:, :1].max()
    return read, np.where(excess <= highest, excess, highest)


def check_comparison(board, rng):
    """Check a comparison: the mean of the last losses at the rate."""
    labels = ["learning rate", *board.losses]
    for payload, name, position, _ in drags(board, rng):
        rate = board.sliders[name].options[position][1]
        seeds = next(iter(board.losses.values())).shape[1]
        expected = ["learning rate", f"{rate:g}" if rate else "own best"]
        expected += [f"{board.x[-1]:,g}", str(seeds)]
        for (n, losses), digits in zip(board.losses.items(), board.live.decimals, strict=True):
            own_best = board.best[n]
            last = losses[board.rates.tolist().index(rate or own_best), :, -1]
            lost = last.max() >= 1_000 * max(array[..., 0].max() for array in board.losses.values())
            expected += [n, *([] if rate else [f"{own_best:g}"])]
            expected += ["lost" if lost else rounded(last.mean(), digits)]
        caption = payload.caption(name, position, 0)
        same(facts(caption, labels), expected)
        assert f": {board.label} after " in caption
        yield 1


def check_change_of_unit(board, rng):
    """Check a change of unit: the path by the formula 1 - rate · Hessian, at any step."""
    for payload, name, position, _ in drags(board, rng):
        run, unit = board.runs[position], board.sliders[name].options[position][1]
        step = int(rng.integers(run.steps + 1))
        set_state(board.stepper, value=step)
        problem, rate = run.problem, run.hyperparameters["learning_rate"]
        once = np.eye(2) - rate * problem.hessian
        there = problem.minimum - np.linalg.matrix_power(once, step) @ problem.minimum
        caption = payload.caption(name, position, step)
        numbers = re.search(r"m = (\S+), b = (\S+); excess loss (\S+)\. ", caption)
        assert numbers, caption
        m, b, excess = (float(number.replace("−", "-")) for number in numbers.groups())
        assert np.allclose((m, b), there, rtol=0, atol=6e-4)
        assert math.isclose(excess, float(problem.excess(there)), rel_tol=0, abs_tol=6e-5)
        assert f"units per carat {unit:g} · step {step} of" in caption
        yield 1
