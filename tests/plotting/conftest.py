"""No figure of a test stays open."""

import pytest
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def no_figure_stays():
    plt.close("all")  # of doctests
    yield
    plt.close("all")
