"""Write each lesson as one HTML page that needs nothing else: to print, or to read on a phone.

python site/handout.py                           all of notebooks/, as `make handout`
python site/handout.py notebooks/05_adam.ipynb   only these

The pages go to build/handout/. They are those of the site (build.py), with all that belongs to them
inside: the figures move, also where the page is opened as a file.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("pages", "worker")  # of site/, whose modules are imported by their bare names
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), *(str(ROOT / "site" / part) for part in PARTS)]

import environment  # noqa: E402
import nbformat  # noqa: E402
from addresses import address_of, lesson_names, target  # noqa: E402
from build_pages import MATH, can_run, editions  # noqa: E402
from bundle import bundle  # noqa: E402
from cell_html import cells_html  # noqa: E402
from executed import executed  # noqa: E402
from files import InPage  # noqa: E402
from formulas import font  # noqa: E402
from lesson_page import Part, page_html  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402
from nbformat import NotebookNode  # noqa: E402
from notebook_files import NOTEBOOKS, notebook_paths  # noqa: E402
from widget_groups import formulas_in, saved_groups  # noqa: E402

HANDOUT = ROOT / "build" / "handout"
STYLE = ROOT / "site" / "pages" / "page.css"
ATTRIBUTES = {"action", "background", "data", "formaction", "href", "poster", "src", "srcset"}
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")
FACE = '@font-face {{ font-family: "Formulas"; src: url({}) format("woff"); }}\n'
NOTE = (
    '<p class="note">A copy of <code>notebooks/{}.ipynb</code> that needs nothing else: to run the '
    "code, open the notebook.</p>"
)


def handout_links(name: str) -> Callable[[str, str], str]:
    """Return what writes the links of a page: to the other pages; of other places the name only."""

    def link(text: str, url: str) -> str:
        if target(url, name):
            return f'<a href="{re.sub(r"[.]ipynb(#.*)?$", ".html", url)}">{text}</a>'
        return f"{text} ({escape(url)})" if "://" in url and text != url else text

    return link


@cache
def browser_code() -> tuple[str, str]:
    """Return the script and the style sheet that bring figures to life."""
    with tempfile.TemporaryDirectory() as folder:
        bundle(["page.js"], Path(folder) / "assets")
        files = [Path(folder) / "assets" / name for name in ("page.js", "page.css")]
        script, style = (file.read_text(encoding="utf-8") for file in files)
    return script.replace("</script", "<\\/script"), style


def page(name: str, notebook: NotebookNode) -> str:
    """Return the page of a lesson; its figures move if the notebook has their state.

    Raises
    ------
    ValueError
        If the page would need anything from another address.
    """
    groups, files = saved_groups(notebook), InPage()
    body = "\n".join(cells_html(notebook, groups, files, handout_links(name), name))
    formulas: dict[str, str] = {}
    for group in groups.values():
        formulas |= formulas_in(group.models)
    maths = "".join(MATH.findall(body) + list(formulas.values()))
    script, style = browser_code() if groups else ("", "")
    sheet = FACE.format(font(maths)) + STYLE.read_text(encoding="utf-8") + style
    scripts = [*files.scripts.values(), f'<script type="module">{script}</script>']
    part = Part(
        head=f"<style>{sheet}</style>",
        scripts="\n".join(scripts) if groups else "",
        note=NOTE.format(name),
        footer="",
    )
    data = {"name": name, **editions(notebook, groups), "formulas": formulas}
    html = page_html(name, [body], part, data, {}, "")
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
    inside = ("data:", "#")
    found = Addresses(html).found
    return [there for there in found if not there.startswith(inside) and there not in addresses()]


def addresses() -> set[str]:
    """Return how one page may name another: 01_name.html, deeper/name.html, ../01_name.html."""
    pages = [Path(address_of(name)) for name in lesson_names()]
    return {f"{prefix}{page.name}" for page in pages for prefix in _prefixes(page)}


def _prefixes(page: Path) -> tuple[str, ...]:
    return ("", "deeper/") if page.parent.name == "deeper" else ("", "../")


def main(paths: list[Path]) -> str | None:
    """Write the pages of the lessons at `paths`; return which failed and why, if one did."""
    environment.fix()
    for path in paths:
        deeper = path.resolve().parent == NOTEBOOKS / "deeper"
        name = f"deeper/{path.stem}" if deeper else path.stem
        try:
            html = page(name, executed(path) if can_run(path) else nbformat.read(path, 4))
        except (CellExecutionError, FileNotFoundError, RuntimeError, ValueError) as error:
            return f"{path.name}: {error}"
        file = HANDOUT / address_of(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8")
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or notebook_paths()))
