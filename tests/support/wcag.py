"""What the checks of WCAG 2.1 look for on a page of the published course."""

import re
from collections import Counter
from html.parser import HTMLParser

from support.site_page import SitePage
from support.small_site import AXE

# All rules of axe-core for levels A and AA, and one that it does not run unless it is asked to.
VIOLATIONS = """async () => {
    const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
    const {violations, passes} = await axe.run(document, {
        runOnly: levels, rules: {'label-content-name-mismatch': {enabled: true}}})
    return {
        found: violations.flatMap(({id, nodes}) =>
            nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)),
        passed: passes.length,
    }
}"""
# Text that reaches out of the window, or that its own box cuts off. What scrolls by itself may:
# code, tables and pictures need both dimensions (WCAG 2.1, 1.4.10).
CUT_OFF = """() => {
    const TEXT = 'p, li, h1, h2, h3, dt, dd, summary, label, legend, button, figcaption, a, ' +
        '.widget-label, .widget-readout, .live-figure-caption'
    const scrolls = node => {
        for (let at = node; at && at !== document.body; at = at.parentElement)
            if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true
        return false
    }
    const spoken = node => node.closest('.skip:not(:focus), [class*=announcement], .spoken') ||
        node.getClientRects().length && node.getBoundingClientRect().width <= 1
    return [...document.querySelectorAll(TEXT)].filter(node => {
        if (!node.checkVisibility({visibilityProperty: true}) || spoken(node)) return false
        const {left, right} = node.getBoundingClientRect()
        const {clientWidth} = document.documentElement
        const out = (left < -1 || right > clientWidth + 1) && !scrolls(node)
        const {overflowX, overflowY} = getComputedStyle(node)
        const cut = overflowX === 'hidden' && node.scrollWidth > node.clientWidth + 1
            || overflowY === 'hidden' && node.scrollHeight > node.clientHeight + 1
        return out || cut
    }).map(node => node.outerHTML.slice(0, 160))
}"""
# Of two texts neither covers the other.
OVERLAPS = """() => {
    const SHOWN = 'main canvas, main button, main p, main summary, main input, ' +
        'main .widget-label, main .widget-readout, main pre, main h1, main h2'
    const boxes = [...document.querySelectorAll(SHOWN)]
        .filter(node => node.checkVisibility({visibilityProperty: true}))
        .map(node => [node, node.getBoundingClientRect()]).filter(([, box]) => box.width > 1)
        .sort(([, one], [, other]) => one.top - other.top)
    const found = []
    boxes.forEach(([a, p], i) => {
        for (let j = i + 1; j < boxes.length && boxes[j][1].top < p.bottom - 1; j++) {
            const [b, q] = boxes[j]
            if (a.contains(b) || b.contains(a)) continue
            if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1)
                found.push([a.outerHTML.slice(0, 90), b.outerHTML.slice(0, 90)])
        }
    })
    return found
}"""
# WCAG 2.1, 1.4.12.
SPACING = """* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""
FOCUSED = """() => {
    const here = document.activeElement
    if (!here || here === document.body) return null
    const marked = here.closest('.exercise label, .cm-editor') ?? here
    const {outlineStyle, outlineWidth} = getComputedStyle(marked)
    const {left, top, right, bottom} = here.getBoundingClientRect()
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2
    const above = document.elementFromPoint(x, y)  // null out of the window
    return {
        place: [...document.querySelectorAll('*')].indexOf(here),
        html: here.outerHTML.slice(0, 120),
        isCode: here.matches('.cm-content'),
        marked: outlineStyle === 'auto' || outlineStyle === 'solid' && outlineWidth === '2px',
        seen: here.contains(above) || Boolean(above?.contains(here)),
    }
}"""


def violations(site: SitePage) -> list[str]:
    """Return where a page does not conform to levels A and AA, as axe-core finds it."""
    site.page.evaluate(AXE)
    checked = site.page.evaluate(VIOLATIONS)
    assert checked["passed"] > 10, "it has looked"
    return checked["found"]


def lost(site: SitePage) -> list[object]:
    """Return what of a page cannot be read in this window without scrolling in two directions."""
    wider = site.is_wider_than_the_window()
    return [*([f"{wider} pixels wide"] if wider else []), *site.page.evaluate(CUT_OFF)]


class Outline(HTMLParser):
    """What the HTML of a page says of it: its title, headings, links and the ids in it.

    Parameters
    ----------
    html
        The page.
    """

    def __init__(self, html: str):
        super().__init__()
        self.language, self.title = "", ""
        self.headings: list[int] = []
        self.links: list[tuple[str, str]] = []  # (text, address)
        self.ids: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self._open: list[str] | None = None
        self._address = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "html":
            self.language = given.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "title" or (tag == "a" and "href" in given):
            self._open, self._address = [], given.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        if self._open is None or tag not in ("a", "title"):
            return
        text = " ".join("".join(self._open).split())
        if tag == "a":
            self.links.append((text, self._address))
        else:
            self.title = text
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)
