"""One page in a browser for all lessons: it knows JupyterLab's code after the first."""

import pytest
from lab import pages


@pytest.fixture(scope="package")
def lab(chromium, server):
    """An ordinary screen, where one pixel has the place of four of a still picture's."""
    with pages(chromium, server) as new_lab:
        lab = new_lab(scale=1)
        yield lab
        lab.close()
