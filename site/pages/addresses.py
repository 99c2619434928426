"""How one page names another: the pages of lessons, and places outside."""

import re
from collections.abc import Callable
from html import escape
from pathlib import PurePosixPath

from notebook_files import name_of, notebook_paths

__all__ = ["address_of", "site_links"]


def address_of(name: str) -> str:
    """Return the address of a lesson's page, from the folder of the site."""
    return f"{name}.html"


def lesson_names() -> set[str]:
    """Return the names of all lessons: "01_gradient_descent", "deeper/units"."""
    return {name_of(path) for path in notebook_paths()}


def target(url: str, name: str) -> str | None:
    """Return the name of the lesson to which a link in a notebook leads, or None.

    Parameters
    ----------
    url
        As the notebook has it: "02_name.ipynb", "deeper/units.ipynb", "../02_name.ipynb#part".
    name
        The name of the lesson in which the link stands.
    """
    path = re.sub(r"\.ipynb(#.*)?$", "", url)
    if path == url or "://" in url:
        return None
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    found = "/".join(parts)
    return found if found in lesson_names() else None


def site_links(name: str) -> Callable[[str, str], str]:
    """Return what writes the links of a lesson's page in the site.

    Parameters
    ----------
    name
        The name of the lesson.
    """

    def link(text: str, url: str) -> str:
        if target(url, name):
            return f'<a href="{re.sub(r"[.]ipynb(?=#|$)", ".html", url)}">{text}</a>'
        return f'<a href="{escape(url)}">{text}</a>' if "://" in url or url[:1] == "#" else text

    return link
