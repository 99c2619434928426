"""The numbers in a text: what they are worth, and to how many digits they are written.

Found are numbers in digits (8,000, −0.73, 5.7e+35, 3·10⁻⁸, 1/2, 93 %, 120×), and numbers in words
from two on where a unit follows ("seven times", "sixty steps", "tenfold"). Not found are "one",
numbers in words without a unit ("two parameters"), and "half", "twice", "a third": most of them
say nothing that could be wrong. A claim can quote those that do all the same.
"""

import re
from decimal import Decimal
from math import isfinite, prod
from typing import NamedTuple

PLAIN, PERCENT, FACTOR = "plain", "percent", "factor"
DISTINCTIVE_DIGITS = 3
ROUNDING = Decimal("1e-9")  # relative: what floats may lose
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
DIGITS = re.compile(
    r"""(?<![\w.,^/])(?<![A-Za-z]-)
    (?P<sign>(?<![\w)\]])[−-])?
    (?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)
    (?P<exponent>e[+-]?\d+)?
    (?P<times_ten>\s?[·×]\s?10(?=[⁻⁰¹²³⁴-⁹]))?
    (?P<power>⁻?[⁰¹²³⁴-⁹]+)?
    (?:/(?P<divisor>\d+))?
    (?:st|nd|rd|th)?(?!\w|/\w|\.\d|,\d)""",
    re.VERBOSE,
)
WORTH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
WORTH |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30}
WORTH |= {"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
WORTH |= {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
NAME = "|".join(WORTH)
UNITS = (
    r"times|fold|per\s?cent|%|percentage points?|steps?|updates?|epochs?|moves?|decades?|digits?"
    r"|seeds?|shuffles?|runs?"
)
SPELLED = re.compile(
    rf"\b(?:{NAME})(?:[ -](?:{NAME}))*(?=(?:\s(?:to|or|and)\s[\w-]+)?[\s-]*(?:{UNITS})\b)",
    re.IGNORECASE,
)
PERCENT_SIGN = re.compile(r"\s*(?:%|per\s?cent\b)(?!\w)")
FACTOR_SIGN = re.compile(r"\s*×(?!\s*\d)|[\s-]times\b|-?fold\b")
FACTOR_BEFORE = re.compile(r"(?:^|[^\d\s])\s*×\s*$")


class WrittenNumber(NamedTuple):
    """A number as it stands in a text, from `start` to `stop`.

    `value` is what it is worth (93 % is 0.93), `unit` what its last digit is worth, or 0 where the
    number is exact (1/2). `kind` is "plain", "percent" or "factor" (120×, seven times).
    """

    text: str
    value: Decimal
    unit: Decimal
    kind: str
    start: int
    stop: int

    def agrees_with(self, value: float) -> bool:
        """Return True if a value, rounded to the digits that are written, is this number."""
        if not isfinite(value):
            return False
        far = abs(Decimal(float(value)) - self.value)
        return far <= self.unit / 2 + ROUNDING * abs(self.value)

    @property
    def is_distinctive(self) -> bool:
        """True with three significant digits or more: fewer agree with something in any table."""
        return len(re.sub(r"\D", "", self.text).strip("0")) >= DISTINCTIVE_DIGITS

    def repeats(self, other: "WrittenNumber") -> bool:
        """Return True if this number says what another says or, if it is distinctive, rounded."""
        rounded = self.is_distinctive and 0 < other.unit < self.unit
        tolerance = self.unit / 2 if rounded else 0
        return self.kind == other.kind and abs(self.value - other.value) <= tolerance


def numbers_in(text: str) -> list[WrittenNumber]:
    """Return the numbers of a text, in order.

    Examples
    --------

    >>> [str(number.value) for number in numbers_in("93 % of 8,000 in seven times −0.50")]
    ['0.93', '8000', '7', '-0.50']
    """
    found = [_in_digits(match) for match in DIGITS.finditer(text)]
    found += [_spelled(match) for match in SPELLED.finditer(text) if match[0].lower() != "one"]
    return sorted(found, key=lambda number: number.start)


def _in_digits(match: re.Match) -> WrittenNumber:
    """Return the number that a match of DIGITS stands for."""
    value = Decimal(match["digits"].replace(",", "") + (match["exponent"] or ""))
    unit = Decimal(1).scaleb(int(value.as_tuple().exponent))
    power = int((match["power"] or "1").translate(SUPERSCRIPTS))
    if match["times_ten"]:
        value, unit = value.scaleb(power), unit.scaleb(power)
    elif match["power"]:
        value, unit = value**power, Decimal(0)
    if match["divisor"]:
        value, unit = value / (Decimal(match["divisor"]) or 1), Decimal(0)
    return _with_kind(match, -value if match["sign"] else value, unit)


def _spelled(match: re.Match) -> WrittenNumber:
    """Return the number that a match of SPELLED stands for: twenty-five thousand is 25 · 1,000."""
    factors = (sum(WORTH[name] for name in word.split("-")) for word in match[0].lower().split())
    return _with_kind(match, Decimal(prod(factors)), Decimal(1))


def _with_kind(match: re.Match, value: Decimal, unit: Decimal) -> WrittenNumber:
    """Return the number with its kind, which stands before or after it in the text."""
    kind, text, (start, stop) = PLAIN, match.string, match.span()
    if PERCENT_SIGN.match(text, stop):
        kind, value, unit = PERCENT, value / 100, unit / 100
    elif FACTOR_SIGN.match(text, stop) or FACTOR_BEFORE.search(text, 0, start):
        kind = FACTOR
    return WrittenNumber(match[0], value, unit, kind, start, stop)
