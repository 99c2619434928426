"""Which numbers of a lesson's prose are proved: quoted by a claim, printed, set in code, or given.

A number is printed if a stored output shows it as it is written (93 % as a percentage, 120× as a
factor). It is a setting if it stands in a code cell as a value of its own: given by name or
position, assigned, or listed, but not in a calculation, an index or an assertion. Numbers of three
significant digits or more may be printed or set anywhere in the lesson, and printed longer than
they are written. Others would agree with something by accident: they must be printed or set near
by, in the two code cells above or below. What questions and checks show is text, and no proof.
"""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lesson_measures import asks
from lesson_prose import Passage
from nbformat import NotebookNode

from claims.lesson_text import find_words, numbers_to_prove
from claims.written_numbers import FACTOR, WrittenNumber, numbers_in

CLAIMS = Path(__file__).parent
CELLS_NEAR = 2
IN_CALCULATIONS = (ast.BinOp, ast.Compare, ast.JoinedStr)


class Unproved(NamedTuple):
    """A number of the prose that nothing proves."""

    passage: Passage
    number: WrittenNumber

    @property
    def sentence(self) -> str:
        """The sentence in which it stands."""
        return self.passage.sentence_at(self.number.start)


class Evidence(NamedTuple):
    """What a code cell proves: the numbers that it prints, and its settings."""

    cell: int
    printed: tuple[WrittenNumber, ...]
    settings: frozenset[Decimal]

    def proves(self, number: WrittenNumber) -> bool:
        """Return True if a number of the prose is printed or set here."""
        is_set = number.kind != FACTOR and number.value in self.settings
        return is_set or any(number.repeats(other) for other in self.printed)


def evidence_of(notebook: NotebookNode) -> list[Evidence]:
    """Return what each code cell of a notebook proves, without those that ask a question."""
    return [
        Evidence(number, tuple(_printed(cell)), frozenset(_settings(ast.parse(cell.source))))
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and not asks(cell)
    ]


def _near(evidence: list[Evidence], cell: int | None) -> list[Evidence]:
    """Return the evidence of the two code cells above a cell and of the two below."""
    if cell is None:
        return []
    above = [each for each in evidence if each.cell < cell]
    below = [each for each in evidence if each.cell > cell]
    return above[-CELLS_NEAR:] + below[:CELLS_NEAR]


def unproved(
    passages: Iterable[Passage], evidence: list[Evidence], quoted: Iterable[str]
) -> list[Unproved]:
    """Return the numbers of a text that nothing proves.

    Parameters
    ----------
    passages
        The text.
    evidence
        What the cells prove.
    quoted
        The words that claims quote, or that are listed as given.

    Returns
    -------
    list of Unproved
        In the order of the text.
    """
    passages = list(passages)
    quotations = [found for words in quoted for found in find_words(words, passages)]
    return [
        Unproved(passage, number)
        for passage in passages
        for number in numbers_to_prove(passage)
        if not any(found.covers(passage, number) for found in quotations)
        and not any(
            each.proves(number)
            for each in (evidence if number.is_distinctive else _near(evidence, passage.cell))
        )
    ]


@cache
def quoted_words(folder: Path = CLAIMS) -> tuple[tuple[str, str], ...]:
    """Return (lesson, words) of every claim in the tests of a folder, which are not run."""
    return tuple(pair for path in sorted(folder.glob("test_*.py")) for pair in _claims_in(path))


def given_words(name: str, folder: Path = CLAIMS / "given") -> dict[str, str]:
    """Return {words: reason} of what is listed as given, such as definitions.

    Parameters
    ----------
    name
        A lesson, or "every_lesson" for what any lesson may say.
    folder
        Where {name}.toml is; without such a file nothing is given.

    Returns
    -------
    dict
    """
    path = folder / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _printed(cell: NotebookNode) -> Iterator[WrittenNumber]:
    """Yield the numbers among the outputs of a cell; names of objects, as <Figure …>, have none."""
    for output in cell.outputs:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield from numbers_in(text) if not text.startswith("<") else ()


def _settings(node: ast.AST) -> Iterator[Decimal]:
    """Yield the numbers in code that stand for themselves."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield Decimal(repr(node.value))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from (-value for value in _settings(node.operand))
    elif not isinstance(node, ast.Assert):
        index = node.slice if isinstance(node, ast.Subscript) else None
        for child in ast.iter_child_nodes(node):
            operand = isinstance(node, IN_CALCULATIONS) and isinstance(child, ast.Constant)
            form = isinstance(node, ast.FormattedValue) and child is node.format_spec
            if not operand and not form and child is not index:
                yield from _settings(child)


def _claims_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (lesson, words) of the claims in a test file."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names: dict[str, object] = {
        ast.unparse(node.targets[0]): node.value.value
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    functions = (node for node in body if isinstance(node, ast.FunctionDef))
    for test in (function for function in functions if function.name.startswith("test_")):
        for call in (node for node in test.decorator_list if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "claim":
                lesson, words = (_string(node, names) for node in (*call.args, *call.keywords))
                yield lesson, words


def _string(node: ast.AST, names: dict[str, object]) -> str:
    """Return the string that an argument of `claim` is, written there or under a name."""
    value = node.value if isinstance(node, ast.Constant) else names.get(ast.unparse(node))
    if not isinstance(value, str):
        raise TypeError(f"claim(lesson, words) takes plain strings, not {ast.unparse(node)}")
    return value
