"""A time limit for a reader's function, which may never come to an end."""

import ctypes
import threading
from time import monotonic

from helpers.core.validation import OneLineTraceback

THREAD_NAME = "a time-limited function"
RESTART = (
    " Nothing stops it yet: if the kernel stays busy, choose Kernel → Restart Kernel in the menu."
)


class TimeUpError(OneLineTraceback, Exception):
    """Raised for what did not come to an end within its time."""


class _Stop(BaseException):
    """Thrown into a thread that must end; no `except Exception` of a reader catches it."""


def run_with_timeout(seconds, function, *args, what="It", advice=""):
    """Return function(*args). Raises what it raises, or after `seconds` a TimeUpError that says so
    of `what`, and then gives `advice`.

    It runs in a thread of its own, since a signal would reach the main thread only, and on
    Windows not even that. When this one is interrupted (the button ■) that one ends too.
    """
    done, ended = {}, threading.Event()

    def work():
        try:
            done["result"] = function(*args)
        except _Stop:
            pass
        except BaseException as error:  # even a reader's sys.exit() must not end the thread unseen
            done["error"] = error
        finally:
            ended.set()

    thread = threading.Thread(target=work, daemon=True, name=THREAD_NAME)
    try:
        thread.start()
        end = monotonic() + seconds
        while not ended.wait(0.1) and monotonic() < end:  # in one piece Windows would not interrupt
            pass
    except BaseException:
        _stop(thread, ended)
        raise
    if not ended.is_set():
        more = "" if _stop(thread, ended) else RESTART
        raise TimeUpError(
            f"{what} did not come to an end within {seconds:g} seconds. {advice}{more}".strip()
        )
    if "error" in done:
        raise done["error"]
    return done["result"]


def _stop(thread, ended):
    """Throw _Stop into a thread, again and again in case it is caught; return whether it ended.

    Not by thread.join: interrupted, that of Python 3.11 takes a thread for stopped that is not.
    """
    for _ in range(20):
        if ended.is_set() or not thread.is_alive():
            return True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        ended.wait(0.05)
    return ended.is_set()
