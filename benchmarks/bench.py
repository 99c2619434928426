"""The sliders, the numbers and the lessons, side by side with what people use today: `make bench`.

    make bench                          all four parts: twenty minutes where the machine is calm
    make bench ARGS="numbers"           some of them: numbers, sliders, lessons, site
    make bench ARGS="--write"           the same, and write results.json, results.png and README.md
    make bench ARGS="--tests --write"   with the time that `make test` takes: minutes more

Each row is measured beside the others in the same run. Machines differ and are shared: compare
rows, not runs.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

import drags  # noqa: E402
import opening  # noqa: E402
import published  # noqa: E402
import report  # noqa: E402
import updates  # noqa: E402
from machine import machine, versions  # noqa: E402
from make import make  # noqa: E402

PACKAGES = {
    "sliders": "jupyterlab ipykernel ipywidgets anywidget matplotlib numpy ipympl plotly bqplot",
    "numbers": "numpy torch jax optax numba",
    "lessons": "jupyterlab ipykernel ipywidgets anywidget matplotlib numpy pandas seaborn torch",
    "site": "playwright tornado numpy",
    "tests": "pytest pytest-xdist jupyterlab",
}


def main():
    """Measure what is asked for, print the tables, and write them if asked to."""
    asked = arguments()
    measured: dict[str, dict] = {}
    for part in asked.parts:
        began = time.monotonic()
        found: dict = JOBS[part](say=lambda *what: print("…", *what, file=sys.stderr, flush=True))
        measured[part] = found | {
            "seconds": round(time.monotonic() - began),
            "date": str(date.today()),
            "machine": machine(),
            "versions": versions(PACKAGES[part].split()),
        }
    measured = report.rounded(measured)
    print(report.text(measured))
    if asked.write:
        report.write(report.known() | measured)


def arguments():
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parts = tuple(JOBS)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"some of {', '.join(parts)}")
    parser.add_argument("--tests", action="store_true", help="also time make test: minutes more")
    parser.add_argument("--write", action="store_true", help="write README.md and results.*")
    asked = parser.parse_args()
    if wrong := set(asked.parts) - set(parts):
        parser.error(f"no part is called {', '.join(wrong)}: choose from {', '.join(parts)}")
    asked.parts = asked.parts or [part for part in parts if part != "tests"]
    if asked.tests and "tests" not in asked.parts:
        asked.parts.append("tests")
    return asked


def tests(say=print):
    """Return the seconds that `make test` takes, and how it ended."""
    say("make test")
    began = time.monotonic()
    done = make("test")
    lines = done.stdout.strip().splitlines()
    last = [line for line in lines if " passed" in line or " failed" in line] or lines
    return {"wall": time.monotonic() - began, "passed": done.returncode == 0,
            "last": last[-1].strip("= ")}  # fmt: skip


JOBS = {
    "sliders": drags.measure,
    "numbers": updates.measure,
    "lessons": opening.measure,
    "site": published.measure,
    "tests": tests,
}

if __name__ == "__main__":
    main()
