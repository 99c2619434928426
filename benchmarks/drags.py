"""How soon and how often each idiom paints when its slider is moved, and what that costs.

Each idiom has a notebook, a kernel and a browser page of its own, all with the same JupyterLab.
They take turns, so that all run under the same load of the machine.
"""

import json
import os
import random
import statistics
import tempfile
import time
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import nbformat
from idioms import IDIOMS, PREPARE
from link import Link
from playwright.sync_api import sync_playwright
from support.jupyter_server import OF_THE_COURSE, jupyterlab
from support.jupyterlab_page import CHROMIUM, FLAGS, Lab

WATCH = (Path(__file__).parent / "watch.js").read_text()
DELAYS = (0, 50, 200)  # milliseconds each way
PRESSES = {0: 20, 50: 8, 200: 8}
MORE, QUICK = 300, 50  # more presses for an idiom that answers in so many milliseconds
FRAME = 1000 / 60  # milliseconds; a key may come at any time of it
DRAGS = {0: 3, 50: 1, 200: 1}
POSITIONS = 119  # that a drag over a whole slider passes
EVENTS = 1_000
PATIENCE = 90  # seconds for these events, of all idioms at once
SLOW = 1_000_000  # bits a second
TICK = os.sysconf("SC_CLK_TCK")


def measure(say=print):
    """Return {"idioms": {idiom: {"name", "0": ..., "50": ..., "200": ..., ...}}, ...}."""
    results: dict[str, dict] = {key: {"name": idiom.name} for key, idiom in IDIOMS.items()}
    with browser() as (server, chromium), ExitStack() as stack:
        pages = {}
        for key, idiom in IDIOMS.items():
            say(f"opening {idiom.name}")
            try:
                pages[key] = Page(server, chromium, idiom)
                stack.callback(pages[key].lab.close)
            except Exception as error:
                results[key]["error"] = " ".join(str(error).split())[:200]
        for delay in DELAYS:
            say(f"presses and drags, {delay} ms of delay")
            for page in pages.values():
                page.link.delay = delay / 1000
            presses, dragged = press(pages, PRESSES[delay]), drag(pages, DRAGS[delay])
            for key in pages:
                results[key][str(delay)] = presses[key] | dragged[key]
        say(f"ours at {SLOW / 1e6:g} Mbit/s")
        slow = narrow(pages["ours"]) if "ours" in pages else None
        say(f"{EVENTS:,} events each")
        for page in pages.values():
            page.link.delay = 0
        for key, grown in press_many(pages).items():
            results[key] |= grown
    return {"idioms": results, "slow": slow, "presses": PRESSES[0], "more": MORE, "drags": DRAGS[0]}


