"""A thousand random moves of the sliders of all lessons: each caption says what a fresh run gives.

`MOVES=10000 pytest tests/widgets/test_random_moves.py` makes more. Each board is made by its
lesson's own cells. Nothing is drawn: what is read is the caption that the browser shows while a
slider is dragged, one drag after the other.
"""

import os
import re
from functools import cache

import numpy as np
import pytest
from support.expected_captions import expected_facts, facts, playground_facts
from support.front_end import (
    closed_afterwards,
    count_positions,
    drag,
    draw_nothing,
    send,
    set_state,
    settings_at,
)
from support.lesson_boards import boards_of, notebooks_with_boards
from support.lessons_with_torch import skip_without_torch
from support.payload_decoder import PayloadDecoder, rounded
from support.single_runs import single_runs

from helpers.widgets.change_of_unit import ChangeOfUnit
from helpers.widgets.compare import Comparison
from helpers.widgets.manual_descent import ManualDescent
from helpers.widgets.playground import Playground
from helpers.widgets.race import Race
from helpers.widgets.race_runs import RACE_RULES

MOVES = int(os.environ.get("MOVES", 1_000))
BOARDS = 28  # in all notebooks
ON_THE_WAY = 10  # positions that a slider passes until it rests
LESSONS = notebooks_with_boards()
MADE = []  # how many moves were made on each board


def boards(lesson):
    """Return the boards of a lesson."""
    return [board for _, _, board in boards_of(lesson)]


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch):
    """Draw nothing: that takes as long as thousands of runs."""
    draw_nothing(monkeypatch)
    with closed_afterwards():
        yield


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_painted_is_what_a_fresh_run_gives(lesson):
    for k, board in enumerate(boards(lesson)):
        rng = np.random.default_rng([LESSONS.index(lesson), k])
        (check,) = [check for kind, check in CHECKS.items() if isinstance(board, kind)]
        many = MOVES // (BOARDS * ON_THE_WAY) + 1
        MADE.append(sum(check(board, max(1, many // 10) if check is check_race else many, rng)))


def test_there_were_as_many_moves_as_it_says():
    skip_without_torch(*LESSONS)
    assert len(MADE) == BOARDS and sum(MADE) >= 0.9 * MOVES


def drags(board, many, rng, before=lambda: None):
    """Drag one slider after the other. Yield for each position on the way of each what was sent,
    the slider, its position, and the positions of all. `before`: what may happen at rest."""
    for _ in range(many):
        before()
        payload, name = PayloadDecoder(board.live), rng.choice(list(board.sliders))
        assert payload.at == board.positions()
        for position in rng.integers(
            count_positions(board.sliders[name]), size=ON_THE_WAY
        ).tolist():
            drag(board, {name: position})
            positions = {**payload.at, name: position}
            assert board.positions() == positions
            yield payload, name, position, positions
        send(board, kind="idle", positions=positions)


def check_playground(board, many, rng):
    """Check a playground: at any step, now and then from another start."""
    board._drawing.points, board.live.traces = lambda runs: [], []  # nothing is drawn

    def set_start():
        if rng.random() < 0.1:
            board.set_start(*rng.uniform(*board.problem.domain.T))

    for payload, name, position, positions in drags(board, many, rng, set_start):
        step = int(rng.integers(board.steps + 1))
        set_state(board.stepper, value=step)
        expected = expected_facts(board, settings_at(board, positions), step)
        assert playground_facts(board, payload.caption(name, position, step)) == expected
        yield 1


def check_manual_descent(board, many, rng):
    """Check a manual descent: moves are the parameters where the sliders rested."""
    names, problem, moves = list(board.sliders), board.problem, []
    digits, slopes, _ = board.live.decimals
    for payload, name, position, positions in drags(board, many, rng):
        rest = [board.sliders[n].options[payload.at[n]][1] for n in names]
        m, b = (board.sliders[n].options[positions[n]][1] for n in names)
        moves += [rest] if moves[-1:] != [rest] else []
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
        assert facts(payload.caption(name, position, 0), names) == expected
        yield 1


@cache
def loss_of(problem, m, b):
    return np.mean((m * problem.x + b - problem.y) ** 2)


def check_race(board, many, rng):
    """Check the race: the mean of ten single runs over the last tenth of the budget."""

    def change_axis():
        board.axis_buttons.value = rng.choice(board.axis_buttons.options)

    labels = ["learning rate", "batch size", *RACE_RULES]
    for payload, name, position, positions in drags(board, many, rng, change_axis):
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
        assert facts(payload.caption(name, position, tick), labels) == [
            "learning rate", *rate, "batch size", f"{size:,}", f"{budget:,}", *epochs,
            str(len(board.seeds)), *results, str(tick), str(ticks),
            *clock_of(board, tick, size, rates)]  # fmt: skip
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


def check_comparison(board, many, rng):
    """Check a comparison: the mean of the last losses at the rate."""
    labels = ["learning rate", *board.losses]
    for payload, name, position, _ in drags(board, many, rng):
        rate = board.sliders[name].options[position][1]
        expected = ["learning rate", f"{rate:g}" if rate else "own best", "64,000", "5"]
        for n, losses in board.losses.items():
            own_best = board.best[n]
            last = losses[board.rates.tolist().index(rate or own_best), :, -1]
            lost = last.max() >= 1_000 * max(array[..., 0].max() for array in board.losses.values())
            expected += [n, *([] if rate else [f"{own_best:g}"])]
            expected += ["lost" if lost else rounded(last.mean(), 1)]
        caption = payload.caption(name, position, 0)
        assert facts(caption, labels) == expected and f": {board.label} after " in caption
        yield 1


def check_change_of_unit(board, many, rng):
    """Check a change of unit: the path by the formula 1 - rate · Hessian, at any step."""
    for payload, name, position, _ in drags(board, many, rng):
        run, unit = board.runs[position], board.sliders[name].options[position][1]
        step = int(rng.integers(run.steps + 1))
        set_state(board.stepper, value=step)
        problem, rate = run.problem, run.hyperparameters["learning_rate"]
        once = np.eye(2) - rate * problem.hessian
        there = problem.minimum - np.linalg.matrix_power(once, step) @ problem.minimum
        caption = payload.caption(name, position, step)
        numbers = re.search(r"m = (\S+), b = (\S+); excess loss (\S+)\. ", caption).groups()
        m, b, excess = (float(number.replace("−", "-")) for number in numbers)
        assert (m, b) == pytest.approx(there, abs=6e-4)
        assert excess == pytest.approx(float(problem.excess(there)), abs=6e-5)
        assert f"units per carat {unit:g} · step {step} of" in caption
        yield 1


CHECKS = {
    ChangeOfUnit: check_change_of_unit,
    Playground: check_playground,
    ManualDescent: check_manual_descent,
    Race: check_race,
    Comparison: check_comparison,
}
