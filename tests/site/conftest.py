"""A small site, made once: a page with a figure and a question of each kind."""

import ast
import os
from pathlib import Path

import pytest
from build_pages import build_pages
from bundle import ESBUILD
from support.jupyterlab_page import FLAGS, running_playwright
from support.sample_notebook import CELLS, write
from support.site_page import SitePage
from support.small_site import BOARDS, KINDS, NO_NPM
from support.static_server import served

from helpers.widgets.tabs import Tabs

collect_ignore = ["pytest_in_pyodide.py"]  # a script for Pyodide, which would run here at once


@pytest.fixture(scope="session")
def npm_packages():
    """What pages are bundled with; where it is missing, skip, or fail under CI=true."""
    if not ESBUILD.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_NPM)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory, npm_packages):
    """Its folder. In place of Python it has a worker that does as it is told: fake_worker.js."""
    folder = tmp_path_factory.mktemp("site")
    notebook = write(tmp_path_factory.mktemp("sample"), KINDS)
    build_pages(folder, {"deeper/sample": notebook, "sample": notebook}, "runtime/")
    (folder / "runtime").mkdir()
    fake = Path(__file__).with_name("fake_worker.js")
    (folder / "runtime" / "worker.js").write_bytes(fake.read_bytes())
    return folder


@pytest.fixture(scope="session")
def small_boards():
    """The figures of that page, made in this process: {kind: boards}."""
    names = {}
    exec(CELLS["imports"], names)
    boards = {}
    for kind in BOARDS:
        *before, last = ast.parse(CELLS[kind].strip()).body
        exec(compile(ast.Module(before, []), kind, "exec"), names)
        made = eval(ast.unparse(last), names)
        boards[kind] = made.boards if isinstance(made, Tabs) else {None: made}
    return boards


@pytest.fixture(scope="module")
def browser(chromium):
    """A Chromium."""
    with running_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(small_site):
    """Where the small site is served."""
    with served(small_site) as address:
        yield address


@pytest.fixture
def site(browser, address):
    """A page with the small site, fresh. At its end nothing may have gone wrong."""
    site = SitePage(browser, address)
    yield site
    site.close()
    assert site.troubles == []
