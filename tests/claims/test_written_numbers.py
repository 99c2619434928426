"""Which numbers are found in a text, and what they are worth."""

import pytest

from claims.written_numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("8,000 of 1,234,567.25", ["8000", "1234567.25"]),
        ("−0.73, (-2) and 5-3, 0.3–0.5", ["-0.73", "-2", "5", "3", "0.3", "0.5"]),
        ("5.7e+35, 1e-05, 10⁻⁸, 3·10⁻⁸", ["5.7E+35", "0.00001", "1E-8", "3E-8"]),
        ("1/2 and 3/4, O(1/k²)", ["0.5", "0.75"]),
        ("every 20th, a 5,000th", ["20", "5000"]),
        ("93 %, 93%, 7 per cent, 0.5 percent", ["0.93", "0.93", "0.07", "0.005"]),
        ("0.3 percentage points", ["0.3"]),
        ("L2, float32, x_1, v1.2.3, batch-32, 3D", []),
        ("m=5, b=-2: [2, 6]", ["5", "-2", "2", "6"]),
        ("2 × 3", ["2", "3"]),
        ("It ends at 7. Then 0.5.", ["7", "0.5"]),
        ("seven times, Sixty steps, twenty-five updates, tenfold", ["7", "60", "25", "10"]),
        ("two hundred epochs, a million times, ten thousand updates", ["200", "1000000", "10000"]),
        ("two to three times, twelve per cent", ["3", "0.12", "2"]),
        ("two parameters, one step, hundreds of times, often times", []),
        ("half, twice, a third of it, tenth of a step", []),
    ],
)
def test_numbers_are_found(text, values):
    assert sorted(str(float(number.value)) for number in numbers_in(text)) == sorted(
        str(float(value)) for value in values
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("120×", "factor"),
        ("120 times as many", "factor"),
        ("1,000 times", "factor"),
        ("5,000-fold", "factor"),
        ("the floor × 5.6", "factor"),
        ("12 %", "percent"),
        ("12", "plain"),
        ("12 ×", "factor"),
        ("12 steps at times", "plain"),
    ],
)
def test_kinds_are_told_apart(text, kind):
    (number,) = numbers_in(text)
    assert number.kind == kind


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("0.537", (0.5365, 0.53749), (0.5364, 0.5376, -0.537)),
        ("0.50", (0.496, 0.504), (0.494, 0.506)),
        ("8,000", (8000, 8000.4), (7999, 8001)),
        ("93 %", (0.925, 0.9349), (93, 0.924)),
        ("1/3", (1 / 3,), (0.33, 0.3334)),
        ("10⁻⁸", (1e-8,), (1.1e-8,)),
        ("3·10⁻⁸", (2.6e-8, 3.4e-8), (2.4e-8,)),
        ("5.7e+35", (5.68e35,), (5.6e35, float("inf"), float("nan"))),
        ("seven times", (6.6, 7.4), (7.6,)),
    ],
)
def test_values_agree_to_the_digits_that_are_written(text, inside, outside):
    (number,) = numbers_in(text)
    assert all(number.agrees_with(value) for value in inside)
    assert not any(number.agrees_with(value) for value in outside)
