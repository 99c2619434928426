"""The pages of the site: one for each lesson, and the front page."""

import hashlib
import re
from collections.abc import Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
from addresses import address_of, site_links
from bundle import bundle
from cell_html import cells_html
from executed import executed
from files import InSite
from formulas import font_file
from front_page import Address, front_page, published_at
from hero import hero_data, hero_picture
from lesson_cells import lesson_cells
from lesson_measures import minutes
from lesson_page import Lesson, Part, page_html
from nbformat import NotebookNode
from notebook_files import name_of, notebook_paths
from text_html import markdown
from widget_groups import Group, asked, formulas_in, saved_groups

from helpers.exercises.record import course_version

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "site" / "pages"
SPLIT = ("--splitting", "--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='"
    "M3 5q13 44 26 0' fill='none' stroke='%2359636b' stroke-width='3'/%3E%3Ccircle cx='21' cy='19' "
    "r='5' fill='%230072b2'/%3E%3C/svg%3E"
)
STYLE = '<link rel="stylesheet" href="{}">\n'
HEAD = STYLE + f'<link rel="icon" href="{ICON}">\n'
MATH = re.compile(r"<math.*?</math>", re.DOTALL)
NOTE = (
    '<p class="note screen-only">The code on this page has run already: where the text asks you to '
    "run a cell, read on. Figures, questions and exercises work here.{}</p>"
)
FOOTER = (
    '<footer>{report}<a href="{above}accessibility.html">Accessibility</a>. '
    "Version {version}. Code: MIT. Text and pictures: CC BY 4.0. Data: MIT, from ggplot2. "
    "Formulas are drawn with a part of the font STIX Two Math, SIL Open Font License 1.1.</footer>"
)


def all_lessons() -> dict[str, Lesson]:
    """Return all lessons by their names, in their order."""
    found = {}
    for path in notebook_paths():
        notebook, name = nbformat.read(path, as_version=4), name_of(path)
        title = notebook.cells[0].source.splitlines()[0].lstrip("# ")
        found[name] = Lesson(name, title, address_of(name), minutes(notebook))
    return found


def footer(page: str, address: Address | None) -> str:
    """Return the end of a page: the version, the licences and, once known, where to report errors.

    Parameters
    ----------
    page
        What a report calls the page.
    address
        Where the course is published, or None.
    """
    report = ""
    if address:
        issue = address.new_issue(f"{page}, version {course_version()}: ")
        report = f'<a href="{escape(issue)}">Report an error on this page</a>. '
    return FOOTER.format(report=report, above=above(page), version=escape(course_version()))


def content(name: str, path: Path, folder: Path, runtime: str | None) -> tuple[str, dict[str, Any]]:
    """Return the HTML of a lesson's cells and what its script reads; write its other files."""
    notebook = executed(path) if can_run(path) else nbformat.read(path, as_version=4)
    groups = saved_groups(notebook)
    files = InSite(folder, above(name))
    body = "\n".join(cells_html(notebook, groups, files, site_links(name), name))
    formulas: dict[str, str] = {}
    for group in groups.values():
        formulas |= formulas_in(group.models)
    data: dict[str, Any] = {"name": name, **editions(notebook, groups), "formulas": formulas}
    if runtime is not None and not needs_torch(path):
        cells = files.data(f"{name.replace('/', '-')}-cells", lesson_cells(notebook))
        data |= {"runtime": above(name) + runtime, "cells": cells}
    return body, data


def needs_torch(path: Path) -> bool:
    """Return whether a notebook asks for PyTorch, which no browser has."""
    return 'require_package(\\"torch\\")' in path.read_text(encoding="utf-8")


def in_lab(name: str, path: Path, lab: str | None) -> str:
    """Return a link to a lesson's notebook in the lab, if it can be run there."""
    if lab is None or needs_torch(path):
        return ""
    address = f"{above(name)}{lab}lab/index.html?path=notebooks/{name}.ipynb"
    return f' To change and run all of it, <a href="{address}">open this lesson as a notebook</a>.'


def can_run(path: Path) -> bool:
    """Return whether what a notebook needs is installed; if it is not, print that."""
    lacks_torch = needs_torch(path) and not find_spec("torch")
    if lacks_torch:
        print(f"{path.stem}: its figures will stand still, because PyTorch is not installed.")
    return not lacks_torch


def above(name: str) -> str:
    """Return how the page of a lesson names the folder of the site."""
    return "../" * name.count("/")


def write_scripts(folder: Path) -> dict[str, str]:
    """Bundle the browser code; return {"page.js": its address, "page.css": …, "hero.js": …}."""
    made = bundle(["page.js", "hero.js"], folder / "assets", *SPLIT)
    return {
        re.sub(r"-\w+(?=\.)", "", file.name): f"assets/{file.name}"
        for file in made
        if not file.name.startswith("chunk")
    }


