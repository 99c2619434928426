"""The prose of a lesson, as passages of plain text: what its budget and its claims are about.

Prose is the text of a notebook's Markdown cells: headings, paragraphs, list items, table rows and
folded answers. Marks of Markdown and HTML tags are gone. Formulas and inline code stand in the text
of a passage, so that a claim can quote them, and are marked there, so that they are not counted as
words. Blocks of code are no prose, and neither are the outputs of cells.
"""

import re
import tomllib
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = ROOT / "helpers" / "exercises" / "texts"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {"p", "li", "tr", "summary", "details", "div", "pre", "ul", "ol", "blockquote"}
FORMULA, CODE, LESSON = "formula", "code", "lesson"  # kinds of parts; the rest is "text"
UNPROSAIC = {"pre", "script", "style"}
NO_PROSE = {"answer", "options", "lines", "distractors"}  # keys of an exercise
TYPOGRAPHY = str.maketrans("“”‘’‑", "\"\"''-")
SENTENCE_BREAK = re.compile(r"(?<=[.!?])[)\"']*\s+(?=[\"'(]?[A-Z$\d])")


class Part(NamedTuple):
    """A stretch of a passage: `kind` is "text", "formula", "code" or "lesson" (a link to one)."""

    kind: str
    start: int
    stop: int


class Passage(NamedTuple):
    """A paragraph, heading, list item or table row; the cells of a row are joined by " | ".

    `cell` is the number of the cell, from 1, or None where there is none. `where` names the place
    in a message, and `block` the HTML element.
    """

    cell: int | None
    where: str
    block: str
    text: str
    parts: tuple[Part, ...]

    def kind_at(self, position: int) -> str:
        """Return the kind of the part in which a position of the text lies."""
        inside = (part.kind for part in self.parts if part.start <= position < part.stop)
        return next(inside, "text")

    def without(self, *kinds: str) -> str:
        """Return the text with the parts of these kinds left out."""
        kept = [self.text[p.start : p.stop] for p in self.parts if p.kind not in kinds]
        return "".join(kept)

    def sentence_at(self, position: int) -> str:
        """Return the sentence in which a position of the text lies."""
        breaks = [end.end() for end in SENTENCE_BREAK.finditer(self.text)]
        start = max((end for end in breaks if end <= position), default=0)
        stop = min((end for end in breaks if end > position), default=len(self.text))
        return self.text[start:stop].strip()


class _Renderer(IPythonRenderer):
    """Markdown to HTML that keeps formulas as they are written."""

    def __init__(self):
        super().__init__(escape=False, exclude_anchor_links=True)

    def inline_math(self, body):
        return f'<span class="{FORMULA}">${escape(body)}$</span>'

    def block_math(self, body):
        return f'<p></p><span class="{FORMULA}">$${escape(body)}$$</span><p></p>'

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def block_code(self, code, info=None):
        return f"<pre>{escape(code)}</pre>"


class _Passages(HTMLParser):
    """Collect the passages of HTML in `found`, and its blocks of code in `blocks_of_code`."""

    def __init__(self, cell, where):
        super().__init__()
        self.cell, self.where, self.found, self.blocks_of_code = cell, where, [], []
        self.block, self.tags, self.kinds, self.pieces = "p", [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.end_passage()
            self.block = tag
        elif tag in ("td", "th") and any(piece.strip() for _, piece in self.pieces):
            self.pieces.append(("text", " | "))
        given = dict(attrs)
        to_lesson = tag == "a" and ".ipynb" in (given.get("href") or "")
        formula = given.get("class") == FORMULA
        kind = FORMULA if formula else LESSON if to_lesson else CODE if tag == "code" else None
        if tag not in ("br", "img", "hr", "input"):
            self.tags.append(tag)
            self.kinds.append(kind)

    def handle_endtag(self, tag):
        if tag in self.tags:
            while self.tags.pop() != tag:
                self.kinds.pop()
            self.kinds.pop()
        if tag in BLOCKS:
            self.end_passage()
            self.block = "p"

    def handle_data(self, data):
        if "pre" in self.tags:
            self.blocks_of_code.append(data)
        elif not UNPROSAIC & set(self.tags):
            kind = next((kind for kind in reversed(self.kinds) if kind), "text")
            self.pieces.append((kind, data))

    def end_passage(self):
        """Close the passage: join its pieces, with one space wherever there is white space."""
        text, parts = "", []
        for kind, piece in self.pieces:
            piece = " ".join(re.split(r"\s+", piece.translate(TYPOGRAPHY)))
            piece = piece if kind in (FORMULA, CODE) else piece.replace("*", "")
            piece = piece.lstrip() if not text or text.endswith(" ") else piece
            parts.append(Part(kind, len(text), len(text) + len(piece)))
            text += piece
        if text.strip():
            passage = Passage(self.cell, self.where, self.block, text.rstrip(), tuple(parts))
            self.found.append(passage)
        self.pieces = []


def passages_of(markdown: str, cell: int | None = None, where: str = "") -> list[Passage]:
    """Return the passages of a Markdown text, which may have HTML and $formulas$ in it.

    Parameters
    ----------
    markdown
        The source of a Markdown cell, or a sentence of an exercise.
    cell, where
        The number of the cell, and what a message calls the place.

    Returns
    -------
    list of Passage
        In the order of the text.

    Examples
    --------

    >>> [passage.text for passage in passages_of("It *falls* by 3 &percnt;.")]
    ['It falls by 3 %.']
    """
    return _parsed(markdown, cell, where).found


def blocks_of_code(markdown: str) -> list[str]:
    """Return the fenced blocks of code of a Markdown text."""
    return _parsed(markdown, None, "").blocks_of_code


def _parsed(markdown: str, cell: int | None, where: str) -> _Passages:
    """Return the parser after it has read a Markdown text."""
    parser = _Passages(cell, where)
    parser.feed(MarkdownWithMath(renderer=_Renderer()).render(markdown))
    parser.close()
    parser.end_passage()
    return parser


def prose(notebook: NotebookNode) -> list[Passage]:
    """Return the passages of a notebook's Markdown cells."""
    return [
        passage
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "markdown"
        for passage in passages_of(cell.source, number, f"cell {number}")
    ]


def files_of_no_lesson(folder: Path = EXERCISES) -> list[str]:
    """Return the names of the files of sentences that belong to no lesson, such as "hints"."""
    return sorted(path.stem for path in folder.glob("[!0-9]*.toml"))


def exercise_texts(name: str, folder: Path = EXERCISES) -> dict[str, list[str]]:
    """Return the sentences of exercises, without options, most of which are wrong, and code.

    Parameters
    ----------
    name
        The number of a lesson, as "01", or a file that belongs to none, as "hints".
    folder
        Where {name}.toml is.

    Returns
    -------
    dict
        {name of an exercise: its sentences}, empty without such a file.
    """
    path = folder / f"{name}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: list(_strings(value)) for key, value in tables.items()}


def _strings(value: object) -> Iterator[str]:
    """Yield the strings of a TOML value, but no options, no letters of answers and no code."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (text for item in value for text in _strings(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "explain":
                yield from (sentence for _, sentence in item)
            elif key not in NO_PROSE:
                yield from _strings(item)
