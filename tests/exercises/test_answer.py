"""exercises.answer: which numbers are right, wrong and known, and what is saved of a question."""

import json

import pytest
from support.node import run_module

from helpers.exercises import answer
from helpers.exercises.browser_code import EXERCISE_CODE

SOME = {
    "question": "What is $2/\\lambda$ for <em>λ</em> = 4?",
    "value": 0.5,
    "because": "It is $2/4$.",
    "unit": "steps",
    "wrong": [(0.25, "That is $1/\\lambda$."), (8, "That is $2\\lambda$.")],
}


def saved(**changes):
    """Return (html, text) that a notebook keeps of a question."""
    data, _ = answer(**SOME | changes)._repr_mimebundle_()
    return data["text/html"], data["text/plain"]


def test_what_is_saved_reads_without_a_kernel():
    html, text = saved()
    assert text == "Work it out. What is $2/\\lambda$ for λ = 4? (Answer in steps.)"
    before, folded = html.split("<details>")
    assert SOME["question"] in before and "steps" in before
    assert "0.5" not in before and SOME["because"] not in before
    assert "<strong>0.5 steps.</strong> It is $2/4$." in folded and folded.endswith("</details>")


def test_what_is_saved_is_the_same_on_every_run_and_after_tries():
    asked = answer(**SOME)
    first, _ = asked._repr_mimebundle_()
    asked.text, asked.tries, asked.opened = "7", ["6", "7"], True
    again, _ = asked._repr_mimebundle_()
    texts = [(data["text/html"], data["text/plain"]) for data in (first, again)]
    assert texts == [saved(), saved()]


def test_the_widget_is_shown_where_there_is_a_kernel():
    data, _ = answer(**SOME)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_browser_gets_all_that_it_needs_as_plain_data():
    (asked,) = answer(**SOME).variants
    assert asked["value"] == 0.5 and asked["margin"] == 0.005 and asked["solution"] == "0.5 steps"
    assert asked["wrong"] == [
        {"value": 0.25, "margin": 0.0025, "sentence": "That is $1/\\lambda$."},
        {"value": 8.0, "margin": 0.08, "sentence": "That is $2\\lambda$."},
    ]


def test_a_tolerance_in_units_of_the_answer():
    (asked,) = answer(**SOME | {"value": 0, "absolute": 0.1}).variants
    assert asked["margin"] == 0.1 and [wrong["margin"] for wrong in asked["wrong"]] == [0.1, 0.1]


@pytest.mark.parametrize("change, error, says", [
    ({"question": " "}, TypeError, "question must be a text"),
    ({"because": None}, TypeError, "because must be a text"),
    ({"unit": 3}, TypeError, "unit must be a text"),
    ({"value": "0.5"}, TypeError, "value must be one finite number, not '0.5'"),
    ({"value": float("nan")}, TypeError, "value must be one finite number"),
    ({"value": True}, TypeError, "value must be one finite number"),
    ({"tolerance": 0}, ValueError, "tolerance must be one number above 0"),
    ({"tolerance": None}, TypeError, "tolerance must be one finite number"),
    ({"absolute": -1}, ValueError, "absolute must be one number above 0"),
    ({"value": 0}, ValueError, "where the answer is 0, pass absolute"),
    ({"wrong": 3}, TypeError, "wrong must be a list of pairs"),
    ({"wrong": [3]}, TypeError, "wrong must be a list of pairs"),
    ({"wrong": [("3", "So.")]}, TypeError, "a wrong number must be one finite number"),
    ({"wrong": [(3, "")]}, TypeError, "the sentence about it must be a text"),
    ({"wrong": [(0.504, "Near.")]}, ValueError, "0.5 and 0.504 are within the tolerance"),
    ({"wrong": [(0.25, "One."), (0.246, "Two.")]}, ValueError, "within the tolerance"),
])  # fmt: skip
def test_a_question_that_makes_no_sense(change, error, says):
    with pytest.raises(error, match=says):
        answer(**SOME | change)


# ---- what the browser reads -------------------------------------------------------------------

READ_AS = [
    ("1,000", "", [1000, 1]), ("0,5", "", [0.5]), ("0,500", "", [0.5]), ("1,5", "", [1.5]),
    ("1,234.5", "", [1234.5]), ("1.234,5", "", [1234.5]), ("1.000.000", "", [1e6]),
    ("1.000", "", [1]), ("1 000", "", [1e3]), ("2 000 000", "", [2e6]), ("1’000", "", [1e3]),
    ("1_000", "", [1e3]), ("3e-4", "", [3e-4]), ("2.9E-05", "", [2.9e-5]), ("2,9e-5", "", [2.9e-5]),
    ("3·10⁻⁴", "", [3e-4]), ("3*10^-4", "", [3e-4]), ("2 x 10^3", "", [2e3]), ("10^-4", "", [1e-4]),
    ("−10²", "", [-100]), ("-10^-4", "", [-1e-4]), ("+10^2", "", [100]), ("-3·10²", "", [-300]),
    ("3 e-4", "", [3e-4]), ("−2", "", [-2]), ("–2", "", [-2]), ("- 2", "", [-2]), ("+3", "", [3]),
    ("57 %", "", [0.57]), ("57%", "%", [57]), ("57", "%", [57]), ("2,5 %", "% of it", [2.5]),
    ("2/4", "", [0.5]), ("-1/2", "", [-0.5]), (".5", "", [0.5]), ("5.", "", [5]), (" 7 ", "", [7]),
    ("≈ 4.67", "", [4.67]), ("= 3", "", [3]), ("$3", "", [3]), ("-$3", "", [-3]),
    ("3 thousand dollars", "thousand dollars", [3]), ("3 Steps", "steps", [3]),
    *[(text, "", []) for text in (
        "", "abc", "1,2,3", "--5", "1e999", "3 4", "1/0", "NaN", "Infinity", "0x10", "e5", "1e5e5",
        "2³", "--10²", "-·10²", "5 apples", "1..2", ".", ",", "-", "1/2/3", "%",
    )],
]  # fmt: skip


def test_numbers_are_read_as_people_write_them():
    source = json.dumps((EXERCISE_CODE / "number.js").as_uri())
    asked = json.dumps([[text, unit] for text, unit, _ in READ_AS])
    read = run_module(f"""
        import {{ readings }} from {source};
        console.log(JSON.stringify({asked}.map(([text, unit]) => readings(text, unit))));""")
    for (text, unit, numbers), found in zip(READ_AS, read, strict=True):
        assert found == pytest.approx(numbers), (text, unit)
