"""`make docs` writes a page for each module, with all that is public there, and fetches nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_docstrings import PUBLIC

from helpers import exercises, plotting, widgets

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "tools/api_reference.py"

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def pages(tmp_path_factory, torch):
    """The pages, by the dotted name of their module; some modules import torch."""
    folder = tmp_path_factory.mktemp("docs")
    assert f"$(IN_VENV) {PROGRAM}" in (ROOT / "Makefile").read_text(encoding="utf-8")
    command = [sys.executable, PROGRAM, folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return {
        ".".join(page.relative_to(folder).with_suffix("").parts): page.read_text("utf-8")
        for page in folder.rglob("*.html")
    }


def test_every_public_function_and_class_is_on_the_page_of_its_module(pages):
    assert len(PUBLIC) > 500
    assert {member.module.path for member in PUBLIC} <= set(pages)
    names = {member: member.path.removeprefix(f"{member.module.path}.") for member in PUBLIC}
    lacking = [m.path for m in PUBLIC if f'id="{names[m]}"' not in pages[m.module.path]]
    assert lacking == []


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
