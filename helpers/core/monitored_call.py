"""A time limit where Python has no threads: in a browser."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

__all__ = ["Stop", "call_monitored"]

NAME = "the time limit of a function"


class Stop(BaseException):
    """Raised inside a function that must end; no `except Exception` of a reader catches it."""


def call_monitored(seconds: float, function: Callable[..., Any], *args: Any) -> Any:
    """Return function(*args), or raise Stop in it after a time.

    Every loop jumps back and every recursion starts a function. Python raises a monitoring event
    for both, and its callback checks the clock. A function that catches Stop gets it again at its
    next event. C code raises no events.

    Parameters
    ----------
    seconds : float
        The time limit.
    function : callable
        What is called, with the arguments that follow.
    *args : object
        What it is called with.

    Returns
    -------
    object
        What `function` returns.

    Raises
    ------
    Stop
        After `seconds`.
    BaseException
        Whatever `function` raises.
    """
    monitoring: Any = sys.monitoring  # pyright: ignore[reportAttributeAccessIssue]
    events = monitoring.events.JUMP, monitoring.events.PY_START, monitoring.events.PY_RESUME
    deadline = monotonic() + seconds

    def check_clock(*_: Any) -> None:
        if monotonic() > deadline:
            raise Stop

    tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
    monitoring.use_tool_id(tool, NAME)
    for event in events:
        monitoring.register_callback(tool, event, check_clock)
    monitoring.set_events(tool, sum(events))
    try:
        return function(*args)
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
