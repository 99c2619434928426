"""A thousand random moves of the sliders of all lessons: below the picture stands, each time,
what a fresh run at those settings gives. `MOVES=10000 pytest tests/test_random_moves.py`: more.

Each board is made by its lesson's own cells. Pictures are left out: what is read is the text that
the browser paints from a strip while a slider is dragged, one drag after the other.
"""

import os
from functools import cache

import numpy as np
import pytest
from support.expected_captions import (
    closed_afterwards,
    draw_nothing,
    move,
    places,
    say,
    sentence,
    set_to,
    settings_at,
)
from support.lesson_boards import NOTEBOOKS, boards_of, made_up
from support.strip_decoder import StripDecoder, rounded

from helpers.descent import descend
from helpers.widgets.compare import Comparison
from helpers.widgets.manual_descent import ManualDescent
from helpers.widgets.playground import Playground
from helpers.widgets.race import Race
from helpers.widgets.race_runs import RACE_RULES

MOVES = int(os.environ.get("MOVES", 1_000))
BOARDS = 31  # in all lessons
ON_THE_WAY = 10  # places that a slider passes until it rests
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
MADE = []  # how many moves were made on each board


def boards(lesson):
    """Return the boards of a lesson; of one that trains networks with runs that are made up."""
    return [board for _, _, board in boards_of(lesson, grid=cache(made_up))]


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Draw none: that takes as long as thousands of runs."""
    draw_nothing(monkeypatch)
    with closed_afterwards():
        yield


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_painted_is_what_a_fresh_run_gives(lesson):
    for k, board in enumerate(boards(lesson)):
        rng = np.random.default_rng([int(lesson[:2]), k])
        (walk,) = [walk for kind, walk in WALKS.items() if isinstance(board, kind)]
        drags = MOVES // (BOARDS * ON_THE_WAY) + 1
        MADE.append(sum(walk(board, max(1, drags // 10) if walk is raced else drags, rng)))


def test_there_were_as_many_moves_as_it_says():
    assert len(MADE) == BOARDS and sum(MADE) >= 0.9 * MOVES


def drags(board, many, rng, before=lambda: None):
    """Drag one slider after the other. Yield, for each place on the way of each, the strips, the
    slider, its place, and where all sliders stand now. `before`: what may happen at rest."""
    for _ in range(many):
        before()
        payload, name = StripDecoder(board.live), rng.choice(list(board.sliders))
        assert payload.at == board.positions()
        for place in rng.integers(places(board.sliders[name]), size=ON_THE_WAY).tolist():
            move(board, {name: place})
            now = {**payload.at, name: place}
            assert board.positions() == now
            yield payload, name, place, now
        say(board, kind="idle", positions=now)


def walked(board, many, rng):
    """A playground: at any step, now and then from another start."""
    board._views, board.live.traces = (), []

    def set_start():
        if rng.random() < 0.1:
            board.set_start(*rng.uniform(*board.problem.domain.T))

    for payload, name, place, now in drags(board, many, rng, set_start):
        step = int(rng.integers(board.steps + 1))
        set_to(board.stepper, value=step)
        settings = settings_at(board, now)
        assert payload.caption(name, place, step) == sentence(board, settings, step)
        yield 1


def steered(board, many, rng):
    """The reader's own walk: what counts are the places where the sliders rested."""
    names, problem, moves = list(board.sliders), board.problem, []
    digits, slopes, _ = board.live.decimals
    for payload, name, place, now in drags(board, many, rng):
        rest = [board.sliders[n].options[payload.at[n]][1] for n in names]
        there = [board.sliders[n].options[now[n]][1] for n in names]
        moves += [rest] if moves[-1:] != [rest] else []
        heights = [loss_of(problem, *at) for at in moves]
        m, b = there
        error = m * problem.x + b - problem.y
        m_slope, b_slope = 2 * np.mean(error * problem.x), 2 * np.mean(error)
        loss, lowest = (
            rounded(height, digits) for height in (loss_of(problem, *there), min(heights))
        )
        expected = (
            f"{names[0]} = {m:.4g}, {names[1]} = {b:.4g}: ".replace("-", "−") + f"loss {loss}. "
            f"The slope here is {rounded(m_slope, slopes)} along {names[0]} and "
            f"{rounded(b_slope, slopes)} along {names[1]}. "
            f"Moves so far: {len(moves) - 1}; the lowest loss among them: {lowest}."
        )
        if (goal := board.challenge) is not None:
            heights += [loss_of(problem, m, b)] if there != rest else []
            best = min(heights[: 1 + goal.moves])
            tick = "☑ Challenge met" if best < goal.limit else "☐ Challenge"
            over = f"; all {goal.moves} moves are made: start again"
            over = over if best >= goal.limit and len(heights) > goal.moves else ""
            expected += f"\n{tick}: {goal} (yours: {best:.3f}{over})."
        assert payload.caption(name, place, 0) == expected
        yield 1


