"""show: a still figure with the words that stand for it."""

import pytest
from matplotlib import pyplot as plt

from helpers.plotting import alternative_text, show


@pytest.fixture
def shown(monkeypatch):
    """What is handed to IPython: (figure, metadata)."""
    found = []
    monkeypatch.setattr(
        alternative_text, "display", lambda figure, metadata: found.append((figure, metadata))
    )
    return found


def test_the_figure_drawn_last_is_shown_once_with_its_words(shown):
    plt.figure()
    figure = plt.figure()
    show("The loss falls\n   and levels off.")
    assert shown == [(figure, {"image/png": {"alt": "The loss falls and levels off."}})]
    assert figure.number not in plt.get_fignums(), "IPython would show it a second time"


@pytest.mark.parametrize(
    ("description", "error"), [(None, TypeError), (3, TypeError), ("  ", ValueError)]
)
def test_a_figure_without_words_is_refused(description, error, shown):
    plt.figure()
    with pytest.raises(error, match="sentence about the figure"):
        show(description)
    assert not shown


def test_without_a_figure_it_says_so(shown):
    with pytest.raises(ValueError, match="no figure to show: draw one first"):
        show("Nothing.")
