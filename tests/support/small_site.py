"""The small site of the tests: one page with a figure and a question of each kind."""

from importlib.util import find_spec
from pathlib import Path

KINDS = (
    *("imports", "playground", "manual_descent", "tabs", "race", "compare"),
    *("predict", "answer", "order", "remember", "unwritten", "wrong"),
)
BOARDS = KINDS[1:6]
NO_NPM = (
    "NO NPM PACKAGES FOUND: the pages of the site were not made. "
    "`make test` installs them where it reaches the npm registry."
)
_AXE = find_spec("axe_playwright_python")
assert _AXE and _AXE.origin, "requirements-test.txt names it"
AXE = Path(_AXE.origin).with_name("axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async () => {
    const {violations} = await axe.run(document)
    return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
        .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`))
}"""


def cell_of(site, kind):
    """Return the cell with a figure or a question of some kind."""
    return site.page.locator("section.cell").nth(KINDS.index(kind))


def barriers(site):
    """Return what keeps readers out of a page, serious or worse, as axe finds it."""
    site.page.evaluate(AXE)
    return site.page.evaluate(SERIOUS)
