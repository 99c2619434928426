"""What an interactive figure keeps in memory: no pixels, no ticks, nothing once it is closed."""

import gc
import weakref

from matplotlib.backends.backend_agg import RendererAgg
from support.front_end import closed_afterwards

from helpers.problems import saddle
from helpers.rules import gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.tabs import tabs


def drawn():
    """Return the renderers that have pixels."""
    return {id(o) for o in gc.get_objects() if type(o) is RendererAgg and vars(o)}


def test_a_board_keeps_no_pixels_and_draws_the_same_again():
    before = drawn()
    board = playground(gradient_descent, saddle(), steps=20)
    first = board._repr_mimebundle_()
    assert drawn() <= before
    assert board._repr_mimebundle_()[0]["image/png"] == first[0]["image/png"]
    background = board.live.background
    board.live.redraw()
    assert board.live.background == background and drawn() <= before


def test_a_board_that_is_closed_is_let_go():
    with closed_afterwards():
        board = playground(gradient_descent, saddle(), steps=20, views="loss")
    figure = weakref.ref(board.live.figure)
    del board
    gc.collect()
    assert figure() is None


def test_ticks_are_forgotten_once_a_board_is_saved():
    boards = {name: playground(gradient_descent, saddle(), steps=20) for name in "ab"}
    tabs(boards)._repr_mimebundle_()
    for board in boards.values():
        for axes in board.live.figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                assert len(axis.majorTicks) <= 1 and len(axis.minorTicks) <= 1
