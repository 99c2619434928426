"""JupyterLab in a real Chromium: open a notebook, run it, move its sliders.

Tests get it from `pages/conftest.py`: they ask for `lab`.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from support.jupyter_server import Server, until

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        ConsoleMessage,
        ElementHandle,
        Error,
        Locator,
        Playwright,
        Request,
    )

T = TypeVar("T")

LENT: list[Playwright] = []  # the one that runs, and once more for each who uses it

BROWSERS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# Debian's package of the same engine without windows: a fifth less work.
HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM
FIREFOXES = [
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
]
FIREFOX = next(filter(None, map(shutil.which, FIREFOXES)), None)
FLAGS = [
    "--no-sandbox",
    "--no-proxy-server",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # there is no network
]
# What tests look at is in the page: its elements, and the pixels of its canvases. So nothing is put
# on a screen: a sixth less work. (A screenshot would wait for ever. test_as_it_comes.py has one.)
NO_SCREEN = ["--blink-settings=acceleratedCompositingEnabled=false"]
# A page asks a new kernel for its widgets; one that has not imported ipywidgets yet logs this.
ASKED_TOO_EARLY = re.compile(r"^(\[IPKernelApp\] (ERROR|WARNING) \| )?No such comm")
# JupyterLab now and then takes its splash screen off a slow page twice.
SPLASH_REMOVED_TWICE = re.compile(r"'removeChild'[^\n]*\n\s*at \S*/static/lab/jlab_core[^\n]*$")
# `make access` has JupyterLite's kernel installed, which a usual JupyterLab cannot load.
NOT_FOR_LAB = "Shared module @jupyterlite/services doesn't exist"
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
POLLING = 50  # milliseconds; at each frame would keep the page busy
READY = """() => {
    const {content, sessionContext} = window.jupyterapp?.shell.currentWidget ?? {}
    const kernel = sessionContext?.session?.kernel
    return sessionContext?.isReady && content.model?.cells.length
        && kernel?.connectionStatus === 'connected' && kernel.status === 'idle'
}"""
GO_ON = """async path => {
    const {commands, shell} = jupyterapp, last = shell.currentWidget
    await last.sessionContext.shutdown()
    last.dispose()
    await commands.execute('docmanager:open', {path})
}"""
LISTEN = """() => jupyterapp.shell.currentWidget.sessionContext.iopubMessage.connect(
    (sender, {header, content}) => {
        if (header.msg_type === 'error') console.error(content.traceback.join('\\n'))
        if (content.name === 'stderr') console.error(content.text)
    })"""
ANSWERED = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestKernelInfo()"
RAN = """() => {
    const {content, sessionContext} = jupyterapp.shell.currentWidget
    const cells = [...content.model.cells].filter(
        cell => cell.type === 'code' && cell.sharedModel.source.trim())
    const failed = cell => cell.outputs.toJSON().some(output => output.output_type === 'error')
    return sessionContext.session.kernel.status === 'idle'
        && cells.every(cell => cell.executionState !== 'running')
        && (cells.every(cell => cell.executionCount) || cells.some(failed))
}"""


@contextmanager
def running_playwright() -> Iterator[Playwright]:
    """Lend the one Playwright of this process: it allows no second one while its loop runs."""
    from playwright.sync_api import sync_playwright

    if not LENT:
        LENT.append(sync_playwright().start())
    LENT.append(playwright := LENT[0])
    try:
        yield playwright
    finally:
        LENT.pop()
        if len(LENT) == 1:
            LENT.pop().stop()


@contextmanager
def page(chromium: str, server: Server) -> Iterator[Lab]:
    """Start a browser with one page in it, a Lab."""
    with running_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS + NO_SCREEN)
        lab = Lab(server, browser)
        yield lab
        lab.close()
        browser.close()


@contextmanager
def firefox_page(firefox: str, server: Server) -> Iterator[Lab]:
    """Start a Firefox with one page in it.

    It is the one installed, driven by WebDriver BiDi, and not one patched for Playwright. (Debian's
    Firefox ESR 153 does not know a command that Playwright 1.65 asks for: requirements-test.txt
    has the one before.) It looks up no names: there is no network.
    """
    offline: dict[str, str | float | bool] = {
        "network.dns.disabled": True,
        "network.captive-portal-service.enabled": False,
    }
    with running_playwright() as playwright:
        browser = playwright.firefox.launch(
            channel="moz-firefox", executable_path=firefox, firefox_user_prefs=offline
        )
        lab = Lab(server, browser)
        yield lab
        lab.close()
        browser.close()


class Lab:
    """A browser page with JupyterLab in it. It keeps what goes wrong: see `errors`."""

    def __init__(self, server: Server, browser: Browser):
        self.server = server
        self.context = browser.new_context(viewport={"width": 1440, "height": 1000})
        self.page = self.context.new_page()
        self.seen_errors: list[str] = []
        self.log_read = server.log.stat().st_size
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_page_error)
        self.page.on("request", self._on_request)

    def open(self, notebook: str | Path) -> None:
        """Open `notebook`, a name such as "05_adam" or a path, in its own kernel, not run.

        A page that has a notebook already goes on to the next one, as a reader does.
        """
        path = self.server.put(notebook)
        if self.page.url.startswith(self.server.url):
            self.page.evaluate(GO_ON, path)
        else:
            self.page.goto(f"{self.server.url}lab/tree/{path}?reset&token={self.server.token}")
        self.ready()
        self.page.evaluate(LISTEN)
        self.page.locator(".jp-Dialog, #jupyterlab-splash").wait_for(state="detached")

    def ready(self) -> None:
        """Wait until the notebook is there, and its kernel has nothing to do."""
        self.page.wait_for_function(READY, polling=POLLING)

    def run_all(self, seconds: float = 300) -> None:
        """Run all cells, as the menu does, until the kernel is idle or a cell has failed."""
        self.menu("Edit", "Clear Outputs of All Cells")
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(RAN, polling=POLLING, timeout=seconds * 1000)

    def menu(self, *names: str) -> None:
        """Choose from the menu, as in menu("Run", "Run All Cells")."""
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def set_device_scale(self, scale: float) -> None:
        """Show the page on a screen with so many pixels for one of the page's own."""
        size = {**(self.page.viewport_size or {}), "deviceScaleFactor": scale, "mobile": False}
        session = self.context.new_cdp_session(self.page)
        session.send("Emulation.setDeviceMetricsOverride", size)

    def cell(self, which: int | str) -> Locator:
        """Return the code cell with this number, counted from 1, or with this text in its code."""
        cells = self.page.locator(f"{PANEL} .jp-CodeCell")
        if isinstance(which, int):
            return cells.nth(which - 1)
        return cells.filter(has=self.page.locator(".cm-content", has_text=which)).first

    def sliders(self, cell: Locator) -> list[ElementHandle]:
        """Return the sliders in the output of `cell`, from top to bottom."""
        sliders = cell.locator(".widget-slider")
        sliders.first.wait_for()
        return sliders.element_handles()  # a locator would search the whole page at each look

    def handle(self, slider: ElementHandle) -> ElementHandle:
        """Return the handle of `slider`, to press keys on."""
        handle = slider.query_selector(".noUi-handle")
        assert handle, "a slider without a handle"
        return handle

    def press(self, handle: ElementHandle, key: str, times: int = 1) -> None:
        """Press `key` on a slider's handle: ArrowRight, ArrowLeft, Home, End ..."""
        handle.evaluate("handle => handle === document.activeElement || handle.focus()")
        for _ in range(times):
            self.page.keyboard.press(key)

    def drag(self, handle: ElementHandle, fraction: float, steps: int = 3) -> None:
        """Drag a slider's handle by mouse to `fraction` of its track: 0 is the left end."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        assert box, "the handle is not drawn"
        track = self.track(handle)
        mouse, y = self.page.mouse, box["y"] + box["height"] / 2
        mouse.move(box["x"] + box["width"] / 2, y)
        mouse.down()
        mouse.move(track["x"] + fraction * track["width"], y, steps=steps)
        mouse.up()

    def track(self, handle: ElementHandle) -> dict[str, float]:
        """Return where the track of a slider's handle is: x, y, width and height."""
        return handle.evaluate(
            "handle => handle.closest('.noUi-base').getBoundingClientRect().toJSON()"
        )

    def name(self, slider: ElementHandle) -> str:
        """Return the name before `slider`."""
        return slider.evaluate("slider => slider.querySelector('.widget-label').textContent")

    def label(self, slider: ElementHandle) -> str:
        """Return the value written behind `slider`."""
        return slider.evaluate("slider => slider.querySelector('.widget-readout').textContent")

    def figure(self, cell: Locator) -> Locator:
        """Return the canvas in the output of `cell`."""
        return cell.locator("canvas[role=img]").first

    def painted(self, canvas: Locator | ElementHandle) -> bytes:
        """Return what stands on `canvas` now, as PNG bytes."""
        url = canvas.evaluate("canvas => canvas.toDataURL()")
        return base64.b64decode(url.split(",")[1])

    def caption(self, cell: Locator) -> str | None:
        """Return what the picture in the output of `cell` says it shows."""
        return self.figure(cell).get_attribute("aria-label")

    def answered(self) -> None:
        """Wait until the kernel has answered all that was sent, and what the page then sent."""
        for _ in range(3):
            self.page.evaluate(ANSWERED)

    def until(self, condition: Callable[[], T], seconds: float = 10) -> T:
        """Wait until `condition()` is true, while the browser goes on; return its result."""
        return until(condition, seconds, lambda s: self.page.wait_for_timeout(1000 * s))

    def errors(self) -> list[str]:
        """Return all that went wrong so far, a text each: in page, cells, widgets and server."""
        with self.server.log.open("rb") as log:
            log.seek(self.log_read)
            lines = log.read().decode(errors="replace").splitlines()
        bad = re.compile(r"\[[EC] |Traceback|\w*(Error|Exception): ")
        return self.seen_errors + [f"server: {line}" for line in lines if bad.match(line)]

    def forget_errors(self) -> None:
        """Begin again with what went wrong: what has been is another test's."""
        self.seen_errors.clear()
        self.log_read = self.server.log.stat().st_size

    def close(self) -> None:
        """Close the page."""
        self.context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        text = re.sub(r"\x1b\[[\d;]*m", "", message.text)  # without terminal colours
        expected = ASKED_TOO_EARLY.search(text) or NOT_FOR_LAB in text
        if message.type == "error" and not expected:
            self.seen_errors.append(f"console: {text} {message.location.get('url', '')}")

    def _on_page_error(self, error: Error) -> None:
        text = error.stack or str(error)  # the stack says whose it is
        if not SPLASH_REMOVED_TWICE.search(text):
            self.seen_errors.append(f"page: {text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.server.url, "blob:", "data:")):
            self.seen_errors.append(f"request to elsewhere: {request.url}")
