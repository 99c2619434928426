"""Where in a reader's own code an error arose, in words."""

import inspect
import linecache
import re

from helpers.exercises.texts import read


def told(error, function):
    """Return what went wrong: in a reader's own code with the kind of error and their line, else
    just the sentence of what called it."""
    text, place, says = (
        " ".join(str(error).split()),
        where(error, function),
        read("mistakes")["error"],
    )
    if "bitwise_xor" in text or "for ^" in text:
        return says["power"].format(place=place)
    if isinstance(error, UnboundLocalError) and (name := re.search(r"'(\w+)'", text)):
        of_a_rule = "state" in inspect.signature(function).parameters
        return says["no value yet" if of_a_rule else "no value"].format(name=name[1], place=place)
    return f"{type(error).__name__}: {text}{place}" if place else text


def where(error, function):
    """Return ", in line 3 of my_rule: `code`", the last line of the reader's own, or nothing."""
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    trace, found = error.__traceback__, ""
    while trace is not None and code is not None:
        file, name = trace.tb_frame.f_code.co_filename, trace.tb_frame.f_code.co_name
        if file == code.co_filename:
            line = linecache.getline(file, trace.tb_lineno).strip()
            found = f", in line {trace.tb_lineno} of {name}" + (f": `{line}`" if line else "")
        trace = trace.tb_next
    return found
