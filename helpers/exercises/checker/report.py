"""The page that `check` returns: the finding, hints one at a time, and both rules in motion.

A page is plain HTML, so it reads without a kernel, and its text is the same on every run.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from helpers.core.results import RESULTS
from helpers.core.rule_source import rule_source
from helpers.exercises.finding import Finding
from helpers.exercises.texts import read
from helpers.registry import REGISTRY

HEADS = {True: "✓ Right.", False: "✗ Not yet.", None: "○ Not there yet."}


class CheckReport:
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
        self.right, self.message, self.names = finding[:3]
        self._exercise = exercise
        self._hints, self._solution = hints(exercise)
        self._picture = picture

    def __repr__(self) -> str:
        text = f"{HEADS[self.right]} {self.message}".strip()
        return text if self.right is not None else f"{text}\nA hint: {self._hints[0]}"

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The mistakes that were recognised: remarks on what is right are none."""
        return () if self.right else self.names

    def keep(self) -> "CheckReport":
        """Add the finding to the results for `record`, unless nothing is written yet.

        Returns
        -------
        CheckReport
            This one.
        """
        if self.right is not None:
            RESULTS.add_check(self._exercise, passed=self.right, mistakes=self.mistakes)
        return self

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Say in the metadata what a page of the site keeps: it sees no more of Python's objects
        than what they show."""
        if self.right is None:
            return {}, {}
        found = {"passed": self.right, "mistakes": list(self.mistakes)}
        return {}, {"check": {"name": self._exercise, **found}}

    def _repr_html_(self) -> str:
        parts = [f"<p><strong>{HEADS[self.right]}</strong> {_with_code(self.message)}</p>"]
        if self.right:
            parts.append(self._picture())
        elif self.right is None:
            parts += [f"<p><em>A hint.</em> {_with_code(self._hints[0])}</p>", self._folded(1)]
        else:
            parts += [self._folded(0)]
        return f'<div class="check">{"".join(parts)}</div>'

    def _folded(self, first: int) -> str:
        """Return the hints from number `first` on, and last the solution, each folded into the one
        before."""
        page = _details("The solution", f"<pre><code>{escape(self._solution)}</code></pre>")
        titles = ["A hint", *["One more hint"] * len(self._hints)]
        titled = list(zip(titles, self._hints, strict=False))[first:]
        for title, hint in reversed(titled):
            page = _details(title, f"<p>{_with_code(hint)}</p>{page}")
        return page


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


def _details(summary: str, inside: str) -> str:
    return f"<details><summary>{summary}</summary>{inside}</details>"


def _with_code(text: str) -> str:
    """Return a text as HTML, what is in backticks as code."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
