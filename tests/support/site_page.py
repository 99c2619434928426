"""A page of the published course in a real browser: what it says, and what it asks for."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

CAPTION = "canvas[role=img]"
MOVE = """([handle, key]) => {
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))
}"""
WIDER = """() => {  // than the window: what cannot be scrolled by itself
    const {clientWidth, scrollWidth} = document.documentElement
    return scrollWidth > clientWidth ? scrollWidth : 0
}"""

FIGURE = re.compile(r'data-cell="([\w-]+)" data-models=(?:(?!</section>).)*?<figure', re.DOTALL)


def figures_of(html: str) -> list[str]:
    """Return selectors of the cells of a page in which there are figures with sliders."""
    return [f'[data-cell="{cell}"]' for cell in FIGURE.findall(html)]


class SitePage:
    """A page of the site. `troubles` has what its console said and what it asked of others."""

    def __init__(self, browser: "Browser", address: str, **context: object):
        self.address = address
        self.troubles: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **context)  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._on_request)

    def _on_console(self, message: object) -> None:
        if message.type in ("error", "warning"):  # type: ignore[attr-defined]
            self.troubles.append(message.text)  # type: ignore[attr-defined]

    def _on_request(self, request: object) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):  # type: ignore[attr-defined]
            self.troubles.append(f"asked for {request.url}")  # type: ignore[attr-defined]

    def open(self, name: str) -> None:
        """Go to a page, "01_gradient_descent"."""
        self.page.goto(f"{self.address}{name}.html")

    def wake(self, cell: "Locator") -> None:
        """Scroll to a cell and wait until its saved widgets are there, and its figures drawn."""
        cell.scroll_into_view_if_needed()
        cell.and_(self.page.locator("[data-state]")).wait_for(timeout=20_000)
        self.page.wait_for_function(
            "cell => [...cell.querySelectorAll('canvas.live-figure-canvas')]"
            ".every((canvas) => !canvas.offsetParent || canvas.ariaLabel)",
            arg=cell.element_handle(),
            timeout=20_000,
        )

    def wake_all(self) -> None:
        """Bring all cells with widgets to life."""
        for cell in self.page.locator("[data-models]").all():
            self.wake(cell)

    def caption(self, board: "Locator") -> str:
        """Return what a figure says."""
        return board.locator(CAPTION).get_attribute("aria-label") or ""

    def comes(self, board: "Locator", caption: str, seconds: float = 20) -> None:
        """Wait until a figure says something."""
        arg = [board.locator(CAPTION).element_handle(), caption]
        self.page.wait_for_function(
            "([canvas, caption]) => canvas.ariaLabel === caption",
            arg=arg,
            timeout=1000 * seconds,
        )

    def slider(self, board: "Locator", label: str) -> "Locator":
        """Return the handle of the slider with a label."""
        return board.locator(f'.noUi-handle[aria-label="{label}"]')

    def press(self, handle: "Locator", key: str) -> None:
        """Press a key on a handle."""
        self.page.evaluate(MOVE, [handle.element_handle(), key])

    def is_wider_than_the_window(self) -> int:
        """Return how wide the page is where it has to be scrolled sideways, else 0."""
        return self.page.evaluate(WIDER)

    def close(self) -> None:
        """End it."""
        self.context.close()
