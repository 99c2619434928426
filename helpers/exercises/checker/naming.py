"""Sentences about known mistakes: one, two, or several of which one was made."""

from typing import NamedTuple

from helpers.exercises.checker.mistakes import Mistake
from helpers.exercises.texts import read

MAX_ALTERNATIVES = 3  # that one sentence can list


class Explanation(NamedTuple):
    """Mistakes that give a reader's numbers.

    Attributes
    ----------
    mistakes : tuple of Mistake
        One mistake, or two made together.
    supported : tuple of int
        How well the numbers that the reader's function keeps agree: see `state_traces.support`.
    """

    mistakes: tuple[Mistake, ...]
    supported: tuple[int, int]

    @property
    def names(self) -> frozenset[str]:
        """The names of the mistakes."""
        return frozenset(mistake.name for mistake in self.mistakes)


class NamedMistakes(NamedTuple):
    """The known mistakes that explain what a reader's function does, as the reader is told of them.

    Attributes
    ----------
    names : tuple of str
        What the mistakes are called in the texts.
    message : str
        A sentence for each of them, or one for several.
    leaves_unused : bool
        Whether one of the mistakes may leave a name unused.
    """

    names: tuple[str, ...]
    message: str
    leaves_unused: bool = False


def _best_supported(explanations: list[Explanation]) -> list[Explanation]:
    """Return the explanations that agree best with what is kept; of those, the simplest."""
    best = max(explanation.supported for explanation in explanations)
    explanations = [explanation for explanation in explanations if explanation.supported == best]
    fewest = min(len(explanation.mistakes) for explanation in explanations)
    return [explanation for explanation in explanations if len(explanation.mistakes) == fewest]


def name_mistakes(explanations: list[Explanation], exercise: str) -> NamedMistakes | None:
    """Return names and sentences for the explanations that agree best with what is kept.

    Parameters
    ----------
    explanations : list of Explanation
        One or more.
    exercise : str
        The name of the right function, under which texts/twins.toml lists what is said of mistakes
        that cannot be told apart.

    Returns
    -------
    NamedMistakes or None
        What all explanations share is certain. None where they share nothing, and are too many to
        be listed.
    """
    explanations = _best_supported(explanations)
    by_name = {
        mistake.name: mistake for explanation in explanations for mistake in explanation.mistakes
    }
    certain = [name for name in by_name if all(name in e.names for e in explanations)]
    names, messages = list(certain), [by_name[name].sentence for name in certain]
    leaves_unused = any(by_name[name].leaves_unused for name in certain)
    alternatives = list(dict.fromkeys(e.names - set(certain) for e in explanations))
    if len(alternatives) > 1:
        alternative = _alternatives_named(alternatives, by_name, exercise)
        if alternative is None and not certain:
            return None
        if alternative is not None:
            names += alternative.names
            leaves_unused = leaves_unused or alternative.leaves_unused
        messages += [alternative.message if alternative else read("mistakes")["several"]["more"]]
    return NamedMistakes(tuple(names), " ".join(messages), leaves_unused)


def _alternatives_named(
    alternatives: list[frozenset[str]], by_name: dict[str, Mistake], exercise: str
) -> NamedMistakes | None:
    """Return the one sentence about mistakes of which one was made, but not which."""
    involved = set().union(*alternatives)
    for name, twins in read("twins").get(exercise, {}).items():
        if involved <= set(twins["of"]):
            return NamedMistakes((name,), twins["sentence"].strip())
    ordered = [[name for name in by_name if name in names] for names in alternatives]
    name = " or ".join(" and ".join(names) for names in ordered)
    messages = list(
        dict.fromkeys(" ".join(by_name[n].sentence for n in names) for names in ordered)
    )
    leaves_unused = any(by_name[n].leaves_unused for n in involved)
    if len(messages) == 1:
        return NamedMistakes((name,), messages[0], leaves_unused)
    if len(messages) > MAX_ALTERNATIVES:
        return None
    first, between = read("mistakes")["several"]["either"], read("mistakes")["several"]["or"]
    return NamedMistakes((name,), f"{first} {f' {between} '.join(messages)}", leaves_unused)