class Page:
    """An idiom in a browser page, executed and watched; its kernel's cost, and its link."""

    def __init__(self, server, chromium, idiom):
        if not find_spec(idiom.package):
            raise ImportError(f"{idiom.package} is not installed")
        folder = Path(tempfile.mkdtemp(dir=server.root.parent))
        self.link = Link(int(server.url.rsplit(":", 1)[1].strip("/")))
        self.lab = Lab(server._replace(url=f"http://127.0.0.1:{self.link.port}/"), chromium)
        self.lab.open(notebook(folder, PREPARE.format(pid=str(folder / "pid")), idiom.cell))
        self.lab.run_all()
        self.cell = self.lab.cell(2)
        self.handle = self.lab.handle(self.lab.sliders(self.cell)[0])
        self.lab.until(lambda: self.cell.locator(".jp-OutputArea-output").count())
        self.proc = Path("/proc") / (folder / "pid").read_text()
        self.lab.page.wait_for_timeout(1500)  # until a picture is there that can be watched
        self.cell.evaluate(WATCH, idiom.shown)
        self.handle.press("End")
        self.until("watch.quiet(1000)")
        if self.ask("watch.changed") == 0:
            raise RuntimeError(f"no picture came: {self.lab.errors()}")

    def ask(self, what):
        return self.lab.page.evaluate(what)

    def until(self, what, seconds=30):
        self.lab.page.wait_for_function(what, polling=5, timeout=1000 * seconds)

    def at_rest(self):
        """Put the slider to its first value, and wait until its answer is there."""
        self.handle.press("Home")
        self.until("watch.quiet(800)")
        self.lab.until(lambda: self.link.quiet(0.3), seconds=30)

    def cpu(self):
        """Return the milliseconds of processor time that the kernel has used."""
        fields = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / TICK

    def memory(self):
        """Return the MiB that the kernel has (Linux)."""
        pages = int((self.proc / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def browser():
    """Yield a JupyterLab server, as it is for a reader, and a browser."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(jupyterlab(Path(folder), OF_THE_COURSE))
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(chromium.close)
        yield server, chromium


def press(pages, presses):
    """Return {idiom: milliseconds from a key press to the painted answer, and its cost}."""
    times, chance = {key: [] for key in pages}, random.Random(0)
    for page in pages.values():
        page.at_rest()
    before = {key: (page.cpu(), page.link.passed) for key, page in pages.items()}
    for k in range(presses + MORE):
        way = "ArrowLeft" if k // POSITIONS % 2 else "ArrowRight"  # and back again
        for key, page in pages.items():
            if k >= presses and statistics.median(times[key]) > QUICK:
                continue
            page.ask("watch.begin()")
            page.lab.page.wait_for_timeout(chance.uniform(0, FRAME))
            page.handle.press(way)
            page.until("watch.latency() !== null")
            times[key].append(page.ask("watch.latency()"))
            page.until("watch.quiet(60)")
            page.ask("watch.end()")
    for page in pages.values():
        page.lab.until(lambda page=page: page.link.quiet(0.5), seconds=30)
    return {
        key: {
            "press_ms": statistics.median(times[key]),
            "press_kb": (page.link.passed - before[key][1]) / len(times[key]) / 1000,
            "press_cpu_ms": (page.cpu() - before[key][0]) / len(times[key]),
        }
        for key, page in pages.items()
    }


def drag(pages, drags):
    """Return {idiom: what a drag over its whole slider paints and costs}: medians of some."""
    results = {key: [] for key in pages}
    for _ in range(drags):
        for key, page in pages.items():
            results[key].append(dragged(page))
    return {
        key: {name: statistics.median(some[name] for some in runs) for name in runs[0]}
        for key, runs in results.items()
    }


def dragged(page):
    """Drag a slider over all its positions, one for each frame of the browser."""
    page.at_rest()
    cpu, passed = page.cpu(), page.link.passed
    page.ask("watch.begin()")
    page.ask(f"watch.drag({POSITIONS})")
    page.until("watch.quiet(150)")
    seen = page.ask("({...watch, seconds: (watch.until - watch.since) / 1000})")
    page.ask("watch.end()")
    page.lab.page.wait_for_timeout(300)  # until it is idle, and the kernel knows
    page.lab.until(lambda: page.link.quiet(0.5), seconds=30)
    cost = {"drag_kb": (page.link.passed - passed) / 1000, "drag_cpu_ms": page.cpu() - cpu}
    return painted_in_a_drag(seen) | cost


def painted_in_a_drag(seen):
    """Return how many places were passed, and what was painted, of what watch.js has counted."""
    return {
        "places": seen["events"],
        "painted": min(1.0, seen["painted"] / seen["events"]),
        "pictures": seen["painted"] / seen["seconds"],
        "offered": seen["frames"] / seen["seconds"],
    }


def narrow(page):
    """Return what a drag paints where few bits pass, and what a rest sends."""
    page.at_rest()
    page.link.rate = SLOW / 8
    result = dragged(page)
    before = page.link.passed
    page.handle.press("ArrowLeft")
    page.lab.page.wait_for_timeout(1000)
    page.lab.until(lambda: page.link.quiet(2), seconds=60)
    page.link.rate = float("inf")
    return result | {"rest_kb": (page.link.passed - before) / 1000, "mbit": SLOW / 1e6}


def press_many(pages):
    """Return {idiom: by how much its kernel's memory has grown after many events}: the pages press
    their own keys, all at once, one press when the answer to the one before is painted."""
    for page in pages.values():
        page.at_rest()
    before = {key: page.memory() for key, page in pages.items()}
    for page in pages.values():
        page.ask(f"void watch.walk({EVENTS}, {POSITIONS})")
    end = time.monotonic() + PATIENCE
    waiting = list(pages.values())
    while waiting and time.monotonic() < end:
        waiting = [page for page in waiting if page.ask("watch.walked") < EVENTS]
        next(iter(pages.values())).lab.page.wait_for_timeout(500)
    for page in pages.values():
        page.ask("watch.halt = true")
    return {
        key: {"grown_mib": page.memory() - before[key], "memory_mib": page.memory(),
              "events": page.ask("watch.walked"), "answered": page.ask("watch.answered")}
        for key, page in pages.items()
    }  # fmt: skip


def notebook(folder, *cells):
    """Write a notebook with these code cells and return its path."""
    v4 = nbformat.v4
    path = folder / f"{folder.name}.ipynb"
    hidden = {"jupyter": {"source_hidden": True}}  # so that sliders and pictures are both in sight
    made = v4.new_notebook(cells=[v4.new_code_cell(c.strip(), metadata=hidden) for c in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
