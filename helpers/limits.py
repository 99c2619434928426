"""A time limit for a reader's function, which may never come to an end."""

import ctypes
import threading
from time import monotonic

RESTART = (
    " Nothing stops it yet: if the kernel stays busy, choose Kernel → Restart Kernel in the menu."
)


class TimeUpError(Exception):
    """Raised for what did not come to an end within its time. A notebook shows its one line."""

    def _render_traceback_(self):
        return [str(self)]


class _Stop(BaseException):
    """Thrown into a thread that must end; no `except Exception` of a reader catches it."""


def within(seconds, function, *args, what="It", advice=""):
    """Return function(*args). Raises what it raises, or after `seconds` a TimeUpError that says so
    of `what`, and then gives `advice`.

    It runs in a thread of its own, since a signal would reach the main thread only, and on
    Windows not even that. When this one is interrupted (the button ■) that one ends too.
    """
    done = {}

    def work():
        try:
            done["result"] = function(*args)
        except _Stop:
            pass
        except BaseException as error:  # even a reader's sys.exit() must not end the thread unseen
            done["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        end = monotonic() + seconds
        while thread.is_alive() and monotonic() < end:
            thread.join(0.1)  # in one piece it would not be interrupted on Windows
    except BaseException:
        _stop(thread)
        raise
    if thread.is_alive():
        stopped = _stop(thread)
        more = "" if stopped else RESTART
        raise TimeUpError(
            f"{what} did not come to an end within {seconds:g} seconds. {advice}{more}".strip()
        )
    if "error" in done:
        raise done["error"]
    return done["result"]


def _stop(thread):
    """Throw _Stop into a thread, again and again in case it is caught; return whether it ended."""
    for _ in range(20):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.05)
        if not thread.is_alive():
            return True
    return False
