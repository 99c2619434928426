"""What a kernel does to get by with less memory changes no number and no picture."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from support.dataset import DIAMONDS
from support.front_end import closed_afterwards

from helpers.core import lazy_states, malloc
from helpers.descent import descend
from helpers.problems import saddle
from helpers.rules import adam, gradient_descent
from helpers.widgets.playground import playground
from helpers.widgets.tabs import tabs

RATES = np.geomspace(1e-3, 10, 150)[:, None]


def drawn():
    """Return the renderers that have pixels."""
    return {id(o) for o in gc.get_objects() if type(o) is RendererAgg and vars(o)}


def test_states_of_many_runs_are_those_of_each():
    many = descend(adam, DIAMONDS, steps=20, batch_size=32, learning_rate=RATES)
    assert len(many.states) == 21 and not hasattr(many.states, "append")
    for i in (0, 70, 149):
        alone = descend(adam, DIAMONDS, steps=20, batch_size=32, learning_rate=RATES[i])
        for mine, its in zip(many.states[1:], alone.states[1:], strict=True):
            assert (mine.mean[i] == its.mean).all() and mine.t == its.t
            assert (mine.mean_square[i] == its.mean_square).all()


def test_states_of_a_single_run_are_not_asked_for_again():
    calls = []

    def counted(params, gradient, state=0, *, learning_rate):
        calls.append(state)
        return params - learning_rate * gradient, state + 1

    assert descend(counted, DIAMONDS, steps=5, learning_rate=0.1).states == [0, 1, 2, 3, 4, 5]
    assert len(calls) == 5


@pytest.mark.parametrize("problem", [DIAMONDS, saddle()], ids=["diamonds", "saddle"])
def test_losses_in_parts_are_those_of_the_whole_to_the_last_bit(problem):
    run = descend(gradient_descent, problem, steps=900, learning_rate=RATES)
    assert run.path.nbytes > 2**21
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(run.loss, problem.loss(run.path))
        np.testing.assert_array_equal(run.excess, problem.excess(run.path))


def test_a_few_long_steps_are_parts_too():
    path = np.ones((2, 2**17, 2))
    assert lazy_states.evaluate_in_chunks(lambda p: p.sum(axis=-1), path).shape == (2, 2**17)


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


def test_nothing_is_asked_of_another_c_library():
    malloc.release_memory()
    malloc._c("no_function_of_that_name", 0)


LARGE = """
import mmap, pathlib
import numpy as np
from helpers.core import malloc


def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


np.ones(2**21)  # 16 megabytes, let go: glibc takes note, and would keep pieces as large as that
malloc.release_memory()
before = resident()
arrays = [np.ones(2**17) for _ in range(40)]  # a megabyte each
taken = resident() - before
kept = np.ones(100)  # above them, if they were on the heap
arrays.clear()
print(taken, resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_large_arrays_go_back_when_they_are_freed():
    """In a process of its own: here other tests have left a heap with room for some of them."""
    told = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, check=True)
    taken, left = map(int, told.stdout.split())
    assert taken > 30e6 and left < 5e6
