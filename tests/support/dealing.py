"""In which order tests come, and which of several processes (pytest -n 4) runs them.

What needs a browser stands in front, what computes behind it. Half of the processes take from the
front, half from the back: so one computes while another waits for its browser, and few have one.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

RUNS_A_LESSON = re.compile(r"(?:notebooks/|tests/pages/\w+\.py::\w+\[)(\d\d_[a-z_]+)")
# Files that take long, the longest first: of those that need a browser, and of the others.
IN_BROWSER = (
    *("test_lessons", "test_access", "test_faults_in_browser", "test_dragging", "test_firefox"),
    *("test_pages", "test_notebook7", "test_reopened", "test_exercises_in_browser"),
    *("test_around_figures", "test_page_kernel", "test_handout", "test_as_it_comes"),
)
COMPUTE = (
    *("test_check_training", "test_own_data", "test_style", "test_playground", "test_binder"),
    *("test_shuffled_noise", "06_pytorch", "test_claims_07", "test_saved_state"),
    *("test_claims_06", "test_manual_descent_lines", "test_race", "test_claims_05"),
    *("test_classroom", "test_views", "test_faults", "test_docs", "fair_comparison"),
    *("test_readers_rules", "test_random_moves", "test_claims_02", "test_named_mistakes"),
    *("05_adam", "test_manual_descent"),
)
THOROUGH_NOTEBOOKS = {"06_pytorch.ipynb"}  # run by `make test-thorough`: half a minute


def marks_of(item: Any) -> list[str]:
    """Return how a test is marked besides what stands at it: "browser" if it needs one, and then
    "thorough", so that `make test` leaves it out, unless it is marked "smoke"."""
    in_browser = not {"chromium", "firefox"}.isdisjoint(getattr(item, "fixturenames", ()))
    thorough = in_browser and not item.get_closest_marker("smoke")
    thorough = thorough or item.path.name in THOROUGH_NOTEBOOKS
    return ["browser"] * in_browser + ["thorough"] * thorough


def lesson_of(nodeid: str) -> str:
    """Return the lesson that a test runs, as "05_adam", or an empty string."""
    found = RUNS_A_LESSON.match(nodeid)
    return found[1] if found else ""


def scope_of(nodeid: str) -> str:
    """Return what one process runs as a whole: a lesson in the browser, or a file."""
    file = nodeid.partition("::")[0]
    return file if file.endswith(".ipynb") else lesson_of(nodeid) or file


def put_in_order(items: list[Any], in_browser: Iterable[Path]) -> None:
    """Sort tests in place: in front what needs a browser, later lessons first, since they share a
    page; then files, those that take longest in front and at the back.

    Parameters
    ----------
    items
        Collected by pytest.
    in_browser
        The files with a test that needs a browser.
    """
    with_browser = {*in_browser}

    def rank(item: Any) -> tuple[bool, int, int]:
        lesson, file = lesson_of(item.nodeid), item.path.stem
        if item.path in with_browser:
            return False, -int(lesson[:2]) if lesson else 1, _position(file, IN_BROWSER)
        return True, 0, -_position(file, COMPUTE)

    items.sort(key=rank)


def _position(file: str, longest: tuple[str, ...]) -> int:
    return longest.index(file) if file in longest else len(longest)


def from_both_ends(config: Any, log: Any) -> Any:
    """Return a scheduler of xdist that deals tests out by file, or by the lesson that they run.

    gw0, gw2 … get the first of those that are left, gw1, gw3 … the last.
    """
    from xdist.scheduler import LoadScopeScheduling

    class FromBothEnds(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

        def _assign_work_unit(self, node: Any) -> None:
            if int(node.gateway.id.removeprefix("gw")) % 2:
                self.workqueue.move_to_end(next(reversed(self.workqueue)), last=False)
            super()._assign_work_unit(node)

    return FromBothEnds(config, log)
