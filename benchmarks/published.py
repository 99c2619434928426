"""The published course as a reader's browser gets it: bytes, seconds and frames.

What `make site` has written, and where there is nothing yet it writes it, is served from this
machine (static_site.py). *Cold* is a browser that was never there, *warm* the same one once more.
"""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from drags import FRAME, painted_in_a_drag
from make import ROOT, make
from opening import FIRST
from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright
from readers import pythons_own_server, read_at_once
from static_site import StaticSite, serving
from support.jupyterlab_page import CHROMIUM, FLAGS
from support.site_page import figures_of

HERE = Path(__file__).parent
SITE = ROOT / "build" / "site"
LESSON = "01_gradient_descent"
WITH_SLIDERS = "05_adam"  # its first figure with two sliders or more is asked for fresh frames
REPEATS = {"first": 5, "drag": 5, "python": 3, "lab": 2}
DRAGGED = 1  # of the lesson's figures: it has all kinds of lines; its slider of steps is dragged
PRESSES = 20  # before each drag
SETTINGS = 34  # of each visit
READERS = 300
A_CLASS = 30  # for the server of Python itself, which is not made for more
IN_PAGE, WATCH, LIMIT = (
    (HERE / name).read_text(encoding="utf-8") for name in ("published.js", "watch.js", "limit.js")
)
PAINTED = "canvas[role=img][aria-label]"
LONG = 300_000  # milliseconds

Found = dict[str, float]
chance = random.Random(0)


def measure(say=print) -> dict[str, Any]:
    """Return {"first", "drag", "python", "lab", "readers": what was measured of each}."""
    if not (SITE / "lab" / "index.html").exists():
        say("make site")
        if make("site", quiet=False).returncode:
            raise RuntimeError("`make site` failed, and says above why.")
    parts = {"first": first_slider, "drag": drag, "python": python, "lab": lab}
    load = os.getloadavg()[0]
    found: dict[str, Any] = {}
    with serving(SITE) as site:
        for part, measured in parts.items():
            found[part] = measured(site)
            say(f"{part}: {found[part]}")
        names = files_of_the_page(site)
        say(f"{READERS} readers, {len(names)} files each")
        found["readers"] = {"compressed": read_at_once(site.address, names, READERS)}
    with pythons_own_server(SITE) as address:
        found["readers"]["python"] = read_at_once(address, names, A_CLASS)
    say(f"readers: {found['readers']}")
    pins = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    about = {"load": load, "pyodide": pins["pyodide"], "chromium": version_of_browser()}
    return found | about | {"files": len(names), "repeats": REPEATS}


@contextmanager
def new_reader() -> Iterator[BrowserContext]:
    """Yield a browser that was never anywhere, with a cache on the disk."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=FLAGS, viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(LONG)
        context.add_init_script(IN_PAGE)
        yield context
        context.close()


def version_of_browser() -> str:
    """Return the version of the Chromium that is used."""
    with new_reader() as context:
        agent = context.new_page().evaluate("navigator.userAgent")
    return agent.partition("Chrome/")[2].partition(".")[0]


def cold_and_warm(times: int, look: Callable[[BrowserContext], Found]) -> dict[str, Found]:
    """Return {"cold", "warm": medians of what `look` finds}, each time in a new browser."""
    runs: dict[str, list[Found]] = {"cold": [], "warm": []}
    for _ in range(times):
        with new_reader() as context:
            for found in runs.values():
                found.append(look(context))
                context.pages[-1].close()
    return {kind: medians(found) for kind, found in runs.items()}


def medians(runs: list[Found]) -> Found:
    """Return the median of each figure."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def opened(context: BrowserContext, address: str) -> Page:
    """Open a page; return it as soon as its first bytes are there."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    return page


def figures_with_sliders(lesson: str) -> list[str]:
    """Return selectors of the cells of a lesson's page in which there are figures with sliders."""
    return figures_of((SITE / f"{lesson}.html").read_text(encoding="utf-8"))


# ---- the pages ----------------------------------------------------------------------------------


def first_slider(site: StaticSite) -> dict[str, Found]:
    """Return the seconds from opening a lesson to the first slider that moves a picture, and kB."""

    figure = figures_with_sliders(LESSON)[0]

    def look(context: BrowserContext) -> Found:
        before = site.sent()
        seconds = opened(context, f"{site.address}{LESSON}.html").evaluate(
            "figure => measured.first(figure)", figure
        )
        return {"seconds": seconds, "kb": (site.sent() - before) / 1000}

    return cold_and_warm(REPEATS["first"], look)


def drag(site: StaticSite) -> dict[str, Found]:
    """Return what presses and drags of a slider paint: on a page, and at the limit. The slider has
    a hundred places: of the settings' sliders on a page each has about ten."""
    with new_reader() as context:
        page = opened(context, f"{site.address}{LESSON}.html")
        ours = page.locator(figures_with_sliders(LESSON)[DRAGGED])
        ours.scroll_into_view_if_needed()
        ours.locator(PAINTED).wait_for()
        ours.locator(".widget-slider").last.evaluate("slider => { slider.dataset.watched = 1 }")
        bare = context.new_page()
        bare.add_script_tag(content=LIMIT)
        sliders = {"ours": ours.locator("[data-watched]"), "limit": bare.locator(".cell")}
        ours.evaluate(WATCH, "canvas:")
        sliders["limit"].evaluate(WATCH, "canvas:")
        found: dict[str, list[Found]] = {name: [] for name in sliders}
        for _ in range(REPEATS["drag"]):
            for name, slider in sliders.items():
                slider.page.bring_to_front()
                found[name].append(pressed(slider) | dragged(slider))
    return {name: medians(runs) for name, runs in found.items()}


