"""Moves as a reader makes them on a board: sliders dragged one after the other, several at once."""

from support.front_end import answer_to, count_positions, drag, send
from support.payload_decoder import PayloadDecoder

ON_THE_WAY = 10  # positions that a slider passes until it rests
CANDIDATES = 4  # frames that the browser asks for at once while something is dragged


def drags(board, rng, before=lambda: ()):
    """Drag one slider after the other, without end. Yield for each position on the way of each what
    was sent, the slider, its position, and the positions of all. `before` yields likewise for what
    may happen at rest."""
    while True:
        yield from before()
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


def same(found, expected):
    """Raise an error that says both, where they differ."""
    if found != expected:
        raise AssertionError(f"\n{found} is shown, and should be\n{expected}")


def jump(board, rng):
    """Move all sliders before the kernel has answered."""
    positions = anywhere(board, rng)
    drag(board, positions)
    send(board, kind="idle", positions=positions)


def anywhere(board, rng):
    """Return random positions of all sliders."""
    return {name: int(rng.integers(count_positions(s))) for name, s in board.sliders.items()}


def prefetched(board, candidates):
    """Ask for frames as while something is dragged; return those of which there are some, and what
    was sent."""
    answer, (block,) = answer_to(board, kind="prefetch", candidates=candidates)
    assert answer["candidates"] == candidates[: len(answer["candidates"])]
    return answer["candidates"], PayloadDecoder(board.live, {**answer, "block": block})
