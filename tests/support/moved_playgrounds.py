"""Random moves of a playground: sliders, the start, dots, the button Reset."""

import numpy as np

from support.expected_captions import expected_facts, playground_facts
from support.front_end import drag, send, set_state, settings_at
from support.moving import CANDIDATES, anywhere, drags, jump, prefetched, same


def check_playground(board, rng):
    """Check a playground: at any step, now and then from another start, and while it is dragged."""
    board._drawing.points, board.live.traces = lambda runs: [], []  # nothing is drawn
    first = board.start.tolist(), board.positions()

    def at_rest():
        kind = rng.random()
        if kind < 0.15:
            yield from drag_start(board, rng)
        elif kind < 0.25:
            shift_start(board, rng)
        elif kind < 0.35:
            yield from drag_dots(board, rng)
        elif kind < 0.45:
            jump(board, rng)
        elif kind < 0.55:
            board.reset()
            assert (board.start.tolist(), board.positions()) == first

    for move in drags(board, rng, at_rest):
        if len(move) == 2:  # checked where it was made
            yield move
            continue
        payload, name, position, positions = move
        step = random_step(board, rng)
        expected = expected_facts(board, settings_at(board, positions), step)
        same(playground_facts(board, payload.caption(name, position, step)), expected)
        yield move


def random_step(board, rng):
    step = int(rng.integers(board.steps + 1))
    set_state(board.stepper, value=step)
    return step


def check_candidates(board, candidates, starts, rng):
    """Ask for frames during a drag, and check their captions."""
    answered, payload = prefetched(board, candidates)
    for k, (candidate, start) in enumerate(zip(answered, starts, strict=False)):
        step = random_step(board, rng)
        expected = expected_facts(board, settings_at(board, candidate["positions"]), step, start)
        same(playground_facts(board, payload.caption("prefetched", k, step)), expected)
        yield candidate, start


def drag_start(board, rng):
    """Drag the start over the picture, even out of its axes, and drop it."""
    (left, right), (low, high) = board.live.start_axes.get_xlim(), board.live.start_axes.get_ylim()
    wide, tall = 0.1 * (right - left), 0.1 * (high - low)
    pixels = [
        in_pixels(
            board, rng.uniform(left - wide, right + wide), rng.uniform(low - tall, high + tall)
        )
        for _ in range(CANDIDATES)
    ]
    positions = board.positions()
    candidates = [{"positions": positions, "start": list(pixel)} for pixel in pixels]
    starts = [start_at(board, *pixel) for pixel in pixels]
    yield from check_candidates(board, candidates, starts, rng)
    send(board, kind="set_start", x=pixels[-1][0], y=pixels[-1][1])
    assert board.start.tolist() == starts[-1].tolist()


def in_pixels(board, x, y):
    """Return where a point of the axes with the start is, in pixels from the top left."""
    x, y = board.live.start_axes.transData.transform((x, y)).tolist()
    return x, board.live.figure.bbox.height - y


def start_at(board, x, y):
    """Return the parameters at a pixel, or the nearest in the figure."""
    up = board.live.figure.bbox.height - y
    params = board.live.start_axes.transData.inverted().transform((x, up))
    low, high = np.transpose(board.problem.domain)
    return np.minimum(np.maximum(params[: len(low)], low), high)


def shift_start(board, rng):
    """Move the start by keys."""
    right, up = rng.integers(-3, 4, size=2).tolist()
    low, high = np.transpose(board.problem.domain)
    moved = board.start + (high - low) / 40 * np.array([right, up])[: len(low)]
    send(board, kind="shift_start", right=right, up=up)
    assert board.start.tolist() == np.minimum(np.maximum(moved, low), high).tolist()


def drag_dots(board, rng):
    """Drag a dot that stands for the sliders: all of them at once."""
    candidates = [{"positions": anywhere(board, rng), "start": None} for _ in range(CANDIDATES)]
    yield from check_candidates(board, candidates, [board.start] * CANDIDATES, rng)
    drag(board, candidates[-1]["positions"])
    send(board, kind="idle", positions=candidates[-1]["positions"])