def pressed(slider: Locator) -> Found:
    """Return the milliseconds from a key press on a slider to the painted picture."""
    page, handle, times = slider.page, slider.locator(".noUi-handle"), []
    at_rest(slider)
    for _ in range(PRESSES):
        page.evaluate("watch.begin()")
        page.wait_for_timeout(chance.uniform(0, FRAME))
        handle.press("ArrowRight")
        page.wait_for_function("watch.latency() !== null", polling=5)
        times.append(page.evaluate("watch.latency()"))
        page.wait_for_function("watch.quiet(60)", polling=5)
        page.evaluate("watch.end()")
    return {"press_ms": statistics.median(times)}


def dragged(slider: Locator) -> Found:
    """Return what a drag of a slider paints that passes one place in each frame."""
    page = slider.page
    at_rest(slider)
    places = int(float(slider.locator(".noUi-handle").get_attribute("aria-valuemax") or 0))
    page.evaluate("watch.begin()")
    page.evaluate(f"watch.drag({places})")
    page.wait_for_function("watch.quiet(150)", polling=5)
    seen = page.evaluate("({...watch, seconds: (watch.until - watch.since) / 1000})")
    page.evaluate("watch.end()")
    return painted_in_a_drag(seen)


def at_rest(slider: Locator) -> None:
    """Put a slider to its first place, and wait until that is painted."""
    slider.locator(".noUi-handle").press("Home")
    slider.page.wait_for_function("watch.quiet(500)", polling=20)


def files_of_the_page(site: StaticSite) -> list[str]:
    """Return the names of what a browser fetches of the lesson's page, the page itself first."""
    figure = figures_with_sliders(LESSON)[0]
    names: dict[str, None] = {}
    with new_reader() as context:
        context.on("request", lambda request: names.update({request.url: None}))
        opened(context, f"{site.address}{LESSON}.html").evaluate(
            "figure => measured.first(figure)", figure
        )
    ours = [name for name in names if name.startswith(site.address)]
    return [name.removeprefix(site.address).partition("?")[0] for name in ours]


# ---- the Python of a page -----------------------------------------------------------------------


def python(site: StaticSite) -> dict[str, Any]:
    """Return the seconds until Python has taken over a figure whose second slider was moved, and
    MB; and the milliseconds from a slider's rest to fresh frames."""
    fresh: list[float] = []

    def look(context: BrowserContext) -> Found:
        page = opened(context, f"{site.address}{WITH_SLIDERS}.html")
        cell, sliders = figure_with_sliders(page)
        before = site.sent()
        seconds = cell.evaluate("(cell, at) => measured.live(cell, at)", [0.6] * 2)
        megabytes = (site.sent() - before) / 1e6
        for number in range(SETTINGS):  # the first slider goes to and fro: each setting is new
            at = [
                (number % 2 + chance.random()) / 2,
                *(chance.random() for _ in range(sliders - 1)),
            ]
            fresh.append(cell.evaluate("(cell, at) => measured.settle(cell, at)", at))
        return {"seconds": seconds, "mb": megabytes}

    found = cold_and_warm(REPEATS["python"], look)
    median, p95 = (float(np.percentile(fresh, share)) for share in (50, 95))
    return {**found, "fresh": {"median_ms": median, "p95_ms": p95, "settings": len(fresh)}}


def figure_with_sliders(page: Page) -> tuple[Locator, int]:
    """Return the first figure of a page with two sliders or more, and how many it has."""
    for figure in figures_with_sliders(WITH_SLIDERS):
        cell = page.locator(figure)
        cell.scroll_into_view_if_needed()
        cell.and_(page.locator("[data-state]")).wait_for()
        sliders = cell.evaluate("cell => measured.tracks(cell).length")
        if sliders >= 2:
            cell.locator(PAINTED).first.wait_for()
            return cell, sliders
    raise RuntimeError("No figure of this page has two sliders.")


# ---- the lab ------------------------------------------------------------------------------------


def lab(site: StaticSite) -> dict[str, Found]:
    """Return the seconds from opening a lesson in the lab to its kernel, and to the first slider
    that moves a picture, and MB."""

    def look(context: BrowserContext) -> Found:
        before, began = site.sent(), time.perf_counter()
        page = opened(context, f"{site.address}lab/lab/index.html?path=notebooks/{LESSON}.ipynb")
        page.get_by_text("Python (Pyodide) | Idle").wait_for()
        kernel = time.perf_counter() - began
        moved = page.evaluate(FIRST)
        if "failed" in moved:
            raise RuntimeError("A cell of the lesson failed in the lab.")
        seconds = time.perf_counter() - began
        return {"kernel": kernel, "seconds": seconds, "mb": (site.sent() - before) / 1e6}

    return cold_and_warm(REPEATS["lab"], look)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
