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
    """What is said of the mistakes that were found: their names, and sentences about them.

    `leaves_unused` is true where one of them may leave a name unused.
    """

    names: tuple[str, ...]
    message: str
    leaves_unused: bool = False


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
    found : list of Explanation
        One or more.
    exercise : str
        The name of the right function, under which texts/twins.toml lists what is said of mistakes
        that cannot be told apart.

    Returns
    -------
    Named or None
        What all explanations share is certain. None where they share nothing, and are too many to
        be listed.
    """
    found = _best(found)
    known = {mistake.name: mistake for explanation in found for mistake in explanation.mistakes}
    certain = [name for name in known if all(name in e.names for e in found)]
    names, messages = list(certain), [known[name].sentence for name in certain]
    leaves_unused = any(known[name].leaves_unused for name in certain)
    others = list(dict.fromkeys(e.names - set(certain) for e in found))
    if len(others) > 1:
        together = _together(others, known, exercise)
        if together is None and not certain:
            return None
        if together is not None:
            names += together.names
            leaves_unused = leaves_unused or together.leaves_unused
        messages += [together.message if together else read("mistakes")["several"]["more"]]
    return Named(tuple(names), " ".join(messages), leaves_unused)


def _together(
    alternatives: list[frozenset[str]], known: dict[str, Mistake], exercise: str
) -> Named | None:
    """Return the one sentence about mistakes of which one was made, but not which."""
    involved = set().union(*alternatives)
    for name, twins in read("twins").get(exercise, {}).items():
        if involved <= set(twins["of"]):
            return Named((name,), twins["sentence"].strip())
    ordered = [[name for name in known if name in names] for names in alternatives]
    name = " or ".join(" and ".join(names) for names in ordered)
    messages = list(dict.fromkeys(" ".join(known[n].sentence for n in names) for names in ordered))
    leaves_unused = any(known[n].leaves_unused for n in involved)
    if len(messages) == 1:
        return Named((name,), messages[0], leaves_unused)
    if len(messages) > MAX_ALTERNATIVES:
        return None
    first, between = read("mistakes")["several"]["either"], read("mistakes")["several"]["or"]
    return Named((name,), f"{first} {f' {between} '.join(messages)}", leaves_unused)
