"""Small notebooks for the tests of the rules themselves."""

from lesson_prose import Passage, passages_of
from nbformat import NotebookNode, v4


def code(source: str, printed: str = "", **metadata) -> NotebookNode:
    """Return a code cell, with what it printed."""
    outputs = [v4.new_output("stream", text=printed)] if printed else []
    return v4.new_code_cell(source, outputs=outputs, metadata=metadata)


def notebook(*cells: str | NotebookNode) -> NotebookNode:
    """Return a notebook; a string is a Markdown cell."""
    made = [v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return NotebookNode(cells=made)  # not validated: a cell may stand in it twice


def passages(*markdown: str) -> list[Passage]:
    """Return the passages of Markdown cells."""
    return [p for n, text in enumerate(markdown, 1) for p in passages_of(text, n, f"cell {n}")]
