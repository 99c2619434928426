"""Text, code and formulas as HTML: Markdown, highlighted Python, LaTeX as MathML."""

import re
from collections.abc import Callable
from html import escape, unescape

from formulas import mathml
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["LATEX", "code", "markdown", "pre", "section_id", "with_formulas"]

LATEX = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
# A browser would break the line between a formula and a comma.
JOINED = re.compile(r"(<math(?! display)[^>]*>(?:(?!</math>).)*</math>)([,.;:!?)]+)", re.DOTALL)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)

Link = Callable[[str, str], str]  # of what is to be read and where it leads, the HTML


class Text(IPythonRenderer):
    """Markdown to HTML: formulas as MathML, headings that can be linked to."""

    def __init__(self, link_to: Link):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.link_to = link_to

    def inline_math(self, body: str) -> str:
        return mathml(body, displaystyle=False)

    def block_math(self, body: str) -> str:
        return f'<span class="wide formula">{mathml(body, displaystyle=True)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return f'<h{level} id="{section_id(text)}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return self.link_to(text, url)


def section_id(heading: str) -> str:
    """Return the name by which a link leads to a heading, given as HTML."""
    plain = unescape(re.sub(r"<[^>]+>", "", heading))
    return re.sub(r"[^\w]+", "-", plain.lower()).strip("-")


def markdown(source: str, link_to: Link) -> str:
    """Return the HTML of a Markdown text.

    Parameters
    ----------
    source
        The text, with $…$ for formulas.
    link_to
        Returns the HTML of a link, given its text (HTML) and its address.
    """
    html = MarkdownWithMath(renderer=Text(link_to)).render(source)
    html = JOINED.sub(r'<span class="joined">\1\2</span>', html)
    return TABLE.sub(r'<div class="wide">\g<0></div>', html)


def pre(kind: str, html: str) -> str:
    """Return text that keeps its lines; a keyboard can scroll it where it is too wide."""
    return f'<pre class="{kind}" tabindex="0">{html}</pre>'


def code(source: str) -> str:
    """Return Python with its words in colour."""
    spans = Highlight2HTML(pygments_lexer="python")(source)
    return pre("code", re.sub(r"^.*?<pre>|</pre>.*$|<span></span>", "", spans, flags=re.S).rstrip())


def with_formulas(html: str) -> str:
    """Return the HTML of an output with its $…$ as MathML; a table of data has no formulas."""
    if "<table" in html:
        return html

    def replaced(found: re.Match[str]) -> str:
        return mathml(unescape(found[1] or found[2]), displaystyle=bool(found[1]))

    return LATEX.sub(replaced, html)


def as_text(html: str) -> str:
    """Return HTML without its tags, escaped for an attribute."""
    return escape(unescape(re.sub(r"<[^>]+>", "", html)))
