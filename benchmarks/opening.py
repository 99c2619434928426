"""How long a reader waits from opening a lesson until its first slider moves a picture.

JupyterLab is on the screen already, as it is for a reader who comes from another lesson. The lesson
is opened, which starts its kernel; as soon as that is ready, Run All Cells. Then the first slider
is scrolled to and pressed again and again until the picture below it changes, whatever the kernel
is doing then.
"""

import json
import statistics

from drags import browser
from support.jupyter_server import NOTEBOOKS
from support.jupyterlab_page import LISTEN, READY, Lab

REPEATS = 5
LONG = 20  # seconds; a lesson that takes longer is opened once
FIRST = """() => new Promise((done) => {
  const began = performance.now(), panel = jupyterapp.shell.currentWidget;
  let last = null, right = true, alone = null;
  jupyterapp.commands.execute("notebook:run-all-cells");
  const look = () => {
    const failed = [...panel.content.model.cells].some((cell) => cell.type === "code"
      && cell.outputs.toJSON().some((output) => output.output_type === "error"));
    if (failed) return done({ failed });
    const canvas = panel.node.querySelector(".live-figure canvas");
    const cell = canvas?.closest(".jp-CodeCell");
    if (cell && !canvas.ariaLabel) cell.scrollIntoView();  // what is off the screen is not painted
    const handle = cell?.querySelector(".widget-slider .noUi-handle");
    if (!handle || !canvas.ariaLabel) return setTimeout(look, 10);
    const now = canvas.getAttribute("aria-label"), seconds = (performance.now() - began) / 1000;
    if (last !== null && now !== last) {
      const before = [...panel.content.model.cells].filter((c) => c.type === "code");
      return done({ seconds, cell: panel.content.widgets.filter((w) => w.model.type === "code")
        .findIndex((w) => w.node === cell) + 1, cells: before.length });
    }
    last = now;
    right = !right;
    const key = right ? "ArrowLeft" : "ArrowRight";
    handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    setTimeout(look, 20);
  };
  look();
})"""
OPEN = """async (path) => {
  const began = performance.now();
  const panel = await jupyterapp.commands.execute("docmanager:open", { path });
  await panel.context.ready;
  window.began = began;
}"""


def measure(say=print):
    """Return {"lessons": {lesson: seconds, median of some}, ...}."""
    results = {}
    with browser() as (server, chromium):
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            say(f"opening {path.stem}")
            runs = []
            try:
                while len(runs) < REPEATS and not (runs and runs[0]["total"] > LONG):
                    runs.append(opened(server, chromium, path.stem))
                    say(f"  {runs[-1]['kernel']:.1f} s and {runs[-1]['run']:.1f} s")
                results[path.stem] = {name: statistics.median(run[name] for run in runs)
                                      for name in runs[0]} | {"repeats": len(runs)}  # fmt: skip
            except Exception as error:
                results[path.stem] = {"error": " ".join(str(error).split())[:200]}
    return {"lessons": results, "repeats": REPEATS}


def opened(server, chromium, lesson):
    """Open a lesson once; return the seconds to the kernel, and from Run All to the first move."""
    lab = Lab(server, chromium)
    try:
        path = server.put(lesson)
        lab.page.goto(f"{server.url}lab?reset&token={server.token}")
        lab.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget")
        lab.page.locator("#jupyterlab-splash").wait_for(state="detached")
        lab.page.wait_for_timeout(1000)  # until it is at rest
        lab.page.set_default_timeout(300_000)
        lab.page.evaluate(OPEN, path)
        lab.page.wait_for_function(READY, polling=10)
        ready = lab.page.evaluate("(performance.now() - window.began) / 1000")
        lab.page.evaluate(LISTEN)
        first = lab.page.evaluate(FIRST)
        if "failed" in first:
            raise RuntimeError(f"a cell failed: {lab.errors()[:1]}")
        return {"kernel": ready, "run": first["seconds"], "total": ready + first["seconds"],
                "cell": first["cell"], "cells": first["cells"]}  # fmt: skip
    finally:
        lab.close()
        server.put(lesson)  # ends its kernel


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
