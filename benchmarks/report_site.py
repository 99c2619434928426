"""What was measured on the published course, as rows of tables: report.py writes them."""

import math
from collections.abc import Iterator
from typing import Any

SERVERS = {
    "compressed": "a server that compresses",
    "python": "`python3 -m http.server`",
}
SLIDERS = {
    "ours": "the slider of steps of a figure, without Python",
    "limit": "the limit: `limit.js`",
}
NOTE = (
    "Lesson 01; the Python of a page in lesson 05, in its first figure with two sliders. Medians "
    "of {first} openings, {drag} drags, {python} starts of Python and {lab} of the lab, cold and "
    "warm in turns: *cold* is a browser with nothing in its cache, *warm* the same browser once "
    "more. Times begin when the page is opened: up to a key on the first slider that has changed "
    "the pixels of its picture (in the lab: its alternative text); with Python, when the second "
    "slider is moved: up to its figure with the frames for both. *Fresh frames*: from the rest of "
    "a slider to the frames of all sliders, at {settings} random settings. Bytes are those that "
    "the server sent, heads included. What is dragged is the slider of steps, of a hundred places."
    " *The limit* is a small page that computes one run for each place and draws it on a canvas. "
    "The readers are one program on the same machine as the server, and it takes most of their "
    "time; each fetches the {files} files of the page, {kb:.0f} kB compressed, six at a time, over"
    " a new connection for each, and all begin at once. Chromium {chromium}, Pyodide {pyodide}. "
    "The machine did other things too: when this began, its load was {load:.1f}."
)


def aims(found: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield an aim, what was measured, and whether the aim is met."""
    first, drag, python, lab = (found[part] for part in ("first", "drag", "python", "lab"))
    yield (
        "a lesson's page: at most 450 kB until its first slider moves its picture, cold",
        f"{first['cold']['kb']:.0f} kB",
        first["cold"]["kb"] <= 450,
    )
    yield (
        "that slider: at most 1.5 s after the page is opened, cold",
        f"{first['cold']['seconds']:.2f} s, warm {first['warm']['seconds']:.2f} s",
        first["cold"]["seconds"] <= 1.5,
    )
    ours = drag["ours"]
    yield (
        "a drag of steps on a page: every picture painted that the browser offers",
        f"{ours['pictures']:.0f} of the {ours['offered']:.0f} a second; at the limit "
        f"{drag['limit']['pictures']:.0f} of {drag['limit']['offered']:.0f}",
        ours["pictures"] >= 0.95 * ours["offered"],
    )
    yield (
        "Python in a page: at most 15 s cold and 7 s warm",
        f"{python['cold']['seconds']:.1f} s cold, {python['warm']['seconds']:.1f} s warm",
        python["cold"]["seconds"] <= 15 and python["warm"]["seconds"] <= 7,
    )
    fresh = python["fresh"]
    yield (
        "fresh frames from it: at most 250 ms, 95th percentile",
        f"{fresh['p95_ms']:.0f} ms, median {fresh['median_ms']:.0f} ms",
        fresh["p95_ms"] <= 250,
    )
    yield (
        "the lab: lesson 01's first slider within 35 s, cold",
        f"{lab['cold']['seconds']:.1f} s, warm {lab['warm']['seconds']:.1f} s",
        lab["cold"]["seconds"] <= 35,
    )
    served = found["readers"]["compressed"]
    yield (
        f"{served['readers']:.0f} readers at once, from one server: all get lesson 01's page",
        f"{served['failed']:.0f} did not; 95% had it within {seconds(served['p95_s'])}",
        served["failed"] == 0,
    )


def openings(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what was opened, and the figures of it, cold and warm."""
    rows = {
        "page opened, first slider moves": ("first", "seconds", "{:.2f} s"),
        "· fetched until then": ("first", "kb", "{:,.0f} kB"),
        "second slider moved, Python has taken over": ("python", "seconds", "{:.1f} s"),
        "· fetched for it": ("python", "mb", "{:.1f} MB"),
        "lab opened, kernel ready": ("lab", "kernel", "{:.1f} s"),
        "lab opened, Run All, first slider moves": ("lab", "seconds", "{:.1f} s"),
        "· fetched until then ": ("lab", "mb", "{:.1f} MB"),
    }
    for name, (part, figure, form) in rows.items():
        cells = (form.format(found[part][kind][figure]) for kind in ("cold", "warm"))
        yield name.rstrip(), *cells


def sliders(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield what a slider is of, and what it paints."""
    for key, name in SLIDERS.items():
        at = found["drag"][key]
        pictures = f"{at['pictures']:.0f} of {at['offered']:.0f}"
        yield name, f"{at['press_ms']:.0f}", pictures, f"{at['painted']:.0%}"


def readers(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the name of a server, and how soon many readers had a page from it."""
    for key, name in SERVERS.items():
        at = found["readers"][key]
        times = (seconds(at[share]) for share in ("median_s", "p95_s"))
        yield f"{at['readers']:.0f}, from {name}", *times, f"{at['failed']:.0f}"


def seconds(value: float) -> str:
    """Return a time as a cell of a table: of those who did not get a file it is infinite."""
    return "never" if math.isinf(value) else f"{value:.2f} s"


def note(found: dict[str, Any]) -> str:
    """Return what the tables mean."""
    return NOTE.format(
        **found["repeats"],
        settings=found["python"]["fresh"]["settings"],
        **{name: found[name] for name in ("files", "load", "chromium", "pyodide")},
        kb=found["first"]["cold"]["kb"],
    )
