"""Put known mistakes into words: one, two, or several of which one was made."""

from typing import NamedTuple

from helpers.exercises.checker.mistakes import Mistake
from helpers.exercises.texts import read

MAX_ALTERNATIVES = 3  # that one sentence can list


class Explanation(NamedTuple):
    """Mistakes that give a reader's numbers, and how well what they keep agrees with theirs."""

    mistakes: tuple[Mistake, ...]
    supported: tuple[int, int]

    @property
    def names(self) -> frozenset[str]:
        """The names of the mistakes."""
        return frozenset(mistake.name for mistake in self.mistakes)


class Named(NamedTuple):
    """What is said of the mistakes that were found: their names, and sentences about them."""

    names: tuple[str, ...]
    says: str


def _best(found: list[Explanation]) -> list[Explanation]:
    """Return the explanations that agree best with what is kept; of those, the simplest."""
    best = max(explanation.supported for explanation in found)
    found = [explanation for explanation in found if explanation.supported == best]
    fewest = min(len(explanation.mistakes) for explanation in found)
    return [explanation for explanation in found if len(explanation.mistakes) == fewest]


def name_mistakes(found: list[Explanation], exercise: str) -> Named | None:
    """Return what is said of several explanations: of those that agree best with what is kept.

    Parameters
    ----------
    found
        One or more.
    exercise
        The name of the right function, under which texts/twins.toml lists what is said of mistakes
        that cannot be told apart.

    Returns
    -------
    Named or None
        What all explanations share is certain. None where they share nothing, and are too many to
        be listed.
    """
    found = _best(found)
    sentences = {m.name: m.sentence for explanation in found for m in explanation.mistakes}
    certain = [name for name in sentences if all(name in e.names for e in found)]
    names, says = list(certain), [sentences[name] for name in certain]
    others = list(dict.fromkeys(e.names - set(certain) for e in found))
    if len(others) > 1:
        together = _together(others, sentences, exercise)
        if together is None and not certain:
            return None
        names += together.names if together else ()
        says += [together.says if together else read("mistakes")["several"]["more"]]
    return Named(tuple(names), " ".join(says))


def _together(
    alternatives: list[frozenset[str]], sentences: dict[str, str], exercise: str
) -> Named | None:
    """Return the one sentence about mistakes of which one was made, but not which."""
    involved = set().union(*alternatives)
    for name, twins in read("twins").get(exercise, {}).items():
        if involved <= set(twins["of"]):
            return Named((name,), twins["sentence"].strip())
    ordered = [[name for name in sentences if name in names] for names in alternatives]
    name = " or ".join(" and ".join(names) for names in ordered)
    says = list(dict.fromkeys(" ".join(sentences[n] for n in names) for names in ordered))
    if len(says) == 1:
        return Named((name,), says[0])
    if len(says) > MAX_ALTERNATIVES:
        return None
    first, between = read("mistakes")["several"]["either"], read("mistakes")["several"]["or"]
    return Named((name,), f"{first} {f' {between} '.join(says)}")