@cache
def loss_of(problem, m, b):
    return np.mean((m * problem.x + b - problem.y) ** 2)


def raced(board, many, rng):
    """The race: the mean of ten runs, each alone, over the last tenth of what was spent."""

    def turn():
        board.switch.value = rng.choice(board.switch.options)

    for payload, name, place, now in drags(board, many, rng, turn):
        at = {n: control.options[now[n]][1] for n, control in board.sliders.items()}
        size, axis, rows = at["batch_size"], board.switch.value, board.problem.rows
        rates = {n: at["learning_rate"] or board.best[size][n] for n in RACE_RULES}
        spent = board.steps
        if axis != "updates":
            spent = heats(board, "sgd", rates["sgd"], size)[0][-1]
        said = []
        for n, digits in zip(RACE_RULES, board.live.decimals, strict=True):
            read, heights = heats(board, n, rates[n], size)
            cost = np.arange(len(read)) if axis == "updates" else read
            last = [i for i, c in enumerate(cost) if 0.9 * spent < c <= spent]
            last = last or [max(i for i, c in enumerate(cost) if c <= spent)]
            own = "" if at["learning_rate"] else f" (at {rates[n]:g})"
            said.append(f"{n}{own} {rounded(np.mean(heights[:, last]), digits)}")
        cost = f"{spent:,} updates"
        if axis != "updates":
            cost = f"{spent:,} rows read, {spent / rows:.2g} epochs"
        assert payload.caption(name, place, 0) == (
            f"learning rate {at['learning_rate'] or 'own best'} · batch size {size:,}: loss above "
            f"the lowest over the last tenth of {cost}, mean of {len(board.seeds)} shuffles: "
            f"{', '.join(said)}."
        )
        yield 1


@cache
def heats(board, name, rate, size):
    """Return the rows read, and the heights of each shuffle, a run for each."""
    seeds, size = (board.seeds, size) if name != "gradient descent" else ([0], board.problem.rows)
    runs = [descend(RACE_RULES[name], board.problem, steps=board.steps, learning_rate=rate,
                    batch_size=size, seed=seed) for seed in seeds]  # fmt: skip
    heights = np.array([run.excess for run in runs])
    most = 1e9 * heights[:, :1].max()
    return runs[0].rows_seen, np.where(heights <= most, heights, most)


def compared(board, many, rng):
    """Runs that were made already: the mean of the last losses at the rate."""
    for payload, name, place, _ in drags(board, many, rng):
        rate = board.sliders[name].options[place][1]
        said = []
        for n, losses in board.losses.items():
            own = board.best[n]
            last = losses[board.rates.tolist().index(rate or own), :, -1]
            at = "" if rate else f" (at {own:g})"
            lost = last.max() >= 1_000 * max(array[..., 0].max() for array in board.losses.values())
            said.append(f"{n}{at} {'lost' if lost else rounded(last.mean(), 1)}")
        assert payload.caption(name, place, 0) == (
            f"learning rate {rate or 'own best'}: typical error on validation stones, in % after "
            f"64,000 rows read, mean of 5 seeds: {', '.join(said)}."
        )
        yield 1


WALKS = {Playground: walked, ManualDescent: steered, Race: raced, Comparison: compared}
