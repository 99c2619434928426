"""Every public function is annotated, and numpydoc sections say what it takes, returns and raises.

Public is what has no underscore before its name, nor before that of its class or module.
"""

import ast
import re
import textwrap
from collections.abc import Iterator
from doctest import DocTestParser, Example
from itertools import pairwise
from pathlib import Path

import griffe
import pytest

ROOT = Path(__file__).resolve().parent.parent
SECTIONS = griffe.DocstringSectionKind
STATES = ("rules", "muon")  # their records are states, which the first sentence describes
RAISES_FOR_ITS_CALLER = ("check_", "checked_", "reject_")  # such a function checks an argument


def public(owner: griffe.Object) -> Iterator[griffe.Class | griffe.Function]:
    """Yield the public classes, functions and methods that are defined in a module or a class."""
    for member in owner.members.values():
        if member.is_alias or member.name.startswith("_"):
            continue
        if isinstance(member, griffe.Class | griffe.Function):
            yield member
        if isinstance(member, griffe.Class | griffe.Module):
            yield from public(member)


PACKAGE = griffe.load("helpers", search_paths=[ROOT], docstring_parser="numpy")
PUBLIC = list(public(PACKAGE))
FUNCTIONS = [member for member in PUBLIC if member.is_function]


def name(member: griffe.Object) -> str:
    return member.path.removeprefix("helpers.")


def sections(function: griffe.Function) -> dict:
    """The parsed sections of a docstring, by their kind."""
    parsed = function.docstring.parse("numpy", warnings=False) if function.docstring else []
    return {section.kind: section.value for section in parsed}


def raises(function: griffe.Function) -> bool:
    """True if the body has a `raise` of its own, or calls a function that checks an argument."""
    nodes = list(ast.walk(ast.parse(textwrap.dedent("\n".join(function.lines)))))
    called = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    if any(name.rpartition(".")[2].startswith(RAISES_FOR_ITS_CALLER) for name in called):
        return True
    return any(isinstance(node, ast.Raise) and node.exc for node in nodes)


def missing(function: griffe.Function) -> list[str]:
    """What is missing in a signature and its docstring, or is too much."""
    found = sections(function)
    taken = [p for p in function.parameters if p.name not in ("self", "cls")]
    told = [
        name.lstrip("*")
        for kind in (SECTIONS.parameters, SECTIONS.other_parameters)
        for parameter in found.get(kind, [])
        for name in parameter.name.split(", ")
    ]
    names = [parameter.name for parameter in taken]
    lacking = [] if SECTIONS.text in found else ["summary"]
    lacking += [f"annotation of {p.name}" for p in taken if p.annotation is None]
    lacking += [f"Parameters: {name}" for name in names if name not in told]
    lacking += [f"Parameters: no {name} is taken" for name in told if name not in names]
    if function.returns is None:
        lacking.append("annotation of what is returned")
    elif str(function.returns) != "None" and not {SECTIONS.returns, SECTIONS.yields} & set(found):
        lacking.append("Returns")
    returned = [*found.get(SECTIONS.returns, []), *found.get(SECTIONS.yields, [])]
    lacking += [
        f"Returns: what is in {r.annotation}" for r in returned if not r.description.strip()
    ]
    if raises(function) and SECTIONS.raises not in found:
        lacking.append("Raises")
    return lacking


@pytest.mark.parametrize("function", FUNCTIONS, ids=name)
def test_what_a_function_takes_returns_and_raises_is_documented(function):
    assert missing(function) == []


def fields(member: griffe.Object) -> list[str]:
    """The fields of a NamedTuple or a dataclass."""
    if not isinstance(member, griffe.Class):
        return []
    is_record = "NamedTuple" in map(str, member.bases) or "dataclass" in member.labels
    if not is_record:
        return []
    return [n for n, a in member.attributes.items() if a.annotation and "property" not in a.labels]


RECORDS = [member for member in PUBLIC if fields(member) and member.module.name not in STATES]


@pytest.mark.parametrize("record", RECORDS, ids=name)
def test_every_field_of_a_record_is_documented(record):
    found = sections(record)
    entries = found.get(SECTIONS.attributes, found.get(SECTIONS.parameters, []))
    described = [name for entry in entries for name in entry.name.split(", ")]
    assert sorted(described) == sorted(fields(record))


def style_faults(text: str) -> list[str]:
    """Entries without a type or a description, sections with another name, and examples without a
    blank line."""
    lines, faults, section = textwrap.dedent(text.partition("\n")[2]).splitlines(), [], ""
    for number, line in enumerate(lines):
        below = [*lines[number + 1 :], ""]
        if re.fullmatch("-{3,}", below[0]):
            section = line
            faults += [f"{line}: name it References"] * (line in ("Source", "Sources"))
            faults += ["Examples: leave a line blank"] * (line == "Examples" and below[1] != "")
        elif section in ("Parameters", "Attributes") and re.match(r"[\w*]", line):
            faults += [f"{line}: say name : type"] * (" : " not in line)
            told = below[0].startswith(" ") or " : as in " in line
            faults += [f"{line}: say what it is"] * (not told)
    return faults


@pytest.mark.parametrize("member", PUBLIC, ids=name)
def test_docstrings_have_one_style(member):
    assert style_faults(member.docstring.value if member.docstring else "") == []


def test_faults_of_style_are_found():
    text = """Return x.

    Parameters
    ----------
    x
        A number.
    y : int
        Another one.
    z : int

    Source
    ------
    Somebody (1999).

    Examples
    --------
    >>> 1
    """
    faults = ["x: say name : type", "z : int: say what it is", "Source: name it References",
              "Examples: leave a line blank"]  # fmt: skip
    assert style_faults(text) == faults


@pytest.mark.parametrize("member", PUBLIC, ids=name)
def test_docstring_begins_with_one_sentence(member):
    first = member.docstring.value.partition("\n\n")[0] if member.docstring else ""
    assert first.endswith((".", ":")) and len(first) < 300, first


@pytest.mark.parametrize("member", PUBLIC, ids=name)
def test_an_example_stands_alone_below_a_blank_line(member):
    """Otherwise it is drawn as part of the paragraph before it."""
    parts = DocTestParser().parse(member.docstring.value if member.docstring else "")
    for text, example in pairwise(parts):
        if isinstance(text, str) and isinstance(example, Example) and text.strip():
            assert text.rstrip(" ").endswith(("\n\n", "---\n")), example.source