def write_style(folder: Path, maths: str) -> str:
    """Write the style sheet of all pages and the font of its formulas; return its address."""
    site = InSite(folder)
    font = site.write("assets/formulas-{}.woff", font_file(maths)).rpartition("/")[2]
    face = f'@font-face {{ font-family: "Formulas"; src: url({font}) format("woff"); }}\n'
    style = face + (PAGES / "page.css").read_text(encoding="utf-8")
    return site.write("assets/course-{}.css", style.encode())


def build_pages(
    folder: Path, paths: Mapping[str, Path], runtime: str | None = None, lab: str | None = None
) -> None:
    """Write the pages of some lessons, and the front page, into a folder.

    Parameters
    ----------
    folder
        The site's folder.
    paths
        {name: notebook}. The pages of others are linked to all the same.
    runtime, lab
        The folders in the site, "runtime/" and "lab/", from which a page can start Python and where
        the notebooks are; None without them.

    Raises
    ------
    CellExecutionError
        If a cell fails.
    FileNotFoundError, RuntimeError
        If the browser code cannot be bundled.
    ValueError
        If a formula cannot be written.
    """
    lessons = all_lessons()
    pages = {name: content(name, path, folder, runtime) for name, path in paths.items()}
    scripts = write_scripts(folder)
    texts = [body + "".join(data["formulas"].values()) for body, data in pages.values()]
    style = write_style(folder, "".join(found for text in texts for found in MATH.findall(text)))
    address = published_at((ROOT / "README.md").read_text(encoding="utf-8"))
    for name, (body, data) in pages.items():
        up = above(name)
        part = Part(
            head=HEAD.format(up + style) + STYLE.format(up + scripts["page.css"]),
            scripts=f'<script type="module" src="{up}{scripts["page.js"]}"></script>',
            note=NOTE.format(in_lab(name, paths[name], lab)),
            footer=footer(name, address),
        )
        write(folder / address_of(name), page_html(name, [body], part, data, lessons, up))
    files = InSite(folder)
    runs = hero_data()
    html = front_page(
        lessons,
        head=HEAD.format(style),
        script=scripts["hero.js"],
        runs=files.data("hero", runs),
        picture=files.picture(hero_picture()),
        legend=dict(zip(runs["names"], runs["colours"], strict=True)),
        footer=footer("front page", address),
        ways=ways(lab, address),
    )
    write(folder / "index.html", html)
    part = Part(
        head=HEAD.format(style), scripts="", note="", footer=footer("accessibility", address)
    )
    html = page_html("accessibility", [statement()], part, {}, lessons, "")
    write(folder / "accessibility.html", html)


def editions(notebook: NotebookNode, groups: Mapping[str, Group]) -> dict[str, Any]:
    """Return the version of the course, which records name; what differs as soon as a lesson does,
    of which a page tells readers who come back; and what differs as soon as a question does, which
    then takes no older answer."""
    questions = asked(groups)
    texts = "\0".join([cell.source for cell in notebook.cells] + list(questions.values()))
    edition = hashlib.sha256(texts.encode()).hexdigest()[:12]
    return {"version": course_version(), "edition": edition, "asked": questions}


def write(file: Path, html: str) -> None:
    """Write a page."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")
    print(file)


def statement() -> str:
    """Return what ACCESSIBILITY.md says, in HTML."""
    text = (ROOT / "ACCESSIBILITY.md").read_text(encoding="utf-8")
    return markdown(text, lambda text, url: f'<a href="{escape(url)}">{text}</a>')


def ways(lab: str | None, address: Address | None) -> list[str]:
    """Return the ways to open the course, each a sentence in HTML.

    `lab` is the folder of one, `address` where the course is published.
    """
    found = [
        "<strong>On these pages.</strong> Nothing to install: choose a lesson above. Each page can "
        "also be printed.",
    ]
    if lab is not None:
        found.append(
            "<strong>As notebooks in your browser.</strong> "
            f'<a href="{lab}lab/index.html">Open all lessons in JupyterLab</a>, with nothing to '
            "install: its Python runs in the browser, and fetches itself at the first start. "
            "Lesson 6 needs PyTorch, which it does not have."
        )
    if address:
        found.append(
            f'<strong>As notebooks on Binder.</strong> <a href="{address.binder}notebooks/">Open '
            "all lessons in JupyterLab</a>, with nothing to install; the first start takes some "
            "minutes."
        )
    code = f'<a href="{address.repository}">Fetch the course</a>' if address else "Fetch the course"
    found.append(
        f"<strong>On your own machine.</strong> {code}, then type <code>make lab</code> in its "
        "folder: that needs Python 3.11 to 3.14. README.md has the commands without make."
    )
    return found
