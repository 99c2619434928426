"""The cells of a notebook as HTML: text, code, and what the code shows."""

import base64
import re
import struct
from collections.abc import Iterator, Mapping
from html import escape

from files import Files
from nbconvert.filters import ansi2html
from nbformat import NotebookNode
from text_html import Link, code, markdown, pre, with_formulas
from widget_groups import Group, view_id

__all__ = ["cells_html", "output_html"]

RECORD = re.compile(r"^record\(", re.MULTILINE)  # a page has a button for that, at its foot
EXERCISE = re.compile(r"^(?:check|score)\(", re.MULTILINE)  # whose code is the reader's
FOLDED = '<details class="source"><summary>the code of this cell</summary>{}</details>'
DESCRIBED = "The picture is described in the text below it."


def cells_html(
    notebook: NotebookNode, groups: Mapping[str, Group], files: Files, link_to: Link, name: str
) -> Iterator[str]:
    """Yield the cells of a notebook as HTML.

    Parameters
    ----------
    notebook
        A lesson.
    groups
        What `saved_groups` returned for it; empty for figures that stand still.
    files
        Where pictures and models go.
    link_to
        How links are written.
    name
        The lesson's name, "01_gradient_descent", from which files are named.
    """
    for cell, below in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if cell.cell_type == "markdown":
            yield markdown(cell.source, link_to)
        elif cell.cell_type == "code" and not RECORD.search(cell.source):
            described = bool(below and re.match(r"\W*The pictures?\b", below.source))
            models = _written(name, cell.id, groups.get(cell.id), files)
            yield _code_cell(cell, models, files, described)


def _written(name: str, cell: str, group: Group | None, files: Files) -> str:
    """Write the models of a cell and return their addresses, the shared ones first."""
    if group is None:
        return ""
    shared = [files.data(key, model) for key, model in group.shared.items()]
    return " ".join([*shared, files.data(f"{name.replace('/', '-')}-{cell}", group.models)])


def _code_cell(cell: NotebookNode, models: str, files: Files, described: bool) -> str:
    folded = cell.metadata.get("jupyter", {}).get("source_hidden")
    source = FOLDED.format(code(cell.source)) if folded else code(cell.source)
    exercise = "" if folded or not EXERCISE.search(cell.source) else " data-exercise"
    shown = [each for each in cell.outputs if not _repeats_a_caption(each)]
    outputs = "\n".join(output_html(each, files, described, bool(models)) for each in shown)
    needs = f' data-models="{models}"' if models else ""
    return (
        f'<section class="cell" data-cell="{cell.id}"{needs}{exercise}>\n{source}\n'
        f'<div class="outputs">\n{outputs}\n</div>\n</section>'
    )


def output_html(
    shown: NotebookNode, files: Files, described: bool = False, alive: bool = False
) -> str:
    """Return what a cell shows: of several forms the picture, else the HTML, else the text.

    Parameters
    ----------
    shown
        An output.
    files
        Where a picture goes.
    described
        Whether the text below the cell describes the picture.
    alive
        Whether the widget in it has been saved, which takes the place of the still form.
    """
    data = shown.get("data", {})
    if "image/png" in data:
        about = shown.metadata.get("image/png", {})
        html = _picture(base64.b64decode(data["image/png"]), about, files, described)
    elif "text/html" in data:
        html = f'<div class="wide output">{with_formulas(data["text/html"])}</div>'
    else:
        text = shown.get("text", data.get("text/plain", "\n".join(shown.get("traceback", []))))
        html = pre("output", ansi2html(text.rstrip()))
    view = view_id(shown) if alive else ""
    return f'<div class="live" data-view="{view}">{html}</div>' if view else html


def _picture(png: bytes, about: Mapping[str, object], files: Files, described: bool) -> str:
    """Return a figure; `about` has its caption, if the notebook has one for it."""
    alt = str(about.get("alt", ""))
    caption = f"<figcaption>{escape(alt)}</figcaption>" if alt else ""
    pixels = struct.unpack(">II", png[16:24])
    width = int(str(about.get("width", pixels[0])))
    height = int(str(about.get("height", round(width * pixels[1] / pixels[0]))))
    panels = "panels" if pixels[0] > 1.8 * pixels[1] else "panel"
    words = escape(alt or (DESCRIBED if described else ""))
    return (
        f'<figure class="{panels}"><div class="wide" tabindex="0" style="--size: {width}/{height}">'
        f'<img src="{files.picture(png)}" alt="{words}" width="{width}" height="{height}" '
        f'loading="{files.loading}"></div>{caption}</figure>'
    )


def _repeats_a_caption(shown: NotebookNode) -> bool:
    """Return whether an output is the words of a still figure, which are its caption here."""
    return 'class="picture-description"' in shown.get("data", {}).get("text/html", "")
