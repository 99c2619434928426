"""A time limit without threads: whatever a function does between two jumps, it is stopped."""

import sys
import time
from contextlib import suppress

import pytest

from helpers.core.monitored_call import Stop, call_monitored

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="Python before 3.12 has no sys.monitoring"
)


def loops():
    while True:
        pass


def counts():
    for _ in iter(int, 1):
        pass


def catches_all():
    while True:
        with suppress(BaseException):
            loops()


def generates():
    def numbers():
        while True:
            yield 1

    return sum(numbers())


@pytest.mark.parametrize("function", [loops, counts, catches_all, generates])
def test_what_does_not_end_is_stopped(function):
    began = time.monotonic()
    with pytest.raises(Stop):
        call_monitored(0.2, function)
    assert 0.2 <= time.monotonic() - began < 3
    assert tools() == before


def test_what_a_function_returns_and_raises():
    assert call_monitored(5, divmod, 17, 5) == (3, 2)
    with pytest.raises(SystemExit):
        call_monitored(5, sys.exit)
    assert tools() == before


def test_a_limit_within_a_limit():
    def inner():
        with pytest.raises(Stop):
            call_monitored(0.1, loops)
        return "went on"

    assert call_monitored(20, inner) == "went on"
    assert tools() == before


def tools():
    return [sys.monitoring.get_tool(number) for number in range(6)]


before = tools() if sys.version_info >= (3, 12) else []
