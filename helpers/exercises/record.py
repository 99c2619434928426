"""record: what a reader has done in a lesson, in one small file."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import fill

from helpers.core.results import FIELDS, RESULTS, Entry, Results
from helpers.core.validation import checked_int, short_repr
from helpers.exercises.record_file import Record, RecordError, read_record, write_record

__all__ = ["course_version", "record"]

PACKAGE = "optimiser-lessons"
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"  # missing where only helpers is installed
NOTHING = (
    "Nothing has been answered since these cells were run, so nothing is written. Run this cell "
    "again when you are done: {file} will then hold what you guessed, answered, passed and met. "
    "There is no account and no tracking. Nothing is sent."
)
WRITTEN = (
    "{file}, begun on {day}, holds {what}; there is no account and no tracking, and nothing was "
    "sent."
)
LINE_LENGTH = 88  # JupyterLab breaks what is longer in the middle of a word
NO_NAME = re.compile(r"[^\w-]+")  # what is left out of a file's name


def record(lesson: int | str, *, name: str = "", folder: str | Path = ".") -> None:
    """Write what the reader has done in this lesson into a file, and print what it holds.

    The file is `record-01.json` in lesson 1, with a name `record-01-Ada.json`. One that is there
    already is continued, unless it was changed or damaged: then the new one gets a number. Where
    nothing was answered since the kernel started, no file is written.

    Parameters
    ----------
    lesson : int or str
        The number of the lesson, or a short name for a notebook of your own.
    name : str
        What the reader wants to be called in it.
    folder : str or Path
        Where the file goes; by default beside the notebook.

    Raises
    ------
    TypeError, ValueError
        For a lesson that is no number from 0 on and no name, and for a name that is no text.
    FileNotFoundError
        If there is no such folder.
    OSError
        Where nothing can be written.
    """
    stem = "-".join(filter(None, ["record", _lesson_name(lesson), _in_file_name(name)]))
    place = _checked_folder(folder)
    if not RESULTS:
        print(fill(NOTHING.format(file=f"{stem}.json"), LINE_LENGTH))
        return
    path = _free_or_continued(place, stem, RESULTS)
    found = Record(_lesson_name(lesson), course_version(), name.strip(), RESULTS.entries)
    try:
        write_record(path, found)
    except OSError as error:
        raise OSError(
            f"Nothing can be written to {path.name} ({error.strerror}): name another folder, as in "
            'record(1, folder="..").'
        ) from None
    RESULTS.continued.add(path)
    first = min(e["first"] for known in RESULTS.entries.values() for e in known.values())
    said = WRITTEN.format(file=path.name, day=first[:10], what=_summary(RESULTS.entries))
    print(fill(said, LINE_LENGTH))


def course_version() -> str:
    """Return the version of the course that runs, which may be newer than what was installed.

    Returns
    -------
    str
        For example "2.0"; "" where it is unknown.
    """
    if PYPROJECT.exists():
        return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def _lesson_name(lesson: object) -> str:
    if isinstance(lesson, str) and (name := _in_file_name(lesson)):
        return name
    return f"{checked_int('lesson', lesson, low=0):02}"


def _in_file_name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"name must be a text, not {short_repr(name)}.")
    return NO_NAME.sub("-", name).strip("-")[:40]


def _checked_folder(folder: object) -> Path:
    if not isinstance(folder, (str, Path)):
        raise TypeError(f"folder must be the name of a folder, not {short_repr(folder)}.")
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}: make it, or name another one.")
    return place.resolve()


def _free_or_continued(folder: Path, stem: str, results: Results) -> Path:
    """Return the first file that is not there, or that these results continue."""
    number = 1
    while True:
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.json"
        if not path.exists() or path in results.continued:
            return path
        try:
            results.continue_from(path, read_record(path).entries)
            return path
        except (RecordError, OSError):  # it stays as it is
            number += 1


def _summary(entries: dict[str, dict[str, Entry]]) -> str:
    """Return in words how many entries of each kind there are, and how many of them are right."""
    names = {
        "guesses": ("guess", "guesses", "right"),
        "answers": ("answer", "answers", "right"),
        "checks": ("check", "checks", "passed"),
        "challenges": ("challenge", "challenges", "met"),
    }
    assert set(names) == set(FIELDS)
    counts = []
    for kind, (one, many, fulfilled) in names.items():
        number = len(entries[kind])
        good = sum(entry[fulfilled] for entry in entries[kind].values())
        if number:
            counts.append(f"{number} {one if number == 1 else many} ({good} {fulfilled})")
    return ", ".join(counts)
