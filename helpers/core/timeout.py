"""A time limit for a reader's function, which may never finish."""

import ctypes
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from helpers.core.monitored_call import Stop, call_monitored
from helpers.core.validation import OneLineTraceback

HAS_THREADS = sys.platform not in ("emscripten", "wasi")  # as Python in a browser is called
THREAD_NAME = "a time-limited function"
RESTART = (
    " Nothing stops it yet: if the kernel stays busy, choose Kernel → Restart Kernel in the menu."
)
POLL_SECONDS = 0.1  # Windows delivers an interrupt only between two waits
STOP_ATTEMPTS, STOP_SECONDS = 20, 0.05  # attempts to stop a thread, and the wait after each


class TimeLimitError(OneLineTraceback, Exception):
    """Raised for a function that did not finish within its time limit."""


def run_with_timeout(
    seconds: float, function: Callable[..., Any], *args: Any, what: str = "It", advice: str = ""
) -> Any:
    """Return function(*args), or raise an error after a time.

    It runs in a separate thread, since a signal would reach the main thread only, and on Windows
    not even that. When the calling thread is interrupted (the button ■) it ends too.
    In a browser, where there are no threads, `call_monitored` stops it.

    Parameters
    ----------
    seconds : float
        The time limit.
    function : callable
        What is called, with the arguments that follow.
    *args : object
        What it is called with.
    what : str
        What the error says did not finish.
    advice : str
        The error's next sentence.

    Returns
    -------
    object
        What `function` returns.

    Raises
    ------
    TimeLimitError
        After `seconds`.
    BaseException
        Whatever `function` raises.
    """
    late = f"{what} did not finish within {seconds:g} seconds. {advice}"
    if not HAS_THREADS:
        try:
            return call_monitored(seconds, function, *args)
        except Stop:
            raise TimeLimitError(late.strip()) from None
    outcome: dict[str, Any] = {}
    ended = threading.Event()

    def work() -> None:
        try:
            outcome["result"] = function(*args)
        except Stop:
            pass
        except BaseException as error:  # even a reader's sys.exit() must not end the thread unseen
            outcome["error"] = error
        finally:
            ended.set()

    thread = threading.Thread(target=work, daemon=True, name=THREAD_NAME)
    try:
        thread.start()
        deadline = monotonic() + seconds
        while not ended.wait(POLL_SECONDS) and monotonic() < deadline:
            pass
    except BaseException:
        _stop(thread, ended)
        raise
    if not ended.is_set():
        more = "" if _stop(thread, ended) else RESTART
        raise TimeLimitError(f"{late}{more}".strip())
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]


def _stop(thread: threading.Thread, ended: threading.Event) -> bool:
    """Throw Stop into a thread, again and again in case it is caught; return whether it ended.

    Not by thread.join: interrupted, that of Python 3.11 takes a thread for stopped that is not.
    """
    for _ in range(STOP_ATTEMPTS):
        if ended.is_set() or not thread.is_alive() or thread.ident is None:
            return True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(Stop)
        )
        ended.wait(STOP_SECONDS)
    return ended.is_set()
