"""An error in a reader's own rule is described in one line, with the line of their cell."""

import numpy as np
import pytest

from helpers.widgets.error_messages import ReadersError, describe_error, readers_error

CELL = """
def divide():
    return 1 / 0

def call_numpy():
    import numpy
    return numpy.reshape([1, 2, 3], 2)

def shout():
    raise ValueError("first line" + chr(10) + "  second line")

def deeper():
    divide()
"""


def error_of(function):
    try:
        function()
    except Exception as error:
        return error


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("divide", "ZeroDivisionError, in line 3 of divide: division by zero"),
        ("call_numpy", "ValueError, in line 7 of call_numpy: cannot reshape array"),
        ("shout", "ValueError, in line 10 of shout: first line second line"),
        ("deeper", "ZeroDivisionError, in line 3 of divide: division by zero"),
    ],
)
@pytest.mark.parametrize("file", ["ipykernel_12/345.py", "<ipython-input-1-ab>"])
def test_an_error_in_a_cell_is_described_in_one_line_with_its_place(file, name, message):
    cell = {}
    exec(compile(CELL, file, "exec"), cell)
    error = error_of(cell[name])
    described = describe_error(error)
    assert described.startswith(message) and "\n" not in described
    theirs = readers_error(error)
    assert isinstance(theirs, ReadersError) and str(theirs) == described
    assert theirs._render_traceback_() == [described]


def test_an_error_elsewhere_is_described_without_a_place_and_stays_what_it_is():
    error = error_of(lambda: np.reshape([1, 2], 7))
    assert describe_error(error) == "ValueError: cannot reshape array of size 2 into shape (7,)"
    assert readers_error(error) is error
