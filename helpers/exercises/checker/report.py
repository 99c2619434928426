"""What a reader sees of a check: the finding, hints one at a time, and both paths when it is right.

A page is plain HTML, so it reads without a kernel, and its text is the same on every run.
"""

import base64
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.core.signature import rule_source
from helpers.exercises.checker.finding import Finding
from helpers.exercises.texts import read
from helpers.plotting import VIEWS
from helpers.plotting.style import MINIMUM_RING
from helpers.problems import DiamondPrices
from helpers.registry import REGISTRY

HEADS = {True: "✓ Right.", False: "✗ Not yet.", None: "○ Not there yet."}


class Page:
    """What `check` returns: text, and HTML in a notebook.

    Parameters
    ----------
    finding : Finding
        What was found.
    exercise : str
        The name of the right function, under which texts/hints.toml lists hints and solution.
    picture : callable
        Returns the HTML of a picture, or ""; it is called where the page is shown and right.

    Attributes
    ----------
    right : bool or None
        None where nothing is written yet.
    message : str
        The finding in words.
    names : tuple of str
        The mistakes or remarks that were recognised.
    """

    def __init__(self, finding: Finding, exercise: str, picture: Callable[[], str]):
        self.right, self.message, self.names = finding
        self._hints, self._solution = hints(exercise)
        self._picture = picture

    def __repr__(self) -> str:
        text = f"{HEADS[self.right]} {self.message}".strip()
        return text if self.right is not None else f"{text}\nA hint: {self._hints[0]}"

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{HEADS[self.right]}</strong> {_marked(self.message)}</p>"]
        if self.right:
            parts.append(self._picture())
        elif self.right is None:
            parts += [f"<p><em>A hint.</em> {_marked(self._hints[0])}</p>", self._folded(1)]
        else:
            parts += [self._folded(0)]
        return f'<div class="check">{"".join(parts)}</div>'

    def _folded(self, first: int) -> str:
        """Return the hints from number `first` on, and last the solution, each folded into the one
        before."""
        page = _fold("The solution", f"<pre><code>{escape(self._solution)}</code></pre>")
        for hint in self._hints[: first - 1 if first else None : -1]:
            page = _fold("One more hint", f"<p>{_marked(hint)}</p>{page}")
        return page if first else page.replace("One more hint", "A hint", 1)


def hints(exercise: str) -> tuple[tuple[str, ...], str]:
    """Return the hints on an exercise, from the gentlest on, and its solution.

    Parameters
    ----------
    exercise : str
        The name of the right function.

    Returns
    -------
    hints : tuple of str
        From the gentlest on.
    solution : str
        The lines of code that are right.
    """
    entries = read("hints")
    if exercise in entries:
        entry = entries[exercise]
        return tuple(entry["hints"]), entry["solution"].strip("\n")
    return tuple(entries["any rule"]["hints"]), rule_source(REGISTRY[exercise].rule).strip("\n")


def overlay(
    problem: DiamondPrices,
    curves: Sequence[np.ndarray],
    labels: Sequence[str],
    counted: str = "updates",
) -> str:
    """Return an <img> of two paths drawn over each other on the loss surface, and of their losses.

    Parameters
    ----------
    problem : DiamondPrices
        What is minimised.
    curves : sequence of two ndarrays
        Two paths, each of shape (steps + 1, 2): the right one, and the reader's.
    labels : sequence of two str
        The names of the two.
    counted : str
        What a step is called on the axis.

    Returns
    -------
    str
        HTML, with the picture as a PNG inside it.
    """
    figure = Figure(figsize=(7.2, 3.3), dpi=100, layout="constrained")
    FigureCanvasAgg(figure)
    contours, loss = figure.subplots(1, 2)
    VIEWS["contours"].background(contours, problem, len(curves[0]) - 1)
    VIEWS["loss"].background(loss, problem, len(curves[0]) - 1)
    looks = ({"lw": 5.0, "alpha": 0.45}, {"lw": 1.4, "ls": "--", "color": "black"})
    for path, label, look in zip(curves, labels, looks, strict=True):
        contours.plot(*path.T, **look)
        loss.plot(problem.excess(path), label=label, **look)
    contours.plot(*problem.minimum, **MINIMUM_RING)
    loss.set_xlabel(counted)
    loss.legend(loc="upper right", fontsize=8)
    file = BytesIO()
    figure.savefig(file, format="png", dpi=150, metadata={"Software": None})
    data = base64.b64encode(file.getvalue()).decode()
    alt = f"Two walks drawn over each other, {labels[0]} and {labels[1]}: they are the same."
    return f'<img width="720" alt="{escape(alt)}" src="data:image/png;base64,{data}">'


def _fold(summary: str, inside: str) -> str:
    return f"<details><summary>{summary}</summary>{inside}</details>"


def _marked(text: str) -> str:
    """Return a text as HTML, what stands in backticks as code."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
