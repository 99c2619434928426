"""Tabulate the records of a class: a row a learner and lesson, and what was most often wrong.

python tools/grades.py FOLDER    as `make grades FOLDER=FOLDER`

A record is what `record` writes at the end of a lesson, or a page of the site at its foot. All
files in the folder and below are read. Who it is of: the name in it, else the folder it lies in,
else the name of the file. The tables are printed, and written into FOLDER as grades.csv and
questions.csv.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.core.results import FIELDS, Entry, joined, time_of
from helpers.exercises.record_file import Record, RecordError, read_record

USAGE = "Name the folder with the records: make grades FOLDER=records"
TABLES = ("grades.csv", "questions.csv")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what begins one in a spreadsheet
NUMBER = re.compile(r"[-+]?[\d.]+(e[-+]?\d+)?")
MOST = 15  # how many questions are printed


class Learner(NamedTuple):
    """Who a record is of: one name may stand in several folders."""

    folder: str
    name: str


Class = dict[tuple[Learner, str], Record]


def read_class(folder: Path) -> tuple[Class, list[str]]:
    """Return the records in a folder and below.

    Parameters
    ----------
    folder
        Where they are.

    Returns
    -------
    records
        {(learner, lesson): record}; several of one learner and lesson are joined.
    complaints
        A sentence for each file that is left out.
    """
    records: Class = {}
    complaints = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if not path.is_file() or path.name in TABLES or any(p[0] == "." for p in place.parts):
            continue
        try:
            record = read_record(path)
        except RecordError as error:
            complaints.append(f"{place} {error}.")
        except OSError as error:
            complaints.append(f"{place} cannot be read: {error.strerror}.")
        else:
            key = _learner(place, record), record.lesson
            records[key] = _both(records[key], record) if key in records else record
    return records, complaints


def _learner(place: Path, record: Record) -> Learner:
    folder = place.parent.as_posix() if place.parent.parts else ""
    return Learner(folder, record.name or folder or place.stem)


def _both(one: Record, other: Record) -> Record:
    """Return the results of two records; one may be a later state of the other."""
    entries = {}
    for kind in FIELDS:
        parts = {**one.entries[kind], **other.entries[kind]}
        for name in one.entries[kind].keys() & other.entries[kind].keys():
            parts[name] = _later(kind, one.entries[kind][name], other.entries[kind][name])
        entries[kind] = parts
    return other._replace(entries=entries)


def _later(kind: str, one: Entry, other: Entry) -> Entry:
    earlier, later = sorted((one, other), key=lambda entry: (entry["first"], entry["last"]))
    return later if earlier["first"] == later["first"] else joined(kind, earlier, later)


def grades(records: Class) -> pd.DataFrame:
    """Return a row for each learner and lesson.

    Parameters
    ----------
    records
        What `read_class` returned.

    Returns
    -------
    DataFrame
        Guesses made and right, numbers and programs answered, right at first and in the end, checks
        passed, challenges met, and the minutes between the first and the last of all these.
    """
    names = [learner.name for learner in {learner for learner, _ in records}]
    rows = []
    for (learner, lesson), record in records.items():
        guesses, answers, checks, challenges = (
            list(record.entries[kind].values()) for kind in FIELDS
        )
        shown = f"{learner.name} ({learner.folder})" if names.count(learner.name) > 1 else ""
        rows.append({
            "learner": shown or learner.name,
            "lesson": lesson,
            "guesses": len(guesses),
            "guesses right": sum(entry["right"] for entry in guesses),
            "answers": len(answers),
            "right at first": sum(_right_at_first("answers", entry) for entry in answers),
            "right in the end": sum(entry["right"] for entry in answers),
            "checks passed": sum(entry["passed"] for entry in checks),
            "challenges met": sum(entry["met"] for entry in challenges),
            "minutes": _minutes([*guesses, *answers, *checks, *challenges]),
        })  # fmt: skip
    return pd.DataFrame(rows).sort_values(["lesson", "learner"], ignore_index=True)


def _minutes(entries: list[Entry]) -> int:
    times = [time_of(entry[end]) for entry in entries for end in ("first", "last")]
    return round((max(times) - min(times)).total_seconds() / 60) if times else 0


def _right_at_first(kind: str, entry: Entry) -> bool:
    if kind == "guesses":
        return entry["right"]
    if kind == "answers":
        return entry["right"] and len(entry["given"]) == 1
    return entry["passed"] and not entry["mistakes"]


def questions(records: Mapping[Any, Record]) -> pd.DataFrame:
    """Return what was wrong at first, most often first.

    Parameters
    ----------
    records
        What `read_class` returned.

    Returns
    -------
    DataFrame
        A row for each guess, answer and check that somebody had wrong at first: how many had it
        so, of how many who tried it, and what they most often guessed, answered, or did.
    """
    keys = ["lesson", "what", "name"]
    found = pd.DataFrame(_tries(records), columns=[*keys, "wrong", "given"])
    if not any(found["wrong"]):
        return pd.DataFrame(columns=[*keys, "wrong", "of", "most often"])
    table = found.groupby(keys)["wrong"].agg(wrong="sum", of="count").reset_index()
    given = found[found["wrong"]].groupby(keys)["given"]
    often = given.agg(lambda texts: texts.mode()[0]).reset_index()
    often.columns = [*keys, "most often"]
    return table.merge(often, on=keys).sort_values(
        ["wrong", "of"], ascending=[False, True], kind="stable", ignore_index=True
    )  # of those that as many had wrong, the one comes first that fewer tried


def _tries(records: Mapping[Any, Record]) -> Iterator[tuple[str, str, str, bool, str]]:
    """Yield (lesson, what it is, its name, whether it was wrong at first, what was given)."""
    names = {"guesses": "guess", "answers": "answer", "checks": "check"}
    for record in records.values():
        for kind, what in names.items():
            for name, entry in record.entries[kind].items():
                wrong = not _right_at_first(kind, entry)
                yield record.lesson, what, name, wrong, _given(kind, entry)


def _given(kind: str, entry: Entry) -> str:
    if kind == "guesses":
        return f"({entry['choice']})"
    first = entry["given" if kind == "answers" else "mistakes"][:1]
    return first[0] if first else ("the solution was opened" if kind == "answers" else "not named")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table that a spreadsheet opens as text and numbers, whatever a learner has written.

    Parameters
    ----------
    table
        What is written.
    path
        The file.
    """
    table.map(_no_formula).to_csv(path, index=False, encoding="utf-8-sig")


