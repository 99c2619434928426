"""What a reader has guessed, answered, passed and met since the kernel started.

It is kept in memory alone: `record` in helpers/exercises/ writes it to a file when the reader asks
for that. On the pages of the site site/pages/browser/results.js does the same.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["FIELDS", "RESULTS", "Entry", "Results", "joined", "time_of"]

TIME = "%Y-%m-%dT%H:%M:%SZ"
Entry = dict[str, Any]  # what is kept of one question, exercise or challenge

FIELDS: dict[str, dict[str, type]] = {  # of the entries of each kind; all have `first` and `last`
    "guesses": {"choice": str, "right": bool},
    "answers": {"given": list, "right": bool, "solution_shown": bool},
    "checks": {"passed": bool, "mistakes": list},
    "challenges": {"met": bool, "moves": int},
}


def joined(kind: str, earlier: Entry, later: Entry) -> Entry:
    """Return what is kept of two results on the same question, exercise or challenge.

    The first guess counts. An answer counts until it is right or the solution was shown, a check
    until it is passed, a challenge until it is met; what comes after that changes nothing.

    Parameters
    ----------
    kind : str
        One of FIELDS.
    earlier, later : dict
        Entries of that kind.

    Returns
    -------
    dict
        An entry of that kind.

    Examples
    --------

    >>> times = {"first": "2026-11-30T10:00:00Z", "last": "2026-11-30T10:00:00Z"}
    >>> wrong = {"passed": False, "mistakes": ["uphill"], **times}
    >>> joined("checks", wrong, {"passed": True, "mistakes": [], **times})["mistakes"]
    ['uphill']
    """
    if _is_final(kind, earlier):
        return earlier
    both = {**later, "first": earlier["first"]}
    if kind == "answers":
        both["given"] = [*earlier["given"], *later["given"]]
    elif kind == "checks":
        both["mistakes"] = list(dict.fromkeys([*earlier["mistakes"], *later["mistakes"]]))
    else:
        both["moves"] = earlier["moves"] + later["moves"]
    return both


def _is_final(kind: str, entry: Entry) -> bool:
    return {
        "guesses": True,
        "answers": entry.get("right") or entry.get("solution_shown"),
        "checks": entry.get("passed"),
        "challenges": entry.get("met"),
    }[kind]


def time_of(text: str) -> datetime:
    """Return the time that an entry gives.

    Parameters
    ----------
    text : str
        For example "2026-11-30T10:00:00Z", in UTC.

    Returns
    -------
    datetime
        In UTC.

    Raises
    ------
    ValueError
        If it has another form.
    """
    return datetime.strptime(text, TIME).replace(tzinfo=UTC)


def _utc_now() -> str:
    return datetime.now(UTC).strftime(TIME)


class Results:
    """What a reader has done, by kind and by name.

    Parameters
    ----------
    now : callable
        Returns the time as a text.

    Attributes
    ----------
    entries : dict
        {kind: {name: entry}}; see FIELDS.
    continued : set of Path
        The files of records whose entries are among these.

    Examples
    --------

    >>> results = Results(now=lambda: "2026-11-30T10:00:00Z")
    >>> results.add_guess("best-m", "b", right=True)
    >>> results.add_guess("best-m", "c", right=False)  # the first one counts
    >>> results.entries["guesses"]["best-m"]["choice"]
    'b'
    """

    def __init__(self, now: Callable[[], str] = _utc_now) -> None:
        self._now = now
        self._lock = threading.RLock()  # callbacks run in another thread than cells
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.entries: dict[str, dict[str, Entry]] = {kind: {} for kind in FIELDS}
        self.continued: set[Path] = set()

    def __bool__(self) -> bool:
        return any(self.entries.values())

    def add_guess(self, name: str, choice: str, *, right: bool) -> None:
        """Keep a guess.

        Parameters
        ----------
        name : str
            The name of the question.
        choice : str
            The letter of the option.
        right : bool
            Whether it is the right one.
        """
        self._add("guesses", name, {"choice": choice, "right": right})

    def add_answer(self, name: str, given: Sequence[str], *, right: bool, shown: bool) -> None:
        """Keep what was answered.

        Parameters
        ----------
        name : str
            The name of the question.
        given : sequence of str
            What was tried, in order.
        right : bool
            Whether the last of them is right.
        shown : bool
            Whether the solution was shown.
        """
        entry = {"given": list(given), "right": right, "solution_shown": shown}
        self._add("answers", name, entry)

    def add_check(self, name: str, *, passed: bool, mistakes: Sequence[str]) -> None:
        """Keep what was found about a reader's function.

        Parameters
        ----------
        name : str
            What it should do: the name of the right function.
        passed : bool
            Whether it is right.
        mistakes : sequence of str
            The names of its mistakes.
        """
        self._add("checks", name, {"passed": passed, "mistakes": list(mistakes)})

    def add_challenge(self, name: str, *, moves: int, met: bool) -> None:
        """Keep moves of a figure's controls.

        Parameters
        ----------
        name : str
            The goal of the challenge, in words.
        moves : int
            How many there were since it was called last.
        met : bool
            Whether the challenge is met.
        """
        self._add("challenges", name, {"met": met, "moves": moves})

    def _add(self, kind: str, name: str, entry: Entry) -> None:
        now = self._now()
        stamped = {**entry, "first": now, "last": now}
        with self._lock:
            known = self.entries[kind].get(name)
            self.entries[kind][name] = joined(kind, known, stamped) if known else stamped

    def continue_from(self, path: Path, earlier: Mapping[str, Mapping[str, Entry]]) -> None:
        """Put the entries of an earlier record before these.

        Parameters
        ----------
        path : Path
            Its file.
        earlier : dict
            {kind: {name: entry}}.
        """
        with self._lock:
            for kind, known in self.entries.items():
                for name, entry in earlier[kind].items():
                    known[name] = joined(kind, entry, known[name]) if name in known else entry
            self.continued.add(path)


RESULTS = Results()  # of this kernel's reader
