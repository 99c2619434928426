"""What a reader sees of a check: the finding, hints one at a time, and both paths when it is right.

A page is plain HTML, so it reads without a kernel, and its text is the same on every run.
"""

import base64
from html import escape
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.exercises.texts import read
from helpers.plotting import VIEWS

HEADS = {True: "✓ Right.", False: "✗ Not yet.", None: "○ Not there yet."}


class Page:
    """What `check` returns: `right` is True, False, or None where nothing is written yet; `says` is
    the finding in words; `names` are the mistakes and remarks that were recognised."""

    def __init__(self, finding, exercise, picture):
        self.right, self.says, self.names = finding
        self._hints, self._solution = hints(exercise)
        self._picture = picture

    def __repr__(self):
        text = f"{HEADS[self.right]} {self.says}".strip()
        return text if self.right is not None else f"{text}\nA hint: {self._hints[0]}"

    def _repr_html_(self):
        parts = [f"<p><strong>{HEADS[self.right]}</strong> {_marked(self.says)}</p>"]
        if self.right:
            parts.append(self._picture())
        elif self.right is None:
            parts += [f"<p><em>A hint.</em> {_marked(self._hints[0])}</p>", self._folded(1)]
        else:
            parts += [self._folded(0)]
        return f'<div class="check">{"".join(parts)}</div>'

    def _folded(self, first):
        """Return the hints from number `first` on, each folded into the one before, and last the
        solution."""
        page = _fold("The solution", f"<pre><code>{escape(self._solution)}</code></pre>")
        for hint in self._hints[: first - 1 if first else None : -1]:
            page = _fold("One more hint", f"<p>{_marked(hint)}</p>{page}")
        return page if first else page.replace("One more hint", "A hint", 1)


def hints(exercise):
    """Return the hints on an exercise, from the gentlest on, and its solution."""
    entry = read("hints")[exercise]
    return tuple(entry["hints"]), entry["solution"].strip("\n")


def overlay(problem, curves, labels, counted="updates"):
    """Return an <img> of two walks on the hillside drawn over each other, and of their losses.

    `curves`: two arrays of shape (steps + 1, 2). `counted`: what a step of theirs is.
    """
    figure = Figure(figsize=(7.2, 3.3), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    hillside, loss = figure.subplots(1, 2)
    VIEWS["hillside"].background(hillside, problem, len(curves[0]) - 1)
    VIEWS["loss"].background(loss, problem, len(curves[0]) - 1)
    looks = ({"lw": 5.0, "alpha": 0.45}, {"lw": 1.4, "ls": "--", "color": "black"})
    for path, label, look in zip(curves, labels, looks, strict=True):
        hillside.plot(*path.T, **look)
        loss.plot(problem.excess(path), label=label, **look)
    loss.set_xlabel(counted)
    loss.legend(loc="upper right", fontsize=8)
    file = BytesIO()
    figure.savefig(file, format="png", dpi=150, metadata={"Software": None})
    data = base64.b64encode(file.getvalue()).decode()
    alt = f"Two walks drawn over each other, {labels[0]} and {labels[1]}: they are the same."
    return f'<img width="720" alt="{escape(alt)}" src="data:image/png;base64,{data}">'


def _fold(summary, inside):
    return f"<details><summary>{summary}</summary>{inside}</details>"


def _marked(text):
    """Return text as HTML; `code` in backticks."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
