"""How fast the sliders are, side by side in one run with what people use today: `make bench`.

Each row is a ratio to something measured in the same run, or a figure with the aim beside it.
Machines differ and are shared: compare rows, not runs.
"""

import asyncio
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from lab import CHROMIUM, FLAGS, Lab  # noqa: E402
from server import jupyterlab  # noqa: E402

from helpers.data import load_diamonds, split_diamonds  # noqa: E402
from helpers.descent import descend  # noqa: E402
from helpers.heats import FIVE  # noqa: E402
from helpers.playground import playground  # noqa: E402
from helpers.problems import DiamondPrices  # noqa: E402
from helpers.rules import adam  # noqa: E402

CELLS = {
    "ours": """
from helpers.playground import playground
from helpers.rules import gradient_descent
playground(gradient_descent, batch_size=None, learning_rate=[i / 400 for i in range(1, 201)])""",
    "interact": """
import matplotlib.pyplot as plt
from ipywidgets import SelectionSlider, interact
from helpers.data import load_diamonds, split_diamonds
from helpers.descent import descend
from helpers.pictures import gallery
from helpers.problems import DiamondPrices
prices = DiamondPrices(split_diamonds(load_diamonds()).train)
def draw(rate):
    gallery(descend(gradient_descent, prices, steps=100, learning_rate=rate))
    plt.show()
interact(draw, rate=SelectionSlider(options=[i / 400 for i in range(1, 201)]))
None""",
    "jslink": """
from ipywidgets import HTML, VBox, jslink
slider, label = SelectionSlider(options=[i / 400 for i in range(1, 201)]), HTML("0")
jslink((slider, "index"), (label, "value"))
VBox([slider, label])""",
}
SHOWN = {  # what changes in the page when the answer to a slider is there
    "ours": ".live-figure canvas",
    "interact": ".widget-output",
    "jslink": ".widget-html-content",
}
WATCH = (HERE / "watch.js").read_text()
PRESSES = 40
SLOW = 1_000_000  # bits a second


def main():
    """Measure everything and print the table."""
    rows = [*core()]
    with browser_page() as (lab, open_through):
        rows += first_screen(lab)
        for delay in (0, 0.2):
            link = open_through(delay)
            rows += sliders(lab, link, f"{1000 * delay:.0f} ms of delay each way")
    width = max(len(name) for name, *_ in rows)
    for name, measured, aim in rows:
        print(f"{name:{width}}  {measured:>14}  {aim}")


def core():
    """Yield rows for what needs no browser: a strip set, and memory."""
    prices = DiamondPrices(split_diamonds(load_diamonds()).train)
    rates = np.geomspace(0.001, 1, 200)[:, None]
    times = [timed(lambda: descend(adam, prices, steps=300, batch_size=32, learning_rate=rates))
             for _ in range(15)]  # fmt: skip
    yield "strip set: 200 runs × 300 updates of Adam, batch 32", ms(times), "aim: at most 20 ms"

    units = prices, DiamondPrices(split_diamonds(load_diamonds()).train, carat_unit="point")
    times = [timed(lambda: nine_decades(units)) for _ in range(3)]
    yield "five rules × 73 rates × 5 shuffles × 1,000 updates, two units", ms(times), (
        "aim: at most 1,000 ms")  # fmt: skip

    board = playground(adam, prices, steps=300, batch_size=32, epsilon=[1e-8])
    rng = np.random.default_rng(0)
    sizes = {name: len(slider.options) if hasattr(slider, "options") else 2
             for name, slider in board.sliders.items()}  # fmt: skip
    times, memory = [], []
    for _ in range(1_000):
        positions = {name: int(rng.integers(size)) for name, size in sizes.items()}
        times.append(timed(lambda at=positions: board.refresh(at)))
        memory.append(resident())
    yield "fresh strips of Adam's six sliders, 300 updates, packed", ms(times), ""
    yield "bytes sent when a slider rests", f"{len(board.live.deck['block']) / 1000:.0f} kB", ""
    grown = memory[-1] - memory[99]
    yield "memory grown over rests 100 to 1,000", f"{grown / 2**20:+.1f} MiB", "aim: flat"


def nine_decades(units):
    """Do the work of lesson 05's picture of all learning rates."""
    rates = np.repeat(np.geomspace(1e-6, 1e3, 73), 5)[:, None]
    for prices in units:
        for name, rule in FIVE.items():
            size = None if name == "gradient descent" else 32
            descend(rule, prices, steps=1000, batch_size=size, learning_rate=rates,
                    seed=np.tile(range(5), 73))  # fmt: skip


def first_screen(lab):
    """Yield how long the first playground takes in a kernel that has just started."""
    times = []
    for _ in range(3):
        lab.open(notebook(CELLS["ours"]))
        began = time.perf_counter()
        lab.menu("Run", "Run All Cells")
        lab.page.wait_for_selector(".live-figure canvas[aria-label]")
        times.append(time.perf_counter() - began)
    yield "import helpers and first playground on screen", ms(times), "aim: at most 2,000 ms"


