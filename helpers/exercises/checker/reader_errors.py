"""Sentences about errors in a reader's own code, with the line."""

import linecache
import re
from collections.abc import Callable

from helpers.exercises.checker.source import code_of
from helpers.exercises.texts import read


def explain_error(error: Exception, function: Callable, is_rule: bool = True) -> str:
    """Return a sentence about an error in a reader's function.

    Parameters
    ----------
    error : Exception
        What was raised while the function ran.
    function : callable
        The reader's own.
    is_rule : bool
        Whether it should be an update rule, with a state.

    Returns
    -------
    str
        For an error in the reader's code its kind, its text and their line, or a sentence of our
        own where it is a common one; else just its text.
    """
    text, place = " ".join(str(error).split()), place_of(error, function)
    sentences = read("mistakes")["error"]
    if "bitwise_xor" in text or "for ^" in text:
        return sentences["power"].format(place=place)
    if isinstance(error, UnboundLocalError) and (name := re.search(r"'(\w+)'", text)):
        sentence = sentences["no value yet" if is_rule else "no value"]
        return sentence.format(name=name[1], place=place)
    if isinstance(error, IndexError) and "only integers, slices" in text:
        return sentences["no dict"].format(place=place)
    return f"{type(error).__name__}: {text}{place}" if place else text


def place_of(error: Exception, function: Callable) -> str:
    """Return the reader's line that raised, as ", in line 3 of my_rule: `code`", or "".

    Parameters
    ----------
    error : Exception
        What was raised, with its traceback.
    function : callable
        The reader's own: all lines of its file or cell count.

    Returns
    -------
    str
        "" where the traceback passes no such line.
    """
    code, trace, place = code_of(function), error.__traceback__, ""
    while trace is not None and code is not None:
        file, name = trace.tb_frame.f_code.co_filename, trace.tb_frame.f_code.co_name
        if file == code.co_filename:
            line = linecache.getline(file, trace.tb_lineno).strip()
            place = f", in line {trace.tb_lineno} of {name}" + (f": `{line}`" if line else "")
        trace = trace.tb_next
    return place
