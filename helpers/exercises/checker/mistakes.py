"""Known mistakes as data: edits of the right function's own source, with a sentence beside them.

An entry of texts/mistakes_of_*.toml is a mistake:

    ["no beta"]
    edits = { "= beta * " = "= " }
    sentence = "Nothing is forgotten: the old velocity is kept in full. Where does beta belong?"

`edits` maps pieces of the source to what a reader wrote instead, or is a list of such tables where
several ways of writing lead to different numbers. A reader's function with this mistake gives the
results of the edited function. Optional: `topic`, of which no two mistakes are named together;
`alone`, true where it is never named together with another; `constants`, values to try for names
that `edits` introduce; `leaves_unused`, true where a name may be computed but not used, which the
message then says; `probe`, "count" or "epsilon", where count_probe.py or epsilon_probe.py can find
it too. An entry without a sentence adds edits to the entry of the same name in a file read before.
"""

from functools import cache
from typing import Any, NamedTuple

from helpers.exercises.texts import exists, read

Edits = tuple[tuple[str, Any], ...]


class Mistake(NamedTuple):
    """A known mistake.

    Parameters
    ----------
    name : str
        That of its entry.
    edits : tuple of Edits
        One or more ways of making it.
    sentence : str
        What a reader is told.
    topic : str
        No two mistakes of one topic are named together; "" where it has none.
    alone : bool
        Whether it is named by itself only.
    constants : tuple of (name, values)
        Values to try for names that `edits` bring in.
    leaves_unused : bool
        Whether a name may be computed and never used: a note then says which.
    probe : str
        "count" or "epsilon" where that probe can find it too, else "".
    """

    name: str
    edits: tuple[Edits, ...]
    sentence: str
    topic: str = ""
    alone: bool = False
    constants: tuple[tuple[str, tuple[float, ...]], ...] = ()
    leaves_unused: bool = False
    probe: str = ""


class Variant(NamedTuple):
    """Another way to do an exercise right, with a remark to be made about it, if any.

    Parameters
    ----------
    name : str
        That of its entry, or "as here" for the right function as it is written here.
    edits : Edits
        Pieces of the right function's source, and what replaces them.
    remark : str
        "" where there is none.
    """

    name: str
    edits: Edits = ()
    remark: str = ""


@cache
def load_mistakes(*groups: str) -> tuple[Mistake, ...]:
    """Return the mistakes in texts/mistakes_of_<group>.toml, the files in the order given.

    Parameters
    ----------
    *groups : str
        The names of the files, without mistakes_of_ and .toml. One that is not there is passed
        over: a rule need not have mistakes of its own.

    Returns
    -------
    tuple of Mistake
        In the order of the files.
    """
    entries: dict[str, Mistake] = {}
    for group in groups:
        file = f"mistakes_of_{group}"
        for name, entry in (read(file) if exists(file) else {}).items():
            ways = entry.get("edits", [])
            ways = ways if isinstance(ways, list) else [ways]
            edits = tuple(tuple(way.items()) for way in ways)
            if name in entries and "sentence" not in entry:
                entries[name] = entries[name]._replace(edits=entries[name].edits + edits)
                continue
            constants = entry.get("constants", {}).items()
            entries[name] = Mistake(
                name,
                edits,
                entry.get("sentence", "").strip(),
                entry.get("topic", ""),
                entry.get("alone", False),
                tuple((constant, tuple(values)) for constant, values in constants),
                entry.get("leaves_unused", False),
                entry.get("probe", ""),
            )
    return tuple(entries.values())


def load_variants(exercise: str) -> tuple[Variant, ...]:
    """Return the ways to do an exercise right: first as it is written here, then the others.

    Parameters
    ----------
    exercise : str
        The name of the right function.

    Returns
    -------
    tuple of Variant
        One at least.
    """
    entries = read("variants").get(exercise, {}).items()
    others = (
        Variant(name, tuple(entry["edits"].items()), entry.get("remark", "").strip())
        for name, entry in entries
    )
    return Variant("as here"), *others
