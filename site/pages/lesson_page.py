"""The page of a lesson: its cells, and around them the way to the other lessons."""

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape
from string import Template
from typing import NamedTuple

from files import data_script

__all__ = ["Lesson", "Part", "page_html"]

COURSE = "How machine-learning optimisers work"
SECTION = re.compile(r'<h2 id="([^"]+)">(.+?)</h2>')
HEADING = re.compile(r"<h1[^>]*>(.+?)</h1>")
TAG = re.compile(r"<[^>]+>")
SLIDES = '<a class="slides" href="?slides" title="Its guesses and figures, for a class">Slides</a>'
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<script>
document.documentElement.dataset.js = "";
const dark = matchMedia("(prefers-color-scheme: dark)");
const tell = () => { document.documentElement.dataset.jpThemeLight = String(!dark.matches); };
dark.addEventListener("change", tell);
tell();
</script>
$head
</head>
<body>
<a class="skip" href="#lesson-text">To the lesson</a>
$before
<div class="sheet">
$contents
<main id="lesson-text">
$note
$body
$onward
</main>
</div>
$footer
<script>
const FOLDED = "details:not([open], .source)";
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(FOLDED)) {
    folded.open = true;
    folded.dataset.folded = "";
  }
});
addEventListener("afterprint", () => {
  for (const unfolded of document.querySelectorAll("[data-folded]")) {
    unfolded.open = false;
    delete unfolded.dataset.folded;
  }
});
</script>
$scripts
</body>
</html>
""")


class Lesson(NamedTuple):
    """What other pages say of a lesson; `title` is text, and `address` from the site's folder."""

    name: str
    title: str
    address: str
    minutes: int


class Part(NamedTuple):
    """What stands around the cells of a lesson: HTML of the head, of the end, and a note."""

    head: str
    scripts: str
    note: str
    footer: str


def title_of(body: str, otherwise: str) -> str:
    """Return the heading of a lesson's HTML as text."""
    found = HEADING.search(body)
    return unescape(TAG.sub("", found[1])) if found else otherwise


def page_html(
    name: str,
    cells: Iterable[str],
    part: Part,
    data: Mapping[str, object],
    lessons: Mapping[str, Lesson],
    above: str,
) -> str:
    """Return the page of a lesson.

    Parameters
    ----------
    name
        Its name, "01_gradient_descent".
    cells
        The HTML of its cells.
    part
        What stands around them.
    data
        What its script reads.
    lessons
        All lessons, by name and in their order; a page alone has none.
    above
        How the page names the folder of the site: "" or "../".
    """
    body = "\n".join(cells)
    return PAGE.substitute(
        title=escape(title_of(body, name)),
        head=part.head,
        before=_bar(name, lessons, above, SLIDES * ("data-models=" in body)) if lessons else "",
        contents=_contents(body),
        note=part.note,
        body=body,
        onward=_onward(name, lessons, above) if lessons else "",
        footer=part.footer,
        scripts=data_script("lesson", data) + "\n" + part.scripts,
    )


def _neighbours(name: str, lessons: Mapping[str, Lesson]) -> tuple[Lesson | None, Lesson | None]:
    """Return the lessons before and after one; those of deeper/ have none."""
    row = [key for key in lessons if "/" not in key]
    place = row.index(name) if name in row else -1
    if place < 0:
        return None, None
    before = lessons[row[place - 1]] if place else None
    return before, lessons[row[place + 1]] if place + 1 < len(row) else None


def _bar(name: str, lessons: Mapping[str, Lesson], above: str, slides: str) -> str:
    before, after = _neighbours(name, lessons)
    links = [
        f'<a href="{above}{lesson.address}" rel="{rel}" title="{escape(lesson.title)}">{text}</a>'
        for lesson, rel, text in ((before, "prev", "‹ Previous"), (after, "next", "Next ›"))
        if lesson
    ]
    home = f'<a class="home" href="{above}index.html">{COURSE}</a>'
    links.insert(0, home)
    return f'<header class="bar"><nav aria-label="Course">{"".join(links)}{slides}</nav></header>'


def _contents(body: str) -> str:
    items = [
        f'<li><a href="#{place}">{TAG.sub("", text)}</a></li>'
        for place, text in SECTION.findall(body)
    ]
    if not items:
        return "<div></div>"
    return (
        '<nav class="contents" aria-label="On this page"><details><summary>On this page</summary>'
        f"<ol>{''.join(items)}</ol></details></nav>"
    )


def _onward(name: str, lessons: Mapping[str, Lesson], above: str) -> str:
    before, after = _neighbours(name, lessons)
    links = [
        f'<a class="{kind}" href="{above}{lesson.address}" rel="{kind}">'
        f"<small>{text}</small>{escape(lesson.title)}</a>"
        for lesson, kind, text in ((before, "prev", "Before"), (after, "next", "Next"))
        if lesson
    ]
    return f'<nav class="onward" aria-label="Lessons">{"".join(links)}</nav>' if links else ""
