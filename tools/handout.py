"""Write each lesson as one HTML page that needs nothing else: to print, or to read on a phone.

python tools/handout.py                           all of notebooks/, as `make handout`
python tools/handout.py notebooks/05_adam.ipynb   only these

The pages go to build/handout/. Formulas become MathML, drawn with a font that is in the page too.
"""

import base64
import re
import struct
import sys
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from string import Template

import nbformat
from formulas import font, mathml
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from notebook_files import NOTEBOOKS, name_of, notebook_paths

ROOT = Path(__file__).resolve().parent.parent
HANDOUT = ROOT / "build" / "handout"
STYLE = Path(__file__).with_suffix(".css")
ATTRIBUTES = {"action", "background", "data", "formaction", "href", "poster", "src", "srcset"}
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")
FOLDED = '<details class="source"><summary>the code of this cell</summary>{}</details>'
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>
@font-face { font-family: "Formulas"; src: url($font) format("woff"); }
$style</style>
</head>
<body>
<p class="still">A still copy of <code>notebooks/$name.ipynb</code>: to move the sliders
and to run the code, open the notebook.</p>
<main>
$body
</main>
<script>
const FOLDED = 'details:not([open], .source)'
addEventListener('beforeprint', () => document.querySelectorAll(FOLDED).forEach(
    folded => { folded.open = true; folded.dataset.folded = '' }))
addEventListener('afterprint', () => document.querySelectorAll('[data-folded]').forEach(
    unfolded => { unfolded.open = false; delete unfolded.dataset.folded }))
</script>
</body>
</html>
""")


class Text(IPythonRenderer):
    """Markdown to HTML: formulas as MathML, links to lessons as links to their pages."""

    def __init__(self):
        super().__init__(escape=False, exclude_anchor_links=True)

    def inline_math(self, body: str) -> str:
        return mathml(body, displaystyle=False)

    def block_math(self, body: str) -> str:
        return f'<span class="wide">{mathml(body, displaystyle=True)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Link to the lessons. Of other places only the name can be in a page that stands alone."""
        address = re.sub(r"\.ipynb(#.*)?$", ".html", url)
        if address != url and address in addresses():
            return f'<a href="{address}">{text}</a>'
        return f"{text} ({escape(url)})" if "://" in url and text != url else text


def markdown(source: str) -> str:
    html = MarkdownWithMath(renderer=Text()).render(source)
    return re.sub(r"<table>.*?</table>", r'<div class="wide">\g<0></div>', html, flags=re.S)


def pre(kind: str, html: str) -> str:
    """Return text that keeps its lines; a keyboard can scroll it where it is too wide."""
    return f'<pre class="{kind}" tabindex="0">{html}</pre>'


def code(source: str) -> str:
    spans = Highlight2HTML(pygments_lexer="python")(source)
    return pre("code", re.sub(r"^.*?<pre>|</pre>.*$|<span></span>", "", spans, flags=re.S).rstrip())


def picture(png: str, about: dict, described_below: bool) -> str:
    """Return a figure; `about` is its caption if the notebook has one for it."""
    alt = about.get("alt", "")
    below = "The picture is described in the text below it." if described_below else ""
    caption = f"<figcaption>{escape(alt)}</figcaption>" if alt else ""
    pixels = struct.unpack(">II", base64.b64decode(png)[16:24])
    width, height = about.get("width", pixels[0]), about.get("height")
    size = f'width="{width}" height="{height or round(width * pixels[1] / pixels[0])}"'
    panels = "panels" if pixels[0] > 1.8 * pixels[1] else "panel"
    source = f"data:image/png;base64,{png.strip()}"
    return (
        f'<figure class="{panels}"><div class="wide" tabindex="0">'
        f'<img src="{source}" alt="{escape(alt or below)}" {size}></div>{caption}</figure>'
    )


def output(shown: NotebookNode, described_below: bool) -> str:
    """Return what a cell shows: of several forms the picture, else the HTML, else the text."""
    data = shown.get("data", {})
    if "image/png" in data:
        return picture(data["image/png"], shown.metadata.get("image/png", {}), described_below)
    if "text/html" in data:
        return f'<div class="wide output">{with_formulas(data["text/html"])}</div>'
    text = shown.get("text", data.get("text/plain", "\n".join(shown.get("traceback", []))))
    return pre("output", ansi2html(text.rstrip()))


def with_formulas(html: str) -> str:
    """Return the HTML of an output with its $…$ as MathML; a table of data has no formulas."""
    if "<table" in html:
        return html
    return re.sub(r"\$(.+?)\$", lambda found: mathml(unescape(found[1]), displaystyle=False), html)


def lesson(notebook: NotebookNode) -> Iterator[str]:
    """Yield the cells of a notebook as HTML."""
    following = [*notebook.cells[1:], None]
    for cell, below in zip(notebook.cells, following, strict=True):
        if cell.cell_type == "markdown":
            yield markdown(cell.source)
        elif cell.cell_type == "code":
            described = bool(below and re.match(r"\W*The pictures?\b", below.source))
            folded = cell.metadata.get("jupyter", {}).get("source_hidden")
            yield FOLDED.format(code(cell.source)) if folded else code(cell.source)
            shown = (each for each in cell.outputs if not repeats_a_caption(each))
            yield from (output(each, described) for each in shown)


def repeats_a_caption(shown: NotebookNode) -> bool:
    """Return whether an output is the words of a still figure, which are its caption here."""
    return 'class="picture-description"' in shown.get("data", {}).get("text/html", "")


def page(name: str, notebook: NotebookNode) -> str:
    """Return the page of a lesson.

    Raises
    ------
    ValueError
        If the page would need anything from another address.
    """
    body = "\n".join(lesson(notebook))
    title = re.search(r"<h1>(.+?)</h1>", body)
    html = PAGE.substitute(
        title=title[1] if title else name,
        name=name,
        body=body,
        style=STYLE.read_text(encoding="utf-8"),
        font=font("".join(re.findall(r"<math.*?</math>", body, re.S))),
    )
    if elsewhere := outside(html):
        raise ValueError(f"A page has to stand alone; leave these addresses out: {elsewhere}")
    return html


class Addresses(HTMLParser):
    """Collect in `found` all that a page names for the browser to fetch or to go to."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ATTRIBUTES and value]
        self.found += IN_STYLES.findall(dict(attrs).get("style") or "")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "style":
            self.found += IN_STYLES.findall(data)


def outside(html: str) -> list[str]:
    """Return the addresses in a page that are neither in it nor the page of another lesson."""
    found = Addresses(html).found
    return [there for there in found if not there.startswith("data:") and there not in addresses()]


def addresses() -> set[str]:
    """Return how one page may name another: 01_name.html, deeper/name.html, ../01_name.html."""
    pages = [Path(f"{name_of(path)}.html") for path in notebook_paths()]
    return {f"{prefix}{page.name}" for page in pages for prefix in _prefixes(page)}


def _prefixes(page: Path) -> tuple[str, ...]:
    return ("", "deeper/") if page.parent.name == "deeper" else ("", "../")


def main(paths: list[Path]) -> str | None:
    """Write the pages of the lessons at `paths`; return which failed and why, if one did."""
    for path in paths:
        deeper = path.resolve().parent == NOTEBOOKS / "deeper"
        name = f"deeper/{path.stem}" if deeper else path.stem
        try:
            html = page(name, nbformat.read(path, as_version=4))
        except ValueError as error:
            return f"{path.name}: {error}"
        file = HANDOUT / f"{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or notebook_paths()))
