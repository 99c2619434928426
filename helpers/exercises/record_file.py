"""The file that `record` writes: its content, the hash over it, and what is read back.

The pages of the site write the same: site/pages/browser/record.js.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from helpers.core.results import FIELDS, Entry, time_of

__all__ = ["Record", "RecordError", "content_hash", "read_record", "write_record"]

FORMAT = "optimiser-lessons record 1"
LARGEST = 1_000_000  # bytes: a record has a few thousand


class RecordError(ValueError):
    """A file that cannot be used; the message says of it why, after its name."""


class Record(NamedTuple):
    """What a learner has done in a lesson.

    Attributes
    ----------
    lesson : str
        The number of the lesson in two digits, or the name of another notebook.
    version : str
        The version of the course; "" where it is unknown.
    name : str
        What the learner wants to be called; "" without a name.
    entries : dict
        {kind: {name: entry}}; see FIELDS in helpers/core/results.py.
    """

    lesson: str
    version: str
    name: str
    entries: Mapping[str, Mapping[str, Entry]]


def content_hash(content: Mapping[str, Any]) -> str:
    """Return a hash of what a record holds, whatever the layout of the file.

    Parameters
    ----------
    content : dict
        The content of a record; its `sha256` is left out.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.

    Examples
    --------

    >>> content_hash({"b": 1, "a": [True, "é"], "sha256": "old"})[:12]
    '83a3979059ae'
    """
    text = _canonical({key: value for key, value in content.items() if key != "sha256"})
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _canonical(value: Any) -> str:
    """Return a value as JSON without spaces, the keys sorted as JavaScript sorts texts."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return f"{{{','.join(f'{_canonical(key)}:{_canonical(value[key])}' for key in keys)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(_canonical, value))}]"
    return json.dumps(value, ensure_ascii=False)


def write_record(path: Path, record: Record) -> None:
    """Write a record, in place of the file that may be there.

    Parameters
    ----------
    path : Path
        The file.
    record : Record
        What it will hold.

    Raises
    ------
    OSError
        Where nothing can be written.
    """
    name = {"name": record.name} if record.name else {}
    content = {
        "format": FORMAT,
        "version": record.version,
        "lesson": record.lesson,
        **name,
        **record.entries,
    }
    content["sha256"] = content_hash(content)
    half_written = path.with_name(f".{path.name}")
    half_written.write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    os.replace(half_written, path)


def read_record(path: Path) -> Record:
    """Return what a record holds.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Record
        Its content, checked.

    Raises
    ------
    RecordError
        For a file that is empty, damaged, changed or no record.
    OSError
        Where it cannot be read.
    """
    content = _content(path)
    if content_hash(content) != content.get("sha256"):
        raise RecordError("was changed after it was written: ask for the file as it was")
    texts = {key: content.get(key, "") for key in ("lesson", "version", "name")}
    if not all(isinstance(text, str) for text in texts.values()) or not texts["lesson"]:
        raise RecordError("has no lesson, or a name that is no text: this course did not write it")
    entries = {kind: content.get(kind) for kind in FIELDS}
    for kind, known in entries.items():
        if not isinstance(known, dict) or not all(_fits(kind, e) for e in known.values()):
            raise RecordError(f"has {kind} of another form: this course did not write it")
    return Record(**texts, entries=entries)  # pyright: ignore[reportArgumentType]


def _content(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST:
        raise RecordError("is too large to be a record of this course")
    data = path.read_bytes()
    if not data.strip():
        raise RecordError("is empty: ask for it once more")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RecordError("is damaged, or no record of this course: it cannot be read") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RecordError("is no record of this course")
    return content


def _fits(kind: str, entry: Any) -> bool:
    """Return whether an entry has the fields of its kind, and times."""
    fields = {**FIELDS[kind], "first": str, "last": str}
    if not isinstance(entry, dict) or set(entry) != set(fields):
        return False
    lists = [value for value in entry.values() if isinstance(value, list)]
    are_texts = all(isinstance(part, str) for parts in lists for part in parts)
    are_values = all(type(entry[name]) is wanted for name, wanted in fields.items())
    return are_texts and are_values and _are_times(entry["first"], entry["last"])


def _are_times(*texts: str) -> bool:
    try:
        return all(time_of(text) for text in texts)
    except ValueError:
        return False
