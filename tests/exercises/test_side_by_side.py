"""exercises.side_by_side: every line once, and exactly the changed ones marked."""

import re
from html import unescape
from inspect import signature

import pytest

from helpers.exercises import side_by_side
from helpers.lessons import from_scratch

BEFORE = "def f(x):\n    y = x < 1\n    return y"
AFTER = "def f(x, z):\n    y = x < 1\n    y = y * z\n    y = -y\n    return y"


def lines_of(column):
    """Return (mark, line) of a column as a page shows it, without those that are empty."""
    spans = re.findall(r"<span[^>]*>(.*?)</span>", column)
    return [(text[0], text[2:]) for text in map(unescape, spans) if text.strip()]


def test_the_changed_lines_are_marked_and_no_other():
    rows = side_by_side(BEFORE, AFTER).rows()
    assert [mark for mark, _, _, _ in rows] == ["-", " ", " ", " ", " "]
    assert [mark for _, _, mark, _ in rows] == ["+", " ", "+", "+", " "]
    assert [old for _, old, _, _ in rows if old] == BEFORE.splitlines()
    assert [new for _, _, _, new in rows if new] == AFTER.splitlines()


def test_what_is_equal_stands_in_the_same_row():
    for mark, old, other, new in side_by_side(BEFORE, AFTER).rows():
        if mark == other == " " and old and new:
            assert old == new


def test_a_page_shows_both_columns_and_escapes_the_code():
    html = side_by_side(BEFORE, AFTER)._repr_mimebundle_()["text/html"]
    left, right = html.split("</pre>")[:2]
    assert [line for _, line in lines_of(left)] == BEFORE.splitlines()
    assert [line for _, line in lines_of(right)] == AFTER.splitlines()
    assert [mark for mark, _ in lines_of(right)] == ["+", " ", "+", "+", " "]
    assert "x &lt; 1" in html and "x < 1" not in html


def test_a_terminal_shows_the_lines_with_plus_and_minus():
    text = side_by_side(BEFORE, AFTER)._repr_mimebundle_()["text/plain"].splitlines()
    assert text[:3] == ["-def f(x):", "+def f(x, z):", "     y = x < 1"]
    assert [line[1:] for line in text if line[0] != "-"] == AFTER.splitlines()


def test_equal_versions_have_no_mark():
    pair = side_by_side(BEFORE, BEFORE)
    assert {mark for row in pair.rows() for mark in (row[0], row[2])} == {" "}
    bundle = pair._repr_mimebundle_()
    assert (
        "+ def" not in bundle["text/html"] and bundle["text/plain"].splitlines()[0] == " def f(x):"
    )


def test_a_function_stands_for_its_code():
    pair = side_by_side(lines_of, lines_of)
    assert pair.before[0] == "def lines_of(column):" and pair.before == pair.after


def test_types_and_docstring_are_left_out_and_the_parameters_stand_in_short_lines():
    lines = side_by_side(from_scratch.stochastic_gradient_descent, from_scratch.adam).after
    body = lines[lines.index("):") + 1 :]
    assert lines[0] == "def adam(" and body[0] == "    rng = np.random.default_rng(seed)"
    assert max(map(len, lines)) < 72 and not any('"""' in line for line in lines)
    given = "".join(lines[1 : -len(body) - 1])
    assert [part.split("=")[0].strip() for part in given.rstrip(",").split(",")] == [
        *signature(from_scratch.adam).parameters
    ]


@pytest.mark.parametrize("wrong", [3, None, len])
def test_what_has_no_code_is_refused(wrong):
    with pytest.raises(TypeError, match="after must be a function or its code"):
        side_by_side("a = 1", wrong)
