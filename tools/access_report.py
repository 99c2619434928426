"""Run the checks of access and write how the course does by WCAG 2.1, levels A and AA.

python tools/access_report.py -n 3       run them, with options for pytest, and write the report
python tools/access_report.py --again    write it of what they said last time

What is judged, and by which tests, stands in tests/site/wcag.toml. The report goes to
build/access/report.html and report.md. A criterion is supported only if all its tests have passed.
"""

import re
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CRITERIA = ROOT / "tests" / "site" / "wcag.toml"
PAGES = ROOT / "build" / "site" / "index.html"
FOLDER = ROOT / "build" / "access"
RESULTS = {
    "supports": "Supports",
    "partially": "Partially supports",
    "does not": "Does not support",
    "not applicable": "Not applicable",
}
UNDECIDED = "Not evaluated"
COLUMNS = ("Criterion", "Level", "Result", "Remarks", "Tests")
INTRODUCTION = (
    "The lessons as web pages, and the figures and exercises in JupyterLab. JupyterLab itself is "
    "not judged. The results are those of a run of the tests that are named. ACCESSIBILITY.md says "
    "what to do where a criterion is not met."
)


@dataclass(frozen=True)
class Criterion:
    """A criterion of WCAG 2.1 and how the course does by it.

    Parameters
    ----------
    number, name, level : str
        As in "1.4.3", "Contrast (Minimum)", "AA".
    result : str
        One of RESULTS.
    tests : tuple of str
        What shows it, as "site/test_pages.py::test_name", in tests/.
    how, instead : str
        Why that is enough or does not apply; what to do where it fails.
    """

    number: str
    name: str
    level: str
    result: str
    tests: tuple[str, ...]
    how: str = ""
    instead: str = ""


def criteria(path: Path = CRITERIA) -> list[Criterion]:
    """Return all criteria, in the order of their numbers.

    Parameters
    ----------
    path : Path
        A file as tests/site/wcag.toml.

    Raises
    ------
    ValueError
        If a result is none of RESULTS.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    found = [
        Criterion(number, **{**table, "tests": tuple(table["tests"])})
        for number, table in tables.items()
    ]
    for criterion in found:
        if criterion.result not in RESULTS:
            known = ", ".join(RESULTS)
            raise ValueError(
                f"The result of {criterion.number} is “{criterion.result}”; write one of: {known}."
            )
    return sorted(found, key=lambda criterion: [int(part) for part in criterion.number.split(".")])


def outcomes(report: Path) -> dict[str, str]:
    """Return what became of each test, as pytest wrote it in a report for JUnit.

    Parameters
    ----------
    report : Path
        What `pytest --junitxml` has written.

    Returns
    -------
    dict
        {test as a Criterion names it: "failed", "skipped" or "passed"}. Of several runs with other
        arguments the worst counts.
    """
    order = ("failed", "skipped", "passed")
    found: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        module = case.get("classname", "").removeprefix("tests.").replace(".", "/")
        name = re.sub(r"\[.*", "", case.get("name", ""), flags=re.DOTALL)
        failed = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None
        outcome = "failed" if failed else "skipped" if skipped else "passed"
        test = f"{module}.py::{name}"
        found[test] = min(outcome, found.get(test, outcome), key=order.index)
    return found


def verdict(criterion: Criterion, ran: Mapping[str, str]) -> str:
    """Return the result of a criterion in words, by what became of its tests.

    Parameters
    ----------
    criterion : Criterion
        With the result that holds while all its tests pass.
    ran : {test: outcome}
        See `outcomes`.
    """
    became = {ran.get(test, "skipped") for test in criterion.tests}
    if "failed" in became:
        return RESULTS["does not"]
    return UNDECIDED if "skipped" in became else RESULTS[criterion.result]


def rows(found: Iterable[Criterion], ran: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the lines of the report's table, as COLUMNS."""
    return [
        (
            f"{one.number} {one.name}",
            one.level,
            verdict(one, ran),
            " ".join(filter(None, [one.how, one.instead])),
            "\n".join(f"{test}: {ran.get(test, 'not run')}" for test in one.tests),
        )
        for one in found
    ]


def summary(table: Iterable[tuple[str, ...]]) -> str:
    """Return how many criteria have which result."""
    results = [row[2] for row in table]
    counts = {name: results.count(name) for name in [*RESULTS.values(), UNDECIDED]}
    return "; ".join(f"{name}: {count}" for name, count in counts.items() if count)


def as_markdown(title: str, table: list[tuple[str, ...]]) -> str:
    """Return the report as Markdown."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *table]
    cells = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in line] for line in lines]
    body = "\n".join(f"| {' | '.join(line)} |" for line in cells)
    return f"# {title}\n\n{INTRODUCTION}\n\n**{summary(table)}**\n\n{body}\n"


def as_html(title: str, table: list[tuple[str, ...]]) -> str:
    """Return the report as a page."""
    head = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    body = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in table
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 80rem; margin: 0 auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }}
th, td {{ padding: 0.4rem; border-bottom: 1px solid; text-align: left; vertical-align: top; }}
td:last-child {{ font-size: 0.8rem; overflow-wrap: anywhere; min-width: 18rem; }}
.wide {{ overflow-x: auto; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{escape(INTRODUCTION)}</p>
<p><strong>{summary(table)}</strong></p>
<div class="wide" tabindex="0" role="region" aria-label="The criteria">
<table><thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table>
</div>
</main>
</body>
</html>
"""


def run(tests: Iterable[str], options: Iterable[str], folder: Path) -> None:
    """Run tests, named as a Criterion names them; what failed once more, alone.

    Reports for JUnit go to the folder, as first.xml and again.xml. A busy machine makes a browser
    late now and then.
    """
    for report in folder.glob("*.xml"):
        report.unlink()
    first, again = folder / "first.xml", folder / "again.xml"
    pytest(tests, first, options)
    failed = [test for test, outcome in outcomes(first).items() if outcome == "failed"]
    if failed:
        pytest(failed, again)


def pytest(tests: Iterable[str], report: Path, options: Iterable[str] = ()) -> None:
    """Run tests, named as a Criterion names them, and write a report for JUnit."""
    named = (f"tests/{test}" for test in tests)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options, *named]
    subprocess.run(command, cwd=ROOT, check=False)


def main() -> str | None:
    """Write the report; return what is not as it should be, if something is not."""
    parser = ArgumentParser(description="Write how the course does by WCAG 2.1 AA.")
    parser.add_argument("--again", action="store_true", help="of the tests' last run")
    chosen, options = parser.parse_known_args()
    if not PAGES.exists():
        return "The pages that are checked are not there: type make site first."
    found = criteria()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not chosen.again:
        run(sorted({test for one in found for test in one.tests}), options, FOLDER)
    results = [FOLDER / name for name in ("first.xml", "again.xml") if (FOLDER / name).exists()]
    if not results:
        return "The tests have not run: type make access."
    ran = {test: outcome for file in results for test, outcome in outcomes(file).items()}
    table, title = rows(found, ran), "Accessibility conformance report, WCAG 2.1 A and AA"
    (FOLDER / "report.md").write_text(as_markdown(title, table), encoding="utf-8")
    (FOLDER / "report.html").write_text(as_html(title, table), encoding="utf-8")
    print(f"{(FOLDER / 'report.html').relative_to(ROOT)}: {summary(table)}")
    bad = [one.number for one in found if verdict(one, ran) != RESULTS[one.result]]
    return f"Not as tests/site/wcag.toml says: {', '.join(bad)}." if bad else None


if __name__ == "__main__":
    sys.exit(main())
