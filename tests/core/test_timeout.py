"""A time limit for a reader's function: what it returns and raises, and when it is stopped."""

import sys
import threading
import time
from contextlib import suppress

import pytest

from helpers.core.timeout import HAS_THREADS, RESTART, THREAD_NAME, TimeLimitError, run_with_timeout


def threads():
    return [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]


def test_what_a_function_returns():
    assert run_with_timeout(5, divmod, 17, 5) == (3, 2) and threads() == []


@pytest.mark.parametrize("error", [KeyError("velocity"), SystemExit(3), KeyboardInterrupt()])
def test_what_a_function_raises(error):
    def fails():
        raise error

    with pytest.raises(type(error)) as caught:
        run_with_timeout(5, fails)
    assert caught.value is error and threads() == []


def never_ends():
    while True:
        pass


def catches_all():
    while True:
        with suppress(Exception):
            never_ends()


@pytest.mark.parametrize("function", [never_ends, catches_all])
def test_what_does_not_end_is_stopped_and_told(function):
    began = time.monotonic()
    with pytest.raises(TimeLimitError) as caught:
        run_with_timeout(0.2, function, what="One update of mine", advice="Is there a loop?")
    line = "One update of mine did not finish within 0.2 seconds. Is there a loop?"
    assert str(caught.value) == line and caught.value._render_traceback_() == [line]
    assert time.monotonic() - began < 3 and threads() == []


@pytest.mark.skipif(not HAS_THREADS, reason="a browser waits for what cannot be stopped")
def test_what_cannot_be_stopped_is_told_too(monkeypatch):
    monkeypatch.setattr("helpers.core.timeout.STOP_ATTEMPTS", 2)
    release = threading.Event()
    with pytest.raises(TimeLimitError) as caught:
        run_with_timeout(0.1, release.wait, 20)  # within C code no exception arrives
    assert str(caught.value) == f"It did not finish within 0.1 seconds. {RESTART}"
    release.set()
    for thread in threads():
        thread.join(5)


def test_a_generator_of_exceptions_leaves_no_thread_behind():
    for _ in range(3):
        with pytest.raises(SystemExit):
            run_with_timeout(5, sys.exit)
    assert threads() == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python before 3.12 has no sys.monitoring")
def test_without_threads_the_same_is_told(monkeypatch):
    monkeypatch.setattr("helpers.core.timeout.HAS_THREADS", False)
    monkeypatch.setattr(threading.Thread, "start", None)
    with pytest.raises(TimeLimitError) as caught:
        run_with_timeout(0.2, catches_all, what="One update of mine", advice="Is there a loop?")
    line = "One update of mine did not finish within 0.2 seconds. Is there a loop?"
    assert caught.value._render_traceback_() == [line]
    assert run_with_timeout(5, divmod, 17, 5) == (3, 2)
