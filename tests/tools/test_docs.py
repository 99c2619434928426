"""`make docs` writes a page for each module that a notebook imports. Pages need no network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import exercises, plotting, widgets

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.search(r"-m (pdoc .*) --output-directory", (ROOT / "Makefile").read_text())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages, by the dotted name of their module."""
    folder = tmp_path_factory.mktemp("docs")
    assert COMMAND, "the Makefile does not run pdoc"
    command = [sys.executable, "-m", *COMMAND[1].split(), "--output-directory", folder, "helpers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return {
        ".".join(page.relative_to(folder).with_suffix("").parts): page.read_text("utf-8")
        for page in folder.rglob("*.html")
    }


def test_every_module_that_a_notebook_imports_has_its_page(pages):
    rooms = {path.stem for path in (ROOT / "helpers").iterdir() if not path.name.startswith("_")}
    assert {f"helpers.{room}" for room in rooms} <= set(pages)


@pytest.mark.parametrize("package", [plotting, widgets, exercises], ids=lambda p: p.__name__)
def test_what_a_notebook_imports_is_on_the_page_of_its_package(pages, package):
    assert all(f'id="{name}"' in pages[package.__name__] for name in package.__all__)


def test_pages_fetch_nothing(pages):
    for name, page in pages.items():
        used = re.findall(
            r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["']([^"']*)""", page
        )
        assert not [address for address in used if not address.startswith("data:")], name
        assert "@import" not in page, name
