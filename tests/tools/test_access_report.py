"""The conformance report: its criteria are those of WCAG 2.1, and the tests that it names exist."""

import ast
from pathlib import Path

import access_report
import pytest
from access_report import Criterion, as_html, as_markdown, criteria, outcomes, rows, verdict

ROOT = Path(__file__).resolve().parents[2]
STATEMENT = ROOT / "ACCESSIBILITY.md"
# How many criteria each guideline of WCAG 2.1 has on levels A and AA, and which are on level AA:
# https://www.w3.org/TR/WCAG21/
GUIDELINES = {
    "1.1": 1, "1.2": 5, "1.3": 5, "1.4": 9, "2.1": 3, "2.2": 2, "2.3": 1, "2.4": 7, "2.5": 4,
    "3.1": 2, "3.2": 4, "3.3": 4, "4.1": 3,
}  # fmt: skip
LEFT_OUT = {"1.4.6", "1.4.7", "1.4.8", "1.4.9", "2.1.3"}  # of level AAA, between others
DOUBLE_A = {
    *("1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5"),
    *("1.4.10", "1.4.11", "1.4.12", "1.4.13", "2.4.5", "2.4.6", "2.4.7"),
    *("3.1.2", "3.2.3", "3.2.4", "3.3.3", "3.3.4", "4.1.3"),
}
ALL = criteria()
XML = """<testsuites><testsuite>
<testcase classname="tests.site.test_pages" name="test_a[1]"/>
<testcase classname="tests.site.test_pages" name="test_a[2-]]"><failure/></testcase>
<testcase classname="tests.site.test_pages" name="test_b"><skipped/></testcase>
<testcase classname="tests.pages.test_access" name="test_c[kind]"/>
</testsuite></testsuites>"""
RAN = {
    "site/test_pages.py::test_a": "failed",
    "site/test_pages.py::test_b": "skipped",
    "pages/test_access.py::test_c": "passed",
}


def test_its_criteria_are_the_fifty_of_levels_a_and_aa():
    expected = []
    for guideline, count in GUIDELINES.items():
        numbers = (f"{guideline}.{number}" for number in range(1, 20))
        expected += [number for number in numbers if number not in LEFT_OUT][:count]
    assert [one.number for one in ALL] == expected and len(expected) == 50
    assert {one.number for one in ALL if one.level == "AA"} == DOUBLE_A
    assert {one.level for one in ALL} == {"A", "AA"}


@pytest.mark.parametrize("criterion", ALL, ids=lambda one: one.number)
def test_the_tests_that_it_names_exist(criterion):
    assert criterion.tests
    for test in criterion.tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test


def test_it_says_why_where_a_criterion_is_not_met_and_the_statement_says_so_too():
    statement = STATEMENT.read_text(encoding="utf-8")
    for one in ALL:
        assert one.how or one.result == "supports", one.number
        fails = one.result in ("partially", "does not")
        assert bool(one.instead) == fails, one.number
        assert (f"({one.number})" in statement) == fails, one.number


def test_of_several_runs_of_a_test_the_worst_counts(tmp_path):
    (tmp_path / "tests.xml").write_text(XML)
    assert outcomes(tmp_path / "tests.xml") == RAN


@pytest.mark.parametrize(
    ("tests", "result"),
    [
        ("pages/test_access.py::test_c", "Partially supports"),
        ("site/test_pages.py::test_b", "Not evaluated"),
        ("site/test_pages.py::test_that_did_not_run", "Not evaluated"),
        ("site/test_pages.py::test_a", "Does not support"),
    ],
)
def test_a_result_holds_only_while_its_tests_pass(tests, result):
    first = "pages/test_access.py::test_c"
    assert verdict(Criterion("1.1.1", "Name", "A", "partially", (first, tests)), RAN) == result


def test_a_result_that_is_none_is_refused(tmp_path):
    (tmp_path / "wcag.toml").write_text(
        '["1.1.1"]\nname = ""\nlevel = "A"\nresult = "ok"\ntests = []'
    )
    with pytest.raises(
        ValueError, match=r"^The result of 1\.1\.1 is “ok”; write one of: supports,"
    ):
        criteria(tmp_path / "wcag.toml")


def test_it_is_written_as_markdown_and_as_a_page(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(access_report, "FOLDER", tmp_path)
    monkeypatch.setattr(access_report, "ROOT", tmp_path)
    monkeypatch.setattr(access_report, "PAGES", tmp_path / "index.html")
    monkeypatch.setattr("sys.argv", ["access_report.py", "--again"])
    assert access_report.main().endswith("type make site first.")
    (tmp_path / "index.html").touch()
    assert access_report.main() == "The tests have not run: type make access."
    (tmp_path / "first.xml").write_text(XML)
    assert access_report.main().startswith("Not as tests/site/wcag.toml says: 1.1.1, ")
    assert "report.html: Not evaluated: 50" in capsys.readouterr().out
    lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("| ") for line in lines) == 52
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count('scope="row"') == 50


def test_what_a_cell_holds_breaks_neither_form():
    one = Criterion("1.1.1", "A | B", "A", "supports", ("pages/test_access.py::test_c",), "a < b")
    table = rows([one], RAN)
    assert "| 1.1.1 A \\| B | A | Supports | a < b | pages/test_access.py::test_c: passed |" in (
        as_markdown("Title", table)
    )
    assert "<td>a &lt; b</td>" in as_html("Title", table)