def sliders(lab, link, where):
    """Yield rows for key presses and drags, ours beside `interact` and an empty jslink; and with
    a delay for drags when no more than SLOW bits a second pass as well."""
    lab.open(notebook(*CELLS.values()))
    lab.run_all()
    lab.page.wait_for_selector(".live-figure canvas[aria-label]")
    handles = {}
    for number, name in enumerate(CELLS, start=1):
        lab.cell(number).evaluate(WATCH, [name, SHOWN[name]])
        handles[name] = lab.handle(lab.sliders(lab.cell(number))[0])
    pressed = press(lab, handles)
    floor, interact = pressed["jslink"], pressed["interact"]
    yield f"key press to picture, {where}", f"{pressed['ours']:.1f} ms", ""
    yield "  an empty jslink, the floor", f"{floor:.1f} ms", (
        f"ours: {pressed['ours'] / floor:.2f} times; aim: at most 1.2")  # fmt: skip
    yield "  interact + inline pyplot", f"{interact:.1f} ms", (
        f"ours: {interact / pressed['ours']:.1f} times as quick; aim: at least 5")  # fmt: skip
    yield from drags(lab, handles)
    if link.delay:
        link.rate = SLOW / 8
        yield f"{where}, and {SLOW / 1e6:g} Mbit/s", "", ""
        yield from drags(lab, handles)
        passed = rest(lab, link, handles["ours"])
        yield "  bytes when ours rests, both ways", f"{passed / 1000:.0f} kB", (
            "aim: at most 300 kB")  # fmt: skip


def drags(lab, handles):
    """Yield a row for a drag of each slider."""
    for name, handle in handles.items():
        events, painted, seconds = drag(lab, name, handle)
        share = f"{painted / events:.0%} of {events} slider events painted"
        aim = "; aim: at least 95 %" if name == "ours" else ""
        yield f"  drag: {name}", f"{painted / seconds:.1f} /s", share + aim


def rest(lab, link, handle):
    """Return how many bytes pass when a slider of ours is moved by one place and then rests."""
    at_rest(lab, "ours", handle)
    lab.until(lambda: link.quiet(2), seconds=60)
    before = link.passed
    handle.press("ArrowRight")
    lab.page.wait_for_timeout(1000)  # until it is at rest, and has said so
    lab.until(lambda: link.quiet(2), seconds=60)
    return link.passed - before


def press(lab, handles):
    """Return {name: median time from a key press to the painted answer, in milliseconds}.

    The presses take turns, so that all meet the same moods of the machine.
    """
    times = {name: [] for name in handles}
    for name, handle in handles.items():
        at_rest(lab, name, handle)
    for _ in range(PRESSES):
        for name, handle in handles.items():
            lab.page.evaluate(f"watches.{name}.begin()")
            handle.press("ArrowRight")
            lab.page.wait_for_function(f"watches.{name}.latency() !== null", polling=5)
            times[name].append(lab.page.evaluate(f"watches.{name}.latency()"))
            lab.page.wait_for_function(f"watches.{name}.quiet(60)", polling=10)
    return {name: statistics.median(some) for name, some in times.items()}


def drag(lab, name, handle):
    """Return (slider events, pictures painted, seconds) of a drag over the whole slider."""
    at_rest(lab, name, handle)
    lab.page.evaluate(f"watches.{name}.begin()")
    began = time.perf_counter()
    lab.drag(handle, 1, steps=300)
    seconds = time.perf_counter() - began
    lab.page.wait_for_function(f"watches.{name}.quiet(100)")
    events, painted = (
        lab.page.evaluate(f"watches.{name}.{what}") for what in ("events", "painted")
    )
    return events, painted, seconds


def at_rest(lab, name, handle):
    """Put a slider to its first value, and wait until its answer is there."""
    handle.press("Home")
    lab.page.wait_for_function(f"watches.{name}.quiet(800)")


@contextmanager
def browser_page():
    """Yield a Lab, and a function that puts a delay between its browser and the server."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        direct = stack.enter_context(jupyterlab(Path(folder)))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(browser.close)
        lab = Lab(direct, browser, scale=1)

        def open_through(delay):
            link = Link(int(direct.url.rsplit(":", 1)[1].strip("/")), delay)
            lab.server = direct._replace(url=f"http://127.0.0.1:{link.port}/")
            return link

        yield lab, open_through


class Link:
    """Serves another port of this machine on `port`: everything `delay` seconds later each way,
    and no more than `rate` bytes a second each way, of all connections together."""

    def __init__(self, there, delay):
        self.there, self.delay, self.rate = there, delay, float("inf")
        self.passed, self.free = 0, [0.0, 0.0]  # bytes; when each direction is free again
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.serve(ready)), daemon=True).start()
        ready.wait()

    def quiet(self, seconds):
        """Say whether nothing has passed for so long."""
        return time.monotonic() - max(self.free) > seconds

    async def serve(self, ready):
        server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    async def connect(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.there)
        with suppress(ConnectionError):  # a browser may hang up whenever it likes
            await asyncio.gather(self.copy(0, reader, there_writer),
                                 self.copy(1, there_reader, writer))  # fmt: skip

    async def copy(self, way, reader, writer):
        loop = asyncio.get_running_loop()
        while chunk := await reader.read(2**12):
            self.passed += len(chunk)
            self.free[way] = max(self.free[way], loop.time()) + len(chunk) / self.rate
            loop.call_at(self.free[way] + self.delay, send, writer, chunk)
        loop.call_at(self.free[way] + self.delay + 0.1, writer.close)


def send(writer, chunk):
    if not writer.is_closing():
        writer.write(chunk)


def notebook(*cells):
    """Write a notebook with these code cells and return its path."""
    v4 = nbformat.v4
    path = Path(tempfile.mkdtemp()) / "bench.ipynb"
    made = v4.new_notebook(cells=[v4.new_code_cell(cell.strip()) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


def timed(job):
    """Return how many seconds a job takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def resident():
    """Return the memory this process has, in bytes (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def ms(times):
    """Say the median of some times."""
    return f"{1000 * statistics.median(times):.1f} ms"


if __name__ == "__main__":
    main()
