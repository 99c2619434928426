"""What all tests on any input share: no figure of one is left for the next."""

import pytest
from support.front_end import closed_afterwards

from helpers.plotting import VIEWS, View


@pytest.fixture(autouse=True)
def nothing_lives_on():
    with closed_afterwards():
        yield


@pytest.fixture
def blank(monkeypatch):
    """A view of nothing: what is not about the picture is tested ten times as fast without."""
    nothing = View(lambda axes, *_, **__: None, lambda axes, colour: [], lambda run: [])
    monkeypatch.setitem(VIEWS, "blank", nothing)
