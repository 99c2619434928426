"""One-line messages for errors that a reader's own rule raises."""

from helpers.core.validation import OneLineTraceback

__all__ = ["ReadersError", "describe_error", "readers_error"]


class ReadersError(OneLineTraceback, Exception):
    """An error in a reader's own code."""


def describe_error(error: BaseException) -> str:
    """Return one line that says what went wrong, and where if it was in a cell of the notebook.

    Parameters
    ----------
    error : BaseException
        An error that was raised, with its traceback; without one no place is given.

    Returns
    -------
    str
        The type of the error, the line and the function if it was in a cell, and the message.

    Examples
    --------

    >>> describe_error(ValueError("learning_rate must not be negative"))
    'ValueError: learning_rate must not be negative'
    """
    return f"{type(error).__name__}{_location(error)}: {' '.join(str(error).split())}"


def readers_error(error: Exception) -> Exception:
    """Return a ReadersError where the error arose in a cell of the notebook, else the error.

    Parameters
    ----------
    error : Exception
        An error that was raised, with its traceback.

    Returns
    -------
    Exception
        A ReadersError with the text of `describe_error`, or `error` itself.
    """
    return ReadersError(describe_error(error)) if _location(error) else error


def _location(error: BaseException) -> str:
    """Return ", in line 3 of my_rule" for the last line of a cell in the traceback, or ""."""
    trace, location = error.__traceback__, ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "ipykernel" in file or file.startswith("<"):
            location = f", in line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}"
        trace = trace.tb_next
    return location
