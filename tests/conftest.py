"""No network for any test; a browser or PyTorch for some, and a loud line where it is missing."""

import gc
import os
import re
import runpy
import threading
from importlib.util import find_spec
from pathlib import Path

import environment
import pytest
from support import dealing
from support.jupyter_server import jupyterlab, until
from support.jupyterlab_page import FIREFOX, HEADLESS
from support.lessons_with_torch import NO_TORCH, lacks_torch

from helpers.core.timeout import THREAD_NAME

NO_BROWSER = "NO CHROMIUM FOUND: the browser tests did not run. Install chromium to run them."
NO_FIREFOX = "NO FIREFOX FOUND: the tests in Firefox did not run. Install firefox-esr to run them."
CI = os.environ.get("CI") == "true"
OFFLINE = Path(__file__).parent / "support" / "offline"
PYTHONPATH = os.environ.get("PYTHONPATH")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(OFFLINE), PYTHONPATH]))
runpy.run_path(str(OFFLINE / "sitecustomize.py"))  # for this process, if it started without it
environment.fix()
collect_ignore = ["support/offline"]


def pytest_collection_modifyitems(items):
    """Mark what needs the browser: `pytest -m "not browser"` leaves it out. See support/dealing.py.

    Without torch a lesson that needs it is skipped, in nbval and in the browser. (Under CI=true it
    is run all the same, and fails.)
    """
    files = set()
    for item in items:
        marks = dealing.marks_of(item)
        for mark in marks:
            item.add_marker(mark)
        in_browser = "browser" in marks
        if in_browser:
            files.add(item.path)
        ran = dealing.lesson_of(item.nodeid) if in_browser else item.path.stem
        if lacks_torch(ran):
            item.add_marker(pytest.mark.skip(reason=NO_TORCH))
    dealing.put_in_order(items, files)


def pytest_collection_finish():
    """Let the collector of garbage pass over the thousands of tests from now on."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal tests out to several processes (pytest -n 2)."""
    return dealing.from_both_ends(config, log)


def pytest_terminal_summary(terminalreporter):
    """Report what did not run because the machine lacks something: reasons with NO ... FOUND."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(report.longrepr[-1]).removeprefix("Skipped: ") for report in skipped}
    for reason in sorted(reason for reason in reasons if re.match(r"NO .+ FOUND", reason)):
        terminalreporter.section(reason, sep="!", red=True, bold=True)


@pytest.fixture(autouse=True)
def no_function_runs_on():
    """A test that leaves a thread without end behind would slow all that come after it."""
    yield
    until(lambda: THREAD_NAME not in [thread.name for thread in threading.enumerate()])


@pytest.fixture
def nothing_is_drawn(request, monkeypatch):
    """No pictures, but for a test that asks for them: that takes a fraction of the time."""
    if "pictures" not in request.fixturenames:
        from support.front_end import draw_nothing

        draw_nothing(monkeypatch)


@pytest.fixture
def pictures():
    """Asked for where boards must be drawn all the same."""


@pytest.fixture
def nothing_lives_on():
    """The boards of a test are closed after it."""
    from support.front_end import closed_afterwards

    with closed_afterwards():
        yield


@pytest.fixture(scope="session")
def torch():
    """The module. Without it the test is skipped; under CI=true it fails."""
    if not find_spec("torch"):
        (pytest.fail if CI else pytest.skip)(NO_TORCH)
    import torch  # pyright: ignore[reportMissingImports]

    return torch


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A running JupyterLab, shared by all tests."""
    with jupyterlab(tmp_path_factory.mktemp("jupyterlab")) as server:
        yield server


@pytest.fixture(scope="session")
def firefox():
    """The path of a Firefox. Without one the test is skipped; under CI=true it fails."""
    if FIREFOX is None:
        (pytest.fail if CI else pytest.skip)(NO_FIREFOX)
    return FIREFOX


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium. Without one the test is skipped; under CI=true it fails."""
    if HEADLESS is None:
        (pytest.fail if CI else pytest.skip)(NO_BROWSER)
    return HEADLESS
