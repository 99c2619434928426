"""Numbers as text: digits that count, powers of ten, a typographic minus."""

import numpy as np
import pytest

from helpers.core.number_text import format_answer, format_plain, format_short, power_of_ten


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(17_234.5, 3, "17,200"), (17_234.5, 5, "17,234"), (1.234e-5, 3, "0.0000123"), (1e-6, 3,
      "0.000001"), (0.5773, 3, "0.577"), (0.1, 3, "0.1"), (50.0, 4, "50"), (0.0, 3, "0"),
     (1e9, 3, "1,000,000,000"), (1e16, 3, "1 × 10¹⁶"), (-3.179e24, 3, "−3.18 × 10²⁴"),
     (9.9996e9, 3, "1 × 10¹⁰"), (1.2e-9, 3, "1.2 × 10⁻⁹"),
     (np.inf, 3, "Infinity"), (-0.25, 3, "−0.25"), (np.float64(12_345_678), 6,
      "12,345,700"), (999.9, 3, "1,000")],
)  # fmt: skip
def test_plain(value, digits, said):
    assert format_plain(value, digits) == said


@pytest.mark.parametrize("value, text", [
    (0, "0"), (2, "2"), (14 / 3, "4.667"), (-0.5, "−0.5"), (1234.5, "1,234"), (12345.6, "12,346"),
    (0.577, "0.577"), (0.0123456, "0.01235"), (2.899e-5, "2.90e-05"), (-2.899e-5, "−2.90e-05"),
    (1e7, "1.00e+07"), (9_999_999, "9,999,999"), (100, "100"), (0.001, "0.001"),
])  # fmt: skip
def test_the_solution_is_written_with_a_few_digits(value, text):
    assert format_answer(value) == text


@pytest.mark.parametrize("value", [-1.0, 0.0, 2.5, 1 / 3, -123456.0, 6.02e23, np.float64(1e-7)])
def test_a_short_number_is_the_number_to_its_digits(value):
    text = format_short(value)
    assert "-" not in text.replace("e-", "") and text.startswith("−") == (value < 0)
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=6e-4)
    assert float(format_short(value, 17).replace("−", "-")) == value


@pytest.mark.parametrize("exponent", [-12, -1, 0, 7, 300])
def test_a_power_of_ten(exponent):
    text = power_of_ten(exponent).removeprefix("10")
    plain = text.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    assert int(plain) == exponent and not set(text) & set("-0123456789")
