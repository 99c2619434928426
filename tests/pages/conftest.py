"""One page in a browser for all notebooks: it knows JupyterLab's code after the first."""

import pytest
from support.jupyterlab_page import page


@pytest.fixture(scope="package")
def lab(chromium, server):
    """An ordinary screen, where one pixel has the place of four of a still picture's."""
    with page(chromium, server) as lab:
        yield lab
