"""Numbers as text: significant digits, powers of ten, a typographic minus."""

import math
from decimal import Decimal

__all__ = ["SUPERSCRIPT", "format_answer", "format_plain", "format_short", "power_of_ten"]

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
EXPONENTS_WRITTEN_OUT = range(-8, 10)  # powers of ten of the first digit


def power_of_ten(exponent: int) -> str:
    """Return a power of ten, as 10⁻³.

    Parameters
    ----------
    exponent : int
        Any whole number.

    Returns
    -------
    str
        With the exponent in superscript digits.
    """
    return f"10{str(exponent).translate(SUPERSCRIPT)}"


def format_plain(value: float, digits: int = 3) -> str:
    """Return a number rounded to some significant digits, with a power of ten if it has many zeros.

    Parameters
    ----------
    value : float
        Any number.
    digits : int
        Number of significant digits.

    Returns
    -------
    str
        With commas between thousands and a typographic minus, such as "−12,300" or "1.2 × 10¹²".

    Examples
    --------

    >>> format_plain(17234.5), format_plain(1.234e-5), format_plain(4.2e24)
    ('17,200', '0.0000123', '4.2 × 10²⁴')
    """
    rounded = Decimal(f"{value:.{digits}g}")
    exponent = rounded.adjusted()
    text = f"{rounded:,f}"
    if rounded and rounded.is_finite() and exponent not in EXPONENTS_WRITTEN_OUT:
        text = f"{rounded.scaleb(-exponent).normalize():f} × {power_of_ten(exponent)}"
    return text.replace("-", "−")


def format_short(value: float, digits: int = 4) -> str:
    """Return a number as format "g" writes it, with a typographic minus.

    Parameters
    ----------
    value : float
        Any number.
    digits : int
        Number of significant digits.

    Returns
    -------
    str
        Such as "−0.25".

    Examples
    --------

    >>> format_short(-1 / 3), format_short(2.0), format_short(1234567, 7)
    ('−0.3333', '2', '1234567')
    """
    return f"{value:.{digits}g}".replace("-", "−")


def format_answer(value: float) -> str:
    """Return a number with four significant digits; in front of the point with all of them.

    Parameters
    ----------
    value : float
        A finite number.

    Returns
    -------
    str
        For example 1,234,567 or 4.667; very large or very small ones with three, as 2.90e-05.
    """
    if value and not 1e-3 <= abs(value) < 1e7:
        text = f"{value:.2e}"
    else:
        text = f"{value:,.{max(0, 3 - math.floor(math.log10(abs(value) or 1)))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−", 1) if value < 0 else text
