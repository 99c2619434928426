"""The notebooks before Berkeley's jupyterlab-a11y-checker, an extension of JupyterLab: no issues.

It is fetched by `make access` alone: nobody else needs it.
"""

import json
from pathlib import Path

import nbformat
import pytest
from notebook_files import name_of, notebook_paths
from support.jupyter_server import jupyterlab
from support.jupyterlab_page import page

CHECKER = Path(__file__).resolve().parents[2] / "build" / "checker" / "share" / "jupyter"
SCAN = "() => jupyterapp.commands.execute('jupyterlab-a11y-checker:scan-notebook')"
NONE = "NO CHECKER FOUND: the notebooks were not checked. `make access` fetches it."
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """A JupyterLab with the checker in it."""
    if not CHECKER.exists():
        pytest.skip(NONE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(CHECKER))
        with (
            jupyterlab(tmp_path_factory.mktemp("jupyterlab")) as server,
            page(chromium, server) as lab,
        ):
            yield lab


def issues(lab, path):
    """Return what it finds in a notebook."""
    lab.page.set_default_timeout(120_000)
    lab.open(path)
    return lab.page.evaluate(SCAN)["issues"]


def test_it_finds_a_picture_without_words_and_a_level_that_was_left_out(lab, tmp_path):
    cells = ["# Title", "### Too deep", "![](picture.png)"]
    made = nbformat.v4.new_notebook(
        cells=[*map(nbformat.v4.new_markdown_cell, cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(made, tmp_path / "faulty.ipynb")
    found = json.dumps(issues(lab, tmp_path / "faulty.ipynb"))
    assert "image-missing-alt" in found and "heading" in found


@pytest.mark.parametrize("path", notebook_paths(), ids=name_of)
def test_it_finds_nothing_in_a_notebook(lab, path):
    assert issues(lab, path) == []
