"""Tests are dealt out to several processes from both ends, and none twice."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from support import dealing

TESTS = Path(__file__).resolve().parents[1]
NOTEBOOKS = TESTS.parent / "notebooks"


def item(nodeid):
    return SimpleNamespace(nodeid=nodeid, path=Path(nodeid.partition("::")[0]))


def test_what_needs_a_browser_is_in_front_and_what_computes_longest_at_the_back():
    wanted = [
        "tests/pages/test_lessons.py::test_slider[05_adam]",
        "tests/pages/test_access.py::test_contrast[05_adam]",
        "tests/pages/test_lessons.py::test_slider[03_momentum]",
        "tests/pages/test_dragging.py::test_start",
        "tests/pages/test_dragging.py::test_a_grab_without_a_browser",
        "tests/site/test_links.py::test_link",
        "tests/test_rules.py::test_sgd",
        "notebooks/05_adam.ipynb::Cell 0",
        "notebooks/06_pytorch.ipynb::Cell 0",
        "tests/exercises/test_check_training.py::test_solution",
    ]
    files = {Path(name.partition("::")[0]) for name in wanted[:6]}
    items = [item(name) for name in (*wanted[6:8], *wanted[:6], *wanted[8:][::-1])]
    dealing.put_in_order(items, files)
    assert [one.nodeid for one in items] == wanted
    scopes = list(dict.fromkeys(map(dealing.scope_of, wanted)))
    assert scopes[:2] == ["05_adam", "03_momentum"] and len(scopes) == 8


@pytest.mark.parametrize(
    ("path", "fixtures", "smoke", "marks"),
    [
        ("tests/test_rules.py", ["tmp_path"], False, []),
        ("tests/pages/test_lessons.py", ["lab", "chromium"], False, ["browser", "thorough"]),
        ("tests/pages/test_firefox.py", ["firefox"], False, ["browser", "thorough"]),
        ("tests/pages/test_lessons.py", ["lab", "chromium"], True, ["browser"]),
        ("notebooks/05_adam.ipynb", None, False, []),
        ("notebooks/06_pytorch.ipynb", None, False, ["thorough"]),
    ],
)
def test_what_needs_a_browser_and_is_no_smoke_test_is_thorough(path, fixtures, smoke, marks):
    one = SimpleNamespace(path=Path(path), get_closest_marker=lambda name: smoke or None)
    if fixtures is not None:  # a cell of a notebook has none
        one.fixturenames = fixtures
    assert dealing.marks_of(one) == marks


def test_a_thorough_notebook_is_there():
    assert {path.name for path in NOTEBOOKS.rglob("*.ipynb")} >= dealing.THOROUGH_NOTEBOOKS


@pytest.mark.parametrize("name", [*dealing.IN_BROWSER, *dealing.COMPUTE])
def test_a_file_that_takes_long_is_there(name):
    found = [*TESTS.rglob(f"{name}.py"), *NOTEBOOKS.rglob(f"{name}.ipynb")]
    assert len(found) == 1


class Node:
    """A process that xdist knows."""

    def __init__(self, number):
        self.gateway = SimpleNamespace(id=f"gw{number}")
        self.shutting_down, self.got = False, []

    def send_runtest_some(self, indices):
        self.got += indices

    def shutdown(self):
        self.shutting_down = True


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_processes_take_from_both_ends(count):
    config = SimpleNamespace(option=SimpleNamespace(loadscopereorder=False))
    config.getvalue = lambda name: [f"{count}*popen"] if name == "tx" else None
    scheduler = dealing.from_both_ends(config, None)
    tests = [f"tests/test_{k // 4:02}.py::test_{k}" for k in range(80)]
    nodes = [Node(number) for number in range(count)]
    for node in nodes:
        scheduler.add_node(node)
        scheduler.add_node_collection(node, tests)
    scheduler.schedule()
    for k, node in enumerate(nodes):
        first = 4 * (k // 2)
        assert node.got == [*range(first, first + 4)] if k % 2 == 0 else node.got[-1] >= 76 - first
    done = dict.fromkeys(nodes, 0)
    while todo := [node for node in nodes if done[node] < len(node.got)]:
        for node in todo:
            scheduler.mark_test_complete(node, node.got[done[node]])
            done[node] += 1
    assert sorted(index for node in nodes for index in node.got) == [*range(80)]
    assert scheduler.tests_finished
