"""show: a still figure with the words that stand for it."""

import sys

import pytest
from matplotlib import pyplot as plt

from helpers.plotting import show


@pytest.fixture
def shown(monkeypatch):
    """What is handed to IPython: (object, metadata)."""
    found = []
    monkeypatch.setattr(
        sys.modules[show.__module__],
        "display",
        lambda shown, metadata=None: found.append((shown, metadata)),
    )
    return found


def test_the_figure_drawn_last_is_shown_once_with_its_words(shown):
    plt.figure()
    figure = plt.figure()
    show("The loss falls\n   below 1 & levels off.")
    (picture, metadata), (spoken, _) = shown
    assert picture is figure
    assert metadata == {"image/png": {"alt": "The loss falls below 1 & levels off."}}
    assert ">The loss falls below 1 &amp; levels off.</p>" in spoken.data
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
