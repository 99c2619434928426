"""The front page: what the course is, a moving picture, a card for each lesson, ways to open it.

What it says of lessons stands in README.md, so that both have one source.
"""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple
from urllib.parse import quote

from lesson_page import COURSE, Lesson
from text_html import markdown

__all__ = ["Address", "front_page", "published_at"]

README = Path(__file__).resolve().parents[2] / "README.md"
ROW = re.compile(r"^\| \d+ \| \[[^]]+\]\(notebooks/(\w+)\.ipynb\)[^|]*\| (.+?) \|$", re.MULTILINE)
BINDER = re.compile(
    r"https://mybinder\.org/v2/gh/([\w.-]+)/([\w.-]+)/([^?\s]+)\?urlpath=lab/tree/\S"
)
CARD = """<li class="card"><a href="{address}"><small>{number}</small><strong>{title}</strong></a>
<p>{can}</p><small>about {minutes} minutes</small></li>"""
PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$course</title>
<meta name="description" content="$about">
$head
</head>
<body class="front">
<main>
<h1>$course</h1>
<p class="lead">$lead</p>
<figure class="hero" id="hero" data-runs="$runs">
<canvas role="img" tabindex="0" aria-label="$alt" style="background-image: url($picture)"></canvas>
<figcaption><span class="legend">$legend</span>
<span>$caption <button type="button" hidden></button></span></figcaption>
</figure>
<p class="begin"><a class="start" href="$first">Begin with lesson 0</a></p>
<h2>The lessons</h2>
<ol class="cards">
$cards
</ol>
<h2>A little deeper</h2>
<p>Short pages that answer single questions. The lessons link to them where they arise.</p>
<ul class="deeper">
$deeper
</ul>
<h2>Ways to open it</h2>
<ul>
$ways
</ul>
</main>
$footer
<script type="module" src="$script"></script>
</body>
</html>
""")
ALT = (
    "The loss surface of two valleys from above. From the same start gradient descent, momentum, "
    "RMSProp and Adam go down, each its own way. With the arrow keys you move the start."
)
CAPTION = "Two valleys, seen from above. Point anywhere, and all four start from there."


class Address(NamedTuple):
    """Where the course is published: a repository on GitHub, and the branch."""

    owner: str
    name: str
    branch: str

    @property
    def repository(self) -> str:
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def binder(self) -> str:
        return (
            f"https://mybinder.org/v2/gh/{self.owner}/{self.name}/{self.branch}?urlpath=lab/tree/"
        )

    def new_issue(self, title: str) -> str:
        """Return where a reader reports an error, under a title to begin with."""
        return f"{self.repository}/issues/new?title={quote(title, safe='')}"


def published_at(readme: str) -> Address | None:
    """Return where README.md says that the course is published, or None if it does not.

    `make links` writes it there.
    """
    found = BINDER.search(readme)
    if found is None or found[1] == "OWNER":
        return None
    return Address(*found.groups())


def front_page(
    lessons: Mapping[str, Lesson], *, head: str, script: str, runs: str, picture: str,
    legend: Mapping[str, str], footer: str, ways: list[str],
) -> str:  # fmt: skip
    """Return the front page.

    Parameters
    ----------
    lessons
        All lessons, by name.
    head, footer
        HTML of the head and of the end.
    script, runs, picture
        Addresses of what moves there.
    legend
        {name of a rule: its colour}.
    ways
        Ways to open the course, each a sentence in HTML.
    """
    readme = README.read_text(encoding="utf-8")
    can = dict(ROW.findall(readme))
    lead = readme.split("\n\n")[1]
    plain = " ".join(lead.split())
    cards = [
        CARD.format(
            number=name[:2].lstrip("0") or "0",
            address=lesson.address,
            title=escape(lesson.title.partition(" · ")[2] or lesson.title),
            can=escape(can.get(name, "")).replace("; ", ";<br>"),
            minutes=lesson.minutes,
        )
        for name, lesson in lessons.items()
        if "/" not in name
    ]
    deeper = [
        f'<li><a href="{lesson.address}">{escape(lesson.title)}</a></li>'
        for name, lesson in lessons.items()
        if "/" in name
    ]
    names = [
        f'<span><i style="background: {colour}"></i>{escape(name)}</span>'
        for name, colour in legend.items()
    ]
    return PAGE.substitute(
        course=COURSE,
        about=escape(plain),
        lead=re.sub(r"</?p>", "", markdown(plain, lambda text, url: text)).strip(),
        head=head,
        runs=runs,
        picture=picture,
        alt=escape(ALT),
        caption=CAPTION,
        legend="".join(names),
        first=next(iter(lessons.values())).address,
        cards="\n".join(cards),
        deeper="\n".join(deeper),
        ways="\n".join(f"<li>{way}</li>" for way in ways),
        footer=footer,
        script=script,
    )
