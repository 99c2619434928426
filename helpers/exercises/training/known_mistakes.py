"""Known mistakes in training loops as data: which fact shows one, and what is said of it.

An entry of texts/training.toml is a mistake:

    ["gradient not cleared"]
    fact = "uncleared"
    above = 0.5
    sentence = "In {uncleared times} of {backwards} calls, backward found the old gradient."

The mistake is named where the fact was observed and is above the number (0 if none is given). The
sentence says what was observed, with facts in braces. Optional: `if_missed`, true for a mistake
that often does no harm: it is named only if the test error is too high; `remark`, true for a
sentence about a right training. Of several entries that apply the first one is named.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from helpers.exercises.texts import read


class KnownMistake(NamedTuple):
    """A known mistake.

    Parameters
    ----------
    name : str
        That of its entry.
    fact : str
        What shows it.
    sentence : str
        What a reader is told, with facts in braces.
    above : float
        The fact must be greater.
    if_missed : bool
        Whether it is named only where the test error is too high.
    remark : bool
        Whether it is said of what is right.
    """

    name: str
    fact: str
    sentence: str
    above: float = 0.0
    if_missed: bool = False
    remark: bool = False

    def applies(self, facts: Mapping[str, Any]) -> bool:
        """Return whether the facts show the mistake.

        Parameters
        ----------
        facts : {name: value}
            What was seen. A fact that is not there was not seen.

        Returns
        -------
        bool
            True if its fact counts more than is harmless.
        """
        return facts.get(self.fact, 0) > self.above

    def sentence_with(self, facts: Mapping[str, Any]) -> str:
        """Return the sentence with the facts filled in.

        Parameters
        ----------
        facts : {name: value}
            What was seen.

        Returns
        -------
        str
            For the reader, in one paragraph.
        """
        return self.sentence.format_map(facts)


@cache
def load_known_mistakes() -> tuple[KnownMistake, ...]:
    """Return all mistakes, in the order in which they are looked for.

    Returns
    -------
    tuple of KnownMistake
        Those of texts/training.toml.
    """
    entries = read("training")["mistakes"].items()
    return tuple(
        KnownMistake(name, **{**entry, "sentence": entry["sentence"].strip()})
        for name, entry in entries
    )


def known_mistakes_in(
    facts: Mapping[str, Any], *, missed: bool = False, remarks: bool = False
) -> list[KnownMistake]:
    """Return the mistakes that the facts show.

    Parameters
    ----------
    facts : {name: value}
        What was seen.
    missed : bool
        Whether those count that are named only where the test error is too high.
    remarks : bool
        Whether remarks are asked for, and not mistakes.

    Returns
    -------
    list of KnownMistake
        In the order in which they are looked for.
    """
    asked = (mistake for mistake in load_known_mistakes() if mistake.remark == remarks)
    return [
        mistake for mistake in asked if (missed or not mistake.if_missed) and mistake.applies(facts)
    ]