def _no_formula(value: Any) -> Any:
    """Return a value that no spreadsheet computes, as it would a name that begins with "="."""
    is_formula = isinstance(value, str) and value.startswith(FORMULAS)
    return f"'{value}" if is_formula and not NUMBER.fullmatch(value) else value


def report(folder: Path) -> Iterator[str]:
    """Write both tables of a folder and yield what is printed.

    Parameters
    ----------
    folder
        Where the records are.
    """
    records, complaints = read_class(folder)
    yield from complaints
    if not records:
        yield f"There is no record in {folder} that can be tabulated."
        return
    rows, wrong = grades(records), questions(records)
    tables: Iterable[tuple[pd.DataFrame, str]] = zip((rows, wrong), TABLES, strict=True)
    for table, name in tables:
        write_table(table, folder / name)
    yield f"\n{rows.to_string(index=False)}"
    if len(wrong):
        yield f"\nMost often wrong at first:\n{wrong.head(MOST).to_string(index=False)}"
    yield f"\nBoth tables are in {folder}: {' and '.join(TABLES)}."


def main(arguments: list[str]) -> str | None:
    """Print the tables of a folder; return why that cannot be done, if it cannot."""
    if len(arguments) != 1 or not arguments[0]:
        return USAGE
    folder = Path(arguments[0]).expanduser()
    if not folder.is_dir():
        return f"There is no folder {folder}. {USAGE}"
    for line in report(folder):
        print(line)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
