"""No figure of a test stays open."""

import pytest
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def no_figure_stays():
    yield
    plt.close("all")
