"""Docstrings and comments of helpers/ and site/ are plain English, in the terms of the field."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from claims.private_words import PrivateWord, private_words

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = ROOT / "tests" / "claims"  # about the words of lessons, in those words
FILES = sorted(
    path
    for folder in ("benchmarks", "helpers", "site", "tests", "tools")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in (".py", ".js", ".mjs", ".ts") and CLAIMS not in path.parents
)
TEXTS = sorted((ROOT / "helpers/exercises/texts").glob("*.toml"))
QUAINT = {  # what to write in its place
    "anew|afresh": "again, newly, or another",
    "aloud": "explicitly",
    "in vain": "without effect, or unused",
    "whoever": "a reader who",
    "tells? of|speaks? of|says? anew": "reports",
    "twin of": "equivalent of",
    "to come": "future, or that follows",
    "for good": "permanently",
    "goes? on otherwise": "takes another branch",
    "otherwise where": "else if",
    "dress(?:es)?": "styles, or adds CSS classes to",
    "slips?": "mistake",
    "(?:is|are|was|were) (?:not )?to be (?:said|told|heard)": "is reported",
    "(?:must|may|to) have a say": "influence",
    ", say(?=[.:,])": "for example",
    "shall": "must, or the present",
    "leads? to expect": "predicts",
    "upon|whence|thereof|wherein|nought|naught": "plain words",
}
OF_CODE = {  # private words of lessons that are plain words in code, or that code needs
    "row": "an axis of an array, a line of a table",
    "place": "a position in a block, a list or on a page",
    "board": "the class Board",
    "rate": "a symbol in formulas, after the learning rate was named",
    "limit": "any bound",
    "floor": "that of a picture in three dimensions",
    "rings": "a marker",
    "constants": "constants of a program",
    "matched": "of regular expressions",
}
PATTERNS = {re.compile(rf"(?<!\w){quaint}(?!\w)", re.I): plain for quaint, plain in QUAINT.items()}
JS_COMMENT = re.compile(r"^\s*/\*.*?\*/|(?:^|(?<=\s))//[^\n\"`]*$", re.MULTILINE | re.DOTALL)


def prose_of_python(code: str) -> Iterator[str]:
    """Yield the docstrings and the comments of a module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def prose_of(path: Path) -> str:
    code = path.read_text(encoding="utf-8")
    texts = prose_of_python(code) if path.suffix == ".py" else JS_COMMENT.findall(code)
    return "\n\n".join(re.sub(r"\s*\n[ *]*", " ", text) for text in texts)


def is_private(word: PrivateWord, match: re.Match, text: str) -> bool:
    plain = word.plain.finditer(text) if word.plain else ()
    return not any(p.start() <= match.start() and match.end() <= p.end() for p in plain)


def quaint(text: str) -> list[str]:
    """Return what is quaint in a text, and what to write instead."""
    return [
        f"“{match[0]}”: {plain}" for old, plain in PATTERNS.items() for match in old.finditer(text)
    ]


def faults(text: str) -> list[str]:
    """Return what is quaint in a text, or a word of our own, and what to write instead."""
    return quaint(text) + [
        f"“{match[0]}”: {word.say}"
        for word in private_words()
        if word.word not in OF_CODE
        for match in word.pattern.finditer(text)
        if is_private(word, match, text)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docstrings_and_comments_are_plain_english(path):
    assert faults(prose_of(path)) == []


def sentences(value: Any) -> Iterator[str]:
    """Yield the texts of a table, without its keys."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from sentences(part)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_texts_of_exercises_are_plain_english(path):
    told = [*sentences(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert told and quaint("\n\n".join(told)) == []


def test_a_table_holds_sentences_in_lists_and_tables():
    assert [*sentences({"anew": ["a\n b", {"c": "d", "e": 2}]})] == ["a b", "d"]


def test_quaint_and_private_words_are_found_in_docstrings_and_comments_alone():
    code = 'x = "told anew"  # drawn anew\ndef f():\n    """Each stone is tried in\n    vain."""\n'
    text = "\n\n".join(" ".join(part.split()) for part in prose_of_python(code))
    assert [fault.split("”")[0][1:] for fault in faults(text)] == ["anew", "in vain", "stone"]


def test_comments_of_the_browser_code_are_found():
    code = '/** Drawn\n * anew. */\nconst a = "// anew"; // in vain\nconst url = "http://anew";\n'
    assert JS_COMMENT.findall(code) == ["/** Drawn\n * anew. */", "// in vain"]


def test_words_that_code_may_use_are_in_the_table():
    assert set(OF_CODE) <= {word.word for word in private_words()}
