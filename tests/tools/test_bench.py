"""The benchmark's README is what its JSON says. (Measuring itself is not for a test.)"""

import json
import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.append(str(HERE))  # at the end: its names must not hide any other

import bench  # noqa: E402
import report  # noqa: E402
from idioms import IDIOMS, IPYMPL, PREPARE  # noqa: E402

RESULTS = json.loads((HERE / "results.json").read_text(encoding="utf-8"))


def test_the_readme_shows_the_stored_results():
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert readme.count(report.BEGIN) == readme.count(report.END) == 1
    assert report.filled(readme, RESULTS) == readme


def test_what_is_not_measured_is_said_to_be_so():
    shown = report.text({})
    assert shown.count("make bench ARGS=") == 5 and "Not timed" in shown


def test_a_peer_that_does_not_work_keeps_its_row():
    names = {key: {"name": idiom.name, "error": "it broke"} for key, idiom in IDIOMS.items()}
    found = {"idioms": names, "slow": None, "presses": 1, "more": 1, "drags": 1}
    lines = [line for part in report.sliders(found) for line in part]
    for idiom in IDIOMS.values():
        assert f"| {idiom.name} | does not work here: it broke |" in lines


@pytest.mark.parametrize(("milliseconds", "met"), [(11.0, "yes"), (11.2, "**no**")])
def test_an_aim_is_met_or_not(milliseconds, met):
    def at(press):
        return {d: {"press_ms": press, "pictures": 60.0, "offered": 60.0, "painted": 1.0}
                for d in report.DELAYS}  # fmt: skip

    idioms = {"ours": at(milliseconds), "jslink": at(10.0)}
    lines = list(report.aims({"sliders": {"idioms": idioms, "slow": None}}))
    assert lines[2].startswith("| key press") and lines[2].endswith(f"| {met} |")


@pytest.fixture
def make(monkeypatch, tmp_path):
    """Put lines of a shell script in the place of make."""
    if sys.platform == "win32":
        pytest.skip("the make that stands in is a shell script")

    def stand_in(*lines):
        (tmp_path / "make").write_text("\n".join(["#!/bin/sh", *lines]))
        (tmp_path / "make").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    return stand_in


def test_make_test_is_timed_without_what_make_bench_was_told(make, monkeypatch):
    make('echo "ARGS=$ARGS, MAKEFLAGS=$MAKEFLAGS: $1"')
    monkeypatch.setenv("ARGS", "tests --write")
    monkeypatch.setenv("MAKEFLAGS", " -- ARGS=tests")
    timed = bench.tests(say=lambda *_: None)
    assert timed["passed"] and timed["last"] == "ARGS=, MAKEFLAGS=: test"


def test_of_tests_that_fail_it_is_said_how_many(make):
    make('echo "== 1 failed, 2 passed in 3.00s =="', 'echo "make: *** [test] Error 1"', "exit 2")
    timed = bench.tests(say=lambda *_: None)
    assert not timed["passed"] and timed["last"] == "1 failed, 2 passed in 3.00s"


@pytest.fixture
def prepared(tmp_path):
    """The names that each idiom's cell finds."""
    names = {}
    exec(PREPARE.format(pid=str(tmp_path / "pid")), names)
    yield names
    names["plt"].close("all")


@pytest.mark.parametrize("idiom", ["ours", "jslink", "interact", "output"])
def test_the_cells_that_need_no_other_package_run(prepared, idiom, monkeypatch):
    monkeypatch.setattr(prepared["plt"], "show", lambda: None)
    exec(IDIOMS[idiom].cell, prepared)


def test_the_moving_lines_are_those_of_the_views(prepared):
    """Of the other idioms this one alone uses helpers."""
    exec(IPYMPL.partition("def draw")[0].replace("%matplotlib widget", ""), prepared)
    assert len(prepared["moving"]) == len(prepared["lines"](0.1))
