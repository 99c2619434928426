"""exercises.order: the lines, their order, and what is saved of them."""

import pytest

from helpers.exercises import order

SOME = {
    "lines": ["x = 1", "while x < 9:", ["    x = x + 1", "    print(x)"]],
    "distractors": ["    x = x - 1"],
    "question": "Count to <em>9</em>.",
    "because": "It grows.",
    "explain": [
        ("x = x - 1", "That shrinks."),
        (["while x < 9:", "x = 1"], "Set it first."),
    ],
}


def saved(**changes):
    """Return (html, text) that a notebook keeps of a question."""
    data, _ = order(**SOME | changes)._repr_mimebundle_()
    return data["text/html"], data["text/plain"]


def test_what_is_saved_reads_without_a_kernel():
    html, text = saved()
    before, folded = html.split("<details>")
    assert text.startswith("Put in order. Count to 9. ") and text.count(" | ") == 4
    shown = before.split("<pre>")[1].removesuffix("</pre>").splitlines()
    assert sorted(shown) == sorted(
        ["x = 1", "while x &lt; 9:", "    x = x + 1", "    print(x)", "    x = x - 1"]
    )
    solution = "x = 1\nwhile x &lt; 9:\n    x = x + 1\n    print(x)"
    assert f"<pre>{solution}</pre><p>It grows.</p>" in folded and "x - 1" not in folded


def test_what_is_saved_is_the_same_on_every_run_and_after_moves():
    asked = order(**SOME)
    asked.program, asked.tries, asked.opened = [2, 0], [[2], [2, 0]], True
    data, _ = asked._repr_mimebundle_()
    assert (data["text/html"], data["text/plain"]) == saved() == saved()


def test_the_order_shown_hangs_on_the_lines_alone_and_is_not_the_right_one():
    shown = order(**SOME).lines
    assert shown == order(**SOME | {"question": "Another.", "explain": []}).lines
    for size in range(2, 8):
        lines = [f"line_{i} = {size}" for i in range(size)]
        asked = order(lines, question="How?", because="So.")
        assert sorted(asked.lines) == sorted(lines) and asked.lines != lines
        extra = order(lines, ["print()"], question="How?", because="So.").lines
        assert [line for line in extra if line != "print()"] != lines


@pytest.mark.parametrize("number", range(30))
def test_the_order_shown_is_none_of_several_right_ones(number):
    first, last = [f"a = {number}", f"b = {number}"], "print(a, b)"
    for extra in ([], ["print()"]):
        shown = order([first, last], extra, question="How?", because="So.").lines
        assert [line for line in shown if line not in extra][-1] != last


def test_patterns_may_leave_out_the_indentation():
    assert order(**SOME).explanations == [
        {"lines": ["    x = x - 1"], "sentence": "That shrinks."},
        {"lines": ["while x < 9:", "x = 1"], "sentence": "Set it first."},
    ]
    both = ["print(x)", "    print(x)"]
    asked = order(["x = 1", both[1]], both[:1], question="?", because=".",
                  explain=[("print(x)", "No.")])  # fmt: skip
    assert asked.explanations[0]["lines"] == ["print(x)"]  # the line that is written so


@pytest.mark.parametrize("change, error, says", [
    ({"question": ""}, TypeError, "question must be a text"),
    ({"because": 3}, TypeError, "because must be a text"),
    ({"lines": "x = 1"}, ValueError, "lines must be a list of two lines or more"),
    ({"lines": ["x = 1"]}, ValueError, "lines must be a list of two lines or more"),
    ({"lines": ["x = 1", []]}, ValueError, "lines must be a list of two lines or more"),
    ({"lines": ["x = 1", " "]}, TypeError, "lines must be a list of lines of code"),
    ({"lines": ["x = 1", 3]}, TypeError, "lines must be a list of lines of code"),
    ({"lines": ["x = 1", "x = 1"], "explain": []}, ValueError, "lines must differ"),
    ({"distractors": 3}, TypeError, "distractors must be a list of lines of code"),
    ({"distractors": ["x = 1"]}, ValueError, "A distractor must not be"),
    ({"explain": "x = 1"}, TypeError, "explain must be a list of pairs"),
    ({"explain": [("y = 1", "What?")]}, ValueError, "A pattern must be one or two"),
    ({"explain": [(["x = 1"] * 3, "What?")]}, ValueError, "A pattern must be one or two"),
    ({"explain": [("x = x - 1", "")]}, TypeError, "a sentence must be a text"),
    ({"explain": [("x = 1", "Right.")]}, ValueError, "a right order can have"),
    ({"explain": [(["x = 1", "print(x)"], "Right.")]}, ValueError, "a right order can have"),
    ({"explain": [(["print(x)", "x = x + 1"], "Right.")]}, ValueError, "a right order can have"),
])  # fmt: skip
def test_lines_that_make_no_sense(change, error, says):
    with pytest.raises(error, match=says):
        order(**SOME | change)
