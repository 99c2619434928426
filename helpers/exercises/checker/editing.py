"""The right function with known mistakes: its own source, edited as the mistakes say."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from helpers.core.rule_source import body_of
from helpers.exercises.checker.memory import Memory
from helpers.exercises.checker.mistakes import Edits, Mistake, Variant


def edited_functions(
    function: Callable,
    variant: Variant,
    mistakes: Sequence[Mistake],
    known: Mapping[str, float] = MappingProxyType({}),
) -> Iterable[Callable]:
    """Yield versions of `function` with all of these mistakes, one for each way of making them.

    Parameters
    ----------
    function : callable
        The right one, which is edited.
    variant : Variant
        In which way of doing it right the mistakes are made.
    mistakes : sequence of Mistake
        Any number; with none, the variant itself is yielded. Nothing is yielded where the edits
        of one take away what another one edits.
    known : {name: value}
        Values of constants in the reader's own function, tried in place of those of the mistakes.

    Yields
    ------
    callable
        It takes the same arguments as `function`.
    """
    constants = {name: values for mistake in mistakes for name, values in mistake.constants}
    for name in constants.keys() & known.keys():
        constants[name] = (known[name],)
    settings = [
        tuple(zip(constants, choice, strict=True)) for choice in product(*constants.values())
    ]
    for body in _bodies(function, variant.edits, tuple(mistake.edits for mistake in mistakes)):
        yield from (compiled(function, body, setting) for setting in settings)


@cache
def _bodies(
    function: Callable, variant: Edits, mistakes: tuple[tuple[Edits, ...], ...]
) -> tuple[str, ...]:
    """Return the bodies of a function with some mistakes, one for each way of making them."""
    start = _apply(_source(function)[1], variant)
    if start is None:
        return ()
    bodies = (_apply_all(start, ways) for ways in product(*mistakes))
    return tuple(body for body in bodies if body is not None)


@cache
def compiled(function: Callable, body: str, constants: Edits = ()) -> Callable:
    """Return `function` with another body, which may use these constants.

    Parameters
    ----------
    function : callable
        The right one: its arguments and the names that it knows are kept.
    body : str
        The lines below the def line, indented.
    constants : tuple of (name, value)
        Further names that the body may use.

    Returns
    -------
    callable
        Its first state, if it takes one, is a Memory with the fields of the function's own.
    """
    names = {**function.__globals__, **_flexible_states(function), **dict(constants)}
    names |= {"np": np, "in_turn": in_turn, "FIRST": _first_state(function)}
    exec(compile(_source(function)[0] + body, f"<{function.__name__}, edited>", "exec"), names)
    return names["edited"]


def in_turn(factor: float, old: Any, added: np.ndarray) -> np.ndarray:
    """Return what a memory holds for each parameter that all of them share by mistake.

    A loop over the parameters updates it for one after the other, so that each adds to what the
    ones before it left there.

    Parameters
    ----------
    factor : float
        What the memory is multiplied by at each update.
    old : float or ndarray
        The memory before: a number, or an array whose last entry counts.
    added : ndarray
        What is added for each parameter, these along the last axis.

    Returns
    -------
    ndarray
        Of the shape of `added`, or (1,) where that is one number.
    """
    values, memory = [], np.asarray(old)[..., -1] if np.ndim(old) else old
    for entry in np.moveaxis(np.atleast_1d(added), -1, 0):
        memory = factor * memory + entry
        values.append(memory)
    return np.stack(values, axis=-1)


def _first_state(function: Callable) -> Memory:
    """Return the state before the first step, with the fields of the function's own."""
    parameter = inspect.signature(function).parameters.get("state")
    fields = getattr(parameter.default, "_asdict", dict)() if parameter else {}
    return Memory(**{name: np.float64(value) for name, value in fields.items()})


def _flexible_states(function: Callable) -> dict[str, Callable[..., Memory]]:
    """Return {name: stand-in that takes further fields} of the state classes of a rule's module."""
    known = function.__globals__.items()
    return {name: _state_with_fields(*state._fields) for name, state in known if _is_state(state)}


def _is_state(value: Any) -> bool:
    """Return whether a value is a NamedTuple, as the states in helpers.rules are."""
    return isinstance(value, type) and issubclass(value, tuple) and hasattr(value, "_fields")


def _state_with_fields(*fields: str) -> Callable[..., Memory]:
    def make(*values: Any, **added: Any) -> Memory:
        return Memory(**dict(zip(fields, values, strict=False)), **added)

    return make


@cache
def _source(function: Callable) -> tuple[str, str]:
    """Return a def line that takes the same arguments, and the body without its docstring."""
    parts = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        parts.append(parameter.name + (" = FIRST" if parameter.name == "state" else default))
    return f"def edited({', '.join(parts)}):\n", body_of(function)


def _apply(body: str, edits: Edits) -> str | None:
    """Return a body after some edits, or None where there is nothing to edit."""
    for old, new in edits:
        if old not in body:
            return None
        body = body.replace(old, new)
    return body


def _apply_all(body: str, ways: Sequence[Edits]) -> str | None:
    """Return a body after the edits of one or two mistakes, or None where they do not go together.

    Edits of single names, such as "gradient", come last: they are about what is left then.
    """
    renames = [edits for edits in ways if _is_rename(edits)]
    others = [edits for edits in ways if not _is_rename(edits)]
    if len(others) == 2:
        others = _ordered(body, *others)
    for edits in (*others, *renames):
        edited = _apply(body, edits)
        if edited is None:
            return None
        body = edited
    return body if others or renames or not ways else None


def _is_rename(edits: Edits) -> bool:
    return all(old.isidentifier() for old, _ in edits)


def _ordered(body: str, first: Edits, second: Edits) -> list[Edits]:
    """Return the edits of two mistakes in the order in which each still means what it says.

    The list is empty where there is no such order: where both edit the same piece.
    """
    if any(old not in body for old, _ in (*first, *second)):
        return []
    goes_before = set()
    for (old, new), (other_old, other_new) in product(first, second):
        relation = _relation(body, old, other_old)
        if relation == "overlap" or other_old == new or old == other_new:
            return []
        if relation == "around" or (relation == "apart" and other_old in new):
            goes_before.add("first")
        elif relation == "inside" or old in other_new:
            goes_before.add("second")
    if len(goes_before) == 2:
        return []
    return [second, first] if goes_before == {"second"} else [first, second]


def _relation(body: str, piece: str, other: str) -> str:
    """Return how two pieces of a body lie to each other: "apart", "around" where the first holds
    the other, "inside" where the other holds it, or "overlap"."""
    relations = set()
    for (a, b), (c, d) in product(_spans(body, piece), _spans(body, other)):
        if b <= c or d <= a:
            continue
        around, inside = a <= c and d <= b, c <= a and b <= d
        relations.add(
            "around" if around and not inside else "inside" if inside and not around else "overlap"
        )
    return relations.pop() if len(relations) == 1 else "overlap" if relations else "apart"


@cache
def _spans(body: str, piece: str) -> list[tuple[int, int]]:
    """Return where a piece of a body begins and ends, the spaces around it left out."""
    return [match.span() for match in re.finditer(re.escape(piece.strip()), body)]
