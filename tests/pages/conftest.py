"""One page in a browser for all notebooks: it knows JupyterLab's code after the first."""

import pytest
from support.jupyterlab_page import Lab, page

RUNNING: list[Lab] = []


@pytest.fixture(scope="package")
def lab(chromium, server):
    """An ordinary screen, where one pixel has the place of four of a still picture's."""
    with page(chromium, server) as lab:
        RUNNING.append(lab)
        yield lab
        RUNNING.clear()


@pytest.fixture(scope="module", autouse=True)
def errors_of_this_file():
    """Leave to each file its own errors: some files end a kernel, which the page complains of."""
    for lab in RUNNING:
        lab.forget_errors()
