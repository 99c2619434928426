"""A page as slides: how a test moves through them, and how large what they show is."""

from pathlib import Path
from typing import Any

import nbformat
from matplotlib.figure import Figure

from support.sample_notebook import CELLS
from support.site_page import SitePage

FIGURE = """rates = [0.01, 0.1, 0.3]
figure = playground([gradient_descent, adam], prices, learning_rate=rates, steps=30)
predict("How does $\\\\eta$ matter?", ["Not at all.", "It may diverge."], "b",
        "Because of curvature.", reasons=["It does.", ""], figure=figure,
        see={"do": "Set the learning rate to 0.3.", "set": {"learning_rate": 0.3},
             "ask": "What is seen?", "options": ["A fall.", "A rise."], "answer": "a"})"""
OUTPUT = """predict("How large is it?", ["Small.", "Large."], "a", "It was measured.",
        see={"do": "Run the next cell.", "ask": "What is drawn?",
             "options": ["Two curves.", "One."], "answer": "a"})"""
PICTURE = """import matplotlib.pyplot as plt
from helpers.plotting import gallery, show
print("printed")
gallery(descend(adam, prices, steps=30, learning_rate=0.1), views=["data", "contours", "loss"])
show("Three views of a run.")"""
# What the cells of the notebook are, and the slides that are made of them.
PARTS = [
    ("imports", CELLS["imports"] + "\nfrom helpers.descent import descend"),
    ("with figure", FIGURE),
    *((kind, CELLS[kind]) for kind in ("manual_descent", "tabs")),
    ("output", OUTPUT),
    ("picture", PICTURE),
    *((kind, CELLS[kind]) for kind in ("answer", "race", "compare", "predict", "unwritten")),
]
SLIDES = [
    *("Vote [2]: One", "See [2]: One", "Answer [2]: One", "Figure [3]: One", "Figure [4]: One"),
    *("Vote [5]: Two", "See [6]: Two", "Answer [5]: Two", "Figure [8]: Two", "Figure [9]: Two"),
    *("Vote [10]: Two", "Answer [10]: Two"),
]
SHOWN = ".deck-shown canvas.live-figure-canvas"
AWAKE = f"""() => {{
    const shown = [...document.querySelectorAll('{SHOWN}')].filter(one => one.checkVisibility())
    return shown.length && shown.every(one => one.ariaLabel && one.clientHeight > 1 &&
        Math.abs(one.width / one.clientWidth - devicePixelRatio) < 0.02 && fills(one))
    function fills(canvas) {{  // all of its place, in one direction: its size is the last one
        const place = canvas.closest('.live-figure-place')
        const {{paddingLeft, paddingTop, paddingBottom}} = getComputedStyle(place)
        const width = place.clientWidth - 2 * parseFloat(paddingLeft)
        const height = place.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)
        const left = [canvas.clientWidth - width, canvas.clientHeight - height]
        return left.some(length => Math.abs(length) < 2)
    }}
}}"""
DRAWN = """() => [...document.querySelectorAll('.deck-shown .deck-part')].every(
    part => part.clientHeight > 1 && part.querySelector('img').complete)"""
# What is cut off: only what is longer than a window may be rolled, and here nothing is.
HIDDEN_PART = """() => [
    ...document.querySelectorAll('main, .deck-shown, .deck-shown *, .deck-head, .deck-bar')
].filter(node => node.checkVisibility() && node.clientWidth > 1
    && !node.closest('.deck-part, .slider-container, math, svg, [class*=announcement]')
    && getComputedStyle(node).display !== 'inline'
    && (node.scrollHeight > node.clientHeight + 4 || node.scrollWidth > node.clientWidth + 8)
).map(node => `${node.outerHTML.slice(0, 90)} ${node.scrollWidth} x ${node.scrollHeight}`)"""


def write_sample(folder: Path) -> Path:
    """Write a notebook with a guess of each kind, each kind of figure and a picture."""
    cells: list[Any] = [nbformat.v4.new_code_cell(source.strip()) for _, source in PARTS]
    cells.insert(4, nbformat.v4.new_markdown_cell("## Two"))
    cells.insert(0, nbformat.v4.new_markdown_cell("# Sample\n\n## One"))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path = folder / "sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def least_axis_text(figure: Figure) -> float:
    """Return the size of the smallest number or label at the axes of a figure, in its pixels."""
    texts = [
        text
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for text in (axis.label, *axis.get_ticklabels())
        if text.get_text()
    ]
    return min(float(text.get_fontsize()) for text in texts) * figure.dpi / 72


class SlidesPage(SitePage):
    """A page as slides, in a window such as a projector's."""

    def __init__(self, browser: Any, address: str, **context: Any):
        super().__init__(browser, address, **context)
        self.page.set_viewport_size({"width": 1280, "height": 720})

    def open_slides(self, name: str, number: int | None = None) -> None:
        """Go to a page as slides, to the first one or to that with a number."""
        at = "" if number is None else f"={number}"
        self.page.goto(f"{self.address}{name}.html?slides{at}")
        self.page.locator(".deck-number").wait_for()

    @property
    def heading(self) -> str:
        """The heading of the slide."""
        return self.page.locator("h1:visible").inner_text()

    @property
    def number(self) -> str:
        """What is said of the slide's place, as "3 of 14"."""
        return self.page.locator(".deck-number > :first-child").inner_text()

    def go_to(self, place: int) -> None:
        """Go to a slide, counted from 0."""
        self.page.get_by_label("Go to a slide").select_option(index=place)

    def names(self) -> list[str]:
        """Return the headings of all slides, as the list has them."""
        options = self.page.get_by_label("Go to a slide").locator("option").all_inner_texts()
        return [text.partition(" · ")[2] for text in options]

    def settle(self) -> None:
        """Wait until all of the slide is drawn."""
        figures = self.page.locator(".deck-shown [data-view] > figure").or_(
            self.page.locator(SHOWN)
        )
        if figures.count():
            self.page.wait_for_function(AWAKE, timeout=30_000)
        self.page.wait_for_function(DRAWN, timeout=20_000)

    def hidden_parts(self) -> list[str]:
        """Return what of the slide is cut off."""
        return self.page.evaluate(HIDDEN_PART)

    def scale(self, board: Any) -> float:
        """Return how many CSS pixels stand for one of a figure, made in this process too."""
        height = (
            self.page.locator(SHOWN).locator("visible=true").evaluate("one => one.clientHeight")
        )
        return height / board.live.figure.bbox.height

    def show_board(self, label: str | None) -> None:
        """Press the button that shows a figure, where there are several."""
        if label is not None:
            shown = self.page.locator(".deck-shown")
            shown.get_by_role("button", name=label, exact=True).click()
            self.settle()
