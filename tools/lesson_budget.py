"""How long each lesson is, beside its budget: words, minutes, cells, assertions.

python tools/lesson_budget.py                                a table of all lessons
python tools/lesson_budget.py 01_gradient_descent            of these lessons only
python tools/lesson_budget.py --claims 01_gradient_descent   and what exceeds or is unproved

The budgets stand in tests/claims/budgets.toml, and the tests there hold every lesson to
them. lesson_measures.py says how each number is found.
"""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import nbformat
from lesson_measures import Measures, measured
from lesson_prose import ROOT
from nbformat import NotebookNode
from notebook_files import NOTEBOOKS, name_of, notebook_paths

BUDGETS = ROOT / "tests" / "claims" / "budgets.toml"
COLUMNS = {  # heading: measure
    "words": "words",
    "lines": "lines",
    "figures": "interactive_figures",
    "questions": "questions",
    "exercises": "exercises",
    "minutes": "minutes",
    "stated": "stated_minutes",
    "cells": "cells",
    "before slider": "words_before_first_slider",
    "asserts": "asserts",
}


class Budget(NamedTuple):
    """What a lesson may measure at most."""

    at_most: Measures

    def exceeded_by(self, found: Measures) -> list[str]:
        """Return a sentence for each measure above its limit, and for wrong minutes in the heading.

        Parameters
        ----------
        found
            The measures of the lesson.

        Returns
        -------
        list of str
            Empty if the lesson keeps its budget.
        """
        complaints = []
        for name, limit in self.at_most._asdict().items():
            value, shown = getattr(found, name), name.replace("_", " ")
            if limit is not None and value is None:
                complaints.append(f"{shown}: there is no interactive figure")
            elif limit is not None and value > limit:
                complaints.append(f"{shown}: {value:,}, at most {limit:,}")
        if found.stated_minutes != found.minutes:
            said = f"it says {found.stated_minutes}" if found.stated_minutes else "it says nothing"
            complaints.append(f'minutes: say "About {found.minutes} minutes" on top; {said}')
        return complaints


def budget_of(name: str, path: Path = BUDGETS) -> Budget:
    """Return the budget of a lesson.

    Parameters
    ----------
    name
        As "01_gradient_descent" or "deeper/units". All of deeper/ share one budget.
    path
        The TOML file with all budgets.

    Returns
    -------
    Budget

    Raises
    ------
    KeyError
        If the lesson is not in the file.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    if name.startswith("deeper/"):
        limits = tables["deeper"]
    elif name in tables["lessons"]:
        limits = tables["every_lesson"] | tables["lessons"][name]
    else:
        raise KeyError(f"{name} has no budget in {path.name}")
    return Budget(Measures(**limits))


def lesson_names(folder: Path = NOTEBOOKS) -> list[str]:
    """Return the names of all lessons, deeper/ last: "01_gradient_descent", "deeper/units"."""
    return [name_of(path, folder) for path in notebook_paths(folder)]


def read_lesson(name: str, folder: Path = NOTEBOOKS) -> NotebookNode:
    """Return the notebook of a lesson by its name."""
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


def table(rows: dict[str, tuple[Measures, Measures]]) -> str:
    """Return a table in plain text: each measure, and after a slash its limit.

    Parameters
    ----------
    rows
        {lesson: (what it measures, what it may measure at most)}.

    Returns
    -------
    str
        A heading, then a line a lesson.
    """
    lines = [["lesson", *COLUMNS]]
    for name, (found, at_most) in rows.items():
        pairs = [(getattr(found, key), getattr(at_most, key)) for key in COLUMNS.values()]
        lines.append([name, *(_entry(value, limit) for value, limit in pairs)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    aligned = ([f"{line[0]:{widths[0]}}", *map(str.rjust, line[1:], widths[1:])] for line in lines)
    return "\n".join("  ".join(entries) for entries in aligned)


def _entry(value: int | None, limit: int | None) -> str:
    """Return a measure as the table shows it: 1,200/1,300."""
    shown = "–" if value is None else f"{value:,}"
    return shown if limit is None else f"{shown}/{limit:,}"


def main(arguments: list[str]) -> None:
    """Print the table and, if asked for, all that a lesson would fail by."""
    parser = argparse.ArgumentParser(description="How long each lesson is, beside its budget.")
    parser.add_argument("lessons", nargs="*", help="such as 01_gradient_descent; by default all")
    parser.add_argument("--claims", action="store_true", help="list what exceeds or is unproved")
    given = parser.parse_args(arguments)
    names = given.lessons or lesson_names()
    print(table({name: (measured(read_lesson(name)), budget_of(name).at_most) for name in names}))
    if given.claims:
        sys.path.insert(0, str(ROOT / "tests"))
        from claims.report import report

        print("", report(names), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
